//! Enquiries: replies that are held, the clock of what waits, handing over, and what the database refuses of all this.

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::enquiry::EnquiryState;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::time::Millis;
use jiaodui::store::StoreError;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{
    Applied, AuditEntry, EnquiryDone, EnquiryQuery, EnquiryRow, EnquiryTab, EnquiryThread, FeedAct, LoadedEnquiry, NewReply,
    Replied, ReplyTakenBack,
};

use super::fixture::{Engine, Fixture};
use super::guards::all_refused;
use crate::support::fixtures::{FIRST_MOMENT, actor, event, order_no, token};

fn at(second: i64) -> Millis {
    FIRST_MOMENT.plus(second * 1000)
}

/// The applicant asks, `second` seconds after the first moment.
async fn asks(f: &Fixture, number: &str, second: i64, about: Option<OrderNo>) {
    let what = FeedAct::Enquiry {
        enquiry_no: number.to_owned(),
        account: "chsi-0001".to_owned(),
        institution: "hubei".to_owned(),
        order_no: about,
        subject: format!("还要多久 {number}"),
        body: "请问还要多久?".to_owned(),
    };
    assert_eq!(f.store.apply(&event(&format!("e-{number}"), at(second), what)).await.unwrap(), Applied::Done);
}

async fn adds(f: &Fixture, number: &str, second: i64) {
    let what = FeedAct::EnquiryFollowup {
        enquiry_no: number.to_owned(),
        account: "chsi-0001".to_owned(),
        body: format!("第{second}秒又问"),
    };
    assert_eq!(f.store.apply(&event(&format!("f-{number}-{second}"), at(second), what)).await.unwrap(), Applied::Done);
}

fn answer(number: &str, seen_post: u32, body: &str) -> NewReply {
    NewReply {
        institution: "hubei".to_owned(),
        enquiry_no: number.to_owned(),
        token: token(),
        message_id: token(),
        seen_post,
        title: "答复".to_owned(),
        body: body.to_owned(),
        hold_ms: 60_000,
    }
}

async fn sends(f: &Fixture, login: &str, reply: &NewReply) -> (u32, Millis) {
    match f.store.reply(&actor(login), reply).await.unwrap() {
        Replied::Done { post, held_until } => (post, held_until),
        other => panic!("{login} could not answer: {other:?}"),
    }
}

async fn takes_back(f: &Fixture, login: &str, reply: &NewReply) -> ReplyTakenBack {
    f.store.take_reply_back(&actor(login), "hubei", &reply.enquiry_no, &reply.token).await.unwrap()
}

async fn thread(f: &Fixture, number: &str, login: &str) -> EnquiryThread {
    f.store.enquiry("hubei", number, login).await.unwrap().expect("there is such an enquiry")
}

async fn waits_since(f: &Fixture, number: &str) -> Option<Millis> {
    thread(f, number, "zixun").await.row.waiting_since
}

/// The actions in an enquiry's trail; the trail is whole.
async fn trail(f: &Fixture, number: &str) -> Vec<AuditEntry> {
    let entries = f.store.audit("hubei", &format!("enquiry:{number}"), 0).await.unwrap();
    let mut hash = String::new();
    for entry in &entries {
        assert_eq!((&entry.prev_hash, &entry.hash), (&hash, &hash_of(entry)));
        hash.clone_from(&entry.hash);
    }
    entries
}

async fn actions(f: &Fixture, number: &str) -> Vec<String> {
    trail(f, number).await.into_iter().map(|entry| entry.action).collect()
}

async fn page(f: &Fixture, tab: EnquiryTab, login: &str, after: Option<&EnquiryRow>, limit: u32) -> (Vec<EnquiryRow>, bool, u32) {
    let query = EnquiryQuery {
        institution: "hubei".to_owned(),
        tab,
        login: login.to_owned(),
        after: after.map(|row| row.key(tab)),
        limit,
    };
    let page = f.store.enquiries(&query).await.unwrap();
    (page.rows, page.more, page.waiting)
}

fn numbers(rows: &[EnquiryRow]) -> Vec<&str> {
    rows.iter().map(|row| row.enquiry_no.as_str()).collect()
}

