//! The queue without a terminal or a store.

use std::sync::Arc;

use super::*;
use crate::desk::app::msg::Reply;
use crate::desk::input::keymap::Keymap;
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::staff::{Actor, Role};
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Found, QueuePage};
use crate::text::Lang;

pub(super) fn common(rows: u16) -> Common {
    let catalogue = Arc::new(Catalogue::from_toml(DEFAULT).unwrap());
    let mut common = Common::new(Lang::Zh, catalogue, Keymap::default());
    common.size = (80, rows);
    common.institution = "hubei".into();
    common.actor =
        Some(Actor {
            login: "hubei-p1".into(), name: "张敏".into(), role: Role::Proofreader, institution: Some("hubei".into())
        });
    common
}

pub(super) fn env() -> Env {
    Env { now: Millis(1_000_000), ids: vec!["token".into(); 4] }
}

fn row(number: u64) -> QueueRow {
    QueueRow {
        order_no: OrderNo::parse(&format!("20201016114825{number:02}")).or_else(|_| OrderNo::parse("2020101611482500")).unwrap(),
        holder: "李雯".into(),
        summary: "李雯-武汉大学-本科".into(),
        status: Status::AwaitingProofreading,
        round: 1,
        items: 1,
        attachments: 3,
        findings: 0,
        submitted_at: Millis(i64::try_from(number).unwrap()),
        claim: None,
        postponed: None,
    }
}

/// Rows with different numbers, however many.
pub(super) fn rows(from: u64, count: u64) -> Vec<QueueRow> {
    (from..from + count)
        .map(|number| {
            let (minutes, rest) = (number / 6000, number % 6000);
            let text = format!("2020101611{:02}{:02}{:02}", minutes % 60, rest / 100, rest % 100);
            QueueRow { order_no: OrderNo::parse(&text).unwrap(), submitted_at: Millis(i64::try_from(number).unwrap()), ..row(0) }
        })
        .collect()
}

fn page(rows: Vec<QueueRow>, before: u64, total: u64) -> Reply {
    Reply::QueuePage(QueuePage { rows, before, total, open: (total, 7), now: Millis(1_000_000) })
}

pub(super) fn loaded(total: u64, common: &mut Common) -> Queue {
    let mut queue = Queue::default();
    let asks = queue.start(common);
    assert!(matches!(asks.first(), Some(Ask::Do(Effect::LoadQueue { .. }))));
    let first = total.min(u64::from(PAGE));
    queue.reply(page(rows(0, first), 0, total), common, &env());
    queue
}

