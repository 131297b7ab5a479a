//! Drawing a sample off the index of what each person decided, and reading what came of it.

use serde_json::from_str;

use super::people::staff_list;
use crate::domain::certificate::Field;
use crate::domain::hex::unhex;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::sampling::{self, Agreement, Decided, Rate, TwoLooks};
use crate::domain::time::Millis;
use crate::domain::verdict::{FieldVerdict, Verdict};
use crate::store::records::{DoneBy, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord};
use crate::store::sql::{Cells, Columns, Link, args};
use crate::store::{Result, StoreError};

/// Decisions read at a time.
const PAGE: u32 = 2_000;
/// Decisions of a period at most; some hundred bytes each while they are drawn from.
const MOST_DECIDED: usize = 500_000;
/// Orders of a sample at most: more than an institution looks at twice in a year.
const MOST_DRAWN: usize = 5_000;

const DECIDED: &str = "SELECT d.order_no, d.version, d.round, d.status, d.decided_at, d.held_until, d.token FROM decisions d \
                       WHERE d.staff = $1 AND d.institution = $2 AND (d.decided_at, d.token) > ($3, $4) AND d.decided_at < $5 \
                       AND d.taken_back_at IS NULL ORDER BY d.decided_at, d.token LIMIT $6";
const SAMPLES: &str = "SELECT m.sample, m.from_at, m.until_at, m.rate, m.draw_key, m.drawn_from, m.size, \
                       (SELECT COUNT(*) FROM sample_orders t WHERE t.institution = m.institution AND t.sample = m.sample \
                        AND t.looked_at IS NOT NULL), \
                       (SELECT COUNT(*) FROM sample_orders t WHERE t.institution = m.institution AND t.sample = m.sample \
                        AND t.differs = 1), m.drawn_by, u.name, m.drawn_at \
                       FROM samples m LEFT JOIN staff u ON u.login = m.drawn_by WHERE m.institution = $1 \
                       ORDER BY m.drawn_at DESC, m.sample DESC LIMIT $2";
const SAMPLE: &str = "SELECT from_at, until_at, rate, draw_key FROM samples WHERE institution = $1 AND sample = $2";
const DRAWN: &str = "SELECT order_no, version, round, staff, status FROM sample_orders WHERE institution = $1 AND sample = $2 \
                     ORDER BY place";
const LOOKED: &str = "SELECT t.place, t.order_no, t.version, t.round, t.staff, t.status, f.name, t.outcome, t.remark, t.verdicts, \
                      t.looked_by, u.name, t.looked_at FROM sample_orders t LEFT JOIN staff f ON f.login = t.staff \
                      LEFT JOIN staff u ON u.login = t.looked_by \
                      WHERE t.institution = $1 AND t.sample = $2 AND t.looked_at IS NOT NULL ORDER BY t.place";
const FIRST: &str = "SELECT t.place, v.item, v.field, v.verdict FROM sample_orders t \
                     JOIN verdicts v ON v.institution = t.institution AND v.order_no = t.order_no AND v.version = t.version \
                     WHERE t.institution = $1 AND t.sample = $2 AND t.looked_at IS NOT NULL ORDER BY t.place, v.item, v.field";
/// What somebody has taken to look at and not concluded: a handful at a time.
const IN_HAND: &str = "SELECT t.order_no FROM sample_orders t WHERE t.institution = $1 AND t.taken_by = $2 AND t.looked_at IS NULL ORDER BY t.order_no";

pub(super) const ALL: &[(&str, &str)] = &[
    ("sampling: in hand", IN_HAND),
    ("sampling: decided", DECIDED),
    ("sampling: samples", SAMPLES),
    ("sampling: sample", SAMPLE),
    ("sampling: drawn", DRAWN),
    ("sampling: looked", LOOKED),
    ("sampling: first verdicts", FIRST),
];

