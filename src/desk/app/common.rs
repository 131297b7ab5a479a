//! What every screen shares: who is signed in, where, in which language, with which keys and settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::effect::Effect;
use super::msg::{Notice, Slot, Ticket};
use crate::desk::input::command::Command;
use crate::desk::input::keymap::Keymap;
use crate::desk::screen::enquiries::kept::Kept;
use crate::desk::screen::proofread::Opens;
use crate::desk::screen::proofread::kept::KeptWork;
use crate::desk::ui::means::Graphics;
use crate::desk::ui::means::{Drawing, Means, Terminal, Why};
use crate::desk::ui::palette::{Depth, ThemeName};
use crate::domain::calendar::Calendar;
use crate::domain::queue_view::{QueueFilter, QueueView, Sort};
use crate::domain::reason::Catalogue;
use crate::domain::reply::Replies;
use crate::domain::requirement::Requirements;
use crate::domain::staff::{Actor, Permission};
use crate::domain::time::Millis;
use crate::store::records::Institution;
use crate::text::Lang;

/// What `update` may know of the world outside.
#[derive(Debug)]
pub struct Env {
    /// The present moment by this machine's clock.
    pub now: Millis,
    /// Fresh UUIDv7s, more than one message ever needs.
    pub ids: Vec<String>,
}

impl Env {
    /// A fresh id. (An exhausted supply gives the nil UUID, which the database refuses twice.)
    pub fn id(&mut self) -> String {
        self.ids.pop().unwrap_or_else(|| "00000000-0000-0000-0000-000000000000".to_owned())
    }
}

/// What a screen asks of the desk around it.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Do this.
    Do(Effect),
    /// Say this.
    Say(Notice),
    /// Leave this screen for the queue.
    Leave,
    /// Leave this order and take the next one.
    TakeNext,
    /// Take our last decision back.
    TakeBack,
    /// Show what a view shows, in the queue.
    Show(Box<QueueView>),
    /// Show the orders of a filter, in the queue and in the columns that it has there.
    List {
        /// Which orders.
        filter: Box<QueueFilter>,
        /// In which order.
        sort: Sort,
    },
    /// Let the user choose from a list.
    Choose(Box<crate::desk::screen::modal::Modal>),
    /// Ask why, before somebody looks.
    Why(Box<crate::desk::screen::prompt::Purpose>),
    /// The open order was skipped or postponed: say so, leave it, and take the next one if `next`.
    SetAside {
        /// What to say.
        notice: Notice,
        /// Whether to go on with the next order.
        next: bool,
    },
    /// A second look is concluded, or there is nothing left to look at: say so, leave the order and show what it was about.
    Looked {
        /// What it was about.
        of: crate::desk::screen::second_look::LookedAt,
        /// What to say.
        notice: Notice,
    },
    /// A decision was made: remember it for `u`, leave the order, and go on.
    Made(super::msg::Takeable),
}

/// The bell that rings when something came that one waits for. Off unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bell {
    on: bool,
    rung_at: Option<Millis>,
}

/// How long the bell keeps still after it rang, in milliseconds.
const BELL_MS: i64 = 20_000;

impl Bell {
    /// On, or off.
    #[must_use]
    pub const fn new(on: bool) -> Self {
        Self { on, rung_at: None }
    }

    /// Turns it on or off; whether it is on now.
    pub const fn switch(&mut self) -> bool {
        self.on = !self.on;
        self.on
    }

    /// Whether it rings now. It keeps still for a while afterwards, however much comes.
    pub fn rings(&mut self, now: Millis) -> bool {
        let rings = self.on && self.rung_at.is_none_or(|rung| now.since(rung) >= BELL_MS);
        if rings {
            self.rung_at = Some(now);
        }
        rings
    }
}

