//! The archive, told in keys: an ended order is found, its history read, its dossier taken out and checked by the built program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::password::{self, Password};
use jiaodui::store::records::{Claimed, Decided, Evidence, Proposal, StaffRecord};
use jiaodui::store::{self, CLAIM_MS, Store};
use serde_json::Value;

use crate::intake::{World, order_no, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};
use crate::support::fixtures::{decision, token};

const PASSWORD: &str = "打开校对台-1234";

/// An acceptance centre.
struct Centre {
    world: World,
    root: PathBuf,
}

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

const STAFF: [(&str, &str, Role); 3] = [
    ("zhangmin", "张敏", Role::Proofreader),
    ("chengang", "陈刚", Role::Proofreader),
    ("liuzhuguan", "刘主管", Role::Supervisor),
];

impl Centre {
    async fn new(engine: Engine) -> Self {
        let world = match engine {
            Engine::Sqlite => World::new().await,
            Engine::Postgres => World::on(&cluster::fresh_database().await).await,
        };
        // A weak cost is enough for a test; the form is the real one.
        let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
        for (login, name, role) in STAFF {
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
        let root = world.feed_dir().parent().unwrap().to_owned();
        Self { world, root }
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.world.store)
    }

    async fn sits_down(&self, login: &str, size: (u16, u16)) -> Desk {
        let store = store::open(&self.world.url).await.unwrap();
        let setting = Setting { size, hold_ms: 0, ..Setting::default() };
        let desk = Desk::open(store, &self.root.join("attachments"), login, PASSWORD, &setting);
        desk.sees("取下一件");
        desk
    }

    /// Receives the n-th order and has it decided; `listed`: its holder is proposed for the dishonesty list.
    async fn decided(&self, n: u32, login: &str, outcome: Outcome, listed: bool) {
        assert_eq!(self.world.one(&submit(n)).await, "accepted");
        let number = OrderNo::parse(&order_no(n)).unwrap();
        let (_, name, role) = STAFF.into_iter().find(|(known, ..)| *known == login).unwrap();
        let actor = Actor { login: login.into(), name: name.into(), role, institution: Some("hubei".into()) };
        let Claimed::Yours(claim) = self.store().claim(&actor, "hubei", &number, &token(), CLAIM_MS).await.unwrap() else {
            panic!("{number} is not {login}'s");
        };
        let mut decision = decision(&claim, 1, &[outcome]);
        decision.letter = format!("您的申请单 {number} 已处理。\n如有疑问请咨询。");
        decision.hold_ms = 0;
        if listed {
            let evidence = Evidence { attachments: vec!["a".repeat(64)], reasons: vec!["R11".to_owned()] };
            decision.proposes = vec![Proposal { listing: token(), item: 1, reason: "材料系伪造".to_owned(), evidence }];
        }
        assert!(matches!(self.store().decide(&actor, &decision).await.unwrap(), Decided::Done { .. }));
    }

    fn exports(&self) -> PathBuf {
        self.root.join("exports")
    }
}

/// What the built program says of a dossier: whether it is whole, and the codes of what is wrong.
fn check(dossier: &Path, more: &[&str]) -> (bool, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .args(["audit", "verify", "--json", "--dossier"])
        .arg(dossier)
        .args(more)
        .env_clear()
        .env("HOME", home.path())
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let codes = lines.iter().filter_map(|line| line["code"].as_str()).map(str::to_owned).collect();
    (output.status.success(), codes)
}

