//! The files an applicant sends: what each shows, under which name, and how well it was scanned.

use chrono::Datelike;

use super::data::Tables;
use super::draw::{self, Condition, Diploma, DrawError, Drawn, Format, IdCard, MarkSheet, Shot, Studio};
use super::person::{Person, day};
use super::rng::Rng;
use super::study::Study;
use crate::domain::attachment::AttachmentKind;
use crate::domain::order::Service;

/// What a picture shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picture {
    Diploma(Box<Diploma>),
    Front(Box<IdCard>),
    /// The dates between which the card is valid.
    Back(String),
    Held(Box<IdCard>),
    Marks(Box<MarkSheet>),
}

/// A file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) kind: AttachmentKind,
    pub(super) file_name: String,
    pub(super) picture: Picture,
    pub(super) shot: Shot<'static>,
    /// Whether it was opened and saved once more before it was sent.
    pub(super) saved_again: bool,
}

impl Paper {
    /// Draws it.
    pub(super) fn draw(&self, studio: &mut Studio) -> Result<Drawn, DrawError> {
        let drawn = match &self.picture {
            Picture::Diploma(diploma) => studio.diploma(diploma, self.shot),
            Picture::Front(card) => studio.id_front(card, self.shot),
            Picture::Back(validity) => studio.id_back("样本市公安局样本分局", validity, self.shot),
            Picture::Held(card) => studio.held_id_photo(card, self.shot),
            Picture::Marks(sheet) => studio.mark_sheet(sheet, self.shot),
        }?;
        if self.saved_again { draw::saved_again(&drawn) } else { Ok(drawn) }
    }
}

/// A shot with the usual spread: some PNG, a few slightly turned, a few that went through a picture editor.
fn shot(rng: &mut Rng, face: u64, condition: Option<Condition>, png: u64) -> Shot<'static> {
    let usual = if rng.chance(3, 100) { Condition::Tilted } else { Condition::Clean };
    let format = if rng.chance(png, 100) { Format::Png } else { Format::Jpeg };
    let software = match rng.below(100) {
        0 => Some("Adobe Photoshop CS6 (Windows)"),
        1 => Some("美图秀秀"),
        _ => None,
    };
    Shot { seed: rng.next(), face, condition: condition.unwrap_or(usual), format, software }
}

/// File names as people's scanners, telephones and habits make them.
fn file_name(rng: &mut Rng, words: &str, count: usize, format: Format) -> String {
    let extension = match format {
        Format::Png => "png",
        Format::Jpeg => rng.pick(&["jpg", "jpg", "jpg", "jpeg", "JPG"]).copied().unwrap_or("jpg"),
    };
    match rng.below(6) {
        0 => format!("IMG_{:04}.{extension}", rng.below(10_000)),
        1 => format!("扫描件{count:03}.{extension}"),
        2 => format!("mmexport{}.{extension}", 1_602_819_000_000 + rng.below(90_000_000)),
        _ => format!("{words}{}.{extension}", if count > 1 { format!("-{count}") } else { String::new() }),
    }
}

/// The diploma's scan.
pub(super) fn diploma(rng: &mut Rng, tables: &Tables, person: &Person, study: &Study, condition: Option<Condition>) -> Paper {
    let shot = shot(rng, person.face, condition, 3);
    Paper {
        kind: AttachmentKind::Diploma,
        file_name: file_name(rng, "毕业证", 1, shot.format),
        picture: Picture::Diploma(Box::new(study.diploma(person, tables))),
        shot,
        saved_again: false,
    }
}

/// The card's front and, unless it was forgotten, its back.
pub(super) fn card(rng: &mut Rng, person: &Person, condition: Option<Condition>, with_back: bool) -> Vec<Paper> {
    let front = shot(rng, person.face, condition, 8);
    let mut papers = vec![Paper {
        kind: AttachmentKind::IdCard,
        file_name: file_name(rng, "身份证正面", 1, front.format),
        picture: Picture::Front(Box::new(person.card())),
        shot: front,
        saved_again: false,
    }];
    if with_back {
        // A scan of its own for each card: one file under many names is what the desk looks for.
        let back = Shot::clean(front.seed ^ 0xBAC4, 1);
        let name = file_name(rng, "身份证反面", 2, back.format);
        let (year, month, day) = (2006 + front.seed % 14, 1 + front.seed / 14 % 12, 1 + front.seed / 168 % 28);
        let picture = Picture::Back(format!("{year}.{month:02}.{day:02}-{}.{month:02}.{day:02}", year + 20));
        papers.push(Paper { kind: AttachmentKind::IdCard, file_name: name, picture, shot: back, saved_again: false });
    }
    papers
}

/// The photo of offline verification (G7.3).
pub(super) fn held(rng: &mut Rng, person: &Person) -> Paper {
    let shot = Shot::clean(rng.next(), person.face);
    Paper {
        kind: AttachmentKind::HeldIdPhoto,
        file_name: file_name(rng, "手持身份证", 1, shot.format),
        picture: Picture::Held(Box::new(person.card())),
        shot,
        saved_again: false,
    }
}

