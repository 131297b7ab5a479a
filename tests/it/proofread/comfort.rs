//! What makes the open order comfortable: another language at once, the palette from wherever one is, themes, the mouse, the bell.

use jiaodui::desk::app::common::Bell;
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply};
use jiaodui::desk::input::mouse::{Act, Mouse};
use jiaodui::desk::linear::Teller;
use jiaodui::desk::ui::palette::{Depth, ThemeName};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::findings::some;
use super::fixture::{Desk, at, audit, draft, first_round, opened, second_round};

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
    assert!(desk.screen(80, 24).contains("! 在校对、附件栏、理由"), "{}", desk.screen(80, 24));
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

fn drawn(desk: &mut Desk, columns: u16, rows: u16) -> Buffer {
    desk.send(Msg::Resized(columns, rows));
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    // The frame itself: the test backend knows nothing of what lies under the right half of a wide character.
    terminal.draw(|frame| desk.model.view(frame, desk.now)).unwrap().buffer.clone()
}

const THEMES: [ThemeName; 4] = [ThemeName::Terminal, ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast];

#[test]
fn no_theme_says_more_than_the_words_and_the_selection_is_seen_in_each() {
    for keys in ["", "s", "s Space Enter", "Ctrl-P", "c"] {
        let mut desk = Desk::new(Opened { findings: some(), ..opened(second_round()) });
        desk.keys(keys);
        desk.model.common.colour = false;
        let plain = crate::support::screen::text_of(&drawn(&mut desk, 80, 24));
        for theme in THEMES {
            for (colour, depth) in [(false, Depth::True), (true, Depth::Sixteen), (true, Depth::Indexed), (true, Depth::True)] {
                (desk.model.common.theme, desk.model.common.colour, desk.model.common.depth) = (theme, colour, depth);
                let buffer = drawn(&mut desk, 80, 24);
                assert_eq!(crate::support::screen::text_of(&buffer), plain, "{theme:?}");
                let own = colour && theme != ThemeName::Terminal;
                for cell in buffer.content() {
                    let colours = [cell.fg, cell.bg];
                    assert!(!own || !colours.contains(&Color::Reset), "{theme:?}: every cell has the theme's ground");
                    assert!(colour || colours == [Color::Reset; 2], "no colours: {cell:?}");
                    let deep = colours.iter().any(|colour| matches!(colour, Color::Rgb(..)));
                    assert!(!deep || depth == Depth::True, "24 bits only where the terminal has them");
                }
                // The row under the cursor, where there is one, does not look like the row below it.
                let marked = (0..24).find(|y| buffer[(1, *y)].symbol() == ">" && buffer[(3, *y)].symbol() != "c");
                if let (Some(y), "" | "s" | "Ctrl-P") = (marked, keys) {
                    let look = |y: u16| (buffer[(10, y)].bg, buffer[(10, y)].modifier.contains(Modifier::REVERSED));
                    assert_ne!(look(y), look(y + 1), "{theme:?} {colour} {keys}");
                }
            }
        }
    }
}

#[test]
fn the_theme_changes_by_a_key_and_says_so() {
    let mut desk = Desk::new(opened(first_round()));
    for theme in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast, ThemeName::Terminal] {
        desk.keys("F7");
        assert_eq!(desk.model.common.theme, theme);
        assert!(desk.notice().contains(theme.label(Lang::Zh)), "{}", desk.notice());
    }
    desk.model.common.colour = false;
    desk.keys("F7");
    assert!(desk.notice().contains("NO_COLOR"), "{}", desk.notice());
}

/// Where a text stands on the screen.
fn place(desk: &mut Desk, size: (u16, u16), text: &str) -> (u16, u16) {
    let buffer = drawn(desk, size.0, size.1);
    for y in 0..size.1 {
        let mut x = 0;
        while x < size.0 {
            let rest: String = (x..size.0).map(|x| buffer[(x, y)].symbol().to_owned()).collect();
            // Behind a wide character stands a blank that belongs to it.
            let squeezed = rest.replace(' ', "");
            if rest.chars().next().is_some_and(|first| first != ' ') && squeezed.starts_with(&text.replace(' ', "")) {
                return (x, y);
            }
            x += 1;
        }
    }
    panic!("{text} is not there\n{}", crate::support::screen::text_of(&buffer));
}

