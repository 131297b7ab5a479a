//! Applicants who act: the player of `jiaodui demo --live` against a real store, on a clock of the test's own.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiaodui::cli::default_institutions;
use jiaodui::demo::live::{Act, Beside, Made, Played, Player, Stage};
use jiaodui::demo::place;
use jiaodui::domain::decision::{ItemOutcome, Outcome as Decision};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::Service;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::intake::settle::Outcome;
use jiaodui::password::{self, Password};
use jiaodui::store::records::{Claimed, Decided, NewDecision, OrderFile, StaffRecord};
use jiaodui::store::{self, CLAIM_MS, Store};
use tempfile::TempDir;

use crate::support::cluster;
use crate::support::desk::{Desk, Setting};
use crate::support::fixtures::{actor, decision, everyone, token};

/// A moment in September 2026, from which every test's dice follow.
const NOW: Millis = Millis(1_790_000_000_000);
const PASSWORD: &str = "打开校对台-1234";

struct Play {
    dir: TempDir,
    url: String,
    store: Arc<dyn Store>,
    player: Player,
    now: Millis,
}

impl Play {
    /// An institution without orders, whose applicants have a seed.
    async fn on(url: Option<String>, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = url.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("desk.db").display()));
        let store = store::open(&url).await.unwrap();
        let hubei: Vec<_> = default_institutions().into_iter().filter(|one| one.code == "hubei").collect();
        store.put_institutions(&hubei).await.unwrap();
        let password_hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
        for member in everyone().into_iter().filter(|one| one.institution.as_deref() == Some("hubei")) {
            store.add_staff("test", &StaffRecord { password_hash: password_hash.clone(), ..member }).await.unwrap();
        }
        let made = Made { orders: 0, seed, at: NOW };
        let player = Player::new(Arc::clone(&store), &stage(dir.path(), &url), made, NOW).await.unwrap();
        Self { dir, url, store, player, now: NOW }
    }

    /// Four minutes later somebody does something, and the intake takes it.
    async fn step(&mut self) -> Option<Played> {
        self.now = self.now.plus(240_000);
        self.player.read_letters(self.now).await.unwrap();
        let played = self.player.step(self.now).await.unwrap();
        if let Some(one) = &played {
            assert_eq!(one.outcome, Outcome::Accepted, "{one:?}");
        }
        played
    }

    /// Until somebody does this.
    async fn until(&mut self, wanted: impl Fn(&Played) -> bool) -> Played {
        for _ in 0..60 {
            if let Some(played) = self.step().await.filter(|played| wanted(played)) {
                return played;
            }
        }
        panic!("nobody did it");
    }

    async fn file(&self, number: &OrderNo) -> OrderFile {
        self.store.order_file("hubei", number).await.unwrap().unwrap()
    }

    /// 张敏 decides all items of an order alike; the letter may be read at once.
    async fn decide(&self, number: &OrderNo, outcome: Decision) {
        let zhang = actor("zhangmin");
        let claim = match self.store.claim(&zhang, "hubei", number, &token(), CLAIM_MS).await.unwrap() {
            Claimed::Yours(claim) => claim,
            other => panic!("{other:?}"),
        };
        let file = self.file(number).await;
        let outcomes: Vec<ItemOutcome> = file
            .items
            .iter()
            .map(|item| ItemOutcome {
                item: item.item,
                outcome,
                reasons: match (outcome, item.service) {
                    (Decision::Approve, _) => vec![],
                    (Decision::Reject, _) => vec!["R10".to_owned()],
                    (Decision::Supplement, Service::Degree) => vec!["F01".to_owned(), "F22".to_owned()],
                    (Decision::Supplement, _) => vec!["F23".to_owned()],
                },
            })
            .collect();
        let decision = NewDecision { outcomes, hold_ms: 0, ..decision(&claim, file.version, &[outcome]) };
        let decided = self.store.decide(&zhang, &decision).await.unwrap();
        assert!(matches!(decided, Decided::Done { .. }), "{decided:?}");
    }
}

fn stage(folder: &Path, url: &str) -> Stage {
    Stage { database: url.to_owned(), ..Stage::of(folder) }
}

fn number(played: &Played) -> OrderNo {
    OrderNo::parse(&played.subject).unwrap()
}

fn hashes(file: &OrderFile) -> HashSet<String> {
    file.items.iter().flat_map(|item| &item.attachments).map(|stored| stored.file.sha256.clone()).collect()
}

