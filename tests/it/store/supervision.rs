//! What supervisors do to orders, what they see, and what the database itself holds of it.

use jiaodui::domain::ageing::{Band, PATIENCE_DAYS};
use jiaodui::domain::calendar::{Calendar, DEFAULT};
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::listing::LookOutcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::OrderKind;
use jiaodui::domain::postpone::{Term, assigned_until};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{
    Applied, AuditEntry, Colleague, Dashboard, Decided, Evidence, FeedAct, Flow, FlowAct, Intervened, LoadedOrder, LoadedStep,
    Notification, Proposal, SecondLook, TakenBack,
};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::fixture::{Engine, Fixture};
use super::guards::all_refused;
use crate::support::fixtures::{
    FIRST_MOMENT, actor, decision, draft, event, files, order, order_no, order_of_two, outcomes, submission, token, verdicts,
};

const WHY: &str = "长时间无人处理";

fn calendar() -> Calendar {
    Calendar::from_toml(DEFAULT).unwrap()
}

fn tells() -> Notification {
    Notification {
        message_id: token(), title: "申请单重新校对".into(), body: "您的申请将重新校对。".into(), hold_ms: 0
    }
}

async fn now(f: &Fixture) -> Millis {
    f.store.activity("hubei", None, 0).await.unwrap().1
}

async fn release(f: &Fixture, login: &str, number: &OrderNo) -> Intervened {
    f.store.force_release(&actor(login), "hubei", number, WHY).await.unwrap()
}

async fn reassign(f: &Fixture, number: &OrderNo, to: &str) -> Intervened {
    f.store.reassign(&actor("liuzhuguan"), "hubei", number, to, WHY, &calendar()).await.unwrap()
}

async fn reopen(f: &Fixture, number: &OrderNo) -> Intervened {
    f.store.reopen(&actor("liuzhuguan"), "hubei", number, WHY, &tells()).await.unwrap()
}

async fn reject(f: &Fixture, number: &OrderNo, days: u32) -> Intervened {
    let liu = actor("liuzhuguan");
    f.store.reject_unanswered(&liu, "hubei", number, WHY, &tells(), (&calendar(), days)).await.unwrap()
}

async fn next(f: &Fixture, login: &str) -> Option<OrderNo> {
    let claim = f.store.claim_next(&actor(login), "hubei", &token(), CLAIM_MS).await.unwrap()?;
    assert!(f.store.release(&actor(login), &claim).await.unwrap());
    Some(claim.order_no)
}

/// The newest row of a trail whose every row fits the one before.
async fn newest(f: &Fixture, number: &OrderNo) -> AuditEntry {
    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    let mut prev = String::new();
    for row in &trail {
        assert_eq!((&row.prev_hash, &row.hash), (&prev, &hash_of(row)), "row {}", row.seq);
        prev.clone_from(&row.hash);
    }
    let last = trail.last().unwrap().clone();
    assert_eq!(last.seq, f.file("hubei", number).await.audit_seq);
    last
}

async fn dashboard(f: &Fixture, login: &str) -> Dashboard {
    f.store.dashboard(&actor(login), "hubei", (&calendar(), PATIENCE_DAYS)).await.unwrap()
}

