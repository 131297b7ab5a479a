//! An open order: its fields with their verdicts, the scans they are read from, and what is known of both. Deciding it is next door,
//! in [`super::decide`], on the same state.
//!
//! `command`, `reply` and their like change the state and say what is to be done; `view` only draws. What a proofreader typed is
//! never dropped here, whatever others do to the order meanwhile.

mod attachments;
mod changes;
mod colleagues;
mod commands;
mod contested;
mod enquiries;
mod evidence;
mod fields;
mod findings;
mod info;
mod items;
pub mod kept;
pub mod layout;
mod looking;
mod materials;
mod mouse;
mod news;
mod notes;
mod saving;
pub(crate) mod scan;
mod sheet;
mod spoken;
mod supervising;
mod view;
pub(crate) mod work;

use crate::desk::app::common::Common;
use crate::desk::app::msg::{Opened, Slot, Ticket, Tone};
use crate::desk::input::keymap::Context;
use crate::desk::screen::decide::{Attempt, Reasons, Review};
use crate::desk::screen::second_look::{LookForm, LookedAt};
use crate::desk::screen::set_aside::SetAside;
use crate::desk::screen::supervise::StepForm;
use crate::domain::certificate::Field;
use crate::domain::finding::Finding;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Claim, Holder, ItemFile, OrderFile};
use crate::text::{Lang, Told};
use findings::Board;
use layout::Areas;
use materials::Materials;
use notes::NoteEditor;
use saving::Saving;
use scan::Scan;
use sheet::Sheet;
use work::Work;

pub use looking::Opens;
pub(super) use news::happened;
pub(super) use view::{draw_text, row};

/// For how long a personal number stays revealed, in milliseconds.
const REVEAL_MS: i64 = 30_000;
/// After which pause in renewals a key renews the claim, in milliseconds.
const RENEW_MS: i64 = 60_000;
/// How long before its end a claim is spoken of, in milliseconds.
const NEAR_END_MS: i64 = 120_000;

/// Whether the order can be worked on, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Claimed by us.
    Ours,
    /// Opened to look at.
    LookOnly,
    /// Someone else holds it.
    Held(Holder),
    /// It was ours, and our claim no longer stands.
    Lost,
    /// It is postponed until a day that has not come.
    Postponed,
    /// It contests a decision of ours.
    FirstDecider,
    /// Opened without what its decider found, to look at it a second time.
    Blind(LookedAt),
    /// The applicant cancelled it.
    Cancelled,
    /// It does not await proofreading.
    Elsewhere(Status),
}

/// A pane of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The fields and their verdicts.
    Fields,
    /// What the automatic checks say.
    Findings,
    /// The scan.
    Scan,
    /// The list of attachments.
    Attachments,
    /// The order, and what changed since the last round.
    Info,
}

impl Pane {
    pub(crate) const ALL: [Self; 5] = [Self::Fields, Self::Findings, Self::Scan, Self::Attachments, Self::Info];
}

/// What is in front.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Layer {
    /// The panes.
    Panes,
    /// The reasons for rejecting an item or asking for more.
    Reasons(Reasons),
    /// The review of the whole decision.
    Review(Review),
    /// A note among colleagues.
    Note(NoteEditor),
    /// A text to read: the reasons of findings, the materials there should be.
    Sheet(Sheet),
    /// Setting the order aside: the form.
    SetAside(Box<SetAside>),
    /// Concluding a second look: the form.
    Look(Box<LookForm>),
    /// What a supervisor does to it: the form.
    Step(Box<StepForm>),
}

impl Layer {
    /// Whether the panes are to be seen, be it behind a box.
    pub(crate) const fn shows_panes(&self) -> bool {
        matches!(self, Self::Panes | Self::Note(_) | Self::Sheet(_) | Self::SetAside(_) | Self::Look(_) | Self::Step(_))
    }
}

/// A line that stays in sight until it is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Banner {
    pub(crate) tone: Tone,
    pub(crate) said: Told,
}

impl Banner {
    fn new(tone: Tone, say: impl Fn(Lang) -> String) -> Self {
        Self { tone, said: Told::new(say) }
    }
}

