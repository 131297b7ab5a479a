//! `jiaodui config check`: what is wrong with the configuration, with file and line.

use std::process::ExitCode;

use clap::Subcommand;

use super::desk::requirements;
use super::reasons::InForce;
use super::{Context, Error, print_line};
use crate::config::line_of_key;
use crate::desk::input::keymap::Keymap;

/// What to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 检查配置文件、按键、理由目录、材料规则和日历；有问题时退出码为 1
    Check,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<ExitCode, Error> {
    let What::Check = args.what;
    let lang = context.lang;
    let mut problems = Vec::new();
    match keymap(context) {
        Ok(keymap) => {
            for shadow in keymap.shadows() {
                print_line(&lang.config_note(&at(context, shadow.command.id(), &shadow.message(lang))))?;
            }
        }
        Err(found) => problems.extend(found),
    }
    let others = [InForce::read(context).err(), requirements(context).err(), context.calendar().err()];
    problems.extend(others.into_iter().flatten().map(|error| error.message(lang)));
    for problem in &problems {
        print_line(problem)?;
    }
    if !problems.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    print_line(&lang.config_fine(&name(context)))?;
    Ok(ExitCode::SUCCESS)
}

/// The keys in force.
///
/// # Errors
/// All that is wrong with the user's own, each with file and line.
pub(super) fn keymap(context: &Context) -> Result<Keymap, Vec<String>> {
    Keymap::with(&context.config.keys)
        .map_err(|problems| problems.iter().map(|problem| at(context, problem.entry(), &problem.message(context.lang))).collect())
}

/// What is said of an entry of `[keys]`, with the place where it stands.
fn at(context: &Context, entry: &str, said: &str) -> String {
    let text = context.config_file.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let path = name(context);
    match line_of_key(&text, entry) {
        Some(line) => context.lang.config_at(&path, line, said),
        None => context.lang.config_in(&path, said),
    }
}

/// The file that is in force, or what the program carries where there is none.
fn name(context: &Context) -> String {
    context.config_file.as_ref().map_or_else(|| "config/jiaodui.toml".to_owned(), |path| path.display().to_string())
}
