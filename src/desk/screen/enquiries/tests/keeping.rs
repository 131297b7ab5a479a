//! What must not be lost: texts taken back, texts not saved, replies not answered.

use super::*;
use crate::desk::app::model::Model;
use crate::desk::app::msg::Msg;
use crate::desk::app::update::update;
use crate::desk::linear::Teller;

/// A clerk back at the list, with a reply just sent.
fn after_a_reply() -> Desk {
    let mut desk = clerk(one_question(), Some("您好，三日内。"));
    let (ticket, _) = sent(&desk.presses("r Ctrl-S")).unwrap();
    desk.replies(ticket, Reply::Enquiry(EnquiryReply::Sent(Replied::Done { post: 2, held_until: NOW.plus(60_000) })));
    desk.presses("Esc");
    desk
}

#[test]
fn what_is_taken_back_from_the_list_is_in_the_editor() {
    let mut desk = after_a_reply();
    let asks = desk.presses("u u");
    assert!(matches!(&acts(&asks)[..], [EnquiryAct::TakeBack { .. }]), "the thread waits, and twice is once: {asks:?}");
    let asks = desk.answers(&asks, EnquiryReply::TakenBack(ReplyTakenBack::Done));
    assert_eq!(acts(&asks), [EnquiryAct::Open("q-1".into())]);
    let read = thread("q-1", one_question(), Some("您好，三日内。"));
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((read, None)))));
    assert_eq!(desk.screen.context(), Context::Reply);
    let asks = desk.types("请稍候。");
    let draft = EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "您好，三日内。请稍候。".into() };
    assert!(acts(&asks).contains(&draft), "{asks:?}");
}

#[test]
fn nothing_is_typed_over_a_text_that_is_coming_back() {
    let mut desk = after_a_reply();
    let taking = desk.presses("u");
    // Opened meanwhile, it was read before the text came back.
    let asks = desk.screen.open_thread("q-1".into(), &mut desk.common);
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-1", one_question(), None), None)))));
    assert!(said(&desk.presses("r")).contains("正在撤回"));
    assert_eq!(acts(&desk.types("别的")), []);
    let asks = desk.answers(&taking, EnquiryReply::TakenBack(ReplyTakenBack::Done));
    assert!(said(&desk.presses("r")).contains("正在撤回"), "not read again yet");
    let read = thread("q-1", one_question(), Some("您好，三日内。"));
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((read, None)))));
    assert_eq!(desk.screen.context(), Context::Reply);
    assert!(desk.screen().contains("您好，三日内。"), "{}", desk.screen());
    // A draft that came into an open thread is seen before it is written on.
    let mut desk = clerk(one_question(), None);
    let asks = desk.presses("F5");
    let read = thread("q-1", one_question(), Some("别处写的"));
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((read, None)))));
    desk.presses("r");
    let draft = EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "别处写的。".into() };
    assert!(acts(&desk.types("。")).contains(&draft));
}

#[test]
fn a_text_that_could_not_be_saved_outlives_its_thread() {
    let gone = || Reply::Failed(StoreError::Unavailable("gone".into()));
    let mut desk = clerk(one_question(), None);
    desk.presses("r");
    let typed = desk.types("您好，三日内。");
    desk.replies(tickets(&typed)[0], gone());
    let left = desk.presses("Esc Esc");
    let saving = tickets(&left)[0];
    assert!(acts(&left).contains(&EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "您好，三日内。".into() }));
    desk.replies(saving, gone());
    // Opened again, it is there, although the database knows nothing of it.
    let asks = desk.presses("Enter");
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-1", one_question(), None), None)))));
    assert!(desk.screen().contains("您好，三日内。"), "{}", desk.screen());
    let left = desk.presses("Esc");
    desk.replies(tickets(&left)[0], gone());
    // The screen itself is left and another one opened: it is saved once the database answers.
    desk.screen.leave(&mut desk.common);
    desk.screen = Enquiries::open(&mut desk.common).0;
    let again = kept::save_again(&mut desk.common);
    assert_eq!(acts(&again), [EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "您好，三日内。".into() }]);
    assert_eq!(kept::save_again(&mut desk.common), [], "once");
    desk.replies(tickets(&again)[0], Reply::DraftSaved);
    assert_eq!(desk.common.kept.unsaved("hubei", "q-1"), None);
    // Where no loss was noticed, it is tried again in a while.
    let (ticket, _) = kept::save("hubei", "q-2", "再等等".into(), &mut desk.common);
    desk.common.now = NOW;
    desk.replies(ticket, gone());
    assert_eq!(kept::save_in_time(&mut desk.common), []);
    desk.common.now = NOW.plus(60_000);
    assert_eq!(acts(&kept::save_in_time(&mut desk.common)).len(), 1);
}

