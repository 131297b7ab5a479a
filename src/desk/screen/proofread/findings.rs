//! What the automatic checks say, as this screen shows it: put into words and sorted once, when it comes.
//!
//! Beside a field stands the worst of what concerns it; in the pane of hints what asks for a proofreader's eyes. None of it is a
//! verdict, and none of it gives one.

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Pane, Proofread, scan};
use crate::desk::app::common::{Ask, Common};
use crate::desk::ui::text::{visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::checks::hint::{AcrossHint, Hint};
use crate::domain::finding::{Finding, Says, Severity};
use crate::store::records::{ItemFile, OrderFile};
use crate::text::Lang;

/// How a finding, or the worst of several, is marked. The order is that of its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Cannot be so as it was typed.
    Error,
    /// Worth a second look.
    Warn,
    /// Good to know.
    Info,
    /// A check agrees.
    Agrees,
    /// No check has anything to say.
    Nothing,
}

impl Mark {
    /// What a finding weighs here. That nothing is known weighs less than that something agrees, unless the check says otherwise.
    pub(super) const fn of(finding: &Finding) -> Self {
        // That there are earlier orders, or enquiries, agrees or disagrees with nothing.
        if matches!(finding.check, Check::X4 | Check::X5) && matches!(finding.says, Says::Agrees) {
            return Self::Info;
        }
        match (finding.says, finding.severity) {
            (Says::Disagrees | Says::Unknown, Severity::Error) => Self::Error,
            (Says::Disagrees | Says::Unknown, Severity::Warn) => Self::Warn,
            (Says::Disagrees, Severity::Info) => Self::Info,
            (Says::Agrees, _) => Self::Agrees,
            (Says::Unknown, Severity::Info) | (Says::NotApplicable, _) => Self::Nothing,
        }
    }

    /// The sign that carries it where there is no colour.
    pub(super) const fn sign(self, common: &Common) -> &'static str {
        match self {
            Self::Error => "!",
            Self::Warn => "?",
            Self::Info => "i",
            Self::Agrees => "=",
            Self::Nothing if common.ambiguous_wide => ".",
            Self::Nothing => "·",
        }
    }

    /// How it looks.
    pub(super) fn style(self, theme: Theme) -> Style {
        match self {
            Self::Error => theme.bad(),
            Self::Warn => theme.warn(),
            Self::Info => Style::new(),
            Self::Agrees => theme.good(),
            Self::Nothing => theme.dim(),
        }
    }
}

/// A finding in words.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) mark: Mark,
    /// For the column beside the field.
    pub(super) short: String,
    /// Cells of it with its mark.
    pub(super) cells: usize,
    /// A sentence.
    pub(super) text: String,
    /// Whether it is known to be new in this round: it concerns a file that came with it.
    pub(super) is_new: bool,
}

/// All findings in words, in the order of [`Proofread::findings`], with the places of those that belong together.
#[derive(Debug, Default)]
pub(super) struct Board {
    words: Vec<Words>,
    /// Worst first.
    fields: BTreeMap<(u32, Field), Vec<usize>>,
    /// What is worth telling, by item, worst first.
    told: BTreeMap<u32, Vec<usize>>,
}

impl Board {
    fn new(findings: &[Finding], file: &OrderFile, lang: Lang) -> Self {
        let mut board = Self::default();
        for (place, finding) in findings.iter().enumerate() {
            let mark = Mark::of(finding);
            let short = visible(&lang.finding_short(finding)).into_owned();
            board.words.push(Words {
                mark,
                cells: if mark == Mark::Nothing { 1 } else { width(&short) + 2 },
                short,
                text: visible(&lang.finding(finding)).into_owned(),
                is_new: is_new(finding, file),
            });
            if let Some(field) = finding.field {
                board.fields.entry((finding.item, field)).or_default().push(place);
            }
            if mark <= Mark::Info {
                board.told.entry(finding.item).or_default().push(place);
            }
        }
        board
    }

    /// The words of a finding.
    pub(super) fn words(&self, place: usize) -> Option<&Words> {
        self.words.get(place)
    }