/// A sample that was drawn and is not kept yet.
pub(crate) struct Draw {
    /// Hexadecimal.
    pub(crate) key: String,
    /// Decisions in the period.
    pub(crate) drawn_from: usize,
    pub(crate) orders: Vec<Decided>,
}

/// All that was decided in an institution in a period, as far as it stands. `Err` where it is no time, or too much, to draw from.
async fn decided<L: Link>(
    link: &mut L,
    institution: &str,
    (from, until): (Millis, Millis),
    now: Option<Millis>,
) -> Result<std::result::Result<Vec<Decided>, SampleDrawn>> {
    let mut all = Vec::new();
    let people = staff_list(link).await?;
    // A decision names its institution, and who decides belongs to it or to all of them.
    for member in people.into_iter().filter(|one| one.institution.as_deref().is_none_or(|own| own == institution)) {
        let mut after = (from.plus(-1), "~".to_owned());
        loop {
            let rows = link.rows(DECIDED, args![&member.login, institution, after.0, &after.1, until, PAGE]).await?;
            for row in &rows {
                let mut cells = Cells::new(row);
                all.push(Decided {
                    order_no: cells.order_no()?,
                    version: cells.int()?,
                    round: cells.count()?,
                    staff: member.login.clone(),
                    status: cells.status()?,
                });
                let (at, held_until) = (cells.millis()?, cells.millis()?);
                if now.is_some_and(|now| held_until > now) {
                    return Ok(Err(SampleDrawn::TooEarly));
                }
                after = (at, cells.text()?);
            }
            if all.len() > MOST_DECIDED {
                return Ok(Err(SampleDrawn::TooMuch));
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
    }
    Ok(Ok(all))
}

/// Draws from what was decided in the period, by a new key.
pub(crate) async fn draw<L: Link>(
    link: &mut L,
    institution: &str,
    plan: &SamplePlan,
    new_key: &'static str,
    now: Millis,
) -> Result<std::result::Result<Draw, SampleDrawn>> {
    if plan.until > now || plan.from >= plan.until {
        return Ok(Err(SampleDrawn::TooEarly));
    }
    let all = match decided(link, institution, (plan.from, plan.until), Some(now)).await? {
        Ok(all) if all.is_empty() => return Ok(Err(SampleDrawn::Nothing)),
        Ok(all) => all,
        Err(not) => return Ok(Err(not)),
    };
    let Some(row) = link.row(new_key, args![]).await? else {
        return Err(StoreError::Corrupt("no row where there is always one".to_owned()));
    };
    let key = Cells::new(&row).text()?;
    let drawn_from = all.len();
    let orders = sampling::draw(&bytes_of(&key)?, institution, plan.rate, all);
    if orders.len() > MOST_DRAWN {
        return Ok(Err(SampleDrawn::TooMuch));
    }
    Ok(Ok(Draw { key, drawn_from, orders }))
}

fn bytes_of(key: &str) -> Result<Vec<u8>> {
    unhex(key).ok_or_else(|| StoreError::Corrupt("a sample's key is no hexadecimal number".to_owned()))
}

fn rate<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Rate> {
    Rate::per_mille(cells.count()?).ok_or_else(|| StoreError::Corrupt("a sample's rate is out of range".to_owned()))
}

/// What a sample's key draws today.
pub(crate) async fn draw_again<L: Link>(link: &mut L, institution: &str, sample: &str) -> Result<Option<Vec<Decided>>> {
    let Some(row) = link.row(SAMPLE, args![institution, sample]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    let period = (cells.millis()?, cells.millis()?);
    let (rate, key) = (rate(&mut cells)?, cells.text()?);
    match decided(link, institution, period, None).await? {
        Ok(all) => Ok(Some(sampling::draw(&bytes_of(&key)?, institution, rate, all))),
        Err(_) => Err(StoreError::Refused("more was decided than is drawn from at a time".to_owned())),
    }
}

/// What is kept of a draw.
pub(crate) async fn sample_drawn<L: Link>(link: &mut L, institution: &str, sample: &str) -> Result<Vec<Decided>> {
    let rows = link.rows(DRAWN, args![institution, sample]).await?;
    rows.iter().map(|row| of_decision(&mut Cells::new(row))).collect()
}

fn of_decision<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Decided> {
    Ok(Decided {
        order_no: cells.order_no()?,
        version: cells.int()?,
        round: cells.count()?,
        staff: cells.text()?,
        status: cells.status()?,
    })
}

fn done_by<R: Columns>(cells: &mut Cells<'_, R>) -> Result<DoneBy> {
    let (login, name) = (cells.text()?, cells.maybe_text()?);
    Ok(DoneBy { name: name.unwrap_or_else(|| login.clone()), login, at: cells.millis()? })
}

/// The newest samples.
pub(crate) async fn samples<L: Link>(link: &mut L, institution: &str, limit: u32) -> Result<Vec<SampleRecord>> {
    let rows = link.rows(SAMPLES, args![institution, limit]).await?;
    rows.iter()
        .map(|row| {
            let mut cells = Cells::new(row);
            Ok(SampleRecord {
                sample: cells.text()?,
                from: cells.millis()?,
                until: cells.millis()?,
                rate: rate(&mut cells)?,
                key: cells.text()?,
                drawn_from: cells.count()?,
                size: cells.count()?,
                looked: cells.count()?,
                differs: cells.count()?,
                drawn: done_by(&mut cells)?,
            })
        })
        .collect()
}

/// Both looks of each order that was looked at.
pub(crate) async fn sample_looks<L: Link>(link: &mut L, institution: &str, sample: &str) -> Result<Vec<SampleOrder>> {
    let mut all = Vec::new();
    for row in &link.rows(LOOKED, args![institution, sample]).await? {
        let mut cells = Cells::new(row);
        let (place, decided) = (cells.count()?, of_decision(&mut cells)?);
        let staff_name = cells.maybe_text()?.unwrap_or_else(|| decided.staff.clone());
        let look =
            SampleLook { outcome: cells.status()?, remark: cells.text()?, verdicts: cells.word(|text| from_str(text).ok())? };
        all.push(SampleOrder { place, decided, staff_name, first: Vec::new(), look, looked: done_by(&mut cells)? });
    }
    for row in &link.rows(FIRST, args![institution, sample]).await? {
        let mut cells = Cells::new(row);
        let place: u32 = cells.count()?;
        let verdict =
            FieldVerdict { item: cells.count()?, field: cells.word(Field::from_code)?, verdict: cells.word(Verdict::from_code)? };
        if let Ok(at) = all.binary_search_by_key(&place, |one| one.place)
            && let Some(one) = all.get_mut(at)
        {
            one.first.push(verdict);
        }
    }
    Ok(all)
}

/// How far both looks agree.
pub(crate) async fn sample_agreement<L: Link>(link: &mut L, institution: &str, sample: &str) -> Result<Option<Agreement>> {
    let drawn = sample_drawn(link, institution, sample).await?;
    // A sample has one order at least.
    if drawn.is_empty() {
        return Ok(None);
    }
    let looks: Vec<TwoLooks> = sample_looks(link, institution, sample)
        .await?
        .into_iter()
        .map(|one| TwoLooks {
            staff: one.decided.staff,
            first: one.decided.status,
            second: one.look.outcome,
            first_verdicts: one.first,
            second_verdicts: one.look.verdicts,
        })
        .collect();
    Ok(Some(sampling::agreement(drawn.iter().map(|one| one.staff.as_str()), &looks)))
}

/// The orders of samples that somebody has taken to look at and not concluded.
pub(crate) async fn samples_in_hand<L: Link>(link: &mut L, institution: &str, login: &str) -> Result<Vec<OrderNo>> {
    link.rows(IN_HAND, args![institution, login]).await?.iter().map(|row| Cells::new(row).order_no()).collect()
}
