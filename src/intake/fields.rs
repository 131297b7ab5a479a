//! Reading an object field by field: each reader gives a value or notes what is wrong and where, so that one pass over a line
//! finds all of its faults. Null is absent, and so is blank text.

use chrono::NaiveDate;
use serde_json::Value;

use super::json::Object;
use super::refusal::{Invalid, Refusal, Why};
use crate::domain::order::parse_day;
use crate::domain::time::Millis;
use crate::domain::visible::{has_control, has_control_beyond_lines, is_unseen};

/// What was noticed about a line.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Notes {
    /// Its faults.
    pub refusals: Vec<Refusal>,
    /// How many keys nobody asked for.
    pub unknown_keys: u64,
}

impl Notes {
    /// Notes a fault.
    pub fn refuse(&mut self, path: impl Into<String>, why: Why) {
        self.refusals.push(Refusal::new(path, why));
    }
}

/// How a text is read.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    most: usize,
    lines: bool,
    exact: bool,
}

impl Text {
    /// What an applicant typed on one line: at most so many characters, without white space around it.
    #[must_use]
    pub const fn line(most: usize) -> Self {
        Self { most, lines: false, exact: false }
    }

    /// What an applicant typed on several lines.
    #[must_use]
    pub const fn lines(most: usize) -> Self {
        Self { most, lines: true, exact: false }
    }

    /// What a machine wrote: taken as it is.
    #[must_use]
    pub const fn exact(most: usize) -> Self {
        Self { most, lines: false, exact: true }
    }
}

