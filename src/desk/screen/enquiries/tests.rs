//! The screen without a terminal or a store: messages in, effects out.

mod keeping;

use std::sync::Arc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::acts::{EnquiryAct, EnquiryReply};
use super::*;
use crate::desk::input::keymap::Keymap;
use crate::domain::enquiry::EnquiryState;
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::reply::{self, Replies};
use crate::domain::staff::{Actor, Role};
use crate::store::StoreError;
use crate::store::records::{
    EnquiryDone, EnquiryPage, EnquiryPost, EnquiryThread, Institution, NewReply, Replied, ReplyTakenBack, SentReply,
};
use crate::text::Lang;

/// A Wednesday morning.
const NOW: Millis = Millis(1_606_269_600_000);

fn common(login: &str, role: Role) -> Common {
    let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
    common.replies = Arc::new(Replies::from_toml(reply::DEFAULT).unwrap());
    common.size = (80, 24);
    common.institution = "hubei".into();
    common.institutions = vec![Institution {
        code: "hubei".into(),
        name: "湖北省高校毕业生就业指导中心".into(),
        short_name: "湖北".into(),
        province_code: None,
    }];
    common.actor = Some(Actor { login: login.into(), name: "周咨询".into(), role, institution: Some("hubei".into()) });
    common
}

fn enquiry(number: &str) -> EnquiryRow {
    EnquiryRow {
        enquiry_no: number.into(),
        account: "chsi-0001".into(),
        order_no: None,
        subject: format!("什么时候办好 {number}"),
        opened_at: NOW.plus(-7_200_000),
        last_post_at: NOW.plus(-7_200_000),
        waiting_since: Some(NOW.plus(-7_200_000)),
        state: EnquiryState::Open,
        assigned: None,
        asked: 1,
        read: 0,
    }
}

fn post(number: u32, staff: Option<&str>, body: &str) -> EnquiryPost {
    EnquiryPost {
        post: number,
        at: NOW.plus(i64::from(number) * 1000),
        staff: staff.map(|login| (login.to_owned(), "刘主管".to_owned())),
        body: body.into(),
        sent: None,
    }
}

fn thread(number: &str, posts: Vec<EnquiryPost>, draft: Option<&str>) -> EnquiryThread {
    let row = EnquiryRow { asked: posts.len() as u32, ..enquiry(number) };
    EnquiryThread { row, posts, notes: Vec::new(), draft: draft.map(str::to_owned), replying: Vec::new(), now: NOW }
}

/// A screen at which somebody sits.
struct Desk {
    common: Common,
    screen: Enquiries,
    now: Millis,
    ids: u32,
}

impl Desk {
    fn new(login: &str, role: Role) -> Self {
        let mut common = common(login, role);
        let (screen, asks) = Enquiries::open(&mut common);
        let mut desk = Self { common, screen, now: NOW, ids: 0 };
        let page = EnquiryPage { rows: ["q-1", "q-2", "q-3"].map(enquiry).to_vec(), waiting: 3, ..EnquiryPage::default() };
        desk.answers(&asks, EnquiryReply::Page(page));
        desk
    }

    /// With one thread open.
    fn reading(login: &str, role: Role, thread: EnquiryThread) -> Self {
        let mut desk = Self::new(login, role);
        let asks = desk.presses("Enter");
        desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread, None)))));
        desk
    }

    fn env(&mut self) -> Env {
        self.ids += 2;
        Env { now: self.now, ids: vec![format!("id-{}", self.ids), format!("id-{}", self.ids - 1)] }
    }

    /// Presses keys as the desk around it does; what was asked for.
    fn presses(&mut self, keys: &str) -> Vec<Ask> {
        let mut asks = Vec::new();
        for key in keys.split_whitespace() {
            let key = Key::parse(key).unwrap();
            let mut env = self.env();
            match self.common.keymap.command(self.screen.context(), key) {
                Some(command) => match self.screen.why_not(command, &self.common) {
                    Some(why) => asks.push(say(Tone::Warn, why)),
                    None => asks.extend(self.screen.command(command, &mut self.common, &mut env).unwrap_or_default()),
                },
                None => asks.extend(self.screen.key(key, &mut self.common, &mut env)),
            }
        }
        asks
    }

    fn types(&mut self, text: &str) -> Vec<Ask> {
        let mut env = self.env();
        self.screen.paste(text, &mut self.common, &mut env)
    }

    /// Answers the newest effect among these.
    fn answers(&mut self, asks: &[Ask], reply: EnquiryReply) -> Vec<Ask> {
        let ticket = tickets(asks).pop().expect("something was asked for");
        self.replies(ticket, Reply::Enquiry(reply))
    }

    fn replies(&mut self, ticket: Ticket, reply: Reply) -> Vec<Ask> {
        let mut env = self.env();
        if let Some(asks) = kept::came_of(ticket, &reply, &mut self.common) {
            return asks;
        }
        self.screen.reply(ticket, reply, &mut self.common, &mut env)
    }

    fn screen(&self) -> String {
        let (columns, rows) = self.common.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        let area = Rect { x: 0, y: 1, width: columns, height: rows - 3 };
        terminal.draw(|frame| self.screen.view(frame, area, &self.common, self.now)).unwrap();
        let buffer = terminal.backend().buffer();
        let line = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>().replace(' ', "");
        (0..rows).map(line).collect::<Vec<_>>().join("\n")
    }
}

