//! The mouse on the queue.

use ratatui::layout::Rect;

use super::{Queue, view};
use crate::desk::app::common::Common;
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::mouse::Mouse;

impl Queue {
    /// Takes a click in this part of the screen: it selects the row, the second of two opens it.
    pub fn click(&mut self, mouse: Mouse, double: bool, area: Rect, common: &mut Common) -> Click {
        // What lies under a box is not there to be clicked.
        if self.panel.is_some() {
            return Click::Nothing;
        }
        let Some(row) = mouse.row_of(view::rows_area(area)) else { return Click::Nothing };
        let index = self.top + row;
        if index >= self.rows.len() {
            return Click::Nothing;
        }
        if double && index == self.selected {
            return Click::Run(Command::Open);
        }
        self.selected = index;
        self.follow(common);
        Click::Selected
    }
}
