//! The built program in a terminal: the main path by keys, and every way out leaves the terminal clean and the order free.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::store;
use rustix::process::Signal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::intake::{lines, order_no, submit, usual_files};
use crate::support::pty::{Pty, is_gone};

const PASSWORD: &str = "打开校对台-1234";
const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

struct House {
    dir: TempDir,
    url: String,
}

impl House {
    /// A database with one proofreader and some orders, all made by the built program.
    fn new(orders: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("desk.db").display());
        let house = Self { dir, url };
        let feed = house.path().join("feed");
        std::fs::create_dir(&feed).unwrap();
        usual_files(&feed);
        let added = house
            .command(&["staff", "add", "zhangmin", "--name", "张敏", "--role", "proofreader", "--institution", "hubei"])
            .env("JIAODUI_PASSWORD", PASSWORD)
            .output()
            .unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let events: Vec<Value> = (1..=orders).map(submit).collect();
        house.receives(&events);
        house
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
        command.args(arguments).env_clear().env("HOME", self.path()).env("JIAODUI_DATABASE", &self.url);
        command
    }

    fn receives(&self, events: &[Value]) {
        std::fs::write(self.path().join("feed/feed.ndjson"), lines(events)).unwrap();
        let feed = self.path().join("feed/feed.ndjson");
        let output = self.command(&["intake", feed.to_str().unwrap()]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }

    fn desk(&self, size: (u16, u16), more: &[(&str, &str)]) -> Pty {
        let mut environment =
            vec![("JIAODUI_DATABASE", self.url.as_str()), ("JIAODUI_STAFF", "zhangmin"), ("JIAODUI_PASSWORD", PASSWORD)];
        environment.extend(more);
        Pty::start(size, &[], &environment, self.path())
    }

    fn outbox(&self) -> Vec<Value> {
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

    fn config(&self, text: &str) {
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
        desk.types("q").is_left_clean("0");
    }
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
