//! A reconsideration beside the order it contests (G1.6).

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::OrderKind;
use jiaodui::store::records::{Contested, OrderFile};

use super::fixture::{Desk, first_round, opened, two_items};

fn order_no() -> OrderNo {
    OrderNo::parse("2020091511482581").unwrap()
}

/// The first round's order, now contesting an earlier one whose files have other contents.
fn contesting(mut earlier: OrderFile) -> OrderFile {
    earlier.order_no = order_no();
    for (n, file) in earlier.items.iter_mut().flat_map(|item| &mut item.attachments).enumerate() {
        file.file.sha256 = format!("{:064x}", 0xabc0 + n);
        file.file.file_name = format!("earlier-{n}.jpg");
    }
    OrderFile {
        kind: OrderKind::Reconsideration,
        reconsiders: Some(order_no()),
        contested: Some(Contested::Here(Box::new(earlier))),
        ..first_round()
    }
}

#[test]
fn the_contested_orders_scans_stand_behind_ones_own() {
    let mut desk = Desk::new(opened(contesting(first_round())));
    let screen = desk.screen(160, 45);
    assert!(screen.contains("附件 6") && screen.contains("原申请"), "{screen}");
    // One key leads from the new diploma to the old one and back.
    desk.keys("t");
    let old = desk.screen(160, 45);
    assert!(old.contains("毕业证 4/6"), "{old}");
    desk.keys("b");
    assert!(desk.screen(160, 45).contains("所复议的原申请单"));
    desk.keys("Esc t");
    assert!(desk.screen(160, 45).contains("毕业证 1/6"));
    // At 80 columns they are in their tab.
    desk.keys("Tab Tab Tab");
    assert!(desk.screen(80, 24).contains("原申请"));
}

#[test]
fn no_scan_of_the_contested_order_is_lost_where_the_items_are_not_as_many() {
    let mut desk = Desk::new(opened(contesting(two_items())));
    let many: usize = two_items().items.iter().map(|item| item.attachments.len()).sum();
    let own = first_round().items[0].attachments.len();
    let screen = desk.screen(160, 45);
    assert!(screen.contains(&format!("附件 {}", own + many)), "{screen}");
}

#[test]
fn another_institutions_order_is_told_by_its_institution_only() {
    let file = OrderFile {
        kind: OrderKind::Reconsideration,
        reconsiders: Some(order_no()),
        contested: Some(Contested::Elsewhere("浙江".into())),
        ..first_round()
    };
    let mut desk = Desk::new(opened(file));
    let screen = desk.screen(160, 45);
    assert!(screen.contains("浙江") && !screen.contains("原申请 "), "{screen}");
    assert!(screen.contains("附件 3"), "{screen}");
}