pub(super) async fn a_reply_is_one_transaction(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    asks(&f, "q-1", 0, Some(number.clone())).await;
    f.store.save_enquiry_draft(&actor("zixun"), "hubei", "q-1", "您好").await.unwrap();
    let status = f.file("hubei", &number).await.status;
    let reply = NewReply { hold_ms: 0, ..answer("q-1", 1, "您好，三个工作日内。\n请留意我的消息。") };
    let (post, held_until) = sends(&f, "zixun", &reply).await;
    assert_eq!(post, 2);
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.row.waiting_since, kept.draft, kept.row.state), (None, None, EnquiryState::Open));
    assert_eq!(kept.posts.len(), 2);
    assert_eq!(kept.posts[1].staff, Some(("zixun".to_owned(), "周咨询".to_owned())));
    assert_eq!(kept.posts[1].sent.as_ref().unwrap().held_until, held_until);
    assert_eq!(f.file("hubei", &number).await.status, status, "a reply decides nothing");
    let out = f.store.outbox(None, 10).await.unwrap();
    assert_eq!(out.len(), 1);
    assert_eq!(
        (out[0].kind.as_str(), out[0].enquiry_no.as_deref(), &out[0].order_no),
        ("enquiry_reply", Some("q-1"), &Some(number))
    );
    assert_eq!((out[0].account.as_str(), &out[0].body, &out[0].message_id), ("chsi-0001", &reply.body, &reply.message_id));
    let trail = trail(&f, "q-1").await;
    assert_eq!(trail[1].action, "reply");
    assert_eq!(
        trail[1].detail,
        format!(
            "{{\"held_until\":{},\"message_id\":\"{}\",\"post\":2,\"token\":\"{}\"}}",
            held_until.0, reply.message_id, reply.token
        )
    );
    // Whoever does not know what came of it asks, or sends the same again.
    assert_eq!(f.store.reply_by_token(&reply.token).await.unwrap(), Some(Replied::Done { post, held_until }));
    assert_eq!(sends(&f, "zixun", &reply).await, (post, held_until));
    assert_eq!(f.store.reply_by_token(&token()).await.unwrap(), None);
    assert_eq!(thread(&f, "q-1", "zixun").await.posts.len(), 2);
    let unknown = f.store.reply(&actor("zixun"), &answer("q-9", 1, "您好")).await.unwrap();
    assert_eq!(unknown, Replied::Unknown);
    let blank = f.store.reply(&actor("zixun"), &answer("q-1", 2, " \n ")).await;
    assert!(matches!(blank, Err(StoreError::Refused(_))), "{blank:?}");
}

pub(super) async fn something_new_is_seen_before_a_reply_goes_out(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    adds(&f, "q-1", 5).await;
    f.store.save_enquiry_draft(&actor("zixun"), "hubei", "q-1", "您好").await.unwrap();
    let refused = f.store.reply(&actor("zixun"), &answer("q-1", 1, "您好")).await.unwrap();
    assert_eq!(refused, Replied::Newer { post: 2 });
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.posts.len(), kept.draft.as_deref(), kept.row.waiting_since), (2, Some("您好"), Some(at(0))));
    assert_eq!(sends(&f, "zixun", &answer("q-1", 2, "您好")).await.0, 3);
    // A colleague's reply is something new as well, and so is closing without having seen it.
    let refused = f.store.reply(&actor("liuzhuguan"), &answer("q-1", 2, "您好")).await.unwrap();
    assert_eq!(refused, Replied::Newer { post: 3 });
    let refused = f.store.close_enquiry(&actor("liuzhuguan"), "hubei", "q-1", 2).await.unwrap();
    assert_eq!(refused, EnquiryDone::Newer { post: 3 });
    assert_eq!(actions(&f, "q-1").await, ["enquiry", "enquiry_followup", "reply"]);
}

