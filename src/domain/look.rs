//! What the log of looking writes down: who saw personal data is asked of the desk as well as who changed it.

use super::coded::coded;

coded! {
    /// What someone looked at.
    Looked {
        /// An order was opened.
        Open = "open",
        /// A masked number was shown whole.
        Reveal = "reveal",
        /// A scan was given to a program outside the desk.
        External = "external",
        /// An order was opened to read while somebody else held it.
        Held = "held",
        /// What is known of the order was taken out of the desk.
        Export = "export",
    }
}

/// Most characters of the reason of a look.
pub const REASON_CHARS: usize = 100;

impl Looked {
    /// Whether it takes a reason: the database refuses it without one.
    #[must_use]
    pub const fn takes_a_reason(self) -> bool {
        matches!(self, Self::Reveal | Self::Held | Self::Export)
    }
}
