//! The orders as a whole.

use std::collections::{HashMap, HashSet};

use super::orders::Orders;
use super::paper::Picture;
use super::*;
use crate::domain::attachment::AttachmentKind;
use crate::domain::decision::{self, Outcome};
use crate::domain::order::{self, KeptAttachment, OrderKind, PaymentState, Service};
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{LoadedOrder, LoadedStep};

const NOW: Millis = Millis(1_790_000_000_000);

fn orders(seed: u64, count: u64) -> Orders {
    Orders::new(seed, count, NOW, &crate::cli::default_institutions(), Catalogue::from_toml(DEFAULT).unwrap())
}

fn undrawn(paper: &paper::Paper) -> Result<KeptAttachment, ()> {
    Ok(KeptAttachment {
        kind: paper.kind,
        file_name: paper.file_name.clone(),
        sha256: format!("{:064x}", paper.shot.seed),
        bytes: 1000,
        width: 1000,
        height: 600,
        format: "jpeg".into(),
    })
}

fn loaded(seed: u64, count: u64) -> Vec<LoadedOrder> {
    orders(seed, count).map(|plan| plan.load(undrawn).unwrap()).collect()
}

#[test]
fn a_seed_makes_the_same_orders_every_time() {
    assert_eq!(loaded(7, 300), loaded(7, 300));
    assert_ne!(loaded(7, 5), loaded(8, 5));
}

#[test]
fn every_order_is_one_the_door_would_take() {
    let institutions = crate::cli::default_institutions();
    let mut numbers = HashSet::new();
    let mut rejected_before = HashMap::new();
    for one in loaded(3, 3_000) {
        let order = one.order;
        let said = format!("{}", order.order_no);
        assert!(numbers.insert(order.order_no.clone()), "{said} is there twice");
        assert!(institutions.iter().any(|institution| institution.code == order.institution));
        assert!(order.consented_at < order.submitted_at && order.submitted_at < NOW, "{said}");
        assert!(order.remark.chars().count() <= order::MAX_REMARK_CHARS);
        let copies: u32 = order.items.iter().map(|item| item.copies_zh + item.copies_en).sum();
        assert!(copies <= order::MAX_COPIES && order.items.iter().all(|item| item.copies_zh + item.copies_en > 0));
        let free = order::is_free_purpose(&order.purpose);
        assert_eq!(order.payment.state == PaymentState::Free, free, "{said}");
        assert_eq!(order.payment.paid_at.is_some(), !free);
        assert!(crate::domain::numbers::mobile::mainland(&order.applicant.mobile).is_some());
        match (order.kind, &order.reconsiders) {
            (OrderKind::New, None) => {}
            (OrderKind::Reconsideration, Some(earlier)) => {
                assert_eq!(
                    rejected_before.get(earlier),
                    Some(&order.account),
                    "{said} contests an order that ended, of its account"
                );
            }
            other => panic!("{other:?}"),
        }
        for item in &order.items {
            assert_eq!(item.unit_price_fen, if free { 0 } else { order::COPY_PRICE_FEN });
            assert!(crate::domain::numbers::resident_id::ResidentId::parse(&item.certificate.id_no).is_ok());
            let count = |kind: AttachmentKind| item.attachments.iter().filter(|file| file.kind == kind).count();
            for kind in [AttachmentKind::Diploma, AttachmentKind::IdCard, AttachmentKind::Other] {
                let (least, most) = kind.count(item.service);
                assert!((least..=most).contains(&count(kind)), "{said}: {kind:?}");
            }
            assert_eq!(item.identity.verified_at.is_none(), count(AttachmentKind::HeldIdPhoto) == 1, "{said}");
            assert!(item.identity.verified_at.is_none_or(|at| at < order.submitted_at));
        }
        let mut last = order.submitted_at;
        for step in &one.history {
            let at = match step {
                LoadedStep::Decision { at, .. } | LoadedStep::Resubmit { at, .. } | LoadedStep::Cancel { at } => *at,
            };
            assert!(at > last && at < NOW, "{said}: steps follow each other and lie in the past");
            last = at;
        }
        if let Some(LoadedStep::Decision { outcomes, .. }) = one.history.last()
            && Status::of_outcomes(outcomes.iter().map(|outcome| outcome.outcome)) == Some(Status::Rejected)
        {
            rejected_before.insert(order.order_no.clone(), order.account.clone());
        }
    }
}

