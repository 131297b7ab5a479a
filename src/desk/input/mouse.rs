//! What a mouse does, as the desk understands it. An extra: everything works without one.

/// Something was done with the mouse, at this cell of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub act: Act,
    /// Column, from 0.
    pub column: u16,
    /// Row, from 0.
    pub row: u16,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The left button was pressed.
    Press,
    /// It was moved while pressed.
    Drag,
    /// It was let go.
    Release,
    /// The wheel was turned away from the user.
    WheelUp,
    /// The wheel was turned towards the user.
    WheelDown,
}

impl Mouse {
    /// Whether it is within an area.
    #[must_use]
    pub const fn is_in(self, area: ratatui::layout::Rect) -> bool {
        area.contains(ratatui::layout::Position { x: self.column, y: self.row })
    }

    /// Which row of an area it is in, from 0.
    #[must_use]
    pub fn row_of(self, area: ratatui::layout::Rect) -> Option<usize> {
        self.is_in(area).then(|| usize::from(self.row.saturating_sub(area.y)))
    }
}

/// Where the mouse was last pressed, to know the second press of a double click, and from where something is dragged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pressed {
    at: Option<(i64, u16, u16)>,
    /// From where something is being dragged: column, row.
    pub drag: Option<(u16, u16)>,
}

/// Within which time two presses are one double click, in milliseconds.
const DOUBLE_MS: i64 = 400;

impl Pressed {
    /// Takes a press; `true` where it is the second of a double click.
    pub fn press(&mut self, mouse: Mouse, now_ms: i64) -> bool {
        let again = self.at.is_some_and(|(then, column, row)| {
            now_ms.saturating_sub(then) <= DOUBLE_MS && row == mouse.row && column.abs_diff(mouse.column) <= 1
        });
        // A third press is the first of another one.
        self.at = (!again).then_some((now_ms, mouse.column, mouse.row));
        self.drag = Some((mouse.column, mouse.row));
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_presses_at_once_in_one_place_are_a_double_click_and_three_are_not_two_of_them() {
        let at = |column, row| Mouse { act: Act::Press, column, row };
        let mut pressed = Pressed::default();
        assert!(!pressed.press(at(3, 4), 1_000));
        assert!(pressed.press(at(4, 4), 1_300));
        assert!(!pressed.press(at(4, 4), 1_400));
        assert!(!pressed.press(at(4, 4), 2_000), "too late");
        assert!(!pressed.press(at(4, 5), 2_100), "another row");
    }
}
