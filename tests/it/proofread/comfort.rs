//! What makes the open order comfortable: another language at once, the palette from wherever one is.

use jiaodui::desk::app::msg::{Msg, Opened};
use jiaodui::text::Lang;

use super::findings::some;
use super::fixture::{Desk, at, audit, first_round, opened, second_round};

#[test]
fn the_whole_screen_follows_the_language_at_once() {
    let keys = ["", "Tab", "BackTab", "s", "s Space Enter", "c", "m", "b", "p", "n", "E", "e"];
    for keys in keys {
        let make = |english: bool| {
            let order = Opened { findings: some(), ..opened(second_round()) };
            let mut desk = if english { Desk::english(order) } else { Desk::new(order) };
            desk.keys(keys);
            // Lines that stay in sight are kept in words.
            desk.send(Msg::Activity(vec![audit(9, "hubei-p2", "release")], at("16T14:35")));
            desk
        };
        let (mut chinese, mut english) = (make(false), make(true));
        // From an editor by the palette, from elsewhere by a key.
        chinese.keys("F6");
        if chinese.model.common.lang == Lang::Zh {
            chinese.keys("Ctrl-P");
            chinese.send(Msg::Paste("language".into()));
            chinese.keys("Enter");
        }
        assert_eq!(chinese.notice(), "The screen is in English now");
        (chinese.model.notice, english.model.notice) = (None, None);
        for (columns, rows) in [(80, 24), (160, 45)] {
            let (switched, opened) = (chinese.screen(columns, rows), english.screen(columns, rows));
            assert_eq!(switched, opened, "after {keys:?}");
            assert!(!keys.is_empty() || switched.contains("released"), "what happened is told\n{switched}");
        }
    }
}

#[test]
fn the_palette_opens_over_an_editor_and_leaves_what_was_typed_alone() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("e");
    desk.send(Msg::Paste("核对过钢印".into()));
    desk.keys("Ctrl-P");
    desk.send(Msg::Paste("tongguo".into()));
    assert!(desk.screen(80, 24).contains("! 在校对、附件栏、决定可用"), "{}", desk.screen(80, 24));
    desk.keys("Enter Esc");
    let screen = desk.screen(80, 24);
    assert!(screen.contains("核对过钢印") && !screen.contains("输入名称"), "{screen}");
    desk.keys("Ctrl-P");
    desk.send(Msg::Paste("wancheng".into()));
    desk.keys("Enter");
    assert!(desk.model.context() != jiaodui::desk::input::keymap::Context::Editor, "the editor was left by the palette");
}

#[test]
fn the_palette_lists_what_can_run_first_and_tells_why_the_rest_cannot() {
    for (lang, name) in [(Lang::Zh, "palette"), (Lang::En, "palette_english")] {
        let mut desk = Desk::new(opened(first_round()));
        desk.model.common.lang = lang;
        desk.keys("Ctrl-P");
        insta::assert_snapshot!(format!("{name}_80"), desk.screen(80, 24));
        desk.send(Msg::Paste("tg".into()));
        insta::assert_snapshot!(format!("{name}_found_160"), desk.screen(160, 45));
    }
}
