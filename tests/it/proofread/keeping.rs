//! Drafts, claims, and what others do meanwhile: nothing that was typed is lost.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply, Slot, Takeable};
use jiaodui::domain::certificate::Field;
use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::store::StoreError;
use jiaodui::store::records::{Claim, Holder, OrderFile, TakenBack};

use super::fixture::{Desk, at, audit, claim, draft, first_round, opened, picture, reload, second_round, two_items};

fn with_draft(file: OrderFile, draft: Draft) -> Desk {
    Desk::new(Opened { claim: Some(claim()), file, draft: Some(draft), findings: Vec::new() })
}

fn verdict(field: Field, verdict: Verdict) -> FieldVerdict {
    FieldVerdict { item: 1, field, verdict }
}

#[test]
fn every_verdict_is_saved_and_one_sees_that_it_is() {
    let mut desk = Desk::new(opened(first_round()));
    assert!(draft(&desk.send(Msg::Tick)).is_none(), "looking alone makes no draft");
    let (first, _) = draft(&desk.keys("1")).unwrap();
    let (second, saved) = draft(&desk.keys("j 2")).unwrap();
    assert_eq!(saved.verdicts, [verdict(Field::Holder, Verdict::Match), verdict(Field::IdNo, Verdict::Mismatch)]);
    assert_eq!(saved.version, 1);
    assert!(desk.screen(80, 24).contains("草稿保存中"));
    desk.done(first, Reply::DraftSaved);
    assert!(desk.screen(80, 24).contains("草稿保存中"), "the newest is still under way");
    desk.done(second, Reply::DraftSaved);
    assert!(desk.screen(80, 24).contains("草稿已保存"));
    let (third, _) = draft(&desk.keys("Backspace")).unwrap();
    desk.done(third, Reply::Failed(StoreError::Unavailable("gone".into())));
    assert!(desk.screen(80, 24).contains("! 草稿未能保存"));
    assert!(draft(&desk.keys("Esc")).is_some(), "leaving tries again");
}

#[test]
fn work_that_could_not_be_saved_outlives_its_order() {
    let gone = || Reply::Failed(StoreError::Unavailable("gone".into()));
    let mut desk = Desk::new(opened(first_round()));
    let (typed, work) = draft(&desk.keys("1")).unwrap();
    desk.done(typed, gone());
    let (left, _) = draft(&desk.keys("Esc")).expect("leaving tries again");
    desk.done(left, gone());
    assert!(desk.model.order.is_none());
    // The database answers again: it is saved although nobody has it open, once.
    desk.send(Msg::Reachable(false));
    let (again, saved) = draft(&desk.send(Msg::Reachable(true))).expect("saved again");
    assert_eq!(saved, work);
    assert!(draft(&desk.send(Msg::Tick)).is_none());
    // That failed too. Opened again, the work is there although the database knows nothing of it.
    desk.done(again, gone());
    desk.keys("Enter");
    let ticket = desk.model.common.ticket(Slot::Open);
    desk.done(ticket, Reply::Opened(Box::new(opened(first_round()))));
    let screen = desk.screen(160, 45);
    assert!(screen.contains("已判 1/12") && screen.contains("! 草稿未能保存"), "{screen}");
    assert!(draft(&desk.keys("Esc")).is_some_and(|(_, draft)| draft == work));
}

#[test]
fn undoing_all_of_it_leaves_no_draft_behind() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("1");
    assert!(draft(&desk.keys("Backspace")).unwrap().1.is_empty());
    let mut later = Desk::new(opened(second_round()));
    later.keys("3");
    assert!(draft(&later.keys("Backspace")).unwrap().1.is_empty(), "what the last round brought is no work of ours");
}

#[test]
fn a_draft_comes_back_with_its_time() {
    let saved = Draft {
        version: 1,
        verdicts: vec![verdict(Field::Holder, Verdict::Match), verdict(Field::Number, Verdict::Illegible)],
        note: "已电话核实".into(),
        changed_at: Some(at("16T09:05")),
        ..Draft::default()
    };
    let mut desk = with_draft(first_round(), saved.clone());
    let screen = desk.screen(160, 45);
    assert!(screen.contains("已恢复 09:05 的草稿") && screen.contains("已判 2/12") && screen.contains("已电话核实"), "{screen}");
    let now = draft(&desk.keys("G 1")).unwrap().1;
    assert_eq!(now.verdicts.len(), 3);
    assert_eq!(now.note, saved.note);
}

