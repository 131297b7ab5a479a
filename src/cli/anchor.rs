//! `jiaodui audit anchor`: takes an anchor of all audit trails, to be kept elsewhere.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::audit::{Told, said};
use super::{Context, Error, acting, print_line};
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::domain::visible::visible;
use crate::store::Store;
use crate::trail::anchor::Anchor;
use crate::trail::{self, Place};

/// Where to and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 写到这个新文件，或这个文件夹（默认为 export_dir）
    #[arg(long, value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// 与这一份相比没有变化的部分不再写出；对照时两份都需要
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// 结果输出为 JSON 对象
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: &Args, store: &dyn Store, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let since = args.since.as_deref().map(Anchor::read).transpose().map_err(|error| said(error, lang))?;
    let place = match &args.out {
        None => Place::Folder(context.export_dir()?),
        Some(path) if path.is_dir() => Place::Folder(path.clone()),
        Some(path) => Place::File(path.clone()),
    };
    // A timer at night signs in as nobody: then it was the operator of the machine.
    let by = acting::named(store, context).await?.unwrap_or_else(Actor::operator).login;
    let now = Millis(chrono::Utc::now().timestamp_millis());
    let mut told = Told::new(args.json, context);
    let taken = trail::take(store, &place, (&by, now), since.as_ref(), &mut told).await;
    drop(told);
    let taken = taken.map_err(|error| said(error, lang))?;
    let path = taken.path.display().to_string();
    if args.json {
        let line = json!({
            "number": taken.number, "path": path, "sha256": taken.sha256, "subjects": taken.subjects, "rows": taken.rows,
        });
        print_line(&line.to_string())?;
    } else {
        print_line(&lang.anchor_taken(taken.number, &visible(&path)))?;
        print_line(&lang.anchor_hash(&taken.sha256))?;
    }
    Ok(ExitCode::SUCCESS)
}
