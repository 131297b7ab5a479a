//! The dishonesty list as due process, and who may not decide a reconsideration.

use chrono::{Days, NaiveDate};
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::listing::{ListingState, LookOutcome, Standing, TAKEN_BACK, ends_on};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::numbers::resident_id::forms;
use jiaodui::domain::order::OrderKind;
use jiaodui::domain::status::Status;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{
    Applied, Claimed, Decided, Evidence, Listing, ListingDone, ListingFile, ListingPage, ListingQuery, NewDecision, Proposal,
    SecondLook, TakenBack,
};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::fixture::{Engine, Fixture, Raw};
use crate::support::fixtures::{actor, decision, holder, id_no, order, order_of_two, submission, token, verdicts};

/// Rejects an order of 湖北 for forgery; the decision and the listing it proposes.
async fn rejected(f: &Fixture, login: &str, number: &OrderNo, hold_ms: i64) -> (NewDecision, String) {
    let claim = f.claim(login, number).await;
    let version = f.file("hubei", number).await.version;
    let mut decision = decision(&claim, version, &[Outcome::Reject]);
    decision.hold_ms = hold_ms;
    let evidence = Evidence { attachments: vec!["a".repeat(64)], reasons: vec!["R11".to_owned()] };
    decision.proposes = vec![Proposal { listing: token(), item: 1, reason: "材料系伪造、变造".to_owned(), evidence }];
    f.done(&actor(login), &decision).await;
    let listing = decision.proposes[0].listing.clone();
    (decision, listing)
}

fn look(outcome: LookOutcome, reason: &str) -> SecondLook {
    SecondLook { outcome, reason: reason.to_owned(), verdicts: verdicts() }
}

async fn look_again(f: &Fixture, login: &str, listing: &str, outcome: LookOutcome) -> ListingDone {
    f.store.look_again(&actor(login), "hubei", listing, &look(outcome, "印章与样本不符")).await.unwrap()
}

async fn of(f: &Fixture, listing: &str) -> ListingFile {
    f.store.listing("hubei", listing).await.unwrap().expect("there is such a listing")
}

async fn page(f: &Fixture, standing: Standing, after: Option<(String, String)>, limit: u32) -> ListingPage {
    let query = ListingQuery { institution: "hubei".to_owned(), standing, after, limit };
    f.store.listings(&query).await.unwrap()
}

async fn today(f: &Fixture) -> NaiveDate {
    f.store.activity("hubei", None, 1).await.unwrap().1.day()
}

/// The actions in a listing's trail; the trail is whole.
async fn trail(f: &Fixture, listing: &str) -> Vec<(String, String)> {
    let entries = f.store.audit("hubei", &format!("listing:{listing}"), 0).await.unwrap();
    let mut hash = String::new();
    for entry in &entries {
        assert_eq!((&entry.prev_hash, &entry.hash), (&hash, &hash_of(entry)));
        hash.clone_from(&entry.hash);
    }
    entries.into_iter().map(|entry| (entry.action, entry.actor)).collect()
}

fn acts(acts: &[(&str, &str)]) -> Vec<(String, String)> {
    acts.iter().map(|(action, actor)| ((*action).to_owned(), (*actor).to_owned())).collect()
}

fn taken_over(n: u32, id_no: String, effective_on: NaiveDate) -> Listing {
    Listing {
        institution: "hubei".to_owned(),
        listing: token(),
        id_no,
        name: holder(n),
        effective_on,
        ends_on: ends_on(effective_on),
        reason: "提交伪造的毕业证书。".to_owned(),
    }
}

