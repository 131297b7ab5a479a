//! Filters, views and columns without a terminal or a store.

use std::collections::BTreeSet;

use crossterm::event::KeyCode;

use super::tests::{common, entry, env, loaded, rows};
use super::*;
use crate::desk::app::effect::ViewAct;
use crate::desk::app::msg::ViewReply;
use crate::desk::input::keymap::Keymap;
use crate::domain::order::Service;
use crate::domain::queue_view::{Finding, Held, QueueFilter, Round, School, Waiting};
use crate::domain::staff::Role;
use crate::domain::time::Millis;
use crate::store::records::{Colleague, FilteredPage, FilteredQuery, Matching, NewView, QueueKey, SavedView, ShownList};

fn acts(asks: &[Ask]) -> Vec<ViewAct> {
    asks.iter()
        .filter_map(|ask| match ask {
            Ask::Do(Effect::Views { act, .. }) => Some(act.clone()),
            _ => None,
        })
        .collect()
}

fn pages(asks: &[Ask]) -> Vec<FilteredQuery> {
    acts(asks)
        .into_iter()
        .filter_map(|act| match act {
            ViewAct::Page(query) => Some(*query),
            _ => None,
        })
        .collect()
}

fn page(rows: Vec<QueueRow>, next: Option<QueueKey>, full: bool, looked: u64) -> ViewReply {
    ViewReply::Page(Box::new(FilteredPage {
        rows,
        next,
        full,
        looked,
        of: Some(12_000),
        open: (12_000, 7),
        now: Millis(1_000_000),
    }))
}

fn people() -> Vec<Colleague> {
    vec![
        Colleague { login: "hubei-p1".into(), name: "张敏".into(), role: Role::Proofreader, everywhere: false },
        Colleague { login: "hubei-p2".into(), name: "陈刚".into(), role: Role::Proofreader, everywhere: false },
    ]
}

fn view(id: &str, name: &str, shared: bool) -> SavedView {
    SavedView { view: id.into(), shared, name: name.into(), body: Some(QueueView::default()) }
}

fn know(queue: &mut Queue, views: Vec<SavedView>, common: &mut Common) {
    queue.view_reply(Slot::Views, ViewReply::Views { views, people: people() }, common, &env());
}

fn press(queue: &mut Queue, command: Command, common: &mut Common) -> Vec<Ask> {
    queue.command(command, common, &mut env())
}

fn types(queue: &mut Queue, text: &str, common: &mut Common) -> Vec<Ask> {
    text.chars().flat_map(|one| queue.key(Key::char(one), common)).collect()
}

/// The form with the cursor in the n-th field (for staff of one institution).
fn form_at(field: usize, queue: &mut Queue, common: &mut Common) {
    press(queue, Command::Filter, common);
    for _ in 0..field {
        press(queue, Command::NextPane, common);
    }
}

fn applied(queue: &mut Queue, common: &mut Common) -> QueueFilter {
    let asks = press(queue, Command::ApplyFilter, common);
    assert_eq!(queue.context(), Context::Queue);
    let asked = pages(&asks);
    assert_eq!(asked.first().expect("the list is read").wanted.filter, queue.view.filter);
    queue.view.filter.clone()
}

#[test]
fn a_filter_is_made_of_choices_narrowed_as_one_types() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    know(&mut queue, vec![], common);
    form_at(1, &mut queue, common);
    assert_eq!(queue.context(), Context::Filter);
    // By the initials of its name, without an input method.
    types(&mut queue, "dxcj", common);
    press(&mut queue, Command::Toggle, common);
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "成人", common);
    // Enter takes what stands under the cursor and goes on to the next field.
    press(&mut queue, Command::Open, common);
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "武汉", common);
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "继续教育", common);
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "３", common);
    press(&mut queue, Command::NextPane, common);
    press(&mut queue, Command::Down, common);
    press(&mut queue, Command::Down, common);
    press(&mut queue, Command::Toggle, common);
    press(&mut queue, Command::NextPane, common);
    for check in ["C4", "E2"] {
        types(&mut queue, check, common);
        press(&mut queue, Command::Toggle, common);
        queue.key(Key::ctrl('u'), common);
    }
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "陈刚", common);
    press(&mut queue, Command::Toggle, common);
    press(&mut queue, Command::NextPane, common);
    types(&mut queue, "2020-10-01..", common);
    let filter = applied(&mut queue, common);
    assert_eq!(filter.services, BTreeSet::from([Service::Transcript]));
    assert_eq!(filter.categories.len(), 1);
    assert_eq!(filter.school, Some(School { name: "武汉".into(), whole: false }));
    assert_eq!(filter.purpose.as_deref(), Some("继续教育"));
    assert_eq!(filter.waiting, Some(Waiting::Over(3)));
    assert_eq!(filter.round, Some(Round::Later));
    assert!(matches!(&filter.finding, Some(Finding::Of(checks)) if checks.len() == 2));
    assert_eq!(filter.holder, Some(Held::By("hubei-p2".into())));
    assert_eq!((filter.from.map(|day| day.to_string()), filter.to), (Some("2020-10-01".into()), None));
    assert_eq!(queue.list, List::Filtered);
}

