//! From verdicts to a decision: what is sent, what keeps it from being sent, and what happens when it goes wrong.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply, Ticket};
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::store::StoreError;
use jiaodui::store::records::{Claim, Decided, Holder, NewDecision, OrderFile};

use super::fixture::{Desk, ORDER, at, audit, claim, draft, first_round, opened, reload, second_round, two_items};

/// The one decision among effects.
fn decision(effects: &[Effect]) -> (Ticket, NewDecision) {
    let mut found = effects.iter().filter_map(|effect| match effect {
        Effect::Decide { ticket, decision } => Some((*ticket, (**decision).clone())),
        _ => None,
    });
    let one = found.next().expect("a decision is sent");
    assert!(found.next().is_none(), "and only one");
    one
}

fn sends_nothing(effects: &[Effect]) -> bool {
    !effects.iter().any(|effect| matches!(effect, Effect::Decide { .. } | Effect::AskDecision { .. }))
}

fn judged() -> Desk {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys(&"Space ".repeat(12));
    desk
}

fn done() -> Decided {
    Decided::Done { status: Status::Accepted, held_until: at("16T14:33") }
}

#[test]
fn an_order_is_approved_in_two_strokes_once_all_is_judged() {
    let mut desk = judged();
    assert!(sends_nothing(&desk.keys("a")), "first the review");
    assert!(desk.screen(80, 24).contains("提交后：校对通过"));
    let (ticket, decision) = decision(&desk.keys("Ctrl-S"));
    assert_eq!(decision.claim, claim());
    assert_eq!((decision.version, decision.outcomes.len(), decision.verdicts.len()), (1, 1, 12));
    assert!(decision.letter.contains(ORDER) && decision.letter == decision.letter_generated);
    assert_ne!(decision.token, decision.message_id);
    assert!(sends_nothing(&desk.keys("Ctrl-S Enter a Esc")), "nothing while it is under way");
    let effects = desk.done(ticket, Reply::Decided(done()));
    assert!(desk.model.order.is_none());
    assert_eq!(desk.model.takeable.as_ref().map(|made| made.token.clone()), Some(decision.token));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Release { .. } | Effect::SaveDraft { .. })));
}

#[test]
fn an_order_left_by_its_decision_is_read_no_more() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, _) = decision(&desk.keys("Ctrl-S"));
    let asked = reload(&desk.send(Msg::Activity(vec![audit(3, "hubei-p2", "cancel")], at("16T14:35")))).unwrap();
    desk.done(ticket, Reply::Decided(done()));
    let Some(Effect::TakeNext { ticket, .. }) = desk.keys("n").pop() else { panic!("taken") };
    let next = OrderFile { order_no: OrderNo::parse("2020101611501344").unwrap(), ..first_round() };
    desk.done(ticket, Reply::Opened(Box::new(opened(next.clone()))));
    desk.done(asked, Reply::Reloaded(Box::new(first_round()), Vec::new()));
    assert_eq!(desk.order().file().order_no, next.order_no);
}

#[test]
fn an_approval_that_is_not_possible_yet_says_why_and_leads_there() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("Space Space Space 2 a");
    assert!(desk.notice().contains("判定不利 院校名称"), "{}", desk.notice());
    assert!(desk.notice().contains("未判定 院校所在省市"), "{}", desk.notice());
    assert!(desk.screen(80, 24).contains("> 不符    院校名称"));
    desk.keys("1");
    desk.keys("a");
    assert!(desk.screen(80, 24).contains(">         院校所在省市"));
}

#[test]
fn a_verdict_that_the_letter_passes_over_is_named_before_it_is_sent() {
    let mut desk = Desk::new(opened(first_round()));
    // The school is judged to differ; the reason chosen, a blurred scan, is not made for that.
    desk.keys("Space Space Space 2 s");
    let chosen = desk.screen(80, 24);
    assert!(chosen.contains("F01"), "{chosen}");
    desk.send(Msg::Line("F01".into()));
    desk.keys("Enter");
    let screen = desk.screen(80, 24);
    assert!(screen.contains("通知没有提到：院校名称（不符）"), "{screen}");
}

