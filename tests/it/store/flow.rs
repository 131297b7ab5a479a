//! Postponing, skipping, notes, reconsiderations kept from their first decider, catalogues and looks.

use chrono::{Days, NaiveDate};
use jiaodui::cli::reasons::renders_again;
use jiaodui::domain::calendar::Calendar;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::draft::{Draft, FieldNote};
use jiaodui::domain::letter;
use jiaodui::domain::look::Looked;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::OrderKind;
use jiaodui::domain::postpone::{Term, start_of};
use jiaodui::domain::reason::{Catalogue, DEFAULT, EARLIER};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Applied, Claim, Claimed, FeedAct, Look, Postponed, SkipCount};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::fixture::{Engine, Fixture};
use super::guards::{all_refused, copy};
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, draft, event, institutions, order, order_no, submission, token};

async fn now(f: &Fixture) -> Millis {
    f.store.activity("hubei", None, 0).await.unwrap().1
}

/// A day so many days ahead in China.
/// A postponement until a day, on a calendar without holidays.
fn until(day: NaiveDate) -> Term {
    Term::new(day, &Calendar::default())
}

async fn in_days(f: &Fixture, days: u64) -> NaiveDate {
    now(f).await.day().checked_add_days(Days::new(days)).unwrap()
}

/// What this person is given next, which goes back at once.
async fn next(f: &Fixture, login: &str) -> Option<OrderNo> {
    let claim = f.store.claim_next(&actor(login), "hubei", &token(), CLAIM_MS).await.unwrap()?;
    assert!(f.store.release(&actor(login), &claim).await.unwrap());
    Some(claim.order_no)
}

async fn actions(f: &Fixture, number: &OrderNo) -> Vec<(String, String)> {
    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    let mut prev = String::new();
    for row in &trail {
        assert_eq!((&row.prev_hash, &row.hash), (&prev, &hash_of(row)), "row {}", row.seq);
        prev.clone_from(&row.hash);
    }
    assert_eq!(trail.last().map(|row| row.seq), Some(f.file("hubei", number).await.audit_seq));
    trail.into_iter().map(|row| (row.actor, row.action)).collect()
}

fn who(rows: &[(String, String)]) -> Vec<(&str, &str)> {
    rows.iter().map(|(actor, action)| (actor.as_str(), action.as_str())).collect()
}

/// Makes a postponement due, as time would: its guards are put aside for the moment.
async fn comes_due(f: &Fixture, number: &OrderNo, until: Millis, pooled_from: Millis) {
    let set = format!("until = {}, pooled_from = {} WHERE order_no = '{number}'", until.0, pooled_from.0);
    let order = format!("postponed_until = {}, pooled_from = {} WHERE order_no = '{number}'", until.0, pooled_from.0);
    let mut raw = f.raw().await;
    let script = match f.engine {
        Engine::Sqlite => {
            let kept = "SELECT sql FROM sqlite_schema WHERE name = 'postponements_update'";
            let guard = raw.text(kept).await;
            format!("DROP TRIGGER postponements_update; UPDATE postponements SET {set}; UPDATE orders SET {order}; {guard};")
        }
        Engine::Postgres => format!(
            "ALTER TABLE postponements DISABLE TRIGGER postponements_update; UPDATE postponements SET {set}; \
             UPDATE orders SET {order}; ALTER TABLE postponements ENABLE ALWAYS TRIGGER postponements_update;"
        ),
    };
    raw.run(&script).await.unwrap();
}

