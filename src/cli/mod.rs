//! The command line: one file per subcommand, and what they share.

pub mod acting;
pub mod anchor;
pub mod audit;
pub mod backup;
pub mod completions;
pub mod configuration;
pub mod counts;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod dossier;
mod history;
pub mod intake;
pub mod language;
pub mod linear;
pub mod man;
pub mod migrate_to;
pub mod outbox;
pub mod reasons;
pub mod report;
pub mod restore;
pub mod show;
pub mod staff;
pub mod track;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::{Parser, Subcommand};

use crate::config::{self, Config, ConfigError};
use crate::domain::calendar::{self, Calendar, CalendarError};
use crate::domain::staff::Actor;
use crate::store::records::Institution;
use crate::store::{self, Store, StoreError};
use crate::text::Lang;

/// 校对台：学历认证受理机构的校对工作台
#[derive(Debug, Parser)]
#[command(name = "jiaodui", version = env!("JIAODUI_VERSION"), long_about = None)]
pub struct Cli {
    /// 数据库：sqlite:路径 或 postgres://…
    #[arg(long, global = true, env = "JIAODUI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// 附件文件夹（默认在 SQLite 文件旁的 attachments）
    #[arg(long, global = true, env = "JIAODUI_ATTACHMENTS", value_name = "DIR")]
    pub attachment_store: Option<PathBuf>,
    /// 配置文件（默认 ~/.config/jiaodui/config.toml，其次 /etc/jiaodui/config.toml）
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 界面语言：zh-CN 或 en
    #[arg(long, global = true, env = "JIAODUI_LANG", value_name = "TAG")]
    pub lang: Option<String>,
    /// 图像显示方式（默认 auto：终端能用的最好一种）
    #[arg(long, global = true, env = "JIAODUI_GRAPHICS", value_name = "WAY")]
    pub graphics: Option<crate::desk::ui::means::Graphics>,
    /// 逐行输出，供读屏软件使用（不用全屏）
    #[arg(long, global = true)]
    pub linear: bool,
    /// 子命令；不写则打开校对台
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 接收门户的数据文件（每行一个 JSON 事件）
    Intake(intake::Args),
    /// 输出待送达申请人的消息（每行一个 JSON 对象）
    Outbox(outbox::Args),
    /// 查询一个申请单的进度
    Track(track::Args),
    /// 各受理机构各状态的申请单数
    Counts(counts::Args),
    /// 显示一个申请单的全部内容（号码已遮盖）
    Show(show::Args),
    /// 导出一个申请单的档案：可脱离数据库校验
    Dossier(dossier::Args),
    /// 校验或显示审计记录
    Audit(audit::Args),
    /// 导出报表：标准报表或任一数据表，CSV 或 XLSX（号码默认遮盖，记入审计）
    Report(report::Args),
    /// 检查数据库、附件、审计、时钟、磁盘和终端，并说明该做什么
    Doctor(doctor::Args),
    /// 备份数据库和附件（校对台可照常使用）
    Backup(backup::Args),
    /// 把备份恢复到空的位置（绝不覆盖），并校验
    Restore(restore::Args),
    /// 把受理机构从 SQLite 迁到空的 PostgreSQL 数据库
    MigrateTo(migrate_to::Args),
    /// 打开演示用的校对台（虚构的申请单和样本图像）
    Demo(demo::Args),
    /// 管理工作人员
    Staff(staff::Args),
    /// 检查配置
    Config(configuration::Args),
    /// 输出命令行补全脚本
    Completions(completions::Args),
    /// 输出手册页
    Man(man::Args),
}

/// Why a subcommand failed: a sentence for people and a stable code for scripts.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Reading or writing.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Something about the request itself, already put into words.
    #[error("{message}")]
    Said {
        /// Stable code.
        code: &'static str,
        /// For people, in their language.
        message: String,
    },
}

impl Error {
    /// An error already put into words.
    #[must_use]
    pub fn said(code: &'static str, message: impl Into<String>) -> Self {
        Self::Said { code, message: message.into() }
    }

    /// The same in words, where even a reader who went away is a failure to be told by its code: what was printed was to be kept.
    fn by_name(self) -> Self {
        match self {
            Self::Io(error) => Self::said("io", error.to_string()),
            other => other,
        }
    }

