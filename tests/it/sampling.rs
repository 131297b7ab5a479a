//! Quality sampling at the desk: its screen, and a look told in keys on both engines.

use std::sync::Arc;
use std::time::Duration;

use jiaodui::desk::app::common::{Ask, Common, Env};
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Reply, Ticket};
use jiaodui::desk::input::command::Command;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::desk::screen::room::Room;
use jiaodui::desk::screen::sampling::Samples;
use jiaodui::desk::screen::sampling::data::{Act, Answer, Report};
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::sampling::{Decided, Rate, TwoLooks, agreement};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::password::{self, Password};
use jiaodui::store::records::{
    Claimed, DoneBy, NewDecision, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord, StaffRecord,
};
use jiaodui::store::{self, CLAIM_MS};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::intake::{World, order_no, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};
use crate::support::fixtures::{actor, decision, everyone, token};
use crate::support::screen::text_of;

const PASSWORD: &str = "打开校对台-1234";
/// Noon of 2026-11-25 in China.
const NOON: Millis = Millis(1_795_579_200_000);

fn common(lang: Lang, size: (u16, u16), role: Role) -> Common {
    let mut common = Common::new(lang, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
    common.size = size;
    common.institution = "hubei".into();
    common.actor = Some(Actor { login: "liuzhuguan".into(), name: "刘主管".into(), role, institution: Some("hubei".into()) });
    common
}

fn env() -> Env {
    Env { now: NOON, ids: vec!["0199-sample".into()] }
}

fn screen(room: &Samples, common: &Common) -> String {
    let mut terminal = Terminal::new(TestBackend::new(common.size.0, common.size.1)).unwrap();
    text_of(terminal.draw(|frame| room.view(frame, frame.area(), common, NOON)).unwrap().buffer)
}

fn done(login: &str, name: &str) -> DoneBy {
    DoneBy { login: login.into(), name: name.into(), at: NOON }
}

fn record(sample: &str, days_ago: i64, looked: u32) -> SampleRecord {
    let until = Millis(NOON.0 - 12 * 3_600_000 - days_ago * 86_400_000);
    SampleRecord {
        sample: sample.into(),
        from: until.plus(-7 * 86_400_000),
        until,
        rate: Rate::per_mille(25).unwrap(),
        key: "a".repeat(64),
        drawn_from: 12_480,
        size: 318,
        looked,
        differs: looked / 9,
        drawn: done("liuzhuguan", "刘主管"),
    }
}

fn looked_at(place: u32, staff: (&str, &str), second: Status, school: Verdict) -> SampleOrder {
    let verdicts = |school| {
        [(Field::Holder, Verdict::Match), (Field::Number, Verdict::Match), (Field::School, school)]
            .map(|(field, verdict)| FieldVerdict { item: 1, field, verdict })
            .to_vec()
    };
    SampleOrder {
        place,
        decided: Decided {
            order_no: OrderNo::parse(&format!("20201016114825{place:02}")).unwrap(),
            version: 1,
            round: 1,
            staff: staff.0.into(),
            status: Status::Accepted,
        },
        staff_name: staff.1.into(),
        first: verdicts(Verdict::Match),
        look: SampleLook { outcome: second, remark: "校名被印章盖住".into(), verdicts: verdicts(school) },
        looked: done("liuzhuguan", "刘主管"),
    }
}

fn report() -> Report {
    let (zhang, chen) = (("zhangmin", "张敏"), ("chengang", "阿依努尔·买买提江"));
    let looks = vec![
        looked_at(1, zhang, Status::Accepted, Verdict::Match),
        looked_at(2, chen, Status::AwaitingSupplement, Verdict::Illegible),
        looked_at(3, zhang, Status::Accepted, Verdict::Mismatch),
        looked_at(4, chen, Status::Accepted, Verdict::Match),
    ];
    let two: Vec<TwoLooks> = looks
        .iter()
        .map(|one| TwoLooks {
            staff: one.decided.staff.clone(),
            first: one.decided.status,
            second: one.look.outcome,
            first_verdicts: one.first.clone(),
            second_verdicts: one.look.verdicts.clone(),
        })
        .collect();
    Report { sample: "s-1".into(), agreement: agreement(["zhangmin", "zhangmin", "chengang", "chengang", "xuwei"], &two), looks }
}

fn ticket(asks: &[Ask], wanted: impl Fn(&Act) -> bool) -> Ticket {
    asks.iter()
        .find_map(|ask| match ask {
            Ask::Do(Effect::Sampling { ticket, act, .. }) if wanted(act) => Some(*ticket),
            _ => None,
        })
        .expect("it was asked for")
}

fn opened(common: &mut Common, rows: Vec<SampleRecord>) -> Samples {
    let (mut room, asks) = Samples::open(common);
    let ticket = ticket(&asks, |act| *act == Act::Load);
    room.reply(ticket, Reply::Sampling(Answer::Samples(rows)), common, &mut env());
    room
}

#[test]
fn the_screen_at_both_sizes() {
    for (columns, rows) in [(80, 24), (160, 45)] {
        let mut common = common(Lang::Zh, (columns, rows), Role::Supervisor);
        let empty = opened(&mut common, Vec::new());
        insta::assert_snapshot!(format!("empty_{columns}"), screen(&empty, &common));
        let mut room = opened(&mut common, vec![record("s-1", 0, 40), record("s-0", 7, 318)]);
        insta::assert_snapshot!(format!("list_{columns}"), screen(&room, &common));
        room.command(Command::DrawSample, &mut common, &mut env()).unwrap();
        insta::assert_snapshot!(format!("form_{columns}"), screen(&room, &common));
        room.command(Command::Back, &mut common, &mut env()).unwrap();
        let asks = room.command(Command::Open, &mut common, &mut env()).unwrap();
        let read = ticket(&asks, |act| matches!(act, Act::Report { sample } if sample == "s-1"));
        room.reply(read, Reply::Sampling(Answer::Report(Some(Box::new(report())))), &mut common, &mut env());
        insta::assert_snapshot!(format!("agreement_{columns}"), screen(&room, &common));
        room.command(Command::NextPane, &mut common, &mut env()).unwrap();
        room.command(Command::Down, &mut common, &mut env()).unwrap();
        insta::assert_snapshot!(format!("looks_{columns}"), screen(&room, &common));
        room.command(Command::Open, &mut common, &mut env()).unwrap();
        insta::assert_snapshot!(format!("pair_{columns}"), screen(&room, &common));
        common.lang = Lang::En;
        insta::assert_snapshot!(format!("pair_english_{columns}"), screen(&room, &common));
    }
}

#[test]
fn who_does_not_supervise_sees_no_colleague_measured() {
    let mut common = common(Lang::Zh, (80, 24), Role::Proofreader);
    let mut room = opened(&mut common, vec![record("s-1", 0, 40)]);
    assert!(room.why_not(Command::Open, &common).is_some() && room.why_not(Command::DrawSample, &common).is_some());
    assert_eq!(room.why_not(Command::TakeNext, &common), None);
    let asks = room.command(Command::TakeNext, &mut common, &mut env()).unwrap();
    ticket(&asks, |act| matches!(act, Act::Next { sample } if sample == "s-1"));

    // What they concluded themselves they see beside the decision, and nobody else's.
    for (place, own) in [(2, true), (3, false)] {
        let (mut room, asks) = Samples::show("s-1".into(), place, &mut common);
        let read = ticket(&asks, |act| matches!(act, Act::Report { .. }));
        let mut report = report();
        report.looks[2].looked = done("zhangmin", "张敏");
        room.reply(read, Reply::Sampling(Answer::Report(Some(Box::new(report)))), &mut common, &mut env());
        assert_eq!(screen(&room, &common).contains("校名被印章盖住"), own);
        assert_eq!(room.command(Command::Back, &mut common, &mut env()).is_some(), own, "back leads to the list, then out");
        assert!(!screen(&room, &common).contains("一致"));
    }
    common.actor.as_mut().unwrap().role = Role::Clerk;
    assert!(room.why_not(Command::TakeNext, &common).is_some());
}

#[test]
fn a_draw_is_sent_once_and_what_came_of_it_is_said() {
    let mut common = common(Lang::Zh, (80, 24), Role::Supervisor);
    let mut room = opened(&mut common, Vec::new());
    assert!(room.why_not(Command::TakeNext, &common).is_some(), "there is nothing to take from");
    room.command(Command::DrawSample, &mut common, &mut env());
    let asks = room.command(Command::Save, &mut common, &mut env()).unwrap();
    let draw = ticket(
        &asks,
        |act| matches!(act, Act::Draw(plan) if plan.sample == "0199-sample" && plan.until.since(plan.from) == 7 * 86_400_000),
    );
    assert_eq!(room.command(Command::Save, &mut common, &mut env()), Some(Vec::new()));
    let mut sent = draw;
    for drawn in [SampleDrawn::TooEarly, SampleDrawn::Nothing, SampleDrawn::TooMuch] {
        let asks = room.reply(sent, Reply::Sampling(Answer::Drawn(drawn)), &mut common, &mut env());
        assert!(matches!(asks.as_slice(), [Ask::Say(_)]), "{asks:?}");
        // The form stays, and may be sent again.
        let asks = room.command(Command::Save, &mut common, &mut env()).unwrap();
        sent = ticket(&asks, |act| matches!(act, Act::Draw(_)));
    }
    let asks = room.reply(sent, Reply::Sampling(Answer::Drawn(SampleDrawn::Done(4))), &mut common, &mut env());
    ticket(&asks, |act| *act == Act::Load);
    assert!(!screen(&room, &common).contains(Lang::Zh.sample_draw_title()));
}

async fn an_order_is_looked_at_blind(world: World) {
    let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
    for member in everyone().into_iter().filter(|one| one.institution.as_deref() == Some("hubei")) {
        world.store.add_staff("test", &StaffRecord { password_hash: password_hash.clone(), ..member }).await.unwrap();
    }
    assert_eq!(world.one(&submit(1)).await, "accepted");
    let number = OrderNo::parse(&order_no(1)).unwrap();
    let zhang = actor("zhangmin");
    let Claimed::Yours(claim) = world.store.claim(&zhang, "hubei", &number, &token(), CLAIM_MS).await.unwrap() else { panic!() };
    let decision = NewDecision { hold_ms: 0, ..decision(&claim, 1, &[Outcome::Reject]) };
    world.store.decide(&zhang, &decision).await.unwrap();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let before = world.store.order_file("hubei", &number).await.unwrap().unwrap();

    let attachments = world.feed_dir().parent().unwrap().join("attachments");
    let sits_down = async |login: &str| {
        let store = store::open(&world.url).await.unwrap();
        let desk = Desk::open(store, &attachments, login, PASSWORD, &Setting::default());
        desk.sees("取下一件");
        desk
    };
    let desk = sits_down("liuzhuguan").await;
    desk.presses("S").sees("还没有抽样").presses("D").sees("抽取样本").presses("Enter").sees("这段时间没有决定").presses("Esc");
    // What was decided just now lies in a day that is not over: drawn by the store up to this moment.
    let until = world.store.activity("hubei", None, 1).await.unwrap().1;
    let plan = SamplePlan { sample: token(), from: Millis(0), until, rate: Rate::per_mille(50).unwrap() };
    let drawn = world.store.draw_sample(&actor("liuzhuguan"), "hubei", &plan).await.unwrap();
    assert_eq!(drawn, SampleDrawn::Done(1));
    desk.sees("1/1").sees("0/1");

    // Whoever decided it has nothing to look at.
    let first = sits_down("zhangmin").await;
    first.presses("S").sees("0/1").presses("n").sees("没有需要您复看的");
    first.quits().await;

    // Blind: it waits as it did then, and nothing of the decision is told.
    desk.presses("n").sees("证书信息").sees("待校对").sees("已判 0/12");
    let screen = desk.screen();
    for told in ["校对不通过", "张敏", "已处理", "seal_unclear"] {
        assert!(!screen.contains(told), "{told} is told:\n{screen}");
    }
    desk.presses("L").sees("未判定").sees_no("复看结论");
    // Its verdicts are kept nowhere: whoever leaves is asked, and any other key takes the question back.
    desk.presses("g Space").sees("已判 1/12").presses("Esc").sees("再按一次 Esc 离开");
    desk.presses("Down").sees_no("再按一次 Esc 离开").presses("Esc").sees("再按一次 Esc 离开").sees("已判 1/12");
    desk.presses("q").sees("再按一次 q 退出").presses("Esc").sees("再按一次 Esc 离开").presses("Esc").sees("抽取人");
    // With nothing judged nothing is asked.
    desk.presses("n").sees("已判 0/12").presses("Esc").sees("抽取人").presses("n").sees("已判 0/12");
    desk.presses("g Space Space Space Space Space Space Space Space Space Space Space Space").sees("已判 12/12");
    desk.presses("L").sees("复看结论").presses("Enter").sees("Tab 换结论").presses("Tab").sees("[x] 校对通过");
    desk.types("清楚").presses("Esc").sees("写下的理由不会保存").sees("[x] 校对通过");
    desk.presses("Enter").sees("结论与原决定不同").sees("原决定").sees("张敏").sees("校对不通过");
    desk.sees("清楚").presses("Esc").sees("一致").presses("Esc").sees("1/1").presses("Enter").sees("结论一致 0/1");
    desk.presses("Esc").sees("抽取人").presses("n").sees("没有需要您复看的");
    let after = world.store.order_file("hubei", &number).await.unwrap().unwrap();
    assert_eq!((after.status, after.version, after.audit_seq), (before.status, before.version, before.audit_seq));
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_looked_at_blind_on_sqlite() {
    an_order_is_looked_at_blind(World::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_looked_at_blind_on_postgres() {
    an_order_is_looked_at_blind(World::on(&cluster::fresh_database().await).await).await;
}
