//! The whole state of the desk.

use std::collections::VecDeque;

use super::common::Common;
use super::msg::{Notice, Takeable, Ticket};
use crate::desk::input::command::Command;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Pressed;
use crate::desk::screen::export::Export;
use crate::desk::screen::lock::Lock;
use crate::desk::screen::modal::Modal;
use crate::desk::screen::prompt::Prompt;
use crate::desk::screen::proofread::Proofread;
use crate::desk::screen::queue::Queue;
use crate::desk::screen::room::Room;
use crate::desk::screen::sign_in::SignIn;
use crate::desk::ui::chrome::SMALLEST;
use crate::domain::staff::Permission;
use crate::domain::time::Millis;

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Signing in.
    SignIn,
    /// The queue.
    Queue,
    /// The dashboard.
    Dashboard,
    /// The enquiries.
    Enquiries,
    /// The dishonesty list.
    Listings,
    /// The archive.
    Archive,
    /// Quality sampling.
    Sampling,
    /// The open order.
    Order,
}

/// The state of the desk. Only [`super::update::update`] changes it.
#[derive(Debug)]
pub struct Model {
    /// What every screen shares.
    pub common: Common,
    /// The sign-in form.
    pub sign_in: SignIn,
    /// The queue.
    pub queue: Queue,
    /// The screen in the queue's place, if it is not the queue; an order opened from it lies over it.
    pub room: Option<Box<dyn Room>>,
    /// The open order.
    pub order: Option<Box<Proofread>>,
    /// A list over the screen.
    pub modal: Option<Modal>,
    /// An export: its form, how far it is, or where its file is.
    pub export: Option<Box<Export>>,
    /// A question over the screen.
    pub prompt: Option<Prompt>,
    /// The screen is locked: nothing else is shown, and keys go nowhere else.
    pub lock: Option<Box<Lock>>,
    /// When somebody last pressed a key.
    pub touched_at: Millis,
    /// The newest notice, and until when it is shown.
    pub notice: Option<(Notice, Millis)>,
    /// Our last decision, while it can be taken back.
    pub takeable: Option<Takeable>,
    /// The taking of the next order that nobody pressed a key for, until it is answered.
    pub going_on: Option<Ticket>,
    /// The taking back that has not been answered yet.
    pub taking_back: Option<Ticket>,
    /// Since when, by this machine's clock, the database has not answered.
    pub lost_since: Option<Millis>,
    /// `q` was pressed once over an open order.
    pub quit_armed: bool,
    /// `u` was pressed once over an open order.
    pub take_back_armed: bool,
    /// The key being handled is the second `u` in a row.
    pub take_back_asked: bool,
    /// How many lines were typed, in `--linear` mode.
    pub typed: u32,
    /// Lines typed while an order was being opened: they are for it.
    pub typed_ahead: VecDeque<String>,
    /// How often everything was asked to be told again, in `--linear` mode.
    pub rereads: u32,
    /// Where the mouse was pressed.
    pub pressed: Pressed,
    /// Where the terminal itself has drawn a picture.
    pub painted: Option<ratatui::layout::Rect>,
    /// We are leaving as soon as all is written.
    pub quitting: bool,
}

impl Model {
    /// A desk at its door.
    #[must_use]
    pub fn new(common: Common, login: &str) -> Self {
        Self {
            common,
            sign_in: SignIn::new(login),
            queue: Queue::default(),
            room: None,
            order: None,
            modal: None,
            export: None,
            prompt: None,
            lock: None,
            touched_at: Millis(0),
            notice: None,
            takeable: None,
            going_on: None,
            taking_back: None,
            lost_since: None,
            quit_armed: false,
            take_back_armed: false,
            take_back_asked: false,
            typed: 0,
            typed_ahead: VecDeque::new(),
            rereads: 0,
            pressed: Pressed::default(),
            painted: None,
            quitting: false,
        }
    }

    /// Which screen is shown.
    #[must_use]
    pub fn screen(&self) -> Screen {
        if self.common.actor.is_none() {
            Screen::SignIn
        } else if self.order.is_some() {
            Screen::Order
        } else {
            self.room.as_ref().map_or(Screen::Queue, |room| room.screen())
        }
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.lock.is_some() || self.is_exporting_in_front() {
            return Context::Line;
        }
        if self.modal.is_some() || self.prompt.is_some() {
            return Context::Choice;
        }
        match (&self.order, &self.room) {
            _ if self.screen() == Screen::SignIn => Context::Line,
            (Some(order), _) => order.context(),
            (None, Some(room)) => room.context(),
            (None, None) => self.queue.context(),
        }
    }

    /// Why a command cannot run now; `None` where it can.
    #[must_use]
    pub fn why_not(&self, command: Command) -> Option<String> {
        if command == Command::Export {
            return (!self.common.may(Permission::Export)).then(|| self.common.lang.no_permission().to_owned());
        }
        match (&self.order, &self.room) {
            (Some(order), _) => order.why_not(command, &self.common),
            (None, Some(room)) => room.why_not(command, &self.common),
            (None, None) => self.queue.why_not(command, &self.common),
        }
    }

    /// Whether the export takes the keys.
    #[must_use]
    pub fn is_exporting_in_front(&self) -> bool {
        self.export.as_ref().is_some_and(|export| export.is_in_front())
    }

    /// When the screen is locked unless somebody presses a key; `None`: never, or it is locked.
    #[must_use]
    pub fn locks_at(&self) -> Option<Millis> {
        let idle_ms = self.common.idle_lock_ms;
        let watched = idle_ms > 0 && self.common.actor.is_some() && self.lock.is_none() && !self.quitting;
        watched.then(|| self.touched_at.plus(idle_ms))
    }

    /// Whether the terminal is too small to work in.
    #[must_use]
    pub const fn is_too_small(&self) -> bool {
        self.common.size.0 < SMALLEST.0 || self.common.size.1 < SMALLEST.1
    }

    /// The next moment at which the screen changes by itself: the clock's next minute, or earlier.
    #[must_use]
    pub fn wakes_at(&self, now: Millis) -> Millis {
        let minute = Millis((now.0.div_euclid(60_000) + 1) * 60_000);
        let notice = self.notice.as_ref().map(|(_, until)| *until);
        let order = self.order.as_ref().and_then(|order| order.wakes_at(&self.common, now));
        let room = self.room.as_ref().filter(|_| self.order.is_none()).and_then(|room| room.wakes_at(&self.common, now));
        let lock = self.locks_at();
        let queue = self.queue.wakes_at();
        let hold = self.takeable.as_ref().map(|takeable| takeable.held_until.plus(-self.common.clock_ahead_ms));
        [Some(minute), notice, order, room, queue, hold, lock]
            .into_iter()
            .flatten()
            .filter(|moment| *moment > now)
            .min()
            .unwrap_or(minute)
    }
}
