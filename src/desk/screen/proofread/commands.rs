//! What a command does to an open order, and why one cannot run.

use super::{Layer, Pane, Proofread, REVEAL_MS, Standing, layout, work};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::screen::decide::GUARD_MS;
use crate::desk::screen::prompt::Purpose;
use crate::domain::certificate::Field;
use crate::domain::decision::{Obstacle, Outcome, obstacles};
use crate::domain::look::Looked;
use crate::domain::staff::Permission;
use crate::domain::status::Status;
use crate::domain::verdict::Verdict;
use crate::store::records::Look;
use crate::text::Lang;

impl Proofread {
    /// Does what a key was bound to.
    pub fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        // The first Enter is under way: whatever is typed until it is answered was not meant for what comes after.
        if self.is_sending() {
            return Vec::new();
        }
        let asked = std::mem::take(&mut self.leave_confirmed);
        match &self.layer {
            Layer::Note(_) => {
                if matches!(command, Command::Save | Command::Back) {
                    self.layer = Layer::Panes;
                }
                Vec::new()
            }
            Layer::Sheet(_) => self.sheet_command(command, common),
            Layer::SetAside(_) => self.set_aside_command(command, common, env),
            Layer::Look(_) => self.look_command(command, asked, common),
            Layer::Step(_) => self.step_command(command, common, env),
            Layer::Reasons(_) => self.reasons_command(command, common, env),
            Layer::Review(_) => self.review_command(command, common, env),
            Layer::Panes => self.panes_command(command, asked, common, env),
        }
    }

    fn panes_command(&mut self, command: Command, asked: bool, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if needs_claim(command)
            && !(self.is_blind() && gives_verdict(command))
            && let Some(why) = self.why_read_only(common)
        {
            return vec![Ask::Say(Notice::new(Tone::Warn, why))];
        }
        match command {
            Command::Down | Command::Up | Command::PageDown | Command::PageUp | Command::First | Command::Last => {
                self.travel(command, common);
            }
            Command::NextPane | Command::PreviousPane => self.turn_pane(command == Command::NextPane),
            Command::NextItem => self.turn_item(true),
            Command::PreviousItem => self.turn_item(false),
            Command::MatchAndDown => {
                let asks = self.judge(Some(Verdict::Match), common, env);
                self.go_down_to_open();
                return asks;
            }
            Command::Unjudge => return self.judge(None, common, env),
            Command::Approve => return self.approve_item(common, env),
            Command::Reject => return self.open_reasons(Outcome::Reject, common),
            Command::Supplement => return self.open_reasons(Outcome::Supplement, common),
            Command::Open => return self.enter(common, env),
            Command::Back if self.whole => self.whole = false,
            Command::Back if self.pane != Pane::Fields => self.pane = Pane::Fields,
            Command::Back if !asked && self.has_unconcluded_look() => {
                self.leave_asked = true;
                return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.look_leave_again()))];
            }
            Command::Back => return vec![Ask::Leave],
            Command::Skip => return self.skip(common),
            Command::Postpone => return self.postpone(common),
            Command::SecondLook => return self.conclude(common),
            Command::ForceRelease | Command::Reassign | Command::Reopen | Command::RejectUnanswered => {
                return self.step_in(command, common);
            }
            Command::EnquiriesOfOrder => return self.ask_enquiries(common),
            Command::TakeBack => return vec![Ask::TakeBack],
            Command::Reveal => return self.reveal(common, env),
            Command::EditNote => self.edit_note(),
            Command::EditFieldNote => self.edit_field_note(),
            Command::Explain => return self.explain(common),
            Command::Materials => self.show_materials(),
            Command::Evidence => self.show_evidence(),
            Command::NextAttachment => self.turn_attachment(true),
            Command::PreviousAttachment => self.turn_attachment(false),
            Command::Enlarge => return self.enlarge(common),
            Command::FullScreen => self.whole = !self.whole,
            _ => {
                if let Some(verdict) = command.verdict() {
                    return self.judge(Some(verdict), common, env);
                }
                return self.look(command, common);
            }
        }
        Vec::new()
    }

    /// A key no command took, in an editor.
    pub fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match self.layer {
            Layer::SetAside(_) => self.set_aside_key(key),
            Layer::Look(_) => self.look_key(key),
            Layer::Step(_) => self.step_key(key),
            _ => return self.edit(common, env, |editor| editor.key(key)),
        }
        Vec::new()
    }

    /// Pasted text, or several characters an input method committed at once.
    pub fn paste(&mut self, text: &str, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        self.leave_asked = false;
        self.edit(common, env, |editor| editor.paste(text))
    }

    fn edit(&mut self, common: &mut Common, env: &mut Env, change: impl FnOnce(&mut Editor) -> bool) -> Vec<Ask> {
        if self.is_sending() {
            return Vec::new();
        }
        match &mut self.layer {
            Layer::Note(_) => self.type_note(common, env, change),
            Layer::SetAside(_) => {
                self.type_aside(change);
                Vec::new()
            }
            Layer::Look(_) => {
                self.type_look(change);
                Vec::new()
            }
            Layer::Step(form) => {
                form.edit(change);
                Vec::new()
            }
            Layer::Review(_) => self.edit_letter(common, env, change),
            Layer::Panes | Layer::Reasons(_) | Layer::Sheet(_) => Vec::new(),
        }
    }

    fn judge(&mut self, verdict: Option<Verdict>, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let (Some(item), Some(field)) = (self.file.items.get(self.item), self.current_field()) else {
            return Vec::new();
        };
        self.work.judge(item, field, verdict);
        self.weigh_materials(common);
        if self.is_blind() {
            // No draft of an order that is decided: the verdicts go with the conclusion.
            return Vec::new();
        }
        vec![self.changed(common, env)]
    }

    fn travel(&mut self, command: Command, common: &Common) {
        let areas = self.areas(common);
        let page = |area: Option<ratatui::layout::Rect>| area.map_or(10, |area| usize::from(layout::inside(area).1).max(2) - 1);
        let moved = |at: usize, count: usize, page: usize| {
            let last = count.saturating_sub(1);
            match command {
                Command::Down => (at + 1).min(last),
                Command::Up => at.saturating_sub(1),
                Command::PageDown => (at + page).min(last),
                Command::PageUp => at.saturating_sub(page),
                Command::First => 0,
                _ => last,
            }
        };
        match self.pane {
            Pane::Fields => self.select_field(moved(self.field, self.fields().len(), page(areas.fields))),
            Pane::Findings => self.hint = moved(self.hint, self.hints().count(), page(areas.findings)),
            Pane::Attachments => {
                let count = self.item().map_or(0, |item| item.attachments.len());
                self.scan.index = moved(self.scan.index, count, page(areas.attachments));
            }
            Pane::Info => {
                let room = areas.info.map_or((40, 3), layout::inside);
                let lines = self.info_lines(common, usize::from(room.0)).len();
                let last = lines.saturating_sub(usize::from(room.1)) + 1;
                self.info_top = moved(self.info_top, last, page(areas.info));
            }
            Pane::Scan => {}
        }
    }

    /// Panes in turn, and after the last one the next item.
    fn turn_pane(&mut self, forward: bool) {
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        let next = if forward { at.checked_add(1) } else { at.checked_sub(1) };
        self.whole = false;
        match next.and_then(|next| Pane::ALL.get(next)) {
            Some(pane) => self.pane = *pane,
            None => {
                if self.file.items.len() > 1 {
                    self.turn_item(forward);
                }
                self.pane = if forward { Pane::Fields } else { Pane::Info };
            }
        }
    }

    fn turn_item(&mut self, forward: bool) {
        let count = self.file.items.len().max(1);
        if count > 1 {
            let step = if forward { 1 } else { count - 1 };
            self.select_item((self.item + step) % count);
        }
    }

    pub(super) fn turn_attachment(&mut self, forward: bool) {
        let count = self.item().map_or(0, |item| item.attachments.len()).max(1);
        let step = if forward { 1 } else { count - 1 };
        self.scan.index = (self.scan.index + step) % count;
    }

    /// The next field down without a verdict; the next one where all have theirs.
    fn go_down_to_open(&mut self) {
        let fields = self.fields();
        let item = self.item().map_or(0, |item| item.item);
        let open = fields
            .iter()
            .enumerate()
            .skip(self.field + 1)
            .find(|(_, field)| self.work.verdict(item, **field).is_none())
            .map(|(index, _)| index);
        self.select_field(open.unwrap_or(self.field + 1));
    }

    fn reveal(&mut self, common: &Common, env: &Env) -> Vec<Ask> {
        if let Some(why) = self.why_not(Command::Reveal, common) {
            return vec![Ask::Say(Notice::new(Tone::Warn, why))];
        }
        if self.reveal_until.take().is_some() {
            return Vec::new();
        }
        match self.why.clone() {
            Some(reason) => self.reveal_for(reason, env),
            None => vec![Ask::Why(Box::new(Purpose::Reveal))],
        }
    }

    /// Shows the numbers whole for a while, and has the reason written down. It holds as long as the order is open.
    pub fn reveal_for(&mut self, reason: String, env: &Env) -> Vec<Ask> {
        self.reveal_until = Some(env.now.plus(REVEAL_MS));
        self.why = Some(reason.clone());
        vec![self.looked(Looked::Reveal, Some(reason))]
    }

    /// Has written down what was looked at.
    pub(super) fn looked(&self, what: Looked, reason: Option<String>) -> Ask {
        let (institution, order_no) = (self.file.institution.clone(), self.file.order_no.clone());
        Ask::Do(Effect::Look(Look { institution, order_no, what, reason }))
    }

    /// Enter: claims where that is what is missing, goes on to the review where every item has its outcome, else looks at the scan.
    fn enter(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if self.may_claim(common) {
            return self.claim_again(common, env);
        }
        if self.is_ours() && self.pane == Pane::Fields && self.work.next_open(&self.file, 0).is_none() {
            // An Enter that is held must not run on into the confirmation.
            return self.open_review(Some(env.now.plus(GUARD_MS)), common);
        }
        match self.pane {
            Pane::Findings => return self.go_to_finding(common),
            Pane::Scan | Pane::Info => self.pane = Pane::Fields,
            Pane::Fields | Pane::Attachments => self.pane = Pane::Scan,
        }
        Vec::new()
    }

    /// Whether Enter would claim the order.
    pub(in crate::desk::screen) fn may_claim(&self, common: &Common) -> bool {
        matches!(self.standing, Standing::Lost | Standing::LookOnly)
            && self.file.status == Status::AwaitingProofreading
            && self.claiming.is_none()
            && common.may(Permission::Decide)
    }

    pub(in crate::desk::screen) fn claim_again(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let ticket = self.claiming(common);
        vec![Ask::Do(Effect::Open {
            ticket,
            institution: self.file.institution.clone(),
            order_no: self.file.order_no.clone(),
            token: Some(env.id()),
        })]
    }

    /// The ticket of a claim that this screen asks for: it goes on where it is once that is answered.
    pub(in crate::desk::screen) fn claiming(&mut self, common: &mut Common) -> Ticket {
        let ticket = common.ticket(Slot::Open);
        self.claiming = Some(ticket.number);
        ticket
    }

    /// Why a command cannot run now; `None` where it can.
    #[must_use]
    pub fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        if needs_claim(command)
            && !(self.is_blind() && gives_verdict(command))
            && let Some(why) = self.why_read_only(common)
        {
            return Some(why);
        }
        let lang = common.lang;
        match command {
            Command::ForceRelease | Command::Reassign | Command::Reopen | Command::RejectUnanswered => {
                self.why_not_stepping(command, common)
            }
            // What was answered may tell what the first decider found.
            Command::EnquiriesOfOrder if self.is_blind() => Some(lang.hidden_from_second().to_owned()),
            Command::SecondLook if !self.is_blind() => Some(lang.look_not_blind().to_owned()),
            Command::Skip | Command::Postpone if self.is_blind() => Some(lang.look_only_verdicts().to_owned()),
            Command::Postpone if !self.is_ours() && !self.may_resume(common) => self.why_read_only(common),
            Command::Skip if !common.may(Permission::Decide) => Some(lang.no_permission().to_owned()),
            Command::Approve => self.item().and_then(|item| {
                let found = obstacles(Outcome::Approve, &self.work.judged(item), 0);
                (!found.is_empty()).then(|| lang.not_yet_possible(&in_words(lang, &found)))
            }),
            Command::NextItem | Command::PreviousItem if self.file.items.len() < 2 => Some(lang.only_one_item().to_owned()),
            Command::Evidence if self.shown_attachment().is_none() => Some(lang.no_attachment().to_owned()),
            Command::Reveal if !self.fields().iter().any(|field| field.is_personal_number()) => {
                Some(lang.nothing_to_reveal().to_owned())
            }
            Command::ResetLetter if self.work.letter.is_none() => Some(lang.letter_not_edited().to_owned()),
            Command::EditLetter | Command::ResetLetter | Command::Send | Command::Toggle => {
                self.why_not_deciding(command, common)
            }
            _ => self.why_not_looking(command, common),
        }
    }

    /// Why nothing can be changed; `None` where it can.
    pub(in crate::desk::screen) fn why_read_only(&self, common: &Common) -> Option<String> {
        self.why_read_only_in(common.lang, common)
    }

    /// The same in a language.
    pub(in crate::desk::screen) fn why_read_only_in(&self, lang: Lang, common: &Common) -> Option<String> {
        match &self.standing {
            Standing::Ours => None,
            Standing::LookOnly if self.may_claim(common) => Some(lang.look_only_free().to_owned()),
            Standing::LookOnly => Some(lang.look_only().to_owned()),
            Standing::Held(holder) => {
                let until = holder.until.in_china().format("%H:%M").to_string();
                Some(lang.look_only_held(&crate::desk::ui::text::visible(&holder.name), &until))
            }
            Standing::Postponed => self.file.postponed.as_ref().map(|postponed| {
                lang.look_only_postponed(
                    &postponed.until.day().to_string(),
                    &crate::desk::ui::text::visible(&postponed.staff_name),
                )
            }),
            Standing::Blind(_) => Some(lang.look_blind().to_owned()),
            Standing::FirstDecider => Some(lang.look_only_first_decider().to_owned()),
            Standing::Lost => Some(lang.look_only_lost().to_owned()),
            Standing::Cancelled => Some(lang.look_only_cancelled().to_owned()),
            Standing::Elsewhere(status) => Some(lang.look_only_status(lang.status(*status))),
        }
    }

    /// Shows what keeps an item from its approval: says it, and goes to the first of the fields it names.
    pub(in crate::desk::screen) fn show_obstacles(&mut self, found: &[Obstacle], lang: Lang) -> Vec<Ask> {
        self.layer = Layer::Panes;
        self.whole = false;
        self.pane = Pane::Fields;
        let named: Vec<Field> = found
            .iter()
            .flat_map(|obstacle| match obstacle {
                Obstacle::Unjudged(fields) | Obstacle::Adverse(fields) => fields.as_slice(),
                Obstacle::NoReason => &[],
            })
            .copied()
            .collect();
        let first = self.item().map(work::fields).unwrap_or_default().iter().position(|field| named.contains(field));
        if let Some(first) = first {
            self.select_field(first);
        }
        let why = in_words(lang, found);
        let said = if self.is_blind() { lang.not_yet_concluded(&why) } else { lang.not_yet_possible(&why) };
        vec![Ask::Say(Notice::new(Tone::Warn, said))]
    }
}

