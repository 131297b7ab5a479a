//! Drawing specimen scans: a graduation certificate, an identity card, a sheet of marks, a person holding their card.
//!
//! The pictures exist so that somebody can learn and try the desk without any real person's papers. Each carries 样本
//! across its face and a line that it proves nothing. They look like what a proofreader sees all day, poor scans
//! included, because a field that cannot be read is one of the five verdicts.
//!
//! Papers are drawn once for each kind and then copied; glyphs are rasterised once for each size. A diploma then costs
//! little more than its JPEG encoding.

mod canvas;
mod card;
mod diploma;
mod lettering;
mod paper;
mod portrait;
mod scan;
mod seal;
mod sheet;
mod wording;

use canvas::Canvas;
use lettering::Case;
pub(super) use scan::saved_again;

use super::rng::Rng;

/// Why a picture could not be drawn. None of these depends on what is written in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read")]
    Font,
    /// The picture could not be brought to another size.
    #[error("the picture could not be resized")]
    Resize,
    /// The picture could not be written as JPEG or PNG.
    #[error("the picture could not be encoded")]
    Encode,
}

/// A day as it is written on paper; not checked to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// Year of the common era.
    pub year: i32,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
}

/// Which form of certificate (G3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiplomaKind {
    /// 普通高等学校.
    Regular,
    /// 成人高等教育.
    Adult,
    /// 研究生.
    Postgraduate,
    /// 高等教育自学考试.
    SelfStudy,
    /// 网络教育.
    Online,
    /// 国家开放大学.
    Open,
}

/// How the studies ended (G3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// 毕业.
    Graduated,
    /// 结业.
    Completed,
    /// 肄业.
    Incomplete,
}

/// What is printed on a graduation certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diploma {
    /// The form.
    pub kind: DiplomaKind,
    /// The printed conclusion.
    pub conclusion: Conclusion,
    /// The older form of before 2001: 学校编号 and a printed NO. instead of a 证书编号.
    pub legacy: bool,
    /// Holder's name.
    pub holder: String,
    /// Holder's sex.
    pub male: bool,
    /// Holder's birth.
    pub birth: Day,
    /// Enrolment; only year and month are printed.
    pub entered: Day,
    /// Graduation and issue.
    pub graduated: Day,
    /// Major.
    pub major: String,
    /// Length of studies in Chinese numerals (四); empty where none is printed.
    pub years: String,
    /// Level as printed: 本科, 专科起点本科, 硕士 …
    pub level: String,
    /// Form of study of adults: 函授, 业余 …; empty otherwise.
    pub form: String,
    /// School.
    pub school: String,
    /// Issuing committee of a self-study certificate; empty otherwise.
    pub authority: String,
    /// President's name.
    pub president: String,
    /// 证书编号, or 学校编号 on the older form.
    pub number: String,
    /// The sheet's printed NO. on the older form; empty where it has none.
    pub printed_no: String,
}

/// What is printed on the front of a resident identity card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdCard {
    /// Name.
    pub name: String,
    /// Sex.
    pub male: bool,
    /// Nation: 汉, 土家 …
    pub nation: String,
    /// Birth.
    pub birth: Day,
    /// Address; up to 36 characters are printed.
    pub address: String,
    /// Citizen's number.
    pub number: String,
}

/// What is printed on a sheet of marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkSheet {
    /// Who issued it: first line and seal.
    pub issuer: String,
    /// 学生成绩表, 普通高考成绩证明 …
    pub title: String,
    /// Label and value, two in a line.
    pub facts: Vec<(String, String)>,
    /// Course and mark; up to 18 are printed.
    pub marks: Vec<(String, String)>,
    /// Day of issue.
    pub issued: Day,
    /// Straight line under the seal's star: 成绩专用章.
    pub seal_line: String,
}

/// What the scanner did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// A good scan.
    Clean,
    /// A little turned; legible.
    Tilted,
    /// Far too dark.
    Dark,
    /// Washed out.
    Faded,
    /// Out of focus: small print is gone.
    Blurred,
    /// A lamp reflected over the certificate's number.
    Glare,
    /// Left and lower parts are not in the picture.
    Cropped,
    /// Compressed to pulp.
    Coarse,
    /// Within G4.2's 200 × 200, and still too small to read.
    Small,
}

/// The file's format (G4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Baseline JPEG.
    Jpeg,
    /// PNG, 8-bit RGB.
    Png,
}

/// How one picture is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shot<'a> {
    /// Decides paper, placement and unevenness; the same seed gives the same bytes.
    pub seed: u64,
    /// Decides the face: the same for all of one person's pictures.
    pub face: u64,
    /// What the scanner did.
    pub condition: Condition,
    /// File format.
    pub format: Format,
    /// Program named in the file's EXIF, as an edited scan has it; JPEG only.
    pub software: Option<&'a str>,
}

