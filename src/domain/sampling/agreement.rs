//! How far two looks at the same orders agree: in the outcome, field by field, and person by person.
//!
//! Where they differ, either may be right, or the material allows both: what is counted is agreement, not mistakes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::certificate::Field;
use crate::domain::status::Status;
use crate::domain::verdict::FieldVerdict;

/// Most fields that are named as those on which a person and the second look differ most often.
const MOST_APART: usize = 3;

/// An order of a sample that was looked at twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoLooks {
    /// Login of who decided it.
    pub staff: String,
    /// Where that led.
    pub first: Status,
    /// Where the second look would have led.
    pub second: Status,
    /// The verdicts it was decided on.
    pub first_verdicts: Vec<FieldVerdict>,
    /// Those of the second look.
    pub second_verdicts: Vec<FieldVerdict>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// On which both looks agree.
    pub agreed: u32,
    /// Compared in all.
    pub compared: u32,
}

impl Share {
    const fn add(&mut self, agrees: bool) {
        self.compared += 1;
        self.agreed += agrees as u32;
    }

    /// On which they differ.
    #[must_use]
    pub const fn apart(self) -> u32 {
        self.compared - self.agreed
    }

    /// In per mille, rounded to the nearest; `None` where nothing was compared.
    #[must_use]
    pub const fn per_mille(self) -> Option<u32> {
        if self.compared == 0 {
            return None;
        }
        let compared = self.compared as u64;
        Some(((self.agreed as u64 * 1000 + compared / 2) / compared) as u32)
    }
}

/// One person's decisions as the second looks saw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAgreement {
    /// Their login.
    pub staff: String,
    /// How many of their decisions are in the sample.
    pub drawn: u32,
    /// Outcomes.
    pub outcomes: Share,
    /// Verdicts.
    pub verdicts: Share,
    /// The fields with most differences, most first, and how many.
    pub apart: Vec<(Field, u32)>,
}

/// What a sample shows so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Orders in the sample.
    pub drawn: u32,
    /// Outcomes; `compared` is how many were looked at.
    pub outcomes: Share,
    /// Cohen's kappa of the outcomes in per mille: how far they agree beyond what chance would bring about, 1000 at most. `None`
    /// where it means nothing: nothing was looked at, or all outcomes are the same.
    pub kappa_per_mille: Option<i32>,
    /// Verdicts in all.
    pub verdicts: Share,
    /// Verdicts by field, in the order of the form; fields that were never compared are left out.
    pub fields: Vec<(Field, Share)>,
    /// By person, by login.
    pub people: Vec<PersonAgreement>,
}

/// What is counted of one person.
#[derive(Default)]
struct Counted {
    drawn: u32,
    outcomes: Share,
    verdicts: Share,
    apart: BTreeMap<Field, u32>,
}

/// Compares the looks of a sample. `drawn` says whose decisions are in it, once for each.
#[must_use]
pub fn agreement<'a>(drawn: impl IntoIterator<Item = &'a str>, looks: &[TwoLooks]) -> Agreement {
    let mut all = Agreement::default();
    let mut people: BTreeMap<&str, Counted> = BTreeMap::new();
    for staff in drawn {
        all.drawn += 1;
        people.entry(staff).or_default().drawn += 1;
    }
    let mut fields: BTreeMap<Field, Share> = BTreeMap::new();
    for look in looks {
        let agrees = look.first == look.second;
        all.outcomes.add(agrees);
        let person = people.entry(&look.staff).or_default();
        person.outcomes.add(agrees);
        for first in &look.first_verdicts {
            // What only one of them judged cannot be compared.
            let Some(second) = look.second_verdicts.iter().find(|one| one.item == first.item && one.field == first.field) else {
                continue;
            };
            let agrees = first.verdict == second.verdict;
            all.verdicts.add(agrees);
            person.verdicts.add(agrees);
            fields.entry(first.field).or_default().add(agrees);
            if !agrees {
                *person.apart.entry(first.field).or_default() += 1;
            }
        }
    }
    all.kappa_per_mille = kappa(looks);
    all.fields = Field::ALL.iter().filter_map(|field| Some((*field, *fields.get(field)?))).collect();
    all.people = people
        .into_iter()
        .map(|(staff, counted)| {
            let mut apart: Vec<(Field, u32)> = counted.apart.into_iter().collect();
            apart.sort_by_key(|(field, count)| (std::cmp::Reverse(*count), *field));
            apart.truncate(MOST_APART);
            let Counted { drawn, outcomes, verdicts, .. } = counted;
            PersonAgreement { staff: staff.to_owned(), drawn, outcomes, verdicts, apart }
        })
        .collect();
    all
}

