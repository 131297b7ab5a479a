//! THE table of keys: it drives the desk, the footer, `?`, the documentation and the tests.

mod own;

use std::collections::BTreeMap;

use super::command::Command;
use super::key::Key;
use crate::text::Lang;

pub use own::{OwnKeys, Problem, Setting, Shadow};

/// Where a key is pressed. A context falls back on [`Context::Everywhere`] unless letters are typed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// All of them but the editors.
    Everywhere,
    /// The queue.
    Queue,
    /// The fields of an order.
    Proofread,
    /// The scan's pane, or the scan on the whole screen.
    Scan,
    /// The reasons of an outcome, to choose from.
    Reasons,
    /// The review of a decision.
    Decide,
    /// The dashboard.
    Dashboard,
    /// The dishonesty list.
    Listing,
    /// The archive.
    Archive,
    /// The history of an order.
    History,
    /// The list of enquiries.
    Enquiries,
    /// An enquiry that is read.
    Thread,
    /// A reply being written.
    Reply,
    /// Quality sampling.
    Sampling,
    /// A text being edited.
    Editor,
    /// A line being typed: to search, or into a small form.
    Line,
    /// A text to read, over the screen.
    Sheet,
    /// A list to choose from, over the screen.
    Choice,
    /// The filter of the queue, over it.
    Filter,
    /// The views of the queue, over it.
    Views,
    /// The columns of the queue, over it.
    Columns,
}

impl Context {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Everywhere,
        Self::Queue,
        Self::Proofread,
        Self::Scan,
        Self::Reasons,
        Self::Decide,
        Self::Dashboard,
        Self::Listing,
        Self::Archive,
        Self::History,
        Self::Enquiries,
        Self::Thread,
        Self::Reply,
        Self::Sampling,
        Self::Editor,
        Self::Line,
        Self::Sheet,
        Self::Choice,
        Self::Filter,
        Self::Views,
        Self::Columns,
    ];

    /// Its stable name, for the configuration.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Queue => "queue",
            Self::Proofread => "proofread",
            Self::Scan => "scan",
            Self::Reasons => "reasons",
            Self::Decide => "decide",
            Self::Dashboard => "dashboard",
            Self::Listing => "listing",
            Self::Archive => "archive",
            Self::History => "history",
            Self::Enquiries => "enquiries",
            Self::Thread => "thread",
            Self::Reply => "writing",
            Self::Sampling => "samples",
            Self::Editor => "editor",
            Self::Line => "line",
            Self::Sheet => "sheet",
            Self::Choice => "choice",
            Self::Filter => "filter_form",
            Self::Views => "view_list",
            Self::Columns => "column_list",
        }
    }

    /// What the place is called.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Everywhere => lang.place_everywhere(),
            Self::Queue => lang.place_queue(),
            Self::Proofread => lang.place_proofread(),
            Self::Scan => lang.place_scan(),
            Self::Reasons => lang.place_reasons(),
            Self::Decide => lang.place_decide(),
            Self::Dashboard => lang.place_dashboard(),
            Self::Listing => lang.place_listing(),
            Self::Archive => lang.place_archive(),
            Self::History => lang.place_history(),
            Self::Enquiries => lang.place_enquiries(),
            Self::Thread => lang.place_thread(),
            Self::Reply => lang.place_reply(),
            Self::Sampling => lang.place_sampling(),
            Self::Editor => lang.place_editor(),
            Self::Line => lang.place_line(),
            Self::Sheet => lang.place_sheet(),
            Self::Choice => lang.place_choice(),
            Self::Filter => lang.place_filter(),
            Self::Views => lang.place_views(),
            Self::Columns => lang.place_columns(),
        }
    }

    /// Whether letters are typed here, so that the keys of everywhere do not work.
    const fn stands_alone(self) -> bool {
        matches!(self, Self::Editor | Self::Line | Self::Reply | Self::Choice | Self::Everywhere | Self::Filter)
    }

    /// Whether text is typed here: a run of letters is one piece of it, and `?` is none of the keys.
    #[must_use]
    pub const fn is_typed_in(self) -> bool {
        matches!(self, Self::Editor | Self::Line | Self::Reply)
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// Which keys.
    pub keys: &'static [&'static str],
    /// What they do.
    pub command: Command,
    /// Whether the footer shows it; the first key is the one shown.
    pub footer: bool,
}

