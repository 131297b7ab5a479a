//! Checks of the configuration and the terminal.

use std::io::IsTerminal;

use super::{Report, Status};
use crate::cli::Error;
use crate::cli::configuration::keymap;
use crate::cli::desk::requirements;
use crate::cli::reasons::InForce;
use crate::desk::term::{caps, session};

/// Smallest screen that the desk works on.
const SMALLEST: (u16, u16) = (80, 24);

/// Whether every file that the configuration names can be used.
pub(super) fn configuration(report: &mut Report<'_>) -> Result<(), Error> {
    let (lang, context) = (report.lang, report.context);
    let mut problems = keymap(context).err().unwrap_or_default();
    let others = [InForce::read(context).err(), requirements(context).err(), context.calendar().err()];
    problems.extend(others.into_iter().flatten().map(|error| error.message(lang)));
    if problems.is_empty() {
        return report.fine("configuration", lang.doctor_configuration());
    }
    report.say("configuration", Status::Problem, &problems.join("; "), lang.doctor_configuration_todo())
}

/// What the terminal can do, where there is one.
pub(super) fn terminal(report: &mut Report<'_>) -> Result<(), Error> {
    let lang = report.lang;
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    if report.json || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return report.left_out("terminal", lang.doctor_no_terminal());
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(set).find(|value| !value.is_empty()).unwrap_or_default();
    let is_utf8 = locale.to_ascii_uppercase().replace('-', "").contains("UTF8");
    let (columns, rows) = crossterm::terminal::size().unwrap_or_default();
    let found = session::Session::enter().map(|session| {
        let (found, _typed) = caps::probe();
        drop(session);
        session::leave();
        found
    });
    let graphics = found.as_ref().map_or("", |found| match (found.kitty, found.iterm2, found.sixel) {
        (true, _, _) => "kitty",
        (_, true, _) => "iterm2",
        (_, _, true) => "sixel",
        _ => "",
    });
    let colours = if set("NO_COLOR").is_empty() { set("COLORTERM") } else { "NO_COLOR".to_owned() };
    let graphics = if graphics.is_empty() { lang.doctor_blocks() } else { graphics };
    let says = lang.doctor_terminal(&set("TERM"), columns, rows, graphics, &colours);
    if columns < SMALLEST.0 || rows < SMALLEST.1 {
        return report.say("terminal.size", Status::Warning, &says, lang.doctor_terminal_small());
    }
    if !is_utf8 {
        return report.say("terminal.locale", Status::Warning, &format!("{says} {locale}"), lang.doctor_terminal_locale());
    }
    report.fine("terminal", &says)
}
