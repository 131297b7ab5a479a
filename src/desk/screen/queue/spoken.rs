//! The queue in lines, for `--linear`: a page of rows with their numbers.

use super::{List, Queue};
use crate::desk::app::common::Common;
use crate::desk::linear::Line;
use crate::desk::ui::text::visible;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// Rows told at a time.
const ROWS: usize = 20;
/// Cells of a title that is told, not drawn.
const WORDS: usize = 400;

impl Queue {
    /// The title, and the page of rows that the selection is on.
    #[must_use]
    pub fn spoken(&self, common: &Common, now: Millis) -> (String, Vec<Line>) {
        let lang = common.lang;
        let title = match &self.list {
            List::Open(Status::AwaitingSupplement) => lang.queue_supplement().to_owned(),
            List::Open(_) => lang.queue_waiting().to_owned(),
            List::Postponed => lang.queue_postponed().to_owned(),
            List::Found(what) => lang.queue_found(&visible(what)),
            List::Filtered => self.filtered_title(lang, WORDS),
        };
        let mut lines = Vec::new();
        if !self.loaded {
            lines.push(Line::plain(lang.loading()));
        } else if self.rows.is_empty() {
            lines.push(Line::plain(self.nothing(lang)));
        } else {
            lines.push(Line::plain(lang.linear_rows(self.known())));
        }
        let from = self.selected / ROWS * ROWS;
        for (index, row) in self.rows.iter().enumerate().skip(from).take(ROWS) {
            let number = self.rows_before() + index as u64 + 1;
            let claim = row.claim.as_ref().filter(|claim| claim.until > now);
            let mut parts = vec![
                format!("{number}. {}", row.order_no),
                visible(&row.summary).into_owned(),
                lang.round(row.round),
                lang.items_and_files(row.items, row.attachments),
                lang.status(row.status).to_owned(),
            ];
            if row.findings > 0 {
                parts.push(lang.linear_findings(row.findings));
            }
            if let Some(claim) = claim {
                parts.push(lang.claimed_until(&visible(&claim.name), &claim.until.in_china().format("%H:%M").to_string()));
            }
            lines.push(Line { here: index == self.selected, text: parts.join(lang.linear_comma()) });
        }
        (title, lines)
    }

    /// Rows of the list, as far as they are known.
    fn known(&self) -> u64 {
        let matching = self.filtered.matching.filter(|_| self.list == List::Filtered);
        matching.map_or(self.total, |matching| u64::from(matching.n).max(self.rows.len() as u64))
    }

    /// Rows of the list before the window, as far as they are known.
    fn rows_before(&self) -> u64 {
        if self.list == List::Filtered { self.filtered.number.unwrap_or(0) } else { self.before }
    }

    /// Selects the row with this number in the list; `false` where it is not at hand.
    pub fn select_number(&mut self, number: u64, common: &Common) -> bool {
        let index = number.checked_sub(self.rows_before() + 1).and_then(|index| usize::try_from(index).ok());
        let Some(index) = index.filter(|index| *index < self.rows.len()) else { return false };
        self.selected = index;
        self.follow(common);
        true
    }
}
