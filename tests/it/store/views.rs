//! Filtered lists against a model that looks at every order, and the views that are kept of them.

use std::collections::BTreeSet;

use jiaodui::domain::checks::Check;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::finding::{Noticed, Says, Severity};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::{NewOrder, Service};
use jiaodui::domain::queue_view::{Finding, Held, QueueFilter, QueueView, Round, School, Sort, Waiting, Wanted};
use jiaodui::domain::status::Status;
use jiaodui::domain::study::{Category, Level};
use jiaodui::domain::time::Millis;
use jiaodui::store::StoreError;
use jiaodui::store::records::{
    COUNT_TO, FilteredPage, FilteredQuery, LOOK_THROUGH, LoadedOrder, LoadedStep, MOST_VIEWS, NewView, QueueFrom, SavedView,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Handle;

use super::fixture::{Engine, Fixture};
use crate::support::fixtures::{FIRST_MOMENT, actor, order, order_of_two, outcomes, token, verdicts};

const ORDERS: u32 = 240;
/// What applicants write, some of it to be found by no rule, some of it a pattern to a database.
const CATEGORIES: [&str; 9] =
    ["普通", "普通高等教育", "成人", "成人高等教育自学考试", "网络教育", "研究生", "开放教育", "学历文凭考试", "%|普|"];
const LEVELS: [&str; 9] = ["本科", "专科", "专升本", "硕士研究生", "研究生班", "博士", "高升本", "第二学士学位", "_科"];
const SCHOOLS: [&str; 5] = ["武汉大学", "武汉大学珞珈学院", "武汉理工大学", "重庆大学", "%"];
const PURPOSES: [&str; 3] = ["继续教育", "继续教育-专升本", "就业"];
const CHECKS: [Check; 4] = [Check::C1, Check::C4, Check::C14, Check::E2];

/// An order as the model has it.
#[derive(Debug, Clone)]
struct Row {
    order: NewOrder,
    status: Status,
    round: u32,
    submitted_at: Millis,
    holder: Option<&'static str>,
}

fn noticed(check: Check) -> Noticed {
    Noticed {
        id: check.code().to_owned(),
        item: 1,
        field: None,
        severity: Severity::Warn,
        says: Says::Disagrees,
        message: "?".to_owned(),
    }
}

fn decided(at: Millis, items: usize, outcome: Outcome) -> LoadedStep {
    LoadedStep::Decision {
        staff: "zhangmin".to_owned(),
        at,
        claimed_at: at.plus(-180_000),
        outcomes: outcomes(&vec![outcome; items]),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        title: "申请单校对结果".to_owned(),
        letter: "请重新上传毕业证原件".to_owned(),
        delivered: true,
    }
}

/// The n-th order: each of its attributes has a period of its own, so that all of them meet.
fn made(n: u32) -> (NewOrder, Vec<LoadedStep>, Row) {
    let at = usize::try_from(n).unwrap();
    let mut order = if n.is_multiple_of(4) { order_of_two("hubei", n) } else { order("hubei", n) };
    order.purpose = PURPOSES[at % 3].to_owned();
    // Some of them at the same moment, a few days on the whole.
    order.submitted_at = FIRST_MOMENT.plus(i64::from(n / 3) * 3_600_000);
    order.consented_at = order.submitted_at.plus(-60_000);
    for (index, item) in order.items.iter_mut().enumerate() {
        let certificate = &mut item.certificate;
        certificate.school = SCHOOLS[(at + index) % SCHOOLS.len()].to_owned();
        if item.service == Service::Degree {
            certificate.category = Some(CATEGORIES[at / 2 % CATEGORIES.len()].to_owned());
            certificate.level = Some(LEVELS[at / 3 % LEVELS.len()].to_owned());
        }
    }
    order.findings =
        CHECKS.into_iter().enumerate().filter(|(index, _)| at % (index + 2) == 1).map(|(_, one)| noticed(one)).collect();
    let later = |hours: i64| order.submitted_at.plus(hours * 3_600_000);
    let items = order.items.len();
    let again = || LoadedStep::Resubmit { at: later(100), items: vec![], findings: vec![noticed(Check::E2)] };
    let (history, status, round, submitted_at) = match n % 7 {
        0 => (vec![decided(later(1), items, Outcome::Approve)], Status::Accepted, 1, later(0)),
        1 => (vec![decided(later(1), items, Outcome::Reject)], Status::Rejected, 1, later(0)),
        2 => (vec![LoadedStep::Cancel { at: later(1) }], Status::Cancelled, 1, later(0)),
        3 => (vec![decided(later(1), items, Outcome::Supplement)], Status::AwaitingSupplement, 1, later(0)),
        4 => (vec![decided(later(1), items, Outcome::Supplement), again()], Status::AwaitingProofreading, 2, later(100)),
        _ => (vec![], Status::AwaitingProofreading, 1, later(0)),
    };
    if round == 2 {
        order.findings.retain(|_| n.is_multiple_of(2));
    }
    let mut row = Row { order: order.clone(), status, round, submitted_at, holder: None };
    if round == 2 {
        row.order.findings = vec![noticed(Check::E2)];
    }
    (order, history, row)
}

/// Orders of all kinds in 湖北, a few of them held, and one elsewhere.
async fn many(f: &Fixture) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut batch = Vec::new();
    for n in 1..=ORDERS {
        let (order, history, row) = made(n);
        batch.push(LoadedOrder { order, history });
        rows.push(row);
    }
    batch.push(LoadedOrder { order: order("zhejiang", ORDERS + 1), history: vec![] });
    f.store.load_orders(&batch).await.unwrap();
    for (index, row) in rows.iter_mut().filter(|row| row.status == Status::AwaitingProofreading).enumerate() {
        if index % 9 < 2 {
            let login = if index % 9 == 0 { "zhangmin" } else { "chengang" };
            f.claim(login, &row.order.order_no).await;
            row.holder = Some(login);
        }
    }
    rows
}