pub(super) async fn a_proposal_is_confirmed_by_a_second_person(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (decision, listing) = rejected(&f, "zhangmin", &number, 0).await;
    let proposed = of(&f, &listing).await;
    let from = proposed.record.proposed.clone().unwrap();
    assert_eq!(
        (&from.order_no, from.item, from.by.login.as_str(), &from.evidence),
        (&number, 1, "zhangmin", &decision.proposes[0].evidence)
    );
    assert_eq!((&proposed.record.id_no, &proposed.record.name, proposed.look), (&id_no(1), &holder(1), None));
    assert_eq!(proposed.record.term.standing(today(&f).await), Standing::Proposed);
    // Until somebody has looked, nothing follows from it.
    assert!(!f.store.is_listed(&forms(&id_no(1)), today(&f).await).await.unwrap());
    assert_eq!(f.store.waiting_listings("hubei").await.unwrap(), 1);
    assert_eq!(f.store.waiting_listings("zhejiang").await.unwrap(), 0);

    assert_eq!(look_again(&f, "zhangmin", &listing, LookOutcome::Confirm).await, ListingDone::Own);
    for login in ["zixun", "guanli"] {
        let refused = f.store.look_again(&actor(login), "hubei", &listing, &look(LookOutcome::Confirm, "")).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let elsewhere = f.store.look_again(&actor("xuwei"), "hubei", &listing, &look(LookOutcome::Confirm, "")).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound(_))), "{elsewhere:?}");
    assert_eq!(f.store.listing("zhejiang", &listing).await.unwrap(), None);
    let no_reason = f.store.look_again(&actor("chengang"), "hubei", &listing, &look(LookOutcome::Decline, " ")).await;
    assert!(matches!(no_reason, Err(StoreError::Refused(_))), "{no_reason:?}");

    assert_eq!(look_again(&f, "chengang", &listing, LookOutcome::Confirm).await, ListingDone::Done);
    let day = today(&f).await;
    let confirmed = of(&f, &listing).await;
    assert_eq!((confirmed.record.term.effective_on, confirmed.record.term.ends_on), (Some(day), Some(ends_on(day))));
    assert_eq!(confirmed.record.decided.unwrap().name, "陈刚");
    assert_eq!(confirmed.look, Some(look(LookOutcome::Confirm, "印章与样本不符")));
    for on in [day, ends_on(day).pred_opt().unwrap()] {
        assert!(f.store.is_listed(&forms(&id_no(1)), on).await.unwrap(), "{on}");
    }
    for on in [day.pred_opt().unwrap(), ends_on(day)] {
        assert!(!f.store.is_listed(&forms(&id_no(1)), on).await.unwrap(), "{on}");
    }
    assert_eq!(trail(&f, &listing).await, acts(&[("propose", "zhangmin"), ("confirm", "chengang")]));
    assert_eq!(
        look_again(&f, "liuzhuguan", &listing, LookOutcome::Decline).await,
        ListingDone::Settled { state: ListingState::InForce }
    );
    assert_eq!(f.store.waiting_listings("hubei").await.unwrap(), 0);
}

pub(super) async fn a_declined_proposal_has_no_effect(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (_, listing) = rejected(&f, "zhangmin", &number, 0).await;
    assert_eq!(look_again(&f, "liuzhuguan", &listing, LookOutcome::Decline).await, ListingDone::Done);
    let declined = of(&f, &listing).await.record;
    assert_eq!(declined.declined_reason.as_deref(), Some("印章与样本不符"));
    assert_eq!(declined.term.standing(today(&f).await), Standing::Declined);
    assert!(!f.store.is_listed(&forms(&id_no(1)), today(&f).await).await.unwrap());
    let done = f.store.withdraw_listing(&actor("liuzhuguan"), "hubei", &listing, "无误").await.unwrap();
    assert_eq!(done, ListingDone::Settled { state: ListingState::Declined });
    assert_eq!(trail(&f, &listing).await, acts(&[("propose", "zhangmin"), ("decline", "liuzhuguan")]));
}

pub(super) async fn a_decision_taken_back_takes_its_proposal_along(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (decision, listing) = rejected(&f, "zhangmin", &number, 60_000).await;
    let held = look_again(&f, "chengang", &listing, LookOutcome::Confirm).await;
    assert!(matches!(held, ListingDone::Held { .. }), "{held:?}");
    assert!(matches!(look_again(&f, "chengang", &listing, LookOutcome::Decline).await, ListingDone::Held { .. }));
    let back = f.store.take_back(&actor("zhangmin"), &decision.token, &token(), CLAIM_MS).await.unwrap();
    assert!(matches!(back, TakenBack::Done(_)), "{back:?}");
    let gone = of(&f, &listing).await.record;
    assert_eq!(gone.term.state, ListingState::Withdrawn);
    assert_eq!(gone.withdrawn.map(|(by, reason)| (by.login, reason)), Some(("zhangmin".to_owned(), TAKEN_BACK.to_owned())));
    assert_eq!(
        look_again(&f, "chengang", &listing, LookOutcome::Confirm).await,
        ListingDone::Settled { state: ListingState::Withdrawn }
    );
    assert_eq!(trail(&f, &listing).await, acts(&[("propose", "zhangmin"), ("withdraw", "zhangmin")]));
}