pub(super) async fn a_postponed_order_is_passed_over_and_listed(f: Fixture) {
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    let (first, second) = (f.submit("hubei", 1).await, f.submit("hubei", 2).await);
    let claim = f.claim("zhangmin", &first).await;
    f.store.save_draft(&zhang, "hubei", &first, &draft(1)).await.unwrap();
    let day = in_days(&f, 3).await;

    // Only by who holds it, and only until a day to come.
    let other = Claim { token: token(), ..claim.clone() };
    assert!(!f.store.postpone(&zhang, &other, until(day), "等电话").await.unwrap());
    assert!(!f.store.postpone(&chen, &claim, until(day), "等电话").await.unwrap());
    assert!(matches!(f.store.postpone(&actor("zixun"), &claim, until(day), "等电话").await, Err(StoreError::Refused(_))));
    for (day, reason) in [(in_days(&f, 0).await, "等电话"), (in_days(&f, 400).await, "等电话"), (day, "  ")] {
        let refused = f.store.postpone(&zhang, &claim, until(day), reason).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{day} {reason}: {refused:?}");
    }
    assert_eq!(f.file("hubei", &first).await.claim.unwrap().login, "zhangmin", "a refusal changed something");

    assert!(f.store.postpone(&zhang, &claim, until(day), "等申请人电话").await.unwrap());
    let file = f.file("hubei", &first).await;
    assert_eq!((file.status, file.version, file.claim.clone()), (Status::AwaitingProofreading, 1, None));
    let expected = Postponed {
        staff: "zhangmin".into(),
        staff_name: "张敏".into(),
        until: start_of(day),
        pooled_from: start_of(until(day).pooled_on),
        reason: "等申请人电话".into(),
        assigned_by: None,
    };
    assert_eq!(file.postponed, Some(expected.clone()));
    // The draft stays, but for its note, which is everyone's now.
    let kept = Draft { note: String::new(), ..draft(1) };
    assert_eq!(f.store.draft("hubei", &first, "zhangmin").await.unwrap(), Some(kept));
    assert_eq!(file.notes.iter().map(|note| note.body.as_str()).collect::<Vec<_>>(), [draft(1).note]);
    assert_eq!(
        who(&actions(&f, &first).await),
        [("portal", "submit"), ("zhangmin", "claim"), ("zhangmin", "postpone"), ("zhangmin", "note")]
    );

    let list = f.store.postponed("hubei", 10).await.unwrap();
    assert_eq!(
        list.rows.iter().map(|row| (&row.order_no, row.postponed.as_ref())).collect::<Vec<_>>(),
        [(&first, Some(&expected))]
    );
    assert_eq!(f.store.postponed("zhejiang", 10).await.unwrap().rows, []);
    let rows = f.store.queue_rows("hubei", &[first.clone(), second.clone()]).await.unwrap();
    assert_eq!((rows[0].postponed.as_ref(), rows[1].postponed.as_ref()), (Some(&expected), None));

    // Nobody is given it, nobody can take it.
    for login in ["zhangmin", "chengang"] {
        assert_eq!(next(&f, login).await.as_ref(), Some(&second), "{login}");
        assert_eq!(f.store.claim(&actor(login), "hubei", &first, &token(), CLAIM_MS).await.unwrap(), Claimed::Postponed);
    }
    let held = f.claim("liuzhuguan", &second).await;
    assert_eq!(next(&f, "zhangmin").await, None);
    assert!(f.store.release(&actor("liuzhuguan"), &held).await.unwrap());

    // A colleague ends it early, with a reason, and holds the order.
    assert!(matches!(f.store.resume(&chen, "hubei", &first, " ", &token(), CLAIM_MS).await, Err(StoreError::Refused(_))));
    assert!(matches!(
        f.store.resume(&actor("zixun"), "hubei", &first, "来电", &token(), CLAIM_MS).await,
        Err(StoreError::Refused(_))
    ));
    assert!(matches!(
        f.store.resume(&actor("xuwei"), "hubei", &first, "来电", &token(), CLAIM_MS).await,
        Err(StoreError::NotFound(_))
    ));
    let resumed = f.store.resume(&chen, "hubei", &first, "申请人已来电", &token(), CLAIM_MS).await.unwrap();
    let Claimed::Yours(claim) = resumed else { panic!("{resumed:?}") };
    let file = f.file("hubei", &first).await;
    assert_eq!((file.postponed, file.claim.unwrap().login), (None, "chengang".to_owned()));
    assert_eq!(who(&actions(&f, &first).await)[4..], [("chengang", "resume"), ("chengang", "claim")]);
    assert_eq!(f.store.postponed("hubei", 10).await.unwrap().rows, []);
    f.done(&chen, &decision(&claim, 1, &[Outcome::Approve])).await;
}