#[test]
fn a_draft_of_the_round_before_gives_way_to_the_new_files_but_keeps_its_text() {
    let saved = Draft {
        version: 1,
        verdicts: vec![verdict(Field::Number, Verdict::Match)],
        letter: Some("手写的通知".into()),
        note: "旧备注".into(),
        ..Draft::default()
    };
    let mut desk = with_draft(second_round(), saved);
    let screen = desk.screen(160, 45);
    assert!(screen.contains("草稿作于上一轮"), "{screen}");
    assert!(screen.contains("已判 10/12") && screen.contains("旧备注"), "the number is open again: {screen}");
    let now = draft(&desk.keys("Space")).unwrap().1;
    assert_eq!(now.letter.as_deref(), Some("手写的通知"));
}

#[test]
fn a_decision_that_was_taken_back_brings_its_draft_back_whole() {
    // Taking back raised the version twice, but nothing came from the applicant.
    let mut order = first_round();
    order.version = 3;
    let saved = Draft { version: 1, verdicts: vec![verdict(Field::Holder, Verdict::Match)], ..Draft::default() };
    let mut desk = with_draft(order, saved);
    assert!(desk.screen(80, 24).contains("已判 1/12"));
}

#[test]
fn when_the_applicant_cancels_it_is_said_at_once_and_nothing_typed_is_lost() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("1 j 3 e");
    desk.send(Msg::Paste("请对方说明".into()));
    let effects = desk.send(Msg::Activity(vec![audit(3, "portal", "cancel")], Millis(desk.now.0)));
    assert!(desk.screen(80, 24).contains("申请人已于 14:35 取消"));
    let kept = draft(&effects).unwrap().1;
    assert_eq!((kept.verdicts.len(), kept.note.as_str()), (2, "请对方说明"));
    let ticket = reload(&effects).unwrap();
    let mut now = first_round();
    (now.status, now.version, now.claim, now.audit_seq) = (Status::Cancelled, 2, None, 3);
    desk.done(ticket, Reply::Reloaded(Box::new(now), Vec::new()));
    desk.keys("Ctrl-S");
    assert!(desk.screen(80, 24).contains("已取消"));
    let effects = desk.keys("2 a s");
    assert!(draft(&effects).is_none(), "read only: {effects:?}");
    let effects = desk.keys("Esc");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Release { .. })), "there is no claim to release");
    assert!(desk.model.order.is_none());
}

#[test]
fn typing_goes_on_while_the_order_is_cancelled() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("e");
    desk.send(Msg::Paste("甲".into()));
    desk.send(Msg::Activity(vec![audit(3, "portal", "cancel")], Millis(desk.now.0)));
    let kept = draft(&desk.send(Msg::Paste("乙".into()))).unwrap().1;
    assert_eq!(kept.note, "甲乙", "no key is lost");
}

#[test]
fn a_claim_that_others_ended_is_said_with_who_did_it() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("1");
    let effects = desk.send(Msg::Activity(vec![audit(3, "hubei-s1", "release")], Millis(desk.now.0)));
    assert!(desk.screen(80, 24).contains("14:35 hubei-s1 放回"));
    assert!(desk.order().claim().is_none() && reload(&effects).is_some());
    let mut free = first_round();
    (free.claim, free.audit_seq) = (None, 3);
    desk.done(reload(&effects).unwrap(), Reply::Reloaded(Box::new(free), Vec::new()));
    assert!(desk.keys("Enter").iter().any(|effect| matches!(effect, Effect::Open { token: Some(_), .. })));
}

#[test]
fn what_we_did_ourselves_and_what_we_knew_is_no_news() {
    let mut desk = Desk::new(opened(first_round()));
    let known = vec![audit(2, "portal", "submit"), audit(2, "hubei-p1", "claim"), audit(3, "hubei-p1", "decide")];
    assert!(reload(&desk.send(Msg::Activity(known, Millis(desk.now.0)))).is_none());
    assert!(desk.order().claim().is_some());
}

#[test]
fn ones_own_other_desk_takes_the_order_over() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("1");
    let effects = desk.send(Msg::Activity(vec![audit(3, "hubei-p1", "claim")], Millis(desk.now.0)));
    assert!(desk.order().claim().is_none(), "or leaving here would release it there");
    assert!(desk.screen(80, 24).contains("已在别处领取"));
    assert!(draft(&effects).is_some() && reload(&effects).is_some());
}