/// An open order.
#[derive(Debug)]
pub struct Proofread {
    pub(super) file: OrderFile,
    /// What the automatic checks say of it, worst first.
    pub(super) findings: Vec<Finding>,
    /// The same in words, by item and field.
    board: Board,
    /// Which materials there should be.
    materials: Materials,
    /// Index among the findings of the item in front, in their pane.
    hint: usize,
    pub(super) claim: Option<Claim>,
    pub(super) standing: Standing,
    pub(super) work: Work,
    pub(super) layer: Layer,
    pub(super) attempt: Option<Attempt>,
    /// Index of the item in front.
    pub(super) item: usize,
    /// Index among its fields.
    pub(super) field: usize,
    pub(super) pane: Pane,
    /// The scan on the whole screen.
    whole: bool,
    scan: Scan,
    /// First line of the order's pane that is shown.
    info_top: usize,
    reveal_until: Option<Millis>,
    /// Why numbers were revealed.
    why: Option<String>,
    /// What stays in sight until it is settled.
    pub(super) banner: Vec<Banner>,
    pub(super) saving: Saving,
    /// When something was last typed or judged.
    changed_at: Option<Millis>,
    renewed_at: Option<Millis>,
    renewal: Option<u64>,
    /// Whether the end of the claim has been spoken of.
    end_near: bool,
    reload: Option<u64>,
    claiming: Option<u64>,
    /// Leaving was asked for once, and would lose something.
    pub(super) leave_asked: bool,
    /// That was so with the key before this one.
    leave_confirmed: bool,
}

impl Proofread {
    /// An order opened: ours to decide where `opened.claim` is there, read-only otherwise (`held_by` names who has it).
    pub fn open(opened: Opened, held_by: Option<Holder>, common: &mut Common) -> Self {
        let Opened { claim, file, draft, findings } = opened;
        let file = contested::with_contested(file);
        let standing = match (&claim, held_by) {
            (Some(_), _) => Standing::Ours,
            (None, Some(holder)) => Standing::Held(holder),
            // Opened to look at: whoever has it still has it.
            (None, None) => match &file.claim {
                Some(holder) if common.actor.as_ref().is_none_or(|actor| actor.login != holder.login) => {
                    Standing::Held(holder.clone())
                }
                _ => Standing::unclaimed(&file),
            },
        };
        let mut banner = Vec::new();
        // What could not be saved before the order was left is newer than what the database has.
        let unsaved = common.kept_work.take(&file.institution, &file.order_no);
        let draft = unsaved.as_ref().map(|(draft, _)| draft.clone()).or(draft).filter(|draft| !draft.is_empty());
        let (work, saving) = match &draft {
            Some(draft) => {
                let (work, outlived) = Work::restore(&file, &common.catalogue, draft);
                if outlived {
                    banner.push(Banner::new(Tone::Warn, |lang| lang.draft_outlived(&lang.round(file.round))));
                }
                (work, Saving::Restored(draft.changed_at))
            }
            None => (Work::begin(&file, &common.catalogue), Saving::Clean),
        };
        let saving = unsaved.map_or(saving, |(_, write)| write.map_or(Saving::Failed, Saving::Under));
        let mut screen = Self {
            file,
            findings: Vec::new(),
            board: Board::default(),
            materials: Materials::new(),
            hint: 0,
            claim,
            standing,
            work,
            layer: Layer::Panes,
            attempt: None,
            item: 0,
            field: 0,
            pane: Pane::Fields,
            whole: false,
            scan: Scan::default(),
            info_top: 0,
            reveal_until: None,
            why: None,
            banner,
            saving,
            changed_at: draft.and_then(|draft| draft.changed_at),
            renewed_at: None,
            renewal: None,
            end_near: false,
            reload: None,
            claiming: None,
            leave_asked: false,
            leave_confirmed: false,
        };
        // In a later round it need not be the first item that is in question.
        let open = |item: &ItemFile| screen.work.judged(item).iter().any(|(_, verdict)| verdict.is_none());
        screen.item = screen.file.items.iter().position(open).unwrap_or(0);
        screen.go_to_first_open();
        screen.take_findings(findings, common.lang);
        screen.weigh_materials(common);
        // Where only one pane is in sight, a later round begins with what changed.
        if work::earlier(&screen.file).is_some() && !layout::is_wide(common.size.0) {
            screen.pane = Pane::Info;
        }
        // An order opens on the whole of its first scan; from then on a field leads to its place.
        screen.scan.follows = common.crop_to_field;
        screen
    }

