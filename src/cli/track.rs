//! `jiaodui track ORDER_NO`: the progress query (申请进度查询, G8.7). Exit status 3: there is no such order.

use std::process::ExitCode;

use serde::Serialize;

use super::{Context, Error, print_line};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::visible::visible;
use crate::store::records::Progress;
use crate::text::Lang;

/// There is no such order.
pub(super) const NO_SUCH_ORDER: u8 = 3;

/// Which order.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出状态：0 已找到；3 没有这个申请单；1 运行失败")]
pub struct Args {
    /// 申请单编号
    order_no: String,
    /// 输出一个 JSON 对象
    #[arg(long)]
    json: bool,
}

/// The progress as the portal reads it.
#[derive(Serialize)]
struct Report<'a> {
    order_no: &'a str,
    institution: &'a str,
    status: &'static str,
    round: u32,
    items: Vec<Item<'a>>,
    updated_at: String,
}

#[derive(Serialize)]
struct Item<'a> {
    item: u32,
    service: &'static str,
    status: &'static str,
    summary: &'a str,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let order_no = parse(lang, &args.order_no)?;
    let store = context.open_existing_store().await?;
    let Some(progress) = store.progress(&order_no).await? else {
        return no_such_order(lang, &order_no);
    };
    if args.json {
        let report = serde_json::to_string(&report(&progress)).map_err(std::io::Error::from)?;
        print_line(&report)?;
    } else {
        let institutions = store.institutions().await?;
        let name = institutions.iter().find(|one| one.code == progress.institution).map_or("", |one| one.short_name.as_str());
        print_line(&format!(
            "{}  {}  {}  {}",
            progress.order_no,
            visible(name),
            lang.status(progress.status),
            lang.round(progress.round)
        ))?;
        for item in &progress.items {
            let summary = visible(&item.summary);
            print_line(&format!("  {}  {}  {}  {summary}", item.item, lang.service(item.service), lang.status(item.status)))?;
        }
        print_line(&lang.track_updated_at(&progress.updated_at.to_rfc3339()))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// An order number from the command line.
pub(super) fn parse(lang: Lang, text: &str) -> Result<OrderNo, Error> {
    OrderNo::parse(text).map_err(|_| Error::said("order_no.malformed", lang.track_order_no_needed()))
}

/// Says so on standard error, and gives the exit status for it.
pub(super) fn no_such_order(lang: Lang, order_no: &OrderNo) -> Result<ExitCode, Error> {
    use std::io::Write;
    writeln!(std::io::stderr(), "jiaodui: {} [order.unknown]", lang.track_no_such_order(order_no.as_str()))?;
    Ok(ExitCode::from(NO_SUCH_ORDER))
}

fn report(progress: &Progress) -> Report<'_> {
    Report {
        order_no: progress.order_no.as_str(),
        institution: &progress.institution,
        status: progress.status.code(),
        round: progress.round,
        items: progress
            .items
            .iter()
            .map(|item| Item {
                item: item.item,
                service: item.service.code(),
                status: item.status.code(),
                summary: &item.summary,
            })
            .collect(),
        updated_at: progress.updated_at.to_rfc3339(),
    }
}
