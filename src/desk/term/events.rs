//! What the terminal and the system tell us, as messages.

use crossterm::event::{Event, EventStream, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use futures_util::{Stream, StreamExt, stream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use super::late::Late;
use crate::desk::app::msg::Msg;
use crate::desk::input::key::Key;
use crate::desk::input::mouse::{Act, Mouse};

/// Everything that comes from outside, through a channel that may be polled by anyone at any time. (crossterm's own stream keeps the
/// waker of its first poll: one look ahead without waiting, and the next key would wake nobody.)
///
/// The [`signals`] are listened for by then: one that comes while the terminal is taken over must not end us on a raw screen.
pub fn inputs(signals: impl Stream<Item = Msg> + Unpin + Send + 'static) -> impl Stream<Item = Msg> + Unpin + Send + 'static {
    let (sender, mut receiver) = mpsc::channel(1024);
    // Each in a task of its own: crossterm may spin for ever on a terminal that is gone, and the signal that says so must get through.
    tokio::spawn(pump(signals, sender.clone()));
    tokio::spawn(pump(terminal(), sender));
    stream::poll_fn(move |context| receiver.poll_recv(context))
}

async fn pump(mut outside: impl Stream<Item = Msg> + Unpin, sender: mpsc::Sender<Msg>) {
    while let Some(msg) = outside.next().await {
        if sender.send(msg).await.is_err() {
            return;
        }
    }
}

/// Keys, pastes, sizes; the end of the terminal (it vanished, or cannot be read) is [`Msg::Stop`].
fn terminal() -> impl Stream<Item = Msg> + Unpin {
    let mut late = Late::default();
    let events = EventStream::new().map(move |event| match event {
        Ok(event) if late.takes(&event) => None,
        Ok(event) => of_event(event),
        Err(_) => Some(Msg::Stop),
    });
    // The stream of a terminal that is gone may end or fail for ever: one Stop, and nothing after it.
    events.chain(stream::iter([Some(Msg::Stop)])).filter_map(std::future::ready)
}

/// SIGTERM, SIGHUP, SIGINT and SIGQUIT tell us to stop.
///
/// # Errors
/// Where signals cannot be listened for.
pub fn signals() -> std::io::Result<impl Stream<Item = Msg> + Unpin + Send + 'static> {
    let mut listeners = Vec::new();
    for kind in [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt(), SignalKind::quit()] {
        let mut listener = signal(kind)?;
        listeners.push(Box::pin(stream::poll_fn(move |context| listener.poll_recv(context)).map(|()| Msg::Stop)));
    }
    Ok(stream::select_all(listeners))
}

fn of_event(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(Key::from(key))),
        Event::Paste(text) => Some(Msg::Paste(clean(&text))),
        Event::Resize(columns, rows) => Some(Msg::Resized(columns, rows)),
        Event::Mouse(event) => of_mouse(event).map(Msg::Mouse),
        Event::FocusGained => Some(Msg::Focused),
        _ => None,
    }
}

fn of_mouse(event: MouseEvent) -> Option<Mouse> {
    let act = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Act::Press,
        MouseEventKind::Drag(MouseButton::Left) => Act::Drag,
        MouseEventKind::Up(MouseButton::Left) => Act::Release,
        MouseEventKind::ScrollUp => Act::WheelUp,
        MouseEventKind::ScrollDown => Act::WheelDown,
        _ => return None,
    };
    Some(Mouse { act, column: event.column, row: event.row })
}

/// Terminals turn line ends into carriage returns; other control characters have no business in a paste.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|one| matches!(one, '\n' | '\t') || !one.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_comes_clean() {
        assert_eq!(of_event(Event::Paste("第一行\r第二行\u{1b}[2J".into())), Some(Msg::Paste("第一行\n第二行[2J".into())));
    }
}
