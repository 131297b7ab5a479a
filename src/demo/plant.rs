//! Faults that only show across orders, planted on purpose so that the desk has something to find.
//!
//! One in [`ONE_IN`] of the orders that have just come is given one of four, in equal shares: another person's ID card in place of its
//! own; another person's certificate, printed with its own holder's name; another person's diploma, saved again as a JPEG; or its holder
//! is put on the dishonesty list after it came. What is merely typed wrong is [`super::slip`]'s.

use super::fate::OnDesk;
use super::paper::{Paper, Picture};
use super::rng::Rng;
use crate::domain::attachment::AttachmentKind;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{NewOrder, Service};
use crate::domain::related::{LikeFile, Person as Whose, Place, Related, SameNumber};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use chrono::Datelike;

/// How many orders that have just come there are for each that has a fault planted.
const ONE_IN: u64 = 12;

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plant {
    /// Another person's ID card (X2).
    Card,
    /// Another person's certificate (C11).
    Certificate,
    /// Another person's diploma, saved again (X3).
    Diploma,
    /// On the dishonesty list since it came (X6).
    Listed,
}

/// What is to be planted on an order that has just come, if anything.
pub(super) fn chosen(rng: &mut Rng) -> Option<Plant> {
    if !rng.chance(1, ONE_IN) {
        return None;
    }
    rng.pick(&[Plant::Card, Plant::Certificate, Plant::Diploma, Plant::Listed]).copied()
}

/// An order from which another one's holder takes something: it waits, and its first item is a degree.
#[derive(Debug, Clone)]
pub(super) struct Donor {
    order_no: OrderNo,
    institution: String,
    short_name: String,
    submitted: Millis,
    pub(super) item: OnDesk,
}

impl Donor {
    /// `None` for an order that has nothing to take.
    pub(super) fn of(order: &NewOrder, short_name: &str, items: &[OnDesk]) -> Option<Self> {
        let item = items.first().filter(|item| item.service == Service::Degree && item.flaws.is_empty())?;
        Some(Self {
            order_no: order.order_no.clone(),
            institution: order.institution.clone(),
            short_name: short_name.to_owned(),
            submitted: order.submitted_at,
            item: item.clone(),
        })
    }

    /// As the database will tell of it when the other order comes in.
    fn place(&self, institution: &str) -> Place {
        let is_own = self.institution == institution;
        Place {
            institution: self.short_name.clone(),
            order_no: is_own.then(|| self.order_no.clone()),
            holder: is_own.then(|| self.item.certificate.holder.clone()),
            status: Status::AwaitingProofreading,
            year: self.submitted.day().year(),
        }
    }
}

/// What was planted on an order, and what of it can be known as it comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planted {
    pub(super) what: Plant,
    /// The place in the first item's list and the paper that stood there before.
    instead: Option<(usize, Paper)>,
    place: Option<Place>,
}

impl Planted {
    pub(super) const fn listed() -> Self {
        Self { what: Plant::Listed, instead: None, place: None }
    }

    pub(super) fn certificate(donor: &Donor, institution: &str) -> Self {
        Self { what: Plant::Certificate, instead: None, place: Some(donor.place(institution)) }
    }

    /// Puts the donor's picture in place of the order's own. `None` where one of them has none.
    pub(super) fn picture(what: Plant, donor: &Donor, institution: &str, papers: &mut [Paper]) -> Option<Self> {
        let is_wanted = |paper: &Paper| match what {
            Plant::Card => matches!(paper.picture, Picture::Front(_)),
            Plant::Diploma => matches!(paper.picture, Picture::Diploma(_)),
            Plant::Certificate | Plant::Listed => false,
        };
        let theirs = donor.item.papers.iter().find(|paper| is_wanted(paper))?;
        let (at, own) = papers.iter_mut().enumerate().find(|(_, paper)| is_wanted(paper))?;
        let borrowed = Paper { file_name: own.file_name.clone(), saved_again: what == Plant::Diploma, ..theirs.clone() };
        let instead = std::mem::replace(own, borrowed);
        Some(Self { what, instead: Some((at, instead)), place: Some(donor.place(institution)) })
    }

    /// Whether a picture is another person's.
    pub(super) const fn has_borrowed_picture(&self) -> bool {
        self.instead.is_some()
    }

    /// Gives the order its own picture back.
    pub(super) fn put_back(self, papers: &mut [Paper]) {
        if let Some((at, own)) = self.instead
            && let Some(paper) = papers.get_mut(at)
        {
            *paper = own;
        }
    }

    /// What the database will say of other orders as this one comes in.
    pub(super) fn tell(&self, related: &mut Related) {
        let Some(place) = self.place.clone() else { return };
        let (kind, distance) = match self.what {
            Plant::Certificate => {
                related.numbers.push(SameNumber { item: 1, person: Whose::Other, place });
                return;
            }
            Plant::Card => (AttachmentKind::IdCard, None),
            Plant::Diploma => (AttachmentKind::Diploma, Some(0)),
            Plant::Listed => return,
        };
        let file = self.instead.as_ref().map_or(0, |(at, _)| *at);
        related.files.push(LikeFile { item: 1, file, kind, distance, person: Whose::Other, kind_there: kind, place });
    }
}
