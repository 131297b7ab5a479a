//! The handbook's pictures are frames of the program itself: the built program sits in a terminal, on a demonstration from a fixed seed,
//! under a clock that begins at a fixed moment.
//!
//! `cargo test --test it pictures -- --ignored` draws them anew. An ordinary run does not compare them byte by byte: when a count or a
//! scan arrives is the machine's affair.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiaodui::cli::default_institutions;
use jiaodui::demo::build::Options;
use jiaodui::demo::place;
use jiaodui::domain::time::Millis;

use super::svg::picture;
use super::{Page, root};
use crate::races::clocks::LIBRARY;
use crate::support::pty::Pty;

/// When the pictures are taken, for those who build the demonstration and for the program's own clock.
const MOMENT: &str = "2020-10-16T14:32:05+08:00";
/// Enough for every screen to have something on it.
const ORDERS: &str = "60";
/// The order at the head of the queue: once it is seen, keys are for the queue.
const OLDEST: &str = "2020101221362547";

/// A picture: its name, who sits there, the size, what is typed with what has to be seen after each, in Chinese and in English.
struct Shot {
    name: &'static str,
    role: &'static str,
    size: (u16, u16),
    keys: &'static [(&'static str, [&'static str; 2])],
    title: [&'static str; 2],
}

const SHOTS: [Shot; 5] = [
    Shot { name: "queue", role: "proofreader", size: (120, 32), keys: &[], title: ["队列", "The queue"] },
    Shot {
        name: "proofread",
        role: "proofreader",
        size: (120, 36),
        keys: &[("n", ["持有至", "held until"]), (" ", ["1/12", "1/12"])],
        title: ["校对一件申请单", "Proofreading an order"],
    },
    Shot {
        name: "enquiries",
        role: "clerk",
        size: (120, 32),
        keys: &[("2", ["待答复", "unanswered"])],
        title: ["咨询", "Enquiries"],
    },
    Shot {
        name: "dashboard",
        role: "supervisor",
        size: (160, 45),
        keys: &[("3", ["最近的决定", "newest decisions"])],
        title: ["看板", "The dashboard"],
    },
    Shot {
        name: "archive",
        role: "supervisor",
        size: (120, 32),
        keys: &[("4", ["档案", "archive"])],
        title: ["档案", "The archive"],
    },
];

fn shoot(demo: &Path, home: &Path, shot: &Shot, lang: usize) -> String {
    let folder = demo.to_str().unwrap();
    let tag = ["zh-CN", "en"][lang];
    // Beginning at the moment and going on from it. The library reads it as the local time, which is China's here.
    let moment = MOMENT.split('+').next().unwrap().replace('T', " ");
    let environment = [
        ("LD_PRELOAD", LIBRARY),
        ("FAKETIME", &format!("@{moment}")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("TZ", "CST-8"),
        ("COLORTERM", "truecolor"),
        ("JIAODUI_LANG", tag),
        ("JIAODUI_GRAPHICS", "quadrants"),
    ];
    let pty = Pty::start(shot.size, &["demo", "--orders", ORDERS, "--dir", folder, "--as", shot.role], &environment, home);
    pty.sees(OLDEST);
    for (keys, seen) in shot.keys {
        pty.types(keys).sees(seen[lang]);
    }
    // Until nothing more comes: counts and scans arrive one after the other.
    let mut last = pty.frame();
    let mut still = 0;
    while still < 8 {
        std::thread::sleep(Duration::from_millis(150));
        let now = pty.frame();
        still = if now.contents_formatted() == last.contents_formatted() { still + 1 } else { 0 };
        last = now;
    }
    picture(&last, shot.title[lang])
}

#[ignore = "writes docs/pictures"]
#[tokio::test(flavor = "multi_thread")]
async fn they_are_drawn_anew() {
    assert!(Path::new(LIBRARY).exists(), "the pictures need faketime (Debian: apt-get install faketime)");
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        orders: ORDERS.parse().unwrap(),
        seed: 20_201_016,
        now: Millis::from_rfc3339(MOMENT).unwrap(),
        institutions: default_institutions(),
    };
    let made = dir.path().join("made");
    place::make(&made, &options, |_| ()).await.unwrap();
    for shot in &SHOTS {
        for (lang, suffix) in ["zh", "en"].into_iter().enumerate() {
            // A house of its own: what one picture does (an order that is claimed, a look that is noted) is not in the next.
            let home = dir.path().join(format!("{}-{suffix}", shot.name));
            std::fs::create_dir(&home).unwrap();
            let demo = home.join("demo");
            assert!(Command::new("cp").arg("-a").args([&made, &demo]).status().unwrap().success());
            let drawn = tokio::task::block_in_place(|| shoot(&demo, &home, shot, lang));
            let path = root().join(format!("docs/pictures/{}.{suffix}.svg", shot.name));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &drawn).unwrap();
        }
    }
}

#[test]
fn every_picture_is_shown_somewhere() {
    let shown: String = ["README.md", "README.zh.md", "docs/handbook.zh.md"].iter().map(|name| Page::read(name).text).collect();
    for shot in &SHOTS {
        assert!(shown.contains(&format!("pictures/{}.zh.svg", shot.name)), "{} is in no document", shot.name);
        assert!(root().join(format!("docs/pictures/{}.en.svg", shot.name)).is_file(), "{} is missing in English", shot.name);
    }
}