fn click(desk: &mut Desk, (column, row): (u16, u16)) -> Vec<Effect> {
    let mut effects = desk.send(Msg::Mouse(Mouse { act: Act::Press, column, row }));
    effects.extend(desk.send(Msg::Mouse(Mouse { act: Act::Release, column, row })));
    effects
}

#[test]
fn clicks_lead_where_they_point_at_both_sizes() {
    for size in [(80, 24), (160, 45)] {
        let mut desk = Desk::sized(size, Opened { findings: some(), ..opened(first_round()) });
        let school = place(&mut desk, size, "院校名称");
        click(&mut desk, school);
        let here = |desk: &mut Desk, name: &str| {
            desk.screen(size.0, size.1).lines().any(|line| line.starts_with("│>") && line.contains(name))
        };
        assert!(here(&mut desk, "证书持有人"), "off, it is the terminal's");
        desk.model.common.mouse = true;
        click(&mut desk, school);
        assert!(here(&mut desk, "院校名称"), "{}", desk.screen(size.0, size.1));
        // The footer is a row of buttons.
        let approve = place(&mut desk, size, if size.0 == 80 { "a通过" } else { "a 通过" });
        desk.now = desk.now.plus(1_000);
        click(&mut desk, approve);
        assert!(desk.notice().contains("还不能通过"), "{}", desk.notice());
    }
}

#[test]
fn tabs_are_clicked_where_their_titles_stand() {
    let size = (80, 24);
    let mut desk = Desk::sized(size, Opened { findings: some(), ..opened(second_round()) });
    desk.model.common.mouse = true;
    for (title, shown) in [("证书信息", "[证书信息]"), ("附件", "[附件]"), ("扫描件", "[扫描件]"), ("变化", "[变化]")]
    {
        let buffer = drawn(&mut desk, size.0, size.1);
        let row = (0..size.1).find(|y| buffer[(0, *y)].symbol() == "┌").unwrap();
        let titles: Vec<String> = (0..size.0).map(|x| buffer[(x, row)].symbol().to_owned()).collect();
        // Behind each wide character stands a blank: the column is counted, not searched for in the text.
        let first = title.chars().next().unwrap().to_string();
        let second = title.chars().nth(1).unwrap().to_string();
        let column = (0..titles.len() - 2).find(|x| titles[*x] == first && titles[*x + 2] == second);
        let Some(column) = column else { continue };
        click(&mut desk, (u16::try_from(column).unwrap(), row));
        assert!(desk.screen(80, 24).contains(shown), "{title}\n{}", desk.screen(80, 24));
    }
    assert!(!desk.screen(80, 24).contains("[证书信息]"));
}

#[test]
fn before_anyone_has_signed_in_the_keys_of_the_desk_work_and_letters_are_typed() {
    let mut desk = Desk::new(opened(first_round()));
    (desk.model.order, desk.model.common.actor) = (None, None);
    desk.keys("F6 F7");
    assert_eq!((desk.model.common.lang, desk.model.common.theme), (Lang::En, ThemeName::Dark));
    assert!(desk.screen(80, 24).contains("Enter signs in"), "{}", desk.screen(80, 24));
    desk.keys("q");
    assert!(!desk.model.quitting, "a letter of the password");
    desk.keys("Ctrl-P");
    desk.send(Msg::Paste("zhongwen".into()));
    assert!(desk.model.modal.is_some());
    desk.keys("Esc");
    assert!(desk.model.modal.is_none());
}

#[test]
fn reasons_are_chosen_and_confirmed_with_the_mouse() {
    let size = (80, 24);
    let mut desk = Desk::sized(size, opened(first_round()));
    desk.model.common.mouse = true;
    desk.keys("s");
    let reason = place(&mut desk, size, "F01");
    click(&mut desk, (reason.0 - 4, reason.1));
    assert!(desk.screen(80, 24).contains("[x] F01"), "{}", desk.screen(80, 24));
    desk.keys("Enter");
    // One click on the button puts it in front, two send.
    let button = place(&mut desk, size, "[ 确认提交");
    desk.now = desk.now.plus(5_000);
    assert!(!click(&mut desk, button).iter().any(|effect| matches!(effect, Effect::Decide { .. })));
    assert!(click(&mut desk, button).iter().any(|effect| matches!(effect, Effect::Decide { .. })), "{}", desk.screen(80, 24));
}

