//! The filter as a form: what may be asked for on the left, the choices of the selected field on the right, narrowed as one types. How
//! many orders fit is counted as one goes.

use chrono::{Days, NaiveDate};
use crossterm::event::KeyCode;

use super::Queue;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::{Effect, ViewAct};
use crate::desk::app::msg::{Notice, Slot, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::domain::checks::Check;
use crate::domain::fold::half_width;
use crate::domain::initials::initials;
use crate::domain::order::{Service, parse_day};
use crate::domain::queue_view::{Finding, Held, QueueFilter, QueueView, Round, School, Waiting};
use crate::domain::status::Status;
use crate::domain::study::{Category, Level};
use crate::store::records::{Colleague, Matching};
use crate::text::Lang;

/// Longest text of a field, in characters.
const LONGEST: usize = 40;
/// Most working days one can ask for.
const MOST_DAYS: u32 = 999;

/// What may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Institution,
    Status,
    Service,
    Category,
    Level,
    School,
    Purpose,
    Waiting,
    Round,
    Finding,
    Holder,
    Date,
}

const FIELDS: [Field; 12] = [
    Field::Institution,
    Field::Status,
    Field::Service,
    Field::Category,
    Field::Level,
    Field::School,
    Field::Purpose,
    Field::Waiting,
    Field::Round,
    Field::Finding,
    Field::Holder,
    Field::Date,
];

impl Field {
    pub(super) const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Institution => lang.filter_institution(),
            Self::Status => lang.filter_status(),
            Self::Service => lang.filter_service(),
            Self::Category => lang.filter_category(),
            Self::Level => lang.filter_level(),
            Self::School => lang.filter_school(),
            Self::Purpose => lang.filter_purpose(),
            Self::Waiting => lang.filter_waiting(),
            Self::Round => lang.filter_round(),
            Self::Finding => lang.filter_finding(),
            Self::Holder => lang.filter_holder(),
            Self::Date => lang.filter_date(),
        }
    }

    /// What the line above the choices is for.
    pub(super) const fn prompt(self, lang: Lang) -> &'static str {
        match self {
            Self::School => lang.filter_type_school(),
            Self::Purpose => lang.filter_type_purpose(),
            Self::Waiting => lang.filter_type_days(),
            Self::Date => lang.filter_type_date(),
            _ => lang.filter_narrow(),
        }
    }

    /// Whether what is typed is what is asked for; else it narrows the choices.
    const fn is_typed(self) -> bool {
        matches!(self, Self::School | Self::Purpose | Self::Waiting | Self::Date)
    }
}

/// What a choice stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Any,
    Institution(String),
    Status(Status),
    Service(Service),
    Category(Category),
    Level(Level),
    Whole(bool),
    Over,
    Under,
    Between,
    Round(Round),
    Finding(Finding),
    Check(Check),
    Held(Held),
    Days(NaiveDate, NaiveDate),
}

/// A choice of the selected field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) on: bool,
    value: Value,
}

/// The form.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) filter: QueueFilter,
    fields: Vec<Field>,
    pub(super) field: usize,
    pub(super) choice: usize,
    pub(super) text: Editor,
    /// What is typed cannot be what is meant.
    pub(super) wrong: bool,
    people: Vec<Colleague>,
    /// Codes and short names, for staff of all institutions.
    institutions: Vec<(String, String)>,
    today: NaiveDate,
    pub(super) matching: Option<Matching>,
    counting: bool,
    count_again: bool,
}

/// What came of a command.
pub(super) enum Done {
    /// The form stays open.
    Open,
    /// It is closed.
    Closed,
    /// Show what it asks for.
    Apply(Box<QueueFilter>),
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, value: T) {
    if !set.remove(&value) {
        set.insert(value);
    }
}

