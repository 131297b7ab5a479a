//! Which rules apply to which certificate, and how their lines stand.

use super::*;
use crate::domain::certificate::{Certificate, IdType};
use crate::domain::order::parse_day;

fn certificate(category: &str, level: &str, graduated: &str, school: &str) -> Certificate {
    Certificate {
        holder: "李雯".into(),
        id_type: IdType::ResidentId,
        id_no: "420106199403071226".into(),
        number: Some("9612345".into()),
        school: school.into(),
        school_province: Some("湖北省".into()),
        category: Some(category.into()),
        level: Some(level.into()),
        enrolled_on: parse_day("1986-09-01"),
        graduated_on: parse_day(graduated),
        major: Some("法学".into()),
        duration: None,
        conclusion: Some("毕业".into()),
        remark: None,
    }
}

fn file(kind: AttachmentKind, width: u32, height: u32) -> KeptAttachment {
    KeptAttachment {
        kind,
        file_name: "a.jpg".into(),
        sha256: "00".repeat(32),
        bytes: 1000,
        width,
        height,
        format: "jpeg".into(),
        facts: None,
    }
}

fn lines(
    certificate: &Certificate,
    service: Service,
    institution: &str,
    verdicts: &[(Field, Verdict)],
    files: &[KeptAttachment],
) -> Vec<(String, State)> {
    let requirements = Requirements::from_toml(DEFAULT).unwrap();
    let subject = ItemSubject { item: 1, service, certificate, submitted_on: parse_day("2020-10-16").unwrap() };
    let files: Vec<&KeptAttachment> = files.iter().collect();
    let seen = Seen { institution, files: &files, verdicts };
    requirements
        .required(&subject, &seen, Reference::builtin())
        .into_iter()
        .map(|line| (line.rule.id.clone(), line.state))
        .collect()
}

