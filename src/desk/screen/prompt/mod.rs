//! What is asked over the screen before something is done: why one looks, or the old and the new password. It lies over the order, the
//! queue or whatever else is in front, and knows none of them.

mod password;
mod reason;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::desk::app::common::Common;
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::Ticket;
use crate::desk::input::key::Key;
use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::Holder;
use password::PasswordForm;
use reason::ReasonForm;

/// What somebody says why they look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To read the numbers of the open order whole.
    Reveal,
    /// To open an order that somebody else holds.
    Held {
        /// Whose order.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// Who holds it.
        holder: Holder,
    },
}

/// A question over the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Prompt {
    /// Why one looks.
    Reason(Box<ReasonForm>),
    /// A new password of one's own.
    Password(Box<PasswordForm>),
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It stays open.
    Open,
    /// Likewise, and this is to be done.
    Do(Effect),
    /// It is closed, nothing was answered.
    Closed,
    /// Why.
    Why(Purpose, String),
}

impl Prompt {
    /// Asks why.
    #[must_use]
    pub fn why(purpose: Purpose, common: &Common) -> Self {
        Self::Reason(Box::new(ReasonForm::new(purpose, common)))
    }

    /// Asks for a new password of one's own.
    #[must_use]
    pub fn password() -> Self {
        Self::Password(Box::default())
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, common: &mut Common) -> Answer {
        match self {
            Self::Reason(form) => form.key(key, common),
            Self::Password(form) => form.key(key, common),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Reason(form) => form.paste(text),
            Self::Password(form) => form.paste(text),
        }
    }

    /// The old password was wrong, or the database failed; `false` where this is not what was asked.
    pub fn failed(&mut self, ticket: Ticket, said: String) -> bool {
        match self {
            Self::Password(form) if form.is_sent(ticket) => {
                form.refused(said);
                true
            }
            Self::Reason(_) | Self::Password(_) => false,
        }
    }

    /// Whether this reply is about what was asked here.
    #[must_use]
    pub fn awaits(&self, ticket: Ticket) -> bool {
        matches!(self, Self::Password(form) if form.is_sent(ticket))
    }

    /// Draws it.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        match self {
            Self::Reason(form) => form.view(frame, area, common),
            Self::Password(form) => form.view(frame, area, common),
        }
    }
}
