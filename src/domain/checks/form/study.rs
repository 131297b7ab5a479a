//! The kind of education (C6) and the level (C7) in the number against those typed.

use super::{Case, FormHint, Out};
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::Severity;
use crate::domain::numbers::certificate_no::CertificateNo;
use crate::domain::study::{Category, Level, months};

/// Until this year graduates of online education may carry the digit of how they were admitted (教学司〔2001〕80号, 8).
const ONLINE_SPLIT_UNTIL: i32 = 2002;
/// A study beside work of at most so many months that leads to 本科 began after 专科.
const UPGRADE_MONTHS: u32 = 36;

pub(super) fn check(case: &Case<'_>, out: &mut Out) {
    if let Some(typed) = case.certificate.category.as_deref() {
        category(case, typed, out);
    }
    if let Some(typed) = case.certificate.level.as_deref() {
        level(case, typed, out);
    }
}

fn without_parts(case: &Case<'_>) -> FormHint {
    if case.number.is_none() { FormHint::NoNumber } else { FormHint::NumberWithoutParts }
}

fn category(case: &Case<'_>, typed: &str, out: &mut Out) {
    let (digit, year) = match case.number {
        Some(CertificateNo::Registered(parts)) => (parts.kind, parts.year),
        Some(CertificateNo::SelfStudy(parts)) => ('6', parts.year),
        _ => return out.not_applicable(Check::C6, Field::Category, without_parts(case)),
    };
    let hint = FormHint::Category { digit };
    let Some(typed) = Category::read(typed) else {
        return out.unknown(Check::C6, Field::Category, Severity::Info, FormHint::CategoryUnread);
    };
    let fits = match digit {
        '1' => matches!(typed, Category::Regular | Category::Postgraduate),
        // That 开放教育 carries 5 is common knowledge only.
        '5' => matches!(typed, Category::Adult | Category::Open),
        '6' => matches!(typed, Category::SelfStudy | Category::DiplomaExam),
        '7' => typed == Category::Online,
        _ => return out.unknown(Check::C6, Field::Category, Severity::Warn, hint),
    };
    if fits {
        return out.agrees(Check::C6, Field::Category, hint);
    }
    let early_online = typed == Category::Online && year <= ONLINE_SPLIT_UNTIL && matches!(digit, '1' | '5');
    let unsure = early_online || typed == Category::Open || digit == '7';
    out.disagrees(Check::C6, Field::Category, if unsure { Severity::Warn } else { Severity::Error }, hint);
}

fn level(case: &Case<'_>, typed: &str, out: &mut Out) {
    let digits = match case.number {
        Some(CertificateNo::Registered(parts)) => parts.level.to_owned(),
        Some(CertificateNo::SelfStudy(parts)) => parts.level.to_string(),
        _ => return out.not_applicable(Check::C7, Field::Level, without_parts(case)),
    };
    let hint = FormHint::Level { digits: digits.clone() };
    let Some(typed) = Level::read(typed) else {
        return out.unknown(Check::C7, Field::Level, Severity::Info, FormHint::LevelUnread);
    };
    let fits = match digits.as_str() {
        "5" => matches!(typed, Level::Bachelor | Level::Upgrade),
        "6" => typed == Level::Associate,
        // 03 and the rest are defined by no rule.
        "01" | "02" | "04" | "05" | "06" => digits == typed.digits(),
        _ => return out.unknown(Check::C7, Field::Level, Severity::Warn, hint),
    };
    if !fits {
        return out.disagrees(Check::C7, Field::Level, Severity::Error, hint);
    }
    let beside_work = case.certificate.category.as_deref().and_then(Category::read).is_some_and(Category::is_part_time);
    let short = case.certificate.duration.as_deref().and_then(months).is_some_and(|months| months <= UPGRADE_MONTHS);
    let examined = matches!(case.number, Some(CertificateNo::SelfStudy(_)));
    if typed == Level::Bachelor && beside_work && short && !examined {
        return out.unknown(Check::C7, Field::Level, Severity::Warn, FormHint::LevelPerhapsUpgrade);
    }
    out.agrees(Check::C7, Field::Level, hint);
}
