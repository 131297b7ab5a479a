//! What stands beside the database.

use crate::store::Result;
use crate::store::sql::{Cells, Link, args};

const ATTACHMENT_PAGE: &str =
    "SELECT sha256, MAX(bytes) FROM attachments WHERE sha256 > $1 GROUP BY sha256 ORDER BY sha256 LIMIT $2";

pub(super) const ALL: &[(&str, &str)] = &[("attachment page", ATTACHMENT_PAGE)];

pub(crate) async fn attachment_page<L: Link>(link: &mut L, after: &str, limit: u32) -> Result<Vec<(String, i64)>> {
    let found = link.rows(ATTACHMENT_PAGE, args![after, limit]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok((cells.text()?, cells.int()?))
    };
    found.iter().map(one).collect()
}
