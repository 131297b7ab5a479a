//! The desk for screen readers: `jiaodui --linear`. Nothing but lines, each printed once and below the one before; no cursor is moved and
//! no box is drawn. The state, the commands and the effects are those of the full screen: a line that is typed becomes keys and commands
//! (see [`crate::desk::app::update`]), and what is told is what changed since it was told last.

mod page;
mod rendered;

use crate::desk::app::model::Model;
use crate::desk::app::msg::{Notice, Tone};
use crate::domain::time::Millis;
use crate::text::Lang;

pub use rendered::lines_of;

/// Columns and rows of the screen that is behind it all: wide enough for every text, and high enough that nothing has to be scrolled.
pub const SIZE: (u16, u16) = (98, 200);

/// A line to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whether it is what one works on.
    pub here: bool,
    /// What it says.
    pub text: String,
}

impl Line {
    /// A line among others.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { here: false, text: text.into() }
    }
}

/// All that is in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it is: another page is told from its beginning.
    pub key: String,
    /// Told only when it comes in front.
    pub opening: Vec<String>,
    /// Told when they change.
    pub lines: Vec<Line>,
    /// What may be typed.
    pub hint: String,
}

/// Who tells: remembers what was told.
#[derive(Debug, Default)]
pub struct Teller {
    told: Option<(Page, u32, Lang)>,
    /// With the moment until which it stands: said again, it is told again.
    notice: Option<(Notice, Millis)>,
    /// How many lines had been typed when something was told last.
    typed: u32,
}

impl Teller {
    /// The lines to print now: what is new since the last time.
    pub fn tell(&mut self, model: &Model, now: Millis) -> Vec<String> {
        let lang = model.common.lang;
        let mut lines = Vec::new();
        if let Some((notice, _)) = model.notice.as_ref().filter(|_| self.notice != model.notice) {
            lines.push(in_words(lang, notice));
        }
        self.notice.clone_from(&model.notice);
        // Who leaves needs no more than that.
        let Some(page) = page::of(model, now).filter(|_| !model.quitting) else { return lines };
        let kept = self
            .told
            .as_ref()
            .filter(|(before, rereads, spoken)| before.key == page.key && *rereads == model.rereads && *spoken == lang);
        match kept {
            None => {
                lines.extend(page.opening.iter().cloned());
                lines.extend(page.lines.iter().map(|line| told(lang, line)));
                lines.push(page.hint.clone());
            }
            Some((before, ..)) => {
                let was = |line: &Line| before.lines.iter().any(|old| old.text == line.text && (old.here || !line.here));
                lines.extend(page.lines.iter().filter(|line| !was(line)).map(|line| told(lang, line)));
            }
        }
        // A line that changed nothing is answered too: with where one is.
        if lines.is_empty() && self.typed != model.typed {
            lines.extend(page.lines.iter().filter(|line| line.here).map(|line| told(lang, line)));
        }
        self.typed = model.typed;
        self.told = Some((page, model.rereads, lang));
        lines.retain(|line| !line.is_empty());
        lines
    }
}

fn told(lang: Lang, line: &Line) -> String {
    if line.here { lang.linear_here(&line.text) } else { line.text.clone() }
}

fn in_words(lang: Lang, notice: &Notice) -> String {
    match notice.tone {
        Tone::Plain => notice.text.clone(),
        Tone::Good => lang.linear_good(&notice.text),
        Tone::Warn => lang.linear_warn(&notice.text),
        Tone::Bad => lang.linear_bad(&notice.text),
    }
}