#[test]
fn of_a_decided_order_it_is_not_said_that_nothing_was_judged() {
    let over = OrderFile { status: Status::Accepted, ..first_round() };
    for size in [(80, 24), (160, 45)] {
        let mut desk = Desk::sized(size, Opened { claim: None, ..opened(over.clone()) });
        desk.keys("j");
        assert!(!desk.screen(size.0, size.1).contains("已判"), "{}", desk.screen(size.0, size.1));
        assert!(Desk::sized(size, opened(first_round())).screen(size.0, size.1).contains("已判 0/12"));
    }
}

#[test]
fn taking_a_verdict_back_takes_the_approval_back() {
    let mut desk = judged();
    desk.keys("a Esc g 2");
    assert!(!desk.screen(80, 24).contains("→ 通过"));
    assert!(sends_nothing(&desk.keys("Enter Ctrl-S")));
}

#[test]
fn a_request_for_materials_needs_a_reason_and_none_is_chosen_beforehand() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("j j 3 s");
    let screen = desk.screen(80, 24);
    assert!(screen.contains("已选 0") && !screen.contains("[x]"), "{screen}");
    assert!(screen.contains("符合判定"), "but what fits is said to");
    desk.keys("Enter");
    assert!(desk.notice().contains("至少选择一条理由"));
    let (_, decision) = {
        desk.keys("Space Enter");
        decision(&desk.keys("Ctrl-S"))
    };
    assert_eq!(decision.outcomes[0].outcome, Outcome::Supplement);
    assert_eq!(decision.outcomes[0].reasons, ["F01"]);
    assert!(decision.letter.contains("毕业证书扫描件不清晰"));
    assert_eq!(decision.verdicts.len(), 1);
}

#[test]
fn a_key_held_on_the_reasons_does_not_confirm_the_review() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("s Space");
    assert!(sends_nothing(&desk.keys("Ctrl-S Ctrl-S Ctrl-S")));
    desk.now = desk.now.plus(1_000);
    decision(&desk.keys("Ctrl-S"));
}

#[test]
fn a_key_held_however_long_confirms_nothing() {
    for key in ["Enter", "Ctrl-S"] {
        let mut desk = judged();
        desk.keys("a Esc");
        if key == "Ctrl-S" {
            desk.keys("s Space");
        }
        for _ in 0..100 {
            assert!(sends_nothing(&desk.keys(key)), "{key}");
            desk.now = desk.now.plus(33);
        }
        desk.now = desk.now.plus(1_000);
        decision(&desk.keys("Ctrl-S"));
    }
}

#[test]
fn enter_alone_never_confirms_unless_the_button_has_the_focus() {
    let mut desk = judged();
    assert!(sends_nothing(&desk.keys("a j")));
    desk.keys("Tab");
    decision(&desk.keys("Tab Enter"));
}

#[test]
fn every_item_gets_its_outcome_and_one_letter_says_all() {
    let mut desk = Desk::new(opened(two_items()));
    desk.keys(&"Space ".repeat(12));
    desk.keys("a");
    assert!(desk.notice().contains("接着校对项目 2"), "{}", desk.notice());
    assert!(desk.screen(80, 24).contains("项目 2/2"));
    desk.keys("s j Space Enter");
    let (_, decision) = decision(&desk.keys("Ctrl-S"));
    let outcomes: Vec<(u32, Outcome)> = decision.outcomes.iter().map(|one| (one.item, one.outcome)).collect();
    assert_eq!(outcomes, [(1, Outcome::Approve), (2, Outcome::Supplement)]);
    assert!(decision.letter.contains("李雯-武汉大学-本科") && decision.letter.contains("王磊-华中科技大学"));
    assert_eq!(decision.status(), Some(Status::AwaitingSupplement));
}

#[test]
fn the_letter_can_be_edited_and_brought_back() {
    let mut desk = judged();
    desk.keys("a e");
    let effects = desk.send(Msg::Paste("另：请保管好证书原件。".into()));
    let saved = draft(&effects).unwrap().1;
    assert!(saved.letter.unwrap().starts_with("另：请保管好证书原件。"));
    desk.keys("Esc");
    assert!(desk.screen(80, 24).contains("已编辑"));
    let (_, sent) = decision(&desk.keys("Ctrl-S"));
    assert!(sent.letter.starts_with("另：请保管好证书原件。") && sent.letter != sent.letter_generated);

    let mut desk = judged();
    desk.keys("a e");
    desk.send(Msg::Paste("错".into()));
    desk.keys("Esc E");
    let (_, sent) = decision(&desk.keys("Ctrl-S"));
    assert_eq!(sent.letter, sent.letter_generated);
}

