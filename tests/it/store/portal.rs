//! What comes from the portal and what goes to it.

use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::order::{Invoice, OrderKind, Payment, PaymentState, Service, parse_day};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{Applied, FeedAct, Listing};

use super::fixture::Fixture;
use crate::support::fixtures::{
    FIRST_MOMENT, event, file, files, holder, id_no, order, order_no, order_of_two, submission, token,
};

pub(super) async fn an_order_comes_in_whole(f: Fixture) {
    let mut new = order_of_two("hubei", 7);
    new.invoice = Some(Invoice { title: "武汉某某公司".to_owned(), tax_no: "91420100MA4K".to_owned() });
    new.payment = Payment { state: PaymentState::Paid, paid_at: Some(FIRST_MOMENT) };
    new.remark = "请尽快办理".to_owned();
    let number = new.order_no.clone();
    assert_eq!(f.store.apply(&submission(new.clone())).await.unwrap(), Applied::Done);

    let kept = f.file("hubei", &number).await;
    assert_eq!((kept.status, kept.round, kept.version, kept.audit_seq), (Status::AwaitingProofreading, 1, 1, 1));
    assert_eq!((&kept.account, &kept.purpose, &kept.remark), (&new.account, &new.purpose, &new.remark));
    assert_eq!((kept.kind, &kept.reconsiders, kept.payment), (new.kind, &None, new.payment));
    assert_eq!((&kept.applicant, &kept.invoice), (&new.applicant, &new.invoice));
    assert_eq!(
        (kept.submitted_at, kept.first_submitted_at, kept.consented_at),
        (new.submitted_at, new.submitted_at, new.consented_at)
    );
    assert_eq!(kept.items.len(), 2);
    for (got, sent) in kept.items.iter().zip(&new.items) {
        assert_eq!((got.service, got.copies_zh, got.copies_en), (sent.service, sent.copies_zh, sent.copies_en));
        assert_eq!((got.identity, got.unit_price_fen, got.status), (sent.identity, 0, Status::AwaitingProofreading));
        assert_eq!(got.certificate, sent.certificate);
        assert_eq!(got.attachments.iter().map(|kept| kept.file.clone()).collect::<Vec<_>>(), sent.attachments);
        assert!(got.attachments.iter().all(|kept| kept.round == 1 && kept.superseded_by.is_none()));
    }
    assert!(kept.now > new.submitted_at && kept.claim.is_none() && kept.decisions.is_empty() && kept.messages.is_empty());

    let brief = f.store.order_brief(&number).await.unwrap().unwrap();
    assert_eq!((brief.institution.as_str(), brief.account, brief.status, brief.round), ("hubei", new.account, kept.status, 1));
    assert_eq!(brief.items, vec![(Service::Degree, new.items[0].identity), (Service::Transcript, new.items[1].identity)]);
    assert_eq!(f.store.order_attachments(&number).await.unwrap().len(), 6);
    assert_eq!(f.store.order_brief(&order_no(8)).await.unwrap(), None);

    let row = f.store.queue_rows("hubei", &[number]).await.unwrap().pop().unwrap();
    assert_eq!(row.holder, holder(7));
    assert_eq!(row.summary, format!("{}-重庆大学-本科", holder(7)));
    assert_eq!((row.items, row.attachments, row.round, row.findings), (2, 6, 1, 0));
}

pub(super) async fn an_event_is_taken_once(f: Fixture) {
    let submit = submission(order("hubei", 1));
    assert_eq!(f.store.seen_event(&submit.event_id).await.unwrap(), None);
    assert_eq!(f.store.apply(&submit).await.unwrap(), Applied::Done);
    assert_eq!(f.store.apply(&submit).await.unwrap(), Applied::Duplicate);
    assert_eq!(f.store.seen_event(&submit.event_id).await.unwrap().unwrap().digest, submit.digest);
    let mut other = submission(order("hubei", 2));
    other.event_id.clone_from(&submit.event_id);
    assert_eq!(f.store.apply(&other).await.unwrap(), Applied::Conflict);
    assert_eq!(f.store.order_brief(&order_no(2)).await.unwrap(), None);
    let mut renamed = submit;
    renamed.event_id = "e-other".to_owned();
    assert_eq!(f.store.apply(&renamed).await.unwrap(), Applied::OrderExists);
    // What was refused was not taken: the id is still free.
    assert_eq!(f.store.seen_event("e-other").await.unwrap(), None);
}