/// An object being read.
#[derive(Debug)]
pub struct Fields<'a> {
    object: &'a Object,
    path: String,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The object at a JSON pointer.
    #[must_use]
    pub fn new(object: &'a Object, path: impl Into<String>) -> Self {
        Self { object, path: path.into(), asked: Vec::new() }
    }

    /// The pointer to a field.
    #[must_use]
    pub fn at(&self, key: &str) -> String {
        format!("{}/{key}", self.path)
    }

    /// The pointer to the object itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Counts the keys that were never asked for. To be called last.
    pub fn finish(self, notes: &mut Notes) {
        let unknown = self.object.keys().filter(|key| !self.asked.contains(&key.as_str())).count();
        notes.unknown_keys += unknown as u64;
    }

    /// The value as it is; `None` where it is absent, null or blank.
    pub fn value(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.push(key);
        self.object.get(key).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.chars().all(|c| c.is_whitespace() || is_unseen(c)),
            _ => true,
        })
    }

    /// The value, noted as missing where it is not there.
    pub fn required(&mut self, notes: &mut Notes, key: &'static str) -> Option<&'a Value> {
        let value = self.value(key);
        if value.is_none() {
            notes.refuse(self.at(key), Why::Missing);
        }
        value
    }

    /// A text that has to be there.
    pub fn text(&mut self, notes: &mut Notes, key: &'static str, how: Text) -> Option<String> {
        let value = self.required(notes, key)?;
        self.read_text(notes, key, value, how)
    }

    /// A text that may be there. The outer `None`: it is wrong.
    pub fn optional_text(&mut self, notes: &mut Notes, key: &'static str, how: Text) -> Option<Option<String>> {
        match self.value(key) {
            None => Some(None),
            Some(value) => self.read_text(notes, key, value, how).map(Some),
        }
    }

    fn read_text(&self, notes: &mut Notes, key: &str, value: &Value, how: Text) -> Option<String> {
        let Value::String(text) = value else {
            notes.refuse(self.at(key), Why::Invalid(Invalid::NotText));
            return None;
        };
        let mut sound = true;
        // Before the ends are trimmed: a line break is white space, and no less a control character at an end.
        if if how.lines { has_control_beyond_lines(text) } else { has_control(text) } {
            notes.refuse(self.at(key), Why::Invalid(Invalid::ControlCharacter));
            sound = false;
        }
        let text = if how.exact { text.as_str() } else { text.trim() };
        if text.chars().count() > how.most {
            notes.refuse(self.at(key), Why::TooLong { most: how.most });
            sound = false;
        }
        sound.then(|| text.to_owned())
    }

    /// One of the words that `from_code` knows.
    pub fn code<T>(&mut self, notes: &mut Notes, key: &'static str, from_code: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.required(notes, key)?;
        let code = value.as_str().and_then(from_code);
        if code.is_none() {
            notes.refuse(self.at(key), Why::Invalid(Invalid::NotOneOf));
        }
        code
    }

    /// A moment that has to be there.
    pub fn moment(&mut self, notes: &mut Notes, key: &'static str) -> Option<Millis> {
        self.required(notes, key)?;
        self.optional_moment(notes, key).flatten()
    }

    /// A moment that may be there. The outer `None`: it is wrong.
    pub fn optional_moment(&mut self, notes: &mut Notes, key: &'static str) -> Option<Option<Millis>> {
        let Some(value) = self.value(key) else {
            return Some(None);
        };
        let moment = value.as_str().and_then(Millis::from_rfc3339);
        if moment.is_none() {
            notes.refuse(self.at(key), Why::Invalid(Invalid::NotMoment));
        }
        moment.map(Some)
    }

    /// A day that may be there. The outer `None`: it is wrong.
    pub fn optional_day(&mut self, notes: &mut Notes, key: &'static str) -> Option<Option<NaiveDate>> {
        let Some(value) = self.value(key) else {
            return Some(None);
        };
        let day = value.as_str().and_then(|text| parse_day(text.trim()));
        if day.is_none() {
            notes.refuse(self.at(key), Why::Invalid(Invalid::NotDay));
        }
        day.map(Some)
    }

    /// A whole number that has to be there, at least so much.
    pub fn number(&mut self, notes: &mut Notes, key: &'static str, least: i64) -> Option<i64> {
        let value = self.required(notes, key)?;
        let number = value.as_i64().filter(|number| *number >= least);
        if number.is_none() {
            notes.refuse(self.at(key), Why::Invalid(Invalid::NotNumber));
        }
        number
    }

    /// An object that has to be there.
    pub fn object(&mut self, notes: &mut Notes, key: &'static str) -> Option<Fields<'a>> {
        self.required(notes, key)?;
        self.optional_object(notes, key)
    }

    /// An object that may be there; what is there and no object is noted.
    pub fn optional_object(&mut self, notes: &mut Notes, key: &'static str) -> Option<Fields<'a>> {
        match self.value(key)? {
            Value::Object(object) => Some(Fields::new(object, self.at(key))),
            _ => {
                notes.refuse(self.at(key), Why::Invalid(Invalid::NotObject));
                None
            }
        }
    }

    /// The objects of a list that has to be there and not be empty; what is no object in it is noted.
    pub fn objects(&mut self, notes: &mut Notes, key: &'static str) -> Option<Vec<Fields<'a>>> {
        self.required(notes, key)?;
        let objects = self.optional_objects(notes, key)?;
        if objects.is_empty() {
            if self.value(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                notes.refuse(self.at(key), Why::Missing);
            }
            return None;
        }
        Some(objects)
    }

    /// The objects of a list; an absent one is empty. `None`: it is no list.
    pub fn optional_objects(&mut self, notes: &mut Notes, key: &'static str) -> Option<Vec<Fields<'a>>> {
        let values = match self.value(key) {
            None => return Some(Vec::new()),
            Some(Value::Array(values)) => values,
            Some(_) => {
                notes.refuse(self.at(key), Why::Invalid(Invalid::NotList));
                return None;
            }
        };
        let path = self.at(key);
        let mut objects = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            match value {
                Value::Object(object) => objects.push(Fields::new(object, format!("{path}/{at}"))),
                _ => notes.refuse(format!("{path}/{at}"), Why::Invalid(Invalid::NotObject)),
            }
        }
        Some(objects)
    }
}