pub(super) async fn a_reply_is_taken_back_within_its_hold(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    let reply = answer("q-1", 1, "您好，三日内。");
    sends(&f, "zixun", &reply).await;
    assert!(f.store.outbox(None, 10).await.unwrap().is_empty(), "held");
    assert_eq!(f.store.acknowledge(std::slice::from_ref(&reply.message_id)).await.unwrap(), 0, "held");
    assert_eq!(takes_back(&f, "liuzhuguan", &reply).await, ReplyTakenBack::NotPossible, "not theirs");
    assert_eq!(takes_back(&f, "zixun", &reply).await, ReplyTakenBack::Done);
    assert_eq!(takes_back(&f, "zixun", &reply).await, ReplyTakenBack::Done, "asked again");
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.row.waiting_since, kept.draft.as_deref()), (Some(at(0)), Some("您好，三日内。")));
    assert!(kept.posts[1].sent.as_ref().unwrap().taken_back_at.is_some(), "both stay for the desk");
    assert_eq!(f.store.acknowledge(std::slice::from_ref(&reply.message_id)).await.unwrap(), 0, "withdrawn");
    assert_eq!(actions(&f, "q-1").await, ["enquiry", "reply", "take_back"]);
    let detail = &trail(&f, "q-1").await[2].detail;
    assert_eq!(*detail, format!("{{\"post\":2,\"token\":\"{}\"}}", reply.token));

    // What was typed since is kept behind it.
    let reply = answer("q-1", 2, "您好，五日内。");
    sends(&f, "zixun", &reply).await;
    f.store.save_enquiry_draft(&actor("zixun"), "hubei", "q-1", "另外，").await.unwrap();
    assert_eq!(takes_back(&f, "zixun", &reply).await, ReplyTakenBack::Done);
    assert_eq!(thread(&f, "q-1", "zixun").await.draft.as_deref(), Some("您好，五日内。\n另外，"));

    let past = NewReply { hold_ms: 0, ..answer("q-1", 3, "您好") };
    sends(&f, "zixun", &past).await;
    assert_eq!(takes_back(&f, "zixun", &past).await, ReplyTakenBack::TooLate);
    assert_eq!(f.store.outbox(None, 10).await.unwrap().len(), 1);
}

pub(super) async fn the_clock_runs_from_the_oldest_unanswered_post(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    adds(&f, "q-1", 10).await;
    assert_eq!(waits_since(&f, "q-1").await, Some(at(0)));
    let first = answer("q-1", 2, "第一次答复");
    sends(&f, "zixun", &first).await;
    assert_eq!(waits_since(&f, "q-1").await, None);
    // Within the hold of the first answer the applicant goes on: that waits by itself, until the answer is taken back.
    adds(&f, "q-1", 20).await;
    assert_eq!(waits_since(&f, "q-1").await, Some(at(20)));
    let second = answer("q-1", 4, "第二次答复");
    sends(&f, "liuzhuguan", &second).await;
    assert_eq!(takes_back(&f, "zixun", &first).await, ReplyTakenBack::NotPossible, "a later answer stands");
    assert_eq!(takes_back(&f, "liuzhuguan", &second).await, ReplyTakenBack::Done);
    assert_eq!(waits_since(&f, "q-1").await, Some(at(20)));
    assert_eq!(takes_back(&f, "zixun", &first).await, ReplyTakenBack::Done);
    assert_eq!(waits_since(&f, "q-1").await, Some(at(0)));
    // Of two answers to the same question the first keeps it answered.
    let first = answer("q-1", 5, "甲");
    sends(&f, "zixun", &first).await;
    let second = answer("q-1", 6, "乙");
    sends(&f, "zixun", &second).await;
    assert_eq!(takes_back(&f, "zixun", &second).await, ReplyTakenBack::Done);
    assert_eq!(waits_since(&f, "q-1").await, None);
}

pub(super) async fn only_who_may_answers(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    for login in ["zhangmin", "guanli"] {
        let person = actor(login);
        let refusals = [
            f.store.reply(&person, &answer("q-1", 1, "您好")).await.map(drop),
            f.store.close_enquiry(&person, "hubei", "q-1", 1).await.map(drop),
            f.store.reopen_enquiry(&person, "hubei", "q-1").await.map(drop),
            f.store.hand_enquiry_over(&person, "hubei", "q-1", "chengang", "请看").await.map(drop),
            f.store.take_reply_back(&person, "hubei", "q-1", "x").await.map(drop),
            f.store.save_enquiry_draft(&person, "hubei", "q-1", "您好").await,
            f.store.keep_enquiry_presence(&person, "hubei", "q-1", Some(30_000)).await,
        ];
        for (index, refusal) in refusals.into_iter().enumerate() {
            assert!(matches!(refusal, Err(StoreError::Refused(_))), "{login} {index}: {refusal:?}");
        }
        // Everyone of the institution may read.
        f.store.mark_enquiry_read(&person, "hubei", "q-1", 1).await.unwrap();
    }
    let stranger = actor("xuwei");
    let unknown = f.store.mark_enquiry_read(&stranger, "hubei", "q-1", 1).await;
    assert!(matches!(unknown, Err(StoreError::NotFound(_))), "{unknown:?}");
    assert_eq!(f.store.enquiry("zhejiang", "q-1", "xuwei").await.unwrap(), None);
    let unknown = f.store.mark_enquiry_read(&actor("zixun"), "hubei", "q-9", 1).await;
    assert!(matches!(unknown, Err(StoreError::NotFound(_))), "{unknown:?}");
    assert_eq!(actions(&f, "q-1").await, ["enquiry"]);
}