fn fits(row: &Row, wanted: &Wanted) -> bool {
    let filter = &wanted.filter;
    let item = row.order.items.iter().any(|item| {
        let certificate = &item.certificate;
        let category = certificate.category.as_deref().and_then(Category::read);
        let level = certificate.level.as_deref().and_then(Level::read);
        (filter.services.is_empty() || filter.services.contains(&item.service))
            && (filter.categories.is_empty() || category.is_some_and(|one| filter.categories.contains(&one)))
            && (filter.levels.is_empty() || level.is_some_and(|one| filter.levels.contains(&one)))
            && filter.school.as_ref().is_none_or(|school| {
                if school.whole { certificate.school == school.name } else { certificate.school.starts_with(&school.name) }
            })
    });
    let finding = match &filter.finding {
        None => true,
        Some(Finding::Some) => !row.order.findings.is_empty(),
        Some(Finding::None) => row.order.findings.is_empty(),
        Some(Finding::Of(checks)) => row.order.findings.iter().any(|one| checks.iter().any(|check| check.code() == one.id)),
    };
    let holder = match &filter.holder {
        None => true,
        Some(Held::Nobody) => row.holder.is_none(),
        Some(Held::Somebody) => row.holder.is_some(),
        Some(Held::Mine) => row.holder == Some(wanted.me.as_str()),
        Some(Held::By(login)) => row.holder == Some(login.as_str()),
    };
    item && finding
        && holder
        && (filter.statuses.is_empty() || filter.statuses.contains(&row.status))
        && (filter.waiting.is_none() || !row.status.has_ended())
        && filter.purpose.as_ref().is_none_or(|purpose| row.order.purpose.starts_with(purpose.as_str()))
        && filter.round.is_none_or(|round| (round == Round::First) == (row.round == 1))
        && wanted.since.is_none_or(|since| row.submitted_at >= since)
        && wanted.until.is_none_or(|until| row.submitted_at < until)
}

/// What the store is to give, in its order.
fn expected(rows: &[Row], wanted: &Wanted, sort: Sort) -> Vec<OrderNo> {
    let mut fitting: Vec<&Row> = rows.iter().filter(|row| fits(row, wanted)).collect();
    fitting.sort_by_key(|row| (row.submitted_at, row.order.order_no.clone()));
    match sort {
        Sort::Oldest => {}
        Sort::Newest => fitting.reverse(),
        Sort::Findings => fitting.sort_by_key(|row| std::cmp::Reverse(row.order.findings.len())),
    }
    fitting.into_iter().map(|row| row.order.order_no.clone()).collect()
}

