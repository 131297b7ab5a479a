//! The list without a terminal or a store.

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::desk::input::keymap::Keymap;
use crate::domain::listing::Term;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::staff::{Actor, Role};
use crate::domain::time::Millis;
use crate::store::records::{DoneBy, Evidence, Proposed};

fn env() -> Env {
    Env { now: Millis(0), ids: Vec::new() }
}

fn common(lang: Lang, size: (u16, u16), login: &str, role: Role) -> Common {
    let mut common = Common::new(lang, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
    common.size = size;
    common.institution = "hubei".into();
    common.actor = Some(Actor { login: login.into(), name: "张敏".into(), role, institution: Some("hubei".into()) });
    common
}

fn record(state: ListingState) -> ListingRecord {
    ListingRecord {
        institution: "hubei".into(),
        listing: "l-1".into(),
        id_no: "420106198002290012".into(),
        name: "李\u{1b}[2J雯".into(),
        reason: "材料系伪造、变造".into(),
        term: Term { state, effective_on: None, ends_on: None },
        proposed: Some(Proposed {
            order_no: OrderNo::parse("2020101611482587").unwrap(),
            item: 1,
            by: DoneBy { login: "zhangmin".into(), name: "张敏".into(), at: Millis(1_602_820_105_000) },
            held_until: Millis(0),
            evidence: Evidence::default(),
        }),
        decided: None,
        declined_reason: None,
        withdrawn: None,
    }
}

fn listed(record: ListingRecord, common: &mut Common) -> Listings {
    let (mut list, asks) = Listings::open(common);
    let [Ask::Do(Effect::LoadListings { ticket, .. })] = asks.as_slice() else { panic!("{asks:?}") };
    list.take(*ticket, ListingPage { rows: vec![record], next: None, waiting: 1 });
    list
}

fn drawn(list: &Listings, common: &Common) -> String {
    let mut terminal = Terminal::new(TestBackend::new(common.size.0, common.size.1)).unwrap();
    terminal.draw(|frame| list.view(frame, frame.area(), common, Millis(1_602_820_105_000))).unwrap();
    let cells = terminal.backend().buffer().content().iter();
    cells.map(ratatui::buffer::Cell::symbol).collect::<String>().replace(' ', "")
}

#[test]
fn a_proposal_tells_the_second_person_nothing_of_the_first() {
    for (lang, size) in [(Lang::Zh, (80, 24)), (Lang::En, (80, 24)), (Lang::Zh, (160, 45)), (Lang::En, (160, 45))] {
        for (login, told) in [("zhangmin", true), ("chengang", false)] {
            let mut common = common(lang, size, login, Role::Proofreader);
            let list = listed(record(ListingState::Proposed), &mut common);
            let screen = drawn(&list, &common);
            assert!(screen.contains("420***********0012") && !screen.contains("19800229"), "{screen}");
            assert!(screen.contains("2020101611482587") && !screen.contains('\u{1b}'), "{screen}");
            assert_eq!(screen.contains("材料系"), told, "{login}: {screen}");
            // Enter opens it blind for whoever did not propose it.
            let mut list = list;
            let asks = list.command(Command::Open, &mut common, &mut env()).unwrap();
            assert!(matches!(asks.as_slice(), [Ask::Do(Effect::OpenListing { blind, .. })] if *blind != told), "{asks:?}");
        }
    }
}

#[test]
fn only_a_supervisor_withdraws_and_only_with_a_reason() {
    let withdraw = Command::WithdrawListing;
    let mut proofreader = common(Lang::Zh, (80, 24), "chengang", Role::Proofreader);
    assert!(listed(record(ListingState::InForce), &mut proofreader).why_not(withdraw, &proofreader).is_some());
    let mut common = common(Lang::Zh, (80, 24), "liuzhuguan", Role::Supervisor);
    assert!(listed(record(ListingState::Withdrawn), &mut common).why_not(withdraw, &common).is_some());
    let mut list = listed(record(ListingState::InForce), &mut common);
    assert_eq!(list.why_not(withdraw, &common), None);
    list.command(withdraw, &mut common, &mut env());
    assert_eq!(list.context(), Context::Line);
    let asks = list.command(Command::Save, &mut common, &mut env()).unwrap();
    assert!(matches!(asks.as_slice(), [Ask::Say(_)]), "{asks:?}");
    list.paste("申诉成立", &mut common, &mut env());
    let asks = list.command(Command::Save, &mut common, &mut env()).unwrap();
    assert!(matches!(asks.as_slice(), [Ask::Do(Effect::WithdrawListing { reason, .. })] if reason == "申诉成立"), "{asks:?}");
    // Sent once.
    assert_eq!(list.command(Command::Save, &mut common, &mut env()), Some(Vec::new()));
}

#[test]
fn tab_goes_round_the_standings_and_a_late_page_is_dropped() {
    let mut common = common(Lang::Zh, (80, 24), "chengang", Role::Proofreader);
    let (mut list, asks) = Listings::open(&mut common);
    let [Ask::Do(Effect::LoadListings { ticket: late, .. })] = asks.as_slice() else { panic!("{asks:?}") };
    let mut seen = vec![list.standing];
    for _ in 0..Standing::ALL.len() {
        list.command(Command::NextPane, &mut common, &mut env());
        seen.push(list.standing);
    }
    assert_eq!(seen[..5], *Standing::ALL);
    assert_eq!(seen[5], Standing::Proposed);
    list.command(Command::PreviousPane, &mut common, &mut env());
    assert_eq!(list.standing, Standing::Declined);
    list.take(*late, ListingPage { rows: vec![record(ListingState::Proposed)], next: None, waiting: 1 });
    assert!(list.rows.is_empty() && !list.loaded);
    assert_eq!(list.command(Command::Back, &mut common, &mut env()), None);
}

#[test]
fn the_form_withdraws_what_it_was_opened_for() {
    let named =
        |listing: &str, name: &str| ListingRecord { listing: listing.into(), name: name.into(), ..record(ListingState::InForce) };
    let mut common = common(Lang::Zh, (80, 24), "liuzhuguan", Role::Supervisor);
    let mut list = listed(named("l-1", "李雯"), &mut common);
    list.rows.push(named("l-2", "王磊"));
    list.selected = 1;
    list.command(Command::WithdrawListing, &mut common, &mut env());
    let title = drawn(&list, &common);
    assert!(title.contains("王磊420***********0012") && title.contains("撤销列入"), "{title}");
    assert!(!title.contains("常用理由"), "{title}");
    list.paste("申诉成立", &mut common, &mut env());
    // Somebody else withdrew both meanwhile, and others stand in their places.
    let asks = list.refresh(&mut common);
    let [Ask::Do(Effect::LoadListings { ticket, .. })] = asks.as_slice() else { panic!("{asks:?}") };
    let rows = vec![named("l-3", "赵强"), named("l-4", "钱多")];
    list.take(*ticket, ListingPage { rows, next: None, waiting: 0 });
    assert!(drawn(&list, &common).contains("王磊420"), "the title still says whom");
    let asks = list.command(Command::Save, &mut common, &mut env()).unwrap();
    assert!(matches!(asks.as_slice(), [Ask::Do(Effect::WithdrawListing { listing, .. })] if listing == "l-2"), "{asks:?}");
}

#[test]
fn what_was_known_is_read_again_and_the_cursor_stays() {
    let mut common = common(Lang::Zh, (80, 24), "liuzhuguan", Role::Supervisor);
    let mut list = listed(record(ListingState::InForce), &mut common);
    let numbered = |n: usize| ListingRecord { listing: format!("l-{n}"), ..record(ListingState::InForce) };
    list.rows = (0..250).map(numbered).collect();
    list.selected = 230;
    let asks = list.refresh(&mut common);
    let [Ask::Do(Effect::LoadListings { ticket, query })] = asks.as_slice() else { panic!("{asks:?}") };
    assert_eq!((query.limit, &query.after), (250, &None));
    // One above it is gone.
    let rows = (1..250).map(numbered).collect();
    list.take(*ticket, ListingPage { rows, next: None, waiting: 0 });
    assert_eq!(list.selection().map(|row| row.listing.as_str()), Some("l-230"));
}
