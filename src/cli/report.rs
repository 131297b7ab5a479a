//! `jiaodui report`: takes data out of the database into a file, for people and for cron.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::reasons::InForce;
use super::{Context, Error, acting, print_line, shows_progress};
use crate::desk::ui::text::{pad, thousands};
use crate::domain::report::{Days, ReportFormat, ReportName, day_of};
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::domain::visible::visible;
use crate::report::{self, Knowledge, Made, ReportError, Target, Watch};
use crate::store::Store;
use crate::store::records::ReportRequest;

/// What to take out.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出码：0 已导出；1 失败；2 参数不对；3 未登录或无权导出；4 文件已存在。\n\
    登录：环境变量 JIAODUI_STAFF 和 JIAODUI_PASSWORD，或在终端中输入；需要主管或管理员。\n\
    例：jiaodui report daily --from yesterday --to yesterday --format xlsx --out /srv/reports/daily.xlsx --force")]
pub struct Args {
    /// 报表名称；list 列出全部
    name: String,
    /// 受理机构代码（默认为登录人所属机构）
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
    /// 第一天（YYYY-MM-DD、today 或 yesterday）
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// 最后一天（含当天）
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// 文件格式（默认按 --out 的扩展名，否则 csv）
    #[arg(long, value_parser = ["csv", "xlsx"])]
    format: Option<String>,
    /// 写到这个文件，- 为标准输出；不写则在 export_dir 中自动取名
    #[arg(long, value_name = "FILE")]
    out: Option<String>,
    /// 覆盖已有的文件
    #[arg(long)]
    force: bool,
    /// 不遮盖证件号码、手机号和电子邮箱（须同时写 --reason）
    #[arg(long, requires = "reason")]
    full: bool,
    /// 为什么需要完整号码；记入审计
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// 结果输出为 JSON 对象
    #[arg(long)]
    json: bool,
}

/// The exit status of a refusal.
const REFUSED: u8 = 3;
/// The exit status where there is such a file.
const EXISTS: u8 = 4;

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    if args.name == "list" {
        return list(args.json, context);
    }
    match export(&args, context).await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            let status = match error.code() {
                "sign_in.needed" | "sign_in.refused" | "database.refused" | "institution.unknown" => REFUSED,
                "report.exists" => EXISTS,
                _ => return Err(error),
            };
            let lang = context.lang;
            let _ = writeln!(std::io::stderr(), "jiaodui: {}{} [{}]", lang.error_prefix(), error.message(lang), error.code());
            Ok(ExitCode::from(status))
        }
    }
}

