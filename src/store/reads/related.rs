//! What other orders, of all institutions, have to do with one: each question goes by an index and reads a bounded stretch of it.
//!
//! Names and document numbers of another institution's orders are compared here and go no further. Where the database hides them from
//! whoever asks, its functions (`related_items` and so on) compare them, and give rows of the same form with nothing of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::Datelike;
use serde_json::from_str;

use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::{Certificate, IdType};
use crate::domain::checks::across;
use crate::domain::fold::half_width;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::numbers::resident_id;
use crate::domain::order::{KeptAttachment, parse_day};
use crate::domain::related::{
    EnquiriesMade, LikeFile, MOST_FILES, OnList, Person, Place, Related, SameId, SameNumber, Subject, SubjectItem,
};
use crate::domain::scan_facts::{Fingerprint, ScanFacts};
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::rows::word_to_look_up;
use crate::store::sql::{Arg, Cells, Columns, Link, args};

/// Values of one word of a fingerprint that are looked for at once.
const PROBES: usize = 64;

/// The columns that tell where another item is, of `hit`, `orders o`, `certificates c` and `institutions i`, as `there` reads them.
macro_rules! there {
    () => {
        "hit.institution, i.short_name, hit.order_no, o.status, o.first_submitted_at, c.holder, c.id_type, c.id_no"
    };
}

/// From items `hit` to where they are; the order that asks ($1) is no other order.
macro_rules! joined {
    ($columns:literal, $hits:expr, $order:literal) => {
        concat!(
            "SELECT ",
            there!(),
            $columns,
            " FROM (",
            $hits,
            ") AS hit JOIN orders o ON o.institution = hit.institution AND o.order_no = hit.order_no \
             JOIN certificates c ON c.institution = hit.institution AND c.order_no = hit.order_no AND c.item = hit.item \
             JOIN institutions i ON i.code = hit.institution WHERE hit.order_no <> $1 ORDER BY hit.order_no DESC, hit.item",
            $order
        )
    };
}

/// The number as typed and in half-width characters. Not ordered before it is cut short: an index on number and order would be one
/// more for every certificate to be entered in, and no sound number is in fifty orders.
const NUMBERS: &str = joined!(
    "",
    "SELECT institution, order_no, item FROM (SELECT institution, order_no, item FROM certificates WHERE number = $2 LIMIT 50) AS typed \
     UNION SELECT institution, order_no, item FROM (SELECT institution, order_no, item FROM certificates WHERE number = $3 LIMIT 50) \
     AS narrow",
    ""
);
/// The document number in its two forms.
const IDS: &str = joined!(
    "",
    "SELECT institution, order_no, item FROM (SELECT institution, order_no, item FROM certificates WHERE id_no = $2 \
     ORDER BY order_no DESC LIMIT 50) AS long UNION \
     SELECT institution, order_no, item FROM (SELECT institution, order_no, item FROM certificates WHERE id_no = $3 \
     ORDER BY order_no DESC LIMIT 50) AS short",
    ""
);
/// Of the same content, and of the same content only: a file that has no fingerprint is asked about by this.
const SAME_FILES: &str = joined!(
    ", hit.kind",
    "SELECT institution, order_no, item, kind FROM attachments WHERE sha256 = $2 ORDER BY order_no DESC LIMIT 50",
    ", hit.kind"
);
const HERE: &str = "SELECT COUNT(*), COUNT(waiting_since) FROM \
                    (SELECT waiting_since FROM enquiries WHERE account = $1 AND institution = $2 LIMIT 50) AS made";
const ELSEWHERE: &str = "SELECT COUNT(*) FROM \
                         (SELECT institution FROM enquiries WHERE account = $1 AND institution <> $2 LIMIT 50) AS made";
const LISTINGS: &str = "SELECT l.institution, i.short_name, l.effective_on, l.ends_on, l.reason FROM listings l \
                        JOIN institutions i ON i.code = l.institution WHERE l.id_no IN ($1, $2) AND l.state = 'in_force' \
                        ORDER BY l.effective_on DESC LIMIT 50";

/// The same questions, about an order that is stored, where rows of other institutions are hidden.
const ITEMS_HIDDEN: &str = "SELECT institution, short_name, order_no, status, first_submitted_at, holder, id_type, id_no, kind, facts \
                            FROM related_items($1, $2, $3, $4, $5)";
const ELSEWHERE_HIDDEN: &str = "SELECT related_elsewhere($1, $2)";
const LISTINGS_HIDDEN: &str = "SELECT institution, short_name, effective_on, ends_on, reason FROM related_listings($1, $2, $3)";