pub(super) async fn what_another_writer_overtook_is_refused(f: Fixture) {
    let first = order("hubei", 1);
    let certificate = first.items[0].certificate.clone();
    let number = certificate.number.clone().unwrap();
    let order_no_1 = f.submit("hubei", 1).await;
    assert_eq!(f.store.unfinished_with(&number, &certificate.holder).await.unwrap(), Some(order_no_1.clone()));
    assert_eq!(f.store.unfinished_with(&number, "别人").await.unwrap(), None);

    // G3.12, in whichever institution.
    let mut same = order_of_two("zhejiang", 2);
    same.items.swap(0, 1);
    same.items[1].certificate = certificate.clone();
    assert_eq!(f.store.apply(&submission(same.clone())).await.unwrap(), Applied::CertificateInProgress(1));

    let cancel = |id: &str, account: &str, number| {
        event(id, FIRST_MOMENT, FeedAct::Cancel { order_no: number, account: account.to_owned() })
    };
    assert_eq!(f.store.apply(&cancel("c1", "chsi-0001", order_no(9))).await.unwrap(), Applied::OrderUnknown);
    assert_eq!(f.store.apply(&cancel("c1", "chsi-9999", order_no_1.clone())).await.unwrap(), Applied::WrongAccount);
    let resubmit = |id: &str| {
        let items = vec![(1, files(3))];
        event(
            id,
            FIRST_MOMENT,
            FeedAct::Resubmit { order_no: order_no_1.clone(), account: "chsi-0001".to_owned(), items, findings: vec![] },
        )
    };
    assert_eq!(f.store.apply(&resubmit("r1")).await.unwrap(), Applied::WrongState(Status::AwaitingProofreading));
    assert_eq!(f.store.apply(&cancel("c1", "chsi-0001", order_no_1.clone())).await.unwrap(), Applied::Done);
    assert_eq!(
        f.store.apply(&cancel("c2", "chsi-0001", order_no_1.clone())).await.unwrap(),
        Applied::WrongState(Status::Cancelled)
    );
    assert_eq!(f.store.apply(&cancel("c1", "chsi-0001", order_no_1.clone())).await.unwrap(), Applied::Duplicate);
    // The certificate is free again.
    assert_eq!(f.store.unfinished_with(&number, &certificate.holder).await.unwrap(), None);
    assert_eq!(f.store.apply(&submission(same)).await.unwrap(), Applied::Done);
}

