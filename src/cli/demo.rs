//! `jiaodui demo`: a desk of made-up orders to learn on and to measure with.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::desk::{self, Credentials};
use super::{Context, Error, default_institutions, print_line, shows_progress};
use crate::config;
use crate::demo::build::{BuildError, Options};
use crate::demo::place::{self, Card, PlaceError};
use crate::demo::staff;
use crate::domain::staff::Role;
use crate::domain::time::Millis;
use crate::password::Password;

/// What to make, where, and as whom to open it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 申请单数量
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    orders: u64,
    /// 随机种子：相同的种子做出相同的人和证书
    #[arg(long, value_name = "S", default_value_t = 20_201_016)]
    seed: u64,
    /// 文件夹（默认在数据目录下的 demo）
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// 以何种角色打开：proofreader、clerk、supervisor 或 admin
    #[arg(long = "as", value_name = "ROLE", default_value = "proofreader")]
    role: String,
    /// 只准备数据，不打开校对台
    #[arg(long)]
    no_open: bool,
}

pub(super) async fn run(args: Args, mut context: Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let role = Role::from_code(&args.role).ok_or_else(|| Error::said("staff.role", lang.unknown_role(&args.role)))?;
    let folder = match args.dir {
        Some(dir) => std::path::absolute(dir)?,
        None => config::data_dir()?.join("demo"),
    };
    let said = |error: PlaceError| said(lang, error);
    let login = staff::login_of(role);
    let show = folder.display().to_string();
    match place::find(&folder).map_err(said)? {
        Some(Card { orders, .. }) => {
            if args.no_open {
                print_line(&lang.demo_found(&show, orders))?;
            }
        }
        None => {
            let options = Options {
                orders: args.orders,
                seed: args.seed,
                now: Millis(chrono::Utc::now().timestamp_millis()),
                institutions: default_institutions(),
            };
            let bar = progress_bar(args.orders, lang.demo_making());
            let made = place::make(&folder, &options, |orders| bar.set_position(orders)).await;
            bar.finish_and_clear();
            let made = made.map_err(said)?;
            if args.no_open {
                print_line(&lang.demo_made(&show, made.orders, made.waiting, made.enquiries))?;
            }
        }
    }
    if args.no_open {
        for role in Role::ALL {
            print_line(&format!("  {:<12}{}", staff::login_of(*role), lang.role(*role)))?;
        }
        print_line(&lang.demo_password(staff::PASSWORD))?;
        return Ok(ExitCode::SUCCESS);
    }
    context.config.database = place::database_url(&folder);
    context.config.attachments = folder.join(place::ATTACHMENTS).display().to_string();
    let credentials = Credentials { login: login.clone(), password: Password::new(staff::PASSWORD.to_owned()) };
    desk::open(&context, Some(credentials), &login).await
}

fn progress_bar(length: u64, message: &'static str) -> ProgressBar {
    if !shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length).with_message(message);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:32} {human_pos}/{human_len} {eta}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn said(lang: crate::text::Lang, error: PlaceError) -> Error {
    match error {
        PlaceError::Occupied(folder) => Error::said("demo.occupied", lang.demo_occupied(&folder.display().to_string())),
        PlaceError::Build(BuildError::Store(error)) => error.into(),
        PlaceError::Build(error) => Error::said("demo.failed", error.to_string()),
        PlaceError::File { path, source } => Error::said("io", format!("{}: {source}", path.display())),
    }
}
