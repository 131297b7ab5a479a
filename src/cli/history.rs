//! `jiaodui show ORDER_NO --history`: what happened to an order, one line each, oldest first.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::track::no_such_order;
use super::{Context, Error, print_line};
use crate::domain::mask;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::visible::visible;
use crate::store::Store;
use crate::store::records::{Happening, Timeline, Who};
use crate::text::Lang;

/// Prints it.
pub(super) async fn print(store: &dyn Store, order_no: &OrderNo, json: bool, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let Some(brief) = store.order_brief(order_no).await? else { return no_such_order(lang, order_no) };
    let Some(timeline) = store.timeline(&brief.institution, order_no).await? else { return no_such_order(lang, order_no) };
    let faults = timeline.faults();
    let happenings = timeline.happenings();
    if json {
        let faults: Vec<Value> = faults.iter().map(|one| json!({ "code": one.fault.code(), "seq": one.seq })).collect();
        let line = json!({
            "order_no": timeline.file.order_no,
            "institution": timeline.file.institution,
            "status": timeline.file.status.code(),
            "looked": timeline.looked,
            "cut": timeline.trail_cut,
            "trail": { "rows": timeline.trail.len(), "faults": faults },
            "history": happenings.iter().map(|one| as_json(lang, &timeline, one)).collect::<Vec<_>>(),
        });
        print_line(&line.to_string())?;
    } else {
        for one in &happenings {
            let at = one.at.in_china().format("%Y-%m-%d %H:%M:%S");
            let says = mask::within(&lang.happening(&timeline, one));
            print_line(&format!("{at}  {}  {}  {}", lang.happening_kind(one.kind), visible(lang.who(&one.who)), visible(&says)))?;
        }
        if timeline.trail_cut {
            print_line(lang.history_cut())?;
        }
        let last = timeline.trail.last().map(|row| row.entry.hash.as_str()).unwrap_or_default();
        print_line(&lang.trail_faults(&faults).unwrap_or_else(|| lang.chain_whole(timeline.trail.len(), last)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(lang: Lang, timeline: &Timeline, one: &Happening) -> Value {
    let (who, login) = match &one.who {
        Who::Applicant => ("applicant", None),
        Who::Desk => ("desk", None),
        Who::Staff(login, _) => ("staff", Some(login)),
    };
    json!({
        "at": one.at.to_rfc3339(),
        "kind": one.kind,
        "who": who,
        "staff": login,
        "name": lang.who(&one.who),
        "seq": timeline.row_of(one.what).map(|row| row.entry.seq),
        "says": mask::within(&lang.happening(timeline, one)),
    })
}