#[test]
fn a_claim_is_renewed_by_working_and_not_by_waiting() {
    let mut desk = Desk::new(opened(first_round()));
    let renewals = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Renew { .. })).count();
    assert_eq!(renewals(&desk.keys("j k j k")), 0, "just claimed");
    desk.now = desk.now.plus(61_000);
    assert_eq!(renewals(&desk.send(Msg::Tick)), 0);
    let effects = desk.keys("j k");
    assert_eq!(renewals(&effects), 1);
    let Some(Effect::Renew { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    desk.done(*ticket, Reply::Renewed(Some(at("16T14:48"))));
    assert!(desk.screen(80, 24).contains("持有至 14:48"));
    desk.now = desk.now.plus(61_000);
    let effects = desk.keys("j");
    let Some(Effect::Renew { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    let effects = desk.done(*ticket, Reply::Renewed(None));
    assert!(desk.screen(80, 24).contains("领取已失效"));
    assert!(reload(&effects).is_some());
}

#[test]
fn leaving_releases_the_claim_whichever_way() {
    for way in [Msg::Stop, Msg::Key(jiaodui::desk::input::key::Key::ctrl('c'))] {
        let mut desk = Desk::new(opened(first_round()));
        desk.keys("1");
        let effects = desk.send(way);
        assert!(draft(&effects).is_some());
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Release { claim: one, .. } if *one == claim())));
    }
}

fn released(effects: &[Effect]) -> Vec<&str> {
    let tokens = effects.iter().filter_map(|effect| match effect {
        Effect::Release { claim, .. } => Some(claim.token.as_str()),
        _ => None,
    });
    tokens.collect()
}

/// Another order, opened under a claim of its own.
fn another() -> Opened {
    let mut opened = opened(first_round());
    opened.file.order_no = OrderNo::parse("2020101611501344").unwrap();
    opened.claim = Some(Claim { order_no: opened.file.order_no.clone(), token: "c2".into(), ..claim() });
    opened
}

