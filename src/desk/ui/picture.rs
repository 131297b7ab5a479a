//! Pictures of scans: what to draw of which file, and the drawn result as the terminal takes it.

use std::fmt;

use ratatui_image::protocol::Protocol;

/// What of a file is to be drawn, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// Clockwise quarter turns, 0–3.
    pub turns: u8,
    /// Magnification in hundredths of "the whole picture fits": 100 shows it all.
    pub zoom: u16,
    /// Centre of what is shown, in ten-thousandths of the turned picture's width and height.
    pub centre: (u16, u16),
    /// Size of the pane in cells.
    pub cells: (u16, u16),
}

/// A request for a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureRequest {
    /// Which file, by its content.
    pub sha256: String,
    /// What of it.
    pub view: View,
}

/// A picture ready for the terminal.
pub struct Picture {
    /// What was asked for.
    pub request: PictureRequest,
    /// The encoded picture.
    pub protocol: Protocol,
    /// Pixels of the whole turned picture: across, down.
    pub pixels: (u32, u32),
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Picture").field("request", &self.request).field("pixels", &self.pixels).finish_non_exhaustive()
    }
}

/// Two pictures are the same if the same was asked for.
impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request
    }
}
