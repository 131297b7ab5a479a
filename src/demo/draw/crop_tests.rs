//! The named crops, held against what is drawn: two pictures that differ in one thing show where it stands, and its crop must hold it.

use image::RgbImage;

use super::tests::{card, decode, diploma};
use super::*;
use crate::domain::attachment::AttachmentKind;
use crate::domain::crop::{Crop, Part};
use crate::evidence::places::Places;

/// Where two pictures differ, below a line (a fraction of the height); `None` where they are the same.
fn differing(one: &RgbImage, other: &RgbImage, below: f64) -> Option<Part> {
    let (width, height) = one.dimensions();
    let places: Vec<(u32, u32)> = one
        .enumerate_pixels()
        .filter(|(_, y, _)| f64::from(*y) >= below * f64::from(height))
        .filter(|(x, y, pixel)| pixel.0.iter().zip(other.get_pixel(*x, *y).0).any(|(a, b)| a.abs_diff(b) > 12))
        .map(|(x, y, _)| (x, y))
        .collect();
    let (left, right) = (places.iter().map(|at| at.0).min()?, places.iter().map(|at| at.0).max()?);
    let (top, bottom) = (places.iter().map(|at| at.1).min()?, places.iter().map(|at| at.1).max()?);
    let share = |at: u32, of: u32| f64::from(at) / f64::from(of);
    Some(Part::between(share(left, width), share(top, height), share(right + 1, width), share(bottom + 1, height)))
}

const CONDITIONS: [Condition; 7] = [
    Condition::Clean,
    Condition::Tilted,
    Condition::Dark,
    Condition::Faded,
    Condition::Blurred,
    Condition::Glare,
    Condition::Small,
];

fn shot(seed: u64, condition: Condition) -> Shot<'static> {
    Shot { condition, format: Format::Png, ..Shot::clean(seed, 7) }
}

/// Every form of diploma.
fn forms() -> Vec<Diploma> {
    use DiplomaKind::{Adult, Online, Open, Postgraduate, Regular, SelfStudy};
    let mut forms: Vec<Diploma> =
        [Regular, Adult, Postgraduate, SelfStudy, Online, Open].map(|kind| Diploma { kind, ..diploma() }).into();
    for form in &mut forms {
        if form.kind == SelfStudy {
            form.authority = "湖北省高等教育自学考试委员会".into();
        }
    }
    let old = Diploma { legacy: true, number: "98校字第0321号".into(), printed_no: "00456789".into(), ..diploma() };
    forms.push(Diploma { graduated: Day { year: 1998, month: 6, day: 30 }, ..old });
    forms
}

#[test]
fn each_crop_of_a_diploma_holds_what_it_is_named_for() {
    let mut studio = Studio::open().unwrap();
    let mut found_numbers = 0;
    for form in forms() {
        // Every condition on the first form and on the oldest; the others as they mostly come.
        let all = form.legacy || form.kind == DiplomaKind::Regular;
        for condition in CONDITIONS {
            if !all && !matches!(condition, Condition::Clean | Condition::Tilted) {
                continue;
            }
            for seed in [8] {
                let mut draw = |diploma: &Diploma, face: u64| {
                    decode(&studio.diploma(diploma, Shot { face, ..shot(seed, condition) }).unwrap())
                };
                let picture = draw(&form, 7);
                let places = Places::find(&picture);
                found_numbers += u32::from(places.digits.is_some_and(|digits| digits.count >= 15));
                let flipped: String = form
                    .number
                    .chars()
                    .map(|c| {
                        if c == '8' {
                            '3'
                        } else if c.is_ascii_digit() {
                            '8'
                        } else {
                            c
                        }
                    })
                    .collect();
                for (crop, other, below) in [
                    (Crop::Number, draw(&Diploma { number: flipped, ..form.clone() }, 7), 0.0),
                    (Crop::Name, draw(&Diploma { holder: "王磊".into(), ..form.clone() }, 7), 0.0),
                    (Crop::Text, draw(&Diploma { major: "数学".into(), ..form.clone() }, 7), 0.0),
                    (Crop::Photo, draw(&form, 8), 0.0),
                    (
                        Crop::Seal,
                        draw(
                            &Diploma {
                                school: "湖北大学".into(),
                                authority: form.authority.replace("湖北", "湖南"),
                                ..form.clone()
                            },
                            7,
                        ),
                        0.66,
                    ),
                    (
                        Crop::Date,
                        draw(&Diploma { graduated: Day { month: 1, day: 11, ..form.graduated }, ..form.clone() }, 7),
                        0.70,
                    ),
                ] {
                    let drawn = differing(&picture, &other, below);
                    let Some(drawn) = drawn else {
                        assert!(
                            matches!(condition, Condition::Faded | Condition::Dark | Condition::Glare),
                            "{crop:?} makes no difference, {condition:?}"
                        );
                        continue;
                    };
                    let part = places.part(AttachmentKind::Diploma, crop);
                    assert!(
                        part.grown(0.004, 0.004).holds(drawn),
                        "{crop:?} of {:?}, legacy {}, {condition:?}, {seed}: {part:?} does not hold {drawn:?} ({:?})",
                        form.kind,
                        form.legacy,
                        places.digits
                    );
                }
            }
        }
    }
    // Of the 24 diplomas 17 have a number of digits; 14 of these are sharp and not glared over.
    assert!(found_numbers >= 12, "a number was found on {found_numbers}");
}

