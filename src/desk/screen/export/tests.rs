//! The form, and what becomes of an export.

use std::sync::Arc;

use crossterm::event::KeyCode;

use super::{Export, Exported};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Slot, Ticket};
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Keymap;
use crate::domain::reason::{Catalogue, DEFAULT};
use crate::domain::report::{Days, ReportFormat, ReportName};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{QueueFrom, QueueQuery, ReportRequest, ShownList};
use crate::text::Lang;

struct Form {
    export: Export,
    common: Common,
    env: Env,
}

impl Form {
    fn over(screen: Screen) -> Self {
        let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        common.institution = "hubei".to_owned();
        let query = QueueQuery {
            institution: "hubei".to_owned(),
            status: Status::AwaitingProofreading,
            from: QueueFrom::Start,
            limit: 200,
        };
        let shown = (screen == Screen::Queue).then_some((ShownList::Open(query), Some(1284)));
        let now = Millis::from_rfc3339("2020-11-25T09:00:00+08:00").unwrap();
        Self { export: Export::over(screen, shown), common, env: Env { now, ids: vec!["r-1".to_owned()] } }
    }

    fn presses(&mut self, keys: &str) -> Vec<Ask> {
        let keys = keys.split(' ').map(|key| Key::parse(key).unwrap());
        keys.flat_map(|key| self.export.key(key, &mut self.common, &mut self.env)).collect()
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.export.paste(text);
        self
    }
}

fn request(asks: &[Ask]) -> (Ticket, ReportRequest) {
    match asks {
        [Ask::Do(Effect::Export { ticket, request, .. })] => (*ticket, (**request).clone()),
        other => panic!("{other:?}"),
    }
}

fn said(asks: &[Ask]) -> String {
    match asks {
        [Ask::Say(notice)] => notice.text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_list_on_the_screen_comes_first_and_is_covered() {
    let mut form = Form::over(Screen::Queue);
    let (ticket, asked) = request(&form.presses("Enter"));
    assert_eq!((ticket.slot, asked.format, asked.full.as_deref()), (Slot::Export, ReportFormat::Xlsx, None));
    assert!(matches!(asked.shown, Some(ShownList::Open(_))) && asked.days == Days::ALL && asked.institution == "hubei");
    assert!(form.common.is_writing(), "quitting waits for it");
}

#[test]
fn a_report_is_chosen_with_its_days_and_its_form() {
    let mut form = Form::over(Screen::Queue);
    form.presses("Right Down Left Down");
    form.types("yesterday").presses("Down");
    form.types("2020-11-24");
    let (_, asked) = request(&form.presses("Enter"));
    assert_eq!((asked.name, asked.format, asked.shown), (ReportName::Daily, ReportFormat::Csv, None));
    let day = "2020-11-24".parse().ok();
    assert_eq!(asked.days, Days { from: day, to: day });
}

#[test]
fn what_is_wrong_is_said_and_nothing_begins() {
    let mut form = Form::over(Screen::Listings);
    form.presses("Down Down");
    form.types("soon");
    assert_eq!(said(&form.presses("Enter")), Lang::Zh.exporting_day_hint());
    form.presses("Backspace Backspace Backspace Backspace");
    form.types("2020-11-24").presses("Down");
    form.types("2020-11-23");
    assert_eq!(said(&form.presses("Enter")), Lang::Zh.report_backwards());
    form.presses("Backspace");
    form.types("5").presses("Down Right");
    assert_eq!(said(&form.presses("Enter")), Lang::Zh.report_reason_missing_here());
    form.types("司法协查");
    let (_, asked) = request(&form.presses("Enter"));
    assert_eq!((asked.name, asked.full.as_deref()), (ReportName::Listings, Some("司法协查")));
}

#[test]
fn an_export_goes_on_behind_the_screen_and_says_where_it_is() {
    let mut form = Form::over(Screen::Queue);
    let (ticket, _) = request(&form.presses("Enter"));
    form.export.wrote(ticket, 642);
    assert_eq!(form.export.line(&form.common), None, "it is in front");
    assert!(form.presses("Enter").is_empty() && !form.export.is_in_front());
    assert!(form.export.line(&form.common).unwrap().contains("642 / 1,284"));
    let exported = Exported { path: "/srv/当前列表.xlsx".into(), rows: 1284, sha256: "ab".repeat(32) };
    let text = said(&form.export.ended(ticket, Ok(exported), &form.common));
    assert!(text.contains("1,284") && text.contains("/srv/当前列表.xlsx") && text.contains("abababababab…"), "{text}");
    assert!(form.export.line(&form.common).is_none() && !form.export.is_over(), "X shows where it is");
    form.presses("Esc");
    assert!(form.export.is_over());
}

#[test]
fn esc_cancels_once_and_a_failure_leaves_nothing_to_look_at() {
    let mut form = Form::over(Screen::Queue);
    let (ticket, _) = request(&form.presses("Enter"));
    assert_eq!(form.presses("Esc"), [Ask::Do(Effect::CancelExport)]);
    assert!(form.presses("Esc").is_empty());
    let other = Ticket { slot: Slot::Export, number: ticket.number + 1 };
    assert!(form.export.ended(other, Err("report.cancelled".into()), &form.common).is_empty());
    let text = said(&form.export.ended(ticket, Err("report.cancelled".into()), &form.common));
    assert_eq!(text, Lang::Zh.report_cancelled());
    assert!(form.export.is_over());
    let mut form = Form::over(Screen::Queue);
    assert!(form.export.key(Key::plain(KeyCode::Esc), &mut form.common, &mut form.env).is_empty());
    assert!(form.export.is_over());
}