pub(super) async fn an_enquiry_is_handed_over_with_a_note(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    let over = async |by: &str, to: &str, note: &str| f.store.hand_enquiry_over(&actor(by), "hubei", "q-1", to, note).await;
    for (to, came) in [("guanli", EnquiryDone::Nobody), ("xuwei", EnquiryDone::Nobody), ("niemand", EnquiryDone::Nobody)] {
        assert_eq!(over("zixun", to, "请看").await.unwrap(), came, "{to}");
    }
    assert!(matches!(over("zixun", "zhangmin", " ").await, Err(StoreError::Refused(_))));
    assert_eq!(over("zixun", "zhangmin", "申请人说证书已重传，请看").await.unwrap(), EnquiryDone::Done);
    let kept = thread(&f, "q-1", "zhangmin").await;
    assert_eq!(kept.row.assigned, Some(("zhangmin".to_owned(), "张敏".to_owned())));
    assert_eq!(kept.row.waiting_since, Some(at(0)), "the applicant still waits");
    assert_eq!((kept.notes[0].name.as_str(), kept.notes[0].to.as_str()), ("周咨询", "张敏"));
    assert_eq!(trail(&f, "q-1").await[1].detail, "{\"n\":1,\"to\":\"zhangmin\"}", "never the note itself");
    assert_eq!(numbers(&page(&f, EnquiryTab::Mine, "zhangmin", None, 10).await.0), ["q-1"]);
    assert!(page(&f, EnquiryTab::Mine, "zixun", None, 10).await.0.is_empty());
    // The proofreader it was handed to hands it on; others of the role do not.
    assert!(matches!(over("chengang", "zixun", "看过了").await, Err(StoreError::Refused(_))));
    assert_eq!(over("zhangmin", "zixun", "已重传，印章清楚").await.unwrap(), EnquiryDone::Done);
    assert!(matches!(over("zhangmin", "chengang", "再看").await, Err(StoreError::Refused(_))));
    assert_eq!(thread(&f, "q-1", "zixun").await.notes.len(), 2);
    f.store.close_enquiry(&actor("zixun"), "hubei", "q-1", 1).await.unwrap();
    assert_eq!(over("zixun", "liuzhuguan", "请看").await.unwrap(), EnquiryDone::Closed);
    assert_eq!(
        f.store
            .colleagues("hubei")
            .await
            .unwrap()
            .iter()
            .filter(|one| one.takes_enquiries())
            .map(|one| one.login.as_str())
            .collect::<Vec<_>>(),
        ["liuzhuguan", "chengang", "zhangmin", "zixun"]
    );
}

pub(super) async fn a_closed_enquiry_opens_again(f: Fixture) {
    let close = async |seen| f.store.close_enquiry(&actor("zixun"), "hubei", "q-1", seen).await.unwrap();
    let reopen = async || f.store.reopen_enquiry(&actor("zixun"), "hubei", "q-1").await.unwrap();
    asks(&f, "q-1", 0, None).await;
    assert_eq!(close(1).await, EnquiryDone::Done);
    assert_eq!(close(1).await, EnquiryDone::Done, "once more changes nothing");
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.row.state, kept.row.waiting_since), (EnquiryState::Closed, None));
    assert_eq!(f.store.waiting_enquiries("hubei").await.unwrap(), 0);
    assert_eq!(f.store.reply(&actor("zixun"), &answer("q-1", 1, "您好")).await.unwrap(), Replied::Closed);
    // By the desk: what was never answered waits again.
    assert_eq!(reopen().await, EnquiryDone::Done);
    assert_eq!(reopen().await, EnquiryDone::Done);
    assert_eq!(waits_since(&f, "q-1").await, Some(at(0)));
    let reply = answer("q-1", 1, "您好");
    sends(&f, "zixun", &reply).await;
    assert_eq!(close(2).await, EnquiryDone::Done);
    // By the applicant.
    adds(&f, "q-1", 30).await;
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.row.state, kept.row.waiting_since), (EnquiryState::Open, Some(at(30))));
    // Answered and reopened it waits for nothing; and taking the answer back opens it, too.
    let reply = answer("q-1", 3, "您好");
    sends(&f, "zixun", &reply).await;
    assert_eq!((close(4).await, reopen().await), (EnquiryDone::Done, EnquiryDone::Done));
    assert_eq!(waits_since(&f, "q-1").await, None);
    assert_eq!(close(4).await, EnquiryDone::Done);
    assert_eq!(takes_back(&f, "zixun", &reply).await, ReplyTakenBack::Done);
    let kept = thread(&f, "q-1", "zixun").await;
    assert_eq!((kept.row.state, kept.row.waiting_since), (EnquiryState::Open, Some(at(30))));
    assert_eq!(
        actions(&f, "q-1").await,
        ["enquiry", "close", "reopen", "reply", "close", "enquiry_followup", "reply", "close", "reopen", "close", "take_back"]
    );
    assert_eq!(f.store.close_enquiry(&actor("zixun"), "hubei", "q-9", 1).await.unwrap(), EnquiryDone::Unknown);
    assert_eq!(f.store.reopen_enquiry(&actor("zixun"), "hubei", "q-9").await.unwrap(), EnquiryDone::Unknown);
}

