//! Enquiries: the list, a thread, what is searched for, and who is just writing a reply.

use crate::domain::enquiry::EnquiryState;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{
    EnquiryNote, EnquiryPage, EnquiryPost, EnquiryQuery, EnquiryRow, EnquiryTab, EnquiryThread, Replied, Replying, SentReply,
};
use crate::store::sql::{Arg, Cells, Columns, Link, args};

/// A row of the list; `$1` is the institution, `$2` who asks.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT e.enquiry_no, e.account, e.order_no, e.subject, e.opened_at, e.last_post_at, e.waiting_since, e.state, \
             e.assigned_to, t.name, \
             (SELECT MAX(p.post) FROM enquiry_posts p \
             WHERE p.institution = e.institution AND p.enquiry_no = e.enquiry_no AND p.author = 'applicant'), \
             (SELECT r.post FROM enquiry_reads r WHERE r.institution = e.institution AND r.enquiry_no = e.enquiry_no AND r.staff = $2) \
             FROM enquiries e LEFT JOIN staff t ON t.login = e.assigned_to WHERE e.institution = $1 AND ",
            $rest
        )
    };
}

const WAITING: &str = listed!(
    "e.waiting_since IS NOT NULL AND (e.waiting_since, e.enquiry_no) > ($3, $4) ORDER BY e.waiting_since, e.enquiry_no LIMIT $5"
);
const MINE: &str = listed!(
    "e.assigned_to = $2 AND e.state = 'open' AND (e.last_post_at, e.enquiry_no) > ($3, $4) \
     ORDER BY e.last_post_at, e.enquiry_no LIMIT $5"
);
const OPEN: &str = listed!(
    "e.state = 'open' AND (e.last_post_at, e.enquiry_no) < ($3, $4) ORDER BY e.last_post_at DESC, e.enquiry_no DESC LIMIT $5"
);
const CLOSED: &str = listed!(
    "e.state = 'closed' AND (e.last_post_at, e.enquiry_no) < ($3, $4) ORDER BY e.last_post_at DESC, e.enquiry_no DESC LIMIT $5"
);
const ONE: &str = listed!("e.enquiry_no = $3");
const BY_NUMBER: &str = listed!("e.enquiry_no >= $3 AND e.enquiry_no < $4 ORDER BY e.enquiry_no LIMIT $5");
const BY_ORDER: &str = listed!("e.order_no >= $3 AND e.order_no < $4 ORDER BY e.order_no, e.enquiry_no LIMIT $5");
const BY_SUBJECT: &str = listed!("e.subject >= $3 AND e.subject < $4 ORDER BY e.subject, e.enquiry_no LIMIT $5");
const BY_ACCOUNT: &str = listed!("e.account = $3 LIMIT $4");
const COUNT: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM enquiries WHERE institution = $1 AND waiting_since IS NOT NULL LIMIT 1000) AS waiting";
/// One row a person at most, so few.
const REPLYING: &str = "SELECT w.enquiry_no, t.name FROM enquiry_presence w JOIN staff t ON t.login = w.staff \
                        WHERE w.institution = $1 AND w.staff <> $2 AND w.until > $3 ORDER BY w.staff";
const POSTS: &str = "SELECT p.post, p.at, p.staff, t.name, p.body, r.token, r.held_until, r.taken_back_at, m.delivered_at \
                     FROM enquiry_posts p LEFT JOIN staff t ON t.login = p.staff \
                     LEFT JOIN enquiry_replies r ON r.institution = p.institution AND r.enquiry_no = p.enquiry_no AND r.post = p.post \
                     LEFT JOIN messages m ON m.institution = r.institution AND m.message_id = r.message_id \
                     WHERE p.institution = $1 AND p.enquiry_no = $2 ORDER BY p.post DESC LIMIT $3";
const NOTES: &str = "SELECT n.n, t.name, n.at, h.name, n.body FROM enquiry_notes n LEFT JOIN staff t ON t.login = n.staff \
                     LEFT JOIN staff h ON h.login = n.handed_to WHERE n.institution = $1 AND n.enquiry_no = $2 ORDER BY n.n DESC LIMIT $3";
const DRAFT: &str = "SELECT body FROM enquiry_drafts WHERE institution = $1 AND enquiry_no = $2 AND staff = $3";
const SENT: &str = "SELECT post, held_until FROM enquiry_replies WHERE token = $1";

