//! Every room of a desk over a demonstration: what it does while nobody touches it, and what of persons' numbers it shows.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiaodui::cli::default_institutions;
use jiaodui::demo::build::Options;
use jiaodui::demo::{place, staff};
use jiaodui::desk::app::common::{Common, Env};
use jiaodui::desk::app::driver::Driver;
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::model::{Model, Screen};
use jiaodui::desk::app::msg::Msg;
use jiaodui::desk::app::picture::Pictures;
use jiaodui::desk::app::supervision::SuperviseAct;
use jiaodui::desk::app::update::update;
use jiaodui::desk::app::viewer::Viewer;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::queue_view::{QueueFilter, Sort};
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::reply::{self, Replies};
use jiaodui::domain::report::{Days, ReportFormat, ReportName};
use jiaodui::domain::requirement::{self, Requirements};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::time::Millis;
use jiaodui::evidence::keep::Keep;
use jiaodui::report::{self, Knowledge, Target, Watch};
use jiaodui::store::records::{Cell, FilteredQuery, LOOK_THROUGH, QueueFrom, ReportQuery, ReportRequest, ShownList};
use jiaodui::store::{self, Store};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::screen::text_of;

const MINUTE: i64 = 60_000;
/// So long without an answer, and there is none to come.
const QUIET: Duration = Duration::from_millis(900);

fn now() -> Millis {
    Millis(chrono::Utc::now().timestamp_millis())
}

async fn demo(folder: &Path, orders: u64) -> Arc<dyn Store> {
    let options = Options { orders, seed: 20_201_016, now: now(), institutions: default_institutions() };
    place::make(folder, &options, |_| {}).await.unwrap();
    store::open(&place::database_url(folder)).await.unwrap()
}

/// A desk, its effects done by the real driver; time passes as the test says.
struct Sitting {
    model: Model,
    driver: Driver,
    /// What it must not show.
    secrets: BTreeSet<String>,
    screens: usize,
}

impl Sitting {
    async fn new(folder: &Path, role: Role, size: (u16, u16)) -> Self {
        let store = store::open(&place::database_url(folder)).await.unwrap();
        let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.requirements = Arc::new(Requirements::from_toml(requirement::DEFAULT).unwrap());
        common.replies = Arc::new(Replies::from_toml(reply::DEFAULT).unwrap());
        common.reveal_reasons = vec!["核对证件号码".into()];
        common.calendar = Arc::new(Calendar::from_toml(calendar::DEFAULT).unwrap());
        common.size = size;
        let claim_ms = common.claim_ms;
        let keep = Keep::open(&folder.join(place::ATTACHMENTS)).unwrap();
        let driver = Driver::new(store, Pictures::new(keep), Viewer::new(""), claim_ms);
        let mut sitting = Self { model: Model::new(common, ""), driver, secrets: BTreeSet::new(), screens: 0 };
        sitting.takes(Msg::Paste(staff::login_of(role)), now());
        sitting.takes(Msg::Key(Key::parse("Enter").unwrap()), now());
        sitting.takes(Msg::Paste(staff::PASSWORD.to_owned()), now());
        sitting.takes(Msg::Key(Key::parse("Enter").unwrap()), now());
        while sitting.model.screen() == Screen::SignIn {
            let msg = tokio::time::timeout(Duration::from_secs(30), sitting.driver.next()).await.expect("it signs in");
            sitting.takes(msg, now());
        }
        sitting.settles().await;
        sitting
    }

    fn takes(&mut self, msg: Msg, at: Millis) -> Vec<Effect> {
        let mut env = Env { now: at, ids: (0..4).map(|_| uuid::Uuid::now_v7().to_string()).collect() };
        let effects = update(&mut self.model, msg, &mut env);
        for effect in &effects {
            let of_the_terminal =
                matches!(effect, Effect::Quit | Effect::Repaint | Effect::Mouse(_) | Effect::Bell | Effect::Suspend);
            if !of_the_terminal {
                self.driver.run(effect.clone());
            }
        }
        effects
    }

    /// Takes the answers that come, until none does.
    async fn settles(&mut self) {
        while let Ok(msg) = tokio::time::timeout(QUIET, self.driver.next()).await {
            self.takes(msg, now());
        }
    }