impl Form {
    /// The form as the list in front has it.
    pub(super) fn new(filter: QueueFilter, people: &[Colleague], common: &Common) -> Self {
        let of_all = common.actor.as_ref().is_some_and(|actor| actor.institution.is_none());
        let institutions = common.institutions.iter().filter(|_| of_all).map(|one| (one.code.clone(), one.short_name.clone()));
        let fields = FIELDS.into_iter().filter(|field| of_all || *field != Field::Institution).collect();
        let mut form = Self {
            filter,
            fields,
            field: 0,
            choice: 0,
            text: Editor::line("", LONGEST),
            wrong: false,
            people: people.to_vec(),
            institutions: institutions.collect(),
            today: common.database_moment().day(),
            matching: None,
            counting: false,
            count_again: false,
        };
        form.enter(0);
        form
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(super) fn selected(&self) -> Field {
        self.fields.get(self.field).copied().unwrap_or(Field::Status)
    }

    fn enter(&mut self, field: usize) {
        self.field = field;
        self.choice = 0;
        self.wrong = false;
        let filter = &self.filter;
        let text = match self.selected() {
            Field::School => filter.school.as_ref().map(|school| school.name.clone()).unwrap_or_default(),
            Field::Purpose => filter.purpose.clone().unwrap_or_default(),
            Field::Waiting => match filter.waiting {
                Some(Waiting::Over(days) | Waiting::Under(days)) => days.to_string(),
                Some(Waiting::Between(from, end)) => format!("{from}..{}", end.saturating_sub(1)),
                None => String::new(),
            },
            Field::Date => match (filter.from, filter.to) {
                (None, None) => String::new(),
                (from, to) => {
                    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
                    format!("{}..{}", day(from), day(to))
                }
            },
            _ => String::new(),
        };
        self.text = Editor::line(&text, LONGEST);
        // The cursor stands on what is chosen.
        self.choice = self.choices(Lang::default()).iter().position(|choice| choice.on).unwrap_or(0);
    }

    /// The choices of the selected field that fit what is typed.
    pub(super) fn choices(&self, lang: Lang) -> Vec<Choice> {
        let filter = &self.filter;
        let one = |label: &str, on: bool, value: Value| Choice { label: label.to_owned(), on, value };
        let any = |on: bool| one(lang.filter_any(), on, Value::Any);
        let field = self.selected();
        let mut choices = match field {
            Field::Institution => {
                let of = |code: &String| filter.institution.as_ref() == Some(code);
                let codes = self.institutions.iter().map(|(code, name)| one(name, of(code), Value::Institution(code.clone())));
                [any(filter.institution.is_none())].into_iter().chain(codes).collect()
            }
            Field::Status => {
                let of = |status: Status| one(lang.status(status), filter.statuses.contains(&status), Value::Status(status));
                let any = one(lang.filter_any_status(), filter.statuses.is_empty(), Value::Any);
                [any].into_iter().chain(Status::ALL.into_iter().map(of)).collect()
            }
            Field::Service => {
                let of =
                    |service: &Service| one(lang.service(*service), filter.services.contains(service), Value::Service(*service));
                [any(filter.services.is_empty())].into_iter().chain(Service::ALL.iter().map(of)).collect()
            }
            Field::Category => {
                let of = |category: &Category| {
                    one(lang.category(*category), filter.categories.contains(category), Value::Category(*category))
                };
                [any(filter.categories.is_empty())].into_iter().chain(Category::ALL.iter().map(of)).collect()
            }
            Field::Level => {
                let of = |level: &Level| one(lang.level(*level), filter.levels.contains(level), Value::Level(*level));
                [any(filter.levels.is_empty())].into_iter().chain(Level::ALL.iter().map(of)).collect()
            }
            Field::School => {
                let whole = filter.school.as_ref().map(|school| school.whole);
                vec![
                    any(whole.is_none()),
                    one(lang.filter_beginning(), whole == Some(false), Value::Whole(false)),
                    one(lang.filter_whole(), whole == Some(true), Value::Whole(true)),
                ]
            }
            Field::Purpose => vec![any(filter.purpose.is_none())],
            Field::Waiting => vec![
                any(filter.waiting.is_none()),
                one(lang.filter_over_some(), matches!(filter.waiting, Some(Waiting::Over(_))), Value::Over),
                one(lang.filter_under_some(), matches!(filter.waiting, Some(Waiting::Under(_))), Value::Under),
                one(lang.filter_between_some(), matches!(filter.waiting, Some(Waiting::Between(..))), Value::Between),
            ],
            Field::Round => {
                let of = |round: &Round| one(lang.filter_round_word(*round), filter.round == Some(*round), Value::Round(*round));
                [any(filter.round.is_none())].into_iter().chain(Round::ALL.iter().map(of)).collect()
            }
            Field::Finding => {
                let of = |finding: Finding| {
                    let on = filter.finding.as_ref() == Some(&finding);
                    one(&lang.filter_found(&finding), on, Value::Finding(finding))
                };
                let mut choices = vec![any(filter.finding.is_none()), of(Finding::Some), of(Finding::None)];
                choices.extend(Check::ALL.iter().map(|check| {
                    let on = matches!(&filter.finding, Some(Finding::Of(checks)) if checks.contains(check));
                    one(&format!("{} {}", check.code(), lang.check_title(*check)), on, Value::Check(*check))
                }));
                choices
            }
            Field::Holder => {
                let of = |held: Held, label: &str| one(label, filter.holder.as_ref() == Some(&held), Value::Held(held));
                let mut choices = vec![
                    any(filter.holder.is_none()),
                    of(Held::Nobody, lang.filter_nobody()),
                    of(Held::Somebody, lang.filter_somebody()),
                    of(Held::Mine, lang.filter_mine()),
                ];
                choices.extend(self.people.iter().map(|person| of(Held::By(person.login.clone()), &person.name)));
                choices
            }
            Field::Date => {
                let back = |days: u64| self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today);
                let of = |label: &str, from: NaiveDate, to: NaiveDate| {
                    one(label, filter.from == Some(from) && filter.to == Some(to), Value::Days(from, to))
                };
                vec![
                    any(filter.from.is_none() && filter.to.is_none()),
                    of(lang.filter_today(), self.today, self.today),
                    of(lang.filter_yesterday(), back(1), back(1)),
                    of(lang.filter_week(), back(6), self.today),
                    of(lang.filter_month(), back(29), self.today),
                ]
            }
        };
        if !field.is_typed() {
            let wanted = half_width(&self.text.text()).trim().to_lowercase();
            let fits = |choice: &Choice| {
                wanted.is_empty()
                    || choice.label.to_lowercase().contains(&wanted)
                    || initials(&choice.label).iter().any(|initials| initials.contains(&wanted))
            };
            choices.retain(fits);
        }
        choices
    }

