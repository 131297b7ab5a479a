//! Drawing the samples, how far two looks agree, and both of them side by side.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::data::Report;
use super::{Front, Samples};
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{pad, pad_left, truncate, visible, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;
use crate::domain::sampling::Share;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;
use crate::store::records::{SampleOrder, SampleRecord};
use crate::text::Lang;

const PERIOD: usize = 26;
const RATE: usize = 7;
const COUNT: usize = 14;
const SHORT: usize = 10;
const ORDER: usize = 18;
const NAME: usize = 12;
const WORD: usize = 18;

impl Samples {
    /// Draws what is in front.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let (lang, theme) = (common.lang, Theme::of(common));
        let of_sample = |part: &str| match self.row() {
            Some(sample) => format!("{}  {}  {part}", lang.samples_title(), days(sample, lang)),
            None => format!("{}  {part}", lang.samples_title()),
        };
        let title = match self.front {
            Front::List => lang.samples_title().to_owned(),
            Front::Agreement => of_sample(&format!("[{}] {} ", lang.agreement_title(), lang.agreement_looks())),
            Front::Looks => of_sample(&format!(" {} [{}]", lang.agreement_title(), lang.agreement_looks())),
            Front::Pair => of_sample(lang.agreement_looks()),
        };
        let block = theme.pane(&title, true);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        match (self.front, &self.report) {
            (Front::List, _) => self.draw_list(frame, inside, common),
            (_, None) => say(frame, inside, lang.loading(), common),
            (Front::Agreement, Some(report)) => self.draw_lines(frame, inside, agreement(report, lang)),
            (Front::Looks, Some(report)) => self.draw_looks(frame, inside, report, common),
            (Front::Pair, Some(_)) => {
                self.draw_lines(frame, inside, self.pair().map(|one| pair(one, lang)).unwrap_or_default());
            }
        }
        if let Some(form) = &self.form {
            form.draw(frame, area, self.sent.is_some(), common);
        }
    }

    fn draw_list(&self, frame: &mut Frame<'_>, inside: Rect, common: &Common) {
        let lang = common.lang;
        let head = format!(
            "  {}{}{}{}{}{}",
            pad(lang.sample_period(), PERIOD),
            pad(lang.sample_rate(), RATE),
            pad(lang.sample_size(), COUNT),
            pad(lang.sample_looked(), SHORT),
            pad(lang.sample_differs(), SHORT),
            lang.sample_by()
        );
        if self.rows.is_empty() {
            return say(frame, inside, if self.loaded { lang.samples_empty() } else { lang.loading() }, common);
        }
        let line = |sample: &SampleRecord| {
            format!(
                "{}{}{}{}{}{}",
                pad(&days(sample, lang), PERIOD),
                pad(&format!("{}%", tenths(sample.rate.as_per_mille())), RATE),
                pad(&format!("{}/{}", sample.size, sample.drawn_from), COUNT),
                pad(&format!("{}/{}", sample.looked, sample.size), SHORT),
                pad(&sample.differs.to_string(), SHORT),
                visible(&sample.drawn.name)
            )
        };
        let lines: Vec<String> = self.rows.iter().map(line).collect();
        table(frame, inside, &head, &lines, self.selected, common);
    }

    fn draw_looks(&self, frame: &mut Frame<'_>, inside: Rect, report: &Report, common: &Common) {
        let lang = common.lang;
        if report.looks.is_empty() {
            return say(frame, inside, lang.agreement_nothing(), common);
        }
        let head = format!(
            "  {}{}{}{}{}",
            pad(lang.listing_order(), ORDER),
            pad(lang.agreement_person(), NAME),
            pad(lang.sample_first(), WORD),
            pad(lang.sample_second(), WORD),
            lang.agreement_of_verdicts()
        );
        let line = |one: &SampleOrder| {
            let (first, second) = (one.decided.status, one.look.outcome);
            let apart = if first == second { "" } else { " !" };
            let verdicts = verdicts(one);
            format!(
                "{}{}{}{}{}/{}",
                pad(one.decided.order_no.as_str(), ORDER),
                pad(&truncate(&visible(&one.staff_name), NAME - 1), NAME),
                pad(lang.status(first), WORD),
                pad(&format!("{}{apart}", lang.status(second)), WORD),
                verdicts.agreed,
                verdicts.compared
            )
        };
        let lines: Vec<String> = report.looks.iter().map(line).collect();
        table(frame, inside, &head, &lines, self.look, common);
    }

    fn draw_lines(&self, frame: &mut Frame<'_>, inside: Rect, lines: Vec<String>) {
        let cells = usize::from(inside.width).saturating_sub(2);
        let lines: Vec<String> = lines.iter().flat_map(|line| wrap(line, cells)).collect();
        let height = usize::from(inside.height);
        let top = self.top.min(lines.len().saturating_sub(height));
        for (at, line) in lines.into_iter().skip(top).take(height).enumerate() {
            let Ok(at) = u16::try_from(at) else { break };
            frame.render_widget(Line::raw(format!(" {line}")), row(inside, at));
        }
    }
}

