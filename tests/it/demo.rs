//! The demonstration as a whole: a small one on SQLite, by the library and by the program.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiaodui::cli::default_institutions;
use jiaodui::demo::build::Options;
use jiaodui::demo::{place, staff};
use jiaodui::domain::staff::Role;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::evidence::keep::Keep;
use jiaodui::password::{self, Password};
use jiaodui::store::records::{QueueFrom, QueueQuery};
use jiaodui::store::{self, Store};

fn options(orders: u64) -> Options {
    let now = Millis(chrono::Utc::now().timestamp_millis());
    Options { orders, seed: 20_201_016, now, institutions: default_institutions() }
}

async fn opened(folder: &Path) -> Arc<dyn Store> {
    store::open(&place::database_url(folder)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_desk_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("演示");
    let mut heard = Vec::new();
    let made = place::make(&folder, &options(60), |orders| heard.push(orders)).await.unwrap();
    assert_eq!((made.orders, heard.last()), (60, Some(&60)));
    assert_eq!(place::find(&folder).unwrap().map(|card| card.orders), Some(60));

    let store = opened(&folder).await;
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.iter().map(|count| count.n).sum::<i64>(), 60);
    let waiting: i64 = counts.iter().filter(|count| count.status == Status::AwaitingProofreading).map(|count| count.n).sum();
    assert_eq!(waiting as u64, made.waiting);
    assert!(waiting >= 10);

    // Staff sign in with the password that is told.
    let password = Password::new(staff::PASSWORD.to_owned());
    for role in Role::ALL {
        let one = store.staff(&staff::login_of(*role)).await.unwrap().unwrap();
        assert_eq!(one.role, *role);
        assert!(password::verify(&password, &one.password_hash));
    }

    // Every file of every waiting order of the home institution is there, and is what its hash says.
    let query = QueueQuery {
        institution: staff::HOME.to_owned(),
        status: Status::AwaitingProofreading,
        from: QueueFrom::Start,
        limit: 100,
    };
    let page = store.queue_page(&query).await.unwrap();
    assert!(page.rows.len() >= 5 && page.rows.windows(2).all(|pair| pair[0].submitted_at <= pair[1].submitted_at));
    let keep = Keep::open(&folder.join(place::ATTACHMENTS)).unwrap();
    let mut seen = HashSet::new();
    for row in &page.rows {
        let file = store.order_file(staff::HOME, &row.order_no).await.unwrap().unwrap();
        assert_eq!(file.status, Status::AwaitingProofreading);
        for attachment in file.items.iter().flat_map(|item| &item.attachments) {
            if seen.insert(attachment.file.sha256.clone()) {
                let content = keep.get(&attachment.file.sha256, 2 << 20).await.unwrap();
                assert_eq!(content.len() as u64, attachment.file.bytes);
            }
        }
    }
    assert!(seen.len() > 10);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_something_else_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("notes.txt"), "我的").unwrap();
    assert!(place::find(&folder).is_err());
    let refused = demo(&folder, &["--orders", "5"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("demo.occupied"));
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1, "and nothing lies beside it");
}

fn demo(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
    command.args(["demo", "--no-open", "--dir"]).arg(folder).args(more).env("JIAODUI_LANG", "zh-CN").stdin(Stdio::null());
    // The user's own settings are none of the test's business.
    command.env("XDG_CONFIG_HOME", folder.with_file_name("none"));
    command
}

#[test]
fn a_killed_run_leaves_nothing_that_is_found() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("demo");
    let mut child = demo(&folder, &["--orders", "2000"]).stdout(Stdio::null()).spawn().unwrap();
    let partial = folder.with_file_name(format!("demo.partial-{}", child.id()));
    let deadline = Instant::now() + Duration::from_secs(60);
    while !partial.join(place::DATABASE).exists() {
        assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none(), "it never began");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(partial.exists() && !folder.exists());

    let made = demo(&folder, &["--orders", "4"]).output().unwrap();
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success() && said.contains("申请单 4") && said.contains(staff::PASSWORD), "{said}");
    assert!(!partial.exists(), "what the killed run left is cleared away");

    let again = demo(&folder, &["--orders", "9"]).output().unwrap();
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(again.status.success() && said.contains("已有演示数据") && said.contains("申请单 4"), "{said}");
}
