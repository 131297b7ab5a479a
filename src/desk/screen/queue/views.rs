//! The views there are: one's own, the institution's and those that are built in; the box that lists them with live counts, and what
//! one does to them there.

use std::collections::{BTreeMap, BTreeSet};

use super::{List, Panel, Queue};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::{Effect, ViewAct};
use crate::desk::app::msg::{Notice, Slot, Tone, ViewReply};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::domain::queue_view::{Finding, Held, QueueFilter, QueueView, Round, Sort, Waiting};
use crate::domain::staff::Permission;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Colleague, Matching, NewView, SavedView, VIEW_NAME};
use crate::text::Lang;

/// Between two counts of all views, in milliseconds: a busy centre changes several times a second.
const COUNT_EVERY_MS: i64 = 2_000;
/// The keys' digits, as they go with the views in their order: the first ones work in the queue, too.
const DIGITS: [char; 9] = ['5', '6', '7', '8', '9', '1', '2', '3', '4'];

/// A view that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Waiting,
    Supplement,
    Postponed,
    Findings,
    Mine,
    Late,
    Free,
    Again,
}

impl System {
    const ALL: [Self; 8] =
        [Self::Waiting, Self::Supplement, Self::Postponed, Self::Findings, Self::Mine, Self::Late, Self::Free, Self::Again];

    const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "system:waiting",
            Self::Supplement => "system:supplement",
            Self::Postponed => "system:postponed",
            Self::Findings => "system:findings",
            Self::Mine => "system:mine",
            Self::Late => "system:late",
            Self::Free => "system:free",
            Self::Again => "system:again",
        }
    }

    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Waiting => lang.view_waiting(),
            Self::Supplement => lang.view_supplement(),
            Self::Postponed => lang.view_postponed(),
            Self::Findings => lang.view_findings(),
            Self::Mine => lang.view_mine(),
            Self::Late => lang.view_late(),
            Self::Free => lang.view_free(),
            Self::Again => lang.view_again(),
        }
    }

    /// What it shows; `None` for what is a list of its own.
    fn view(self) -> Option<QueueView> {
        let of = |filter| Some(QueueView { filter, ..QueueView::default() });
        let waiting = QueueFilter::default();
        match self {
            Self::Waiting => of(waiting),
            Self::Supplement => of(QueueFilter { statuses: BTreeSet::from([Status::AwaitingSupplement]), ..waiting }),
            Self::Postponed => None,
            Self::Findings => {
                let filter = QueueFilter { finding: Some(Finding::Some), ..waiting };
                Some(QueueView { filter, sort: Sort::Findings, ..QueueView::default() })
            }
            Self::Mine => of(QueueFilter { holder: Some(Held::Mine), ..waiting }),
            Self::Late => of(QueueFilter { waiting: Some(Waiting::Over(3)), ..waiting }),
            Self::Free => of(QueueFilter { holder: Some(Held::Nobody), ..waiting }),
            Self::Again => of(QueueFilter { round: Some(Round::Later), ..waiting }),
        }
    }
}

/// Whose view it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Me,
    Institution,
    System(System),
}

/// A row of the box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) owner: Owner,
    pub(super) view: Option<QueueView>,
}

/// The views there are.
#[derive(Debug, Default)]
pub(super) struct Views {
    kept: Vec<SavedView>,
    pub(super) people: Vec<Colleague>,
    pub(super) counts: BTreeMap<String, Matching>,
    counting: bool,
    /// A count is wanted as soon as one may be.
    due: bool,
    counted_at: Option<Millis>,
}

impl Views {
    /// All views in the order of their keys.
    pub(super) fn entries(&self, lang: Lang) -> Vec<Entry> {
        let kept = self.kept.iter().map(|view| Entry {
            id: view.view.clone(),
            name: view.name.clone(),
            owner: if view.shared { Owner::Institution } else { Owner::Me },
            view: view.body.clone(),
        });
        let built_in = System::ALL.into_iter().map(|system| Entry {
            id: system.id().to_owned(),
            name: system.name(lang).to_owned(),
            owner: Owner::System(system),
            view: system.view(),
        });
        kept.chain(built_in).collect()
    }

    /// The name of a member of staff.
    pub(super) fn name(&self, login: &str) -> String {
        self.people.iter().find(|person| person.login == login).map_or_else(|| login.to_owned(), |person| person.name.clone())
    }
}

/// The digit that goes with the n-th view.
pub(super) fn digit(n: usize) -> Option<char> {
    DIGITS.get(n).copied()
}

/// A name being typed.
#[derive(Debug)]
pub(super) struct Prompt {
    pub(super) name: Editor,
    pub(super) shared: bool,
    /// The view that is renamed; else what is in front is kept under the name.
    renames: Option<Entry>,
}