#[test]
fn what_cannot_be_meant_is_said_and_not_asked_for() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    form_at(10, &mut queue, common);
    types(&mut queue, "2020-10-31..2020-10-01", common);
    let Some(Panel::Filter(form)) = &queue.panel else { panic!("the form is open") };
    assert!(form.wrong);
    let asks = press(&mut queue, Command::ApplyFilter, common);
    assert!(matches!(asks.as_slice(), [Ask::Say(_)]), "{asks:?}");
    assert_eq!(queue.context(), Context::Filter, "it stays open");
}

#[test]
fn the_form_counts_once_at_a_time_and_the_newest_last() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    let asks = press(&mut queue, Command::Filter, common);
    assert_eq!(acts(&asks).len(), 1, "as it stands");
    press(&mut queue, Command::Down, common);
    for _ in 0..3 {
        let asks = press(&mut queue, Command::Toggle, common);
        assert_eq!(acts(&asks), [], "one is under way");
    }
    let counted = ViewReply::Matching(Matching { n: 3, more: false });
    let asks = queue.view_reply(Slot::FormMatching, counted.clone(), common, &env());
    assert!(matches!(acts(&asks).as_slice(), [ViewAct::Match(_)]), "and once more for what came since");
    let asks = queue.view_reply(Slot::FormMatching, counted, common, &env());
    assert_eq!(asks, []);
}

#[test]
fn escape_leaves_the_list_as_it_was() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    press(&mut queue, Command::Filter, common);
    press(&mut queue, Command::Toggle, common);
    let asks = press(&mut queue, Command::Back, common);
    assert_eq!((asks, queue.context()), (vec![], Context::Queue));
    assert_eq!((queue.list, queue.rows.len()), (List::Open(Status::AwaitingProofreading), 30));
}

/// A filtered list of which a page was read.
fn filtered(reply: ViewReply, common: &mut Common) -> Queue {
    let mut queue = loaded(30, common);
    let view =
        QueueView { filter: QueueFilter { finding: Some(Finding::Some), ..QueueFilter::default() }, ..QueueView::default() };
    let asks = queue.show_view(view, None, common);
    assert_eq!(pages(&asks).len(), 1);
    assert!(acts(&asks).iter().any(|act| matches!(act, ViewAct::Match(_))), "and how many there are");
    queue.view_reply(Slot::Queue, reply, common, &env());
    queue
}

#[test]
fn what_was_looked_through_in_vain_goes_on_only_when_asked() {
    let common = &mut common(24);
    let stop = rows(5_000, 1).remove(0).key();
    let mut queue = filtered(page(rows(0, 3), Some(stop.clone()), false, 5_000), common);
    assert!(queue.filtered.paused);
    assert_eq!(pages(&press(&mut queue, Command::Down, common)), [], "there are rows to go to");
    press(&mut queue, Command::Down, common);
    let asked = pages(&press(&mut queue, Command::Down, common));
    assert_eq!(asked.iter().map(|query| query.from.clone()).collect::<Vec<_>>(), [QueueFrom::After(stop)]);
    queue.view_reply(Slot::Queue, page(rows(6_000, 2), None, false, 4_000), common, &env());
    assert_eq!((queue.rows.len(), queue.filtered.looked, queue.filtered.paused), (5, Some(9_000), false));
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(2), "the cursor stayed where it was");
}