async fn a_letter_is_answered(mut play: Play) {
    let (before, answer) = loop {
        let order = number(&play.until(|played| played.act == Act::Submit).await);
        let before = play.file(&order).await;
        play.decide(&order, Decision::Supplement).await;
        assert_eq!(play.player.read_letters(play.now).await.unwrap(), 1, "the letter is read");
        assert_eq!(play.player.read_letters(play.now).await.unwrap(), 0, "and only once");
        assert_eq!(play.store.outbox(None, 10).await.unwrap(), []);
        let message = play.file(&order).await.messages.remove(0);
        assert!(message.delivered_at.is_some());
        assert_eq!(play.store.acknowledge(&[message.message.message_id]).await.unwrap(), 0);
        // One in seven never answers: then another one is asked.
        let mut answer = None;
        for _ in 0..6 {
            answer = play.step().await.filter(|one| matches!(one.act, Act::Answer | Act::AnswerBadly));
            if answer.is_some() {
                break;
            }
        }
        if let Some(answer) = answer {
            break (before, answer);
        }
    };
    let after = play.file(&number(&answer)).await;
    assert_eq!((after.status, after.round, &after.order_no), (Status::AwaitingProofreading, 2, &before.order_no));
    assert!(hashes(&after).len() > hashes(&before).len(), "there is a scan that was not there before");
    assert!(after.items.iter().flat_map(|item| &item.attachments).any(|stored| stored.superseded_by == Some(2)));
    assert!(play.dir.path().join("portal").read_dir().unwrap().next().is_none(), "the portal's files are cleared away");
    play.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_answered_on_sqlite() {
    a_letter_is_answered(Play::on(None, 3).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_answered_on_postgres() {
    a_letter_is_answered(Play::on(Some(cluster::fresh_database().await), 3).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rejections_are_questioned_and_contested_and_approvals_cause_nothing() {
    let mut play = Play::on(None, 11).await;
    let mut seen = HashSet::new();
    for turn in 0.. {
        assert!(turn < 40, "only {seen:?}");
        let Some(played) = play.step().await else { continue };
        seen.insert(played.act);
        if played.act == Act::Submit {
            let outcome = if turn % 3 == 0 { Decision::Approve } else { Decision::Reject };
            play.decide(&number(&played), outcome).await;
        }
        if played.act == Act::Reconsider {
            let file = play.file(&number(&played)).await;
            let contested = file.reconsiders.clone().unwrap();
            let before = play.file(&contested).await;
            assert_eq!((before.status, hashes(&before)), (Status::Rejected, hashes(&file)), "with the very same files");
        }
        if seen.contains(&Act::Reconsider) && seen.contains(&Act::Enquiry) {
            break;
        }
    }
    play.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_that_an_applicant_cancels_what_it_holds() {
    let mut play = Play::on(None, 5).await;
    let order = number(&play.until(|played| played.act == Act::Submit).await);
    let desk_store = store::open(&play.url).await.unwrap();
    let desk = Desk::open(desk_store, &play.dir.path().join("attachments"), "zhangmin", PASSWORD, &Setting::default());
    desk.sees("取下一件").sees(order.as_str()).presses("n").sees("已判 0/").presses("Space").sees("已判 1/");
    let cancelled = play.player.cancel_order(&order, play.now).await.unwrap().unwrap();
    assert_eq!(cancelled.outcome, Outcome::Accepted);
    desk.sees("取消").sees("已判 1/");
    assert_eq!(play.file(&order).await.status, Status::Cancelled);
    assert_eq!(play.player.cancel_order(&order, play.now).await.unwrap(), None, "it cannot be cancelled again");
    desk.quits().await;
    play.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_play_beside_a_desk_and_end_with_it() {
    let play = Play::on(None, 8).await;
    let stage = stage(play.dir.path(), &play.url);
    let turn = stage.turn().unwrap().unwrap();
    let beside = Beside::start(stage.clone(), Made { orders: 0, seed: 8, at: NOW }, 120, turn).unwrap();
    assert!(stage.turn().unwrap().is_err(), "whoever comes second does not play");
    let deadline = Instant::now() + Duration::from_secs(60);
    let orders = async || play.store.counts().await.unwrap().iter().map(|count| count.n).sum::<i64>();
    while orders().await == 0 {
        assert!(Instant::now() < deadline, "nobody came");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    beside.end().await;
    let there = orders().await;
    assert!(stage.turn().unwrap().is_ok(), "the next one may play");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(orders().await, there);
    play.store.close().await;
}

#[test]
fn without_a_desk_each_event_is_a_line() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    let demo = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
        command.args(["demo", "--no-open", "--orders", "1", "--dir"]).arg(&folder).args(more);
        command.env("JIAODUI_LANG", "zh-CN").env("XDG_CONFIG_HOME", root.path().join("none")).stdin(Stdio::null());
        command
    };
    // At a rate of nothing it only makes the demonstration.
    assert!(demo(&["--live", "--per-minute", "0"]).output().unwrap().status.success());
    let mut child = demo(&["--live", "--per-minute", "120"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap())).map(Result::unwrap);
    let first = lines.by_ref().skip_while(|line| !line.contains("申请人开始操作")).nth(1).expect("a line");
    assert!(first.contains("提交申请") || first.contains("咨询") || first.contains("取消"), "{first}");
    assert!(!first.contains("拒收"), "{first}");
    // A second one is told that it is not alone.
    let second = demo(&["--live"]).output().unwrap();
    assert!(String::from_utf8_lossy(&second.stderr).contains("demo.live_elsewhere"), "{second:?}");
    let pid = rustix_pid(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(place::find(&folder).unwrap().is_some(), "it is still a demonstration");
}

fn rustix_pid(child: &std::process::Child) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap()
}
