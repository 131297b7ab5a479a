//! Any messages in any order, answers to what was never asked among them: the desk falls over at none of them, shows nothing raw, sends
//! nothing for an order that it does not hold, and shows nothing of an order under the lock.

use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Opened, Reply, Slot, Ticket};
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::mouse::{Act, Mouse};
use jiaodui::domain::time::Millis;
use jiaodui::store::StoreError;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::findings::some;
use super::fixture::{Desk, at, audit, first_round, opened, second_round, two_items};

const KEYS: &[&str] = &[
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "Space",
    "Backspace",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "z",
    "A",
    "E",
    "G",
    "R",
    "X",
    "/",
    "[",
    "]",
    "{",
    "}",
    "+",
    "-",
    "0",
    "<",
    ">",
    "PgDn",
    "PgUp",
    "Home",
    "End",
    "Up",
    "Down",
    "Left",
    "Right",
    "Tab",
    "BackTab",
    "Enter",
    "Esc",
    "Ctrl-S",
    "Ctrl-P",
    "Ctrl-X",
    "Ctrl-G",
    "Ctrl-C",
    "Ctrl-Z",
    "Ctrl-R",
    "?",
    "F7",
    "F8",
    "F9",
    "F12",
];
const SLOTS: &[Slot] = &[
    Slot::SignIn,
    Slot::Queue,
    Slot::Rows,
    Slot::Counts,
    Slot::Preview,
    Slot::Search,
    Slot::Archive,
    Slot::History,
    Slot::Listings,
    Slot::Dashboard,
    Slot::Colleagues,
    Slot::Enquiries,
    Slot::Enquiry,
    Slot::EnquiryCount,
    Slot::Samples,
    Slot::Matching,
    Slot::Views,
    Slot::ViewWrite,
    Slot::Open,
    Slot::Reload,
    Slot::Renew,
    Slot::Picture,
    Slot::Viewer,
    Slot::Write,
    Slot::RoomWrite,
    Slot::Export,
];
/// What must never reach a terminal: controls, direction marks, what takes no room.
const RAW: &[char] = &[
    '\u{1b}', '\u{7}', '\u{8}', '\u{9b}', '\u{200b}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
    '\u{feff}',
];

/// Text as it may be typed or pasted, or come from a certificate.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,8}",
        prop::collection::vec(prop::sample::select(RAW), 0..4)
            .prop_map(|raw| format!("周{}𠮷e\u{301}👩‍🎓", String::from_iter(raw))),
        Just("长".repeat(4_000)),
        Just("=HYPERLINK(\"x\")'; DROP TABLE orders; -- ../../etc\n\t".to_owned()),
    ]
}

fn error() -> impl Strategy<Value = StoreError> {
    prop::sample::select(vec![
        StoreError::Unavailable("away".into()),
        StoreError::Full("13".into()),
        StoreError::ReadOnly("8".into()),
        StoreError::Unknown("cut".into()),
        StoreError::Refused("hubei-p1 may not decide".into()),
        StoreError::Barred("no".into()),
        StoreError::Corrupt("row".into()),
    ])
}

fn reply() -> impl Strategy<Value = Reply> {
    let files = prop::sample::select(vec![first_round(), second_round(), two_items()]);
    let boxed = |file| Box::new(Opened { findings: some(), ..opened(file) });
    prop_oneof![
        files.clone().prop_map(move |file| Reply::Opened(boxed(file))),
        files.prop_map(|file| Reply::Reloaded(Box::new(file), some())),
        text().prop_map(|school| {
            let mut file = first_round();
            file.items[0].certificate.school.clone_from(&school);
            file.remark = school.clone();
            file.items[0].attachments[0].file.file_name = school;
            Reply::Reloaded(Box::new(file), some())
        }),
        error().prop_map(Reply::Failed),
        prop::sample::select(vec![
            Reply::NothingToTake,
            Reply::NoSuchOrder,
            Reply::Renewed(None),
            Reply::Renewed(Some(at("16T15:47"))),
            Reply::DraftSaved,
            Reply::Released,
            Reply::SetAside(false),
            Reply::NotDecided,
            Reply::OutcomeUnknown { token: "t".into() },
            Reply::SignInRefused,
            Reply::PasswordChanged(false),
            Reply::TurnKept,
            Reply::Viewed(Err("gone".into())),
            Reply::NoPicture { sha256: "0".repeat(64) },
            Reply::Proposals(3),
        ]),
    ]
}

