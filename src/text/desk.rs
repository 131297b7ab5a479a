//! Texts of the desk.

use super::texts;

texts! {
    queue => "队列", "Queue";
}
