//! `jiaodui backup`: a copy of database and attachments while desks work.

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{Context, Error, acting, audit, print_line, shows_progress};
use crate::backup::{self, BackupError, Source, Watch};
use crate::desk::ui::text::thousands;
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::domain::visible::visible;
use crate::store::chain::Found;
use crate::text::Lang;
use crate::trail;

/// Where to.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出码：0 完整；1 失败，没有留下备份；2 已备份，但有附件缺失或损坏（已列出）。\n\
    每次备份是其中一个以时间命名的文件夹；附件只存一份，各次备份共用。PostgreSQL 用 pg_dump（须已安装）。")]
pub struct Args {
    /// 存放备份的文件夹（最好在另一块磁盘上）
    folder: PathBuf,
    /// 结果输出为 JSON 对象
    #[arg(long)]
    json: bool,
}

/// The exit status where something was lacking.
const LACKING: u8 = 2;

pub(super) async fn run(args: &Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let store = context.open_existing_store().await?;
    let by = acting::named(store.as_ref(), context).await?.unwrap_or_else(Actor::operator).login;
    let now = Millis(chrono::Utc::now().timestamp_millis());
    let (url, attachments) = (context.database_url()?, context.attachment_dir()?);
    let source = Source { store: store.as_ref(), url: &url, attachments: &attachments };
    let mut bar = Bar::new(args.json, context);
    let made = backup::make(&source, &args.folder, (&by, now), &mut bar).await;
    drop(bar);
    store.close().await;
    let made = made.map_err(|error| said(error, lang))?;
    let (path, lacking) = (made.path.display().to_string(), &made.manifest.lacking);
    if args.json {
        let line = json!({
            "path": path, "anchor": made.anchor, "database_bytes": made.manifest.database.bytes, "attachments": made.attachments,
            "lacking": lacking,
        });
        print_line(&line.to_string())?;
    } else {
        for sha256 in lacking {
            print_line(&lang.backup_lacks(sha256))?;
        }
        print_line(&lang.backup_made(&visible(&path), &thousands(made.attachments)))?;
        print_line(&lang.anchor_hash(&made.anchor))?;
    }
    Ok(if lacking.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(LACKING) })
}

/// On a terminal, how far it is; what is wrong with the trail as it is found.
pub(super) struct Bar<'a> {
    bar: ProgressBar,
    trail: audit::Told<'a>,
    context: &'a Context,
}

impl<'a> Bar<'a> {
    pub(super) fn new(json: bool, context: &'a Context) -> Self {
        let bar = if shows_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, trail: audit::Told::new(json, context), context }
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl trail::Watch for Bar<'_> {
    fn found(&mut self, found: &Found) -> std::io::Result<()> {
        self.trail.found(found)
    }

    fn rows(&mut self, rows: u64) {
        self.trail.rows(rows);
    }
}

impl Watch for Bar<'_> {
    fn files(&mut self, done: u64, of: u64) {
        self.bar.set_message(self.context.lang.backup_files());
        self.bar.set_length(of);
        self.bar.set_position(done);
    }
}

/// What keeps it from being done, in words.
pub(super) fn said(error: BackupError, lang: Lang) -> Error {
    let code = error.code();
    let shown = |path: &std::path::Path| visible(&path.display().to_string()).into_owned();
    match error {
        BackupError::Store(error) => Error::Store(error),
        BackupError::Trail(error) => audit::said(error, lang),
        BackupError::Io { path, source } => Error::said(code, lang.backup_io(&shown(&path), &source.to_string())),
        BackupError::Busy(path) => Error::said(code, lang.backup_busy(&shown(&path))),
        BackupError::Occupied(place) => Error::said(code, lang.restore_occupied(&visible(&place))),
        BackupError::NotWhole(path) => Error::said(code, lang.backup_not_whole(&shown(&path))),
        BackupError::OtherEngine(path) => Error::said(code, lang.restore_engine(&shown(&path))),
        BackupError::Tool { tool, said } => Error::said(code, lang.backup_tool(tool, &visible(&said))),
    }
}
