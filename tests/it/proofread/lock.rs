//! The locked screen, and what is asked before somebody looks.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply, Slot, Ticket, Tone};
use jiaodui::desk::input::key::Key;
use jiaodui::desk::screen::prompt::Purpose;
use jiaodui::domain::look::Looked;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::time::Millis;
use jiaodui::password::Password;
use jiaodui::store::StoreError;
use jiaodui::store::records::{AuditEntry, Holder};

use super::fixture::{Desk, ORDER, at, audit, draft, first_round, opened};

const IDLE_MS: i64 = 600_000;
const NUMBER: &str = "420106199403071226";

fn desk() -> Desk {
    let mut desk = Desk::new(opened(first_round()));
    desk.model.common.idle_lock_ms = IDLE_MS;
    desk.model.touched_at = desk.now;
    desk
}

fn me() -> Actor {
    Actor { login: "hubei-p1".into(), name: "张敏".into(), role: Role::Proofreader, institution: Some("hubei".into()) }
}

fn other() -> Actor {
    Actor { login: "hubei-p2".into(), name: "陈刚".into(), ..me() }
}

/// The attempt to sign in among effects.
fn attempt(effects: &[Effect]) -> Option<(Ticket, &str, &Password)> {
    effects.iter().find_map(|effect| match effect {
        Effect::SignIn { ticket, login, password } => Some((*ticket, login.as_str(), password)),
        _ => None,
    })
}

/// Types a password on the locked screen; the ticket of the attempt.
fn tries(desk: &mut Desk, password: &str) -> Ticket {
    desk.send(Msg::Paste(password.to_owned()));
    let effects = desk.keys("Enter");
    let (ticket, _, typed) = attempt(&effects).expect("an attempt");
    assert_eq!(*typed, Password::new(password.to_owned()));
    ticket
}

#[test]
fn the_screen_is_locked_after_a_while_without_a_key() {
    let mut desk = desk();
    desk.keys("v Enter");
    assert!(desk.screen(160, 45).contains(NUMBER));
    let effects = desk.keys("2");
    let (ticket, _) = draft(&effects).expect("a draft on its way");
    let until = desk.now.plus(IDLE_MS);
    desk.now = desk.now.plus(IDLE_MS - 1);
    desk.send(Msg::Tick);
    assert!(desk.model.lock.is_none());
    assert_eq!(desk.model.wakes_at(desk.now), until);
    desk.now = desk.now.plus(1);
    let effects = desk.send(Msg::Tick);
    assert!(effects.contains(&Effect::Repaint), "a picture of the terminal's own goes with everything else");
    assert!(draft(&effects).is_some(), "what was not known to be saved is saved once more");
    for (columns, rows) in [(80, 24), (160, 45)] {
        let screen = desk.screen(columns, rows);
        for hidden in [ORDER, "李雯", "武汉大学", NUMBER, "420106", "法学"] {
            assert!(!screen.contains(hidden), "{hidden} shows through:\n{screen}");
        }
        insta::assert_snapshot!(format!("locked_{columns}"), screen);
    }
    // What comes of writes and what others do meanwhile changes nothing on it.
    desk.done(ticket, Reply::DraftSaved);
    desk.send(Msg::Activity(vec![audit(3, "hubei-s1", "note")], desk.now));
    assert!(!desk.screen(160, 45).contains(ORDER));
    assert!(desk.model.wakes_at(desk.now) > desk.now);
}

#[test]
fn keys_on_a_locked_screen_never_reach_the_order() {
    let mut desk = desk();
    desk.keys("j 2 Ctrl-X");
    let field = desk.screen(160, 45);
    // An hour of somebody else's typing: nothing is renewed, judged, saved, opened or ended.
    for hour in 0..3 {
        desk.now = at("16T15:00").plus(hour * 3_600_000);
        for key in ["1", "2", "Space", "a", "r", "s", "Esc", "q", "Ctrl-C", "Ctrl-P", "?", "Ctrl-S", "v", "n", "Ctrl-X", "Ctrl-Z"]
        {
            let effects = desk.keys(key);
            assert_eq!(effects, [], "{key}");
        }
        desk.send(Msg::Paste("qqq".into()));
    }
    assert!(!desk.model.quitting && desk.model.order.is_some());
    let effects = desk.keys("Enter");
    let (ticket, login, _) = attempt(&effects).expect("an attempt");
    assert_eq!(login, "hubei-p1");
    desk.done(ticket, Reply::SignInRefused);
    assert!(desk.screen(80, 24).contains("不正确"), "{}", desk.screen(80, 24));
    assert_eq!(desk.screen(160, 45).lines().count(), field.lines().count());

    let ticket = tries(&mut desk, "右旋-password");
    let effects = desk.done(ticket, Reply::SignedIn(me(), Vec::new(), 3));
    assert!(effects.contains(&Effect::Repaint) && desk.model.lock.is_none());
    assert!(desk.notice().contains('3'), "who unlocks is told of failures: {}", desk.notice());
    // The same field, the same verdict, and the keys work again.
    assert_eq!(draft(&desk.keys("1")).unwrap().1.verdicts.len(), 1);
    assert!(desk.screen(160, 45).contains(ORDER));
}

