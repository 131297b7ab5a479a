//! `jiaodui` without a subcommand: the desk.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};

use super::reasons::InForce;
use super::{Context, Error};
use crate::config;
use crate::desk::app::common::{Bell, Common};
use crate::desk::app::driver::Driver;
use crate::desk::app::driver::archive::Exporting;
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::app::msg::{Msg, Slot};
use crate::desk::app::picture::Pictures;
use crate::desk::app::run::{self, Surface};
use crate::desk::app::viewer::Viewer;
use crate::desk::input::key::Key;
use crate::desk::screen::proofread::Opens;
use crate::desk::term::{caps, events, session, typed};
use crate::desk::ui::palette::Depth;
use crate::domain::reply::{self, Replies};
use crate::domain::requirement::{self, Requirements};
use crate::domain::time::Millis;
use crate::evidence::keep::Keep;
use crate::password::Password;
use crate::report::Knowledge;

/// Who is signed in without being asked: `JIAODUI_STAFF` and `JIAODUI_PASSWORD`, or the demonstration's.
#[derive(Debug)]
pub(super) struct Credentials {
    pub(super) login: String,
    pub(super) password: Password,
}

impl Credentials {
    fn from_environment() -> (Option<Self>, String) {
        let login = std::env::var("JIAODUI_STAFF").unwrap_or_default();
        match std::env::var("JIAODUI_PASSWORD") {
            Ok(password) if !login.is_empty() => (Some(Self { login: login.clone(), password: Password::new(password) }), login),
            _ => (None, login),
        }
    }
}

pub(super) async fn run(context: &Context) -> Result<ExitCode, Error> {
    let (credentials, login) = Credentials::from_environment();
    open(context, credentials, &login).await
}

