//! Saved views.

use crate::domain::queue_view::QueueView;
use crate::store::Result;
use crate::store::records::SavedView;
use crate::store::sql::{Cells, Link, args};

/// One's own first.
const VIEWS: &str = "SELECT view, staff, name, body FROM saved_views WHERE institution = $1 AND COALESCE(staff, '') IN ('', $2) \
                     ORDER BY CASE WHEN staff IS NULL THEN 1 ELSE 0 END, position, view LIMIT 200";
pub(super) const ALL: &[(&str, &str)] = &[("views", VIEWS)];

/// The views that a person sees in an institution.
pub(crate) async fn views<L: Link>(link: &mut L, institution: &str, login: &str) -> Result<Vec<SavedView>> {
    let mut views = Vec::new();
    for row in link.rows(VIEWS, args![institution, login]).await? {
        let mut cells = Cells::new(&row);
        let (view, staff, name) = (cells.text()?, cells.maybe_text()?, cells.text()?);
        views.push(SavedView { view, shared: staff.is_none(), name, body: QueueView::from_json(&cells.text()?) });
    }
    Ok(views)
}