#[test]
fn the_first_key_after_too_long_is_not_for_the_order() {
    let mut desk = desk();
    desk.now = desk.now.plus(3 * IDLE_MS);
    let effects = desk.keys("2");
    assert!(draft(&effects).is_none() && desk.model.lock.is_some());
    assert!(!desk.screen(80, 24).contains(ORDER));
}

#[test]
fn without_a_time_it_is_locked_by_key_only() {
    let mut desk = Desk::new(opened(first_round()));
    desk.now = desk.now.plus(100 * IDLE_MS);
    desk.send(Msg::Tick);
    desk.keys("e");
    assert!(desk.model.lock.is_none());
    // From an editor, too, which stays as it is.
    desk.send(Msg::Paste("印章".into()));
    desk.keys("Ctrl-X");
    assert!(desk.model.lock.is_some());
    let ticket = tries(&mut desk, "x");
    desk.done(ticket, Reply::SignedIn(me(), Vec::new(), 0));
    let effects = desk.send(Msg::Paste("不清".into()));
    assert_eq!(draft(&effects).unwrap().1.note, "印章不清");
}

#[test]
fn whoever_comes_back_learns_at_once_whether_the_order_is_still_theirs() {
    let mut desk = desk();
    desk.keys("Ctrl-X");
    desk.now = desk.now.plus(IDLE_MS);
    let ticket = tries(&mut desk, "x");
    let effects = desk.done(ticket, Reply::SignedIn(me(), Vec::new(), 0));
    let renewal = effects.iter().find_map(|effect| match effect {
        Effect::Renew { ticket, claim } if claim.token == "c1" => Some(*ticket),
        _ => None,
    });
    desk.done(renewal.expect("the claim is asked after before any key"), Reply::Renewed(None));
    assert!(desk.screen(160, 45).contains("领取已失效"), "{}", desk.screen(160, 45));
    assert!(draft(&desk.keys("1")).is_none(), "nothing is judged on a claim that ended");
}

#[test]
fn another_one_takes_the_desk_over() {
    let mut desk = desk();
    let (saved, _) = draft(&desk.keys("2")).expect("a draft");
    // It is on its way; asked for once more, in case that fails.
    let (again, _) = draft(&desk.keys("Ctrl-X")).expect("a draft");
    // Up to the line with the login, which is theirs.
    desk.keys("Up Ctrl-U");
    desk.send(Msg::Paste("hubei-p2".into()));
    desk.keys("Tab");
    let ticket = tries(&mut desk, "y");
    desk.done(ticket, Reply::SignedIn(other(), Vec::new(), 0));
    assert!(desk.model.lock.is_some(), "a write of the first one is not answered yet");
    assert!(desk.screen(160, 45).contains("随后换人"));
    assert_eq!(desk.keys("x Enter"), []);
    assert!(desk.model.lock.is_some());
    desk.done(saved, Reply::DraftSaved);
    let effects = desk.done(again, Reply::DraftSaved);
    let place = |wanted: &dyn Fn(&Effect) -> bool| effects.iter().position(wanted).expect("it is done");
    let released = place(&|effect| matches!(effect, Effect::Release { claim, .. } if claim.token == "c1"));
    let seated = place(&|effect| matches!(effect, Effect::Seat(Some(actor)) if actor.login == "hubei-p2"));
    assert!(released < seated, "the first one's order goes back as theirs");
    assert!(desk.model.order.is_none() && desk.model.lock.is_none());
    assert_eq!(desk.model.common.actor, Some(other()));
    assert!(!desk.screen(160, 45).contains("李雯"));
}

