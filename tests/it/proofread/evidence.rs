//! The evidence card over the screen.

use chrono::NaiveDate;
use jiaodui::domain::scan_facts::{
    Coding, Colour, Fingerprint, Patch, Quality, Resaved, ScanFacts, Thumbnail, ThumbnailVerdict, Trace,
};
use jiaodui::store::records::OrderFile;
use jiaodui::text::Lang;

use super::fixture::{Desk, first_round, opened, second_round};

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

/// A file that bears nearly every sign, some of them hostile.
fn facts() -> ScanFacts {
    let at = |day, hour| NaiveDate::from_ymd_opt(2020, 10, day)?.and_hms_opt(hour, 30, 0);
    ScanFacts {
        fingerprint: Some(Fingerprint([0x0123_4567_89ab_cdef, 0xfeed_face_cafe_beef, 42, u64::MAX])),
        coding: Some(Coding::Progressive),
        bits: 8,
        colour: Some(Colour::Rgb),
        dpi: Some((72, 72)),
        make: Some("HUAWEI".into()),
        model: Some("HUAWEI P40\u{1b}[2J".into()),
        software: vec!["Adobe Photoshop CS6 (Windows)".into(), "\u{202e}abc".into()],
        orientation: 6,
        taken: at(12, 9),
        changed: at(11, 22),
        located: true,
        thumbnail: Some(Thumbnail { width: 160, height: 113, verdict: ThumbnailVerdict::Content }),
        traces: [Trace::Photoshop, Trace::Xmp].into(),
        quality: Some(Quality { estimate: 85, standard: false }),
        resaved: Some(Resaved { earlier: 70, patch: Some(Patch { left: 2950, top: 7800, width: 3000, height: 800 }) }),
        after_end: 1_234,
        ..ScanFacts::default()
    }
}

fn with_facts(mut file: OrderFile) -> OrderFile {
    for attachment in &mut file.items[0].attachments {
        attachment.file.facts = Some(Box::new(facts()));
    }
    file
}

#[test]
fn the_card_tells_all_that_is_known() {
    let mut desk = Desk::new(opened(with_facts(second_round())));
    desk.keys("b");
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("evidence_{columns}"), desk.screen(columns, rows));
    }
    desk.keys("G");
    insta::assert_snapshot!("evidence_end_80", desk.screen(80, 24));
    // The file it replaced says by what it was replaced.
    desk.keys("g [");
    insta::assert_snapshot!("evidence_replaced_160", desk.screen(160, 45));
    desk.keys("Esc");
    assert!(!desk.screen(160, 45).contains("SHA-256"), "Esc closes it");
}

#[test]
fn the_card_in_english() {
    let mut desk = Desk::new(opened(with_facts(second_round())));
    desk.model.common.lang = Lang::En;
    desk.keys("b");
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("evidence_english_{columns}"), desk.screen(columns, rows));
    }
}

#[test]
fn a_file_without_facts_says_so() {
    let mut desk = Desk::new(opened(first_round()));
    desk.keys("b");
    insta::assert_snapshot!("evidence_older_80", desk.screen(80, 24));
}

#[test]
fn the_hash_can_be_read_whole_at_the_smallest_size() {
    let mut desk = Desk::new(opened(with_facts(first_round())));
    let hash = desk.order().file().items[0].attachments[0].file.sha256.clone();
    desk.keys("b");
    let mut seen = String::new();
    for _ in 0..40 {
        seen.push_str(&desk.screen(80, 24));
        desk.keys("j");
    }
    let (first, second) = hash.split_at(32);
    assert!(seen.contains(first) && seen.contains(second), "{hash}");
    assert!(!seen.contains('\u{1b}') && !seen.contains('\u{202e}'), "what the file says is made visible");
}