fn reads(asks: &[Ask]) -> Vec<QueueFrom> {
    asks.iter()
        .filter_map(|ask| match ask {
            Ask::Do(Effect::LoadQueue { query, .. }) => Some(query.from.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn the_window_is_read_on_before_its_end_is_reached_and_stays_bounded() {
    let common = &mut common(24);
    let mut queue = loaded(10_000, common);
    let mut next = u64::from(PAGE);
    for _ in 0..2_000 {
        let asks = queue.command(Command::Down, common, &mut env());
        for from in reads(&asks) {
            assert!(matches!(from, QueueFrom::After(_)));
            queue.reply(page(rows(next, u64::from(PAGE)), next, 10_000), common, &env());
            next += u64::from(PAGE);
        }
    }
    assert_eq!(queue.before + queue.selected as u64, 2_000, "every key moved one row");
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(2_000));
    assert!(queue.rows.len() <= KEPT);
    let mut earlier = queue.before;
    for _ in 0..1_900 {
        let asks = queue.command(Command::Up, common, &mut env());
        for from in reads(&asks) {
            assert!(matches!(from, QueueFrom::Before(_)));
            let first = earlier.saturating_sub(u64::from(PAGE));
            queue.reply(page(rows(first, earlier - first), first, 10_000), common, &env());
            earlier = first;
        }
    }
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(100));
}

#[test]
fn no_key_waits_for_the_database() {
    let common = &mut common(24);
    let mut queue = loaded(10_000, common);
    for _ in 0..500 {
        queue.command(Command::Down, common, &mut env());
    }
    assert_eq!(queue.selected, queue.rows.len() - 1, "at the end of what is there, without an answer from the store");
}

#[test]
fn the_end_and_the_beginning_are_one_read_away() {
    let common = &mut common(24);
    let mut queue = loaded(10_000, common);
    let asks = queue.command(Command::Last, common, &mut env());
    assert_eq!(reads(&asks), [QueueFrom::End]);
    queue.reply(page(rows(9_800, 200), 9_800, 10_000), common, &env());
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(9_999));
    let asks = queue.command(Command::First, common, &mut env());
    assert_eq!(reads(&asks), [QueueFrom::Start]);
}

pub(super) fn entry(order_no: &OrderNo, action: &str) -> AuditEntry {
    AuditEntry {
        institution: "hubei".into(),
        subject: order_no.to_string(),
        seq: 2,
        at: Millis(1),
        actor: "hubei-p2".into(),
        action: action.into(),
        detail: "{}".into(),
        prev_hash: String::new(),
        hash: String::new(),
    }
}

#[test]
fn the_list_never_moves_under_the_cursor() {
    let common = &mut common(24);
    let mut queue = loaded(300, common);
    queue.command(Command::PageDown, common, &mut env());
    let selected = queue.selection().unwrap().order_no.clone();
    let decided = queue.rows.first().unwrap().order_no.clone();
    let elsewhere = OrderNo::parse("2019010100000000").unwrap();
    let asks = queue.activity(&[entry(&decided, "decide"), entry(&elsewhere, "take_back")], common);
    assert!(
        asks.iter().any(|ask| matches!(ask, Ask::Do(Effect::RefreshRows { order_nos, .. }) if *order_nos == [decided.clone()]))
    );
    let accepted = QueueRow { status: Status::Accepted, ..queue.rows.first().unwrap().clone() };
    queue.reply(Reply::Rows(vec![accepted]), common, &env());
    assert_eq!(queue.selection().unwrap().order_no, selected);
    assert_eq!(queue.rows.first().unwrap().status, Status::Accepted, "shown in place");
    assert_eq!(queue.updates(), 2);
    let asks = queue.command(Command::Refresh, common, &mut env());
    assert_eq!(reads(&asks).len(), 1);
}

#[test]
fn a_claim_is_no_change_of_place() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    let claimed = queue.rows.first().unwrap().order_no.clone();
    let asks = queue.activity(&[entry(&claimed, "claim")], common);
    assert_eq!(queue.updates(), 0);
    assert_eq!(asks.len(), 1);
}

#[test]
fn an_arrival_behind_the_last_row_comes_in_by_itself() {
    let common = &mut common(24);
    let mut queue = loaded(3, common);
    let new = rows(3, 1).remove(0);
    let asks = queue.activity(&[entry(&new.order_no, "submit")], common);
    assert!(matches!(reads(&asks).as_slice(), [QueueFrom::After(_)]));
    queue.reply(page(vec![new], 3, 4), common, &env());
    assert_eq!((queue.rows.len(), queue.updates(), queue.selected), (4, 0, 0));
    let mut empty = loaded(0, common);
    let asks = empty.activity(&[entry(&OrderNo::parse("2020101611482587").unwrap(), "submit")], common);
    assert_eq!(reads(&asks), [QueueFrom::Start]);
}

#[test]
fn an_order_submitted_again_neither_stands_twice_nor_hides_what_lies_between() {
    let common = &mut common(24);
    let mut queue = loaded(300, common);
    let end = queue.rows.last().unwrap().clone();
    // The last row of the window goes to the very end of the list.
    let again = QueueRow { round: 2, submitted_at: Millis(900), ..end.clone() };
    queue.reply(Reply::Rows(vec![again.clone()]), common, &env());
    assert_eq!(queue.rows.last().unwrap().round, 2, "shown in place");
    let asks = queue.command(Command::Last, common, &mut env());
    assert_eq!(reads(&asks), [QueueFrom::End]);
    let mut queue = loaded(300, common);
    queue.reply(Reply::Rows(vec![again.clone()]), common, &env());
    let asks = queue.go(199, common);
    assert_eq!(reads(&asks), [QueueFrom::After(end.key())]);
    let mut behind = rows(200, 100);
    behind.push(again);
    queue.reply(page(behind, 200, 300), common, &env());
    assert_eq!(queue.rows.iter().filter(|row| row.order_no == end.order_no).count(), 1);
    assert_eq!(queue.rows.len(), 300);
}

