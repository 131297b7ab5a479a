//! The command line in the language asked for: its help, and what it says of a mistake.
//!
//! clap knows no other language than English. The help is Chinese where the arguments are declared and is overlaid with
//! [`crate::text::command_line`]; the sentences about mistakes are written here, from what clap says was wrong.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::Cli;
use crate::config::Config;
use crate::text::Lang;
use crate::text::command_line::english;

/// Exit status for a command line that cannot be read.
const USAGE: u8 = 2;

/// The language that the command line, the environment, or else the user's configuration asks for.
#[must_use]
pub fn asked(arguments: &[OsString]) -> Lang {
    let value = |option: &str| {
        let mut rest = arguments.iter().skip(1).map(|one| one.to_string_lossy()).take_while(|one| one != "--");
        while let Some(one) = rest.next() {
            if one == option {
                return rest.next().map(std::borrow::Cow::into_owned);
            }
            if let Some(value) = one.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
                return Some(value.to_owned());
            }
        }
        None
    };
    let tag = value("--lang").or_else(|| std::env::var("JIAODUI_LANG").ok().filter(|tag| !tag.is_empty()));
    let configured = || Config::load(value("--config").as_deref().map(Path::new)).ok().map(|config| config.language);
    tag.as_deref().and_then(Lang::from_tag).or_else(configured).unwrap_or_default()
}

/// The command line as it was typed; where it asks for help or is wrong, that has been said.
///
/// # Errors
/// The exit status for it.
pub fn parse(mut arguments: Vec<OsString>, lang: Lang) -> Result<Cli, ExitCode> {
    // `jiaodui help staff` is `jiaodui staff --help`.
    if arguments.get(1).is_some_and(|first| first == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    let parsed = command(lang).try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            ExitCode::from(USAGE)
        }
        _ => {
            let _ = writeln!(std::io::stderr(), "jiaodui: {}{} [usage]", lang.error_prefix(), mistake(&error, lang));
            ExitCode::from(USAGE)
        }
    })
}

/// The whole command line, its help in a language.
#[must_use]
pub fn command(lang: Lang) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help(lang.version_flag());
    let root = Cli::command().disable_version_flag(true).arg(version);
    in_language(root, "", lang)
}

fn in_language(mut command: Command, path: &str, lang: Lang) -> Command {
    if lang == Lang::En
        && let Some(about) = english(path)
    {
        command = command.about(about);
        if let Some(after) = english(&format!("{path}!")) {
            command = command.after_help(after);
        }
    }
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(lang.help_flag());
    let heading = lang.usage_heading();
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .subcommand_help_heading(lang.commands_heading())
        .help_template(format!("{{before-help}}{{about-with-newline}}\n{heading} {{usage}}\n\n{{all-args}}{{after-help}}"))
        .mut_args(|argument| argument_in_language(argument, path, lang))
        .mut_subcommands(|child| {
            let name = child.get_name().to_owned();
            in_language(child, format!("{path} {name}").trim_start(), lang)
        })
}

/// An argument's help in a language, with its default, its variable and its values in that language too.
fn argument_in_language(argument: Arg, path: &str, lang: Lang) -> Arg {
    let id = argument.get_id().to_string();
    let own = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let mut help = match lang {
        Lang::Zh => own,
        Lang::En => english(&format!("{path}#{id}")).map_or(own, str::to_owned),
    };
    let takes_value = argument.get_action().takes_values();
    let values: Vec<String> = argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes_value && !values.is_empty() {
        help.push_str(&lang.help_values(&values.join(lang.list_comma())));
    }
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if takes_value && !defaults.is_empty() {
        help.push_str(&lang.help_default(&defaults.join(" ")));
    }
    if let Some(name) = argument.get_env() {
        help.push_str(&lang.help_environment(&name.to_string_lossy()));
    }
    let heading = match () {
        () if argument.is_positional() => lang.arguments_heading(),
        () if argument.is_global_set() => lang.global_heading(),
        () => lang.options_heading(),
    };
    argument.help(help).help_heading(heading).hide_default_value(takes_value).hide_possible_values(takes_value).hide_env(true)
}

