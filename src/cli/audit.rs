//! `jiaodui audit verify|show|anchor`: whether the audit trail is whole, and one subject's trail to read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Context, Error, anchor, print_line, shows_progress};
use crate::domain::visible::visible;
use crate::store::Store;
use crate::store::anchors::ANCHORS;
use crate::store::chain::Found;
use crate::store::records::AuditEntry;
use crate::text::Lang;
use crate::trail::anchor::Anchor;
use crate::trail::{self, TrailError, Watch};

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
        /// 同时对照这一份锚定文件（可多次使用）
        #[arg(long, value_name = "FILE", conflicts_with = "dossier")]
        anchor: Vec<PathBuf>,
        /// 每个问题一行 JSON 对象，最后一行为总计
        #[arg(long)]
        json: bool,
    },
    /// 导出锚定文件：记下每条审计链到哪一行、哈希是什么；存放在数据库主人改不到的地方
    Anchor(anchor::Args),
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
    if let What::Verify { dossier: Some(path), sha256, json, .. } = &args.what {
        return super::dossier::check(path, sha256.as_deref(), *json, context);
    }
    let store = context.open_existing_store().await?;
    let code = match args.what {
        What::Verify { anchor, json, .. } => verify(store.as_ref(), &anchor, json, context).await?,
        What::Anchor(args) => anchor::run(&args, store.as_ref(), context).await?,
        What::Show { subject, json } => show(store.as_ref(), &subject, json, context).await?,
    };
    store.close().await;
    Ok(code)
}

/// Says what is wrong as it is found, and on a terminal how far it is.
pub(super) struct Told<'a> {
    bar: ProgressBar,
    json: bool,
    /// Whether faults are counted only.
    quiet: bool,
    context: &'a Context,
}

impl<'a> Told<'a> {
    pub(super) fn new(json: bool, context: &'a Context) -> Self {
        let bar = if shows_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(context.lang.audit_rows());
        Self { bar, json, quiet: false, context }
    }

    /// Shows how far it is, and says nothing of faults: whoever asked counts them.
    pub(super) fn quiet(context: &'a Context) -> Self {
        let mut told = Self::new(false, context);
        told.quiet = true;
        told
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Told<'_> {
    fn found(&mut self, one: &Found) -> std::io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        let line = if self.json { json_of(one).to_string() } else { sentence(one, self.context.lang) };
        let mut said = Ok(());
        self.bar.suspend(|| said = print_line(&line));
        said.map_err(|error| match error {
            Error::Io(error) => error,
            other => std::io::Error::other(other.message(self.context.lang)),
        })
    }

    fn rows(&mut self, rows: u64) {
        self.bar.set_position(rows);
    }
}

/// A fault for a script.
pub(super) fn json_of(one: &Found) -> serde_json::Value {
    let mut line = json!({ "code": one.fault.code(), "institution": one.institution, "subject": one.subject, "seq": one.seq });
    if let (Some(anchored), Some(line)) = (one.anchored, line.as_object_mut()) {
        line.insert("anchored".to_owned(), anchored.into());
    }
    line
}

/// A fault in words.
pub(super) fn sentence(one: &Found, lang: Lang) -> String {
    let mut place = format!("{} {} #{}", visible(&one.institution), visible(&one.subject), one.seq);
    if let Some(anchored) = one.anchored {
        place.push_str(&format!("/{anchored}"));
    }
    lang.audit_fault(place.trim_start(), lang.audit_fault_is(one.fault), one.fault.code())
}

/// What keeps a proof from being made, in words.
pub(super) fn said(error: TrailError, lang: Lang) -> Error {
    let code = error.code();
    match error {
        TrailError::Store(error) => Error::Store(error),
        TrailError::Io(error) => Error::Io(error),
        TrailError::Broken { path, line } => Error::said(code, lang.anchor_broken(&visible(&path.display().to_string()), line)),
        TrailError::Needs { path, earlier } => {
            Error::said(code, lang.anchor_needs(&visible(&path.display().to_string()), &visible(&earlier)))
        }
        TrailError::Faulty { found } => Error::said(code, lang.anchor_faulty(&sentence(&found, lang))),
        TrailError::Overtaken => Error::said(code, lang.anchor_overtaken()),
        TrailError::Exists(path) => Error::said(code, lang.file_exists(&visible(&path.display().to_string()))),
    }
}

async fn verify(store: &dyn Store, files: &[PathBuf], json: bool, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let anchors = files.iter().map(|file| Anchor::read(file)).collect::<Result<Vec<_>, _>>();
    let anchors = anchors.map_err(|error| said(error, lang))?;
    let mut told = Told::new(json, context);
    let tally = trail::verify(store, &mut told).await.map_err(|error| said(error, lang))?;
    let missed = trail::against(store, &anchors, &mut told).await.map_err(|error| said(error, lang))?;
    drop(told);
    let faults = tally.faults.saturating_add(missed);
    let newest = store.audit("", ANCHORS, 0).await?.pop();
    if json {
        let line = json!({
            "rows": tally.rows, "trails": tally.trails, "orders": tally.orders, "subjects": tally.subjects, "faults": faults,
            "anchors": anchors.len(), "newest_anchor": newest.as_ref().map(|row| row.seq),
        });
        print_line(&line.to_string())?;
    } else {
        print_line(&lang.audit_verified(tally.rows, tally.trails, tally.orders, faults))?;
        print_line(&match (&newest, anchors.len()) {
            (None, 0) => lang.anchor_none().to_owned(),
            (Some(newest), 0) => lang.anchor_not_given(newest.seq, &newest.at.in_china().format("%Y-%m-%d %H:%M").to_string()),
            (_, many) => lang.anchor_compared(many),
        })?;
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
