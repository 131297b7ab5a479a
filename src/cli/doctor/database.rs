//! Checks of the database.

use super::{Args, Report, Status};
use crate::cli::{Error, audit};
use crate::desk::ui::text::{size, thousands};
use crate::store::Store;
use crate::store::anchors::{ANCHORS, MOVED};
use crate::store::examine::{Examined, Server};
use crate::trail::anchor::Anchor;
use crate::trail::{self, Tally, TrailError};

/// Difference between the clocks from which on holds and claims are shown wrongly, in milliseconds; and from which on it is worth a word.
const SKEW_MS: (i64, i64) = (60_000, 2_000);
/// How far a standby may be behind, in milliseconds, and in bytes.
const LAG: (i64, i64) = (60_000, 64 << 20);
/// After how many milliseconds another anchor should be taken.
const ANCHOR_MS: i64 = 8 * 24 * 3600 * 1000;

/// What is known without opening it; whether it is of this program's version.
pub(super) fn facts(report: &mut Report<'_>, found: &Examined, (asked, answered): (i64, i64)) -> Result<bool, Error> {
    let lang = report.lang;
    let list = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
    let is_current = found.pending.is_empty() && found.foreign.is_empty();
    let check = "database.migrations";
    if !found.foreign.is_empty() {
        report.say(check, Status::Problem, &lang.doctor_foreign(&list(&found.foreign)), lang.doctor_foreign_todo())?;
    } else if !found.pending.is_empty() {
        report.say(check, Status::Warning, &lang.doctor_pending(&list(&found.pending)), lang.doctor_pending_todo())?;
    } else {
        report.fine(check, lang.doctor_current())?;
    }
    match found.settings.as_slice() {
        [] => report.fine("database.settings", lang.doctor_settings())?,
        wrong => {
            let says: Vec<String> = wrong.iter().map(|(name, is, wanted)| format!("{name} = {is} ({wanted})")).collect();
            report.say("database.settings", Status::Problem, &says.join(", "), lang.doctor_settings_todo())?;
        }
    }
    match found.guards.as_slice() {
        _ if !is_current => report.left_out("database.guards", lang.doctor_not_current())?,
        [] => report.fine("database.guards", lang.doctor_guards())?,
        wrong => {
            let says = lang.doctor_guards_off(&wrong.join(" "));
            report.say("database.guards", Status::Problem, &says, lang.doctor_guards_todo())?;
        }
    }
    if let Some(now) = found.now {
        let apart = apart(now.0, (asked, answered));
        let seconds = format!("{}.{:03}", apart / 1000, apart % 1000);
        let status = skew(apart);
        let todo = if status == Status::Fine { "" } else { lang.doctor_clock_todo() };
        report.say("database.clock", status, &lang.doctor_clock(&seconds), todo)?;
    }
    if let Some(server) = &found.server {
        privileges(report, server)?;
        replication(report, server)?;
    }
    Ok(is_current)
}

/// How far two clocks are apart at least, in milliseconds: the database's read its moment somewhere between asking and answering.
const fn apart(moment: i64, (asked, answered): (i64, i64)) -> i64 {
    if moment < asked {
        asked.saturating_sub(moment)
    } else if moment > answered {
        moment.saturating_sub(answered)
    } else {
        0
    }
}

const fn skew(apart: i64) -> Status {
    if apart >= SKEW_MS.0 {
        Status::Problem
    } else if apart >= SKEW_MS.1 {
        Status::Warning
    } else {
        Status::Fine
    }
}

fn privileges(report: &mut Report<'_>, server: &Server) -> Result<(), Error> {
    let (lang, check) = (report.lang, "database.privileges");
    if !server.unheld.is_empty() {
        let says = lang.doctor_unheld(&server.unheld.join(" "));
        return report.say(check, Status::Problem, &says, lang.doctor_unheld_todo());
    }
    match server.staff {
        None if !server.is_unbound && !server.writes.is_empty() => {
            let says = lang.doctor_unheld(&server.login);
            return report.say(check, Status::Problem, &says, lang.doctor_unheld_todo());
        }
        Some((_, 0)) => {
            return report.say(check, Status::Warning, &lang.doctor_one_login(&server.login), lang.doctor_one_login_todo());
        }
        Some((staff, logins)) if logins < staff => {
            let says = lang.doctor_logins_missing(staff.saturating_sub(logins));
            return report.say(check, Status::Warning, &says, lang.doctor_one_login_todo());
        }
        _ => {}
    }
    let says = match (server.is_unbound, server.writes.as_slice()) {
        (false, []) => lang.doctor_privileges(&server.login),
        _ => lang.doctor_privileges_operator(&server.login),
    };
    report.fine(check, &says)
}

