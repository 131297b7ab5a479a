//! `jiaodui completions SHELL`: a completion script for a shell.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Error};

/// Which shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// bash、zsh、fish……
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, Error> {
    clap_complete::generate(args.shell, &mut Cli::command(), "jiaodui", &mut std::io::stdout().lock());
    Ok(ExitCode::SUCCESS)
}