    /// The places of what concerns a field, worst first.
    pub(super) fn beside(&self, item: u32, field: Field) -> &[usize] {
        self.fields.get(&(item, field)).map_or(&[], Vec::as_slice)
    }

    /// The worst that is said of a field.
    pub(super) fn worst_beside(&self, item: u32, field: Field) -> Option<&Words> {
        self.words(*self.beside(item, field).first()?)
    }

    /// How much of what is said of a field asks for eyes.
    pub(super) fn notable_beside(&self, item: u32, field: Field) -> usize {
        self.among_notable(self.beside(item, field))
    }

    /// The places of what is worth telling of an item, worst first.
    fn told(&self, item: u32) -> &[usize] {
        self.told.get(&item).map_or(&[], Vec::as_slice)
    }

    /// How much of what is told of an item asks for eyes.
    pub(super) fn notable(&self, item: u32) -> usize {
        self.among_notable(self.told(item))
    }

    fn among_notable(&self, places: &[usize]) -> usize {
        places.iter().filter_map(|place| self.words(*place)).take_while(|words| words.mark <= Mark::Warn).count()
    }

    /// The worst that is said of an item, if it asks for eyes.
    pub(super) fn worst_of(&self, item: u32) -> Option<Mark> {
        self.words(*self.told(item).first()?).map(|words| words.mark).filter(|mark| *mark <= Mark::Warn)
    }
}

/// The attachment a finding is about: its place in the list of the item's attachments. Of several that fit, the current one.
pub(super) fn about(finding: &Finding, item: &ItemFile) -> Option<usize> {
    let listed = scan::listed(item);
    match &finding.hint {
        Hint::Scan(hint) => listed.iter().position(|one| one.kind() == hint.kind && one.file.file_name == hint.file),
        Hint::Across(AcrossHint::FileAgain { kind, .. } | AcrossHint::PictureAgain { kind, .. }) => {
            listed.iter().position(|one| one.kind() == *kind)
        }
        Hint::Across(_) | Hint::Form(_) => None,
    }
}

/// Whether a finding is known to be new in a round: it is about a file that came with it.
fn is_new(finding: &Finding, file: &OrderFile) -> bool {
    let item = file.items.iter().find(|item| item.item == finding.item);
    let about = item.and_then(|item| scan::listed(item).get(about(finding, item)?).copied());
    file.round > 1 && about.is_some_and(|one| one.round == file.round)
}

impl Proofread {
    /// What the checks say now.
    pub(super) fn take_findings(&mut self, mut findings: Vec<Finding>, lang: Lang) {
        findings.sort_by_key(Mark::of);
        self.board = Board::new(&findings, &self.file, lang);
        self.findings = findings;
        self.hint = self.hint.min(self.hints().count().saturating_sub(1));
    }

    /// The places of the findings in the pane: of the field under the cursor first, then the others of the item, worst first.
    pub(super) fn hints(&self) -> impl Iterator<Item = usize> {
        let places = self.item().map_or(&[][..], |item| self.board.told(item.item));
        let field = self.current_field();
        let here = move |place: &usize| self.is_about(*place, field);
        let first = places.iter().copied().filter(here);
        first.chain(places.iter().copied().filter(move |place| !here(place)))
    }

    /// How much asks for eyes in the item in front.
    pub(super) fn notable(&self) -> usize {
        self.item().map_or(0, |item| self.board.notable(item.item))
    }

    fn is_about(&self, place: usize, field: Option<Field>) -> bool {
        field.is_some() && self.findings.get(place).is_some_and(|finding| finding.field == field)
    }

    /// The finding under the cursor of their pane.
    pub(super) fn current_finding(&self) -> Option<&Finding> {
        self.hints().nth(self.hint).and_then(|place| self.findings.get(place))
    }