    /// What the filter asks of a field, in words; empty where it asks for nothing.
    pub(super) fn asked(&self, field: Field, lang: Lang) -> String {
        let filter = &self.filter;
        let join = |words: Vec<&'static str>| words.join("/");
        let name = |login: &str| {
            self.people.iter().find(|person| person.login == login).map_or_else(|| login.to_owned(), |one| one.name.clone())
        };
        match field {
            Field::Institution => {
                let code = filter.institution.as_ref();
                let known = code.and_then(|code| self.institutions.iter().find(|(one, _)| one == code));
                known.map(|(_, name)| name.clone()).unwrap_or_default()
            }
            Field::Status if filter.statuses.is_empty() => lang.filter_any_status().to_owned(),
            Field::Status => join(filter.statuses.iter().map(|one| lang.status(*one)).collect()),
            Field::Service => join(filter.services.iter().map(|one| lang.service(*one)).collect()),
            Field::Category => join(filter.categories.iter().map(|one| lang.category(*one)).collect()),
            Field::Level => join(filter.levels.iter().map(|one| lang.level(*one)).collect()),
            Field::School => match &filter.school {
                Some(school) if school.whole => school.name.clone(),
                Some(school) => format!("{}..", school.name),
                None => String::new(),
            },
            Field::Purpose => filter.purpose.as_ref().map(|purpose| format!("{purpose}..")).unwrap_or_default(),
            Field::Waiting => filter.waiting.map(|waiting| lang.filter_wait(waiting)).unwrap_or_default(),
            Field::Round => filter.round.map(|round| lang.filter_round_word(round).to_owned()).unwrap_or_default(),
            Field::Finding => filter.finding.as_ref().map(|finding| lang.filter_found(finding)).unwrap_or_default(),
            Field::Holder => filter.holder.as_ref().map(|held| lang.filter_held(held, name)).unwrap_or_default(),
            Field::Date => lang.filter_days(filter).unwrap_or_default(),
        }
    }