pub(super) async fn a_resubmission_begins_the_next_round(f: Fixture) {
    let new = order_of_two("hubei", 5);
    let (number, account) = (new.order_no.clone(), new.account.clone());
    f.store.apply(&submission(new.clone())).await.unwrap();
    f.decide("zhangmin", &number, &[Outcome::Supplement, Outcome::Approve], 0).await;
    let asked = f.file("hubei", &number).await;
    assert_eq!(asked.status, Status::AwaitingSupplement);
    assert_eq!(
        asked.items.iter().map(|item| item.status).collect::<Vec<_>>(),
        vec![Status::AwaitingSupplement, Status::Accepted]
    );

    // A new diploma, the same front of the ID card, no back, and another document.
    let old = &new.items[0].attachments;
    let list = vec![file(AttachmentKind::Diploma, 900), old[1].clone(), file(AttachmentKind::Other, 901)];
    let at = FIRST_MOMENT.plus(86_400_000);
    let act = FeedAct::Resubmit { order_no: number.clone(), account, items: vec![(1, list.clone())], findings: vec![] };
    assert_eq!(f.store.apply(&event("r1", at, act)).await.unwrap(), Applied::Done);

    let now = f.file("hubei", &number).await;
    assert_eq!((now.status, now.round, now.version), (Status::AwaitingProofreading, 2, asked.version + 1));
    assert_eq!((now.submitted_at, now.first_submitted_at), (at, new.submitted_at));
    assert!(now.items.iter().all(|item| item.status == Status::AwaitingProofreading));
    let of_first: Vec<_> = now.items[0].attachments.iter().map(|kept| (kept.round, kept.position, kept.superseded_by)).collect();
    assert_eq!(of_first, vec![(1, 0, Some(2)), (1, 1, None), (1, 2, Some(2)), (2, 0, None), (2, 2, None)]);
    assert!(now.items[1].attachments.iter().all(|kept| kept.round == 1 && kept.superseded_by.is_none()));
    let row = f.store.queue_rows("hubei", std::slice::from_ref(&number)).await.unwrap().pop().unwrap();
    assert_eq!((row.round, row.attachments, row.submitted_at), (2, 6, at));
    assert_eq!(f.store.order_brief(&number).await.unwrap().unwrap().round, 2);

    // The next round may bring an earlier file back.
    f.decide("chengang", &number, &[Outcome::Supplement, Outcome::Supplement], 0).await;
    let act = FeedAct::Resubmit {
        order_no: number.clone(),
        account: now.account.clone(),
        items: vec![(1, old.clone()), (2, new.items[1].attachments.clone())],
        findings: vec![],
    };
    assert_eq!(f.store.apply(&event("r2", at.plus(1), act)).await.unwrap(), Applied::Done);
    let back = f.file("hubei", &number).await;
    let current: Vec<_> = back.items[0]
        .attachments
        .iter()
        .filter(|kept| kept.superseded_by.is_none())
        .map(|kept| (kept.round, kept.position, kept.file.sha256.clone()))
        .collect();
    assert_eq!(current, vec![(1, 1, old[1].sha256.clone()), (3, 0, old[0].sha256.clone()), (3, 2, old[2].sha256.clone())]);
    assert_eq!(f.store.queue_rows("hubei", &[number]).await.unwrap()[0].attachments, 6);
}

pub(super) async fn a_cancelled_order_is_over(f: Fixture) {
    let number = f.submit("hubei", 3).await;
    let claim = f.claim("zhangmin", &number).await;
    let act = FeedAct::Cancel { order_no: number.clone(), account: "chsi-0003".to_owned() };
    assert_eq!(f.store.apply(&event("c", FIRST_MOMENT, act)).await.unwrap(), Applied::Done);
    let over = f.file("hubei", &number).await;
    assert_eq!((over.status, over.version, over.claim), (Status::Cancelled, 2, None));
    assert!(over.items.iter().all(|item| item.status == Status::Cancelled));
    assert_eq!(f.store.renew(&claim, 1000).await.unwrap(), None);
    let last = f.store.audit("hubei", number.as_str(), 0).await.unwrap().pop().unwrap();
    assert_eq!((last.actor.as_str(), last.action.as_str(), last.seq), ("portal", "cancel", over.audit_seq));
}

pub(super) async fn enquiries_come_in(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let ask = |id: &str, enquiry: &str, account: &str, about| {
        event(
            id,
            FIRST_MOMENT,
            FeedAct::Enquiry {
                enquiry_no: enquiry.to_owned(),
                account: account.to_owned(),
                institution: "hubei".to_owned(),
                order_no: about,
                subject: "还要多久".to_owned(),
                body: "我的申请单还是待校对, 请问要多久?".to_owned(),
            },
        )
    };
    let more = |id: &str, enquiry: &str, account: &str| {
        let (enquiry_no, account) = (enquiry.to_owned(), account.to_owned());
        event(id, FIRST_MOMENT.plus(1000), FeedAct::EnquiryFollowup { enquiry_no, account, body: "补充一句".to_owned() })
    };
    assert_eq!(f.store.apply(&ask("q1", "q-77", "chsi-0001", Some(number.clone()))).await.unwrap(), Applied::Done);
    assert_eq!(f.store.apply(&ask("q2", "q-77", "chsi-0001", None)).await.unwrap(), Applied::EnquiryExists);
    assert_eq!(f.store.apply(&ask("q3", "q-78", "chsi-0001", Some(order_no(9)))).await.unwrap(), Applied::OrderUnknown);
    assert_eq!(f.store.apply(&ask("q4", "q-78", "chsi-0002", Some(number))).await.unwrap(), Applied::WrongAccount);
    assert_eq!(f.store.apply(&more("f1", "q-79", "chsi-0001")).await.unwrap(), Applied::EnquiryUnknown);
    assert_eq!(f.store.apply(&more("f1", "q-77", "chsi-0002")).await.unwrap(), Applied::WrongAccount);
    assert_eq!(f.store.apply(&more("f1", "q-77", "chsi-0001")).await.unwrap(), Applied::Done);
    assert_eq!(f.store.apply(&more("f1", "q-77", "chsi-0001")).await.unwrap(), Applied::Duplicate);

    let brief = f.store.enquiry_brief("q-77").await.unwrap().unwrap();
    assert_eq!((brief.institution.as_str(), brief.account.as_str()), ("hubei", "chsi-0001"));
    assert_eq!(f.store.enquiry_brief("q-78").await.unwrap(), None);
    let trail = f.store.audit("hubei", "enquiry:q-77", 0).await.unwrap();
    assert_eq!(trail.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), vec!["enquiry", "enquiry_followup"]);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT MAX(post) FROM enquiry_posts WHERE enquiry_no = 'q-77'").await, 2);
    assert_eq!(raw.number("SELECT waiting_since FROM enquiries WHERE enquiry_no = 'q-77'").await, FIRST_MOMENT.0);
}

