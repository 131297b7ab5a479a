//! `jiaodui restore`: puts a backup into an empty place.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::audit;
use super::backup::{Bar, said};
use super::{Context, Error, print_line};
use crate::backup::{self, Target};
use crate::desk::ui::text::thousands;
use crate::domain::visible::visible;
use crate::trail::anchor::Anchor;

/// What to put in place.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出码：0 已恢复且完整；1 失败，或备份有问题而没有放到位；2 已恢复，但有问题（已列出）。\n\
    恢复到 --database 和 --attachment-store（或配置中的位置）；那里必须还没有数据，绝不覆盖。")]
pub struct Args {
    /// 一次备份的文件夹；或存放备份的文件夹，取其中最新的完整备份
    backup: PathBuf,
    /// 同时对照存放在别处的锚定文件（可多次使用）：能看出是不是旧备份
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// 即使审计记录有问题或缺附件，也放到位
    #[arg(long)]
    anyway: bool,
    /// 每个问题一行 JSON 对象，最后一行为结果
    #[arg(long)]
    json: bool,
}

/// The exit status where it is in place and something is wrong.
const FAULTY: u8 = 2;

pub(super) async fn run(args: &Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let anchors = args.anchor.iter().map(|file| Anchor::read(file)).collect::<Result<Vec<_>, _>>();
    let anchors = anchors.map_err(|error| audit::said(error, lang))?;
    let from = backup::newest(&args.backup).map_err(|error| said(error, lang))?;
    let (url, attachments) = (context.database_url()?, context.attachment_dir()?);
    let target = Target { url: &url, attachments: &attachments, anchors: &anchors, anyway: args.anyway };
    let mut bar = Bar::new(args.json, context);
    let restored = backup::restore(&from, &target, &mut bar).await;
    drop(bar);
    let restored = restored.map_err(|error| said(error, lang))?;
    let tally = restored.tally;
    let is_whole = tally.is_some_and(|tally| tally.faults == 0) && restored.lacking.is_empty();
    if args.json {
        let line = json!({
            "backup": from.display().to_string(), "in_place": restored.in_place, "rows": tally.map(|tally| tally.rows),
            "faults": tally.map(|tally| tally.faults), "attachments": restored.attachments, "lacking": restored.lacking,
        });
        print_line(&line.to_string())?;
    } else {
        for sha256 in &restored.lacking {
            print_line(&lang.backup_lacks(sha256))?;
        }
        if let Some(tally) = tally {
            print_line(&lang.audit_verified(tally.rows, tally.trails, tally.orders, tally.faults))?;
        }
        let from = visible(&from.display().to_string()).into_owned();
        print_line(&match restored.in_place {
            true => lang.restore_done(&from, &thousands(restored.attachments)),
            false => lang.restore_not_done(&from),
        })?;
    }
    Ok(match (restored.in_place, is_whole) {
        (false, _) => ExitCode::FAILURE,
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(FAULTY),
    })
}
