//! The mouse on an open order: a click puts a pane in front and the row under it under the cursor, the wheel moves what it is over, and
//! a scan is dragged and zoomed.

use ratatui::layout::Rect;

use super::layout::split_bottom;
use super::{Layer, Pane, Proofread};
use crate::desk::app::common::{Common, Env};
use crate::desk::app::update::{Click, wheel};
use crate::desk::input::command::Command;
use crate::desk::input::mouse::{Act, Mouse};
use crate::desk::screen::decide::Focus;
use crate::desk::ui::text::width;

/// How many columns and rows of dragging are one step of panning.
const STEP: (u16, u16) = (6, 3);

/// What is within a pane's lines.
const fn within(area: Rect) -> Rect {
    Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(2), height: area.height.saturating_sub(2) }
}

/// Without the first rows.
const fn below(area: Rect, rows: u16) -> Rect {
    Rect { y: area.y.saturating_add(rows), height: area.height.saturating_sub(rows), ..area }
}

impl Proofread {
    /// Takes the mouse. `drag` is from where something is being dragged; it moves along.
    pub fn mouse(
        &mut self,
        mouse: Mouse,
        double: bool,
        drag: &mut Option<(u16, u16)>,
        common: &mut Common,
        _env: &mut Env,
    ) -> Click {
        if self.is_sending() {
            return Click::Nothing;
        }
        match &self.layer {
            Layer::Panes => self.mouse_on_panes(mouse, double, drag, common),
            Layer::Reasons(_) => self.mouse_on_reasons(mouse, double, common),
            Layer::Review(_) => self.mouse_on_review(mouse, double, common),
            Layer::Sheet(_) => match mouse.act {
                Act::Press => Click::Nothing,
                act => wheel(act),
            },
            Layer::Note(_) | Layer::SetAside(_) | Layer::Look(_) | Layer::Step(_) => Click::Nothing,
        }
    }

    fn mouse_on_panes(&mut self, mouse: Mouse, double: bool, drag: &mut Option<(u16, u16)>, common: &Common) -> Click {
        let areas = self.areas(common);
        if mouse.act == Act::Drag {
            let scan = areas.scan.is_some_and(|area| mouse.is_in(area));
            return if scan { drag_by(mouse, drag) } else { Click::Nothing };
        }
        if areas.tabs && mouse.act == Act::Press && mouse.row == areas.rest.y {
            return match self.tab_at(mouse.column.saturating_sub(areas.rest.x), common) {
                Some(pane) => {
                    self.pane = pane;
                    Click::Selected
                }
                None => Click::Nothing,
            };
        }
        if mouse.act == Act::Press && mouse.is_in(areas.items) {
            return Click::Run(Command::NextItem);
        }
        let places = [
            (Pane::Fields, areas.fields),
            (Pane::Findings, areas.findings),
            (Pane::Scan, areas.scan),
            (Pane::Attachments, areas.attachments),
            (Pane::Info, areas.info),
        ];
        let found = places.into_iter().find_map(|(pane, area)| Some((pane, area.filter(|area| mouse.is_in(*area))?)));
        let Some((pane, area)) = found else { return Click::Nothing };
        if mouse.act == Act::Release {
            return Click::Nothing;
        }
        let was_in_front = self.pane == pane;
        self.pane = pane;
        match (pane, mouse.act) {
            (Pane::Scan, Act::WheelUp) => Click::Run(Command::ZoomIn),
            (Pane::Scan, Act::WheelDown) => Click::Run(Command::ZoomOut),
            (Pane::Scan, _) if double => Click::Run(Command::FullScreen),
            (_, Act::WheelUp | Act::WheelDown) => wheel(mouse.act),
            (Pane::Fields, _) => {
                let rows = below(within(area), 1);
                let top = (self.field + 1).saturating_sub(usize::from(rows.height));
                let Some(index) = mouse.row_of(rows).map(|row| top + row).filter(|index| *index < self.fields().len()) else {
                    return Click::Selected;
                };
                let again = double && index == self.field;
                self.select_field(index);
                if again { Click::Run(Command::Open) } else { Click::Selected }
            }
            (Pane::Attachments, _) => {
                let rows = within(area);
                let top = (self.scan.index + 1).saturating_sub(usize::from(rows.height));
                let count = self.item().map_or(0, |item| item.attachments.len());
                if let Some(index) = mouse.row_of(rows).map(|row| top + row).filter(|index| *index < count) {
                    self.scan.index = index;
                }
                if double { Click::Run(Command::Enlarge) } else { Click::Selected }
            }
            (Pane::Findings | Pane::Info, _) if double && was_in_front => Click::Run(Command::Open),
            (Pane::Findings | Pane::Info | Pane::Scan, _) => Click::Selected,
        }
    }

