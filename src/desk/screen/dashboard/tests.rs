//! The dashboard without a store.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::desk::app::effect::ViewAct;
use crate::desk::app::model::Model;
use crate::desk::app::msg::Msg;
use crate::desk::app::supervision::Step;
use crate::desk::app::update::update;
use crate::desk::input::keymap::Keymap;
use crate::desk::input::mouse::Act;
use crate::domain::ageing::Band;
use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::queue_view::{Held, QueueFilter, Waiting};
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::staff::{Actor, Role};
use crate::domain::status::Status;
use crate::store::records::{
    AskedOrder, Colleague, FlowAct, Happened, HeldOrder, Intervened, OldOrder, Passing, PersonWork, QueueFrom, QueueRow,
};
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
        recent: vec![Happened {
            order_no: number(4),
            holder: "赵洋".into(),
            act: FlowAct::Decided(Status::Rejected),
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
fn waiting_times_grow_in_office_hours_and_nothing_else_is_read_by_itself() {
    let calendar = Arc::new(Calendar::from_toml(crate::domain::calendar::DEFAULT).unwrap());
    let at = |text: &str| Millis::from_rfc3339(&format!("2026-11-25T{text}:00+08:00")).unwrap();
    let waits = OldOrder {
        row: QueueRow {
            order_no: number(1),
            holder: "李雯".into(),
            summary: "李雯-武汉大学-本科".into(),
            status: Status::AwaitingProofreading,
            round: 1,
            items: 1,
            attachments: 2,
            findings: 0,
            submitted_at: NOW,
            claim: None,
            postponed: None,
        },
        round_ms: 0,
        own_ms: 0,
        came_at: NOW,
    };
    let reads = |begun: Millis, oldest: Vec<OldOrder>, held: Vec<HeldOrder>, minutes: i64| {
        let mut model = desk(Role::Supervisor);
        model.common.calendar = Arc::clone(&calendar);
        let mut ticket = read_of(&press(&mut model, "F5", begun));
        let mut reads = 0;
        for minute in 0..=minutes {
            let now = begun.plus(minute * 60_000);
            if let Some(ticket) = ticket {
                let held: Vec<HeldOrder> = held.iter().filter(|held| held.until > now).cloned().collect();
                let data = Dashboard { now: Some(now), oldest: oldest.clone(), held, ..data() };
                answer(&mut model, ticket, SupervisionReply::Dashboard(Box::new(data)), now);
            }
            assert!(model.wakes_at(now.plus(1)) >= now.plus(60_000), "only the clock wakes it");
            ticket = read_of(&update(&mut model, Msg::Tick, &mut env(now.plus(60_000))));
            reads += usize::from(ticket.is_some());
        }
        reads
    };
    assert_eq!(reads(at("10:00"), vec![waits.clone()], vec![], 29), 6, "every five minutes at work");
    assert_eq!(reads(at("03:00"), vec![waits.clone()], vec![], 120), 0, "not at night");
    assert_eq!(reads(at("10:00"), vec![], vec![], 30), 0, "not where nothing waits");
    assert_eq!(reads(at("23:30"), vec![waits], vec![], 60), 1, "once when the day is another one");
    let held = HeldOrder { until: at("03:07"), ..held(1, "zhangmin", "张敏") };
    assert_eq!(reads(at("03:00"), vec![], vec![held], 60), 1, "once when a claim ran out");
}

#[test]
fn a_claim_is_ended_with_a_reason_and_a_second_enter() {
    let mut model = desk(Role::Supervisor);
    press(&mut model, "x", NOW);
    assert_eq!(said(&model), Lang::Zh.why_not_selected(), "totals are no order");
    // The fifth pane is of what is held; its second row is Chen Gang's.
    press(&mut model, "Tab Tab Tab Tab j x", NOW);
    assert_eq!(model.context(), Context::Line);
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
fn a_key_that_comes_before_the_first_read_is_not_lost() {
    let unread = |role| {
        let mut model = desk(role);
        press(&mut model, "Esc", NOW);
        let read = read_of(&press(&mut model, "3", NOW)).unwrap();
        (model, read)
    };
    let comes = |model: &mut Model, read| answer(model, read, SupervisionReply::Dashboard(Box::new(data())), NOW);
    // The second of what is held, asked for before anybody saw it.
    let (mut model, read) = unread(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab j x", NOW);
    assert_eq!((said(&model), model.context()), (Lang::Zh.loading(), Context::Dashboard));
    comes(&mut model, read);
    assert_eq!(model.context(), Context::Line, "the form opens by itself");
    update(&mut model, Msg::Paste("已下班".into()), &mut env(NOW));
    press(&mut model, "Enter", NOW);
    assert_eq!(step_of(&press(&mut model, "Enter", NOW)).map(|(_, order_no, ..)| order_no), Some(number(2)));
    // Likewise what is behind a row; and what cannot be done says so then.
    let (mut model, read) = unread(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab Enter", NOW);
    assert_eq!(opened(&comes(&mut model, read)), Some(number(1)));
    let (mut model, read) = unread(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab Tab Tab Tab x", NOW);
    comes(&mut model, read);
    assert_eq!((said(&model), model.context()), (Lang::Zh.why_not_held(), Context::Dashboard));
    // Whoever goes on to something else meant something else, and whoever may not is told at once.
    let (mut model, read) = unread(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab x Tab", NOW);
    comes(&mut model, read);
    assert_eq!(model.context(), Context::Dashboard);
    let (mut model, _) = unread(Role::Proofreader);
    press(&mut model, "Tab Tab Tab Tab x", NOW);
    assert_eq!(said(&model), Lang::Zh.why_not_supervisor());
    // Further down than there is anything is the last row.
    let (mut model, read) = unread(Role::Supervisor);
    press(&mut model, "Tab Tab Tab Tab G Enter", NOW);
    assert_eq!(opened(&comes(&mut model, read)), Some(number(2)));
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
    let view = |keys: &str| {
        let mut model = desk(Role::Supervisor);
        let effects = press(&mut model, keys, NOW);
        assert_eq!(model.screen(), Screen::Queue, "{keys}");
        let pages = effects.iter().find_map(|effect| match effect {
            Effect::Views { act: ViewAct::Page(query), .. } => Some(query.wanted.clone()),
            _ => None,
        });
        let list = effects.iter().find_map(|effect| match effect {
            Effect::LoadQueue { query, .. } => Some((query.status, query.from.clone())),
            _ => None,
        });
        (pages, list, said(&model).to_owned())
    };
    // A band's are those that waited so long and no longer.
    for (keys, band) in [("Tab Enter", Band::Fresh), ("Tab j Enter", Band::OneToTwo), ("Tab G Enter", Band::Older)] {
        let (wanted, list, _) = view(keys);
        let wanted = wanted.unwrap();
        let filter = QueueFilter { waiting: Some(Waiting::of(band)), ..QueueFilter::default() };
        assert_eq!((wanted.filter, list), (filter, None), "{keys}");
        let (after, until) = band.submitted(&model.common.calendar, NOW);
        assert_eq!(wanted.since, after.map(|after| after.plus(1)), "{keys}");
        assert_eq!(wanted.until, (band != Band::Fresh).then(|| until.plus(1)), "{keys}");
    }
    // Open statuses are the queue's own lists; of the others it is said that they are listed by the time of their submission.
    assert_eq!(view("Enter").1, Some((Status::AwaitingProofreading, QueueFrom::Start)));
    assert_eq!(view("j Enter").1, Some((Status::AwaitingSupplement, QueueFrom::Start)));
    for (keys, status) in [("j j Enter", Status::Accepted), ("j j j Enter", Status::Rejected), ("G Enter", Status::Cancelled)] {
        let (wanted, _, said) = view(keys);
        assert_eq!(wanted.unwrap().filter.statuses, BTreeSet::from([status]), "{keys}");
        assert_eq!(said, Lang::Zh.ended_by_submission());
    }
    // Beside an order that is held stands who holds it.
    let (wanted, ..) = view("Tab Tab Tab Tab j l Enter");
    assert_eq!(wanted.unwrap().filter.holder, Some(Held::By("chengang".into())));
}

fn asked_of(effects: &[Effect]) -> Option<(Ticket, HappenedQuery)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Supervise { ticket, act: SuperviseAct::Happened(query), .. } => Some((*ticket, (**query).clone())),
        _ => None,
    })
}

#[test]
fn each_number_of_a_day_has_its_own_list() {
    let day = start_of(NOW.day());
    let numbers = [
        Passing::Arrived,
        Passing::Decided,
        Passing::DecidedAs(Status::Accepted),
        Passing::DecidedAs(Status::Rejected),
        Passing::DecidedAs(Status::AwaitingSupplement),
        Passing::Cancelled,
        Passing::Reopened,
    ];
    for (right, passing) in numbers.into_iter().enumerate() {
        let mut model = desk(Role::Supervisor);
        // Further right than there is anything goes nowhere.
        let keys = format!("Tab Tab j {}", vec!["l"; if right == 6 { 9 } else { right }].join(" "));
        press(&mut model, keys.trim(), NOW);
        let (ticket, query) = asked_of(&press(&mut model, "Enter", NOW)).expect("read");
        assert_eq!((query.passing, query.staff), (passing, None));
        assert_eq!((query.since, query.until), (day.plus(-86_400_000), day), "yesterday's");
        let row = Happened { act: FlowAct::Submitted, order_no: number(7), ..data().recent[0].clone() };
        answer(&mut model, ticket, SupervisionReply::Happened(HappenedList { rows: vec![row], more: false }), NOW);
        // Its rows are orders, read again with the rest; Esc widens the list, and leaves the dashboard only then.
        let effects = press(&mut model, "F5 Enter", NOW);
        assert!(asked_of(&effects).is_some() && read_of(&effects).is_some(), "{effects:?}");
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Open { order_no, .. } if *order_no == number(7))));
        let effects = press(&mut model, "Esc Enter", NOW);
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Open { order_no, .. } if *order_no == number(4))));
        assert_eq!(asked_of(&press(&mut model, "F5", NOW)), None);
    }
}