#[test]
fn what_came_of_a_reply_is_said_wherever_one_is() {
    let sending = || {
        let mut desk = clerk(one_question(), Some("您好，三日内。"));
        let (ticket, _) = sent(&desk.presses("r Ctrl-S")).unwrap();
        desk.presses("Esc Esc");
        assert_eq!(desk.screen.context(), Context::Enquiries);
        (desk, ticket)
    };
    let done = || Reply::Enquiry(EnquiryReply::Sent(Replied::Done { post: 2, held_until: NOW.plus(60_000) }));
    let (mut desk, ticket) = sending();
    assert!(said(&desk.replies(ticket, done())).starts_with("q-1 已回复"));
    assert!(matches!(&acts(&desk.presses("u"))[..], [EnquiryAct::TakeBack { enquiry_no, .. }] if enquiry_no == "q-1"));
    // The same after the screen itself was left and another one opened.
    let (mut desk, ticket) = sending();
    desk.screen.leave(&mut desk.common);
    desk.replies(ticket, done());
    desk.screen = Enquiries::open(&mut desk.common).0;
    let taking = desk.presses("u");
    assert!(matches!(&acts(&taking)[..], [EnquiryAct::TakeBack { .. }]));
    desk.screen.leave(&mut desk.common);
    // Elsewhere it is said, and back at the enquiries nothing is typed over what comes back.
    desk.screen = Enquiries::open(&mut desk.common).0;
    let asks = desk.screen.open_thread("q-1".into(), &mut desk.common);
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((thread("q-1", one_question(), None), None)))));
    assert!(said(&desk.presses("r")).contains("正在撤回"));
    desk.screen.leave(&mut desk.common);
    assert!(said(&desk.answers(&taking, EnquiryReply::TakenBack(ReplyTakenBack::TooLate))).contains("已超过撤回时限"));
    // One that did not go out says why, and its text is the draft.
    let draft = EnquiryAct::SaveDraft { enquiry_no: "q-1".into(), body: "您好，三日内。".into() };
    for (reply, why) in [
        (Reply::Enquiry(EnquiryReply::Sent(Replied::Newer { post: 2 })), "新内容"),
        (Reply::Enquiry(EnquiryReply::Sent(Replied::Closed)), "已关闭"),
        (Reply::Enquiry(EnquiryReply::NotSent), "没有它"),
        (Reply::Failed(StoreError::Unavailable("gone".into())), "database.unavailable"),
    ] {
        let (mut desk, ticket) = sending();
        let asks = desk.replies(ticket, reply);
        assert!(said(&asks).starts_with("q-1 的回复没有发出") && said(&asks).contains(why), "{asks:?}");
        assert_eq!(acts(&asks), std::slice::from_ref(&draft));
    }
    // Nobody knows: it is asked for, and a thread opened meanwhile goes on with it instead of sending it twice.
    let (mut desk, ticket) = sending();
    let asked = desk.replies(ticket, Reply::Enquiry(EnquiryReply::OutcomeUnknown { token: "t-1".into() }));
    assert_eq!(acts(&asked), [EnquiryAct::AskSent { token: "t-1".into() }]);
    let asks = desk.presses("Enter");
    let read = thread("q-1", one_question(), Some("您好，三日内。"));
    desk.answers(&asks, EnquiryReply::Thread(Some(Box::new((read, None)))));
    assert_eq!(sent(&desk.presses("r Ctrl-S")), None);
    let asks = desk.replies(tickets(&asked)[0], done());
    assert!(said(&asks).starts_with("已回复"), "{asks:?}");
}

/// A desk told line by line, with this screen in front.
struct Told {
    model: Model,
    teller: Teller,
    effects: Vec<Effect>,
}