const fn row(context: Context, keys: &'static [&'static str], command: Command, footer: bool) -> Binding {
    Binding { context, keys, command, footer }
}

/// The defaults (a contract).
pub const TABLE: &[Binding] = {
    use Command as C;
    use Context::{
        Archive, Choice, Columns, Dashboard, Decide, Editor, Enquiries, Everywhere, Filter, History, Line, Listing, Proofread,
        Queue, Reasons, Reply, Sampling, Scan, Sheet, Thread, Views,
    };
    &[
        row(Queue, &["Enter"], C::Open, true),
        row(Queue, &["n"], C::TakeNext, true),
        row(Queue, &["/"], C::Find, true),
        row(Queue, &["f"], C::Filter, true),
        row(Queue, &["F"], C::ClearFilter, false),
        row(Queue, &["s"], C::Sort, true),
        row(Queue, &["V"], C::Views, true),
        row(Queue, &["C"], C::Columns, false),
        row(Queue, &["5"], C::View1, false),
        row(Queue, &["6"], C::View2, false),
        row(Queue, &["7"], C::View3, false),
        row(Queue, &["8"], C::View4, false),
        row(Queue, &["9"], C::View5, false),
        row(Queue, &["u"], C::TakeBack, true),
        row(Queue, &["w"], C::ListWaiting, false),
        row(Queue, &["x"], C::ListSupplement, false),
        row(Queue, &["h"], C::ListPostponed, false),
        row(Queue, &["X"], C::Export, false),
        row(Queue, &["A"], C::NextAfterDecision, false),
        row(Queue, &["F5", "R"], C::Refresh, false),
        row(Queue, &["i"], C::Institution, false),
        row(Queue, &["1"], C::GoToQueue, false),
        row(Queue, &["2"], C::GoToEnquiries, false),
        row(Queue, &["3"], C::GoToDashboard, false),
        row(Queue, &["4"], C::GoToArchive, false),
        row(Queue, &["L"], C::Listings, false),
        row(Queue, &["S"], C::Sampling, false),
        row(Proofread, &["1"], C::JudgeMatch, true),
        row(Proofread, &["2"], C::JudgeMismatch, true),
        row(Proofread, &["3"], C::JudgeIllegible, true),
        row(Proofread, &["4"], C::JudgeMissing, true),
        row(Proofread, &["5"], C::JudgeNotApplicable, true),
        row(Proofread, &["Space"], C::MatchAndDown, true),
        row(Proofread, &["a"], C::Approve, true),
        row(Proofread, &["r"], C::Reject, true),
        row(Proofread, &["s"], C::Supplement, true),
        row(Proofread, &["o"], C::Enlarge, true),
        row(Proofread, &["]"], C::NextAttachment, true),
        row(Proofread, &["["], C::PreviousAttachment, false),
        row(Proofread, &["Backspace"], C::Unjudge, false),
        row(Proofread, &["}"], C::NextItem, false),
        row(Proofread, &["{"], C::PreviousItem, false),
        row(Proofread, &["+", "="], C::ZoomIn, false),
        row(Proofread, &["-"], C::ZoomOut, false),
        row(Proofread, &["0"], C::ZoomFit, false),
        row(Proofread, &["f"], C::FitWidth, false),
        row(Proofread, &["."], C::NextCrop, false),
        row(Proofread, &["t"], C::SwitchRound, false),
        row(Proofread, &["y"], C::Beside, false),
        row(Proofread, &["O"], C::FullScreen, false),
        row(Proofread, &["<"], C::RotateLeft, false),
        row(Proofread, &[">"], C::RotateRight, false),
        row(Proofread, &["v"], C::Reveal, false),
        row(Proofread, &["c"], C::Explain, true),
        row(Proofread, &["m"], C::Materials, false),
        row(Proofread, &["b"], C::Evidence, false),
        row(Proofread, &["e"], C::EditNote, false),
        row(Proofread, &["E"], C::EditFieldNote, false),
        row(Proofread, &["n"], C::Skip, false),
        row(Proofread, &["p"], C::Postpone, false),
        row(Proofread, &["Q"], C::EnquiriesOfOrder, false),
        row(Proofread, &["L"], C::SecondLook, false),
        row(Proofread, &["X"], C::ForceRelease, false),
        row(Proofread, &["M"], C::Reassign, false),
        row(Proofread, &["R"], C::Reopen, false),
        row(Proofread, &["U"], C::RejectUnanswered, false),
        row(Proofread, &["A"], C::NextAfterDecision, false),
        row(Proofread, &["u"], C::TakeBack, false),
        row(Scan, &["+", "="], C::ZoomIn, true),
        row(Scan, &["-"], C::ZoomOut, true),
        row(Scan, &["0"], C::ZoomFit, true),
        row(Scan, &["f"], C::FitWidth, false),
        row(Scan, &["."], C::NextCrop, true),
        row(Scan, &["t"], C::SwitchRound, false),
        row(Scan, &["y"], C::Beside, false),
        row(Scan, &["O"], C::FullScreen, false),
        row(Scan, &["<"], C::RotateLeft, true),
        row(Scan, &[">"], C::RotateRight, true),
        row(Scan, &["h", "Left"], C::PanLeft, false),
        row(Scan, &["l", "Right"], C::PanRight, false),
        row(Scan, &["k", "Up"], C::PanUp, false),
        row(Scan, &["j", "Down"], C::PanDown, false),
        row(Scan, &["]"], C::NextAttachment, true),
        row(Scan, &["["], C::PreviousAttachment, false),
        row(Scan, &["o"], C::Enlarge, true),
        // The field under the cursor stays in sight beside the scan, so it can be judged from there.
        row(Scan, &["1"], C::JudgeMatch, false),
        row(Scan, &["2"], C::JudgeMismatch, false),
        row(Scan, &["3"], C::JudgeIllegible, false),
        row(Scan, &["4"], C::JudgeMissing, false),
        row(Scan, &["5"], C::JudgeNotApplicable, false),
        row(Scan, &["Space"], C::MatchAndDown, false),
        row(Scan, &["Backspace"], C::Unjudge, false),
        row(Scan, &["a"], C::Approve, false),
        row(Scan, &["r"], C::Reject, false),
        row(Scan, &["s"], C::Supplement, false),
        row(Scan, &["v"], C::Reveal, false),
        row(Scan, &["c"], C::Explain, false),
        row(Scan, &["m"], C::Materials, false),
        row(Scan, &["b"], C::Evidence, true),
        row(Scan, &["e"], C::EditNote, false),
        row(Scan, &["n"], C::Skip, false),
        row(Scan, &["p"], C::Postpone, false),
        row(Scan, &["Q"], C::EnquiriesOfOrder, false),
        row(Scan, &["L"], C::SecondLook, false),
        row(Scan, &["A"], C::NextAfterDecision, false),
        row(Scan, &["E"], C::EditFieldNote, false),
        row(Scan, &["}"], C::NextItem, false),
        row(Scan, &["{"], C::PreviousItem, false),
        row(Reasons, &["Space"], C::Toggle, true),
        row(Reasons, &["Enter"], C::GoOn, true),
        row(Reasons, &["a"], C::Approve, true),
        row(Reasons, &["r"], C::Reject, true),
        row(Reasons, &["s"], C::Supplement, true),
        row(Reasons, &["Ctrl-S"], C::Send, false),
        row(Reasons, &["Esc"], C::Back, true),
        row(Decide, &["a"], C::Approve, true),
        row(Decide, &["r"], C::Reject, true),
        row(Decide, &["s"], C::Supplement, true),
        row(Decide, &["e"], C::EditLetter, true),
        row(Decide, &["E"], C::ResetLetter, false),
        row(Decide, &["}"], C::NextItem, false),
        row(Decide, &["{"], C::PreviousItem, false),
        row(Decide, &["Ctrl-S"], C::Send, true),
        row(Sheet, &["Esc"], C::Back, true),
        row(Sheet, &["j", "Down"], C::Down, true),
        row(Sheet, &["k", "Up"], C::Up, true),
        row(Sheet, &["c"], C::Explain, true),
        row(Sheet, &["m"], C::Materials, true),
        row(Sheet, &["b"], C::Evidence, true),
        row(Sheet, &["Q"], C::EnquiriesOfOrder, false),
        row(Sheet, &["]"], C::NextAttachment, false),
        row(Sheet, &["["], C::PreviousAttachment, false),
        row(Dashboard, &["Tab"], C::NextPane, true),
        row(Dashboard, &["Enter"], C::Open, true),
        row(Dashboard, &["l", "Right"], C::NextColumn, false),
        row(Dashboard, &["h", "Left"], C::PreviousColumn, false),
        row(Dashboard, &["x"], C::ForceRelease, true),
        row(Dashboard, &["m"], C::Reassign, true),
        row(Dashboard, &["o"], C::Reopen, true),
        row(Dashboard, &["U"], C::RejectUnanswered, true),
        row(Dashboard, &["X"], C::Export, false),
        row(Dashboard, &["F5", "R"], C::Refresh, false),
        row(Dashboard, &["1"], C::GoToQueue, true),
        row(Dashboard, &["2"], C::GoToEnquiries, false),
        row(Dashboard, &["3"], C::GoToDashboard, false),
        row(Dashboard, &["4"], C::GoToArchive, false),
        row(Dashboard, &["L"], C::Listings, false),
        row(Dashboard, &["S"], C::Sampling, false),
        row(Dashboard, &["Esc"], C::Back, true),
        row(Sampling, &["n"], C::TakeNext, true),
        row(Sampling, &["Enter"], C::Open, true),
        row(Sampling, &["Tab"], C::NextPane, true),
        row(Sampling, &["D"], C::DrawSample, true),
        row(Sampling, &["F5", "R"], C::Refresh, false),
        row(Sampling, &["1"], C::GoToQueue, false),
        row(Sampling, &["2"], C::GoToEnquiries, false),
        row(Sampling, &["3"], C::GoToDashboard, false),
        row(Sampling, &["4"], C::GoToArchive, false),
        row(Sampling, &["L"], C::Listings, false),
        row(Sampling, &["S"], C::Sampling, false),
        row(Sampling, &["Esc"], C::Back, true),
        row(Listing, &["Enter"], C::Open, true),
        row(Listing, &["Tab"], C::NextPane, true),
        row(Listing, &["W"], C::WithdrawListing, true),
        row(Listing, &["X"], C::Export, false),
        row(Listing, &["F5", "R"], C::Refresh, false),
        row(Listing, &["1"], C::GoToQueue, false),
        row(Listing, &["2"], C::GoToEnquiries, false),
        row(Listing, &["3"], C::GoToDashboard, false),
        row(Listing, &["4"], C::GoToArchive, false),
        row(Listing, &["L"], C::Listings, false),
        row(Listing, &["S"], C::Sampling, false),
        row(Listing, &["Esc"], C::Back, true),
        row(Archive, &["Enter"], C::Open, true),
        row(Archive, &["/"], C::Find, true),
        row(Archive, &["o"], C::ReadOrder, true),
        row(Archive, &["X"], C::ExportDossier, true),
        row(Archive, &["E"], C::Export, false),
        row(Archive, &["F5", "R"], C::Refresh, false),
        row(Archive, &["1"], C::GoToQueue, false),
        row(Archive, &["2"], C::GoToEnquiries, false),
        row(Archive, &["3"], C::GoToDashboard, false),
        row(Archive, &["4"], C::GoToArchive, false),
        row(Archive, &["L"], C::Listings, false),
        row(Archive, &["S"], C::Sampling, false),
        row(Archive, &["Esc"], C::Back, true),
        row(History, &["Enter"], C::Open, true),
        row(History, &["Tab"], C::NextPane, true),
        row(History, &["o"], C::ReadOrder, true),
        row(History, &["X"], C::ExportDossier, true),
        row(History, &["F5", "R"], C::Refresh, false),
        row(History, &["1"], C::GoToQueue, false),
        row(History, &["2"], C::GoToEnquiries, false),
        row(History, &["3"], C::GoToDashboard, false),
        row(History, &["L"], C::Listings, false),
        row(History, &["S"], C::Sampling, false),
        row(History, &["Esc"], C::Back, true),
        row(Enquiries, &["Enter"], C::Open, true),
        row(Enquiries, &["Tab"], C::NextPane, true),
        row(Enquiries, &["/"], C::Find, true),
        row(Enquiries, &["u"], C::TakeReplyBack, true),
        row(Enquiries, &["F5", "R"], C::Refresh, false),
        row(Enquiries, &["1"], C::GoToQueue, false),
        row(Enquiries, &["2"], C::GoToEnquiries, false),
        row(Enquiries, &["3"], C::GoToDashboard, false),
        row(Enquiries, &["4"], C::GoToArchive, false),
        row(Enquiries, &["L"], C::Listings, false),
        row(Enquiries, &["S"], C::Sampling, false),
        row(Enquiries, &["Esc"], C::Back, true),
        row(Thread, &["r"], C::Reply, true),
        row(Thread, &["t"], C::CannedText, true),
        row(Thread, &["o"], C::OpenOrder, true),
        row(Thread, &["h"], C::HandOver, true),
        row(Thread, &["c"], C::CloseEnquiry, true),
        row(Thread, &["u"], C::TakeReplyBack, true),
        row(Thread, &["Tab"], C::NextPane, true),
        row(Thread, &["F5", "R"], C::Refresh, false),
        row(Thread, &["1"], C::GoToQueue, false),
        row(Thread, &["3"], C::GoToDashboard, false),
        row(Thread, &["4"], C::GoToArchive, false),
        row(Thread, &["L"], C::Listings, false),
        row(Thread, &["S"], C::Sampling, false),
        row(Thread, &["Esc"], C::Back, true),
        row(Reply, &["Ctrl-S"], C::SendReply, true),
        row(Reply, &["Ctrl-T"], C::CannedText, true),
        row(Reply, &["Tab"], C::NextPane, true),
        row(Reply, &["PgUp"], C::PageUp, false),
        row(Reply, &["PgDn"], C::PageDown, false),
        row(Reply, &["Ctrl-P"], C::Palette, false),
        row(Reply, &["Esc"], C::Back, true),
        row(Editor, &["Ctrl-S"], C::Save, true),
        row(Editor, &["Esc"], C::Back, true),
        row(Editor, &["Ctrl-P"], C::Palette, false),
        row(Line, &["Enter", "Ctrl-S"], C::Save, true),
        row(Line, &["Esc"], C::Back, true),
        row(Line, &["Ctrl-P"], C::Palette, false),
        row(Choice, &["Enter"], C::Save, true),
        row(Choice, &["Esc"], C::Back, true),
        row(Filter, &["Space"], C::Toggle, true),
        row(Filter, &["Enter"], C::Open, false),
        row(Filter, &["Tab"], C::NextPane, true),
        row(Filter, &["BackTab"], C::PreviousPane, false),
        row(Filter, &["Down"], C::Down, false),
        row(Filter, &["Up"], C::Up, false),
        row(Filter, &["PgDn"], C::PageDown, false),
        row(Filter, &["PgUp"], C::PageUp, false),
        row(Filter, &["Ctrl-S"], C::ApplyFilter, true),
        row(Filter, &["Ctrl-R"], C::ClearFilter, true),
        row(Filter, &["Esc"], C::Back, true),
        row(Views, &["Enter"], C::Open, true),
        row(Views, &["s"], C::SaveView, true),
        row(Views, &["r"], C::RenameView, true),
        row(Views, &["d"], C::DeleteView, true),
        row(Views, &["K"], C::MoveUp, true),
        row(Views, &["J"], C::MoveDown, true),
        row(Views, &["5"], C::View1, false),
        row(Views, &["6"], C::View2, false),
        row(Views, &["7"], C::View3, false),
        row(Views, &["8"], C::View4, false),
        row(Views, &["9"], C::View5, false),
        row(Views, &["1"], C::View6, false),
        row(Views, &["2"], C::View7, false),
        row(Views, &["3"], C::View8, false),
        row(Views, &["4"], C::View9, false),
        row(Views, &["Esc", "V"], C::Back, true),
        row(Columns, &["Space"], C::Toggle, true),
        row(Columns, &["K"], C::MoveUp, true),
        row(Columns, &["J"], C::MoveDown, true),
        row(Columns, &["Esc", "Enter"], C::Back, true),
        row(Everywhere, &["j", "Down"], C::Down, false),
        row(Everywhere, &["k", "Up"], C::Up, false),
        row(Everywhere, &["PgDn"], C::PageDown, false),
        row(Everywhere, &["PgUp"], C::PageUp, false),
        row(Everywhere, &["g", "Home"], C::First, false),
        row(Everywhere, &["G", "End"], C::Last, false),
        row(Everywhere, &["Enter"], C::Open, false),
        row(Everywhere, &["Esc"], C::Back, false),
        row(Everywhere, &["Tab"], C::NextPane, false),
        row(Everywhere, &["BackTab"], C::PreviousPane, false),
        row(Everywhere, &["Ctrl-P"], C::Palette, true),
        row(Everywhere, &["?"], C::Help, true),
        row(Everywhere, &["q"], C::Quit, true),
        row(Everywhere, &["Ctrl-L"], C::Redraw, false),
        row(Everywhere, &["Ctrl-G"], C::Graphics, false),
        row(Everywhere, &["F6"], C::Language, false),
        row(Everywhere, &["F7"], C::Theme, false),
        row(Everywhere, &["F8"], C::Mouse, false),
        row(Everywhere, &["F9"], C::Bell, false),
        row(Everywhere, &["Ctrl-Z"], C::Suspend, false),
        row(Everywhere, &["Ctrl-X"], C::LockScreen, false),
        row(Everywhere, &["F12"], C::ChangePassword, false),
    ]
};

