//! The dashboard without a store.

use std::sync::Arc;

use super::*;
use crate::desk::app::model::Model;
use crate::desk::app::msg::Msg;
use crate::desk::app::supervision::Step;
use crate::desk::app::update::update;
use crate::desk::input::keymap::Keymap;
use crate::domain::ageing::Band;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::staff::{Actor, Role};
use crate::domain::status::Status;
use crate::store::records::{AskedOrder, Colleague, HeldOrder, Intervened, QueueFrom, RecentDecision};
use crate::text::Lang;

const NOW: Millis = Millis(1_700_000_000_000);

fn env(now: Millis) -> Env {
    Env { now, ids: (0..8).map(|n| format!("id-{n}")).collect() }
}

fn number(n: u32) -> OrderNo {
    OrderNo::parse(&format!("20201016114825{n:02}")).unwrap()
}

fn held(n: u32, staff: &str, name: &str) -> HeldOrder {
    HeldOrder {
        order_no: number(n),
        holder: "李雯".into(),
        staff: staff.into(),
        staff_name: name.into(),
        since: NOW.plus(-600_000),
        until: NOW.plus(300_000),
    }
}

fn data() -> Dashboard {
    Dashboard {
        bands: vec![5, 4, 3, 2, 1],
        held: vec![held(1, "zhangmin", "张敏"), held(2, "chengang", "陈刚")],
        asked: vec![AskedOrder { order_no: number(3), holder: "王磊".into(), round: 1, asked_at: NOW, days: 12 }],
        recent: vec![RecentDecision {
            order_no: number(4),
            holder: "赵洋".into(),
            led_to: Status::Rejected,
            status: Status::Rejected,
            staff: "zhangmin".into(),
            staff_name: "张敏".into(),
            at: NOW.plus(-60_000),
        }],
        now: Some(NOW),
        ..Dashboard::default()
    }
}

/// A desk with the dashboard in front, read.
fn desk(role: Role) -> Model {
    let common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
    let mut model = Model::new(common, "");
    model.common.institution = "hubei".into();
    model.common.actor =
        Some(Actor { login: "liuzhuguan".into(), name: "刘主管".into(), role, institution: Some("hubei".into()) });
    let ticket = read_of(&press(&mut model, "3", NOW)).expect("it is read");
    answer(&mut model, ticket, SupervisionReply::Dashboard(Box::new(data())), NOW);
    model
}

fn press(model: &mut Model, keys: &str, now: Millis) -> Vec<Effect> {
    keys.split(' ').flat_map(|key| update(model, Msg::Key(Key::parse(key).unwrap()), &mut env(now))).collect()
}

fn answer(model: &mut Model, ticket: Ticket, reply: SupervisionReply, now: Millis) -> Vec<Effect> {
    update(model, Msg::Done(ticket, Reply::Supervision(reply)), &mut env(now))
}

fn read_of(effects: &[Effect]) -> Option<Ticket> {
    effects.iter().find_map(|effect| match effect {
        Effect::Supervise { ticket, act: SuperviseAct::Look { .. }, .. } => Some(*ticket),
        _ => None,
    })
}

fn step_of(effects: &[Effect]) -> Option<(Ticket, OrderNo, Step, String)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Supervise { ticket, act: SuperviseAct::Step { order_no, step, reason }, .. } => {
            Some((*ticket, order_no.clone(), step.clone(), reason.clone()))
        }
        _ => None,
    })
}

fn said(model: &Model) -> &str {
    model.notice.as_ref().map_or("", |(notice, _)| notice.text.as_str())
}

fn happened() -> Msg {
    let entry = AuditEntry {
        institution: "hubei".into(),
        subject: number(9).to_string(),
        seq: 1,
        at: NOW,
        actor: "portal".into(),
        action: "submit".into(),
        detail: "{}".into(),
        prev_hash: String::new(),
        hash: String::new(),
    };
    Msg::Activity(vec![entry], NOW)
}

