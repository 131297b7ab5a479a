//! The archive: ended orders newest first, and all that happened to one order.

use std::collections::HashSet;

use super::desk::entry_after;
use super::queue::{row_cells, row_columns, row_tables};
use crate::domain::look::Looked;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{
    ArchiveKey, ArchivePage, ArchiveQuery, ArchiveRow, Asked, AskedPost, DoneBy, ListingHistory, LookRecord, QueueRow, SearchBy,
    Timeline, TrailRow,
};
use crate::store::sql::{Cells, Columns, Link, args};

/// Most rows of one trail.
const TRAIL: usize = 5_000;
/// Most looks that are told one by one.
const LOOKS: u32 = 500;
/// Most enquiries about one order, and posts of each.
const ASKED: u32 = 50;
const POSTS: u32 = 200;

/// The newest decision that stands, if there is one, and who made it.
macro_rules! decided {
    () => {
        ", o.updated_at, d.staff, e.name, d.decided_at "
    };
}
macro_rules! decided_tables {
    () => {
        "LEFT JOIN decisions d ON d.institution = o.institution AND d.order_no = o.order_no AND d.version = \
         (SELECT MAX(v.version) FROM decisions v WHERE v.institution = o.institution AND v.order_no = o.order_no \
         AND v.taken_back_at IS NULL) LEFT JOIN staff e ON e.login = d.staff "
    };
}

const ENDED: &str = concat!(
    "SELECT ",
    row_columns!(),
    decided!(),
    "FROM orders o",
    row_tables!(),
    decided_tables!(),
    "WHERE o.institution = $1 AND (o.status = 'accepted' OR o.status = 'rejected' OR o.status = 'cancelled') \
     AND (o.updated_at, o.order_no) < ($2, $3) ORDER BY o.updated_at DESC, o.order_no DESC LIMIT $4"
);
/// How many orders one statement looks up.
const LOOK_UP: usize = 16;
const ROWS: &str = concat!(
    "SELECT ",
    row_columns!(),
    decided!(),
    "FROM orders o",
    row_tables!(),
    decided_tables!(),
    "WHERE o.institution = $1 AND o.order_no IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
);
const TRAIL_OF: &str = "SELECT a.institution, a.subject, a.seq, a.at, a.actor, a.action, a.detail, a.prev_hash, a.hash, n.name \
                        FROM audit_log a LEFT JOIN staff n ON n.login = a.actor \
                        WHERE a.institution = $1 AND a.subject = $2 ORDER BY a.seq LIMIT $3";
const LOOKS_AT: &str = "SELECT k.staff, n.name, k.at, k.what, k.reason FROM looks k LEFT JOIN staff n ON n.login = k.staff \
                        WHERE k.institution = $1 AND k.order_no = $2 ORDER BY k.at DESC, k.look_no DESC LIMIT $3";
/// By way of the index alone: with the other columns beside it SQLite would rather walk through the institution's primary key.
const ENQUIRIES: &str = "SELECT q.enquiry_no, q.subject FROM (SELECT enquiry_no FROM enquiries WHERE institution = $1 AND order_no = $2 \
                         ORDER BY enquiry_no LIMIT $3) AS about JOIN enquiries q ON q.institution = $1 AND q.enquiry_no = about.enquiry_no \
                         ORDER BY q.opened_at, q.enquiry_no";
const POSTS_OF: &str = "SELECT p.post, p.at, p.staff, n.name, p.body FROM enquiry_posts p LEFT JOIN staff n ON n.login = p.staff \
                        WHERE p.institution = $1 AND p.enquiry_no = $2 ORDER BY p.post LIMIT $3";
const PROPOSED: &str = "SELECT l.listing FROM decisions d JOIN listings l ON l.decision_token = d.token \
                        WHERE d.institution = $1 AND d.order_no = $2 ORDER BY l.proposed_at, l.listing";

pub(super) const ALL: &[(&str, &str)] = &[
    ("archive: ended", ENDED),
    ("archive: rows", ROWS),
    ("archive: trail", TRAIL_OF),
    ("archive: looks", LOOKS_AT),
    ("archive: enquiries", ENQUIRIES),
    ("archive: posts", POSTS_OF),
    ("archive: proposed", PROPOSED),
];

fn archive_row<R: Columns>(row: &R, now: Millis) -> Result<ArchiveRow> {
    let mut cells = Cells::new(row);
    let row = row_cells(&mut cells, now)?;
    let changed_at = cells.millis()?;
    let (login, name, at) = (cells.maybe_text()?, cells.maybe_text()?, cells.maybe_millis()?);
    let decided = login.zip(at).map(|(login, at)| DoneBy { name: name.unwrap_or_else(|| login.clone()), login, at });
    Ok(ArchiveRow { row, changed_at, decided, is_blind: false })
}

