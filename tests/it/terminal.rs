//! The terminal, whatever it is and whatever becomes of it: each time the desk goes on or ends, and the terminal is as it was.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::intake::order_no;
use crate::kill::Dice;
use crate::program::House;
use crate::support::pty::{Answering, Pty, is_gone};

const LARGE: (u16, u16) = (160, 45);
const SIGNALS: [Signal; 4] = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT];

fn house(orders: u32) -> House {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("desk.db").display());
    House::at(dir, url, orders)
}

fn at_a(house: &House, answering: Answering, more: &[(&str, &str)]) -> Pty {
    let mut environment = vec![
        ("JIAODUI_DATABASE", house.url.as_str()),
        ("JIAODUI_STAFF", "zhangmin"),
        ("JIAODUI_PASSWORD", crate::program::PASSWORD),
    ];
    environment.extend(more);
    Pty::start_at(answering, LARGE, &[], &environment, house.path())
}

/// While the terminal is taken over and asked what it can, too: one that does not answer makes that last.
#[test]
fn a_signal_at_any_moment_of_the_start_leaves_the_terminal_clean() {
    let house = house(0);
    let mut on_the_raw_screen = 0;
    for n in 0..28 {
        let desk = at_a(&house, Answering::Never, &[]);
        let program = desk.program();
        if n % 2 == 0 {
            std::thread::sleep(Duration::from_millis(12 * n));
        } else {
            // The moment it has taken the screen, and a little after.
            let taken = desk.waits_for_modes(Instant::now() + Duration::from_secs(20), |(alternate, _)| alternate);
            assert!(taken);
            on_the_raw_screen += 1;
            std::thread::sleep(Duration::from_millis(10 * n));
        }
        let signal = SIGNALS[usize::try_from(n / 2).unwrap() % 4];
        let _ = rustix::process::kill_process(program, signal);
        desk.is_left_as_it_was();
    }
    assert_eq!(on_the_raw_screen, 14);
}

#[test]
fn a_terminal_that_is_gone_ends_the_desk_wherever_one_is() {
    let house = house(1);
    for keys in [&[][..], &["n"], &["n", "e"], &["n", "s"], &["?"], &["2"], &["n", " ", "o"]] {
        let mut desk = at_a(&house, Answering::AtOnce, &[]);
        desk.sees(&order_no(1));
        for key in keys {
            desk.types(key);
            std::thread::sleep(Duration::from_millis(150));
        }
        let program = desk.vanishes();
        assert!(is_gone(program, Duration::from_secs(3)), "it still runs after {keys:?}");
    }
}

#[test]
fn away_to_the_shell_and_back() {
    let house = house(1);
    let desk = at_a(&house, Answering::AtOnce, &[("JIAODUI_TEST_SHELL", "jobs")]);
    desk.sees(&order_no(1)).types("n").sees("0/12").types(" ").sees("1/12").types("\x1a");
    desk.sees("that is the shell");
    let screen = desk.screen();
    assert!(screen.lines().any(|line| line.trim() == "echo") && screen.lines().any(|line| line.trim() == "icanon"), "{screen}");
    assert_eq!(desk.modes(), (false, false), "{screen}");
    desk.types("\n").sees("1/12").types(" ").sees("2/12").types("qq").is_left_clean("0");
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let house = house(2);
    let desk = at_a(&house, Answering::AtOnce, &[]);
    desk.sees(&order_no(1)).types("n").sees("0/12").types(" ").sees("1/12");
    let mut dice = Dice::new(3);
    // The screen is read with the largest of them, so that nothing is written beside it.
    desk.reads_as((500, 200));
    for n in 0..300 {
        let size = match n % 10 {
            0 => (1, 1),
            1 => (500, 200),
            _ => (1 + dice.below(500), 1 + dice.below(200)),
        };
        desk.is_sized((u16::try_from(size.0).unwrap(), u16::try_from(size.1).unwrap()));
        if n % 7 == 0 {
            // Keys that only look: on a window too small they do nothing.
            desk.types(["j", "k", "\t"][usize::try_from(n / 7).unwrap() % 3]);
        }
        std::thread::sleep(Duration::from_millis(dice.below(6)));
    }
    std::thread::sleep(Duration::from_millis(200));
    desk.resizes(LARGE);
    desk.sees("1/12").signals(Signal::TERM);
    desk.is_left_clean("0");
}

#[test]
fn a_terminal_that_does_not_answer_or_late_or_garbage_judges_nothing() {
    let house = house(1);
    for answering in [
        Answering::Never,
        Answering::Late(Duration::from_millis(450)),
        Answering::Late(Duration::from_millis(900)),
        Answering::Garbage,
    ] {
        let desk = at_a(&house, answering, &[]);
        desk.sees(&order_no(1)).types("n").sees("0/12");
        // What comes late comes by now.
        std::thread::sleep(Duration::from_millis(900));
        let screen = desk.screen();
        assert!(screen.contains("0/12"), "{answering:?}\n{screen}");
        desk.types("qq").is_left_clean("0");
    }
}

#[test]
fn colours_are_those_that_the_terminal_has() {
    let house = house(1);
    let colours = |theme: &str, more: &[(&str, &str)]| -> Vec<vt100::Color> {
        house.config(&format!("[desk]\ntheme = \"{theme}\"\n"));
        let desk = at_a(&house, Answering::AtOnce, more);
        desk.sees(&order_no(1)).types("n").sees("/12");
        let found = desk.colours();
        desk.types("qq").is_left_clean("0");
        found
    };
    for theme in ["terminal", "dark", "light", "high_contrast"] {
        let none = colours(theme, &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]);
        assert_eq!(none, [vt100::Color::Default], "{theme}");
        let few = colours(theme, &[("TERM", "xterm")]);
        assert!(few.iter().all(|one| matches!(one, vt100::Color::Default | vt100::Color::Idx(0..=15))), "{theme}: {few:?}");
        assert!(few.len() > 1, "{theme} has colours");
    }
    let many = colours("dark", &[("COLORTERM", "truecolor")]);
    assert!(many.iter().any(|one| matches!(one, vt100::Color::Rgb(..))), "{many:?}");
}
