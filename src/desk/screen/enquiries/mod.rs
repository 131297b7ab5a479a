//! Enquiries (我的咨询): the institution's threads, the oldest unanswered first, and one of them open with the order it is about beside
//! the reply.
//!
//! Rows never move under the cursor: what others change is shown in place and counted, and `F5` brings it into order. Nothing in a
//! reply ever touches the order.

pub mod acts;
mod canned;
mod handing;
pub mod kept;
mod list;
mod list_view;
mod order_view;
#[cfg(test)]
mod tests;
mod thread;
mod thread_view;
mod writing;

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::room::Room;
use crate::domain::staff::Permission;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, EnquiryRow, EnquiryTab, ReplyTakenBack, Replying};
use acts::{EnquiryAct, EnquiryReply};
use kept::Taking;
use list::Edge;
use thread::Thread;
use writing::LEASE_MS;

/// How often it is asked who else is just writing a reply to the thread that is open, in milliseconds: presence leaves no row that
/// watching would tell of. While one writes oneself, two replies at once are to be avoided; while one reads, nothing hangs on it. The list
/// asks nothing by itself: it learns of it when it is read, with any change to an enquiry, and when a thread is opened.
const WRITING_LOOK_MS: i64 = 3_000;
const READING_LOOK_MS: i64 = 10_000;

/// The screen.
#[derive(Debug)]
pub struct Enquiries {
    tab: EnquiryTab,
    /// What is searched for, instead of the tab.
    found: Option<String>,
    rows: Vec<EnquiryRow>,
    more: bool,
    selected: usize,
    top: usize,
    loaded: bool,
    /// The page that is being read, and what for.
    read: Option<(Ticket, Edge)>,
    changed: BTreeSet<String>,
    arrived: BTreeSet<String>,
    find: Option<Editor>,
    /// Enter was pressed before what was found was there: the only one opens.
    opens_found: bool,
    waiting: u32,
    replying: Vec<Replying>,
    /// When it was last asked who is writing.
    looked_at: Option<Millis>,
    thread: Option<Box<Thread>>,
    /// The thread that is being read.
    opening: Option<String>,
    /// The thread that is to open in the editor: what was taken back is in it.
    edits: Option<String>,
    /// The taking back that is under way, and of which enquiry.
    taking_back: Option<Taking>,
}

/// Asks for something to be done.
fn act(slot: Slot, act: EnquiryAct, common: &mut Common) -> (Ticket, Ask) {
    let ticket = common.ticket(slot);
    (ticket, Ask::Do(Effect::Enquiry { ticket, institution: common.institution.clone(), act }))
}

/// Asks how many enquiries wait in the institution.
pub fn count_enquiries(common: &mut Common) -> Ask {
    act(Slot::EnquiryCount, EnquiryAct::Count, common).1
}

fn say(tone: Tone, text: impl Into<String>) -> Ask {
    Ask::Say(Notice::new(tone, text))
}

/// Login of who is signed in.
fn me(common: &Common) -> &str {
    common.actor.as_ref().map_or("", |actor| actor.login.as_str())
}

/// Our last reply in this institution.
fn last_here(common: &Common) -> Option<&kept::LastReply> {
    common.kept.last.as_ref().filter(|last| last.institution == common.institution)
}

impl Enquiries {
    /// Opens the list at what waits.
    pub fn open(common: &mut Common) -> (Self, Vec<Ask>) {
        let mut screen = Self {
            tab: EnquiryTab::Waiting,
            found: None,
            rows: Vec::new(),
            more: false,
            selected: 0,
            top: 0,
            loaded: false,
            read: None,
            changed: BTreeSet::new(),
            arrived: BTreeSet::new(),
            find: None,
            opens_found: false,
            waiting: 0,
            replying: Vec::new(),
            looked_at: None,
            thread: None,
            opening: None,
            edits: None,
            taking_back: common.kept.taking_back.take_if(|taking| taking.institution == common.institution),
        };
        let asks = screen.load(false, common);
        (screen, asks)
    }

    fn open_selected(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(row) = self.rows.get(self.selected) else { return Vec::new() };
        let number = row.enquiry_no.clone();
        self.open_thread(number, common)
    }

