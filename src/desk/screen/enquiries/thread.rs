//! An open thread: what was written, the order it is about, and what one does with it.

use super::acts::{Beside, EnquiryAct, EnquiryReply};
use super::canned::CannedBox;
use super::handing::HandOver;
use super::writing::{Sending, Writing};
use super::{act, me, say, thread_view};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::domain::enquiry::EnquiryState;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Permission;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Colleague, EnquiryDone, EnquiryPost, EnquiryThread, NewReply, Replied, Replying, SentReply};

/// Which side is in front where there is room for one, and which one is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What was written.
    Posts,
    /// The order.
    Order,
}

/// What lies over both.
#[derive(Debug)]
pub(super) enum Layer {
    /// Nothing.
    Panes,
    /// The reply is being written.
    Reply,
    /// A canned text is being chosen.
    Canned(CannedBox),
    /// It is being handed over.
    HandOver(HandOver),
}

/// How far taking our reply back has come. Meanwhile nothing is typed: it would be saved over the text that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TakingBack {
    /// Not under way.
    No,
    /// Under way.
    Under,
    /// Done; its text is edited as soon as it is read again.
    Done,
}

/// The thread.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) thread: EnquiryThread,
    pub(super) order: Option<Beside>,
    pub(super) side: Side,
    /// Lines of the posts below what is shown.
    pub(super) up: usize,
    /// First line of the order that is shown.
    pub(super) order_top: usize,
    pub(super) layer: Layer,
    /// The reply, once it was begun.
    pub(super) writing: Option<Writing>,
    /// `c` was pressed once over something unanswered.
    close_armed: bool,
    /// The write (but for sending and saving) that is under way.
    busy: Option<u64>,
    taking_back: TakingBack,
}

/// A reply that was just sent, as it is read again in a moment.
fn own_post(post: u32, reply: NewReply, held_until: Millis, common: &Common) -> EnquiryPost {
    let staff = common.actor.as_ref().map(|actor| (actor.login.clone(), actor.name.clone()));
    let sent = SentReply { token: reply.token, held_until, taken_back_at: None, delivered_at: None };
    EnquiryPost { post, at: held_until.plus(-reply.hold_ms), staff, body: reply.body, sent: Some(sent) }
}

impl Thread {
    pub(super) fn new(thread: EnquiryThread, order: Option<Beside>) -> Self {
        let writing = thread.draft.as_deref().map(|draft| Writing::new(draft, thread.newest()));
        Self {
            thread,
            order,
            side: Side::Posts,
            up: 0,
            order_top: 0,
            layer: Layer::Panes,
            writing,
            close_armed: false,
            busy: None,
            taking_back: TakingBack::No,
        }
    }

    pub(super) fn number(&self) -> &str {
        &self.thread.row.enquiry_no
    }