/// A message, and how long it let wait for itself.
fn message() -> impl Strategy<Value = (Msg, i64)> {
    let key = || prop::sample::select(KEYS).prop_map(|key| Msg::Key(Key::parse(key).unwrap()));
    let ticket = (prop::sample::select(SLOTS), 0_u64..60).prop_map(|(slot, number)| Ticket { slot, number });
    let acts = prop::sample::select(vec![Act::Press, Act::Drag, Act::Release, Act::WheelUp, Act::WheelDown]);
    let news = prop::sample::select(vec!["cancel", "release", "claim", "decide", "resubmit", "odd"]);
    let what = prop_oneof![
        20 => key(),
        6 => (ticket, reply()).prop_map(|(ticket, reply)| Msg::Done(ticket, reply)),
        3 => text().prop_map(Msg::Paste),
        2 => text().prop_map(Msg::Line),
        2 => (1_u16..=500, 1_u16..=200).prop_map(|(columns, rows)| Msg::Resized(columns, rows)),
        1 => (acts, 0_u16..520, 0_u16..220).prop_map(|(act, column, row)| Msg::Mouse(Mouse { act, column, row })),
        2 => (1_i64..9, news).prop_map(|(seq, action)| Msg::Activity(vec![audit(seq, "portal", action)], at("16T14:40"))),
        1 => prop::sample::select(vec![Msg::Tick, Msg::Focused, Msg::Reachable(false), Msg::Reachable(true), Msg::Barred, Msg::Watching(Millis(0))]),
    ];
    (what, prop_oneof![9 => 0_i64..900, 1 => 30_000_i64..1_200_000])
}

/// What every state and everything it sends must keep to.
fn keeps_its_word(before: Option<&str>, effects: &[Effect]) -> Result<(), TestCaseError> {
    for effect in effects {
        if let Effect::Decide { decision, .. } = effect {
            prop_assert_eq!(Some(decision.claim.token.as_str()), before, "decided under a claim that is not the open order's");
            prop_assert!(!decision.letter.trim().is_empty() && !decision.outcomes.is_empty());
        }
    }
    Ok(())
}

fn shows_nothing_raw(desk: &mut Desk, size: (u16, u16)) -> Result<(), TestCaseError> {
    let screen = desk.screen(size.0, size.1);
    for raw in RAW {
        prop_assert!(!screen.contains(*raw), "{:?} is on the screen", raw);
    }
    if desk.model.lock.is_some() {
        prop_assert!(!screen.contains("李雯") && !screen.contains("武汉大学"), "an order shows under the lock:\n{}", screen);
    }
    Ok(())
}

#[test]
fn any_sequence_of_messages_is_survived() {
    let cases = crate::kill::asked_for("JIAODUI_TEST_CASES", 48);
    let config = ProptestConfig {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new(config);
    let messages = prop::collection::vec(message(), 1..70);
    runner
        .run(&(messages, 1_u16..=200, 1_u16..=70), |(messages, columns, rows)| {
            let mut desk = Desk::new(Opened { findings: some(), ..opened(two_items()) });
            for (n, (msg, waited)) in messages.into_iter().enumerate() {
                desk.now = desk.now.plus(waited);
                let before = desk.model.order.as_ref().and_then(|order| order.claim()).map(|claim| claim.token.clone());
                let effects = desk.send(msg);
                keeps_its_word(before.as_deref(), &effects)?;
                if n % 9 == 8 {
                    shows_nothing_raw(&mut desk, (columns, rows))?;
                }
            }
            shows_nothing_raw(&mut desk, (160, 45))?;
            shows_nothing_raw(&mut desk, (80, 24))
        })
        .unwrap();
}
