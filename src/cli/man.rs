//! `jiaodui man`: the manual page.

use std::process::ExitCode;

use super::{Error, language};
use crate::text::Lang;

pub(super) fn run(lang: Lang) -> Result<ExitCode, Error> {
    clap_mangen::Man::new(language::command(lang)).render(&mut std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