#[test]
fn the_palette_takes_the_mouse_and_a_click_beside_it_closes_it() {
    let size = (160, 45);
    let mut desk = Desk::sized(size, opened(first_round()));
    desk.model.common.mouse = true;
    desk.keys("Ctrl-P");
    let theme = place(&mut desk, size, "配色");
    click(&mut desk, theme);
    assert!(desk.model.modal.is_some());
    click(&mut desk, theme);
    assert_eq!(desk.model.common.theme, ThemeName::Dark);
    desk.keys("Ctrl-P");
    click(&mut desk, (2, 5));
    assert!(desk.model.modal.is_none());
}

#[test]
fn the_wheel_zooms_a_scan_and_dragging_pans_it() {
    let mut desk = Desk::new(opened(first_round()));
    desk.model.common.mouse = true;
    let sight = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Picture { request, .. } => Some(format!("{:?}", request.sight)),
            _ => None,
        })
    };
    let wheel = Mouse { act: Act::WheelUp, column: 120, row: 15 };
    let zoomed = (0..3).filter_map(|_| sight(&desk.send(Msg::Mouse(wheel)))).last().expect("a larger picture is asked for");
    desk.send(Msg::Mouse(Mouse { act: Act::Press, column: 120, row: 15 }));
    let panned =
        (1..=10).filter_map(|by| sight(&desk.send(Msg::Mouse(Mouse { act: Act::Drag, column: 120 + by, row: 15 })))).last();
    assert_ne!(panned.expect("another part is asked for"), zoomed);
}

#[test]
fn the_bell_rings_when_our_claim_ends_and_then_keeps_still() {
    let ring = |effects: &[Effect]| effects.contains(&Effect::Bell);
    let ended = || Msg::Activity(vec![audit(9, "hubei-p2", "release")], at("16T14:35"));
    let mut silent = Desk::new(opened(first_round()));
    assert!(!ring(&silent.send(ended())), "off unless it is asked for");
    let mut desk = Desk::new(opened(first_round()));
    desk.model.common.bell = Bell::new(true);
    assert!(ring(&desk.send(ended())));
    // An order given to us, at once after it: still.
    let given = |seq| {
        let mut entry = audit(seq, "hubei-s1", "reassign");
        entry.detail = r#"{"to":"hubei-p1"}"#.into();
        Msg::Activity(vec![entry], at("16T14:35"))
    };
    assert!(!ring(&desk.send(given(10))));
    desk.now = desk.now.plus(30_000);
    assert!(ring(&desk.send(given(11))));
    desk.now = desk.now.plus(30_000);
    let mut own = audit(12, "hubei-p1", "reassign");
    own.detail = r#"{"to":"hubei-p1"}"#.into();
    assert!(!ring(&desk.send(Msg::Activity(vec![own], at("16T14:35")))), "what one does oneself is no news");
}

/// A desk told line by line.
struct Told {
    desk: Desk,
    teller: Teller,
}

impl Told {
    fn new(mut desk: Desk) -> Self {
        desk.model.common.size = jiaodui::desk::linear::SIZE;
        Self { desk, teller: Teller::default() }
    }

    fn types(&mut self, line: &str) -> String {
        self.desk.send(Msg::Line(line.into()));
        self.hears()
    }

    fn hears(&mut self) -> String {
        self.teller.tell(&self.desk.model, self.desk.now).join("\n")
    }
}

