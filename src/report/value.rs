//! A value on its way into a file: covered or not, and told in words.

use chrono::NaiveDate;

use super::Knowledge;
use crate::domain::order::parse_day;
use crate::domain::report::{Shape, as_label, harmless};
use crate::domain::time::Millis;
use crate::domain::visible::{visible, visible_lines};
use crate::store::records::Cell;

/// A row.
pub(super) type Row = Vec<Value>;

/// A value as files know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Empty,
    Text(String),
    /// An identifier: never a number to a spreadsheet.
    Label(String),
    Number(i64),
    /// Hundredths of what is meant: fen of a yuan, of a per cent.
    Hundredths(i64),
    Moment(Millis),
    Day(NaiveDate),
}

impl Value {
    /// Text that was not typed by anybody outside.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn number(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// Text as typed, in a column of this shape.
    pub(super) fn typed(shape: Shape, text: &str, full: bool, knowledge: &Knowledge) -> Self {
        if let Shape::Word(words) = shape {
            return Self::Text(knowledge.lang.report_word(words, text).to_owned());
        }
        let text = if full { text.to_owned() } else { shape.covered(text) };
        match shape {
            Shape::Text => Self::Text(visible_lines(&text).into_owned()),
            Shape::Day => match parse_day(&text) {
                Some(day) => Self::Day(day),
                None => Self::Text(visible(&text).into_owned()),
            },
            _ => Self::Label(visible(&text).into_owned()),
        }
    }

    /// A value as the database has it.
    pub(super) fn of(shape: Shape, cell: Cell, full: bool, knowledge: &Knowledge) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) if text.is_empty() => Self::Empty,
            Cell::Text(text) => Self::typed(shape, &text, full, knowledge),
            Cell::Int(number) => match shape {
                Shape::Moment => Self::Moment(Millis(number)),
                Shape::Fen => Self::Hundredths(number),
                _ => Self::Number(number),
            },
        }
    }

    /// As a file of plain text has it.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => harmless(text),
            Self::Label(text) => as_label(text),
            Self::Number(number) => number.to_string(),
            Self::Hundredths(fen) => yuan(*fen),
            Self::Moment(at) => at.in_china().format("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

fn yuan(fen: i64) -> String {
    let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_says_what_is_meant() {
        assert_eq!(Value::Hundredths(-1205).plain(), "-12.05");
        assert_eq!(Value::Label("2020101611482587".into()).plain(), "'2020101611482587");
        assert_eq!(Value::Text("=cmd|' /C calc'!A0".into()).plain(), "'=cmd|' /C calc'!A0");
        assert_eq!(Value::Moment(Millis::from_rfc3339("2020-10-16T23:59:59+08:00").unwrap()).plain(), "2020-10-16 23:59:59");
        assert_eq!(Value::Number(-3).plain(), "-3");
    }
}
