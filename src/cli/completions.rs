//! `jiaodui completions SHELL`: a completion script for a shell.

use std::process::ExitCode;

use clap_complete::Shell;

use super::{Error, language};
use crate::text::Lang;

/// Which shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// bash、zsh、fish……
    shell: Shell,
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<ExitCode, Error> {
    clap_complete::generate(args.shell, &mut language::command(lang), "jiaodui", &mut std::io::stdout().lock());
    Ok(ExitCode::SUCCESS)
}
