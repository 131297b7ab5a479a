//! The feed, written by hand from its contract, against a store of its own for every test.

mod files;
pub(crate) mod flow;
mod form;
mod hostile;
mod program;

use std::collections::HashSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{ImageFormat, Rgb, RgbImage};
use jiaodui::cli::default_institutions;
use jiaodui::evidence::folder::Folder;
use jiaodui::evidence::keep::Keep;
use jiaodui::intake::pipeline::{self, Settled};
use jiaodui::intake::settle::{Intake, Outcome};
use jiaodui::store::{self, Store};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A portal's folder and a desk's database.
pub(crate) struct World {
    dir: TempDir,
    pub(crate) url: String,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keep: Keep,
}

impl World {
    /// An empty desk on SQLite, and a folder with the files that [`submit`] names.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("desk.db").display());
        Self::made(dir, &url).await
    }

    /// Likewise on another database.
    pub(crate) async fn on(url: &str) -> Self {
        Self::made(tempfile::tempdir().unwrap(), url).await
    }

    async fn made(dir: TempDir, url: &str) -> Self {
        let feed = dir.path().join("feed");
        std::fs::create_dir(&feed).unwrap();
        usual_files(&feed);
        let store = store::open(url).await.unwrap();
        store.put_institutions(&default_institutions()).await.unwrap();
        let keep = Keep::open(&dir.path().join("attachments")).unwrap();
        Self { dir, url: url.to_owned(), store, keep }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn feed_dir(&self) -> PathBuf {
        self.dir.path().join("feed")
    }

    pub(crate) fn put(&self, name: &str, content: &[u8]) {
        let path = self.feed_dir().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Runs a feed of these bytes.
    pub(crate) async fn run(&self, feed: Vec<u8>) -> Vec<Settled> {
        let intake = Intake {
            store: Arc::clone(&self.store),
            keep: self.keep.clone(),
            folder: Arc::new(Folder::open(&self.feed_dir()).unwrap()),
            memory: Arc::default(),
            institutions: Arc::new(
                self.store.institutions().await.unwrap().into_iter().map(|one| one.code).collect::<HashSet<_>>(),
            ),
        };
        let mut all = Vec::new();
        pipeline::run(&intake, Cursor::new(feed), |settled| {
            all.push(settled.clone());
            Ok(())
        })
        .await
        .unwrap();
        all
    }

    /// Runs these events.
    pub(crate) async fn take(&self, events: &[Value]) -> Vec<Settled> {
        self.run(lines(events)).await
    }

    /// Runs one event: what came of it, in words.
    pub(crate) async fn one(&self, event: &Value) -> String {
        let all = self.take(std::slice::from_ref(event)).await;
        assert_eq!(all.len(), 1);
        words(&all.first().unwrap().outcome)
    }
}

/// `accepted`, `duplicate`, or each fault as `code path`.
pub(crate) fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted => "accepted".to_owned(),
        Outcome::Duplicate => "duplicate".to_owned(),
        Outcome::Refused(refusals) => {
            refusals.iter().map(|refusal| format!("{} {}", refusal.why.code(), refusal.path)).collect::<Vec<_>>().join("; ")
        }
    }
}

pub(crate) fn lines(events: &[Value]) -> Vec<u8> {
    let mut feed = Vec::new();
    for event in events {
        writeln!(feed, "{event}").unwrap();
    }
    feed
}

/// The order number with this number: each its own second.
pub(crate) fn order_no(n: u32) -> String {
    format!("20201016{:02}{:02}{:02}87", n / 3600, n / 60 % 60, n % 60)
}

/// A `submit` like the contract's example, each with a certificate of its own.
pub(crate) fn submit(n: u32) -> Value {
    json!({"event_id": format!("e-{n}"), "event": "submit", "at": "2020-10-16T23:59:59+08:00", "order": {
        "order_no": order_no(n), "kind": "new", "account": "chsi-7f31", "purpose": "继续教育",
        "consented_at": "2020-10-16T11:31:02+08:00",
        "applicant": {"nature": "individual", "name": "李雯", "location": "湖北省", "mobile": "13800138000", "email": "liwen@example.com"},
        "institution": "hubei", "remark": "",
        "payment": {"state": "free"},
        "items": [item(n)]}})
}

/// The only item of [`submit`].
pub(crate) fn item(n: u32) -> Value {
    json!({
        "service": "degree", "copies_zh": 1, "copies_en": 0, "unit_price_fen": 0,
        "identity": {"method": "online", "verified_at": "2020-10-16T11:45:10+08:00"},
        "certificate": {
            "holder": "李雯", "id_type": "resident_id", "id_no": "420106198002290012",
            "number": format!("1048612016050{n:05}"), "school": "武汉大学", "school_province": "湖北省",
            "category": "普通", "level": "本科", "enrolled_on": "2012-09-01", "graduated_on": "2016-06-30",
            "major": "法学", "duration": "4", "conclusion": "毕业", "remark": ""},
        "attachments": [
            {"kind": "diploma", "file": "scans/diploma.jpg"},
            {"kind": "id_card", "file": "scans/id-front.jpg"},
            {"kind": "id_card", "file": "scans/id-back.png"}]})
}

/// Sets what a JSON pointer points to; the last part may be new.
pub(crate) fn set(mut event: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match event.pointer_mut(parent).unwrap() {
        Value::Object(object) => {
            object.insert(key.to_owned(), value);
        }
        Value::Array(list) => *list.get_mut(key.parse::<usize>().unwrap()).unwrap() = value,
        other => panic!("{pointer}: {other}"),
    }
    event
}

/// Takes what a JSON pointer points to away.
pub(crate) fn without(mut event: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
    event
}

/// A picture of its own for every seed.
pub(crate) fn picture(width: u32, height: u32, seed: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, |x, y| {
        let at = x.wrapping_mul(31) ^ y.wrapping_mul(17) ^ seed.wrapping_mul(101);
        Rgb([at as u8, (at >> 3) as u8, (seed + y) as u8])
    })
    .write_to(&mut bytes, format)
    .unwrap();
    bytes.into_inner()
}

/// The files that [`submit`] names.
pub(crate) fn usual_files(feed: &Path) {
    let scans = feed.join("scans");
    std::fs::create_dir_all(&scans).unwrap();
    std::fs::write(scans.join("diploma.jpg"), picture(300, 220, 1, ImageFormat::Jpeg)).unwrap();
    std::fs::write(scans.join("id-front.jpg"), picture(240, 200, 2, ImageFormat::Jpeg)).unwrap();
    std::fs::write(scans.join("id-back.png"), picture(240, 200, 3, ImageFormat::Png)).unwrap();
}
