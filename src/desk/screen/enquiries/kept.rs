//! Replies that are not done with: what was typed and is not known to be saved, what was sent and is not answered, what can still be
//! taken back. It outlives the thread and the screen it was written in, and is forgotten with whoever wrote it.

use super::acts::{EnquiryAct, EnquiryReply};
use super::say;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Reply, Slot, Ticket, Tone};
use crate::desk::screen::unsaved::Unsaved;
use crate::domain::time::Millis;
use crate::store::records::{NewReply, Replied, ReplyTakenBack};
use crate::text::Lang;

/// A reply that was sent and is not answered.
#[derive(Debug)]
struct Sent {
    reply: NewReply,
    /// The write that sends it, or asks about it.
    write: u64,
    /// Whether its thread is open: then that one says what came of it.
    in_sight: bool,
}

/// Our last reply, for `u`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LastReply {
    pub(super) institution: String,
    pub(super) enquiry_no: String,
    pub(super) token: String,
    pub(super) held_until: Millis,
}

/// A reply that is being taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taking {
    /// The write that does.
    pub(super) write: u64,
    pub(super) institution: String,
    pub(super) enquiry_no: String,
}

/// All of it; the drafts by institution and enquiry.
#[derive(Debug, Default)]
pub struct Kept {
    drafts: Unsaved<(String, String), String>,
    sent: Vec<Sent>,
    pub(super) last: Option<LastReply>,
    /// A taking back whose screen was left.
    pub(super) taking_back: Option<Taking>,
}

impl Kept {
    /// A text that is not known to be saved, with the write that saves it, if one does.
    pub(super) fn unsaved(&self, institution: &str, number: &str) -> Option<(&str, Option<u64>)> {
        self.drafts.get(&(institution.to_owned(), number.to_owned())).map(|(body, write)| (body.as_str(), write))
    }

    /// It went out: nothing of it is left to save, and it can be taken back.
    pub(super) fn went_out(&mut self, reply: &NewReply, held_until: Millis) {
        self.drafts.take(&(reply.institution.clone(), reply.enquiry_no.clone()));
        self.last = Some(LastReply {
            institution: reply.institution.clone(),
            enquiry_no: reply.enquiry_no.clone(),
            token: reply.token.clone(),
            held_until,
        });
    }

    /// A reply is under way, its thread open.
    pub(super) fn sends(&mut self, reply: NewReply, write: u64) {
        self.sent.push(Sent { reply, write, in_sight: true });
    }

    /// It is asked about by another write now.
    pub(super) fn asks(&mut self, before: u64, write: u64) {
        self.sent.iter_mut().filter(|sent| sent.write == before).for_each(|sent| sent.write = write);
    }

    /// The thread with this write is left.
    pub(super) fn out_of_sight(&mut self, write: u64) {
        self.sent.iter_mut().filter(|sent| sent.write == write).for_each(|sent| sent.in_sight = false);
    }

    /// The reply that is under way to this enquiry, its thread being opened again.
    pub(super) fn in_sight_again(&mut self, institution: &str, number: &str) -> Option<(NewReply, u64)> {
        let sent = self.sent.iter_mut().find(|sent| sent.reply.enquiry_no == number && sent.reply.institution == institution)?;
        sent.in_sight = true;
        Some((sent.reply.clone(), sent.write))
    }

    fn is_sending(&self, institution: &str, number: &str) -> bool {
        self.sent.iter().any(|sent| sent.reply.enquiry_no == number && sent.reply.institution == institution)
    }
}

fn act_in(institution: String, act: EnquiryAct, common: &mut Common) -> (Ticket, Ask) {
    let ticket = common.ticket(Slot::RoomWrite);
    (ticket, Ask::Do(Effect::Enquiry { ticket, institution, act }))
}

/// Asks for a draft to be saved, and keeps it until it is.
pub(super) fn save(institution: &str, number: &str, body: String, common: &mut Common) -> (Ticket, Ask) {
    let what = EnquiryAct::SaveDraft { enquiry_no: number.to_owned(), body: body.clone() };
    let (ticket, ask) = act_in(institution.to_owned(), what, common);
    common.kept.drafts.keep((institution.to_owned(), number.to_owned()), body, ticket);
    (ticket, ask)
}

