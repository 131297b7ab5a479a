//! 公民身份号码 (GB 11643-1999): 6 digits of region, 8 of birth, 3 of sequence, one check character.
//!
//! The 15 digits of the first generation (GB 11643-1989: two-digit year, no check character) are refused at the door, because
//! G7.2 asks for a second-generation card; they are still computed, because old entries of the dishonesty list hold them.

use chrono::NaiveDate;

/// Weights of the first seventeen digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by remainder modulo 11.
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A resident ID of the second generation whose birth date is a real day and whose check character is right. Upper case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId(String);

/// Why a text is no resident ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not 17 digits and a check character.
    #[error("not 17 digits and a check character")]
    Form,
    /// The 15 digits of the first generation.
    #[error("a first-generation number of 15 digits")]
    FirstGeneration,
    /// Its digits 7 to 14 are no real day.
    #[error("no real date of birth")]
    Birth,
    /// Its check character is another.
    #[error("wrong check character")]
    CheckCharacter,
}

impl ResidentId {
    /// Takes 18 ASCII characters; a lower-case `x` is taken for the check character it stands for.
    ///
    /// # Errors
    /// The first of [`Invalid`] that applies. The region is not judged: codes retire, and their holders keep them.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() == 15 && is_digits(text) {
            return Err(Invalid::FirstGeneration);
        }
        let (Some(body), Some(check), 18) = (text.get(..17), text.get(17..), text.len()) else {
            return Err(Invalid::Form);
        };
        let check = check.chars().next().map(|c| c.to_ascii_uppercase()).filter(|c| c.is_ascii_digit() || *c == 'X');
        let (true, Some(check)) = (is_digits(body), check) else {
            return Err(Invalid::Form);
        };
        if body.get(6..14).and_then(day).is_none() {
            return Err(Invalid::Birth);
        }
        if check_character(body) != Some(check) {
            return Err(Invalid::CheckCharacter);
        }
        Ok(Self(text.to_ascii_uppercase()))
    }

    /// The eighteen characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day of birth.
    #[must_use]
    pub fn birth(&self) -> Option<NaiveDate> {
        self.0.get(6..14).and_then(day)
    }
}

/// The forms under which one holder may stand on a list: as given, and for a resident ID its other generation's form (15 digits
/// mean a birth in the 1900s).
#[must_use]
pub fn forms(number: &str) -> Vec<String> {
    let number = number.to_ascii_uppercase();
    let mut forms = vec![number.clone()];
    if !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return forms;
    }
    match number.len() {
        18 if number.get(6..8) == Some("19") => {
            if let (Some(region), Some(rest)) = (number.get(..6), number.get(8..17)) {
                forms.push(format!("{region}{rest}"));
            }
        }
        15 => {
            if let (Some(region), Some(rest)) = (number.get(..6), number.get(6..)) {
                let body = format!("{region}19{rest}");
                if let Some(check) = check_character(&body) {
                    forms.push(format!("{body}{check}"));
                }
            }
        }
        _ => {}
    }
    forms
}

/// The check character that belongs to seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2).
fn check_character(body: &str) -> Option<char> {
    let mut sum = 0;
    for (digit, weight) in body.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    CHECK.get(usize::try_from(sum % 11).ok()?).copied()
}

fn day(digits: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(digits, "%Y%m%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_examples_hold() {
        for number in ["11010519491231002X", "440524188001010014"] {
            assert_eq!(ResidentId::parse(number).unwrap().as_str(), number);
        }
        assert_eq!(ResidentId::parse("11010519491231002x").unwrap().as_str(), "11010519491231002X");
    }

    #[test]
    fn leap_days_retired_regions_and_residence_permits_hold() {
        for number in
            ["420106198002290012", "422301197506151231", "810000199001011230", "820000199001011232", "830000199001011234"]
        {
            assert!(ResidentId::parse(number).is_ok(), "{number}");
        }
        let born = ResidentId::parse("420106198002290012").unwrap().birth();
        assert_eq!(born, NaiveDate::from_ymd_opt(1980, 2, 29));
    }

    #[test]
    fn each_fault_has_its_name() {
        assert_eq!(ResidentId::parse("42010619810229001X"), Err(Invalid::Birth));
        assert_eq!(ResidentId::parse("420106198002290010"), Err(Invalid::CheckCharacter));
        assert_eq!(ResidentId::parse("420106800229001"), Err(Invalid::FirstGeneration));
        for text in
            ["", "42010619800229001", "4201061980022900122", "４20106198002290012", "42010619800229001Y", "42010619800229 012"]
        {
            assert_eq!(ResidentId::parse(text), Err(Invalid::Form), "{text}");
        }
    }

    #[test]
    fn a_holder_is_found_under_both_generations() {
        assert_eq!(forms("420106198002290012"), ["420106198002290012", "420106800229001"]);
        assert_eq!(forms("420106800229001"), ["420106800229001", "420106198002290012"]);
        assert_eq!(forms("11010519491231002x"), ["11010519491231002X", "110105491231002"]);
        assert_eq!(forms("420106200002290012"), ["420106200002290012"]);
        assert_eq!(forms("e12345678"), ["E12345678"]);
        assert_eq!(forms("证件证件证"), ["证件证件证"]);
    }
}