pub(super) async fn a_reconsideration_names_an_ended_order(f: Fixture) {
    let earlier = f.submit("hubei", 1).await;
    let mut contest = order("hubei", 2);
    contest.kind = OrderKind::Reconsideration;
    contest.reconsiders = Some(earlier.clone());
    contest.account = "chsi-0001".to_owned();
    let submit = |order| submission(order);
    assert_eq!(f.store.apply(&submit(contest.clone())).await.unwrap(), Applied::ReconsiderationUnknown);
    f.decide("zhangmin", &earlier, &[Outcome::Reject], 0).await;
    let mut stranger = contest.clone();
    stranger.account = "chsi-0002".to_owned();
    assert_eq!(f.store.apply(&submit(stranger)).await.unwrap(), Applied::ReconsiderationUnknown);
    let mut nowhere = contest.clone();
    nowhere.reconsiders = Some(order_no(99));
    assert_eq!(f.store.apply(&submit(nowhere)).await.unwrap(), Applied::ReconsiderationUnknown);
    let number = contest.order_no.clone();
    assert_eq!(f.store.apply(&submit(contest)).await.unwrap(), Applied::Done);
    let kept = f.file("hubei", &number).await;
    assert_eq!((kept.kind, kept.reconsiders), (OrderKind::Reconsideration, Some(earlier)));
}

pub(super) async fn the_dishonesty_list_holds_for_a_year(f: Fixture) {
    let day = |text| parse_day(text).unwrap();
    let listing = Listing {
        institution: "zhejiang".to_owned(),
        listing: token(),
        id_no: id_no(4),
        name: holder(4),
        effective_on: day("2020-03-01"),
        ends_on: day("2021-03-01"),
        reason: "伪造毕业证".to_owned(),
    };
    f.store.put_listings(&[listing]).await.unwrap();
    let listed = async |ids: &[String], on| f.store.is_listed(ids, day(on)).await.unwrap();
    assert!(!listed(&[id_no(4)], "2020-02-29").await);
    assert!(listed(&[id_no(4)], "2020-03-01").await);
    assert!(listed(&[id_no(3), id_no(4)], "2021-02-28").await);
    assert!(!listed(&[id_no(4)], "2021-03-01").await);
    assert!(!listed(&[id_no(3)], "2020-10-16").await);
    assert!(!listed(&[], "2020-10-16").await);
}