/// What every screen shares.
#[derive(Debug)]
pub struct Common {
    /// Language of the screen.
    pub lang: Lang,
    /// Size of the terminal in cells: columns, rows.
    pub size: (u16, u16),
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// All institutions.
    pub institutions: Vec<Institution>,
    /// Code of the one whose orders are shown.
    pub institution: String,
    /// The keys in force.
    pub keymap: Keymap,
    /// Commands run from the palette, the newest first.
    pub recent: Vec<Command>,
    /// Reasons and their wording.
    pub catalogue: Arc<Catalogue>,
    /// Which materials a certificate needs.
    pub requirements: Arc<Requirements>,
    /// When the centre works.
    pub calendar: Arc<Calendar>,
    /// Canned texts for answering enquiries.
    pub replies: Arc<Replies>,
    /// How many enquiries of the institution wait for an answer, once it is known.
    pub enquiries: Option<u32>,
    /// For how long a decision's message is held, in milliseconds.
    pub hold_ms: i64,
    /// For how long a claim lasts, in milliseconds.
    pub claim_ms: i64,
    /// How far the database's clock is ahead of this machine's, in milliseconds.
    pub clock_ahead_ms: i64,
    /// The moment of the message under way, by this machine's clock.
    pub now: Millis,
    /// Whether the terminal draws ambiguous-width characters two cells wide: then the chrome keeps to ASCII.
    pub ambiguous_wide: bool,
    /// Whether the next order is taken and shown as soon as one is decided.
    pub next_after_decision: bool,
    /// After how many working days a request for a supplement has gone unanswered for long enough.
    pub patience_days: u32,
    /// Reasons offered for skipping an order.
    pub skip_reasons: Vec<String>,
    /// Reasons offered for postponing one.
    pub postpone_reasons: Vec<String>,
    /// Reasons offered for reading a whole ID number.
    pub reveal_reasons: Vec<String>,
    /// Reasons offered for opening an order that a colleague holds.
    pub held_reasons: Vec<String>,
    /// After which time without a key the screen is locked, in milliseconds; 0: never.
    pub idle_lock_ms: i64,
    /// What the terminal was found to be able to.
    pub terminal: Terminal,
    /// How scans are to be drawn.
    pub graphics: Graphics,
    /// Whether moving to a field shows where on the scan it is read from.
    pub crop_to_field: bool,
    /// Where `o` opens a scan.
    pub opens: Opens,
    /// Whether colours are used (`NO_COLOR`).
    pub colour: bool,
    /// In which theme.
    pub theme: ThemeName,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// The bell.
    pub bell: Bell,
    /// Replies to enquiries that are not done with.
    pub kept: Kept,
    /// Work on orders that were left before it was saved.
    pub kept_work: KeptWork,
    newest: BTreeMap<Slot, u64>,
    last_ticket: u64,
    writes: u32,
}

impl Common {
    /// A desk before anyone has signed in.
    #[must_use]
    pub fn new(lang: Lang, catalogue: Arc<Catalogue>, keymap: Keymap) -> Self {
        Self {
            lang,
            size: (80, 24),
            actor: None,
            institutions: Vec::new(),
            institution: String::new(),
            keymap,
            recent: Vec::new(),
            catalogue,
            requirements: Arc::new(Requirements { version: String::new(), rules: Vec::new() }),
            calendar: Arc::default(),
            replies: Arc::default(),
            enquiries: None,
            hold_ms: 60_000,
            claim_ms: crate::store::CLAIM_MS,
            clock_ahead_ms: 0,
            now: Millis(0),
            ambiguous_wide: false,
            next_after_decision: true,
            patience_days: crate::domain::ageing::PATIENCE_DAYS,
            skip_reasons: Vec::new(),
            postpone_reasons: Vec::new(),
            reveal_reasons: Vec::new(),
            held_reasons: Vec::new(),
            idle_lock_ms: 0,
            terminal: Terminal::default(),
            graphics: Graphics::Auto,
            crop_to_field: true,
            opens: Opens::Here,
            colour: true,
            theme: ThemeName::Terminal,
            depth: Depth::Sixteen,
            mouse: false,
            bell: Bell::default(),
            kept: Kept::default(),
            kept_work: KeptWork::default(),
            newest: BTreeMap::new(),
            last_ticket: 0,
            writes: 0,
        }
    }

