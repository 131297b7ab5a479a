//! 申请单编号 (G6.3): 16 digits, the first 14 the moment of its making as `yyyyMMddHHmmss`.

use std::fmt;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// A well-formed order number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNo(String);

/// The text is no order number (`order_no.malformed`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order number has 16 digits, the first 14 a real date and time (G6.3)")]
pub struct Malformed;

impl OrderNo {
    /// Takes only ASCII digits whose first 14 are a real date and time.
    ///
    /// # Errors
    /// [`Malformed`] for everything else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Malformed);
        }
        let moment = text.get(..14).ok_or(Malformed)?;
        // chrono reads a 60th second as a leap second; no portal's clock shows one.
        if moment.ends_with("60") {
            return Err(Malformed);
        }
        NaiveDateTime::parse_from_str(moment, "%Y%m%d%H%M%S").map_err(|_| Malformed)?;
        Ok(Self(text.to_owned()))
    }

    /// The sixteen digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for OrderNo {
    type Error = Malformed;
    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text)
    }
}

impl From<OrderNo> for String {
    fn from(number: OrderNo) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_own_number_is_one() {
        assert_eq!(OrderNo::parse("2020101611482587").unwrap().as_str(), "2020101611482587");
    }

    #[test]
    fn a_number_that_is_no_moment_is_refused() {
        for text in [
            "",
            "202010161148258",
            "20201016114825870",
            "2020131611482587",
            "2021022911482587",
            "2020101624482587",
            "2020101611602587",
            "2020101611486087",
            "202010161148258a",
            "２０２０101611482587",
            "2020101611 82587",
        ] {
            assert_eq!(OrderNo::parse(text), Err(Malformed), "{text}");
        }
    }
}
