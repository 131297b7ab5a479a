//! The dossier: what is in it, what it does not overwrite, and that whatever is done to one is found.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Actor;
use jiaodui::dossier::container::Container;
use jiaodui::dossier::content::{MANIFEST, Manifest, sha256};
use jiaodui::dossier::export::{ExportError, Exported, Place, Wanted, export};
use jiaodui::dossier::verify::{Report, verify};
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Applied, AuditEntry, Claimed, Decided};
use jiaodui::store::{CLAIM_MS, StoreError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::intake::{World, order_no, submit};
use crate::support::cluster;
use crate::support::fixtures::{actor, decision, everyone, file, order, submission, token};

#[derive(Clone, Copy)]
enum Engine {
    Sqlite,
    Postgres,
}

/// An order of two rounds, decided twice, with a note, an enquiry and its files.
struct Desk {
    world: World,
    number: OrderNo,
    out: TempDir,
}

impl Desk {
    async fn new(engine: Engine) -> Self {
        let world = match engine {
            Engine::Sqlite => World::new().await,
            Engine::Postgres => World::on(&cluster::fresh_database().await).await,
        };
        for member in everyone() {
            world.store.add_staff("test", &member).await.unwrap();
        }
        let number = OrderNo::parse(&order_no(1)).unwrap();
        let desk = Self { world, number, out: tempfile::tempdir().unwrap() };
        // Numbers of persons, wherever somebody typed them.
        let mut first = submit(1);
        first["order"]["remark"] = json!("请打 13712345678");
        desk.receives(&first).await;
        desk.decided("zhangmin", Outcome::Supplement).await;
        desk.receives(&json!({"event_id": "q-1", "event": "enquiry", "at": "2020-10-17T09:00:00+08:00", "enquiry_no": "q-77",
            "account": "chsi-7f31", "institution": "hubei", "order_no": order_no(1), "subject": "补充 13612345678", "body": "补充什么？请打 13912345678"}))
            .await;
        let attachments = json!([
            {"kind": "diploma", "file": "scans/id-back.png"},
            {"kind": "id_card", "file": "scans/id-front.jpg"},
            {"kind": "id_card", "file": "scans/id-back.png"}]);
        desk.receives(
            &json!({"event_id": "r-1", "event": "resubmit", "at": "2020-10-18T09:00:00+08:00", "order_no": order_no(1),
            "account": "chsi-7f31", "items": [{"item": 1, "attachments": attachments}]}),
        )
        .await;
        desk.decided("chengang", Outcome::Approve).await;
        desk
    }

    async fn receives(&self, event: &Value) {
        assert_eq!(self.world.one(event).await, "accepted", "{event}");
    }

    async fn decided(&self, login: &str, outcome: Outcome) {
        let actor = actor(login);
        let store = &self.world.store;
        let Claimed::Yours(claim) = store.claim(&actor, "hubei", &self.number, &token(), CLAIM_MS).await.unwrap() else {
            panic!("not claimed")
        };
        let version = store.order_file("hubei", &self.number).await.unwrap().unwrap().version;
        let mut decision = decision(&claim, version, &[outcome]);
        decision.draft.note = format!("{login} 的备注：本人证件 420106198002290012");
        decision.letter = format!("{login} 的通知");
        assert!(matches!(store.decide(&actor, &decision).await.unwrap(), Decided::Done { .. }));
    }

    async fn export(&self, by: &Actor, wanted: &Wanted, place: &Place) -> Result<Exported, ExportError> {
        export(self.world.store.as_ref(), &self.world.keep, (by, "README"), ("hubei", &self.number), wanted, place).await
    }

    /// A whole one, in a folder.
    async fn folder(&self) -> PathBuf {
        let path = self.out.path().join(token());
        let wanted = Wanted { full: true, attachments: true, reason: "复查".to_owned() };
        self.export(&actor("liuzhuguan"), &wanted, &Place::Folder(path.clone())).await.unwrap();
        path
    }
}

const MASKED: Wanted = Wanted { full: false, attachments: false, reason: String::new() };

fn report(path: &Path, expected: Option<&str>) -> Report {
    verify(&mut Container::open(path).unwrap(), expected).unwrap()
}

/// The codes of what is wrong, each once, sorted.
fn codes(path: &Path) -> Vec<&'static str> {
    let mut codes: Vec<&str> = report(path, None).faults.iter().map(|fault| fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Every part's content, by name.
fn parts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut parts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            for entry in fs::read_dir(&path).unwrap() {
                let inner = entry.unwrap().path();
                parts.insert(format!("{name}/{}", inner.file_name().unwrap().to_str().unwrap()), fs::read(inner).unwrap());
            }
        } else {
            parts.insert(name, fs::read(path).unwrap());
        }
    }
    parts
}