fn query(wanted: Wanted, sort: Sort, from: QueueFrom, (limit, budget): (u32, u32)) -> FilteredQuery {
    FilteredQuery { institution: "hubei".to_owned(), wanted, sort, from, limit, budget }
}

fn wanted(filter: QueueFilter) -> Wanted {
    Wanted { filter, me: "zhangmin".to_owned(), since: None, until: None }
}

fn of_any_status() -> QueueFilter {
    QueueFilter { statuses: BTreeSet::new(), ..QueueFilter::default() }
}

fn numbers(page: &FilteredPage) -> Vec<OrderNo> {
    page.rows.iter().map(|row| row.order_no.clone()).collect()
}

fn some_of<T: Ord + Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = BTreeSet<T>> {
    prop_oneof![2 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(select(all), 1..=2)]
}

fn wishes() -> impl Strategy<Value = Wanted> {
    let school = prop::option::weighted(0.3, (select(vec!["武汉", "武汉大学", "重庆大学", "%", "无"]), any::<bool>()));
    let holder = prop::option::weighted(
        0.3,
        prop_oneof![
            Just(Held::Nobody),
            Just(Held::Somebody),
            Just(Held::Mine),
            Just(Held::By("chengang".to_owned())),
            Just(Held::By("liuzhuguan".to_owned()))
        ],
    );
    let finding = prop::option::weighted(
        0.4,
        prop_oneof![
            Just(Finding::Some),
            Just(Finding::None),
            prop::collection::btree_set(select(CHECKS.as_slice()), 0..=2).prop_map(Finding::Of)
        ],
    );
    let moment = || prop::option::weighted(0.3, (0..300_i64).prop_map(|half| FIRST_MOMENT.plus(half * 1_800_000)));
    (
        (some_of(&Status::ALL), some_of(Service::ALL), some_of(Category::ALL), some_of(Level::ALL), school),
        (
            prop::option::weighted(0.3, select(vec!["继续教育", "继续教育-", "就业", "_"])),
            prop::option::weighted(0.2, Just(Waiting::Over(0))),
            prop::option::weighted(0.3, select(Round::ALL)),
            finding,
            holder,
        ),
        (moment(), moment()),
    )
        .prop_map(|(of_items, of_orders, (since, until))| {
            let (statuses, services, categories, levels, school) = of_items;
            let (purpose, waiting, round, finding, holder) = of_orders;
            let filter = QueueFilter {
                statuses,
                services,
                categories,
                levels,
                school: school.map(|(name, whole)| School { name: name.to_owned(), whole }),
                purpose: purpose.map(str::to_owned),
                waiting,
                round,
                finding,
                holder,
                ..QueueFilter::default()
            };
            Wanted { filter, me: "zhangmin".to_owned(), since, until }
        })
}

/// Reads a list from one end to the other by pages, and holds each page to its bounds.
async fn read_through(f: &Fixture, asked: &FilteredQuery) -> Result<Vec<OrderNo>, TestCaseError> {
    let mut read = Vec::new();
    let mut from = asked.from.clone();
    let forth = from == QueueFrom::Start;
    let mut looked = 0;
    loop {
        let page = f.store.queue_filtered(&FilteredQuery { from: from.clone(), ..asked.clone() }).await.unwrap();
        prop_assert!(page.rows.len() <= usize::try_from(asked.limit).unwrap());
        // What somebody holds is read off its own index, no more of it than is shown.
        let most = if asked.wanted.holder().is_some() { asked.limit } else { asked.budget + 4 };
        prop_assert!(page.looked <= u64::from(most), "{} were looked through", page.looked);
        looked += page.looked;
        let mut found = numbers(&page);
        if forth {
            read.append(&mut found);
        } else {
            found.append(&mut read);
            read = found;
        }
        match page.next {
            None => {
                if let Some(of) = page.of.filter(|_| asked.wanted.holder().is_none()) {
                    prop_assert_eq!(looked, of, "each is looked through once");
                }
                return Ok(read);
            }
            Some(key) if forth => from = QueueFrom::After(key),
            Some(key) => from = QueueFrom::Before(key),
        }
    }
}

