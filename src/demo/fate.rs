//! What became of an order: nothing yet, decided, asked for more and answered, cancelled.
//!
//! Chance follows age: what came today mostly waits, and only stragglers are older than a few days. Everything lies before "now".

use super::paper::{self, Paper};
use super::person::Person;
use super::rng::Rng;
use super::slip::{self, Flaw};
use super::study::Study;
use super::{data::Tables, staff};
use crate::domain::calendar::Calendar;
use crate::domain::certificate::{Certificate, Field};
use crate::domain::decision::{ItemOutcome, Outcome};
use crate::domain::letter::{self, LetterOrder};
use crate::domain::order::Service;
use crate::domain::postpone::start_of;
use crate::domain::reason::Catalogue;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::{FieldVerdict, Verdict};
use crate::store::records::LoadedStep;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Longest an order lies before it is decided, but for the stragglers.
const LONGEST: i64 = 60 * HOUR;

/// An item as it is on the desk, as far as a decision depends on it.
#[derive(Debug, Clone)]
pub(super) struct OnDesk {
    pub(super) service: Service,
    pub(super) person: Person,
    pub(super) study: Study,
    pub(super) certificate: Certificate,
    pub(super) flaws: Vec<Flaw>,
    /// The present round's files.
    pub(super) papers: Vec<Paper>,
}

/// A file of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// The file at this place of the round before.
    Again(usize),
    /// Another one.
    New(Paper),
}

/// A step of an order's history, its pictures not drawn yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Decision(LoadedStep),
    Resubmit { at: Millis, items: Vec<(u32, Vec<Sent>)> },
    Cancel { at: Millis },
}

/// Who is in charge, and when now is.
pub(super) struct Desk<'a> {
    pub(super) tables: &'a Tables,
    pub(super) catalogue: &'a Catalogue,
    pub(super) letter: &'a LetterOrder,
    pub(super) institution: &'a str,
    /// Who decided what the order contests, and so does not decide it (G1.6).
    pub(super) kept_from: &'a [String],
    pub(super) calendar: &'a Calendar,
    pub(super) now: Millis,
}

/// How many in a hundred still wait at that age.
const fn waiting_share(age: i64) -> u64 {
    match age / HOUR {
        ..12 => 94,
        12..24 => 82,
        24..48 => 58,
        48..72 => 30,
        72..100 => 12,
        _ => 0,
    }
}

/// The history of an order submitted at `submitted`, and where it leaves it.
pub(super) fn history(rng: &mut Rng, desk: &Desk<'_>, submitted: Millis, items: &mut [OnDesk]) -> (Vec<Step>, Status) {
    let mut steps = Vec::new();
    let mut status = Status::AwaitingProofreading;
    let mut since = submitted;
    for round in 1..=4 {
        let age = desk.now.since(since);
        if age < 10 * MINUTE {
            break;
        }
        if round == 1 && rng.chance(3, 100) {
            steps.push(Step::Cancel { at: within(rng, since, age.min(LONGEST)) });
            return (steps, Status::Cancelled);
        }
        if rng.chance(waiting_share(age), 100) {
            break;
        }
        let Some(at) = at_work(desk, since, within(rng, since, age.min(LONGEST))) else { break };
        let Some((step, outcomes)) = decision(rng, desk, (since, at), items, round) else { break };
        steps.push(Step::Decision(step));
        status = Status::of_outcomes(outcomes.iter().map(|one| one.outcome)).unwrap_or(status);
        let waited = desk.now.since(at);
        if status != Status::AwaitingSupplement || waited < 3 * HOUR || !rng.chance(65, 100) {
            break;
        }
        since = within(rng, at, waited.min(LONGEST));
        let answered = answer(rng, desk, since, items, &outcomes);
        steps.push(Step::Resubmit { at: since, items: answered });
        status = Status::AwaitingProofreading;
    }
    (steps, status)
}

/// The moment itself within office hours, else one within the next ones; `None` where these are still to come.
fn at_work(desk: &Desk<'_>, since: Millis, at: Millis) -> Option<Millis> {
    if desk.calendar.working_ms(at, at.plus(1)) > 0 {
        return Some(at);
    }
    let hours = desk.calendar.day_ms();
    let into = Rng::fork(0x0FF1_CE00, at.0.unsigned_abs()).between(0, hours - 1);
    let day = if at.day() == since.day() && desk.calendar.working_ms(at, start_of(at.day()).plus(24 * HOUR)) < hours {
        // It came after most of the day was over.
        at.day().succ_opt()?
    } else {
        at.day()
    };
    let begins = start_of(desk.calendar.add_working_days(day, 0));
    let moved = desk.calendar.ago(begins.plus(24 * HOUR), hours - into);
    (moved > since.plus(10 * MINUTE) && moved < desk.now.plus(-2 * MINUTE)).then_some(moved)
}

/// A moment in the middle part of a stretch of time.
fn within(rng: &mut Rng, from: Millis, length: i64) -> Millis {
    from.plus(length / 10 + rng.between(0, length * 8 / 10))
}

