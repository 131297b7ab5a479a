//! Which materials there should be: said before reading starts, with their rules.

use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::order::parse_day;
use jiaodui::store::records::OrderFile;

use super::fixture::{Desk, first_round, opened, two_items};

/// Graduated in 1988, and only certificate and identity card are there.
fn old() -> OrderFile {
    let mut order = first_round();
    let certificate = &mut order.items[0].certificate;
    certificate.enrolled_on = parse_day("1984-09-01");
    certificate.graduated_on = parse_day("1988-06-30");
    certificate.number = Some("880123".into());
    order
}

#[test]
fn what_certainly_lacks_is_said_before_reading_starts() {
    let mut desk = Desk::new(opened(old()));
    for (columns, rows) in [(80, 24), (160, 45)] {
        let screen = desk.screen(columns, rows);
        assert!(screen.contains("! 缺：报考登记表"), "{screen}");
        assert!(screen.contains("毕业生登记表") && screen.contains("m 详情"), "{screen}");
        insta::assert_snapshot!(format!("lacks_{columns}"), screen);
    }
    // Of an order that needs nothing more, nothing is said.
    assert!(!Desk::new(opened(first_round())).screen(160, 45).contains("缺："));
}

#[test]
fn each_line_has_its_rule_its_source_and_how_sure_that_is() {
    let mut desk = Desk::new(opened(old()));
    desk.keys("m");
    for (columns, rows) in [(80, 24), (160, 45)] {
        insta::assert_snapshot!(format!("materials_{columns}"), desk.screen(columns, rows));
    }
    let screen = desk.screen(160, 45);
    assert!(screen.contains("项目 1 应有的材料") && screen.contains("1990 年"), "{screen}");
    // What is missing comes first; the same key closes it.
    assert!(screen.find("报考登记表").unwrap() < screen.find("身份证正反面").unwrap());
    desk.keys("m");
    assert!(!desk.screen(160, 45).contains("应有的材料"));
    // It can be read by whoever may only look, and nothing is judged by it.
    assert!(desk.screen(160, 45).contains("已判 0/12"));
}

#[test]
fn what_is_sent_as_other_material_may_be_it_and_wants_a_look() {
    let mut order = old();
    order.items[0].attachments.push(super::fixture::file(1, 1, 3, AttachmentKind::Other, "登记表.jpg"));
    let mut desk = Desk::new(opened(order));
    assert!(!desk.screen(160, 45).contains("缺："));
    desk.keys("m");
    assert!(desk.screen(160, 45).contains("请查看"));
}

#[test]
fn a_field_found_to_differ_may_need_more() {
    let mut desk = Desk::new(opened(first_round()));
    assert!(!desk.screen(160, 45).contains("缺："));
    desk.keys("2");
    assert!(desk.screen(160, 45).contains("缺："), "the name differs: {}", desk.screen(160, 45));
    desk.keys("1");
    assert!(!desk.screen(160, 45).contains("缺："));
}

#[test]
fn each_item_has_its_own() {
    let mut order = two_items();
    order.items[1].attachments.retain(|one| one.kind() != AttachmentKind::Other);
    let mut desk = Desk::new(opened(order));
    assert!(!desk.screen(160, 45).contains("缺："));
    desk.keys("}");
    assert!(desk.screen(160, 45).contains("缺：成绩单"), "{}", desk.screen(160, 45));
}
