//! What stands beside the database.

use crate::store::Result;
use crate::store::sql::{Cells, Link, args};

const ATTACHMENT_PAGE: &str =
    "SELECT sha256, MAX(bytes) FROM attachments WHERE sha256 > $1 GROUP BY sha256 ORDER BY sha256 LIMIT $2";

/// One statement, one state: an order that moves meanwhile is in both or in neither.
const MISCOUNTED: &str = "SELECT institution, status, CAST(SUM(kept) AS BIGINT), CAST(SUM(counted) AS BIGINT) FROM \
     (SELECT institution, status, n AS kept, 0 AS counted FROM daily_counts \
     UNION ALL SELECT institution, status, delta AS kept, 0 AS counted FROM count_deltas \
     UNION ALL SELECT institution, status, 0 AS kept, COUNT(*) AS counted FROM orders GROUP BY institution, status) AS sums \
     GROUP BY institution, status HAVING SUM(kept) <> SUM(counted) ORDER BY institution, status";

pub(super) const ALL: &[(&str, &str)] = &[("attachment page", ATTACHMENT_PAGE), ("miscounted", MISCOUNTED)];

pub(crate) async fn attachment_page<L: Link>(link: &mut L, after: &str, limit: u32) -> Result<Vec<(String, i64)>> {
    let found = link.rows(ATTACHMENT_PAGE, args![after, limit]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok((cells.text()?, cells.int()?))
    };
    found.iter().map(one).collect()
}

pub(crate) async fn miscounted<L: Link>(link: &mut L) -> Result<Vec<(String, String, i64, i64)>> {
    let found = link.rows(MISCOUNTED, args![]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok((cells.text()?, cells.text()?, cells.int()?, cells.int()?))
    };
    found.iter().map(one).collect()
}