pub(super) async fn a_listing_is_withdrawn_on_appeal(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (_, listing) = rejected(&f, "zhangmin", &number, 0).await;
    assert_eq!(
        f.store.withdraw_listing(&actor("liuzhuguan"), "hubei", &listing, "申诉成立").await.unwrap(),
        ListingDone::Settled { state: ListingState::Proposed }
    );
    look_again(&f, "chengang", &listing, LookOutcome::Confirm).await;
    for (login, reason) in [("chengang", "申诉成立"), ("guanli", "申诉成立"), ("liuzhuguan", " ")] {
        let refused = f.store.withdraw_listing(&actor(login), "hubei", &listing, reason).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    assert_eq!(
        f.store.withdraw_listing(&actor("liuzhuguan"), "hubei", &token(), "申诉成立").await.unwrap(),
        ListingDone::Unknown
    );
    assert_eq!(f.store.withdraw_listing(&actor("liuzhuguan"), "hubei", &listing, "申诉成立").await.unwrap(), ListingDone::Done);
    let withdrawn = of(&f, &listing).await.record;
    assert_eq!(withdrawn.term.standing(today(&f).await), Standing::Withdrawn);
    assert_eq!(withdrawn.withdrawn.map(|(by, reason)| (by.name, reason)), Some(("刘主管".to_owned(), "申诉成立".to_owned())));
    assert!(!f.store.is_listed(&forms(&id_no(1)), today(&f).await).await.unwrap());
    assert_eq!(trail(&f, &listing).await, acts(&[("propose", "zhangmin"), ("confirm", "chengang"), ("withdraw", "liuzhuguan")]));
}

pub(super) async fn who_is_listed_is_not_approved(f: Fixture) {
    let day = today(&f).await;
    let before = |days: u64| day.checked_sub_days(Days::new(days)).unwrap();
    let short = |n: u32| forms(&id_no(n))[1].clone();
    // In force from today on; since long, by the number of 15 digits; to its last day; run out today; from tomorrow on.
    let a_year_ago = day.checked_sub_months(chrono::Months::new(12)).unwrap();
    let to_its_last_day = a_year_ago.succ_opt().unwrap();
    let cases = [
        (1, id_no(1), day, true),
        (2, short(2), before(100), true),
        (3, id_no(3), to_its_last_day, true),
        (4, id_no(4), a_year_ago, false),
        (5, id_no(5), day.succ_opt().unwrap(), false),
    ];
    for (n, id_no, effective_on, refused) in cases {
        f.store.put_listings(&[taken_over(n, id_no, effective_on)]).await.unwrap();
        let number = f.submit("hubei", n).await;
        let claim = f.claim("zhangmin", &number).await;
        let made = f.store.decide(&actor("zhangmin"), &decision(&claim, 1, &[Outcome::Approve])).await.unwrap();
        if refused {
            assert_eq!(made, Decided::Listed { items: vec![1] }, "{n}");
            assert_eq!(f.file("hubei", &number).await.status, Status::AwaitingProofreading);
            // It may be rejected; and what was taken over has no second look to have.
            let made = f.store.decide(&actor("zhangmin"), &decision(&claim, 1, &[Outcome::Reject])).await.unwrap();
            assert!(matches!(made, Decided::Done { status: Status::Rejected, .. }), "{made:?}");
        } else {
            assert!(matches!(made, Decided::Done { status: Status::Accepted, .. }), "{n}: {made:?}");
        }
    }
    // The holder of a certificate of old, by the number of 15 digits.
    let mut old = order("hubei", 6);
    old.items[0].certificate.id_no = short(6);
    let number = old.order_no.clone();
    assert_eq!(f.store.apply(&submission(old)).await.unwrap(), Applied::Done);
    f.store.put_listings(&[taken_over(6, id_no(6), day)]).await.unwrap();
    let claim = f.claim("zhangmin", &number).await;
    let made = f.store.decide(&actor("zhangmin"), &decision(&claim, 1, &[Outcome::Approve])).await.unwrap();
    assert_eq!(made, Decided::Listed { items: vec![1] });

    // The database says so, too, whoever writes; for each of the three forms.
    let mut raw = f.raw().await;
    for (n, listed) in [(11, id_no(11)), (12, short(12)), (13, id_no(13))] {
        let mut new = order("hubei", n);
        if n == 13 {
            new.items[0].certificate.id_no = short(13);
        }
        let number = new.order_no.clone();
        assert_eq!(f.store.apply(&submission(new)).await.unwrap(), Applied::Done);
        f.claim("zhangmin", &number).await;
        f.store.put_listings(&[taken_over(n, listed, day)]).await.unwrap();
        let by_hand = |outcome: &str| {
            format!(
                "INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, \
                 catalogue_version, letter_generated, letter, draft) SELECT institution, order_no, 't-{n}', 1, 1, 'accepted', \
                 'zhangmin', updated_at, 0, '', '', '', '{{}}' FROM orders WHERE order_no = '{number}'; \
                 INSERT INTO decision_items VALUES ('hubei', '{number}', 1, 1, '{outcome}', '[]')"
            )
        };
        let why = raw.refused("an approval of who is listed", &by_hand("approve")).await;
        assert!(why.contains("decision_items.listed"), "{why}");
        raw.run(&format!("BEGIN; {}; ROLLBACK", by_hand("reject"))).await.unwrap();
    }
}

pub(super) async fn the_list_is_read_by_standing_and_pages(f: Fixture) {
    let day = today(&f).await;
    let mut proposals = Vec::new();
    for n in 1..=5 {
        let number = f.submit("hubei", n).await;
        proposals.push(rejected(&f, "zhangmin", &number, 0).await.1);
    }
    // Oldest first, page by page.
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let next = page(&f, Standing::Proposed, after.take(), 2).await;
        assert_eq!(next.waiting, 5);
        seen.extend(next.rows.into_iter().map(|row| row.listing));
        let Some(more) = next.next else { break };
        after = Some(more);
    }
    assert_eq!(seen, proposals);
    look_again(&f, "chengang", &proposals[0], LookOutcome::Decline).await;
    look_again(&f, "chengang", &proposals[1], LookOutcome::Confirm).await;
    look_again(&f, "chengang", &proposals[2], LookOutcome::Confirm).await;
    f.store.withdraw_listing(&actor("liuzhuguan"), "hubei", &proposals[2], "申诉成立").await.unwrap();
    let run_out: Vec<Listing> =
        (0..3).map(|n| taken_over(20 + n, id_no(20 + n), day.checked_sub_days(Days::new(400 - u64::from(n))).unwrap())).collect();
    f.store.put_listings(&run_out).await.unwrap();
    let ids = |page: ListingPage| page.rows.into_iter().map(|row| row.listing).collect::<Vec<_>>();
    assert_eq!(ids(page(&f, Standing::Proposed, None, 9).await), proposals[3..]);
    assert_eq!(ids(page(&f, Standing::InForce, None, 9).await), proposals[1..2]);
    assert_eq!(ids(page(&f, Standing::Declined, None, 9).await), proposals[..1]);
    assert_eq!(ids(page(&f, Standing::Withdrawn, None, 9).await), proposals[2..3]);
    // Newest first, page by page.
    let first = page(&f, Standing::Expired, None, 2).await;
    let rest = page(&f, Standing::Expired, first.next.clone(), 2).await;
    assert_eq!(rest.next, None);
    let expired: Vec<String> = ids(first).into_iter().chain(ids(rest)).collect();
    assert_eq!(expired, run_out.iter().rev().map(|listing| listing.listing.clone()).collect::<Vec<_>>());
    // Another institution's list is its own.
    let query = ListingQuery { institution: "zhejiang".to_owned(), standing: Standing::InForce, after: None, limit: 9 };
    assert_eq!(f.store.listings(&query).await.unwrap(), ListingPage::default());
}