pub(super) const ALL: &[(&str, &str)] = &[
    ("enquiries: waiting", WAITING),
    ("enquiries: mine", MINE),
    ("enquiries: open", OPEN),
    ("enquiries: closed", CLOSED),
    ("enquiry", ONE),
    ("enquiries by number", BY_NUMBER),
    ("enquiries by order", BY_ORDER),
    ("enquiries by subject", BY_SUBJECT),
    ("enquiries by account", BY_ACCOUNT),
    ("enquiries: count", COUNT),
    ("enquiries: replying", REPLYING),
    ("enquiry: posts", POSTS),
    ("enquiry: notes", NOTES),
    ("enquiry: draft", DRAFT),
    ("enquiry: reply by token", SENT),
];

/// Posts and notes of a thread that are read: of a longer one the newest.
const MOST_POSTS: u32 = 500;
/// Threads about one order that are read whole.
const MOST_OF_ORDER: u32 = 5;
/// Rows read again at a time.
const MOST_ROWS: usize = 200;

fn row<R: Columns>(row: &R) -> Result<EnquiryRow> {
    let mut cells = Cells::new(row);
    let (enquiry_no, account) = (cells.text()?, cells.text()?);
    let order_no = cells.maybe_word(|text| OrderNo::parse(text).ok())?;
    let (subject, opened_at, last_post_at) = (cells.text()?, cells.millis()?, cells.millis()?);
    let (waiting_since, state) = (cells.maybe_millis()?, cells.word(EnquiryState::from_code)?);
    let (assigned, name) = (cells.maybe_text()?, cells.maybe_text()?);
    let mut post = || -> Result<u32> { Ok(cells.maybe_int()?.and_then(|post| u32::try_from(post).ok()).unwrap_or(0)) };
    let (asked, read) = (post()?, post()?);
    let assigned = assigned.map(|login| (login.clone(), name.unwrap_or(login)));
    Ok(EnquiryRow {
        enquiry_no,
        account,
        order_no,
        subject,
        opened_at,
        last_post_at,
        waiting_since,
        state,
        assigned,
        asked,
        read,
    })
}

/// A page of the list.
pub(crate) async fn enquiries<L: Link>(link: &mut L, query: &EnquiryQuery, now: Millis) -> Result<EnquiryPage> {
    let (statement, first) = match query.tab {
        EnquiryTab::Waiting => (WAITING, i64::MIN),
        EnquiryTab::Mine => (MINE, i64::MIN),
        EnquiryTab::Open => (OPEN, i64::MAX),
        EnquiryTab::Closed => (CLOSED, i64::MAX),
    };
    let (at, number) = query.after.clone().unwrap_or((Millis(first), String::new()));
    let (institution, login) = (query.institution.as_str(), query.login.as_str());
    let found = link.rows(statement, args![institution, login, at, number, query.limit.saturating_add(1)]).await?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    Ok(EnquiryPage {
        rows: found.iter().take(limit).map(row).collect::<Result<_>>()?,
        more: found.len() > limit,
        waiting: waiting_enquiries(link, institution).await?,
        replying: replying(link, institution, login, now).await?,
    })
}