#[test]
fn an_old_searchs_answer_is_dropped_and_escape_leads_back() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    queue.command(Command::Find, common, &mut env());
    assert_eq!(queue.context(), Context::Line);
    let first = queue.key(Key::char('李'), common);
    let second = queue.key(Key::char('雯'), common);
    let ticket = |asks: &[Ask]| match asks {
        [Ask::Do(Effect::Search { ticket, .. })] => *ticket,
        other => panic!("{other:?}"),
    };
    let (old, new) = (ticket(&first), ticket(&second));
    assert!(!common.accepts(old));
    assert!(common.accepts(new));
    queue.reply(Reply::Found(Found { rows: rows(0, 2), more: false, now: Millis(1_000_000) }), common, &env());
    assert_eq!(queue.list, List::Found("李雯".into()));
    // Read again, the cursor stays on its order; what something else finds begins at its top.
    let found = |rows| Reply::Found(Found { rows, more: false, now: Millis(1_000_000) });
    queue.reply(found(rows(0, 5)), common, &env());
    queue.key(Key::plain(crossterm::event::KeyCode::Down), common);
    queue.key(Key::plain(crossterm::event::KeyCode::Down), common);
    let chosen = queue.selection().map(|row| row.order_no.clone());
    queue.refresh(common);
    let again: Vec<QueueRow> = rows(0, 6).into_iter().rev().collect();
    queue.reply(found(again.clone()), common, &env());
    assert_eq!((queue.selection().map(|row| row.order_no.clone()), queue.selected), (chosen, 3));
    queue.paste("三", common);
    queue.reply(found(again), common, &env());
    assert_eq!(queue.selected, 0);
    queue.command(Command::Back, common, &mut env());
    assert_eq!(queue.list, List::Open(Status::AwaitingProofreading));
    assert_eq!(queue.context(), Context::Queue);
}

#[test]
fn a_clerk_opens_to_look_and_takes_nothing() {
    let common = &mut common(24);
    let mut queue = loaded(3, common);
    common.actor.as_mut().unwrap().role = Role::Clerk;
    let asks = queue.command(Command::Open, common, &mut env());
    assert!(asks.iter().any(|ask| matches!(ask, Ask::Do(Effect::Open { token: None, .. }))));
    let asks = queue.command(Command::TakeNext, common, &mut env());
    assert!(matches!(asks.as_slice(), [Ask::Say(_)]));
}

#[test]
fn the_preview_is_read_once_and_one_at_a_time() {
    let common = &mut common(45);
    common.size = (160, 45);
    let mut queue = loaded(30, common);
    assert!(matches!(queue.wanted_preview(common), Some(Effect::Reload { .. })));
    queue.command(Command::Down, common, &mut env());
    assert_eq!(queue.wanted_preview(common), None, "one is under way");
    queue.previewed(None);
    let Some(Effect::Reload { order_no, .. }) = queue.wanted_preview(common) else { panic!("the selection moved on") };
    assert_eq!(order_no, queue.selection().unwrap().order_no);
    queue.previewed(None);
    assert_eq!(queue.wanted_preview(common), None, "it cannot be read; asking again would not help");
    common.size = (80, 24);
    queue.command(Command::Down, common, &mut env());
    assert_eq!(queue.wanted_preview(common), None, "there is no room for it");
}

#[test]
fn a_refresh_keeps_the_cursor_where_it_has_moved_to_meanwhile() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    queue.command(Command::Refresh, common, &mut env());
    queue.command(Command::Down, common, &mut env());
    queue.command(Command::Down, common, &mut env());
    queue.reply(page(rows(0, 30), 0, 30), common, &env());
    assert_eq!(queue.selected, 2);
}

#[test]
fn a_click_selects_and_the_second_of_two_opens() {
    use crate::desk::app::update::Click;
    use crate::desk::input::mouse::{Act, Mouse};
    use ratatui::layout::Rect;
    let mut common = common(24);
    let mut queue = loaded(50, &mut common);
    let body = Rect { x: 0, y: 1, width: 80, height: 21 };
    let at = |row| Mouse { act: Act::Press, column: 12, row };
    assert_eq!(queue.click(at(2), false, body, &mut common), Click::Nothing, "the headline");
    assert_eq!(queue.click(at(5), false, body, &mut common), Click::Selected);
    assert_eq!(queue.selected, 2, "the third row");
    assert_eq!(queue.click(at(5), true, body, &mut common), Click::Run(Command::Open));
    assert_eq!(queue.click(at(22), false, body, &mut common), Click::Nothing, "below the list");
}
