//! Exporting: a form over the queue or the screen in its place, then how far it is, then where the file is. The export itself goes on in
//! the background; only one at a time.

#[cfg(test)]
mod tests;
mod view;

use chrono::NaiveDate;
use crossterm::event::KeyCode;

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::ui::text::thousands;
use crate::domain::report::{Days, ReportFormat, ReportName, day_of};
use crate::store::records::{ReportRequest, ShownList};

/// Most characters of a reason.
const REASON_CHARS: usize = 200;
/// Characters of a hash that a line has room for.
const HASH_HEAD: usize = 12;

/// What can be exported from a screen: the list on it, or a report.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Shown,
    Report(ReportName),
}

/// A line of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    What,
    Format,
    From,
    To,
    Numbers,
    Reason,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
struct Form {
    choices: Vec<What>,
    what: usize,
    format: ReportFormat,
    from: Editor,
    to: Editor,
    full: bool,
    reason: Editor,
    line: Line,
    shown: Option<(ShownList, Option<u64>)>,
}

/// An export under way.
#[derive(Debug, Clone, PartialEq)]
struct Running {
    ticket: Ticket,
    what: String,
    rows: u64,
    all: Option<u64>,
    cancelling: bool,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where it is.
    pub path: String,
    /// Its rows.
    pub rows: u64,
    /// Its SHA-256.
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Form(Box<Form>),
    Running(Running),
    Done(String, Exported),
    Over,
}

/// An export from its form to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    in_front: bool,
    state: State,
}

fn line(text: &str) -> Editor {
    Editor::line(text, 10)
}

impl Export {
    /// The form as it opens over a screen. `shown` is the list on it and how many rows that has, where it is known.
    #[must_use]
    pub fn over(screen: Screen, shown: Option<(ShownList, Option<u64>)>) -> Self {
        let reports = ReportName::ALL.iter().copied().map(What::Report);
        let choices: Vec<What> = shown.iter().map(|_| What::Shown).chain(reports).collect();
        let first = match screen {
            Screen::Listings => What::Report(ReportName::Listings),
            Screen::Archive => What::Report(ReportName::Orders),
            _ if shown.is_some() => What::Shown,
            _ => What::Report(ReportName::Daily),
        };
        let what = choices.iter().position(|choice| *choice == first).unwrap_or(0);
        let form = Form {
            choices,
            what,
            format: ReportFormat::Xlsx,
            from: line(""),
            to: line(""),
            full: false,
            reason: Editor::line("", REASON_CHARS),
            line: Line::What,
            shown,
        };
        Self { in_front: true, state: State::Form(Box::new(form)) }
    }

    /// Whether it takes the keys.
    #[must_use]
    pub const fn is_in_front(&self) -> bool {
        self.in_front
    }

    /// Whether nothing is left of it.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Shows it again.
    pub const fn come_to_front(&mut self) {
        self.in_front = true;
    }

