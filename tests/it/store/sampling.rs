//! Quality sampling: what is drawn, who looks at it, and what the database refuses.

use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::sampling::Rate;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::StoreError;
use jiaodui::store::blind::{hides_first_look, kept_blind};
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{SampleDone, SampleDrawn, SampleLook, SamplePlan};

use super::fixture::Fixture;
use crate::support::fixtures::{actor, token, verdicts};

async fn now(f: &Fixture) -> Millis {
    f.store.activity("hubei", None, 1).await.unwrap().1
}

/// All that was decided so far.
async fn plan(f: &Fixture, per_mille: u32) -> SamplePlan {
    // Past the moment of the newest decision.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    SamplePlan { sample: token(), from: Millis(0), until: now(f).await, rate: Rate::per_mille(per_mille).unwrap() }
}

/// Orders of 湖北, decided in turn by two people.
async fn decided(f: &Fixture, count: u32) -> Vec<OrderNo> {
    let mut numbers = Vec::new();
    for n in 1..=count {
        let number = f.submit("hubei", n).await;
        let who = if n % 2 == 0 { "zhangmin" } else { "chengang" };
        let outcome = if n % 3 == 0 { Outcome::Reject } else { Outcome::Approve };
        f.decide(who, &number, &[outcome], 0).await;
        numbers.push(number);
    }
    numbers
}

async fn drawn(f: &Fixture, per_mille: u32) -> SamplePlan {
    let plan = plan(f, per_mille).await;
    let done = f.store.draw_sample(&actor("liuzhuguan"), "hubei", &plan).await.unwrap();
    assert!(matches!(done, SampleDrawn::Done(_)), "{done:?}");
    plan
}

fn look(outcome: Status) -> SampleLook {
    SampleLook { outcome, remark: "印章清楚".to_owned(), verdicts: verdicts() }
}

pub(super) async fn a_sample_is_drawn_again_by_its_key(f: Fixture) {
    let empty = plan(&f, 100).await;
    let supervisor = actor("liuzhuguan");
    assert_eq!(f.store.draw_sample(&supervisor, "hubei", &empty).await.unwrap(), SampleDrawn::Nothing);
    decided(&f, 12).await;
    let of_another = f.store.draw_sample(&supervisor, "zhejiang", &empty).await;
    assert!(matches!(of_another, Err(StoreError::NotFound(_))) || of_another == Ok(SampleDrawn::Nothing), "{of_another:?}");

    // 12 decisions: chengang approves 4 and rejects 2, zhangmin likewise; a tenth of each, and one at least.
    let first = drawn(&f, 100).await;
    let kept = f.store.sample_drawn("hubei", &first.sample).await.unwrap();
    assert_eq!(kept.len(), 4);
    assert_eq!(f.store.draw_again("hubei", &first.sample).await.unwrap().unwrap(), kept);
    let half = drawn(&f, 500).await;
    assert_eq!(f.store.sample_drawn("hubei", &half.sample).await.unwrap().len(), 6);

    // What is decided afterwards is of another period: the same orders come out.
    let later = f.submit("hubei", 20).await;
    f.decide("zhangmin", &later, &[Outcome::Approve], 0).await;
    assert_eq!(f.store.draw_again("hubei", &first.sample).await.unwrap().unwrap(), kept);
    assert_eq!(f.store.draw_again("hubei", "no-such").await.unwrap(), None);
    assert_eq!(f.store.draw_again("zhejiang", &first.sample).await.unwrap(), None);

    let [newest, older] = f.store.samples("hubei", 10).await.unwrap().try_into().unwrap();
    assert_eq!((newest.sample.as_str(), older.sample.as_str()), (half.sample.as_str(), first.sample.as_str()));
    assert_eq!((older.drawn_from, older.size, older.looked, older.rate), (12, 4, 0, first.rate));
    assert_eq!((older.from, older.until, older.drawn.login.as_str()), (first.from, first.until, "liuzhuguan"));
    assert_ne!(older.key, newest.key);
    assert_eq!(f.store.samples("zhejiang", 10).await.unwrap(), vec![]);
    let trail = f.store.audit("hubei", &format!("sample:{}", first.sample), 0).await.unwrap();
    let [row] = trail.as_slice() else { panic!("{trail:?}") };
    assert_eq!((row.action.as_str(), row.hash.clone()), ("draw", hash_of(row)));
    let written =
        format!("{{\"drawn_from\":12,\"from\":0,\"key\":\"{}\",\"rate\":100,\"size\":4,\"until\":{}}}", older.key, first.until.0);
    assert_eq!(row.detail, written);
}

