//! The backend that frames are written to: crossterm's, but for two things. Cells are written in fewer bytes ([`super::ink`]). And ratatui asks a backend where the cursor is whenever it
//! clears the screen; crossterm would ask the terminal and wait for the answer, which the reader of keys takes away from it. Nobody
//! else moves the cursor of a full screen, so where it was last put is where it is.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// Frames are collected here and reach the terminal in one write each.
type Out = io::BufWriter<io::Stdout>;

/// The backend of the desk.
#[derive(Debug)]
pub struct Paper {
    inner: CrosstermBackend<Out>,
    cursor: Position,
}

impl Paper {
    /// A backend on standard output.
    #[must_use]
    pub fn new() -> Self {
        let out = io::BufWriter::with_capacity(1 << 16, io::stdout());
        Self { inner: CrosstermBackend::new(out), cursor: Position::ORIGIN }
    }
}

impl Default for Paper {
    fn default() -> Self {
        Self::new()
    }
}

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::Write::flush(&mut self.inner)
    }
}

impl Backend for Paper {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        super::ink::draw(&mut self.inner, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        self.inner.set_cursor_position(self.cursor)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.inner.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.inner)
    }
}
