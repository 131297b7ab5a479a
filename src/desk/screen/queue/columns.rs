//! The columns of the list: how wide each is, and the box in which one chooses them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{List, Queue};
use crate::desk::app::common::Common;
use crate::desk::input::command::Command;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, pad_left};
use crate::desk::ui::theme::Theme;
use crate::domain::queue_view::Column;
use crate::text::Lang;

/// Cells from which names are given more room.
const WIDE: usize = 90;
/// Fewest cells of a column that takes what is left.
const LEAST: usize = 8;
/// Cells of the mark before a row.
pub(super) const MARK: usize = 2;

/// Columns that fit, and how wide they are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout(pub(super) Vec<(Column, usize)>);

/// Cells of a column; `None` for one that takes what is left.
const fn fixed(column: Column, wide: bool) -> Option<usize> {
    Some(match column {
        Column::OrderNo => 16,
        Column::Summary | Column::School => return None,
        Column::Holder if wide => 10,
        Column::Status => 10,
        Column::Round | Column::Items => 2,
        Column::Files | Column::Findings => 4,
        Column::Submitted => 11,
        Column::Holder | Column::Waiting => 8,
        Column::Claim | Column::Institution => {
            if wide {
                8
            } else {
                6
            }
        }
    })
}

/// Whether a column holds numbers, which end where they are compared.
const fn is_number(column: Column) -> bool {
    matches!(column, Column::Round | Column::Items | Column::Files | Column::Waiting | Column::Findings)
}

impl Layout {
    /// The columns in so many cells. What is left of them goes to the summary and the school, which give way first; then the last
    /// columns are left out.
    pub(super) fn of(cells: usize, columns: &[Column]) -> Self {
        let wide = cells >= WIDE;
        let mut columns = columns.to_vec();
        loop {
            let elastic = columns.iter().filter(|column| fixed(**column, wide).is_none()).count();
            let taken: usize = columns.iter().filter_map(|column| fixed(*column, wide)).sum();
            let gaps = columns.len().saturating_sub(1);
            let left = cells.checked_sub(MARK + taken + gaps).filter(|left| *left >= elastic * LEAST);
            match left {
                None if columns.len() > 1 => {
                    columns.pop();
                }
                left => {
                    let left = left.unwrap_or(0);
                    let mut shared = 0;
                    let widths = columns.into_iter().map(|column| {
                        let cells = fixed(column, wide).unwrap_or_else(|| {
                            shared += 1;
                            // The first of them takes the odd cell.
                            let share = left.checked_div(elastic).unwrap_or(0);
                            if shared == 1 { left - share * (elastic - 1) } else { share }
                        });
                        (column, cells)
                    });
                    return Self(widths.collect());
                }
            }
        }
    }

    /// A row of these columns.
    pub(super) fn line(&self, mark: &str, mut text: impl FnMut(Column) -> String) -> String {
        let cells: Vec<String> = self
            .0
            .iter()
            .map(|(column, cells)| {
                let text = text(*column);
                if is_number(*column) { pad_left(&text, *cells) } else { pad(&text, *cells) }
            })
            .collect();
        format!("{mark}{}", cells.join(" "))
    }

    /// The row above the list.
    pub(super) fn headline(&self, lang: Lang) -> String {
        self.line("  ", |column| lang.column(column).to_owned())
    }
}

impl Queue {
    /// The columns of the list in front. What was found says where each order stands, whatever columns there are.
    pub(super) fn columns(&self) -> Vec<Column> {
        let mut columns = self.view.columns.clone();
        if matches!(self.list, List::Found(_)) && !columns.contains(&Column::Status) {
            let behind = columns.iter().position(|column| *column == Column::Summary).map_or(1, |at| at + 1);
            columns.insert(behind, Column::Status);
        }
        columns
    }

    /// The columns that are shown, then the others: the rows of the box.
    fn choosable(&self) -> Vec<(Column, bool)> {
        let shown = self.view.columns.iter().map(|column| (*column, true));
        let others = Column::ALL.iter().filter(|column| !self.view.columns.contains(column)).map(|column| (*column, false));
        shown.chain(others).collect()
    }

    /// Takes a command while the columns are chosen; where the cursor is afterwards, or `None` where that is done.
    pub(super) fn choose_columns(&mut self, at: usize, command: Command) -> Option<usize> {
        let rows = self.choosable();
        let last = rows.len().saturating_sub(1);
        let selected = rows.get(at).copied();
        let columns = &mut self.view.columns;
        let goes_to = match command {
            Command::Down => at.saturating_add(1),
            Command::Up => at.saturating_sub(1),
            Command::First | Command::PageUp => 0,
            Command::Last | Command::PageDown => last,
            Command::Toggle => {
                match selected {
                    // The order number is what a row is known by.
                    Some((Column::OrderNo, _)) | None => {}
                    Some((column, true)) => columns.retain(|other| *other != column),
                    Some((column, false)) => columns.push(column),
                }
                at
            }
            // The order number stays the first.
            Command::MoveUp if at > 1 && at < columns.len() => {
                columns.swap(at, at - 1);
                at - 1
            }
            Command::MoveDown if at > 0 && at + 1 < columns.len() => {
                columns.swap(at, at + 1);
                at + 1
            }
            Command::Back | Command::Open => return None,
            _ => at,
        };
        self.kept_columns();
        Some(goes_to.min(last))
    }

    /// Draws the box.
    pub(super) fn view_columns(&self, frame: &mut Frame<'_>, area: Rect, at: usize, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let rows = self.choosable();
        let Ok(height) = u16::try_from(rows.len() + 2) else { return };
        let place = overlay::centred(area, 40, height.min(area.height));
        let inside = overlay::open(frame, place, theme.pane(lang.columns_title(), true));
        let height = usize::from(inside.height);
        let top = at.saturating_sub(height.saturating_sub(1));
        for (offset, (column, shown)) in rows.into_iter().enumerate().skip(top).take(height) {
            let Ok(y) = u16::try_from(offset - top) else { break };
            let mark = if offset == at { ">" } else { " " };
            let on = if shown { "x" } else { " " };
            let text = pad(&format!("{mark} [{on}] {}", lang.column_name(column)), usize::from(inside.width));
            let style = if offset == at { theme.selected() } else { ratatui::style::Style::new() };
            frame.render_widget(Line::styled(text, style), Rect { y: inside.y + y, height: 1, ..inside });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::queue_view::COLUMNS;

    fn total(layout: &Layout) -> usize {
        MARK + layout.0.iter().map(|(_, cells)| cells).sum::<usize>() + layout.0.len() - 1
    }

    #[test]
    fn the_columns_fill_the_width_and_never_more() {
        for cells in [58, 78, 120, 158] {
            for columns in [COLUMNS.to_vec(), Column::ALL.to_vec(), vec![Column::OrderNo, Column::School, Column::Summary]] {
                let layout = Layout::of(cells, &columns);
                assert!(total(&layout) <= cells, "{layout:?} in {cells}");
                assert_eq!(layout.0.first().unwrap().0, Column::OrderNo);
                if layout.0.iter().any(|(column, _)| fixed(*column, false).is_none()) {
                    assert_eq!(total(&layout), cells, "nothing is left over");
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out_from_the_right() {
        let layout = Layout::of(78, Column::ALL);
        let shown: Vec<Column> = layout.0.iter().map(|(column, _)| *column).collect();
        assert_eq!(shown, Column::ALL[..shown.len()]);
        assert!(shown.len() < Column::ALL.len());
        assert_eq!(Layout::of(78, &COLUMNS).0.len(), COLUMNS.len(), "all of the usual ones fit a small window");
    }
}