/// The keys in force: the table with the user's own keys in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<(Context, &'static str), Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = TABLE
            .iter()
            .map(|row| ((row.context, row.command.id()), row.keys.iter().filter_map(|key| Key::parse(key)).collect()))
            .collect();
        Self { keys }
    }
}

impl Keymap {
    /// What a key does in a context.
    #[must_use]
    pub fn command(&self, context: Context, key: Key) -> Option<Command> {
        self.here(context, key).or_else(|| (!context.stands_alone()).then(|| self.here(Context::Everywhere, key)).flatten())
    }

    fn here(&self, context: Context, key: Key) -> Option<Command> {
        TABLE
            .iter()
            .filter(|row| row.context == context)
            .find(|row| self.keys(context, row.command).contains(&key))
            .map(|row| row.command)
    }

    /// The keys of a command in a context (not those it falls back on).
    #[must_use]
    pub fn keys(&self, context: Context, command: Command) -> &[Key] {
        self.keys.get(&(context, command.id())).map_or(&[], Vec::as_slice)
    }

    /// The keys of a command where it has any first: to name it where it does not work.
    #[must_use]
    pub fn anywhere(&self, command: Command) -> &[Key] {
        TABLE.iter().find(|row| row.command == command).map_or(&[], |row| self.keys(row.context, command))
    }