    /// The pane whose title stands in this column, where the panes are tabs.
    fn tab_at(&self, column: u16, common: &Common) -> Option<Pane> {
        let tabs = self.tabs(self.pane, common);
        // The corner of the box, and what marks the pane in front.
        let mut left = 4;
        let names = tabs.split("  ").filter(|name| !name.is_empty());
        Pane::ALL.into_iter().zip(names).find_map(|(pane, name)| {
            let right = left + width(name);
            let here = (left..right).contains(&usize::from(column));
            left = right + 2;
            here.then_some(pane)
        })
    }

    fn mouse_on_reasons(&mut self, mouse: Mouse, double: bool, common: &Common) -> Click {
        if mouse.act != Act::Press {
            return wheel(mouse.act);
        }
        let rest = self.areas(common).rest;
        let Layer::Reasons(list) = &mut self.layer else { return Click::Nothing };
        let (above, _) = split_bottom(rest, crate::desk::screen::decide::WORDING_ROWS.min(rest.height / 2));
        let (rows, _) = split_bottom(within(above), 1);
        let top = (list.cursor + 1).saturating_sub(usize::from(rows.height));
        let Some(index) = mouse.row_of(rows).map(|row| top + row).filter(|index| *index < list.offers.len()) else {
            return Click::Nothing;
        };
        list.cursor = index;
        // On its box one click is enough.
        let on_box = mouse.column.saturating_sub(rows.x) < 6;
        if on_box || double { Click::Run(Command::Toggle) } else { Click::Selected }
    }

    fn mouse_on_review(&mut self, mouse: Mouse, double: bool, common: &Common) -> Click {
        if mouse.act != Act::Press {
            return wheel(mouse.act);
        }
        let (items, letter, button) = self.review_areas(self.areas(common).rest, common);
        let Layer::Review(review) = &mut self.layer else { return Click::Nothing };
        if review.is_editing() {
            return Click::Nothing;
        }
        let focus = [(items, Focus::Items), (letter, Focus::Letter), (button, Focus::Confirm)];
        let Some((_, focus)) = focus.into_iter().find(|(area, _)| mouse.is_in(*area)) else { return Click::Nothing };
        let again = double && review.focus == focus;
        review.focus = focus;
        // Nothing is sent by a click that only wanted to look: the button takes two.
        if again { Click::Run(Command::Open) } else { Click::Selected }
    }
}

/// Dragging a picture to the right shows more of its left.
fn drag_by(mouse: Mouse, drag: &mut Option<(u16, u16)>) -> Click {
    let Some((column, row)) = drag else { return Click::Nothing };
    let (across, down) = (mouse.column.abs_diff(*column), mouse.row.abs_diff(*row));
    if across >= STEP.0 {
        let command = if mouse.column > *column { Command::PanLeft } else { Command::PanRight };
        *column = mouse.column;
        return Click::Run(command);
    }
    if down >= STEP.1 {
        let command = if mouse.row > *row { Command::PanUp } else { Command::PanDown };
        *row = mouse.row;
        return Click::Run(command);
    }
    Click::Nothing
}