/// Writes the manifest anew, so that it fits whatever the parts are now.
fn reseal(folder: &Path) {
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST)).unwrap()).unwrap();
    for part in &mut manifest.parts {
        let bytes = fs::read(folder.join(&part.name)).unwrap();
        (part.bytes, part.sha256) = (bytes.len() as u64, sha256(&bytes));
    }
    fs::write(folder.join(MANIFEST), serde_json::to_vec(&manifest).unwrap()).unwrap();
}

/// Changes a part as JSON.
fn change(folder: &Path, part: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(part);
    let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

/// Changes the rows of the trail.
fn change_rows(folder: &Path, change: impl FnOnce(&mut Vec<AuditEntry>)) {
    let path = folder.join("audit.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    let mut rows: Vec<AuditEntry> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    change(&mut rows);
    let lines: String = rows.iter().map(|row| format!("{}\n", json!(row))).collect();
    fs::write(path, lines).unwrap();
}

/// Makes the chain whole again after rows were changed.
fn rechain(rows: &mut [AuditEntry]) {
    let mut before = String::new();
    for (seq, row) in (1..).zip(rows) {
        (row.seq, row.prev_hash) = (seq, before);
        row.hash = hash_of(row);
        before = row.hash.clone();
    }
}

async fn a_dossier_is_whole_masked_and_its_owners_alone(engine: Engine) {
    let desk = Desk::new(engine).await;
    let zip = desk.out.path().join("档案.zip");
    let done = desk.export(&actor("liuzhuguan"), &MASKED, &Place::Zip(zip.clone())).await.unwrap();
    let whole = report(&zip, Some(&done.sha256));
    assert_eq!(whole.faults, []);
    assert!(whole.rows >= 8, "submitted, claimed, decided, noted, twice: {}", whole.rows);
    assert_eq!(fs::metadata(&zip).unwrap().permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&zip).unwrap();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let typed = ["13712345678", "13612345678", "13912345678"];
    for number in ["420106198002290012", "13800138000", "liwen@example.com"].iter().chain(&typed) {
        assert!(!holds(&bytes, number), "{number} is masked");
    }
    for text in [
        "chengang 的通知",
        "zhangmin 的备注：本人证件 420***********0012",
        "补充什么？请打 139****5678",
        "补充 136****5678",
        "请打 137****5678",
        "420***********0012",
        "jiaodui-dossier-1",
    ] {
        assert!(holds(&bytes, text), "{text}");
    }
    assert_eq!(fs::read_dir(desk.out.path()).unwrap().count(), 1, "nothing lies beside it");

    // What stands for the text of a covered note is no way round its hash.
    let covered = desk.out.path().join("covered");
    desk.export(&actor("liuzhuguan"), &MASKED, &Place::Folder(covered.clone())).await.unwrap();
    assert_eq!(codes(&covered), Vec::<&str>::new());
    change(&covered, "notes.json", |notes| notes[0]["body"] = json!("别的"));
    reseal(&covered);
    assert_eq!(codes(&covered), ["dossier.note"]);

    // Whole numbers and the files, in a folder; each row of the trail is what the database has.
    let folder = desk.folder().await;
    assert_eq!(codes(&folder), Vec::<&str>::new());
    let parts = parts(&folder);
    assert!(holds(&parts["order.json"], "420106198002290012"));
    for (part, text) in [("order.json", typed[0]), ("enquiries.json", typed[2]), ("notes.json", "本人证件 420106198002290012")]
    {
        assert!(holds(&parts[part], text), "{text}");
    }
    let files: Vec<&String> = parts.keys().filter(|name| name.starts_with("files/")).collect();
    assert_eq!(files.len(), 3, "the same content once: {files:?}");
    for (name, bytes) in &parts {
        let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
        if let Some(file) = name.strip_prefix("files/") {
            assert_eq!(file.split_once('.').unwrap().0, sha256(bytes));
        }
    }
    let rows: Vec<AuditEntry> =
        std::str::from_utf8(&parts["audit.ndjson"]).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let trail = desk.world.store.audit("hubei", desk.number.as_str(), 0).await.unwrap();
    assert_eq!(rows[..], trail[..trail.len() - 1], "all but the row that tells of this very dossier");
    let told: Value = serde_json::from_str(&trail.last().unwrap().detail).unwrap();
    assert_eq!(told["sha256"], sha256(&parts[MANIFEST]));
    assert_eq!((&told["full"], &told["attachments"], &told["reason"]), (&json!(true), &json!(true), &json!("复查")));
}

async fn nothing_is_overwritten_and_nothing_is_handed_out_unasked(engine: Engine) {
    let desk = Desk::new(engine).await;
    let taken = desk.out.path().join("there.zip");
    fs::write(&taken, "mine").unwrap();
    let before = desk.world.store.audit("hubei", desk.number.as_str(), 0).await.unwrap().len();
    for place in [Place::Zip(taken.clone()), Place::Folder(taken.clone())] {
        let refused = desk.export(&actor("liuzhuguan"), &MASKED, &place).await;
        assert!(matches!(refused, Err(ExportError::Exists(_))), "{refused:?}");
    }
    assert_eq!(fs::read_to_string(&taken).unwrap(), "mine");
    let free = Place::Zip(desk.out.path().join("free.zip"));
    let refused = desk.export(&actor("zhangmin"), &MASKED, &free).await;
    assert!(matches!(refused, Err(ExportError::Store(StoreError::Refused(_)))), "{refused:?}");
    let refused = desk.export(&actor("liuzhuguan"), &Wanted { full: true, ..MASKED }, &free).await;
    assert!(matches!(refused, Err(ExportError::Store(StoreError::Refused(_)))), "without a reason: {refused:?}");
    // A file that is gone: half a dossier is none.
    let files = desk.world.store.order_attachments(&desk.number).await.unwrap();
    let gone = &files[0].file.sha256;
    let kept = desk.world.feed_dir().parent().unwrap().join("attachments").join(&gone[..2]).join(&gone[2..]);
    fs::remove_file(kept).unwrap();
    let wanted = Wanted { full: false, attachments: true, reason: "复查".to_owned() };
    let refused = desk.export(&actor("liuzhuguan"), &wanted, &free).await;
    assert!(matches!(refused, Err(ExportError::Attachment(_))), "{refused:?}");
    let after = desk.world.store.audit("hubei", desk.number.as_str(), 0).await.unwrap().len();
    assert_eq!(before, after, "none of it is in the trail");
    assert_eq!(fs::read_dir(desk.out.path()).unwrap().count(), 1, "nothing of it stays behind");
}

async fn a_hostile_file_name_is_no_path(engine: Engine) {
    let desk = Desk::new(engine).await;
    let mut hostile = order("hubei", 7);
    let name = "../../../../tmp/\u{202e}gpj.evil";
    hostile.items[0].attachments[0] = file(AttachmentKind::Diploma, 7);
    hostile.items[0].attachments[0].file_name = name.to_owned();
    let number = hostile.order_no.clone();
    assert_eq!(desk.world.store.apply(&submission(hostile)).await.unwrap(), Applied::Done);
    let out = desk.out.path().join("hostile");
    let by = (&actor("liuzhuguan"), "README");
    let place = Place::Folder(out.clone());
    export(desk.world.store.as_ref(), &desk.world.keep, by, ("hubei", &number), &MASKED, &place).await.unwrap();
    let parts = parts(&out);
    let attachments: Value = serde_json::from_slice(&parts["attachments.json"]).unwrap();
    assert!(attachments.as_array().unwrap().iter().any(|one| one["file_name"] == name), "as it was given");
    assert!(parts.keys().all(|name| !name.contains("evil")));
    assert_eq!(codes(&out), Vec::<&str>::new());
}

async fn whatever_is_done_to_a_dossier_is_found(engine: Engine) {
    let desk = Desk::new(engine).await;
    let whole = desk.folder().await;
    let names: Vec<String> = parts(&whole).into_keys().collect();
    assert!(names.len() >= 14, "{names:?}");

    // One byte of each part; each part gone; one part more.
    for name in &names {
        let folder = copy(&desk, &whole);
        let mut bytes = fs::read(folder.join(name)).unwrap();
        match bytes.first_mut() {
            Some(byte) => *byte ^= 1,
            None => bytes.push(b' '),
        }
        fs::write(folder.join(name), bytes).unwrap();
        let expected = if name == MANIFEST { "dossier.manifest" } else { "dossier.changed" };
        assert!(codes(&folder).contains(&expected), "{name}: {:?}", codes(&folder));
        fs::remove_file(folder.join(name)).unwrap();
        let expected = if name == MANIFEST { "dossier.manifest" } else { "dossier.missing" };
        assert!(codes(&folder).contains(&expected), "{name}: {:?}", codes(&folder));
    }
    for extra in ["extra.json", "files/extra.jpg"] {
        let folder = copy(&desk, &whole);
        fs::write(folder.join(extra), "x").unwrap();
        assert_eq!(codes(&folder), ["dossier.extra"]);
    }
    // A link out of the folder is no part.
    let folder = copy(&desk, &whole);
    fs::remove_file(folder.join("notes.json")).unwrap();
    std::os::unix::fs::symlink(whole.join("notes.json"), folder.join("notes.json")).unwrap();
    assert!(codes(&folder).contains(&"dossier.missing"));
    let folder = copy(&desk, &whole);
    change(&folder, MANIFEST, |manifest| manifest["parts"][0]["name"] = json!("../../../../etc/passwd"));
    assert!(codes(&folder).contains(&"dossier.name"));

    // By somebody who makes the manifest fit.
    type Attack = (&'static str, fn(&Path));
    let attacks: [Attack; 18] = [
        ("dossier.letter", |at| change(at, "decisions.json", |all| all[1]["letter"] = json!("不通过。"))),
        ("dossier.letter", |at| change(at, "messages.json", |all| all[0]["body"] = json!("不通过。"))),
        ("dossier.letter", |at| change(at, "messages.json", |all| drop(all.as_array_mut().unwrap().pop()))),
        ("dossier.letter", |at| change(at, "messages.json", |all| all[0]["withdrawn_at"] = json!(1))),
        ("dossier.decision", |at| change(at, "decisions.json", |all| all[1]["outcomes"][0]["outcome"] = json!("reject"))),
        ("dossier.decision", |at| change(at, "decisions.json", |all| all[0]["staff"] = json!("liuzhuguan"))),
        ("dossier.decision", |at| change(at, "decisions.json", |all| drop(all.as_array_mut().unwrap().remove(0)))),
        ("dossier.decision", |at| change(at, "decisions.json", |all| all[0]["taken_back_at"] = json!(1))),
        ("dossier.status", |at| change(at, "order.json", |order| order["status"] = json!("rejected"))),
        ("dossier.status", |at| change(at, "order.json", |order| order["round"] = json!(1))),
        ("dossier.status", |at| change(at, "order.json", |order| order["items"][0]["status"] = json!("rejected"))),
        ("dossier.note", |at| change(at, "notes.json", |all| all[0]["body"] = json!("没有问题"))),
        ("dossier.note", |at| change(at, "notes.json", |all| all.as_array_mut().unwrap().clear())),
        ("dossier.file", |at| change(at, "attachments.json", |all| all[0]["sha256"] = json!("0".repeat(64)))),
        ("dossier.form", |at| fs::write(at.join("order.json"), "[]").unwrap()),
        ("audit.edited", |at| change_rows(at, |rows| rows[1].actor = "liuzhuguan".to_owned())),
        ("audit.gap", |at| change_rows(at, |rows| drop(rows.remove(1)))),
        ("audit.tail", |at| change_rows(at, |rows| drop(rows.pop()))),
    ];
    for (code, attack) in attacks {
        let folder = copy(&desk, &whole);
        attack(&folder);
        reseal(&folder);
        let found = codes(&folder);
        assert!(found.contains(&code) && !found.contains(&"dossier.changed"), "{code}: {found:?}");
    }
    // And the chain, too: what the rows say then no longer fits the rest, or where the manifest says that the trail ends.
    let folder = copy(&desk, &whole);
    change_rows(&folder, |rows| {
        rows.iter_mut().filter(|row| row.action == "decide").for_each(|row| row.actor = "liuzhuguan".to_owned());
        rechain(rows);
    });
    reseal(&folder);
    assert_eq!(codes(&folder), ["audit.tail", "dossier.decision"]);
    let folder = copy(&desk, &whole);
    change_rows(&folder, |rows| {
        rows.iter_mut().for_each(|row| row.subject = "2020101600000999".to_owned());
        rechain(rows);
    });
    reseal(&folder);
    assert!(codes(&folder).contains(&"dossier.trail"));
    // All of it rewritten so that it agrees: the hash in the trail of the database betrays it, and nothing else could.
    let folder = copy(&desk, &whole);
    let hash = sha256(&fs::read(folder.join(MANIFEST)).unwrap());
    change(&folder, "enquiries.json", |all| all[0]["posts"][0]["body"] = json!("没有问过"));
    reseal(&folder);
    assert_eq!(codes(&folder), Vec::<&str>::new());
    let betrayed: Vec<&str> = report(&folder, Some(&hash)).faults.iter().map(|fault| fault.code).collect();
    assert_eq!(betrayed, ["dossier.hash"]);
}

fn copy(desk: &Desk, whole: &Path) -> PathBuf {
    let path = desk.out.path().join(token());
    fs::create_dir_all(path.join("files")).unwrap();
    for (name, bytes) in parts(whole) {
        fs::write(path.join(name), bytes).unwrap();
    }
    path
}

async fn a_zip_is_read_with_care(engine: Engine) {
    let desk = Desk::new(engine).await;
    let whole = desk.folder().await;
    let zip = |method: zip::CompressionMethod, more: &[(&str, &[u8])]| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        let parts = parts(&whole);
        let parts = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        for (name, bytes) in parts.chain(more.iter().copied()) {
            writer.start_file(name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let at = desk.out.path().join("again.zip");
    // Packed anew by somebody else's program, it is the same dossier.
    fs::write(&at, zip(zip::CompressionMethod::Deflated, &[])).unwrap();
    assert_eq!(codes(&at), Vec::<&str>::new());
    for name in ["../evil", "/evil", "files/../../evil", "x"] {
        fs::write(&at, zip(zip::CompressionMethod::Stored, &[(name, b"x")])).unwrap();
        assert_eq!(codes(&at), ["dossier.extra"], "{name}");
    }
    // The same name twice, of which one program reads the first and another the last.
    let mut twice = zip(zip::CompressionMethod::Stored, &[("notes.jsoN", b"[]")]);
    while let Some(found) = twice.windows(10).position(|window| window == b"notes.jsoN") {
        twice[found + 9] = b'n';
    }
    fs::write(&at, twice).unwrap();
    assert!(!codes(&at).is_empty());
    // A zip that is none, and one cut off.
    fs::write(&at, "no zip").unwrap();
    assert!(Container::open(&at).is_err());
    let cut = zip(zip::CompressionMethod::Stored, &[]);
    fs::write(&at, &cut[..cut.len() / 2]).unwrap();
    assert!(Container::open(&at).is_err());
}

macro_rules! on_both_engines {
    ($($behaviour:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(super::Engine::Sqlite).await; })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() { super::$behaviour(super::Engine::Postgres).await; })+
        }
    };
}

on_both_engines!(
    a_dossier_is_whole_masked_and_its_owners_alone,
    nothing_is_overwritten_and_nothing_is_handed_out_unasked,
    a_hostile_file_name_is_no_path,
    whatever_is_done_to_a_dossier_is_found,
    a_zip_is_read_with_care,
);
