//! Skipping and postponing an open order, going on by itself, and what colleagues left with an order.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Opened, Reply, Tone};
use jiaodui::domain::calendar::Calendar;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::look::Looked;
use jiaodui::domain::order::summary;
use jiaodui::domain::postpone::{Term, start_of};
use jiaodui::store::StoreError;
use jiaodui::store::records::{Found, Note, OrderFile, Postponed, QueueRow};

use super::fixture::{Desk, at, draft, first_round, opened};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

fn desk() -> Desk {
    let mut desk = Desk::new(opened(first_round()));
    desk.model.common.skip_reasons = vec!["不熟悉此类学历".into(), "与申请人相识，回避".into()];
    desk.model.common.postpone_reasons = vec!["等申请人来电".into(), "等档案或学校答复".into()];
    desk
}

fn postponed(order: OrderFile) -> OrderFile {
    let day = "2020-10-19".parse().unwrap();
    OrderFile {
        claim: None,
        postponed: Some(Postponed {
            staff: "hubei-p2".into(),
            staff_name: "陈刚".into(),
            until: start_of(day),
            pooled_from: start_of(Term::new(day, &Calendar::default()).pooled_on),
            reason: "等学校答复".into(),
            assigned_by: None,
        }),
        ..order
    }
}

fn noted(order: OrderFile) -> OrderFile {
    let note = |n, field, body: &str| Note {
        n,
        staff: "hubei-p2".into(),
        staff_name: "陈刚".into(),
        at: at("16T13:05"),
        field,
        body: body.into(),
    };
    let notes = vec![note(1, None, "已打电话给学校，\n周一答复"), note(2, Some((1, Field::School)), "章上是旧校名\u{1b}[31m")];
    OrderFile { notes, ..order }
}

fn only(effects: &[Effect], wanted: impl Fn(&Effect) -> bool) -> &Effect {
    effects.iter().find(|effect| wanted(effect)).unwrap_or_else(|| panic!("{effects:?}"))
}

/// Pictures may be asked for.
fn nothing_written(effects: &[Effect]) -> bool {
    effects.iter().all(|effect| matches!(effect, Effect::Picture { .. }))
}

#[test]
fn the_forms() {
    for (name, keys) in [("skip", "n Down"), ("postpone", "p"), ("postpone_wrong", "p 0 0")] {
        for (columns, rows) in SIZES {
            let mut desk = desk();
            desk.keys(keys);
            insta::assert_snapshot!(format!("{name}_{columns}"), desk.screen(columns, rows));
        }
    }
}

#[test]
fn what_colleagues_left() {
    for (columns, rows) in SIZES {
        let mut desk = Desk::with(Opened { claim: None, ..opened(noted(postponed(first_round()))) }, None);
        desk.keys("BackTab");
        insta::assert_snapshot!(format!("left_{columns}"), desk.screen(columns, rows));
    }
}

#[test]
fn the_postponed_ones() {
    let order = postponed(first_round());
    let typed = &order.items[0].certificate;
    let row = QueueRow {
        order_no: order.order_no.clone(),
        holder: typed.holder.clone(),
        summary: summary(&typed.holder, &typed.school, typed.level.as_deref()),
        status: order.status,
        round: 1,
        items: 1,
        attachments: 3,
        findings: 0,
        submitted_at: order.submitted_at,
        claim: None,
        postponed: order.postponed.clone(),
    };
    for (columns, rows) in SIZES {
        let mut desk = desk();
        desk.model.order = None;
        let effects = desk.keys("h");
        let Effect::LoadPostponed { ticket, .. } = only(&effects, |one| matches!(one, Effect::LoadPostponed { .. })) else {
            return;
        };
        desk.done(*ticket, Reply::Found(Found { rows: vec![row.clone()], more: false, now: desk.now }));
        insta::assert_snapshot!(format!("postponed_{columns}"), desk.screen(columns, rows));
    }
}

