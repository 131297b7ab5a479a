//! Whatever is typed, in whatever window: nothing falls over, nothing impossible is sent, no text goes astray.

use std::cell::Cell;

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply};
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::{Outcome, obstacles};
use jiaodui::store::StoreError;
use jiaodui::store::records::NewDecision;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::findings::some;
use super::fixture::{Desk, first_round, opened, second_round, two_items};

/// Keys as they are pressed together; runs of them lead to where single ones seldom do.
const SINGLE: &[&str] = &[
    "1",
    "2",
    "3",
    "4",
    "5",
    "Space",
    "Backspace",
    "a",
    "r",
    "s",
    "e",
    "E",
    "c",
    "m",
    "o",
    "v",
    "]",
    "[",
    "}",
    "{",
    "+",
    "-",
    "0",
    "<",
    ">",
    "h",
    "l",
    "j",
    "k",
    "g",
    "G",
    "PgDn",
    "PgUp",
    "Tab",
    "BackTab",
    "Enter",
    "Esc",
    "Ctrl-S",
    "?",
    "Ctrl-P",
    "Ctrl-X",
    "F8",
    "F12",
];
const RUNS: &[&str] = &[
    "Space Space Space Space Space Space Space Space Space Space Space Space",
    "a Ctrl-S",
    "s Space Enter",
    "r j Space Enter",
    "Ctrl-S Ctrl-S",
    "s Space Enter } s Space Enter",
];

fn check(decision: &NewDecision) {
    let order = two_items();
    assert_eq!(decision.outcomes.len(), order.items.len());
    for (item, outcome) in order.items.iter().zip(&decision.outcomes) {
        let fields: Vec<_> = Field::of(item.service, &item.certificate)
            .into_iter()
            .map(|field| {
                let given = decision.verdicts.iter().find(|one| one.item == item.item && one.field == field);
                (field, given.map(|one| one.verdict))
            })
            .collect();
        assert_eq!(obstacles(outcome.outcome, &fields, outcome.reasons.len()), vec![]);
        assert_eq!(outcome.reasons.is_empty(), outcome.outcome == Outcome::Approve);
    }
    assert!(!decision.letter.trim().is_empty() && !decision.title.is_empty());
}

#[test]
fn no_sequence_of_keys_sends_what_may_not_be_sent() {
    let sent = Cell::new(0);
    let mut runner = TestRunner::new(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() });
    let strokes = prop_oneof![prop::sample::select(SINGLE), prop::sample::select(RUNS)];
    runner
        .run(&prop::collection::vec(strokes, 1..80), |strokes| {
            let mut desk = Desk::new(Opened { findings: some(), ..opened(two_items()) });
            for keys in strokes {
                desk.now = desk.now.plus(400);
                for effect in desk.keys(keys) {
                    match effect {
                        Effect::Decide { ticket, decision } => {
                            check(&decision);
                            sent.set(sent.get() + 1);
                            desk.done(ticket, Reply::Failed(StoreError::Unavailable("away".into())));
                        }
                        Effect::SaveDraft { ticket, .. } => {
                            desk.done(ticket, Reply::DraftSaved);
                        }
                        _ => {}
                    }
                }
                if desk.model.order.is_none() {
                    break;
                }
            }
            desk.screen(80, 24);
            Ok(())
        })
        .unwrap();
    assert!(sent.get() > 10, "the walk led to decisions, {} of them", sent.get());
}

#[test]
fn every_window_can_be_drawn_whatever_is_in_front() {
    for keys in ["", "Tab", "Tab Tab", "Tab Tab Tab", "BackTab", "o", "s", "s Space Enter", "s Space Enter e", "e", "E", "c", "m"]
    {
        let mut desk = Desk::new(Opened { findings: some(), ..opened(second_round()) });
        desk.keys(keys);
        for columns in (1..=190).step_by(13) {
            for rows in (1..=50).step_by(3) {
                desk.screen(columns, rows);
            }
        }
    }
}

#[test]
fn the_chrome_keeps_to_narrow_characters_where_the_terminal_draws_others_wide() {
    let mut desk = Desk::new(opened(first_round()));
    desk.model.common.ambiguous_wide = true;
    desk.model.common.terminal.ambiguous_wide = Some(true);
    desk.model.common.graphics = jiaodui::desk::ui::means::Graphics::Blocks;
    desk.keys(&"Space ".repeat(12));
    desk.keys("a Esc >");
    for (columns, rows) in [(80, 24), (160, 45)] {
        let screen = desk.screen(columns, rows);
        for ambiguous in ['─', '│', '→', '×', '°', '…', '▀'] {
            assert!(!screen.contains(ambiguous), "{ambiguous} in\n{screen}");
        }
        assert!(screen.contains("-> 通过"));
    }
    assert!(desk.screen(160, 45).contains("无法用半块画图"));
}

#[test]
fn typing_over_the_limit_and_into_the_void_is_no_trouble() {
    let mut desk = Desk::new(opened(first_round()));
    desk.send(Msg::Paste("无处可去".into()));
    desk.keys("e");
    desk.send(Msg::Paste("长".repeat(5_000)));
    desk.keys("Esc Tab Tab Tab");
    desk.screen(80, 24);
}

#[test]
fn in_english_too() {
    let mut desk = Desk::english(opened(second_round()));
    insta::assert_snapshot!("english_80", desk.screen(80, 24));
    insta::assert_snapshot!("english_160", desk.screen(160, 45));
    desk.keys("s Space Enter");
    insta::assert_snapshot!("english_review_80", desk.screen(80, 24));
}
