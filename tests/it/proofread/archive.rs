//! The archive's screens over the same orders: the list, a history, its trail, and an entry in full.

use std::sync::Arc;

use jiaodui::desk::app::common::{Ask, Common, Env};
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Reply, Slot, Ticket};
use jiaodui::desk::input::command::Command;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::desk::screen::archive::Archive;
use jiaodui::desk::screen::archive::acts::{ArchiveAct, ArchiveReply, History};
use jiaodui::desk::screen::room::Room;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::look::Looked;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{
    ArchivePage, ArchiveRow, Asked, AskedPost, DoneBy, LookRecord, MessageRecord, Note, OutMessage, QueueRow, Timeline, TrailRow,
};
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::fixture::{ORDER, at, audit, second_round};
use crate::support::screen::text_of;

/// An archive in front of somebody, without a store.
struct Front {
    archive: Archive,
    common: Common,
    asked: Vec<Ask>,
}

fn env() -> Env {
    Env { now: at("17T10:00"), ids: Vec::new() }
}

impl Front {
    fn new(lang: Lang, size: (u16, u16), role: Role) -> Self {
        let mut common = Common::new(lang, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.size = size;
        common.institution = "hubei".into();
        common.actor = Some(Actor { login: "liu".into(), name: "刘主管".into(), role, institution: Some("hubei".into()) });
        let (archive, asked) = Archive::open(&mut common);
        Self { archive, common, asked }
    }

    /// The newest effect of the archive, and its ticket.
    fn asks(&self) -> (Ticket, ArchiveAct) {
        let effect = self.asked.iter().rev().find_map(|ask| match ask {
            Ask::Do(Effect::Archive { ticket, act }) => Some((*ticket, act.clone())),
            _ => None,
        });
        effect.unwrap_or_else(|| panic!("{:?}", self.asked))
    }

    fn reply(&mut self, reply: ArchiveReply) {
        let (ticket, _) = self.asks();
        self.asked = self.archive.reply(ticket, Reply::Archive(reply), &mut self.common, &mut env());
    }

    fn does(&mut self, command: Command) -> bool {
        match self.archive.command(command, &mut self.common, &mut env()) {
            Some(asks) => self.asked.extend(asks),
            None => return false,
        }
        true
    }

    fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let key = Key::parse(key).unwrap();
            let asks = match self.common.keymap.command(self.archive.context(), key) {
                Some(command) => self.archive.command(command, &mut self.common, &mut env()).unwrap_or_default(),
                None => self.archive.key(key, &mut self.common, &mut env()),
            };
            self.asked.extend(asks);
        }
    }

    fn screen(&self) -> String {
        let (columns, rows) = self.common.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows - 3)).unwrap();
        text_of(terminal.draw(|frame| self.archive.view(frame, frame.area(), &self.common, at("17T10:00"))).unwrap().buffer)
    }
}

fn row(number: u32, holder: &str, status: Status, decided: Option<&str>) -> ArchiveRow {
    let order_no = OrderNo::parse(&format!("20201016114825{number:02}")).unwrap();
    let changed_at = at("16T15:02").plus(i64::from(number) * 60_000);
    let by = |name: &str| DoneBy { login: name.to_owned(), name: name.to_owned(), at: changed_at };
    let row = QueueRow {
        order_no,
        holder: holder.to_owned(),
        summary: format!("{holder}-武汉大学-本科"),
        status,
        round: 1 + number % 2,
        items: 1 + number % 2,
        attachments: 3,
        findings: 0,
        submitted_at: at("16T11:48"),
        claim: None,
        postponed: None,
    };
    ArchiveRow { row, changed_at, decided: decided.map(by), is_blind: false }
}

fn page(more: bool) -> ArchivePage {
    let rows = vec![
        row(87, "李雯", Status::Accepted, Some("陈刚")),
        row(86, "阿依古丽·买买提", Status::Rejected, Some("欧阳娜娜")),
        row(85, "王\u{1b}[2J磊", Status::Cancelled, None),
        row(84, "单小明", Status::AwaitingSupplement, Some("张敏")),
        row(83, "赵六", Status::AwaitingProofreading, None),
    ];
    ArchivePage { rows, more, now: at("17T10:00") }
}