    /// Takes the choice under the cursor, or lets go of it.
    fn choose(&mut self, lang: Lang) {
        let Some(choice) = self.choices(lang).into_iter().nth(self.choice) else { return };
        let field = self.selected();
        let filter = &mut self.filter;
        match choice.value {
            Value::Any => self.clear(field),
            Value::Institution(code) => filter.institution = (!choice.on).then_some(code),
            Value::Status(status) => toggle(&mut filter.statuses, status),
            Value::Service(service) => toggle(&mut filter.services, service),
            Value::Category(category) => toggle(&mut filter.categories, category),
            Value::Level(level) => toggle(&mut filter.levels, level),
            Value::Whole(whole) => {
                let name = self.text.text().trim().to_owned();
                filter.school = (!name.is_empty()).then_some(School { name, whole });
            }
            Value::Over => self.wait(self.days().map(|(from, _)| Waiting::Over(from))),
            Value::Under => self.wait(self.days().map(|(from, _)| Waiting::Under(from))),
            Value::Between => self.wait(self.days().map(|(from, to)| Waiting::Between(from, to + 1))),
            Value::Round(round) => filter.round = (!choice.on).then_some(round),
            Value::Finding(finding) => filter.finding = (!choice.on).then_some(finding),
            Value::Check(check) => {
                let mut checks = match filter.finding.take() {
                    Some(Finding::Of(checks)) => checks,
                    _ => std::collections::BTreeSet::new(),
                };
                toggle(&mut checks, check);
                filter.finding = (!checks.is_empty()).then_some(Finding::Of(checks));
            }
            Value::Held(held) => filter.holder = (!choice.on).then_some(held),
            Value::Days(from, to) => {
                (filter.from, filter.to) = if choice.on { (None, None) } else { (Some(from), Some(to)) };
                let at = self.choice;
                self.enter(self.field);
                self.choice = at;
            }
        }
    }

    /// Asks for nothing in a field.
    fn clear(&mut self, field: Field) {
        let filter = &mut self.filter;
        match field {
            Field::Institution => filter.institution = None,
            Field::Status => filter.statuses.clear(),
            Field::Service => filter.services.clear(),
            Field::Category => filter.categories.clear(),
            Field::Level => filter.levels.clear(),
            Field::School => filter.school = None,
            Field::Purpose => filter.purpose = None,
            Field::Waiting => filter.waiting = None,
            Field::Round => filter.round = None,
            Field::Finding => filter.finding = None,
            Field::Holder => filter.holder = None,
            Field::Date => (filter.from, filter.to) = (None, None),
        }
        self.enter(self.field);
    }

    /// Working days as typed: from one number to another, or twice the same one.
    fn days(&self) -> Option<(u32, u32)> {
        let text = half_width(&self.text.text());
        let days = |text: &str| text.trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        let (from, to) = text.split_once("..").unwrap_or((&text, &text));
        days(from).zip(days(to)).filter(|(from, to)| from <= to)
    }

    /// Asks for a waiting time of the kind that was chosen; the line above the choices then says what of it is meant.
    fn wait(&mut self, waiting: Option<Waiting>) {
        self.filter.waiting = waiting;
        if waiting.is_some() {
            let at = self.choice;
            self.enter(self.field);
            self.choice = at;
        }
    }

    /// What is typed has changed: it is what is asked for, or narrows the choices.
    fn typed(&mut self) {
        let text = half_width(&self.text.text()).trim().to_owned();
        self.wrong = false;
        let filter = &mut self.filter;
        match self.fields.get(self.field) {
            Some(Field::School) => {
                let whole = filter.school.as_ref().is_some_and(|school| school.whole);
                filter.school = (!text.is_empty()).then_some(School { name: text, whole });
            }
            Some(Field::Purpose) => filter.purpose = (!text.is_empty()).then_some(text),
            Some(Field::Waiting) => {
                let under = matches!(filter.waiting, Some(Waiting::Under(_)));
                let days = self.days();
                self.wrong = days.is_none() && !text.is_empty();
                self.filter.waiting = days.map(|(from, to)| match () {
                    () if text.contains("..") => Waiting::Between(from, to + 1),
                    () if under => Waiting::Under(from),
                    () => Waiting::Over(from),
                });
            }
            Some(Field::Date) => match span(&text) {
                Some((from, to)) => (filter.from, filter.to) = (from, to),
                None => {
                    (filter.from, filter.to) = (None, None);
                    self.wrong = true;
                }
            },
            _ => self.choice = 0,
        }
    }

    /// Takes a key that is no command: it is typed.
    pub(super) fn key(&mut self, key: Key, common: &mut Common) -> Option<Ask> {
        if key.code == KeyCode::Char(' ') || !self.text.key(key) {
            return None;
        }
        self.typed();
        self.count_if_asked(common)
    }

