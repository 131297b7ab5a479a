//! All checks on an order, one after the other.

use super::form::{self, ItemSubject};
use super::{across, scans};
use crate::domain::finding::Finding;
use crate::domain::reference::Reference;
use crate::domain::related::{Related, Subject};

/// Everything the automatic checks say of an order, item by item, what is notable first. `related`: what the database says of other
/// orders; `None` where it could not be asked.
#[must_use]
pub fn look(subject: &Subject<'_>, related: Option<&Related>) -> Vec<Finding> {
    let mut found = across::check(subject, related);
    for item in &subject.items {
        let typed = ItemSubject {
            item: item.item,
            service: item.service,
            certificate: item.certificate,
            submitted_on: subject.submitted_on,
        };
        found.extend(form::check(&typed, Reference::builtin()));
        found.extend(scans::check(item.item, &item.files));
        found.extend(scans::check_dates(item.item, &item.files, subject.came_at));
    }
    found.sort_by_key(|finding| (finding.item, !finding.is_notable(), finding.severity, finding.check));
    found
}