#[test]
fn a_made_up_decision_is_one_the_desk_would_let_pass() {
    let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
    let (mut decisions, mut answers) = (0, 0);
    for one in loaded(4, 3_000) {
        for step in &one.history {
            match step {
                LoadedStep::Decision { outcomes, verdicts, letter, .. } => {
                    decisions += 1;
                    assert_eq!(outcomes.len(), one.order.items.len());
                    assert!(letter.contains(one.order.order_no.as_str()));
                    for outcome in outcomes {
                        let fields: Vec<_> = verdicts
                            .iter()
                            .filter(|verdict| verdict.item == outcome.item)
                            .map(|verdict| (verdict.field, Some(verdict.verdict)))
                            .collect();
                        assert_eq!(decision::obstacles(outcome.outcome, &fields, outcome.reasons.len()), vec![]);
                        for code in &outcome.reasons {
                            assert_eq!(catalogue.reason(code).map(|reason| reason.outcome), Some(outcome.outcome), "{code}");
                        }
                        assert_eq!(outcome.reasons.is_empty(), outcome.outcome == Outcome::Approve);
                    }
                }
                LoadedStep::Resubmit { items, .. } => {
                    answers += 1;
                    for (number, files) in items {
                        let service = one.order.items[*number as usize - 1].service;
                        for kind in [AttachmentKind::Diploma, AttachmentKind::IdCard, AttachmentKind::Other] {
                            let (least, most) = kind.count(service);
                            let count = files.iter().filter(|file| file.kind == kind).count();
                            assert!((least..=most).contains(&count), "{}: {kind:?} {count}", one.order.order_no);
                        }
                    }
                }
                LoadedStep::Cancel { .. } => {}
            }
        }
    }
    assert!(decisions > 800 && answers > 40, "{decisions} {answers}");
}

#[test]
fn the_mix_is_what_a_desk_sees() {
    let plans: Vec<_> = orders(5, 4_000).collect();
    let items: Vec<_> = plans.iter().flat_map(|plan| plan.flaws.iter().zip(&plan.order().items)).collect();
    let sound = items.iter().filter(|(flaws, _)| flaws.is_empty()).count() * 100 / items.len();
    assert!((66..=76).contains(&sound), "{sound} in a hundred items have nothing wrong");
    for service in Service::ALL {
        assert!(items.iter().any(|(_, item)| item.service == *service), "{service:?}");
    }
    for status in Status::ALL {
        assert!(plans.iter().filter(|plan| plan.status == status).count() > 20, "{status:?}");
    }
    let oldest = plans
        .iter()
        .find(|plan| plan.status == Status::AwaitingProofreading && !plan.has_history())
        .unwrap()
        .order()
        .submitted_at;
    assert!((2..=6).contains(&(NOW.since(oldest) / 86_400_000)), "the oldest waits for some days");
    assert!(plans.iter().any(|plan| plan.order().kind == OrderKind::Reconsideration));
    assert!(plans.iter().any(|plan| plan.order().items.len() > 1));
    let holders: Vec<&str> = items.iter().map(|(_, item)| item.certificate.holder.as_str()).collect();
    assert!(holders.iter().any(|name| name.contains('·')) && holders.iter().any(|name| name.contains(['喆', '堃', '𬭩', '㛃'])));
    let accounts: HashSet<&str> = plans.iter().map(|plan| plan.order().account.as_str()).collect();
    assert!(accounts.len() > plans.len() * 9 / 10);
}

