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
    }
}