pub(super) async fn enquiries_are_listed_by_tab_and_page(f: Fixture) {
    let post = |second: i64, staff: Option<&str>| (at(second), staff.map(str::to_owned), "文".to_owned());
    let load = |number: &str, posts: Vec<_>, closed: bool| LoadedEnquiry {
        enquiry_no: number.to_owned(),
        institution: "hubei".to_owned(),
        account: "chsi-0001".to_owned(),
        order_no: None,
        subject: "问".to_owned(),
        posts,
        closed_by: closed.then(|| "zixun".to_owned()),
    };
    f.store
        .load_enquiries(&[
            load("q-1", vec![post(9, None)], false),
            load("q-2", vec![post(3, None), post(40, None)], false),
            load("q-3", vec![post(3, None)], false),
            load("q-4", vec![post(1, None), post(50, Some("zixun"))], false),
            load("q-5", vec![post(1, None), post(2, Some("zixun"))], true),
            load("q-6", vec![post(1, None), post(60, Some("zixun"))], true),
            load("q-7", vec![post(1, None)], true),
        ])
        .await
        .unwrap();
    let (rows, more, waiting) = page(&f, EnquiryTab::Waiting, "zixun", None, 2).await;
    assert_eq!((numbers(&rows), more, waiting), (vec!["q-2", "q-3"], true, 3));
    let (rows, more, _) = page(&f, EnquiryTab::Waiting, "zixun", rows.last(), 2).await;
    assert_eq!((numbers(&rows), more), (vec!["q-1"], false));
    let (rows, more, _) = page(&f, EnquiryTab::Open, "zixun", None, 3).await;
    assert_eq!((numbers(&rows), more), (vec!["q-4", "q-2", "q-1"], true));
    let (rows, ..) = page(&f, EnquiryTab::Open, "zixun", rows.last(), 3).await;
    assert_eq!(numbers(&rows), ["q-3"]);
    let (rows, ..) = page(&f, EnquiryTab::Closed, "zixun", None, 10).await;
    assert_eq!(numbers(&rows), ["q-6", "q-5", "q-7"]);
    assert_eq!((rows[2].waiting_since, rows[2].asked, rows[0].asked), (None, 1, 1));
    for number in ["q-1", "q-4"] {
        f.store.hand_enquiry_over(&actor("zixun"), "hubei", number, "liuzhuguan", "请看").await.unwrap();
    }
    let (rows, ..) = page(&f, EnquiryTab::Mine, "liuzhuguan", None, 10).await;
    assert_eq!(numbers(&rows), ["q-1", "q-4"]);
    let again = f.store.enquiry_rows("hubei", &["q-4".to_owned(), "q-99".to_owned()], "zixun").await.unwrap();
    assert_eq!(numbers(&again), ["q-4"]);
    assert!(f.store.enquiry_rows("zhejiang", &["q-4".to_owned()], "xuwei").await.unwrap().is_empty());
}