pub(super) async fn one_of_two_confirms(f: Fixture) {
    for n in 1..=8 {
        let number = f.submit("hubei", n).await;
        let (_, listing) = rejected(&f, "zhangmin", &number, 0).await;
        let other = f.again().await;
        let (chen, liu) = (actor("chengang"), actor("liuzhuguan"));
        let (confirm, decline) = (look(LookOutcome::Confirm, ""), look(LookOutcome::Decline, "看不出"));
        let (one, two) = tokio::join!(
            f.store.look_again(&chen, "hubei", &listing, &confirm),
            other.look_again(&liu, "hubei", &listing, &decline)
        );
        let (one, two) = (one.unwrap(), two.unwrap());
        let done = [&one, &two].iter().filter(|done| ***done == ListingDone::Done).count();
        assert_eq!(done, 1, "{one:?} {two:?}");
        let state = of(&f, &listing).await.record.term.state;
        assert_eq!(state, if one == ListingDone::Done { ListingState::InForce } else { ListingState::Declined });
        assert_eq!(trail(&f, &listing).await.len(), 2);
    }
}

pub(super) async fn a_second_look_or_taking_back_comes_first(f: Fixture) {
    for n in 1..=12 {
        let number = f.submit("hubei", n).await;
        let (decision, listing) = rejected(&f, "zhangmin", &number, 40).await;
        let other = f.again().await;
        // Both as its hold ends.
        tokio::time::sleep(std::time::Duration::from_millis(25 + u64::from(n) * 2)).await;
        let (chen, zhang, claim) = (actor("chengang"), actor("zhangmin"), token());
        let confirm = look(LookOutcome::Confirm, "");
        let (looked, back) = tokio::join!(
            f.store.look_again(&chen, "hubei", &listing, &confirm),
            other.take_back(&zhang, &decision.token, &claim, CLAIM_MS)
        );
        let (looked, back) = (looked.unwrap(), back.unwrap());
        let state = of(&f, &listing).await.record.term.state;
        let standing = f.file("hubei", &number).await.status;
        match back {
            TakenBack::Done(_) => {
                assert_ne!(looked, ListingDone::Done);
                assert_eq!((state, standing), (ListingState::Withdrawn, Status::AwaitingProofreading));
            }
            TakenBack::TooLate => {
                let expected = if looked == ListingDone::Done { ListingState::InForce } else { ListingState::Proposed };
                assert_eq!((state, standing), (expected, Status::Rejected), "{looked:?}");
            }
            TakenBack::NotPossible => panic!("{back:?}"),
        }
    }
}

