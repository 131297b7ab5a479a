//! What a letter makes its reader do, and when.

use std::collections::BTreeMap;

use crate::demo::rng::Rng;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::records::OutMessage;

/// Soonest and latest after reading that somebody does something about a letter, in milliseconds.
const SOONEST: i64 = 20_000;
const LATEST: i64 = 240_000;
/// What is meant to be done is remembered for so many letters at most; the readers of more do nothing.
const MOST_PENDING: usize = 2_000;
/// One in so many requests for materials is never answered.
const SILENT: u64 = 7;
/// Keeps these dice apart from all others.
const SILENCE: u64 = 0x11FE_0003;

/// What somebody means to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reaction {
    /// Send what was asked for.
    Answer(OrderNo),
    /// Ask why it was rejected.
    AskWhy(OrderNo),
    /// Contest the rejection.
    Contest(OrderNo),
    /// Write what a letter asked to be written.
    Explain { order_no: OrderNo, subject: &'static str, body: String },
    /// Write again on a reply.
    FollowUp { enquiry_no: String, account: String },
}

/// Whether the applicant of this order never answers the letter of this round.
pub(super) fn stays_silent(seed: u64, order_no: &OrderNo, round: u32) -> bool {
    let number: u64 = order_no.as_str().parse().unwrap_or_default();
    Rng::fork(seed ^ SILENCE, number.wrapping_add(u64::from(round))).chance(1, SILENT)
}

/// What is meant to be done, by when.
#[derive(Debug, Default)]
pub(super) struct Pending {
    by_moment: BTreeMap<(Millis, u64), Reaction>,
    added: u64,
}

impl Pending {
    /// Reads a letter at `now`.
    pub(super) fn read(&mut self, rng: &mut Rng, letter: &OutMessage, now: Millis) {
        let reaction = match (letter.kind.as_str(), &letter.order_no, &letter.enquiry_no) {
            ("supplement", Some(order_no), _) => Some(Reaction::Answer(order_no.clone())),
            ("rejected", Some(order_no), _) => match rng.below(10) {
                0..3 => Some(Reaction::AskWhy(order_no.clone())),
                3..5 => Some(Reaction::Contest(order_no.clone())),
                _ => None,
            },
            ("enquiry_reply", _, Some(enquiry_no)) if rng.chance(2, 5) => {
                Some(Reaction::FollowUp { enquiry_no: enquiry_no.clone(), account: letter.account.clone() })
            }
            _ => None,
        };
        let at = now.plus(rng.between(SOONEST, LATEST));
        if let Some(reaction) = reaction {
            self.add(at, reaction);
        }
    }

    /// Remembers what somebody will do.
    pub(super) fn add(&mut self, at: Millis, reaction: Reaction) {
        if self.by_moment.len() < MOST_PENDING {
            self.added += 1;
            self.by_moment.insert((at, self.added), reaction);
        }
    }

    /// The first thing that is due, taken out.
    pub(super) fn due(&mut self, now: Millis) -> Option<Reaction> {
        let first = self.by_moment.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    /// Whether the order's applicant means to answer already.
    pub(super) fn has(&self, order_no: &OrderNo) -> bool {
        self.by_moment.values().any(|one| matches!(one, Reaction::Answer(other) if other == order_no))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(kind: &str, number: u64) -> OutMessage {
        OutMessage {
            message_id: format!("m-{number}"),
            order_no: OrderNo::parse(&format!("20201016114825{number:02}")).ok(),
            enquiry_no: (kind == "enquiry_reply").then(|| format!("q-{number}")),
            account: "chsi-1".into(),
            kind: kind.into(),
            title: String::new(),
            body: String::new(),
            at: Millis(0),
        }
    }

    fn caused(kind: &str) -> Vec<Reaction> {
        let (mut rng, mut pending) = (Rng::new(5), Pending::default());
        for number in 0..100 {
            pending.read(&mut rng, &letter(kind, number), Millis(1_000));
        }
        assert_eq!(pending.due(Millis(1_000 + SOONEST - 1)), None, "nobody is that fast");
        std::iter::from_fn(|| pending.due(Millis(1_000 + LATEST))).collect()
    }

    #[test]
    fn each_kind_of_letter_causes_what_it_should() {
        assert_eq!(caused("accepted"), []);
        assert_eq!(caused("reopened"), []);
        assert_eq!(caused("supplement").len(), 100);
        let rejected = caused("rejected");
        let asks = rejected.iter().filter(|one| matches!(one, Reaction::AskWhy(_))).count();
        let contests = rejected.iter().filter(|one| matches!(one, Reaction::Contest(_))).count();
        assert_eq!(asks + contests, rejected.len());
        assert!((15..45).contains(&asks) && (8..35).contains(&contests), "{asks} {contests}");
        let replies = caused("enquiry_reply");
        assert!((25..55).contains(&replies.len()), "{}", replies.len());
        assert!(replies.iter().all(|one| matches!(one, Reaction::FollowUp { .. })));
    }

    #[test]
    fn some_never_answer_and_it_is_always_the_same_ones() {
        let numbers: Vec<OrderNo> = (0..100).filter_map(|n| OrderNo::parse(&format!("20201016114825{n:02}")).ok()).collect();
        let silent = |seed| numbers.iter().filter(|number| stays_silent(seed, number, 1)).collect::<Vec<_>>();
        assert!((4..30).contains(&silent(1).len()));
        assert_eq!(silent(1), silent(1));
        assert_ne!(silent(1), silent(2));
    }

    #[test]
    fn what_is_pending_is_bounded() {
        let mut pending = Pending::default();
        for number in 0..(MOST_PENDING as i64 + 10) {
            pending.add(Millis(number), Reaction::Answer(OrderNo::parse("2020101611482500").unwrap()));
        }
        assert_eq!(pending.by_moment.len(), MOST_PENDING);
    }
}