    pub(super) const fn order_no(&self) -> Option<&OrderNo> {
        self.thread.row.order_no.as_ref()
    }

    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.thread.row.state, EnquiryState::Closed)
    }

    pub(super) const fn context(&self) -> Context {
        match &self.layer {
            Layer::Panes => Context::Thread,
            Layer::Reply => Context::Reply,
            Layer::Canned(_) | Layer::HandOver(_) => Context::Line,
        }
    }

    /// As it is now; what is being written stays as it is.
    pub(super) fn read_again(&mut self, thread: EnquiryThread, order: Option<Beside>, common: &mut Common) -> Vec<Ask> {
        let newer = thread.newest() > self.thread.newest();
        (self.thread, self.order) = (thread, order);
        if newer {
            self.up = 0;
        }
        let mut asks = Vec::new();
        if self.taking_back == TakingBack::Done {
            asks.extend(self.edit_again(common));
        }
        if let Some(writing) = &mut self.writing
            && writing.takes_note(self.thread.newest())
        {
            self.side = Side::Posts;
            asks.push(say(Tone::Warn, common.lang.reply_look_first()));
        }
        asks
    }

    /// Who else is writing now.
    pub(super) fn take_replying(&mut self, replying: &[Replying]) {
        let here = replying.iter().filter(|one| one.enquiry_no == self.thread.row.enquiry_no);
        self.thread.replying = here.map(|one| one.name.clone()).collect();
    }

    pub(super) fn take_colleagues(&mut self, colleagues: Vec<Colleague>, common: &Common) {
        if let Layer::HandOver(form) = &mut self.layer {
            form.take(colleagues, me(common));
        }
    }

    /// Token of our newest reply, while it can be taken back.
    pub(super) fn takeable(&self, common: &Common, now: Millis) -> Option<String> {
        self.held(common, now).map(|sent| sent.token.clone())
    }

    /// Until when that is.
    pub(super) fn held_until(&self, common: &Common, now: Millis) -> Option<Millis> {
        self.held(common, now).map(|sent| sent.held_until)
    }

    fn held(&self, common: &Common, now: Millis) -> Option<&SentReply> {
        let standing = self
            .thread
            .posts
            .iter()
            .rev()
            .find(|post| post.staff.is_some() && post.sent.as_ref().is_none_or(|sent| sent.taken_back_at.is_none()))?;
        let ours = standing.staff.as_ref().is_some_and(|(login, _)| login == me(common));
        standing.sent.as_ref().filter(|sent| ours && sent.delivered_at.is_none() && sent.held_until > now)
    }

    pub(super) fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::Reply | Command::CannedText | Command::HandOver if self.is_closed() => {
                Some(lang.enquiry_is_closed().to_owned())
            }
            Command::HandOver if !common.may(Permission::Answer) && !self.is_mine(common) => {
                Some(lang.enquiry_look_only().to_owned())
            }
            Command::OpenOrder if self.order.is_none() => Some(lang.enquiry_no_order().to_owned()),
            _ => None,
        }
    }

    fn is_mine(&self, common: &Common) -> bool {
        self.thread.row.assigned.as_ref().is_some_and(|(login, _)| login == me(common))
    }

    /// Takes a command; `None`: back to the list.
    pub(super) fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        let armed = std::mem::take(&mut self.close_armed);
        match &mut self.layer {
            Layer::Panes => {}
            Layer::Reply => return Some(self.reply_command(command, common, env)),
            Layer::Canned(_) | Layer::HandOver(_) => {
                return Some(match command {
                    Command::Back => {
                        self.close_box();
                        Vec::new()
                    }
                    Command::Save => self.confirm(common, env),
                    _ => Vec::new(),
                });
            }
        }
        Some(match command {
            Command::Back if self.side == Side::Order && !thread_view::is_wide(common.size.0) => {
                self.side = Side::Posts;
                Vec::new()
            }
            Command::Back => return None,
            Command::NextPane | Command::PreviousPane => {
                self.turn();
                Vec::new()
            }
            Command::Reply => self.write(common, env),
            Command::CannedText => {
                self.layer = Layer::Canned(CannedBox::new());
                Vec::new()
            }
            Command::HandOver => {
                self.layer = Layer::HandOver(HandOver::new());
                vec![act(Slot::EnquiryColleagues, EnquiryAct::Colleagues, common).1]
            }
            Command::CloseEnquiry => self.close_or_reopen(armed, common),
            Command::OpenOrder => self.open_order(common, env),
            _ => {
                self.scroll(command, common);
                Vec::new()
            }
        })
    }

    pub(super) const fn turn(&mut self) {
        self.side = match self.side {
            Side::Posts => Side::Order,
            Side::Order => Side::Posts,
        };
    }

    /// Scrolls what is in front; the posts are counted from their end, for the newest is read first.
    pub(super) fn scroll(&mut self, command: Command, common: &Common) {
        let (last, page) = self.extent(common);
        let step = |by: usize, forward: bool, at: usize| if forward { at.saturating_add(by) } else { at.saturating_sub(by) };
        let at = if self.side == Side::Order { self.order_top } else { last.saturating_sub(self.up) };
        let at = match command {
            Command::Down => step(1, true, at),
            Command::Up => step(1, false, at),
            Command::PageDown => step(page, true, at),
            Command::PageUp => step(page, false, at),
            Command::First => 0,
            Command::Last => last,
            _ => return,
        }
        .min(last);
        match self.side {
            Side::Order => self.order_top = at,
            Side::Posts => self.up = last - at,
        }
    }

    /// Opens the editor on what was just taken back.
    pub(super) fn edit_again(&mut self, common: &mut Common) -> Vec<Ask> {
        self.taking_back = TakingBack::No;
        let newest = self.thread.newest();
        let number = self.number().to_owned();
        let mut text = self.thread.draft.clone().unwrap_or_default();
        // What was typed since and could not be saved goes behind it, as the database puts what was saved.
        let unsaved = common.kept.unsaved(&common.institution, &number).map(|(body, _)| body.to_owned());
        let unsaved = unsaved.filter(|body| !body.is_empty() && !text.contains(body.as_str()));
        if let Some(body) = &unsaved {
            text = format!("{text}\n{body}");
        }
        let mut writing = Writing::new(&text, newest);
        writing.begin(newest);
        let asks = unsaved.map(|_| writing.save(&number, common)).into_iter().collect();
        self.writing = Some(writing);
        self.layer = Layer::Reply;
        self.side = Side::Posts;
        asks
    }

    /// Whether a text of ours is on its way into the editor.
    pub(super) const fn awaits_text(&self) -> bool {
        !matches!(self.taking_back, TakingBack::No)
    }

    /// Opens the editor.
    pub(super) fn write(&mut self, common: &mut Common, env: &Env) -> Vec<Ask> {
        if self.awaits_text() {
            return vec![say(Tone::Warn, common.lang.taking_back())];
        }
        self.layer = Layer::Reply;
        self.side = Side::Posts;
        let newest = self.thread.newest();
        let number = self.thread.row.enquiry_no.clone();
        // Begun elsewhere meanwhile, it goes on from there.
        let draft = self.thread.draft.as_deref().unwrap_or_default();
        let writing = self.writing.get_or_insert_with(|| Writing::new(draft, newest));
        writing.begin(newest);
        writing.beat(&number, common, env).into_iter().collect()
    }

    fn close_or_reopen(&mut self, armed: bool, common: &mut Common) -> Vec<Ask> {
        if self.busy.is_some() {
            return Vec::new();
        }
        let enquiry_no = self.number().to_owned();
        let what = if self.is_closed() {
            EnquiryAct::Reopen { enquiry_no }
        } else if self.thread.row.waiting_since.is_some() && !armed {
            self.close_armed = true;
            return vec![say(Tone::Warn, common.lang.enquiry_close_again())];
        } else {
            EnquiryAct::Close { enquiry_no, seen_post: self.thread.newest() }
        };
        let (ticket, ask) = act(Slot::RoomWrite, what, common);
        self.busy = Some(ticket.number);
        vec![ask]
    }

    /// Opens the order over the thread, claimed where it awaits proofreading and we may.
    fn open_order(&self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(order) = &self.order else { return Vec::new() };
        let claims = order.file.status == Status::AwaitingProofreading && common.may(Permission::Decide);
        let token = claims.then(|| env.id());
        let order_no = order.file.order_no.clone();
        let ticket = common.ticket(Slot::Open);
        vec![
            say(Tone::Plain, common.lang.opening(order_no.as_str())),
            Ask::Do(Effect::Open { ticket, institution: common.institution.clone(), order_no, token }),
        ]
    }

    /// Closes a box; a reply that was being written goes on.
    pub(super) fn close_box(&mut self) {
        let back = match &self.layer {
            Layer::Canned(_) => self.writing.as_ref().is_some_and(Writing::is_begun),
            _ => false,
        };
        self.layer = if back { Layer::Reply } else { Layer::Panes };
    }

    fn confirm(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &self.layer {
            Layer::Canned(_) => self.insert_canned(common, env),
            Layer::HandOver(_) => self.hand_over(common),
            Layer::Panes | Layer::Reply => Vec::new(),
        }
    }

    fn hand_over(&mut self, common: &mut Common) -> Vec<Ask> {
        let Layer::HandOver(form) = &self.layer else { return Vec::new() };
        if self.busy.is_some() {
            return Vec::new();
        }
        let (to, note) = match form.ready(common.lang) {
            Ok(ready) => ready,
            Err(why) => return vec![say(Tone::Warn, why)],
        };
        let what = EnquiryAct::HandOver { enquiry_no: self.number().to_owned(), to, note };
        let (ticket, ask) = act(Slot::RoomWrite, what, common);
        self.busy = Some(ticket.number);
        vec![ask]
    }

    pub(super) fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        use crossterm::event::KeyCode::{BackTab, Down, PageDown, PageUp, Tab, Up};
        match &mut self.layer {
            Layer::Panes => Vec::new(),
            Layer::Reply => self.type_reply(common, env, |editor| editor.key(key)),
            Layer::Canned(canned) => {
                match key.code {
                    Down | Tab => canned.go(true, common),
                    Up | BackTab => canned.go(false, common),
                    PageDown => (0..5).for_each(|_| canned.go(true, common)),
                    PageUp => (0..5).for_each(|_| canned.go(false, common)),
                    _ => canned.type_filter(|filter| filter.key(key)),
                }
                Vec::new()
            }
            Layer::HandOver(form) => {
                match key.code {
                    Down | Tab => form.go(true),
                    Up | BackTab => form.go(false),
                    _ => form.type_note(|note| note.key(key)),
                }
                Vec::new()
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &mut self.layer {
            Layer::Panes => Vec::new(),
            Layer::Reply => self.type_reply(common, env, |editor| editor.paste(text)),
            Layer::Canned(canned) => {
                canned.type_filter(|filter| filter.paste(text));
                Vec::new()
            }
            Layer::HandOver(form) => {
                form.type_note(|note| note.paste(text));
                Vec::new()
            }
        }
    }

    /// Our reply is being taken back by the write with this number.
    pub(super) const fn takes_back(&mut self, write: u64) {
        self.busy = Some(write);
        self.taking_back = TakingBack::Under;
    }

    /// A reply was taken back, or not.
    pub(super) fn taken_back(&mut self, ticket: Ticket, done: bool) {
        self.busy.take_if(|busy| *busy == ticket.number);
        self.taking_back = if done { TakingBack::Done } else { TakingBack::No };
    }

    /// Saves the reply that is being written, if that failed.
    pub(super) fn save_again(&mut self, common: &mut Common) -> Option<Ask> {
        let number = self.number().to_owned();
        self.writing.as_mut()?.save_again(&number, common)
    }

    /// What came of a write.
    pub(super) fn written(&mut self, ticket: Ticket, reply: EnquiryReply, common: &mut Common) -> Vec<Ask> {
        let lang = common.lang;
        match reply {
            EnquiryReply::Sent(came) => self.sent(ticket, &came, common),
            EnquiryReply::OutcomeUnknown { token } => {
                let Some(writing) = self.writing.as_mut().filter(|writing| writing.is_sending(ticket)) else {
                    return Vec::new();
                };
                let (asked, ask) = act(Slot::RoomWrite, EnquiryAct::AskSent { token }, common);
                writing.asks(asked, common);
                vec![say(Tone::Warn, lang.reply_outcome_unknown()), ask]
            }
            EnquiryReply::NotSent => {
                if let Some(writing) = self.writing.as_mut().filter(|writing| writing.is_sending(ticket)) {
                    writing.not_sent();
                }
                vec![say(Tone::Warn, lang.reply_not_sent())]
            }
            EnquiryReply::Done(done) if self.busy == Some(ticket.number) => {
                self.busy = None;
                vec![self.done(done, common)]
            }
            _ => Vec::new(),
        }
    }

    fn sent(&mut self, ticket: Ticket, came: &Replied, common: &mut Common) -> Vec<Ask> {
        let lang = common.lang;
        let Some(writing) = self.writing.as_mut().filter(|writing| writing.is_sending(ticket)) else {
            return Vec::new();
        };
        match came {
            Replied::Done { post, held_until } => {
                let sent = writing.take_reply();
                self.writing = None;
                self.thread.draft = None;
                if let Some(reply) = &sent {
                    common.kept.went_out(reply, *held_until);
                }
                self.layer = Layer::Panes;
                self.up = 0;
                // It stands there at once: whoever closes right after answering has seen it.
                if let Some(reply) = sent
                    && self.thread.newest() < *post
                {
                    self.thread.posts.push(own_post(*post, reply, *held_until, common));
                    self.thread.row.waiting_since = None;
                }
                let seconds = common.hold_ms / 1000;
                vec![say(Tone::Good, lang.reply_sent(seconds))]
            }
            // It is shown as soon as it is read; then it goes out when it is sent once more.
            Replied::Newer { .. } => {
                writing.not_sent();
                writing.wants_look();
                Vec::new()
            }
            Replied::Closed => {
                writing.not_sent();
                vec![say(Tone::Warn, lang.enquiry_is_closed())]
            }
            Replied::Unknown => {
                writing.not_sent();
                vec![say(Tone::Warn, lang.no_such_enquiry())]
            }
        }
    }

    fn done(&mut self, done: EnquiryDone, common: &Common) -> Ask {
        let lang = common.lang;
        match done {
            EnquiryDone::Done => {
                let handed = matches!(self.layer, Layer::HandOver(_));
                if handed {
                    self.layer = Layer::Panes;
                }
                let text = match (handed, self.is_closed()) {
                    (true, _) => lang.enquiry_handed_over(),
                    (false, true) => lang.enquiry_reopened(),
                    (false, false) => lang.enquiry_closed(),
                };
                say(Tone::Good, text)
            }
            EnquiryDone::Newer { .. } => say(Tone::Warn, lang.enquiry_close_look_first()),
            EnquiryDone::Nobody => say(Tone::Warn, lang.hand_over_nobody()),
            EnquiryDone::Closed => say(Tone::Warn, lang.enquiry_is_closed()),
            EnquiryDone::Unknown => say(Tone::Warn, lang.no_such_enquiry()),
        }
    }

    /// A draft was saved; whether it was all of ours is known to what keeps them.
    pub(super) fn draft_saved(&mut self, common: &Common) {
        if common.kept.unsaved(&common.institution, self.number()).is_none()
            && let Some(writing) = &mut self.writing
        {
            writing.saved();
        }
    }

    /// A reply to it is already under way.
    pub(super) fn goes_on_sending(&mut self, reply: NewReply, write: u64) {
        let newest = self.thread.newest();
        let writing = self.writing.get_or_insert_with(|| Writing::new(&reply.body, newest));
        writing.goes_on_sending(reply, write);
    }

    /// The draft is one that is not saved yet, by this write or because the last one failed.
    pub(super) fn goes_on_saving(&mut self, write: Option<u64>) {
        self.writing.iter_mut().for_each(|writing| writing.goes_on_saving(write));
    }

    /// A write failed: nothing of it was done.
    pub(super) fn failed(&mut self, ticket: Ticket) {
        if self.busy.take_if(|busy| *busy == ticket.number).is_some() && self.taking_back == TakingBack::Under {
            self.taking_back = TakingBack::No;
        }
        if let Some(writing) = &mut self.writing {
            writing.failed(ticket);
        }
    }

    /// What has to be done on leaving, for whatever reason: save what is not saved, be gone for the colleagues.
    pub(super) fn leave(&mut self, common: &mut Common) -> Vec<Effect> {
        let number = self.number().to_owned();
        if let Some(write) = self.writing.as_ref().and_then(Writing::under) {
            common.kept.out_of_sight(write);
        }
        let asks = self.writing.as_mut().map(|writing| writing.leave(&number, common)).unwrap_or_default();
        asks.into_iter().filter_map(|ask| if let Ask::Do(effect) = ask { Some(effect) } else { None }).collect()
    }

    /// What of the reply is under way, for the view.
    pub(super) fn sending(&self) -> Sending {
        self.writing.as_ref().map_or(Sending::No, Writing::sending)
    }
}
