//! The built program in a terminal: the main path by keys, and every way out leaves the terminal clean and the order free.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::store;
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::intake::{lines, order_no, submit, usual_files};
use crate::support::pty::{Pty, is_gone};

pub(crate) const PASSWORD: &str = "打开校对台-1234";
const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

pub(crate) struct House {
    dir: TempDir,
    pub(crate) url: String,
    /// What its desks open.
    desks: String,
}

impl House {
    /// A database with one proofreader and some orders, all made by the built program.
    fn new(orders: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("desk.db").display());
        Self::at(dir, url, orders)
    }

    /// Likewise in a database of either engine.
    pub(crate) fn at(dir: TempDir, url: String, orders: u32) -> Self {
        let house = Self { dir, desks: url.clone(), url };
        let feed = house.path().join("feed");
        std::fs::create_dir(&feed).unwrap();
        usual_files(&feed);
        house.employs("zhangmin", "张敏", "proofreader");
        let events: Vec<Value> = (1..=orders).map(submit).collect();
        house.receives(&events);
        house
    }

    /// From now on whoever sits down at a desk connects as themselves.
    pub(crate) fn with_personal_logins(mut self) -> Self {
        self.desks = self.url.replace("postgres@", "");
        assert_ne!(self.desks, self.url);
        self
    }

    /// Somebody more works here.
    pub(crate) fn employs(&self, login: &str, name: &str, role: &str) {
        let added = self
            .command(&["staff", "add", login, "--name", name, "--role", role, "--institution", "hubei"])
            .env("JIAODUI_PASSWORD", PASSWORD)
            .output()
            .unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
        command.args(arguments).env_clear().env("HOME", self.path()).env("JIAODUI_DATABASE", &self.url);
        command
    }

    pub(crate) fn receives(&self, events: &[Value]) {
        std::fs::write(self.path().join("feed/feed.ndjson"), lines(events)).unwrap();
        let feed = self.path().join("feed/feed.ndjson");
        let output = self.command(&["intake", feed.to_str().unwrap()]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }

    fn desk(&self, size: (u16, u16), more: &[(&str, &str)]) -> Pty {
        self.desk_of("zhangmin", size, more)
    }

    /// A desk that somebody has signed in at.
    pub(crate) fn desk_of(&self, login: &str, size: (u16, u16), more: &[(&str, &str)]) -> Pty {
        let mut environment =
            vec![("JIAODUI_DATABASE", self.desks.as_str()), ("JIAODUI_STAFF", login), ("JIAODUI_PASSWORD", PASSWORD)];
        environment.extend(more);
        Pty::start(size, &[], &environment, self.path())
    }

    pub(crate) fn outbox(&self) -> Vec<Value> {
        let output = self.command(&["outbox"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Who holds an order, by the database.
    async fn holder(&self, n: u32) -> Option<String> {
        let store = store::open(&self.url).await.unwrap();
        let file = store.order_file("hubei", &OrderNo::parse(&order_no(n)).unwrap()).await.unwrap().unwrap();
        store.close().await;
        file.claim.map(|holder| holder.login)
    }

    pub(crate) fn config(&self, text: &str) {
        let dir = self.path().join(".config/jiaodui");
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("config.toml"), text).unwrap();
    }
}

#[test]
fn from_signing_in_to_a_letter_at_both_sizes() {
    for size in [SMALL, LARGE] {
        let house = House::new(2);
        house.config("[desk]\nhold_seconds = 0\n");
        let desk = Pty::start(size, &[], &[("JIAODUI_DATABASE", &house.url)], house.path());
        desk.sees("Tab").types("zhangmin\r").types(PASSWORD).types("\r");
        desk.sees(&order_no(1)).types("n").sees("0/12");
        for _ in 0..12 {
            desk.types(" ");
        }
        desk.sees("12/12").types("a").sees("通知").types("\x13").sees(&format!("{} 已决定", order_no(1)));
        let messages = house.outbox();
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0]["kind"], json!("accepted"));
        desk.sees("0/12").types("qq").is_left_clean("0");
    }
}