pub(super) async fn who_may_not_draw_does_not_and_no_period_is_drawn_too_early(f: Fixture) {
    let numbers = decided(&f, 2).await;
    for login in ["zhangmin", "zixun", "guanli"] {
        let refused = f.store.draw_sample(&actor(login), "hubei", &plan(&f, 100).await).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let supervisor = actor("liuzhuguan");
    let open = SamplePlan { until: now(&f).await.plus(60_000), ..plan(&f, 100).await };
    assert_eq!(f.store.draw_sample(&supervisor, "hubei", &open).await.unwrap(), SampleDrawn::TooEarly);
    // While a decision can be taken back, what was decided is not settled.
    let third = f.submit("hubei", 3).await;
    f.decide("zhangmin", &third, &[Outcome::Approve], 60_000).await;
    assert_eq!(f.store.draw_sample(&supervisor, "hubei", &plan(&f, 100).await).await.unwrap(), SampleDrawn::TooEarly);
    // One that was taken back is not in the period at all.
    let fourth = f.submit("hubei", 4).await;
    let decision = f.decide("chengang", &fourth, &[Outcome::Approve], 60_000).await;
    f.store.take_back(&actor("chengang"), &decision.token, &token(), 60_000).await.unwrap();
    let before = SamplePlan { until: f.file("hubei", &third).await.decisions[0].decided_at, ..plan(&f, 1000).await };
    assert_eq!(f.store.draw_sample(&supervisor, "hubei", &before).await.unwrap(), SampleDrawn::Done(2));
    let kept = f.store.sample_drawn("hubei", &before.sample).await.unwrap();
    assert!(kept.iter().all(|one| numbers.contains(&one.order_no)));
}

pub(super) async fn each_is_looked_at_once_and_not_by_its_decider(f: Fixture) {
    let numbers = decided(&f, 6).await;
    let before = f.file("hubei", &numbers[0]).await;
    let plan = drawn(&f, 1000).await;
    let sample = plan.sample.as_str();
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));

    // 张敏 is given what 陈刚 decided, the same until she concludes it.
    let first = f.store.sample_next(&zhang, "hubei", sample).await.unwrap().unwrap();
    assert_eq!(f.store.sample_next(&zhang, "hubei", sample).await.unwrap(), Some(first.clone()));
    let kept = f.store.sample_drawn("hubei", sample).await.unwrap();
    let of = |place: u32| &kept[place as usize - 1];
    assert_eq!((of(first.place).staff.as_str(), &of(first.place).order_no), ("chengang", &first.order_no));
    // 陈刚 has not taken it, and has no say in it.
    let not_his = f.store.conclude_sample_look(&chen, "hubei", sample, first.place, &look(Status::Accepted)).await.unwrap();
    assert_eq!(not_his, SampleDone::NotYours);
    let unknown = f.store.conclude_sample_look(&zhang, "hubei", sample, 99, &look(Status::Accepted)).await.unwrap();
    assert_eq!(unknown, SampleDone::Unknown);

    // Until she has concluded it, she is not told what was decided, whichever way she reads the order; others are.
    let file = f.file("hubei", &first.order_no).await;
    let store = f.store.as_ref();
    let other = kept.iter().find(|one| one.order_no != first.order_no).unwrap();
    assert!(hides_first_look(store, &zhang, &file).await.unwrap());
    assert_eq!(kept_blind(store, &zhang, "hubei").await.unwrap(), std::slice::from_ref(&first.order_no));
    assert!(!hides_first_look(store, &zhang, &f.file("hubei", &other.order_no).await).await.unwrap());
    for who in [&chen, &actor("liuzhuguan")] {
        assert!(!hides_first_look(store, who, &file).await.unwrap());
        assert!(kept_blind(store, who, "hubei").await.unwrap().is_empty());
    }

    let mut apart = 0;
    for (who, login) in [(&zhang, "zhangmin"), (&chen, "chengang")] {
        let mut looked = 0;
        while let Some(task) = f.store.sample_next(who, "hubei", sample).await.unwrap() {
            assert_ne!(of(task.place).staff, login, "nobody looks at a decision of their own");
            let done = f.store.conclude_sample_look(who, "hubei", sample, task.place, &look(Status::Accepted)).await.unwrap();
            let differs = of(task.place).status != Status::Accepted;
            assert_eq!(done, SampleDone::Done { differs });
            apart += u32::from(differs);
            assert!(!hides_first_look(store, who, &f.file("hubei", &task.order_no).await).await.unwrap(), "it is concluded");
            let again = f.store.conclude_sample_look(who, "hubei", sample, task.place, &look(Status::Rejected)).await.unwrap();
            assert_eq!(again, SampleDone::Settled);
            looked += 1;
        }
        assert_eq!(looked, 3);
    }
    assert_eq!(apart, 2);
    for login in ["zixun", "guanli"] {
        assert!(matches!(f.store.sample_next(&actor(login), "hubei", sample).await, Err(StoreError::Refused(_))), "{login}");
    }

    let looks = f.store.sample_looks("hubei", sample).await.unwrap();
    assert_eq!(looks.len(), 6);
    assert!(looks.iter().all(|one| one.first == one.look.verdicts && one.look.remark == "印章清楚"));
    assert_eq!((looks[0].place, looks[5].place), (1, 6));
    let agreement = f.store.agreement("hubei", sample).await.unwrap().unwrap();
    assert_eq!((agreement.drawn, agreement.outcomes.compared, agreement.outcomes.agreed), (6, 6, 4));
    assert_eq!(agreement.verdicts.per_mille(), Some(1000));
    assert_eq!(agreement.people.iter().map(|one| one.staff.as_str()).collect::<Vec<_>>(), ["chengang", "zhangmin"]);
    assert!(agreement.fields.iter().any(|(field, share)| *field == Field::School && share.compared == 6));
    assert_eq!(f.store.agreement("zhejiang", sample).await.unwrap(), None);
    let [record] = f.store.samples("hubei", 10).await.unwrap().try_into().unwrap();
    assert_eq!((record.looked, record.differs), (6, 2));

    // The orders are as they were, their trails too.
    let after = f.file("hubei", &numbers[0]).await;
    assert_eq!((after.version, after.status, after.audit_seq), (before.version, before.status, before.audit_seq));
    let trail = f.store.audit("hubei", &format!("sample:{sample}"), 0).await.unwrap();
    let actions = |action: &str| trail.iter().filter(|row| row.action == action).count();
    assert_eq!((actions("draw"), actions("take"), actions("look"), trail.len()), (1, 6, 6, 13));
    let look = trail.iter().find(|row| row.action == "look").unwrap();
    assert!(
        look.detail.contains(r#""remark":"印章清楚","verdicts":[{"field":"holder","item":1,"verdict":"match"}"#),
        "{}",
        look.detail
    );
}

