//! Letters by both catalogues, and what was edited in one.

use super::*;
use crate::domain::certificate::Field;
use crate::domain::reason::{DEFAULT, EARLIER};
use crate::domain::verdict::Verdict;

fn order() -> LetterOrder {
    LetterOrder {
        order_no: OrderNo::parse("2020101611482587").unwrap(),
        institution: "湖北省高校毕业生就业指导中心".into(),
        items: vec![
            LetterItem { item: 1, service: Service::Degree, summary: "李雯-武汉大学-本科".into() },
            LetterItem { item: 2, service: Service::Transcript, summary: "李{item}雯-武汉大学".into() },
        ],
    }
}

fn now() -> Catalogue {
    Catalogue::from_toml(DEFAULT).unwrap()
}

fn verdict(item: u32, field: Field, verdict: Verdict) -> FieldVerdict {
    FieldVerdict { item, field, verdict }
}

fn outcome(item: u32, outcome: Outcome, reasons: &[&str]) -> ItemOutcome {
    ItemOutcome { item, outcome, reasons: reasons.iter().map(|code| (*code).to_owned()).collect() }
}

#[test]
fn a_letter_names_every_item_and_every_reason() {
    let outcomes = [outcome(1, Outcome::Supplement, &["F01", "F06"]), outcome(2, Outcome::Approve, &[])];
    let letter = write(&now(), &order(), &outcomes, &[]).unwrap();
    for part in ["2020101611482587", "李雯-武汉大学-本科", "李{item}雯-武汉大学", "湖北省高校毕业生就业指导中心"]
    {
        assert!(letter.body.contains(part), "{part} is missing in:\n{}", letter.body);
    }
    assert!(letter.body.contains("1. ") && letter.body.contains("2. ") && !letter.body.contains("涉及"));
    assert_eq!(write(&now(), &order(), &outcomes, &[]).unwrap(), letter);
}

#[test]
fn a_letter_names_what_was_found_wanting_under_the_reason_that_is_made_for_it() {
    let outcomes = [outcome(1, Outcome::Supplement, &["F01", "F11", "F04"]), outcome(2, Outcome::Approve, &[])];
    let verdicts = [
        verdict(1, Field::GraduatedOn, Verdict::Illegible),
        verdict(1, Field::School, Verdict::Mismatch),
        verdict(1, Field::Number, Verdict::Illegible),
        verdict(1, Field::Major, Verdict::Match),
        verdict(2, Field::SchoolProvince, Verdict::Mismatch),
    ];
    let letter = write(&now(), &order(), &outcomes, &verdicts).unwrap();
    let of_item = letter.body.split("\n\n").nth(1).unwrap();
    assert_eq!(
        of_item,
        "【申请项目 1】高等学历认证（李雯-武汉大学-本科）：需补充材料\n\
         1. 毕业证书扫描件不清晰或有反光，无法辨认其中的内容。\n   \
         涉及：证书编号（看不清）、毕业日期（看不清）\n   \
         请提交：毕业证书原件的彩色扫描件\n\
         2. 所填院校名称与毕业证书不一致。院校已更名或合并的，应填写证书上所印的原校名。\n   \
         涉及：院校名称（不符）\n   \
         请提交：院校名称处清晰的毕业证书原件彩色扫描件，并在“我的咨询”中写明证书所印的院校名称\n\
         3. 毕业证书上的学校印章或照片钢印不清晰。\n   \
         请提交：印章、钢印完整清晰的毕业证书原件彩色扫描件"
    );
    assert!(!letter.body.contains("院校所在省市"), "a field of another item");
}

#[test]
fn a_letter_of_the_first_catalogue_is_made_as_it_was() {
    let first = Catalogue::from_toml(EARLIER[0].1).unwrap();
    let outcomes = [outcome(1, Outcome::Supplement, &["F01", "F11"]), outcome(2, Outcome::Approve, &[])];
    let verdicts = [verdict(1, Field::School, Verdict::Mismatch), verdict(1, Field::Number, Verdict::Illegible)];
    let letter = write(&first, &order(), &outcomes, &verdicts).unwrap();
    assert_eq!(letter.title, "申请单 2020101611482587 需补充材料");
    assert_eq!(
        letter.body,
        "您好！您的申请单 2020101611482587 在校对中发现以下问题，请补充材料后再次提交：\n\
         \n\
         【申请项目 1】高等学历认证（李雯-武汉大学-本科）：需补充材料\n\
         1. 毕业证书扫描件不清晰或有反光，无法辨认其中的内容。\n   请提交：毕业证书原件的彩色扫描件\n\
         2. 所填院校名称与毕业证书不一致。院校已更名或合并的，应填写证书上所印的原校名。\n   \
         请提交：院校名称处清晰的毕业证书原件彩色扫描件，并在“我的咨询”中写明证书所印的院校名称\n\
         \n\
         【申请项目 2】大学成绩验证（李{item}雯-武汉大学）：校对通过\n\
         \n\
         请登录后进入“我的认证”，点击“修改附件”上传，然后再次提交。附件为 JPG 或 PNG 格式，每个不超过 2MB，不小于 200×200 像素。\n\
         湖北省高校毕业生就业指导中心"
    );
}

#[test]
fn a_letter_does_not_call_half_an_approval_one() {
    let outcomes = [outcome(1, Outcome::Approve, &[]), outcome(2, Outcome::Reject, &["R09"])];
    let letter = write(&now(), &order(), &outcomes, &[]).unwrap();
    assert!(letter.title.contains("部分项目"), "{}", letter.title);
}

#[test]
fn no_letter_without_outcome_or_with_an_unknown_reason() {
    assert_eq!(write(&now(), &order(), &[], &[]), None);
    assert_eq!(write(&now(), &order(), &[outcome(1, Outcome::Reject, &["R99"])], &[]), None);
}

#[test]
fn what_was_edited_is_told_by_lines() {
    let removed = |text: &str| Edit::Removed(text.into());
    let added = |text: &str| Edit::Added(text.into());
    for (generated, sent, told) in [
        ("甲\n乙", "甲\n乙", vec![]),
        ("甲\n乙\n丙", "甲\n乙二\n丙", vec![removed("乙"), added("乙二")]),
        ("甲\n乙", "甲\n乙\n丙", vec![added("丙")]),
        ("甲\n\n乙", "乙", vec![removed("甲"), removed("")]),
        ("", "甲", vec![removed(""), added("甲")]),
    ] {
        assert_eq!(edits(generated, sent), told, "{generated:?} {sent:?}");
    }
}

#[test]
fn what_no_reason_is_made_for_is_not_passed_over_in_silence() {
    let verdicts = [
        verdict(1, Field::Major, Verdict::Match),
        verdict(1, Field::GraduatedOn, Verdict::Illegible),
        verdict(1, Field::School, Verdict::Mismatch),
        verdict(2, Field::SchoolProvince, Verdict::Mismatch),
    ];
    let outcomes = [outcome(1, Outcome::Supplement, &["F01"]), outcome(2, Outcome::Approve, &[])];
    assert_eq!(unsaid(&now(), &outcomes, &verdicts), [verdict(1, Field::School, Verdict::Mismatch)]);
    let outcomes = [outcome(1, Outcome::Supplement, &["F01", "F11"]), outcome(2, Outcome::Reject, &["F01"])];
    assert_eq!(unsaid(&now(), &outcomes, &verdicts), [verdict(2, Field::SchoolProvince, Verdict::Mismatch)]);
    assert_eq!(unsaid(&Catalogue::from_toml(EARLIER[0].1).unwrap(), &outcomes, &verdicts), []);
}
