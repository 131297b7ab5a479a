//! The dishonesty list of an institution.

use serde_json::from_str;

use crate::domain::listing::{ListingState, LookOutcome, Standing, Term};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::parse_day;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{DoneBy, Evidence, ListingFile, ListingPage, ListingQuery, ListingRecord, Proposed, SecondLook};
use crate::store::sql::{Cells, Columns, Link, args};

macro_rules! entry {
    ($rest:literal) => {
        concat!(
            "SELECT l.institution, l.listing, l.id_no, l.name, l.reason, l.state, l.effective_on, l.ends_on, l.order_no, l.item, \
             l.evidence, l.proposed_by, p.name, l.proposed_at, d.held_until, l.decided_by, s.name, l.decided_at, l.declined_reason, \
             l.withdrawn_by, w.name, l.withdrawn_at, l.withdraw_reason FROM listings l LEFT JOIN staff p ON p.login = l.proposed_by \
             LEFT JOIN decisions d ON d.token = l.decision_token LEFT JOIN staff s ON s.login = l.decided_by \
             LEFT JOIN staff w ON w.login = l.withdrawn_by ",
            $rest
        )
    };
}

const OLDEST_FIRST: &str = entry!(
    "WHERE l.institution = $1 AND l.state = $2 AND l.ends_on >= $3 AND l.ends_on < $4 AND (l.ends_on, l.listing) > ($5, $6) \
     ORDER BY l.ends_on, l.listing LIMIT $7"
);
const NEWEST_FIRST: &str = entry!(
    "WHERE l.institution = $1 AND l.state = $2 AND l.ends_on >= $3 AND l.ends_on < $4 AND (l.ends_on, l.listing) < ($5, $6) \
     ORDER BY l.ends_on DESC, l.listing DESC LIMIT $7"
);
const ONE: &str = entry!("WHERE l.institution = $1 AND l.listing = $2");
const LOOK: &str = "SELECT outcome, reason, verdicts FROM second_looks WHERE institution = $1 AND listing = $2";
const WAITING: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM listings WHERE institution = $1 AND state = 'proposed' LIMIT 1000) AS waiting";

pub(super) const ALL: &[(&str, &str)] = &[
    ("listings: oldest first", OLDEST_FIRST),
    ("listings: newest first", NEWEST_FIRST),
    ("listing", ONE),
    ("second look", LOOK),
    ("listings: waiting", WAITING),
];

/// After every day and every id.
const LAST: &str = "~";

fn done_by<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Option<DoneBy>> {
    let (login, name, at) = (cells.maybe_text()?, cells.maybe_text()?, cells.maybe_millis()?);
    Ok(login.zip(at).map(|(login, at)| DoneBy { name: name.unwrap_or_else(|| login.clone()), login, at }))
}

fn entry<R: Columns>(row: &R) -> Result<(ListingRecord, String)> {
    let mut cells = Cells::new(row);
    let (institution, listing, id_no) = (cells.text()?, cells.text()?, cells.text()?);
    let (name, reason) = (cells.text()?, cells.text()?);
    let state = cells.word(ListingState::from_code)?;
    let (effective_on, last) = (cells.text()?, cells.text()?);
    let order_no = cells.maybe_word(|text| OrderNo::parse(text).ok())?;
    let item = cells.maybe_int()?.and_then(|item| u32::try_from(item).ok());
    let evidence = cells.maybe_word(|text| from_str::<Evidence>(text).ok())?;
    let (by, held_until) = (done_by(&mut cells)?, cells.maybe_millis()?);
    let proposed = match (order_no, item, evidence, by, held_until) {
        (Some(order_no), Some(item), Some(evidence), Some(by), Some(held_until)) => {
            Some(Proposed { order_no, item, by, held_until, evidence })
        }
        _ => None,
    };
    let (decided, declined_reason) = (done_by(&mut cells)?, cells.maybe_text()?);
    let withdrawn = done_by(&mut cells)?.zip(cells.maybe_text()?);
    let term = Term { state, effective_on: parse_day(&effective_on), ends_on: parse_day(&last) };
    Ok((ListingRecord { institution, listing, id_no, name, reason, term, proposed, decided, declined_reason, withdrawn }, last))
}

/// A page as the list stands on the day in China.
pub(crate) async fn listings<L: Link>(link: &mut L, query: &ListingQuery, now: Millis) -> Result<ListingPage> {
    let tomorrow = now.day().succ_opt().unwrap_or(now.day()).format("%Y-%m-%d").to_string();
    let (state, from, until) = match query.standing {
        Standing::Proposed => (ListingState::Proposed, "", LAST),
        Standing::InForce => (ListingState::InForce, tomorrow.as_str(), LAST),
        Standing::Expired => (ListingState::InForce, "", tomorrow.as_str()),
        Standing::Withdrawn => (ListingState::Withdrawn, "", LAST),
        Standing::Declined => (ListingState::Declined, "", LAST),
    };
    let oldest_first = query.standing == Standing::Proposed;
    let first = if oldest_first { (String::new(), String::new()) } else { (LAST.to_owned(), String::new()) };
    let (last, listing) = query.after.clone().unwrap_or(first);
    let statement = if oldest_first { OLDEST_FIRST } else { NEWEST_FIRST };
    let wanted = query.limit.saturating_add(1);
    let found = link.rows(statement, args![&query.institution, state.code(), from, until, last, listing, wanted]).await?;
    let mut page = ListingPage { waiting: waiting_listings(link, &query.institution).await?, ..ListingPage::default() };
    for row in found.iter().take(query.limit as usize) {
        let (record, last) = entry(row)?;
        page.next = (found.len() > query.limit as usize).then(|| (last, record.listing.clone()));
        page.rows.push(record);
    }
    Ok(page)
}

/// How many proposals wait, up to a thousand.
pub(crate) async fn waiting_listings<L: Link>(link: &mut L, institution: &str) -> Result<u32> {
    let waiting = link.number(WAITING, args![institution]).await?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// One entry with its second look.
pub(crate) async fn listing<L: Link>(link: &mut L, institution: &str, listing: &str) -> Result<Option<ListingFile>> {
    let Some(row) = link.row(ONE, args![institution, listing]).await? else { return Ok(None) };
    let (record, _) = entry(&row)?;
    let look = match link.row(LOOK, args![institution, listing]).await? {
        None => None,
        Some(row) => {
            let mut cells = Cells::new(&row);
            Some(SecondLook {
                outcome: cells.word(LookOutcome::from_code)?,
                reason: cells.text()?,
                verdicts: cells.word(|text| from_str(text).ok())?,
            })
        }
    };
    Ok(Some(ListingFile { record, look }))
}