    /// Presses keys and takes what is answered right after each; what is shown meanwhile is looked at.
    async fn presses(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.takes(Msg::Key(Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))), now());
            while let Ok(msg) = tokio::time::timeout(Duration::from_millis(40), self.driver.next()).await {
                self.takes(msg, now());
            }
            self.looks(key);
        }
    }

    fn screen(&self) -> String {
        let (columns, rows) = self.model.common.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        text_of(terminal.draw(|frame| self.model.view(frame, now())).unwrap().buffer)
    }

    fn looks(&mut self, after: &str) {
        let screen = self.screen();
        self.screens += 1;
        if let Some(secret) = shows(&screen, &self.secrets) {
            panic!("{secret} after {after} at {:?}:\n{screen}", self.model.screen());
        }
    }
}

/// The first of these numbers that stands in a text by itself, not within a longer one.
fn shows<'s>(text: &str, secrets: &'s BTreeSet<String>) -> Option<&'s String> {
    let words = text.split(|one: char| !one.is_ascii_alphanumeric());
    let digits = text.split(|one: char| !one.is_ascii_digit());
    words.chain(digits).filter(|word| word.len() >= 8).find_map(|word| secrets.get(word))
}

/// Keys that lead from the queue to a room, and the room.
const ROOMS: [(&str, Screen); 6] = [
    ("", Screen::Queue),
    ("2", Screen::Enquiries),
    ("3", Screen::Dashboard),
    ("4", Screen::Archive),
    ("L", Screen::Listings),
    ("S", Screen::Sampling),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_desk_asks_nothing_but_what_has_grown_old() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("demo");
    demo(&desk, 60).await.close().await;
    for (keys, room) in ROOMS {
        let mut sitting = Sitting::new(&desk, Role::Supervisor, (160, 45)).await;
        for key in keys.split_whitespace() {
            sitting.takes(Msg::Key(Key::parse(key).unwrap()), now());
        }
        sitting.settles().await;
        assert_eq!(sitting.model.screen(), room);
        if room == Screen::Enquiries {
            assert!(sitting.screen().contains("> "), "there is an enquiry to look at:\n{}", sitting.screen());
        }
        // Watched, but changed by nobody: nothing comes for as long as a few looks take.
        let quiet = tokio::time::timeout(Duration::from_secs(2), sitting.driver.next()).await;
        assert!(quiet.is_err(), "{room:?}: {quiet:?}");
        // Nine minutes pass: the clock moves on, and that is all. (At ten the screen would be locked.)
        let begun = now();
        let (mut at, mut wakes, mut reads) = (begun, 0, 0);
        while at < begun.plus(9 * MINUTE) {
            let next = sitting.model.wakes_at(at);
            assert!(next > at);
            at = next;
            wakes += 1;
            let mut env = Env { now: at, ids: vec!["id".into()] };
            for effect in update(&mut sitting.model, Msg::Tick, &mut env) {
                let is_look = matches!(&effect, Effect::Supervise { act: SuperviseAct::Look { .. }, .. });
                assert!(is_look && room == Screen::Dashboard, "{room:?} asks for {effect:?}");
                reads += 1;
                sitting.driver.run(effect);
                let msg = tokio::time::timeout(Duration::from_secs(10), sitting.driver.next()).await.expect("it is read");
                update(&mut sitting.model, msg, &mut Env { now: at, ids: vec!["id".into()] });
            }
        }
        assert!(wakes <= 10, "{room:?} woke {wakes} times");
        // Claims of the demonstration run out, waiting times grow in office hours.
        assert!(reads <= 9, "{reads}");
    }
}