    pub(super) fn paste(&mut self, text: &str, common: &mut Common) -> Option<Ask> {
        self.text.paste(text.trim());
        self.typed();
        self.count_if_asked(common)
    }

    fn count_if_asked(&mut self, common: &mut Common) -> Option<Ask> {
        if self.selected().is_typed() { self.count(common) } else { None }
    }

    /// Takes a command.
    pub(super) fn command(&mut self, command: Command, common: &mut Common) -> (Done, Option<Ask>) {
        let lang = common.lang;
        let last = self.choices(lang).len().saturating_sub(1);
        let fields = self.fields.len();
        match command {
            Command::Back => return (Done::Closed, None),
            Command::ApplyFilter if self.wrong => {
                let said = self.complaint(lang);
                return (Done::Open, Some(Ask::Say(Notice::new(Tone::Warn, said))));
            }
            Command::ApplyFilter => return (Done::Apply(Box::new(self.filter.clone())), None),
            Command::ClearFilter => {
                self.filter = QueueFilter::default();
                self.enter(self.field);
                return (Done::Open, self.count(common));
            }
            Command::Toggle => {
                self.choose(lang);
                return (Done::Open, self.count(common));
            }
            // What stands under the cursor is meant, and the next field comes.
            Command::Open => {
                let is_on = self.choices(lang).get(self.choice).is_none_or(|choice| choice.on);
                if !is_on {
                    self.choose(lang);
                }
                self.enter((self.field + 1) % fields.max(1));
                return (Done::Open, if is_on { None } else { self.count(common) });
            }
            Command::NextPane => self.enter((self.field + 1) % fields.max(1)),
            Command::PreviousPane => self.enter((self.field + fields.saturating_sub(1)) % fields.max(1)),
            Command::Down => self.choice = self.choice.saturating_add(1).min(last),
            Command::Up => self.choice = self.choice.saturating_sub(1),
            Command::PageDown => self.choice = last,
            Command::PageUp => self.choice = 0,
            _ => {}
        }
        (Done::Open, None)
    }

    /// Counts what fits: one count at a time, and the newest form of it last.
    pub(super) fn count(&mut self, common: &mut Common) -> Option<Ask> {
        if self.wrong {
            return None;
        }
        if self.counting {
            self.count_again = true;
            return None;
        }
        self.counting = true;
        self.count_again = false;
        let view = QueueView { filter: self.filter.clone(), ..QueueView::default() };
        let mut query = Queue::query_of(&view, 0, common);
        if let Some(code) = &self.filter.institution {
            query.institution.clone_from(code);
        }
        let ticket = common.ticket(Slot::FormMatching);
        let (institution, act) = (query.institution.clone(), ViewAct::Match(Box::new(query)));
        Some(Ask::Do(Effect::Views { ticket, institution, act }))
    }

    /// Takes a count; `None` where there is none.
    pub(super) fn counted(&mut self, matching: Option<Matching>, common: &mut Common) -> Option<Ask> {
        self.counting = false;
        self.matching = matching;
        if self.count_again && matching.is_some() { self.count(common) } else { None }
    }

    /// What is said of a text that cannot be meant.
    pub(super) fn complaint(&self, lang: Lang) -> &'static str {
        if self.selected() == Field::Date { lang.filter_bad_date() } else { lang.filter_bad_days() }
    }

    /// Whether the count on the screen is of the form as it stands.
    pub(super) const fn is_counted(&self) -> bool {
        !self.counting && !self.wrong
    }
}

/// Days as typed: `from..to`, either of which may be missing; one day alone is from and to. Nothing for nothing.
fn span(text: &str) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    if text.is_empty() || text == ".." {
        return Some((None, None));
    }
    let day = |text: &str| {
        let text = text.trim();
        if text.is_empty() { Some(None) } else { parse_day(text).map(Some) }
    };
    match text.split_once("..") {
        None => {
            let one = parse_day(text)?;
            Some((Some(one), Some(one)))
        }
        Some((from, to)) => {
            let (from, to) = (day(from)?, day(to)?);
            let backwards = from.zip(to).is_some_and(|(from, to)| to < from);
            (!backwards).then_some((from, to))
        }
    }
}