async fn agrees(f: &Fixture, rows: &[Row], wanted: Wanted, bounds: (u32, u32)) -> Result<(), TestCaseError> {
    for sort in [Sort::Oldest, Sort::Newest] {
        let right = expected(rows, &wanted, sort);
        for from in [QueueFrom::Start, QueueFrom::End] {
            let read = read_through(f, &query(wanted.clone(), sort, from, bounds)).await?;
            prop_assert_eq!(&read, &right);
        }
    }
    let whole = query(wanted.clone(), Sort::Findings, QueueFrom::Start, (ORDERS, LOOK_THROUGH));
    let page = f.store.queue_filtered(&whole).await.unwrap();
    let right = expected(rows, &wanted, Sort::Findings);
    prop_assert_eq!((numbers(&page), page.next, page.full), (right.clone(), None, false));
    let matching = f.store.queue_matching(&whole).await.unwrap();
    prop_assert_eq!((usize::try_from(matching.n).unwrap(), matching.more), (right.len(), false));
    Ok(())
}

pub(super) async fn a_filter_finds_what_the_model_finds(f: Fixture) {
    let rows = many(&f).await;
    tokio::task::block_in_place(|| {
        let mut runner =
            TestRunner::new(Config { cases: 64, max_shrink_iters: 200, failure_persistence: None, ..Config::default() });
        let bounds = (1..40_u32, 5..120_u32);
        let checked =
            runner.run(&(wishes(), bounds), |(wanted, bounds)| Handle::current().block_on(agrees(&f, &rows, wanted, bounds)));
        if let Err(failure) = checked {
            panic!("{failure}");
        }
    });
    // Each word of the form by itself: what SQL makes of it is what the domain makes of it.
    for category in Category::ALL {
        let filter = QueueFilter { categories: BTreeSet::from([*category]), ..of_any_status() };
        agrees(&f, &rows, wanted(filter), (200, LOOK_THROUGH)).await.unwrap();
    }
    for level in Level::ALL {
        let filter = QueueFilter { levels: BTreeSet::from([*level]), ..of_any_status() };
        agrees(&f, &rows, wanted(filter), (200, LOOK_THROUGH)).await.unwrap();
    }
}

pub(super) async fn a_page_looks_through_so_many_and_says_where_to_go_on(f: Fixture) {
    let rows = many(&f).await;
    let open = rows.iter().filter(|row| row.status == Status::AwaitingProofreading).count();
    // Nothing fits: the page is empty, and yet not the end.
    let nowhere = QueueFilter { school: Some(School { name: "无".into(), whole: false }), ..QueueFilter::default() };
    let asked = query(wanted(nowhere), Sort::Oldest, QueueFrom::Start, (20, 50));
    let page = f.store.queue_filtered(&asked).await.unwrap();
    assert_eq!((page.rows.len(), page.full, page.looked), (0, false, 50));
    assert_eq!(page.of, Some(u64::try_from(open).unwrap()));
    assert!(page.next.is_some());
    let matching = f.store.queue_matching(&asked).await.unwrap();
    assert_eq!((matching.n, matching.more), (0, true), "there may be some further on");

    // Most findings first, among as many of the oldest as are looked through.
    let asked = query(wanted(QueueFilter::default()), Sort::Findings, QueueFrom::Start, (10, 30));
    let page = f.store.queue_filtered(&asked).await.unwrap();
    let oldest: Vec<Row> = expected(&rows, &wanted(QueueFilter::default()), Sort::Oldest)
        .iter()
        .take(30)
        .map(|number| rows.iter().find(|row| row.order.order_no == *number).unwrap().clone())
        .collect();
    let most: Vec<OrderNo> = expected(&oldest, &wanted(QueueFilter::default()), Sort::Findings).into_iter().take(10).collect();
    assert_eq!((numbers(&page), page.full, page.looked), (most, true, 30));

    // Another institution's orders are nobody else's.
    let elsewhere = FilteredQuery { institution: "zhejiang".into(), budget: LOOK_THROUGH, ..asked };
    assert_eq!(f.store.queue_filtered(&elsewhere).await.unwrap().rows.len(), 1);
}