impl Prompt {
    /// Whether what is in front is kept; else a view is renamed.
    pub(super) const fn is_new(&self) -> bool {
        self.renames.is_none()
    }
}

/// The box.
#[derive(Debug, Default)]
pub(super) struct ViewsBox {
    pub(super) selected: usize,
    pub(super) prompt: Option<Box<Prompt>>,
    /// The view whose removal waits for the second press.
    armed: Option<String>,
}

/// Which view a command opens: the n-th.
const fn nth(command: Command) -> Option<usize> {
    Some(match command {
        Command::View1 => 0,
        Command::View2 => 1,
        Command::View3 => 2,
        Command::View4 => 3,
        Command::View5 => 4,
        Command::View6 => 5,
        Command::View7 => 6,
        Command::View8 => 7,
        Command::View9 => 8,
        _ => return None,
    })
}

fn warn(text: impl Into<String>) -> Vec<Ask> {
    vec![Ask::Say(Notice::new(Tone::Warn, text))]
}

impl Queue {
    /// Reads the views there are.
    pub fn load_views(&mut self, common: &mut Common) -> Ask {
        let ticket = common.ticket(Slot::Views);
        Ask::Do(Effect::Views { ticket, institution: common.institution.clone(), act: ViewAct::List })
    }

    /// The view in front, as one would keep it; `None` where it cannot be kept.
    pub(super) fn current(&self) -> Option<QueueView> {
        match &self.list {
            List::Open(status) => Some(QueueView {
                filter: QueueFilter { statuses: BTreeSet::from([*status]), ..QueueFilter::default() },
                sort: Sort::Oldest,
                columns: self.view.columns.clone(),
            }),
            List::Filtered => Some(self.view.clone()),
            List::Postponed | List::Found(_) => None,
        }
    }

    /// Shows what a view shows. For another institution's the desk goes there first, and comes back with it.
    pub fn show_view(&mut self, view: QueueView, named: Option<String>, common: &mut Common) -> Vec<Ask> {
        if view.filter.institution.as_ref().is_some_and(|other| *other != common.institution) {
            return vec![Ask::Show(Box::new(view))];
        }
        self.panel = None;
        self.named = named;
        self.view = view;
        self.view.filter.institution = None;
        let plain = self.view.filter.only_status().filter(|status| !status.has_ended() && self.view.sort == Sort::Oldest);
        let list = plain.map_or(List::Filtered, List::Open);
        self.show(list, common)
    }

    /// Columns were changed: the queue's own lists keep them until one leaves the desk.
    pub(super) fn kept_columns(&mut self) {
        if self.named.is_none() {
            self.plain_columns.clone_from(&self.view.columns);
        }
    }

    fn open_view(&mut self, n: usize, common: &mut Common) -> Vec<Ask> {
        let lang = common.lang;
        let Some(entry) = self.views.entries(lang).into_iter().nth(n) else { return warn(lang.view_none(n + 1)) };
        match (entry.owner, entry.view) {
            (Owner::System(System::Waiting), _) => self.show_plain(List::Open(Status::AwaitingProofreading), common),
            (Owner::System(System::Supplement), _) => self.show_plain(List::Open(Status::AwaitingSupplement), common),
            (Owner::System(System::Postponed), _) => self.show_plain(List::Postponed, common),
            (Owner::System(_), Some(view)) => {
                let columns = self.plain_columns.clone();
                self.show_view(QueueView { columns, ..view }, Some(entry.name), common)
            }
            (_, Some(view)) => self.show_view(view, Some(entry.name), common),
            (_, None) => warn(lang.view_newer()),
        }
    }

    /// Opens the box.
    pub(super) fn open_views(&mut self, common: &mut Common) -> Vec<Ask> {
        self.panel = Some(Panel::Views(ViewsBox::default()));
        self.views.counted_at = None;
        let mut asks = vec![self.load_views(common)];
        asks.extend(self.count_views(common));
        asks
    }

    /// Counts what every view shows, while somebody looks at the counts; one count at a time, and not too often.
    fn count_views(&mut self, common: &mut Common) -> Option<Ask> {
        if !matches!(self.panel, Some(Panel::Views(_))) {
            return None;
        }
        let too_soon = self.views.counted_at.is_some_and(|at| common.now.since(at) < COUNT_EVERY_MS);
        if self.views.counting || too_soon {
            self.views.due = true;
            return None;
        }
        self.views.counting = true;
        self.views.due = false;
        self.views.counted_at = Some(common.now);
        let queries = self.views.entries(common.lang).into_iter().filter_map(|entry| {
            let mut view = entry.view?;
            // What another institution's view shows is counted there.
            let here = view.filter.institution.take().is_none_or(|code| code == common.institution);
            here.then(|| (entry.id, Self::query_of(&view, 0, common)))
        });
        let queries = queries.collect();
        let ticket = common.ticket(Slot::ViewCounts);
        let act = ViewAct::Count { queries, postponed: System::Postponed.id().to_owned() };
        Some(Ask::Do(Effect::Views { ticket, institution: common.institution.clone(), act }))
    }

