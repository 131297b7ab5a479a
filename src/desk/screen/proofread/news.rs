//! What comes back of effects, and what others do to the order while it is open.

use super::{Proofread, Standing, saving::Saving, work::Work};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Opened, Reply, Slot, Ticket, Tone};
use crate::desk::ui::text::visible;
use crate::domain::status::Status;
use crate::domain::supervision::Stepped;
use crate::store::StoreError;
use crate::store::records::{AuditEntry, Claim, Holder, OrderFile};
use crate::text::Lang;

/// Who writes in the audit trail for the applicants.
const PORTAL: &str = "portal";

impl Proofread {
    /// What came of an effect that concerns the open order.
    pub fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match reply {
            Reply::Reloaded(file, findings) if self.reload == Some(ticket.number) => {
                self.reload = None;
                self.refresh(*file, common);
                self.take_findings(findings, common.lang);
                Vec::new()
            }
            Reply::Renewed(until) if self.renewal == Some(ticket.number) => self.renewed(until, common),
            Reply::DraftSaved => {
                if self.saving == Saving::Under(ticket.number) {
                    self.saving = Saving::Saved;
                }
                Vec::new()
            }
            Reply::Opened(opened) if self.awaits(ticket) => self.claimed(*opened, None, common),
            Reply::Held(holder, opened) if self.awaits(ticket) => self.claimed(*opened, Some(holder), common),
            Reply::FirstDecider(opened) if self.awaits(ticket) => {
                let asks = self.claimed(*opened, None, common);
                self.decided_first();
                asks
            }
            Reply::ListingDone(done) => self.looked_again(ticket, &done, common),
            Reply::Supervision(reply) => self.supervised(ticket, reply, common),
            Reply::SetAside(done) => self.was_set_aside(ticket, done, common, env),
            Reply::NoSuchOrder if self.awaits(ticket) => {
                self.claiming = None;
                Vec::new()
            }
            Reply::Picture(picture) => {
                if self.scan.asked.as_ref() == Some(&picture.request) {
                    self.scan.shown = Some(picture);
                }
                Vec::new()
            }
            Reply::Viewed(opened) => {
                let notice = match opened {
                    Ok(()) => Notice::new(Tone::Good, common.lang.viewer_opened()),
                    Err(why) => Notice::new(Tone::Bad, common.lang.viewer_failed(&visible(&why))),
                };
                vec![Ask::Say(notice)]
            }
            Reply::NoPicture { sha256 } => {
                if !self.scan.is_unreadable(&sha256) {
                    self.scan.unreadable.push(sha256);
                }
                Vec::new()
            }
            Reply::Decided(decided) => self.decided(ticket, decided, common),
            Reply::OutcomeUnknown { token } => self.outcome_unknown(&token, common),
            Reply::NotDecided => self.not_decided(common),
            Reply::Failed(error) => self.failed(ticket, &error, common, env),
            _ => Vec::new(),
        }
    }

    fn failed(&mut self, ticket: Ticket, error: &StoreError, common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        let lang = common.lang;
        if self.saving == Saving::Under(ticket.number) {
            self.saving = Saving::Failed;
            return vec![Ask::Say(Notice::new(Tone::Bad, lang.draft_not_saved(error.code())))];
        }
        if self.is_attempt(ticket) {
            return self.attempt_failed(error, common);
        }
        if self.is_setting_aside(ticket) {
            self.set_aside_failed();
            return vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))];
        }
        if self.is_stepping(ticket) {
            self.step_failed();
            return vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))];
        }
        if self.is_looking_again(ticket) {
            self.look_failed();
            return vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))];
        }
        if self.awaits(ticket) {
            self.claiming = None;
            return vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))];
        }
        if ticket.slot == Slot::Renew && self.renewal == Some(ticket.number) {
            // The next key tries again.
            (self.renewal, self.renewed_at) = (None, None);
        }
        Vec::new()
    }

    /// The order claimed again, with the work of before still in hand.
    fn claimed(&mut self, opened: Opened, holder: Option<Holder>, common: &mut Common) -> Vec<Ask> {
        self.claiming = None;
        let Opened { claim, file, findings, .. } = opened;
        self.standing = match (&claim, holder) {
            (Some(_), _) => Standing::Ours,
            (None, Some(holder)) => Standing::Held(holder),
            (None, None) => Standing::unclaimed(&file),
        };
        self.claim = claim;
        self.renewed_at = None;
        self.end_near = false;
        self.banner.clear();
        self.take_file(file, common);
        self.take_findings(findings, common.lang);
        match self.why_read_only(common) {
            None => vec![Ask::Say(Notice::new(Tone::Good, common.lang.claimed_again()))],
            Some(why) => vec![Ask::Say(Notice::new(Tone::Warn, why))],
        }
    }

    /// The order as it is now.
    fn refresh(&mut self, file: OrderFile, common: &Common) {
        let me = common.actor.as_ref().map(|actor| actor.login.clone()).unwrap_or_default();
        let holder = file.claim.clone();
        if file.status == Status::AwaitingProofreading {
            match (&self.standing, holder) {
                (Standing::Ours, Some(holder)) if holder.login == me => {}
                (Standing::Ours, None) => (self.standing, self.claim) = (Standing::Lost, None),
                (_, Some(holder)) if holder.login != me => (self.standing, self.claim) = (Standing::Held(holder), None),
                // Free again, or another desk of our own has it: a key claims it.
                (Standing::Held(_) | Standing::Elsewhere(_) | Standing::Postponed | Standing::LookOnly, _) => {
                    self.standing = Standing::unclaimed(&file);
                }
                _ => {}
            }
        } else {
            (self.standing, self.claim) = (Standing::of(file.status, Standing::LookOnly), None);
        }
        self.take_file(file, common);
    }

    /// Puts the order as it is now in the place of what was known of it. The work stays; in another round as if it had been a draft.
    fn take_file(&mut self, file: OrderFile, common: &Common) {
        if file.round != self.file.round || file.decisions.len() != self.file.decisions.len() {
            let draft = self.work.draft(&self.file, &common.catalogue, self.changed_at);
            let (work, outlived) = Work::restore(&file, &common.catalogue, &draft);
            self.work = work;
            if outlived {
                self.put_banner(Tone::Warn, |lang| lang.draft_outlived(&lang.round(file.round)));
            }
        }
        self.file = super::contested::with_contested(file);
        self.item = self.item.min(self.file.items.len().saturating_sub(1));
        self.field = self.field.min(self.fields().len().saturating_sub(1));
        let files = self.item().map_or(0, |item| item.attachments.len());
        self.scan.index = self.scan.index.min(files.saturating_sub(1));
        self.weigh_materials(common);
    }

    /// Audit rows not seen before. What others did to this order is said at once, and the order is read again.
    pub fn activity(&mut self, entries: &[AuditEntry], common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        let me = common.actor.as_ref().map(|actor| actor.login.clone()).unwrap_or_default();
        let mut asks = Vec::new();
        let mut changed = false;
        for entry in entries {
            let ours = entry.institution == self.file.institution && entry.subject == self.file.order_no.as_str();
            if !ours || entry.seq <= self.file.audit_seq {
                continue;
            }
            if entry.actor == me {
                // The file was read after our claim, so a newer one of our own was made at another desk, and took this one's over.
                let elsewhere = entry.action == "claim" && self.standing == Standing::Ours && self.claiming.is_none();
                if elsewhere {
                    asks.extend(self.lose(Standing::Lost, common));
                }
                continue;
            }
            changed = true;
            match entry.action.as_str() {
                "cancel" => {
                    self.lose_to(Standing::Cancelled);
                    self.put_banner(Tone::Bad, |lang| lang.cancelled_meanwhile(&clock(entry)));
                }
                // What others do to an order we hold has ended our claim on it.
                "decide" | "claim" | "release" | "force_release" | "skip" | "postpone" | "resume" | "reassign" | "take_back"
                | "reopen" | "reject_unanswered" | "resubmit"
                    if self.standing == Standing::Ours =>
                {
                    self.lose_to(Standing::Lost);
                    self.put_banner(Tone::Bad, |lang| lang.lost_meanwhile(&happened(lang, entry, None)));
                }
                _ => {}
            }
        }
        if changed {
            asks.extend(self.save_if_unsaved(common).map(Ask::Do));
            asks.push(self.read_again(common));
        }
        asks
    }

    /// Our claim no longer stands, nobody said why: says so, and reads the order again to learn it.
    pub(in crate::desk::screen) fn lose(&mut self, standing: Standing, common: &mut Common) -> Vec<Ask> {
        self.lose_to(standing);
        self.put_banner(Tone::Bad, |lang| lang.claim_lost().to_owned());
        let mut asks: Vec<Ask> = self.save_if_unsaved(common).map(Ask::Do).into_iter().collect();
        asks.push(self.read_again(common));
        asks
    }

    /// Gives the claim up without a word: it is gone already.
    pub(in crate::desk::screen) fn lose_to(&mut self, standing: Standing) -> Option<Claim> {
        self.standing = standing;
        self.claim.take()
    }

    /// Reads the open order again.
    pub fn read_again(&mut self, common: &mut Common) -> Ask {
        let ticket = common.ticket(Slot::Reload);
        self.reload = Some(ticket.number);
        Ask::Do(Effect::Reload { ticket, institution: self.file.institution.clone(), order_no: self.file.order_no.clone() })
    }
}

fn clock(entry: &AuditEntry) -> String {
    entry.at.in_china().format("%H:%M").to_string()
}

/// Who did what, when: `14:32 陈刚 领取`. The holder's name is known, and a supervisor's, who also says why; others go by their login.
pub(in crate::desk::screen) fn happened(lang: Lang, entry: &AuditEntry, holder: Option<&Holder>) -> String {
    if let Some(stepped) = Stepped::read(&entry.action, &entry.detail) {
        let what = format!("{} {} {}", clock(entry), visible(&stepped.by), lang.happened(&entry.action));
        return lang.happened_because(&what, &visible(&stepped.reason));
    }
    let actor = match holder {
        Some(holder) if holder.login == entry.actor => visible(&holder.name),
        _ if entry.actor == PORTAL => lang.portal_actor().into(),
        _ => visible(&entry.actor),
    };
    format!("{} {} {}", clock(entry), actor, lang.happened(&entry.action))
}
