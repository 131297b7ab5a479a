//! 证书编号 (电子注册号): what the number of a graduation certificate says about it.
//!
//! 教学〔2001〕4号 gives the form since 2001: school, kind of education, year, level and serial, without a check digit; 17 digits at
//! first, 18 since 2002. Self-study examinations (自学考试, 学历文凭考试) have 17 digits of another making. Before 2001 every school
//! numbered as it liked. Degree certificates (学位证书) have numbers of their own, often typed by mistake.

use super::super::fold::half_width;

/// What a number is, as far as its form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateNo<'a> {
    /// 普通, 成人, 研究生, 网络: `SSSSS T YYYY LL NNNNNN`.
    Registered(Registered<'a>),
    /// 自学考试, 学历文凭考试: `6 L PP CC DD YY H NNNNN K`.
    SelfStudy(SelfStudy<'a>),
    /// A degree certificate's: `SSSSS G YYYY NNNNNN`, perhaps with a letter (学位〔2005〕).
    Degree,
    /// None of these: a school's own, from before 2001, or a mistake.
    Free,
}

/// The parts of a registered number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered<'a> {
    /// Five digits.
    pub school: &'a str,
    /// 办学类型: 1 普通, 5 成人, 6 自学考试, 7 网络.
    pub kind: char,
    /// Of the certificate.
    pub year: i32,
    /// 01 博士, 02 硕士, 04 第二学士学位, 05 本科, 06 专科.
    pub level: &'a str,
    /// Six digits, five in the form of 17.
    pub serial: &'a str,
    /// Whether it has the 17 digits of the first years.
    pub is_short: bool,
}

/// The parts of a self-study number. Its last digit is a check whose making was never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfStudy<'a> {
    /// 5 本科, 6 专科.
    pub level: char,
    /// Two digits of GB/T 2260.
    pub province: &'a str,
    /// Of the graduation.
    pub year: i32,
    /// 1 or 2.
    pub half: char,
    /// Of the admission ticket.
    pub serial: &'a str,
}

impl<'a> CertificateNo<'a> {
    /// Takes a number apart; it has to be [`normalised`].
    #[must_use]
    pub fn parse(number: &'a str) -> Self {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_degree(number) {
            return Self::Degree;
        }
        if !is_digits(number) {
            return Self::Free;
        }
        match number.len() {
            17 if number.starts_with('6') => self_study(number).map_or(Self::Free, Self::SelfStudy),
            17 | 18 => registered(number).map_or(Self::Free, Self::Registered),
            _ => Self::Free,
        }
    }
}

fn registered(number: &str) -> Option<Registered<'_>> {
    let year: i32 = number.get(6..10)?.parse().ok()?;
    // A number in which nothing can be a year is not of this form.
    (1949..2100).contains(&year).then_some(())?;
    Some(Registered {
        school: number.get(..5)?,
        kind: number.get(5..6)?.chars().next()?,
        year,
        level: number.get(10..12)?,
        serial: number.get(12..)?,
        is_short: number.len() == 17,
    })
}

fn self_study(number: &str) -> Option<SelfStudy<'_>> {
    let level = number.get(1..2)?.chars().next().filter(|level| matches!(level, '5' | '6'))?;
    let half = number.get(10..11)?.chars().next().filter(|half| matches!(half, '1' | '2'))?;
    let short: i32 = number.get(8..10)?.parse().ok()?;
    // Self-study began in 1981.
    let year = if short >= 81 { 1900 + short } else { 2000 + short };
    Some(SelfStudy { level, province: number.get(2..4)?, year, half, serial: number.get(11..16)? })
}