    /// What others did to orders and to the institution's views.
    pub(super) fn views_activity(&mut self, entries: &[AuditEntry], orders: bool, common: &mut Common) -> Vec<Ask> {
        let mut asks = Vec::new();
        if entries.iter().any(|entry| entry.subject.starts_with("view:")) {
            asks.push(self.load_views(common));
        }
        if orders {
            asks.extend(self.count_views(common));
        }
        asks
    }

    /// When a count that waits may be made.
    #[must_use]
    pub fn wakes_at(&self) -> Option<Millis> {
        let waits = self.views.due && !self.views.counting && matches!(self.panel, Some(Panel::Views(_)));
        self.views.counted_at.filter(|_| waits).map(|at| at.plus(COUNT_EVERY_MS))
    }

    /// That moment has come.
    pub fn tick(&mut self, common: &mut Common) -> Vec<Ask> {
        if self.views.due { self.count_views(common).into_iter().collect() } else { Vec::new() }
    }

    /// Takes the reply to what was asked of the views.
    pub fn view_reply(&mut self, slot: Slot, reply: ViewReply, common: &mut Common, env: &Env) -> Vec<Ask> {
        match reply {
            ViewReply::Page(page) => return self.filtered_page(*page, common, env),
            ViewReply::Matching(matching) if slot == Slot::Matching => return self.filtered_counted(Some(matching), common),
            ViewReply::Matching(matching) => {
                if let Some(Panel::Filter(form)) = &mut self.panel {
                    return form.counted(Some(matching), common).into_iter().collect();
                }
            }
            ViewReply::Views { views, people } => {
                let is_new = self.views.kept != views;
                let before = self.views.entries(common.lang);
                self.views.kept = views;
                self.views.people = people;
                if let Some(Panel::Views(views)) = &mut self.panel {
                    // The same view, wherever it stands now.
                    let entries = self.views.entries(common.lang);
                    let selected = before.get(views.selected).map(|entry| &entry.id);
                    let again = entries.iter().position(|entry| Some(&entry.id) == selected);
                    views.selected = again.unwrap_or(views.selected).min(entries.len().saturating_sub(1));
                }
                if is_new {
                    self.views.counted_at = None;
                    return self.count_views(common).into_iter().collect();
                }
            }
            ViewReply::Counts(counts) => {
                self.views.counting = false;
                self.views.counts = counts.into_iter().collect();
            }
            ViewReply::Done => return vec![self.load_views(common)],
        }
        Vec::new()
    }

    /// What was asked of the views failed; that it did is said already.
    pub fn view_failed(&mut self, slot: Slot, common: &mut Common) {
        match slot {
            Slot::Matching => drop(self.filtered_counted(None, common)),
            Slot::ViewCounts => self.views.counting = false,
            _ => {
                if let Some(Panel::Filter(form)) = &mut self.panel {
                    form.counted(None, common);
                }
            }
        }
    }

