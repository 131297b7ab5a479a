//! The themes there are: which colour means what, for terminals of every depth.
//!
//! `terminal` keeps to the sixteen colours that the user's terminal gives their names to, on the terminal's own ground. The others bring
//! a ground of their own, so that their contrast is known and can be tested.

use ratatui::style::Color;
use serde::Deserialize;

use crate::text::Lang;

/// A theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeName {
    /// The terminal's own sixteen colours and its own ground.
    Terminal,
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
    /// Bright on black, all of it at 7:1 or more.
    HighContrast,
}

impl ThemeName {
    /// The next one, for whoever goes through them.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Terminal => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::HighContrast,
            Self::HighContrast => Self::Terminal,
        }
    }

    /// What it is called on the screen.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Terminal => lang.theme_terminal(),
            Self::Dark => lang.theme_dark(),
            Self::Light => lang.theme_light(),
            Self::HighContrast => lang.theme_high_contrast(),
        }
    }

    /// Its colours; `None` where they are the terminal's.
    pub(super) const fn palette(self) -> Option<&'static Palette> {
        match self {
            Self::Terminal => None,
            Self::Dark => Some(&DARK),
            Self::Light => Some(&LIGHT),
            Self::HighContrast => Some(&HIGH_CONTRAST),
        }
    }
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The sixteen with names.
    Sixteen,
    /// 256, of which 216 are a cube of six steps.
    Indexed,
    /// 24 bits.
    True,
}

impl Depth {
    /// What the terminal says of itself in `COLORTERM` and `TERM`.
    #[must_use]
    pub fn of(colorterm: &str, term: &str) -> Self {
        match colorterm {
            "truecolor" | "24bit" => Self::True,
            _ if term.contains("256color") => Self::Indexed,
            _ => Self::Sixteen,
        }
    }
}

/// A colour, and the one of the sixteen that takes its place where there are no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tint {
    rgb: [u8; 3],
    named: Color,
}

impl Tint {
    pub(super) const fn at(self, depth: Depth) -> Color {
        let [red, green, blue] = self.rgb;
        match depth {
            Depth::True => Color::Rgb(red, green, blue),
            Depth::Indexed => Color::Indexed(nearest(self.rgb)),
            Depth::Sixteen => self.named,
        }
    }
}

/// The nearest colour of the cube (0, 95, 135, 175, 215, 255 of each primary), or of the 24 greys for a grey.
const fn nearest([red, green, blue]: [u8; 3]) -> u8 {
    if red == green && green == blue && red > 3 && red < 247 {
        return 232 + (red - 3) / 10;
    }
    16 + 36 * step(red) + 6 * step(green) + step(blue)
}

const fn step(value: u8) -> u8 {
    match value {
        0..48 => 0,
        48..115 => 1,
        115..155 => 2,
        155..195 => 3,
        195..235 => 4,
        235..=255 => 5,
    }
}

/// The colours of a theme, by what they mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) ground: Tint,
    pub(super) text: Tint,
    pub(super) dim: Tint,
    pub(super) accent: Tint,
    pub(super) good: Tint,
    pub(super) warn: Tint,
    pub(super) bad: Tint,
    /// The selected row: its text and its ground.
    pub(super) selected: (Tint, Tint),
    /// The bar at the top, likewise.
    pub(super) bar: (Tint, Tint),
}

const fn tint(rgb: u32, named: Color) -> Tint {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Tint { rgb: [red, green, blue], named }
}

const DARK: Palette = Palette {
    ground: tint(0x1c_1c_1c, Color::Black),
    text: tint(0xda_da_da, Color::White),
    dim: tint(0x9e_9e_9e, Color::Gray),
    accent: tint(0x5f_d7_ff, Color::LightCyan),
    good: tint(0x87_d7_87, Color::LightGreen),
    warn: tint(0xff_d7_5f, Color::LightYellow),
    bad: tint(0xff_87_87, Color::LightMagenta),
    selected: (tint(0x00_00_00, Color::Black), tint(0x87_d7_ff, Color::Cyan)),
    bar: (tint(0xff_ff_ff, Color::White), tint(0x00_5f_87, Color::Blue)),
};

// Of the sixteen, few can be read on white: what they cannot carry there, the signs do.
const LIGHT: Palette = Palette {
    ground: tint(0xff_ff_ff, Color::White),
    text: tint(0x1c_1c_1c, Color::Black),
    dim: tint(0x62_62_62, Color::Black),
    accent: tint(0x00_5f_af, Color::Blue),
    good: tint(0x00_5f_00, Color::Black),
    warn: tint(0x87_5f_00, Color::Magenta),
    bad: tint(0xaf_00_00, Color::Red),
    selected: (tint(0xff_ff_ff, Color::White), tint(0x00_5f_af, Color::Blue)),
    bar: (tint(0x00_00_00, Color::Black), tint(0xd0_d0_d0, Color::Gray)),
};

