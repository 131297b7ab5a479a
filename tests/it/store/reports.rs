//! Reports: tables page by page, what is written down of a report, and the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::NaiveDate;
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::hex::hex;
use jiaodui::domain::look::Looked;
use jiaodui::domain::queue_view::{Held, QueueFilter, Sort};
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::report::{Days, ReportFormat, ReportName};
use jiaodui::report::{self, Knowledge, Made, ReportError, Target, Watch};
use jiaodui::store::chain::hash_of;
use jiaodui::store::reads::report_columns;
use jiaodui::store::records::{
    Applied, AuditEntry, Cell, EnquiryDone, FeedAct, FilteredQuery, Intervened, LoadedOrder, LoadedStep, Look, NewExport,
    NewReply, QueueFrom, Replied, ReplyTakenBack, ReportEnd, ReportQuery, ReportRequest, ShownList,
};
use jiaodui::store::{CLAIM_MS, StoreError};
use jiaodui::text::Lang;
use sha2::{Digest, Sha256};

use super::fixture::{Engine, Fixture};
use crate::support::fixtures::{FIRST_MOMENT, actor, event, id_no, order, order_no, submission, token};

/// Counts rows, and stops the report at the first page if it is told to.
#[derive(Default)]
struct Witness {
    rows: AtomicU64,
    stops: bool,
    stop: Arc<AtomicBool>,
}