/// Every number of a person in the database: of identity documents, and of telephones.
async fn secrets(store: &dyn Store) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for institution in store.institutions().await.unwrap() {
        for (name, column) in
            [(ReportName::Certificates, "id_no"), (ReportName::Orders, "applicant_mobile"), (ReportName::Listings, "id_no")]
        {
            let at = store::reads::report_columns(name).iter().position(|one| one.name == column).unwrap();
            let mut query = ReportQuery { name, institution: institution.code.clone(), days: Days::ALL, after: None, limit: 500 };
            loop {
                let page = store.report_page(&query).await.unwrap();
                found.extend(page.rows.iter().filter_map(|row| match &row[at] {
                    Cell::Text(text) => Some(text.trim().to_owned()),
                    _ => None,
                }));
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
    }
    found.retain(|number| number.len() >= 8);
    found
}

struct Nobody(Arc<AtomicBool>);

impl Watch for Nobody {
    fn rows(&self, _rows: u64) {}

    fn stop(&self) -> &Arc<AtomicBool> {
        &self.0
    }
}

async fn made(store: &dyn Store, name: ReportName, shown: Option<ShownList>, folder: &Path) -> String {
    let request = ReportRequest {
        report: uuid::Uuid::now_v7().to_string(),
        institution: staff::HOME.into(),
        name,
        days: Days::ALL,
        format: ReportFormat::Csv,
        full: None,
        shown,
    };
    let member = store.staff(&staff::login_of(Role::Supervisor)).await.unwrap().unwrap();
    let actor = Actor { login: member.login, name: member.name, role: member.role, institution: member.institution };
    let knowledge = Knowledge {
        lang: Lang::Zh,
        calendar: Arc::new(Calendar::default()),
        catalogue: Arc::new(Catalogue::from_toml(DEFAULT).unwrap()),
    };
    let target = Target::Folder(folder.to_owned());
    let made = report::make(store, &actor, &request, &knowledge, target, &Nobody(Arc::default())).await.unwrap();
    std::fs::read_to_string(made.path.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_of_a_person_is_shown_without_being_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("demo");
    let store = demo(&desk, 70).await;
    let secrets = secrets(store.as_ref()).await;
    assert!(secrets.len() > 80, "{}", secrets.len());
    // The search finds what is there: the whole report, asked for with a reason, has them.
    assert!(shows(&format!("，{}，", secrets.first().unwrap()), &secrets).is_some());

    // Reports, and lists that are taken out.
    let reports = folder.path().join("reports");
    let any = QueueFilter { statuses: BTreeSet::new(), ..QueueFilter::default() };
    let query = FilteredQuery {
        institution: staff::HOME.into(),
        wanted: any.wanted(&Calendar::default(), now(), ""),
        sort: Sort::Oldest,
        from: QueueFrom::Start,
        limit: 200,
        budget: LOOK_THROUGH,
    };
    let rows = store.queue_filtered(&query).await.unwrap().rows;
    assert!(rows.len() > 5);
    let orders: Vec<OrderNo> = rows.iter().map(|row| row.order_no.clone()).collect();
    let lists = [ShownList::Filtered(Box::new(query)), ShownList::Rows(rows)].map(|list| (ReportName::Queue, Some(list)));
    for (name, shown) in ReportName::ALL.iter().map(|name| (*name, None)).chain(lists) {
        let text = made(store.as_ref(), name, shown, &reports).await;
        assert_eq!(shows(&text, &secrets), None, "{name:?}");
    }

    // What the commands print.
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
            .args(["--database", &place::database_url(&desk)])
            .args(arguments)
            .env_clear()
            .env("HOME", folder.path())
            .env("JIAODUI_STAFF", staff::login_of(Role::Supervisor))
            .env("JIAODUI_PASSWORD", staff::PASSWORD)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !text.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(shows(&text, &secrets), None, "{arguments:?}");
    };
    run(&["counts", "--json"]);
    run(&["audit", "verify", "--json"]);
    for order in orders.iter().take(3).map(OrderNo::as_str) {
        run(&["show", order, "--json"]);
        run(&["show", order, "--history", "--json"]);
        run(&["track", order, "--json"]);
        run(&["audit", "show", order]);
    }
    store.close().await;

    // What the rooms show, to every role.
    for role in Role::ALL {
        let sizes: &[(u16, u16)] = if *role == Role::Supervisor { &[(160, 45), (80, 24)] } else { &[(160, 45)] };
        for size in sizes.iter().copied() {
            let mut sitting = Sitting::new(&desk, *role, size).await;
            sitting.secrets.clone_from(&secrets);
            sitting.looks("signing in");
            sitting.presses("j j j G g f Esc V Esc x w").await;
            for _ in 0..2 {
                sitting.presses("Enter j j j j j j j j j j j j j m Esc b Esc c Esc ] ] t Esc Esc j").await;
            }
            sitting.presses("2 j Enter Tab j Esc Esc 2 Tab Enter Esc Esc").await;
            sitting.presses("3 Tab Tab Tab Enter Esc Tab Tab Tab Tab Enter Esc Esc").await;
            sitting.presses("4 j Enter j Enter Esc Tab j Enter Esc Tab j Esc j Enter o j j Esc Esc Esc Esc").await;
            sitting.presses("L Enter Esc Tab Enter Esc Tab Enter Esc Tab Esc").await;
            sitting.presses("S Enter Esc Esc").await;
            assert!(sitting.screens > 90);
        }
    }
    // Asked for with a reason, one is shown: what is looked for would have been found.
    let mut sitting = Sitting::new(&desk, Role::Proofreader, (160, 45)).await;
    sitting.presses("n j j j v").await;
    sitting.takes(Msg::Key(Key::parse("Enter").unwrap()), now());
    sitting.settles().await;
    assert!(shows(&sitting.screen(), &secrets).is_some(), "{}", sitting.screen());
}