#[test]
fn quitting_waits_for_the_order_that_is_being_taken_and_releases_it() {
    let mut desk = Desk::with(Opened { claim: None, ..opened(first_round()) }, None);
    let effects = desk.keys("n");
    let Some(Effect::TakeNext { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    let ticket = *ticket;
    assert!(!desk.keys("Ctrl-C").contains(&Effect::Quit), "it may be ours by now");
    let effects = desk.done(ticket, Reply::Opened(Box::new(another())));
    assert_eq!(released(&effects), ["c2"]);
    let Some(Effect::Release { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    assert!(desk.done(*ticket, Reply::Released).contains(&Effect::Quit));
}

fn takeable() -> Takeable {
    Takeable {
        token: "d1".into(),
        order_no: OrderNo::parse("2020101611501344").unwrap(),
        status: Status::Accepted,
        held_until: at("16T23:59"),
    }
}

#[test]
fn over_an_open_order_a_decision_is_named_before_it_is_taken_back() {
    let mut desk = Desk::new(opened(first_round()));
    let none =
        |effects: &[Effect]| effects.iter().all(|effect| !matches!(effect, Effect::TakeBack { .. } | Effect::Release { .. }));
    assert!(none(&desk.keys("u u u")), "there is nothing to take back");
    assert!(desk.model.order.is_some(), "and one stays where one is");
    desk.model.takeable = Some(takeable());
    assert!(none(&desk.keys("u")));
    assert!(desk.notice().contains("2020101611501344"), "{}", desk.notice());
    assert!(none(&desk.keys("1 u")), "another key in between, and it is asked anew");
    let effects = desk.keys("u");
    let Some(Effect::TakeBack { ticket, .. }) = effects.last() else { panic!("{effects:?}") };
    let ticket = *ticket;
    assert!(none(&desk.keys("u u")), "one at a time");

    // The order that comes back replaces the open one, which is put back with all that was judged.
    desk.keys("2");
    let effects = desk.done(ticket, Reply::TakenBack(TakenBack::Done(another().claim.unwrap()), Some(Box::new(another()))));
    assert_eq!(released(&effects), ["c1"]);
    assert!(draft(&effects).is_some());
    assert_eq!(desk.order().claim().map(|claim| claim.token.as_str()), Some("c2"));
}

#[test]
fn what_was_read_before_the_watch_began_is_read_again() {
    let mut desk = Desk::new(opened(first_round()));
    let effects = desk.send(Msg::Watching(at("16T14:32")));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadQueue { .. })));
    let cancelled = OrderFile { status: Status::Cancelled, ..first_round() };
    desk.done(reload(&effects).unwrap(), Reply::Reloaded(Box::new(cancelled), Vec::new()));
    assert!(desk.order().claim().is_none());
}

#[test]
fn who_leaves_while_claiming_again_stays_away() {
    let mut desk = Desk::with(Opened { claim: None, ..opened(first_round()) }, None);
    let effects = desk.keys("Enter");
    let Some(Effect::Open { ticket, .. }) = effects.first() else { panic!("{effects:?}") };
    desk.keys("Esc");
    let effects = desk.done(*ticket, Reply::Opened(Box::new(opened(first_round()))));
    assert!(desk.model.order.is_none());
    assert_eq!(released(&effects), ["c1"]);
}

#[test]
fn an_order_read_again_never_takes_the_place_of_another() {
    let mut desk = Desk::new(opened(first_round()));
    let asked = reload(&desk.send(Msg::Activity(vec![audit(3, "hubei-p2", "claim")], at("16T14:35")))).unwrap();
    let Some(Effect::TakeNext { ticket, .. }) = desk.keys("n").pop() else { panic!("taken") };
    desk.done(ticket, Reply::Opened(Box::new(another())));
    desk.done(asked, Reply::Reloaded(Box::new(first_round()), Vec::new()));
    assert_eq!(desk.order().file().order_no, another().file.order_no);
}

#[test]
fn an_id_number_is_shown_for_thirty_seconds_only() {
    let mut desk = Desk::new(opened(first_round()));
    assert!(!desk.screen(80, 24).contains("420106199403071226"));
    desk.keys("v Enter");
    assert!(desk.screen(80, 24).contains("420106199403071226"));
    assert_eq!(desk.order().wakes_at(&desk.model.common, desk.now), Some(desk.now.plus(30_000)));
    desk.now = desk.now.plus(30_000);
    desk.send(Msg::Tick);
    assert!(!desk.screen(80, 24).contains("420106199403071226"));
}

#[test]
fn a_revealed_number_is_covered_again_on_another_item() {
    let mut desk = Desk::new(opened(two_items()));
    desk.keys("v Enter }");
    assert!(!desk.screen(80, 24).contains("420106199501012313"));
}

#[test]
fn moving_to_a_field_shows_what_it_is_read_from() {
    let mut desk = Desk::new(opened(first_round()));
    desk.send(Msg::Resized(160, 45));
    let files: Vec<String> = first_round().items[0].attachments.iter().map(|one| one.file.sha256.clone()).collect();
    let (_, file) = picture(&desk.keys("j")).expect("the identity card");
    assert_eq!(file, files[1]);
    let (_, file) = picture(&desk.keys("]")).expect("its other side");
    assert_eq!(file, files[2]);
    assert!(picture(&desk.keys("k j")).is_some());
    let (ticket, file) = picture(&desk.keys("j")).expect("the diploma");
    assert_eq!(file, files[0]);
    // The next field is read from it too, though elsewhere on it.
    let ticket = match picture(&desk.keys("j")) {
        Some((ticket, file)) => {
            assert_eq!(file, files[0]);
            ticket
        }
        None => ticket,
    };
    desk.done(ticket, Reply::NoPicture { sha256: files[0].clone() });
    assert!(desk.screen(160, 45).contains("图像无法显示"));
    assert!(picture(&desk.send(Msg::Resized(150, 45))).is_none(), "it is not asked for over and over");
    assert!(picture(&desk.keys("0")).is_some(), "but when told to");
}

#[test]
fn an_order_that_is_held_is_looked_at_only() {
    let holder = Holder { login: "hubei-p2".into(), name: "陈刚".into(), until: at("16T14:50") };
    let mut desk = Desk::with(Opened { claim: None, file: first_round(), draft: None, findings: Vec::new() }, Some(holder));
    let effects = desk.keys("1 Space a s e");
    assert!(draft(&effects).is_none());
    assert!(desk.notice().contains("陈刚 正在校对"), "{}", desk.notice());
    assert!(picture(&desk.keys("j ]")).is_some(), "but it can be looked at");
}

#[test]
fn hostile_text_is_made_visible() {
    let mut order = first_round();
    order.items[0].certificate.school = "武汉\u{202e}学大\u{1b}[31m".into();
    order.items[0].attachments[0].file.file_name = "a/\u{202e}gpj.exe".into();
    let mut desk = Desk::new(opened(order));
    let screen = desk.screen(160, 45);
    assert!(!screen.contains('\u{202e}') && !screen.contains('\u{1b}'));
    assert!(screen.contains("<U+202E>"), "{screen}");
}