/// One word of the fingerprint is one of those looked for.
static LIKE_FILES: LazyLock<String> = LazyLock::new(|| {
    let words: Vec<String> = (0..4)
        .map(|word| {
            let places: Vec<String> = (0..PROBES).map(|probe| format!("${}", word * PROBES + probe + 3)).collect();
            format!(
                "SELECT institution, order_no, item, round, position FROM (SELECT institution, order_no, item, round, position \
                 FROM attachments WHERE print_{word} IN ({}) LIMIT 50) AS by_{word}",
                places.join(", ")
            )
        })
        .collect();
    joined!(", a.kind, a.facts", "@", ", a.round, a.position").replace('@', &words.join(" UNION ")).replace(
        "WHERE hit.order_no",
        "JOIN attachments a ON a.institution = hit.institution AND a.order_no = hit.order_no AND a.item = hit.item \
         AND a.round = hit.round AND a.position = hit.position WHERE a.sha256 <> $2 AND hit.order_no",
    )
});

/// Those for PostgreSQL alone.
pub(super) const OF_POSTGRES: &[(&str, &str)] = &[
    ("hidden: related items", ITEMS_HIDDEN),
    ("hidden: enquiries elsewhere", ELSEWHERE_HIDDEN),
    ("hidden: listings", LISTINGS_HIDDEN),
];

/// What whoever asks can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Rows of all institutions.
    All,
    /// Those of their own.
    Own,
}

pub(super) fn all() -> Vec<(&'static str, &'static str)> {
    vec![
        ("related: numbers", NUMBERS),
        ("related: ids", IDS),
        ("related: same files", SAME_FILES),
        ("related: like files", LIKE_FILES.as_str()),
        ("related: enquiries here", HERE),
        ("related: enquiries elsewhere", ELSEWHERE),
        ("related: listings", LISTINGS),
    ]
}

/// Where another item is, and whose it is there.
struct There {
    /// Stays here: the place has it only for an order of the own institution.
    order_no: OrderNo,
    person: Person,
    place: Place,
}

fn there<R: Columns>(cells: &mut Cells<'_, R>, institution: &str, typed: &Certificate) -> Result<There> {
    let is_own = cells.text()? == institution;
    let (short_name, order_no, status) = (cells.text()?, cells.order_no()?, cells.status()?);
    let year = cells.millis()?.day().year();
    let (holder, id_type, id_no) = (cells.text()?, cells.word(IdType::from_code)?, cells.text()?);
    let same_id = id_type == typed.id_type && resident_id::forms(&typed.id_no).contains(&id_no.to_ascii_uppercase());
    let person = Person::of(across::same_name(&holder, &typed.holder), same_id);
    let place = Place {
        institution: short_name,
        order_no: is_own.then(|| order_no.clone()),
        holder: is_own.then_some(holder),
        status,
        year,
    };
    Ok(There { order_no, person, place })
}

/// Everything that other orders have to do with this one; to be called within one read transaction. Whoever sees only their own
/// institution's asks about an order that is stored.
pub(crate) async fn related<L: Link>(link: &mut L, subject: &Subject<'_>, now: Millis, sight: Sight) -> Result<Related> {
    let mut related = Related::none(now.day());
    let mut left = MOST_FILES;
    for item in &subject.items {
        numbers(link, subject, item, sight, &mut related.numbers).await?;
        ids(link, subject, item, sight, &mut related.ids).await?;
        listings(link, subject, item, sight, &mut related.listings).await?;
        for (place, file) in item.files.iter().enumerate().take(left) {
            files(link, subject, item, (place, file), sight, &mut related.files).await?;
        }
        left = left.saturating_sub(item.files.len());
    }
    related.enquiries = enquiries(link, subject, sight).await?;
    Ok(related)
}

async fn numbers<L: Link>(
    link: &mut L,
    subject: &Subject<'_>,
    item: &SubjectItem<'_>,
    sight: Sight,
    found: &mut Vec<SameNumber>,
) -> Result<()> {
    let Some(number) = item.certificate.number.as_deref().filter(|number| across::is_a_number(number)) else { return Ok(()) };
    let mut known = HashSet::new();
    let rows = match sight {
        Sight::All => link.rows(NUMBERS, args![subject.order_no, number, half_width(number)]).await?,
        Sight::Own => hidden(link, subject, item, "number", String::new()).await?,
    };
    for row in rows {
        let there = there(&mut Cells::new(&row), subject.institution, item.certificate)?;
        // An order with several items of one holder is one order.
        if known.insert((there.order_no, there.person)) {
            found.push(SameNumber { item: item.item, person: there.person, place: there.place });
        }
    }
    Ok(())
}

/// The document number as typed and, for a resident ID, its other generation's form.
fn forms(id_no: &str) -> (String, String) {
    let mut forms = resident_id::forms(id_no).into_iter();
    let first = forms.next().unwrap_or_default();
    let second = forms.next().unwrap_or_else(|| first.clone());
    (first, second)
}

async fn ids<L: Link>(
    link: &mut L,
    subject: &Subject<'_>,
    item: &SubjectItem<'_>,
    sight: Sight,
    found: &mut Vec<SameId>,
) -> Result<()> {
    let (typed, other) = forms(&item.certificate.id_no);
    let mut known = HashSet::new();
    let rows = match sight {
        Sight::All => link.rows(IDS, args![subject.order_no, typed, other]).await?,
        Sight::Own => hidden(link, subject, item, "id", String::new()).await?,
    };
    for row in rows {
        let there = there(&mut Cells::new(&row), subject.institution, item.certificate)?;
        // The same characters may be the number of another kind of document.
        if matches!(there.person, Person::IdOnly | Person::Same) && known.insert((there.order_no, there.person)) {
            found.push(SameId { item: item.item, person: there.person, place: there.place });
        }
    }
    Ok(())
}