    /// The sentence for people. What the system or a library says of the cause stays in its own words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Store(error) => match error {
                StoreError::Unavailable(detail) => lang.store_unavailable(detail),
                StoreError::Unknown(detail) => lang.store_unknown(detail),
                StoreError::Exists(detail) => lang.store_exists(detail),
                StoreError::NotFound(detail) => lang.store_not_found(detail),
                StoreError::Refused(detail) => lang.store_refused(detail),
                StoreError::Full(detail) => lang.store_full(detail),
                StoreError::ReadOnly(detail) => lang.store_read_only(detail),
                StoreError::Unusable(detail) => lang.store_unusable(detail),
                StoreError::Untrusted(detail) => lang.store_untrusted(detail),
                StoreError::Barred(detail) => lang.store_barred(detail),
                StoreError::Pooled(detail) => lang.store_pooled(detail),
                StoreError::Newer(detail) => lang.store_newer(detail),
                StoreError::Corrupt(detail) => lang.store_corrupt(detail),
            },
            Self::Config(ConfigError::Unreadable { path, source }) => {
                lang.config_unreadable(&path.display().to_string(), &source.to_string())
            }
            Self::Config(ConfigError::Invalid { path, message }) => lang.config_invalid(&path.display().to_string(), message),
            Self::Config(ConfigError::Homeless) => lang.config_homeless().to_owned(),
            Self::Io(error) => error.to_string(),
            Self::Said { message, .. } => message.clone(),
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Config(_) => "config.invalid",
            Self::Io(_) => "io",
            Self::Said { code, .. } => code,
        }
    }
}

/// What every subcommand gets: settings now, the store when it asks.
#[derive(Debug)]
pub struct Context {
    /// Settings after all overrides.
    pub config: Config,
    /// Language of the output.
    pub lang: Lang,
    /// Whether the desk is to be told line by line.
    pub linear: bool,
    /// The configuration that comes last: the one named, the user's or the machine's, where there is one.
    pub config_file: Option<PathBuf>,
    /// Who signed in to connect to the database, where that is how one connects.
    pub(crate) seated: OnceLock<Actor>,
}

impl Context {
    /// Settings from the command line and the environment over those of the files.
    ///
    /// # Errors
    /// A configuration that cannot be used, or an unknown language.
    pub fn new(cli: &Cli) -> Result<Self, Error> {
        let mut config = Config::load(cli.config.as_deref())?;
        if let Some(url) = &cli.database {
            config.database.clone_from(url);
        }
        if let Some(dir) = &cli.attachment_store {
            config.attachments = dir.to_string_lossy().into_owned();
        }
        if let Some(graphics) = cli.graphics {
            config.desk.graphics = graphics;
        }
        if let Some(tag) = &cli.lang {
            config.language =
                Lang::from_tag(tag).ok_or_else(|| Error::said("config.language", Lang::Zh.unknown_language(tag)))?;
        }
        let config_file = cli.config.clone().or_else(|| config::files().pop());
        Ok(Self { lang: config.language, linear: cli.linear, config_file, config, seated: OnceLock::new() })
    }

    /// The database's URL: the one set, or `desk.db` in the data directory.
    ///
    /// # Errors
    /// No home directory.
    pub fn database_url(&self) -> Result<String, Error> {
        if !self.config.database.is_empty() {
            return Ok(self.config.database.clone());
        }
        let path = config::data_dir()?.join("desk.db");
        Ok(format!("sqlite:{}", path.display()))
    }

    /// The folder of the attachments: the one set, or `attachments` beside the SQLite file, or in the data directory.
    ///
    /// # Errors
    /// No home directory.
    pub fn attachment_dir(&self) -> Result<PathBuf, Error> {
        if !self.config.attachments.is_empty() {
            return Ok(PathBuf::from(&self.config.attachments));
        }
        let url = self.database_url()?;
        let beside = url
            .strip_prefix("sqlite:")
            .map(|rest| PathBuf::from(rest.trim_start_matches("//")))
            .and_then(|path| path.parent().map(|parent| parent.join("attachments")));
        match beside {
            Some(dir) => Ok(dir),
            None => Ok(config::data_dir()?.join("attachments")),
        }
    }

    /// When the centre works: by the file that the configuration names, or by the calendar the program carries.
    ///
    /// # Errors
    /// `calendar.unreadable` or `calendar.invalid`, naming what is wrong.
    pub fn calendar(&self) -> Result<Calendar, Error> {
        let (path, text) = match self.config.calendar.as_str() {
            "" => ("config/calendar.toml", calendar::DEFAULT.to_owned()),
            path => {
                let unreadable = |error: std::io::Error| self.lang.calendar_unreadable(path, &error.to_string());
                let read = std::fs::read_to_string(path);
                (path, read.map_err(|error| Error::said("calendar.unreadable", unreadable(error)))?)
            }
        };
        Calendar::from_toml(&text).map_err(|error| {
            let mistake = match &error {
                CalendarError::Form(detail) => detail.clone(),
                CalendarError::Days(days) => self.lang.calendar_days(days),
                CalendarError::Hours(hours) => self.lang.calendar_hours(hours),
            };
            Error::said("calendar.invalid", self.lang.calendar_error(path, &mistake))
        })
    }

