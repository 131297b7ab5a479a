//! What is on the screen, at the three sizes.

use jiaodui::desk::app::msg::{Msg, Opened};
use jiaodui::domain::time::Millis;
use jiaodui::store::records::Holder;

use super::fixture::{Desk, at, audit, first_round, opened, second_round, two_items};

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
