//! How long open work has waited: what awaits proofreading by working days since its round came, what waits for the applicant by
//! working days since it was asked for (the desk's own clock stands still meanwhile).

use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::report::value::{Row, Value};
use crate::report::{Knowledge, PAGE, ReportError};
use crate::store::Store;
use crate::store::records::{OpenOrder, ReportRequest};

/// The last whole working day of each band; the last band has no end.
const BANDS: [Option<u32>; 7] = [Some(0), Some(1), Some(2), Some(5), Some(10), Some(20), None];

/// A band's orders.
#[derive(Debug, Clone, Default)]
struct Band {
    count: u64,
    oldest: Option<(Millis, String)>,
}

impl Band {
    fn take(&mut self, since: Millis, order_no: &str) {
        self.count = self.count.saturating_add(1);
        if self.oldest.as_ref().is_none_or(|(at, _)| since < *at) {
            self.oldest = Some((since, order_no.to_owned()));
        }
    }
}

/// The report. It holds the bands.
pub(in crate::report) struct Ageing {
    now: Millis,
    statuses: Vec<Status>,
    after: Option<(Millis, String)>,
    bands: Vec<Band>,
    all: Band,
}

impl Ageing {
    pub(in crate::report) const COLUMNS: [(&'static str, f64); 5] =
        [("status", 14.0), ("working_days", 12.0), ("orders", 9.0), ("oldest", 20.0), ("since", 20.0)];

    pub(in crate::report) fn at(now: Millis) -> Self {
        let statuses = vec![Status::AwaitingSupplement, Status::AwaitingProofreading];
        Self { now, statuses, after: None, bands: vec![Band::default(); BANDS.len()], all: Band::default() }
    }

    fn take(&mut self, status: Status, page: &[OpenOrder], knowledge: &Knowledge) {
        for order in page {
            let since = if status == Status::AwaitingSupplement { order.updated_at } else { order.submitted_at };
            let days = knowledge.calendar.working_days(since, self.now);
            let at = BANDS.iter().position(|end| end.is_none_or(|end| days <= end)).unwrap_or(0);
            if let Some(band) = self.bands.get_mut(at) {
                band.take(since, &order.order_no);
            }
            self.all.take(since, &order.order_no);
        }
    }

    fn close(&mut self, status: Status, knowledge: &Knowledge) -> Vec<Row> {
        let lang = knowledge.lang;
        let bands = std::mem::replace(&mut self.bands, vec![Band::default(); BANDS.len()]);
        let mut from = 0;
        let mut named: Vec<(String, Band)> = Vec::new();
        for (end, band) in BANDS.into_iter().zip(bands) {
            named.push((lang.report_band(from, end), band));
            from = end.map_or(0, |end| end.saturating_add(1));
        }
        named.push((lang.report_all().to_owned(), std::mem::take(&mut self.all)));
        let row = |(band, orders): (String, Band)| {
            let (since, oldest) = orders
                .oldest
                .map_or((Value::Empty, Value::Empty), |(since, oldest)| (Value::Moment(since), Value::Label(oldest)));
            vec![Value::text(lang.status(status)), Value::text(band), Value::number(orders.count), oldest, since]
        };
        named.into_iter().map(row).collect()
    }

    pub(in crate::report) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        let Some(status) = self.statuses.last().copied() else { return Ok(None) };
        let page = store.open_orders(&request.institution, status, self.after.take(), PAGE).await?;
        self.take(status, &page, knowledge);
        self.after = page.last().filter(|_| page.len() >= PAGE as usize).map(|last| (last.submitted_at, last.order_no.clone()));
        if self.after.is_some() {
            return Ok(Some(Vec::new()));
        }
        self.statuses.pop();
        Ok(Some(self.close(status, knowledge)))
    }
}