pub(super) async fn each_row_comes_once_while_rows_change(f: Fixture) {
    many(&f).await;
    let filter = QueueFilter { holder: Some(Held::Nobody), ..QueueFilter::default() };
    let mut from = QueueFrom::Start;
    let mut read: Vec<OrderNo> = Vec::new();
    let before = f.store.queue_filtered(&query(wanted(filter.clone()), Sort::Oldest, from.clone(), (ORDERS, LOOK_THROUGH))).await;
    let before = numbers(&before.unwrap());
    let mut gone: Vec<OrderNo> = Vec::new();
    loop {
        let page = f.store.queue_filtered(&query(wanted(filter.clone()), Sort::Oldest, from, (7, 40))).await.unwrap();
        read.extend(numbers(&page));
        // Between two pages one that was read is decided, one that comes is claimed, and one arrives at the end.
        let decided = read[read.len() / 2].clone();
        if !gone.contains(&decided) {
            let items = f.file("hubei", &decided).await.items.len();
            f.decide("chengang", &decided, &vec![Outcome::Approve; items], 0).await;
            gone.push(decided);
        }
        let ahead = before.iter().rev().find(|number| !read.contains(number) && !gone.contains(number)).cloned();
        if let Some(ahead) = ahead {
            f.claim("zhangmin", &ahead).await;
            gone.push(ahead);
        }
        match page.next {
            Some(key) => from = QueueFrom::After(key),
            None => break,
        }
    }
    let once: BTreeSet<&OrderNo> = read.iter().collect();
    assert_eq!(once.len(), read.len(), "none stands twice");
    assert!(before.iter().all(|number| read.contains(number) || gone.contains(number)), "what stayed was read");
    assert!(gone.len() > 6);
}

pub(super) async fn a_count_is_bounded(f: Fixture) {
    let batch: Vec<LoadedOrder> =
        (1..=COUNT_TO + 50).map(|n| LoadedOrder { order: order("hubei", n), history: vec![] }).collect();
    f.store.load_orders(&batch).await.unwrap();
    let asked = query(wanted(of_any_status()), Sort::Oldest, QueueFrom::Start, (0, LOOK_THROUGH));
    let matching = f.store.queue_matching(&asked).await.unwrap();
    assert_eq!((matching.n, matching.more), (COUNT_TO, true));
    let first = FilteredQuery {
        wanted: Wanted { until: Some(FIRST_MOMENT.plus(COUNT_TO.into())), ..wanted(of_any_status()) },
        ..asked.clone()
    };
    assert_eq!(f.store.queue_matching(&first).await.unwrap().n, 0, "the first one comes a second after");
}

pub(super) async fn who_may_hold_an_order_can_be_named(f: Fixture) {
    f.store.disable_member(&actor("guanli"), "chengang").await.unwrap();
    let people = f.store.colleagues("hubei").await.unwrap();
    let named: Vec<_> =
        people.iter().filter(|one| one.decides()).map(|person| (person.login.as_str(), person.name.as_str())).collect();
    assert_eq!(named, [("liuzhuguan", "刘主管"), ("zhangmin", "张敏")]);
}

fn view(name: &str, shared: bool) -> NewView {
    NewView { view: token(), shared, name: name.to_owned(), body: QueueView::default() }
}

async fn names(f: &Fixture, login: &str) -> Vec<(String, bool)> {
    let views: Vec<SavedView> = f.store.views(&actor(login), "hubei").await.unwrap();
    views.into_iter().map(|view| (view.name, view.shared)).collect()
}

fn own(name: &str) -> (String, bool) {
    (name.to_owned(), false)
}

fn shared(name: &str) -> (String, bool) {
    (name.to_owned(), true)
}

