//! `jiaodui doctor`: whether database, files and terminal are as they should be, and what to do where they are not.
//!
//! Every check has a stable code and changes nothing. A database of an older program is not brought up to date: that is said, and what
//! would need it is left out.

mod database;
mod files;
mod surroundings;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::{Context, Error, print_line};
use crate::domain::visible::visible;
use crate::store::{self, examine::examine};
use crate::text::Lang;

/// How thoroughly.
#[derive(Debug, clap::Args)]
#[command(after_help = "退出码：0 一切正常；1 有问题，须处理；2 只有提醒。\n\
    每项检查有固定的代码（--json 中的 check），并说明该做什么；不改动任何数据。")]
pub struct Args {
    /// 跳过费时的检查：审计校验和计数核对
    #[arg(long, conflicts_with = "deep")]
    quick: bool,
    /// 读取全部附件并核对哈希（平时只查大小，抽查哈希）
    #[arg(long)]
    deep: bool,
    /// 同时对照这一份锚定文件（可多次使用）
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
    /// 每项检查一行 JSON 对象
    #[arg(long)]
    json: bool,
}

/// How it stands with what was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Fine,
    LeftOut,
    Warning,
    Problem,
}

impl Status {
    const fn code(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::LeftOut => "skipped",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }

    const fn mark(self) -> &'static str {
        match self {
            Self::Fine => "✓",
            Self::LeftOut => "-",
            Self::Warning => "?",
            Self::Problem => "!",
        }
    }
}

/// Says what was found, as it is found.
struct Report<'a> {
    lang: Lang,
    json: bool,
    context: &'a Context,
    worst: Status,
}

impl Report<'_> {
    fn say(&mut self, check: &str, status: Status, says: &str, todo: &str) -> Result<(), Error> {
        self.worst = self.worst.max(status);
        if self.json {
            let todo = Some(todo).filter(|todo| !todo.is_empty());
            return print_line(&json!({ "check": check, "status": status.code(), "says": says, "todo": todo }).to_string());
        }
        print_line(&format!("{} {:<22} {}", status.mark(), check, visible(says)))?;
        if todo.is_empty() { Ok(()) } else { print_line(&format!("  → {todo}")) }
    }

    fn fine(&mut self, check: &str, says: &str) -> Result<(), Error> {
        self.say(check, Status::Fine, says, "")
    }

    fn left_out(&mut self, check: &str, says: &str) -> Result<(), Error> {
        self.say(check, Status::LeftOut, says, "")
    }
}

pub(super) async fn run(args: &Args, context: &Context) -> Result<ExitCode, Error> {
    let mut report = Report { lang: context.lang, json: args.json, context, worst: Status::Fine };
    surroundings::configuration(&mut report)?;
    surroundings::terminal(&mut report)?;
    let url = context.database_url()?;
    let asked = chrono::Utc::now().timestamp_millis();
    let examined = match is_there(&url, context) {
        Ok(()) => examine(&url).await.map_err(Error::Store),
        Err(error) => Err(error),
    };
    let answered = chrono::Utc::now().timestamp_millis();
    files::permissions(&mut report, &url)?;
    files::space(&mut report, &url)?;
    files::leftovers(&mut report, &url)?;
    match examined {
        Err(error) => {
            let says = format!("{} [{}]", error.message(context.lang), error.code());
            report.say("database.connect", Status::Problem, &says, context.lang.doctor_connect_todo())?;
        }
        Ok(examined) => {
            report.fine("database.connect", &examined.version)?;
            let is_current = database::facts(&mut report, &examined, (asked, answered))?;
            if is_current {
                let store = store::open(&url).await?;
                let done = async {
                    database::moved(&mut report, store.as_ref()).await?;
                    database::counters(&mut report, store.as_ref(), args.quick).await?;
                    files::attachments(&mut report, store.as_ref(), args.deep).await?;
                    database::audit(&mut report, store.as_ref(), args).await
                };
                let done = done.await;
                store.close().await;
                done?;
            } else {
                for check in ["counters", "attachments", "audit"] {
                    report.left_out(check, context.lang.doctor_not_current())?;
                }
            }
        }
    }
    Ok(match report.worst {
        Status::Fine | Status::LeftOut => ExitCode::SUCCESS,
        Status::Warning => ExitCode::from(2),
        Status::Problem => ExitCode::FAILURE,
    })
}

/// Looking must not make a database.
fn is_there(url: &str, context: &Context) -> Result<(), Error> {
    match store::file_of(url)? {
        Some(file) if !file.exists() => Err(Error::said("database.missing", context.lang.database_missing(url))),
        _ => Ok(()),
    }
}
