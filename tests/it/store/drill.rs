//! Behind every number of the dashboard are exactly the orders that it counted.

use std::collections::BTreeSet;

use chrono::Timelike;
use jiaodui::domain::ageing::{Band, PATIENCE_DAYS};
use jiaodui::domain::calendar::Calendar;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::postpone::start_of;
use jiaodui::domain::queue_view::{Held, QueueFilter, Sort, Waiting};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::CLAIM_MS;
use jiaodui::store::records::{
    Dashboard, FilteredQuery, Flow, FlowAct, Happened, HappenedQuery, LOOK_THROUGH, LoadedOrder, LoadedStep, Passing, QueueFrom,
};

use super::fixture::Fixture;
use crate::support::fixtures::{actor, decision, files, order, order_no, outcomes, token, verdicts};

const DAY_MS: i64 = 86_400_000;

/// A calendar by which nobody works at this moment, so that the edges of the bands stand still; a week ago there was a festival.
fn calendar(now: Millis) -> Calendar {
    let hours = if now.in_china().hour() < 12 { "14:00-22:00" } else { "01:00-09:00" };
    let day = |back: i64| now.plus(-back * DAY_MS).day();
    let (first, last) = (day(8), day(6));
    let years: BTreeSet<String> = [first, last].iter().map(|day| day.format("%Y").to_string()).collect();
    let mut text = format!("hours = [\"{hours}\"]\n");
    for year in years {
        let own = [8, 7, 6].map(day).into_iter().filter(|day| day.format("%Y").to_string() == year);
        let days: Vec<String> = own.map(|day| format!("\"{day}\"")).collect();
        text.push_str(&format!("[[year]]\nyear = {year}\nholidays = [{}]\nworkdays = []\n", days.join(", ")));
    }
    Calendar::from_toml(&text).unwrap()
}

async fn dashboard(f: &Fixture, calendar: &Calendar) -> Dashboard {
    f.store.dashboard(&actor("liuzhuguan"), "hubei", (calendar, PATIENCE_DAYS)).await.unwrap()
}

/// The orders of a filter, page by page, and how many were said to fit.
async fn listed(f: &Fixture, filter: QueueFilter, calendar: &Calendar, now: Millis) -> (BTreeSet<OrderNo>, u64) {
    let mut query = FilteredQuery {
        institution: "hubei".into(),
        wanted: filter.wanted(calendar, now, "liuzhuguan"),
        sort: Sort::Oldest,
        from: QueueFrom::Start,
        limit: 4,
        budget: LOOK_THROUGH,
    };
    let matching = f.store.queue_matching(&query).await.unwrap();
    assert!(!matching.more);
    let mut found = BTreeSet::new();
    loop {
        let page = f.store.queue_filtered(&query).await.unwrap();
        for row in page.rows {
            assert!(found.insert(row.order_no), "each order once");
        }
        match page.next {
            Some(key) => query.from = QueueFrom::After(key),
            None => return (found, u64::from(matching.n)),
        }
    }
}

pub(super) async fn a_band_leads_to_the_orders_it_counted(f: Fixture) {
    let now = f.store.activity("hubei", None, 0).await.unwrap().1;
    let calendar = calendar(now);
    let mut moments = Vec::new();
    for days in [1, 2, 3, 6, 11] {
        let edge = calendar.ago(now, days * calendar.day_ms());
        // A millisecond to either side of the edge, and the edge itself.
        moments.extend([edge.plus(-1), edge, edge.plus(1)]);
    }
    // Within the festival, and just now.
    moments.extend([now.plus(-7 * DAY_MS), now.plus(-1)]);
    let mut batch = Vec::new();
    for (n, moment) in (1..).zip(&moments) {
        let mut order = order("hubei", n);
        order.submitted_at = *moment;
        order.consented_at = moment.plus(-60_000);
        batch.push(LoadedOrder { order, history: Vec::new() });
    }
    f.store.load_orders(&batch).await.unwrap();
    let seen = dashboard(&f, &calendar).await;
    let mut all = BTreeSet::new();
    for (band, counted) in Band::ALL.into_iter().zip(&seen.bands) {
        let filter = QueueFilter { waiting: Some(Waiting::of(band)), ..QueueFilter::default() };
        let (found, matching) = listed(&f, filter, &calendar, seen.now.unwrap()).await;
        assert_eq!((found.len() as u64, matching), (*counted, *counted), "{band:?}: {:?}", seen.bands);
        assert!(*counted > 1, "{band:?}: {:?}", seen.bands);
        for order_no in found {
            assert!(all.insert(order_no), "in one band only");
        }
    }
    assert_eq!(all.len(), moments.len());
}