pub(super) async fn views_are_kept_for_oneself_or_for_all(f: Fixture) {
    let (me, other, chief) = (actor("zhangmin"), actor("chengang"), actor("liuzhuguan"));
    let mine = view("武大", false);
    f.store.save_view(&me, "hubei", &mine).await.unwrap();
    f.store.save_view(&me, "hubei", &view("急件", false)).await.unwrap();
    let all = view("超期", true);
    f.store.save_view(&chief, "hubei", &all).await.unwrap();
    f.store.save_view(&chief, "hubei", &view("复核", true)).await.unwrap();
    assert_eq!(names(&f, "zhangmin").await, [own("武大"), own("急件"), shared("超期"), shared("复核")]);
    assert_eq!(names(&f, "chengang").await, [shared("超期"), shared("复核")]);
    assert!(f.store.views(&actor("xuwei"), "hubei").await.unwrap().is_empty());
    assert_eq!(f.store.views(&me, "hubei").await.unwrap()[0].body, Some(mine.body.clone()));

    // The institution's are a supervisor's; another's own is not there.
    let refused = f.store.save_view(&me, "hubei", &view("我的", true)).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert!(matches!(f.store.save_view(&me, "hubei", &all).await, Err(StoreError::Refused(_))));
    assert!(matches!(f.store.delete_view(&me, "hubei", &all.view).await, Err(StoreError::Refused(_))));
    assert!(matches!(f.store.move_view(&me, "hubei", &all.view, false).await, Err(StoreError::Refused(_))));
    for stranger in [&other, &chief] {
        assert!(matches!(f.store.save_view(stranger, "hubei", &mine).await, Err(StoreError::NotFound(_))));
        assert!(matches!(f.store.delete_view(stranger, "hubei", &mine.view).await, Err(StoreError::NotFound(_))));
        assert!(matches!(f.store.move_view(stranger, "hubei", &mine.view, true).await, Err(StoreError::NotFound(_))));
    }
    assert!(matches!(f.store.save_view(&actor("xuwei"), "hubei", &view("外", false)).await, Err(StoreError::NotFound(_))));
    let taken = f.store.save_view(&me, "hubei", &view("急件", false)).await;
    assert!(matches!(taken, Err(StoreError::Exists(_))), "{taken:?}");
    for name in ["", "  ", "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长"] {
        assert!(matches!(f.store.save_view(&me, "hubei", &view(name, false)).await, Err(StoreError::Refused(_))), "{name:?}");
    }
    // Nor does one's own become the institution's.
    assert!(matches!(
        f.store.save_view(&chief, "hubei", &NewView { shared: true, ..mine.clone() }).await,
        Err(StoreError::NotFound(_))
    ));

    // Renamed, changed, moved, removed.
    let changed = QueueView { sort: Sort::Newest, ..QueueView::default() };
    let renamed = NewView { name: "武汉大学".into(), body: changed.clone(), ..mine.clone() };
    f.store.save_view(&me, "hubei", &renamed).await.unwrap();
    assert_eq!(f.store.views(&me, "hubei").await.unwrap()[0].body, Some(changed));
    f.store.move_view(&me, "hubei", &mine.view, true).await.unwrap();
    assert_eq!(names(&f, "zhangmin").await[..2], [own("武汉大学"), own("急件")], "it is the first already");
    f.store.move_view(&me, "hubei", &mine.view, false).await.unwrap();
    f.store.move_view(&chief, "hubei", &all.view, false).await.unwrap();
    assert_eq!(names(&f, "zhangmin").await, [own("急件"), own("武汉大学"), shared("复核"), shared("超期")]);
    f.store.delete_view(&me, "hubei", &mine.view).await.unwrap();
    f.store.delete_view(&chief, "hubei", &all.view).await.unwrap();
    assert_eq!(names(&f, "zhangmin").await, [own("急件"), shared("复核")]);
    assert!(matches!(f.store.delete_view(&chief, "hubei", &all.view).await, Err(StoreError::NotFound(_))));

    // What was done to the institution's is in the trail; one's own are nobody's business.
    let trail = f.store.audit("hubei", &format!("view:{}", all.view), 0).await.unwrap();
    let done: Vec<_> = trail.iter().map(|row| (row.actor.as_str(), row.action.as_str())).collect();
    assert_eq!(done, [("liuzhuguan", "save_view"), ("liuzhuguan", "move_view"), ("liuzhuguan", "delete_view")]);
    let body = serde_json::to_string(&QueueView::default().to_json()).unwrap();
    assert_eq!(trail[0].detail, format!(r#"{{"body":{body},"name":"超期"}}"#));
    assert_eq!((trail[1].detail.as_str(), trail[2].detail.as_str()), (r#"{"position":2}"#, r#"{"name":"超期"}"#));
    assert!(f.store.audit("hubei", &format!("view:{}", mine.view), 0).await.unwrap().is_empty());
}

pub(super) async fn there_are_only_so_many_views(f: Fixture) {
    let me = actor("zixun");
    for n in 0..MOST_VIEWS {
        f.store.save_view(&me, "hubei", &view(&format!("视图{n}"), false)).await.unwrap();
    }
    assert!(matches!(f.store.save_view(&me, "hubei", &view("多", false)).await, Err(StoreError::Refused(_))));
    f.store.save_view(&actor("zhangmin"), "hubei", &view("视图0", false)).await.unwrap();
}

pub(super) async fn the_institutions_views_are_kept_by_its_supervisors(f: Fixture) {
    let all = view("超期", true);
    f.store.save_view(&actor("liuzhuguan"), "hubei", &all).await.unwrap();
    f.store.save_view(&actor("zhangmin"), "hubei", &view("急件", false)).await.unwrap();
    let mut raw = f.raw().await;
    let insert = |id: &str, staff: &str, name: &str, body: &str, seq: u32| {
        format!(
            "INSERT INTO saved_views (institution, view, staff, name, position, body, audit_seq, saved_at) \
             VALUES ('hubei', '{id}', {staff}, '{name}', 9, '{body}', {seq}, 1)"
        )
    };
    let mut attacks = vec![
        ("a view of the institution without an audit row", insert("v-1", "NULL", "新", "{}", 1)),
        ("one that names another's audit row", insert("v-1", "NULL", "新", "{}", 0)),
        ("one's own with an audit row", insert("v-1", "'zhangmin'", "新", "{}", 1)),
        ("the same view once more", insert(&all.view, "NULL", "新", "{}", 1)),
        ("the same name once more", insert("v-1", "'zhangmin'", "急件", "{}", 0)),
        ("no name", insert("v-1", "'zhangmin'", " ", "{}", 0)),
        ("another name", format!("UPDATE saved_views SET name = '新' WHERE view = '{}'", all.view)),
        ("another body", format!("UPDATE saved_views SET body = '{{}}' WHERE view = '{}'", all.view)),
        ("an audit row to come", format!("UPDATE saved_views SET audit_seq = 2 WHERE view = '{}'", all.view)),
        ("made one's own", format!("UPDATE saved_views SET staff = 'zhangmin', audit_seq = 0 WHERE view = '{}'", all.view)),
        ("made the institution's", "UPDATE saved_views SET staff = NULL WHERE name = '急件'".to_owned()),
        ("removed without a word", format!("DELETE FROM saved_views WHERE view = '{}'", all.view)),
    ];
    match f.engine {
        Engine::Sqlite => {
            attacks.push(("replaced", insert(&all.view, "NULL", "新", "{}", 1).replacen("INSERT", "INSERT OR REPLACE", 1)));
            attacks.push(("replaced by name", insert("v-1", "NULL", "超期", "{}", 1).replacen("INSERT", "INSERT OR REPLACE", 1)));
            attacks.push((
                "replaced by a renaming",
                "UPDATE OR REPLACE saved_views SET name = '急件' WHERE staff = 'zhangmin' AND name <> '急件'".to_owned(),
            ));
        }
        Engine::Postgres => attacks.push(("all at once", "TRUNCATE saved_views".to_owned())),
    }
    f.store.save_view(&actor("zhangmin"), "hubei", &view("其他", false)).await.unwrap();
    super::guards::all_refused(&mut raw, &attacks).await;
    // Each engine says in its own words what is no JSON.
    raw.refused("no JSON", &insert("v-1", "'zhangmin'", "新", "{", 0)).await;
    // Otherwise a slip in the scripts would look like a guard.
    raw.run(&insert("v-1", "'zhangmin'", "新", "{}", 0)).await.unwrap();
    raw.run("DELETE FROM saved_views WHERE view = 'v-1'").await.unwrap();
    assert_eq!(names(&f, "zhangmin").await.len(), 3);
    // What is not understood is there all the same.
    raw.run(&insert("v-2", "'zhangmin'", "新", "{}", 0)).await.unwrap();
    let views = f.store.views(&actor("zhangmin"), "hubei").await.unwrap();
    assert!(views.iter().any(|view| view.name == "新" && view.body.is_none()));
}