pub(super) async fn a_postponed_order_comes_back_to_its_person_first(f: Fixture) {
    let zhang = actor("zhangmin");
    let (first, second) = (f.submit("hubei", 1).await, f.submit("hubei", 2).await);
    let claim = f.claim("zhangmin", &second).await;
    assert!(f.store.postpone(&zhang, &claim, until(in_days(&f, 3).await), "等电话").await.unwrap());
    let now = now(&f).await;
    let today = start_of(now.day());

    // Its day has come: to its person it is given before an older one, to others not at all.
    comes_due(&f, &second, today, today.plus(86_400_000)).await;
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&first));
    let back = f.store.claim_next(&zhang, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    assert_eq!(back.order_no, second);
    assert_eq!(f.file("hubei", &second).await.postponed, None);
    assert_eq!(who(&actions(&f, &second).await)[2..], [("zhangmin", "postpone"), ("zhangmin", "claim")]);

    // Postponed again, and left alone for longer: then anyone is given it, before the older one that never waited so long.
    assert!(f.store.postpone(&zhang, &back, until(in_days(&f, 3).await), "再等等").await.unwrap());
    comes_due(&f, &second, today.plus(-2 * 86_400_000), today.plus(-86_400_000)).await;
    assert_eq!(f.store.postponed("hubei", 10).await.unwrap().rows.len(), 1);
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&second));
    // By then it stood in the queue again like any other.
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&first));
    assert_eq!(f.store.postponed("hubei", 10).await.unwrap().rows.len(), 0);

    // Opened by its number it is anyone's from its day on.
    let claim = f.claim("zhangmin", &second).await;
    assert!(f.store.postpone(&zhang, &claim, until(in_days(&f, 3).await), "等电话").await.unwrap());
    comes_due(&f, &second, today, today.plus(86_400_000)).await;
    f.claim("chengang", &second).await;
    assert_eq!(f.file("hubei", &second).await.postponed, None);
}

pub(super) async fn a_cancelled_order_is_postponed_no_longer(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let claim = f.claim("zhangmin", &number).await;
    assert!(f.store.postpone(&actor("zhangmin"), &claim, until(in_days(&f, 3).await), "等电话").await.unwrap());
    let cancel = FeedAct::Cancel { order_no: number.clone(), account: "chsi-0001".to_owned() };
    assert_eq!(f.store.apply(&event("c", FIRST_MOMENT, cancel)).await.unwrap(), Applied::Done);
    let file = f.file("hubei", &number).await;
    assert_eq!((file.status, file.postponed), (Status::Cancelled, None));
    assert_eq!(f.store.postponed("hubei", 10).await.unwrap().rows, []);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM postponements WHERE ended_at IS NOT NULL AND ended_by IS NULL").await, 1);
    let resumed = f.store.resume(&actor("zhangmin"), "hubei", &number, "来电", &token(), CLAIM_MS).await.unwrap();
    assert_eq!(resumed, Claimed::WrongState(Status::Cancelled));
}

pub(super) async fn a_skipped_order_is_not_given_again_for_a_while(f: Fixture) {
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    let (first, second) = (f.submit("hubei", 1).await, f.submit("hubei", 2).await);
    let claim = f.claim("zhangmin", &first).await;
    f.store.save_draft(&zhang, "hubei", &first, &draft(1)).await.unwrap();
    assert!(!f.store.skip(&chen, &claim, "不熟悉").await.unwrap());
    assert!(!f.store.skip(&zhang, &Claim { token: token(), ..claim.clone() }, "不熟悉").await.unwrap());
    assert!(matches!(f.store.skip(&zhang, &claim, "").await, Err(StoreError::Refused(_))));
    assert!(f.store.skip(&zhang, &claim, "军校学历，不熟悉").await.unwrap());
    assert!(!f.store.skip(&zhang, &claim, "军校学历，不熟悉").await.unwrap(), "skipped twice under one claim");

    let file = f.file("hubei", &first).await;
    assert_eq!((file.claim, file.notes.len()), (None, 1));
    assert_eq!(
        who(&actions(&f, &first).await),
        [("portal", "submit"), ("zhangmin", "claim"), ("zhangmin", "skip"), ("zhangmin", "note")]
    );
    let skip = f.store.audit("hubei", first.as_str(), 2).await.unwrap().remove(0);
    assert!(skip.detail.contains("军校学历"), "{}", skip.detail);

    assert_eq!(next(&f, "zhangmin").await.as_ref(), Some(&second));
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&first));
    let held = f.claim("chengang", &second).await;
    assert_eq!(next(&f, "zhangmin").await, None);
    assert!(f.store.release(&chen, &held).await.unwrap());
    // By its number they may still open it.
    let again = f.claim("zhangmin", &first).await;
    assert!(f.store.skip(&zhang, &again, "仍不熟悉").await.unwrap());
    let counted = f.store.skips("hubei", now(&f).await.plus(-60_000)).await.unwrap();
    assert_eq!(counted, [SkipCount { staff: "zhangmin".into(), n: 2 }]);
    assert_eq!(f.store.skips("hubei", now(&f).await.plus(60_000)).await.unwrap(), []);
    assert_eq!(f.store.skips("zhejiang", Millis(0)).await.unwrap(), []);
}