pub(super) async fn enquiries_are_found(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    asks(&f, "q-77", 0, Some(number.clone())).await;
    asks(&f, "q-78", 5, None).await;
    asks(&f, "w-1", 9, Some(number.clone())).await;
    f.store.close_enquiry(&actor("zixun"), "hubei", "w-1", 1).await.unwrap();
    let found = async |what: &str, limit| {
        let page = f.store.find_enquiries("hubei", what, "zixun", limit).await.unwrap();
        (page.rows.into_iter().map(|row| row.enquiry_no).collect::<Vec<_>>(), page.more)
    };
    assert_eq!(found("q-7", 9).await, (vec!["q-78".to_owned(), "q-77".to_owned()], false));
    assert_eq!(found("q-77", 9).await.0, ["q-77"]);
    assert_eq!(found(number.as_str(), 9).await.0, ["q-77", "w-1"], "closed ones behind");
    assert_eq!(found(&number.as_str()[..10], 9).await.0, ["q-77", "w-1"]);
    assert_eq!(found("还要多久", 2).await, (vec!["q-78".to_owned(), "q-77".to_owned()], true));
    assert_eq!(found("还要多久 w", 9).await.0, ["w-1"]);
    assert_eq!(found("chsi-0001", 9).await.0.len(), 3);
    assert_eq!(found("chsi-000", 9).await.0.len(), 0, "an account is found whole");
    assert_eq!(found("多久", 9).await.0.len(), 0);
    let elsewhere = f.store.find_enquiries("zhejiang", "q-77", "xuwei", 9).await.unwrap();
    assert!(elsewhere.rows.is_empty());
    let of_order = f.store.enquiries_of("hubei", &number, "zhangmin").await.unwrap();
    assert_eq!(of_order.iter().map(|thread| thread.row.enquiry_no.as_str()).collect::<Vec<_>>(), ["w-1", "q-77"]);
    assert_eq!(of_order[1].posts[0].body, "请问还要多久?");
}

pub(super) async fn what_was_read_and_who_replies_is_remembered(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    asks(&f, "q-2", 1, None).await;
    assert!(thread(&f, "q-1", "zixun").await.row.is_unread());
    f.store.mark_enquiry_read(&actor("zixun"), "hubei", "q-1", 1).await.unwrap();
    assert!(!thread(&f, "q-1", "zixun").await.row.is_unread());
    assert!(thread(&f, "q-1", "liuzhuguan").await.row.is_unread(), "a mark is one person's");
    adds(&f, "q-1", 5).await;
    assert!(thread(&f, "q-1", "zixun").await.row.is_unread());
    f.store.mark_enquiry_read(&actor("zixun"), "hubei", "q-1", 2).await.unwrap();
    f.store.mark_enquiry_read(&actor("zixun"), "hubei", "q-1", 1).await.unwrap();
    assert_eq!(thread(&f, "q-1", "zixun").await.row.read, 2, "never less");
    // A colleague's answer is nothing unread.
    sends(&f, "liuzhuguan", &answer("q-1", 2, "您好")).await;
    assert!(!thread(&f, "q-1", "zixun").await.row.is_unread());

    let present = async |number: &str, lease| {
        f.store.keep_enquiry_presence(&actor("zixun"), "hubei", number, lease).await.unwrap();
    };
    let seen = async |login: &str| {
        let replying = f.store.replying("hubei", login).await.unwrap();
        replying.into_iter().map(|one| (one.enquiry_no, one.name)).collect::<Vec<_>>()
    };
    let there = |number: &str| vec![(number.to_owned(), "周咨询".to_owned())];
    present("q-1", Some(30_000)).await;
    assert_eq!((seen("liuzhuguan").await, seen("zixun").await), (there("q-1"), vec![]));
    assert_eq!(thread(&f, "q-1", "liuzhuguan").await.replying, ["周咨询"]);
    present("q-2", Some(30_000)).await;
    assert_eq!(seen("liuzhuguan").await, there("q-2"), "one is in one place");
    present("q-1", None).await;
    assert_eq!(seen("liuzhuguan").await, there("q-2"));
    sends(&f, "zixun", &answer("q-2", 1, "您好")).await;
    assert!(seen("liuzhuguan").await.is_empty(), "sent");
    present("q-1", Some(-1)).await;
    assert!(seen("liuzhuguan").await.is_empty(), "by the database's clock");
    assert_eq!(actions(&f, "q-2").await, ["enquiry", "reply"], "presence and reading leave no trail");
}

pub(super) async fn a_begun_reply_is_kept(f: Fixture) {
    asks(&f, "q-1", 0, None).await;
    let save = async |login: &str, body: &str| f.store.save_enquiry_draft(&actor(login), "hubei", "q-1", body).await.unwrap();
    save("zixun", "您好").await;
    save("zixun", "您好，您的申请单").await;
    save("liuzhuguan", "主管答复").await;
    assert_eq!(thread(&f, "q-1", "zixun").await.draft.as_deref(), Some("您好，您的申请单"));
    assert_eq!(thread(&f, "q-1", "liuzhuguan").await.draft.as_deref(), Some("主管答复"));
    assert_eq!(thread(&f, "q-1", "zhangmin").await.draft, None);
    save("zixun", "  ").await;
    assert_eq!(thread(&f, "q-1", "zixun").await.draft, None);
    assert_eq!(f.again().await.enquiry("hubei", "q-1", "liuzhuguan").await.unwrap().unwrap().draft.as_deref(), Some("主管答复"));
}