fn say(frame: &mut Frame<'_>, inside: Rect, text: &str, common: &Common) {
    frame.render_widget(Line::styled(format!("  {text}"), Theme::of(common).dim()), row(inside, 1));
}

fn table(frame: &mut Frame<'_>, inside: Rect, head: &str, lines: &[String], selected: usize, common: &Common) {
    let theme = Theme::of(common);
    let cells = usize::from(inside.width);
    frame.render_widget(Line::styled(truncate(head, cells).into_owned(), theme.dim()), row(inside, 0));
    let height = usize::from(inside.height.saturating_sub(1));
    let top = (selected + 1).saturating_sub(height);
    for (at, line) in lines.iter().skip(top).take(height).enumerate() {
        let is_here = top + at == selected;
        let text = format!("{}{line}", if is_here { "> " } else { "  " });
        let style = if is_here { theme.selected() } else { Style::new() };
        let Ok(at) = u16::try_from(at + 1) else { break };
        frame.render_widget(Line::styled(pad(&truncate(&text, cells), cells), style), row(inside, at));
    }
}

fn days(sample: &SampleRecord, lang: Lang) -> String {
    let last = Millis(sample.until.0 - 1).day();
    lang.sample_days(&sample.from.day().to_string(), &last.to_string())
}

/// Per mille as a percentage.
fn tenths(per_mille: u32) -> String {
    if per_mille.is_multiple_of(10) { (per_mille / 10).to_string() } else { format!("{}.{}", per_mille / 10, per_mille % 10) }
}

fn percent(share: Share) -> String {
    share.per_mille().map_or_else(|| "-".to_owned(), |share| format!("{}%", tenths(share)))
}

fn of(share: Share) -> String {
    if share.compared == 0 { "-".to_owned() } else { format!("{}/{}", share.agreed, share.compared) }
}

fn verdicts(one: &SampleOrder) -> Share {
    let mut share = Share::default();
    for first in &one.first {
        if let Some(second) = of_field(&one.look.verdicts, first.item, first.field) {
            share.compared += 1;
            share.agreed += u32::from(second.verdict == first.verdict);
        }
    }
    share
}

fn of_field(verdicts: &[FieldVerdict], item: u32, field: Field) -> Option<&FieldVerdict> {
    verdicts.iter().find(|one| one.item == item && one.field == field)
}

