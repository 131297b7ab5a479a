//! The whole desk without a terminal: real update, real driver, real store; keys go in, text comes out.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use futures_util::stream;
use jiaodui::desk::app::common::Common;
use jiaodui::desk::app::driver::Driver;
use jiaodui::desk::app::driver::archive::Exporting;
use jiaodui::desk::app::model::Model;
use jiaodui::desk::app::msg::Msg;
use jiaodui::desk::app::picture::Pictures;
use jiaodui::desk::app::run::{Surface, run};
use jiaodui::desk::app::viewer::Viewer;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::Keymap;
use jiaodui::domain::reason::{Catalogue, DEFAULT};
use jiaodui::domain::reply::{self, Replies};
use jiaodui::domain::requirement::{self, Requirements};
use jiaodui::domain::time::Millis;
use jiaodui::evidence::keep::Keep;
use jiaodui::report::Knowledge;
use jiaodui::store::Store;
use jiaodui::text::Lang;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::screen::text_of;

/// How long a story waits for something to be seen.
const PATIENCE: Duration = Duration::from_secs(60);

type Shared = Arc<(Mutex<String>, Condvar)>;

/// A desk somebody sits at.
pub(crate) struct Desk {
    inputs: Option<mpsc::UnboundedSender<Msg>>,
    shown: Shared,
    running: JoinHandle<()>,
}

struct Paper {
    terminal: Terminal<TestBackend>,
    shown: Shared,
}

fn never<T>(result: Result<T, Infallible>) -> io::Result<T> {
    result.map_err(|never| match never {})
}

impl Surface for Paper {
    fn draw(&mut self, model: &Model, now: Millis) -> io::Result<()> {
        // The frame itself, not what the test backend made of the differences: unlike a terminal, that one keeps whatever lay under the
        // right half of a wide character, and shows it again once the character is gone.
        let text = text_of(never(self.terminal.draw(|frame| model.view(frame, now)))?.buffer);
        let (lock, changed) = &*self.shown;
        *lock.lock().unwrap() = text;
        changed.notify_all();
        Ok(())
    }

    fn repaint(&mut self) -> io::Result<()> {
        never(self.terminal.clear())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> (u16, u16) {
        let area = self.terminal.backend().buffer().area;
        (area.width, area.height)
    }
}

/// How a desk is set up; the rest is as in the defaults.
pub(crate) struct Setting {
    /// Columns and rows.
    pub(crate) size: (u16, u16),
    /// For how long a decision is held.
    pub(crate) hold_ms: i64,
    /// For how long a claim lasts.
    pub(crate) claim_ms: i64,
    /// After which time without a key the screen is locked; 0: never.
    pub(crate) idle_lock_ms: i64,
}

impl Default for Setting {
    fn default() -> Self {
        Self { size: (160, 45), hold_ms: 60_000, claim_ms: 900_000, idle_lock_ms: 0 }
    }
}

impl Desk {
    /// Opens a desk and signs in.
    pub(crate) fn open(store: Arc<dyn Store>, attachments: &Path, login: &str, password: &str, setting: &Setting) -> Self {
        let shown: Shared = Arc::default();
        let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.requirements = Arc::new(Requirements::from_toml(requirement::DEFAULT).unwrap());
        common.replies = Arc::new(Replies::from_toml(reply::DEFAULT).unwrap());
        common.hold_ms = setting.hold_ms;
        common.claim_ms = setting.claim_ms;
        common.reveal_reasons = vec!["核对证件号码".into()];
        common.held_reasons = vec!["回复申请人咨询".into()];
        common.idle_lock_ms = setting.idle_lock_ms;
        common.size = setting.size;
        let mut model = Model::new(common, "");
        let keep = Keep::open(attachments).unwrap();
        let exporting =
            Exporting { keep: keep.clone(), folder: attachments.with_file_name("exports"), readme: "README".to_owned() };
        let knowledge = Knowledge {
            lang: Lang::Zh,
            calendar: Arc::clone(&model.common.calendar),
            catalogue: Arc::clone(&model.common.catalogue),
        };
        let exports = attachments.parent().unwrap().join("exports");
        let mut driver = Driver::new(store, Pictures::new(keep), Viewer::new(""), setting.claim_ms)
            .taking_dossiers(exporting)
            .exporting(exports, knowledge);
        let (inputs, mut inbox) = mpsc::unbounded_channel();
        let mut paper = Paper {
            terminal: Terminal::new(TestBackend::new(setting.size.0, setting.size.1)).unwrap(),
            shown: Arc::clone(&shown),
        };
        let running = tokio::spawn(async move {
            let exit = driver.exit();
            let inputs = Box::pin(stream::poll_fn(move |context| inbox.poll_recv(context)));
            run(&mut model, &mut driver, &mut paper, inputs).await.unwrap();
            exit.finish().await;
        });
        let desk = Self { inputs: Some(inputs), shown, running };
        desk.waits_for("the form", |screen| screen.replace(' ', "").contains("登录名"));
        desk.types(login).presses("Enter").types(password).presses("Enter");
        desk
    }

    fn send(&self, msg: Msg) {
        self.inputs.as_ref().unwrap().send(msg).unwrap();
    }

    /// Presses keys, written as in the table and apart by spaces: `n Space Ctrl-S`.
    pub(crate) fn presses(&self, keys: &str) -> &Self {
        for key in keys.split_whitespace() {
            self.send(Msg::Key(Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))));
        }
        self
    }

    /// Types text.
    pub(crate) fn types(&self, text: &str) -> &Self {
        self.send(Msg::Paste(text.to_owned()));
        self
    }

    /// What is on the screen now.
    pub(crate) fn screen(&self) -> String {
        self.shown.0.lock().unwrap().clone()
    }

    /// Waits until a text is on the screen.
    pub(crate) fn sees(&self, text: &str) -> &Self {
        self.waits_for(text, |screen| screen.contains(text))
    }

    /// Waits until a text is no longer on the screen.
    pub(crate) fn sees_no(&self, text: &str) -> &Self {
        self.waits_for(&format!("no {text}"), |screen| !screen.contains(text))
    }

    /// Waits until the screen is as `wanted` says.
    pub(crate) fn waits_for(&self, what: &str, wanted: impl Fn(&str) -> bool) -> &Self {
        let deadline = Instant::now() + PATIENCE;
        let (lock, changed) = &*self.shown;
        let mut screen = lock.lock().unwrap();
        while !wanted(&screen) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                panic!("waited for {what} and saw\n{screen}");
            }
            screen = changed.wait_timeout(screen, left).unwrap().0;
        }
        drop(screen);
        self
    }

    /// Ends the desk the polite way.
    pub(crate) async fn quits(mut self) {
        self.presses("Ctrl-C");
        self.inputs.take();
        (&mut self.running).await.unwrap();
    }

    /// The keys that end it were pressed.
    pub(crate) async fn quits_by_itself(&self) {
        for _ in 0..200 {
            if self.running.is_finished() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it goes on:\n{}", self.screen());
    }

    /// Ends the desk as SIGTERM or a lost connection does.
    pub(crate) async fn stops_at_a_signal(self) {
        self.send(Msg::Stop);
        self.running.await.unwrap();
    }

    /// Ends the desk as `kill -9` does: nothing more is done.
    pub(crate) fn dies(self) {
        self.running.abort();
    }
}
