//! Where the panes are: all of them beside each other where there is room, one at a time under tabs where there is not.

use ratatui::layout::Rect;

use super::{Layer, Pane, Proofread};

/// From this width on the panes stand beside each other.
const WIDE: u16 = 100;

/// The part of the screen between the bar above and the notice and the keys below.
#[must_use]
pub const fn body(size: (u16, u16)) -> Rect {
    Rect { x: 0, y: 1, width: size.0, height: size.1.saturating_sub(3) }
}

/// Where everything is. A pane without an area is not in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Areas {
    /// Two lines about the order.
    pub(crate) header: Rect,
    /// What stays in sight until it is settled.
    pub(crate) banner: Rect,
    pub(crate) fields: Option<Rect>,
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

impl Proofread {
    /// Where everything is in this part of the screen.
    pub(crate) fn areas_in(&self, area: Rect) -> Areas {
        let (header, rest) = split_top(area, 2);
        let banner_rows = u16::try_from(self.banner.len()).unwrap_or(u16::MAX).min(rest.height / 4);
        let (banner, rest) = split_top(rest, banner_rows);
        let mut areas =
            Areas { header, banner, fields: None, info: None, scan: None, attachments: None, strip: None, tabs: false, rest };
        if self.layer != Layer::Panes && !matches!(self.layer, Layer::Note(_)) {
            return areas;
        }
        if self.whole {
            let (scan, strip) = split_bottom(rest, 1);
            (areas.scan, areas.strip) = (Some(scan), Some(strip));
        } else if area.width >= WIDE {
            let left = (area.width * 46 / 100).clamp(54, 76);
            let fields = u16::try_from(self.fields().len()).unwrap_or(u16::MAX).saturating_add(3);
            let column = Rect { width: left, ..rest };
            let (top, bottom) = split_top(column, fields.min(rest.height.saturating_sub(5)));
            (areas.fields, areas.info) = (Some(top), Some(bottom));
            let column = Rect { x: rest.x + left, width: rest.width - left, ..rest };
            let files = self.item().map_or(0, |item| item.attachments.len());
            let rows = u16::try_from(files).unwrap_or(u16::MAX).saturating_add(2).clamp(4, 8);
            let (top, bottom) = split_bottom(column, rows);
            (areas.scan, areas.attachments) = (Some(top), Some(bottom));
        } else {
            areas.tabs = true;
            let pane = match self.pane {
                Pane::Fields => &mut areas.fields,
                Pane::Scan => &mut areas.scan,
                Pane::Attachments => &mut areas.attachments,
                Pane::Info => &mut areas.info,
            };
            let strip = match self.pane {
                Pane::Fields => {
                    rest.height.saturating_sub(u16::try_from(self.fields().len()).unwrap_or(u16::MAX).saturating_add(3))
                }
                _ => 1,
            };
            let (top, bottom) = split_bottom(rest, strip);
            *pane = Some(top);
            areas.strip = (bottom.height > 0).then_some(bottom);
        }
        areas
    }
}
