//! `jiaodui dossier ORDER_NO`: everything about an order in one file that is read and checked without this program's database; and the
//! check of one, which `jiaodui audit verify --dossier` runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::track::{no_such_order, parse};
use super::{Context, Error, acting, print_line};
use crate::domain::visible::visible;
use crate::dossier::container::Container;
use crate::dossier::export::{ExportError, Place, Wanted, export};
use crate::dossier::verify::verify;
use crate::evidence::keep::Keep;

/// Which order, and what is wanted.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 申请单编号
    order_no: String,
    /// 写到哪里：新的 .zip 文件，或新文件夹；已有的文件夹则在其中新建 .zip。从不覆盖
    #[arg(long, value_name = "FILE.zip|DIR")]
    out: PathBuf,
    /// 理由（号码完整或包含附件时必填），记入审计记录
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// 号码完整，不遮盖
    #[arg(long)]
    full: bool,
    /// 包含附件本身，而不只是其哈希
    #[arg(long)]
    attachments: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let order_no = parse(lang, &args.order_no)?;
    if (args.full || args.attachments) && args.reason.trim().is_empty() {
        return Err(Error::said("dossier.reason", lang.dossier_reason_missing()));
    }
    let store = context.open_existing_store().await?;
    let actor = acting::actor(store.as_ref(), context).await?;
    let Some(brief) = store.order_brief(&order_no).await? else { return no_such_order(lang, &order_no) };
    let keep = Keep::open(&context.attachment_dir()?).map_err(|error| Error::said("attachments.unusable", error.to_string()))?;
    let wanted = Wanted { full: args.full, attachments: args.attachments, reason: args.reason.trim().to_owned() };
    let place = match (args.out.is_dir(), args.out.extension().is_some_and(|extension| extension == "zip")) {
        (true, _) => Place::Within(args.out),
        (false, true) => Place::Zip(args.out),
        (false, false) => Place::Folder(args.out),
    };
    let by = (&actor, lang.dossier_readme());
    let done = match export(store.as_ref(), &keep, by, (&brief.institution, &order_no), &wanted, &place).await {
        Ok(done) => done,
        Err(ExportError::NoSuchOrder) => return no_such_order(lang, &order_no),
        Err(ExportError::Store(error)) => return Err(error.into()),
        Err(error) => {
            let detail = match &error {
                ExportError::Io(path, error) => format!("{}: {error}", path.display()),
                ExportError::Exists(path) => path.display().to_string(),
                ExportError::Attachment(error) => error.to_string(),
                _ => String::new(),
            };
            return Err(Error::said(error.code(), lang.dossier_not_exported(error.code(), &detail)));
        }
    };
    let path = done.path.display().to_string();
    if args.json {
        let line = json!({ "order_no": order_no, "path": path, "sha256": done.sha256, "audit_seq": done.seq });
        print_line(&line.to_string())?;
    } else {
        print_line(&lang.dossier_done(&path, &done.sha256, done.seq))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Checks a dossier, by itself: there need be no database. Exit status 1 where anything is wrong.
pub(super) fn check(path: &Path, sha256: Option<&str>, json: bool, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let unreadable = |error: std::io::Error| {
        Error::said("dossier.unreadable", lang.dossier_unreadable(&path.display().to_string(), &error.to_string()))
    };
    let mut dossier = Container::open(path).map_err(unreadable)?;
    let report = verify(&mut dossier, sha256).map_err(unreadable)?;
    for fault in &report.faults {
        if json {
            print_line(&json!({ "code": fault.code, "place": fault.place }).to_string())?;
        } else {
            print_line(&lang.audit_fault(&visible(&fault.place), lang.dossier_fault(fault.code), fault.code))?;
        }
    }
    let faults = report.faults.len();
    if json {
        let manifest = report.manifest.as_ref();
        let line = json!({
            "order_no": manifest.map(|one| &one.order_no),
            "institution": manifest.map(|one| &one.institution),
            "by": manifest.map(|one| &one.by),
            "at": manifest.map(|one| one.at.to_rfc3339()),
            "full": manifest.map(|one| one.full),
            "attachments": manifest.map(|one| one.attachments),
            "parts": manifest.map(|one| one.parts.len()),
            "rows": report.rows,
            "sha256": report.sha256,
            "faults": faults,
        });
        print_line(&line.to_string())?;
    } else if let Some(manifest) = &report.manifest {
        let at = manifest.at.in_china().format("%Y-%m-%d %H:%M:%S").to_string();
        print_line(&lang.dossier_checked(manifest.order_no.as_str(), &at, manifest.parts.len(), report.rows, faults))?;
        print_line(&format!("SHA-256 {}", report.sha256))?;
    } else {
        print_line(lang.dossier_fault("dossier.manifest"))?;
    }
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
