//! What the automatic checks say: beside the fields, in their pane, and on demand with their grounds.

use jiaodui::desk::app::msg::{Msg, Opened, Reply};
use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::checks::Check;
use jiaodui::domain::checks::across::{AcrossHint, Other};
use jiaodui::domain::checks::hint::Hint;
use jiaodui::domain::checks::scans::{ScanHint, ScanSign};
use jiaodui::domain::finding::{Finding, Says, Severity};
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::related::{Person, Place};
use jiaodui::domain::status::Status;
use jiaodui::store::records::OrderFile;
use jiaodui::text::Lang;

use super::fixture::{Desk, audit, draft, first_round, opened, reload, second_round, two_items};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (160, 45)];

fn across(check: Check, field: Option<Field>, severity: Severity, says: Says, hint: AcrossHint) -> Finding {
    Finding { check, item: 1, field, severity, says, hint: Hint::Across(hint) }
}

fn at_ours() -> Other {
    let place = Place {
        institution: "湖北".into(),
        order_no: OrderNo::parse("2019110408153361").ok(),
        holder: Some("王磊".into()),
        status: Status::Accepted,
        year: 2019,
    };
    Other::Order { place, more: 1 }
}

fn elsewhere() -> Other {
    let place = Place { institution: "湖南".into(), order_no: None, holder: None, status: Status::Rejected, year: 2020 };
    Other::Order { place, more: 0 }
}

/// One of each weight, in no order.
pub(super) fn some() -> Vec<Finding> {
    use Severity::{Error, Info, Warn};
    let scan = |check, kind, file: &str, severity, sign| Finding {
        check,
        item: 1,
        field: None,
        severity,
        says: Says::Disagrees,
        hint: Hint::Scan(ScanHint { file: format!("scans/{file}"), kind, sign }),
    };
    vec![
        across(Check::X4, None, Info, Says::Agrees, AcrossHint::Earlier { with: at_ours(), rejected: 1 }),
        scan(Check::E1, AttachmentKind::IdCard, "身份证正面.jpg", Warn, ScanSign::Editor("Adobe Photoshop 21.0".into())),
        across(Check::X1, Some(Field::IdNo), Info, Says::Agrees, AcrossHint::IdOnce),
        across(
            Check::C11,
            Some(Field::Number),
            Error,
            Says::Disagrees,
            AcrossHint::NumberAgain { person: Person::Other, with: at_ours() },
        ),
        across(
            Check::X2,
            None,
            Error,
            Says::Disagrees,
            AcrossHint::FileAgain {
                kind: AttachmentKind::Diploma,
                kind_there: AttachmentKind::Diploma,
                person: Person::NameOnly,
                with: elsewhere(),
            },
        ),
        across(Check::X6, Some(Field::IdNo), Info, Says::Agrees, AcrossHint::NotListed),
        across(Check::X3, None, Info, Says::Unknown, AcrossHint::PicturesUnknown),
        across(Check::X1, Some(Field::Holder), Warn, Says::Disagrees, AcrossHint::IdOfAnother { with: Other::Item(2) }),
    ]
}

fn noticed(file: OrderFile) -> Opened {
    Opened { findings: some(), ..opened(file) }
}

/// The rows of the pane of hints, without its lines.
fn pane(screen: &str) -> Vec<String> {
    let rows = screen.lines().skip_while(|line| !line.starts_with("┌ 提示") && !line.starts_with("┌ > 提示"));
    rows.skip(1)
        .take_while(|line| !line.starts_with('└'))
        .map(|line| line.split('│').nth(1).unwrap_or_default().trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn the_worst_that_is_said_stands_beside_the_field() {
    let mut desk = Desk::new(noticed(first_round()));
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("beside_{columns}"), desk.screen(columns, rows));
    }
    let screen = desk.screen(160, 45);
    let beside = |field: &str| screen.lines().find(|line| line.contains(&format!("  {field}  "))).unwrap().to_owned();
    assert!(beside("证书编号").contains(" ! "), "{screen}");
    assert!(beside("证书持有人").contains(" ? "), "{screen}");
    assert!(beside("证件号码").contains(" = "), "{screen}");
    assert!(beside("专业名称").contains(" · "), "{screen}");
}

#[test]
fn the_pane_tells_the_worst_first_but_the_field_under_the_cursor_before_all() {
    let mut desk = Desk::new(noticed(first_round()));
    let rows = pane(&desk.screen(160, 45));
    assert!(rows[0].starts_with("*? 证书持有人"), "{rows:?}");
    assert!(rows[1].starts_with(" ! 证书编号"), "{rows:?}");
    let last = rows.iter().rfind(|row| !row.starts_with("   ")).unwrap();
    assert!(last.starts_with(" i "), "what is only good to know comes last: {rows:?}");
    assert!(!rows.iter().any(|row| row.contains("不在失信名单上")), "what agrees has no place there");
    desk.keys("j j");
    let rows = pane(&desk.screen(160, 45));
    assert!(rows[0].starts_with("*! 证书编号"), "{rows:?}");
    assert!(desk.screen(160, 45).contains("提示 4"));
}

