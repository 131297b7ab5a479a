//! The one place that knows how both engines take parameters and give rows, so that a statement and the code that reads its rows
//! are written once.

use std::borrow::Cow;
use std::future::Future;

use sqlx::Row as _;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Result, StoreError};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// A parameter: the database knows no other types than text and 64-bit integers.
#[derive(Debug, Clone)]
pub(crate) enum Arg<'a> {
    Text(Option<Cow<'a, str>>),
    Int(Option<i64>),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Some(Cow::Owned(text)))
    }
}

impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Arg<'_> {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(Cow::Owned))
    }
}

impl<'a> From<&'a OrderNo> for Arg<'a> {
    fn from(number: &'a OrderNo) -> Self {
        Self::from(number.as_str())
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Self::Int(Some(i64::from(number)))
    }
}

impl From<Millis> for Arg<'_> {
    fn from(moment: Millis) -> Self {
        Self::Int(Some(moment.0))
    }
}

impl From<Option<Millis>> for Arg<'_> {
    fn from(moment: Option<Millis>) -> Self {
        Self::Int(moment.map(|moment| moment.0))
    }
}

impl From<Status> for Arg<'_> {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

/// `args![a, b]`: parameters `$1`, `$2` of whatever types convert.
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Arg::from($value)),*] };
}
pub(crate) use args;

/// A row of either engine, by position.
pub(crate) trait Columns: Send {
    fn text(&self, index: usize) -> std::result::Result<Option<String>, sqlx::Error>;
    fn int(&self, index: usize) -> std::result::Result<Option<i64>, sqlx::Error>;
}

/// A connection of either engine.
pub(crate) trait Link: Send {
    type Row: Columns;
    /// Whether the engine has functions, for what its row-level security hides from a member of one institution.
    const HAS_FUNCTIONS: bool;
    /// All rows of a statement.
    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> impl Future<Output = Result<Vec<Self::Row>>> + Send;
    /// Runs a statement; how many rows it changed.
    fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> impl Future<Output = Result<u64>> + Send;

    /// The first row, if any.
    fn row(&mut self, sql: &'static str, args: &[Arg<'_>]) -> impl Future<Output = Result<Option<Self::Row>>> + Send {
        async move { Ok(self.rows(sql, args).await?.into_iter().next()) }
    }
    /// The integer that a statement of one row and one column gives.
    fn number(&mut self, sql: &'static str, args: &[Arg<'_>]) -> impl Future<Output = Result<i64>> + Send {
        async move {
            match self.row(sql, args).await? {
                Some(row) => Cells::new(&row).int(),
                None => Err(StoreError::Corrupt("no row where there is always one".to_owned())),
            }
        }
    }
}

macro_rules! engine {
    ($connection:ty, $row:ty, $has_functions:literal) => {
        impl Columns for $row {
            fn text(&self, index: usize) -> std::result::Result<Option<String>, sqlx::Error> {
                self.try_get(index)
            }
            fn int(&self, index: usize) -> std::result::Result<Option<i64>, sqlx::Error> {
                self.try_get(index)
            }
        }

        impl Link for $connection {
            type Row = $row;
            const HAS_FUNCTIONS: bool = $has_functions;

            async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<$row>> {
                let mut query = sqlx::query(sql);
                for arg in args {
                    query = match arg {
                        Arg::Text(text) => query.bind(text.as_deref().map(str::to_owned)),
                        Arg::Int(number) => query.bind(*number),
                    };
                }
                query.fetch_all(&mut *self).await.map_err(store_error)
            }

            async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
                let mut query = sqlx::query(sql);
                for arg in args {
                    query = match arg {
                        Arg::Text(text) => query.bind(text.as_deref().map(str::to_owned)),
                        Arg::Int(number) => query.bind(*number),
                    };
                }
                Ok(query.execute(&mut *self).await.map_err(store_error)?.rows_affected())
            }
        }
    };
}
engine!(SqliteConnection, SqliteRow, false);
engine!(PgConnection, PgRow, true);

/// Reads a row's columns one after the other, in the order in which the statement names them.
pub(crate) struct Cells<'r, R> {
    row: &'r R,
    next: usize,
}

impl<'r, R: Columns> Cells<'r, R> {
    pub(crate) const fn new(row: &'r R) -> Self {
        Self { row, next: 0 }
    }

    fn step(&mut self) -> usize {
        let index = self.next;
        self.next = index.saturating_add(1);
        index
    }