async fn an_ended_order_is_found_and_its_dossier_taken_out(engine: Engine) {
    let centre = Centre::new(engine).await;
    for n in 1..=3 {
        centre.decided(n, "zhangmin", Outcome::Approve, false).await;
    }
    assert_eq!(centre.world.one(&submit(4)).await, "accepted");
    // Somebody looks at it.
    let zhang = centre.sits_down("zhangmin", (80, 24)).await;
    zhang.presses("4").sees("已结束 最新在前").sees(&order_no(3)).sees_no(&order_no(4));
    let only_second = |screen: &str| screen.contains(&format!("> {}", order_no(2))) && !screen.contains(&order_no(1));
    zhang.presses("/").types(&order_no(2)).waits_for("only that one", only_second);
    zhang.presses("Enter").sees("历史").presses("o").sees("证书信息").presses("Esc").sees("历史");
    zhang.quits().await;

    let liu = centre.sits_down("liuzhuguan", (160, 45)).await;
    liu.presses("4").sees("已结束 最新在前").sees("决定人").sees("张敏");
    // By initials, then by the whole of an order that has not ended: any state.
    liu.presses("/").types("lw").sees(&order_no(4)).sees("待校对");
    liu.presses("Esc /").presses("Ctrl-U").types(&order_no(2)).waits_for("only that one", only_second);
    liu.presses("Enter").sees("历史").sees("提交申请").sees("决定：校对通过").sees("张敏").sees("打开申请单");
    // Its letter, in full.
    liu.presses("Tab Tab Tab Tab").sees("[通知]").presses("Enter").sees("申请人读到的通知").sees("如有疑问请咨询。");
    liu.sees("与原稿的差异").sees("+ 如有疑问请咨询。").presses("Esc");
    // Who looked, and the trail.
    liu.presses("BackTab BackTab BackTab BackTab BackTab").sees("[审计]").sees("链完整：4 条");
    liu.presses("BackTab").sees("[查看]").sees("张敏");

    // Masked, no reason is asked for; whole, it is.
    liu.presses("X").sees("号码遮盖").presses("Tab Tab").sees("号码完整").presses("Enter").sees("须说明理由");
    liu.types("上级核查").presses("Enter").sees("档案已导出").presses("F5").sees("导出档案（号码完整）：上级核查");
    let number = OrderNo::parse(&order_no(2)).unwrap();
    let trail = centre.store().audit("hubei", number.as_str(), 0).await.unwrap();
    let export = trail.last().unwrap();
    assert_eq!((export.action.as_str(), export.actor.as_str(), export.seq), ("export", "liuzhuguan", 5));
    let detail: Value = serde_json::from_str(&export.detail).unwrap();
    let path = centre.exports().join(format!("{number}-5.zip"));
    assert_eq!(check(&path, &["--sha256", detail["sha256"].as_str().unwrap()]), (true, vec![]));
    assert_eq!(check(&path, &["--sha256", &"0".repeat(64)]), (false, vec!["dossier.hash".to_owned()]));
    liu.quits().await;

    // One byte.
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(9).position(|window| window == "已处理".as_bytes()).unwrap();
    bytes[at + 8] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let (is_whole, codes) = check(&path, &[]);
    assert!(!is_whole && codes.contains(&"dossier.changed".to_owned()), "{codes:?}");
}

async fn a_history_tells_nobody_more_than_they_may_know(engine: Engine) {
    let centre = Centre::new(engine).await;
    centre.decided(1, "zhangmin", Outcome::Reject, true).await;
    centre.decided(2, "zhangmin", Outcome::Approve, false).await;
    let chen = centre.sits_down("chengang", (160, 45)).await;
    chen.presses("4").sees(&order_no(1)).presses("j").waits_for("the proposed one", |screen| {
        screen.lines().any(|line| line.contains(&format!("> {}", order_no(1))) && !line.contains("张敏"))
    });
    // Who may have the second look is told neither what the first one found nor who it was.
    chen.presses("Enter").sees("有待复核的失信提议").sees("作出决定（复核以前不显示内容）");
    let told =
        |screen: &str| ["张敏", "如有疑问", "材料系伪造", "R11", "不通过\"", "seal_unclear"].map(|word| screen.contains(word));
    for _ in 0..10 {
        // Each entry stands beside the list in full.
        for key in ["g", "j", "j", "j", "j"] {
            chen.presses(key);
            tokio::time::sleep(Duration::from_millis(20)).await;
            assert_eq!(told(&chen.screen()), [false; 6], "{}", chen.screen());
        }
        chen.presses("Tab");
    }
    // Nor does the chain suffer from what is hidden.
    chen.presses("BackTab").sees("链完整");
    // A proofreader takes nothing out, and is not told who looked.
    chen.presses("X").sees("您的角色不能这样做").presses("Esc").sees("已结束");
    chen.presses("k Enter").sees("决定：校对通过").sees("张敏").presses("Esc").sees("已结束");
    // Looks are written down a moment later, several at once.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    chen.presses("Enter").sees("共被查看").sees_no("打开申请单");
    chen.quits().await;
    // Who may have the second look cannot take it out either, before it.
    let liu = centre.sits_down("liuzhuguan", (80, 24)).await;
    liu.presses("4").sees(&order_no(1)).presses("j X").sees("导出档案").presses("Enter").sees("复核以前不能导出");
    liu.quits().await;
    assert!(!centre.exports().exists() || std::fs::read_dir(centre.exports()).unwrap().next().is_none());
    let number = OrderNo::parse(&order_no(1)).unwrap();
    let trail = centre.store().audit("hubei", number.as_str(), 0).await.unwrap();
    assert!(trail.iter().all(|row| row.action != "export"));
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

on_both_engines!(an_ended_order_is_found_and_its_dossier_taken_out, a_history_tells_nobody_more_than_they_may_know);
