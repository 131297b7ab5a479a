//! An open order in lines, for `--linear`: its facts when it opens, then each field as it stands.

use super::attachments::{round_mark, short_name};
use super::{Layer, Pane, Proofread, scan};
use crate::desk::app::common::Common;
use crate::desk::linear::Line;
use crate::desk::ui::text::{visible, visible_lines};
use crate::domain::certificate::Field;
use crate::store::records::ItemFile;

impl Proofread {
    /// What is in front, so that it is known when something else is.
    #[must_use]
    pub fn front_name(&self) -> String {
        match &self.layer {
            Layer::Panes => format!("{}", self.item),
            Layer::Reasons(list) => format!("reasons {} {:?}", list.item, list.outcome),
            Layer::Review(review) => format!("review {}", review.is_editing()),
            Layer::Note(_) => "note".to_owned(),
            Layer::Sheet(_) => "sheet".to_owned(),
            Layer::SetAside(_) => "aside".to_owned(),
            Layer::Look(_) => "look".to_owned(),
            Layer::Step(_) => "step".to_owned(),
        }
    }

    /// What is told when the order comes in front, and the lines that are told when they change; `None` where something lies over it
    /// that is told as it is drawn.
    #[must_use]
    pub fn spoken(&self, common: &Common) -> Option<(Vec<String>, Vec<Line>)> {
        if self.layer != Layer::Panes {
            return None;
        }
        let lang = common.lang;
        let item = self.item()?;
        let comma = lang.linear_comma();
        let mut opening = vec![
            [
                self.file.order_no.to_string(),
                visible(&item.certificate.holder).into_owned(),
                lang.round(self.file.round),
                lang.item_of(self.item + 1, self.file.items.len()),
                lang.service(item.service).to_owned(),
                lang.told_status(self.file.told_status()).to_owned(),
            ]
            .join(comma),
        ];
        opening.extend(self.facts(common).into_iter().map(|fact| match fact.label {
            "" => fact.text,
            label => lang.linear_fact(label, &fact.text),
        }));
        for (index, file) in scan::listed(item).into_iter().enumerate() {
            let name = short_name(file);
            let told = lang.linear_file(index + 1, lang.attachment(file.kind()), &name);
            let mark = round_mark(file, self.file.round, lang);
            opening.push(if mark.is_empty() { told } else { [told, mark].join(comma) });
        }
        let mut lines = Vec::new();
        lines.extend(
            self.claim.as_ref().map(|claim| Line::plain(lang.held_until(&claim.until.in_china().format("%H:%M").to_string()))),
        );
        lines.extend(self.why_read_only(common).map(Line::plain));
        lines.extend(self.banner.iter().map(|banner| Line::plain(banner.said.text(lang))));
        lines.extend(self.lacking_words(common).map(Line::plain));
        for one in &self.file.items {
            if let Some(outcome) = self.work.outcome(one.item) {
                lines.push(Line::plain(lang.linear_fact(&lang.item_no(one.item), lang.outcome(outcome.outcome))));
            }
        }
        let fields = self.fields();
        for (index, field) in fields.iter().enumerate() {
            let here = self.pane == Pane::Fields && index == self.field;
            lines.push(Line { here, text: self.spoken_field(item, *field, index + 1, fields.len(), common) });
        }
        lines.extend(self.judged_so_far(lang).map(Line::plain));
        if self.pane == Pane::Findings
            && let Some(finding) = self.current_finding()
        {
            lines.push(Line { here: true, text: visible(&lang.finding(finding)).into_owned() });
        }
        if matches!(self.pane, Pane::Attachments | Pane::Scan)
            && let Some(file) = scan::listed(item).get(self.scan.index)
        {
            let name = short_name(file);
            lines.push(Line { here: true, text: lang.linear_file(self.scan.index + 1, lang.attachment(file.kind()), &name) });
        }
        Some((opening, lines))
    }

    fn spoken_field(&self, item: &ItemFile, field: Field, number: usize, of: usize, common: &Common) -> String {
        let lang = common.lang;
        let verdict = self.work.verdict(item.item, field).map_or(lang.not_judged(), |verdict| lang.verdict(verdict));
        let mut text = lang.linear_field(number, of, lang.field(field), &self.shown_value(item, field, lang), verdict);
        if self.work.is_carried(item.item, field) {
            text.push_str(lang.linear_comma());
            text.push_str(lang.last_time());
        }
        for place in self.board.beside(item.item, field) {
            if let Some(words) = self.board.words(*place).filter(|words| words.mark <= super::findings::Mark::Info) {
                text.push_str(lang.list_semicolon());
                text.push_str(&words.text);
            }
        }
        let note = self.work.field_note(item.item, field);
        if !note.is_empty() {
            text.push_str(lang.list_semicolon());
            text.push_str(&lang.linear_fact(lang.label_note(), &visible_lines(note)));
        }
        text
    }

    /// Puts the cursor on the field with this number or name; `false` where there is none.
    pub fn select_named(&mut self, named: &str, common: &Common) -> bool {
        if self.layer != Layer::Panes {
            return false;
        }
        let fields = self.fields();
        let by_number =
            named.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|index| *index < fields.len());
        let by_name = || fields.iter().position(|field| common.lang.field(*field).eq_ignore_ascii_case(named));
        let Some(index) = by_number.or_else(by_name) else { return false };
        self.pane = Pane::Fields;
        self.select_field(index);
        true
    }

    /// Puts the cursor on the reason with this code; `false` where it is not offered.
    pub fn select_reason(&mut self, code: &str) -> bool {
        let Layer::Reasons(list) = &mut self.layer else { return false };
        let Some(index) = list.offers.iter().position(|offer| offer.code.eq_ignore_ascii_case(code)) else { return false };
        list.cursor = index;
        true
    }

    /// Whether what is typed now are paragraphs, so that a line is one of several.
    #[must_use]
    pub fn takes_paragraphs(&self) -> bool {
        matches!(&self.layer, Layer::Note(_)) || matches!(&self.layer, Layer::Review(review) if review.is_editing())
    }
}