#[test]
fn a_skip_wants_a_reason_and_goes_on() {
    let mut desk = desk();
    assert!(desk.keys("n Enter").is_empty());
    assert!(desk.notice().contains("理由"), "{}", desk.notice());
    // The offered ones, in turn; what is typed goes on from there.
    let effects = desk.keys("Down Down Enter");
    let Effect::Skip { ticket, reason, claim } = only(&effects, |one| matches!(one, Effect::Skip { .. })) else { return };
    assert_eq!((reason.as_str(), claim.token.as_str()), ("与申请人相识，回避", "c1"));
    let ticket = *ticket;
    // Whatever is typed until it is answered goes nowhere, and it is not sent twice.
    assert!(desk.keys("Enter x Esc Ctrl-S").is_empty());
    let effects = desk.done(ticket, Reply::SetAside(true));
    assert!(!effects.iter().any(|one| matches!(one, Effect::Release { .. } | Effect::SaveDraft { .. })), "{effects:?}");
    only(&effects, |one| matches!(one, Effect::TakeNext { .. }));
    assert!(desk.notice().contains("已跳过") && desk.model.order.is_none());
}

#[test]
fn a_form_that_is_left_changes_nothing_and_one_that_failed_stays() {
    let mut desk = desk();
    assert!(nothing_written(&desk.keys("n x Esc")));
    assert!(desk.order().claim().is_some());
    let effects = desk.keys("p Tab x Enter");
    let Effect::Postpone { ticket, term, .. } = only(&effects, |one| matches!(one, Effect::Postpone { .. })) else { return };
    assert_eq!(term.until.to_string(), "2020-10-19");
    let effects = desk.done(*ticket, Reply::Failed(StoreError::Unavailable("down".into())));
    assert!(effects.is_empty() && desk.order().claim().is_some());
    assert_eq!(desk.model.notice.as_ref().unwrap().0.tone, Tone::Bad);
    let effects = desk.keys("Enter");
    let Effect::Postpone { ticket, .. } = only(&effects, |one| matches!(one, Effect::Postpone { .. })) else { return };
    // The claim had ended before: the order is shown read-only, and nothing is lost.
    desk.done(*ticket, Reply::SetAside(false));
    assert!(desk.order().claim().is_none() && desk.screen(80, 24).contains("领取已失效"));
}

#[test]
fn a_postponed_order_leads_on_only_where_that_is_switched_on() {
    for on in [true, false] {
        let mut desk = desk();
        desk.model.common.next_after_decision = on;
        let effects = desk.keys("Space p Down Enter");
        let (saved, _) = draft(&effects).unwrap();
        desk.done(saved, Reply::DraftSaved);
        let Effect::Postpone { ticket, reason, .. } = only(&effects, |one| matches!(one, Effect::Postpone { .. })) else {
            return;
        };
        assert_eq!(reason, "等申请人来电");
        let effects = desk.done(*ticket, Reply::SetAside(true));
        assert_eq!(effects.iter().any(|one| matches!(one, Effect::TakeNext { .. })), on);
        assert!(desk.notice().contains("2020-10-19"), "{}", desk.notice());
    }
}

#[test]
fn without_a_claim_nothing_is_put_off() {
    let mut desk = Desk::with(Opened { claim: None, ..opened(first_round()) }, None);
    assert!(nothing_written(&desk.keys("p")));
    assert!(desk.notice().contains("只能查看"), "{}", desk.notice());
    only(&desk.keys("n"), |one| matches!(one, Effect::TakeNext { .. }));
    // A postponed one is resumed instead, with a reason.
    let mut desk = Desk::with(Opened { claim: None, ..opened(postponed(first_round())) }, None);
    assert!(desk.keys("Enter").iter().all(|one| !matches!(one, Effect::Open { .. })), "Enter claims what is postponed");
    assert!(nothing_written(&desk.keys("p Enter")));
    let effects = desk.keys("x Enter");
    let Effect::Resume { ticket, reason, .. } = only(&effects, |one| matches!(one, Effect::Resume { .. })) else { return };
    assert_eq!(reason, "x");
    desk.done(*ticket, Reply::Opened(Box::new(opened(first_round()))));
    assert!(desk.order().claim().is_some());
}

#[test]
fn a_number_shown_whole_is_written_down_once() {
    let mut desk = desk();
    let looked = |effects: &[Effect]| {
        effects.iter().filter(|one| matches!(one, Effect::Look(look) if look.what == Looked::Reveal)).count()
    };
    assert_eq!(looked(&desk.keys("v")), 1);
    assert_eq!(looked(&desk.keys("v")), 0, "masking again is no look");
    assert_eq!(looked(&desk.keys("v")), 1);
}