#[test]
fn changes_are_read_together_and_at_most_once_a_second() {
    let mut model = desk(Role::Supervisor);
    for _ in 0..3 {
        assert_eq!(read_of(&update(&mut model, happened(), &mut env(NOW.plus(100)))), None, "a change waits for its turn");
    }
    assert_eq!(model.wakes_at(NOW.plus(100)), NOW.plus(BETWEEN_MS));
    assert_eq!(read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(900)))), None);
    let read = read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(BETWEEN_MS)))).expect("one read for all of them");
    // While it is under way nothing else is read; what comes meanwhile is read next.
    assert_eq!(read_of(&update(&mut model, happened(), &mut env(NOW.plus(1_100)))), None);
    assert_eq!(read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(9_000)))), None);
    answer(&mut model, read, SupervisionReply::Dashboard(Box::new(data())), NOW.plus(9_000));
    assert!(model.wakes_at(NOW.plus(9_001)) <= NOW.plus(10_000));
    assert!(read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(10_000)))).is_some());
}

#[test]
fn waiting_times_grow_though_nothing_happens() {
    let mut model = desk(Role::Supervisor);
    assert_eq!(read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(30_000)))), None);
    assert!(read_of(&update(&mut model, Msg::Tick, &mut env(NOW.plus(60_000)))).is_some());
}

#[test]
fn a_claim_is_ended_with_a_reason_and_a_second_enter() {
    let mut model = desk(Role::Supervisor);
    press(&mut model, "x", NOW);
    assert_eq!(said(&model), Lang::Zh.why_not_selected(), "totals are no order");
    // The fifth pane is of what is held; its second row is Chen Gang's.
    press(&mut model, "Tab Tab Tab Tab j x", NOW);
    assert_eq!(model.context(), Context::Editor);
    assert_eq!(step_of(&press(&mut model, "Enter", NOW)), None);
    assert_eq!(said(&model), Lang::Zh.aside_reason_missing());
    update(&mut model, Msg::Paste("已下班".into()), &mut env(NOW));
    assert_eq!(step_of(&press(&mut model, "Enter", NOW)), None, "asked once more");
    // Another character, and it is asked anew.
    assert_eq!(step_of(&press(&mut model, "x Enter", NOW)), None);
    let (ticket, order_no, step, reason) = step_of(&press(&mut model, "Enter", NOW)).expect("sent");
    assert_eq!((order_no, step, reason.as_str()), (number(2), Step::Release, "已下班x"));
    assert_eq!(press(&mut model, "Enter Esc", NOW), [], "nothing more is sent while it is under way");
    let read = read_of(&answer(&mut model, ticket, SupervisionReply::Stepped(Intervened::Done), NOW));
    assert!(read.is_some(), "what it changed is read");
    assert_eq!(said(&model), Lang::Zh.step_released(number(2).as_str()));
    assert_eq!(model.context(), Context::Dashboard);
}

#[test]
fn an_order_is_given_to_a_colleague_of_the_list() {
    let mut model = desk(Role::Supervisor);
    let effects = press(&mut model, "Tab Tab Tab Tab m", NOW);
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Supervise { ticket, act: SuperviseAct::Colleagues, .. } => Some(*ticket),
        _ => None,
    });
    update(&mut model, Msg::Paste("急件".into()), &mut env(NOW));
    assert_eq!(step_of(&press(&mut model, "Enter Enter", NOW)), None, "nobody to give it to yet");
    assert_eq!(said(&model), Lang::Zh.step_no_colleague());
    let colleague = |login: &str, name: &str| Colleague {
        login: login.into(),
        name: name.into(),
        role: Role::Proofreader,
        everywhere: false,
    };
    let colleagues = vec![colleague("zhangmin", "张敏"), colleague("chengang", "陈刚")];
    answer(&mut model, asked.expect("they are read"), SupervisionReply::Colleagues(colleagues), NOW);
    press(&mut model, "Down Enter", NOW);
    let (ticket, order_no, step, _) = step_of(&press(&mut model, "Enter", NOW)).expect("sent");
    assert_eq!(order_no, number(1));
    assert!(matches!(step, Step::Reassign { to, .. } if to == "chengang"));
    answer(&mut model, ticket, SupervisionReply::Stepped(Intervened::FirstDecider), NOW);
    assert_eq!(said(&model), Lang::Zh.step_first_decider());
}

