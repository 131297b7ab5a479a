//! `jiaodui man`: the manual page.

use std::process::ExitCode;

use clap::CommandFactory;

use super::{Cli, Error};

pub(super) fn run() -> Result<ExitCode, Error> {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