#[test]
fn an_empty_page_goes_on_as_well() {
    let common = &mut common(24);
    let stop = rows(5_000, 1).remove(0).key();
    let mut queue = filtered(page(vec![], Some(stop.clone()), false, 5_000), common);
    let asked = pages(&press(&mut queue, Command::Down, common));
    assert_eq!(asked.first().unwrap().from, QueueFrom::After(stop));
}

#[test]
fn a_full_page_is_read_on_by_itself_and_the_window_stays_bounded() {
    let common = &mut common(24);
    let all = 5_000;
    let next = |from: u64| (from < all).then(|| rows(from - 1, 1).remove(0).key());
    let mut queue = filtered(page(rows(0, 200), next(200), true, 200), common);
    let mut read = 200;
    for _ in 0..2_000 {
        for query in pages(&press(&mut queue, Command::Down, common)) {
            assert_eq!(query.from, QueueFrom::After(rows(read - 1, 1).remove(0).key()));
            queue.view_reply(Slot::Queue, page(rows(read, 200), next(read + 200), true, 200), common, &env());
            read += 200;
        }
    }
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(2_000));
    assert!(queue.rows.len() <= KEPT);
    assert_eq!(queue.filtered.number.unwrap() + queue.selected as u64, 2_000, "it is known where in the list that is");
    for _ in 0..1_900 {
        for query in pages(&press(&mut queue, Command::Up, common)) {
            let QueueFrom::Before(key) = query.from else { panic!("{query:?}") };
            let end = u64::try_from(key.submitted_at.0).unwrap();
            let first = end.saturating_sub(200);
            let before = (first > 0).then(|| rows(first, 1).remove(0).key());
            queue.view_reply(Slot::Queue, page(rows(first, end - first), before, true, 200), common, &env());
        }
    }
    assert_eq!(queue.selection().unwrap().submitted_at, Millis(100));
    assert_eq!(queue.filtered.number.unwrap() + queue.selected as u64, 100);
}

#[test]
fn what_arrives_may_belong_there_and_moves_nothing() {
    let common = &mut common(24);
    let mut queue = filtered(page(rows(0, 30), None, false, 30), common);
    queue.view_reply(Slot::Matching, ViewReply::Matching(Matching { n: 30, more: false }), common, &env());
    let elsewhere = OrderNo::parse("2019010100000000").unwrap();
    let asks = queue.activity(&[entry(&elsewhere, "submit")], common);
    assert!(queue.filtered.stale);
    assert_eq!(pages(&asks), [], "nothing is read that would move a row");
    assert_eq!(acts(&asks).len(), 1, "it is counted again");
    let asks = queue.activity(&[entry(&elsewhere, "cancel")], common);
    assert_eq!(acts(&asks), [], "one count at a time");
    let asks = press(&mut queue, Command::Refresh, common);
    assert_eq!(pages(&asks).len(), 1);
    queue.view_reply(Slot::Queue, page(rows(0, 31), None, false, 31), common, &env());
    assert!(!queue.filtered.stale);
}

#[test]
fn one_key_sorts_and_one_clears() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    assert!(queue.why_not(Command::ClearFilter, common).is_some());
    let asks = press(&mut queue, Command::Sort, common);
    assert_eq!(pages(&asks).first().unwrap().sort, Sort::Newest);
    let asks = press(&mut queue, Command::Sort, common);
    assert_eq!(pages(&asks).first().unwrap().sort, Sort::Findings);
    assert_eq!(queue.why_not(Command::ClearFilter, common), None);
    press(&mut queue, Command::Sort, common);
    assert_eq!(queue.list, List::Open(Status::AwaitingProofreading), "oldest first is the queue itself");
    press(&mut queue, Command::Sort, common);
    press(&mut queue, Command::ClearFilter, common);
    assert_eq!(queue.list, List::Open(Status::AwaitingProofreading));
}

