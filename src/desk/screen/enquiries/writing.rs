//! The reply being written: saved as it grows, seen by colleagues, sent once.

use super::acts::EnquiryAct;
use super::canned::values;
use super::thread::{Layer, Thread};
use super::{act, kept, say};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::{Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::keymap::Context;
use crate::domain::enquiry::MAX_REPLY_CHARS;
use crate::domain::reply::{fill, unfilled};
use crate::domain::time::Millis;
use crate::store::records::NewReply;

/// For how long colleagues see that one writes, in milliseconds, by the database's clock.
pub(super) const LEASE_MS: i64 = 30_000;
/// How often that is said again while one types, in milliseconds.
const BEAT_MS: i64 = 10_000;

/// What became of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saving {
    /// Nothing was typed since it was read.
    Clean,
    /// The write with this number is under way.
    Under(u64),
    /// All of it is saved.
    Saved,
    /// The last write failed.
    Failed,
}

/// How far sending has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// Not under way.
    No,
    /// Under way, or asked about.
    Under,
}

/// A reply.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) editor: Editor,
    /// The newest post its writer has seen.
    pub(super) seen: u32,
    saving: Saving,
    beat_at: Option<Millis>,
    /// Whether the editor was opened (a draft that was only read was not).
    begun: bool,
    /// The reply that is under way or was, kept for its token: the same text is never sent under two.
    reply: Option<NewReply>,
    /// The write that sends it, or asks about it.
    under: Option<u64>,
    /// Something newer was refused for: the writer is to look at it.
    look: bool,
}

impl Writing {
    pub(super) fn new(text: &str, seen: u32) -> Self {
        Self {
            editor: Editor::paragraphs(text, MAX_REPLY_CHARS),
            seen,
            saving: Saving::Clean,
            beat_at: None,
            begun: false,
            reply: None,
            under: None,
            look: false,
        }
    }

    /// The editor is opened, with everything up to this post in sight.
    pub(super) const fn begin(&mut self, newest: u32) {
        if !self.begun {
            self.seen = newest;
        }
        self.begun = true;
    }

    pub(super) const fn is_begun(&self) -> bool {
        self.begun
    }

    /// The reply that went out.
    pub(super) const fn take_reply(&mut self) -> Option<NewReply> {
        self.reply.take()
    }

    pub(super) fn is_sending(&self, ticket: Ticket) -> bool {
        self.under == Some(ticket.number)
    }

    pub(super) const fn sending(&self) -> Sending {
        if self.under.is_some() { Sending::Under } else { Sending::No }
    }

    pub(super) fn asks(&mut self, ticket: Ticket, common: &mut Common) {
        if let Some(before) = self.under.replace(ticket.number) {
            common.kept.asks(before, ticket.number);
        }
    }

    /// It is the reply that is already under way by this write.
    pub(super) fn goes_on_sending(&mut self, reply: NewReply, write: u64) {
        self.reply = Some(reply);
        self.under = Some(write);
    }

    /// The write that sends it, while its answer is not there.
    pub(super) const fn under(&self) -> Option<u64> {
        self.under
    }

    pub(super) const fn not_sent(&mut self) {
        self.under = None;
    }

    pub(super) const fn wants_look(&mut self) {
        self.look = true;
    }

    /// The thread was read again up to this post; whether there is something in it that the writer is asked to look at now.
    pub(super) fn takes_note(&mut self, newest: u32) -> bool {
        if !std::mem::take(&mut self.look) {
            return false;
        }
        self.seen = self.seen.max(newest);
        true
    }

    pub(super) const fn saved(&mut self) {
        if matches!(self.saving, Saving::Under(_) | Saving::Failed) {
            self.saving = Saving::Saved;
        }
    }

    pub(super) fn goes_on_saving(&mut self, write: Option<u64>) {
        self.saving = write.map_or(Saving::Failed, Saving::Under);
    }

    pub(super) fn failed(&mut self, ticket: Ticket) {
        if self.saving == Saving::Under(ticket.number) {
            self.saving = Saving::Failed;
        }
        if self.is_sending(ticket) {
            self.not_sent();
        }
    }

    pub(super) fn save(&mut self, number: &str, common: &mut Common) -> Ask {
        let institution = common.institution.clone();
        let (ticket, ask) = kept::save(&institution, number, self.editor.text(), common);
        self.saving = Saving::Under(ticket.number);
        ask
    }

    /// Saves a draft whose last saving failed.
    pub(super) fn save_again(&mut self, number: &str, common: &mut Common) -> Option<Ask> {
        (self.saving == Saving::Failed && self.under.is_none()).then(|| self.save(number, common))
    }

    /// Says to the colleagues that one writes, if that was not said just now.
    pub(super) fn beat(&mut self, number: &str, common: &mut Common, env: &Env) -> Option<Ask> {
        if self.beat_at.is_some_and(|at| (0..BEAT_MS).contains(&env.now.since(at))) {
            return None;
        }
        self.beat_at = Some(env.now);
        let what = EnquiryAct::Presence { enquiry_no: number.to_owned(), lease_ms: Some(LEASE_MS) };
        Some(act(Slot::RoomWrite, what, common).1)
    }

