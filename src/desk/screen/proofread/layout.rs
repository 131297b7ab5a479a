//! Where the panes are: all of them beside each other where there is room, one at a time under tabs where there is not.

use ratatui::layout::Rect;

use super::{Pane, Proofread};

pub use crate::desk::ui::chrome::body;

/// From this width on the panes stand beside each other.
const WIDE: u16 = 100;
/// From this height on both what the checks say and the order stand below the fields.
const BOTH_BELOW: u16 = 9;

/// Where everything is. A pane without an area is not in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Areas {
    /// Two lines about the order.
    pub(crate) header: Rect,
    /// The items of an order with several.
    pub(crate) items: Rect,
    /// What stays in sight until it is settled.
    pub(crate) banner: Rect,
    pub(crate) fields: Option<Rect>,
    pub(crate) findings: Option<Rect>,
    pub(crate) info: Option<Rect>,
    pub(crate) scan: Option<Rect>,
    pub(crate) attachments: Option<Rect>,
    /// The field under the cursor in full, where the fields' pane does not show it.
    pub(crate) strip: Option<Rect>,
    /// Whether the panes are tabs.
    pub(crate) tabs: bool,
    /// All below header and banner.
    pub(crate) rest: Rect,
}

/// Columns and rows within a pane's lines.
pub(crate) const fn inside(area: Rect) -> (u16, u16) {
    (area.width.saturating_sub(2), area.height.saturating_sub(2))
}

/// Cuts `rows` off the top.
pub(crate) fn split_top(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// Cuts `rows` off the bottom.
pub(crate) fn split_bottom(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let (above, below) = split_top(area, area.height - rows);
    (above, below)
}

/// Whether the panes stand beside each other on a screen of this width.
pub(crate) const fn is_wide(columns: u16) -> bool {
    columns >= WIDE
}

/// As rows of a screen.
fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

impl Proofread {
    /// Where everything is in this part of the screen.
    pub(crate) fn areas_in(&self, area: Rect) -> Areas {
        let (header, rest) = split_top(area, 2);
        let (items, rest) = split_top(rest, u16::from(self.file.items.len() > 1));
        let (banner, rest) = split_top(rest, rows(self.banner_lines()).min(rest.height / 4));
        let mut areas = Areas {
            header,
            items,
            banner,
            fields: None,
            findings: None,
            info: None,
            scan: None,
            attachments: None,
            strip: None,
            tabs: false,
            rest,
        };
        if !self.layer.shows_panes() {
            return areas;
        }
        if self.whole {
            let (scan, strip) = split_bottom(rest, 1);
            (areas.scan, areas.strip) = (Some(scan), Some(strip));
        } else if is_wide(area.width) {
            self.side_by_side(rest, &mut areas);
        } else {
            self.as_tabs(rest, &mut areas);
        }
        areas
    }

    /// Left the fields, what the checks say and the order; right the scan and the attachments.
    fn side_by_side(&self, rest: Rect, areas: &mut Areas) {
        let left = (rest.width / 2).clamp(54, 78);
        let (fields, below) =
            split_top(Rect { width: left, ..rest }, rows(self.fields().len() + 3).min(rest.height.saturating_sub(5)));
        areas.fields = Some(fields);
        if below.height < BOTH_BELOW {
            // One of the two, and the other one when one goes there: in a later round what changed matters more.
            let order = self.pane == Pane::Info || (self.pane != Pane::Findings && super::work::earlier(&self.file).is_some());
            *(if order { &mut areas.info } else { &mut areas.findings }) = Some(below);
        } else {
            // Most findings take two lines; whatever they leave is the order's.
            let wanted = rows(self.hints().count() * 2 + 2).clamp(3, below.height / 2);
            let (findings, info) = split_top(below, wanted);
            (areas.findings, areas.info) = (Some(findings), Some(info));
        }
        let column = Rect { x: rest.x + left, width: rest.width - left, ..rest };
        let files = self.item().map_or(0, |item| item.attachments.len());
        let (scan, attachments) = split_bottom(column, rows(files + 2).clamp(4, 8));
        (areas.scan, areas.attachments) = (Some(scan), Some(attachments));
    }

    /// One pane, and below it the field under the cursor.
    fn as_tabs(&self, rest: Rect, areas: &mut Areas) {
        areas.tabs = true;
        let strip = match self.pane {
            Pane::Fields => rest.height.saturating_sub(rows(self.fields().len() + 3)).max(2),
            _ => 1,
        };
        let (above, below) = split_bottom(rest, strip);
        let pane = match self.pane {
            Pane::Fields => &mut areas.fields,
            Pane::Findings => &mut areas.findings,
            Pane::Scan => &mut areas.scan,
            Pane::Attachments => &mut areas.attachments,
            Pane::Info => &mut areas.info,
        };
        *pane = Some(above);
        areas.strip = (below.height > 0).then_some(below);
    }
}
