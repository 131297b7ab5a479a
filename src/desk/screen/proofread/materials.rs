//! The materials an item needs: listed before reading starts, and said above the panes where one certainly lacks.
//!
//! The desk knows what kind the applicant gave a file, not what it shows: what may be there is for the proofreader to see.

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::findings::Mark;
use super::sheet::labelled;
use super::view::two_ends;
use super::work::Work;
use super::{Proofread, row};
use crate::desk::app::common::Common;
use crate::desk::ui::text::width;
use crate::desk::ui::theme::Theme;
use crate::domain::checks::form::ItemSubject;
use crate::domain::order::KeptAttachment;
use crate::domain::reference::Reference;
use crate::domain::requirement::{Requirement, Rule, Seen, State};
use crate::store::records::{ItemFile, OrderFile};

/// A rule that applies, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Material {
    rule: Rule,
    state: State,
}

/// By item, what is missing first.
pub(super) type Materials = BTreeMap<u32, Vec<Material>>;

impl Material {
    /// Whether it is certain that something lacks which is asked for.
    fn is_lacking(&self) -> bool {
        self.state == State::Missing && !self.rule.helpful
    }

    fn mark(&self) -> Mark {
        match self.state {
            State::Missing if self.rule.helpful => Mark::Info,
            State::Missing => Mark::Error,
            State::Unclear => Mark::Warn,
            State::Present => Mark::Agrees,
        }
    }
}

/// The rules that apply to an item, in the order in which they are read.
fn of_item(item: &ItemFile, file: &OrderFile, work: &Work, common: &Common) -> Vec<Material> {
    let files: Vec<&KeptAttachment> =
        item.attachments.iter().filter(|one| one.superseded_by.is_none()).map(|one| &one.file).collect();
    let subject = ItemSubject {
        item: item.item,
        service: item.service,
        certificate: &item.certificate,
        submitted_on: file.first_submitted_at.day(),
    };
    let seen = Seen { institution: &file.institution, files: &files, verdicts: &work.given(item) };
    let mut materials: Vec<Material> = common
        .requirements
        .required(&subject, &seen, Reference::builtin())
        .into_iter()
        .map(|Requirement { rule, state }| Material { rule: rule.clone(), state })
        .collect();
    materials.sort_by_key(Material::mark);
    materials
}

impl Proofread {
    /// Looks anew which materials there should be: when the order comes, and after a verdict, for some depend on what differs.
    pub(super) fn weigh_materials(&mut self, common: &Common) {
        let (file, work) = (&self.file, &self.work);
        self.materials = file.items.iter().map(|item| (item.item, of_item(item, file, work, common))).collect();
    }

    fn materials(&self) -> &[Material] {
        self.item().and_then(|item| self.materials.get(&item.item)).map_or(&[], Vec::as_slice)
    }

    /// Lines above the panes: what others did, and what certainly lacks.
    pub(super) fn banner_lines(&self) -> usize {
        self.banner.len() + usize::from(self.materials().iter().any(Material::is_lacking))
    }

    fn lacking(&self) -> Vec<&Rule> {
        self.materials().iter().filter(|material| material.is_lacking()).map(|material| &material.rule).collect()
    }

    /// What lacks, with its rules; `None` where nothing certainly does.
    pub(super) fn lacking_words(&self, common: &Common) -> Option<String> {
        let lang = common.lang;
        let parts: Vec<String> =
            self.lacking().iter().map(|rule| lang.lacks_by(lang.wording(&rule.what), lang.wording(&rule.rule))).collect();
        (!parts.is_empty()).then(|| lang.lacks(&parts.join(lang.list_semicolon())))
    }

    /// Says what lacks, in the banner's last line.
    pub(super) fn draw_lacking(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let Ok(at) = u16::try_from(self.banner.len()) else { return };
        let Some(words) = self.lacking_words(common) else { return };
        // All that lacks rather than one with its rule.
        let mut text = format!(" ! {words}");
        if width(&text) + width(lang.lacks_more()) + 2 > usize::from(area.width) {
            let parts: Vec<&str> = self.lacking().iter().map(|rule| lang.wording(&rule.what)).collect();
            text = format!(" ! {}", lang.lacks(&parts.join(lang.list_semicolon())));
        }
        two_ends(frame, row(area, at), (&text, theme.bad()), (lang.lacks_more(), theme.dim()));
    }

    pub(super) fn material_lines(&self, columns: usize, common: &Common) -> Vec<Line<'static>> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let mut lines = Vec::new();
        for material in self.materials() {
            if !lines.is_empty() {
                lines.push(Line::raw(""));
            }
            let (rule, mark) = (&material.rule, material.mark());
            let state = match mark {
                Mark::Info => lang.material_helpful(),
                _ => lang.material_state(material.state),
            };
            let head = format!("{} {}  {}  {state}", mark.sign(common), rule.id, lang.wording(&rule.what));
            lines.push(Line::styled(head, mark.style(theme)));
            let facts = [
                (lang.label_rule(), lang.wording(&rule.rule).to_owned()),
                (lang.label_source(), rule.source.clone()),
                (lang.label_confidence(), lang.confidence(rule.confidence).to_owned()),
            ];
            labelled(&mut lines, &facts, columns, theme);
        }
        if lines.is_empty() {
            lines.push(Line::styled(lang.no_materials(), theme.dim()));
        }
        lines
    }
}