/// What a careful proofreader decides.
fn decision(
    rng: &mut Rng,
    desk: &Desk<'_>,
    (since, at): (Millis, Millis),
    items: &[OnDesk],
    round: u32,
) -> Option<(LoadedStep, Vec<ItemOutcome>)> {
    let mut outcomes = Vec::new();
    let mut verdicts = Vec::new();
    for (number, item) in (1u32..).zip(items) {
        outcomes.push(ItemOutcome { item: number, ..outcome(rng, item, round) });
        verdicts.extend(judge(number, item));
    }
    let letter = letter::write(desk.catalogue, desk.letter, &outcomes, &verdicts)?;
    let delivered = desk.now.since(at) > 2 * HOUR;
    let all = (0..staff::PROOFREADERS).map(|number| staff::proofreader(desk.institution, number));
    let may: Vec<String> = all.filter(|login| !desk.kept_from.contains(login)).collect();
    let staff = rng.pick(&may)?.clone();
    let step = LoadedStep::Decision {
        claimed_at: taken_up(&staff, items.len(), at, since),
        staff,
        at,
        outcomes: outcomes.clone(),
        verdicts,
        catalogue_version: desk.catalogue.version.clone(),
        title: letter.title,
        letter: letter.body,
        delivered,
    };
    Some((step, outcomes))
}

/// When a decision's maker had taken the order up: some are quicker than others, and more items take longer. Dice of its own, so that
/// nothing else changes by it.
fn taken_up(staff: &str, items: usize, at: Millis, since: Millis) -> Millis {
    let pace = staff.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % 5;
    let mut rng = Rng::fork(0x7A4E_0900, at.0.unsigned_abs());
    let minutes = (rng.between(2, 7) + i64::try_from(pace).unwrap_or(0)) * i64::try_from(items).unwrap_or(1);
    let taken = at.plus(-minutes * MINUTE - rng.between(0, 59) * 1000);
    if taken > since { taken } else { since }
}

fn outcome(rng: &mut Rng, item: &OnDesk, round: u32) -> ItemOutcome {
    let (outcome, reasons) = if item.flaws.is_empty() {
        use chrono::Datelike;
        // Since 2002 certificates are registered online, and most need no paper from the desk.
        let registered = item.service == Service::Degree && item.study.graduated.year() >= 2002 && rng.chance(8, 100);
        if registered { (Outcome::Reject, vec!["R01".to_owned()]) } else { (Outcome::Approve, vec![]) }
    } else {
        let typed = item.flaws.iter().any(|flaw| !flaw.is_of_attachments());
        if typed && (round > 1 || rng.chance(35, 100)) {
            let wrong_person = item.flaws.iter().any(|flaw| matches!(flaw, Flaw::Name | Flaw::IdNo));
            (Outcome::Reject, vec![if wrong_person { "R08" } else { "R10" }.to_owned()])
        } else {
            let mut reasons: Vec<String> = Vec::new();
            for flaw in &item.flaws {
                if !reasons.iter().any(|reason| reason == flaw.reason()) {
                    reasons.push(flaw.reason().to_owned());
                }
            }
            (Outcome::Supplement, reasons)
        }
    };
    ItemOutcome { item: 0, outcome, reasons }
}

/// A verdict on every field.
pub(super) fn judge(number: u32, item: &OnDesk) -> Vec<FieldVerdict> {
    let seen = |field: Field| {
        item.flaws
            .iter()
            .flat_map(|flaw| flaw.shows_in())
            .find(|(at, _)| *at == field)
            .map_or(Verdict::Match, |(_, verdict)| *verdict)
    };
    Field::of(item.service, &item.certificate)
        .into_iter()
        .map(|field| FieldVerdict { item: number, field, verdict: seen(field) })
        .collect()
}

/// The applicant's new lists, for the items that were asked for. Items are left as they now are on the desk.
fn answer(rng: &mut Rng, desk: &Desk<'_>, at: Millis, items: &mut [OnDesk], outcomes: &[ItemOutcome]) -> Vec<(u32, Vec<Sent>)> {
    let mut lists = Vec::new();
    for (outcome, item) in outcomes.iter().zip(items.iter_mut()) {
        if outcome.outcome != Outcome::Supplement {
            continue;
        }
        let before = std::mem::take(&mut item.papers);
        let poor_card = item.flaws.iter().any(|flaw| matches!(flaw, Flaw::PoorCard(_) | Flaw::NoBack));
        let poor_diploma = item.flaws.iter().any(|flaw| matches!(flaw, Flaw::PoorDiploma(_)));
        let typed = item.flaws.iter().any(|flaw| !flaw.is_of_attachments());
        item.flaws.retain(|flaw| !flaw.is_of_attachments());
        let mut list = Vec::new();
        for (place, paper) in before.iter().enumerate() {
            let replaced = match paper.picture {
                paper::Picture::Diploma(_) => poor_diploma,
                paper::Picture::Front(_) | paper::Picture::Back(_) => poor_card,
                _ => false,
            };
            if !replaced {
                list.push((Sent::Again(place), paper.clone()));
            }
        }
        let mut fresh = Vec::new();
        if poor_diploma {
            // One in eight scans again as badly as before.
            let again = rng.chance(1, 8).then(|| slip::poor_condition(rng));
            item.flaws.extend(again.map(Flaw::PoorDiploma));
            fresh.push(paper::diploma(rng, desk.tables, &item.person, &item.study, again));
        }
        if poor_card {
            fresh.extend(paper::card(rng, &item.person, None, true));
        }
        if typed {
            fresh.push(paper::explanation(rng, &item.person, &item.study, at.day()));
        }
        list.extend(fresh.into_iter().map(|paper| (Sent::New(paper.clone()), paper)));
        let (sent, papers) = list.into_iter().unzip();
        item.papers = papers;
        lists.push((outcome.item, sent));
    }
    lists
}