fn other(rng: &mut Rng, words: &str, count: usize, sheet: MarkSheet) -> Paper {
    let shot = shot(rng, 0, None, 0);
    Paper {
        kind: AttachmentKind::Other,
        file_name: file_name(rng, words, count, shot.format),
        picture: Picture::Marks(Box::new(sheet)),
        shot,
        saved_again: false,
    }
}

fn fact(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_owned(), value.into())
}

const COURSES: &[&str] = &[
    "高等数学",
    "线性代数",
    "大学英语",
    "思想道德修养",
    "马克思主义原理",
    "大学物理",
    "程序设计基础",
    "民法总论",
    "刑法学",
    "基础会计",
    "西方经济学",
    "管理学原理",
    "概率论与数理统计",
    "有机化学",
    "工程制图",
    "体育",
    "军事理论",
    "形势与政策",
    "毕业设计",
    "生产实习",
];
const EXAMS: &[&str] = &["语文", "数学", "外语", "政治", "历史", "地理", "物理", "化学", "生物"];

/// What an item other than a degree is about: a sheet of marks.
pub(super) fn marks(rng: &mut Rng, tables: &Tables, service: Service, person: &Person, study: &Study) -> Paper {
    let mut facts = vec![fact("姓名", person.name.full.as_str()), fact("性别", if person.name.male { "男" } else { "女" })];
    let province = tables.province(&study.province_code);
    let (issuer, title, names, most, seal_line) = match service {
        Service::Transcript | Service::Degree => {
            facts.push(fact("学号", format!("{}{:05}", study.enrolled.year(), rng.below(99_999))));
            facts.push(fact("专业", study.major));
            (study.school.clone(), "学生成绩表", COURSES, 100, "教务处")
        }
        Service::Gaokao => {
            facts.push(fact("准考证号", format!("{:02}{:010}", study.enrolled.year() % 100, rng.below(10_000_000_000))));
            facts.push(fact("年份", study.enrolled.year().to_string()));
            (format!("{province}教育考试院"), "普通高考成绩证明", EXAMS, 150, "成绩专用章")
        }
        Service::Huikao => {
            facts.push(fact("会考证号", format!("{:09}", rng.below(1_000_000_000))));
            facts.push(fact("届别", format!("{}届", study.enrolled.year())));
            (format!("{province}教育考试院"), "普通高中毕业会考成绩证明", EXAMS, 100, "成绩专用章")
        }
    };
    let start = rng.below(names.len() as u64) as usize;
    let marks = names
        .iter()
        .cycle()
        .skip(start)
        .take(names.len().min(16))
        .map(|name| ((*name).to_owned(), (most * 62 / 100 + rng.below(most * 36 / 100)).to_string()))
        .collect();
    let sheet = MarkSheet {
        issuer,
        title: title.to_owned(),
        facts,
        marks,
        issued: day(study.graduated),
        seal_line: seal_line.to_owned(),
    };
    other(rng, "成绩单", 1, sheet)
}

/// The register of graduates from the personal file, which certificates of up to 1990 need besides.
pub(super) fn register(rng: &mut Rng, person: &Person, study: &Study) -> Paper {
    let facts = vec![
        fact("姓名", person.name.full.as_str()),
        fact("性别", if person.name.male { "男" } else { "女" }),
        fact("专业", study.major),
        fact("入学", study.enrolled.format("%Y.%m").to_string()),
        fact("民族", person.nation),
        fact("毕业", study.graduated.format("%Y.%m").to_string()),
    ];
    let marks = [("德育考核", "合格"), ("体育考核", "达标"), ("学业审查", "准予毕业"), ("存档单位", "人事档案室")];
    let sheet = MarkSheet {
        issuer: study.school.clone(),
        title: "毕业生登记表".to_owned(),
        facts,
        marks: marks.map(|(a, b)| fact(a, b)).into(),
        issued: day(study.graduated),
        seal_line: "学生处".to_owned(),
    };
    other(rng, "毕业生登记表", 1, sheet)
}

/// A sheet in the applicant's own words, sent where a field was questioned.
pub(super) fn explanation(rng: &mut Rng, person: &Person, study: &Study, on: chrono::NaiveDate) -> Paper {
    let facts = vec![
        fact("姓名", person.name.full.as_str()),
        fact("院校", study.school.as_str()),
        fact("专业", study.major),
        fact("证书编号", study.number.as_str()),
    ];
    let marks = [("情况", "填写时有误"), ("以何为准", "以证书为准"), ("现校名", "见学校证明"), ("承诺", "内容属实")];
    let sheet = MarkSheet {
        issuer: study.school.clone(),
        title: "情况说明".to_owned(),
        facts,
        marks: marks.map(|(a, b)| fact(a, b)).into(),
        issued: day(on),
        seal_line: "档案馆".to_owned(),
    };
    other(rng, "情况说明", 1, sheet)
}