    /// The folder that reports and dossiers are written to: the one set, or `jiaodui-exports` in the home directory.
    ///
    /// # Errors
    /// No home directory.
    pub fn export_dir(&self) -> Result<PathBuf, Error> {
        if self.config.export_dir.is_empty() {
            return Ok(config::home_dir()?.join("jiaodui-exports"));
        }
        Ok(PathBuf::from(&self.config.export_dir))
    }

    /// Opens a store that must be there already: a typing error in its place is no empty desk.
    ///
    /// # Errors
    /// `database.missing`, or whatever keeps the database from being opened.
    pub async fn open_existing_store(&self) -> Result<Arc<dyn Store>, Error> {
        let url = self.database_url()?;
        if let Some(place) = url.strip_prefix("sqlite:")
            && !std::path::Path::new(place.trim_start_matches("//").split('?').next().unwrap_or(place)).exists()
        {
            return Err(Error::said("database.missing", self.lang.database_missing(&url)));
        }
        self.open_store().await
    }

    /// Opens the store, made on first use, with the institutions it must know. Where staff connect by themselves, whoever runs this
    /// signs in first: as `JIAODUI_STAFF`, or asked on the terminal.
    ///
    /// # Errors
    /// Whatever keeps the database from being opened.
    pub async fn open_store(&self) -> Result<Arc<dyn Store>, Error> {
        let store = self.reach_store().await?;
        if store.is_personal() {
            let actor = acting::actor(&*store, self).await?;
            self.seated.get_or_init(|| actor);
        }
        Ok(store)
    }

    /// Likewise, but where staff connect by themselves nobody is connected yet.
    ///
    /// # Errors
    /// Whatever keeps the database from being opened.
    pub async fn reach_store(&self) -> Result<Arc<dyn Store>, Error> {
        let store = store::open(&self.database_url()?).await?;
        if !store.is_personal() && store.institutions().await?.is_empty() {
            store.put_institutions(&default_institutions()).await?;
        }
        Ok(store)
    }
}

/// The acceptance institutions of `config/institutions.csv`.
#[must_use]
pub fn default_institutions() -> Vec<Institution> {
    csv::Reader::from_reader(include_str!("../../config/institutions.csv").as_bytes())
        .deserialize::<Institution>()
        .filter_map(Result::ok)
        .collect()
}

/// Runs what the command line asks for. The exit status is the subcommand's own.
///
/// # Errors
/// Whatever kept it from being done; `main` prints it and exits with 1.
pub async fn run(cli: Cli) -> Result<ExitCode, Error> {
    let context = Context::new(&cli)?;
    match cli.command {
        Some(Command::Config(args)) => configuration::run(&args, &context),
        None => desk::run(&context).await,
        Some(Command::Intake(args)) => intake::run(args, &context).await.map_err(Error::by_name),
        Some(Command::Outbox(args)) => outbox::run(args, &context).await.map_err(Error::by_name),
        Some(Command::Track(args)) => track::run(args, &context).await,
        Some(Command::Counts(args)) => counts::run(args, &context).await,
        Some(Command::Show(args)) => show::run(args, &context).await,
        Some(Command::Dossier(args)) => dossier::run(args, &context).await,
        Some(Command::Audit(args)) => audit::run(args, &context).await,
        Some(Command::Report(args)) => report::run(args, &context).await,
        Some(Command::Backup(args)) => backup::run(&args, &context).await,
        Some(Command::Restore(args)) => restore::run(&args, &context).await,
        Some(Command::MigrateTo(args)) => migrate_to::run(&args, &context).await,
        Some(Command::Doctor(args)) => doctor::run(&args, &context).await,
        Some(Command::Demo(args)) => demo::run(args, context).await,
        Some(Command::Staff(args)) => staff::run(args, &context).await,
        Some(Command::Completions(args)) => completions::run(&args, context.lang),
        Some(Command::Man(args)) => man::run(&args, context.lang),
    }
}

/// Prints a line to standard output. A reader who has gone away (`| head`) is no error worth words.
///
/// # Errors
/// Any other failure to write.
pub fn print_line(line: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// Whether progress may be shown: only where standard error is a terminal.
#[must_use]
pub fn shows_progress() -> bool {
    std::io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_institution_is_read() {
        let institutions = default_institutions();
        assert_eq!(institutions.len(), 13);
        assert!(institutions.iter().any(|one| one.code == "hubei" && one.short_name == "湖北"));
        assert!(institutions.iter().any(|one| one.province_code.is_none()));
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
