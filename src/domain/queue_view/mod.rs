//! What a list of orders shows: which of them, in which order, in which columns. Plain data, kept as JSON in `saved_views`.

mod filter;

use serde::{Deserialize, Serialize};

pub use filter::{Finding, Held, QueueFilter, Round, School, Waiting, Wanted};

use super::coded::coded;

coded! {
    /// The order of a list.
    Sort {
        /// Those that were submitted first come first.
        Oldest = "oldest",
        /// Those that were submitted last come first.
        Newest = "newest",
        /// Those with the most findings come first, among as many of the oldest as are looked through.
        Findings = "findings",
    }
}

coded! {
    /// A column of the list.
    Column {
        /// 申请单编号.
        OrderNo = "order_no",
        /// 证书持有人 of the first item.
        Holder = "holder",
        /// 概要 of the first item.
        Summary = "summary",
        /// 院校名称 of the first item.
        School = "school",
        /// Where it stands.
        Status = "status",
        /// 轮次.
        Round = "round",
        /// How many items it has.
        Items = "items",
        /// How many files it has.
        Files = "files",
        /// When this round was submitted.
        Submitted = "submitted",
        /// For how long it has waited.
        Waiting = "waiting",
        /// How many findings warn or err.
        Findings = "findings",
        /// Who holds it.
        Claim = "claim",
        /// 受理机构.
        Institution = "institution",
    }
}

/// Columns of a list that nobody chose any for.
pub const COLUMNS: [Column; 8] = [
    Column::OrderNo,
    Column::Holder,
    Column::Summary,
    Column::Round,
    Column::Files,
    Column::Waiting,
    Column::Findings,
    Column::Claim,
];

/// A filter, a sort and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueView {
    /// Which orders.
    pub filter: QueueFilter,
    /// In which order.
    pub sort: Sort,
    /// In which columns, from the left. The order number is always there, and always the first.
    pub columns: Vec<Column>,
}

impl Default for QueueView {
    fn default() -> Self {
        Self { filter: QueueFilter::default(), sort: Sort::Oldest, columns: COLUMNS.to_vec() }
    }
}

/// Version of the JSON form.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    version: u32,
    filter: QueueFilter,
    sort: Sort,
    columns: Vec<Column>,
}

impl QueueView {
    /// The form in which it is kept; the same for the same view.
    #[must_use]
    pub fn to_json(&self) -> String {
        let kept = Kept { version: VERSION, filter: self.filter.clone(), sort: self.sort, columns: self.columns.clone() };
        // Nothing in it can fail: its maps have no keys, its numbers are finite.
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Reads what [`Self::to_json`] wrote. `None` for what a newer program wrote: a filter of which one part is not understood would
    /// show other orders than it was saved for.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        if kept.version != VERSION {
            return None;
        }
        let mut columns = vec![Column::OrderNo];
        for column in kept.columns {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        Some(Self { filter: kept.filter, sort: kept.sort, columns })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::*;
    use crate::domain::checks::Check;
    use crate::domain::order::Service;
    use crate::domain::status::Status;
    use crate::domain::study::{Category, Level};

    fn full() -> QueueView {
        QueueView {
            filter: QueueFilter {
                institution: Some("hubei".into()),
                statuses: BTreeSet::from([Status::Accepted, Status::Rejected]),
                services: BTreeSet::from([Service::Degree]),
                categories: BTreeSet::from([Category::Adult]),
                levels: BTreeSet::from([Level::Bachelor, Level::Upgrade]),
                school: Some(School { name: "武汉大学".into(), whole: true }),
                purpose: Some("继续教育".into()),
                waiting: Some(Waiting::Over(3)),
                round: Some(Round::Later),
                finding: Some(Finding::Of(BTreeSet::from([Check::C4, Check::E2]))),
                holder: Some(Held::By("zhangmin".into())),
                from: NaiveDate::from_ymd_opt(2020, 10, 1),
                to: NaiveDate::from_ymd_opt(2020, 10, 31),
            },
            sort: Sort::Newest,
            columns: vec![Column::OrderNo, Column::School, Column::Status],
        }
    }

    #[test]
    fn a_view_reads_as_it_was_kept() {
        for view in [QueueView::default(), full()] {
            assert_eq!(QueueView::from_json(&view.to_json()), Some(view));
        }
        // The form is a contract with what stands in the databases.
        assert_eq!(
            full().to_json(),
            r#"{"version":1,"filter":{"institution":"hubei","statuses":["accepted","rejected"],"services":["degree"],"categories":["adult"],"levels":["bachelor","upgrade"],"school":{"name":"武汉大学","whole":true},"purpose":"继续教育","waiting":{"over":3},"round":"later","finding":{"of":["C4","E2"]},"holder":{"by":"zhangmin"},"from":"2020-10-01","to":"2020-10-31"},"sort":"newest","columns":["order_no","school","status"]}"#
        );
    }

    #[test]
    fn a_stretch_of_days_reads_as_it_was_kept() {
        let filter = QueueFilter { waiting: Some(Waiting::Between(3, 6)), ..QueueFilter::default() };
        let view = QueueView { filter, ..QueueView::default() };
        assert!(view.to_json().contains(r#""waiting":{"between":[3,6]}"#), "{}", view.to_json());
        assert_eq!(QueueView::from_json(&view.to_json()), Some(view));
    }

    #[test]
    fn what_a_newer_program_kept_is_not_half_understood() {
        let kept = QueueView::default().to_json();
        for newer in [
            kept.replace(r#""version":1"#, r#""version":2"#),
            kept.replace(r#""filter":{"#, r#""filter":{"mood":"good","#),
            kept.replace("oldest", "loudest"),
            "{}".to_owned(),
        ] {
            assert_ne!(newer, kept);
            assert_eq!(QueueView::from_json(&newer), None, "{newer}");
        }
    }

    #[test]
    fn the_order_number_is_always_the_first_column_and_none_stands_twice() {
        let kept = QueueView { columns: vec![Column::Round, Column::Round, Column::OrderNo], ..QueueView::default() };
        assert_eq!(QueueView::from_json(&kept.to_json()).unwrap().columns, [Column::OrderNo, Column::Round]);
    }
}
