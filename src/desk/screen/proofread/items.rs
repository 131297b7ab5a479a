//! The bar of an order's items: what each asks for, how far it is judged, what becomes of it and the worst the checks say.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Proofread;
use super::findings::Mark;
use crate::desk::app::common::Common;
use crate::desk::ui::text::width;
use crate::desk::ui::theme::Theme;
use crate::store::records::ItemFile;
use crate::text::Lang;

/// Cells between two items.
const GAP: usize = 1;

/// How much is said of an item, as far as all of them fit.
#[derive(Debug, Clone, Copy)]
enum Detail {
    Copies,
    Service,
    Number,
}

impl Proofread {
    pub(super) fn draw_items(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        if area.height == 0 {
            return;
        }
        let theme = Theme::of(common);
        let columns = usize::from(area.width).saturating_sub(2);
        let texts = |detail: Detail| -> Vec<String> {
            self.file.items.iter().enumerate().map(|(index, item)| self.item_text(index, item, detail, common.lang)).collect()
        };
        // A mark and its space come after each.
        let needs = |texts: &[String]| texts.iter().map(|text| width(text) + 2 + GAP).sum::<usize>() - GAP.min(columns);
        let mut shown = texts(Detail::Copies);
        for detail in [Detail::Service, Detail::Number] {
            if needs(&shown) > columns {
                shown = texts(detail);
            }
        }
        // Of very many, those around the one in front.
        let mut first = 0;
        while needs(shown.get(first..=self.item).unwrap_or_default()) > columns && first < self.item {
            first += 1;
        }
        let mut spans = vec![Span::styled(if first > 0 { "<" } else { " " }, theme.dim())];
        let mut room = columns;
        for (index, text) in shown.into_iter().enumerate().skip(first) {
            let Some(left) = room.checked_sub(width(&text) + 2) else {
                spans.push(Span::styled(">", theme.dim()));
                break;
            };
            room = left.saturating_sub(GAP);
            let item = self.file.items.get(index).map_or(0, |item| item.item);
            let mark = self.board.worst_of(item).unwrap_or(Mark::Nothing);
            spans.push(Span::styled(text, if index == self.item { theme.accent() } else { Style::new() }));
            let sign = if mark == Mark::Nothing { " " } else { mark.sign(common) };
            spans.push(Span::styled(format!(" {sign}"), mark.style(theme)));
            spans.push(Span::raw(" ".repeat(GAP)));
        }
        frame.render_widget(Line::from(spans), area);
    }

    /// `>1 高等学历认证 中1英0 12/12 通过`
    fn item_text(&self, index: usize, item: &ItemFile, detail: Detail, lang: Lang) -> String {
        let judged = self.work.judged(item);
        let given = judged.iter().filter(|(_, verdict)| verdict.is_some()).count();
        let mut text = format!("{}{}", if index == self.item { ">" } else { " " }, item.item);
        let service = match detail {
            Detail::Copies => {
                format!(" {} {}", lang.service(item.service), lang.copies_short(item.copies_zh, item.copies_en))
            }
            Detail::Service => format!(" {}", lang.service_short(item.service)),
            Detail::Number => String::new(),
        };
        text.push_str(&service);
        text.push_str(&format!(" {given}/{}", judged.len()));
        if let Some(outcome) = self.work.outcome(item.item) {
            text.push(' ');
            text.push_str(lang.outcome(outcome.outcome));
        }
        text
    }
}
