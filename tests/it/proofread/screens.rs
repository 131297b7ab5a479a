//! What is on the screen, at the three sizes.

use jiaodui::desk::app::msg::{Msg, Opened};
use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::order::Service;
use jiaodui::domain::time::Millis;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::store::records::{Holder, ItemFile, OrderFile};

use super::fixture::{Desk, at, audit, file, first_round, opened, second_round, two_items};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (160, 45)];

fn snapshots(name: &str, desk: &mut Desk) {
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("{name}_{columns}"), desk.screen(columns, rows));
    }
}

#[test]
fn an_order_in_its_first_round() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("Space Space 2 j 1");
    snapshots("first_round", &mut desk);
}

#[test]
fn an_order_that_came_back() {
    let mut desk = Desk::new(opened(second_round()));
    snapshots("second_round", &mut desk);
}

/// As [`second_round`], with a further file taken out, and a second item that was fine.
fn second_round_of_two() -> OrderFile {
    let mut order = second_round();
    let mut taken_out = file(1, 1, 3, AttachmentKind::Other, "个人说明.jpg");
    taken_out.superseded_by = Some(2);
    order.items[0].attachments.push(taken_out);
    let fine = two_items().items[1].clone();
    let decision = &mut order.decisions[0];
    decision.outcomes.push(ItemOutcome { item: 2, outcome: Outcome::Approve, reasons: vec![] });
    decision.verdicts.extend(Field::of(fine.service, &fine.certificate).into_iter().map(|field| FieldVerdict {
        item: 2,
        field,
        verdict: Verdict::Match,
    }));
    decision.letter = "您的申请单需要补充材料。\n\n【申请项目 1】高等学历认证（李雯-武汉大学-本科）：需补充材料\n1. 毕业证书扫描件不清晰，请重新扫描原件。\n   请提交：毕业证书原件的彩色扫描件".into();
    decision.letter_generated.clone_from(&decision.letter);
    order.items.push(fine);
    order
}

#[test]
fn a_later_round_begins_with_what_changed() {
    for (columns, rows) in SIZES {
        let mut desk = Desk::sized((columns, rows), opened(second_round_of_two()));
        let screen = desk.screen(columns, rows);
        for part in [
            "待补充材料  陈刚",
            "F01",
            "毕业证-重新扫描.jpg (替换 diploma-1.jpg)",
            "撤下附件",
            "证书编号、专业名称",
            "10 项判定未变",
        ] {
            assert!(screen.contains(part), "{part} is missing in\n{screen}");
        }
        insta::assert_snapshot!(format!("what_changed_{columns}"), screen);
    }
    // In the small window the pane is in front; what was asked for is under the cursor, and Enter goes there.
    let mut desk = Desk::sized((80, 24), opened(second_round_of_two()));
    assert!(desk.screen(80, 24).contains("[上轮以来]"));
    desk.keys("Enter");
    assert!(desk.screen(80, 24).contains(">         证书编号"));
    desk.keys("BackTab G");
    assert!(desk.screen(80, 24).contains("请提交：毕业证书原件"), "the letter, word for word: {}", desk.screen(80, 24));
    // The first round has nothing of the kind.
    assert!(Desk::sized((80, 24), opened(first_round())).screen(80, 24).contains("[证书信息]"));
}

#[test]
fn the_bar_of_items_tells_less_where_there_is_less_room() {
    let mut order = two_items();
    for number in 3..=4 {
        order.items.push(ItemFile { item: number, service: Service::Huikao, copies_en: 2, ..order.items[1].clone() });
    }
    let mut desk = Desk::new(opened(order.clone()));
    let bar = |screen: String| screen.lines().nth(3).unwrap().trim_end().to_owned();
    assert_eq!(
        bar(desk.screen(160, 45)),
        " >1 高等学历认证 中1英0 0/12    2 大学成绩验证 中1英0 0/3    3 会考成绩验证 中1英2 0/3    4 会考成绩验证 中1英2 0/3"
    );
    assert_eq!(bar(desk.screen(80, 24)), " >1 学历 0/12    2 成绩 0/3    3 会考 0/3    4 会考 0/3");
    for number in 5..=30 {
        order.items.push(ItemFile { item: number, ..order.items[1].clone() });
    }
    let mut desk = Desk::new(opened(order));
    assert!(bar(desk.screen(80, 24)).ends_with('>'), "there are more");
    desk.keys(&"} ".repeat(28));
    let narrow = bar(desk.screen(80, 24));
    assert!(narrow.starts_with('<') && narrow.contains(">29 0/3"), "{narrow}");
}

#[test]
fn an_order_of_two_items() {
    let mut desk = Desk::new(opened(two_items()));
    desk.keys("}");
    snapshots("two_items", &mut desk);
}

#[test]
fn the_panes_as_tabs() {
    let mut desk = Desk::new(opened(second_round()));
    for name in ["scan", "attachments", "order"] {
        desk.keys("Tab");
        insta::assert_snapshot!(format!("tab_{name}_80"), desk.screen(80, 24));
    }
}

#[test]
fn the_scan_on_the_whole_screen() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("j 3 o >");
    insta::assert_snapshot!("whole_80", desk.screen(80, 24));
}

#[test]
fn the_reasons() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("j j 3 s j Space");
    snapshots("reasons", &mut desk);
}

#[test]
fn the_review_of_two_items() {
    let mut desk = Desk::new(opened(two_items()));
    desk.keys(&"Space ".repeat(13));
    desk.keys("a s Space j j Space Enter");
    snapshots("review", &mut desk);
}

#[test]
fn an_order_somebody_else_holds() {
    let holder = Holder { login: "hubei-p2".into(), name: "陈刚".into(), until: at("16T14:50") };
    let mut desk = Desk::with(Opened { claim: None, file: first_round(), draft: None, findings: Vec::new() }, Some(holder));
    snapshots("held", &mut desk);
}

#[test]
fn an_order_the_applicant_cancelled() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("Space");
    desk.send(Msg::Activity(vec![audit(3, "portal", "cancel")], Millis(desk.now.0)));
    snapshots("cancelled", &mut desk);
}