/// Sixteen digits whose sixth is 2, 3 or 4, with C, Z or T before them or S or E at their eleventh place.
fn is_degree(number: &str) -> bool {
    let bare = match number.chars().next() {
        Some('C' | 'Z' | 'T' | 'c' | 'z' | 't') => number.get(1..).unwrap_or_default(),
        _ => number,
    };
    bare.len() == 16
        && bare.char_indices().all(|(at, c)| c.is_ascii_digit() || (at == 10 && matches!(c, 'S' | 'E' | 's' | 'e')))
        && matches!(bare.as_bytes().get(5), Some(b'2' | b'3' | b'4'))
        && bare.get(6..10).and_then(|year| year.parse().ok()).is_some_and(|year: i32| (1949..2100).contains(&year))
}

/// A number as it was meant: half-width, without spaces and dashes, and where nearly all of it is digits, O and I (and l) for 0 and
/// 1.
#[must_use]
pub fn normalised(typed: &str) -> String {
    let plain: String =
        half_width(typed).chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—' | '–' | '_')).collect();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    let alike = plain.chars().filter(|c| matches!(c, 'O' | 'o' | 'I' | 'l')).count();
    if alike == 0 || digits < 12 || digits + alike != plain.chars().count() {
        return plain;
    }
    plain
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'I' | 'l' => '1',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registered(number: &str) -> Registered<'_> {
        match CertificateNo::parse(number) {
            CertificateNo::Registered(parts) => parts,
            other => panic!("{number}: {other:?}"),
        }
    }

    #[test]
    fn a_registered_number_is_taken_apart() {
        let parts = registered("104861201505000123");
        assert_eq!((parts.school, parts.kind, parts.year, parts.level, parts.serial), ("10486", '1', 2015, "05", "000123"));
        assert!(!parts.is_short);
        assert_eq!(registered("105301202405000692").school, "10530");
        let adult = registered("104765201605701784");
        assert_eq!((adult.kind, adult.year), ('5', 2016));
        let short = registered("10486120010500123");
        assert_eq!((short.year, short.serial, short.is_short), (2001, "00123", true));
    }

    #[test]
    fn a_self_study_number_is_taken_apart() {
        let CertificateNo::SelfStudy(parts) = CertificateNo::parse("65420101101200018") else { panic!() };
        assert_eq!((parts.level, parts.province, parts.year, parts.half, parts.serial), ('5', "42", 2010, '1', "20001"));
        let CertificateNo::SelfStudy(early) = CertificateNo::parse("66110101992123456") else { panic!() };
        assert_eq!((early.year, early.half, early.level), (1999, '2', '6'));
        // 3 is no half of a year.
        assert_eq!(CertificateNo::parse("65420101103200018"), CertificateNo::Free);
    }

    #[test]
    fn a_degree_certificates_number_is_known() {
        for number in ["1048642015000123", "C1048642015000123", "Z1048632012000123", "1048642015S00123", "T1048622012000001"] {
            assert_eq!(CertificateNo::parse(number), CertificateNo::Degree, "{number}");
        }
        assert_eq!(CertificateNo::parse("1048612015000123"), CertificateNo::Free, "its sixth digit is no degree");
    }

    #[test]
    fn what_is_of_no_form_is_free() {
        for number in
            ["", "9612345", "104861201505", "校证字第96123号", "1048612015050001234", "104861999905000123x", "104861000105000123"]
        {
            assert_eq!(CertificateNo::parse(number), CertificateNo::Free, "{number}");
        }
    }

    #[test]
    fn a_number_is_read_as_it_was_meant() {
        for (typed, meant) in [
            ("１０４８６１２０１５０５０００１２３", "104861201505000123"),
            ("10486 1201505 000123", "104861201505000123"),
            ("1O4861201505OOO123", "104861201505000123"),
            ("l04861201505000I23", "104861201505000123"),
            ("10486-1201505-000123", "104861201505000123"),
            ("校证字第96I2O号", "校证字第96I2O号"),
            ("C1048642015000123", "C1048642015000123"),
        ] {
            assert_eq!(normalised(typed), meant, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,40}") {
            let number = normalised(&text);
            let _ = CertificateNo::parse(&number);
        }
    }
}
