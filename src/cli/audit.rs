//! `jiaodui audit verify|show`: whether the audit trail is whole, and one subject's trail to read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Context, Error, print_line, shows_progress};
use crate::domain::visible::visible;
use crate::store::Store;
use crate::store::chain::{self, Found, Walk};
use crate::store::records::AuditEntry;

/// Rows read at a time.
const PAGE: u32 = 2_000;

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 校验审计记录：哈希链、编号是否连续、是否被截断；有问题时退出码为 1
    Verify {
        /// 只校验这一份申请单档案（.zip 或文件夹），不需要数据库
        #[arg(long, value_name = "FILE.zip|DIR")]
        dossier: Option<PathBuf>,
        /// 档案应有的哈希，见其申请单审计记录中的 export
        #[arg(long, value_name = "HASH", requires = "dossier")]
        sha256: Option<String>,
        /// 每个问题一行 JSON 对象，最后一行为总计
        #[arg(long)]
        json: bool,
    },
    /// 显示一个对象的审计记录：申请单编号、enquiry:编号、listing:编号 或 staff:登录名
    Show {
        /// 对象
        subject: String,
        /// 每行一个 JSON 对象
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    if let What::Verify { dossier: Some(path), sha256, json } = &args.what {
        return super::dossier::check(path, sha256.as_deref(), *json, context);
    }
    let store = context.open_existing_store().await?;
    let code = match args.what {
        What::Verify { json, .. } => verify(store.as_ref(), json, context).await?,
        What::Show { subject, json } => show(store.as_ref(), &subject, json, context).await?,
    };
    store.close().await;
    Ok(code)
}

/// Says what is wrong as it is found; how many faults so far.
fn tell(found: &[Found], json: bool, context: &Context) -> Result<u64, Error> {
    for one in found {
        let code = one.fault.code();
        if json {
            let line = json!({ "code": code, "institution": one.institution, "subject": one.subject, "seq": one.seq });
            print_line(&line.to_string())?;
        } else {
            let place = format!("{} {} #{}", visible(&one.institution), visible(&one.subject), one.seq);
            print_line(&context.lang.audit_fault(&place, context.lang.audit_fault_is(one.fault), code))?;
        }
    }
    Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
}

async fn verify(store: &dyn Store, json: bool, context: &Context) -> Result<ExitCode, Error> {
    let bar = if shows_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {msg}") {
        bar.set_style(style.clone());
    }
    bar.set_message(context.lang.audit_rows());
    let (mut walk, mut faults) = (Walk::default(), 0_u64);
    let mut after = (String::new(), String::new(), 0);
    loop {
        let page = store.audit_page((&after.0, &after.1, after.2), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.institution.clone(), last.subject.clone(), last.seq);
        for entry in page {
            faults = faults.saturating_add(tell(&walk.row(entry), json, context)?);
        }
        bar.set_position(walk.walked().0);
    }
    let mut orders = 0_u64;
    let mut after = (String::new(), String::new());
    loop {
        let page = store.trail_heads((&after.0, &after.1), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.institution.clone(), last.order_no.as_str().to_owned());
        for head in page {
            orders = orders.saturating_add(1);
            let found: Vec<Found> = chain::head(&head).into_iter().collect();
            faults = faults.saturating_add(tell(&found, json, context)?);
        }
    }
    bar.finish_and_clear();
    let (rows, trails) = walk.walked();
    if json {
        print_line(&json!({ "rows": rows, "trails": trails, "orders": orders, "faults": faults }).to_string())?;
    } else {
        print_line(&context.lang.audit_verified(rows, trails, orders, faults))?;
    }
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn show(store: &dyn Store, subject: &str, json: bool, context: &Context) -> Result<ExitCode, Error> {
    let mut trail: Vec<AuditEntry> = Vec::new();
    for institution in store.institutions().await? {
        trail.extend(store.audit(&institution.code, subject, 0).await?);
    }
    // What belongs to no institution (the logins of staff of all of them).
    trail.extend(store.audit("", subject, 0).await?);
    if trail.is_empty() {
        return Err(Error::said("audit.unknown", context.lang.audit_unknown(&visible(subject))));
    }
    for entry in &trail {
        if json {
            let detail: serde_json::Value = serde_json::from_str(&entry.detail).unwrap_or_default();
            let line = json!({
                "institution": entry.institution, "subject": entry.subject, "seq": entry.seq, "at": entry.at.to_rfc3339(),
                "actor": entry.actor, "action": entry.action, "detail": detail, "hash": entry.hash,
            });
            print_line(&line.to_string())?;
        } else {
            let at = entry.at.in_china().format("%Y-%m-%d %H:%M:%S");
            let (actor, detail) = (visible(&entry.actor), visible(&entry.detail));
            print_line(&format!(
                "{:>4}  {at}  {actor}  {}  {detail}",
                entry.seq,
                context.lang.audit_action_on(&entry.subject, &entry.action)
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