impl Shot<'_> {
    /// A clean JPEG.
    pub const fn clean(seed: u64, face: u64) -> Self {
        Shot { seed, face, condition: Condition::Clean, format: Format::Jpeg, software: None }
    }
}

/// A finished picture file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What the file is.
    pub format: Format,
}

/// A workplace with its papers and type: make one for each thread and keep it, the second picture is much faster.
pub struct Studio {
    case: Case,
    papers: [Option<Canvas>; paper::DIPLOMA_PAPERS as usize],
    card: Option<Canvas>,
    sheet: Option<Canvas>,
    desk: Canvas,
}

impl Studio {
    /// Opens the fonts; papers are drawn when first asked for.
    ///
    /// # Errors
    /// [`DrawError::Font`] where the embedded fonts are damaged.
    pub fn open() -> Result<Self, DrawError> {
        Ok(Self {
            case: Case::open()?,
            papers: [const { None }; paper::DIPLOMA_PAPERS as usize],
            card: None,
            sheet: None,
            desk: Canvas::new(1, 1, [255; 3]),
        })
    }

    /// Whether the fonts can draw `c`; what they cannot is drawn as an empty box.
    pub fn can_draw(&self, c: char) -> bool {
        self.case.has(c)
    }

    /// A graduation certificate, 1600 × 1130 unless the condition says otherwise.
    ///
    /// # Errors
    /// [`DrawError`] where the file cannot be made.
    pub fn diploma(&mut self, diploma: &Diploma, shot: Shot<'_>) -> Result<Drawn, DrawError> {
        let mut rng = Rng::new(shot.seed);
        let plain = paper::DIPLOMA_PAPERS - 1;
        let variant = if diploma.legacy { plain } else { rng.below(plain) };
        if let Some(slot) = self.papers.get_mut(variant as usize) {
            let sheet = slot.get_or_insert_with(|| paper::diploma(&mut self.case, variant));
            self.desk.copy_from(sheet);
        }
        diploma::draw(&mut self.case, &mut self.desk, diploma, shot.face, &mut rng);
        self.take(shot, &mut rng)
    }

    /// The front of an identity card, 1012 × 638.
    ///
    /// # Errors
    /// [`DrawError`] where the file cannot be made.
    pub fn id_front(&mut self, card: &IdCard, shot: Shot<'_>) -> Result<Drawn, DrawError> {
        let mut rng = Rng::new(shot.seed);
        self.lay_front(card, shot.face, &mut rng);
        self.take(shot, &mut rng)
    }

    /// The back of an identity card, 1012 × 638.
    ///
    /// # Errors
    /// [`DrawError`] where the file cannot be made.
    pub fn id_back(&mut self, authority: &str, validity: &str, shot: Shot<'_>) -> Result<Drawn, DrawError> {
        let mut rng = Rng::new(shot.seed);
        self.desk.copy_from(self.card.get_or_insert_with(|| paper::card(&mut self.case)));
        card::back(&mut self.case, &mut self.desk, authority, validity, &mut rng);
        self.take(shot, &mut rng)
    }

    /// Somebody holding their card, 960 × 900 (G7.3).
    ///
    /// # Errors
    /// [`DrawError`] where the file cannot be made.
    pub fn held_id_photo(&mut self, card: &IdCard, shot: Shot<'_>) -> Result<Drawn, DrawError> {
        let mut rng = Rng::new(shot.seed);
        self.lay_front(card, shot.face, &mut rng);
        let front = std::mem::replace(&mut self.desk, Canvas::new(960, 900, [200; 3]));
        card::held(&mut self.desk, &front, card.male, shot.face, &mut rng);
        self.take(shot, &mut rng)
    }

    /// A sheet of marks, 1000 × 1300.
    ///
    /// # Errors
    /// [`DrawError`] where the file cannot be made.
    pub fn mark_sheet(&mut self, marks: &MarkSheet, shot: Shot<'_>) -> Result<Drawn, DrawError> {
        let mut rng = Rng::new(shot.seed);
        self.desk.copy_from(self.sheet.get_or_insert_with(|| paper::sheet(&mut self.case)));
        sheet::draw(&mut self.case, &mut self.desk, marks, &mut rng);
        self.take(shot, &mut rng)
    }

    fn lay_front(&mut self, card: &IdCard, face: u64, rng: &mut Rng) {
        self.desk.copy_from(self.card.get_or_insert_with(|| paper::card(&mut self.case)));
        card::front(&mut self.case, &mut self.desk, card, face, rng);
    }

    fn take(&mut self, shot: Shot<'_>, rng: &mut Rng) -> Result<Drawn, DrawError> {
        scan::spoil(&mut self.desk, shot.condition, rng)?;
        scan::encode(&self.desk, shot.condition, shot.format, shot.software)
    }
}

#[cfg(test)]
mod crop_tests;
#[cfg(test)]
mod tests;