#[test]
fn whoever_is_disabled_is_told_and_sits_here_no_longer() {
    let row = |subject: &str, action: &str, detail: &str| AuditEntry {
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        ..audit(3, "guanli", action)
    };
    let mut desk = desk();
    desk.send(Msg::Activity(vec![row("staff:hubei-p2", "staff_disable", "{}")], desk.now));
    assert!(desk.model.order.is_some(), "that was somebody else");
    desk.send(Msg::Activity(vec![row("staff:hubei-p1", "staff_role", r#"{"from":"proofreader","to":"clerk"}"#)], desk.now));
    assert!(desk.notice().contains("咨询员"), "{}", desk.notice());

    let (saving, _) = draft(&desk.keys("2")).expect("a draft");
    let effects = desk.send(Msg::Activity(vec![row("staff:hubei-p1", "staff_disable", "{}")], desk.now));
    assert!(effects.contains(&Effect::Seat(None)));
    assert!(desk.model.order.is_none() && desk.model.common.actor.is_none());
    // What was under way is refused now; that is no news.
    desk.done(saving, Reply::Failed(StoreError::Refused("hubei-p1 may not read".into())));
    assert!(desk.notice().contains("已停用"), "{}", desk.notice());
    assert!(!desk.screen(160, 45).contains(ORDER));
    assert_eq!(desk.send(Msg::Activity(vec![audit(4, "hubei-p2", "claim")], desk.now)), []);

    // A refusal that comes first says so, too.
    let mut desk = self::desk();
    let (ticket, _) = draft(&desk.keys("2")).expect("a draft");
    desk.done(ticket, Reply::Failed(StoreError::Refused("hubei-p1 may not read".into())));
    assert!(desk.notice().contains("已停用"), "{}", desk.notice());
}

#[test]
fn who_is_let_in_no_longer_is_told_under_the_lock_and_a_new_password_leads_back() {
    let mut desk = desk();
    let (saving, _) = draft(&desk.keys("2")).expect("a draft");
    let effects = desk.send(Msg::Barred);
    assert!(effects.contains(&Effect::Vacate));
    // On its way; asked for once more, in case that fails, as it does.
    let (again, _) = draft(&effects).expect("a draft");
    let screen = desk.screen(160, 45);
    assert!(screen.contains("服务器不再接受您的账号") && !screen.contains(ORDER), "{screen}");
    for ticket in [saving, again] {
        desk.done(ticket, Reply::Failed(StoreError::Barred("zhangmin".into())));
    }
    assert!(desk.model.order.is_some());

    let ticket = tries(&mut desk, "new");
    let effects = desk.done(ticket, Reply::SignedIn(me(), Vec::new(), 0));
    assert!(effects.contains(&Effect::Seat(Some(me()))));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Watch { institution } if institution == "hubei")),
        "{effects:?}"
    );
    assert!(desk.model.lock.is_none() && desk.screen(160, 45).contains(ORDER));
    // The first look of the watch says that the database answers: what was not saved is.
    let effects = desk.send(Msg::Reachable(true));
    assert!(draft(&effects).is_some(), "{effects:?}");
}

#[test]
fn a_lock_is_told_to_those_who_may_end_it() {
    let lock = AuditEntry {
        subject: "staff:hubei-p2".into(),
        detail: format!(r#"{{"failures":5,"until":{}}}"#, at("16T14:40").0),
        ..audit(3, "sign-in", "sign_in_lock")
    };
    let mut desk = desk();
    desk.send(Msg::Activity(vec![lock.clone()], desk.now));
    assert_eq!(desk.notice(), "");
    desk.model.common.actor = Some(Actor { role: Role::Supervisor, ..me() });
    desk.send(Msg::Activity(vec![lock], desk.now));
    assert!(desk.notice().contains("hubei-p2") && desk.notice().contains("14:40"), "{}", desk.notice());
}

/// The reason written down for a look at this, among effects.
fn reason(effects: &[Effect], what: Looked) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Look(look) if look.what == what => look.reason.clone(),
        _ => None,
    })
}

#[test]
fn whoever_reveals_a_number_says_why() {
    let mut desk = desk();
    assert_eq!(reason(&desk.keys("v"), Looked::Reveal), None);
    for (columns, rows) in [(80, 24), (160, 45)] {
        let screen = desk.screen(columns, rows);
        assert!(!screen.contains(NUMBER));
        insta::assert_snapshot!(format!("why_reveal_{columns}"), screen);
    }
    // Esc: it stays masked, and nothing is written down.
    assert_eq!(reason(&desk.keys("Esc"), Looked::Reveal), None);
    assert!(!desk.screen(160, 45).contains(NUMBER));
    // The usual one costs two keys in all, the second one a digit; anything else is typed.
    assert_eq!(reason(&desk.keys("v Enter"), Looked::Reveal).as_deref(), Some("核对证件号码"));
    assert!(desk.screen(160, 45).contains(NUMBER));
    let mut desk = self::desk();
    assert_eq!(reason(&desk.keys("v 2"), Looked::Reveal).as_deref(), Some("申请人来电核实"));
    let mut desk = self::desk();
    desk.keys("v");
    for one in "查重2".chars() {
        desk.send(Msg::Key(Key::char(one)));
    }
    assert_eq!(reason(&desk.keys("Enter"), Looked::Reveal).as_deref(), Some("查重2"));
    // Blank is no reason.
    let mut desk = self::desk();
    desk.keys("v Space Space");
    assert_eq!(reason(&desk.keys("Enter"), Looked::Reveal), None);
    assert!(!desk.screen(160, 45).contains(NUMBER));
    desk.model.common.lang = jiaodui::text::Lang::En;
    insta::assert_snapshot!("why_reveal_english_80", desk.screen(80, 24));
}

