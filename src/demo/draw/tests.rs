//! The pictures: within the guide's limits, the same for the same seed, marked, and showing what was written.

use super::*;

fn day(year: i32, month: u32, day: u32) -> Day {
    Day { year, month, day }
}

pub(super) fn diploma() -> Diploma {
    Diploma {
        kind: DiplomaKind::Regular,
        conclusion: Conclusion::Graduated,
        legacy: false,
        holder: "李雯".into(),
        male: false,
        birth: day(1994, 3, 7),
        entered: day(2012, 9, 1),
        graduated: day(2016, 6, 30),
        major: "法学".into(),
        years: "四".into(),
        level: "本科".into(),
        form: String::new(),
        school: "武汉大学".into(),
        authority: String::new(),
        president: "窦贤康".into(),
        number: "104861201605001234".into(),
        printed_no: String::new(),
    }
}

pub(super) fn card() -> IdCard {
    IdCard {
        name: "阿卜杜热西提·麦麦提".into(),
        male: true,
        nation: "维吾尔".into(),
        birth: day(1985, 11, 2),
        address: "新疆维吾尔自治区喀什地区疏附县托克扎克镇解放路一百二十三号".into(),
        number: "653121198511020019".into(),
    }
}

fn sheet() -> MarkSheet {
    MarkSheet {
        issuer: "湖北省教育考试院".into(),
        title: "普通高考成绩证明".into(),
        facts: [("姓名", "覃婧"), ("性别", "女"), ("准考证号", "04420115150612"), ("年份", "2012")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
        marks: [("语文", "118"), ("数学", "126"), ("英语", "131"), ("理科综合", "237"), ("总分", "612")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
        issued: day(2012, 7, 2),
        seal_line: "成绩专用章".into(),
    }
}

pub(super) fn decode(drawn: &Drawn) -> image::RgbImage {
    let format = match drawn.format {
        Format::Jpeg => image::ImageFormat::Jpeg,
        Format::Png => image::ImageFormat::Png,
    };
    image::load_from_memory_with_format(&drawn.bytes, format).expect("decodes").to_rgb8()
}

/// How much two pictures of one size differ on average, per channel.
fn difference(a: &image::RgbImage, b: &image::RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.as_raw().len() as f64
}

const CONDITIONS: [Condition; 9] = [
    Condition::Clean,
    Condition::Tilted,
    Condition::Dark,
    Condition::Faded,
    Condition::Blurred,
    Condition::Glare,
    Condition::Cropped,
    Condition::Coarse,
    Condition::Small,
];

#[test]
fn every_picture_decodes_and_keeps_the_guides_limits() {
    let mut studio = Studio::open().unwrap();
    let mut all = Vec::new();
    for condition in CONDITIONS {
        for format in [Format::Jpeg, Format::Png] {
            let shot = Shot { condition, format, ..Shot::clean(3, 4) };
            all.push((format!("diploma {condition:?} {format:?}"), 200, 2 << 20, studio.diploma(&diploma(), shot).unwrap()));
            all.push((
                format!("front {condition:?} {format:?}"),
                200,
                2 << 20,
                studio
                    .id_front(
                        &card(),
                        Shot { condition: if condition == Condition::Small { Condition::Clean } else { condition }, ..shot },
                    )
                    .unwrap(),
            ));
        }
    }
    all.push(("back".into(), 200, 2 << 20, studio.id_back("样本市公安局", "2015.06.01-2035.06.01", Shot::clean(1, 1)).unwrap()));
    all.push(("sheet".into(), 200, 2 << 20, studio.mark_sheet(&sheet(), Shot::clean(1, 1)).unwrap()));
    all.push(("held".into(), 500, 1 << 20, studio.held_id_photo(&card(), Shot::clean(1, 1)).unwrap()));
    for (what, side, limit, drawn) in all {
        let picture = decode(&drawn);
        assert_eq!((picture.width(), picture.height()), (drawn.width, drawn.height), "{what}");
        assert!(drawn.width >= side && drawn.height >= side, "{what}: {}×{}", drawn.width, drawn.height);
        assert!(drawn.bytes.len() <= limit, "{what}: {} bytes", drawn.bytes.len());
    }
}

#[test]
fn the_same_seed_draws_the_same_bytes_and_another_does_not() {
    let (mut one, mut two) = (Studio::open().unwrap(), Studio::open().unwrap());
    let first = one.diploma(&diploma(), Shot::clean(7, 8)).unwrap();
    let _ = two.id_front(&card(), Shot::clean(1, 1)).unwrap();
    assert_eq!(first, two.diploma(&diploma(), Shot::clean(7, 8)).unwrap(), "what was drawn before must not show");
    assert_ne!(first.bytes, one.diploma(&diploma(), Shot::clean(9, 8)).unwrap().bytes);
}

#[test]
fn what_is_written_shows_and_poor_scans_differ_from_good_ones() {
    let mut studio = Studio::open().unwrap();
    let good = decode(&studio.diploma(&diploma(), Shot::clean(5, 5)).unwrap());
    let other =
        decode(&studio.diploma(&Diploma { number: "104861201605001235".into(), ..diploma() }, Shot::clean(5, 5)).unwrap());
    let changed: Vec<(u32, u32)> = good
        .enumerate_pixels()
        .zip(other.pixels())
        .filter(|((_, _, a), b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 60))
        .map(|((x, y, _), _)| (x, y))
        .collect();
    assert!(!changed.is_empty(), "one digit off must be visible");
    assert!(changed.iter().all(|(x, y)| (400..1000).contains(x) && (900..980).contains(y)), "and only in the number's line");
    for condition in
        [Condition::Tilted, Condition::Dark, Condition::Faded, Condition::Blurred, Condition::Glare, Condition::Coarse]
    {
        let poor = decode(&studio.diploma(&diploma(), Shot { condition, ..Shot::clean(5, 5) }).unwrap());
        assert!(difference(&good, &poor) > 1.0, "{condition:?}");
    }
}

#[test]
fn the_mark_is_on_every_paper() {
    let mut studio = Studio::open().unwrap();
    for variant in 0..paper::DIPLOMA_PAPERS {
        assert_marked(&paper::diploma(&mut studio.case, variant), 30_000);
    }
    assert_marked(&paper::card(&mut studio.case), 8_000);
    assert_marked(&paper::sheet(&mut studio.case), 30_000);
}

/// Counts pixels that are redder than their paper by what the watermark's ink adds, over the middle of the sheet.
fn assert_marked(canvas: &Canvas, least: usize) {
    let middle: Vec<&[u8]> =
        (canvas.height() / 4..canvas.height() * 3 / 4).flat_map(|y| canvas.row(y).chunks_exact(3).skip(200)).collect();
    let tint = |p: &&[u8]| i32::from(p[0]) - i32::from(p[1]);
    let mut tints: Vec<i32> = middle.iter().map(tint).collect();
    tints.sort_unstable();
    let paper = tints[tints.len() / 2];
    let marked = tints.iter().filter(|t| **t > paper + 12).count();
    assert!(marked > least, "{marked} of {}", tints.len());
}

#[test]
fn dates_are_written_in_chinese_numerals() {
    assert_eq!(wording::full_date(day(2016, 6, 30)), "二〇一六年六月三十日");
    assert_eq!(wording::full_date(day(1999, 12, 10)), "一九九九年十二月十日");
    assert_eq!(wording::full_date(day(2003, 10, 21)), "二〇〇三年十月二十一日");
}

#[test]
fn the_font_has_every_character_of_the_names() {
    let studio = Studio::open().unwrap();
    let mut rng = Rng::new(1);
    for _ in 0..20_000 {
        let person = super::super::names::person(&mut rng, 1990);
        assert!(person.full.chars().all(|c| studio.can_draw(c)), "{}", person.full);
    }
}

#[test]
fn an_unknown_character_and_an_endless_text_do_no_harm() {
    let mut studio = Studio::open().unwrap();
    let odd = Diploma {
        holder: "𠮷\u{202e}\u{0}".repeat(300),
        school: "大".repeat(500),
        number: "9".repeat(500),
        president: String::new(),
        ..diploma()
    };
    let drawn = studio.diploma(&odd, Shot::clean(1, 1)).unwrap();
    assert_eq!(decode(&drawn).dimensions(), (1600, 1130));
    let odd = IdCard { name: "古".repeat(400), address: String::new(), ..card() };
    assert_eq!(decode(&studio.id_front(&odd, Shot::clean(1, 1)).unwrap()).dimensions(), (1012, 638));
}

#[test]
fn exif_names_the_program() {
    let mut studio = Studio::open().unwrap();
    let drawn = studio.diploma(&diploma(), Shot { software: Some("Adobe Photoshop CS6"), ..Shot::clean(1, 1) }).unwrap();
    let head = &drawn.bytes[..200];
    assert!(head.windows(19).any(|w| w == b"Adobe Photoshop CS6"));
    assert_eq!(decode(&drawn).dimensions(), (1600, 1130));
}

/// Not a check but a look: writes pictures to the folder named by `SPECIMENS`.
#[test]
fn specimens_to_look_at() {
    let Some(folder) = std::env::var_os("SPECIMENS").map(std::path::PathBuf::from) else { return };
    let mut studio = Studio::open().unwrap();
    let put = |name: &str, drawn: Drawn| std::fs::write(folder.join(name), drawn.bytes).unwrap();
    for (i, condition) in CONDITIONS.into_iter().enumerate() {
        put(&format!("diploma-{i}.jpg"), studio.diploma(&diploma(), Shot { condition, ..Shot::clean(i as u64, 3) }).unwrap());
    }
    let legacy = Diploma {
        legacy: true,
        number: "96校证字第1234号".into(),
        printed_no: "00345678".into(),
        school: "武汉水利电力大学".into(),
        entered: day(1993, 9, 1),
        graduated: day(1997, 7, 1),
        male: true,
        holder: "欧阳建国".into(),
        ..diploma()
    };
    put("legacy.jpg", studio.diploma(&legacy, Shot::clean(11, 6)).unwrap());
    let study = Diploma {
        kind: DiplomaKind::SelfStudy,
        authority: "湖北省高等教育自学考试委员会".into(),
        major: "汉语言文学".into(),
        number: "65420101101200018".into(),
        ..diploma()
    };
    put("self-study.jpg", studio.diploma(&study, Shot::clean(12, 8)).unwrap());
    let adult = Diploma {
        kind: DiplomaKind::Adult,
        form: "函授".into(),
        level: "专科起点本科".into(),
        years: "两年半".into(),
        school: "中国地质大学（武汉）".into(),
        holder: "古丽娜尔·吐尔逊".into(),
        ..diploma()
    };
    put("adult.jpg", studio.diploma(&adult, Shot::clean(13, 9)).unwrap());
    put("front.jpg", studio.id_front(&card(), Shot::clean(13, 9)).unwrap());
    put(
        "front2.jpg",
        studio
            .id_front(&IdCard { name: "冯𬭩".into(), male: false, nation: "汉".into(), ..card() }, Shot::clean(14, 10))
            .unwrap(),
    );
    put("back.jpg", studio.id_back("样本市公安局样本分局", "2015.06.01-2035.06.01", Shot::clean(1, 1)).unwrap());
    put("sheet.jpg", studio.mark_sheet(&sheet(), Shot::clean(1, 1)).unwrap());
    put("held.jpg", studio.held_id_photo(&card(), Shot::clean(1, 9)).unwrap());
    let timed = |what: &str, work: &mut dyn FnMut(&mut Studio)| {
        let mut studio = Studio::open().unwrap();
        work(&mut studio);
        let start = std::time::Instant::now();
        for _ in 0..50 {
            work(&mut studio);
        }
        println!("{what} {:?}", start.elapsed() / 50);
    };
    timed("  paper", &mut |s| s.desk.copy_from(s.papers[4].get_or_insert_with(|| paper::diploma(&mut s.case, 4))));
    timed("  body", &mut |s| {
        s.desk = Canvas::new(1600, 1130, [255; 3]);
        diploma::draw(&mut s.case, &mut s.desk, &diploma(), 3, &mut Rng::new(1))
    });
    timed("  white", &mut |s| s.desk = Canvas::new(1600, 1130, [255; 3]));
    timed("  encode white", &mut |s| {
        s.desk = Canvas::new(1600, 1130, [255; 3]);
        s.take(Shot::clean(1, 1), &mut Rng::new(1)).unwrap();
    });
    timed("  encode paper", &mut |s| {
        s.desk.copy_from(s.papers[1].get_or_insert_with(|| paper::diploma(&mut s.case, 1)));
        s.take(Shot::clean(1, 1), &mut Rng::new(1)).unwrap();
    });
    let start = std::time::Instant::now();
    let mut bytes = 0;
    for i in 0..50 {
        bytes += studio.diploma(&diploma(), Shot::clean(i, i)).unwrap().bytes.len();
    }
    println!("diploma {:?} each, {} bytes", start.elapsed() / 50, bytes / 50);
    let start = std::time::Instant::now();
    let mut bytes = 0;
    for i in 0..50 {
        bytes += studio.id_front(&card(), Shot::clean(i, i)).unwrap().bytes.len();
    }
    println!("id card {:?} each, {} bytes", start.elapsed() / 50, bytes / 50);
}