/// What is wrong with a command line, in one sentence.
fn mistake(error: &clap::Error, lang: Lang) -> String {
    let named = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(lang.list_comma()),
        _ => String::new(),
    };
    let argument = named(ContextKind::InvalidArg);
    let value = named(ContextKind::InvalidValue);
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => lang.args_unknown(&argument),
        ErrorKind::InvalidValue if value.is_empty() => lang.args_no_value(&argument),
        ErrorKind::InvalidValue => lang.args_bad_value(&value, &argument),
        ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let range = cause.split_once(" is not in ").map(|(_, range)| lang.args_range(range));
            [Some(lang.args_bad_value(&value, &argument)), range]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(lang.list_comma())
        }
        ErrorKind::MissingRequiredArgument => lang.args_missing(&argument),
        ErrorKind::ArgumentConflict => match named(ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => lang.args_twice(&argument),
            other => lang.args_conflict(&argument, &other),
        },
        ErrorKind::InvalidSubcommand => lang.args_no_subcommand(&named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => lang.args_which_subcommand().to_owned(),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => lang.args_no_value(&argument),
        _ => lang.args_other().to_owned(),
    };
    let more = [
        (ContextKind::ValidValue, Lang::args_values as fn(Lang, &str) -> String),
        (ContextKind::SuggestedArg, Lang::args_did_you_mean),
        (ContextKind::SuggestedSubcommand, Lang::args_did_you_mean),
    ];
    for (kind, say) in more {
        let what = named(kind);
        if !what.is_empty() {
            said.push_str(lang.list_semicolon());
            said.push_str(&say(lang, &what));
        }
    }
    format!("{said}{}{}", lang.list_semicolon(), lang.args_see_help())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_han(character: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&character) || ('\u{3000}'..='\u{303f}').contains(&character)
    }

    /// Every subcommand with its path, the program itself first.
    fn all(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for child in command.get_subcommands() {
            all(child, format!("{path} {}", child.get_name()).trim_start(), found);
        }
    }

    fn pages(lang: Lang) -> Vec<(String, Command)> {
        let mut root = command(lang);
        root.build();
        let mut found = Vec::new();
        all(&root, "", &mut found);
        assert!(found.len() > 12, "the walk found the subcommands");
        found
    }

    #[test]
    fn the_english_help_is_english_and_complete() {
        for (path, mut command) in pages(Lang::En) {
            assert!(english(&path).is_some(), "`{path}` has no English help: add it to src/text/command_line.rs");
            for argument in command.get_arguments() {
                let key = format!("{path}#{}", argument.get_id());
                assert!(
                    argument.is_global_set() || english(&key).is_some(),
                    "`{key}` has no English help: add it to src/text/command_line.rs"
                );
            }
            let page = command.render_long_help().to_string();
            assert!(!page.contains(is_han), "jiaodui {path} --help\n{page}");
            assert!(page.contains("Usage:") && page.contains("Options:"), "{page}");
        }
    }

    #[test]
    fn the_chinese_help_has_no_english_sentences() {
        for (path, mut command) in pages(Lang::Zh) {
            let page = command.render_long_help().to_string();
            for english in ["Usage", "Options:", "Commands:", "Arguments:", "Print", "Show", "default", "possible values", "[env"]
            {
                assert!(!page.contains(english), "jiaodui {path} --help says {english}\n{page}");
            }
            assert!(page.contains("用法：") && page.contains("选项"), "{page}");
        }
    }

    #[test]
    fn mistakes_are_told_in_the_language_asked_for() {
        let cases: [(&[&str], &str, &str); 9] = [
            (&["--nonsense"], "不认识的参数 --nonsense", "unexpected argument --nonsense"),
            (&["demo", "--orders"], "--orders <N> 后面缺少值", "--orders <N> needs a value"),
            (&["demo", "--orders", "0"], "的值“0”不可用、须在", "“0” is no value for --orders <N>, it must be in"),
            (
                &["--graphics", "crayon"],
                "的值“crayon”不可用；可用的值：auto、",
                "“crayon” is no value for --graphics <WAY>; there are: auto,",
            ),
            (&["intake"], "缺少参数：<FEED>", "missing arguments: <FEED>"),
            (&["intkae"], "没有“intkae”这个命令；是否要写 intake？", "there is no command “intkae”; did you mean intake?"),
            (&["staff"], "", ""),
            (
                &["track", "1", "--jsn"],
                "不认识的参数 --jsn；是否要写 --json？",
                "unexpected argument --jsn; did you mean --json?",
            ),
            (&["track", "1", "--json", "--json"], "--json 只能写一次", "--json can be given only once"),
        ];
        for (arguments, zh, en) in cases {
            for (lang, wanted) in [(Lang::Zh, zh), (Lang::En, en)] {
                let typed = std::iter::once("jiaodui").chain(arguments.iter().copied());
                let error = command(lang).try_get_matches_from(typed).unwrap_err();
                let said = mistake(&error, lang);
                assert!(said.contains(wanted), "{arguments:?}: {said}");
                assert_eq!(said.contains(is_han), lang == Lang::Zh, "{said}");
            }
        }
    }

    #[test]
    fn the_language_is_the_one_of_the_command_line_first() {
        let typed = |arguments: &[&str]| asked(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(typed(&["jiaodui", "--lang", "en", "--help"]), Lang::En);
        assert_eq!(typed(&["jiaodui", "track", "--lang=en_GB.UTF-8"]), Lang::En);
        assert_eq!(typed(&["jiaodui", "--lang", "zh-CN"]), Lang::Zh);
    }
}