/// An audit row that continues an enquiry's trail with its right hash.
async fn next_row(f: &Fixture, number: &str, by: &str, action: &str, detail: &str) -> String {
    let head = trail(f, number).await.pop().expect("a trail");
    let mut entry = AuditEntry {
        seq: head.seq + 1,
        at: FIRST_MOMENT,
        actor: by.to_owned(),
        action: action.to_owned(),
        detail: detail.to_owned(),
        prev_hash: head.hash.clone(),
        ..head
    };
    entry.hash = hash_of(&entry);
    format!(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', 'enquiry:{number}', {}, {}, '{by}', '{action}', '{detail}', '{}', '{}')",
        entry.seq, entry.at.0, entry.prev_hash, entry.hash
    )
}

/// One answered and held, one that waits and was handed over.
async fn two(f: &Fixture) -> NewReply {
    asks(f, "q-1", 0, None).await;
    asks(f, "q-2", 1, None).await;
    let reply = answer("q-1", 1, "您好");
    sends(f, "zixun", &reply).await;
    f.store.hand_enquiry_over(&actor("zixun"), "hubei", "q-2", "zhangmin", "请看").await.unwrap();
    reply
}

pub(super) async fn what_was_written_stays(f: Fixture) {
    two(&f).await;
    let mut raw = f.raw().await;
    let set = |what: &str| format!("UPDATE enquiries SET {what} WHERE enquiry_no = 'q-2'");
    let attacks = [
        ("a clock stopped", set("waiting_since = NULL")),
        ("a clock put forward", set("waiting_since = waiting_since + 1")),
        ("closed without a trace", set("state = 'closed', waiting_since = NULL")),
        ("handed to another", set("assigned_to = 'chengang'")),
        ("another account", set("account = 'chsi-ffff'")),
        ("another subject", set("subject = '别的'")),
        ("another order", set("order_no = '2020101623595999'")),
        ("a newest post that grows older", set("last_post_at = 1")),
        (
            "a closed one that still waits",
            format!("{}; {}", next_row(&f, "q-2", "zixun", "close", "{}").await, set("state = 'closed'")),
        ),
        (
            "a reply that closes",
            format!("{}; {}", next_row(&f, "q-2", "zixun", "reply", "{}").await, set("state = 'closed', waiting_since = NULL")),
        ),
        (
            "handed to another than the trail says",
            format!(
                "{}; {}",
                next_row(&f, "q-2", "zixun", "hand_over", "{\"n\":2,\"to\":\"liuzhuguan\"}").await,
                set("assigned_to = 'chengang'")
            ),
        ),
        ("an enquiry that goes", "DELETE FROM enquiries WHERE enquiry_no = 'q-2'".to_owned()),
        ("another text", "UPDATE enquiry_posts SET body = '别的' WHERE enquiry_no = 'q-1' AND post = 2".to_owned()),
        ("a post that goes", "DELETE FROM enquiry_posts WHERE enquiry_no = 'q-1' AND post = 2".to_owned()),
        (
            "an answer nobody's desk sent",
            "INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body) \
             VALUES ('hubei', 'q-2', 2, 'staff', 'zixun', 1, '您好')"
                .to_owned(),
        ),
        (
            "a post out of turn",
            "INSERT INTO enquiry_posts (institution, enquiry_no, post, author, at, body) \
             VALUES ('hubei', 'q-2', 3, 'applicant', 1, '您好')"
                .to_owned(),
        ),
        (
            "an applicant's post by staff",
            "INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body) \
             VALUES ('hubei', 'q-2', 2, 'applicant', 'zixun', 1, '您好')"
                .to_owned(),
        ),
        ("another note", "UPDATE enquiry_notes SET body = '别的'".to_owned()),
        ("a note that goes", "DELETE FROM enquiry_notes".to_owned()),
        (
            "a note without a trace",
            "INSERT INTO enquiry_notes (institution, enquiry_no, n, staff, at, handed_to, body) \
             VALUES ('hubei', 'q-2', 2, 'zixun', 1, 'zhangmin', '请看')"
                .to_owned(),
        ),
        (
            "an enquiry that comes closed",
            "INSERT INTO enquiries (institution, enquiry_no, account, subject, opened_at, last_post_at, state) \
             VALUES ('hubei', 'q-9', 'chsi-0001', '问', 1, 1, 'closed')"
                .to_owned(),
        ),
    ];
    all_refused(&mut raw, &attacks).await;
    // Without this, a slip in the scripts above would look like a guard.
    let legal = next_row(&f, "q-2", "zixun", "close", "{\"post\":1}").await;
    raw.run(&format!("BEGIN; {legal}; {}; COMMIT", set("state = 'closed', waiting_since = NULL"))).await.unwrap();
    if f.engine == Engine::Sqlite {
        raw.run("PRAGMA foreign_keys = OFF").await.unwrap();
        let attacks = ["enquiries", "enquiry_posts", "enquiry_replies", "enquiry_notes"]
            .map(|table| ("a row replaced", format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}")));
        all_refused(&mut raw, &attacks).await;
    }
}

pub(super) async fn a_reply_goes_out_only_as_one(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let decision = f.decide("zhangmin", &number, &[Outcome::Approve], 600_000).await;
    let reply = two(&f).await;
    let mut raw = f.raw().await;
    let message = |id: &str, body: &str, enquiry: &str| {
        format!(
            "INSERT INTO messages (institution, message_id, enquiry_no, account, kind, title, body, created_at, held_until) \
             VALUES ('hubei', '{id}', {enquiry}, 'chsi-0001', 'enquiry_reply', '答复', '{body}', 1, 1)"
        )
    };
    let withdraw = |id: &str| format!("UPDATE messages SET withdrawn_at = created_at WHERE message_id = '{id}'");
    let undone = "UPDATE enquiry_replies SET taken_back_at = at".to_owned();
    let attacks = [
        ("a message nobody wrote", message("m-1", "您好", "'q-1'")),
        ("a second one of the same reply", message(&token(), &reply.body, "'q-1'")),
        ("a reply to nothing", message("m-2", "您好", "NULL")),
        ("a reply withdrawn alone", withdraw(&reply.message_id)),
        ("a letter withdrawn alone", withdraw(&decision.message_id)),
        ("taken back without a trace", undone.clone()),
        (
            "a letter that goes with a reply",
            format!(
                "{}; {undone}; {}",
                next_row(&f, "q-1", "zixun", "take_back", &format!("{{\"token\":\"{}\"}}", reply.token)).await,
                withdraw(&decision.message_id)
            ),
        ),
        ("a reply held no longer", "UPDATE enquiry_replies SET held_until = 1".to_owned()),
        ("a reply that goes", "DELETE FROM enquiry_replies".to_owned()),
        ("another's words", format!("UPDATE enquiry_replies SET staff = 'liuzhuguan' WHERE token = '{}'", reply.token)),
        (
            "handed over while it is held",
            format!("UPDATE messages SET delivered_at = held_until WHERE message_id = '{}'", reply.message_id),
        ),
    ];
    all_refused(&mut raw, &attacks).await;
    // The legal way by hand is let through.
    let row = next_row(&f, "q-1", "zixun", "take_back", &format!("{{\"token\":\"{}\"}}", reply.token)).await;
    let legal = format!("BEGIN; {row}; {undone}; {}; COMMIT", withdraw(&reply.message_id));
    raw.run(&legal).await.unwrap();
    assert_eq!(order_no(1), number);
}

pub(super) async fn taking_back_or_the_outbox_comes_first(f: Fixture) {
    for round in 0..6_u32 {
        let number = format!("q-{round}");
        asks(&f, &number, i64::from(round), None).await;
        let reply = NewReply { hold_ms: 40, ..answer(&number, 1, "您好") };
        sends(&f, "zixun", &reply).await;
        tokio::time::sleep(std::time::Duration::from_millis(u64::from(round) * 12)).await;
        let other = f.again().await;
        let outbox = async {
            let due: Vec<String> = other.outbox(None, 10).await.unwrap().into_iter().map(|message| message.message_id).collect();
            other.acknowledge(&due).await.unwrap()
        };
        let (back, _) = tokio::join!(takes_back(&f, "zixun", &reply), outbox);
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
        let due: Vec<String> = f.store.outbox(None, 10).await.unwrap().into_iter().map(|message| message.message_id).collect();
        f.store.acknowledge(&due).await.unwrap();
        let sent = thread(&f, &number, "zixun").await.posts[1].sent.clone().unwrap();
        match back {
            ReplyTakenBack::Done => assert!(sent.taken_back_at.is_some() && sent.delivered_at.is_none(), "{sent:?}"),
            ReplyTakenBack::TooLate => assert!(sent.taken_back_at.is_none() && sent.delivered_at.is_some(), "{sent:?}"),
            ReplyTakenBack::NotPossible => panic!("it is theirs and the newest"),
        }
    }
}
