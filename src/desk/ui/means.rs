//! By what means scans are drawn: what the terminal was found to be able to, what is wanted, and what that comes to.

use serde::Deserialize;

use crate::text::Lang;

/// How scans are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Graphics {
    /// What the terminal says it can.
    Auto,
    /// Kitty's protocol.
    Kitty,
    /// Sixel.
    Sixel,
    /// iTerm2's protocol.
    Iterm2,
    /// Block characters, four points to a cell: works everywhere.
    Quadrants,
    /// Half blocks, two points to a cell.
    Blocks,
    /// No pictures, only their facts.
    None,
}

impl Graphics {
    /// The next way, for whoever goes through them by hand.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Kitty,
            Self::Kitty => Self::Sixel,
            Self::Sixel => Self::Iterm2,
            Self::Iterm2 => Self::Quadrants,
            Self::Quadrants => Self::Blocks,
            Self::Blocks => Self::None,
            Self::None => Self::Auto,
        }
    }
}

/// What is assumed of a terminal that does not say how large its cells are: the proportions of most fonts.
pub const USUAL_CELL: (u16, u16) = (10, 20);

/// What a terminal was found to be able to. One that said nothing is taken for the plainest there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    /// What it calls itself (`XTerm(379)`); empty where it does not say.
    pub name: String,
    /// Whether it draws ambiguous-width characters (`─`, `①`) two cells wide. `None`: it did not say.
    pub ambiguous_wide: Option<bool>,
    /// Pixels of one cell: across, down.
    pub cell: (u16, u16),
    /// It answered to kitty's graphics protocol, and places pictures by their placeholders, which is how they are placed here.
    pub kitty: bool,
    /// It names sixel among its attributes.
    pub sixel: bool,
    /// It is one of those that are known to take iTerm2's pictures.
    pub iterm2: bool,
    /// Whether tmux stands between, and what it lets through.
    pub tmux: Tmux,
    /// Whether it answered at all.
    pub answered: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self {
            name: String::new(),
            ambiguous_wide: None,
            cell: USUAL_CELL,
            kitty: false,
            sixel: false,
            iterm2: false,
            tmux: Tmux::Absent,
            answered: false,
        }
    }
}

/// tmux between the desk and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tmux {
    /// There is none.
    Absent,
    /// It hands on what is wrapped for the terminal outside.
    Passes,
    /// `allow-passthrough` is off: nothing reaches the terminal outside.
    Blocks,
}

/// How a scan gets onto the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Means {
    /// kitty's graphics protocol.
    Kitty,
    /// iTerm2's inline pictures.
    Iterm2,
    /// Sixel.
    Sixel,
    /// Block characters, four points to a cell.
    Quadrants,
    /// Half blocks, two points to a cell.
    Blocks,
}

impl Means {
    /// The word for it on the screen.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Kitty => "kitty",
            Self::Iterm2 => "iTerm2",
            Self::Sixel => "sixel",
            Self::Quadrants => lang.means_quadrants(),
            Self::Blocks => lang.means_blocks(),
        }
    }

    /// Whether the terminal itself draws the picture. Such a picture stays where it is until something is written over it.
    #[must_use]
    pub const fn is_graphics(self) -> bool {
        matches!(self, Self::Kitty | Self::Iterm2 | Self::Sixel)
    }
}

/// All that drawing has to know of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Drawing {
    /// By what means.
    pub means: Means,
    /// Pixels of one cell.
    pub cell: (u16, u16),
    /// Whether it has to be wrapped for tmux.
    pub tmux: bool,
    /// Whether only block characters may be used that are narrow everywhere (U+2590 and U+2596–259F).
    pub narrow_only: bool,
}

impl Drawing {
    /// Points of the picture that one cell shows: across, down.
    #[must_use]
    pub const fn grid(self) -> (u16, u16) {
        match self.means {
            Means::Quadrants => (2, 2),
            Means::Blocks => (1, 2),
            _ => self.cell,
        }
    }

    /// The proportions of a cell.
    #[must_use]
    pub fn proportions(self) -> (f64, f64) {
        (f64::from(self.cell.0.max(1)), f64::from(self.cell.1.max(1)))
    }
}

/// Why a scan is not drawn, or not as well as the terminal could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is switched off.
    Off,
    /// Half blocks come out two cells wide.
    Wide,
    /// tmux lets nothing through.
    Tmux,
}

impl Terminal {
    /// The means that what is wanted comes to: of its own the best that is sure to work. `None`: no pictures.
    #[must_use]
    pub fn means(&self, wanted: Graphics) -> Option<Means> {
        match wanted {
            Graphics::None => None,
            Graphics::Kitty => Some(Means::Kitty),
            Graphics::Iterm2 => Some(Means::Iterm2),
            Graphics::Sixel => Some(Means::Sixel),
            Graphics::Quadrants => Some(Means::Quadrants),
            // Half blocks are of ambiguous width themselves: a scan of them would come out as a chequered mess.
            Graphics::Blocks => (self.ambiguous_wide != Some(true)).then_some(Means::Blocks),
            Graphics::Auto if self.tmux == Tmux::Blocks => Some(Means::Quadrants),
            Graphics::Auto if self.kitty => Some(Means::Kitty),
            Graphics::Auto if self.iterm2 => Some(Means::Iterm2),
            Graphics::Auto if self.sixel => Some(Means::Sixel),
            Graphics::Auto => Some(Means::Quadrants),
        }
    }

    /// How to draw; `None`: no pictures.
    #[must_use]
    pub fn drawing(&self, wanted: Graphics) -> Option<Drawing> {
        let means = self.means(wanted)?;
        Some(Drawing {
            means,
            cell: (self.cell.0.max(1), self.cell.1.max(1)),
            tmux: self.tmux != Tmux::Absent,
            narrow_only: self.ambiguous_wide == Some(true),
        })
    }

    /// What stands in the way of a picture, or of a better one.
    #[must_use]
    pub fn why_not(&self, wanted: Graphics) -> Option<Why> {
        match wanted {
            Graphics::None => Some(Why::Off),
            Graphics::Blocks if self.ambiguous_wide == Some(true) => Some(Why::Wide),
            Graphics::Auto | Graphics::Kitty | Graphics::Iterm2 | Graphics::Sixel if self.tmux == Tmux::Blocks => Some(Why::Tmux),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_is_sure_is_taken() {
        let plain = Terminal::default();
        let all = Terminal { kitty: true, sixel: true, iterm2: true, ..Terminal::default() };
        for (terminal, expected) in [
            (plain.clone(), Means::Quadrants),
            (all.clone(), Means::Kitty),
            (Terminal { kitty: false, ..all.clone() }, Means::Iterm2),
            (Terminal { kitty: false, iterm2: false, ..all.clone() }, Means::Sixel),
            (Terminal { tmux: Tmux::Passes, ..all.clone() }, Means::Kitty),
            (Terminal { tmux: Tmux::Blocks, ..all }, Means::Quadrants),
            (Terminal { ambiguous_wide: Some(true), ..plain.clone() }, Means::Quadrants),
        ] {
            assert_eq!(terminal.means(Graphics::Auto), Some(expected), "{terminal:?}");
        }
        assert_eq!(plain.means(Graphics::Sixel), Some(Means::Sixel), "by hand is by hand");
        assert_eq!(plain.means(Graphics::None), None);
        let wide = Terminal { ambiguous_wide: Some(true), ..plain };
        assert_eq!((wide.means(Graphics::Blocks), wide.why_not(Graphics::Blocks)), (None, Some(Why::Wide)));
        assert!(wide.drawing(Graphics::Auto).unwrap().narrow_only);
    }
}