#[test]
fn views_have_a_digit_each_and_five_of_them_work_in_the_queue() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    let mut own = view("v1", "武大", false);
    own.body = Some(QueueView { sort: Sort::Newest, ..QueueView::default() });
    know(&mut queue, vec![own, view("v2", "超期", true)], common);
    let keymap = Keymap::default();
    let at = |context, key: char| keymap.command(context, Key::char(key));
    assert_eq!(at(Context::Queue, '5'), Some(Command::View1));
    assert_eq!(at(Context::Queue, '1'), Some(Command::GoToQueue), "the screens keep their keys");
    assert_eq!(at(Context::Views, '1'), Some(Command::View6));
    press(&mut queue, Command::View1, common);
    assert_eq!((queue.list.clone(), queue.named.as_deref(), queue.view.sort), (List::Filtered, Some("武大"), Sort::Newest));
    press(&mut queue, Command::View4, common);
    assert_eq!(queue.list, List::Open(Status::AwaitingSupplement), "built-in ones follow");
    press(&mut queue, Command::View5, common);
    assert_eq!(queue.list, List::Postponed);
}

#[test]
fn views_are_counted_while_one_looks_and_not_too_often() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    let elsewhere = OrderNo::parse("2019010100000000").unwrap();
    let counts = |asks: &[Ask]| acts(asks).iter().filter(|act| matches!(act, ViewAct::Count { .. })).count();
    assert_eq!(counts(&queue.activity(&[entry(&elsewhere, "claim")], common)), 0, "nobody looks");
    common.now = Millis(10_000);
    assert_eq!(counts(&press(&mut queue, Command::Views, common)), 1);
    assert_eq!(counts(&queue.activity(&[entry(&elsewhere, "claim")], common)), 0, "one is under way");
    let counted = vec![("system:mine".to_owned(), Matching { n: 2, more: false })];
    queue.view_reply(Slot::ViewCounts, ViewReply::Counts(counted), common, &env());
    assert_eq!(queue.wakes_at(), Some(Millis(12_000)), "what happened meanwhile is counted in a while");
    common.now = Millis(12_000);
    assert_eq!(counts(&queue.tick(common)), 1);
    queue.view_reply(Slot::ViewCounts, ViewReply::Counts(vec![]), common, &env());
    assert_eq!(queue.wakes_at(), None, "nothing is done while nothing happens");
    press(&mut queue, Command::Back, common);
    assert_eq!(queue.context(), Context::Queue);
}

fn saved(asks: &[Ask]) -> Option<NewView> {
    acts(asks).into_iter().find_map(|act| match act {
        ViewAct::Save(view) => Some(*view),
        _ => None,
    })
}

#[test]
fn a_view_is_kept_renamed_moved_and_removed() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    know(&mut queue, vec![view("v1", "武大", false), view("v2", "急件", false), view("v3", "超期", true)], common);
    press(&mut queue, Command::Sort, common);
    press(&mut queue, Command::Views, common);
    press(&mut queue, Command::SaveView, common);
    assert_eq!(queue.context(), Context::Line);
    types(&mut queue, "最新", common);
    let new = saved(&press(&mut queue, Command::Save, common)).unwrap();
    assert_eq!((new.name.as_str(), new.shared, new.body.sort), ("最新", false, Sort::Newest));
    // Under a name that is there, that view is replaced.
    press(&mut queue, Command::SaveView, common);
    queue.key(Key::ctrl('u'), common);
    types(&mut queue, "急件", common);
    assert_eq!(saved(&press(&mut queue, Command::Save, common)).unwrap().view, "v2");
    press(&mut queue, Command::RenameView, common);
    types(&mut queue, "本科", common);
    let renamed = saved(&press(&mut queue, Command::Save, common)).unwrap();
    assert_eq!((renamed.view.as_str(), renamed.name.as_str()), ("v1", "武大本科"));
    assert_eq!(renamed.body, QueueView::default(), "it shows what it showed");
    // Nor is another one's name taken by renaming.
    press(&mut queue, Command::RenameView, common);
    queue.key(Key::ctrl('u'), common);
    types(&mut queue, "急件", common);
    assert_eq!(saved(&press(&mut queue, Command::Save, common)), None);
    press(&mut queue, Command::Back, common);
    assert!(matches!(acts(&press(&mut queue, Command::MoveDown, common)).as_slice(), [ViewAct::Move { up: false, .. }]));
    // The box stays on the view that moved, and on it when others move theirs.
    know(&mut queue, vec![view("v2", "急件", false), view("v1", "武大", false), view("v3", "超期", true)], common);
    assert_eq!(acts(&press(&mut queue, Command::MoveDown, common)), [], "the institution's stand apart");
    know(&mut queue, vec![view("v0", "新", false), view("v2", "急件", false), view("v1", "武大", false)], common);
    assert_eq!(acts(&press(&mut queue, Command::DeleteView, common)), [], "it is asked for once more");
    assert!(matches!(acts(&press(&mut queue, Command::DeleteView, common)).as_slice(), [ViewAct::Delete(id)] if id == "v1"));
}