impl Watch for Witness {
    fn rows(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
        if self.stops {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn stop(&self) -> &Arc<AtomicBool> {
        &self.stop
    }
}

fn knowledge(lang: Lang) -> Knowledge {
    Knowledge {
        lang,
        calendar: Arc::new(Calendar::from_toml(calendar::DEFAULT).unwrap()),
        catalogue: Arc::new(Catalogue::from_toml(DEFAULT).unwrap()),
    }
}

fn request(name: ReportName, format: ReportFormat) -> ReportRequest {
    let institution = "hubei".to_owned();
    ReportRequest { report: token(), institution, name, days: Days::ALL, format, full: None, shown: None }
}

async fn make(f: &Fixture, request: &ReportRequest, folder: &Path) -> Made {
    let target = Target::Folder(folder.to_owned());
    report::make(f.store.as_ref(), &actor("liuzhuguan"), request, &knowledge(Lang::Zh), target, &Witness::default())
        .await
        .unwrap()
}

fn read(made: &Made) -> String {
    fs::read_to_string(made.path.as_ref().unwrap()).unwrap()
}

async fn trail(f: &Fixture, report: &str) -> Vec<AuditEntry> {
    let trail = f.store.audit("hubei", &format!("report:{report}"), 0).await.unwrap();
    for entry in &trail {
        assert_eq!(entry.hash, hash_of(entry));
    }
    trail
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|found| found.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

async fn page(f: &Fixture, name: ReportName, days: Days, after: Option<Vec<Cell>>) -> (Vec<Vec<Cell>>, Option<Vec<Cell>>) {
    let query = ReportQuery { name, institution: "hubei".to_owned(), days, after, limit: 2 };
    let page = f.store.report_page(&query).await.unwrap();
    (page.rows, page.next)
}

pub(super) async fn tables_are_read_page_by_page(f: Fixture) {
    for n in 1..=5 {
        f.submit("hubei", n).await;
    }
    f.submit("zhejiang", 6).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    // Each key once, in its order, whatever the table.
    for name in ReportName::ALL.iter().copied().filter(|name| !report_columns(*name).is_empty()) {
        let (mut rows, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let (more, next) = page(&f, name, Days::ALL, after).await;
            rows.extend(more);
            pages += 1;
            after = next;
            if after.is_none() {
                break;
            }
        }
        for row in &rows {
            assert_eq!(row.len(), report_columns(name).len(), "{name:?}");
        }
        let all = rows.len();
        rows.dedup();
        assert_eq!(rows.len(), all, "{name:?} twice");
        match name {
            ReportName::Orders | ReportName::Items | ReportName::Certificates | ReportName::FeedEvents => {
                assert_eq!((all, pages), (5, 3), "{name:?}");
            }
            ReportName::Attachments => assert_eq!((all, pages), (15, 8)),
            ReportName::Decisions | ReportName::DecisionItems | ReportName::Messages => {
                assert_eq!((all, pages), (1, 1), "{name:?}")
            }
            ReportName::AuditLog => assert!(all >= 7, "{all}"),
            _ => {}
        }
        let secret = |cell: &Cell| matches!(cell, Cell::Text(text) if text.contains("$argon2"));
        assert!(name != ReportName::Staff || (all > 3 && !rows.iter().flatten().any(secret)));
    }
    // By days: of the order's number, of the moment, of a column.
    let days = |from, to| Days { from: day(from), to: day(to) };
    let count = async |name, days| page(&f, name, days, None).await.0.len();
    assert_eq!(count(ReportName::Orders, days("2020-10-16", "2020-10-16")).await, 2);
    assert_eq!(count(ReportName::Orders, days("2020-10-17", "2020-10-18")).await, 0);
    assert_eq!(count(ReportName::Orders, days("2020-10-01", "2020-10-15")).await, 0);
    assert_eq!(count(ReportName::Decisions, days("2020-10-01", "2020-10-15")).await, 0);
    let today = f.store.activity("hubei", None, 1).await.unwrap().1.day();
    let now = Days { from: Some(today), to: Some(today) };
    assert_eq!(count(ReportName::Decisions, now).await, 1);
    assert_eq!(count(ReportName::AuditLog, now).await, 2);
    assert_eq!(count(ReportName::AuditLog, days("2020-10-01", "2020-10-15")).await, 0);
    let refused = f
        .store
        .report_page(&ReportQuery { name: ReportName::Daily, institution: "hubei".into(), days: now, after: None, limit: 2 })
        .await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
}

pub(super) async fn a_report_is_written_down_from_its_beginning_to_its_end(f: Fixture) {
    let made = |rows| ReportEnd::Made { rows, bytes: 10, sha256: "a".repeat(64) };
    let mut one = request(ReportName::Orders, ReportFormat::Csv);
    one.full = Some("司法协查".to_owned());
    one.days.from = day("2020-10-16");
    for login in ["zhangmin", "zixun"] {
        let refused = f.store.begin_report(&actor(login), &one).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let elsewhere = f.store.begin_report(&actor("xuwei"), &one).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound(_))), "{elsewhere:?}");
    assert!(trail(&f, &one.report).await.is_empty());

    f.store.begin_report(&actor("liuzhuguan"), &one).await.unwrap();
    let again = f.store.begin_report(&actor("liuzhuguan"), &one).await;
    assert!(matches!(again, Err(StoreError::Exists(_))), "{again:?}");
    let by_another = f.store.end_report(&actor("guanli"), "hubei", &one.report, &made(1)).await;
    assert!(matches!(by_another, Err(StoreError::Refused(_))), "{by_another:?}");
    f.store.end_report(&actor("liuzhuguan"), "hubei", &one.report, &made(1_000_000)).await.unwrap();
    let twice = f.store.end_report(&actor("liuzhuguan"), "hubei", &one.report, &made(2)).await;
    assert!(matches!(twice, Err(StoreError::Refused(_))), "{twice:?}");
    let never = f.store.end_report(&actor("liuzhuguan"), "hubei", &token(), &made(2)).await;
    assert!(matches!(never, Err(StoreError::Refused(_))), "{never:?}");
    let trail = trail(&f, &one.report).await;
    // The same bytes on both engines.
    assert_eq!(
        trail.iter().map(|entry| (entry.action.as_str(), entry.detail.as_str())).collect::<Vec<_>>(),
        [
            (
                "export_begun",
                "{\"format\":\"csv\",\"from\":\"2020-10-16\",\"list\":null,\"masked\":false,\"name\":\"orders\",\
                 \"reason\":\"司法协查\",\"to\":null}"
            ),
            ("export", format!("{{\"bytes\":10,\"rows\":1000000,\"sha256\":\"{}\"}}", "a".repeat(64)).as_str()),
        ]
    );

    // By hand: no report that nobody began, none that ends twice, none by somebody who may not.
    let mut raw = f.raw().await;
    let row = |report: &str, seq: i64, by: &str, action: &str, before: &str| {
        let mut entry = AuditEntry {
            institution: "hubei".into(),
            subject: format!("report:{report}"),
            seq,
            at: FIRST_MOMENT,
            actor: by.into(),
            action: action.into(),
            detail: "{}".into(),
            prev_hash: before.into(),
            hash: String::new(),
        };
        entry.hash = hash_of(&entry);
        format!(
            "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
             VALUES ('hubei', '{}', {seq}, {}, '{by}', '{action}', '{{}}', '{before}', '{}')",
            entry.subject, FIRST_MOMENT.0, entry.hash
        )
    };
    let last = trail.last().unwrap().hash.as_str();
    let open = request(ReportName::Daily, ReportFormat::Csv);
    f.store.begin_report(&actor("liuzhuguan"), &open).await.unwrap();
    let begun = self::trail(&f, &open.report).await.pop().unwrap().hash;
    for (what, script, refusal) in [
        ("never begun", row("r-1", 1, "liuzhuguan", "export", ""), "reports.trail"),
        ("ended twice", row(&one.report, 3, "liuzhuguan", "export", last), "reports.trail"),
        ("by a proofreader", row("r-1", 1, "zhangmin", "export_begun", ""), "reports.person"),
        ("from elsewhere", row("r-1", 1, "xuwei", "export_begun", ""), "reports.person"),
        ("ended by another", row(&open.report, 2, "guanli", "export", &begun), "reports.trail"),
    ] {
        let why = raw.refused(what, &script).await;
        assert!(why.contains(refusal), "{what}: {why}");
    }
    raw.run(&row(&open.report, 2, "liuzhuguan", "export_failed", &begun)).await.unwrap();
}

/// Orders with everything that must not come out as it went in.
async fn hostile(f: &Fixture) {
    for n in 1..=3 {
        let mut order = order("hubei", n);
        if n == 2 {
            order.applicant.name = "=HYPERLINK(\"http://x\")".to_owned();
            order.remark = format!("请打 138 0013 8000 或 {}，邮箱 liwen@example.com\n@SUM(A1)", id_no(7));
            order.items[0].certificate.holder = "+86张三".to_owned();
            order.items[0].certificate.school = "武汉\u{202e}大学".to_owned();
            order.items[0].certificate.number = Some(id_no(8));
        }
        assert_eq!(f.store.apply(&submission(order)).await.unwrap(), Applied::Done);
    }
}

pub(super) async fn a_masked_report_has_no_number_of_a_person(f: Fixture) {
    hostile(&f).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Reject], 0).await;
    let folder = tempfile::tempdir().unwrap();
    let secrets: Vec<String> = [1, 2, 3, 7, 8]
        .into_iter()
        .map(id_no)
        .chain((1..=3).map(|n| format!("1380013{n:04}")))
        .chain((1..=3).map(|n| format!("shenqing{n}@")))
        .chain(["138 0013 8000".to_owned(), "liwen@".to_owned()])
        .collect();
    for name in ReportName::ALL {
        let text = read(&make(&f, &request(*name, ReportFormat::Csv), folder.path()).await);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{name:?} has {secret}:\n{text}");
        }
        assert!(text.starts_with('\u{feff}'));
        assert!(
            !text
                .replace("\r\n", "\n")
                .contains(|c: char| c != '\n' && c != '\u{feff}' && jiaodui::domain::visible::is_unseen(c))
        );
    }
    let text = read(&make(&f, &request(ReportName::Orders, ReportFormat::Csv), folder.path()).await);
    for covered in ["138****0001", "s***@example.com", "138 **** 8000", "l***@example.com"] {
        assert!(text.contains(covered), "{covered} in\n{text}");
    }
    // With a reason, whole.
    let mut whole = request(ReportName::Certificates, ReportFormat::Csv);
    whole.full = Some("司法协查".to_owned());
    let text = read(&make(&f, &whole, folder.path()).await);
    assert!(text.contains(&format!("'{}", id_no(1))), "{text}");
}

