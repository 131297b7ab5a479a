//! `jiaodui completions SHELL`: a completion script for a shell.

use std::io::Write;
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
    // Into memory first: the generator knows of no reader that goes away, as `head` does, and would panic.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut language::command(lang), "jiaodui", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
