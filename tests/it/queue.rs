//! What the queue looks like, filtered and with its boxes open, at two sizes.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiaodui::desk::app::common::{Common, Env};
use jiaodui::desk::app::effect::{Effect, ViewAct};
use jiaodui::desk::app::model::Model;
use jiaodui::desk::app::msg::{Msg, Reply, Slot, Ticket, ViewReply};
use jiaodui::desk::app::update::update;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::queue_view::{Finding, Held, QueueFilter, QueueView, School, Sort, Waiting};
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{
    Colleague, FilteredPage, Holder, Institution, Matching, QueueFrom, QueuePage, QueueRow, SavedView,
};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::screen::text_of;

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

fn now() -> Millis {
    Millis::from_rfc3339("2020-10-16T14:32:00+08:00").unwrap()
}

fn row(n: u32) -> QueueRow {
    let names = ["李雯", "王磊", "欧阳娜娜", "阿依古丽·买买提"];
    let schools = ["武汉大学", "武汉理工大学", "武汉大学珞珈学院"];
    let at = usize::try_from(n).unwrap();
    let (holder, school) = (names[at % names.len()], schools[at % schools.len()]);
    QueueRow {
        order_no: OrderNo::parse(&format!("2020101{}11{:02}{:02}87", 2 + n / 30, n / 60, n % 60)).unwrap(),
        holder: holder.into(),
        summary: format!("{holder}-{school}-本科"),
        status: Status::AwaitingProofreading,
        round: 1 + n % 3 / 2,
        items: 1 + n % 5 / 4,
        attachments: 3,
        findings: n % 4,
        submitted_at: now().plus(-86_400_000 * 4 + i64::from(n) * 700_000),
        claim: (n % 7 == 2).then(|| Holder { login: "chengang".into(), name: "陈刚".into(), until: now().plus(600_000) }),
        postponed: None,
    }
}

fn kept() -> Vec<SavedView> {
    let late = QueueFilter {
        waiting: Some(Waiting::Over(3)),
        school: Some(School { name: "武汉".into(), whole: false }),
        finding: Some(Finding::Some),
        ..QueueFilter::default()
    };
    let held = QueueFilter { holder: Some(Held::By("chengang".into())), ..QueueFilter::default() };
    let ended = QueueFilter { statuses: BTreeSet::from([Status::Rejected]), ..QueueFilter::default() };
    let of = |filter, sort| Some(QueueView { filter, sort, ..QueueView::default() });
    vec![
        SavedView { view: "v1".into(), shared: false, name: "武汉超期".into(), body: of(late, Sort::Oldest) },
        SavedView { view: "v2".into(), shared: false, name: "陈刚手上的".into(), body: of(held, Sort::Oldest) },
        SavedView { view: "v3".into(), shared: true, name: "不通过的".into(), body: of(ended, Sort::Newest) },
        SavedView { view: "v4".into(), shared: true, name: "新版的".into(), body: None },
    ]
}

/// A desk whose store is what stands here.
struct Seat(Model);

impl Seat {
    fn new(size: (u16, u16), role: Role) -> Self {
        let catalogue = Arc::new(Catalogue::from_toml(DEFAULT).unwrap());
        let mut common = Common::new(Lang::Zh, catalogue, Keymap::default());
        common.calendar = Arc::new(Calendar::from_toml(calendar::DEFAULT).unwrap());
        common.size = size;
        let mut seat = Self(Model::new(common, ""));
        let ticket = seat.0.common.ticket(Slot::SignIn);
        let institution = Some("hubei".to_owned());
        let actor = Actor { login: "zhangmin".into(), name: "张敏".into(), role, institution };
        let hubei = Institution {
            code: "hubei".into(),
            name: "湖北省高校毕业生就业指导中心".into(),
            short_name: "湖北".into(),
            province_code: None,
        };
        seat.takes(Msg::Done(ticket, Reply::SignedIn(actor, vec![hubei], 0)));
        seat
    }

    fn takes(&mut self, msg: Msg) {
        let mut env = Env { now: now(), ids: vec!["id".into(); 4] };
        let mut waiting: Vec<Effect> = update(&mut self.0, msg, &mut env);
        while let Some(effect) = waiting.pop() {
            if let Some((ticket, reply)) = Self::answer(effect) {
                waiting.extend(update(&mut self.0, Msg::Done(ticket, reply), &mut env));
            }
        }
    }

