//! Why a check of what was typed says what it says. No hint carries a whole document number.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::finding::Confidence;

/// Of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormHint {
    /// Any of C1–C10: no certificate number was typed.
    NoNumber,
    /// The number has no form whose parts could be compared.
    NumberWithoutParts,
    /// C1: only digits.
    NumberPlain,
    /// C1: it was read as another text: widths, spaces, O for 0, I for 1.
    NumberReadAs {
        /// As it is read.
        number: String,
    },
    /// C1: characters that are no digits.
    NumberCharacters {
        /// Which.
        characters: String,
    },
    /// C1, C2: a number from before the rule of 2001.
    NumberBefore2001,
    /// C2: the length fits its year.
    NumberLength {
        /// In characters.
        length: u32,
    },
    /// C2: the length fits no number of that year.
    NumberLengthOdd {
        /// In characters.
        length: u32,
        /// The year of the certificate.
        year: Option<i32>,
    },
    /// C3: it has the form of a degree certificate's number.
    NumberOfDegree,
    /// C3: it has the form of a graduation certificate's number.
    NumberOfGraduation,
    /// C4: the code is this school's.
    SchoolFits {
        /// The school's name today.
        school: String,
    },
    /// C4: the code is this school's, by another of its names.
    SchoolByOtherName {
        /// Its name today.
        school: String,
    },
    /// C4: the name goes beyond, or stops short of, the school's: a branch, a college of it.
    SchoolNear {
        /// Five digits.
        code: String,
        /// Its name in that year, or today.
        school: String,
    },
    /// C4: the code is another school's.
    SchoolDiffers {
        /// Five digits.
        code: String,
        /// Whose it is.
        school: String,
    },
    /// C4, C5: the code is in no table.
    SchoolUnknown {
        /// Five digits.
        code: String,
        /// Codes of armies' schools and research institutes are in no public table.
        is_expected: bool,
    },
    /// C5: the school lies there.
    ProvinceFits {
        /// The province.
        province: String,
    },
    /// C5: the school lies elsewhere.
    ProvinceDiffers {
        /// Where it lies.
        province: String,
    },
    /// C5: what was typed is no province, or the school's is not known.
    ProvinceUnknown,
    /// C6: the number's kind of education.
    Category {
        /// The sixth digit, or 6 of a self-study number.
        digit: char,
    },
    /// C6: what was typed stands in no rule.
    CategoryUnread,
    /// C7: the number's level.
    Level {
        /// Two digits, or one of a self-study number.
        digits: String,
    },
    /// C7: what was typed stands in no rule.
    LevelUnread,
    /// C7: 05 with a study of at most three years beside work: perhaps 专升本 (G3.5).
    LevelPerhapsUpgrade,
    /// C8: the number's year.
    Year {
        /// In the number.
        year: i32,
        /// Of the graduation typed.
        typed: i32,
    },
    /// C9: the number's province.
    ExamProvince {
        /// The province's name, or its digits.
        province: String,
    },
    /// C9: the number's half-year.
    ExamHalf {
        /// In the number.
        year: i32,
        /// 1 or 2.
        half: char,
    },
    /// C10: the serial is not zero.
    Serial,
    /// C10: the serial is all zeros.
    SerialZero,
    /// C12: graduated since 2002: registered online as a rule.
    ScopeRegistered,
    /// C12: graduated before 2002.
    ScopeBefore2002,
    /// C13: the dates follow each other.
    DatesFollow,
    /// C13: the graduation is not after the enrolment.
    DatesReversed,
    /// C13: the span between the dates against the duration.
    Span {
        /// Months between enrolment and graduation.
        months: u32,
        /// Months of the duration typed.
        duration: u32,
    },
    /// C13: no duration, or none that can be read.
    NoDuration,
    /// C13: the duration says nothing of a self-study examination.
    DurationFree,
    /// C13: age at enrolment.
    AgeAtEntry {
        /// In years.
        age: i32,
    },
    /// C13: no birth date is known.
    NoBirth,
    /// C14: the school bore the name in that year.
    NameThen {
        /// Of graduation.
        year: i32,
    },
    /// C14: it did not.
    NameNotThen {
        /// Of graduation.
        year: i32,
        /// The names it bore in that year, as far as known.
        then: Vec<String>,
        /// How sure the table is of that.
        confidence: Confidence,
    },
    /// C14: the tables do not tell.
    NameUnknown {
        /// Of graduation.
        year: Option<i32>,
    },
    /// I1: form and check character are right.
    IdFits,
    /// I1: a number of 15 digits: a card of the first generation.
    IdFirstGeneration,
    /// I1: no number of a resident ID.
    IdForm,
    /// I1: the birth date in it is no day.
    IdBirth,
    /// I1: the check character is wrong.
    IdCheck,
    /// I1: the document's number has no check that is known.
    IdUnchecked,
    /// I2: the region.
    Region {
        /// In full.
        region: String,
        /// The last year in which the code was in use.
        until: Option<i32>,
    },
    /// I2: a residence permit for people of Hong Kong, Macau or Taiwan.
    ResidencePermit,
    /// I2: the six digits were never a region's.
    RegionUnknown {
        /// Six digits.
        code: String,
    },
    /// I3: the birth date is plausible.
    Born {
        /// The day.
        on: NaiveDate,
        /// Age on the day of submission.
        age: i32,
    },
    /// I3: it is not.
    BornOdd {
        /// The day.
        on: NaiveDate,
        /// Age on the day of submission.
        age: i32,
    },
    /// T1: characters that look like others.
    Characters {
        /// What stands there, each once.
        found: String,
        /// What is probably meant, in the same order; empty where nobody knows.
        meant: String,
    },
}
