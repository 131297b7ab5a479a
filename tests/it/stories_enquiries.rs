//! A clerk's morning, told in keys: enquiries answered beside the orders they are about, on both engines.

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Role;
use serde_json::{Value, json};

use crate::intake::{order_no, submit};
use crate::stories::{Centre, Engine, Member, hold};
use crate::support::desk::Setting;

/// Beside a reply that was just sent. (What is said below the screen may be of the reply before it.)
const SENT: &str = "前可按 u 撤回]";

const STAFF: [Member; 3] =
    [("zhangmin", "张敏", Role::Proofreader), ("liuzhuguan", "刘主管", Role::Supervisor), ("zixun", "周咨询", Role::Clerk)];

/// Asked a minute after the enquiry before it.
fn asks(n: u32, about: Option<u32>, subject: &str) -> Value {
    let order = about.map(order_no);
    json!({
        "event_id": format!("ask-{n}"), "event": "enquiry", "at": format!("2020-10-17T09:{n:02}:00+08:00"),
        "enquiry_no": format!("q-{n}"), "account": "chsi-7f31", "institution": "hubei",
        "order_no": order, "subject": subject, "body": format!("{subject}，请问怎么办？"),
    })
}

fn adds(n: u32, minute: u32, body: &str) -> Value {
    json!({
        "event_id": format!("add-{n}-{minute}"), "event": "enquiry_followup", "at": format!("2020-10-17T10:{minute:02}:00+08:00"),
        "enquiry_no": format!("q-{n}"), "account": "chsi-7f31", "body": body,
    })
}

async fn a_clerk_answers_five_enquiries(engine: Engine) {
    let centre = Centre::of(engine, &STAFF).await;
    centre.receives(&submit(1)).await;
    for (n, about, subject) in [
        (1, Some(1), "什么时候校对完"),
        (2, None, "学位证能一起认证吗"),
        (3, Some(1), "想取消申请"),
        (4, None, "学校更名填哪个"),
        (5, None, "报告收不到"),
    ] {
        centre.receives(&asks(n, about, subject)).await;
    }
    // A colleague proofreads the order that two of them are about.
    let proofreader = centre.sits_down("zhangmin", &Setting::default()).await;
    proofreader.presses("n").sees("证书信息");
    proofreader.presses("Space Space");

    let clerk = centre.sits_down("zixun", &hold(200)).await;
    clerk.sees("咨询 5").presses("2").sees("待答复 5").sees("什么时候校对完");
    clerk.presses("Enter").sees("什么时候校对完，请问怎么办？");
    // The order's state beside the reply: who has it, and where it stands.
    clerk.sees("张敏 正在校对").sees("待校对").sees("李雯");
    // By pinyin initials: 什么时候有结果.
    clerk.presses("t").sees("常用语").types("smsh").sees("目前状态为“待校对”");
    clerk.presses("Enter").sees("申请单编号在");
    clerk.presses("Ctrl-S").sees(SENT).presses("Esc").sees("待答复 4").sees_no("什么时候校对完");
    for (subject, reply) in [("学位证能一起认证吗", "不能，只办理学历认证。"), ("想取消申请", "待校对时可以自行取消。")]
    {
        clerk.sees(subject).presses("Enter").sees(&format!("{subject}，请问怎么办？"));
        clerk.presses("r").types(reply).presses("Ctrl-S").sees(SENT).presses("Esc");
    }
    clerk.sees("待答复 2").presses("Enter").sees("学校更名填哪个，请问怎么办？");
    clerk.presses("r").types("按证书填写{school}").presses("Ctrl-S").sees("还有未填的变量：{school}");
    clerk.presses("Ctrl-U").types("按证书所印校名填写。").presses("Ctrl-S").sees(SENT).presses("Esc");
    clerk.sees("待答复 1").presses("Enter").sees("报告收不到，请问怎么办？");
    clerk.presses("r").types("请同时查看垃圾邮件。").presses("Ctrl-S").sees(SENT).presses("Esc");
    clerk.sees("没有待答复的咨询").sees("咨询 0");

    // No reply has touched the order; the proofreader reads what was said and goes on.
    proofreader.presses("Q").sees("此单的咨询").sees("目前状态为“待校对”").sees("想取消申请").presses("Esc");
    proofreader.sees("已判 2/12");
    let messages = centre.outbox_of(5).await;
    assert!(messages.iter().all(|message| message.kind == "enquiry_reply" && message.account == "chsi-7f31"));
    assert!(messages[0].title.contains("什么时候校对完") && messages[0].body.contains("湖北省高校毕业生就业指导中心"));
    assert_eq!(messages[0].order_no, Some(OrderNo::parse(&order_no(1)).unwrap()));
    assert_eq!(centre.actions_on(&order_no(1)).await, ["submit", "claim"]);
    assert_eq!(centre.actions_on("enquiry:q-1").await, ["enquiry", "reply"]);
    clerk.quits().await;
    proofreader.quits().await;
}