pub(super) async fn a_filtered_list_is_taken_out_whole(f: Fixture) {
    // More than a page is, of which every third has another purpose; some have ended.
    let (mut batch, mut wanted) = (Vec::new(), BTreeSet::new());
    for n in 1..=3_300_u32 {
        let mut order = order("hubei", n);
        order.submitted_at = FIRST_MOMENT.plus(i64::from(n / 2) * 60_000);
        order.consented_at = order.submitted_at.plus(-60_000);
        order.purpose = if n.is_multiple_of(3) { "就业" } else { "继续教育" }.to_owned();
        let cancels = LoadedStep::Cancel { at: order.submitted_at.plus(1_000) };
        let history = if n.is_multiple_of(10) { vec![cancels] } else { vec![] };
        if !n.is_multiple_of(3) {
            wanted.insert(order.order_no.to_string());
        }
        batch.push(LoadedOrder { order, history });
    }
    assert!(wanted.len() > 2_000);
    f.store.load_orders(&batch).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let filter = QueueFilter { statuses: BTreeSet::new(), purpose: Some("继续".into()), ..QueueFilter::default() };
    for sort in [Sort::Oldest, Sort::Newest, Sort::Findings] {
        // As the desk asks: a page, from somewhere in the middle.
        let query = FilteredQuery {
            institution: "hubei".into(),
            wanted: filter.wanted(&Calendar::default(), FIRST_MOMENT, "liuzhuguan"),
            sort,
            from: QueueFrom::End,
            limit: 200,
            budget: 300,
        };
        let mut list = request(ReportName::Queue, ReportFormat::Csv);
        list.shown = Some(ShownList::Filtered(Box::new(query)));
        let witness = Witness::default();
        let target = Target::Folder(folder.path().to_owned());
        let made =
            report::make(f.store.as_ref(), &actor("liuzhuguan"), &list, &knowledge(Lang::Zh), target, &witness).await.unwrap();
        assert_eq!((made.rows, witness.rows.load(Ordering::Relaxed)), (wanted.len() as u64, wanted.len() as u64), "{sort:?}");
        let text = read(&made);
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let numbers: Vec<String> = reader.records().map(|row| row.unwrap()[0].trim_start_matches('\'').to_owned()).collect();
        assert_eq!(numbers.iter().cloned().collect::<BTreeSet<_>>(), wanted, "{sort:?}");
        assert_eq!(numbers.len(), wanted.len(), "each once");
        assert_eq!(numbers.first() > numbers.last(), sort == Sort::Newest, "{sort:?}");
        // The trail has the filter, the rows and the hash.
        let trail = trail(&f, &list.report).await;
        assert!(trail[0].detail.contains(r#""list":"filter""#) && trail[0].detail.contains(r#""purpose":"继续""#), "{trail:?}");
        assert!(trail[1].detail.contains(&made.sha256) && trail[1].detail.contains(&format!(r#""rows":{}"#, wanted.len())));
    }
    // Of what one holds, and of some days of it.
    f.claim("zhangmin", &order_no(1)).await;
    f.claim("zhangmin", &order_no(2)).await;
    let held = QueueFilter { holder: Some(Held::By("zhangmin".into())), ..QueueFilter::default() };
    let query = FilteredQuery {
        institution: "hubei".into(),
        wanted: held.wanted(&Calendar::default(), FIRST_MOMENT, "liuzhuguan"),
        sort: Sort::Oldest,
        from: QueueFrom::Start,
        limit: 1,
        budget: 300,
    };
    let mut list = request(ReportName::Queue, ReportFormat::Csv);
    list.shown = Some(ShownList::Filtered(Box::new(query)));
    assert_eq!(make(&f, &list, folder.path()).await.rows, 2);
    let mut other_days = ReportRequest { report: token(), ..list };
    other_days.days = Days { from: day("2020-10-17"), to: None };
    assert_eq!(make(&f, &other_days, folder.path()).await.rows, 0);
}

pub(super) async fn a_file_is_harmless_whole_and_known_by_its_hash(f: Fixture) {
    hostile(&f).await;
    let folder = tempfile::tempdir().unwrap();
    let csv = request(ReportName::Orders, ReportFormat::Csv);
    let made = make(&f, &csv, folder.path()).await;
    let path = made.path.clone().unwrap();
    let bytes = fs::read(&path).unwrap();
    assert_eq!((made.rows, made.bytes), (3, bytes.len() as u64));
    assert_eq!(made.sha256, hex(&Sha256::digest(&bytes)));
    let trail = trail(&f, &csv.report).await;
    assert!(trail[1].detail.contains(&made.sha256) && trail[1].detail.contains("\"rows\":3"), "{}", trail[1].detail);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    // What a spreadsheet would run, it reads; the order's number stays a number of sixteen digits.
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap());
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<BTreeMap<String, String>> =
        reader.records().map(|row| headings.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect();
    assert_eq!(rows[1]["申请单编号"], format!("'{}", order_no(2)));
    assert_eq!(rows[1]["申请人"], "'=HYPERLINK(\"http://x\")");
    assert_eq!(rows[1]["证书持有人"], "'+86张三");
    assert_eq!(rows[0]["状态"], "待校对");
    assert_eq!(rows[0]["提交时间"], FIRST_MOMENT.plus(1000).in_china().format("%Y-%m-%d %H:%M:%S").to_string());

    // The same as a workbook: text is text, a moment is one.
    let xlsx = make(&f, &request(ReportName::Orders, ReportFormat::Xlsx), folder.path()).await;
    let path = xlsx.path.clone().unwrap();
    assert_eq!(xlsx.sha256, hex(&Sha256::digest(fs::read(&path).unwrap())));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let mut book = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains(&format!("t=\"inlineStr\"><is><t>{}</t>", order_no(2))), "{sheet}");
    assert!(sheet.contains("=HYPERLINK(") && !sheet.contains("<f>") && sheet.contains("138****0001<"), "{sheet}");
    assert!(part("xl/styles.xml").contains("quotePrefix=\"1\""));
    assert!(part("xl/workbook.xml").contains("name=\"申请单\""));
    assert_eq!(files(folder.path()).len(), 2, "nothing else is left");
}

pub(super) async fn a_report_that_ends_early_leaves_a_trail_and_no_file(f: Fixture) {
    for n in 1..=3 {
        f.submit("hubei", n).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let (by, known) = (actor("liuzhuguan"), knowledge(Lang::En));
    for format in [ReportFormat::Csv, ReportFormat::Xlsx] {
        let stopped = request(ReportName::Orders, format);
        let witness = Witness { stops: true, ..Witness::default() };
        let target = Target::Folder(folder.path().to_owned());
        let ended = report::make(f.store.as_ref(), &by, &stopped, &known, target, &witness).await;
        assert!(matches!(ended, Err(ReportError::Cancelled)), "{ended:?}");
        assert!(files(folder.path()).is_empty(), "{:?}", files(folder.path()));
        let trail = trail(&f, &stopped.report).await;
        assert_eq!(trail[1].action, "export_failed");
        assert_eq!(trail[1].detail, "{\"code\":\"report.cancelled\",\"rows\":3}");
    }
    // One that is there is replaced only on purpose.
    let path = folder.path().join("日报.csv");
    fs::write(&path, "mine").unwrap();
    let again = request(ReportName::Daily, ReportFormat::Csv);
    let target = |force| Target::File { path: path.clone(), force };
    let refused = report::make(f.store.as_ref(), &by, &again, &known, target(false), &Witness::default()).await;
    assert!(matches!(refused, Err(ReportError::Exists(_))), "{refused:?}");
    assert!(trail(&f, &again.report).await.is_empty(), "nothing was read");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    let made = report::make(f.store.as_ref(), &by, &again, &known, target(true), &Witness::default()).await.unwrap();
    assert!(fs::read_to_string(&path).unwrap().contains("day,staff,name,submitted"));
    assert_eq!(made.path, Some(path));
    let nowhere = Target::File { path: folder.path().join("no/such/folder.csv"), force: false };
    let lost = request(ReportName::Daily, ReportFormat::Csv);
    let failed = report::make(f.store.as_ref(), &by, &lost, &known, nowhere, &Witness::default()).await;
    assert!(matches!(failed, Err(ReportError::Io(_))), "{failed:?}");
    assert_eq!(trail(&f, &lost.report).await[1].detail, "{\"code\":\"report.io\",\"rows\":0}");
}

/// An enquiry with an answer that is taken back, closed and reopened.
async fn answered_and_reopened(f: &Fixture) {
    let asks = FeedAct::Enquiry {
        enquiry_no: "q-1".to_owned(),
        account: "chsi-0001".to_owned(),
        institution: "hubei".to_owned(),
        order_no: None,
        subject: "还要多久".to_owned(),
        body: "请问还要多久?".to_owned(),
    };
    assert_eq!(f.store.apply(&event("e-1", FIRST_MOMENT, asks)).await.unwrap(), Applied::Done);
    let reply = NewReply {
        institution: "hubei".to_owned(),
        enquiry_no: "q-1".to_owned(),
        token: token(),
        message_id: token(),
        seen_post: 1,
        title: "答复".to_owned(),
        body: "三个工作日内".to_owned(),
        hold_ms: 60_000,
    };
    let zixun = actor("zixun");
    let answered = f.store.reply(&zixun, &reply).await.unwrap();
    assert!(matches!(answered, Replied::Done { .. }), "{answered:?}");
    let back = f.store.take_reply_back(&zixun, "hubei", "q-1", &reply.token).await.unwrap();
    assert_eq!(back, ReplyTakenBack::Done);
    assert_eq!(f.store.close_enquiry(&zixun, "hubei", "q-1", 2).await.unwrap(), EnquiryDone::Done);
    assert_eq!(f.store.reopen_enquiry(&zixun, "hubei", "q-1").await.unwrap(), EnquiryDone::Done);
}

pub(super) async fn the_standard_reports_say_what_was_done(f: Fixture) {
    for n in 1..=4 {
        f.submit("hubei", n).await;
    }
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    f.decide("zhangmin", &order_no(2), &[Outcome::Reject], 0).await;
    let back = f.decide("chengang", &order_no(3), &[Outcome::Reject], 60_000).await;
    f.store.take_back(&actor("chengang"), &back.token, &token(), CLAIM_MS).await.unwrap();
    // What is done to an enquiry bears the same names and is no work on orders.
    answered_and_reopened(&f).await;
    let folder = tempfile::tempdir().unwrap();
    let today = f.store.activity("hubei", None, 1).await.unwrap().1.day();
    let mut daily = request(ReportName::Daily, ReportFormat::Csv);
    daily.days = Days { from: Some(today), to: Some(today) };
    let text = read(&make(&f, &daily, folder.path()).await);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    // The database's clock wrote what was decided today; claims, decisions by outcome, taken back.
    assert!(lines[1].starts_with(&format!("{today},全部,,")) && lines[1].ends_with(",3,3,1,2,0,1,0,0,0"), "{text}");
    assert_eq!(lines[2], format!("{today},chengang,陈刚,,,,1,1,0,1,0,1,0,0,0"));
    assert_eq!(lines[3], format!("{today},zhangmin,张敏,,,,2,2,1,1,0,0,0,0,0"));

    let text = read(&make(&f, &request(ReportName::Reasons, ReportFormat::Csv), folder.path()).await);
    assert!(text.contains("seal_unclear,,不通过,2,1,1"), "{text}");
    let text = read(&make(&f, &request(ReportName::Ageing, ReportFormat::Csv), folder.path()).await);
    assert!(text.contains(&format!("待校对,21 及以上,2,'{},", order_no(3))), "{text}");
    assert!(text.contains("待补充材料,合计,0,,"), "{text}");
    let text = read(&make(&f, &request(ReportName::Queue, ReportFormat::Csv), folder.path()).await);
    assert_eq!(text.lines().count(), 3, "{text}");
    let text = read(&make(&f, &request(ReportName::Exports, ReportFormat::Csv), folder.path()).await);
    assert_eq!(text.lines().count(), 1 + 2 * 4 + 1, "{text}");
    assert!(text.contains("导出,") && text.contains("每日工作"), "{text}");
    if f.engine == Engine::Sqlite {
        // What is taken out is in the trail, and the trail is whole.
        let entries = f.store.audit_page(("", "", 0), 500).await.unwrap();
        assert!(entries.iter().all(|entry| entry.hash == hash_of(entry)));
    }
}

pub(super) async fn every_table_comes_with_what_was_written_in_it(f: Fixture) {
    for n in 1..=2 {
        f.submit("hubei", n).await;
    }
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    answered_and_reopened(&f).await;
    let handed =
        f.store.hand_enquiry_over(&actor("zixun"), "hubei", "q-1", "zhangmin", "请看，电话 138 0013 8000").await.unwrap();
    assert_eq!(handed, EnquiryDone::Done);
    let (liu, calendar) = (actor("liuzhuguan"), Calendar::from_toml(calendar::DEFAULT).unwrap());
    let given = f.store.reassign(&liu, "hubei", &order_no(2), "chengang", "长时间无人处理", &calendar).await.unwrap();
    assert_eq!(given, Intervened::Done);
    let look = Look {
        institution: "hubei".to_owned(),
        order_no: order_no(1),
        what: Looked::Reveal,
        reason: Some("申请人来电核对".to_owned()),
    };
    f.store.add_looks(&actor("zhangmin"), &[look]).await.unwrap();
    let export = NewExport {
        institution: "hubei".to_owned(),
        order_no: order_no(1),
        audit_seq: f.file("hubei", &order_no(1)).await.audit_seq,
        full: true,
        attachments: false,
        reason: "司法协查".to_owned(),
        sha256: "b".repeat(64),
    };
    assert!(f.store.record_export(&liu, &export).await.unwrap().is_some());

    let folder = tempfile::tempdir().unwrap();
    let one = async |name| {
        let text = read(&make(&f, &request(name, ReportFormat::Csv), folder.path()).await);
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<BTreeMap<String, String>> =
            reader.records().map(|row| headings.iter().cloned().zip(row.unwrap().iter().map(str::to_owned)).collect()).collect();
        rows
    };
    let enquiry = one(ReportName::Enquiries).await.remove(0);
    assert_eq!((enquiry["状态"].as_str(), enquiry["转交给"].as_str()), ("进行中", "zhangmin"));
    let reply = one(ReportName::EnquiryReplies).await.remove(0);
    assert_eq!((reply["咨询编号"].as_str(), reply["条"].as_str(), reply["工作人员"].as_str()), ("q-1", "2", "zixun"));
    assert!(!reply["撤回时间"].is_empty(), "{reply:?}");
    let note = one(ReportName::EnquiryNotes).await.remove(0);
    assert_eq!((note["转交给"].as_str(), note["内容"].as_str()), ("zhangmin", "请看，电话 138 **** 8000"));
    let postponed = one(ReportName::Postponements).await.remove(0);
    assert_eq!((postponed["工作人员"].as_str(), postponed["分派人"].as_str()), ("chengang", "liuzhuguan"));
    let looks = one(ReportName::Looks).await;
    assert!(looks.iter().any(|look| look["查看"] == "reveal" && look["理由"] == "申请人来电核对"), "{looks:?}");
    let handled = one(ReportName::Handlings).await;
    assert_eq!((handled.len(), handled[0]["工作人员"].as_str()), (1, "zhangmin"));
    assert!(!handled[0]["领取时间"].is_empty(), "{handled:?}");
    // Dossiers stand among what was taken out.
    let exports = one(ReportName::Exports).await;
    let dossier = exports.iter().find(|row| row["报表"] == "申请单档案").unwrap();
    assert_eq!(dossier["导出编号或申请单"], format!("'{}", order_no(1)));
    assert_eq!((dossier["工作人员"].as_str(), dossier["已遮盖"].as_str()), ("liuzhuguan", "否"));
    assert_eq!((dossier["理由"].as_str(), dossier["SHA-256"].clone()), ("司法协查", "b".repeat(64)));
}