    fn open_thread(&mut self, enquiry_no: String, common: &mut Common) -> Vec<Ask> {
        self.opening = Some(enquiry_no.clone());
        vec![act(Slot::Enquiry, EnquiryAct::Open(enquiry_no), common).1]
    }

    /// Reads the open thread again.
    fn reload_thread(&mut self, common: &mut Common) -> Vec<Ask> {
        match &self.thread {
            Some(thread) => {
                let number = thread.number().to_owned();
                self.open_thread(number, common)
            }
            None => Vec::new(),
        }
    }

    /// Back to the list, which is read anew around where the cursor is: what was answered is gone from it.
    fn leave_thread(&mut self, common: &mut Common) -> Vec<Ask> {
        let mut asks: Vec<Ask> = Vec::new();
        if let Some(mut thread) = self.thread.take() {
            asks.extend(thread.leave(common).into_iter().map(Ask::Do));
            // Our own doing need not be read first: the next key is meant for the next one.
            if self.tab == EnquiryTab::Waiting && self.found.is_none() && thread.thread.row.waiting_since.is_none() {
                self.rows.retain(|row| row.enquiry_no != thread.number());
                self.selected = self.selected.min(self.rows.len().saturating_sub(1));
            }
        }
        self.opening = None;
        common.forget(Slot::Enquiry);
        asks.extend(self.load(false, common));
        asks
    }

    fn opened(
        &mut self,
        read: Option<Box<(crate::store::records::EnquiryThread, Option<acts::Beside>)>>,
        common: &mut Common,
        env: &Env,
    ) -> Vec<Ask> {
        let wanted = self.opening.take();
        let Some(read) = read else {
            self.thread = None;
            return vec![say(Tone::Warn, common.lang.no_such_enquiry())];
        };
        let (mut thread, order) = *read;
        common.clock_ahead_ms = thread.now.since(env.now);
        self.looked_at = Some(env.now);
        let number = thread.row.enquiry_no.clone();
        if wanted.as_ref() != Some(&number) {
            return Vec::new();
        }
        let mut asks = Vec::new();
        if thread.row.is_unread() {
            let read = EnquiryAct::MarkRead { enquiry_no: number.clone(), post: thread.newest() };
            asks.push(act(Slot::RoomWrite, read, common).1);
        }
        if let Some(row) = self.rows.iter_mut().find(|row| row.enquiry_no == number) {
            *row = thread.row.clone();
            row.read = row.asked;
        }
        self.replying.retain(|one| one.enquiry_no != number);
        self.replying.extend(thread.replying.iter().map(|name| Replying { enquiry_no: number.clone(), name: name.clone() }));
        match self.thread.as_mut().filter(|open| open.number() == number) {
            Some(open) => asks.extend(open.read_again(thread, order, common)),
            None => {
                let edits = self.edits.take_if(|edits| *edits == number).is_some();
                let unsaved = common.kept.unsaved(&common.institution, &number).filter(|_| !edits);
                let unsaved = unsaved.map(|(body, write)| (body.to_owned(), write));
                if let Some((body, _)) = &unsaved {
                    thread.draft = Some(body.clone());
                }
                let mut thread = Thread::new(thread, order);
                if let Some((_, write)) = unsaved {
                    thread.goes_on_saving(write);
                }
                if let Some((reply, write)) = common.kept.in_sight_again(&common.institution, &number) {
                    thread.goes_on_sending(reply, write);
                }
                if edits {
                    asks.extend(thread.edit_again(common));
                }
                if let Some(taking) = self.taking_back.as_ref().filter(|taking| taking.enquiry_no == number) {
                    thread.takes_back(taking.write);
                }
                self.thread = Some(Box::new(thread));
            }
        }
        asks
    }

    /// What can be taken back now: in the open thread, or our last reply anywhere.
    fn takeable(&self, common: &Common, now: Millis) -> Option<(String, String)> {
        match &self.thread {
            Some(thread) => thread.takeable(common, now).map(|token| (thread.number().to_owned(), token)),
            None => {
                let last = last_here(common).filter(|last| last.held_until > now)?;
                Some((last.enquiry_no.clone(), last.token.clone()))
            }
        }
    }