#[test]
fn whoever_opens_what_a_colleague_holds_says_why() {
    let mut desk = desk();
    desk.keys("Esc");
    assert!(desk.model.order.is_none());
    let holder = Holder { login: "hubei-p2".into(), name: "陈刚".into(), until: at("16T14:50") };
    let order_no = first_round().order_no;
    let ticket = desk.model.common.ticket(Slot::Open);
    let purpose = Purpose::Held { institution: "hubei".into(), order_no: order_no.clone(), holder: holder.clone() };
    desk.done(ticket, Reply::AskWhy(purpose));
    for (columns, rows) in [(80, 24), (160, 45)] {
        insta::assert_snapshot!(format!("why_held_{columns}"), desk.screen(columns, rows));
    }
    let effects = desk.keys("Enter");
    let Some(Effect::OpenHeld { ticket, order_no: asked, reason, .. }) =
        effects.iter().find(|effect| matches!(effect, Effect::OpenHeld { .. }))
    else {
        panic!("{effects:?}")
    };
    assert_eq!((asked, reason.as_str()), (&order_no, "回复申请人咨询"));
    let opened = Opened { claim: None, file: first_round(), draft: None, findings: Vec::new() };
    desk.done(*ticket, Reply::Held(holder, Box::new(opened)));
    assert!(desk.screen(160, 45).contains(ORDER) && desk.notice().contains("陈刚"));
}

#[test]
fn one_changes_ones_own_password() {
    let mut desk = desk();
    desk.keys("F12");
    let fill = |desk: &mut Desk, lines: [&str; 3]| {
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 {
                desk.keys("Enter");
            }
            desk.send(Msg::Paste(line.to_owned()));
        }
        desk.keys("Enter")
    };
    // What will not do is said in the form, and nothing is sent.
    assert_eq!(fill(&mut desk, ["旧密码-123456", "kurz", "kurz"]), []);
    assert!(desk.screen(80, 24).contains("至少 10 个字符"));
    insta::assert_snapshot!("password_80", desk.screen(80, 24));
    insta::assert_snapshot!("password_160", desk.screen(160, 45));
    let screen = desk.screen(160, 45);
    assert!(!screen.contains("kurz") && !screen.contains("旧密码"), "{screen}");
    for (new, again, said) in [
        ("hubei-p1hubei-p1", "hubei-p1hubei-p1", "登录名"),
        ("1234567890", "1234567890", "太常见"),
        ("崭新的密码-2026", "崭新的密码-2027", "不同"),
        ("旧密码-123456", "旧密码-123456", "相同"),
    ] {
        desk.keys("Esc F12");
        assert_eq!(fill(&mut desk, ["旧密码-123456", new, again]), [], "{new}");
        assert!(desk.screen(80, 24).contains(said), "{said}:\n{}", desk.screen(80, 24));
    }
    desk.keys("Esc F12");
    let change = |desk: &mut Desk| {
        let effects = fill(desk, ["旧密码-123456", "崭新的密码-2026", "崭新的密码-2026"]);
        match effects.first() {
            Some(Effect::ChangePassword { ticket, old, new }) => {
                assert_eq!(*old, Password::new("旧密码-123456".into()));
                assert_eq!(*new, Password::new("崭新的密码-2026".into()));
                *ticket
            }
            other => panic!("{other:?}"),
        }
    };
    let ticket = change(&mut desk);
    assert_eq!(desk.keys("x Esc Enter"), [], "it is under way");
    desk.done(ticket, Reply::PasswordChanged(false));
    assert!(desk.screen(80, 24).contains("原密码不正确"));
    let ticket = change(&mut desk);
    desk.done(ticket, Reply::Failed(StoreError::Unavailable("gone".into())));
    assert!(desk.screen(80, 24).contains("database.unavailable"));
    let ticket = change(&mut desk);
    desk.done(ticket, Reply::PasswordChanged(true));
    assert!(desk.model.prompt.is_none());
    assert_eq!(desk.model.notice.as_ref().map(|(notice, _)| notice.tone), Some(Tone::Good));
    assert!(draft(&desk.keys("1")).is_some(), "and on with the work");
}

#[test]
fn a_prompt_waits_under_the_lock() {
    let mut desk = desk();
    desk.keys("v Ctrl-X");
    let ticket = tries(&mut desk, "x");
    desk.done(ticket, Reply::SignedIn(me(), Vec::new(), 0));
    assert_eq!(reason(&desk.keys("2"), Looked::Reveal).as_deref(), Some("申请人来电核实"));
    assert_eq!(desk.model.touched_at, desk.now);
    assert_ne!(desk.model.touched_at, Millis(0));
}
