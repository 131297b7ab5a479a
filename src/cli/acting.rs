//! Who acts in a subcommand: a member of staff who signs in, by the environment or on the terminal.

use std::io::{BufRead, IsTerminal, Write};

use super::{Context, Error};
use crate::domain::staff::Actor;
use crate::password::Password;
use crate::sign_in::sign_in;
use crate::store::Store;

/// Signs in as `JIAODUI_STAFF` with `JIAODUI_PASSWORD`; what is not set is asked for on the terminal.
///
/// # Errors
/// `sign_in.needed` where there is neither, `sign_in.refused` for a login or a password that is not right.
pub async fn actor(store: &dyn Store, context: &Context) -> Result<Actor, Error> {
    let lang = context.lang;
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let asks = std::io::stdin().is_terminal();
    let login = match set("JIAODUI_STAFF") {
        Some(login) => login,
        None if asks => ask_line(lang.ask_login())?,
        None => return Err(Error::said("sign_in.needed", lang.sign_in_needed())),
    };
    let password = match set("JIAODUI_PASSWORD") {
        Some(password) => Password::new(password),
        None if asks => ask_password(lang.ask_password())?,
        None => return Err(Error::said("sign_in.needed", lang.sign_in_needed())),
    };
    match sign_in(store, &login, password).await? {
        Some(actor) => Ok(actor),
        None => Err(Error::said("sign_in.refused", lang.sign_in_refused())),
    }
}

/// Asks for a line on the terminal.
///
/// # Errors
/// No terminal to ask on.
pub(super) fn ask_line(prompt: &str) -> Result<String, Error> {
    write!(std::io::stderr(), "{prompt}")?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Asks for a password on the terminal, without echo.
///
/// # Errors
/// No terminal to ask on.
pub(super) fn ask_password(prompt: &str) -> Result<Password, Error> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let stdin = std::io::stdin();
    let before = tcgetattr(&stdin).map_err(std::io::Error::from)?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    // Whoever sees the question may answer at once: by then nothing is echoed, and nothing thrown away any more.
    tcsetattr(&stdin, OptionalActions::Flush, &silent).map_err(std::io::Error::from)?;
    write!(std::io::stderr(), "{prompt}")?;
    let mut line = String::new();
    let read = stdin.lock().read_line(&mut line);
    tcsetattr(&stdin, OptionalActions::Flush, &before).map_err(std::io::Error::from)?;
    writeln!(std::io::stderr())?;
    read?;
    Ok(Password::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}