pub(super) async fn notes_are_kept_once_and_for_everyone(f: Fixture) {
    let zhang = actor("zhangmin");
    let number = f.submit("hubei", 1).await;
    let noted = Draft {
        field_notes: vec![FieldNote { item: 1, field: Field::School, text: "章上是旧校名".into() }],
        letter: None,
        ..draft(1)
    };
    let claim = f.claim("zhangmin", &number).await;
    f.store.save_draft(&zhang, "hubei", &number, &noted).await.unwrap();
    assert!(f.store.release(&zhang, &claim).await.unwrap());
    let notes = f.file("hubei", &number).await.notes;
    let as_read: Vec<_> = notes.iter().map(|note| (note.n, note.staff_name.as_str(), note.field, note.body.as_str())).collect();
    assert_eq!(as_read, [(1, "张敏", None, noted.note.as_str()), (2, "张敏", Some((1, Field::School)), "章上是旧校名")]);
    let rest = f.store.draft("hubei", &number, "zhangmin").await.unwrap().unwrap();
    assert_eq!((rest.note.as_str(), rest.field_notes.len(), rest.verdicts.len()), ("", 0, noted.verdicts.len()));

    // A draft with nothing but a note is gone with it, and the same note by the same person is not kept twice.
    let claim = f.claim("zhangmin", &number).await;
    let only = Draft { note: noted.note.clone(), ..Draft::default() };
    f.store.save_draft(&zhang, "hubei", &number, &only).await.unwrap();
    assert!(f.store.release(&zhang, &claim).await.unwrap());
    assert_eq!(f.store.draft("hubei", &number, "zhangmin").await.unwrap(), None);
    assert_eq!(f.file("hubei", &number).await.notes.len(), 2);

    // A decision keeps what its draft noted; taken back and made again, it says so once.
    let made = f.decide("chengang", &number, &[Outcome::Approve], 60_000).await;
    assert_eq!(f.file("hubei", &number).await.notes.last().map(|note| note.staff.clone()), Some("chengang".into()));
    let again = f.store.decide(&actor("chengang"), &made).await.unwrap();
    assert_eq!(Some(again), f.store.decision_by_token(&made.token).await.unwrap());
    let back = f.store.take_back(&actor("chengang"), &made.token, &token(), CLAIM_MS).await.unwrap();
    let jiaodui::store::records::TakenBack::Done(claim) = back else { panic!("{back:?}") };
    f.done(&actor("chengang"), &decision(&claim, 3, &[Outcome::Approve])).await;
    assert_eq!(f.file("hubei", &number).await.notes.len(), 3);

    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    assert_eq!(trail.iter().filter(|row| row.action == "note").count(), 3);
    for row in &trail {
        assert!(!row.detail.contains("印章") && !row.detail.contains("旧校名"), "the trail has a note's text: {}", row.detail);
    }
    actions(&f, &number).await;
}

/// An order that contests another.
async fn contest(f: &Fixture, n: u32, contested: &OrderNo) -> OrderNo {
    let mut new = order("hubei", n);
    new.kind = OrderKind::Reconsideration;
    new.reconsiders = Some(contested.clone());
    new.account = f.file("hubei", contested).await.account;
    let number = new.order_no.clone();
    assert_eq!(f.store.apply(&submission(new)).await.unwrap(), Applied::Done);
    number
}

