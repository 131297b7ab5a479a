//! `jiaodui counts`: how many orders each institution has in each status.

use std::collections::BTreeMap;
use std::process::ExitCode;

use super::{Context, Error, print_line};
use crate::domain::status::Status;
use crate::domain::visible::visible;

/// How to print.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 输出一个 JSON 数组，每项为 institution、status、n
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let store = context.open_existing_store().await?;
    let counts = store.counts().await?;
    if args.json {
        print_line(&serde_json::to_string(&counts).map_err(std::io::Error::from)?)?;
    } else if counts.is_empty() {
        print_line(lang.track_no_orders())?;
    } else {
        let institutions = store.institutions().await?;
        let mut rows: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        for count in &counts {
            rows.entry(&count.institution).or_default().insert(count.status.code(), count.n);
        }
        for (code, row) in rows {
            // The numbers come first, so that the columns stand straight whatever the names' width.
            let mut line = String::new();
            for status in Status::ALL {
                let n = row.get(status.code()).copied().unwrap_or_default();
                line.push_str(&format!("{n:>9} {}", lang.status(status)));
            }
            let name = institutions.iter().find(|one| one.code == code).map_or(code, |one| one.short_name.as_str());
            print_line(&format!("{line}  {}", visible(name)))?;
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
