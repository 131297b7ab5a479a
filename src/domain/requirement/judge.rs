//! Whether a rule applies to an item, and how it stands.

use chrono::Datelike;

use super::{Kind, Rule, SchoolKind, Seen, State, When};
use crate::domain::attachment::AttachmentKind;
use crate::domain::checks::form::ItemSubject;
use crate::domain::order::KeptAttachment;
use crate::domain::reference::Reference;
use crate::domain::study::{Category, Level};
use crate::domain::verdict::Verdict;

/// What the rules ask about an item.
#[derive(Debug)]
pub(super) struct Facts {
    year: Option<i32>,
    category: Option<Category>,
    level: Option<Level>,
    province: Option<String>,
    school: Option<SchoolKind>,
}

impl Facts {
    pub(super) fn of(subject: &ItemSubject<'_>, reference: &Reference) -> Self {
        let certificate = subject.certificate;
        let category = certificate.category.as_deref().and_then(Category::read);
        let province = certificate.school_province.as_deref().and_then(|text| reference.province_named(text));
        Self {
            year: certificate.graduated_on.map(|day| day.year()),
            category,
            level: certificate.level.as_deref().and_then(Level::read),
            province: province.map(|province| province.code.to_owned()),
            school: school_kind(&certificate.school),
        }
    }

    /// Whether every condition holds.
    pub(super) fn meet(&self, when: &When, subject: &ItemSubject<'_>, seen: &Seen<'_>) -> bool {
        let one_of = |list: &[String], value: Option<&str>| value.is_some_and(|value| list.iter().any(|one| one == value));
        let certificate = subject.certificate;
        let said = |word: &String| {
            [&certificate.remark, &certificate.major].into_iter().flatten().any(|text| text.contains(word.as_str()))
        };
        let differs = |field| seen.verdicts.contains(&(field, Verdict::Mismatch));
        (when.services.is_empty() || when.services.contains(&subject.service))
            && (when.categories.is_empty() || self.category.is_some_and(|category| when.categories.contains(&category)))
            && (when.levels.is_empty() || self.level.is_some_and(|level| when.levels.contains(&level)))
            && when.from.is_none_or(|from| self.year.is_some_and(|year| year >= from))
            && when.until.is_none_or(|until| self.year.is_some_and(|year| year <= until))
            && (when.provinces.is_empty() || one_of(&when.provinces, self.province.as_deref()))
            && !one_of(&when.except_provinces, self.province.as_deref())
            && !one_of(&when.except_institutions, Some(seen.institution))
            && when.school.is_none_or(|kind| self.school == Some(kind))
            && (when.mismatch.is_empty() || when.mismatch.iter().any(|field| differs(*field)))
            && (when.words.is_empty() || when.words.iter().any(said))
    }
}

/// By the words in its name: the tables have no military schools.
fn school_kind(name: &str) -> Option<SchoolKind> {
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // 军医大学 are the army's, and so is whatever calls itself so; 第一军医大学 was handed over in 2004.
    if any(&["解放军", "军医大学", "武警", "武装警察", "国防科技大学", "国防大学"]) {
        Some(SchoolKind::Military)
    } else if any(&["广播电视大学", "开放大学"]) {
        Some(SchoolKind::Open)
    } else {
        None
    }
}

/// How a line stands with what was sent.
pub(super) fn state(rule: &Rule, subject: &ItemSubject<'_>, seen: &Seen<'_>) -> State {
    match rule.kind {
        Kind::Material => held(rule, seen.files),
        // Whether what is written is what is asked for, somebody has to read.
        Kind::Remark if subject.certificate.remark.as_deref().is_none_or(|remark| remark.trim().is_empty()) => State::Missing,
        Kind::Remark | Kind::Route | Kind::Scope => State::Unclear,
    }
}

fn held(rule: &Rule, files: &[&KeptAttachment]) -> State {
    let of_kind: Vec<_> = files.iter().filter(|file| rule.held_by == Some(file.kind)).collect();
    match (rule.held_by, of_kind.as_slice()) {
        (_, []) => State::Missing,
        // 其他材料 can be anything.
        (Some(AttachmentKind::Other), _) => State::Unclear,
        (_, files) if files.len() >= rule.files => State::Present,
        (Some(AttachmentKind::IdCard), [only]) if is_one_side(only) => State::Missing,
        _ => State::Unclear,
    }
}

/// Whether a picture has the shape of one side of a card lying flat (85.6 × 54 mm): a sheet with both sides on it has not.
fn is_one_side(file: &KeptAttachment) -> bool {
    let (width, height) = (u64::from(file.width), u64::from(file.height));
    height > 0 && (height * 145..=height * 175).contains(&(width * 100))
}
