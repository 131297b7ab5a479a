//! Arguments → one of the programs of `cli`. The only place that exits.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use jiaodui::cli::{self, language};
use jiaodui::text::Lang;

/// What a shell gives for a program that SIGPIPE (13) has ended: 128 + 13.
const PIPE_CLOSED: u8 = 141;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let lang = language::asked(&arguments);
    let cli = match language::parse(arguments, lang) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(lang, "io", &error.to_string()),
    };
    let result = runtime.block_on(cli::run(cli));
    // A task that will never yield (a reader of a terminal that is gone) must not keep the process.
    runtime.shutdown_background();
    match result {
        Ok(code) => code,
        // Whoever read what is printed has read enough (`… | head`): as quiet about it as a program that the signal ends.
        Err(cli::Error::Io(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(PIPE_CLOSED),
        Err(error) => failed(lang, error.code(), &error.message(lang)),
    }
}

fn failed(lang: Lang, code: &str, message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "jiaodui: {}{message} [{code}]", lang.error_prefix());
    ExitCode::FAILURE
}