/// Cohen (1960), of the outcomes, in per mille.
fn kappa(looks: &[TwoLooks]) -> Option<i32> {
    let n = looks.len() as i64;
    let agreed = looks.iter().filter(|look| look.first == look.second).count() as i64;
    // n² times the agreement that chance would bring about.
    let by_chance: i64 = Status::ALL
        .iter()
        .map(|status| {
            let of = |which: fn(&TwoLooks) -> Status| looks.iter().filter(|look| which(look) == *status).count() as i64;
            of(|look| look.first) * of(|look| look.second)
        })
        .sum();
    let (above, below) = (agreed * n - by_chance, n * n - by_chance);
    if below == 0 {
        return None;
    }
    // Rounded to the nearest, away from zero.
    let rounded = (above * 1000 + above.signum() * below / 2) / below;
    i32::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verdict::Verdict;

    fn looks(staff: &str, first: Status, second: Status, verdicts: &[(Field, Verdict, Verdict)]) -> TwoLooks {
        let of = |which: fn(&(Field, Verdict, Verdict)) -> Verdict| {
            verdicts.iter().map(|one| FieldVerdict { item: 1, field: one.0, verdict: which(one) }).collect()
        };
        TwoLooks { staff: staff.into(), first, second, first_verdicts: of(|one| one.1), second_verdicts: of(|one| one.2) }
    }

    #[test]
    fn it_is_counted_by_outcome_field_and_person() {
        use Status::{Accepted, AwaitingSupplement, Rejected};
        use Verdict::{Illegible, Match, Mismatch};
        let all = [
            looks("a", Accepted, Accepted, &[(Field::Number, Match, Match), (Field::School, Match, Mismatch)]),
            looks("a", Accepted, AwaitingSupplement, &[(Field::Number, Match, Illegible), (Field::School, Match, Mismatch)]),
            looks("b", Rejected, Rejected, &[(Field::Number, Mismatch, Mismatch)]),
        ];
        let found = agreement(["a", "a", "a", "b", "c"], &all);
        assert_eq!(
            (found.drawn, found.outcomes, found.verdicts),
            (5, Share { agreed: 2, compared: 3 }, Share { agreed: 2, compared: 5 })
        );
        assert_eq!(
            found.fields,
            [(Field::Number, Share { agreed: 2, compared: 3 }), (Field::School, Share { agreed: 0, compared: 2 })]
        );
        let [a, b, c] = found.people.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (a.drawn, a.outcomes, a.apart.as_slice()),
            (3, Share { agreed: 1, compared: 2 }, &[(Field::School, 2), (Field::Number, 1)][..])
        );
        assert_eq!((b.drawn, b.outcomes.apart(), b.apart.len()), (1, 0, 0));
        assert_eq!((c.drawn, c.outcomes.per_mille()), (1, None));
        assert_eq!(a.outcomes.per_mille(), Some(500));
    }

    #[test]
    fn what_only_one_of_them_judged_is_not_compared() {
        let mut one = looks("a", Status::Accepted, Status::Accepted, &[(Field::Number, Verdict::Match, Verdict::Match)]);
        one.second_verdicts[0].item = 2;
        assert_eq!(agreement(["a"], &[one]).verdicts, Share::default());
    }

    #[test]
    fn kappa_is_what_the_textbook_says() {
        use Status::{Accepted, Rejected};
        // 20 and 15 agreed, 5 and 10 apart: po = 0.7, pe = 0.5, kappa = 0.4.
        let table = [(Accepted, Accepted, 20), (Accepted, Rejected, 5), (Rejected, Accepted, 10), (Rejected, Rejected, 15)];
        let all: Vec<TwoLooks> =
            table.iter().flat_map(|(first, second, n)| (0..*n).map(|_| looks("a", *first, *second, &[]))).collect();
        assert_eq!(kappa(&all), Some(400));
        assert_eq!(kappa(&[]), None);
        assert_eq!(kappa(&[looks("a", Accepted, Accepted, &[])]), None);
        let worse = [looks("a", Accepted, Rejected, &[]), looks("a", Rejected, Accepted, &[])];
        assert_eq!(kappa(&worse), Some(-1000));
    }
}