#[test]
fn what_cannot_be_done_says_why() {
    for (role, keys, why) in [
        (Role::Proofreader, "Tab Tab Tab Tab x", Lang::Zh.why_not_supervisor().to_owned()),
        (Role::Supervisor, "BackTab x", Lang::Zh.why_not_held().to_owned()),
        (Role::Supervisor, "BackTab m", Lang::Zh.why_not_waiting().to_owned()),
        (Role::Supervisor, "Tab Tab Tab Tab o", Lang::Zh.why_not_ended().to_owned()),
        (Role::Supervisor, "Tab Tab Tab Tab U", Lang::Zh.why_not_asked().to_owned()),
        (Role::Supervisor, "Tab Tab Tab Tab Tab U", Lang::Zh.step_too_early(18)),
    ] {
        let mut model = desk(role);
        assert_eq!(step_of(&press(&mut model, keys, NOW)), None);
        assert_eq!(said(&model), why, "{keys}");
        assert_eq!(model.context(), Context::Dashboard);
    }
}

#[test]
fn a_decision_is_reopened_with_a_word_to_the_applicant() {
    let mut model = desk(Role::Supervisor);
    press(&mut model, "BackTab o", NOW);
    update(&mut model, Msg::Paste("复查".into()), &mut env(NOW));
    press(&mut model, "Enter", NOW);
    let (_, order_no, step, _) = step_of(&press(&mut model, "Enter", NOW)).expect("sent");
    let Step::Reopen(tells) = step else { panic!("{step:?}") };
    assert_eq!((order_no, tells.title.as_str()), (number(4), Lang::reopened_title()));
    assert!(tells.body.contains(number(4).as_str()) && tells.body.contains("校对不通过"), "{}", tells.body);
    assert!(!tells.body.contains("复查”") && !tells.body.contains("刘主管"), "why it is reopened stays in the house");
}

#[test]
fn the_cursor_stays_on_its_row() {
    let mut model = desk(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab j", NOW);
    let read = read_of(&press(&mut model, "F5", NOW)).unwrap();
    let mut moved = data();
    moved.held = vec![held(2, "chengang", "陈刚"), held(7, "sunli", "孙丽"), held(1, "zhangmin", "张敏")];
    answer(&mut model, read, SupervisionReply::Dashboard(Box::new(moved)), NOW);
    press(&mut model, "x", NOW);
    update(&mut model, Msg::Paste("已下班".into()), &mut env(NOW));
    press(&mut model, "Enter", NOW);
    assert_eq!(step_of(&press(&mut model, "Enter", NOW)).map(|(_, order_no, ..)| order_no), Some(number(2)));
}

#[test]
fn behind_a_number_are_its_orders() {
    let mut model = desk(Role::Supervisor);
    // An order of a list is opened to be looked at: nobody's claim is touched.
    let effects = press(&mut model, "Tab Tab Tab Tab Enter", NOW);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Open { order_no, token: None, .. } if *order_no == number(1))));
    // A band's orders begin where the older ones end.
    let mut bands = desk(Role::Supervisor);
    let effects = press(&mut bands, "Tab j Enter", NOW);
    let (after, _) = Band::OneToTwo.submitted(&bands.common.calendar, NOW);
    let from = effects.iter().rev().find_map(|effect| match effect {
        Effect::LoadQueue { query, .. } => Some(query.from.clone()),
        _ => None,
    });
    assert!(matches!(from, Some(QueueFrom::After(key)) if Some(key.submitted_at) == after));
    assert_eq!(bands.screen(), Screen::Queue);
    let board = |pane: usize, place: usize| {
        let mut board = Board { data: Some(data()), pane: Pane::ALL[pane], ..Board::default() };
        board.places.set(Pane::ALL[pane], place);
        board.behind_it(&model.common)
    };
    assert_eq!(board(0, 1), Some(Drill::Orders(Counted::Of(Status::AwaitingSupplement))));
    assert_eq!(board(0, 2), Some(Drill::Ended));
    assert_eq!(board(1, 4), Some(Drill::Orders(Counted::Waiting(Band::Older))));
    assert_eq!(board(5, 0), Some(Drill::Order(number(3))));
    assert_eq!(board(5, 1), None);
}

#[test]
fn whom_an_order_is_given_to_is_told() {
    let mut model = desk(Role::Proofreader);
    let Msg::Activity(mut entries, now) = happened() else { unreachable!() };
    entries[0].actor = "wang".into();
    entries[0].action = "reassign".into();
    for (to, told) in [("chengang", false), ("liuzhuguan", true)] {
        entries[0].detail = format!(r#"{{"by":"王主管","from":null,"reason":"急件","to":"{to}"}}"#);
        update(&mut model, Msg::Activity(entries.clone(), now), &mut env(NOW));
        assert_eq!(said(&model).contains("王主管") && said(&model).contains("急件"), told, "{}", said(&model));
    }
}