fn acts(asks: &[Ask]) -> Vec<EnquiryAct> {
    let act = |ask: &Ask| match ask {
        Ask::Do(Effect::Enquiry { act, .. }) => Some(act.clone()),
        _ => None,
    };
    asks.iter().filter_map(act).collect()
}

fn tickets(asks: &[Ask]) -> Vec<Ticket> {
    let ticket = |ask: &Ask| match ask {
        Ask::Do(Effect::Enquiry { ticket, .. }) => Some(*ticket),
        _ => None,
    };
    asks.iter().filter_map(ticket).collect()
}

/// Ticket and content of the reply that is being sent.
fn sent(asks: &[Ask]) -> Option<(Ticket, NewReply)> {
    asks.iter().find_map(|ask| match ask {
        Ask::Do(Effect::Enquiry { ticket, act: EnquiryAct::Send(reply), .. }) => Some((*ticket, (**reply).clone())),
        _ => None,
    })
}

fn said(asks: &[Ask]) -> String {
    let text = |ask: &Ask| if let Ask::Say(notice) = ask { Some(notice.text.clone()) } else { None };
    asks.iter().filter_map(text).collect::<Vec<_>>().join("\n")
}

fn clerk(posts: Vec<EnquiryPost>, draft: Option<&str>) -> Desk {
    Desk::reading("zixun", Role::Clerk, thread("q-1", posts, draft))
}

fn one_question() -> Vec<EnquiryPost> {
    vec![post(1, None, "什么时候能办好？")]
}

