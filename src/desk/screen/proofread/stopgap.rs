//! Stands in for the words of the checks until they are there.

use crate::domain::checks::Check;
use crate::domain::finding::{Confidence, Finding};
use crate::text::Lang;

pub(super) trait LangWords: Sized {
    fn finding_short(self, finding: &Finding) -> String;
    fn check_title(self, check: Check) -> &'static str;
    fn check_rule(self, check: Check) -> &'static str;
}

impl LangWords for Lang {
    fn finding_short(self, finding: &Finding) -> String {
        self.finding(finding)
    }

    fn check_title(self, _: Check) -> &'static str {
        ""
    }

    fn check_rule(self, _: Check) -> &'static str {
        ""
    }
}

pub(super) trait CheckWords {
    fn source(self) -> &'static str;
    fn confidence(self) -> Confidence;
}

impl CheckWords for Check {
    fn source(self) -> &'static str {
        ""
    }

    fn confidence(self) -> Confidence {
        Confidence::Low
    }
}