pub(super) async fn a_claim_is_ended_by_a_supervisor(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    assert_eq!(release(&f, "liuzhuguan", &number).await, Intervened::Free);
    let claim = f.claim("zhangmin", &number).await;
    f.store.save_draft(&actor("zhangmin"), "hubei", &number, &draft(1)).await.unwrap();

    // Only a supervisor of the institution, and only with a reason.
    for login in ["zhangmin", "zixun", "guanli"] {
        let refused = f.store.force_release(&actor(login), "hubei", &number, WHY).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let refused = f.store.force_release(&actor("xuwei"), "hubei", &number, WHY).await;
    assert!(matches!(refused, Err(StoreError::NotFound(_))), "{refused:?}");
    let refused = f.store.force_release(&actor("liuzhuguan"), "hubei", &number, "  ").await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(release(&f, "liuzhuguan", &order_no(99)).await, Intervened::Unknown);
    assert_eq!(f.file("hubei", &number).await.claim.unwrap().login, "zhangmin");

    assert_eq!(release(&f, "liuzhuguan", &number).await, Intervened::Done);
    let row = newest(&f, &number).await;
    assert_eq!((row.actor.as_str(), row.action.as_str()), ("liuzhuguan", "force_release"));
    assert_eq!(row.detail, format!(r#"{{"by":"刘主管","from":"zhangmin","reason":"{WHY}"}}"#));
    let file = f.file("hubei", &number).await;
    assert_eq!((file.claim, file.version, file.status), (None, 1, Status::AwaitingProofreading));
    assert_eq!(release(&f, "liuzhuguan", &number).await, Intervened::Free);

    // The draft stays as it was; what is sent after all is refused, with the cause.
    assert_eq!(f.store.draft("hubei", &number, "zhangmin").await.unwrap(), Some(draft(1)));
    let made = decision(&claim, 1, &[Outcome::Approve]);
    let Decided::Stale { since, holder, .. } = f.store.decide(&actor("zhangmin"), &made).await.unwrap() else { panic!() };
    assert_eq!(holder, None);
    assert_eq!(since.last().map(|row| (row.action.as_str(), row.actor.as_str())), Some(("force_release", "liuzhuguan")));
    assert_eq!(f.store.renew(&claim, CLAIM_MS).await.unwrap(), None);

    f.decide("chengang", &number, &[Outcome::Approve], 0).await;
    assert_eq!(release(&f, "liuzhuguan", &number).await, Intervened::Settled { status: Status::Accepted });
}

pub(super) async fn an_order_is_given_to_somebody(f: Fixture) {
    let numbers = [f.submit("hubei", 1).await, f.submit("hubei", 2).await, f.submit("hubei", 3).await];
    f.claim("zhangmin", &numbers[2]).await;
    for nobody in ["zixun", "guanli", "xuwei", "niemand"] {
        assert_eq!(reassign(&f, &numbers[2], nobody).await, Intervened::NoColleague, "{nobody}");
    }
    assert_eq!(f.file("hubei", &numbers[2]).await.claim.unwrap().login, "zhangmin", "a refusal changed something");
    assert_eq!(reassign(&f, &order_no(99), "chengang").await, Intervened::Unknown);

    assert_eq!(reassign(&f, &numbers[2], "chengang").await, Intervened::Done);
    let row = newest(&f, &numbers[2]).await;
    assert_eq!(row.action, "reassign");
    assert_eq!(row.detail, format!(r#"{{"by":"刘主管","from":"zhangmin","reason":"{WHY}","to":"chengang"}}"#));
    let file = f.file("hubei", &numbers[2]).await;
    let given = file.postponed.unwrap();
    assert_eq!((file.claim, given.staff.as_str(), given.assigned_by.as_deref()), (None, "chengang", Some("liuzhuguan")));
    assert_eq!((given.reason.as_str(), given.pooled_from), (WHY, assigned_until(given.until, &calendar())));
    assert!(given.until <= now(&f).await);

    // The youngest of all, it is the next one for whom it was given to, and for nobody else.
    assert_eq!(next(&f, "zhangmin").await.as_ref(), Some(&numbers[0]));
    let claim = f.store.claim_next(&actor("chengang"), "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    assert_eq!(claim.order_no, numbers[2]);
    assert_eq!(f.file("hubei", &numbers[2]).await.postponed, None);
    assert!(f.store.release(&actor("chengang"), &claim).await.unwrap());

    // What is put off is taken from whoever put it off; and what was given to one can be given to another.
    let claim = f.claim("zhangmin", &numbers[1]).await;
    let day = now(&f).await.day().checked_add_days(chrono::Days::new(20)).unwrap();
    assert!(f.store.postpone(&actor("zhangmin"), &claim, Term::new(day, &calendar()), "等学校答复").await.unwrap());
    assert_eq!(reassign(&f, &numbers[1], "chengang").await, Intervened::Done);
    assert_eq!(reassign(&f, &numbers[1], "zhangmin").await, Intervened::Done);
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&numbers[0]));
    assert_eq!(next(&f, "zhangmin").await.as_ref(), Some(&numbers[1]));
    let mut raw = f.raw().await;
    let ended = format!("SELECT COUNT(*) FROM postponements WHERE order_no = '{}' AND ended_by = 'liuzhuguan'", numbers[1]);
    assert_eq!(raw.number(&ended).await, 2);

    // Whoever decided what an order contests is not given it.
    f.decide("zhangmin", &numbers[0], &[Outcome::Reject], 0).await;
    let mut contests = order("hubei", 40);
    contests.kind = OrderKind::Reconsideration;
    contests.reconsiders = Some(numbers[0].clone());
    contests.account = order("hubei", 1).account;
    assert_eq!(f.store.apply(&submission(contests)).await.unwrap(), Applied::Done);
    assert_eq!(reassign(&f, &order_no(40), "zhangmin").await, Intervened::FirstDecider);
    assert_eq!(reassign(&f, &order_no(40), "chengang").await, Intervened::Done);
    assert_eq!(reassign(&f, &numbers[0], "chengang").await, Intervened::Settled { status: Status::Rejected });

    // Cancelled, it is nobody's any more.
    let cancel = FeedAct::Cancel { order_no: order_no(40), account: order("hubei", 1).account };
    assert_eq!(f.store.apply(&event("c-40", FIRST_MOMENT.plus(900_000), cancel)).await.unwrap(), Applied::Done);
    assert_eq!(f.file("hubei", &order_no(40)).await.postponed, None);
}

pub(super) async fn a_decided_order_is_reopened(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    assert_eq!(reopen(&f, &number).await, Intervened::Settled { status: Status::AwaitingProofreading });
    let made = f.decide("zhangmin", &number, &[Outcome::Approve], 60_000).await;
    let held = reopen(&f, &number).await;
    assert!(matches!(held, Intervened::Held { until } if until > now(&f).await), "{held:?}");
    let taken = f.store.take_back(&actor("zhangmin"), &made.token, &token(), CLAIM_MS).await.unwrap();
    let TakenBack::Done(claim) = taken else { panic!("{taken:?}") };
    let mut again = decision(&claim, 3, &[Outcome::Approve]);
    again.hold_ms = 0;
    f.done(&actor("zhangmin"), &again).await;
    let before = f.file("hubei", &number).await;

    let refused = f.store.reopen(&actor("zhangmin"), "hubei", &number, WHY, &tells()).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    let told = tells();
    let done = f.store.reopen(&actor("liuzhuguan"), "hubei", &number, WHY, &told).await.unwrap();
    assert_eq!(done, Intervened::Done);
    let row = newest(&f, &number).await;
    assert_eq!(row.detail, format!(r#"{{"by":"刘主管","from":"accepted","reason":"{WHY}","version":{}}}"#, before.version));
    let file = f.file("hubei", &number).await;
    assert_eq!((file.status, file.version, file.round), (Status::AwaitingProofreading, before.version + 1, 1));
    assert_eq!((file.submitted_at, file.claim.clone()), (before.submitted_at, None));
    assert!(file.items.iter().all(|item| item.status == Status::AwaitingProofreading));
    let message = f.store.outbox(None, 10).await.unwrap().pop().unwrap();
    assert_eq!((message.kind.as_str(), &message.message_id, &message.body), ("reopened", &told.message_id, &told.body));
    assert_eq!(reopen(&f, &number).await, Intervened::Settled { status: Status::AwaitingProofreading });

    // It is decided anew, by whoever takes it.
    f.decide("chengang", &number, &[Outcome::Reject], 0).await;
    assert_eq!(f.file("hubei", &number).await.status, Status::Rejected);

    // Meanwhile the applicant has applied for the same certificate again.
    let mut same = order("hubei", 1);
    same.order_no = order_no(77);
    assert_eq!(f.store.apply(&submission(same)).await.unwrap(), Applied::Done);
    assert_eq!(reopen(&f, &number).await, Intervened::Unfinished { order_no: Some(order_no(77)) });
    assert_eq!(f.file("hubei", &number).await.status, Status::Rejected);
}

pub(super) async fn what_is_proposed_for_the_list_comes_before_reopening(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let claim = f.claim("zhangmin", &number).await;
    let mut made = decision(&claim, 1, &[Outcome::Reject]);
    made.hold_ms = 0;
    let listing = token();
    made.proposes =
        vec![Proposal { listing: listing.clone(), item: 1, reason: "材料系伪造".to_owned(), evidence: Evidence::default() }];
    f.done(&actor("zhangmin"), &made).await;
    assert_eq!(reopen(&f, &number).await, Intervened::Proposed);
    let look = SecondLook { outcome: LookOutcome::Confirm, reason: String::new(), verdicts: verdicts() };
    f.store.look_again(&actor("chengang"), "hubei", &listing, &look).await.unwrap();
    // In force, it stays in force until it is withdrawn on appeal.
    assert_eq!(reopen(&f, &number).await, Intervened::Done);
    assert_eq!(f.store.listing("hubei", &listing).await.unwrap().unwrap().record.withdrawn, None);
}

pub(super) async fn what_was_never_supplemented_is_rejected(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    assert_eq!(reject(&f, &number, 0).await, Intervened::Settled { status: Status::AwaitingProofreading });
    f.store.apply(&submission(order_of_two("hubei", 2))).await.unwrap();
    let two = order_no(2);
    f.decide("zhangmin", &two, &[Outcome::Supplement, Outcome::Approve], 0).await;
    let early = reject(&f, &two, 30).await;
    let asked_at = f.file("hubei", &two).await.decisions[0].decided_at;
    assert_eq!(early, Intervened::TooEarly { asked_at });
    assert_eq!(f.file("hubei", &two).await.status, Status::AwaitingSupplement);

    assert_eq!(reject(&f, &two, 0).await, Intervened::Done);
    let file = f.file("hubei", &two).await;
    assert_eq!((file.status, file.version, file.round), (Status::Rejected, 3, 1));
    assert!(file.items.iter().all(|item| item.status == Status::Rejected), "{:?}", file.items);
    let row = newest(&f, &two).await;
    let detail = format!(r#"{{"asked_at":{},"by":"刘主管","reason":"{WHY}","version":2}}"#, asked_at.0);
    assert_eq!((row.action.as_str(), row.detail), ("reject_unanswered", detail));
    assert_eq!(f.store.outbox(None, 10).await.unwrap().pop().unwrap().kind, "rejected");
    // It has ended: nothing comes in for it any more, and a supervisor can open it again.
    let answer = FeedAct::Resubmit {
        order_no: two.clone(),
        account: order("hubei", 2).account,
        items: vec![(1, files(9))],
        findings: Vec::new(),
    };
    assert_ne!(f.store.apply(&event("r-2", FIRST_MOMENT.plus(900_000), answer)).await.unwrap(), Applied::Done);
    assert_eq!(reopen(&f, &two).await, Intervened::Done);
    assert_eq!(f.file("hubei", &two).await.status, Status::AwaitingProofreading);
}

fn counted(flow: &[Flow], act: FlowAct) -> u64 {
    flow.iter().filter(|flow| flow.act == act).map(|flow| flow.n).sum()
}

pub(super) async fn the_dashboard_tells_what_there_is(f: Fixture) {
    let (calendar, now) = (calendar(), now(&f).await);
    let days = |days: u32| calendar.ago(now, i64::from(days) * calendar.day_ms());
    // One order of each band, and one in its second round.
    let ages = [days(0), days(1), days(4), days(7), days(12), days(2)];
    let mut batch: Vec<LoadedOrder> = (1..)
        .zip(ages)
        .map(|(n, at)| {
            let mut order = order("hubei", n);
            order.submitted_at = at.plus(-60_000);
            LoadedOrder { order, history: Vec::new() }
        })
        .collect();
    let decided = |at: Millis, outcome, minutes: i64, staff: &str| LoadedStep::Decision {
        staff: staff.to_owned(),
        claimed_at: at.plus(-minutes * 60_000),
        at,
        outcomes: outcomes(&[outcome]),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        title: "结果".to_owned(),
        letter: "结果".to_owned(),
        delivered: true,
    };
    let asked = decided(days(4), Outcome::Supplement, 3, "chengang");
    batch[5].order.submitted_at = days(6);
    batch[5].history = vec![asked, LoadedStep::Resubmit { at: days(2), items: vec![(1, files(70))], findings: vec![] }];
    // Three decisions within the hour, two long ago, one that was asked for long ago and never answered.
    let recent = now.plus(-600_000);
    for (n, at, outcome, minutes, staff) in [
        (11, recent, Outcome::Approve, 2, "zhangmin"),
        (12, recent.plus(1), Outcome::Approve, 9, "zhangmin"),
        (13, recent.plus(2), Outcome::Reject, 4, "zhangmin"),
        (14, now.plus(-20 * 86_400_000), Outcome::Approve, 30, "zhangmin"),
        (15, now.plus(-50 * 86_400_000), Outcome::Approve, 30, "chengang"),
        (16, days(31), Outcome::Supplement, 5, "chengang"),
    ] {
        let mut order = order("hubei", n);
        order.submitted_at = at.plus(-3_600_000 * 2);
        batch.push(LoadedOrder { order, history: vec![decided(at, outcome, minutes, staff)] });
    }
    batch.push(LoadedOrder { order: order("zhejiang", 20), history: Vec::new() });
    f.store.load_orders(&batch).await.unwrap();
    for rolled_up in [false, true] {
        if rolled_up {
            f.store.roll_up_counts().await.unwrap();
        }
        let seen = dashboard(&f, "liuzhuguan").await;
        assert_eq!(seen.bands.len(), Band::ALL.len());
        assert_eq!(seen.bands, [1, 2, 1, 1, 1], "{:?}", seen.bands);
        let counts: Vec<(Status, i64)> = seen.counts.iter().map(|count| (count.status, count.n)).collect();
        assert_eq!(
            counts,
            [(Status::Accepted, 4), (Status::AwaitingProofreading, 6), (Status::AwaitingSupplement, 1), (Status::Rejected, 1)]
        );
        assert!(seen.counts.iter().all(|count| count.institution == "hubei"));
        let oldest: Vec<&OrderNo> = seen.oldest.iter().map(|old| &old.row.order_no).collect();
        assert_eq!(oldest, [5, 4, 3, 6, 2, 1].map(order_no).iter().collect::<Vec<_>>());
        // Two days in this round and two in the first; while the applicant was asked the clock stood still.
        let second = &seen.oldest[3];
        assert_eq!((second.row.round, second.came_at), (2, days(6)));
        let whole = |ms: i64| ms / calendar.day_ms();
        assert_eq!((whole(second.round_ms), whole(second.own_ms)), (2, 4));
        assert_eq!(seen.oldest[0].round_ms, seen.oldest[0].own_ms);
        assert_eq!(seen.asked.iter().map(|asked| (&asked.order_no, asked.days)).collect::<Vec<_>>(), [(&order_no(16), 31)]);
        assert_eq!(seen.overdue, 1);
        assert_eq!(seen.held, []);
        // Decisions of thirty days; what is older is in no chart.
        assert_eq!(counted(&seen.flow, FlowAct::Decided(Status::Accepted)), 3);
        assert_eq!(counted(&seen.flow, FlowAct::Decided(Status::Rejected)), 1);
        assert_eq!(counted(&seen.flow, FlowAct::Resubmitted), 1);
        assert!(seen.flow.windows(2).all(|pair| pair[0].hour <= pair[1].hour));
        let zhang = &seen.people[0];
        assert_eq!((zhang.name.as_str(), zhang.today + zhang.yesterday, zhang.week), ("张敏", 3, 3));
        assert_eq!(zhang.median_ms, Some(4 * 60_000));
        let newest: Vec<&OrderNo> = seen.recent.iter().take(3).map(|recent| &recent.order_no).collect();
        assert_eq!(newest, [13, 12, 11].map(order_no).iter().collect::<Vec<_>>());
        assert_eq!((seen.recent[0].act, seen.recent[0].staff_name.as_str()), (FlowAct::Decided(Status::Rejected), "张敏"));
    }

    // What happens now is in the next look; what was taken back never was.
    let claim = f.claim("chengang", &order_no(1)).await;
    let held = dashboard(&f, "zhangmin").await.held;
    assert_eq!(
        held.iter().map(|held| (&held.order_no, held.staff_name.as_str(), held.until)).collect::<Vec<_>>(),
        [(&order_no(1), "陈刚", claim.until)]
    );
    let made = decision(&claim, 1, &[Outcome::Reject]);
    f.done(&actor("chengang"), &made).await;
    let seen = dashboard(&f, "liuzhuguan").await;
    assert_eq!((seen.held.len(), counted(&seen.flow, FlowAct::Decided(Status::Rejected))), (0, 2));
    assert_eq!(seen.people.iter().map(|person| person.week).sum::<u64>(), 5);
    f.store.take_back(&actor("chengang"), &made.token, &token(), CLAIM_MS).await.unwrap();
    let seen = dashboard(&f, "liuzhuguan").await;
    assert_eq!(counted(&seen.flow, FlowAct::Decided(Status::Rejected)), 1);
    assert_eq!(seen.people.iter().map(|person| person.week).sum::<u64>(), 4);

    // All institutions for who belongs to all; another's dashboard does not exist.
    let all = dashboard(&f, "guanli").await;
    assert!(all.counts.iter().any(|count| count.institution == "zhejiang" && count.n == 1));
    assert_eq!(dashboard(&f, "xuwei").await, Dashboard::default());
    let colleagues = f.store.colleagues("hubei").await.unwrap().into_iter();
    let names: Vec<String> = colleagues.filter(Colleague::decides).map(|one| one.login).collect();
    assert_eq!(names, ["liuzhuguan", "chengang", "zhangmin"]);
}

pub(super) async fn the_days_on_which_an_order_was_decided_are_not_our_own(f: Fixture) {
    let (calendar, now) = (calendar(), now(&f).await);
    let days = |days: u32| calendar.ago(now, i64::from(days) * calendar.day_ms());
    let decided = |at: Millis, outcome| LoadedStep::Decision {
        staff: "zhangmin".to_owned(),
        claimed_at: at.plus(-60_000),
        at,
        outcomes: outcomes(&[outcome]),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        title: "结果".to_owned(),
        letter: "结果".to_owned(),
        delivered: true,
    };
    let loaded = |n: u32, history| {
        let mut order = order("hubei", n);
        order.submitted_at = days(22);
        LoadedOrder { order, history }
    };
    let accepted = loaded(1, vec![decided(days(20), Outcome::Approve)]);
    let again = LoadedStep::Resubmit { at: days(10), items: vec![(1, files(70))], findings: vec![] };
    let twice = loaded(2, vec![decided(days(21), Outcome::Supplement), again, decided(days(7), Outcome::Reject)]);
    f.store.load_orders(&[accepted, twice]).await.unwrap();
    for n in [1, 2] {
        assert_eq!(reopen(&f, &order_no(n)).await, Intervened::Done);
    }
    let seen = dashboard(&f, "liuzhuguan").await;
    let of = |n: u32| seen.oldest.iter().find(|old| old.row.order_no == order_no(n)).unwrap();
    // To the hour; since it was reopened no time has passed.
    let hours = |ms: i64| (ms + calendar.day_ms() / 48) * 24 / calendar.day_ms();
    assert_eq!((hours(of(1).own_ms), hours(of(1).round_ms)), (2 * 24, 22 * 24));
    assert_eq!((hours(of(2).own_ms), hours(of(2).round_ms)), (4 * 24, 10 * 24));
    assert_eq!((of(1).came_at, of(2).came_at), (days(22), days(22)));

    // What came by the feed years late has waited since it was sent: the trail says when it was taken in.
    let number = f.submit("hubei", 3).await;
    let seen = dashboard(&f, "liuzhuguan").await;
    let old = seen.oldest.iter().find(|old| old.row.order_no == number).unwrap();
    assert_eq!((old.own_ms, old.came_at), (old.round_ms, old.row.submitted_at));
    assert!(old.own_ms > 300 * calendar.day_ms(), "{}", old.own_ms);
}

/// An audit row that continues a trail, with its right hash.
fn sealed(head: &AuditEntry, by: i64, actor: &str, action: &str, detail: &str, prev: Option<&str>) -> (String, String) {
    let mut entry = AuditEntry {
        seq: head.seq + by,
        actor: actor.to_owned(),
        action: action.to_owned(),
        detail: detail.to_owned(),
        prev_hash: prev.map_or_else(|| head.hash.clone(), str::to_owned),
        ..head.clone()
    };
    entry.hash = hash_of(&entry);
    let sql = format!(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', '{}', {}, {}, '{actor}', '{action}', '{detail}', '{}', '{}')",
        head.subject, entry.seq, entry.at.0, entry.prev_hash, entry.hash
    );
    (sql, entry.hash)
}

pub(super) async fn what_supervisors_do_is_held_by_the_database(f: Fixture) {
    for n in 1..=4 {
        f.submit("hubei", n).await;
    }
    f.claim("zhangmin", &order_no(1)).await;
    f.decide("zhangmin", &order_no(2), &[Outcome::Approve], 600_000).await;
    f.decide("zhangmin", &order_no(3), &[Outcome::Supplement], 0).await;
    f.decide("zhangmin", &order_no(4), &[Outcome::Approve], 0).await;
    let mut heads = Vec::new();
    for n in 1..=4 {
        heads.push(newest(&f, &order_no(n)).await);
    }
    let head = |n: usize| heads[n - 1].clone();
    let row = |n: usize, actor: &str, action: &str, detail: &str| sealed(&head(n), 1, actor, action, detail, None).0;
    let why = r#"{"reason":"查","to":"chengang"}"#;
    let free = |n: u32| {
        format!(
            "UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = \
             (SELECT MAX(seq) FROM audit_log WHERE subject = '{0}') WHERE order_no = '{0}'",
            order_no(n)
        )
    };
    let moved = |n: u32, status: &str| {
        format!(
            "UPDATE orders SET status = '{status}', version = version + 1, updated_at = 5, \
             audit_seq = (SELECT MAX(seq) FROM audit_log WHERE subject = '{0}') WHERE order_no = '{0}'",
            order_no(n)
        )
    };
    let told = |n: u32, kind: &str| {
        format!(
            "INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until) \
             VALUES ('hubei', 'm-{n}', '{}', 'a', '{kind}', '', '', 5, 5)",
            order_no(n)
        )
    };
    let assigned = |to: &str, until: &str, pooled: &str| {
        format!(
            "INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason, assigned_by) \
             VALUES ('hubei', '{}', 1, '{to}', {until}, {until}, {pooled}, '查', 'liuzhuguan')",
            order_no(1)
        )
    };
    let given = |detail: &str| format!("{}; {}", row(1, "liuzhuguan", "reassign", detail), free(1));
    // 2020-10-17 in China, and a moment of the day before.
    let (at, pooled) = ("1602820105000", "1602864000000");
    let mut raw = f.raw().await;
    // The rows that the attacks are made of are themselves let through: reopened with everything it takes.
    let whole = [row(4, "liuzhuguan", "reopen", why), told(4, "reopened"), moved(4, "awaiting_proofreading")].join("; ");
    let given_rightly = format!("{}; {}", given(why), assigned("chengang", at, pooled));
    for script in [&whole, &given_rightly] {
        raw.run(&format!("BEGIN; {script}; ROLLBACK")).await.unwrap();
    }
    let number = order_no(4);
    let attacks = [
        ("a claim ended without a word", free(1)),
        ("a claim ended by a colleague", format!("{}; {}", row(1, "chengang", "release", "{}"), free(1))),
        (
            "a claim taken over",
            free(1).replace(
                "claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL",
                "claimed_by = 'chengang'",
            ),
        ),
        ("a proofreader who supervises", row(1, "chengang", "force_release", why)),
        ("an admin who supervises", row(1, "guanli", "force_release", why)),
        ("no reason", row(1, "liuzhuguan", "force_release", r#"{"reason":" "}"#)),
        ("no detail", row(1, "liuzhuguan", "reopen", "{}")),
        (
            "reopened within the hold",
            [row(2, "liuzhuguan", "reopen", why), told(2, "reopened"), moved(2, "awaiting_proofreading")].join("; "),
        ),
        (
            "reopened without a word to the applicant",
            format!("{}; {}", row(4, "liuzhuguan", "reopen", why), moved(4, "awaiting_proofreading")),
        ),
        (
            "reopened with another word",
            [row(4, "liuzhuguan", "reopen", why), told(4, "accepted"), moved(4, "awaiting_proofreading")].join("; "),
        ),
        (
            "reopened by release",
            [row(4, "liuzhuguan", "force_release", why), told(4, "reopened"), moved(4, "awaiting_proofreading")].join("; "),
        ),
        (
            "rejected without a word to the applicant",
            format!("{}; {}", row(3, "liuzhuguan", "reject_unanswered", why), moved(3, "rejected")),
        ),
        (
            "unanswered and accepted",
            [row(3, "liuzhuguan", "reject_unanswered", why), told(3, "rejected"), moved(3, "accepted")].join("; "),
        ),
        (
            "rejected that waits for the desk",
            [row(1, "liuzhuguan", "reject_unanswered", why), told(1, "rejected"), moved(1, "rejected")].join("; "),
        ),
        ("given without a row", assigned("chengang", at, pooled)),
        ("given to somebody else than the row says", format!("{}; {}", given(why), assigned("zhangmin", at, pooled))),
        ("given to a clerk", format!("{}; {}", given(r#"{"reason":"查","to":"zixun"}"#), assigned("zixun", at, pooled))),
        ("given while it is held", format!("{}; {}", row(1, "liuzhuguan", "reassign", why), assigned("chengang", at, pooled))),
        ("given for later", format!("{}; {}", given(why), assigned("chengang", at, pooled).replacen(at, "1602820105001", 1))),
        ("given for ever", format!("{}; {}", given(why), assigned("chengang", at, "4102329600000"))),
        (
            "another giver",
            format!("{}; {}; UPDATE postponements SET assigned_by = 'zhangmin'", given(why), assigned("chengang", at, pooled)),
        ),
        ("a handling time", format!("UPDATE handlings SET claimed_at = 1 WHERE order_no = '{number}'")),
        ("a decision less", format!("DELETE FROM handlings WHERE order_no = '{number}'")),
        (
            "a decision more",
            format!(
                "INSERT INTO handlings SELECT institution, decided_at + 1, staff, order_no, version, claimed_at FROM handlings WHERE order_no = '{number}'"
            ),
        ),
    ];
    all_refused(&mut raw, &attacks).await;
    if f.engine == Engine::Sqlite {
        let replaced = format!(
            "INSERT OR REPLACE INTO handlings SELECT institution, decided_at, staff, order_no, version, 1 FROM handlings WHERE order_no = '{number}'"
        );
        all_refused(&mut raw, &[("a handling time in another's place", replaced)]).await;
    }
}