#[test]
fn a_thread_that_is_opened_is_read() {
    let mut desk = Desk::new("zixun", Role::Clerk);
    let asks = desk.presses("j Enter");
    assert_eq!(acts(&asks), [EnquiryAct::Open("q-2".into())]);
    let asks = desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-2", one_question(), None), None)))));
    assert_eq!(acts(&asks), [EnquiryAct::MarkRead { enquiry_no: "q-2".into(), post: 1 }]);
    assert!(desk.screen().contains("什么时候能办好？"), "{}", desk.screen());
    // Back in the list, which is read anew, it is marked no longer.
    let asks = desk.presses("Esc");
    assert!(matches!(acts(&asks)[..], [EnquiryAct::LoadPage(_)]));
    assert_eq!(desk.screen.rows.iter().map(EnquiryRow::is_unread).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn a_reply_is_saved_as_it_grows_and_colleagues_see_it() {
    let mut desk = clerk(one_question(), None);
    let there = EnquiryAct::Presence { enquiry_no: "q-1".into(), lease_ms: Some(30_000) };
    assert_eq!(acts(&desk.presses("r")), std::slice::from_ref(&there));
    let draft = |text: &str| EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: text.into() };
    assert_eq!(acts(&desk.types("您好")), [draft("您好")]);
    desk.now = desk.now.plus(9_000);
    assert_eq!(acts(&desk.types("，三日内")), [draft("您好，三日内")], "not said again so soon");
    desk.now = desk.now.plus(2_000);
    assert_eq!(acts(&desk.types("。")), [draft("您好，三日内。"), there]);
    // An arrow changes nothing that would have to be saved.
    assert_eq!(acts(&desk.presses("Left")), []);
    let asks = desk.presses("Esc");
    assert_eq!(acts(&asks), [draft("您好，三日内。"), EnquiryAct::Presence { enquiry_no: "q-1".into(), lease_ms: None }]);
    // Left and opened again it is still there; what was saved is not saved again.
    desk.replies(tickets(&asks)[0], Reply::DraftSaved);
    assert_eq!(acts(&desk.presses("r")).len(), 1);
    assert!(desk.screen().contains("您好，三日内。"), "{}", desk.screen());
}

#[test]
fn a_reply_is_sent_once() {
    let mut desk = clerk(one_question(), Some("您好"));
    let asks = desk.presses("r Ctrl-S");
    let (ticket, reply) = sent(&asks).unwrap();
    assert_eq!((reply.seen_post, reply.body.as_str(), reply.title.as_str()), (1, "您好", "关于“什么时候办好 q-1”的答复"));
    assert_eq!(reply.hold_ms, 60_000);
    // While it is under way nothing is typed and nothing sent again.
    assert_eq!((acts(&desk.presses("Ctrl-S")), acts(&desk.types("再"))), (vec![], vec![]));
    let asks = desk.replies(ticket, Reply::Enquiry(EnquiryReply::Sent(Replied::Done { post: 2, held_until: NOW.plus(60_000) })));
    assert!(said(&asks).contains("60 秒内可按 u 撤回"));
    assert_eq!(acts(&asks), [EnquiryAct::Open("q-1".into())]);
    assert_eq!(desk.screen.context(), Context::Thread);
    // From the list it can still be taken back.
    desk.presses("Esc");
    let asks = desk.presses("u");
    assert!(acts(&asks).contains(&EnquiryAct::TakeBack { enquiry_no: "q-1".into(), token: reply.token }));
}

#[test]
fn what_came_in_meanwhile_is_looked_at_once() {
    let mut desk = clerk(one_question(), None);
    desk.presses("r");
    desk.types("您好");
    // Seen in time, because the trail told of it.
    let mut posts = one_question();
    posts.push(post(2, None, "另外我换了邮箱"));
    let again = desk.presses("F5");
    assert!(acts(&again).is_empty(), "F5 is typed text's business here");
    let asks = desk.screen.reload_thread(&mut desk.common);
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-1", posts.clone(), None), None)))));
    assert!(desk.screen().contains("另外我换了邮箱") && desk.screen().contains("您好"), "{}", desk.screen());
    let asks = desk.presses("Ctrl-S");
    assert_eq!(sent(&asks), None);
    assert!(said(&asks).contains("有新内容"));
    let (ticket, reply) = sent(&desk.presses("Ctrl-S")).unwrap();
    assert_eq!(reply.seen_post, 2);
    // Not seen in time: the store refuses, it is read and shown, and the next one goes through.
    let asks = desk.replies(ticket, Reply::Enquiry(EnquiryReply::Sent(Replied::Newer { post: 3 })));
    assert_eq!(said(&asks), "");
    posts.push(post(3, Some("liuzhuguan"), "我先答复了"));
    let asks = desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-1", posts, None), None)))));
    assert!(said(&asks).contains("有新内容"));
    assert!(desk.screen().contains("我先答复了") && desk.screen().contains("您好"), "{}", desk.screen());
    let (_, reply) = sent(&desk.presses("Ctrl-S")).unwrap();
    assert_eq!((reply.seen_post, reply.body.as_str()), (3, "您好"));
}

#[test]
fn an_unfilled_variable_keeps_a_reply_back() {
    let mut desk = clerk(one_question(), None);
    desk.presses("r");
    desk.types("您的申请单{order_no}于{last_decision_on}校对");
    let asks = desk.presses("Ctrl-S");
    assert_eq!(sent(&asks), None);
    assert!(said(&asks).contains("{order_no}、{last_decision_on}"), "{}", said(&asks));
    assert_eq!(desk.screen.context(), Context::Reply);
    desk.presses("Ctrl-U");
    assert!(said(&desk.presses("Ctrl-S")).contains("空"));
    // Other braces are the writer's own.
    desk.types("填写方式见{附件}");
    assert!(sent(&desk.presses("Ctrl-S")).is_some());
}

#[test]
fn a_canned_text_goes_in_at_the_caret() {
    let mut desk = clerk(one_question(), Some("您好。"));
    assert!(acts(&desk.presses("t")).is_empty());
    assert!(desk.screen().contains("常用语"));
    // By pinyin initials: 学位证书能否一起办.
    desk.types("xwzs");
    assert!(desk.screen().contains("本业务只受理学历"), "{}", desk.screen());
    let asks = desk.presses("Enter");
    let saved =
        acts(&asks).into_iter().find_map(|act| if let EnquiryAct::SaveDraft { body, .. } = act { Some(body) } else { None });
    let text = saved.unwrap();
    assert!(text.starts_with("您好。您好！本业务") && text.ends_with("湖北省高校毕业生就业指导中心"), "{text}");
    // What this enquiry cannot fill is said before it goes in.
    desk.presses("Ctrl-T");
    assert!(desk.screen().contains("此处无法填入：{order_no}"), "{}", desk.screen());
    desk.presses("Esc");
    assert_eq!(desk.screen.context(), Context::Reply);
}

#[test]
fn an_unknown_outcome_is_asked_for_and_never_sent_twice() {
    let mut desk = clerk(one_question(), Some("您好"));
    let (ticket, reply) = sent(&desk.presses("r Ctrl-S")).unwrap();
    let token = reply.token.clone();
    let asks = desk.replies(ticket, Reply::Enquiry(EnquiryReply::OutcomeUnknown { token: token.clone() }));
    assert!(acts(&asks).contains(&EnquiryAct::AskSent { token: token.clone() }));
    let asked = tickets(&asks)[0];
    let asks = desk.replies(asked, Reply::Enquiry(EnquiryReply::NotSent));
    assert!(said(&asks).contains("草稿仍在"));
    let (ticket, again) = sent(&desk.presses("Ctrl-S")).unwrap();
    assert_eq!((again.token, again.message_id), (token, reply.message_id));
    // The store failed altogether: the text is still there and can be sent.
    let asks = desk.replies(ticket, Reply::Failed(StoreError::Unavailable("gone".into())));
    assert!(said(&asks).contains("database.unavailable"));
    assert!(sent(&desk.presses("Ctrl-S")).is_some());
}

#[test]
fn a_reply_taken_back_is_edited_again() {
    let mut posts = one_question();
    let mut own = post(2, Some("zixun"), "您好，三日内。");
    own.sent = Some(SentReply { token: "t-1".into(), held_until: NOW.plus(50_000), taken_back_at: None, delivered_at: None });
    posts.push(own);
    let mut desk = clerk(posts.clone(), None);
    assert!(desk.screen().contains("可按u撤回"), "{}", desk.screen());
    let asks = desk.presses("u");
    assert_eq!(acts(&asks), [EnquiryAct::TakeBack { enquiry_no: "q-1".into(), token: "t-1".into() }]);
    let asks = desk.answers(&asks, EnquiryReply::TakenBack(ReplyTakenBack::Done));
    assert!(said(&asks).contains("已撤回"));
    posts[1].sent.as_mut().unwrap().taken_back_at = Some(NOW);
    let read = thread("q-1", posts, Some("您好，三日内。"));
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((read, None)))));
    assert_eq!(desk.screen.context(), Context::Reply);
    assert!(sent(&desk.presses("Ctrl-S")).is_some(), "what was taken back is nothing new");
    // Once its hold is over there is nothing to take back.
    let mut desk = clerk(one_question(), None);
    assert!(said(&desk.presses("u")).contains("没有可以撤回的回复"));
}