    /// The rows that apply in a context, its own first.
    pub fn rows(&self, context: Context) -> impl Iterator<Item = (&'static Binding, &[Key])> {
        let everywhere = !context.stands_alone();
        let own = TABLE.iter().filter(move |row| row.context == context);
        let others = TABLE.iter().filter(move |row| {
            everywhere
                && row.context == Context::Everywhere
                && !TABLE.iter().any(|mine| mine.context == context && mine.command == row.command)
        });
        own.chain(others).map(|row| (row, self.keys(row.context, row.command)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_table_can_be_read_and_does_one_thing() {
        for row in TABLE {
            assert!(!row.keys.is_empty(), "{} has no key", row.command.id());
            for key in row.keys {
                let parsed = Key::parse(key).unwrap_or_else(|| panic!("{key}"));
                assert_eq!(Keymap::default().command(row.context, parsed), Some(row.command), "{key}");
            }
        }
        assert_eq!(Keymap::default().twice(), []);
    }

    #[test]
    fn every_command_has_a_key() {
        for command in Command::ALL {
            assert!(TABLE.iter().any(|row| row.command == *command), "{}", command.id());
        }
    }

    #[test]
    fn every_place_of_the_table_has_a_name_of_its_own() {
        for row in TABLE {
            assert!(Context::ALL.contains(&row.context), "{:?} is missing among all of them", row.context);
        }
        let mut names: Vec<&str> = Context::ALL.iter().map(|context| context.id()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Context::ALL.len());
    }

    #[test]
    fn letters_typed_into_an_editor_are_no_commands() {
        assert_eq!(Keymap::default().command(Context::Editor, Key::char('q')), None);
        assert_eq!(Keymap::default().command(Context::Editor, Key::parse("Esc").unwrap()), Some(Command::Back));
    }
}