#[test]
fn each_number_of_a_person_has_its_own_list() {
    let day = start_of(NOW.day());
    let work =
        PersonWork {
            staff: "zhangmin".into(), name: "张敏".into(), today: 3, yesterday: 2, week: 9, median_ms: None, skips: 1
        };
    let spans = [(day, day.plus(86_400_000)), (day.plus(-86_400_000), day), (day.plus(-6 * 86_400_000), day.plus(86_400_000))];
    for (right, span) in spans.into_iter().enumerate() {
        let mut model = desk(Role::Supervisor);
        let read = read_of(&press(&mut model, "F5", NOW)).unwrap();
        let people = Dashboard { people: vec![work.clone()], ..data() };
        answer(&mut model, read, SupervisionReply::Dashboard(Box::new(people)), NOW);
        press(&mut model, "BackTab BackTab", NOW);
        for _ in 0..right {
            press(&mut model, "Right", NOW);
        }
        let (_, query) = asked_of(&press(&mut model, "Enter", NOW)).expect("read");
        assert_eq!((query.passing, query.staff.as_deref()), (Passing::Decided, Some("zhangmin")));
        assert_eq!((query.since, query.until), span);
        // Skips are in no list: it is said where they are.
        press(&mut model, "BackTab l l l Left Right Enter", NOW);
        assert_eq!(said(&model), Lang::Zh.skips_are_reported());
    }
    let mut model = desk(Role::Supervisor);
    press(&mut model, "l", NOW);
    assert_eq!(said(&model), Lang::Zh.one_number(), "there is one number in a row of the totals");
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

/// Presses the button there, at a moment.
fn clicks(model: &mut Model, column: u16, row: u16, now: Millis) -> Vec<Effect> {
    update(model, Msg::Mouse(Mouse { act: Act::Press, column, row }), &mut env(now))
}

/// The dashboard at a size, with more held orders than there is room for.
fn mouse_desk(size: (u16, u16)) -> Model {
    let mut model = desk(Role::Supervisor);
    model.common.mouse = true;
    model.common.size = size;
    let read = read_of(&press(&mut model, "F5", NOW)).unwrap();
    let held = (1..=40).map(|n| held(n, "zhangmin", "张敏")).collect();
    answer(&mut model, read, SupervisionReply::Dashboard(Box::new(Dashboard { held, ..data() })), NOW);
    model
}

fn opened(effects: &[Effect]) -> Option<OrderNo> {
    effects.iter().find_map(|effect| match effect {
        Effect::Open { order_no, .. } => Some(order_no.clone()),
        _ => None,
    })
}

#[test]
fn a_click_selects_a_row_of_a_pane_and_a_second_one_opens_it() {
    // All panes at once. The body begins in the second row; the pane of what is held begins in the middle, below the charts.
    let mut model = mouse_desk((160, 45));
    assert_eq!(opened(&clicks(&mut model, 85, 1 + 18 + 2, NOW)), None, "the first row below the headline is selected");
    let effects = clicks(&mut model, 85, 1 + 18 + 2, NOW.plus(100));
    assert_eq!(opened(&effects), Some(number(1)));
    // Scrolled to the end, a row further up is clicked: it is that row that opens, wherever the list has moved it.
    press(&mut model, "G", NOW);
    clicks(&mut model, 85, 1 + 18 + 3, NOW.plus(5_000));
    let selected = opened(&press(&mut model, "Enter", NOW.plus(5_000))).unwrap();
    assert!(selected < number(40) && selected > number(10), "{selected}");
    clicks(&mut model, 85, 1 + 18 + 3, NOW.plus(9_000));
    let again = opened(&press(&mut model, "Enter", NOW.plus(9_000))).unwrap();
    assert_eq!(opened(&clicks(&mut model, 85, 1 + 18 + 3, NOW.plus(9_100))), Some(again));
    // The wheel moves in the pane it is turned over.
    let wheel = |act| Msg::Mouse(Mouse { act, column: 10, row: 12 });
    update(&mut model, wheel(Act::WheelDown), &mut env(NOW));
    update(&mut model, wheel(Act::WheelUp), &mut env(NOW));
    update(&mut model, wheel(Act::WheelDown), &mut env(NOW));
    let wanted = press(&mut model, "Enter", NOW).into_iter().find_map(|effect| match effect {
        Effect::Views { act: ViewAct::Page(query), .. } => query.wanted.filter.waiting,
        _ => None,
    });
    assert_eq!(wanted, Some(Waiting::of(Band::SixToTen)), "three rows down in the bands");
}

#[test]
fn a_click_chooses_a_pane_by_its_name_and_a_day_by_its_bar() {
    let mut model = mouse_desk((80, 24));
    // The names stand in the row below the bar: " [总数] 积压  到达决定 ".
    clicks(&mut model, 15, 1, NOW);
    let (_, query) = asked_of(&press(&mut model, "Enter", NOW)).expect("the chart is in front");
    assert_eq!(query.since, start_of(NOW.day()));
    let mut model = mouse_desk((80, 24));
    clicks(&mut model, 15, 1, NOW);
    // Each bar is two cells, the oldest on the left.
    clicks(&mut model, 2 + 2 * 28, 7, NOW.plus(5_000));
    let (_, query) = asked_of(&clicks(&mut model, 2 + 2 * 28, 7, NOW.plus(5_100))).expect("a second click opens it");
    assert_eq!(query.since, start_of(NOW.day()).plus(-2 * 86_400_000));
    // Nothing lies under a form.
    let mut model = mouse_desk((160, 45));
    press(&mut model, "Tab Tab Tab Tab x", NOW);
    assert_eq!(model.context(), Context::Line);
    clicks(&mut model, 10, 4, NOW);
    press(&mut model, "Esc x", NOW);
    assert_eq!(model.context(), Context::Line, "still the pane of what is held");
}

#[test]
fn the_headings_of_the_institutions_are_whole() {
    for lang in [Lang::Zh, Lang::En] {
        let mut model = desk(Role::Supervisor);
        model.common.lang = lang;
        let head = super::entries::by_institution(&data(), None, &model.common).0;
        assert!(head.starts_with(&format!("{} ", lang.column_institution())), "{head}");
    }
}
