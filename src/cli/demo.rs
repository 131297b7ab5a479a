//! `jiaodui demo`: a desk of made-up orders to learn on and to measure with.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::desk::{self, Credentials};
use super::{Context, Error, default_institutions, print_line, shows_progress};
use crate::config;
use crate::demo::build::{BuildError, Options};
use crate::demo::live::{self, Beside, Elsewhere, LiveError, Made, Played, Player, Stage};
use crate::demo::place::{self, Card, PlaceError};
use crate::demo::staff;
use crate::domain::staff::Role;
use crate::domain::time::Millis;
use crate::intake::settle::Outcome;
use crate::password::Password;
use crate::store;
use crate::text::Lang;

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
    /// 只准备数据，不打开校对台（同时用 --live 时，逐行输出申请人的操作，按 Ctrl-C 结束）
    #[arg(long)]
    no_open: bool,
    /// 同时演示申请人的操作：新申请、补交、取消、咨询
    #[arg(long)]
    live: bool,
    /// 申请人每分钟操作的次数；0 为不操作
    #[arg(long, value_name = "N", requires = "live", default_value_t = live::USUAL_PER_MINUTE,
          value_parser = clap::value_parser!(u32).range(0..=i64::from(live::MOST_PER_MINUTE)))]
    per_minute: u32,
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
    let made = match place::find(&folder).map_err(said)? {
        Some(Card { orders, seed, made_at }) => {
            if args.no_open {
                print_line(&lang.demo_found(&show, orders))?;
            }
            Made { orders, seed, at: Millis(made_at) }
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
            Made { orders: made.orders, seed: options.seed, at: options.now }
        }
    };
    let plays = args.live && args.per_minute > 0;
    if args.no_open {
        for role in Role::ALL {
            print_line(&format!("  {:<12}{}", staff::login_of(*role), lang.role(*role)))?;
        }
        print_line(&lang.demo_password(staff::PASSWORD))?;
        if plays {
            play(lang, &Stage::of(&folder), made, args.per_minute).await?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    context.config.database = place::database_url(&folder);
    context.config.attachments = folder.join(place::ATTACHMENTS).display().to_string();
    let credentials = Credentials { login: login.clone(), password: Password::new(staff::PASSWORD.to_owned()) };
    // Without them a second desk on the same demonstration is a desk all the same.
    let applicants = match plays.then(|| Stage::of(&folder)) {
        Some(stage) => match stage.turn()? {
            Ok(turn) => Some(Beside::start(stage, made, args.per_minute, turn)?),
            Err(Elsewhere) => None,
        },
        None => None,
    };
    let ended = desk::open(&context, Some(credentials), &login).await;
    if let Some(applicants) = applicants {
        applicants.end().await;
    }
    ended
}

/// Plays the applicants without a desk, one line an event, until Ctrl-C or SIGTERM.
async fn play(lang: Lang, stage: &Stage, made: Made, per_minute: u32) -> Result<(), Error> {
    let _turn = stage.turn()?.map_err(|Elsewhere| Error::said("demo.live_elsewhere", lang.live_elsewhere()))?;
    let failed = |error: LiveError| Error::said("demo.live", lang.live_failed(&error.to_string()));
    let mut terminated = signal(SignalKind::terminate())?;
    let store = store::open(&stage.database).await?;
    let now = Millis(chrono::Utc::now().timestamp_millis());
    let mut player = Player::new(Arc::clone(&store), stage, made, now).await.map_err(failed)?;
    print_line(&lang.live_playing(per_minute))?;
    // A reader who has gone away ends it as well.
    let (gone, mut left) = watch::channel(false);
    let stop = async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
            _ = left.wait_for(|gone| *gone) => {}
        }
    };
    let ended = live::run(&mut player, per_minute, stop, |played| {
        if writeln!(io::stdout().lock(), "{}", line(lang, played)).is_err() {
            let _ = gone.send(true);
        }
    })
    .await;
    store.close().await;
    ended.map_err(failed)
}

/// No name and no number of a person's is in it.
fn line(lang: Lang, played: &Played) -> String {
    let time = played.at.in_china().format("%H:%M:%S").to_string();
    let mut line = lang.live_line(&time, lang.live_act(played.act), &played.subject, &played.institution);
    if let Outcome::Refused(refusals) = &played.outcome {
        let codes: Vec<&str> = refusals.iter().map(|refusal| refusal.why.code()).collect();
        line.push_str(&lang.live_refused(&codes.join(", ")));
    }
    line
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

fn said(lang: Lang, error: PlaceError) -> Error {
    match error {
        PlaceError::Occupied(folder) => Error::said("demo.occupied", lang.demo_occupied(&folder.display().to_string())),
        PlaceError::Build(BuildError::Store(error)) => error.into(),
        PlaceError::Build(error) => Error::said("demo.failed", error.to_string()),
        PlaceError::File { path, source } => Error::said("io", format!("{}: {source}", path.display())),
    }
}