/// How many wait, up to a thousand.
pub(crate) async fn waiting_enquiries<L: Link>(link: &mut L, institution: &str) -> Result<u32> {
    let waiting = link.number(COUNT, args![institution]).await?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

async fn one<L: Link>(link: &mut L, institution: &str, enquiry_no: &str, login: &str) -> Result<Option<EnquiryRow>> {
    link.row(ONE, args![institution, login, enquiry_no]).await?.map(|found| row(&found)).transpose()
}

/// These rows as they are now.
pub(crate) async fn enquiry_rows<L: Link>(
    link: &mut L,
    institution: &str,
    enquiry_nos: &[String],
    login: &str,
) -> Result<Vec<EnquiryRow>> {
    let mut rows = Vec::new();
    for enquiry_no in enquiry_nos.iter().take(MOST_ROWS) {
        rows.extend(one(link, institution, enquiry_no, login).await?);
    }
    Ok(rows)
}

/// By the beginning of a number or a subject, or the whole account.
pub(crate) async fn find_enquiries<L: Link>(
    link: &mut L,
    (institution, login): (&str, &str),
    what: &str,
    limit: u32,
    now: Millis,
) -> Result<EnquiryPage> {
    let wanted = limit.saturating_add(1);
    let beyond = format!("{what}\u{10FFFF}");
    let mut rows: Vec<EnquiryRow> = Vec::new();
    let prefix: &[Arg<'_>] = args![institution, login, what, &beyond, wanted];
    let whole: &[Arg<'_>] = args![institution, login, what, wanted];
    for (statement, args) in [(BY_NUMBER, prefix), (BY_ORDER, prefix), (BY_SUBJECT, prefix), (BY_ACCOUNT, whole)] {
        for found in &link.rows(statement, args).await? {
            let found = row(found)?;
            if !rows.iter().any(|known| known.enquiry_no == found.enquiry_no) {
                rows.push(found);
            }
        }
    }
    rows.sort_by(|one, other| {
        let order = |row: &EnquiryRow| (row.state == EnquiryState::Closed, std::cmp::Reverse(row.last_post_at));
        order(one).cmp(&order(other)).then_with(|| one.enquiry_no.cmp(&other.enquiry_no))
    });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let (waiting, replying) = (waiting_enquiries(link, institution).await?, replying(link, institution, login, now).await?);
    Ok(EnquiryPage { rows, more, waiting, replying })
}

/// Who else is just writing a reply.
pub(crate) async fn replying<L: Link>(link: &mut L, institution: &str, login: &str, now: Millis) -> Result<Vec<Replying>> {
    let found = link.rows(REPLYING, args![institution, login, now]).await?;
    let one = |row| {
        let mut cells = Cells::new(row);
        Ok(Replying { enquiry_no: cells.text()?, name: cells.text()? })
    };
    found.iter().map(one).collect()
}

fn post<R: Columns>(row: &R) -> Result<EnquiryPost> {
    let mut cells = Cells::new(row);
    let (post, at) = (cells.count()?, cells.millis()?);
    let (login, name, body) = (cells.maybe_text()?, cells.maybe_text()?, cells.text()?);
    let staff = login.map(|login| (login.clone(), name.unwrap_or(login)));
    let (token, held_until) = (cells.maybe_text()?, cells.maybe_millis()?);
    let (taken_back_at, delivered_at) = (cells.maybe_millis()?, cells.maybe_millis()?);
    let sent = token.zip(held_until).map(|(token, held_until)| SentReply { token, held_until, taken_back_at, delivered_at });
    Ok(EnquiryPost { post, at, staff, body, sent })
}

fn note<R: Columns>(row: &R) -> Result<EnquiryNote> {
    let mut cells = Cells::new(row);
    Ok(EnquiryNote {
        n: cells.count()?,
        name: cells.maybe_text()?.unwrap_or_default(),
        at: cells.millis()?,
        to: cells.maybe_text()?.unwrap_or_default(),
        body: cells.text()?,
    })
}

async fn thread<L: Link>(
    link: &mut L,
    (institution, login): (&str, &str),
    row: EnquiryRow,
    replying: &[Replying],
    now: Millis,
) -> Result<EnquiryThread> {
    let number = row.enquiry_no.as_str();
    let posts = link.rows(POSTS, args![institution, number, MOST_POSTS]).await?;
    let notes = link.rows(NOTES, args![institution, number, MOST_POSTS]).await?;
    let draft = link.row(DRAFT, args![institution, number, login]).await?;
    Ok(EnquiryThread {
        posts: posts.iter().rev().map(post).collect::<Result<_>>()?,
        notes: notes.iter().rev().map(note).collect::<Result<_>>()?,
        draft: draft.map(|draft| Cells::new(&draft).text()).transpose()?,
        replying: replying.iter().filter(|one| one.enquiry_no == number).map(|one| one.name.clone()).collect(),
        row,
        now,
    })
}

/// One enquiry, whole.
pub(crate) async fn enquiry<L: Link>(
    link: &mut L,
    (institution, login): (&str, &str),
    enquiry_no: &str,
    now: Millis,
) -> Result<Option<EnquiryThread>> {
    let Some(row) = one(link, institution, enquiry_no, login).await? else { return Ok(None) };
    let replying = replying(link, institution, login, now).await?;
    thread(link, (institution, login), row, &replying, now).await.map(Some)
}

/// All about one order, the newest first.
pub(crate) async fn enquiries_of<L: Link>(
    link: &mut L,
    (institution, login): (&str, &str),
    order_no: &OrderNo,
    now: Millis,
) -> Result<Vec<EnquiryThread>> {
    let beyond = format!("{order_no}\u{10FFFF}");
    let found = link.rows(BY_ORDER, args![institution, login, order_no, beyond, MOST_ROWS as i64]).await?;
    let mut rows = found.iter().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.last_post_at));
    let replying = replying(link, institution, login, now).await?;
    let mut threads = Vec::new();
    for row in rows.into_iter().take(MOST_OF_ORDER as usize) {
        threads.push(thread(link, (institution, login), row, &replying, now).await?);
    }
    Ok(threads)
}

/// What came of a reply with this token.
pub(crate) async fn reply_by_token<L: Link>(link: &mut L, token: &str) -> Result<Option<Replied>> {
    let Some(row) = link.row(SENT, args![token]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some(Replied::Done { post: cells.count()?, held_until: cells.millis()? }))
}