#[test]
fn who_only_proofreads_reads() {
    let mut desk = Desk::reading("zhangmin", Role::Proofreader, thread("q-1", one_question(), None));
    for key in ["r", "t", "c", "h", "u"] {
        let asks = desk.presses(key);
        assert!(said(&asks).contains("只能查看"), "{key}: {}", said(&asks));
        assert_eq!(desk.screen.context(), Context::Thread, "{key}");
    }
    // What was handed over to them they hand back.
    let mut mine = thread("q-1", one_question(), None);
    mine.row.assigned = Some(("zhangmin".into(), "张敏".into()));
    let mut desk = Desk::reading("zhangmin", Role::Proofreader, mine);
    assert_eq!(acts(&desk.presses("h")), [EnquiryAct::Colleagues]);
}

#[test]
fn handing_over_needs_somebody_and_a_note() {
    let mut desk = clerk(one_question(), None);
    let asks = desk.presses("h");
    assert!(said(&desk.presses("Enter")).contains("没有可以转交的同事"));
    let colleague = |login: &str, name: &str, role| crate::store::records::Colleague {
        login: login.into(),
        name: name.into(),
        role,
        everywhere: false,
    };
    let all = vec![
        colleague("liuzhuguan", "刘主管", Role::Supervisor),
        colleague("zhangmin", "张敏", Role::Proofreader),
        colleague("zixun", "周咨询", Role::Clerk),
    ];
    desk.answers(&asks, EnquiryReply::Colleagues(all));
    assert!(!desk.screen().contains("周咨询"), "not to oneself: {}", desk.screen());
    assert!(said(&desk.presses("Down Down Down Enter")).contains("原因"));
    desk.types("证书已重传，请看");
    let asks = desk.presses("Enter");
    let over = EnquiryAct::HandOver { enquiry_no: "q-1".into(), to: "zhangmin".into(), note: "证书已重传，请看".into() };
    assert_eq!(acts(&asks), [over]);
    let asks = desk.answers(&asks, EnquiryReply::Done(EnquiryDone::Done));
    assert!(said(&asks).contains("已转交"));
    assert_eq!(desk.screen.context(), Context::Thread);
}