/// How far both looks agree, in words: overall, by field, by person.
fn agreement(report: &Report, lang: Lang) -> Vec<String> {
    let found = &report.agreement;
    let outcomes = found.outcomes;
    if outcomes.compared == 0 {
        return vec![String::new(), lang.agreement_nothing().to_owned()];
    }
    let mut lines = vec![lang.agreement_outcomes(outcomes.compared, found.drawn, outcomes.agreed, &percent(outcomes))];
    if let Some(kappa) = found.kappa_per_mille {
        let sign = if kappa < 0 { "-" } else { "" };
        let kappa = kappa.unsigned_abs();
        lines.push(lang.agreement_kappa(&format!("{sign}{}.{:02}", kappa / 1000, kappa % 1000 / 10)));
    }
    lines.push(lang.agreement_verdicts(found.verdicts.agreed, found.verdicts.compared, &percent(found.verdicts)));
    lines.push(lang.agreement_note().to_owned());
    lines.push(String::new());
    lines.push(format!(
        "{}{}{}",
        pad(lang.agreement_by_field(), WORD),
        pad_left(lang.agreement_agree(), SHORT),
        pad_left(lang.agreement_share(), SHORT)
    ));
    for (field, share) in &found.fields {
        lines.push(format!(
            "{}{}{}",
            pad(lang.field(*field), WORD),
            pad_left(&of(*share), SHORT),
            pad_left(&percent(*share), SHORT)
        ));
    }
    lines.push(String::new());
    lines.push(format!(
        "{}{}{}{}   {}",
        pad(lang.agreement_by_person(), WORD),
        pad_left(lang.agreement_drawn(), SHORT),
        pad_left(lang.agreement_of_outcomes(), SHORT),
        pad_left(lang.agreement_of_verdicts(), SHORT),
        lang.agreement_apart_in()
    ));
    for person in &found.people {
        let known = report.looks.iter().find(|one| one.decided.staff == person.staff);
        let name = known.map_or(person.staff.as_str(), |one| one.staff_name.as_str());
        let apart: Vec<String> = person.apart.iter().map(|(field, count)| format!("{} {count}", lang.field(*field))).collect();
        lines.push(format!(
            "{}{}{}{}   {}",
            pad(&truncate(&visible(name), WORD - 1), WORD),
            pad_left(&person.drawn.to_string(), SHORT),
            pad_left(&of(person.outcomes), SHORT),
            pad_left(&of(person.verdicts), SHORT),
            apart.join(lang.list_comma())
        ));
    }
    lines
}

/// Both looks at an order, side by side.
fn pair(one: &SampleOrder, lang: Lang) -> Vec<String> {
    let (first, second) = (one.decided.status, one.look.outcome);
    let differ = |same: bool| if same { "" } else { " !" };
    let mut lines = vec![
        format!("{}  {}  {}", one.decided.order_no, lang.round(one.decided.round), lang.sample_place(one.place)),
        String::new(),
        format!("{}{}{}", pad("", WORD), pad(lang.sample_first(), WORD), lang.sample_second()),
        format!("{}{}{}", pad("", WORD), pad(&visible(&one.staff_name), WORD), visible(&one.looked.name)),
        format!(
            "{}{}{}{}",
            pad(lang.look_outcome(), WORD),
            pad(lang.status(first), WORD),
            lang.status(second),
            differ(first == second)
        ),
    ];
    let mut items: Vec<u32> = one.first.iter().chain(&one.look.verdicts).map(|verdict| verdict.item).collect();
    items.sort_unstable();
    items.dedup();
    for item in items {
        lines.push(String::new());
        lines.push(lang.sample_of_item(item));
        for field in Field::ALL {
            let of = |verdicts: &[FieldVerdict]| of_field(verdicts, item, *field).map(|one| one.verdict);
            let (first, second) = (of(&one.first), of(&one.look.verdicts));
            if first.is_none() && second.is_none() {
                continue;
            }
            let word = |verdict: Option<_>| verdict.map_or(lang.not_judged(), |verdict| lang.verdict(verdict));
            lines.push(format!(
                "{}{}{}{}",
                pad(lang.field(*field), WORD),
                pad(word(first), WORD),
                word(second),
                differ(first == second)
            ));
        }
    }
    if !one.look.remark.is_empty() {
        lines.push(String::new());
        lines.push(format!("{}: {}", lang.sample_remark(), visible(&one.look.remark)));
    }
    lines.push(String::new());
    lines.push(lang.agreement_note().to_owned());
    lines
}