    /// The editor is left: what is not known to be saved is saved, and colleagues no longer see one here. While it is sent, sending
    /// takes both along.
    pub(super) fn leave(&mut self, number: &str, common: &mut Common) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.under.is_none() && matches!(self.saving, Saving::Under(_) | Saving::Failed) {
            asks.push(self.save(number, common));
        }
        if self.beat_at.take().is_some() && self.under.is_none() {
            let what = EnquiryAct::Presence { enquiry_no: number.to_owned(), lease_ms: None };
            asks.push(act(Slot::RoomWrite, what, common).1);
        }
        asks
    }

    /// What the line below the editor says of the draft.
    pub(super) const fn saving_words(&self, common: &Common) -> &'static str {
        let lang = common.lang;
        match self.saving {
            _ if self.under.is_some() => lang.sending(),
            Saving::Clean => "",
            Saving::Under(_) => lang.draft_saving(),
            Saving::Saved => lang.draft_saved(),
            Saving::Failed => lang.reply_not_saved(),
        }
    }
}

impl Thread {
    pub(super) fn reply_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match command {
            Command::Back => self.stop_writing(common),
            // Only a line with a dot asks for it here: the text is kept, and sending it is another thing.
            Command::Save => {
                let mut asks = self.stop_writing(common);
                if self.writing.as_ref().is_some_and(|writing| writing.under.is_none() && !writing.editor.is_empty()) {
                    let keys = common
                        .keymap
                        .keys(Context::Thread, Command::Reply)
                        .first()
                        .zip(common.keymap.keys(Context::Reply, Command::SendReply).first());
                    let (write, send) = keys.map(|(write, send)| (write.to_string(), send.to_string())).unwrap_or_default();
                    asks.push(say(Tone::Good, common.lang.reply_kept(&write, &send.to_lowercase())));
                }
                asks
            }
            Command::SendReply => self.send(common, env),
            Command::CannedText => {
                self.layer = Layer::Canned(super::canned::CannedBox::new());
                Vec::new()
            }
            Command::NextPane | Command::PreviousPane => {
                self.turn();
                Vec::new()
            }
            Command::PageDown | Command::PageUp => {
                self.scroll(command, common);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Closes the editor; what is in it stays.
    fn stop_writing(&mut self, common: &mut Common) -> Vec<Ask> {
        self.layer = Layer::Panes;
        let number = self.number().to_owned();
        self.writing.as_mut().map(|writing| writing.leave(&number, common)).unwrap_or_default()
    }

    pub(super) fn type_reply(&mut self, common: &mut Common, env: &Env, change: impl FnOnce(&mut Editor) -> bool) -> Vec<Ask> {
        if self.awaits_text() {
            return vec![say(Tone::Warn, common.lang.taking_back())];
        }
        let number = self.number().to_owned();
        let Some(writing) = &mut self.writing else { return Vec::new() };
        if writing.under.is_some() {
            return Vec::new();
        }
        let before = writing.editor.text();
        change(&mut writing.editor);
        if writing.editor.text() == before {
            return Vec::new();
        }
        // Another text is another reply.
        writing.reply = None;
        let mut asks = vec![writing.save(&number, common)];
        asks.extend(writing.beat(&number, common, env));
        asks
    }

    /// Sends the reply, unless something in it is left to be filled in or something new has not been looked at.
    fn send(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let lang = common.lang;
        let newest = self.thread.newest();
        let title = fill(&common.replies.title, &values(&self.thread, self.order.as_ref(), common));
        let enquiry_no = self.number().to_owned();
        let Some(writing) = &mut self.writing else { return Vec::new() };
        if writing.under.is_some() {
            return Vec::new();
        }
        let body = writing.editor.text().trim().to_owned();
        if body.is_empty() {
            return vec![say(Tone::Warn, lang.reply_empty())];
        }
        let open: Vec<String> = unfilled(&body).into_iter().map(|variable| format!("{{{}}}", variable.code())).collect();
        if !open.is_empty() {
            return vec![say(Tone::Warn, lang.reply_unfilled(&open.join(lang.list_comma())))];
        }
        if newest > writing.seen {
            writing.seen = newest;
            self.side = super::thread::Side::Posts;
            self.up = 0;
            return vec![say(Tone::Warn, lang.reply_look_first())];
        }
        let reply = NewReply {
            institution: common.institution.clone(),
            enquiry_no,
            // Sent again after an unknown outcome it keeps its token: it cannot go out twice.
            token: writing.reply.as_ref().map_or_else(|| env.id(), |reply| reply.token.clone()),
            message_id: writing.reply.as_ref().map_or_else(|| env.id(), |reply| reply.message_id.clone()),
            seen_post: writing.seen,
            title,
            body,
            hold_ms: common.hold_ms,
        };
        writing.reply = Some(reply.clone());
        let sent = reply.clone();
        let (ticket, ask) = act(Slot::RoomWrite, EnquiryAct::Send(Box::new(reply)), common);
        writing.under = Some(ticket.number);
        common.kept.sends(sent, ticket.number);
        vec![ask]
    }
}