#[test]
fn closing_what_is_unanswered_is_asked_for_once_more() {
    let mut desk = clerk(one_question(), None);
    assert!(said(&desk.presses("c")).contains("再按一次 c"));
    // Another key in between takes the question back.
    desk.presses("j");
    assert!(acts(&desk.presses("c")).is_empty());
    let asks = desk.presses("c");
    assert_eq!(acts(&asks), [EnquiryAct::Close { enquiry_no: "q-1".into(), seen_post: 1 }]);
    let asks = desk.answers(&asks, EnquiryReply::Done(EnquiryDone::Done));
    assert!(said(&asks).contains("已关闭"));
    let mut closed = thread("q-1", one_question(), None);
    (closed.row.state, closed.row.waiting_since) = (EnquiryState::Closed, None);
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((closed, None)))));
    assert!(said(&desk.presses("r")).contains("先按 c 重新打开"));
    assert_eq!(acts(&desk.presses("c")), [EnquiryAct::Reopen { enquiry_no: "q-1".into() }]);
}

fn activity(subject: &str, actor: &str, action: &str) -> AuditEntry {
    AuditEntry {
        institution: "hubei".into(),
        subject: subject.into(),
        seq: 9,
        at: NOW,
        actor: actor.into(),
        action: action.into(),
        detail: "{}".into(),
        prev_hash: String::new(),
        hash: String::new(),
    }
}

#[test]
fn the_list_never_moves_under_the_cursor() {
    let mut desk = Desk::new("zixun", Role::Clerk);
    desk.presses("j");
    let entries = [
        activity("enquiry:q-1", "liuzhuguan", "reply"),
        activity("enquiry:q-9", "portal", "enquiry"),
        activity("enquiry:q-3", "zixun", "reply"),
        activity("2020101611482587", "zhangmin", "claim"),
    ];
    let asks = desk.screen.activity(&entries, &mut desk.common);
    assert_eq!(acts(&asks), [EnquiryAct::Replying, EnquiryAct::LoadRows(vec!["q-1".into(), "q-3".into()])]);
    let answered = EnquiryRow { waiting_since: None, ..enquiry("q-1") };
    desk.answers(&asks, EnquiryReply::Rows(vec![answered]));
    let screen = desk.screen();
    assert!(screen.contains("2条有更新"), "one of a colleague's, one that came: {screen}");
    assert!(screen.contains("已答复"), "{screen}");
    assert_eq!(desk.screen.rows[desk.screen.selected].enquiry_no, "q-2");
    // F5 brings it into order, the cursor stays on its enquiry.
    let asks = desk.presses("F5");
    let rows = ["q-2", "q-3", "q-9"].map(enquiry).to_vec();
    desk.answers(&asks, EnquiryReply::Page(EnquiryPage { rows, waiting: 3, ..EnquiryPage::default() }));
    assert_eq!((desk.screen.selected, desk.screen.updates()), (0, 0));
}

