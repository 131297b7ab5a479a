//! `jiaodui migrate-to`: moves a centre from its SQLite file into an empty database of a PostgreSQL server.

use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::backup::{Bar, said};
use super::{Context, Error, acting, audit, print_line, shows_progress};
use crate::backup::{self, Source};
use crate::desk::ui::text::thousands;
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::domain::visible::visible;
use crate::store::{self, moving};
use crate::trail::anchor::Anchor;
use crate::trail::{self, Place};

/// Where to.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "退出码：0 已迁移，审计校验无误；1 失败，目标数据库仍是空的；2 已迁移，但审计或附件有问题，或旧文件没有记下去向（已列出）。\n\
    目标必须是空的数据库（createdb -T template0 -E UTF8 --locale=C.UTF-8）；登录须能建表。迁移期间原数据库不接受写入，请先关闭各校对台。\n\
    原数据库原样保留，只在审计中记下迁往何处。"
)]
pub struct Args {
    /// 目标：postgres://…
    target: String,
    /// 把附件也复制到这个文件夹；不写则附件留在原处
    #[arg(long, value_name = "DIR")]
    attachments_to: Option<PathBuf>,
    /// 结果输出为 JSON 对象
    #[arg(long)]
    json: bool,
}

/// The exit status where all is there and something is wrong with it.
const FAULTY: u8 = 2;

pub(super) async fn run(args: &Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let from = context.database_url()?;
    if !from.starts_with("sqlite:") {
        return Err(Error::said("migrate.source", lang.migrate_source()));
    }
    if !args.target.starts_with("postgres://") && !args.target.starts_with("postgresql://") {
        return Err(Error::said("migrate.target", lang.migrate_target()));
    }
    let old = context.open_existing_store().await?;
    if !store::is_vacant(&args.target).await? {
        return Err(Error::said("migrate.occupied", lang.migrate_occupied()));
    }
    let by = acting::named(old.as_ref(), context).await?.unwrap_or_else(Actor::operator).login;
    // An anchor of the old trails, which the new ones are held against.
    let folder = std::env::temp_dir().join(format!("jiaodui-{}", uuid::Uuid::now_v7().simple()));
    let now = Millis(chrono::Utc::now().timestamp_millis());
    let mut told = audit::Told::new(args.json, context);
    let taken = trail::take(old.as_ref(), &Place::Folder(folder.clone()), (&by, now), None, &mut told).await;
    drop(told);
    let anchor = taken.and_then(|taken| Anchor::read(&taken.path)).map_err(|error| audit::said(error, lang))?;
    let moved = move_all(&from, args, &by, context).await?;
    let faults = verify(&args.target, &anchor, args.json, context).await;
    // The anchor was for this comparison only; its number stays in the trail.
    let _ = std::fs::remove_dir_all(&folder);
    let faults = faults?;
    let lacking = match &args.attachments_to {
        None => Vec::new(),
        Some(to) => {
            let attachments = context.attachment_dir()?;
            let source = Source { store: old.as_ref(), url: &from, attachments: &attachments };
            let mut bar = Bar::new(args.json, context);
            backup::copy_attachments(&source, to, &mut bar).await.map_err(|error| said(error, lang))?
        }
    };
    old.close().await;
    let rows: u64 = moved.tables.iter().map(|(_, rows)| rows).sum();
    let unmarked = moved.unmarked.as_ref().map(ToString::to_string);
    if args.json {
        let tables: serde_json::Map<String, serde_json::Value> =
            moved.tables.into_iter().map(|(table, rows)| (table, rows.into())).collect();
        print_line(
            &json!({ "tables": tables, "rows": rows, "faults": faults, "lacking": lacking, "unmarked": unmarked }).to_string(),
        )?;
    } else {
        for sha256 in &lacking {
            print_line(&lang.backup_lacks(sha256))?;
        }
        print_line(&lang.migrate_done(moved.tables.len(), &thousands(rows), faults))?;
        if let Some(why) = &unmarked {
            print_line(&lang.migrate_unmarked(&visible(why)))?;
        }
        let kept = args.attachments_to.clone().map_or_else(|| context.attachment_dir(), Ok)?;
        print_line(&lang.migrate_next(&visible(&kept.display().to_string())))?;
    }
    Ok(if faults == 0 && lacking.is_empty() && unmarked.is_none() { ExitCode::SUCCESS } else { ExitCode::from(FAULTY) })
}

async fn move_all(from: &str, args: &Args, by: &str, context: &Context) -> Result<moving::Moved, Error> {
    let bar = if shows_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos}") {
        bar.set_style(style);
    }
    let mut watch = |table: &str, rows: u64| {
        bar.set_message(table.to_owned());
        bar.set_position(rows);
    };
    let to = without_password(&args.target);
    let moved = moving::move_to(from, &args.target, (by, &to), &mut watch).await;
    bar.finish_and_clear();
    moved.map_err(|error| match error {
        store::StoreError::Exists(_) => Error::said("migrate.occupied", context.lang.migrate_occupied()),
        error => Error::Store(error),
    })
}

/// Whether the trails at the target are those of the source, row by row and head by head; how many faults there are.
async fn verify(target: &str, anchor: &Anchor, json: bool, context: &Context) -> Result<u64, Error> {
    let new = store::open(target).await?;
    let mut told = audit::Told::new(json, context);
    let verified = async {
        let tally = trail::verify(new.as_ref(), &mut told).await?;
        Ok(tally.faults.saturating_add(trail::against(new.as_ref(), std::slice::from_ref(anchor), &mut told).await?))
    };
    let verified = verified.await;
    drop(told);
    new.close().await;
    verified.map_err(|error| audit::said(error, context.lang))
}

/// Host and name of a database, without whoever logs in there.
fn without_password(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split('?').next().unwrap_or(rest);
    place.rsplit_once('@').map_or(place, |(_, place)| place).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_keeps_no_password() {
        assert_eq!(without_password("postgres://desk:p%40ss@server:5432/desk?sslmode=require&password=x"), "server:5432/desk");
        assert_eq!(without_password("postgres:///desk"), "/desk");
    }
}
