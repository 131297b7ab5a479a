//! Enquiries on the screen: the list, a thread with its order, a reply being written; and the enquiries about the open order.

use std::sync::Arc;

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Reply, Ticket};
use jiaodui::desk::input::keymap::Context;
use jiaodui::desk::screen::enquiries::acts::{Beside, EnquiryAct, EnquiryReply};
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::enquiry::EnquiryState;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::reply::{self, Replies};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::store::records::{EnquiryNote, EnquiryPage, EnquiryPost, EnquiryRow, EnquiryThread, Replying, SentReply};

use super::fixture::{Desk, ORDER, at, first_round, opened, second_round};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

fn row(number: &str, subject: &str, order: bool, asked: &str) -> EnquiryRow {
    EnquiryRow {
        enquiry_no: number.into(),
        account: "chsi-7f31".into(),
        order_no: order.then(|| OrderNo::parse(ORDER).unwrap()),
        subject: subject.into(),
        opened_at: at(asked),
        last_post_at: at(asked),
        waiting_since: Some(at(asked)),
        state: EnquiryState::Open,
        assigned: None,
        asked: 1,
        read: 0,
    }
}

fn page() -> EnquiryPage {
    let chen = Some(("hubei-p2".into(), "陈刚".into()));
    let mut handed = row("q-0000121", "姓名与身份证不一致，户口簿变更页也找不到了怎么办", false, "14T09:02");
    handed.assigned = chen;
    let mut read = row("q-0000140", "人脸识别不通过", false, "16T10:58");
    read.read = 1;
    let mut answered = row("q-0000133", "想取消申请\u{202e}", true, "15T16:20");
    answered.waiting_since = None;
    let mut mine = row("q-0000139", "专升本怎么选层次", false, "16T09:40");
    mine.assigned = Some(("hubei-c1".into(), "周咨询".into()));
    EnquiryPage {
        rows: vec![handed, row("q-0000130", "什么时候能校对完", true, "15T11:31"), answered, mine, read],
        more: false,
        waiting: 17,
        replying: vec![Replying { enquiry_no: "q-0000130".into(), name: "欧阳娜娜".into() }],
    }
}

fn post(number: u32, when: &str, staff: Option<(&str, &str)>, body: &str) -> EnquiryPost {
    EnquiryPost {
        post: number,
        at: at(when),
        staff: staff.map(|(login, name)| (login.into(), name.into())),
        body: body.into(),
        sent: None,
    }
}

fn thread(draft: Option<&str>) -> EnquiryThread {
    let mut taken_back = post(2, "15T15:02", Some(("hubei-c1", "周咨询")), "您好，三日内校对完。");
    let sent = |held: &str| SentReply { token: "t".into(), held_until: at(held), taken_back_at: None, delivered_at: None };
    taken_back.sent = Some(SentReply { taken_back_at: Some(at("15T15:02")), ..sent("15T15:03") });
    let mut delivered = post(3, "15T15:10", Some(("hubei-s1", "刘主管")), "您好，申请单按提交先后校对，请留意“我的消息”。");
    delivered.sent = Some(SentReply { delivered_at: Some(at("15T15:12")), ..sent("15T15:11") });
    let mut held = post(5, "16T14:31", Some(("hubei-c1", "周咨询")), "新扫描件已收到，正在校对。");
    held.sent = Some(sent("16T14:33"));
    EnquiryThread {
        row: EnquiryRow { asked: 4, read: 1, ..row("q-0000130", "什么时候能校对完", true, "15T11:31") },
        posts: vec![
            post(
                1,
                "15T11:31",
                None,
                "您好，我的申请单提交好几天了，状态一直是“待校对”，请问什么时候能有结果？单位在催，很着急。",
            ),
            taken_back,
            delivered,
            post(4, "16T11:05", None, "按通知重新传了毕业证，\n能看清了吗？\u{202e}"),
            held,
        ],
        notes: vec![EnquiryNote {
            n: 1,
            name: "周咨询".into(),
            at: at("16T11:20"),
            to: "陈刚".into(),
            body: "申请人说毕业证已重传，请看编号是否清楚。".into(),
        }],
        draft: draft.map(str::to_owned),
        replying: vec!["刘主管".into()],
        now: at("16T14:32"),
    }
}

/// Reads what was asked for, as the driver would.
fn asked(effects: &[Effect]) -> (Ticket, EnquiryAct) {
    let act = |effect: &Effect| match effect {
        Effect::Enquiry { ticket, act, .. } => Some((*ticket, act.clone())),
        _ => None,
    };
    effects.iter().rev().find_map(act).expect("something of enquiries was asked for")
}