/// What one number of the charts or of the people counted.
async fn behind(f: &Fixture, passing: Passing, staff: Option<&str>, since: Millis, until: Millis) -> Vec<Happened> {
    let mut query =
        HappenedQuery { institution: "hubei".into(), passing, staff: staff.map(str::to_owned), since, until, limit: 100 };
    let list = f.store.happened(&actor("liuzhuguan"), &query).await.unwrap();
    assert!(!list.more);
    assert!(list.rows.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first: {:?}", list.rows);
    assert!(list.rows.iter().all(|row| (since..until).contains(&row.at)), "{:?}", list.rows);
    if list.rows.len() > 1 {
        query.limit = 1;
        let cut = f.store.happened(&actor("liuzhuguan"), &query).await.unwrap();
        assert!(cut.more && cut.rows[..] == list.rows[..1], "{cut:?}");
    }
    // Nothing of it is another institution's to see.
    assert_eq!(f.store.happened(&actor("xuwei"), &query).await.unwrap().rows, []);
    list.rows
}

fn counted(flow: &[Flow], since: Millis, until: Millis, acts: &[FlowAct]) -> u64 {
    flow.iter().filter(|one| (since..until).contains(&one.hour) && acts.contains(&one.act)).map(|one| one.n).sum()
}

pub(super) async fn a_day_and_a_person_lead_to_what_they_counted(f: Fixture) {
    let now = f.store.activity("hubei", None, 0).await.unwrap().1;
    let calendar = calendar(now);
    let (today, yesterday) = (start_of(now.day()), start_of(now.day()).plus(-DAY_MS));
    let decided = |at: Millis, outcome, staff: &str| LoadedStep::Decision {
        staff: staff.to_owned(),
        claimed_at: at.plus(-60_000),
        at,
        outcomes: outcomes(&[outcome]),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        title: "结果".to_owned(),
        letter: "结果".to_owned(),
        delivered: true,
    };
    // Submitted two days ago; decided at the last moment of the day before yesterday, at both ends of yesterday, or not yet.
    let (before, first, last) = (yesterday.plus(-1), yesterday, today.plus(-1));
    let again = || LoadedStep::Resubmit { at: last, items: vec![(1, files(70))], findings: vec![] };
    let histories = [
        vec![decided(before, Outcome::Approve, "zhangmin")],
        vec![decided(first, Outcome::Approve, "zhangmin")],
        vec![decided(first, Outcome::Approve, "chengang")],
        vec![decided(last, Outcome::Reject, "zhangmin")],
        vec![decided(first, Outcome::Supplement, "zhangmin"), again()],
        vec![decided(yesterday.plus(-30 * DAY_MS / 24), Outcome::Supplement, "zhangmin")],
        vec![LoadedStep::Cancel { at: first }],
        vec![],
    ];
    let mut batch = Vec::new();
    for (n, history) in (1..).zip(histories) {
        let mut order = order("hubei", n);
        order.submitted_at = yesterday.plus(-2 * DAY_MS);
        order.consented_at = order.submitted_at.plus(-60_000);
        batch.push(LoadedOrder { order, history });
    }
    f.store.load_orders(&batch).await.unwrap();
    // Today: one comes, one is decided, one is decided and taken back, one is rejected unanswered, one reopened.
    f.submit("hubei", 30).await;
    let claim = f.claim("chengang", &order_no(8)).await;
    f.done(&actor("chengang"), &decision(&claim, 1, &[Outcome::Reject])).await;
    let claim = f.claim("chengang", &order_no(30)).await;
    let made = decision(&claim, 1, &[Outcome::Approve]);
    f.done(&actor("chengang"), &made).await;
    f.store.take_back(&actor("chengang"), &made.token, &token(), CLAIM_MS).await.unwrap();
    let tells =
        || jiaodui::store::records::Notification {
            message_id: token(), title: "通知".into(), body: "通知".into(), hold_ms: 0
        };
    let liu = actor("liuzhuguan");
    f.store.reject_unanswered(&liu, "hubei", &order_no(6), "久未补充", &tells(), (&calendar, 0)).await.unwrap();
    f.store.reopen(&liu, "hubei", &order_no(1), "复查", &tells()).await.unwrap();

    for rolled_up in [false, true] {
        if rolled_up {
            f.store.roll_up_counts().await.unwrap();
        }
        let seen = dashboard(&f, &calendar).await;
        let decisions = [Status::Accepted, Status::Rejected, Status::AwaitingSupplement].map(FlowAct::Decided);
        for back in -1..4 {
            let since = today.plus(-back * DAY_MS);
            let until = since.plus(DAY_MS);
            let kinds = [
                (Passing::Arrived, vec![FlowAct::Submitted, FlowAct::Resubmitted]),
                (Passing::Decided, [&decisions[..], &[FlowAct::RejectedUnanswered]].concat()),
                (Passing::DecidedAs(Status::Accepted), vec![decisions[0]]),
                (Passing::DecidedAs(Status::Rejected), vec![decisions[1], FlowAct::RejectedUnanswered]),
                (Passing::DecidedAs(Status::AwaitingSupplement), vec![decisions[2]]),
                (Passing::Cancelled, vec![FlowAct::Cancelled]),
                (Passing::Reopened, vec![FlowAct::Reopened]),
            ];
            for (passing, acts) in kinds {
                let rows = behind(&f, passing, None, since, until).await;
                assert_eq!(rows.len() as u64, counted(&seen.flow, since, until, &acts), "{passing:?} {back} days ago: {rows:?}");
                assert!(rows.iter().all(|row| acts.contains(&row.act)), "{rows:?}");
            }
        }
        for person in &seen.people {
            for (n, since, until) in [
                (person.today, today, today.plus(DAY_MS)),
                (person.yesterday, yesterday, today),
                (person.week, today.plus(-6 * DAY_MS), today.plus(DAY_MS)),
            ] {
                let rows = behind(&f, Passing::Decided, Some(&person.staff), since, until).await;
                assert_eq!(rows.len() as u64, n, "{}: {rows:?}", person.name);
                assert!(rows.iter().all(|row| row.staff == person.staff && row.staff_name == person.name), "{rows:?}");
            }
        }
        let numbers: Vec<(&str, u64, u64, u64)> =
            seen.people.iter().map(|one| (one.staff.as_str(), one.today, one.yesterday, one.week)).collect();
        assert_eq!(numbers, [("zhangmin", 0, 3, 5), ("chengang", 1, 1, 2)]);
    }
    let yesterdays = behind(&f, Passing::DecidedAs(Status::AwaitingSupplement), None, yesterday, today).await;
    assert_eq!((yesterdays.len(), yesterdays[0].status), (1, Status::AwaitingProofreading), "it came again");
}

pub(super) async fn a_status_and_a_holder_lead_to_their_orders(f: Fixture) {
    let now = f.store.activity("hubei", None, 0).await.unwrap().1;
    let calendar = calendar(now);
    for n in 1..=7 {
        f.submit("hubei", n).await;
    }
    f.submit("zhejiang", 9).await;
    for (n, outcome) in [(1, Outcome::Approve), (2, Outcome::Approve), (3, Outcome::Reject), (4, Outcome::Supplement)] {
        f.decide("zhangmin", &order_no(n), &[outcome], 0).await;
    }
    f.claim("zhangmin", &order_no(5)).await;
    f.claim("chengang", &order_no(6)).await;
    let seen = dashboard(&f, &calendar).await;
    for count in &seen.counts {
        let filter = QueueFilter { statuses: BTreeSet::from([count.status]), ..QueueFilter::default() };
        let (found, matching) = listed(&f, filter, &calendar, now.plus(60_000)).await;
        assert_eq!((found.len() as u64, matching), (count.n.unsigned_abs(), count.n.unsigned_abs()), "{:?}", count.status);
    }
    assert_eq!(seen.counts.len(), 4, "{:?}", seen.counts);
    for held in &seen.held {
        let filter = QueueFilter { holder: Some(Held::By(held.staff.clone())), ..QueueFilter::default() };
        let (found, _) = listed(&f, filter, &calendar, now).await;
        assert_eq!(found, BTreeSet::from([held.order_no.clone()]));
    }
    assert_eq!(seen.held.len(), 2);
}