/// Keys typed one by one, counted.
struct Keys<'a>(&'a Pty, usize);

impl Keys<'_> {
    fn presses(&mut self, key: &str) -> &Pty {
        self.1 += 1;
        self.0.types(key)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_order_takes_sixteen_keys_at_most_and_the_next_one_comes_by_itself() {
    for size in [SMALL, LARGE] {
        let house = House::new(3);
        let desk = house.desk(size, &[]);
        desk.sees(&order_no(1));
        let mut keys = Keys(&desk, 0);
        keys.presses("n").sees("0/12");
        for n in 1..=2 {
            for judged in 1..=12 {
                keys.presses(" ").sees(&format!("{judged}/12"));
            }
            keys.presses("a").sees("通知");
            // Ctrl-S; the next order is there without another key.
            keys.presses("\x13").sees(&format!("{} 已决定", order_no(n))).sees(&format!(" {}  ", order_no(n + 1))).sees("0/12");
            assert!(keys.1 <= 16, "{} keys for order {n}", keys.1);
            assert_eq!(house.holder(n).await, None);
            assert_eq!(house.holder(n + 1).await.as_deref(), Some("zhangmin"));
            keys.1 = 0;
        }
        desk.types("qq").is_left_clean("0");
        assert_eq!(house.holder(3).await, None);
    }
}

#[test]
fn an_old_letter_comes_out_of_its_catalogue_again_and_a_changed_catalogue_is_refused() {
    let house = House::new(2);
    let desk = house.desk(LARGE, &[]);
    desk.sees(&order_no(1)).types("n").sees("0/12").types("  3").sees("3/12").types("kkv\r");
    std::thread::sleep(Duration::from_millis(300));
    desk.types("s").sees("F01").types(" \r").sees("涉及：证书编号（看不清）");
    // The letter is edited before it goes out.
    desk.types("e").sees("结束编辑").types("急：").types("\x1b").sees("已编辑");
    std::thread::sleep(Duration::from_millis(900));
    desk.types("\x13").sees(&format!("{} 已决定", order_no(1))).sees("0/12").types("qq").is_left_clean("0");
    let show = |house: &House| -> Value {
        let output = house.command(&["show", &order_no(1), "--json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let shown = show(&house);
    assert_eq!(shown["decisions"][0]["letter_renders_again"], json!(true), "{shown}");
    assert_eq!(shown["decisions"][0]["catalogue_version"], json!("2026-2"));
    assert_eq!(shown["decisions"][0]["letter_edits"].as_array().unwrap().len(), 2, "{shown}");
    assert_eq!(shown["looks"], json!(2), "opened and revealed");

    // Other words under the version that the decision was made with.
    let own = house.path().join("reasons.toml");
    let text = include_str!("../../config/reasons.toml");
    std::fs::write(&own, text.replace("毕业证书扫描件不清晰或有反光", "毕业证书扫描件模糊")).unwrap();
    house.config(&format!("reasons = \"{}\"\n", own.display()));
    let desk = house.desk(LARGE, &[]);
    desk.sees("reasons.toml").sees("version").is_left_clean("1");
    // A comment changes nothing; a new version with other words is taken, and the old letter still comes out as it was.
    std::fs::write(&own, format!("# 注释\n{text}")).unwrap();
    house.desk(LARGE, &[]).sees(&order_no(2)).types("q").sees("ended with 0");
    let next = text.replace("毕业证书扫描件不清晰或有反光", "毕业证书扫描件模糊").replace("\"2026-2\"", "\"2027-1\"");
    std::fs::write(&own, &next).unwrap();
    house.desk(LARGE, &[]).sees(&order_no(2)).types("q").sees("ended with 0");
    assert_eq!(show(&house)["decisions"][0]["letter_renders_again"], json!(true));
    // A mistake is told with file and line.
    std::fs::write(&own, next.replace("send = \"毕业证书原件的彩色扫描件\"", "send = \"\"")).unwrap();
    let desk = house.desk(LARGE, &[]);
    desk.sees("reasons.toml 第").sees("F01").is_left_clean("1");
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_leave_the_terminal_clean_and_the_order_free() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let house = House::new(1);
        let desk = house.desk(LARGE, &[]);
        desk.sees(&order_no(1)).types("n").sees("0/12").types(" 3").sees("2/12");
        assert_eq!(house.holder(1).await.as_deref(), Some("zhangmin"));
        desk.signals(signal);
        desk.is_left_clean("0");
        assert_eq!(house.holder(1).await, None, "{signal:?}");
        // And what was judged is there again.
        let desk = house.desk(LARGE, &[]);
        desk.sees(&order_no(1)).types("n").sees("2/12");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_leaves_the_terminal_clean_and_the_order_free() {
    let house = House::new(1);
    let desk = house.desk(LARGE, &[("JIAODUI_PANIC_ON", "Ctrl-Y")]);
    desk.sees(&order_no(1)).types("n").sees("0/12").types(" ").sees("1/12").types("\x19");
    desk.is_left_clean("1");
    assert!(desk.screen().contains("panic"), "it says what happened\n{}", desk.screen());
    assert_eq!(house.holder(1).await, None);
}

#[test]
fn what_is_wrong_with_ones_own_keys_is_told_with_file_and_line() {
    let house = House::new(0);
    let check = |house: &House| {
        let output = house.command(&["config", "check", "--lang", "en"]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(check(&house), (Some(0), "config/jiaodui.toml is fine\n".to_owned()));
    house.config("[desk]\ntheme = \"dark\"\n\n[keys.queue]\nfind = [\"F2\"]\ntake_next = [\"F2\"]\n");
    let (code, told) = check(&house);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("config.toml, line ") && told.contains("F2 does two things in the queue"), "{told}");
    assert!(told.contains("find") && told.contains("take_next"), "{told}");
    house.config("[keys.queue]\ntake_next = [\"q\"]\n");
    let (code, told) = check(&house);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("config.toml, line 2: in the queue the key q is take_next now and no longer quit"), "{told}");
    // The desk says the same instead of opening.
    house.config("[keys]\nfind = [\"Ctlr-F\"]\n");
    house.desk(SMALL, &[]).sees("config.toml 第 2 行：find 的“Ctlr-F”不是按键").is_left_clean("1");
}

#[test]
fn the_mouse_is_given_back_on_every_way_out() {
    let house = House::new(1);
    house.config("[desk]\nmouse = true\n");
    let desk = house.desk(LARGE, &[("JIAODUI_PANIC_ON", "Ctrl-Y")]);
    desk.sees(&order_no(1));
    assert!(desk.reports_the_mouse());
    // A double click on the first row opens it: column 10, row 4.
    for press in ["\x1b[<0;10;4M\x1b[<0;10;4m", "\x1b[<0;10;4M\x1b[<0;10;4m"] {
        desk.types(press);
    }
    desk.sees("0/12").types("\x19").is_left_clean("1");
    let desk = house.desk(SMALL, &[]);
    desk.sees(&order_no(1)).signals(Signal::TERM);
    desk.is_left_clean("0");
    // Given back by a key, and before that it was in use.
    let desk = house.desk(SMALL, &[]);
    desk.sees(&order_no(1));
    assert!(desk.reports_the_mouse());
    desk.types("\x1b[19~").sees("鼠标留给终端");
    assert!(!desk.reports_the_mouse());
    desk.types("q").is_left_clean("0");
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_orders_are_decided_line_by_line_without_one_escape_code() {
    let house = House::new(3);
    // High enough that nothing scrolls away before it was looked for.
    let environment = [("JIAODUI_DATABASE", house.url.as_str())];
    let desk = Pty::start((200, 400), &["--linear"], &environment, house.path());
    desk.sees("登录名").types("zhangmin\n").sees("密码").types(&format!("{PASSWORD}\n"));
    desk.sees(&format!("当前：1. {}", order_no(1))).types("n\n").sees("当前：1/12 证书持有人").sees("已判 0/12");
    for judged in 1..=12 {
        desk.types("space\n").sees(&format!("已判 {judged}/12"));
    }
    desk.types("通过\n").sees("给申请人的通知").types("提交\n").sees(&format!("完成：{} 已决定", order_no(1)));
    // The next one comes by itself; this one asks for more, with a line of one's own in the letter.
    desk.sees(&format!("{}，李雯，", order_no(2))).types("#3\n").sees("当前：3/12").types("3\n").sees("；看不清");
    desk.types("s\n").sees("[ ] F01").types("f01\n").sees("[x] F01").types("\n").sees("提交后：待补充材料");
    desk.types("e\n").sees("单独一行 .").types("急件。\n").types(".\n").sees("已编辑");
    // The same key ends the editing and confirms: it is let go of first.
    std::thread::sleep(Duration::from_millis(900));
    desk.types("ctrl-s\n").sees(&format!("完成：{} 已决定", order_no(2))).sees(&format!("{}，李雯，", order_no(3)));
    // Taken back, from over another order: asked for twice.
    desk.types("u\n").sees("再按一次 u").types("u\n").sees(&format!("完成：已撤回 {}", order_no(2)));
    assert_eq!(house.holder(2).await.as_deref(), Some("zhangmin"));
    assert!(!desk.wrote_escapes(), "{}", desk.screen());
    desk.types("q\n").sees("再按一次 q").types("q\n").is_left_clean("0");
    assert_eq!(house.holder(2).await, None);
    assert_eq!(house.outbox().len(), 0, "held still");
}

#[tokio::test(flavor = "multi_thread")]
async fn line_by_line_too_a_signal_and_the_end_of_input_free_the_order() {
    for signal in [None, Some(Signal::INT), Some(Signal::HUP)] {
        let house = House::new(1);
        let environment =
            [("JIAODUI_DATABASE", house.url.as_str()), ("JIAODUI_STAFF", "zhangmin"), ("JIAODUI_PASSWORD", PASSWORD)];
        let desk = Pty::start((160, 100), &["--linear", "--lang", "en"], &environment, house.path());
        desk.sees("here: 1. ").types("take next\n").sees("0/12 judged").types("1\n").sees("1/12 judged");
        assert_eq!(house.holder(1).await.as_deref(), Some("zhangmin"));
        match signal {
            Some(signal) => desk.signals(signal),
            None => drop(desk.types("\x04")),
        }
        desk.is_left_clean("0");
        assert_eq!(house.holder(1).await, None);
        assert!(!desk.wrote_escapes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_vanishes_ends_the_program() {
    let house = House::new(1);
    let mut desk = house.desk(LARGE, &[]);
    desk.sees(&order_no(1)).types("n").sees("0/12");
    let program = desk.vanishes();
    assert!(is_gone(program, Duration::from_secs(5)), "it still runs");
    assert_eq!(house.holder(1).await, None);
}

#[test]
fn a_terminal_too_small_says_so_and_keeps_the_state() {
    let house = House::new(1);
    let desk = house.desk((40, 10), &[]);
    desk.sees("窗口太小");
    desk.resizes(LARGE);
    desk.sees(&order_no(1)).types("n").sees("0/12").types(" ").sees("1/12");
    desk.resizes((30, 8));
    desk.sees("窗口太小").types("3");
    // A key that does nothing shows nothing to wait for; were it still unread when the window grows again, it would count.
    std::thread::sleep(Duration::from_millis(300));
    desk.resizes(SMALL);
    desk.sees("1/12");
}

#[test]
fn whoever_reads_only_the_beginning_hears_no_complaint() {
    let house = House::new(0);
    let mut printing = house.command(&["man"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(printing.stdout.take());
    let output = printing.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(141), ""));
}

#[test]
fn without_a_terminal_or_staff_it_says_why() {
    let house = House::new(0);
    let output = house.command(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("desk.no_terminal"));
    let empty = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", empty.path().join("desk.db").display());
    let desk = Pty::start(SMALL, &[], &[("JIAODUI_DATABASE", &url)], empty.path());
    desk.sees("jiaodui staff add").is_left_clean("1");
}