const HIGH_CONTRAST: Palette = Palette {
    ground: tint(0x00_00_00, Color::Black),
    text: tint(0xff_ff_ff, Color::White),
    dim: tint(0xd0_d0_d0, Color::Gray),
    accent: tint(0x5f_ff_ff, Color::LightCyan),
    good: tint(0x87_ff_87, Color::LightGreen),
    warn: tint(0xff_ff_00, Color::LightYellow),
    bad: tint(0xff_af_af, Color::LightYellow),
    selected: (tint(0x00_00_00, Color::Black), tint(0xff_ff_00, Color::LightYellow)),
    bar: (tint(0x00_00_00, Color::Black), tint(0xff_ff_ff, Color::White)),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of the cube of 216 colours.
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

    /// What xterm makes of a colour.
    fn seen(colour: Color) -> [u8; 3] {
        match colour {
            Color::Rgb(red, green, blue) => [red, green, blue],
            Color::Indexed(index @ 16..=231) => {
                let index = usize::from(index - 16);
                [STEPS[index / 36], STEPS[index / 6 % 6], STEPS[index % 6]]
            }
            Color::Indexed(index @ 232..) => [8 + 10 * (index - 232); 3],
            Color::Black => [0, 0, 0],
            Color::Red => [205, 0, 0],
            Color::Blue => [0, 0, 238],
            Color::Magenta => [205, 0, 205],
            Color::Cyan => [0, 205, 205],
            Color::Gray => [229, 229, 229],
            Color::LightGreen => [0, 255, 0],
            Color::LightYellow => [255, 255, 0],
            Color::LightMagenta => [255, 0, 255],
            Color::LightCyan => [0, 255, 255],
            Color::White => [255, 255, 255],
            other => panic!("{other:?} is in no palette"),
        }
    }

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn luminance(colour: [u8; 3]) -> f64 {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
    }

    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn contrast_is_what_the_guidelines_say() {
        assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 0.01);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
    }

    #[test]
    fn everything_can_be_read_at_every_depth() {
        for (name, least) in [(ThemeName::Dark, 4.5), (ThemeName::Light, 4.5), (ThemeName::HighContrast, 7.0)] {
            let palette = name.palette().unwrap();
            for depth in [Depth::Sixteen, Depth::Indexed, Depth::True] {
                let on_ground = [
                    ("text", palette.text),
                    ("dim", palette.dim),
                    ("accent", palette.accent),
                    ("good", palette.good),
                    ("warn", palette.warn),
                    ("bad", palette.bad),
                ];
                let pairs = on_ground
                    .map(|(what, tint)| (what, tint, palette.ground))
                    .into_iter()
                    .chain([("selected", palette.selected.0, palette.selected.1), ("bar", palette.bar.0, palette.bar.1)]);
                for (what, front, ground) in pairs {
                    let ratio = contrast(seen(front.at(depth)), seen(ground.at(depth)));
                    assert!(ratio >= least, "{name:?} {depth:?} {what}: {ratio:.2}");
                }
                // The selected row stands out from the ground by its own ground.
                let stands_out = contrast(seen(palette.selected.1.at(depth)), seen(palette.ground.at(depth)));
                assert!(stands_out >= 3.0, "{name:?} {depth:?}: {stands_out:.2}");
            }
        }
    }

    #[test]
    fn the_nearest_of_256_is_near() {
        for name in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast] {
            let palette = name.palette().unwrap();
            for tint in [palette.ground, palette.text, palette.dim, palette.accent, palette.good, palette.warn, palette.bad] {
                for (wanted, got) in tint.rgb.into_iter().zip(seen(tint.at(Depth::Indexed))) {
                    assert!(wanted.abs_diff(got) <= 5, "{name:?} {:?} {:?}", tint.rgb, seen(tint.at(Depth::Indexed)));
                }
            }
        }
    }

    #[test]
    fn colours_beyond_sixteen_are_used_only_where_the_terminal_says_it_has_them() {
        assert_eq!(Depth::of("truecolor", "xterm"), Depth::True);
        assert_eq!(Depth::of("24bit", "dumb"), Depth::True);
        assert_eq!(Depth::of("", "xterm-256color"), Depth::Indexed);
        assert_eq!(Depth::of("yes", "linux"), Depth::Sixteen);
    }
}