    /// The ticket of a new effect of this kind; replies to older ones of the kind are stale from now on.
    pub fn ticket(&mut self, slot: Slot) -> Ticket {
        self.last_ticket += 1;
        self.newest.insert(slot, self.last_ticket);
        if writes(slot) {
            self.writes += 1;
        }
        Ticket { slot, number: self.last_ticket }
    }

    /// Whether a reply still counts. A write's always does, and each is counted off here once.
    pub fn accepts(&mut self, ticket: Ticket) -> bool {
        if writes(ticket.slot) {
            self.writes = self.writes.saturating_sub(1);
        }
        if matches!(ticket.slot, Slot::Write | Slot::RoomWrite | Slot::ViewWrite | Slot::Export) {
            return true;
        }
        let counts = self.newest.get(&ticket.slot) == Some(&ticket.number);
        if counts && ticket.slot == Slot::Open {
            self.newest.remove(&Slot::Open);
        }
        counts
    }

    /// Whether an order is being opened: what will be in front is not known yet.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.newest.contains_key(&Slot::Open)
    }

    /// Forget what this kind of read still has under way.
    pub fn forget(&mut self, slot: Slot) {
        self.newest.remove(&slot);
    }

    /// Whether a write has not been answered yet.
    #[must_use]
    pub const fn is_writing(&self) -> bool {
        self.writes > 0
    }

    /// How scans are drawn; `None`: not at all.
    #[must_use]
    pub fn drawing(&self) -> Option<Drawing> {
        self.terminal.drawing(self.graphics)
    }

    /// How scans are drawn, and what the terminal was found to be able to, in one line.
    #[must_use]
    pub fn graphics_words(&self) -> String {
        let lang = self.lang;
        let means = self.drawing().map_or(lang.graphics_none(), |drawing| drawing.means.label(lang));
        let way =
            if self.graphics == Graphics::Auto { format!("{} ({})", lang.graphics_auto(), means) } else { means.to_owned() };
        if let Some(why) = self.terminal.why_not(self.graphics) {
            match why {
                Why::Tmux => return lang.graphics_now(&way, lang.picture_tmux()),
                Why::Wide => return lang.graphics_now(&way, lang.picture_wide()),
                Why::Off => {}
            }
        }
        let terminal = &self.terminal;
        if !terminal.answered {
            return lang.graphics_now(&way, lang.terminal_silent());
        }
        let mut can: Vec<&str> = [(terminal.kitty, "kitty"), (terminal.sixel, "sixel"), (terminal.iterm2, "iTerm2")]
            .into_iter()
            .filter_map(|(can, name)| can.then_some(name))
            .collect();
        can.push(Means::Quadrants.label(lang));
        let name = if terminal.name.is_empty() { lang.terminal_unnamed() } else { &terminal.name };
        let cell = format!("{}x{}", terminal.cell.0, terminal.cell.1);
        let mut found = lang.terminal_found(name, &cell, &can.join(" "));
        if terminal.ambiguous_wide == Some(true) {
            found.push_str(lang.list_comma());
            found.push_str(lang.terminal_wide());
        }
        lang.graphics_now(&way, &found)
    }

    /// Whether who is signed in may do this.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.role.may(permission))
    }

    /// The database's present moment, as far as we know.
    #[must_use]
    pub const fn database_now(&self, env: &Env) -> Millis {
        env.now.plus(self.clock_ahead_ms)
    }

    /// Likewise, of the message under way.
    #[must_use]
    pub const fn database_moment(&self) -> Millis {
        self.now.plus(self.clock_ahead_ms)
    }

    /// The institution whose orders are shown.
    #[must_use]
    pub fn institution_record(&self) -> Option<&Institution> {
        self.institutions.iter().find(|one| one.code == self.institution)
    }
}

/// Whether quitting waits for this kind: what opens an order claims it, and the claim has to be released.
const fn writes(slot: Slot) -> bool {
    matches!(slot, Slot::Write | Slot::RoomWrite | Slot::ViewWrite | Slot::Export | Slot::Open)
}