/// Saves what could not be saved: the database answers again, or everything is left.
pub fn save_again(common: &mut Common) -> Vec<Ask> {
    let due = common.kept.drafts.failed();
    save_those(due, common)
}

/// Likewise, what failed a while ago.
pub fn save_in_time(common: &mut Common) -> Vec<Ask> {
    let due = common.kept.drafts.failed_before(common.now);
    save_those(due, common)
}

fn save_those(mut due: Vec<((String, String), String)>, common: &mut Common) -> Vec<Ask> {
    // A draft saved after its reply went out would come back from the dead.
    due.retain(|((institution, number), _)| !common.kept.is_sending(institution, number));
    due.into_iter().map(|((institution, number), body)| save(&institution, &number, body, common).1).collect()
}

/// Takes note of what came of a write. What to say of it where the thread it was asked for in is left; `None` where that is for the
/// screen to say.
pub fn came_of(ticket: Ticket, reply: &Reply, common: &mut Common) -> Option<Vec<Ask>> {
    common.kept.drafts.came_of(ticket, reply, common.now);
    if common.kept.taking_back.take_if(|taking| taking.write == ticket.number).is_some() {
        return Some(taken_back(reply, common));
    }
    let place = common.kept.sent.iter().position(|sent| sent.write == ticket.number)?;
    let in_sight = common.kept.sent.get(place).is_some_and(|sent| sent.in_sight);
    if let Reply::Enquiry(EnquiryReply::OutcomeUnknown { token }) = reply {
        if in_sight {
            return None;
        }
        let institution = common.kept.sent.get(place).map(|sent| sent.reply.institution.clone()).unwrap_or_default();
        let (asked, ask) = act_in(institution, EnquiryAct::AskSent { token: token.clone() }, common);
        common.kept.asks(ticket.number, asked.number);
        return Some(vec![say(Tone::Warn, common.lang.reply_outcome_unknown()), ask]);
    }
    let reply_sent = common.kept.sent.remove(place).reply;
    (!in_sight).then(|| answered(&reply_sent, reply, common))
}

/// What came of a reply whose thread is left.
fn answered(reply: &NewReply, came: &Reply, common: &mut Common) -> Vec<Ask> {
    let lang = common.lang;
    let why = match came {
        Reply::Enquiry(EnquiryReply::Sent(Replied::Done { held_until, .. })) => {
            common.kept.went_out(reply, *held_until);
            let seconds = held_until.since(common.database_moment()).max(0) / 1000;
            return vec![say(Tone::Good, lang.reply_sent_there(&reply.enquiry_no, seconds))];
        }
        Reply::Enquiry(EnquiryReply::Sent(Replied::Newer { .. })) => lang.reply_newer().to_owned(),
        Reply::Enquiry(EnquiryReply::Sent(Replied::Closed)) => lang.enquiry_is_closed().to_owned(),
        Reply::Enquiry(EnquiryReply::Sent(Replied::Unknown)) => lang.no_such_enquiry().to_owned(),
        Reply::Failed(error) => lang.store_failed(error.code()),
        _ => lang.reply_never_arrived().to_owned(),
    };
    // Leaving did not save it, for sending would have taken the draft along.
    let (_, ask) = save(&reply.institution, &reply.enquiry_no, reply.body.clone(), common);
    vec![ask, say(Tone::Bad, lang.reply_not_sent_there(&reply.enquiry_no, &why))]
}

/// What came of taking a reply back from a screen that is left.
fn taken_back(came: &Reply, common: &mut Common) -> Vec<Ask> {
    let lang = common.lang;
    let said = match came {
        Reply::Enquiry(EnquiryReply::TakenBack(came)) => {
            common.kept.last = None;
            taken_back_words(*came, lang)
        }
        Reply::Failed(error) => say(Tone::Bad, lang.store_failed(error.code())),
        _ => return Vec::new(),
    };
    vec![said]
}

/// What is said of a reply taken back, or why it was not.
pub(super) fn taken_back_words(came: ReplyTakenBack, lang: Lang) -> Ask {
    match came {
        ReplyTakenBack::Done => say(Tone::Good, lang.reply_taken_back()),
        ReplyTakenBack::TooLate => say(Tone::Warn, lang.reply_too_late()),
        ReplyTakenBack::NotPossible => say(Tone::Warn, lang.no_reply_to_take_back()),
    }
}