    /// Something else takes the screen: a form is closed, an export goes on behind it.
    pub fn step_back(&mut self) {
        self.in_front = false;
        if matches!(self.state, State::Form(_)) {
            self.state = State::Over;
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &mut self.state {
            State::Form(form) => match key.code {
                KeyCode::Esc => self.state = State::Over,
                KeyCode::Enter => return self.start(common, env),
                KeyCode::Char('s') if key.ctrl => return self.start(common, env),
                _ => form.key(key),
            },
            State::Running(running) => match key.code {
                KeyCode::Esc if !running.cancelling => {
                    running.cancelling = true;
                    return vec![Ask::Do(Effect::CancelExport)];
                }
                KeyCode::Enter => self.in_front = false,
                _ => {}
            },
            State::Done(..) => {
                if matches!(key.code, KeyCode::Enter | KeyCode::Esc) {
                    self.state = State::Over;
                }
            }
            State::Over => {}
        }
        Vec::new()
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if let State::Form(form) = &mut self.state
            && let Some(editor) = form.editor()
        {
            editor.paste(text);
        }
    }

    fn start(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let State::Form(form) = &mut self.state else { return Vec::new() };
        let lang = common.lang;
        let warn = |text: &str| vec![Ask::Say(Notice::new(Tone::Warn, text))];
        let today = common.database_now(env).day();
        let days = match (form.day(Line::From, today), form.day(Line::To, today)) {
            (Ok(from), Ok(to)) => Days { from, to },
            (Err(line), _) | (_, Err(line)) => {
                form.line = line;
                return warn(lang.exporting_day_hint());
            }
        };
        if days.is_backwards() {
            form.line = Line::To;
            return warn(lang.report_backwards());
        }
        let reason = form.reason.text().trim().to_owned();
        if form.full && reason.is_empty() {
            form.line = Line::Reason;
            return warn(lang.report_reason_missing_here());
        }
        let (name, shown, all) = match (form.choices.get(form.what), &form.shown) {
            (Some(What::Shown), Some((shown, all))) => {
                let all = all.filter(|_| days == Days::ALL);
                (ReportName::Queue, Some(shown.clone()), all)
            }
            (Some(What::Report(name)), _) => (*name, None, None),
            _ => return warn(lang.exporting_impossible()),
        };
        let what = if shown.is_some() { lang.exporting_shown().to_owned() } else { lang.report_title(name).to_owned() };
        let request = ReportRequest {
            report: env.id(),
            institution: common.institution.clone(),
            name,
            days,
            format: form.format,
            full: form.full.then_some(reason),
            shown,
        };
        let ticket = common.ticket(Slot::Export);
        self.state = State::Running(Running { ticket, what, rows: 0, all, cancelling: false });
        vec![Ask::Do(Effect::Export { ticket, request: Box::new(request), lang })]
    }

    /// So many rows are written.
    pub fn wrote(&mut self, ticket: Ticket, rows: u64) {
        if let State::Running(running) = &mut self.state
            && running.ticket == ticket
        {
            running.rows = rows;
        }
    }

    /// The export is asked to end; `false` where none is under way.
    pub fn cancel(&mut self) -> bool {
        match &mut self.state {
            State::Running(running) => {
                running.cancelling = true;
                true
            }
            _ => false,
        }
    }

    /// What came of it.
    pub fn ended(&mut self, ticket: Ticket, result: Result<Exported, String>, common: &Common) -> Vec<Ask> {
        let State::Running(running) = &self.state else { return Vec::new() };
        if running.ticket != ticket {
            return Vec::new();
        }
        let lang = common.lang;
        let what = running.what.clone();
        let notice = match &result {
            Ok(exported) => {
                let head: String = exported.sha256.chars().take(HASH_HEAD).collect();
                Notice::new(Tone::Good, lang.exporting_done(&what, &thousands(exported.rows), &exported.path, &head))
            }
            Err(code) if code == "report.cancelled" => Notice::new(Tone::Plain, lang.report_cancelled()),
            Err(code) => Notice::new(Tone::Bad, lang.exporting_failed(code)),
        };
        self.state = match result {
            Ok(exported) => State::Done(what, exported),
            Err(_) => State::Over,
        };
        vec![Ask::Say(notice)]
    }

    /// How far it is, in one line, while it is not in front.
    #[must_use]
    pub fn line(&self, common: &Common) -> Option<String> {
        let lang = common.lang;
        match &self.state {
            State::Running(running) if !self.in_front => {
                Some(format!("{}{}{}", running.words(common), lang.list_comma(), lang.exporting_reopen()))
            }
            _ => None,
        }
    }
}

impl Running {
    fn words(&self, common: &Common) -> String {
        let (lang, rows) = (common.lang, thousands(self.rows));
        match self.all {
            _ if self.cancelling => lang.exporting_cancelling().to_owned(),
            Some(all) => lang.exporting_running_of(&self.what, &rows, &thousands(all.max(self.rows))),
            None => lang.exporting_running(&self.what, &rows),
        }
    }
}

impl Form {
    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::What, Line::Format, Line::From, Line::To, Line::Numbers];
        if self.full {
            lines.push(Line::Reason);
        }
        lines
    }

    fn editor(&mut self) -> Option<&mut Editor> {
        match self.line {
            Line::From => Some(&mut self.from),
            Line::To => Some(&mut self.to),
            Line::Reason => Some(&mut self.reason),
            Line::What | Line::Format | Line::Numbers => None,
        }
    }

    /// The day in a line; the line itself where it holds no day.
    fn day(&self, line: Line, today: NaiveDate) -> Result<Option<NaiveDate>, Line> {
        let text = if line == Line::From { self.from.text() } else { self.to.text() };
        match text.trim() {
            "" => Ok(None),
            text => day_of(text, today).map(Some).ok_or(line),
        }
    }

    fn key(&mut self, key: Key) {
        match key.code {
            KeyCode::Down | KeyCode::Tab => self.move_by(true),
            KeyCode::Up | KeyCode::BackTab => self.move_by(false),
            _ => match (self.line, key.code) {
                (Line::From | Line::To | Line::Reason, _) => {
                    if let Some(editor) = self.editor() {
                        editor.key(key);
                    }
                }
                (_, KeyCode::Right | KeyCode::Char(' ' | 'l')) => self.choose(true),
                (_, KeyCode::Left | KeyCode::Char('h')) => self.choose(false),
                _ => {}
            },
        }
    }

    fn move_by(&mut self, down: bool) {
        let lines = self.lines();
        let at = lines.iter().position(|line| *line == self.line).unwrap_or(0);
        let to = if down { (at + 1).min(lines.len().saturating_sub(1)) } else { at.saturating_sub(1) };
        self.line = lines.get(to).copied().unwrap_or(Line::What);
    }

    fn choose(&mut self, next: bool) {
        match self.line {
            Line::What => {
                let last = self.choices.len().saturating_sub(1);
                self.what = match (next, self.what) {
                    (true, at) if at >= last => 0,
                    (true, at) => at + 1,
                    (false, 0) => last,
                    (false, at) => at - 1,
                };
            }
            Line::Format => {
                self.format = if self.format == ReportFormat::Csv { ReportFormat::Xlsx } else { ReportFormat::Csv };
            }
            Line::Numbers => self.full = !self.full,
            Line::From | Line::To | Line::Reason => {}
        }
    }
}