#[test]
fn the_institutions_views_are_a_supervisors() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    know(&mut queue, vec![view("v3", "超期", true)], common);
    press(&mut queue, Command::Views, common);
    for command in [Command::RenameView, Command::DeleteView, Command::MoveUp] {
        assert!(queue.why_not(command, common).is_some());
    }
    press(&mut queue, Command::SaveView, common);
    queue.key(Key::plain(KeyCode::Tab), common);
    types(&mut queue, "我的", common);
    assert!(!saved(&press(&mut queue, Command::Save, common)).unwrap().shared);
    common.actor.as_mut().unwrap().role = Role::Supervisor;
    assert_eq!(queue.why_not(Command::DeleteView, common), None);
    press(&mut queue, Command::SaveView, common);
    queue.key(Key::plain(KeyCode::Tab), common);
    types(&mut queue, "大家的", common);
    assert!(saved(&press(&mut queue, Command::Save, common)).unwrap().shared);
    press(&mut queue, Command::Last, common);
    assert!(queue.why_not(Command::DeleteView, common).is_some(), "built-in ones are nobody's");
}

#[test]
fn columns_are_shown_hidden_and_moved() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    press(&mut queue, Command::Columns, common);
    assert_eq!(queue.context(), Context::Columns);
    press(&mut queue, Command::Toggle, common);
    assert_eq!(queue.view.columns, COLUMNS, "the order number is always there");
    press(&mut queue, Command::Down, common);
    press(&mut queue, Command::MoveDown, common);
    press(&mut queue, Command::Down, common);
    press(&mut queue, Command::Toggle, common);
    assert_eq!(queue.view.columns[..3], [Column::OrderNo, Column::Summary, Column::Holder]);
    assert!(!queue.view.columns.contains(&Column::Round));
    press(&mut queue, Command::Last, common);
    press(&mut queue, Command::Toggle, common);
    assert_eq!(queue.view.columns.last(), Some(&Column::Institution));
    press(&mut queue, Command::Back, common);
    let chosen = queue.view.columns.clone();
    press(&mut queue, Command::ListSupplement, common);
    assert_eq!(queue.view.columns, chosen, "the queue's own lists keep them");
}

#[test]
fn a_view_of_another_institution_is_shown_there() {
    let common = &mut common(24);
    let mut queue = loaded(30, common);
    let elsewhere = QueueView {
        filter: QueueFilter { institution: Some("zhejiang".into()), ..QueueFilter::default() },
        ..QueueView::default()
    };
    let asks = queue.show_view(elsewhere.clone(), None, common);
    assert_eq!(asks, [Ask::Show(Box::new(elsewhere))]);
}

#[test]
fn a_filtered_list_is_taken_out_by_its_filter() {
    let mut common = common(24);
    let mut queue = loaded(30, &mut common);
    let filter = QueueFilter { waiting: Some(Waiting::Between(3, 6)), ..QueueFilter::default() };
    let asks = queue.show_view(QueueView { filter: filter.clone(), ..QueueView::default() }, None, &mut common);
    let asked = pages(&asks).pop().unwrap();
    // What is known of how many there are stands in for the rows that were read: none yet.
    let shown = |queue: &Queue, common: &Common| match queue.shown_list(common) {
        (ShownList::Filtered(query), all) => (*query, all),
        other => panic!("{other:?}"),
    };
    let (query, all) = shown(&queue, &common);
    assert_eq!((query.wanted, query.from, all), (asked.wanted.clone(), QueueFrom::Start, None));
    assert_eq!(asked.wanted.filter, filter);
    for (matching, known) in [(Matching { n: 412, more: false }, Some(412)), (Matching { n: 1_000, more: true }, None)] {
        queue.view_reply(Slot::Matching, ViewReply::Matching(matching), &mut common, &env());
        assert_eq!(shown(&queue, &common).1, known, "{matching:?}");
    }
}