fn replication(report: &mut Report<'_>, server: &Server) -> Result<(), Error> {
    let (lang, check) = (report.lang, "database.replication");
    if let Some(behind) = server.standby {
        let Some(behind) = behind else {
            return report.say(check, Status::Warning, lang.doctor_standby_idle(), lang.doctor_lag_todo());
        };
        let says = lang.doctor_standby(behind / 1000);
        let status = if behind > LAG.0 { Status::Warning } else { Status::Fine };
        return report.say(check, status, &says, if status == Status::Fine { "" } else { lang.doctor_lag_todo() });
    }
    if server.standbys.is_empty() {
        return report.left_out(check, lang.doctor_no_standby());
    }
    for (name, state, bytes) in &server.standbys {
        let is_late = state != "streaming" || *bytes > LAG.1;
        let says = lang.doctor_attached(name, state, &size(u64::try_from(*bytes).unwrap_or_default()));
        let (status, todo) = if is_late { (Status::Warning, lang.doctor_lag_todo()) } else { (Status::Fine, "") };
        report.say(check, status, &says, todo)?;
    }
    Ok(())
}

/// Whether the centre has moved away from here.
pub(super) async fn moved(report: &mut Report<'_>, store: &dyn Store) -> Result<(), Error> {
    let lang = report.lang;
    let Some(row) = store.audit("", MOVED, 0).await?.pop() else { return Ok(()) };
    let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
    let to = detail.get("to").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let at = row.at.in_china().format("%Y-%m-%d %H:%M").to_string();
    report.say("database.moved", Status::Problem, &lang.doctor_moved(&to, &at), lang.doctor_moved_todo())
}

/// The counters against a recount.
pub(super) async fn counters(report: &mut Report<'_>, store: &dyn Store, quick: bool) -> Result<(), Error> {
    let lang = report.lang;
    if quick {
        return report.left_out("counters", lang.doctor_quick());
    }
    let wrong = store.miscounted().await?;
    if wrong.is_empty() {
        return report.fine("counters", lang.doctor_counters());
    }
    let says: Vec<String> =
        wrong.iter().map(|(code, status, kept, counted)| format!("{code} {status} {kept} ≠ {counted}")).collect();
    report.say("counters", Status::Problem, &says.join(", "), lang.doctor_counters_todo())
}

/// The audit trail, and whether an anchor was taken lately.
pub(super) async fn audit(report: &mut Report<'_>, store: &dyn Store, args: &Args) -> Result<(), Error> {
    let lang = report.lang;
    if args.quick {
        report.left_out("audit", lang.doctor_quick())?;
    } else {
        let verified = verify(report, store, args).await.map_err(|error| audit::said(error, lang))?;
        let says = lang.audit_verified(verified.rows, verified.trails, verified.orders, verified.faults);
        match verified.faults {
            0 => report.fine("audit", &says)?,
            _ => report.say("audit", Status::Problem, &says, lang.doctor_audit_todo())?,
        }
    }
    let newest = store.audit("", ANCHORS, 0).await?.pop();
    let now = chrono::Utc::now().timestamp_millis();
    match newest {
        Some(newest) if now - newest.at.0 <= ANCHOR_MS => {
            let at = newest.at.in_china().format("%Y-%m-%d %H:%M").to_string();
            report.fine("audit.anchor", &lang.doctor_anchor(newest.seq, &at))
        }
        Some(_) => report.say("audit.anchor", Status::Warning, lang.doctor_anchor_old(), lang.doctor_anchor_todo()),
        None => report.say("audit.anchor", Status::Warning, lang.anchor_none(), lang.doctor_anchor_todo()),
    }
}

async fn verify(report: &Report<'_>, store: &dyn Store, args: &Args) -> Result<Tally, TrailError> {
    let anchors = args.anchor.iter().map(|file| Anchor::read(file)).collect::<Result<Vec<_>, _>>()?;
    let mut told = audit::Told::quiet(report.context);
    let mut tally = trail::verify(store, &mut told).await?;
    let missed = trail::against(store, &anchors, &mut told).await?;
    tally.faults = tally.faults.saturating_add(missed);
    Ok(tally)
}

/// A number of files, as it is shown.
pub(super) fn many(files: u64) -> String {
    thousands(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_answer_is_no_wrong_clock() {
        assert_eq!(apart(5_000, (1_000, 9_000)), 0, "ten seconds on the way, and no more is known");
        assert_eq!(skew(apart(1_000, (3_601_000, 3_601_010))), Status::Problem, "an hour behind");
        assert_eq!(skew(apart(3_600_000, (0, 10))), Status::Problem, "an hour ahead");
        assert_eq!(skew(apart(3_000, (0, 10))), Status::Warning);
        assert_eq!(skew(apart(1_500, (0, 10))), Status::Fine);
    }
}