pub(super) async fn a_message_is_handed_over_once(f: Fixture) {
    let mut sent = Vec::new();
    for n in 1..=5 {
        let number = f.submit("hubei", n).await;
        let outcome = if n % 2 == 0 { Outcome::Reject } else { Outcome::Supplement };
        sent.push(f.decide("zhangmin", &number, &[outcome], 0).await);
    }
    let held = f.submit("hubei", 6).await;
    let held = f.decide("zhangmin", &held, &[Outcome::Approve], 60_000).await;

    let due = f.store.outbox(None, 100).await.unwrap();
    assert_eq!(
        due.iter().map(|message| &message.message_id).collect::<Vec<_>>(),
        sent.iter().map(|decision| &decision.message_id).collect::<Vec<_>>()
    );
    let first = &due[0];
    assert_eq!((first.kind.as_str(), first.account.as_str(), &first.title), ("supplement", "chsi-0001", &sent[0].title));
    assert_eq!((&first.body, &first.order_no, &first.enquiry_no), (&sent[0].letter, &Some(order_no(1)), &None));
    assert_eq!(due[1].kind, "rejected");

    let mut pages = Vec::new();
    let mut after: Option<(Millis, String)> = None;
    loop {
        let page = f.store.outbox(after.clone(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.message_id.clone()));
        pages.extend(page);
    }
    assert_eq!(pages, due);

    let ids: Vec<String> = due.iter().take(3).map(|message| message.message_id.clone()).collect();
    assert_eq!(f.store.acknowledge(&ids).await.unwrap(), 3);
    assert_eq!(f.store.acknowledge(&ids).await.unwrap(), 0);
    assert_eq!(f.store.acknowledge(&[held.message_id.clone(), "no such".to_owned()]).await.unwrap(), 0);
    assert_eq!(f.store.outbox(None, 100).await.unwrap(), due[3..]);
    let record = &f.file("hubei", &held.claim.order_no).await.messages[0];
    assert_eq!((record.delivered_at, record.message.kind.as_str()), (None, "accepted"));
    assert!(f.file("hubei", &order_no(1)).await.messages[0].delivered_at.is_some());
}

pub(super) async fn counts_follow_every_move(f: Fixture) {
    assert_eq!(f.store.counts().await.unwrap(), vec![]);
    for n in 1..=6 {
        f.submit("hubei", n).await;
    }
    f.submit("zhejiang", 7).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    f.decide("zhangmin", &order_no(2), &[Outcome::Reject], 0).await;
    f.decide("zhangmin", &order_no(3), &[Outcome::Supplement], 0).await;
    let cancel = FeedAct::Cancel { order_no: order_no(4), account: "chsi-0004".to_owned() };
    f.store.apply(&event("c", FIRST_MOMENT, cancel)).await.unwrap();
    let again = FeedAct::Resubmit {
        order_no: order_no(3),
        account: "chsi-0003".to_owned(),
        items: vec![(1, files(3))],
        findings: vec![],
    };
    f.store.apply(&event("r", FIRST_MOMENT, again)).await.unwrap();
    let expected = vec![
        ("hubei".to_owned(), Status::Accepted, 1),
        ("hubei".to_owned(), Status::AwaitingProofreading, 3),
        ("hubei".to_owned(), Status::Cancelled, 1),
        ("hubei".to_owned(), Status::Rejected, 1),
        ("zhejiang".to_owned(), Status::AwaitingProofreading, 1),
    ];
    let counts = async || -> Vec<_> {
        f.store.counts().await.unwrap().into_iter().map(|count| (count.institution, count.status, count.n)).collect()
    };
    assert_eq!(counts().await, expected);
    f.store.roll_up_counts().await.unwrap();
    assert_eq!(counts().await, expected);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM count_deltas").await, 0);
    f.submit("zhejiang", 8).await;
    f.store.roll_up_counts().await.unwrap();
    assert_eq!(counts().await.last().unwrap().2, 2);
}

pub(super) async fn progress_is_shown_by_number(f: Fixture) {
    let new = order_of_two("hubei", 5);
    f.store.apply(&submission(new.clone())).await.unwrap();
    f.decide("zhangmin", &new.order_no, &[Outcome::Approve, Outcome::Reject], 0).await;
    let progress = f.store.progress(&new.order_no).await.unwrap().unwrap();
    assert_eq!((progress.institution.as_str(), progress.status, progress.round), ("hubei", Status::Accepted, 1));
    assert!(progress.updated_at > new.submitted_at);
    let items: Vec<_> = progress.items.iter().map(|item| (item.item, item.service, item.status, item.summary.as_str())).collect();
    assert_eq!(
        items,
        vec![
            (1, Service::Degree, Status::Accepted, format!("{}-武汉大学-本科", holder(5)).as_str()),
            (2, Service::Transcript, Status::Rejected, format!("{}-武汉大学", holder(5)).as_str()),
        ]
    );
    assert_eq!(f.store.progress(&order_no(6)).await.unwrap(), None);
}
