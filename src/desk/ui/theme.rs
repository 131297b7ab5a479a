//! Colours and lines: what means what, in the colours of the theme in force. One accent with a meaning (what is selected or to be done),
//! and no colour is the only carrier of anything.

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders};

use super::palette::{Depth, Palette, Tint};
use crate::desk::app::common::Common;
use crate::desk::app::msg::Tone;

/// How things look.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    colour: bool,
    ascii: bool,
    /// `None`: the terminal's own colours.
    palette: Option<&'static Palette>,
    depth: Depth,
}

impl Theme {
    /// The theme for this terminal.
    #[must_use]
    pub const fn of(common: &Common) -> Self {
        let palette = if common.colour { common.theme.palette() } else { None };
        Self { colour: common.colour, ascii: common.ambiguous_wide, palette, depth: common.depth }
    }

    /// A colour of the palette, or the one that the terminal itself has for it.
    fn coloured(self, of: impl Fn(&Palette) -> Tint, own: Color) -> Style {
        match self.palette {
            _ if !self.colour => Style::new(),
            Some(palette) => Style::new().fg(of(palette).at(self.depth)),
            None => Style::new().fg(own),
        }
    }

    /// Text on a ground of its own; reversed where there are no colours.
    fn block(self, of: impl Fn(&Palette) -> (Tint, Tint), own: Style) -> Style {
        match self.palette {
            _ if !self.colour => Style::new().add_modifier(Modifier::REVERSED),
            Some(palette) => {
                let (text, ground) = of(palette);
                Style::new().fg(text.at(self.depth)).bg(ground.at(self.depth))
            }
            None => own,
        }
    }

    /// Gives whatever was drawn in no particular colour the theme's own text and ground.
    pub fn fill(self, buffer: &mut Buffer) {
        let Some(palette) = self.palette else { return };
        let (text, ground) = (palette.text.at(self.depth), palette.ground.at(self.depth));
        for cell in &mut buffer.content {
            if cell.fg == Color::Reset {
                cell.fg = text;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
        }
    }

    /// What one works on.
    #[must_use]
    pub fn accent(self) -> Style {
        self.coloured(|palette| palette.accent, Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What is beside the point.
    #[must_use]
    pub fn dim(self) -> Style {
        let dim = self.coloured(|palette| palette.dim, Color::DarkGray);
        if self.colour { dim } else { dim.add_modifier(Modifier::DIM) }
    }

    /// What went well.
    #[must_use]
    pub fn good(self) -> Style {
        self.coloured(|palette| palette.good, Color::Green)
    }

    /// What wants a look.
    #[must_use]
    pub fn warn(self) -> Style {
        self.coloured(|palette| palette.warn, Color::Yellow)
    }

    /// What went wrong.
    #[must_use]
    pub fn bad(self) -> Style {
        self.coloured(|palette| palette.bad, Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The selected row.
    #[must_use]
    pub fn selected(self) -> Style {
        self.block(|palette| palette.selected, Style::new().add_modifier(Modifier::REVERSED))
    }

    /// A row as the selected one: in one colour, for the colours of its parts would turn into patches of ground.
    #[must_use]
    pub fn select(self, mut line: Line<'_>) -> Line<'_> {
        for span in &mut line.spans {
            span.style = Style::new();
        }
        line.style(self.selected())
    }

    /// The bar at the top.
    #[must_use]
    pub fn bar(self) -> Style {
        self.block(|palette| palette.bar, Style::new().fg(Color::White).bg(Color::Blue))
    }

    /// A headline.
    #[must_use]
    pub const fn head(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// How a tone looks.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Plain => Style::new(),
            Tone::Good => self.good(),
            Tone::Warn => self.warn(),
            Tone::Bad => self.bad(),
        }
    }

    /// The sign that carries a tone where colour cannot.
    #[must_use]
    pub const fn sign(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Plain => " ",
            Tone::Good => "+",
            Tone::Warn => "!",
            Tone::Bad => "x",
        }
    }

    /// Lines a box is drawn with: ASCII where the terminal would draw the others two cells wide.
    #[must_use]
    pub const fn border(self) -> border::Set<'static> {
        if self.ascii {
            border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            }
        } else {
            border::PLAIN
        }
    }

    /// A pane with a title; the focused one in the accent and with its title marked.
    #[must_use]
    pub fn pane(self, title: &str, focused: bool) -> Block<'static> {
        let (style, title) = if focused { (self.accent(), format!(" > {title} ")) } else { (self.dim(), format!(" {title} ")) };
        Block::new()
            .borders(Borders::ALL)
            .border_set(self.border())
            .border_style(if focused { self.accent().remove_modifier(Modifier::BOLD) } else { self.dim() })
            .title_style(style)
            .title(title)
    }
}
