//! Under which keys an order is found.

use std::collections::BTreeSet;

use crate::domain::initials::{initials, search_key, tail_key};
use crate::domain::order::NewOrder;

/// The keys under which an order is found, each once.
pub(crate) fn search_keys(order: &NewOrder) -> BTreeSet<(&'static str, String)> {
    let mut keys = BTreeSet::new();
    let mut names = vec![order.applicant.name.as_str()];
    for item in &order.items {
        let certificate = &item.certificate;
        names.push(&certificate.holder);
        keys.insert(("school", search_key(&certificate.school)));
        keys.extend(initials(&certificate.school).into_iter().map(|key| ("school_initials", key)));
        keys.insert(("number_tail", tail_key(certificate.number.as_deref().unwrap_or_default())));
        keys.insert(("id_tail", tail_key(&certificate.id_no)));
    }
    for name in names {
        keys.insert(("name", search_key(name)));
        keys.extend(initials(name).into_iter().map(|key| ("initials", key)));
    }
    keys.insert(("number_tail", tail_key(order.order_no.as_str())));
    keys.insert(("mobile_tail", tail_key(&order.applicant.mobile)));
    keys.retain(|(_, key)| !key.is_empty());
    keys
}
