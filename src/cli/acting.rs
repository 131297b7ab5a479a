//! Who acts in a subcommand: a member of staff who signs in, by the environment or on the terminal.

use std::io::{BufRead, IsTerminal, Write};

use super::{Context, Error};
use crate::domain::staff::Actor;
use crate::password::{Password, Weak};
use crate::sign_in::{SignedIn, sign_in};
use crate::store::Store;
use crate::text::Lang;

/// Signs in as `JIAODUI_STAFF` with `JIAODUI_PASSWORD`; what is not set is asked for on the terminal.
///
/// # Errors
/// `sign_in.needed` where there is neither, `sign_in.refused` for a login or a password that is not right.
pub async fn actor(store: &dyn Store, context: &Context) -> Result<Actor, Error> {
    if let Some(actor) = context.seated.get() {
        return Ok(actor.clone());
    }
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
        SignedIn::As(actor, _) => Ok(actor),
        SignedIn::Refused => Err(Error::said("sign_in.refused", lang.sign_in_refused())),
    }
}

/// Whoever `JIAODUI_STAFF` names, signed in; `None` where it names nobody.
///
/// # Errors
/// As [`actor`].
pub(super) async fn named(store: &dyn Store, context: &Context) -> Result<Option<Actor>, Error> {
    match store.is_personal() || std::env::var_os("JIAODUI_STAFF").is_some_and(|login| !login.is_empty()) {
        true => actor(store, context).await.map(Some),
        false => Ok(None),
    }
}

/// A new password: from `JIAODUI_NEW_PASSWORD` (or `JIAODUI_PASSWORD`, where that is nobody's who signed in), else asked twice on the
/// terminal, else one line of standard input.
///
/// # Errors
/// Where it cannot be read, or the two differ.
pub(super) fn new_password(context: &Context, by: &Actor) -> Result<Password, Error> {
    let set = std::env::var("JIAODUI_NEW_PASSWORD").ok();
    if let Some(set) = set.or_else(|| std::env::var("JIAODUI_PASSWORD").ok().filter(|_| by.is_operator())) {
        return Ok(Password::new(set));
    }
    let lang = context.lang;
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(Password::new(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    let first = ask_password(lang.new_password())?;
    if first != ask_password(lang.repeat_password())? {
        return Err(Error::said("staff.password", lang.passwords_differ()));
    }
    Ok(first)
}

/// Why a password will not do, in words.
pub(super) fn weak(lang: Lang, weak: Weak) -> Error {
    Error::said("staff.password", lang.weak(weak))
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
