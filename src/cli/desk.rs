//! `jiaodui` without a subcommand: the desk.

use std::process::ExitCode;

use super::{Context, Error};

pub(super) async fn run(context: &Context) -> Result<ExitCode, Error> {
    let _ = context;
    Ok(ExitCode::SUCCESS)
}
