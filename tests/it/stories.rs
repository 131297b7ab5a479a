//! A day at the desk, told in keys: the whole desk without a terminal over a real store, on both engines.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use image::ImageFormat;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Role;
use jiaodui::domain::status::Status;
use jiaodui::password::{self, Password};
use jiaodui::store::records::{OutMessage, StaffRecord};
use jiaodui::store::{self, Store};
use serde_json::{Value, json};

use crate::intake::{World, item, order_no, picture, set, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};

pub(crate) const PASSWORD: &str = "打开校对台-1234";

/// Login, name and role.
pub(crate) type Member = (&'static str, &'static str, Role);

const STAFF: [Member; 4] = [
    ("zhangmin", "张敏", Role::Proofreader),
    ("chengang", "陈刚", Role::Proofreader),
    ("liuzhuguan", "刘主管", Role::Supervisor),
    ("zixun", "周咨询", Role::Clerk),
];

/// An acceptance centre.
pub(crate) struct Centre {
    pub(crate) world: World,
    pub(crate) attachments: PathBuf,
}

#[derive(Clone, Copy)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Centre {
    /// With two proofreaders, a supervisor and a clerk.
    pub(crate) async fn new(engine: Engine) -> Self {
        Self::of(engine, &STAFF).await
    }

    /// With this staff.
    pub(crate) async fn of(engine: Engine, staff: &[Member]) -> Self {
        let world = match engine {
            Engine::Sqlite => World::new().await,
            Engine::Postgres => World::on(&cluster::fresh_database().await).await,
        };
        Self::in_world(world, staff).await
    }

    /// In a world that is there.
    pub(crate) async fn on(world: World) -> Self {
        Self::in_world(world, &STAFF).await
    }

    async fn in_world(world: World, staff: &[Member]) -> Self {
        // A weak cost is enough for a test; the form is the real one.
        let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
        for &(login, name, role) in staff {
            let member = StaffRecord {
                login: login.into(),
                name: name.into(),
                role,
                institution: Some("hubei".into()),
                password_hash: password_hash.clone(),
                disabled: false,
            };
            world.store.add_staff("test", &member).await.unwrap();
        }
        let attachments = world.feed_dir().parent().unwrap().join("attachments");
        Self { world, attachments }
    }

    pub(crate) fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.world.store)
    }

    /// Each desk is a process of its own in real life: it has its own connections here.
    pub(crate) async fn sits_down(&self, login: &str, setting: &Setting) -> Desk {
        let store = store::open(&self.world.url).await.unwrap();
        let desk = Desk::open(store, &self.attachments, login, PASSWORD, setting);
        desk.sees("取下一件");
        desk
    }

    pub(crate) async fn receives(&self, event: &Value) {
        assert_eq!(self.world.one(event).await, "accepted");
    }

    pub(crate) async fn outbox(&self) -> Vec<OutMessage> {
        self.store().outbox(None, 100).await.unwrap()
    }

    /// Waits for the outbox to have so many messages: holds end by the database's clock.
    pub(crate) async fn outbox_of(&self, count: usize) -> Vec<OutMessage> {
        for _ in 0..200 {
            let messages = self.outbox().await;
            if messages.len() == count {
                return messages;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{count} messages expected, there are {:?}", self.outbox().await);
    }

    pub(crate) async fn status(&self, n: u32) -> Status {
        let number = OrderNo::parse(&order_no(n)).unwrap();
        self.store().progress(&number).await.unwrap().unwrap().status
    }

    pub(crate) async fn actions(&self, n: u32) -> Vec<String> {
        self.actions_on(&order_no(n)).await
    }

    /// What was done to any subject, by its trail.
    pub(crate) async fn actions_on(&self, subject: &str) -> Vec<String> {
        let trail = self.store().audit("hubei", subject, 0).await.unwrap();
        trail.into_iter().map(|entry| entry.action).collect()
    }
}

/// All twelve fields of the contract's example match.
pub(crate) const ALL_MATCH: &str = "Space Space Space Space Space Space Space Space Space Space Space Space";

pub(crate) fn hold(milliseconds: i64) -> Setting {
    Setting { hold_ms: milliseconds, ..Setting::default() }
}

async fn from_submission_to_both_letters(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let desk = centre.sits_down("zhangmin", &hold(200)).await;
    desk.sees(&order_no(1)).presses("n").sees("证书信息").sees("武汉大学");
    // The number cannot be read; the rest matches.
    desk.presses("Space Space 3 j").presses("Space Space Space Space Space Space Space Space Space").sees("已判 12/12");
    desk.presses("a").sees("证书编号").sees_no("复核");
    desk.presses("s").sees("选择理由").sees("F01").presses("Space Enter").sees("给申请人的通知").sees("毕业证书扫描件不清晰");
    desk.presses("Ctrl-S").sees("已决定：待补充材料");
    assert_eq!(centre.status(1).await, Status::AwaitingSupplement);
    let first = centre.outbox_of(1).await;
    assert_eq!(first[0].kind, "supplement");
    assert!(first[0].body.contains("毕业证书原件的彩色扫描件"), "{}", first[0].body);

    // The applicant answers with a better scan.
    centre.world.put("scans/diploma-clear.jpg", &picture(640, 460, 9, ImageFormat::Jpeg));
    let attachments = json!([
        {"kind": "diploma", "file": "scans/diploma-clear.jpg"},
        {"kind": "id_card", "file": "scans/id-front.jpg"},
        {"kind": "id_card", "file": "scans/id-back.png"}]);
    centre
        .receives(&json!({"event_id": "r-1", "event": "resubmit", "at": "2020-10-18T09:00:00+08:00", "order_no": order_no(1),
            "account": "chsi-7f31", "items": [{"item": 1, "attachments": attachments}]}))
        .await;
    desk.sees(&order_no(1)).presses("n").sees("第2轮").sees("diploma-clear.jpg");
    // Only what was asked for is unchecked.
    desk.sees("已判 11/12").presses("a").sees("证书编号").sees_no("复核");
    desk.presses("1 a").sees("给申请人的通知").presses("Ctrl-S").sees("已决定：校对通过");
    assert_eq!(centre.status(1).await, Status::Accepted);
    let both = centre.outbox_of(2).await;
    assert_eq!(both.iter().map(|message| message.kind.as_str()).collect::<Vec<_>>(), ["supplement", "accepted"]);
    assert_eq!(centre.actions(1).await, ["submit", "claim", "decide", "resubmit", "claim", "decide"]);
    desk.quits().await;
}

/// An item that is no degree: the holder, the number and the school are all that is typed.
fn scores(service: &str, holder: &str, copies: (u32, u32)) -> Value {
    json!({
        "service": service, "copies_zh": copies.0, "copies_en": copies.1, "unit_price_fen": 0,
        "identity": {"method": "online", "verified_at": "2020-10-16T11:45:10+08:00"},
        "certificate": {"holder": holder, "id_type": "resident_id", "id_no": "420106198002290012", "school": "武汉市第一中学"},
        "attachments": [
            {"kind": "id_card", "file": "scans/id-front.jpg"},
            {"kind": "id_card", "file": "scans/id-back.png"},
            {"kind": "other", "file": "scans/diploma.jpg"}]})
}

async fn every_service_gets_its_own_outcome_in_one_letter(engine: Engine) {
    let centre = Centre::new(engine).await;
    let items =
        [item(1), scores("transcript", "李雯", (1, 1)), scores("gaokao", "李雯", (2, 0)), scores("huikao", "李雯", (0, 1))];
    centre.receives(&set(submit(1), "/order/items", json!(items))).await;
    let desk = centre.sits_down("zhangmin", &hold(200)).await;
    desk.sees(&order_no(1)).presses("n").sees(">1 高等学历认证 中1英0 0/12").sees("4 会考成绩验证 中0英1 0/3");
    // The degree is as it should be; what is not typed of the others is not asked about.
    desk.presses(ALL_MATCH).sees(">1 高等学历认证 中1英0 12/12").presses("a").sees("接着校对项目 2").sees("已判 0/3");
    // The transcript is not there: judged, asked for.
    desk.presses("4 s")
        .sees("项目 2 补充材料")
        .presses("Space Enter")
        .sees("接着校对项目 3")
        .sees("2 大学成绩验证 中1英1 1/3 补充材料");
    // The score report of the gaokao is another person's: rejected. Tab goes round to the next item too.
    desk.presses("2 r").sees("项目 3 不通过").presses("Space Enter").sees("接着校对项目 4");
    desk.presses("Space Space Space").sees(">4 会考成绩验证 中0英1 3/3").presses("a").sees("提交后：待补充材料");
    for outcome in ["通过       项目 1/4", "补充材料   项目 2/4", "不通过     项目 3/4", "通过       项目 4/4"]
    {
        desk.sees(outcome);
    }
    desk.presses("Ctrl-S").sees("已决定：待补充材料");
    let letters = centre.outbox_of(1).await;
    for part in
        ["【申请项目 1】高等学历认证", "【申请项目 2】大学成绩验证", "【申请项目 3】高考成绩验证", "【申请项目 4】会考成绩验证"]
    {
        assert!(letters[0].body.contains(part), "{part} is missing in\n{}", letters[0].body);
    }
    let number = OrderNo::parse(&order_no(1)).unwrap();
    let file = centre.store().order_file("hubei", &number).await.unwrap().unwrap();
    let statuses: Vec<Status> = file.items.iter().map(|item| item.status).collect();
    assert_eq!(statuses, [Status::Accepted, Status::AwaitingSupplement, Status::Rejected, Status::Accepted]);
    assert_eq!(file.decisions[0].verdicts.len(), 12 + 1 + 1 + 3);

    // What comes back opens at the item that was asked for; the others are as they were.
    centre.world.put("scans/transcript.jpg", &picture(640, 460, 9, ImageFormat::Jpeg));
    let attachments = json!([
        {"kind": "id_card", "file": "scans/id-front.jpg"},
        {"kind": "id_card", "file": "scans/id-back.png"},
        {"kind": "other", "file": "scans/transcript.jpg"}]);
    centre
        .receives(&json!({"event_id": "r-1", "event": "resubmit", "at": "2020-10-18T09:00:00+08:00", "order_no": order_no(1),
            "account": "chsi-7f31", "items": [{"item": 2, "attachments": attachments}]}))
        .await;
    desk.sees(&order_no(1)).presses("n").sees("第2轮").sees(">2 大学成绩验证 中1英1").sees("transcript.jpg (替换 diploma.jpg)");
    desk.sees("1 高等学历认证 中1英0 12/12").sees("4 会考成绩验证 中0英1 3/3");
    desk.quits().await;
}

async fn a_decision_taken_back_is_never_heard_of(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let desk = centre.sits_down("zhangmin", &hold(60_000)).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
    desk.presses("a").sees("给申请人的通知").presses("Ctrl-S").sees("已决定：校对通过");
    assert!(centre.outbox().await.is_empty(), "held");
    desk.presses("u").sees("已撤回").sees("已判 12/12");
    assert_eq!(centre.status(1).await, Status::AwaitingProofreading);
    // On second thoughts, and now it counts.
    desk.presses("g 2 r")
        .sees("选择理由")
        .presses("Space Enter")
        .sees("给申请人的通知")
        .presses("Ctrl-S")
        .sees("已决定：校对不通过");
    let messages = centre.store().order_file("hubei", &OrderNo::parse(&order_no(1)).unwrap()).await.unwrap().unwrap().messages;
    assert_eq!(messages.iter().filter(|message| message.withdrawn_at.is_none()).count(), 1);
    assert_eq!(centre.actions(1).await.iter().filter(|action| *action == "take_back").count(), 1);
    desk.quits().await;
}

async fn the_next_order_comes_by_itself(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=3 {
        centre.receives(&submit(n)).await;
    }
    let holder = async |n: u32| {
        let number = OrderNo::parse(&order_no(n)).unwrap();
        centre.store().order_file("hubei", &number).await.unwrap().unwrap().claim.map(|holder| holder.login)
    };
    let desk = centre.sits_down("zhangmin", &hold(60_000)).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
    desk.presses("a").sees("给申请人的通知").presses("Ctrl-S");
    // The next one is open, and what was said of the first is still to be read.
    desk.sees("已判 0/12").sees(&format!("{} 已决定", order_no(1))).sees(&format!(" {}  ", order_no(2)));
    assert_eq!(holder(2).await.as_deref(), Some("zhangmin"));

    // Taken back over it, in two presses; the new one, untouched, is free again.
    desk.presses("u").sees("再按一次 u").presses("u").sees("已撤回").sees("已判 12/12");
    assert_eq!(holder(1).await.as_deref(), Some("zhangmin"));
    for _ in 0..100 {
        if holder(2).await.is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(holder(2).await, None);
    assert_eq!(centre.actions(2).await, ["submit", "claim", "release"]);

    // Switched off, a decision leads back to the queue; on again, from order to order to the end of it.
    desk.presses("A")
        .sees("已关闭自动接续")
        .presses("a")
        .sees("给申请人的通知")
        .presses("Ctrl-S")
        .sees("已决定")
        .sees("取下一件");
    assert_eq!(holder(2).await, None);
    desk.presses("A").sees("已打开自动接续").presses("n");
    for n in 2..=3 {
        desk.sees(&format!(" {}  ", order_no(n))).sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
        desk.presses("a").sees("给申请人的通知").presses("Ctrl-S").sees(&format!("{} 已决定", order_no(n)));
    }
    desk.sees("没有下一件").sees("取下一件");
    desk.quits().await;
}

async fn an_order_is_put_off_skipped_and_noted(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=3 {
        centre.receives(&submit(n)).await;
    }
    let zhang = centre.sits_down("zhangmin", &Setting::default()).await;
    zhang.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("Space Space e").sees("内部备注");
    zhang.types("院校是否更名，问过陈刚").presses("Ctrl-S").sees("草稿已保存");
    // Without a day or a reason nothing is put off.
    zhang.presses("p").sees("暂缓此单").types("00").presses("Enter").sees("不是今后");
    zhang.presses("Backspace Backspace").presses("Enter").sees("请写明理由");
    zhang.types("等学校答复").presses("Enter").sees("已暂缓至").sees(&format!(" {}  ", order_no(2)));
    // The next one is not for her.
    zhang
        .presses("n")
        .sees("跳过此单")
        .types("与申请人相识")
        .presses("Enter")
        .sees("已跳过")
        .sees(&format!(" {}  ", order_no(3)));
    assert_eq!(centre.actions(1).await, ["submit", "claim", "postpone", "note"]);
    assert_eq!(centre.actions(2).await, ["submit", "claim", "skip"]);
    zhang.presses("Esc").sees("取下一件");

    let chen = centre.sits_down("chengang", &Setting::default()).await;
    chen.sees("暂缓").presses("h").sees("先到期在前").sees("张敏：等学校答复").presses("Enter").sees("按 p 提前恢复");
    chen.sees("问过陈刚").presses("1").sees_no("已判 1/12");
    chen.presses("p")
        .sees("提前恢复此单")
        .presses("Enter")
        .sees("请写明理由")
        .types("学校已答复")
        .presses("Enter")
        .sees("已重新领取");
    chen.presses("Space").sees("已判 1/12");
    assert_eq!(centre.actions(1).await[4..], ["resume", "claim"]);
    chen.quits().await;
    zhang.quits().await;
    // The first was opened by one, then by another, twice: to look, and to work on it.
    let looks = async |n: u32| centre.store().looks("hubei", &OrderNo::parse(&order_no(n)).unwrap()).await.unwrap();
    assert_eq!((looks(1).await, looks(2).await, looks(3).await), (3, 1, 1));
}

async fn who_decided_an_order_is_not_given_its_reconsideration(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let zhang = centre.sits_down("zhangmin", &hold(0)).await;
    zhang.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("r").sees("选择理由").presses("Space Enter");
    zhang.sees("给申请人的通知").presses("Ctrl-S").sees("已决定：校对不通过").sees("没有下一件");
    let contested = set(submit(2), "/order/kind", json!("reconsideration"));
    centre.receives(&set(contested, "/order/reconsiders", json!(order_no(1)))).await;
    zhang
        .sees(&order_no(2))
        .presses("n")
        .sees("没有可领取的")
        .presses("Enter")
        .sees("您是原决定人")
        .presses("Space")
        .sees_no("已判 1/12");
    let chen = centre.sits_down("chengang", &Setting::default()).await;
    chen.sees(&order_no(2)).presses("n").sees("已判 0/12").presses("Space").sees("已判 1/12");
    // What was decided before lies beside it, frozen.
    chen.sees(&format!("{}  校对不通过  张敏", order_no(1)));
    zhang.quits().await;
    chen.quits().await;
}

async fn colleagues_see_each_other(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=3 {
        centre.receives(&submit(n)).await;
    }
    let zhang = centre.sits_down("zhangmin", &Setting::default()).await;
    let chen = centre.sits_down("chengang", &Setting::default()).await;
    chen.sees(&order_no(3)).presses("j j").waits_for("the third row", |screen| screen.contains(&format!("> {}", order_no(3))));
    zhang.sees(&order_no(1)).presses("n").sees("证书信息");
    // The claim shows within two seconds, and the cursor has not moved.
    chen.sees("张敏").waits_for("the third row still", |screen| screen.contains(&format!("> {}", order_no(3))));
    zhang.presses(ALL_MATCH).sees("已判 12/12").presses("a").sees("给申请人的通知").presses("Ctrl-S").sees("已决定");
    chen.sees("1 条有更新")
        .waits_for("the third row still", |screen| screen.contains(&format!("> {}", order_no(3))) && screen.contains("校对通过"));
    centre.receives(&submit(4)).await;
    chen.sees(&order_no(4));
    chen.presses("F5").waits_for("the decided one gone", |screen| {
        !screen.contains(&order_no(1)) && screen.contains(&format!("> {}", order_no(3)))
    });
    zhang.quits().await;
    chen.quits().await;
}

async fn a_killed_desk_loses_no_draft(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let lease = Setting { claim_ms: 4_000, ..Setting::default() };
    let desk = centre.sits_down("zhangmin", &lease).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("Space Space 2").sees("已判 3/12").sees("草稿已保存");
    desk.dies();
    // The claim expires by itself; a colleague may take the order, and does not see the draft of another.
    tokio::time::sleep(Duration::from_millis(4_200)).await;
    let chen = centre.sits_down("chengang", &Setting::default()).await;
    chen.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("Esc").sees("取下一件");
    let again = centre.sits_down("zhangmin", &Setting::default()).await;
    again.sees(&order_no(1)).presses("n").sees("已判 3/12").sees("不符");
    chen.quits().await;
    again.quits().await;
}

async fn typing_without_a_pause_is_saved_all_the_same(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let number = OrderNo::parse(&order_no(1)).unwrap();
    let desk = centre.sits_down("zhangmin", &Setting::default()).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12");
    // Three seconds of verdicts, ten of them a second.
    for verdict in (1..=5).cycle().take(30) {
        desk.presses(&verdict.to_string());
        tokio::time::sleep(Duration::from_millis(100)).await;
        if centre.store().draft("hubei", &number, "zhangmin").await.unwrap().is_some() {
            return desk.quits().await;
        }
    }
    panic!("nothing was saved for three seconds");
}

async fn the_applicant_cancels_while_the_order_is_open(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let desk = centre.sits_down("zhangmin", &Setting::default()).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("Space 3").sees("已判 2/12");
    centre
        .receives(&json!({"event_id": "c-1", "event": "cancel", "at": "2020-10-18T09:00:00+08:00", "order_no": order_no(1),
            "account": "chsi-7f31"}))
        .await;
    desk.sees("取消").sees("已判 2/12");
    desk.presses("a").sees_no("复核");
    assert_eq!(centre.status(1).await, Status::Cancelled);
    desk.presses("Esc").sees("取下一件");
    desk.quits().await;
}

async fn a_decision_on_what_has_changed_is_refused(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let zhang = centre.sits_down("zhangmin", &Setting { claim_ms: 4_000, ..Setting::default() }).await;
    zhang.sees(&order_no(1)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
    zhang.presses("a").sees("给申请人的通知");
    tokio::time::sleep(Duration::from_millis(4_300)).await;
    let chen = centre.sits_down("chengang", &Setting::default()).await;
    chen.sees(&order_no(1)).presses("n").sees("已判 0/12");
    zhang.presses("Ctrl-S").sees("陈刚");
    assert_eq!(centre.status(1).await, Status::AwaitingProofreading);
    zhang.presses("Esc Esc").sees("取下一件");
    zhang.quits().await;
    chen.quits().await;
}

async fn every_way_out_releases_the_claim(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let number = OrderNo::parse(&order_no(1)).unwrap();
    for way in ["back", "quit", "stop"] {
        let desk = centre.sits_down("zhangmin", &Setting::default()).await;
        desk.sees(&order_no(1)).presses("n").sees("证书信息");
        let held = centre.store().order_file("hubei", &number).await.unwrap().unwrap().claim;
        assert_eq!(held.map(|holder| holder.login), Some("zhangmin".to_owned()));
        match way {
            "back" => {
                desk.presses("Esc").sees("取下一件");
                desk.quits().await;
            }
            "quit" => desk.presses("q q").quits_by_itself().await,
            _ => desk.stops_at_a_signal().await,
        }
        let claim = centre.store().order_file("hubei", &number).await.unwrap().unwrap().claim;
        assert_eq!(claim, None, "{way}");
    }
}

async fn a_decision_just_sent_is_made_whoever_leaves(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=4 {
        centre.receives(&submit(n)).await;
    }
    for n in 1..=4 {
        let number = OrderNo::parse(&order_no(n)).unwrap();
        let desk = centre.sits_down("zhangmin", &hold(60_000)).await;
        desk.sees(&order_no(n)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
        desk.presses("a").sees("给申请人的通知").presses("Ctrl-S Ctrl-C").quits_by_itself().await;
        assert_eq!(centre.status(n).await, Status::Accepted, "{n}");
        assert_eq!(centre.store().draft("hubei", &number, "zhangmin").await.unwrap(), None, "a draft outlived its decision");
    }
}

async fn whoever_leaves_while_taking_an_order_holds_none(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let number = OrderNo::parse(&order_no(1)).unwrap();
    for keys in ["n Ctrl-C", "n n Ctrl-C", "Enter Enter q"] {
        let desk = centre.sits_down("zhangmin", &Setting::default()).await;
        desk.sees(&order_no(1)).presses(keys).quits_by_itself().await;
        let claim = centre.store().order_file("hubei", &number).await.unwrap().unwrap().claim;
        assert_eq!(claim, None, "{keys}");
    }
    // Taken twice in a breath, it is still ours to decide.
    let desk = centre.sits_down("zhangmin", &Setting::default()).await;
    desk.sees(&order_no(1)).presses("n n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
    desk.presses("a").sees("给申请人的通知").presses("Ctrl-S").sees("已决定：校对通过");
    desk.quits().await;
}

/// An order of a holder, submitted on a day.
fn of_holder(n: u32, id_no: &str, on: NaiveDate) -> Value {
    let event = set(submit(n), "/order/items/0/certificate/id_no", json!(id_no));
    let event = set(event, "/at", json!(format!("{on}T10:00:00+08:00")));
    set(event, "/order/consented_at", json!("2020-01-01T00:00:00+08:00"))
}

async fn a_forger_is_listed_by_two_and_let_in_again(engine: Engine) {
    let centre = Centre::new(engine).await;
    let today = centre.store().activity("hubei", None, 1).await.unwrap().1.day();
    let (long, short) = ("420106198002290012", "420106800229001");
    centre.receives(&of_holder(1, long, today)).await;
    let zhang = centre.sits_down("zhangmin", &hold(0)).await;
    zhang.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("r").sees("选择理由").presses("G k Space").sees("[x] R12");
    zhang.presses("Enter Ctrl-L").sees("列入失信名单，由另一人复核");
    tokio::time::sleep(Duration::from_millis(800)).await;
    zhang.presses("Ctrl-S").sees("已决定：校对不通过").sees("失信待复核 1");
    // One's own proposal is only read.
    zhang
        .presses("L")
        .sees("[待复核]")
        .sees("[本人提议]")
        .presses("Enter")
        .sees("证据附件 3 份")
        .presses("Esc Esc")
        .sees("取下一件");

    // The second person sees nothing of the first one's work.
    let chen = centre.sits_down("chengang", &hold(0)).await;
    // Not by way of the search either.
    chen.presses("/").types(&order_no(1)).presses("Enter").sees("校对不通过").presses("Enter Ctrl-L").sees("有待复核的失信提议");
    let found = chen.screen();
    for told in ["虚假信息", "R12", "张敏", "失信行为名单"] {
        assert!(!found.contains(told), "{told}: {found}");
    }
    chen.presses("Esc Esc Ctrl-L");
    chen.sees("失信待复核 1").presses("L Ctrl-L").sees("[待复核]").sees(&order_no(1)).sees("420***********0012");
    let list = chen.screen();
    assert!(!list.contains("虚假信息") && !list.contains("张敏"), "{list}");
    chen.presses("Enter Ctrl-L").sees("盲复核").sees("已判 0/12");
    let blind = chen.screen();
    for told in ["虚假信息", "R12", "张敏", "失信行为名单"] {
        assert!(!blind.contains(told), "{told}: {blind}");
    }
    chen.presses("L").sees("未判定").presses("2").presses("j").presses(ALL_MATCH).sees("已判 12/12");
    chen.presses("L")
        .sees("复核结论")
        .presses("Enter")
        .sees("Tab 换结论")
        .presses("Tab")
        .sees("[x] 确认列入")
        .presses("Enter")
        .sees("生效一年")
        .presses("Ctrl-L");
    // Both looks, side by side.
    chen.sees("复核确认: 陈刚").sees("提议: 张敏").sees("提供虚假信息");

    let refused = "applicant.dishonest /order/items/0/certificate/id_no";
    assert_eq!(centre.world.one(&of_holder(2, long, today)).await, refused);
    let last = jiaodui::domain::listing::ends_on(today);
    assert!(centre.store().is_listed(&[short.to_owned(), long.to_owned()], last.pred_opt().unwrap()).await.unwrap());
    assert!(!centre.store().is_listed(&[short.to_owned(), long.to_owned()], last).await.unwrap());

    let liu = centre.sits_down("liuzhuguan", &Setting { size: (80, 24), ..Setting::default() }).await;
    liu.presses("L Ctrl-L").sees("[待复核]").presses("Tab Ctrl-L").sees("[生效中]").sees("420***********0012");
    liu.presses("W").sees("撤销列入（申诉成立）").types("申诉成立：证书已由院校核实").presses("Enter").sees("已撤销列入");
    liu.presses("Tab Tab Ctrl-L").sees("[已撤销]").sees("申诉成立：证书");
    assert_eq!(centre.world.one(&of_holder(2, long, today)).await, "accepted");
    for desk in [zhang, chen, liu] {
        desk.quits().await;
    }
}

async fn a_clerk_looks_and_decides_nothing(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.receives(&submit(1)).await;
    let desk = centre.sits_down("zixun", &Setting::default()).await;
    desk.sees(&order_no(1)).presses("n").sees("您的角色不能这样做");
    desk.presses("Enter").sees("证书信息").presses("1 a s").sees_no("选择理由").sees_no("已判 1/12");
    assert_eq!(centre.actions(1).await, ["submit"]);
    desk.quits().await;
}

async fn what_is_looked_for_is_found(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=5 {
        let name = ["李雯", "王磊", "单雄信", "欧阳娜娜", "张敏"][n as usize - 1];
        centre.receives(&set(submit(n), "/order/items/0/certificate/holder", json!(name))).await;
    }
    let desk = centre.sits_down("zhangmin", &Setting { size: (80, 24), ..Setting::default() }).await;
    desk.sees(&order_no(5));
    for (typed, found) in [("欧阳", 4), ("sxx", 3), ("ＷＬ", 2), (&*order_no(5), 5)] {
        desk.presses("/").types(typed).waits_for(typed, |screen| {
            screen.contains(&order_no(found)) && (1..=5).filter(|n| screen.contains(&order_no(*n))).count() == 1
        });
        desk.presses("Esc").sees(&order_no(1)).sees(&order_no(5));
    }
    desk.presses("/")
        .types("武汉大学")
        .waits_for("all of them", |screen| screen.contains("查找 武汉大学") && screen.contains(&order_no(5)));
    desk.presses("Esc");
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_opens_nothing() {
    let centre = Centre::new(Engine::Sqlite).await;
    let desk = Desk::open(centre.store(), &centre.attachments, "zhangmin", "falsch-falsch", &Setting::default());
    desk.sees("登录名或密码不正确");
    let nobody = Desk::open(centre.store(), &centre.attachments, "niemand", PASSWORD, &Setting::default());
    nobody.sees("登录名或密码不正确");
    desk.quits().await;
    nobody.quits().await;
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

on_both_engines!(
    a_forger_is_listed_by_two_and_let_in_again,
    from_submission_to_both_letters,
    every_service_gets_its_own_outcome_in_one_letter,
    a_decision_taken_back_is_never_heard_of,
    the_next_order_comes_by_itself,
    an_order_is_put_off_skipped_and_noted,
    who_decided_an_order_is_not_given_its_reconsideration,
    colleagues_see_each_other,
    a_killed_desk_loses_no_draft,
    typing_without_a_pause_is_saved_all_the_same,
    the_applicant_cancels_while_the_order_is_open,
    a_decision_on_what_has_changed_is_refused,
    every_way_out_releases_the_claim,
    a_decision_just_sent_is_made_whoever_leaves,
    whoever_leaves_while_taking_an_order_holds_none,
    a_clerk_looks_and_decides_nothing,
    what_is_looked_for_is_found,
);
