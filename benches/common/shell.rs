//! The same SQL through the engines' own shells, `sqlite3` and `psql`, one process that stays: what a statement costs without this program.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use super::Failed;

/// A shell at the other end of two pipes.
pub(crate) struct Shell {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    postgres: bool,
}

/// A parameter as it stands in a statement that is typed.
pub(crate) enum Literal {
    Text(String),
    Int(i64),
}

const END: &str = "--end of the answer--";

impl Shell {
    /// Opens the database of a URL; on a server as whom the URL names.
    pub(crate) fn open(url: &str) -> Result<Self, Failed> {
        let postgres = !url.starts_with("sqlite:");
        let mut command = match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut command = Command::new("sqlite3");
                command.args(["-batch", "-bail", path]);
                command
            }
            None => {
                let mut command = Command::new("psql");
                command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", url]);
                command
            }
        };
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let to = child.stdin.take().ok_or("no pipe to the shell")?;
        let from = BufReader::new(child.stdout.take().ok_or("no pipe from the shell")?);
        Ok(Self { child, to, from, postgres })
    }

    /// Runs a script; how long its whole answer took, and how many lines it has.
    pub(crate) fn run(&mut self, script: &str) -> Result<(Duration, u64), Failed> {
        let end = if self.postgres { format!("\\echo '{END}'\n") } else { format!(".print '{END}'\n") };
        let text = format!("{script}\n{end}");
        let start = Instant::now();
        self.to.write_all(text.as_bytes())?;
        self.to.flush()?;
        let (mut line, mut lines) = (String::new(), 0);
        loop {
            line.clear();
            if self.from.read_line(&mut line)? == 0 {
                return Err(format!("the shell ended after {script}").into());
            }
            if line.trim_end() == END {
                return Ok((start.elapsed(), lines));
            }
            lines += 1;
        }
    }

    /// A statement of the store's with its parameters in it.
    pub(crate) fn filled(&self, statement: &str, arguments: &[Literal]) -> String {
        let mut text = statement.to_owned();
        for (number, argument) in arguments.iter().enumerate().rev() {
            let written = match argument {
                Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
                Literal::Int(number) if self.postgres => format!("'{number}'::bigint"),
                Literal::Int(number) => number.to_string(),
            };
            text = text.replace(&format!("${}", number + 1), &written);
        }
        text + ";\n"
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // It waits for what is typed next, for ever.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
