//! What is on the dashboard, at both sizes, in both languages, and where the terminal draws lines two cells wide.

use std::sync::Arc;

use jiaodui::desk::app::common::{Common, Env};
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::model::Model;
use jiaodui::desk::app::msg::{Msg, Reply, Slot};
use jiaodui::desk::app::supervision::{SuperviseAct, SupervisionReply};
use jiaodui::desk::app::update::update;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{
    AskedOrder, Colleague, Count, Dashboard, Flow, FlowAct, Happened, HeldOrder, Holder, OldOrder, PersonWork, QueueRow,
};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::fixtures::{actor, holder, institutions, order_no};
use crate::support::screen::text_of;

const HOUR: i64 = 3_600_000;

fn now() -> Millis {
    Millis::from_rfc3339("2026-11-25T10:20:30+08:00").unwrap()
}

fn calendar() -> Calendar {
    Calendar::from_toml(calendar::DEFAULT).unwrap()
}

fn old(n: u32, days: f64, round: u32, claim: Option<&str>) -> OldOrder {
    let day = calendar().day_ms();
    let round_ms = (days * day as f64) as i64;
    let submitted_at = calendar().ago(now(), round_ms);
    OldOrder {
        row: QueueRow {
            order_no: order_no(n),
            holder: holder(n),
            summary: format!("{}-武汉大学-本科", holder(n)),
            status: Status::AwaitingProofreading,
            round,
            items: 1,
            attachments: 3,
            findings: 1,
            submitted_at,
            claim: claim.map(|name| Holder { login: "x".into(), name: name.into(), until: now().plus(HOUR / 4) }),
            postponed: None,
        },
        round_ms,
        own_ms: if round > 1 { round_ms + 2 * day } else { round_ms },
        came_at: submitted_at.plus(if round > 1 { -9 * 24 * HOUR } else { 0 }),
    }
}

fn flow() -> Vec<Flow> {
    let mut flow = Vec::new();
    for day in (0..31_i64).rev() {
        let begins = jiaodui::domain::postpone::start_of(now().plus(-day * 24 * HOUR).day());
        let is_off = !calendar().is_working_day(begins.day());
        for hour in [9, 10, 14, 16, 20] {
            let at = begins.plus(hour * HOUR);
            if at > now() {
                continue;
            }
            flow.push(Flow { hour: at, act: FlowAct::Submitted, n: 4 + (day * 7 + hour).unsigned_abs() % 9 });
            if !is_off && hour < 18 {
                flow.push(Flow { hour: at, act: FlowAct::Decided(Status::Accepted), n: 5 + (day * 5 + hour).unsigned_abs() % 6 });
                flow.push(Flow { hour: at, act: FlowAct::Decided(Status::AwaitingSupplement), n: 2 });
                flow.push(Flow { hour: at, act: FlowAct::Resubmitted, n: 1 });
            }
        }
    }
    flow
}

fn data(counts: Vec<Count>) -> Dashboard {
    let person = |staff: &str, name: &str, numbers: (u64, u64, u64), median_ms, skips| PersonWork {
        staff: staff.into(),
        name: name.into(),
        today: numbers.0,
        yesterday: numbers.1,
        week: numbers.2,
        median_ms,
        skips,
    };
    let decision = |n: u32, minutes: i64, led_to, status, name: &str| Happened {
        order_no: order_no(n),
        holder: holder(n),
        act: FlowAct::Decided(led_to),
        status,
        staff: "x".into(),
        staff_name: name.into(),
        at: now().plus(-minutes * 60_000),
    };
    Dashboard {
        counts,
        bands: vec![412, 655, 180, 31, 6],
        oldest: vec![
            old(1, 12.4, 1, None),
            old(2, 11.2, 2, Some("张敏")),
            old(3, 7.9, 1, None),
            old(4, 6.1, 1, Some("欧阳娜娜·买买提")),
            old(5, 4.0, 3, None),
        ],
        held: vec![
            HeldOrder {
                order_no: order_no(2),
                holder: holder(2),
                staff: "zhangmin".into(),
                staff_name: "张敏".into(),
                since: now().plus(-71 * 60_000),
                until: now().plus(9 * 60_000),
            },
            HeldOrder {
                order_no: order_no(4),
                holder: holder(4),
                staff: "ouyang".into(),
                staff_name: "欧阳娜娜·买买提".into(),
                since: now().plus(-4 * 60_000),
                until: now().plus(11 * 60_000),
            },
        ],
        asked: vec![
            AskedOrder { order_no: order_no(6), holder: holder(6), round: 1, asked_at: now().plus(-45 * 24 * HOUR), days: 31 },
            AskedOrder { order_no: order_no(7), holder: holder(7), round: 2, asked_at: now().plus(-17 * 24 * HOUR), days: 12 },
        ],
        overdue: 1,
        flow: flow(),
        people: vec![
            person("zhangmin", "张敏", (12, 41, 203), Some(327_000), 1),
            person("ouyang", "欧阳娜娜·买买提", (9, 38, 187), Some(812_000), 0),
            person("chengang", "陈刚", (0, 0, 44), None, 7),
        ],
        recent: vec![
            decision(11, 3, Status::Accepted, Status::Accepted, "张敏"),
            decision(12, 9, Status::Rejected, Status::AwaitingProofreading, "陈刚"),
            decision(13, 1500, Status::AwaitingSupplement, Status::AwaitingSupplement, "欧阳娜娜·买买提"),
        ],
        now: Some(now()),
    }
}