    /// Goes to what the finding under the cursor is about: the field, else the attachment; where it is about neither, tells more.
    pub(super) fn go_to_finding(&mut self, common: &Common) -> Vec<Ask> {
        let Some(finding) = self.current_finding() else {
            self.pane = Pane::Fields;
            return Vec::new();
        };
        if let Some(index) = self.fields().iter().position(|field| Some(*field) == finding.field) {
            self.pane = Pane::Fields;
            self.select_field(index);
            return Vec::new();
        }
        if let Some(index) = self.item().and_then(|item| about(finding, item)) {
            self.scan.index = index;
            self.pane = Pane::Scan;
            return Vec::new();
        }
        self.explain(common)
    }

    pub(super) fn draw_findings(&self, frame: &mut Frame<'_>, area: Rect, title: &str, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let focused = self.pane == Pane::Findings;
        let mut block = theme.pane(title, focused);
        if area.height > 3 {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.findings_legend()), theme.dim()));
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let columns = usize::from(inside.width);
        let field = self.current_field();
        let mut lines = Vec::new();
        // Lines up to the end of the one under the cursor: they stay in sight.
        let mut wanted = 0;
        for (index, place) in self.hints().enumerate() {
            let (Some(finding), Some(words)) = (self.findings.get(place), self.board.words(place)) else { continue };
            let here = self.is_about(place, field);
            let selected = focused && index == self.hint;
            let lead = match (selected, here) {
                (true, _) => ">",
                (false, true) => "*",
                (false, false) => " ",
            };
            let named = finding.field.map(|field| format!("{}  ", lang.field(field))).unwrap_or_default();
            let new = if words.is_new { format!("{}  ", lang.finding_new()) } else { String::new() };
            let text = format!("{new}{named}{} ({})", words.text, finding.check.code());
            for (row, text) in wrap(&text, columns.saturating_sub(4)).into_iter().enumerate() {
                let sign = if row == 0 { words.mark.sign(common) } else { " " };
                let style = if here { theme.head() } else { Style::new() };
                let line = Line::from(vec![
                    Span::raw(if row == 0 { lead } else { " " }),
                    Span::styled(format!("{sign} "), words.mark.style(theme)),
                    Span::styled(text, style),
                ]);
                lines.push(if selected { theme.select(line) } else { line });
            }
            if index <= self.hint {
                wanted = lines.len();
            }
        }
        if lines.is_empty() {
            lines.push(Line::styled(format!(" {}", lang.no_findings()), theme.dim()));
        }
        let height = usize::from(inside.height);
        let top = if focused { wanted.saturating_sub(height) } else { 0 };
        for (row, line) in lines.into_iter().skip(top).take(height).enumerate() {
            let Ok(row) = u16::try_from(row) else { break };
            frame.render_widget(line, super::row(inside, row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(check: Check, severity: Severity, says: Says) -> Mark {
        Mark::of(&Finding { check, item: 1, field: None, severity, says, hint: Hint::Across(AcrossHint::NotAsked) })
    }

    #[test]
    fn what_is_not_known_or_does_not_apply_is_no_reproach() {
        use {Says as S, Severity as W};
        for (severity, says, marked) in [
            (W::Error, S::Disagrees, Mark::Error),
            (W::Error, S::Unknown, Mark::Error),
            (W::Warn, S::Disagrees, Mark::Warn),
            (W::Warn, S::Unknown, Mark::Warn),
            (W::Info, S::Disagrees, Mark::Info),
            (W::Info, S::Agrees, Mark::Agrees),
            (W::Error, S::Agrees, Mark::Agrees),
            (W::Info, S::Unknown, Mark::Nothing),
            (W::Error, S::NotApplicable, Mark::Nothing),
        ] {
            assert_eq!(mark(Check::C4, severity, says), marked, "{severity:?} {says:?}");
            let finding =
                Finding { check: Check::C4, item: 1, field: None, severity, says, hint: Hint::Across(AcrossHint::NotAsked) };
            assert_eq!(marked <= Mark::Warn, finding.is_notable(), "what the pane counts is what the queue counts");
        }
        assert_eq!(mark(Check::X4, W::Info, S::Agrees), Mark::Info);
    }
}
