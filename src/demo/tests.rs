//! The orders as a whole.

use std::collections::{HashMap, HashSet};

use super::orders::Orders;
use super::paper::Picture;
use super::*;
use crate::domain::attachment::AttachmentKind;
use crate::domain::decision::{self, Outcome};
use crate::domain::order::{self, KeptAttachment, NewOrder, OrderKind, PaymentState, Service};
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
        facts: None,
    })
}

fn loaded(seed: u64, count: u64) -> Vec<LoadedOrder> {
    orders(seed, count).map(|plan| plan.load(undrawn).unwrap()).collect()
}

#[test]
fn nobody_decides_what_contests_a_decision_of_their_own() {
    let mut deciders: std::collections::HashMap<String, Vec<String>> = std::collections::HashMap::new();
    let mut contested = 0;
    for one in loaded(1, 3000) {
        let by: Vec<String> = one
            .history
            .iter()
            .filter_map(|step| match step {
                LoadedStep::Decision { staff, .. } => Some(staff.clone()),
                _ => None,
            })
            .collect();
        if let Some(earlier) = &one.order.reconsiders {
            let first = deciders.get(earlier.as_str()).unwrap();
            assert!(by.iter().all(|staff| !first.contains(staff)), "{}: {by:?} {first:?}", one.order.order_no);
            contested += usize::from(!by.is_empty());
        }
        deciders.insert(one.order.order_no.as_str().to_owned(), by);
    }
    assert!(contested > 10, "{contested}");
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
        // A picture that is another person's shows another person's truth.
        let plan = plan.without_borrowed_picture();
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
                Picture::Back(validity) => vec![validity.clone()],
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

#[test]
fn a_share_of_the_orders_that_have_just_come_has_something_planted() {
    use plant::Plant::{Card, Certificate, Diploma, Listed};
    let plans: Vec<_> = orders(5, 6_000).collect();
    let waiting = plans.iter().filter(|plan| plan.status == Status::AwaitingProofreading && !plan.has_history()).count();
    for what in [Card, Certificate, Diploma, Listed] {
        let count = plans.iter().filter(|plan| plan.planted.as_ref().is_some_and(|planted| planted.what == what)).count();
        assert!(count * 200 > waiting && count * 20 < waiting, "{what:?}: {count} of {waiting}");
    }
    for plan in plans {
        let Some(planted) = plan.planted.clone() else { continue };
        let recorded: Vec<String> = plan.load(undrawn).unwrap().order.findings.into_iter().map(|one| one.id).collect();
        let wanted = match planted.what {
            Card => Some("X2"),
            Certificate => Some("C11"),
            // The fingerprints of undrawn pictures are not there to compare; the list came after the order.
            Diploma | Listed => None,
        };
        assert!(wanted.is_none_or(|id| recorded.iter().any(|one| one == id)), "{:?}: {recorded:?}", planted.what);
    }
}

#[test]
fn a_picture_saved_again_is_another_file_that_looks_the_same() {
    let mut studio = draw::Studio::open().unwrap();
    let plan = orders(14, 1).next().unwrap();
    let mut paper = plan.papers().next().unwrap().clone();
    let drawn = paper.draw(&mut studio).unwrap();
    paper.saved_again = true;
    let again = paper.draw(&mut studio).unwrap();
    assert_ne!(drawn.bytes, again.bytes);
    let print = |drawn: &draw::Drawn| crate::evidence::judge::scan_facts(&drawn.bytes, 100_000_000).unwrap().fingerprint.unwrap();
    assert!(print(&drawn).distance_turned(print(&again)) <= 4);
}

/// The order as the portal would have sent it.
fn feed_line(order: &crate::domain::order::NewOrder) -> String {
    let moment = |at: Millis| at.to_rfc3339();
    let items: Vec<_> = order
        .items
        .iter()
        .map(|item| {
            let files: Vec<_> = item
                .attachments
                .iter()
                .map(|file| serde_json::json!({"kind": file.kind.code(), "file": file.file_name, "sha256": file.sha256}))
                .collect();
            let mut certificate = serde_json::to_value(&item.certificate).unwrap();
            certificate.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            let mut identity = serde_json::json!({"method": item.identity.method.code()});
            if let Some(at) = item.identity.verified_at {
                identity["verified_at"] = moment(at).into();
            }
            serde_json::json!({"service": item.service.code(), "copies_zh": item.copies_zh, "copies_en": item.copies_en,
                "unit_price_fen": item.unit_price_fen, "identity": identity, "certificate": certificate, "attachments": files})
        })
        .collect();
    let mut body = serde_json::json!({"order_no": order.order_no, "kind": order.kind.code(), "account": order.account,
        "purpose": order.purpose, "consented_at": moment(order.consented_at), "applicant": order.applicant,
        "institution": order.institution, "remark": order.remark, "payment": {"state": order.payment.state.code()}, "items": items});
    if let Some(at) = order.payment.paid_at {
        body["payment"]["paid_at"] = moment(at).into();
    }
    if let Some(invoice) = &order.invoice {
        body["invoice"] = serde_json::to_value(invoice).unwrap();
    }
    if let Some(earlier) = &order.reconsiders {
        body["reconsiders"] = earlier.as_str().into();
    }
    serde_json::json!({"event_id": "e", "event": "submit", "at": moment(order.submitted_at), "order": body}).to_string()
}

#[test]
fn the_intake_itself_takes_every_order_as_it_is() {
    use crate::intake::event::{ActRead, read};
    use crate::intake::line::Line;
    for one in loaded(12, 1_500) {
        let line = feed_line(&one.order);
        let event = read(&Line { number: 1, end: 0, bytes: Some(line.clone().into_bytes()) });
        assert!(event.notes.refusals.is_empty(), "{:?}\n{line}", event.notes.refusals);
        let Some(ActRead::Submit(order)) = event.act else { panic!("{line}") };
        let files = one.order.items.iter().map(|item| item.attachments.clone()).collect();
        // What is noticed of it is noticed later.
        let findings = Vec::new();
        assert_eq!(order.into_order(event.at.unwrap(), files), Some(NewOrder { findings, ..one.order }));
    }
}

#[test]
fn every_file_is_judged_sound_by_the_intake() {
    let folder = tempfile::tempdir().unwrap();
    let mut artist = pool::Artist::new(folder.path()).unwrap();
    let mut files = HashMap::new();
    // Poor scans and photos of holders are rarer: they are looked for among more orders.
    let rare = |paper: &&paper::Paper| {
        !matches!(paper.shot.condition, draw::Condition::Clean) || matches!(paper.picture, Picture::Held(_) | Picture::Marks(_))
    };
    for (number, plan) in orders(13, 160).enumerate() {
        for paper in plan.papers().filter(|paper| number < 6 || (number % 4 == 0 && rare(paper))) {
            let kept = artist.own(paper).unwrap();
            files.insert(kept.sha256.clone(), kept);
        }
    }
    let kinds: HashSet<_> = files.values().map(|file| file.kind).collect();
    assert_eq!(kinds.len(), 4, "{kinds:?}");
    for kept in files.values() {
        let (shard, rest) = kept.sha256.split_at(2);
        let mut file = std::fs::File::open(folder.path().join(shard).join(rest)).unwrap();
        let facts = crate::evidence::judge::judge(&mut file, kept.kind.limits(), Some(&kept.sha256)).unwrap().expect("sound");
        assert_eq!((facts.bytes, facts.width, facts.height), (kept.bytes, kept.width, kept.height));
        assert_eq!(facts.format.code(), kept.format);
    }
}

#[tokio::test]
async fn files_lie_where_the_desk_looks_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut artist = pool::Artist::new(folder.path()).unwrap();
    let plan = orders(14, 1).next().unwrap();
    let kept = artist.own(plan.papers().next().unwrap()).unwrap();
    let keep = crate::evidence::keep::Keep::open(folder.path()).unwrap();
    assert_eq!(keep.get(&kept.sha256, 2 << 20).await.unwrap().len() as u64, kept.bytes);
}

