//! Notes on single fields: bound to their field, kept with the draft and the decision, never in a letter.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened};
use jiaodui::domain::certificate::Field;
use jiaodui::domain::draft::{Draft, FieldNote};

use super::fixture::{Desk, draft, first_round, opened, second_round, two_items};

fn note(item: u32, field: Field, text: &str) -> FieldNote {
    FieldNote { item, field, text: text.into() }
}

#[test]
fn a_note_is_bound_to_its_field_marked_and_listed() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("j j j E");
    assert!(desk.screen(80, 24).contains("院校名称：内部备注"), "{}", desk.screen(80, 24));
    let effects = desk.send(Msg::Paste("章上是旧校名".into()));
    assert_eq!(draft(&effects).unwrap().1.field_notes, [note(1, Field::School, "章上是旧校名")]);
    desk.keys("Esc");
    let screen = desk.screen(160, 45);
    assert!(screen.lines().any(|line| line.contains("院校名称    *武汉大学")), "{screen}");
    assert!(screen.contains("内部备注  院校名称：章上是旧校名"), "{screen}");
    assert!(desk.screen(80, 24).contains("* 章上是旧校名"), "in the strip");
    // The order's own note is another.
    desk.keys("e");
    assert_eq!(draft(&desk.send(Msg::Paste("看钢印".into()))).unwrap().1.note, "看钢印");
    // What is emptied is gone.
    desk.keys("Esc E");
    let effects = desk.keys("Ctrl-U");
    assert_eq!(draft(&effects).unwrap().1.field_notes, []);
}

#[test]
fn a_note_comes_back_with_the_draft_goes_with_the_decision_and_not_into_the_letter() {
    let saved = Draft {
        version: 1,
        field_notes: vec![note(1, Field::Number, "第五位像 8"), note(2, Field::School, "另查")],
        changed_at: Some(first_round().now),
        ..Draft::default()
    };
    let mut desk = Desk::new(Opened { draft: Some(saved.clone()), ..opened(two_items()) });
    desk.keys(&"Space ".repeat(12));
    desk.keys("a Space Space Space a");
    let effects = desk.keys("Ctrl-S");
    let Some(Effect::Decide { decision, .. }) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(decision.draft.field_notes, saved.field_notes);
    assert!(!decision.letter.contains("第五位") && !decision.letter.contains("另查"));
}

#[test]
fn a_note_outlives_the_round_it_was_made_in() {
    let saved = Draft { version: 0, field_notes: vec![note(1, Field::Number, "第五位像 8")], ..Draft::default() };
    let mut desk = Desk::new(Opened { draft: Some(saved), ..opened(second_round()) });
    assert!(desk.screen(160, 45).contains("证书编号：第五位像 8"));
}

#[test]
fn who_may_not_change_the_order_makes_no_note() {
    let mut desk = Desk::with(Opened { claim: None, ..opened(first_round()) }, None);
    desk.keys("E");
    assert!(!desk.screen(80, 24).contains("Ctrl-S 或 Esc 关闭"));
}