    /// Takes a command while the box is open.
    pub(super) fn views_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let entries = self.views.entries(common.lang);
        let Some(Panel::Views(views)) = &mut self.panel else { return Vec::new() };
        if views.prompt.is_some() {
            return match command {
                Command::Save => self.name_view(common, env),
                _ => {
                    views.prompt = None;
                    Vec::new()
                }
            };
        }
        let armed = views.armed.take();
        let last = entries.len().saturating_sub(1);
        let selected = entries.get(views.selected);
        match command {
            Command::Down => views.selected = views.selected.saturating_add(1).min(last),
            Command::Up => views.selected = views.selected.saturating_sub(1),
            Command::First | Command::PageUp => views.selected = 0,
            Command::Last | Command::PageDown => views.selected = last,
            Command::Back | Command::Views => self.panel = None,
            Command::Open => {
                let at = views.selected;
                return self.open_view(at, common);
            }
            Command::SaveView => {
                let name = self.named.clone().unwrap_or_default();
                let name = if entries.iter().any(|entry| entry.name == name && !is_system(entry)) { name } else { String::new() };
                views.prompt = Some(Box::new(Prompt { name: Editor::line(&name, VIEW_NAME), shared: false, renames: None }));
            }
            Command::RenameView => {
                if let Some(entry) = selected {
                    let shared = entry.owner == Owner::Institution;
                    let name = Editor::line(&entry.name, VIEW_NAME);
                    views.prompt = Some(Box::new(Prompt { name, shared, renames: Some(entry.clone()) }));
                }
            }
            Command::DeleteView => {
                if let Some(entry) = selected {
                    if armed.as_ref() != Some(&entry.id) {
                        views.armed = Some(entry.id.clone());
                        return warn(common.lang.view_delete_again(&entry.name));
                    }
                    let said = common.lang.view_deleted(&entry.name);
                    return Self::write(ViewAct::Delete(entry.id.clone()), Some(said), common);
                }
            }
            Command::MoveUp | Command::MoveDown => {
                let up = command == Command::MoveUp;
                let other = if up { views.selected.checked_sub(1) } else { views.selected.checked_add(1) };
                if let (Some(entry), Some(other)) = (selected, other.and_then(|at| entries.get(at)))
                    && entry.owner == other.owner
                {
                    // The selection goes with it as soon as the views are read again.
                    return Self::write(ViewAct::Move { view: entry.id.clone(), up }, None, common);
                }
            }
            other => {
                if let Some(n) = nth(other) {
                    return self.open_view(n, common);
                }
            }
        }
        Vec::new()
    }

    fn write(act: ViewAct, said: Option<String>, common: &mut Common) -> Vec<Ask> {
        let ticket = common.ticket(Slot::ViewWrite);
        let mut asks = vec![Ask::Do(Effect::Views { ticket, institution: common.institution.clone(), act })];
        asks.extend(said.map(|said| Ask::Say(Notice::new(Tone::Good, said))));
        asks
    }

    /// Takes a key while a name is typed.
    pub(super) fn views_key(&mut self, key: Key, common: &Common) {
        use crossterm::event::KeyCode;
        let Some(Panel::Views(ViewsBox { prompt: Some(prompt), .. })) = &mut self.panel else { return };
        match key.code {
            KeyCode::Tab | KeyCode::BackTab if prompt.renames.is_none() && common.may(Permission::Supervise) => {
                prompt.shared = !prompt.shared;
            }
            _ => {
                prompt.name.key(key);
            }
        }
    }

    /// The view that keeping under the typed name would replace.
    pub(super) fn replaces(&self) -> Option<Entry> {
        let Some(Panel::Views(ViewsBox { prompt: Some(prompt), .. })) = &self.panel else { return None };
        let name = prompt.name.text();
        let owner = if prompt.shared { Owner::Institution } else { Owner::Me };
        let same = |entry: &Entry| entry.owner == owner && entry.name == name.trim();
        self.views.entries(Lang::default()).into_iter().find(same)
    }

    /// Keeps what is in front under the typed name, or gives it to the view that is renamed.
    fn name_view(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let lang = common.lang;
        let same = self.replaces();
        let current = self.current();
        let Some(Panel::Views(views)) = &mut self.panel else { return Vec::new() };
        let Some(prompt) = views.prompt.take() else { return Vec::new() };
        let name = prompt.name.text().trim().to_owned();
        if name.is_empty() {
            views.prompt = Some(prompt);
            return warn(lang.view_needs_name());
        }
        let (view, body) = match &prompt.renames {
            Some(entry) => {
                if same.is_some_and(|same| same.id != entry.id) {
                    views.prompt = Some(prompt);
                    return warn(lang.view_name_taken());
                }
                (entry.id.clone(), entry.view.clone())
            }
            None => {
                self.named = Some(name.clone());
                (same.map_or_else(|| env.id(), |same| same.id), current)
            }
        };
        let Some(body) = body else { return warn(lang.view_newer()) };
        let said = lang.view_saved(&name);
        let new = NewView { view, shared: prompt.shared, name, body };
        Self::write(ViewAct::Save(Box::new(new)), Some(said), common)
    }

    /// Takes a command that concerns views while no box is open.
    pub(super) fn direct_view(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        nth(command).map_or_else(Vec::new, |n| self.open_view(n, common))
    }

    /// Why a command cannot run on the selected view.
    pub(super) fn view_why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        let Some(Panel::Views(views)) = &self.panel else { return None };
        match command {
            Command::SaveView if self.current().is_none() => Some(lang.view_nothing_to_save().to_owned()),
            Command::RenameView | Command::DeleteView | Command::MoveUp | Command::MoveDown => {
                let entries = self.views.entries(lang);
                match entries.get(views.selected)?.owner {
                    Owner::System(_) => Some(lang.view_is_system().to_owned()),
                    Owner::Institution if !common.may(Permission::Supervise) => Some(lang.view_is_shared().to_owned()),
                    Owner::Institution | Owner::Me => None,
                }
            }
            _ => None,
        }
    }
}

const fn is_system(entry: &Entry) -> bool {
    matches!(entry.owner, Owner::System(_))
}
