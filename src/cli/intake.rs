//! `jiaodui intake FEED`: takes the portal's feed in. Exit status 0: nothing refused; 2: something was; 1: the run itself failed.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::{Context, Error, shows_progress};
use crate::domain::visible::visible;
use crate::evidence::folder::Folder;
use crate::evidence::keep::Keep;
use crate::intake::pipeline::{self, Settled, Tally};
use crate::intake::settle::{Intake, Outcome};
use crate::text::Lang;

/// Something was refused.
const REFUSED: u8 = 2;

/// What to take in.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出状态：0 没有拒收；2 有拒收的行；1 运行失败（已接收的不受影响，重新运行同一文件即可续完）")]
pub struct Args {
    /// 数据文件；“-”为标准输入
    #[arg(value_name = "FEED")]
    feed: PathBuf,
    /// 附件路径所相对的文件夹（默认为数据文件所在的文件夹）
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    /// 报告的格式
    #[arg(long, value_enum, default_value_t = Report::Text)]
    report: Report,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Report {
    /// 逐条列出拒收的行
    Text,
    /// 每行一个 JSON 对象
    Json,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let is_stdin = args.feed.as_os_str() == "-";
    let unreadable = |path: &Path, error: &io::Error| {
        Error::said("feed.unreadable", lang.intake_no_feed(&visible(&path.display().to_string()), &error.to_string()))
    };
    let (feed, length): (Box<dyn BufRead + Send>, Option<u64>) = if is_stdin {
        (Box::new(BufReader::new(io::stdin())), None)
    } else {
        let file = File::open(&args.feed).map_err(|error| unreadable(&args.feed, &error))?;
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        (Box::new(BufReader::with_capacity(256 * 1024, file)), length)
    };
    let base = match &args.attachments {
        Some(folder) => folder.clone(),
        None if is_stdin => PathBuf::from("."),
        // The parent of a bare file name is the empty path.
        None => {
            args.feed.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
        }
    };
    let folder = Folder::open(&base).map_err(|error| unreadable(&base, &error))?;
    let store = context.open_store().await?;
    let keep = Keep::open(&context.attachment_dir()?)
        .map_err(|error| Error::said(error.code(), lang.intake_stopped(&error.to_string())))?;
    let institutions: HashSet<String> = store.institutions().await?.into_iter().map(|institution| institution.code).collect();
    let intake = Intake {
        store: Arc::clone(&store),
        keep,
        folder: Arc::new(folder),
        memory: Arc::default(),
        institutions: Arc::new(institutions),
    };

    let bar = progress_bar(length);
    let result = pipeline::run(&intake, feed, |settled| {
        bar.set_position(settled.end);
        match args.report {
            Report::Json => bar.suspend(|| write_json(lang, settled)),
            Report::Text => bar.suspend(|| write_refusal(lang, settled)),
        }
    })
    .await;
    bar.finish_and_clear();
    let tally = result.map_err(|error| Error::said(error.code(), lang.intake_failure(&error)))?;
    write_tally(lang, args.report, tally)?;
    store.close().await;
    Ok(if tally.refused > 0 { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
}

/// Only on a terminal, and then on standard error: the report has standard output to itself.
fn progress_bar(length: Option<u64>) -> ProgressBar {
    if !shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = match length {
        Some(length) => ProgressBar::new(length),
        None => ProgressBar::new_spinner(),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    let template = match length {
        Some(_) => "{bar:40} {percent:>3}%  {bytes}/{total_bytes}  {eta}",
        None => "{spinner} {bytes}  {elapsed}",
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

/// A line of the report, in the order of names that the contract with the portal shows.
#[derive(Serialize)]
struct LineReport<'a> {
    line: u64,
    event_id: Option<&'a str>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Vec<ErrorReport<'a>>>,
    #[serde(skip_serializing_if = "is_zero")]
    unknown_keys: u64,
}

#[derive(Serialize)]
struct ErrorReport<'a> {
    code: &'static str,
    path: &'a str,
    message: String,
}

#[derive(Serialize)]
struct TallyReport {
    accepted: u64,
    duplicate: u64,
    refused: u64,
    #[serde(skip_serializing_if = "is_zero")]
    unknown_keys: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn write_json(lang: Lang, settled: &Settled) -> io::Result<()> {
    let (outcome, errors) = match &settled.outcome {
        Outcome::Accepted => ("accepted", None),
        Outcome::Duplicate => ("duplicate", None),
        Outcome::Refused(refusals) => (
            "refused",
            Some(
                refusals
                    .iter()
                    .map(|refusal| ErrorReport {
                        code: refusal.why.code(),
                        path: &refusal.path,
                        message: lang.refusal(&refusal.why),
                    })
                    .collect(),
            ),
        ),
    };
    write_line(&LineReport {
        line: settled.line,
        event_id: settled.event_id.as_deref(),
        outcome,
        errors,
        unknown_keys: settled.unknown_keys,
    })
}

fn write_refusal(lang: Lang, settled: &Settled) -> io::Result<()> {
    let Outcome::Refused(refusals) = &settled.outcome else {
        return Ok(());
    };
    let event_id = settled.event_id.as_deref().unwrap_or("-");
    let mut text = lang.intake_line(settled.line, &visible(event_id));
    for refusal in refusals {
        text.push('\n');
        text.push_str(lang.intake_error(refusal.why.code(), &refusal.path, &lang.refusal(&refusal.why)).trim_end());
    }
    writeln!(io::stdout().lock(), "{text}")
}

fn write_tally(lang: Lang, report: Report, tally: Tally) -> Result<(), Error> {
    let Tally { accepted, duplicate, refused, unknown_keys } = tally;
    match report {
        Report::Json => write_line(&TallyReport { accepted, duplicate, refused, unknown_keys })?,
        Report::Text => {
            let mut out = io::stdout().lock();
            writeln!(out, "{}", lang.intake_tally(accepted, duplicate, refused))?;
            if unknown_keys > 0 {
                writeln!(out, "{}", lang.intake_unknown_keys(unknown_keys))?;
            }
        }
    }
    Ok(())
}

fn write_line(report: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(report)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line)?;
    out.flush()
}