async fn files<L: Link>(
    link: &mut L,
    subject: &Subject<'_>,
    item: &SubjectItem<'_>,
    (place, file): (usize, &KeptAttachment),
    sight: Sight,
    found: &mut Vec<LikeFile>,
) -> Result<()> {
    let mut known = HashSet::new();
    let mut like = |there: There, kind_there: AttachmentKind, distance: Option<u32>| {
        if known.insert((there.order_no, there.person, kind_there, distance)) {
            found.push(LikeFile {
                item: item.item,
                file: place,
                kind: file.kind,
                distance,
                person: there.person,
                kind_there,
                place: there.place,
            });
        }
    };
    let rows = match sight {
        Sight::All => link.rows(SAME_FILES, args![subject.order_no, &file.sha256]).await?,
        Sight::Own => hidden(link, subject, item, "same", file.sha256.clone()).await?,
    };
    for row in rows {
        let mut cells = Cells::new(&row);
        let there = there(&mut cells, subject.institution, item.certificate)?;
        like(there, cells.word(AttachmentKind::from_code)?, None);
    }
    let Some((facts, print)) = file.facts.as_deref().and_then(|facts| Some((facts, facts.fingerprint?))) else {
        return Ok(());
    };
    let words: Vec<Vec<i64>> =
        facts.probes().into_iter().map(|probes| probes.into_iter().filter_map(word_to_look_up).take(PROBES).collect()).collect();
    let rows = match sight {
        Sight::All => {
            let mut arguments: Vec<Arg<'_>> = vec![subject.order_no.into(), (&file.sha256).into()];
            for words in &words {
                let padded = words.iter().copied().map(Some).chain(std::iter::repeat(None)).take(PROBES);
                arguments.extend(padded.map(Arg::Int));
            }
            link.rows(LIKE_FILES.as_str(), &arguments).await?
        }
        Sight::Own => {
            let mut key: Vec<serde_json::Value> = words.into_iter().map(Into::into).collect();
            key.push(file.sha256.clone().into());
            hidden(link, subject, item, "like", serde_json::Value::from(key).to_string()).await?
        }
    };
    for row in rows {
        let mut cells = Cells::new(&row);
        let there = there(&mut cells, subject.institution, item.certificate)?;
        let kind = cells.word(AttachmentKind::from_code)?;
        let theirs: Option<ScanFacts> = cells.maybe_word(|text| from_str(text).ok())?;
        let distance = theirs.and_then(|facts| facts.fingerprint).map(|theirs| print.distance_turned(theirs));
        if let Some(distance) = distance.filter(|bits| *bits <= Fingerprint::NEAR) {
            like(there, kind, Some(distance));
        }
    }
    Ok(())
}

/// What the database tells of other orders' items where it hides their rows.
async fn hidden<L: Link>(
    link: &mut L,
    subject: &Subject<'_>,
    item: &SubjectItem<'_>,
    what: &'static str,
    key: String,
) -> Result<Vec<L::Row>> {
    link.rows(ITEMS_HIDDEN, args![subject.institution, subject.order_no, item.item, what, key]).await
}

async fn enquiries<L: Link>(link: &mut L, subject: &Subject<'_>, sight: Sight) -> Result<EnquiriesMade> {
    let mut made = EnquiriesMade::default();
    if let Some(row) = link.row(HERE, args![subject.account, subject.institution]).await? {
        let mut cells = Cells::new(&row);
        (made.here, made.waiting) = (cells.count()?, cells.count()?);
    }
    let elsewhere = match sight {
        Sight::All => link.number(ELSEWHERE, args![subject.account, subject.institution]).await?,
        Sight::Own => link.number(ELSEWHERE_HIDDEN, args![subject.institution, subject.order_no]).await?,
    };
    made.elsewhere = u32::try_from(elsewhere).unwrap_or(u32::MAX);
    Ok(made)
}

async fn listings<L: Link>(
    link: &mut L,
    subject: &Subject<'_>,
    item: &SubjectItem<'_>,
    sight: Sight,
    found: &mut Vec<OnList>,
) -> Result<()> {
    let (typed, other) = forms(&item.certificate.id_no);
    let rows = match sight {
        Sight::All => link.rows(LISTINGS, args![typed, other]).await?,
        Sight::Own => link.rows(LISTINGS_HIDDEN, args![subject.institution, subject.order_no, item.item]).await?,
    };
    for row in rows {
        let mut cells = Cells::new(&row);
        let is_own = cells.text()? == subject.institution;
        found.push(OnList {
            item: item.item,
            institution: cells.text()?,
            effective_on: cells.word(parse_day)?,
            ends_on: cells.word(parse_day)?,
            reason: cells.maybe_text()?.filter(|_| is_own),
        });
    }
    Ok(())
}
