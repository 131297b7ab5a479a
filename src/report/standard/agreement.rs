//! How far decisions and blind second looks agree, sample by sample: of all, by field, by person.

use std::collections::BTreeMap;

use crate::domain::sampling::{Agreement as Agreed, Share};
use crate::report::value::{Row, Value};
use crate::report::{Knowledge, ReportError};
use crate::store::Store;
use crate::store::records::{ReportRequest, SampleRecord};

/// Samples looked at, the newest ones: more than an institution draws in years.
const SAMPLES: u32 = 1_000;

/// The report. It holds one sample's numbers.
pub(in crate::report) struct Agreement {
    samples: Option<Vec<SampleRecord>>,
    names: BTreeMap<String, String>,
}

impl Agreement {
    pub(in crate::report) const COLUMNS: [(&'static str, f64); 14] = [
        ("drawn_at", 20.0),
        ("sample", 38.0),
        ("from", 20.0),
        ("to", 20.0),
        ("of", 16.0),
        ("name", 12.0),
        ("drawn", 9.0),
        ("looked", 9.0),
        ("outcomes_agreed", 12.0),
        ("outcomes_share", 12.0),
        ("verdicts_compared", 12.0),
        ("verdicts_agreed", 12.0),
        ("verdicts_share", 12.0),
        ("kappa", 9.0),
    ];

    pub(in crate::report) async fn open(store: &dyn Store) -> Result<Self, ReportError> {
        let names = store.staff_list().await?.into_iter().map(|one| (one.login, one.name)).collect();
        Ok(Self { samples: None, names })
    }

    pub(in crate::report) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        let samples = match &mut self.samples {
            Some(samples) => samples,
            none => {
                let mut found = store.samples(&request.institution, SAMPLES).await?;
                found.retain(|sample| request.days.contain(sample.drawn.at));
                none.insert(found)
            }
        };
        let Some(sample) = samples.pop() else { return Ok(None) };
        let agreed = store.agreement(&request.institution, &sample.sample).await?;
        Ok(Some(agreed.map(|agreed| self.rows(&sample, &agreed, knowledge)).unwrap_or_default()))
    }

    fn rows(&self, sample: &SampleRecord, agreed: &Agreed, knowledge: &Knowledge) -> Vec<Row> {
        let lang = knowledge.lang;
        let row = |of: Value, name: Value, drawn: Option<u32>, outcomes: Option<Share>, verdicts: Share, kappa: Option<i32>| {
            let count = |number: Option<u32>| number.map_or(Value::Empty, |number| Value::number(number.into()));
            vec![
                Value::Moment(sample.drawn.at),
                Value::Label(sample.sample.clone()),
                Value::Moment(sample.from),
                Value::Moment(sample.until),
                of,
                name,
                count(drawn),
                count(outcomes.map(|share| share.compared)),
                count(outcomes.map(|share| share.agreed)),
                outcomes.map_or(Value::Empty, percent),
                count(Some(verdicts.compared)),
                count(Some(verdicts.agreed)),
                percent(verdicts),
                kappa.map_or(Value::Empty, |kappa| Value::Hundredths(i64::from(kappa) / 10)),
            ]
        };
        let all = Value::text(lang.report_all());
        let mut rows =
            vec![row(all, Value::Empty, Some(agreed.drawn), Some(agreed.outcomes), agreed.verdicts, agreed.kappa_per_mille)];
        for (field, share) in &agreed.fields {
            rows.push(row(Value::text(lang.field(*field)), Value::Empty, None, None, *share, None));
        }
        for person in &agreed.people {
            let name = self.names.get(&person.staff).map_or(Value::Empty, |name| Value::text(name.as_str()));
            let login = Value::Label(person.staff.clone());
            rows.push(row(login, name, Some(person.drawn), Some(person.outcomes), person.verdicts, None));
        }
        rows
    }
}

/// A share in per cent, with two decimals.
fn percent(share: Share) -> Value {
    share.per_mille().map_or(Value::Empty, |part| Value::Hundredths(i64::from(part).saturating_mul(10)))
}
