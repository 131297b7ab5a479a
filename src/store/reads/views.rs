//! Saved views, and whom a filter can name.

use crate::domain::queue_view::QueueView;
use crate::store::Result;
use crate::store::records::{Person, SavedView};
use crate::store::sql::{Cells, Link, args};

/// One's own first.
const VIEWS: &str = "SELECT view, staff, name, body FROM saved_views WHERE institution = $1 AND COALESCE(staff, '') IN ('', $2) \
                     ORDER BY CASE WHEN staff IS NULL THEN 1 ELSE 0 END, position, view LIMIT 200";
/// Who decides orders may hold them.
const PEOPLE: &str = "SELECT login, name FROM staff WHERE (institution = $1 OR institution IS NULL) AND disabled_at IS NULL \
                      AND role IN ('proofreader', 'supervisor') ORDER BY login LIMIT 1000";

pub(super) const ALL: &[(&str, &str)] = &[("views", VIEWS), ("people", PEOPLE)];

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

/// Who may hold orders of an institution.
pub(crate) async fn people<L: Link>(link: &mut L, institution: &str) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    for row in link.rows(PEOPLE, args![institution]).await? {
        let mut cells = Cells::new(&row);
        people.push(Person { login: cells.text()?, name: cells.text()? });
    }
    Ok(people)
}