#[test]
fn line_by_line_an_order_is_told_once_and_then_only_what_changes() {
    let mut told = Told::new(Desk::new(Opened { findings: some(), ..opened(second_round()) }));
    insta::assert_snapshot!("linear_opening", told.hears());
    assert_eq!(told.hears(), "", "nothing changed");
    let after = told.types("看不清");
    assert!(after.contains("；看不清") && after.lines().count() <= 3, "{after}");
    assert!(told.types("j").starts_with("当前："));
    assert_eq!(told.types("没有的命令"), "注意：不认识“没有的命令”；? 列出可用的命令");
    insta::assert_snapshot!("linear_reasons", told.types("s"));
    insta::assert_snapshot!("linear_review", [told.types("F01"), told.types("")].join("\n---\n"));
    assert!(
        told.types("esc").contains("学信网") || told.types("重画").contains("1/12"),
        "told anew when it comes in front again"
    );
}

#[test]
fn what_is_typed_while_an_order_is_opened_is_for_that_order() {
    let mut desk = Desk::new(opened(first_round()));
    desk.model.order = None;
    let asked = desk.send(Msg::Line("n".into()));
    let Some(Effect::TakeNext { ticket, .. }) = asked.last().cloned() else { panic!("{asked:?}") };
    // In the queue they would be the second row and the enquiries.
    assert_eq!(desk.send(Msg::Line("3".into())), []);
    assert_eq!(desk.send(Msg::Line("2".into())), []);
    let effects = desk.done(ticket, Reply::Opened(Box::new(opened(first_round()))));
    assert_eq!(draft(&effects).expect("it was judged").1.verdicts.len(), 1);
    assert!(desk.screen(160, 45).contains("不符    证书持有人"), "{}", desk.screen(160, 45));
    // With nothing to wait for they go where they are typed; nothing is left over.
    assert!(desk.model.typed_ahead.is_empty());
    desk.send(Msg::Line("1".into()));
    assert!(desk.screen(160, 45).contains("一致    证书持有人"));
}

#[test]
fn line_by_line_boxes_are_read_and_filled_in_and_notes_end_with_a_dot() {
    let mut told = Told::new(Desk::new(opened(first_round())));
    told.hears();
    let box_of_skipping = told.types("n");
    assert!(!box_of_skipping.contains(['│', '┌', '─']), "{box_of_skipping}");
    assert!(box_of_skipping.contains("理由"), "{box_of_skipping}");
    told.types(":esc");
    assert!(told.types("字段备注").contains(":esc"));
    told.types("钢印不清");
    told.types("已打电话");
    let after = told.types(".");
    assert!(after.contains("钢印不清"), "{after}");
    let list = told.types("?");
    assert!(list.contains("1. 1  判定：与材料一致") || list.contains("1. 1"), "{list}");
    assert!(told.types("buyi").contains("不符") || !told.hears().contains("x"), "filtered by pinyin");
    told.types("esc");
    assert!(told.desk.model.modal.is_none());
}

#[test]
fn line_by_line_a_word_that_may_mean_two_commands_asks_which() {
    let mut told = Told::new(Desk::new(opened(first_round())));
    told.hears();
    let which = told.types("放");
    assert!(which.starts_with("注意：是哪一个？") && which.contains("放大"), "{which}");
    assert!(told.types("院校名称").starts_with("当前：4/12 院校名称"));
}

#[test]
fn the_bell_rings_for_orders_that_reach_an_empty_queue_only() {
    use jiaodui::desk::app::msg::{Reply, Slot};
    use jiaodui::store::records::QueuePage;
    let arrival = |seq| {
        let mut entry = audit(seq, "portal", "submit");
        entry.subject = "2020101611482588".into();
        Msg::Activity(vec![entry], at("16T14:35"))
    };
    for (waiting, rings) in [(0, true), (3, false)] {
        let mut desk = Desk::new(opened(first_round()));
        desk.model.common.bell = Bell::new(true);
        desk.model.order = None;
        desk.model.queue.start(&mut desk.model.common);
        let page = QueuePage { rows: Vec::new(), before: 0, total: waiting, open: (waiting, 0), now: at("16T14:32") };
        let ticket = desk.model.common.ticket(Slot::Queue);
        desk.done(ticket, Reply::QueuePage(page));
        let effects = desk.send(arrival(5));
        assert_eq!(effects.contains(&Effect::Bell), rings, "{waiting} waiting before");
    }
}