pub(super) async fn what_was_drawn_and_looked_at_stays(f: Fixture) {
    decided(&f, 4).await;
    let plan = drawn(&f, 1000).await;
    let sample = plan.sample.as_str();
    let zhang = actor("zhangmin");
    let task = f.store.sample_next(&zhang, "hubei", sample).await.unwrap().unwrap();
    f.store.conclude_sample_look(&zhang, "hubei", sample, task.place, &look(Status::Accepted)).await.unwrap();
    let next = f.store.sample_next(&zhang, "hubei", sample).await.unwrap().unwrap();
    let own = f.store.sample_drawn("hubei", sample).await.unwrap();
    let own = own.iter().position(|one| one.staff == "zhangmin").unwrap() + 1;
    let mut raw = f.raw().await;
    let at = |place: usize| format!("institution = 'hubei' AND sample = '{sample}' AND place = {place}");
    let (looked, taken) = (at(task.place as usize), at(next.place as usize));
    let taken_at = raw.number(&format!("SELECT taken_at FROM sample_orders WHERE {taken}")).await;
    let concluding = |by: &str, moment: i64, differs: u8| {
        format!(
            "UPDATE sample_orders SET looked_by = '{by}', looked_at = {moment}, outcome = 'rejected', remark = '', verdicts = '[]', \
             differs = {differs} WHERE {taken}"
        )
    };
    for (what, script, guard) in [
        ("another size", format!("UPDATE samples SET size = 3 WHERE sample = '{sample}'"), "samples.fixed"),
        ("another key", format!("UPDATE samples SET draw_key = '{}' WHERE sample = '{sample}'", "a".repeat(64)), "samples.fixed"),
        ("no sample", format!("DELETE FROM samples WHERE sample = '{sample}'"), "samples.fixed"),
        ("one order fewer", format!("DELETE FROM sample_orders WHERE {taken}"), "sample_orders.fixed"),
        ("another decision", format!("UPDATE sample_orders SET version = 7 WHERE {taken}"), "sample_orders.fixed"),
        (
            "another outcome",
            format!("UPDATE sample_orders SET outcome = 'rejected', differs = 1 WHERE {looked}"),
            "sample_orders.fixed",
        ),
        ("a second look", format!("UPDATE sample_orders SET looked_at = looked_at + 1 WHERE {looked}"), "sample_orders.fixed"),
        (
            "the decider takes it",
            format!("UPDATE sample_orders SET taken_by = 'zhangmin', taken_at = 1 WHERE {}", at(own)),
            "sample_orders.person",
        ),
        ("the clerk takes it", format!("UPDATE sample_orders SET taken_by = 'zixun' WHERE {taken}"), "sample_orders.person"),
        ("somebody else concludes it", concluding("liuzhuguan", taken_at, 0), "sample_orders.look"),
        ("half a look", format!("UPDATE sample_orders SET outcome = 'accepted' WHERE {taken}"), "sample_orders.look"),
        ("a difference that is none", concluding("zhangmin", taken_at, 7), "sample_orders.look"),
        (
            "taken without a trace",
            format!("UPDATE sample_orders SET taken_by = 'liuzhuguan', taken_at = 1 WHERE {taken}"),
            "sample_orders.audit",
        ),
        (
            "one order more",
            format!(
                "INSERT INTO sample_orders (institution, sample, place, order_no, version, round, staff, status) \
                 SELECT institution, sample, 99, order_no, version, round, staff, status FROM sample_orders WHERE {taken}"
            ),
            "sample_orders.fixed",
        ),
        (
            "a sample by a proofreader",
            "INSERT INTO samples (institution, sample, from_at, until_at, rate, draw_key, drawn_from, size, drawn_by, drawn_at) \
             SELECT institution, 'other', from_at, until_at, rate, draw_key, drawn_from, size, 'zhangmin', drawn_at FROM samples"
                .to_owned(),
            "samples.person",
        ),
        (
            "a sample without a trace",
            "INSERT INTO samples (institution, sample, from_at, until_at, rate, draw_key, drawn_from, size, drawn_by, drawn_at) \
             SELECT institution, 'other', from_at, until_at, rate, draw_key, drawn_from, size, drawn_by, drawn_at FROM samples"
                .to_owned(),
            "samples.audit",
        ),
    ] {
        let said = raw.refused(what, &script).await;
        assert!(said.contains(guard), "{what}: {said}");
    }
    if f.engine == super::fixture::Engine::Sqlite {
        let replace = format!(
            "INSERT OR REPLACE INTO sample_orders (institution, sample, place, order_no, version, round, staff, status) \
             SELECT institution, sample, place, order_no, version, round, staff, status FROM sample_orders WHERE {looked}"
        );
        let said = raw.refused("a look replaced", &replace).await;
        assert!(said.contains("sample_orders.fixed"), "{said}");
    }
}
