//! The whole walk: every row of every trail, the head that each order remembers, and the register of all trails.

use super::{Tally, TrailError, Watch};
use crate::store::Store;
use crate::store::chain::{self, Fault, Found, Walk};

/// Rows read at a time.
const PAGE: u32 = 2_000;

/// Walks over everything. Each page is one state of the database, and what is asserted of a row holds in every later state, too:
/// colleagues may go on working.
///
/// # Errors
/// The database cannot be read, or whoever watches is gone.
pub async fn verify(store: &dyn Store, watch: &mut dyn Watch) -> Result<Tally, TrailError> {
    let mut tally = Tally::default();
    rows(store, watch, &mut tally).await?;
    heads(store, watch, &mut tally).await?;
    register(store, watch, &mut tally).await?;
    strangers(store, watch, &mut tally).await?;
    Ok(tally)
}

fn say(watch: &mut dyn Watch, tally: &mut Tally, found: &Found) -> Result<(), TrailError> {
    tally.faults = tally.faults.saturating_add(1);
    Ok(watch.found(found)?)
}

async fn rows(store: &dyn Store, watch: &mut dyn Watch, tally: &mut Tally) -> Result<(), TrailError> {
    let mut walk = Walk::default();
    let mut after = (String::new(), String::new(), 0);
    loop {
        let page = store.audit_page((&after.0, &after.1, after.2), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.institution.clone(), last.subject.clone(), last.seq);
        for entry in page {
            for found in walk.row(entry) {
                say(watch, tally, &found)?;
            }
        }
        (tally.rows, tally.trails) = walk.walked();
        watch.rows(tally.rows);
    }
    Ok(())
}

async fn heads(store: &dyn Store, watch: &mut dyn Watch, tally: &mut Tally) -> Result<(), TrailError> {
    let mut after = (String::new(), String::new());
    loop {
        let page = store.trail_heads((&after.0, &after.1), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.institution.clone(), last.order_no.as_str().to_owned());
        for head in page {
            tally.orders = tally.orders.saturating_add(1);
            if let Some(found) = chain::head(&head) {
                say(watch, tally, &found)?;
            }
        }
    }
}

/// Numbers without gaps, each with a trail, each order's with its order.
async fn register(store: &dyn Store, watch: &mut dyn Watch, tally: &mut Tally) -> Result<(), TrailError> {
    let mut after = (String::new(), 0_i64);
    loop {
        let page = store.register_page((&after.0, after.1), PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for one in page {
            tally.subjects = tally.subjects.saturating_add(1);
            let next = if one.institution == after.0 { after.1.saturating_add(1) } else { 1 };
            if one.number != next {
                let last = one.number.saturating_sub(1);
                let gap = if last == next { format!("#{next}") } else { format!("#{next}-{last}") };
                let institution = one.institution.clone();
                say(watch, tally, &Found { fault: Fault::Register, institution, subject: gap, seq: next, anchored: None })?;
            }
            let is_order = one.subject.starts_with(|first: char| first.is_ascii_digit());
            let fault = match (&one.newest, one.is_orderless) {
                (None, true) => Some(Fault::Missing),
                (Some(_), true) => Some(Fault::Orderless),
                // An order that is there was already missed at its own head.
                (None, false) if !is_order => Some(Fault::Missing),
                (_, false) => None,
            };
            after = (one.institution, one.number);
            if let Some(fault) = fault {
                let seq = one.newest.map_or(0, |(seq, _)| seq);
                say(watch, tally, &Found { fault, institution: after.0.clone(), subject: one.subject, seq, anchored: None })?;
            }
        }
    }
}

/// Trails that the register does not know.
async fn strangers(store: &dyn Store, watch: &mut dyn Watch, tally: &mut Tally) -> Result<(), TrailError> {
    let mut after = (String::new(), String::new());
    loop {
        let page = store.unregistered((&after.0, &after.1), PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for (institution, subject, is_unknown) in page {
            after = (institution, subject);
            if is_unknown {
                let (institution, subject) = after.clone();
                say(watch, tally, &Found { fault: Fault::Unregistered, institution, subject, seq: 1, anchored: None })?;
            }
        }
    }
}