#[test]
fn the_scan_shows_the_truth_and_the_field_the_mistake() {
    let mut mistaken = 0;
    for plan in orders(6, 2_000) {
        let typed: Vec<_> = plan.order().items.iter().map(|item| item.certificate.clone()).collect();
        let mut diplomas =
            plan.papers().filter_map(|paper| if let Picture::Diploma(diploma) = &paper.picture { Some(diploma) } else { None });
        for (flaws, (item, typed)) in plan.flaws.iter().zip(plan.order().items.iter().zip(&typed)) {
            if item.service != Service::Degree {
                continue;
            }
            let diploma = diplomas.next().expect("every degree has its diploma");
            let differs = typed.number.as_deref() != Some(diploma.number.as_str())
                || typed.school != diploma.school
                || typed.holder != diploma.holder
                || typed.major.as_deref() != Some(diploma.major.as_str());
            let labelled = flaws.iter().any(|flaw| {
                use slip::Flaw::{DegreeNo, Digit, Major, Name, PresentName, SchoolTypo, SheetNo, Swapped};
                matches!(flaw, DegreeNo | Digit | Major | Name | PresentName | SchoolTypo | SheetNo | Swapped)
            });
            assert_eq!(differs, labelled, "{flaws:?} {typed:?} {diploma:?}");
            mistaken += usize::from(differs);
        }
    }
    assert!(mistaken > 100);
}

#[test]
fn every_text_on_every_picture_can_be_drawn() {
    let studio = draw::Studio::open().unwrap();
    let mut lacking = HashSet::new();
    for plan in orders(9, 3_000) {
        for paper in plan.papers() {
            let texts: Vec<String> = match &paper.picture {
                Picture::Diploma(d) => vec![
                    d.holder.clone(),
                    d.school.clone(),
                    d.major.clone(),
                    d.president.clone(),
                    d.number.clone(),
                    d.authority.clone(),
                    d.form.clone(),
                    d.level.clone(),
                ],
                Picture::Front(card) | Picture::Held(card) => vec![card.name.clone(), card.address.clone(), card.nation.clone()],
                Picture::Marks(sheet) => sheet
                    .facts
                    .iter()
                    .chain(&sheet.marks)
                    .flat_map(|(a, b)| [a.clone(), b.clone()])
                    .chain([sheet.issuer.clone(), sheet.title.clone(), sheet.seal_line.clone()])
                    .collect(),
                Picture::Back => vec![],
            };
            lacking.extend(texts.concat().chars().filter(|c| *c != '　' && !studio.can_draw(*c)));
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn enquiries_are_answered_by_their_own_institutions_clerk() {
    let (mut open, mut answered) = (0, 0);
    for (index, plan) in orders(5, 3_000).enumerate() {
        let Some(enquiry) = around::enquiry(5, index as u64, plan.order(), NOW) else { continue };
        assert_eq!(enquiry.institution, plan.order().institution);
        assert!(enquiry.posts.windows(2).all(|pair| pair[0].0 < pair[1].0), "{enquiry:?}");
        assert!(enquiry.posts.iter().all(|(at, _, _)| *at > plan.order().submitted_at && *at < NOW));
        match enquiry.posts.last() {
            Some((_, None, _)) => open += 1,
            Some((_, Some(login), _)) => {
                assert_eq!(*login, staff::clerk(&enquiry.institution));
                answered += 1;
            }
            None => panic!("no post"),
        }
    }
    assert!(open > 20 && answered > 20, "{open} {answered}");
}

#[test]
fn listings_hold_for_a_year_and_concern_nobody_on_the_desk() {
    let listed = around::listings(5, 50, NOW, &crate::cli::default_institutions());
    assert_eq!(listed.len(), 50);
    assert!(listed.iter().any(|one| one.ends_on < NOW.day()) && listed.iter().any(|one| one.ends_on > NOW.day()));
    let ids: HashSet<&str> = listed.iter().map(|one| one.id_no.as_str()).collect();
    assert!(orders(5, 2_000).all(|plan| plan.order().items.iter().all(|item| !ids.contains(item.certificate.id_no.as_str()))));
}