impl Told {
    fn new(desk: Desk) -> Self {
        let mut model = Model::new(desk.common, "");
        model.common.size = crate::desk::linear::SIZE;
        model.room = Some(Box::new(desk.screen));
        Self { model, teller: Teller::default(), effects: Vec::new() }
    }

    fn takes(&mut self, msg: Msg) -> String {
        let mut env = Env { now: NOW, ids: vec!["id-1".into(), "id-2".into()] };
        self.effects = update(&mut self.model, msg, &mut env);
        self.teller.tell(&self.model, NOW).join("\n")
    }

    fn types(&mut self, line: &str) -> String {
        self.takes(Msg::Line(line.into()))
    }

    fn acts(&self) -> Vec<(Ticket, EnquiryAct)> {
        let act = |effect: &Effect| match effect {
            Effect::Enquiry { ticket, act, .. } => Some((*ticket, act.clone())),
            _ => None,
        };
        self.effects.iter().filter_map(act).collect()
    }
}

#[test]
fn line_by_line_a_reply_grows_and_a_dot_keeps_it() {
    let mut told = Told::new(clerk(one_question(), Some("您好，")));
    let opened = told.types("r");
    assert!(opened.contains("您好，"), "an existing draft is told: {opened}");
    told.types("第一段。");
    told.types("第二段。");
    let draft = told.acts().into_iter().find_map(|(_, act)| match act {
        EnquiryAct::SaveDraft { body, .. } => Some(body),
        _ => None,
    });
    assert_eq!(draft.as_deref(), Some("您好，\n第一段。\n第二段。"));
    let said = told.types(".");
    assert!(said.contains("草稿已保留") && said.contains(":ctrl-s"), "{said}");
    assert_eq!(told.model.context(), Context::Thread);
    told.types("r");
    told.types(":ctrl-s");
    let sent = told.acts().into_iter().find_map(|(_, act)| match act {
        EnquiryAct::Send(reply) => Some(reply.body),
        _ => None,
    });
    assert_eq!(sent.as_deref(), Some("您好，\n第一段。\n第二段。"));
}

#[test]
fn line_by_line_the_only_one_found_opens_once_it_is_found() {
    let found = |numbers: &[&str]| {
        let rows = numbers.iter().copied().map(enquiry).collect();
        Reply::Enquiry(EnquiryReply::Page(EnquiryPage { rows, ..EnquiryPage::default() }))
    };
    let opens = |told: &Told| told.acts().iter().any(|(_, act)| *act == EnquiryAct::Open("q-77".into()));
    for (numbers, opened) in [(&["q-77"][..], true), (&["q-77", "q-78"], false), (&[], false)] {
        let mut told = Told::new(Desk::new("zixun", Role::Clerk));
        told.types("/");
        told.types("q-77");
        let (ticket, act) = told.acts().pop().expect("searched for");
        assert_eq!(act, EnquiryAct::Find("q-77".into()));
        assert!(!opens(&told), "nothing is found yet");
        told.takes(Msg::Done(ticket, found(numbers)));
        assert_eq!(opens(&told), opened, "{numbers:?}");
    }
}

#[test]
fn the_desk_s_own_keys_work_where_text_is_typed() {
    for opens in ["r", "t", "h"] {
        let mut told = Told::new(clerk(one_question(), Some("您好")));
        let press = |told: &mut Told, key: &str| told.takes(Msg::Key(Key::parse(key).unwrap()));
        press(&mut told, opens);
        let context = told.model.context();
        assert!(context.is_typed_in(), "{opens}");
        let theme = told.model.common.theme;
        let graphics = told.model.common.graphics;
        press(&mut told, "F6");
        press(&mut told, "F7");
        press(&mut told, "Ctrl-G");
        assert_eq!(told.model.common.lang, Lang::En, "{opens}");
        assert_ne!(told.model.common.theme, theme, "{opens}");
        assert_ne!(told.model.common.graphics, graphics, "{opens}");
        press(&mut told, "Ctrl-Z");
        assert!(!told.effects.contains(&Effect::Suspend), "an editor's own key");
        assert_eq!(told.model.context(), context, "{opens}");
    }
}