    fn missing(&self) -> StoreError {
        StoreError::Corrupt(format!("column {} is empty", self.next))
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>> {
        self.row.text(self.step()).map_err(store_error)
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        self.maybe_text()?.ok_or_else(|| self.missing())
    }

    pub(crate) fn maybe_int(&mut self) -> Result<Option<i64>> {
        self.row.int(self.step()).map_err(store_error)
    }

    pub(crate) fn int(&mut self) -> Result<i64> {
        self.maybe_int()?.ok_or_else(|| self.missing())
    }

    /// An integer that cannot be negative or beyond its type.
    pub(crate) fn count<T: TryFrom<i64>>(&mut self) -> Result<T> {
        let number = self.int()?;
        T::try_from(number).map_err(|_| StoreError::Corrupt(format!("column {}: {number} is out of range", self.next)))
    }

    pub(crate) fn maybe_millis(&mut self) -> Result<Option<Millis>> {
        Ok(self.maybe_int()?.map(Millis))
    }

    pub(crate) fn millis(&mut self) -> Result<Millis> {
        self.int().map(Millis)
    }

    /// A value that is kept as a word.
    pub(crate) fn word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let word = self.text()?;
        parse(&word).ok_or_else(|| StoreError::Corrupt(format!("column {}: unknown word {word:?}", self.next)))
    }

    /// Likewise, where there may be none.
    pub(crate) fn maybe_word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
        match self.maybe_text()? {
            None => Ok(None),
            Some(word) => match parse(&word) {
                Some(value) => Ok(Some(value)),
                None => Err(StoreError::Corrupt(format!("column {}: unknown word {word:?}", self.next))),
            },
        }
    }

    pub(crate) fn order_no(&mut self) -> Result<OrderNo> {
        self.word(|text| OrderNo::parse(text).ok())
    }

    pub(crate) fn status(&mut self) -> Result<Status> {
        self.word(Status::from_code)
    }
}

/// Whether the engine cannot do it for the moment (busy, locked, I/O, full, gone) rather than not at all.
fn is_passing(code: &str) -> bool {
    if code.len() == 5 {
        // PostgreSQL: connection exceptions, resources, operator intervention, serialization failures.
        ["08", "53", "57", "40"].iter().any(|class| code.starts_with(class))
    } else {
        // SQLite: the primary code is the low byte.
        code.parse::<i64>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14))
    }
}

/// Whether the engine has no room left or may not write, which somebody has to mend.
pub(crate) fn cannot_be_written(code: &str) -> Option<fn(String) -> StoreError> {
    if code.len() == 5 {
        return (code == "53100").then_some(StoreError::Full);
    }
    match code.parse::<i64>().ok()? & 0xff {
        13 => Some(StoreError::Full),
        // No permission, and a file that can only be read.
        3 | 8 => Some(StoreError::ReadOnly),
        _ => None,
    }
}

/// What an engine's error means to the store. A failure of COMMIT is not for here: it is always [`StoreError::Unknown`].
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default().into_owned();
            let message = error.message().to_owned();
            if error.is_unique_violation() {
                StoreError::Exists(message)
            } else if let Some(cause) = cannot_be_written(&code) {
                cause(message)
            } else if is_passing(&code) {
                StoreError::Unavailable(message)
            } else {
                StoreError::Refused(message)
            }
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnIndexOutOfBounds { .. } => {
            StoreError::Corrupt(error.to_string())
        }
        sqlx::Error::Configuration(_) => StoreError::Unusable(error.to_string()),
        _ => StoreError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_be_mended_is_told_from_what_passes() {
        let told = |code| cannot_be_written(code).map(|cause| cause(String::new()).code());
        for code in ["13", "53100"] {
            assert_eq!(told(code), Some("database.full"), "{code}");
        }
        for code in ["8", "1032", "776", "3"] {
            assert_eq!(told(code), Some("database.read_only"), "{code}");
        }
        for code in ["5", "10", "778", "53300", "53200", "23505", "2067"] {
            assert_eq!(told(code), None, "{code}");
        }
    }

    #[test]
    fn a_busy_engine_is_told_from_a_refusal() {
        for code in ["5", "517", "261", "10", "778", "08006", "57P01", "40001", "53300"] {
            assert!(is_passing(code), "{code}");
        }
        for code in ["1811", "787", "275", "23503", "P0001", "42501", "23514"] {
            assert!(!is_passing(code), "{code}");
        }
    }
}