#[test]
fn who_is_writing_is_asked_of_an_open_thread_and_of_no_list() {
    // The list: by what it is read with, and with whatever changes; not by a clock.
    let mut desk = Desk::new("zixun", Role::Clerk);
    desk.now = NOW.plus(60_000);
    let mut env = desk.env();
    assert_eq!(acts(&desk.screen.tick(&mut desk.common, &mut env)), []);
    assert_eq!(desk.screen.wakes_at(&desk.common, desk.now), None);
    let entry = AuditEntry {
        institution: "hubei".into(),
        subject: "enquiry:q-3".into(),
        seq: 2,
        at: NOW,
        actor: "liuzhuguan".into(),
        action: "reply".into(),
        detail: "{}".into(),
        prev_hash: String::new(),
        hash: String::new(),
    };
    let asks = desk.screen.activity(&[entry], &mut desk.common);
    let ticket = *tickets(&asks).iter().find(|ticket| ticket.slot == Slot::Replying).expect("it is asked with a change");
    let writes = vec![Replying { enquiry_no: "q-2".into(), name: "刘主管".into() }];
    desk.replies(ticket, Reply::Enquiry(EnquiryReply::Replying(writes)));
    assert!(desk.screen().contains("刘主管回复中"), "{}", desk.screen());
    // Who says nothing for as long as presence lasts is no longer there.
    for (later, there) in [(LEASE_MS - 1, true), (LEASE_MS, false)] {
        desk.now = NOW.plus(60_000 + later);
        let mut env = desk.env();
        assert_eq!(acts(&desk.screen.tick(&mut desk.common, &mut env)), []);
        assert_eq!(desk.screen().contains("刘主管回复中"), there, "{later}");
    }
    // A thread: seldom while it is read, and every three seconds while one writes oneself.
    let mut desk = clerk(one_question(), None);
    for (keys, every) in [("", READING_LOOK_MS), ("r", WRITING_LOOK_MS)] {
        desk.presses(keys);
        let begun = desk.now;
        assert_eq!(desk.screen.wakes_at(&desk.common, begun), Some(begun.plus(every)));
        for (later, asked) in [(every - 1, false), (every, true), (every + 1, false)] {
            desk.now = begun.plus(later);
            let mut env = desk.env();
            let asks = desk.screen.tick(&mut desk.common, &mut env);
            assert_eq!(acts(&asks) == [EnquiryAct::Replying], asked, "{later}: {asks:?}");
        }
        desk.now = begun.plus(every);
    }
}

#[test]
fn a_click_selects_an_enquiry_and_a_second_one_opens_it() {
    let mut desk = Desk::new("zixun", Role::Clerk);
    let (columns, rows) = desk.common.size;
    let area = Rect { x: 0, y: 1, width: columns, height: rows - 3 };
    let click = |desk: &mut Desk, row: u16, double: bool| {
        let mouse = Mouse { act: crate::desk::input::mouse::Act::Press, column: 9, row };
        desk.screen.click(mouse, double, area, &mut desk.common)
    };
    // Bar, border, tabs and headline come first.
    assert_eq!(click(&mut desk, 5, false), Click::Selected);
    assert_eq!(desk.screen.rows[desk.screen.selected].enquiry_no, "q-2");
    assert!(desk.screen().lines().nth(5).unwrap().contains(">"), "{}", desk.screen());
    assert_eq!(click(&mut desk, 5, true), Click::Run(Command::Open));
    for nowhere in [1, 3, 7, rows - 1] {
        assert_eq!(click(&mut desk, nowhere, false), Click::Nothing, "{nowhere}");
    }
    let mut reading = clerk(one_question(), None);
    assert_eq!(click(&mut reading, 4, true), Click::Nothing, "a thread is no list");
}

#[test]
fn leaving_saves_what_is_not_saved() {
    let mut desk = clerk(one_question(), None);
    desk.presses("r");
    desk.types("您好");
    let effects = desk.screen.leave(&mut desk.common);
    let acts: Vec<_> = effects
        .into_iter()
        .filter_map(|effect| if let Effect::Enquiry { act, .. } = effect { Some(act) } else { None })
        .collect();
    assert_eq!(
        acts,
        [
            EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "您好".into() },
            EnquiryAct::Presence { enquiry_no: "q-1".into(), lease_ms: None }
        ]
    );
}

#[test]
fn tabs_and_search_read_the_list_anew() {
    let mut desk = Desk::new("zixun", Role::Clerk);
    let asks = desk.presses("Tab");
    assert!(matches!(&acts(&asks)[..], [EnquiryAct::LoadPage(query)] if query.tab == EnquiryTab::Mine && query.login == "zixun"));
    let asks = desk.presses("BackTab BackTab");
    assert!(matches!(&acts(&asks)[1..], [EnquiryAct::LoadPage(query)] if query.tab == EnquiryTab::Closed));
    desk.presses("/");
    assert_eq!(desk.screen.context(), Context::Line);
    assert_eq!(acts(&desk.types("q-7")), [EnquiryAct::Find("q-7".into())]);
    let asks = desk.presses("7");
    assert_eq!(acts(&asks), [EnquiryAct::Find("q-77".into())]);
    desk.answers(&asks, EnquiryReply::Page(EnquiryPage { rows: vec![enquiry("q-77")], ..EnquiryPage::default() }));
    assert_eq!(acts(&desk.presses("Enter")), [EnquiryAct::Open("q-77".into())], "the only one found is opened");
}