pub(super) async fn a_reconsideration_is_kept_from_its_first_decider(f: Fixture) {
    let contested = f.submit("hubei", 1).await;
    let first = f.decide("chengang", &contested, &[Outcome::Reject], 60_000).await;
    f.store.take_back(&actor("chengang"), &first.token, &token(), 300).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    f.decide("zhangmin", &contested, &[Outcome::Reject], 0).await;
    let number = contest(&f, 2, &contested).await;
    let later = f.submit("hubei", 3).await;

    // Who took their decision back has not decided it.
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&number));
    assert_eq!(next(&f, "zhangmin").await.as_ref(), Some(&later));
    let zhang = actor("zhangmin");
    assert_eq!(f.store.claim(&zhang, "hubei", &number, &token(), CLAIM_MS).await.unwrap(), Claimed::FirstDecider);
    assert_eq!(f.file("hubei", &number).await.claim, None);

    // Nor does a postponement lead around it.
    let claim = f.claim("chengang", &number).await;
    assert!(f.store.postpone(&actor("chengang"), &claim, until(in_days(&f, 3).await), "等档案").await.unwrap());
    assert_eq!(f.store.resume(&zhang, "hubei", &number, "档案到了", &token(), CLAIM_MS).await.unwrap(), Claimed::FirstDecider);
    let today = start_of(now(&f).await.day());
    comes_due(&f, &number, today.plus(-2 * 86_400_000), today.plus(-86_400_000)).await;
    assert_eq!(next(&f, "zhangmin").await.as_ref(), Some(&later));
    assert_eq!(next(&f, "chengang").await.as_ref(), Some(&number));
}

pub(super) async fn a_catalogue_is_kept_as_it_was(f: Fixture) {
    assert_eq!(f.store.catalogue("2026-2").await.unwrap(), None);
    assert_eq!(f.store.keep_catalogue("2026-2", "version = \"2026-2\"\n").await.unwrap(), "version = \"2026-2\"\n");
    assert_eq!(f.again().await.keep_catalogue("2026-2", "changed").await.unwrap(), "version = \"2026-2\"\n");
    assert_eq!(f.store.catalogue("2026-2").await.unwrap().as_deref(), Some("version = \"2026-2\"\n"));

    // An old letter is signed with the name of its time.
    let before = now(&f).await;
    let mut renamed = crate::support::fixtures::institutions();
    let old = std::mem::replace(&mut renamed[0].name, "湖北省学生就业服务中心".to_owned());
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    f.store.put_institutions(&renamed).await.unwrap();
    f.store.put_institutions(&renamed).await.unwrap();
    let after = now(&f).await.plus(1);
    assert_eq!(f.store.institution_name_at("hubei", before).await.unwrap().as_deref(), Some(old.as_str()));
    assert_eq!(f.store.institution_name_at("hubei", after).await.unwrap().as_deref(), Some("湖北省学生就业服务中心"));
    assert_eq!(f.store.institution_name_at("nowhere", after).await.unwrap(), None);
}

/// A decision whose letter is made by a catalogue; the record of it.
async fn letter_by(f: &Fixture, n: u32, catalogue: &Catalogue) -> OrderNo {
    let number = f.submit("hubei", n).await;
    let claim = f.claim("zhangmin", &number).await;
    let file = f.file("hubei", &number).await;
    let mut made = decision(&claim, 1, &[Outcome::Supplement]);
    made.outcomes[0].reasons = vec!["F01".into(), "F11".into()];
    let name = institutions()[0].name.clone();
    let letter = letter::write(catalogue, &file.in_letter(&name), &made.outcomes, &made.verdicts).unwrap();
    made.catalogue_version.clone_from(&catalogue.version);
    (made.title, made.letter_generated, made.letter) =
        (letter.title, letter.body.clone(), format!("{}\n另：请尽快", letter.body));
    f.done(&actor("zhangmin"), &made).await;
    number
}

pub(super) async fn an_old_letter_comes_out_again(f: Fixture) {
    // Decided before catalogues were kept.
    let first = letter_by(&f, 1, &Catalogue::from_toml(EARLIER[0].1).unwrap()).await;
    // Decided with the one of today, which is kept.
    let today = Catalogue::from_toml(DEFAULT).unwrap();
    f.store.keep_catalogue(&today.version, DEFAULT).await.unwrap();
    let second = letter_by(&f, 2, &today).await;
    // Then the wording changes, and the institution has another name.
    let text = DEFAULT.replace(&today.version, "2027-1").replace("涉及：", "其中：").replace("请补充材料后再次提交", "请补正");
    f.store.keep_catalogue("2027-1", &text).await.unwrap();
    let third = letter_by(&f, 3, &Catalogue::from_toml(&text).unwrap()).await;
    let mut renamed = institutions();
    renamed[0].name = "湖北省学生就业服务中心".to_owned();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    f.store.put_institutions(&renamed).await.unwrap();

    let mut letters = Vec::new();
    for number in [&first, &second, &third] {
        let file = f.file("hubei", number).await;
        let made = file.last_decision().unwrap();
        assert_eq!(renders_again(&f.store, &file, made).await.unwrap(), Some(true), "{number}");
        letters.push(made.letter_generated.clone());
        // Whatever differs is told.
        let mut forged = made.clone();
        forged.letter_generated.push('。');
        assert_eq!(renders_again(&f.store, &file, &forged).await.unwrap(), Some(false));
        forged.catalogue_version = "1999-1".into();
        assert_eq!(renders_again(&f.store, &file, &forged).await.unwrap(), None);
    }
    assert!(
        !letters[0].contains("涉及")
            && letters[1].contains("涉及：院校名称（不符）")
            && letters[2].contains("其中：院校名称（不符）")
    );
}

