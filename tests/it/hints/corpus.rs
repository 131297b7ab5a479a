//! A made corpus: papers of many people on few templates, as a flatbed scanner and as a hand-held one would take them.

use image::RgbImage;
use jiaodui::demo::draw::{Conclusion, Condition, Day, Diploma, DiplomaKind, Format, IdCard, MarkSheet, Shot, Studio};
use jiaodui::demo::names;
use jiaodui::demo::rng::Rng;

/// What a paper is. Papers of one template differ only in what is written and in the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Template {
    /// A diploma of the school of this number.
    Diploma(usize),
    /// The front of an identity card.
    Front,
    /// Its back.
    Back,
    /// A sheet of marks.
    Sheet,
    /// A person holding their card.
    Held,
}

impl Template {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Diploma(_) => "diploma",
            Self::Front => "ID card, front",
            Self::Back => "ID card, back",
            Self::Sheet => "sheet of marks",
            Self::Held => "holding the card",
        }
    }
}

/// How a paper came to pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Taking {
    /// Every paper at the very same place: the hardest case for telling two people's papers apart.
    Flatbed,
    /// A little turned, moved, lit and noisy.
    Uneven,
}

/// A paper as pixels, never compressed.
pub(super) struct Base {
    pub(super) template: Template,
    pub(super) taking: Taking,
    pub(super) pixels: RgbImage,
}

/// How many of each template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) schools: usize,
    pub(super) each_school: usize,
    pub(super) fronts: usize,
    pub(super) backs: usize,
    pub(super) sheets: usize,
    pub(super) held: usize,
}

impl Size {
    pub(super) const WHOLE: Self = Self { schools: 6, each_school: 12, fronts: 48, backs: 36, sheets: 24, held: 12 };
    pub(super) const SMALL: Self = Self { schools: 1, each_school: 2, fronts: 2, backs: 0, sheets: 0, held: 0 };
}

const SCHOOLS: [&str; 6] = ["武汉大学", "华中科技大学", "中国地质大学（武汉）", "湖北大学", "三峡大学", "江汉大学"];
const MAJORS: [&str; 6] = ["法学", "汉语言文学", "计算机科学与技术", "会计学", "临床医学", "土木工程"];
const BUREAUS: [&str; 6] = ["武汉市公安局", "宜昌市公安局", "襄阳市公安局", "黄石市公安局", "荆州市公安局", "恩施市公安局"];

/// Draws the corpus. Half of it lies flat, half of it was taken unevenly.
pub(super) fn draw(seed: u64, size: Size) -> Vec<Base> {
    let mut templates = Vec::new();
    for school in 0..size.schools {
        templates.extend(std::iter::repeat_n(Template::Diploma(school), size.each_school));
    }
    templates.extend(std::iter::repeat_n(Template::Front, size.fronts));
    templates.extend(std::iter::repeat_n(Template::Back, size.backs));
    templates.extend(std::iter::repeat_n(Template::Sheet, size.sheets));
    templates.extend(std::iter::repeat_n(Template::Held, size.held));
    let mut studio = Studio::open().unwrap();
    templates
        .into_iter()
        .enumerate()
        .map(|(index, template)| {
            let mut rng = Rng::fork(seed, index as u64);
            let taking = if index % 2 == 0 { Taking::Flatbed } else { Taking::Uneven };
            let pixels = paper(&mut studio, template, &mut rng);
            let pixels = if taking == Taking::Uneven { unevenly(&pixels, &mut rng) } else { pixels };
            Base { template, taking, pixels }
        })
        .collect()
}

fn day(rng: &mut Rng, years: (i64, i64)) -> Day {
    Day { year: rng.between(years.0, years.1) as i32, month: rng.between(1, 12) as u32, day: rng.between(1, 28) as u32 }
}