/// A row of a listing's trail that continues it.
async fn row(f: &Fixture, listing: &str, action: &str, by: &str) -> String {
    let subject = format!("listing:{listing}");
    let head = f.store.audit("hubei", &subject, 0).await.unwrap().pop();
    let (seq, prev_hash) = head.map(|head| (head.seq, head.hash)).unwrap_or_default();
    let mut entry = jiaodui::store::records::AuditEntry {
        institution: "hubei".to_owned(),
        subject,
        seq: seq + 1,
        at: crate::support::fixtures::FIRST_MOMENT,
        actor: by.to_owned(),
        action: action.to_owned(),
        detail: "{}".to_owned(),
        prev_hash,
        hash: String::new(),
    };
    entry.hash = hash_of(&entry);
    format!(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', '{}', {}, {}, '{by}', '{action}', '{{}}', '{}', '{}')",
        entry.subject, entry.seq, entry.at.0, entry.prev_hash, entry.hash
    )
}

pub(super) async fn what_was_proposed_stays(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (_, held) = rejected(&f, "zhangmin", &number, 600_000).await;
    let number = f.submit("hubei", 2).await;
    let (decided, open) = rejected(&f, "zhangmin", &number, 0).await;
    let number = f.submit("hubei", 3).await;
    let (_, confirmed) = rejected(&f, "zhangmin", &number, 0).await;
    look_again(&f, "chengang", &confirmed, LookOutcome::Confirm).await;
    let imported = taken_over(4, id_no(4), today(&f).await);
    f.store.put_listings(std::slice::from_ref(&imported)).await.unwrap();
    let plain = f.submit("hubei", 5).await;
    let supplement = f.decide("zhangmin", &plain, &[Outcome::Supplement], 0).await;
    let mut raw = f.raw().await;

    let look_row = |listing: &str, by: &str, outcome: &str, reason: &str| {
        format!(
            "INSERT INTO second_looks (institution, listing, staff, at, outcome, reason, verdicts) \
             VALUES ('hubei', '{listing}', '{by}', 1606190400000, '{outcome}', '{reason}', '[]')"
        )
    };
    let confirm = |listing: &str, by: &str, first: &str, end: &str| {
        format!(
            "UPDATE listings SET state = 'in_force', decided_by = '{by}', decided_at = 1606190400000, effective_on = '{first}', \
             ends_on = '{end}' WHERE listing = '{listing}'"
        )
    };
    let decline = |listing: &str, by: &str, reason: &str| {
        format!(
            "UPDATE listings SET state = 'declined', decided_by = '{by}', decided_at = 1606190400000, declined_reason = '{reason}' \
             WHERE listing = '{listing}'"
        )
    };
    let withdraw = |listing: &str, by: &str, reason: &str| {
        format!(
            "UPDATE listings SET state = 'withdrawn', withdrawn_by = '{by}', withdrawn_at = 1606190400000, \
             withdraw_reason = '{reason}' WHERE listing = '{listing}'"
        )
    };
    let (first, end) = ("2020-11-24", "2021-11-24");
    let by_chen = row(&f, &open, "confirm", "chengang").await;
    let by_zhang = row(&f, &open, "confirm", "zhangmin").await;
    let by_clerk = row(&f, &open, "confirm", "zixun").await;
    let looked = look_row(&open, "chengang", "confirm", "");
    let insert = |columns: &str, values: &str| {
        format!(
            "INSERT INTO listings (institution, listing, id_no, name, reason, {columns}) VALUES ('hubei', 'l-9', '{}', '{}', '', {values})",
            id_no(5),
            holder(5)
        )
    };
    let import_row = row(&f, "l-9", "import", "import").await;
    let propose_row = row(&f, "l-9", "propose", "zhangmin").await;
    let proposal = |order: &OrderNo, token: &str, at: &str| {
        insert(
            "effective_on, ends_on, state, order_no, item, decision_token, evidence, proposed_by, proposed_at",
            &format!("'', '', 'proposed', '{order}', 1, '{token}', '{{}}', 'zhangmin', {at}"),
        )
    };
    let at = format!("(SELECT decided_at FROM decisions WHERE token = '{}')", supplement.token);
    let held_row = row(&f, &held, "confirm", "chengang").await;
    let withdraw_row = row(&f, &confirmed, "withdraw", "liuzhuguan").await;
    let withdraw_chen = row(&f, &confirmed, "withdraw", "chengang").await;
    let withdraw_open = row(&f, &open, "withdraw", "zhangmin").await;
    let decline_row = row(&f, &open, "decline", "chengang").await;
    for (what, script, refusal) in [
        ("its proposer confirms", format!("{by_zhang}; {}", look_row(&open, "zhangmin", "confirm", "")), "second_looks.person"),
        ("a clerk confirms", format!("{by_clerk}; {}", look_row(&open, "zixun", "confirm", "")), "second_looks.person"),
        ("no second look", format!("{by_chen}; {}", confirm(&open, "chengang", first, end)), "listings.second_look"),
        (
            "its proposer, under another's look",
            format!("{by_zhang}; {looked}; {}", confirm(&open, "zhangmin", first, end)),
            "listings.second_look",
        ),
        ("no audit row", format!("{looked}; {}", confirm(&open, "chengang", first, end)), "listings.audit"),
        ("two years", format!("{by_chen}; {looked}; {}", confirm(&open, "chengang", first, "2022-11-24")), "listings.term"),
        (
            "from before",
            format!("{by_chen}; {looked}; {}", confirm(&open, "chengang", "2019-11-24", "2020-11-24")),
            "listings.term",
        ),
        (
            "while it can be taken back",
            format!("{held_row}; {}; {}", look_row(&held, "chengang", "confirm", ""), confirm(&held, "chengang", first, end)),
            "listings.hold",
        ),
        (
            "declined without a reason",
            format!("{decline_row}; {}", look_row(&open, "chengang", "decline", " ")),
            "second_looks.fixed",
        ),
        (
            "declined without a reason in the list",
            format!("{decline_row}; {}; {}", look_row(&open, "chengang", "decline", "x"), decline(&open, "chengang", "")),
            "listings.second_look",
        ),
        (
            "declined after a look that confirms",
            format!("{decline_row}; {looked}; {}", decline(&open, "chengang", "x")),
            "listings.second_look",
        ),
        (
            "in force at once",
            format!("{import_row}; {}", insert("effective_on, ends_on, proposed_by", "'2020-01-01', '2021-01-01', 'zhangmin'")),
            "listings.insert",
        ),
        (
            "withdrawn from the start",
            format!("{import_row}; {}", insert("effective_on, ends_on, state", "'2020-01-01', '2021-01-01', 'withdrawn'")),
            "listings.insert",
        ),
        ("no trail", insert("effective_on, ends_on", "'2020-01-01', '2021-01-01'"), "listings.audit"),
        ("no days", format!("{import_row}; {}", insert("effective_on, ends_on", "'soon', 'later'")), "listings.insert"),
        (
            "of an item that is not rejected",
            format!("{propose_row}; {}", proposal(&plain, &supplement.token, &at)),
            "listings.proposal",
        ),
        ("of another order", format!("{propose_row}; {}", proposal(&plain, &decided.token, &at)), "listings."),
        ("another name", format!("UPDATE listings SET name = '某人' WHERE listing = '{open}'"), "listings.fixed"),
        ("another reason", format!("UPDATE listings SET reason = 'x' WHERE listing = '{confirmed}'"), "listings.fixed"),
        ("another number", format!("UPDATE listings SET id_no = 'x' WHERE listing = '{}'", imported.listing), "listings.fixed"),
        ("other evidence", format!("UPDATE listings SET evidence = '[]' WHERE listing = '{open}'"), "listings.fixed"),
        ("a longer term", format!("UPDATE listings SET ends_on = '2099-01-01' WHERE listing = '{confirmed}'"), "listings.move"),
        (
            "withdrawn without a reason",
            format!("{withdraw_row}; {}", withdraw(&confirmed, "liuzhuguan", " ")),
            "listings.withdraw",
        ),
        (
            "withdrawn by a proofreader",
            format!("{withdraw_chen}; {}", withdraw(&confirmed, "chengang", "x")),
            "listings.withdraw",
        ),
        ("withdrawn without a trail", withdraw(&confirmed, "liuzhuguan", "x"), "listings.audit"),
        (
            "a standing decision's proposal withdrawn",
            format!("{withdraw_open}; {}", withdraw(&open, "zhangmin", "x")),
            "listings.withdraw",
        ),
        ("proposed again", format!("UPDATE listings SET state = 'proposed' WHERE listing = '{confirmed}'"), "listings.move"),
        ("deleted", format!("DELETE FROM listings WHERE listing = '{open}'"), "listings.delete"),
        ("another look", format!("UPDATE second_looks SET verdicts = '[]' WHERE listing = '{confirmed}'"), "second_looks.fixed"),
        ("a look deleted", format!("DELETE FROM second_looks WHERE listing = '{confirmed}'"), "second_looks.fixed"),
        ("a look at what is settled", look_row(&confirmed, "liuzhuguan", "confirm", ""), "second_looks"),
    ] {
        let why = raw.refused(what, &script).await;
        assert!(why.contains(refusal), "{what}: {why}");
    }
    if f.engine == Engine::Sqlite {
        let replaced = format!(
            "{import_row}; INSERT OR REPLACE INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason) VALUES ('hubei', '{open}', 'x', 'x', '2020-01-01', '2021-01-01', '')"
        );
        assert!(raw.refused("replaced", &replaced).await.contains("listings.fixed"));
    }
    // A way that is right, by hand.
    raw.run(&format!("BEGIN; {by_chen}; {looked}; {}; COMMIT", confirm(&open, "chengang", first, end))).await.unwrap();
    raw.run(&format!("BEGIN; {withdraw_row}; {}; COMMIT", withdraw(&confirmed, "liuzhuguan", "x"))).await.unwrap();
}

