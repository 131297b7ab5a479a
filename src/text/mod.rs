//! Every visible string, Chinese first and English beside it.
//!
//! A text is a method of [`Lang`], so a missing translation or a wrong argument does not compile. Each file here belongs to one
//! part of the program.

mod archive;
mod audit;
mod backup;
mod catalogue;
mod check;
mod cli;
mod comfort;
pub mod command_line;
mod demo;
mod desk;
mod doctor;
mod enquiry;
mod evidence;
mod finding;
mod hint_across;
mod hint_form;
mod hint_scan;
mod intake;
mod listing;
mod live;
mod looking;
mod moving;
pub mod noticed;
mod portal;
mod proofread;
mod queue_view;
mod report;
mod sampling;
mod staff;
mod supervision;
mod trouble;
mod words;

/// A language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    /// 简体中文, the first language of the program.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The one the screen does not speak now.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// The language of a tag such as `zh-CN`, `en` or `en_GB.UTF-8`; `None` for another language.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let head: String = tag.chars().take_while(char::is_ascii_alphabetic).collect();
        match head.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// A sentence in both languages, for what stays on the screen while the language may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    zh: String,
    en: String,
}

impl Told {
    /// The sentence that `say` makes in a language.
    #[must_use]
    pub fn new(say: impl Fn(Lang) -> String) -> Self {
        Self { zh: say(Lang::Zh), en: say(Lang::En) }
    }

    /// It in one language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Declares texts: `name => "中文", "English";` for fixed ones, `name(argument: Type) => …` where braces insert arguments.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $(($($arg:ident : $type:ty),+))? => $zh:literal, $en:literal;)+) => {
        impl $crate::text::Lang {
            $($crate::text::texts!(@one $(#[$doc])* $name $(($($arg : $type),+))? => $zh, $en);)+
        }
    };
    (@one $(#[$doc:meta])* $name:ident => $zh:literal, $en:literal) => {
        #[doc = $zh]
        $(#[$doc])*
        #[must_use]
        pub const fn $name(self) -> &'static str {
            match self { Self::Zh => $zh, Self::En => $en }
        }
    };
    (@one $(#[$doc:meta])* $name:ident ($($arg:ident : $type:ty),+) => $zh:literal, $en:literal) => {
        #[doc = $zh]
        $(#[$doc])*
        #[must_use]
        pub fn $name(self, $($arg: $type),+) -> String {
            match self { Self::Zh => format!($zh), Self::En => format!($en) }
        }
    };
}
pub(crate) use texts;
