//! Named crops: where on a paper something stands, by the forms in use. As fractions of the paper, generous, because printers, years
//! and scanners differ; what is really there is looked for in the picture ([`crate::evidence::places`]).

use super::attachment::AttachmentKind;
use super::certificate::Field;

/// What a crop shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Crop {
    /// 证书编号 of a diploma, 公民身份号码 of a card.
    Number,
    /// 姓名.
    Name,
    /// The printed text: holder, dates, major, level.
    Text,
    /// 照片.
    Photo,
    /// 印章 and the name of the school beside it.
    Seal,
    /// 日期 of issue.
    Date,
    /// 有效期限 of a card.
    Validity,
}

/// A rectangle in fractions of a paper or a picture: from the left and the top, across and down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// From the left edge, 0–1.
    pub left: f64,
    /// From the top edge, 0–1.
    pub top: f64,
    /// Across, 0–1.
    pub width: f64,
    /// Down, 0–1.
    pub height: f64,
}

impl Part {
    /// All of it.
    pub const WHOLE: Self = Self { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

    /// A part by its four edges.
    #[must_use]
    pub const fn between(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// The right edge.
    #[must_use]
    pub fn right(self) -> f64 {
        self.left + self.width
    }

    /// The lower edge.
    #[must_use]
    pub fn bottom(self) -> f64 {
        self.top + self.height
    }

    /// This part of `within`, as a part of what `within` is a part of.
    #[must_use]
    pub fn of(self, within: Self) -> Self {
        Self {
            left: within.left + self.left * within.width,
            top: within.top + self.top * within.height,
            width: self.width * within.width,
            height: self.height * within.height,
        }
    }

    /// With so much more on either side (a fraction of the whole), as far as there is anything.
    #[must_use]
    pub fn grown(self, across: f64, down: f64) -> Self {
        let (left, top) = ((self.left - across).max(0.0), (self.top - down).max(0.0));
        let (right, bottom) = ((self.right() + across).min(1.0), (self.bottom() + down).min(1.0));
        Self::between(left.min(right), top.min(bottom), right.max(left), bottom.max(top))
    }

    /// Where this part of a picture lies once the picture is turned clockwise by so many quarters.
    #[must_use]
    pub fn turned(self, turns: u8) -> Self {
        match turns % 4 {
            0 => self,
            1 => Self { left: 1.0 - self.bottom(), top: self.left, width: self.height, height: self.width },
            2 => Self { left: 1.0 - self.right(), top: 1.0 - self.bottom(), ..self },
            _ => Self { left: self.top, top: 1.0 - self.right(), width: self.height, height: self.width },
        }
    }

    /// Whether another part lies in this one.
    #[must_use]
    pub fn holds(self, other: Self) -> bool {
        let slack = 1e-9;
        self.left <= other.left + slack
            && self.top <= other.top + slack
            && self.right() + slack >= other.right()
            && self.bottom() + slack >= other.bottom()
    }
}

/// The crops of a file: `second` is the second one of its kind on an item, which for a card is its back.
#[must_use]
pub const fn crops(kind: AttachmentKind, second: bool) -> &'static [Crop] {
    match (kind, second) {
        (AttachmentKind::Diploma, _) => &[Crop::Number, Crop::Text, Crop::Name, Crop::Photo, Crop::Seal, Crop::Date],
        (AttachmentKind::IdCard, false) => &[Crop::Number, Crop::Name, Crop::Photo],
        (AttachmentKind::IdCard, true) => &[Crop::Validity],
        (AttachmentKind::HeldIdPhoto, _) => &[Crop::Photo, Crop::Number],
        (AttachmentKind::Other, _) => &[],
    }
}

/// The crop that shows where a field is read from on a file of this kind. `None`: it may stand anywhere.
#[must_use]
pub const fn of_field(kind: AttachmentKind, field: Field) -> Option<Crop> {
    match (kind, field) {
        (AttachmentKind::IdCard, Field::IdNo) => Some(Crop::Number),
        (AttachmentKind::IdCard, Field::Holder) => Some(Crop::Name),
        (AttachmentKind::Diploma, Field::Number) => Some(Crop::Number),
        (AttachmentKind::Diploma, Field::School) => Some(Crop::Seal),
        (AttachmentKind::Diploma, Field::Holder) => Some(Crop::Name),
        (
            AttachmentKind::Diploma,
            Field::EnrolledOn | Field::Level | Field::Major | Field::Duration | Field::GraduatedOn | Field::Conclusion,
        ) => Some(Crop::Text),
        _ => None,
    }
}

/// Where on an upright paper of this kind the crop lies. `tall`: the paper is higher than wide.
#[must_use]
pub const fn usual(kind: AttachmentKind, crop: Crop, tall: bool) -> Part {
    match (kind, crop, tall) {
        (AttachmentKind::Diploma, Crop::Number, false) => Part::between(0.08, 0.74, 0.92, 0.99),
        (AttachmentKind::Diploma, Crop::Name, false) => Part::between(0.20, 0.31, 0.99, 0.54),
        (AttachmentKind::Diploma, Crop::Text, false) => Part::between(0.22, 0.31, 0.98, 0.70),
        (AttachmentKind::Diploma, Crop::Photo, false) => Part::between(0.03, 0.26, 0.34, 0.72),
        (AttachmentKind::Diploma, Crop::Seal, false) => Part::between(0.24, 0.58, 0.99, 0.94),
        (AttachmentKind::Diploma, Crop::Date, false) => Part::between(0.44, 0.62, 0.99, 0.94),
        // Forms higher than wide: the photograph above or beside the text, the number at the foot, or above the title.
        (AttachmentKind::Diploma, Crop::Number, true) => Part::between(0.02, 0.76, 0.98, 0.99),
        (AttachmentKind::Diploma, Crop::Name, true) => Part::between(0.04, 0.24, 0.98, 0.50),
        (AttachmentKind::Diploma, Crop::Text, true) => Part::between(0.04, 0.26, 0.98, 0.72),
        (AttachmentKind::Diploma, Crop::Photo, true) => Part::between(0.04, 0.10, 0.98, 0.56),
        (AttachmentKind::Diploma, Crop::Seal, true) => Part::between(0.20, 0.54, 0.99, 0.94),
        (AttachmentKind::Diploma, Crop::Date, true) => Part::between(0.25, 0.62, 0.99, 0.94),
        // A resident card, 85.6 × 54 mm.
        (AttachmentKind::IdCard, Crop::Number, false) => Part::between(0.02, 0.74, 0.98, 0.98),
        (AttachmentKind::IdCard, Crop::Name, false) => Part::between(0.02, 0.03, 0.68, 0.34),
        (AttachmentKind::IdCard, Crop::Photo, false) => Part::between(0.60, 0.06, 0.98, 0.74),
        (AttachmentKind::IdCard, Crop::Validity, false) => Part::between(0.10, 0.62, 0.99, 0.94),
        // A sheet with a copy of both sides: the front above, the back below.
        (AttachmentKind::IdCard, Crop::Validity, true) => Part::between(0.05, 0.50, 0.95, 0.98),
        (AttachmentKind::IdCard, _, true) => Part::between(0.05, 0.02, 0.95, 0.52),
        // The card is held before the chest (G7.3), the face above it.
        (AttachmentKind::HeldIdPhoto, Crop::Photo, _) => Part::between(0.20, 0.0, 0.80, 0.56),
        (AttachmentKind::HeldIdPhoto, Crop::Number, _) => Part::between(0.10, 0.48, 0.90, 1.0),
        _ => Part::WHOLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_turns_with_its_picture_and_four_turns_are_none() {
        let corner = Part::between(0.1, 0.2, 0.4, 0.3);
        let once = corner.turned(1);
        assert!((once.left - 0.7).abs() < 1e-9 && (once.top - 0.1).abs() < 1e-9, "{once:?}");
        let mut turned = corner;
        for _ in 0..4 {
            turned = turned.turned(1);
        }
        assert!(turned.grown(1e-6, 1e-6).holds(corner) && corner.grown(1e-6, 1e-6).holds(turned));
        for turns in 0..4 {
            let back = corner.turned(turns).turned(4 - turns);
            assert!((back.left - corner.left).abs() < 1e-9 && (back.height - corner.height).abs() < 1e-9, "{turns}");
        }
    }

    #[test]
    fn every_crop_of_every_file_lies_on_its_paper() {
        for kind in AttachmentKind::ALL {
            for crop in crops(*kind, false).iter().chain(crops(*kind, true)) {
                for tall in [false, true] {
                    let part = usual(*kind, *crop, tall);
                    assert!(Part::WHOLE.holds(part) && part.width > 0.1 && part.height > 0.1, "{kind:?} {crop:?} {tall}");
                }
            }
            for field in Field::ALL {
                if let Some(crop) = of_field(*kind, *field) {
                    assert!(crops(*kind, false).contains(&crop), "{kind:?} {field:?}");
                }
            }
        }
    }
}