fn ids(certificate: &Certificate) -> Vec<String> {
    lines(certificate, Service::Degree, "hubei", &[], &[]).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn the_rules_the_program_carries_are_sound() {
    let requirements = Requirements::from_toml(DEFAULT).unwrap();
    assert!(requirements.rules.len() >= 20);
    for rule in &requirements.rules {
        for text in [&rule.what.zh, &rule.what.en, &rule.rule.zh, &rule.rule.en, &rule.source] {
            assert!(!text.trim().is_empty(), "{}", rule.id);
        }
        for code in rule.when.provinces.iter().chain(&rule.when.except_provinces) {
            assert!(Reference::builtin().province(code).is_some(), "{}: {code}", rule.id);
        }
    }
}

#[test]
fn mistakes_are_named() {
    let twice = DEFAULT.replace("id = \"M02\"", "id = \"M01\"");
    assert_eq!(Requirements::from_toml(&twice), Err(RequirementsError::Twice("M01".into())));
    let unknown = DEFAULT.replacen("kind =", "knid =", 1);
    assert!(matches!(Requirements::from_toml(&unknown), Err(RequirementsError::Invalid(text)) if text.contains("knid")));
    let held = DEFAULT.replacen("held_by = \"diploma\"\n", "", 1);
    assert_eq!(Requirements::from_toml(&held), Err(RequirementsError::HeldBy("M01".into())));
}

#[test]
fn each_year_and_category_needs_its_materials() {
    for (category, graduated, expected) in [
        ("普通", "1990-07-01", vec!["M01", "M02", "M10", "M11", "M12"]),
        ("成人", "1990-07-01", vec!["M01", "M02", "M10", "M11"]),
        ("普通", "1991-07-01", vec!["M01", "M02"]),
        ("普通", "2001-07-01", vec!["M01", "M02"]),
        ("普通", "2002-07-01", vec!["M01", "M02", "M70"]),
        ("自学考试", "2001-12-30", vec!["M01", "M02", "M20"]),
        ("自学考试", "2002-06-30", vec!["M01", "M02", "M70"]),
    ] {
        assert_eq!(ids(&certificate(category, "本科", graduated, "武汉大学")), expected, "{category} {graduated}");
    }
    assert_eq!(ids(&certificate("成人", "专升本", "1999-07-01", "武汉大学")), ["M01", "M02", "M50"]);
    assert_eq!(ids(&certificate("成人", "专科", "1999-07-01", "湖北广播电视大学")), ["M01", "M02", "M30", "M31"]);
    assert_eq!(
        ids(&certificate("普通", "本科", "1999-07-01", "中国人民解放军通信指挥学院")),
        ["M01", "M02", "M40", "M41", "M42"]
    );
    let mut elsewhere = certificate("自学考试", "专科", "1999-07-01", "湖南大学");
    elsewhere.school_province = Some("湖南省".into());
    assert_eq!(ids(&elsewhere), ["M01", "M02"]);
}

#[test]
fn self_study_of_hubei_has_its_route() {
    let of = certificate("自学考试", "专科", "2005-06-30", "武汉大学");
    let at = |institution| lines(&of, Service::Degree, institution, &[], &[]).iter().any(|(id, _)| id == "M22");
    assert!(at("henan") && !at("hubei"));
}

#[test]
fn what_a_proofreader_found_asks_for_more() {
    let of = certificate("普通", "本科", "1999-07-01", "武汉大学");
    let with = |field, verdict| {
        lines(&of, Service::Degree, "hubei", &[(field, verdict)], &[]).into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(with(Field::Holder, Verdict::Mismatch), ["M01", "M02", "M60"]);
    assert_eq!(with(Field::IdNo, Verdict::Mismatch), ["M01", "M02", "M61"]);
    assert_eq!(with(Field::Holder, Verdict::Match), ["M01", "M02"]);
}

#[test]
fn missing_is_said_only_where_it_is_certain() {
    use AttachmentKind::{Diploma, IdCard, Other};
    let of = certificate("普通", "本科", "1989-07-01", "武汉大学");
    let state = |id: &str, files: &[KeptAttachment]| {
        lines(&of, Service::Degree, "hubei", &[], files).into_iter().find(|(one, _)| one == id).map(|(_, state)| state)
    };
    let side = file(IdCard, 1012, 638);
    assert_eq!(state("M01", &[]), Some(State::Missing));
    assert_eq!(state("M01", &[file(Diploma, 2480, 1754)]), Some(State::Present));
    assert_eq!(state("M02", &[side.clone(), side.clone()]), Some(State::Present));
    assert_eq!(state("M02", std::slice::from_ref(&side)), Some(State::Missing));
    assert_eq!(state("M02", &[file(IdCard, 1240, 1754)]), Some(State::Unclear), "a sheet may show both sides");
    assert_eq!(state("M02", &[file(IdCard, 0, 0)]), Some(State::Unclear));
    assert_eq!(state("M11", std::slice::from_ref(&side)), Some(State::Missing));
    assert_eq!(state("M11", &[file(Other, 1000, 1400)]), Some(State::Unclear));
    let mut open = certificate("成人", "专科", "1999-07-01", "湖北广播电视大学");
    let remark = |open: &Certificate| {
        lines(open, Service::Degree, "hubei", &[], &[]).into_iter().find(|(id, _)| id == "M31").map(|(_, state)| state)
    };
    assert_eq!(remark(&open), Some(State::Missing));
    open.remark = Some("就读于武汉分校".into());
    assert_eq!(remark(&open), Some(State::Unclear));
}

#[test]
fn scores_need_their_sheet() {
    let mut of = certificate("普通", "本科", "1999-07-01", "武汉大学");
    of.category = None;
    let found = lines(&of, Service::Transcript, "hubei", &[], &[]);
    assert_eq!(found, [("M02".to_owned(), State::Missing), ("M03".to_owned(), State::Missing)]);
}