    fn take_back(&mut self, common: &mut Common, env: &Env) -> Vec<Ask> {
        if self.taking_back.is_some() {
            return Vec::new();
        }
        let Some((enquiry_no, token)) = self.takeable(common, common.database_now(env)) else {
            return vec![say(Tone::Warn, common.lang.no_reply_to_take_back())];
        };
        let (ticket, ask) = act(Slot::RoomWrite, EnquiryAct::TakeBack { enquiry_no: enquiry_no.clone(), token }, common);
        // From the list the thread opens once it is taken back: read earlier, it would lack the text that comes back.
        self.taking_back = Some(Taking { write: ticket.number, institution: common.institution.clone(), enquiry_no });
        if let Some(thread) = &mut self.thread {
            thread.takes_back(ticket.number);
        }
        vec![say(Tone::Plain, common.lang.taking_back()), ask]
    }

    /// What came of a write, with what is to be done about it.
    fn written(&mut self, ticket: Ticket, reply: EnquiryReply, common: &mut Common) -> Vec<Ask> {
        if let EnquiryReply::TakenBack(came) = &reply {
            common.kept.last = None;
            let of = self.taking_back.take_if(|taking| taking.write == ticket.number);
            let of = of.map(|taking| taking.enquiry_no).unwrap_or_default();
            let done = *came == ReplyTakenBack::Done;
            let mut asks = match &mut self.thread {
                Some(thread) if thread.number() == of => {
                    thread.taken_back(ticket, done);
                    self.reload_thread(common)
                }
                None if done && self.opening.as_ref().is_none_or(|opening| *opening == of) => {
                    self.edits = Some(of.clone());
                    self.open_thread(of, common)
                }
                Some(_) | None => Vec::new(),
            };
            asks.push(kept::taken_back_words(*came, common.lang));
            return asks;
        }
        let Some(thread) = &mut self.thread else { return Vec::new() };
        let mut asks = thread.written(ticket, reply, common);
        asks.extend(self.reload_thread(common));
        asks
    }

    /// How often it is asked who else is writing; `None`: not at all.
    fn look_every(&self) -> Option<i64> {
        let thread = self.thread.as_ref()?;
        Some(if thread.writing.is_some() { WRITING_LOOK_MS } else { READING_LOOK_MS })
    }

    fn failed(&mut self, ticket: Ticket) {
        self.taking_back.take_if(|taking| taking.write == ticket.number);
        if self.read.as_ref().is_some_and(|(read, _)| *read == ticket) {
            self.read = None;
        }
        if ticket.slot == Slot::Enquiry {
            self.opening = None;
        }
        if let Some(thread) = &mut self.thread {
            thread.failed(ticket);
        }
    }
}

impl Room for Enquiries {
    fn screen(&self) -> Screen {
        Screen::Enquiries
    }

    fn context(&self) -> Context {
        match &self.thread {
            Some(thread) => thread.context(),
            None if self.find.is_some() => Context::Line,
            None => Context::Enquiries,
        }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        let answers = matches!(
            command,
            Command::Reply | Command::CannedText | Command::SendReply | Command::CloseEnquiry | Command::TakeReplyBack
        );
        if answers && !common.may(Permission::Answer) {
            return Some(lang.enquiry_look_only().to_owned());
        }
        match (command, &self.thread) {
            (_, Some(thread)) => thread.why_not(command, common),
            (Command::Open, None) if self.rows.is_empty() => Some(lang.enquiries_none().to_owned()),
            (Command::TakeReplyBack, None) if last_here(common).is_none() => Some(lang.no_reply_to_take_back().to_owned()),
            _ => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        if command == Command::TakeReplyBack {
            return Some(self.take_back(common, env));
        }
        if command == Command::Refresh {
            return Some(self.refresh(common));
        }
        if let Some(thread) = &mut self.thread {
            return Some(match thread.command(command, common, env) {
                Some(asks) => asks,
                None => self.leave_thread(common),
            });
        }
        self.list_command(command, common)
    }

    fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &mut self.thread {
            Some(thread) => thread.key(key, common, env),
            None => self.find_key(key, common),
        }
    }

