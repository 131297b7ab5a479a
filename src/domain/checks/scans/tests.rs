//! Each sign and the cases next to it that give none.

use super::*;
use crate::domain::scan_facts::{Quality, Resaved, Thumbnail};
use chrono::NaiveDate;

fn file(kind: AttachmentKind, name: &str, format: &str, (width, height): (u32, u32), facts: ScanFacts) -> KeptAttachment {
    KeptAttachment {
        kind,
        file_name: name.into(),
        sha256: "0".repeat(64),
        bytes: 300_000,
        width,
        height,
        format: format.into(),
        facts: Some(Box::new(facts)),
    }
}

fn scan(facts: ScanFacts) -> KeptAttachment {
    file(AttachmentKind::Diploma, "diploma.jpg", "jpeg", (1600, 1130), facts)
}

fn said(file: &KeptAttachment) -> Vec<(Check, Severity, ScanSign)> {
    check(1, &[file])
        .into_iter()
        .map(|finding| match finding.hint {
            Hint::Scan(hint) => (finding.check, finding.severity, hint.sign),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn at(day: u32, hour: u32) -> Option<chrono::NaiveDateTime> {
    NaiveDate::from_ymd_opt(2020, 10, day)?.and_hms_opt(hour, 0, 0)
}

#[test]
fn a_plain_scan_gives_no_hint() {
    let scanner = ScanFacts {
        make: Some("EPSON".into()),
        model: Some("Perfection V39".into()),
        software: vec!["EPSON Scan".into()],
        quality: Some(Quality { estimate: 80, standard: true }),
        dpi: Some((300, 300)),
        taken: at(11, 9),
        changed: at(11, 9),
        ..ScanFacts::default()
    };
    assert_eq!(said(&scan(scanner)), []);
    assert_eq!(said(&scan(ScanFacts::default())), []);
    let older = KeptAttachment { facts: None, ..scan(ScanFacts::default()) };
    assert_eq!(said(&older), [], "without facts nothing is made up");
}

#[test]
fn e1_editors_and_parts_put_in() {
    for (program, is) in [
        ("Adobe Photoshop CS6 (Windows)", true),
        ("美图秀秀 10.0", true),
        ("GIMP 2.10.30", true),
        ("EPSON Scan", false),
        ("Windows Photo Viewer 6.1", false),
        ("CamScanner", false),
    ] {
        assert_eq!(is_editor(program), is, "{program}");
    }
    let edited = ScanFacts { software: vec!["GIMP 2.10".into()], ..ScanFacts::default() };
    assert_eq!(said(&scan(edited)), [(Check::E1, Severity::Warn, ScanSign::Editor("GIMP 2.10".into()))]);
    let marked = ScanFacts { traces: [Trace::Photoshop].into(), ..ScanFacts::default() };
    assert_eq!(said(&scan(marked)), [(Check::E1, Severity::Info, ScanSign::EditorTraces)]);
    let captioned = ScanFacts { traces: [Trace::Iptc, Trace::Adobe, Trace::Profile].into(), ..ScanFacts::default() };
    assert_eq!(said(&scan(captioned)), []);
    let at = Patch { left: 3000, top: 7800, width: 3000, height: 800 };
    let quality = Some(Quality { estimate: 85, standard: true });
    let patched = ScanFacts { resaved: Some(Resaved { earlier: 70, patch: Some(at) }), quality, ..ScanFacts::default() };
    assert_eq!(said(&scan(patched)), [(Check::E1, Severity::Warn, ScanSign::Patch { at, earlier: 70 })]);
    let saved = ScanFacts { resaved: Some(Resaved { earlier: 70, patch: None }), quality, ..ScanFacts::default() };
    assert_eq!(said(&scan(saved)), [(Check::E3, Severity::Info, ScanSign::Resaved { earlier: 70, now: 85 })]);
}

#[test]
fn e2_screens_and_telephones() {
    let png = |size, facts| said(&file(AttachmentKind::Other, "a.png", "png", size, facts));
    let screenshot = [(Check::E2, Severity::Warn, ScanSign::Screenshot)];
    assert_eq!(png((1080, 2340), ScanFacts::default()), screenshot);
    assert_eq!(png((1920, 1080), ScanFacts { dpi: Some((96, 96)), ..ScanFacts::default() }), screenshot);
    assert_eq!(png((1920, 1080), ScanFacts { dpi: Some((300, 300)), ..ScanFacts::default() }), [], "a scanner's density");
    assert_eq!(png((1081, 2340), ScanFacts::default()), []);
    let jpeg = file(AttachmentKind::Other, "a.jpg", "jpeg", (1080, 2340), ScanFacts::default());
    assert_eq!(said(&jpeg), [], "messengers send photos at these sizes too");
    let own_word = ScanFacts { traces: [Trace::Screenshot].into(), ..ScanFacts::default() };
    assert_eq!(said(&scan(own_word)), screenshot);
    let phone = ScanFacts { make: Some("Xiaomi".into()), model: Some("Mi 11".into()), ..ScanFacts::default() };
    assert_eq!(said(&scan(phone.clone())), [(Check::E2, Severity::Info, ScanSign::Photo("Xiaomi Mi 11".into()))]);
    let held = file(AttachmentKind::HeldIdPhoto, "held.jpg", "jpeg", (960, 900), phone);
    assert_eq!(said(&held), [], "that one is meant to be a photo");
}

#[test]
fn e4_thumbnails() {
    let with = |verdict| {
        let thumbnail = Some(Thumbnail { width: 160, height: 113, verdict });
        said(&scan(ScanFacts { thumbnail, ..ScanFacts::default() }))
    };
    assert_eq!(with(ThumbnailVerdict::Content), [(Check::E4, Severity::Warn, ScanSign::ThumbnailContent)]);
    assert_eq!(with(ThumbnailVerdict::Proportions), [(Check::E4, Severity::Info, ScanSign::ThumbnailProportions)]);
    assert_eq!(with(ThumbnailVerdict::Same), []);
    assert_eq!(with(ThumbnailVerdict::Unknown), []);
}

#[test]
fn e5_pixels_and_compression() {
    for (kind, side, needs) in [
        (AttachmentKind::Diploma, 999, Some(1000)),
        (AttachmentKind::Diploma, 1000, None),
        (AttachmentKind::IdCard, 499, Some(500)),
        (AttachmentKind::IdCard, 500, None),
        (AttachmentKind::Other, 699, Some(700)),
        (AttachmentKind::HeldIdPhoto, 700, None),
    ] {
        let expected: Vec<_> =
            needs.map(|needs| (Check::E5, Severity::Warn, ScanSign::FewPixels { has: side, needs })).into_iter().collect();
        assert_eq!(said(&file(kind, "a.jpg", "jpeg", (side, 300), ScanFacts::default())), expected, "{kind:?} {side}");
    }
    let coarse =
        |estimate| said(&scan(ScanFacts { quality: Some(Quality { estimate, standard: true }), ..ScanFacts::default() }));
    assert_eq!(coarse(20), [(Check::E5, Severity::Warn, ScanSign::Coarse(20))]);
    assert_eq!(coarse(21), []);
}

#[test]
fn e6_dates() {
    let dated = |taken, changed| scan(ScanFacts { taken, changed, ..ScanFacts::default() });
    assert_eq!(said(&dated(at(12, 9), at(11, 9))), [(Check::E6, Severity::Info, ScanSign::ChangedBeforeTaken)]);
    assert_eq!(said(&dated(at(11, 9), at(12, 9))), []);
    assert_eq!(said(&dated(at(11, 9), None)), []);
    let came = Millis::from_rfc3339("2020-10-16T14:21:09+08:00").unwrap();
    let late = |day, hour| check_dates(1, &[&dated(at(day, hour), None)], came).len();
    assert_eq!((late(16, 9), late(17, 14), late(17, 15)), (0, 0, 1), "a clock may be a day off");
}

#[test]
fn e7_names_and_contents() {
    for (name, format, belies) in [
        ("毕业证.JPG", "jpeg", false),
        ("a.jfif", "jpeg", false),
        ("a.png", "jpeg", true),
        ("a.jpg", "png", true),
        ("a.b/c", "png", false),
        ("noending", "jpeg", false),
    ] {
        let found = said(&file(AttachmentKind::Diploma, name, format, (1600, 1130), ScanFacts::default()));
        assert_eq!(found.iter().any(|(check, ..)| *check == Check::E7), belies, "{name}");
    }
}