fn paper(studio: &mut Studio, template: Template, rng: &mut Rng) -> RgbImage {
    let birth = day(rng, (1975, 2000));
    let name = names::person(rng, birth.year);
    // The seed decides paper and placement: for a school its own, so that they are alike.
    let shot = Shot { format: Format::Png, condition: Condition::Clean, ..Shot::clean(rng.below(1 << 40), rng.below(1 << 40)) };
    let number = |rng: &mut Rng, digits: usize| (0..digits).map(|_| char::from(b'0' + rng.below(10) as u8)).collect::<String>();
    let card = |rng: &mut Rng| IdCard {
        name: name.full.clone(),
        male: name.male,
        nation: "汉".into(),
        birth,
        address: format!(
            "湖北省武汉市洪山区{}路{}号",
            rng.pick(&["珞喻", "雄楚", "民族", "关山", "友谊"]).unwrap(),
            rng.between(1, 999)
        ),
        number: format!("420111{}{:02}{:02}{}", birth.year, birth.month, birth.day, number(rng, 4)),
    };
    let drawn = match template {
        Template::Diploma(school) => {
            let graduated = Day { year: birth.year + 22, month: 6, day: 30 };
            let diploma = Diploma {
                kind: DiplomaKind::Regular,
                conclusion: Conclusion::Graduated,
                legacy: false,
                holder: name.full.clone(),
                male: name.male,
                birth,
                entered: Day { year: graduated.year - 4, month: 9, day: 1 },
                graduated,
                major: (*rng.pick(&MAJORS).unwrap()).into(),
                years: "四".into(),
                level: "本科".into(),
                form: String::new(),
                school: SCHOOLS[school].into(),
                authority: String::new(),
                president: "窦贤康".into(),
                number: format!("1048{school}1{}05{}", graduated.year, number(rng, 6)),
                printed_no: String::new(),
            };
            studio.diploma(&diploma, Shot { seed: school as u64 + 1, ..shot })
        }
        Template::Front => studio.id_front(&card(rng), shot),
        Template::Back => {
            let from = day(rng, (2008, 2024));
            let validity = format!(
                "{}.{:02}.{:02}-{}.{:02}.{:02}",
                from.year,
                from.month,
                from.day,
                from.year + *rng.pick(&[10, 20]).unwrap(),
                from.month,
                from.day
            );
            studio.id_back(rng.pick(&BUREAUS).unwrap(), &validity, shot)
        }
        Template::Sheet => {
            let marks = ["高等数学", "大学英语", "大学物理", "线性代数", "程序设计", "数据结构", "操作系统", "体育"];
            let sheet = MarkSheet {
                issuer: "武汉大学".into(),
                title: "学生成绩表".into(),
                facts: vec![
                    ("姓名".into(), name.full.clone()),
                    ("学号".into(), number(rng, 10)),
                    ("专业".into(), (*rng.pick(&MAJORS).unwrap()).into()),
                ],
                marks: marks.iter().map(|course| ((*course).to_owned(), rng.between(60, 99).to_string())).collect(),
                issued: day(rng, (2010, 2020)),
                seal_line: "成绩专用章".into(),
            };
            studio.mark_sheet(&sheet, shot)
        }
        Template::Held => studio.held_id_photo(&card(rng), shot),
    };
    image::load_from_memory(&drawn.unwrap().bytes).unwrap().into_rgb8()
}

/// Turned by up to a degree, moved by up to a hundredth, lit differently, with noise.
fn unevenly(from: &RgbImage, rng: &mut Rng) -> RgbImage {
    let (width, height) = from.dimensions();
    let (sin, cos) = ((rng.unit() - 0.5) * 0.035).sin_cos();
    let moved = ((rng.unit() - 0.5) * 0.02 * width as f32, (rng.unit() - 0.5) * 0.02 * height as f32);
    let (gain, slope) = (0.9 + 0.15 * rng.unit(), (rng.unit() - 0.5) * 0.12);
    let (cx, cy) = (width as f32 / 2.0, height as f32 / 2.0);
    let mut noise = Rng::fork(rng.below(1 << 40), 1);
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let (sx, sy) = (cx + dx * cos + dy * sin + moved.0, cy - dx * sin + dy * cos + moved.1);
        let light = gain + slope * dx / cx;
        let grain = (noise.below(7) as f32 - 3.0) + (noise.below(7) as f32 - 3.0) * 0.5;
        let (x0, y0) = (sx.floor(), sy.floor());
        let (fx, fy) = (sx - x0, sy - y0);
        let at = |x: f32, y: f32| {
            if x < 0.0 || y < 0.0 || x >= width as f32 || y >= height as f32 {
                [96, 92, 88]
            } else {
                from.get_pixel(x as u32, y as u32).0
            }
        };
        let corners = [at(x0, y0), at(x0 + 1.0, y0), at(x0, y0 + 1.0), at(x0 + 1.0, y0 + 1.0)];
        let shares = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
        image::Rgb(std::array::from_fn(|channel| {
            let value: f32 = corners.iter().zip(shares).map(|(corner, share)| f32::from(corner[channel]) * share).sum();
            (value * light + grain).clamp(0.0, 255.0) as u8
        }))
    })
}