#[test]
fn an_edited_letter_of_another_decision_is_pointed_out() {
    let mut desk = judged();
    desk.keys("a e");
    desk.send(Msg::Paste("谢谢".into()));
    desk.keys("Esc s Space Enter");
    assert!(desk.screen(80, 24).contains("通知仍是旧稿"));
    desk.keys("E");
    assert!(!desk.screen(80, 24).contains("通知仍是旧稿"));
}

#[test]
fn a_refused_decision_says_who_did_what_and_keeps_everything() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, _) = decision(&desk.keys("Ctrl-S"));
    let holder = Holder { login: "hubei-p2".into(), name: "陈刚".into(), until: at("16T14:50") };
    let stale = Decided::Stale {
        status: Status::AwaitingProofreading,
        version: 1,
        holder: Some(holder.clone()),
        since: vec![audit(3, "hubei-p2", "claim")],
    };
    let effects = desk.done(ticket, Reply::Decided(stale));
    let again = reload(&effects).unwrap();
    let screen = desk.screen(80, 24);
    assert!(screen.contains("未提交") && screen.contains("14:35 陈刚 领取"), "{screen}");
    assert!(desk.order().claim().is_none());
    desk.done(again, Reply::Reloaded(Box::new(OrderFile { claim: Some(holder), audit_seq: 3, ..first_round() }), Vec::new()));
    desk.keys("Esc");
    assert!(desk.screen(80, 24).contains("已判 12/12"));
    assert!(sends_nothing(&desk.keys("a Ctrl-S")));
}

#[test]
fn an_order_that_is_free_again_is_claimed_again_and_nothing_is_lost() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, first) = decision(&desk.keys("Ctrl-S"));
    let stale = Decided::Stale { status: Status::AwaitingProofreading, version: 1, holder: None, since: vec![] };
    desk.done(ticket, Reply::Decided(stale));
    assert!(desk.screen(80, 24).contains("重新领取"));
    let effects = desk.keys("Ctrl-S");
    assert!(sends_nothing(&effects));
    let Some(Effect::Open { ticket, token: Some(token), .. }) = effects.iter().find(|one| matches!(one, Effect::Open { .. }))
    else {
        panic!("it is claimed again: {effects:?}");
    };
    let renewed = Claim { token: token.clone(), until: at("16T15:00"), ..claim() };
    let file = OrderFile { version: 1, ..first_round() };
    desk.done(*ticket, Reply::Opened(Box::new(Opened { claim: Some(renewed.clone()), file, draft: None, findings: Vec::new() })));
    assert!(desk.notice().contains("已重新领取"));
    let (_, second) = decision(&desk.keys("Ctrl-S"));
    assert_eq!(second.claim, renewed);
    assert_eq!(second.verdicts, first.verdicts);
    assert_ne!(second.token, first.token, "what was refused is another decision");
}

#[test]
fn an_unknown_outcome_is_asked_after_by_token_and_never_sent_blindly() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, sent) = decision(&desk.keys("Ctrl-S"));
    let effects = desk.done(ticket, Reply::OutcomeUnknown { token: sent.token.clone() });
    let Some(Effect::AskDecision { ticket, token }) = effects.first() else { panic!("it is asked after: {effects:?}") };
    assert_eq!(*token, sent.token);
    assert!(sends_nothing(&desk.keys("Ctrl-S")), "while it is being asked");
    // The question fails: the next Ctrl-S asks again, it does not send.
    desk.done(*ticket, Reply::Failed(StoreError::Unavailable("gone".into())));
    let effects = desk.keys("Ctrl-S");
    let Some(Effect::AskDecision { ticket, .. }) = effects.first() else { panic!("asked again: {effects:?}") };
    desk.done(*ticket, Reply::NotDecided);
    assert!(desk.notice().contains("可以再次提交"), "{}", desk.notice());
    let (ticket, again) = decision(&desk.keys("Ctrl-S"));
    assert_eq!((again.token, again.message_id), (sent.token, sent.message_id), "the same decision");
    desk.done(ticket, Reply::Decided(done()));
    assert!(desk.model.order.is_none());
}