/// Commands that give a verdict or take it away.
const fn gives_verdict(command: Command) -> bool {
    command.verdict().is_some() || matches!(command, Command::MatchAndDown | Command::Unjudge)
}

/// Commands that change the work on the order.
const fn needs_claim(command: Command) -> bool {
    command.verdict().is_some()
        || matches!(
            command,
            Command::MatchAndDown
                | Command::Unjudge
                | Command::Approve
                | Command::Reject
                | Command::Supplement
                | Command::EditNote
                | Command::EditFieldNote
                | Command::EditLetter
                | Command::ResetLetter
                | Command::Toggle
        )
}

/// Obstacles, with the fields that they are about.
fn in_words(lang: Lang, found: &[Obstacle]) -> String {
    let names = |fields: &[Field]| fields.iter().map(|field| lang.field(*field)).collect::<Vec<_>>().join(lang.list_comma());
    let parts: Vec<String> = found
        .iter()
        .map(|obstacle| match obstacle {
            Obstacle::Unjudged(fields) => lang.obstacle_unjudged(&names(fields)),
            Obstacle::Adverse(fields) => lang.obstacle_adverse(&names(fields)),
            Obstacle::NoReason => lang.obstacle_no_reason().to_owned(),
        })
        .collect();
    parts.join(lang.list_semicolon())
}
