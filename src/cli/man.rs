//! `jiaodui man`: the manual page, or all of them as files.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{Error, language};
use crate::text::Lang;

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 把所有命令的手册页写入此文件夹
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<ExitCode, Error> {
    match &args.dir {
        Some(dir) => clap_mangen::generate_to(language::command(lang), dir)?,
        None => clap_mangen::Man::new(language::command(lang)).render(&mut std::io::stdout().lock())?,
    }
    Ok(ExitCode::SUCCESS)
}