/// A page of the institution's ended orders, newest first.
pub(crate) async fn archive_page<L: Link>(link: &mut L, query: &ArchiveQuery, now: Millis) -> Result<ArchivePage> {
    let (at, number) = match &query.before {
        Some(ArchiveKey { at, order_no }) => (*at, order_no.as_str()),
        None => (Millis(i64::MAX), ""),
    };
    let found = link.rows(ENDED, args![&query.institution, at, number, query.limit.saturating_add(1)]).await?;
    let mut rows = found.iter().map(|found| archive_row(found, now)).collect::<Result<Vec<_>>>()?;
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    Ok(ArchivePage { rows, more, now })
}

/// What any of these ways finds, each order once, in the order in which the ways found them.
pub(crate) async fn archive_search<L: Link>(
    link: &mut L,
    institution: &str,
    by: &[SearchBy],
    limit: u32,
    now: Millis,
) -> Result<ArchivePage> {
    let mut found: Vec<QueueRow> = Vec::new();
    let mut known: HashSet<OrderNo> = HashSet::new();
    let mut more = false;
    for way in by {
        let page = super::search(link, institution, way, limit, now).await?;
        more |= page.more;
        found.extend(page.rows.into_iter().filter(|row| known.insert(row.order_no.clone())));
    }
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    more |= found.len() > wanted;
    found.truncate(wanted);
    let mut rows = Vec::with_capacity(found.len());
    for some in found.chunks(LOOK_UP) {
        let mut arguments = Vec::with_capacity(LOOK_UP.saturating_add(1));
        arguments.push(institution.into());
        arguments.extend(some.iter().map(|row| (&row.order_no).into()));
        // No order number is empty.
        arguments.resize_with(LOOK_UP.saturating_add(1), || "".into());
        let looked_up = link.rows(ROWS, &arguments).await?;
        let mut looked_up = looked_up.iter().map(|row| archive_row(row, now)).collect::<Result<Vec<_>>>()?;
        looked_up.sort_by_key(|row| some.iter().position(|one| one.order_no == row.row.order_no));
        rows.append(&mut looked_up);
    }
    Ok(ArchivePage { rows, more, now })
}

async fn trail<L: Link>(link: &mut L, institution: &str, subject: &str) -> Result<(Vec<TrailRow>, bool)> {
    let wanted = i64::try_from(TRAIL).unwrap_or(i64::MAX).saturating_add(1);
    let found = link.rows(TRAIL_OF, args![institution, subject, wanted]).await?;
    let of = |row| {
        let mut cells = Cells::new(row);
        Ok(TrailRow { entry: entry_after(&mut cells)?, name: cells.maybe_text()? })
    };
    Ok((found.iter().take(TRAIL).map(of).collect::<Result<_>>()?, found.len() > TRAIL))
}

async fn asked<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<Asked>> {
    let mut asked = Vec::new();
    for row in link.rows(ENQUIRIES, args![institution, order_no, ASKED]).await? {
        let mut cells = Cells::new(&row);
        let (enquiry_no, subject) = (cells.text()?, cells.text()?);
        let mut posts = Vec::new();
        for row in link.rows(POSTS_OF, args![institution, &enquiry_no, POSTS]).await? {
            let mut cells = Cells::new(&row);
            let (post, at) = (cells.count()?, cells.millis()?);
            let (login, name) = (cells.maybe_text()?, cells.maybe_text()?);
            let staff = login.map(|login| (login.clone(), name.unwrap_or(login)));
            posts.push(AskedPost { post, at, staff, body: cells.text()? });
        }
        asked.push(Asked { enquiry_no, subject, posts });
    }
    Ok(asked)
}

/// All that happened to an order; to be called within one read transaction.
pub(crate) async fn timeline<L: Link>(
    link: &mut L,
    institution: &str,
    order_no: &OrderNo,
    now: Millis,
) -> Result<Option<Timeline>> {
    let Some(file) = super::order_file(link, institution, order_no, now).await? else { return Ok(None) };
    let (trail_rows, trail_cut) = trail(link, institution, order_no.as_str()).await?;
    let mut looks = Vec::new();
    for row in link.rows(LOOKS_AT, args![institution, order_no, LOOKS]).await? {
        let mut cells = Cells::new(&row);
        let (login, name, at) = (cells.text()?, cells.maybe_text()?, cells.millis()?);
        let by = DoneBy { name: name.unwrap_or_else(|| login.clone()), login, at };
        looks.push(LookRecord { by, what: cells.word(Looked::from_code)?, reason: cells.maybe_text()? });
    }
    looks.reverse();
    let looked = super::looks(link, institution, order_no).await?;
    let asked = asked(link, institution, order_no).await?;
    let mut listings = Vec::new();
    for row in link.rows(PROPOSED, args![institution, order_no]).await? {
        let id = Cells::new(&row).text()?;
        let Some(file) = super::listing(link, institution, &id).await? else { continue };
        let (trail, _) = trail(link, institution, &format!("listing:{id}")).await?;
        listings.push(ListingHistory { file, trail });
    }
    Ok(Some(Timeline { file, trail: trail_rows, trail_cut, looks, looked, asked, listings, is_blind: false, hides_looks: false }))
}