pub(super) async fn looks_are_written_down(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let look =
        |institution: &str, order_no: &OrderNo, what| Look { institution: institution.into(), order_no: order_no.clone(), what };
    let looks = [
        look("hubei", &number, Looked::Open),
        look("hubei", &number, Looked::Reveal),
        look("hubei", &order_no(99), Looked::Open),
        look("zhejiang", &number, Looked::Open),
    ];
    f.store.add_looks(&actor("zixun"), &looks).await.unwrap();
    assert_eq!(f.store.looks("hubei", &number).await.unwrap(), 2);
    assert_eq!(f.store.looks("zhejiang", &number).await.unwrap(), 0);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM looks").await, 2);
    assert_eq!(f.file("hubei", &number).await.audit_seq, 1, "looking is no act");
}

pub(super) async fn what_the_flow_wrote_stays(f: Fixture) {
    let zhang = actor("zhangmin");
    let (first, second, third) = (f.submit("hubei", 1).await, f.submit("hubei", 2).await, f.submit("hubei", 3).await);
    for number in [&first, &second] {
        let claim = f.claim("zhangmin", number).await;
        f.store.save_draft(&zhang, "hubei", number, &draft(1)).await.unwrap();
        assert!(if number == &first {
            f.store.postpone(&zhang, &claim, until(in_days(&f, 3).await), "等电话").await.unwrap()
        } else {
            f.store.skip(&zhang, &claim, "不熟悉").await.unwrap()
        });
    }
    f.claim("zhangmin", &third).await;
    f.store.keep_catalogue("2026-2", "x").await.unwrap();
    f.store
        .add_looks(&zhang, &[Look { institution: "hubei".into(), order_no: first.clone(), what: Looked::Open }])
        .await
        .unwrap();
    let mut renamed = crate::support::fixtures::institutions();
    renamed[0].name = "湖北省学生就业服务中心".to_owned();
    f.store.put_institutions(&renamed).await.unwrap();

    let midnight = start_of(in_days(&f, 5).await).0;
    let postpone = |number: &OrderNo, staff: &str, until: i64, reason: &str| {
        format!(
            "INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason) \
             VALUES ('hubei', '{number}', (SELECT 1 + COALESCE(MAX(n), 0) FROM postponements WHERE order_no = '{number}'), '{staff}', 1, \
             {until}, {}, '{reason}')",
            until + 86_400_000
        )
    };
    let skip = |number: &OrderNo, n: u32, reason: &str| {
        format!(
            "INSERT INTO skips (institution, order_no, n, staff, at, reason) VALUES ('hubei', '{number}', {n}, 'zhangmin', 1, '{reason}')"
        )
    };
    let note = |n: u32, staff: &str, body: &str| {
        format!(
            "INSERT INTO notes (institution, order_no, n, staff, at, body) VALUES ('hubei', '{first}', {n}, '{staff}', 1, '{body}')"
        )
    };
    let of = |what: &str| format!("{what} WHERE order_no = '{first}'");
    let attacks = [
        (
            "an order that comes postponed",
            copy("awaiting_proofreading", 1)
                .replace("attachment_count)", "attachment_count, pooled_from)")
                .replace("attachment_count FROM", "attachment_count, 1 FROM"),
        ),
        (
            "a postponement cut short",
            of("UPDATE orders SET postponement = NULL, postponed_by = NULL, postponed_until = NULL, pooled_from = NULL"),
        ),
        ("a postponement half forgotten", of("UPDATE orders SET postponed_until = 1")),
        ("a postponement of another", of("UPDATE orders SET postponed_by = 'chengang'")),
        (
            "a postponement nobody made",
            format!(
                "UPDATE orders SET postponement = 1, postponed_by = 'zhangmin', postponed_until = 1, pooled_from = 1 WHERE order_no = '{second}'"
            ),
        ),
        (
            "a claim on a postponed order",
            of("UPDATE orders SET claimed_by = 'zhangmin', claim_token = 't', claimed_until = 99999999999999"),
        ),
        ("another day", of("UPDATE postponements SET until = until + 86400000")),
        ("another reason", of("UPDATE postponements SET reason = 'x'")),
        ("an early end without a reason", of("UPDATE postponements SET ended_at = 1, ended_by = 'zhangmin'")),
        ("an early end by nobody", of("UPDATE postponements SET ended_at = 1, end_reason = 'x'")),
        ("no postponement", of("DELETE FROM postponements")),
        ("a second postponement", postpone(&first, "zhangmin", midnight, "x")),
        ("a postponement without a claim", postpone(&second, "zhangmin", midnight, "x")),
        ("a postponement of another's order", postpone(&third, "chengang", midnight, "x")),
        ("a postponement until yesterday", postpone(&third, "zhangmin", midnight - 10 * 86_400_000, "x")),
        ("a postponement for years", postpone(&third, "zhangmin", midnight + 400 * 86_400_000, "x")),
        ("a postponement until noon", postpone(&third, "zhangmin", midnight + 43_200_000, "x")),
        ("a postponement without a reason", postpone(&third, "zhangmin", midnight, " ")),
        ("a skip without a claim", skip(&second, 2, "x")),
        ("a skip without a reason", skip(&third, 1, " ")),
        ("a skip out of turn", skip(&third, 2, "x")),
        ("another skip", "UPDATE skips SET reason = 'x'".to_owned()),
        ("no skips", "DELETE FROM skips".to_owned()),
        ("a note without a trail", note(2, "zhangmin", "x")),
        ("a note in another's name", note(1, "chengang", "x")),
        ("an empty note", note(2, "zhangmin", " ")),
        ("another note", "UPDATE notes SET body = 'x'".to_owned()),
        ("no notes", "DELETE FROM notes".to_owned()),
        ("another catalogue", "UPDATE catalogues SET body = 'y'".to_owned()),
        ("no catalogue", "DELETE FROM catalogues".to_owned()),
        ("a name never borne", "UPDATE institution_names SET name = 'y'".to_owned()),
        ("a name put before", "INSERT INTO institution_names (institution, until, name) VALUES ('hubei', 1, 'y')".to_owned()),
        ("no name", "DELETE FROM institution_names".to_owned()),
        ("another look", "UPDATE looks SET staff = 'chengang'".to_owned()),
        ("no looks", "DELETE FROM looks".to_owned()),
    ];
    let mut raw = f.raw().await;
    all_refused(&mut raw, &attacks).await;
    // Without this, a slip in the scripts above would look like a guard.
    raw.run(&format!("BEGIN; {}; {}; ROLLBACK", postpone(&third, "zhangmin", midnight, "x"), skip(&third, 1, "x")))
        .await
        .unwrap();
    if f.engine == Engine::Sqlite {
        let attacks = [
            (
                "a note replaced",
                format!(
                    "INSERT OR REPLACE INTO notes SELECT institution, order_no, n, staff, at, item, field, 'x' FROM notes WHERE order_no = '{first}'"
                ),
            ),
            ("a skip replaced", "INSERT OR REPLACE INTO skips SELECT * FROM skips".to_owned()),
            ("a postponement replaced", "INSERT OR REPLACE INTO postponements SELECT * FROM postponements".to_owned()),
            (
                "a catalogue replaced",
                "INSERT OR REPLACE INTO catalogues SELECT version, digest, 'y', kept_at FROM catalogues".to_owned(),
            ),
            (
                "a name replaced",
                "INSERT OR REPLACE INTO institution_names SELECT institution, until, 'y' FROM institution_names".to_owned(),
            ),
            (
                "a look replaced",
                "INSERT OR REPLACE INTO looks SELECT look_no, institution, order_no, 'chengang', at, what FROM looks".to_owned(),
            ),
        ];
        all_refused(&mut raw, &attacks).await;
    }
    assert_eq!(f.file("hubei", &first).await.postponed.map(|one| one.reason), Some("等电话".to_owned()));
}
