//! The evidence card (文件证据): all that is known of how the file in front was made, when it came, and what it replaced.

use ratatui::text::Line;

use super::attachments::short_name;
use super::changes::replaced;
use super::contested::CONTESTED;
use super::info::moment;
use super::sheet::labelled;
use super::{Proofread, scan};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{size, thousands, visible, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::checks::hint::{AcrossHint, Hint};
use crate::domain::checks::scans::{ScanSign, is_editor, is_screen, sign_of_making};
use crate::domain::finding::Says;
use crate::domain::order::KeptAttachment;
use crate::domain::scan_facts::{ScanFacts, Thumbnail, ThumbnailVerdict};
use crate::store::records::{ItemFile, StoredAttachment};
use crate::text::Lang;

/// A label and what is told under it.
type Told = (&'static str, String);

impl Proofread {
    pub(super) fn evidence_title(&self, lang: Lang) -> String {
        let place = self.item().map_or(0, |item| scan::listed(item).len());
        let kind = self.shown_attachment().map_or("", |file| lang.attachment(file.kind()));
        lang.evidence_title(&format!("{kind} {}/{place}", self.scan.index + 1))
    }

    /// The lines of the card.
    pub(super) fn evidence_lines(&self, columns: usize, common: &Common) -> Vec<Line<'static>> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let (Some(item), Some(shown)) = (self.item(), self.shown_attachment()) else { return Vec::new() };
        let file = &shown.file;
        let mut told = vec![(lang.evidence_name(), visible(&file.file_name).into_owned())];
        let facts = file.facts.as_deref();
        told.extend(of_content(file, facts, common));
        if let Some(facts) = facts {
            told.extend(of_making(facts, lang));
            told.extend(of_signs(file, facts, lang));
        }
        told.push((lang.evidence_hash(), in_two(&file.sha256)));
        if let Some(facts) = facts {
            let print = facts.fingerprint.map_or_else(|| lang.no_fingerprint().to_owned(), |print| in_two(&print.to_hex()));
            told.push((lang.evidence_print(), print));
        }
        told.extend(self.coming(item, shown, lang));
        told.push((lang.evidence_elsewhere(), self.elsewhere(item, shown, lang)));
        let mut lines = Vec::new();
        labelled(&mut lines, &told, columns, theme);
        let last = if facts.is_some() { lang.evidence_caution() } else { lang.evidence_none() };
        lines.push(Line::raw(""));
        lines
            .extend(wrap(last, columns.saturating_sub(4)).into_iter().map(|line| Line::styled(format!("  {line}"), theme.dim())));
        lines
    }

    /// When it came, what it replaced, and what replaced it.
    fn coming(&self, item: &ItemFile, shown: &StoredAttachment, lang: Lang) -> Vec<Told> {
        let at = match shown.round {
            round if round == self.file.round => moment(self.file.submitted_at),
            1 => moment(self.file.first_submitted_at),
            _ => String::new(),
        };
        if shown.superseded_by == Some(CONTESTED) {
            return vec![(lang.evidence_came(), lang.evidence_of_contested().to_owned())];
        }
        let mut told = vec![(lang.evidence_came(), lang.came_in(&lang.round(shown.round), &at).trim_end().to_owned())];
        let named = |file: &StoredAttachment, round| lang.file_in_round(&short_name(file), &lang.round(round));
        if let Some(old) = replaced(shown.round, item, shown) {
            told.push((lang.evidence_replaces(), named(old, old.round)));
        }
        if let Some(round) = shown.superseded_by {
            let newer = item
                .attachments
                .iter()
                .find(|newer| newer.round == round && replaced(round, item, newer).is_some_and(|old| std::ptr::eq(old, shown)));
            let by = newer.map_or_else(|| lang.dropped_in(&lang.round(round)), |newer| named(newer, round));
            told.push((lang.evidence_replaced_by(), by));
        }
        told
    }

    /// Which other orders have it, or nearly the same picture (X2, X3). These findings name the kind of file and not the file.
    fn elsewhere(&self, item: &ItemFile, shown: &StoredAttachment, lang: Lang) -> String {
        let said: Vec<String> = self
            .findings
            .iter()
            .filter(|finding| finding.item == item.item && finding.says == Says::Disagrees)
            .filter(|finding| match &finding.hint {
                Hint::Across(AcrossHint::FileAgain { kind, .. } | AcrossHint::PictureAgain { kind, .. }) => *kind == shown.kind(),
                _ => false,
            })
            .map(|finding| visible(&lang.finding(finding)).into_owned())
            .collect();
        if said.is_empty() { lang.nowhere_else().to_owned() } else { said.join("\n") }
    }
}

/// A long hexadecimal number in two lines, so that it can be read out.
fn in_two(digits: &str) -> String {
    match digits.split_at_checked(digits.len() / 2) {
        Some((first, second)) => format!("{first}\n{second}"),
        None => visible(digits).into_owned(),
    }
}

/// What is known of any file: its content's format, pixels and size.
fn of_content(file: &KeptAttachment, facts: Option<&ScanFacts>, common: &Common) -> Vec<Told> {
    let lang = common.lang;
    let mut format = vec![visible(&file.format).to_uppercase()];
    if let Some(facts) = facts {
        format.extend(facts.coding.map(|coding| lang.coding(coding).to_owned()));
        format.extend(facts.colour.map(|colour| lang.colour(colour).to_owned()));
        if facts.bits > 0 {
            format.push(lang.bits_deep(facts.bits));
        }
        if facts.alpha {
            format.push(lang.with_alpha().to_owned());
        }
    }
    let times = if common.ambiguous_wide { "x" } else { "×" };
    let tenths = (u64::from(file.width) * u64::from(file.height) + 50_000) / 100_000;
    let mut bytes = vec![lang.whole_bytes(&size(file.bytes), &thousands(file.bytes))];
    if let Some(after) = facts.map(|facts| facts.after_end).filter(|after| *after > 0) {
        bytes.push(lang.bytes_after_end(&thousands(u64::from(after))));
    }
    vec![
        (lang.evidence_format(), format.join("  ")),
        (
            lang.evidence_pixels(),
            lang.million_pixels(file.width, times, file.height, &format!("{}.{}", tenths / 10, tenths % 10)),
        ),
        (lang.evidence_bytes(), bytes.join(lang.list_semicolon())),
    ]
}

/// What the file says of itself.
fn of_making(facts: &ScanFacts, lang: Lang) -> Vec<Told> {
    let or_not_told = |text: String| if text.is_empty() { lang.not_told().to_owned() } else { text };
    let programs: Vec<String> = facts
        .software
        .iter()
        .map(|program| format!("{}{}", visible(program), if is_editor(program) { lang.is_editor() } else { "" }))
        .collect();
    let at = |at: chrono::NaiveDateTime| at.format("%Y-%m-%d %H:%M:%S").to_string();
    let dates: Vec<String> = [
        facts.taken.map(|time| lang.taken_at(&at(time))),
        facts.digitised.filter(|time| Some(*time) != facts.taken).map(|time| lang.digitised_at(&at(time))),
        facts.changed.map(|time| lang.changed_at(&at(time))),
        facts.located.then(|| lang.has_place().to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let device = facts.device().map(|device| visible(&device).into_owned()).unwrap_or_default();
    let mut told = vec![
        (lang.evidence_dpi(), or_not_told(facts.dpi.map(|(across, down)| format!("{across} / {down}")).unwrap_or_default())),
        (lang.evidence_device(), or_not_told(device)),
        (lang.evidence_software(), or_not_told(programs.join(lang.list_semicolon()))),
        (lang.evidence_dates(), or_not_told(dates.join(lang.list_semicolon()))),
    ];
    if facts.orientation > 1 {
        told.push((lang.evidence_turned(), lang.exif_turn(facts.orientation)));
    }
    if !facts.traces.is_empty() {
        let traces: Vec<&str> = facts.traces.iter().map(|trace| lang.trace(*trace)).collect();
        told.push((lang.evidence_traces(), traces.join(lang.list_comma())));
    }
    told
}

/// What its content gives a hint of.
fn of_signs(file: &KeptAttachment, facts: &ScanFacts, lang: Lang) -> Vec<Told> {
    let is_jpeg = facts.quality.is_some();
    let quality = facts.quality.map_or_else(
        || lang.only_jpeg().to_owned(),
        |quality| if quality.standard { lang.quality_standard(quality.estimate) } else { lang.quality_own(quality.estimate) },
    );
    let saved = match facts.resaved {
        Some(resaved) => lang.saved_before(resaved.earlier),
        None if is_jpeg => lang.no_sign_of_saving().to_owned(),
        None => lang.only_jpeg().to_owned(),
    };
    let patch = facts.resaved.and_then(|resaved| resaved.patch);
    let edited = patch.map_or_else(|| lang.no_sign_of_editing().to_owned(), |patch| lang.part_put_in(&lang.patch(&patch)));
    let mut making = match sign_of_making(file, facts) {
        Some(ScanSign::Screenshot) => vec![lang.may_be_screenshot()],
        Some(_) => vec![lang.may_be_photo()],
        None => Vec::new(),
    };
    if is_screen(file.width, file.height) {
        making.push(lang.as_large_as_a_screen());
    }
    if making.is_empty() {
        making.push(lang.neither_of_both());
    }
    vec![
        (lang.evidence_thumbnail(), thumbnail(facts.thumbnail, lang)),
        (lang.evidence_quality(), quality),
        (lang.evidence_saved(), saved),
        (lang.evidence_edited(), edited),
        (lang.evidence_kind_of(), making.join(lang.list_semicolon())),
    ]
}

fn thumbnail(thumbnail: Option<Thumbnail>, lang: Lang) -> String {
    let Some(thumbnail) = thumbnail else { return lang.no_thumbnail().to_owned() };
    let size = format!("{} / {}", thumbnail.width, thumbnail.height);
    match thumbnail.verdict {
        ThumbnailVerdict::Same => lang.thumbnail_same(&size),
        ThumbnailVerdict::Proportions => lang.thumbnail_proportions(&size),
        ThumbnailVerdict::Content => lang.thumbnail_content(&size),
        ThumbnailVerdict::Unknown => lang.thumbnail_unknown().to_owned(),
    }
}