fn of_one() -> Vec<Count> {
    [
        (Status::AwaitingProofreading, 1284),
        (Status::AwaitingSupplement, 212),
        (Status::Accepted, 81_220),
        (Status::Rejected, 9_031),
        (Status::Cancelled, 1_204),
    ]
    .map(|(status, n)| Count { institution: "hubei".into(), status, n })
    .to_vec()
}

struct Seat {
    model: Model,
}

impl Seat {
    fn new(size: (u16, u16), who: Actor, data: Dashboard) -> Self {
        let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.calendar = Arc::new(calendar());
        common.size = size;
        common.institutions = institutions();
        common.institution = "hubei".into();
        common.actor = Some(who);
        let mut seat = Self { model: Model::new(common, "") };
        let effects = seat.keys("3");
        let ticket = effects.iter().find_map(|effect| match effect {
            Effect::Supervise { ticket, act: SuperviseAct::Look { .. }, .. } => Some(*ticket),
            _ => None,
        });
        seat.gets(Msg::Done(ticket.unwrap(), Reply::Supervision(SupervisionReply::Dashboard(Box::new(data)))));
        seat
    }

    fn gets(&mut self, msg: Msg) -> Vec<Effect> {
        let mut env = Env { now: now(), ids: (0..8).map(|n| format!("id-{n}")).collect() };
        update(&mut self.model, msg, &mut env)
    }

    fn keys(&mut self, keys: &str) -> Vec<Effect> {
        keys.split_whitespace().flat_map(|key| self.gets(Msg::Key(Key::parse(key).unwrap()))).collect()
    }

    fn screen(&self) -> String {
        let (columns, rows) = self.model.common.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        text_of(terminal.draw(|frame| self.model.view(frame, now())).unwrap().buffer)
    }
}

fn supervisor() -> Actor {
    actor("liuzhuguan")
}

#[test]
fn everything_at_once() {
    let mut seat = Seat::new((160, 45), supervisor(), data(of_one()));
    insta::assert_snapshot!("dashboard_160", seat.screen());
    // Its columns stand under their heads, whatever the names are.
    let lines: Vec<String> = seat.screen().lines().map(str::to_owned).collect();
    assert!(lines.iter().all(|line| jiaodui::desk::ui::text::width(line) <= 160));
    seat.model.common.lang = Lang::En;
    insta::assert_snapshot!("dashboard_160_en", seat.screen());
    seat.model.common.lang = Lang::Zh;
    seat.model.common.ambiguous_wide = true;
    let ascii = seat.screen();
    assert!(!ascii.chars().any(|sign| ('\u{2500}'..='\u{259f}').contains(&sign)), "{ascii}");
    insta::assert_snapshot!("dashboard_160_ascii", ascii);
}

#[test]
fn one_pane_at_a_time() {
    let mut seat = Seat::new((80, 24), supervisor(), data(of_one()));
    for name in ["counts", "bands", "flow", "oldest", "held", "asked", "people", "recent"] {
        insta::assert_snapshot!(format!("dashboard_80_{name}"), seat.screen());
        seat.keys("Tab");
    }
    assert!(seat.screen().contains("[总数]"), "round and round");
}

#[test]
fn nothing_yet_is_said_in_words() {
    let empty = Dashboard { bands: vec![0; 5], now: Some(now()), ..Dashboard::default() };
    let seat = Seat::new((160, 45), supervisor(), empty);
    insta::assert_snapshot!("dashboard_160_empty", seat.screen());
}

#[test]
fn staff_of_all_institutions_see_all() {
    let mut counts = of_one();
    counts.push(Count { institution: "zhejiang".into(), status: Status::AwaitingProofreading, n: 77 });
    let admin = Actor { role: Role::Supervisor, ..actor("guanli") };
    let mut seat = Seat::new((160, 45), admin, data(counts));
    insta::assert_snapshot!("dashboard_160_all", seat.screen());
    // Behind the second one are its orders.
    let effects = seat.keys("j Enter");
    assert!(effects.contains(&Effect::Watch { institution: "zhejiang".into() }), "{effects:?}");
    assert_eq!(seat.model.common.institution, "zhejiang");
}

#[test]
fn the_form_names_the_order_and_who_has_it() {
    for size in [(80, 24), (160, 45)] {
        let mut seat = Seat::new(size, supervisor(), data(of_one()));
        seat.keys("Tab Tab Tab Tab j x");
        seat.gets(Msg::Paste("连续两小时没有动静".into()));
        seat.keys("Enter");
        insta::assert_snapshot!(format!("step_release_{}", size.0), seat.screen());
    }
    let mut seat = Seat::new((80, 24), supervisor(), data(of_one()));
    let effects = seat.keys("Tab Tab Tab m");
    let ticket = effects.iter().find_map(|effect| match effect {
        Effect::Supervise { ticket, .. } if ticket.slot == Slot::Colleagues => Some(*ticket),
        _ => None,
    });
    let colleague = |login: &str, name: &str| Colleague {
        login: login.into(),
        name: name.into(),
        role: Role::Proofreader,
        everywhere: false,
    };
    let all = vec![colleague("zhangmin", "张敏"), colleague("ouyang", "欧阳娜娜·买买提"), colleague("chengang", "陈刚")];
    seat.gets(Msg::Done(ticket.unwrap(), Reply::Supervision(SupervisionReply::Colleagues(all))));
    seat.gets(Msg::Paste("急件".into()));
    seat.keys("Down Enter");
    insta::assert_snapshot!("step_reassign_80", seat.screen());
    let mut seat = Seat::new((80, 24), supervisor(), data(of_one()));
    seat.keys("Tab Tab Tab Tab Tab U");
    insta::assert_snapshot!("step_reject_80", seat.screen());
}
