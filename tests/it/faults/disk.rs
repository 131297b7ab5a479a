//! The desk and the intake on a disk that is full, that cannot be written, that fails, and under somebody else's lock: it is said in plain
//! words, nothing is lost, and work goes on once the cause is gone. The faults are those of [`disk.c`](disk.c), so nobody has to be root.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::intake::{lines, order_no, submit};
use crate::program::House;
use crate::store::fixture::Raw;
use crate::support::pty::Pty;

const SIZE: (u16, u16) = (160, 45);
/// No space left; no permission; a read-only file system; an error of the disk.
const ENOSPC: &str = "28";
const EACCES: &str = "13";
const EROFS: &str = "30";
const EIO: &str = "5";

/// The library, made once.
fn library() -> PathBuf {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/faults/disk.c");
        let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&path).args([source, "-ldl"]).output();
        let made = made.expect("the tests need a C compiler (Debian: apt-get install gcc libc6-dev)");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        (folder, path)
    });
    path.clone()
}

/// A house whose disk can fail.
struct Fragile {
    house: House,
    beneath: String,
}

impl Fragile {
    /// With orders; what is beneath this name can fail.
    fn new(orders: u32, beneath: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("desk.db").display());
        let house = House::at(dir, url, orders);
        let beneath = house.path().join(beneath).display().to_string();
        Self { house, beneath }
    }

    fn control(&self) -> PathBuf {
        self.house.path().join("fault")
    }

    fn fails(&self, fault: &str) {
        // In one step: the other side must not read half of it.
        let ready = self.house.path().join("fault.part");
        std::fs::write(&ready, fault).unwrap();
        std::fs::rename(ready, self.control()).unwrap();
    }

    fn works(&self) {
        std::fs::remove_file(self.control()).unwrap();
    }

    fn surroundings(&self) -> [(String, String); 3] {
        let library = library().display().to_string();
        [
            ("LD_PRELOAD", library),
            ("JIAODUI_TEST_DISK", self.beneath.clone()),
            ("JIAODUI_TEST_FAULT", self.control().display().to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    }

    fn desk(&self) -> Pty {
        let around = self.surroundings();
        let around: Vec<(&str, &str)> = around.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.house.desk_of("zhangmin", SIZE, &around)
    }

    async fn number(&self, query: &str) -> i64 {
        let mut raw = Raw::Sqlite(SqliteConnection::connect(&self.house.url).await.unwrap());
        raw.number(query).await
    }

    fn verifies(&self) {
        let verified = self.house.command(&["audit", "verify"]).output().unwrap();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    }
}

const DRAFTED: &str = "SELECT COALESCE(MAX(json_array_length(body, '$.verdicts')), 0) FROM drafts";

/// What is typed stays on the screen, what is sent is sent once, and both work again without a new start.
async fn a_disk_that_cannot_be_written(fault: &str, says: &str) {
    let fragile = Fragile::new(2, "desk.db");
    let desk = fragile.desk();
    desk.sees(&order_no(1)).types("n").sees("0/12").types("  ").sees("2/12").sees("草稿已保存");
    fragile.fails(fault);
    desk.types(" ").sees("3/12").sees(says).sees("草稿未能保存");
    assert_eq!(fragile.number(DRAFTED).await, 2, "{fault}");
    for judged in 4..=12 {
        desk.types(" ").sees(&format!("{judged}/12"));
    }
    // A decision cannot be made either, and its letter stays.
    desk.types("a").sees("给申请人的通知").types("\x13");
    let told = |screen: &str| (screen.contains(says) || screen.contains("决定没有生效")).then_some(());
    assert!(desk.waits(std::time::Instant::now() + Duration::from_secs(30), told).is_some(), "{}", desk.screen());
    desk.sees("给申请人的通知");
    assert_eq!(fragile.number("SELECT COUNT(*) FROM decisions").await, 0);
    fragile.works();
    // The same key is let go of first: one held down must not decide.
    std::thread::sleep(Duration::from_millis(900));
    desk.types("\x13").sees(&format!("{} 已决定", order_no(1))).sees("0/12");
    // The next order's draft is saved, too.
    desk.types(" ").sees("1/12").sees("草稿已保存").types("qq").is_left_clean("0");
    for (what, wanted) in [
        ("SELECT COUNT(*) FROM decisions", 1),
        ("SELECT COUNT(*) FROM verdicts", 12),
        ("SELECT COUNT(*) FROM messages", 1),
        ("SELECT COUNT(*) FROM audit_log WHERE action = 'decide'", 1),
        (DRAFTED, 1),
    ] {
        assert_eq!(fragile.number(what).await, wanted, "{fault}: {what}");
    }
    fragile.verifies();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_and_loses_nothing() {
    a_disk_that_cannot_be_written(ENOSPC, "磁盘已满").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_permission_that_is_taken_away_is_said_and_loses_nothing() {
    a_disk_that_cannot_be_written(EACCES, "数据库不能写入").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_system_that_turns_read_only_is_said_and_loses_nothing() {
    a_disk_that_cannot_be_written(EROFS, "数据库不能写入").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_programs_lock_is_waited_out_and_loses_nothing() {
    let fragile = Fragile::new(1, "desk.db");
    let desk = fragile.desk();
    desk.sees(&order_no(1)).types("n").sees("0/12").types(" ").sees("1/12").sees("草稿已保存");
    let mut other = SqliteConnection::connect(&fragile.house.url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    // Longer than a writer waits for its turn.
    desk.types(" ").sees("2/12").sees("草稿未能保存").types(" ").sees("3/12");
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    desk.types(" ").sees("4/12").sees("草稿已保存");
    assert_eq!(fragile.number(DRAFTED).await, 4);
    desk.types("qq").is_left_clean("0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attachments_that_cannot_be_read_hinder_nobody_for_longer_than_that() {
    let fragile = Fragile::new(1, "attachments");
    fragile.fails(&format!("{EIO}r"));
    let desk = fragile.desk();
    desk.sees(&order_no(1)).types("n").sees("0/12").sees("图像无法显示").types(" ").sees("1/12").sees("草稿已保存");
    fragile.works();
    desk.types("0");
    let shown = desk.waits(std::time::Instant::now() + Duration::from_secs(20), |screen| {
        (!screen.contains("图像无法显示")
            && screen.contains('▀') | screen.contains('▄') | screen.contains('▌') | screen.contains('█'))
        .then_some(())
    });
    assert!(shown.is_some(), "{}", desk.screen());
    desk.types("qq").is_left_clean("0");
}

/// Nothing is said to be taken whose files could not be kept; the same feed brings it once they can.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_on_a_disk_that_fails_ends_and_says_why() {
    for (beneath, fault) in [("attachments", EIO), ("attachments", ENOSPC), ("desk.db", ENOSPC)] {
        // The house's own order has other files.
        let fragile = Fragile::new(0, beneath);
        let feed = fragile.house.path().join("feed/feed.ndjson");
        std::fs::write(&feed, lines(&[submit(1), submit(2)])).unwrap();
        let intake = || {
            let mut command = fragile.house.command(&["intake", feed.to_str().unwrap()]);
            command.envs(fragile.surroundings()).output().unwrap()
        };
        fragile.fails(fault);
        let failed = intake();
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(1), "{beneath} {fault}: {said}");
        assert!(!said.trim().is_empty() && !said.contains("panicked"), "{said}");
        assert_eq!(fragile.number("SELECT COUNT(*) FROM orders").await, 0, "{beneath} {fault}");
        fragile.works();
        let done = intake();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(fragile.number("SELECT COUNT(*) FROM orders").await, 2);
        fragile.verifies();
    }
}