#[test]
fn an_unknown_outcome_that_turns_out_done_is_done() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, sent) = decision(&desk.keys("Ctrl-S"));
    let effects = desk.done(ticket, Reply::OutcomeUnknown { token: sent.token });
    let Some(Effect::AskDecision { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    desk.done(*ticket, Reply::Decided(done()));
    assert!(desk.model.order.is_none() && desk.model.takeable.is_some());
}

#[test]
fn a_store_that_is_away_changes_nothing_and_the_decision_can_be_sent_again() {
    let mut desk = judged();
    desk.keys("a");
    let (ticket, sent) = decision(&desk.keys("Ctrl-S"));
    desk.done(ticket, Reply::Failed(StoreError::Unavailable("gone".into())));
    assert!(desk.notice().contains("没有改动任何内容"));
    let (_, again) = decision(&desk.keys("Ctrl-S"));
    assert_eq!(again.token, sent.token);
}

#[test]
fn a_later_round_opens_with_only_what_was_asked_for_unjudged() {
    let mut desk = Desk::new(opened(second_round()));
    let screen = desk.screen(80, 24);
    assert!(screen.contains("已判 10/12") && screen.contains(">         证书编号"), "{screen}");
    assert!(screen.contains("毕业证扫描件不清晰") && screen.contains("毕业证-重新扫描.jpg"), "{screen}");
    let saved = draft(&desk.keys("Space")).unwrap().1;
    assert_eq!(saved.verdicts.len(), 11);
    desk.keys("Space a");
    let (_, sent) = decision(&desk.keys("Ctrl-S"));
    let number = sent.verdicts.iter().find(|one| one.field == Field::Number).unwrap();
    assert_eq!(number.verdict, Verdict::Match);
    assert_eq!(sent.verdicts.len(), 12);
}

#[test]
fn a_later_round_opens_at_the_item_that_is_in_question() {
    let mut order = second_round();
    let mut approved = order.items[0].clone();
    approved.attachments.truncate(3);
    approved.attachments[0].superseded_by = None;
    order.items[0].item = 2;
    order.items.insert(0, approved);
    let decision = &mut order.decisions[0];
    let fine: Vec<_> = decision.verdicts.iter().map(|one| FieldVerdict { verdict: Verdict::Match, ..*one }).collect();
    decision.verdicts.iter_mut().for_each(|one| one.item = 2);
    decision.verdicts.extend(fine);
    decision.outcomes[0].item = 2;
    decision.outcomes.insert(0, ItemOutcome { item: 1, outcome: Outcome::Approve, reasons: vec![] });
    let mut desk = Desk::new(opened(order));
    let screen = desk.screen(80, 24);
    assert!(screen.contains("项目 2/2") && screen.contains(">         证书编号"), "{screen}");
    desk.keys("Space Space");
    assert!(desk.screen(160, 45).contains("重新判定  证书编号、专业名称"), "what was asked for stays in sight");
    desk.keys("a");
    assert!(desk.notice().contains("接着校对项目 1"), "and the other one still wants its outcome: {}", desk.notice());
    desk.keys("a");
    decision_sent(&mut desk);
}

fn decision_sent(desk: &mut Desk) {
    let (_, sent) = decision(&desk.keys("Ctrl-S"));
    assert_eq!(sent.outcomes.len(), 2);
}

/// An order whose form is full: all thirteen fields are given.
fn full() -> OrderFile {
    let mut order = first_round();
    order.items[0].certificate.remark = Some("函授站：荆州".into());
    order
}

#[test]
fn a_clean_order_with_every_field_takes_sixteen_strokes_from_taking_it() {
    let mut strokes = 0;
    let mut press = |desk: &mut Desk, key: &str| {
        strokes += 1;
        desk.keys(key)
    };
    let mut desk = Desk::new(opened(full()));
    // Taken from where the last one was looked at.
    desk.model.order = None;
    let Some(Effect::TakeNext { ticket, .. }) = press(&mut desk, "n").pop() else { panic!("taken") };
    desk.done(ticket, Reply::Opened(Box::new(opened(full()))));
    let fields = Field::of(full().items[0].service, &full().items[0].certificate).len();
    assert_eq!(fields, 13);
    for judged in 1..=fields {
        press(&mut desk, "Space");
        assert!(desk.screen(80, 24).contains(&format!("已判 {judged}/13")), "each stroke is one field's verdict, and no more");
    }
    press(&mut desk, "a");
    let (_, sent) = decision(&press(&mut desk, "Ctrl-S"));
    assert_eq!((sent.verdicts.len(), sent.status()), (13, Some(Status::Accepted)));
    assert_eq!(strokes, 16);
}
