//! Colours and lines. Sixteen colours, one accent with a meaning (what is selected or to be done), and none of it the only carrier.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use ratatui::text::Line;
use ratatui::widgets::{Block, Borders};

use crate::desk::app::common::Common;
use crate::desk::app::msg::Tone;

/// How things look.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    colour: bool,
    ascii: bool,
}

impl Theme {
    /// The theme for this terminal.
    #[must_use]
    pub const fn of(common: &Common) -> Self {
        Self { colour: common.colour, ascii: common.ambiguous_wide }
    }

    const fn coloured(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// What one works on.
    #[must_use]
    pub const fn accent(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What is beside the point.
    #[must_use]
    pub const fn dim(self) -> Style {
        if self.colour { Style::new().fg(Color::DarkGray) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// What went well.
    #[must_use]
    pub const fn good(self) -> Style {
        self.coloured(Color::Green)
    }

    /// What wants a look.
    #[must_use]
    pub const fn warn(self) -> Style {
        self.coloured(Color::Yellow)
    }

    /// What went wrong.
    #[must_use]
    pub const fn bad(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The selected row.
    #[must_use]
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
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
    pub const fn bar(self) -> Style {
        if self.colour { Style::new().fg(Color::White).bg(Color::Blue) } else { Style::new().add_modifier(Modifier::REVERSED) }
    }

    /// A headline.
    #[must_use]
    pub const fn head(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// How a tone looks.
    #[must_use]
    pub const fn tone(self, tone: Tone) -> Style {
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