fn clerk(size: (u16, u16)) -> Desk {
    let mut desk = Desk::sized(size, opened(first_round()));
    desk.model.order = None;
    let common = &mut desk.model.common;
    common.replies = Arc::new(Replies::from_toml(reply::DEFAULT).unwrap());
    common.calendar = Arc::new(Calendar::from_toml(calendar::DEFAULT).unwrap());
    common.enquiries = Some(17);
    common.actor =
        Some(Actor { login: "hubei-c1".into(), name: "周咨询".into(), role: Role::Clerk, institution: Some("hubei".into()) });
    let effects = desk.keys("2");
    let (ticket, _) = asked(&effects);
    desk.done(ticket, Reply::Enquiry(EnquiryReply::Page(page())));
    desk
}

fn reading(size: (u16, u16), draft: Option<&str>) -> Desk {
    let mut desk = clerk(size);
    let effects = desk.keys("j Enter");
    let (ticket, act) = asked(&effects);
    assert_eq!(act, EnquiryAct::Open("q-0000130".into()));
    let beside = Beside { file: second_round(), notable: 2 };
    desk.done(ticket, Reply::Enquiry(EnquiryReply::Thread(Some(Box::new((thread(draft), Some(beside)))))));
    desk
}

#[test]
fn the_list_of_enquiries() {
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("enquiries_{columns}"), clerk((columns, rows)).screen(columns, rows));
    }
}

#[test]
fn a_thread_beside_its_order() {
    for (columns, rows) in SIZES {
        let mut desk = reading((columns, rows), None);
        insta::assert_snapshot!(format!("thread_{columns}"), desk.screen(columns, rows));
    }
    // In the small window the order is a tab.
    let mut desk = reading((80, 24), None);
    desk.keys("Tab");
    insta::assert_snapshot!("thread_order_80", desk.screen(80, 24));
}

#[test]
fn a_reply_being_written() {
    for (columns, rows) in SIZES {
        let mut desk = reading((columns, rows), Some("您好，"));
        desk.keys("r");
        desk.send(Msg::Paste("新传的毕业证编号已经清楚，正在校对，".repeat(4)));
        insta::assert_snapshot!(format!("reply_{columns}"), desk.screen(columns, rows));
        // What is typed goes where it is seen; the posts above can still be looked through.
        let mut desk = reading((columns, rows), None);
        desk.keys("t");
        desk.send(Msg::Paste("buchong".into()));
        desk.send(Msg::Key(jiaodui::desk::input::key::Key::parse("Ctrl-U").unwrap()));
        desk.keys("Down");
        insta::assert_snapshot!(format!("canned_{columns}"), desk.screen(columns, rows));
    }
}

#[test]
fn a_canned_text_that_is_not_true_of_the_order_is_not_put_in() {
    // The order awaits proofreading again: nothing is asked for any more, though something was.
    let mut desk = reading((160, 45), None);
    desk.keys("t Down");
    assert!(desk.screen(160, 45).contains("不能用于“待校对”的申请单"), "{}", desk.screen(160, 45));
    desk.keys("Enter");
    assert_eq!(desk.model.context(), Context::Line, "the list stays");
    desk.keys("Up Enter");
    assert!(desk.screen(160, 45).contains("目前状态为“待校对”"), "{}", desk.screen(160, 45));
    assert_eq!(desk.model.context(), Context::Reply);
}

#[test]
fn posts_are_scrolled_from_the_newest() {
    let mut desk = reading((80, 24), None);
    assert!(desk.screen(80, 24).contains("新扫描件已收到"), "the newest is in sight");
    desk.keys("g");
    let top = desk.screen(80, 24);
    assert!(top.contains("您好，我的申请单提交好几天了") && !top.contains("新扫描件已收到"), "{top}");
    desk.keys("G");
    assert!(desk.screen(80, 24).contains("新扫描件已收到"));
    desk.keys("k k k j j j j j");
    assert!(desk.screen(80, 24).contains("新扫描件已收到"));
}

#[test]
fn the_enquiries_about_the_open_order() {
    for (columns, rows) in SIZES {
        let mut desk = Desk::sized((columns, rows), opened(second_round()));
        let effects = desk.keys("Q");
        let (ticket, act) = asked(&effects);
        assert_eq!(act, EnquiryAct::OfOrder(OrderNo::parse(ORDER).unwrap()));
        desk.done(ticket, Reply::Enquiry(EnquiryReply::OfOrder(vec![thread(None)])));
        insta::assert_snapshot!(format!("of_order_{columns}"), desk.screen(columns, rows));
        desk.keys("Q");
        assert!(!desk.screen(columns, rows).contains("此单的咨询"));
    }
}
