//! The catalogues the program carries, what is offered, and mistakes with their lines.

use super::*;
use crate::domain::certificate::IdType;

fn typed(category: &str, graduated: &str) -> Certificate {
    Certificate {
        holder: "李雯".into(),
        id_type: IdType::ResidentId,
        id_no: String::new(),
        number: None,
        school: "武汉大学".into(),
        school_province: None,
        category: (!category.is_empty()).then(|| category.to_owned()),
        level: None,
        enrolled_on: None,
        graduated_on: graduated.parse().ok(),
        major: None,
        duration: None,
        conclusion: None,
        remark: None,
    }
}

#[test]
fn the_catalogues_the_program_carries_are_sound() {
    let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
    assert!(catalogue.reasons.len() >= 30);
    assert!(!catalogue.letter.concerns.is_empty());
    let mut versions = vec![catalogue.version];
    for (version, text) in EARLIER {
        let earlier = Catalogue::from_toml(text).unwrap();
        assert_eq!(earlier.version, *version);
        assert!(!versions.contains(&earlier.version), "{version} is there twice");
        versions.push(earlier.version);
    }
}

#[test]
fn every_reason_of_the_centres_list_is_there() {
    let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
    for (letter, count, outcome) in [('F', 21, Outcome::Supplement), ('R', 9, Outcome::Reject)] {
        for number in 1..=count {
            let code = format!("{letter}{number:02}");
            assert_eq!(catalogue.reason(&code).map(|reason| reason.outcome), Some(outcome), "{code}");
        }
    }
}

#[test]
fn what_fits_the_verdicts_comes_first_and_nothing_is_hidden() {
    let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
    let one = typed("普通", "2000-06-30");
    let plain = catalogue.offered(Outcome::Supplement, Service::Degree, &one, &[]);
    let fitting = catalogue.offered(Outcome::Supplement, Service::Degree, &one, &[(Field::School, Verdict::Mismatch)]);
    assert_eq!(fitting.first().map(|reason| reason.code.as_str()), Some("F11"));
    assert_eq!(plain.len(), fitting.len());
}

#[test]
fn what_is_meant_for_other_years_or_categories_comes_last() {
    let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
    for (code, category, graduated, meant) in [
        ("F17", "普通", "1990-12-31", true),
        ("F17", "普通", "1991-01-01", false),
        ("F17", "普通", "", true),
        ("F18", "自学考试", "2001-12-31", true),
        ("F18", "自学考试", "2002-01-01", false),
        ("F18", "普通", "2001-12-31", false),
        ("F18", "", "2001-12-31", true),
        ("R01", "普通", "2001-12-31", false),
        ("R01", "普通", "2002-01-01", true),
        ("R07", "高等教育自学考试", "1999-06-30", true),
        ("R07", "普通", "1999-06-30", false),
        ("F01", "普通", "1999-06-30", true),
    ] {
        let reason = catalogue.reason(code).unwrap();
        assert_eq!(reason.is_meant_for(&typed(category, graduated)), meant, "{code} {category} {graduated}");
    }
    let offered = catalogue.offered(Outcome::Supplement, Service::Degree, &typed("普通", "2000-06-30"), &[]);
    let last: Vec<&str> = offered.iter().rev().take(2).map(|reason| reason.code.as_str()).collect();
    assert_eq!(last, ["F18", "F17"]);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let second = DEFAULT.lines().enumerate().filter(|(_, line)| *line == "[[reason]]").nth(1).unwrap().0 + 1;
    let line_of = |part: &str| DEFAULT.lines().position(|line| line.contains(part)).unwrap() + 1;
    for (from, to, line, mistake) in [
        ("code = \"F02\"", "code = \"F01\"", Some(second), Mistake::Twice("F01".into())),
        (
            "code = \"F02\"\noutcome = \"supplement\"",
            "code = \"F02\"\noutcome = \"approve\"",
            Some(second),
            Mistake::ForApproval("F02".into()),
        ),
        ("send = \"四角齐全的毕业证书原件彩色扫描件\"", "send = \" \"", Some(second), Mistake::NothingToSend("F02".into())),
        ("label = \"证书边框不完整，未拍全四角\"", "label = \"\"", Some(second), Mistake::Empty("F02".into())),
        ("没有包含证书的全部边框", "没有包含证书的全部{part}", Some(second), Mistake::Variable("F02".into(), "part".into())),
        ("请提交：{send}", "请提交：{sent}", Some(line_of("请提交：{send}")), Mistake::Variable("send".into(), "sent".into())),
        (
            "很遗憾未能通过",
            "{name}很遗憾未能通过",
            Some(line_of("[letter.opening]")),
            Mistake::Variable("opening".into(), "name".into()),
        ),
        ("illegible = \"看不清\"\n", "", Some(line_of("[letter.verdicts]")), Mistake::Nameless("illegible")),
        (
            "graduated_to = 1990",
            "graduated_to = 1990\ngraduated_from = 1991",
            Some(line_of("code = \"F17\"") - 1),
            Mistake::Years("F17".into()),
        ),
        (
            "code = \"F02\"\noutcome = \"supplement\"",
            "code = \"F02\"\noutcome = \"supplement\"\nproposes_listing = true",
            Some(second),
            Mistake::ProposesWithout("F02".into()),
        ),
        ("version = \"2026-2\"", "version = \"\"", Some(line_of("version = \"2026-2\"")), Mistake::Version),
    ] {
        assert!(DEFAULT.contains(from), "{from}");
        assert_eq!(Catalogue::from_toml(&DEFAULT.replacen(from, to, 1)), Err(CatalogueError { line, mistake }));
    }
    let unknown = Catalogue::from_toml(&DEFAULT.replacen("label =", "lable =", 1)).unwrap_err();
    assert!(matches!(&unknown.mistake, Mistake::Invalid(text) if text.contains("lable")), "{unknown}");
    assert_eq!(unknown.line, Some(line_of("label = \"毕业证扫描件不清晰")));
}

#[test]
fn forgery_and_untruth_propose_a_listing() {
    let proposing = |catalogue: &str| -> Vec<String> {
        let catalogue = Catalogue::from_toml(catalogue).unwrap();
        catalogue.reasons.into_iter().filter(|reason| reason.proposes_listing).map(|reason| reason.code).collect()
    };
    assert_eq!(proposing(DEFAULT), ["R11", "R12"]);
    for (version, earlier) in EARLIER {
        assert_eq!(proposing(earlier), Vec::<String>::new(), "{version}");
    }
}