#[test]
fn each_crop_of_a_card_holds_what_it_is_named_for() {
    let mut studio = Studio::open().unwrap();
    let card = IdCard { name: "李雯".into(), ..card() };
    for condition in [Condition::Clean, Condition::Tilted, Condition::Dark, Condition::Blurred, Condition::Coarse] {
        for seed in [3, 8] {
            let mut draw =
                |card: &IdCard, face: u64| decode(&studio.id_front(card, Shot { face, ..shot(seed, condition) }).unwrap());
            let picture = draw(&card, 7);
            let places = Places::find(&picture);
            for (crop, other) in [
                (Crop::Number, draw(&IdCard { number: "888888888888888888".into(), ..card.clone() }, 7)),
                (Crop::Name, draw(&IdCard { name: "王磊".into(), ..card.clone() }, 7)),
                (Crop::Photo, draw(&card, 8)),
            ] {
                let drawn = differing(&picture, &other, 0.0).unwrap();
                let part = places.part(AttachmentKind::IdCard, crop);
                assert!(part.grown(0.004, 0.004).holds(drawn), "{crop:?} {condition:?} {seed}: {part:?} {drawn:?} {places:?}");
            }
        }
    }
    let mut back = |validity: &str| decode(&studio.id_back("样本市公安局", validity, shot(3, Condition::Clean)).unwrap());
    let (one, other) = (back("2015.06.01-2035.06.01"), back("2008.08.08-2028.08.08"));
    let drawn = differing(&one, &other, 0.0).unwrap();
    assert!(Places::find(&one).part(AttachmentKind::IdCard, Crop::Validity).holds(drawn), "{drawn:?}");
}

#[test]
fn a_card_on_a_sheet_is_found_by_its_number() {
    let mut studio = Studio::open().unwrap();
    let card = IdCard { name: "李雯".into(), ..card() };
    let front = decode(&studio.id_front(&card, shot(3, Condition::Clean)).unwrap());
    // A copy of the card on a sheet of A4 at 150 dpi, in its upper half.
    let mut sheet = RgbImage::from_pixel(1240, 1754, image::Rgb([252, 252, 252]));
    let small = image::imageops::thumbnail(&front, 640, 403);
    image::imageops::replace(&mut sheet, &small, 300, 200);
    let places = Places::find(&sheet);
    let photo = places.part(AttachmentKind::IdCard, Crop::Photo);
    // Where the photo is on the card, on the sheet.
    let on_sheet = Part::between(672.0 / 1012.0, 66.0 / 638.0, 948.0 / 1012.0, 422.0 / 638.0).of(Part {
        left: 300.0 / 1240.0,
        top: 200.0 / 1754.0,
        width: 640.0 / 1240.0,
        height: 403.0 / 1754.0,
    });
    assert!(photo.grown(0.01, 0.01).holds(on_sheet) && photo.width < 0.4, "{photo:?} {on_sheet:?} {places:?}");
}