/// Two rounds with all that can happen.
fn timeline() -> Timeline {
    let mut file = second_round();
    let decision = file.decisions.first_mut().unwrap();
    decision.letter = "请补充材料\n并请致电本中心。".into();
    file.messages = vec![MessageRecord {
        message: OutMessage {
            message_id: "m-1".into(),
            order_no: Some(file.order_no.clone()),
            enquiry_no: None,
            account: "chsi-1".into(),
            kind: "supplement".into(),
            title: "申请单需补充材料".into(),
            body: decision.letter.clone(),
            at: decision.decided_at,
        },
        held_until: decision.held_until,
        withdrawn_at: None,
        delivered_at: Some(at("16T15:04")),
    }];
    file.notes = vec![Note {
        n: 1,
        staff: "hubei-p2".into(),
        staff_name: "陈刚".into(),
        at: at("16T15:02"),
        field: Some((1, Field::Number)),
        body: "编号第三位\n像是 8".into(),
    }];
    let rows = [
        ("16T11:48", None, "portal", "submit", r#"{"event_id":"e-1","items":1,"kind":"new"}"#),
        ("16T14:35", Some("陈刚"), "hubei-p2", "claim", r#"{"token":"c1","until":1602832800000}"#),
        ("16T14:40", Some("陈刚"), "hubei-p2", "skip", r#"{"reason":"与申请人相识，回避","token":"c1"}"#),
        ("16T15:02", Some("陈刚"), "hubei-p2", "decide", r#"{"status":"awaiting_supplement","token":"t1","version":1}"#),
        ("16T15:02", Some("陈刚"), "hubei-p2", "note", r#"{"n":1,"sha256":"00"}"#),
        ("17T09:12", None, "portal", "resubmit", r#"{"event_id":"e-2","items":[1],"round":2}"#),
        ("17T09:30", Some("刘主管"), "liu", "export", r#"{"attachments":false,"full":true,"reason":"上级核查","sha256":"ab"}"#),
    ];
    let mut trail: Vec<TrailRow> = Vec::new();
    for (seq, (when, name, actor, action, detail)) in (1..).zip(rows) {
        let mut entry = audit(seq, actor, action);
        entry.at = at(when);
        entry.detail = detail.to_owned();
        entry.prev_hash = trail.last().map(|row| row.entry.hash.clone()).unwrap_or_default();
        entry.hash = hash_of(&entry);
        trail.push(TrailRow { entry, name: name.map(str::to_owned) });
    }
    file.audit_seq = 7;
    let look = |when: &str, name: &str, what| LookRecord {
        by: DoneBy { login: name.to_owned(), name: name.to_owned(), at: at(when) },
        what,
        reason: None,
    };
    let post = |post, when: &str, staff: Option<(&str, &str)>, body: &str| AskedPost {
        post,
        at: at(when),
        staff: staff.map(|(login, name)| (login.to_owned(), name.to_owned())),
        body: body.to_owned(),
    };
    Timeline {
        file,
        trail,
        trail_cut: false,
        looks: vec![look("16T14:36", "陈刚", Looked::Reveal), look("17T09:29", "刘主管", Looked::Open)],
        looked: 2,
        asked: vec![Asked {
            enquiry_no: "q-77".into(),
            subject: "补充什么".into(),
            posts: vec![
                post(1, "16T16:00", None, "请问要补充\n什么材料？"),
                post(2, "16T17:00", Some(("zixun", "周咨询")), "请补充毕业证书的彩色扫描件。"),
            ],
        }],
        listings: Vec::new(),
        is_blind: false,
        hides_looks: false,
    }
}

fn history(timeline: Timeline) -> ArchiveReply {
    let (faults, happenings) = (timeline.faults(), timeline.happenings());
    ArchiveReply::History(Some(Box::new(History { timeline, happenings, faults })))
}

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

#[test]
fn the_list_and_a_history_are_drawn() {
    for size in SIZES {
        let mut room = Front::new(Lang::Zh, size, Role::Supervisor);
        room.reply(ArchiveReply::Rows(page(false)));
        let list = room.screen();
        assert!(!list.contains('\u{1b}'));
        insta::assert_snapshot!(format!("archive_list_{}", size.0), list);
        room.does(Command::Open);
        room.reply(history(timeline()));
        insta::assert_snapshot!(format!("archive_history_{}", size.0), room.screen());
        for _ in 0..4 {
            room.does(Command::NextPane);
        }
        room.does(Command::Open);
        insta::assert_snapshot!(format!("archive_letter_{}", size.0), room.screen());
        room.does(Command::Back);
        for _ in 0..5 {
            room.does(Command::NextPane);
        }
        insta::assert_snapshot!(format!("archive_trail_{}", size.0), room.screen());
        room.does(Command::ExportDossier);
        insta::assert_snapshot!(format!("archive_export_{}", size.0), room.screen());
    }
    let mut room = Front::new(Lang::En, (80, 24), Role::Supervisor);
    room.reply(ArchiveReply::Rows(page(true)));
    room.does(Command::Open);
    room.reply(history(timeline()));
    insta::assert_snapshot!("archive_history_english_80", room.screen());
}

#[test]
fn everything_that_happened_stands_in_its_place() {
    let timeline = timeline();
    let says: Vec<String> = timeline
        .happenings()
        .iter()
        .map(|one| {
            format!("{} {} {}", Lang::Zh.happening_kind(one.kind), Lang::Zh.who(&one.who), Lang::Zh.happening(&timeline, one))
        })
        .collect();
    assert_eq!(
        says,
        [
            "来件 申请人 提交申请，1 个项目",
            "办理 陈刚 领取，持有至 2020-10-16 15:20",
            "查看 陈刚 显示完整证件号码",
            "办理 陈刚 跳过：与申请人相识，回避",
            "决定 陈刚 决定：待补充材料",
            "备注 陈刚 备注（证书编号）：编号第三位 像是 8",
            "通知 陈刚 拟写通知《申请单需补充材料》，内容经修改",
            "通知 系统 通知已送达门户：《申请单需补充材料》",
            "咨询 申请人 咨询《补充什么》：请问要补充 什么材料？",
            "咨询 周咨询 回复咨询《补充什么》：请补充毕业证书的彩色扫描件。",
            "来件 申请人 重新提交，第 2 轮",
            "查看 刘主管 打开申请单",
            "查看 刘主管 导出档案（号码完整）：上级核查",
        ]
    );
}

#[test]
fn what_a_first_look_found_is_taken_out_of_a_history() {
    let mut blind = timeline();
    blind.make_blind();
    let mut room = Front::new(Lang::Zh, (160, 45), Role::Proofreader);
    room.reply(ArchiveReply::Rows(page(false)));
    room.does(Command::Open);
    room.reply(history(blind));
    for _ in 0..10 {
        for _ in 0..15 {
            let screen = room.screen();
            for told in ["陈刚", "待补充材料", "请补充", "编号第三位", "周咨询", "hubei-p2", "awaiting_supplement"]
            {
                assert!(!screen.contains(told), "{told}: {screen}");
            }
            room.does(Command::Down);
        }
        room.does(Command::NextPane);
    }
}

/// The status alone would tell which way a first look went.
#[test]
fn neither_a_row_nor_a_history_tells_what_is_to_be_looked_at_again() {
    for size in SIZES {
        let mut page = page(false);
        page.rows.retain(|row| row.decided.is_some());
        page.rows.iter_mut().for_each(ArchiveRow::make_blind);
        let mut blind = timeline();
        blind.file.status = Status::AwaitingSupplement;
        blind.make_blind();
        let mut room = Front::new(Lang::Zh, size, Role::Supervisor);
        room.reply(ArchiveReply::Rows(page));
        let list = room.screen();
        room.does(Command::Open);
        room.reply(history(blind));
        for (screen, times) in [(list, 3), (room.screen(), 1)] {
            assert_eq!(screen.matches("待复看").count(), times, "{screen}");
            for told in ["校对通过", "校对不通过", "待补充材料", "陈刚", "欧阳娜娜"] {
                assert!(!screen.contains(told), "{told}: {screen}");
            }
        }
    }
}

#[test]
fn a_trail_that_was_tampered_with_says_so_on_every_tab() {
    let mut timeline = timeline();
    timeline.trail[2].entry.detail = r#"{"reason":"材料太大","token":"c1"}"#.into();
    for size in SIZES {
        let mut room = Front::new(Lang::Zh, size, Role::Supervisor);
        room.reply(ArchiveReply::Rows(page(false)));
        room.does(Command::Open);
        room.reply(history(timeline.clone()));
        assert!(room.screen().contains("链有问题，共 1 处：第 3 条内容与哈希不符"), "{}", room.screen());
        room.does(Command::PreviousPane);
        assert!(room.screen().contains("audit.edited"), "{}", room.screen());
    }
    timeline.trail.pop();
    assert_eq!(timeline.faults().iter().map(|found| found.fault.code()).collect::<Vec<_>>(), ["audit.edited", "audit.tail"]);
}

#[test]
fn the_list_never_moves_under_the_cursor() {
    let mut room = Front::new(Lang::Zh, (80, 24), Role::Supervisor);
    room.reply(ArchiveReply::Rows(page(false)));
    room.does(Command::Down);
    let cursor = |room: &Front| {
        let screen = room.screen();
        let at = screen.lines().position(|line| line.contains("│> ")).unwrap();
        (at, screen.lines().nth(at).unwrap().chars().skip(3).take(16).collect::<String>())
    };
    let before = cursor(&room);
    // What others do is marked and counted, and nothing is read.
    let mut decided = audit(9, "chengang", "decide");
    decided.subject = page(false).rows[0].row.order_no.to_string();
    room.asked = room.archive.activity(&[decided], &mut room.common);
    assert!(room.asked.is_empty());
    assert_eq!(cursor(&room), before);
    assert!(room.screen().contains("1 条有更新"), "{}", room.screen());
    // F5 reads it again: two are new before it, and the cursor stays on its order.
    room.does(Command::Refresh);
    let mut newer = page(false);
    newer.rows.insert(0, row(90, "新一", Status::Accepted, Some("张敏")));
    newer.rows.insert(0, row(91, "新二", Status::Accepted, Some("张敏")));
    room.reply(ArchiveReply::Rows(newer));
    assert_eq!(cursor(&room).1, before.1);
}

#[test]
fn the_end_of_the_list_is_read_on_by_key_and_a_stale_page_is_dropped() {
    let mut room = Front::new(Lang::Zh, (80, 24), Role::Clerk);
    let (_, act) = room.asks();
    assert!(matches!(act, ArchiveAct::Page(query) if query.before.is_none() && query.institution == "hubei"));
    room.reply(ArchiveReply::Rows(page(true)));
    room.does(Command::Last);
    let (ticket, act) = room.asks();
    let last = page(true).rows.last().unwrap().key();
    assert!(matches!(&act, ArchiveAct::Page(query) if query.before.as_ref() == Some(&last)), "{act:?}");
    assert_eq!(ticket.slot, Slot::Archive);
    // Read anew, all that was read is: the cursor stays on its order, however far down.
    let rows = (10..40).flat_map(|number| vec![row(number, "李雯", Status::Accepted, None); 5]);
    let behind: Vec<_> = (0..)
        .zip(rows)
        .map(|(n, mut row)| {
            row.row.order_no = OrderNo::parse(&format!("20201015{:08}", 11_480_000 + n)).unwrap();
            row
        })
        .collect();
    room.reply(ArchiveReply::Rows(ArchivePage { rows: behind, ..page(true) }));
    room.does(Command::Refresh);
    let (ticket, act) = room.asks();
    assert!(matches!(&act, ArchiveAct::Page(query) if query.before.is_none() && query.limit == 155), "{act:?}");
    // Typing asks anew; what was asked before no longer counts.
    room.does(Command::Find);
    let asks = room.archive.paste("lw", &mut room.common, &mut env());
    room.asked.extend(asks);
    let (newer, act) = room.asks();
    assert!(matches!(act, ArchiveAct::Search { .. }));
    assert!(!room.common.accepts(ticket) && room.common.accepts(newer));
}

#[test]
fn a_dossier_is_masked_unless_one_says_why() {
    let mut room = Front::new(Lang::Zh, (80, 24), Role::Supervisor);
    assert!(room.archive.why_not(Command::ExportDossier, &room.common).is_some(), "there is nothing to take out yet");
    room.reply(ArchiveReply::Rows(page(false)));
    assert_eq!(room.archive.why_not(Command::ExportDossier, &room.common), None);
    room.does(Command::ExportDossier);
    room.keys("Enter");
    let (ticket, act) = room.asks();
    let ArchiveAct::Export { full: false, attachments: false, reason, order_no, .. } = act else { panic!("{act:?}") };
    assert_eq!((reason.as_str(), order_no.as_str(), ticket.slot), ("", ORDER, Slot::RoomWrite));
    // A second Enter is not a second dossier; what it failed of is said and the form stays.
    room.asked.clear();
    room.keys("Enter");
    assert!(room.asked.is_empty());
    let reply = ArchiveReply::NotExported { code: "dossier.exists", detail: "/x".into() };
    let said = room.archive.reply(ticket, Reply::Archive(reply), &mut room.common, &mut env());
    assert!(matches!(said.as_slice(), [Ask::Say(notice)] if notice.text.contains("从不覆盖")), "{said:?}");
    // With the files it needs a reason.
    room.keys("Tab Enter");
    assert!(matches!(room.asked.as_slice(), [Ask::Say(_)]), "{:?}", room.asked);
    room.archive.paste("上级核查", &mut room.common, &mut env());
    room.keys("Enter");
    assert!(matches!(room.asks().1, ArchiveAct::Export { full: false, attachments: true, reason, .. } if reason == "上级核查"));
    for role in [Role::Proofreader, Role::Clerk] {
        let room = Front::new(Lang::Zh, (80, 24), role);
        assert!(room.archive.why_not(Command::ExportDossier, &room.common).is_some(), "{role:?}");
    }
}