#[test]
fn enter_goes_to_what_a_hint_is_about() {
    let mut desk = Desk::new(noticed(first_round()));
    // Under the cursor: the holder's, then the number's, then the file of the diploma.
    desk.keys("Tab j Enter");
    assert!(desk.screen(80, 24).contains(">         证书编号"));
    desk.keys("g Tab j j Enter");
    assert!(desk.screen(160, 45).contains("> 毕业证 1/3"), "{}", desk.screen(160, 45));
    desk.keys("Esc Tab G k Enter");
    let screen = desk.screen(160, 45);
    assert!(screen.contains("> 身份证 2/3"), "{screen}");
    // One about neither a field nor a file tells more.
    desk.keys("Esc Tab G Enter");
    assert!(desk.screen(160, 45).contains("提示的依据"));
}

#[test]
fn the_grounds_are_told_on_demand_and_decide_nothing() {
    let mut desk = Desk::new(noticed(first_round()));
    desk.keys("j j c");
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("grounds_{columns}"), desk.screen(columns, rows));
    }
    let effects = desk.keys("1 Space a s");
    assert!(draft(&effects).is_none(), "nothing is judged behind it");
    desk.keys("Esc");
    assert!(desk.screen(160, 45).contains("已判 0/12"), "and no verdict is preset");
    desk.keys("j c");
    assert!(desk.notice().contains("没有检查涉及此字段"), "{}", desk.notice());
    // All that is said of a field, what agrees too.
    desk.keys("k k c");
    let screen = desk.screen(160, 45);
    assert!(screen.contains("X1") && screen.contains("X6") && screen.contains("不在失信名单上"), "{screen}");
    assert!(!screen.contains("420106199403071226"), "masked, there too");
}

#[test]
fn a_long_text_is_read_line_by_line() {
    let mut file = first_round();
    file.items[0].certificate.holder = "李雯".repeat(400);
    let mut desk = Desk::new(noticed(file));
    desk.send(Msg::Resized(80, 24));
    desk.keys("c");
    let first = desk.screen(80, 24);
    assert!(first.contains("j 下移"), "{first}");
    desk.keys("G");
    let last = desk.screen(80, 24);
    assert!(last.contains("Esc 关闭。") && last != first, "{last}");
    desk.keys("PgUp k g");
    assert_eq!(desk.screen(80, 24), first);
}

#[test]
fn findings_that_come_later_take_the_place_of_those_before() {
    let mut desk = Desk::new(opened(first_round()));
    assert!(desk.screen(160, 45).contains("没有需要留意的提示"));
    let asked = reload(&desk.send(Msg::Activity(vec![audit(3, "hubei-p2", "note")], desk.now))).unwrap();
    desk.done(asked, Reply::Reloaded(Box::new(first_round()), some()));
    assert_eq!(pane(&desk.screen(160, 45))[0].chars().next(), Some('*'));
}

#[test]
fn hints_of_another_item_show_in_the_bar_only() {
    let mut desk = Desk::new(noticed(two_items()));
    let screen = desk.screen(80, 24);
    assert!(screen.contains(">1 高等学历认证 中1英0 0/12 !"), "{screen}");
    desk.keys("}");
    let screen = desk.screen(160, 45);
    assert!(screen.contains("没有需要留意的提示") && screen.contains("0/12 !"), "{screen}");
}

#[test]
fn what_a_hint_says_of_a_new_file_is_new() {
    let mut findings = some();
    for finding in &mut findings {
        if let Hint::Scan(hint) = &mut finding.hint {
            (hint.kind, hint.file) = (AttachmentKind::Diploma, "scans/毕业证-重新扫描.jpg".into());
        }
    }
    let mut desk = Desk::new(Opened { findings, ..opened(second_round()) });
    let rows = pane(&desk.screen(160, 45));
    let new: Vec<&String> = rows.iter().filter(|row| row.contains("本轮新增")).collect();
    assert_eq!(new.len(), 2, "the file that came, and the one that is the same as another's: {rows:?}");
}

#[test]
fn hostile_words_are_made_visible_and_wide_ones_never_cut_in_half() {
    let mut findings = some();
    for finding in &mut findings {
        if let Hint::Across(AcrossHint::NumberAgain { with: Other::Order { place, .. }, .. }) = &mut finding.hint {
            place.holder = Some("王\u{202e}\u{1b}[31m磊".into());
        }
    }
    let mut desk = Desk::new(Opened { findings, ..opened(first_round()) });
    desk.keys("j j");
    for columns in 80..190 {
        let screen = desk.screen(columns, 45);
        assert!(!screen.contains('\u{202e}') && !screen.contains('\u{1b}'));
        for line in screen.lines() {
            assert!(jiaodui::desk::ui::text::width(line) <= usize::from(columns), "{line}");
        }
    }
    desk.keys("c");
    assert!(desk.screen(160, 45).contains("<U+202E>"));
}

#[test]
fn in_english_too() {
    let mut desk = Desk::english(noticed(two_items()));
    insta::assert_snapshot!("english_80", desk.screen(80, 24));
    insta::assert_snapshot!("english_160", desk.screen(160, 45));
    desk.keys("c");
    insta::assert_snapshot!("english_grounds_80", desk.screen(80, 24));
    assert_eq!(desk.model.common.lang, Lang::En);
}