    fn paste(&mut self, text: &str, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &mut self.thread {
            Some(thread) => thread.paste(text, common, env),
            None => self.find_paste(text, common),
        }
    }

    fn append(&mut self, line: &str, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        let thread = self.thread.as_mut().filter(|thread| thread.context() == Context::Reply)?;
        Some(thread.type_reply(common, env, |editor| editor.append(line)))
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match reply {
            Reply::Enquiry(EnquiryReply::Page(page)) => {
                self.looked_at = Some(env.now);
                self.take_page(ticket, page, common)
            }
            Reply::Enquiry(EnquiryReply::Rows(rows)) => {
                self.take_rows(rows);
                Vec::new()
            }
            Reply::Enquiry(EnquiryReply::Thread(read)) => self.opened(read, common, env),
            Reply::Enquiry(EnquiryReply::Replying(replying)) => {
                self.looked_at = Some(env.now);
                if let Some(thread) = &mut self.thread {
                    thread.take_replying(&replying);
                }
                self.replying = replying;
                Vec::new()
            }
            Reply::Enquiry(EnquiryReply::Colleagues(colleagues)) => {
                if let Some(thread) = &mut self.thread {
                    thread.take_colleagues(colleagues, common);
                }
                Vec::new()
            }
            Reply::Enquiry(EnquiryReply::Noted) => Vec::new(),
            Reply::Enquiry(reply) => self.written(ticket, reply, common),
            Reply::DraftSaved => {
                if let Some(thread) = &mut self.thread {
                    thread.draft_saved(common);
                }
                Vec::new()
            }
            // Whoever writes at the same moment is told again in a few seconds.
            Reply::Failed(_) if ticket.slot == Slot::Replying => Vec::new(),
            Reply::Failed(error) => {
                self.failed(ticket);
                vec![say(Tone::Bad, common.lang.store_failed(error.code()))]
            }
            _ => Vec::new(),
        }
    }

    fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        self.list_activity(entries, common)
    }

    fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        let mut asks = self.load(false, common);
        asks.extend(self.reload_thread(common));
        asks
    }

    fn reconnected(&mut self, common: &mut Common) -> Vec<Ask> {
        self.thread.as_mut().and_then(|thread| thread.save_again(common)).into_iter().collect()
    }

    fn tick(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(every) = self.look_every() else {
            // Nobody is present longer than that without saying so again.
            if self.looked_at.is_none_or(|at| env.now.since(at) >= LEASE_MS) {
                self.replying.clear();
            }
            return Vec::new();
        };
        if self.looked_at.is_some_and(|at| env.now.since(at) < every) {
            return Vec::new();
        }
        self.looked_at = Some(env.now);
        vec![act(Slot::Replying, EnquiryAct::Replying, common).1]
    }

    fn wakes_at(&self, common: &Common, now: Millis) -> Option<Millis> {
        let look = self.look_every().map(|every| self.looked_at.unwrap_or(now).plus(every).max(now.plus(1)));
        let hold = self.thread.as_ref().and_then(|thread| thread.held_until(common, now.plus(common.clock_ahead_ms)));
        [look, hold.map(|until| until.plus(-common.clock_ahead_ms))].into_iter().flatten().min()
    }

    fn click(&mut self, mouse: Mouse, double: bool, area: Rect, common: &mut Common) -> Click {
        let row = mouse.row_of(list_view::rows_area(area)).filter(|_| self.thread.is_none());
        let Some(index) = row.map(|row| self.top + row).filter(|index| *index < self.rows.len()) else { return Click::Nothing };
        if double && index == self.selected {
            return Click::Run(Command::Open);
        }
        self.selected = index;
        self.follow(common);
        Click::Selected
    }

    fn leave(&mut self, common: &mut Common) -> Vec<Effect> {
        if let Some(taking) = self.taking_back.take() {
            common.kept.taking_back = Some(taking);
        }
        self.thread.take().map(|mut thread| thread.leave(common)).unwrap_or_default()
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        match &self.thread {
            Some(thread) => thread.view(frame, area, common, now),
            None => self.view_list(frame, area, common, now),
        }
    }
}