    /// Everything known of the order.
    #[must_use]
    pub const fn file(&self) -> &OrderFile {
        &self.file
    }

    /// Our claim on it, while it stands.
    #[must_use]
    pub const fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// Which keys are in force.
    #[must_use]
    pub const fn context(&self) -> Context {
        match &self.layer {
            Layer::Note(_) => Context::Editor,
            Layer::SetAside(_) | Layer::Look(_) | Layer::Step(_) => Context::Line,
            Layer::Review(review) if review.is_editing() => Context::Editor,
            Layer::Reasons(_) => Context::Reasons,
            Layer::Review(_) => Context::Decide,
            Layer::Sheet(_) => Context::Sheet,
            Layer::Panes if self.whole || matches!(self.pane, Pane::Scan) => Context::Scan,
            Layer::Panes => Context::Proofread,
        }
    }

    /// Whether a reply to opening an order answers a claim this screen asked for, and not someone who leaves it.
    #[must_use]
    pub fn awaits(&self, ticket: Ticket) -> bool {
        ticket.slot == Slot::Open && self.claiming == Some(ticket.number)
    }

    /// The item in front.
    pub(super) fn item(&self) -> Option<&ItemFile> {
        self.file.items.get(self.item)
    }

    /// The fields of the item in front.
    pub(super) fn fields(&self) -> Vec<Field> {
        self.item().map(work::fields).unwrap_or_default()
    }

    /// The field under the cursor.
    fn current_field(&self) -> Option<Field> {
        self.fields().get(self.field).copied()
    }

    /// Puts an item in front, its first open field under the cursor.
    pub(super) fn select_item(&mut self, item: usize) {
        self.item = item.min(self.file.items.len().saturating_sub(1));
        self.scan.index = 0;
        self.reveal_until = None;
        self.go_to_first_open();
    }

    fn go_to_first_open(&mut self) {
        let open = self.item().and_then(|item| self.work.judged(item).iter().position(|(_, verdict)| verdict.is_none()));
        self.select_field(open.unwrap_or(0));
    }

    /// Puts the cursor on a field and shows what it is read from.
    pub(super) fn select_field(&mut self, index: usize) {
        let fields = self.fields();
        self.field = index.min(fields.len().saturating_sub(1));
        self.hint = 0;
        if let (Some(item), Some(field)) = (self.file.items.get(self.item), fields.get(self.field)) {
            self.scan.show_kind(item, work::read_from(item, *field), self.file.round);
            self.scan.show_field(item, *field, &self.file.turns);
        }
    }

    /// Where everything is on a screen of this size.
    fn areas(&self, common: &Common) -> Areas {
        self.areas_in(layout::body(common.size))
    }

    /// The screen's language is another one now: puts into its words what is kept in words.
    pub fn speak(&mut self, lang: Lang) {
        let findings = std::mem::take(&mut self.findings);
        self.take_findings(findings, lang);
    }

    /// It turned out to contest a decision of ours: it is shown and not worked on.
    pub fn decided_first(&mut self) {
        self.standing = Standing::FirstDecider;
    }

    /// Whether the order can be worked on now.
    pub(super) const fn is_ours(&self) -> bool {
        matches!(self.standing, Standing::Ours) && self.claim.is_some()
    }
}

impl Standing {
    /// Where an order stands that nobody holds.
    pub(crate) fn unclaimed(file: &OrderFile) -> Self {
        let postponed = file.postponed.as_ref().is_some_and(|postponed| postponed.until > file.now);
        Self::of(file.status, if postponed { Self::Postponed } else { Self::LookOnly })
    }

    /// Where an order in this status stands for someone without a claim.
    pub(crate) fn of(status: Status, awaiting: Self) -> Self {
        match status {
            Status::AwaitingProofreading => awaiting,
            Status::Cancelled => Self::Cancelled,
            other => Self::Elsewhere(other),
        }
    }
}
