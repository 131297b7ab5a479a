//! PostgreSQL's own tools: `pg_dump` makes the copy of a server's database, `pg_restore` puts it into an empty one, all or nothing.
//!
//! A centre that archives its server's write-ahead log has a better copy of the database there, up to the last second; this one goes
//! together with the attachments, and into any server. The password reaches the tools by the environment: other users of the machine see
//! the arguments of every program.
//!
//! libpq would take the first host of a URL that answers. The tools get the one that the store chose ([`crate::store::server_of`]), and
//! give up where it takes no writes any more.

use std::path::Path;
use std::process::{Command, Stdio};

use percent_encoding::percent_decode_str;

use super::BackupError;

/// Dumps the database of the one server that the URL names into a new file.
pub(super) fn dump(url: &str, into: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_dump", url);
    // Row-level security holds for the operator too, and shows them all; whoever does not see all may not read every column, and fails.
    run("pg_dump", command.args(["--format=custom", "--enable-row-security", "--no-password", "--file"]).arg(into))
}

/// Puts a dump into the database of the one server that the URL names.
pub(super) fn load(url: &str, from: &Path) -> Result<(), BackupError> {
    let mut command = tool("pg_restore", url);
    run("pg_restore", command.args(["--exit-on-error", "--single-transaction", "--no-password"]).arg(from))
}

fn tool(name: &str, url: &str) -> Command {
    let (url, password) = apart(url);
    let mut command = Command::new(name);
    command.arg("--dbname").arg(url).stdin(Stdio::null()).stdout(Stdio::null());
    command.env("PGTARGETSESSIONATTRS", "read-write");
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

fn run(tool: &'static str, command: &mut Command) -> Result<(), BackupError> {
    let output = command.output().map_err(|error| BackupError::Tool { tool, said: error.to_string() })?;
    if output.status.success() {
        return Ok(());
    }
    // The last words are the reason.
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
    Err(BackupError::Tool { tool, said })
}

/// A URL without its password, and the password: the one before the host, or that of the query, which goes first.
fn apart(url: &str) -> (String, Option<String>) {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (place, before) = apart_from_user(place);
    let (mut theirs, mut asked) = (Vec::new(), None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match decoded(key) == "password" {
            // In a query the store reads a plus as a blank.
            true => asked = Some(decoded(&value.replace('+', " "))),
            false => theirs.push(pair),
        }
    }
    let url = if theirs.is_empty() { place } else { format!("{place}?{}", theirs.join("&")) };
    (url, asked.or(before))
}

fn apart_from_user(place: &str) -> (String, Option<String>) {
    let whole = || (place.to_owned(), None);
    let Some((scheme, rest)) = place.split_once("://") else { return whole() };
    let authority = rest.split('/').next().unwrap_or(rest);
    let Some((user, _)) = authority.rsplit_once('@') else { return whole() };
    let Some((name, password)) = user.split_once(':') else { return whole() };
    let after = rest.strip_prefix(user).unwrap_or(rest);
    (format!("{scheme}://{name}{after}"), Some(decoded(password)))
}

/// Percent signs of a URL undone.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_no_argument() {
        let parts = |url| apart(url);
        assert_eq!(
            parts("postgres://desk:p%40ss%2f1@server:5432/desk?sslmode=verify-full"),
            ("postgres://desk@server:5432/desk?sslmode=verify-full".to_owned(), Some("p@ss/1".to_owned()))
        );
        assert_eq!(parts("postgres://desk@server/desk"), ("postgres://desk@server/desk".to_owned(), None));
        assert_eq!(parts("postgres:///desk?host=/run"), ("postgres:///desk?host=/run".to_owned(), None));
        // Of the query, too; it goes before the other, as the store has it.
        for url in [
            "postgres://desk@server/desk?sslmode=require&password=p%40s%26s+1",
            "postgres://desk:other@server/desk?p%61ssword=p%40s%26s%201&sslmode=require",
        ] {
            assert_eq!(parts(url), ("postgres://desk@server/desk?sslmode=require".to_owned(), Some("p@s&s 1".to_owned())));
        }
        assert_eq!(parts("postgres://server/desk?password=x"), ("postgres://server/desk".to_owned(), Some("x".to_owned())));
        assert_eq!(decoded("100%"), "100%");
    }
}