/// Opens the desk and runs it until it quits; claims are released on every way out.
pub(super) async fn open(context: &Context, credentials: Option<Credentials>, login: &str) -> Result<ExitCode, Error> {
    if context.linear {
        return super::linear::open(context, credentials, login).await;
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Error::said("desk.no_terminal", context.lang.needs_a_terminal()));
    }
    let _log = config::state_dir().ok().and_then(|dir| crate::logging::start(&dir));
    let in_force = InForce::read(context)?;
    let common = common(context, &in_force)?;
    let viewer = Viewer::new(&context.config.desk.viewer);
    let lease_ms = common.claim_ms;
    let knowledge =
        Knowledge { lang: common.lang, calendar: Arc::clone(&common.calendar), catalogue: Arc::clone(&common.catalogue) };
    let mut model = Model::new(common, login);

    let signals = events::signals()?;
    let session = session::Session::enter()?;
    let (terminal, typed) = caps::probe();
    model.common.ambiguous_wide = terminal.ambiguous_wide == Some(true);
    model.common.terminal = terminal;
    let mut surface = TerminalSurface { screen: session.screen()?, session };
    // The first frame is there before anything is asked of the database.
    model.common.size = surface.size();
    surface.draw(&model, Millis(chrono::Utc::now().timestamp_millis()))?;

    let mut inputs = events::inputs(signals);
    // What was typed while the terminal was asked comes first.
    let mut typed_ahead = typed::keys(&typed);
    let store = tokio::select! {
        store = context.reach_store() => store?,
        // A server that does not answer must not keep anyone who wants to leave.
        () = wants_to_leave(&mut inputs, &mut typed_ahead) => return Ok(ExitCode::SUCCESS),
    };
    let inputs = stream::iter(typed_ahead).chain(inputs);
    // Where staff connect by themselves nobody can be asked yet; the first decision looks at the catalogue again.
    if !store.is_personal() {
        in_force.check(context, &store).await?;
        if !store.has_staff().await? {
            return Err(Error::said("desk.no_staff", context.lang.no_staff_yet()));
        }
    }
    let keep = Keep::open(&context.attachment_dir()?).map_err(|error| Error::said("attachments.unusable", error.to_string()))?;
    let readme = context.lang.dossier_readme().to_owned();
    let exporting = Exporting { keep: keep.clone(), folder: context.export_dir()?, readme };
    let driver = Driver::new(Arc::clone(&store), Pictures::new(keep), viewer, lease_ms)
        .keeping(in_force.catalogue.version.clone(), in_force.text.clone())
        .taking_dossiers(exporting)
        .exporting(context.export_dir()?, knowledge);
    let ended = drive(model, driver, surface, inputs, credentials).await;
    store.close().await;
    match ended {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

/// What every screen shares, as the configuration and the terminal's environment have it.
pub(super) fn common(context: &Context, in_force: &InForce) -> Result<Common, Error> {
    let keymap = super::configuration::keymap(context)
        .map_err(|problems| Error::said("config.invalid", problems.join(context.lang.list_semicolon())))?;
    let mut common = Common::new(context.lang, Arc::new(in_force.catalogue.clone()), keymap);
    let requirements = requirements(context)?;
    common.requirements = Arc::new(requirements);
    common.patience_days = context.config.desk.unanswered_working_days;
    common.replies = Arc::new(replies(context)?);
    common.calendar = Arc::new(context.calendar()?);
    let desk = &context.config.desk;
    common.next_after_decision = desk.next_after_decision;
    common.skip_reasons.clone_from(&desk.skip_reasons);
    common.postpone_reasons.clone_from(&desk.postpone_reasons);
    common.reveal_reasons.clone_from(&desk.reveal_reasons);
    common.held_reasons.clone_from(&desk.held_reasons);
    common.idle_lock_ms = i64::from(desk.idle_lock_minutes) * 60_000;
    common.hold_ms = i64::from(desk.hold_seconds) * 1000;
    common.claim_ms = i64::from(desk.claim_minutes) * 60_000;
    common.graphics = desk.graphics;
    common.crop_to_field = desk.crop_to_field;
    common.opens = opens(&Viewer::new(&desk.viewer));
    common.theme = desk.theme;
    common.mouse = desk.mouse;
    common.bell = Bell::new(desk.bell);
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    common.depth = Depth::of(&says("COLORTERM"), &says("TERM"));
    common.colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Ok(common)
}

/// Where `o` opens a scan: a program over ssh without a display would open it nowhere.
fn opens(viewer: &Viewer) -> Opens {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match viewer.is_set() {
        false => Opens::Here,
        true if has("SSH_CONNECTION") && !has("DISPLAY") && !has("WAYLAND_DISPLAY") => Opens::NoDisplay,
        true => Opens::Outside,
    }
}

/// Until Ctrl-C, a signal, or the end of the terminal. Whatever else comes is kept for the form.
async fn wants_to_leave(inputs: &mut (impl Stream<Item = Msg> + Unpin), typed_ahead: &mut Vec<Msg>) {
    while let Some(msg) = inputs.next().await {
        if msg == Msg::Stop || msg == Msg::Key(Key::ctrl('c')) {
            return;
        }
        typed_ahead.push(msg);
    }
}

/// The loop in a task of its own, so that even a panic in it leads through the way out.
async fn drive(
    mut model: Model,
    mut driver: Driver,
    mut surface: TerminalSurface,
    inputs: impl Stream<Item = Msg> + Unpin + Send + 'static,
    credentials: Option<Credentials>,
) -> io::Result<()> {
    let exit = driver.exit();
    let desk = tokio::spawn(async move {
        if let Some(Credentials { login, password }) = credentials {
            let ticket = model.common.ticket(Slot::SignIn);
            driver.run(Effect::SignIn { ticket, login, password });
        }
        run::run(&mut model, &mut driver, &mut surface, inputs).await
    });
    let ended = desk.await;
    // Dropping the surface has given the terminal back; a slow database is not waited for on a raw screen.
    session::leave();
    exit.finish().await;
    match ended {
        Ok(result) => result,
        Err(error) if error.is_panic() => Err(io::Error::other("panic")),
        Err(_) => Ok(()),
    }
}

#[derive(Debug)]
struct TerminalSurface {
    screen: session::Screen,
    session: session::Session,
}

impl Surface for TerminalSurface {
    fn draw(&mut self, model: &Model, now: Millis) -> io::Result<()> {
        session::draw(&mut self.screen, |frame| model.view(frame, now))
    }

    fn repaint(&mut self) -> io::Result<()> {
        self.screen.clear()
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.session.suspend()
    }

    fn mouse(&mut self, on: bool) -> io::Result<()> {
        session::mouse(on)
    }

    fn bell(&mut self) -> io::Result<()> {
        session::bell()
    }

    fn size(&self) -> (u16, u16) {
        crossterm::terminal::size().unwrap_or((80, 24))
    }
}

/// Which materials an item needs: by the file that the configuration names, or by the rules the program carries.
pub(super) fn requirements(context: &Context) -> Result<Requirements, Error> {
    let (path, text) = match context.config.requirements.as_str() {
        "" => ("config/requirements.toml", requirement::DEFAULT.to_owned()),
        path => {
            let read = std::fs::read_to_string(path);
            let unreadable = |error: std::io::Error| context.lang.requirements_unreadable(path, &error.to_string());
            (path, read.map_err(|error| Error::said("requirements.unreadable", unreadable(error)))?)
        }
    };
    Requirements::from_toml(&text)
        .map_err(|error| Error::said("requirements.invalid", context.lang.requirements_error(path, &error.to_string())))
}

/// The canned texts: of the file that the configuration names, or those the program carries.
fn replies(context: &Context) -> Result<Replies, Error> {
    let (path, text) = match context.config.replies.as_str() {
        "" => ("config/replies.toml", reply::DEFAULT.to_owned()),
        path => {
            let read = std::fs::read_to_string(path);
            let unreadable = |error: std::io::Error| context.lang.replies_unreadable(path, &error.to_string());
            (path, read.map_err(|error| Error::said("replies.unreadable", unreadable(error)))?)
        }
    };
    Replies::from_toml(&text)
        .map_err(|error| Error::said("replies.invalid", context.lang.replies_error(path, &error.to_string())))
}