async fn two_at_one_enquiry_see_each_other(engine: Engine) {
    let centre = Centre::of(engine, &STAFF).await;
    centre.receives(&asks(1, None, "什么时候校对完")).await;
    let clerk = centre.sits_down("zixun", &Setting::default()).await;
    let supervisor = centre.sits_down("liuzhuguan", &Setting { size: (80, 24), ..Setting::default() }).await;
    supervisor.presses("2").sees("什么时候校对完");
    clerk
        .presses("2")
        .sees("什么时候校对完")
        .presses("Enter")
        .sees("请问怎么办")
        .presses("r")
        .types("您好，正在核实，")
        .sees("草稿已保存");
    // In the list, and in the thread.
    supervisor.presses("R").sees("周咨询回复中").presses("Enter").sees("周咨询正在回复");
    // The applicant goes on while the clerk types: sending asks once, with the new text in sight.
    centre.receives(&adds(1, 5, "我的邮箱换了")).await;
    clerk.sees("我的邮箱换了").types("三日内答复。").presses("Ctrl-S").sees("写回复期间有新内容");
    clerk.sees("您好，正在核实，三日内答复。").presses("Ctrl-S").sees("已回复");
    supervisor.sees_no("周咨询正在回复").sees("三日内答复");
    // Taken back it is the draft again, and the applicant waits again.
    clerk.presses("u").sees("内容回到草稿").sees("> 回复").sees("您好，正在核实，三日内答复。");
    supervisor.sees("已撤回").presses("Esc").sees("待答复 1");
    clerk.presses("Esc").sees("回复草稿");
    // With the draft waiting the clerk's desk is killed; it is there when they sit down again.
    clerk.dies();
    let clerk = centre.sits_down("zixun", &hold(100)).await;
    clerk
        .presses("2")
        .sees("什么时候校对完")
        .presses("Enter")
        .sees("回复草稿")
        .sees("您好，正在核实，三日内答复。")
        .presses("r Ctrl-S")
        .sees("已回复");
    let messages = centre.outbox_of(1).await;
    assert_eq!(messages[0].body, "您好，正在核实，三日内答复。");
    assert_eq!(centre.actions_on("enquiry:q-1").await, ["enquiry", "enquiry_followup", "reply", "take_back", "reply"]);
    clerk.quits().await;
    supervisor.quits().await;
}

async fn an_enquiry_goes_to_the_proofreader_and_back(engine: Engine) {
    let centre = Centre::of(engine, &STAFF).await;
    centre.receives(&submit(1)).await;
    centre.receives(&asks(1, Some(1), "证书已重传")).await;
    let clerk = centre.sits_down("zixun", &hold(100)).await;
    clerk.presses("2").sees("证书已重传").presses("Enter").sees("请问怎么办");
    clerk.presses("h").sees("张敏").sees("校对员").presses("Down").types("请看新证书是否清楚").presses("Enter").sees("已转交");
    clerk.sees("周咨询 → 张敏");
    let proofreader = centre.sits_down("zhangmin", &Setting { size: (80, 24), ..Setting::default() }).await;
    proofreader.presses("2").sees("转我").presses("Tab").sees("[转给我的]").sees("证书已重传").presses("Enter");
    proofreader.sees("请看新证书是否清楚").presses("r").sees("只能查看");
    // The order from there, claimed as from the queue, and back to the thread.
    proofreader.presses("Tab").sees("[申请单]").presses("o").sees("证书信息").sees("持有至").presses("Esc").sees("[申请单]");
    proofreader.presses("Tab h").sees("周咨询").types("清楚，已领取校对").presses("Down Enter").sees("已转交");
    proofreader.quits().await;
    clerk.sees("清楚，已领取校对").presses("r").types("新证书清楚，正在校对。").presses("Ctrl-S").sees("已回复");
    clerk.presses("c").sees("已关闭").presses("Esc").sees("没有待答复的咨询");
    // What the applicant adds opens it again.
    centre.receives(&adds(1, 7, "谢谢，还有一问")).await;
    clerk.sees("> 新").presses("Enter").sees("谢谢，还有一问");
    clerk
        .presses("c")
        .sees("再按一次 c")
        .presses("c")
        .sees("已关闭")
        .presses("Esc Tab Tab Tab")
        .sees("[已关闭]")
        .sees("证书已重传");
    clerk.presses("/").types("q-1").sees("查找：q-1").sees("证书已重传").presses("Enter").sees("谢谢，还有一问");
    clerk.quits().await;
    assert_eq!(
        centre.actions_on("enquiry:q-1").await,
        ["enquiry", "hand_over", "hand_over", "reply", "close", "enquiry_followup", "close"]
    );
}

macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story(super::Engine::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() { super::$story(super::Engine::Postgres).await; })+
        }
    };
}

on_both_engines!(a_clerk_answers_five_enquiries, two_at_one_enquiry_see_each_other, an_enquiry_goes_to_the_proofreader_and_back,);