    fn answer(effect: Effect) -> Option<(Ticket, Reply)> {
        let open = (1_284, 212);
        Some(match effect {
            Effect::LoadQueue { ticket, .. } => {
                let rows = (0..60).map(row).collect();
                (ticket, Reply::QueuePage(QueuePage { rows, before: 0, total: 1_284, open, now: now() }))
            }
            Effect::Views { ticket, act, .. } => {
                let reply = match act {
                    ViewAct::Page(query) => {
                        let sorted = query.sort == Sort::Findings;
                        let first = if query.from == QueueFrom::Start { 0 } else { return None };
                        let mut rows: Vec<QueueRow> = (first..first + 12).map(row).collect();
                        rows.sort_by_key(|row| if sorted { 9 - row.findings } else { 0 });
                        let next = Some(row(50).key());
                        let page = FilteredPage { rows, next, full: false, looked: 5_000, of: Some(12_840), open, now: now() };
                        ViewReply::Page(Box::new(page))
                    }
                    ViewAct::Match(_) => ViewReply::Matching(Matching { n: 37, more: true }),
                    ViewAct::Count { queries, postponed } => {
                        let of = |n: usize| Matching { n: u32::try_from(n * 250).unwrap(), more: n == 4 };
                        let mut counts: Vec<_> = queries.into_iter().enumerate().map(|(n, (view, _))| (view, of(n))).collect();
                        counts.push((postponed, Matching { n: 3, more: false }));
                        ViewReply::Counts(counts)
                    }
                    ViewAct::List => {
                        let person = |login: &str, name: &str| Colleague {
                            login: login.into(),
                            name: name.into(),
                            role: Role::Proofreader,
                            everywhere: false,
                        };
                        let people = vec![person("zhangmin", "张敏"), person("chengang", "陈刚")];
                        ViewReply::Views { views: kept(), people }
                    }
                    _ => ViewReply::Done,
                };
                (ticket, Reply::Views(reply))
            }
            Effect::Reload { ticket, .. } => (ticket, Reply::NoSuchOrder),
            _ => return None,
        })
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.takes(Msg::Key(Key::parse(key).unwrap()));
        }
        self
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.takes(Msg::Paste(text.into()));
        self
    }

    fn screen(&self) -> String {
        let (columns, rows) = self.0.common.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let drawn = terminal.draw(|frame| self.0.view(frame, now())).unwrap();
        text_of(drawn.buffer)
    }
}

fn snapshots(name: &str, role: Role, play: impl Fn(&mut Seat)) {
    for size in SIZES {
        let mut seat = Seat::new(size, role);
        play(&mut seat);
        insta::assert_snapshot!(format!("{name}_{}", size.0), seat.screen());
    }
}

#[test]
fn the_form_with_a_school_typed() {
    snapshots("form_school", Role::Proofreader, |seat| {
        seat.keys("f Down Down Space Tab Tab Tab Tab").types("武汉");
    });
}

#[test]
fn the_form_with_findings_to_choose_from() {
    snapshots("form_findings", Role::Proofreader, |seat| {
        seat.keys("f Tab Tab Tab Tab Tab").types("继续教育").keys("Tab").types("3").keys("Tab Tab Down Down Down Space");
    });
}

#[test]
fn what_a_filter_found_so_far() {
    snapshots("filtered", Role::Proofreader, |seat| {
        seat.keys("5 j j");
    });
}

#[test]
fn a_filter_in_words_sorted_among_the_oldest() {
    snapshots("filtered_words", Role::Proofreader, |seat| {
        seat.keys("f Tab Tab Tab Tab").types("武汉").keys("Ctrl-S s s");
    });
}

#[test]
fn the_views_with_their_counts() {
    snapshots("views", Role::Supervisor, |seat| {
        seat.keys("V j");
    });
}

#[test]
fn a_view_being_kept() {
    snapshots("view_name", Role::Supervisor, |seat| {
        seat.keys("V s Tab").types("不通过的");
    });
}

#[test]
fn the_columns_and_the_list_in_them() {
    snapshots("columns", Role::Proofreader, |seat| {
        seat.keys("C j j Space G Space k k Space");
    });
    snapshots("columns_chosen", Role::Proofreader, |seat| {
        seat.keys("C j j Space G Space k k Space Esc");
    });
}