#[test]
fn shared_pictures_are_of_the_papers_sort() {
    let folder = tempfile::tempdir().unwrap();
    let mut artist = pool::Artist::new(folder.path()).unwrap();
    let models: Vec<_> = orders(15, 8).collect();
    let pool = pool::Pool::draw(&mut artist, models.iter().flat_map(plan::Plan::papers)).unwrap();
    let (mut shared, mut lacking) = (0, 0);
    for plan in orders(16, 60) {
        for paper in plan.papers() {
            match pool.shared(paper) {
                Some(kept) => {
                    shared += 1;
                    assert_eq!((kept.kind, &kept.file_name), (paper.kind, &paper.file_name));
                }
                None => lacking += 1,
            }
        }
    }
    assert!(shared > lacking, "{shared} {lacking}");
}

/// Not a check but a look: writes the files of some orders to the folder named by `SPECIMENS`.
#[test]
fn orders_to_look_at() {
    let Some(folder) = std::env::var_os("SPECIMENS").map(std::path::PathBuf::from) else { return };
    let mut studio = draw::Studio::open().unwrap();
    for (number, plan) in orders(20_201_016, 14).enumerate() {
        for (place, paper) in plan.papers().enumerate() {
            let drawn = paper.draw(&mut studio).unwrap();
            std::fs::write(folder.join(format!("order-{number:02}-{place}.img")), drawn.bytes).unwrap();
        }
        println!("{number} {:?} {:?}", plan.flaws, plan.order().items.first().map(|item| &item.certificate));
    }
    let start = std::time::Instant::now();
    let count = orders(1, 20_000).map(|plan| plan.load(undrawn).unwrap().history.len()).sum::<usize>();
    println!("20000 orders planned in {:?} ({count} steps)", start.elapsed());
}

#[test]
fn whoever_is_behind_an_order_is_known_again() {
    let maker = orders(5, 400);
    let mut recalled = 0;
    for plan in orders(5, 400) {
        let order = plan.order();
        if order.kind != OrderKind::New || plan.planted.is_some() {
            continue;
        }
        let (again, items) = maker.recall(&order.order_no).expect("the dice still know it");
        assert_eq!(&again, order);
        let papers: Vec<_> = items.iter().flat_map(|item| &item.papers).collect();
        assert_eq!(papers, plan.papers().collect::<Vec<_>>());
        recalled += 1;
    }
    assert!(recalled > 350, "{recalled}");
    let stranger = crate::domain::numbers::order_no::OrderNo::parse("2020101611482500").unwrap();
    assert!(maker.recall(&stranger).is_none());
}