async fn contest(f: &Fixture, n: u32, earlier: &OrderNo) -> OrderNo {
    let mut new = order("hubei", n);
    new.account = "chsi-0001".to_owned();
    new.kind = OrderKind::Reconsideration;
    new.reconsiders = Some(earlier.clone());
    let number = new.order_no.clone();
    assert_eq!(f.store.apply(&submission(new)).await.unwrap(), Applied::Done);
    number
}

pub(super) async fn the_whole_chain_before_a_reconsideration_is_kept_from_its_deciders(f: Fixture) {
    let first = f.submit("hubei", 1).await;
    f.decide("zhangmin", &first, &[Outcome::Reject], 0).await;
    let second = contest(&f, 2, &first).await;
    // Held in spite of it (by hand), the decision is refused.
    let claimed = f.claim("chengang", &second).await;
    let mut raw = f.raw().await;
    f.decide("chengang", &second, &[Outcome::Reject], 0).await;
    let third = contest(&f, 3, &second).await;
    for login in ["zhangmin", "chengang"] {
        let claimed = f.store.claim(&actor(login), "hubei", &third, &token(), CLAIM_MS).await.unwrap();
        assert_eq!(claimed, Claimed::FirstDecider, "{login}");
        assert_eq!(f.store.claim_next(&actor(login), "hubei", &token(), CLAIM_MS).await.unwrap(), None, "{login}");
        let by_hand = format!(
            "UPDATE orders SET claimed_by = '{login}', claim_token = 't', claimed_at = 1, claimed_until = 9000000000000 \
             WHERE order_no = '{third}'; \
             INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, \
             catalogue_version, letter_generated, letter, draft) VALUES ('hubei', '{third}', 't', 1, 1, 'accepted', '{login}', 1, 1, \
             '', '', '', '{{}}')"
        );
        let why = raw.refused("a decision on one's own", &by_hand).await;
        assert!(why.contains("decisions.first_decider"), "{why}");
    }
    for script in [
        format!("DELETE FROM contested WHERE order_no = '{third}'"),
        format!("UPDATE contested SET earlier = 'x' WHERE order_no = '{third}'"),
        format!("INSERT INTO contested VALUES ('hubei', '{first}', '{third}')"),
    ] {
        assert!(raw.refused(&script, &script).await.contains("contested.fixed"), "{script}");
    }
    f.decide("liuzhuguan", &third, &[Outcome::Approve], 0).await;
    drop(claimed);
    let _: &Raw = &raw;
}