fn list(json: bool, context: &Context) -> Result<ExitCode, Error> {
    for (name, title, help) in report::list(context.lang) {
        if json {
            print_line(&json!({ "name": name, "title": title, "help": help }).to_string())?;
        } else {
            print_line(&format!("{}  {}  {help}", pad(name.code(), 16), pad(title, 16)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells the terminal how far it is, and stops at Ctrl-C.
struct Bar {
    bar: ProgressBar,
    stopped: Arc<AtomicBool>,
}

impl Bar {
    fn new(context: &Context) -> Self {
        let bar = if shows_progress() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(context.lang.report_rows());
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.store(true, Ordering::Relaxed);
            }
        });
        Self { bar, stopped }
    }
}

impl Watch for Bar {
    fn rows(&self, rows: u64) {
        self.bar.set_position(rows);
    }

    fn stop(&self) -> &Arc<AtomicBool> {
        &self.stopped
    }
}

async fn export(args: &Args, context: &Context) -> Result<(), Error> {
    let lang = context.lang;
    let name = ReportName::from_code(&args.name)
        .ok_or_else(|| Error::said("report.unknown", lang.report_unknown(&visible(&args.name))))?;
    let days = days(args, context)?;
    let full = match &args.reason {
        Some(reason) if args.full && reason.trim().is_empty() => {
            return Err(Error::said("report.reason", lang.report_reason_missing()));
        }
        Some(reason) if args.full => Some(reason.trim().to_owned()),
        _ => None,
    };
    let (format, target) = target(args, context)?;
    let in_force = InForce::read(context)?;
    let store = context.open_existing_store().await?;
    let actor = acting::actor(store.as_ref(), context).await?;
    let institution = institution(args, &actor, store.as_ref(), context).await?;
    let request = ReportRequest { report: uuid::Uuid::now_v7().to_string(), institution, name, days, format, full, shown: None };
    let knowledge = Knowledge { lang, calendar: Arc::new(context.calendar()?), catalogue: Arc::new(in_force.catalogue) };
    let bar = Bar::new(context);
    let to_output = target == Target::Output;
    let made = report::make(store.as_ref(), &actor, &request, &knowledge, target, &bar).await;
    bar.bar.finish_and_clear();
    store.close().await;
    let made = made.map_err(|error| said(error, context))?;
    tell(&made, &request, to_output, args.json, context)
}

fn said(error: ReportError, context: &Context) -> Error {
    let lang = context.lang;
    let code = error.code();
    match error {
        ReportError::Store(error) => Error::Store(error),
        ReportError::Io(error) => Error::said(code, lang.report_io(&error.to_string())),
        ReportError::Exists(path) => Error::said(code, lang.report_exists(&path.display().to_string())),
        ReportError::NeedsFile => Error::said(code, lang.report_needs_file()),
        ReportError::Cancelled => Error::said(code, lang.report_cancelled()),
    }
}

/// The result: on standard error where the report itself went to standard output.
fn tell(made: &Made, request: &ReportRequest, to_output: bool, json: bool, context: &Context) -> Result<(), Error> {
    let lang = context.lang;
    let text = if json {
        json!({
            "report": request.report, "name": request.name, "institution": request.institution, "format": request.format,
            "masked": request.full.is_none(), "path": made.path, "rows": made.rows, "bytes": made.bytes, "sha256": made.sha256,
        })
        .to_string()
    } else {
        let place = made.path.as_ref().map_or_else(|| lang.report_made_output().to_owned(), |path| path.display().to_string());
        format!("{}\n{}", lang.report_made(&thousands(made.rows), &visible(&place)), lang.report_hash(&made.sha256))
    };
    if to_output {
        writeln!(std::io::stderr(), "{text}")?;
        return Ok(());
    }
    print_line(&text)
}

fn days(args: &Args, context: &Context) -> Result<Days, Error> {
    let today = Millis(chrono::Utc::now().timestamp_millis()).day();
    let day = |text: &Option<String>| -> Result<Option<NaiveDate>, Error> {
        let Some(text) = text else { return Ok(None) };
        let day = day_of(text, today).ok_or_else(|| Error::said("report.day", context.lang.report_bad_day(&visible(text))))?;
        Ok(Some(day))
    };
    let days = Days { from: day(&args.from)?, to: day(&args.to)? };
    if days.is_backwards() {
        return Err(Error::said("report.day", context.lang.report_backwards()));
    }
    Ok(days)
}

fn target(args: &Args, context: &Context) -> Result<(ReportFormat, Target), Error> {
    let named = args.format.as_deref().and_then(ReportFormat::from_code);
    Ok(match args.out.as_deref() {
        None => (named.unwrap_or(ReportFormat::Csv), Target::Folder(context.export_dir()?)),
        Some("-") if named == Some(ReportFormat::Xlsx) => {
            return Err(Error::said("report.needs_file", context.lang.report_needs_file()));
        }
        Some("-") => (ReportFormat::Csv, Target::Output),
        Some(path) => {
            let path = PathBuf::from(path);
            let by_name = path.extension().and_then(|extension| extension.to_str()).and_then(ReportFormat::from_code);
            let format = named.or(by_name).unwrap_or(ReportFormat::Csv);
            (format, Target::File { path, force: args.force })
        }
    })
}

/// The institution meant: the one named, or the actor's own. Another's is unknown to them.
async fn institution(args: &Args, actor: &Actor, store: &dyn Store, context: &Context) -> Result<String, Error> {
    match args.institution.clone().or_else(|| actor.institution.clone()) {
        None => Err(Error::said("report.institution", context.lang.report_no_institution())),
        Some(code) => {
            let known = store.institutions().await?.iter().any(|one| one.code == code);
            if known && actor.belongs_to(&code) {
                return Ok(code);
            }
            Err(Error::said("institution.unknown", context.lang.unknown_institution(&visible(&code))))
        }
    }
}
