//! `jiaodui --linear`: the desk for screen readers. Lines are read as they are typed and what changed is printed below them.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use tokio::io::{AsyncBufReadExt, BufReader};

use super::acting::{ask_line, ask_password};
use super::desk::{self, Credentials};
use super::{Context, Error, print_line};
use crate::desk::app::driver::Driver;
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::app::msg::{Msg, Slot};
use crate::desk::app::picture::Pictures;
use crate::desk::app::run::{self, Surface};
use crate::desk::app::viewer::Viewer;
use crate::desk::linear::{SIZE, Teller};
use crate::desk::term::{events, session};
use crate::desk::ui::means::Graphics;
use crate::domain::time::Millis;
use crate::evidence::keep::Keep;
use crate::sign_in::{SignedIn, sign_in};
use crate::store::Store;

/// How often a wrong password may be typed.
const TRIES: usize = 3;

/// Runs the desk line by line until it quits; claims are released on every way out.
pub(super) async fn open(context: &Context, credentials: Option<Credentials>, login: &str) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let _log = crate::config::state_dir().ok().and_then(|dir| crate::logging::start(&dir));
    let in_force = super::reasons::InForce::read(context)?;
    let mut common = desk::common(context, &in_force)?;
    (common.graphics, common.mouse, common.size) = (Graphics::None, false, SIZE);
    // What was printed stays in the terminal: there is nothing that a lock could cover.
    common.idle_lock_ms = 0;
    let viewer = Viewer::new(&context.config.desk.viewer);
    let lease_ms = common.claim_ms;
    let store = context.reach_store().await?;
    if !store.is_personal() {
        in_force.check(context, &store).await?;
        if !store.has_staff().await? {
            return Err(Error::said("desk.no_staff", lang.no_staff_yet()));
        }
    }
    print_line(lang.linear_welcome())?;
    let credentials = signed_in(context, &store, credentials, login).await?;
    if store.is_personal() {
        in_force.check(context, &store).await?;
    }
    let keep = Keep::open(&context.attachment_dir()?).map_err(|error| Error::said("attachments.unusable", error.to_string()))?;
    let mut driver = Driver::new(Arc::clone(&store), Pictures::new(keep), viewer, lease_ms)
        .keeping(in_force.catalogue.version.clone(), in_force.text.clone());
    let mut model = Model::new(common, login);
    let ticket = model.common.ticket(Slot::SignIn);
    let exit = driver.exit();
    let inputs = stream::select(lines(), events::signals()?);
    // In a task of its own, so that even a panic in it leads through the way out.
    let desk = tokio::spawn(async move {
        driver.run(Effect::SignIn { ticket, login: credentials.login, password: credentials.password });
        run::run(&mut model, &mut driver, &mut Lines::default(), inputs).await
    });
    let ended = desk.await;
    exit.finish().await;
    store.close().await;
    match ended {
        Ok(result) => Ok(result.map(|()| ExitCode::SUCCESS)?),
        Err(error) if error.is_panic() => Err(io::Error::other("panic").into()),
        Err(_) => Ok(ExitCode::SUCCESS),
    }
}

/// Asks who it is, a few times at most; what is set is not asked for.
async fn signed_in(
    context: &Context,
    store: &Arc<dyn Store>,
    set: Option<Credentials>,
    login: &str,
) -> Result<Credentials, Error> {
    let lang = context.lang;
    if let Some(set) = set {
        return match sign_in(store.as_ref(), &set.login, set.password.clone()).await? {
            SignedIn::As(..) => Ok(set),
            SignedIn::Refused => Err(Error::said("sign_in.refused", lang.sign_in_refused())),
        };
    }
    if !io::stdin().is_terminal() {
        return Err(Error::said("sign_in.needed", lang.sign_in_needed()));
    }
    for _ in 0..TRIES {
        let login = if login.is_empty() { ask_line(lang.ask_login())? } else { login.to_owned() };
        let password = ask_password(lang.ask_password())?;
        if sign_in(store.as_ref(), &login, password.clone()).await? != SignedIn::Refused {
            return Ok(Credentials { login, password });
        }
        print_line(lang.sign_in_refused())?;
    }
    Err(Error::said("sign_in.refused", lang.sign_in_refused()))
}

/// The lines of standard input; its end is the end of the desk.
fn lines() -> impl Stream<Item = Msg> + Unpin {
    let reader = BufReader::new(tokio::io::stdin()).lines();
    let lines = stream::unfold(reader, async |mut reader| match reader.next_line().await {
        Ok(Some(line)) => Some((Msg::Line(line.chars().filter(|one| !one.is_control()).collect()), reader)),
        Ok(None) | Err(_) => None,
    });
    Box::pin(lines.chain(stream::iter([Msg::Stop])))
}

/// Standard output, a line at a time.
#[derive(Debug, Default)]
struct Lines {
    teller: Teller,
}

impl Surface for Lines {
    fn draw(&mut self, model: &Model, now: Millis) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in self.teller.tell(model, now) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }

    fn repaint(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        session::stop();
        Ok(())
    }

    fn bell(&mut self) -> io::Result<()> {
        session::bell()
    }

    fn size(&self) -> (u16, u16) {
        SIZE
    }
}
