//! The help of the command line, in English. In Chinese it is the documentation of the arguments themselves, in `cli`; clap's own words
//! are put into Chinese here.

use super::texts;

/// A subcommand (`audit verify`, empty for the program itself), one of its arguments (`audit verify#json`) or what stands below its
/// help (`intake!`) in English; `None` where
/// nothing was written, which a test finds.
#[must_use]
pub fn english(of: &str) -> Option<&'static str> {
    let of_any = || of.split_once('#').and_then(|(_, argument)| find(ARGUMENTS, argument));
    find(HELP, of).or_else(of_any)
}

fn find(table: &[(&str, &'static str)], wanted: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == wanted).map(|(_, text)| *text)
}

/// By subcommand, or subcommand and argument.
const HELP: &[(&str, &str)] = &[
    ("", "Jiaodui: the proofreading desk of an academic-credential acceptance centre"),
    ("#database", "The database: sqlite:PATH or postgres://…"),
    ("#attachment_store", "The folder of attachments (default: attachments beside the SQLite file)"),
    ("#config", "The configuration (default: ~/.config/jiaodui/config.toml, then /etc/jiaodui/config.toml)"),
    ("#lang", "Language of the screen: zh-CN or en"),
    ("#graphics", "How scans are drawn (default: auto, the best the terminal can)"),
    ("#linear", "Line by line, for screen readers (no full screen)"),
    ("intake", "Take in the portal's feed (a JSON event a line)"),
    ("intake#feed", "The feed; “-” for standard input"),
    ("intake#attachments", "The folder that paths of attachments are relative to (default: the feed's own)"),
    ("intake#report", "Form of the report"),
    (
        "intake!",
        "Exit status: 0 nothing was refused; 2 some lines were; 1 it failed (what was taken in stays; run the same file again to go on)",
    ),
    ("outbox", "Print the messages that wait for their applicants (a JSON object a line)"),
    ("outbox#ack", "Mark what was printed as delivered"),
    ("track", "Say how far an order is"),
    ("track#json", "Print a JSON object"),
    ("track!", "Exit status: 0 found; 3 there is no such order; 1 it failed"),
    ("counts", "Count the orders by institution and status"),
    ("counts#json", "Print a JSON array of institution, status, n"),
    ("show", "Show all of an order (numbers masked)"),
    (
        "show#history",
        "Show only what happened: events, handling, decisions, letters, notes, enquiries, looks, in the order of time",
    ),
    ("show#json", "Print a JSON object"),
    ("dossier", "Take out all about an order, to be read and checked without the database"),
    ("dossier#order_no", "The order number"),
    ("dossier#out", "A new .zip file or a new folder; in a folder that is there, a new .zip. Nothing is overwritten"),
    ("dossier#reason", "Why (needed for whole numbers and for the files); the audit trail has it"),
    ("dossier#full", "Whole numbers, not masked"),
    ("dossier#attachments", "The files themselves, not only their hashes"),
    ("dossier#json", "Print a JSON object"),
    ("audit", "Verify or show the audit trail"),
    ("audit verify", "Verify the audit trail: hash chain, gaps, truncation; exits with 1 where something is wrong"),
    ("audit verify#dossier", "Check this dossier of an order only; no database is needed"),
    ("audit verify#sha256", "The hash that the dossier should have: see the export in the audit trail of its order"),
    ("audit verify#anchor", "Compare with this anchor as well (may be given several times)"),
    (
        "audit anchor",
        "Take an anchor: how far every trail goes and by which hash; to be kept where the database's owner cannot write",
    ),
    ("audit anchor#out", "Write to this new file, or into this folder (default: export_dir)"),
    ("audit anchor#since", "Leave out what has not changed since this anchor; both are needed to compare"),
    ("audit anchor#json", "Print the result as a JSON object"),
    ("audit verify#json", "A JSON object for each fault, and the total in the last line"),
    ("audit show", "Show the trail of one subject: an order number, enquiry:ID, listing:ID or staff:LOGIN"),
    ("audit show#subject", "The subject"),
    ("doctor", "Check database, attachments, audit trail, clocks, disks and terminal, and say what to do"),
    ("doctor#quick", "Leave out what takes long: the audit trail and the recount"),
    ("doctor#deep", "Read all attachments and check their hashes (else sizes, and some hashes)"),
    ("doctor#anchor", "Compare with this anchor as well (may be given several times)"),
    ("doctor#json", "A JSON object for each check"),
    (
        "doctor!",
        "Exit status: 0 all is well; 1 there are problems; 2 there are warnings only.\n\
         Every check has a code that stays (check in --json) and says what to do. Nothing is changed.",
    ),
    ("backup", "Back database and attachments up while desks work"),
    ("backup#folder", "The folder of the backups (best on another disk)"),
    ("backup#json", "Print the result as a JSON object"),
    (
        "backup!",
        "Exit status: 0 whole; 1 it failed and left no backup; 2 made, but attachments are missing or damaged (and named).\n\
         Each backup is a folder in there named by its moment; attachments are there once for all of them. PostgreSQL: by pg_dump.",
    ),
    ("migrate-to", "Move a centre from SQLite into an empty PostgreSQL database"),
    ("migrate-to#target", "The target: postgres://…"),
    ("migrate-to#attachments_to", "Copy the attachments into this folder, too; without it they stay where they are"),
    ("migrate-to#json", "Print the result as a JSON object"),
    (
        "migrate-to!",
        "Exit status: 0 moved, and the audit trail verifies; 1 it failed, and the target is as empty as it was; 2 moved, but something is wrong, or \
         the old file does not say where to.\n\
         The target is an empty database (createdb -T template0 -E UTF8 --locale=C.UTF-8) in which one may make tables. The old one takes no \
         writes meanwhile: close the desks first. It stays as it is; its trail says where the centre moved.",
    ),
    ("restore", "Put a backup into an empty place (nothing is overwritten), and verify it"),
    ("restore#backup", "The folder of a backup; or of backups, for the newest whole one"),
    ("restore#anchor", "Compare with this anchor from elsewhere as well (may be given several times): it shows an old backup"),
    ("restore#anyway", "Put it in place though the trail has faults or attachments are lacking"),
    ("restore#json", "A JSON object for each fault, and the result in the last line"),
    (
        "restore!",
        "Exit status: 0 restored and whole; 1 it failed, or something is wrong and it was not put in place; 2 in place, but something is wrong.\n\
         It goes to --database and --attachment-store (or where the configuration says), where nothing may be yet.",
    ),
    (
        "report",
        "Take a report out: a standard one or any table, as CSV or XLSX (numbers covered, written down in the audit trail)",
    ),
    ("report#name", "Which report; “list” lists them"),
    ("report#institution", "Code of the institution (default: that of whoever signs in)"),
    ("report#from", "The first day (YYYY-MM-DD, today or yesterday)"),
    ("report#to", "The last day, included"),
    ("report#format", "Form of the file (default: by the extension of --out, else csv)"),
    ("report#out", "Write to this file, - for standard output; without it, under a name of its own in export_dir"),
    ("report#force", "Replace a file that is there"),
    ("report#full", "Do not cover ID numbers, mobiles and e-mail addresses (with --reason)"),
    ("report#reason", "Why whole numbers are needed; written down in the audit trail"),
    ("report#json", "Print the result as a JSON object"),
    (
        "report!",
        "Exit status: 0 made; 1 it failed; 2 wrong arguments; 3 not signed in, or not allowed to export; 4 there is such a file.\n\
         Signing in: JIAODUI_STAFF and JIAODUI_PASSWORD in the environment, or on the terminal; a supervisor or an administrator.\n\
         Example: jiaodui report daily --from yesterday --to yesterday --format xlsx --out /srv/reports/daily.xlsx --force",
    ),
    ("demo", "Open a demonstration desk (made-up orders, specimen scans)"),
    ("demo#orders", "How many orders"),
    ("demo#seed", "Random seed: the same one makes the same people and certificates"),
    ("demo#dir", "The folder (default: demo in the data directory)"),
    ("demo#role", "Whose desk to open: proofreader, clerk, supervisor or admin"),
    ("demo#no_open", "Only make the data (with --live: one line for each thing an applicant does, until Ctrl-C)"),
    ("demo#live", "Let applicants act meanwhile: submit, answer, cancel, ask"),
    ("demo#per_minute", "How often a minute they do; 0 for not at all"),
    ("staff", "Manage staff"),
    ("staff add", "Add someone (the password comes from JIAODUI_NEW_PASSWORD, the terminal or standard input)"),
    ("staff add#role", "proofreader, clerk, supervisor or admin"),
    ("staff add#institution", "Code of the institution; without it, all of them"),
    ("staff list", "List the staff, with failed sign-ins and locks"),
    ("staff disable", "Disable someone; the orders they hold go back to the queue"),
    ("staff enable", "Let someone who was disabled sign in again"),
    ("staff password", "Change a password: one's own (JIAODUI_STAFF is the same), or somebody's by an admin"),
    ("staff portal", "Set the portal's login on the database server, and its password (PostgreSQL only)"),
    ("staff unlock", "End the lock after failed sign-ins (supervisors, admins)"),
    ("staff role", "Give someone another role"),
    ("staff role#role", "proofreader, clerk, supervisor or admin"),
    ("staff list", "List the staff"),
    ("staff disable", "Disable someone"),
    ("staff password", "Change a password (asked for on the terminal, or read from standard input)"),
    ("config", "Check the configuration"),
    (
        "config check",
        "Check the configuration, its keys, reasons, rules of materials and calendar; exits with 1 where something is wrong",
    ),
    ("completions", "Print a completion script for a shell"),
    ("completions#shell", "bash, zsh, fish…"),
    ("man", "Print the manual page"),
    ("man#dir", "Write the manual pages of all commands into this folder"),
];

/// Arguments that mean the same wherever they are.
const ARGUMENTS: &[(&str, &str)] = &[
    ("json", "Print JSON, an object a line"),
    ("order_no", "The order's number"),
    ("login", "The login"),
    ("name", "The name"),
    ("help", "Show the help"),
    ("version", "Show the version"),
];

texts! {
    usage_heading => "用法：", "Usage:";
    commands_heading => "命令", "Commands";
    arguments_heading => "参数", "Arguments";
    global_heading => "通用选项", "Options of the program";
    options_heading => "选项", "Options";
    help_flag => "显示帮助", "Show the help";
    version_flag => "显示版本", "Show the version";
    help_default(value: &str) => "（默认 {value}）", " [default: {value}]";
    help_environment(name: &str) => "（环境变量 {name}）", " [env: {name}]";
    help_values(values: &str) => "（可选：{values}）", " [one of: {values}]";
    args_unknown(argument: &str) => "不认识的参数 {argument}", "unexpected argument {argument}";
    args_no_value(argument: &str) => "{argument} 后面缺少值", "{argument} needs a value";
    args_bad_value(value: &str, argument: &str) => "{argument} 的值“{value}”不可用", "“{value}” is no value for {argument}";
    args_range(range: &str) => "须在 {range} 之内", "it must be in {range}";
    args_missing(arguments: &str) => "缺少参数：{arguments}", "missing arguments: {arguments}";
    args_conflict(argument: &str, other: &str) => "{argument} 不能与 {other} 同时使用", "{argument} cannot be used with {other}";
    args_twice(argument: &str) => "{argument} 只能写一次", "{argument} can be given only once";
    args_no_subcommand(name: &str) => "没有“{name}”这个命令", "there is no command “{name}”";
    args_which_subcommand => "请写明要执行的命令", "which command?";
    args_other => "命令行有误", "the command line cannot be read";
    args_did_you_mean(what: &str) => "是否要写 {what}？", "did you mean {what}?";
    args_values(values: &str) => "可用的值：{values}", "there are: {values}";
    args_see_help => "用法见 --help", "--help tells more";
}