pub(super) async fn only_a_rejection_proposes(f: Fixture) {
    let two = order_of_two("hubei", 1);
    let number = two.order_no.clone();
    assert_eq!(f.store.apply(&submission(two)).await.unwrap(), Applied::Done);
    let claim = f.claim("zhangmin", &number).await;
    let mut made = decision(&claim, 1, &[Outcome::Approve, Outcome::Reject]);
    let proposal = |item| Proposal { listing: token(), item, reason: "虚假信息".to_owned(), evidence: Evidence::default() };
    made.proposes = vec![proposal(1)];
    let refused = f.store.decide(&actor("zhangmin"), &made).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    // Nothing of it stays.
    assert_eq!(f.file("hubei", &number).await.status, Status::AwaitingProofreading);
    assert_eq!(f.store.audit("hubei", &format!("listing:{}", made.proposes[0].listing), 0).await.unwrap(), Vec::new());
    made.proposes = vec![proposal(2)];
    f.done(&actor("zhangmin"), &made).await;
    assert_eq!(of(&f, &made.proposes[0].listing).await.record.proposed.unwrap().item, 2);
    // Asked again under the same token: nothing happens twice.
    f.done(&actor("zhangmin"), &made).await;
    assert_eq!(f.store.waiting_listings("hubei").await.unwrap(), 1);
}
