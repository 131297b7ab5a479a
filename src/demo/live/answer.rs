//! How an applicant answers a letter that asks for materials: which files they send again, which anew, and what they write besides.

use crate::demo::data::Tables;
use crate::demo::draw::Condition;
use crate::demo::fate::OnDesk;
use crate::demo::paper::{self, Paper};
use crate::demo::rng::Rng;
use crate::demo::slip;
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Field;
use crate::domain::order::Service;
use crate::store::records::{ItemFile, StoredAttachment};

/// How well an applicant answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// With what was asked for.
    Fully,
    /// As badly as before, or not with what was asked for.
    Badly,
}

/// A file of the new list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// One that came earlier.
    Again(StoredAttachment),
    /// Another one.
    New(Paper),
}

/// What the reasons of a letter ask an item's applicant for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Asked {
    diploma: bool,
    card: bool,
    held: bool,
    marks: bool,
    register: bool,
    explanation: bool,
    /// The field whose right value is to be written to the desk.
    field: Option<Field>,
}

impl Asked {
    /// By the codes of the catalogue; a reason of the centre's own is answered with a sheet in the applicant's words.
    fn of(reasons: &[String]) -> Self {
        let mut asked = Self::default();
        for reason in reasons {
            let field = match reason.as_str() {
                "F10" => Some(Field::Number),
                "F11" | "F19" => Some(Field::School),
                "F12" => Some(Field::Level),
                "F13" => Some(Field::Category),
                "F14" => Some(Field::GraduatedOn),
                "F15" => Some(Field::Conclusion),
                "F16" => Some(Field::Major),
                _ => None,
            };
            asked.field = asked.field.or(field);
            match reason.as_str() {
                "F01" | "F02" | "F03" | "F04" | "F05" | "F10" | "F11" | "F12" | "F13" | "F14" | "F15" | "F16" => {
                    asked.diploma = true;
                }
                "F06" | "F07" | "F22" => asked.card = true,
                "F17" | "F18" | "F19" | "F20" => asked.register = true,
                "F21" => asked.held = true,
                "F23" => asked.marks = true,
                _ => asked.explanation = true,
            }
        }
        asked
    }

    /// Whether files of this kind make way for new ones.
    const fn replaces(self, kind: AttachmentKind) -> bool {
        match kind {
            AttachmentKind::Diploma => self.diploma,
            AttachmentKind::IdCard => self.card,
            AttachmentKind::HeldIdPhoto => self.held,
            AttachmentKind::Other => self.marks,
        }
    }
}

/// The whole new list of an item.
pub(super) fn list(
    rng: &mut Rng,
    tables: &Tables,
    item: &ItemFile,
    behind: &OnDesk,
    reasons: &[String],
    how: How,
    on: chrono::NaiveDate,
) -> Vec<Sent> {
    let mut asked = Asked::of(reasons);
    if behind.service != Service::Degree && std::mem::take(&mut asked.diploma) {
        asked.marks = true;
    }
    let (person, study) = (&behind.person, &behind.study);
    let present = item.attachments.iter().filter(|stored| stored.superseded_by.is_none());
    // Of what can be scanned badly another bad scan comes; of the rest nothing that was not there.
    let badly = how == How::Badly;
    let replaced = |kind| asked.replaces(kind) && !(badly && matches!(kind, AttachmentKind::HeldIdPhoto | AttachmentKind::Other));
    let mut list: Vec<Sent> =
        present.filter(|stored| !replaced(stored.kind())).map(|stored| Sent::Again(stored.clone())).collect();
    let poor = |rng: &mut Rng| -> Option<Condition> { badly.then(|| slip::poor_condition(rng)) };
    let mut fresh = Vec::new();
    if asked.diploma {
        let condition = poor(rng);
        fresh.push(paper::diploma(rng, tables, person, study, condition));
    }
    if asked.card {
        let condition = poor(rng);
        fresh.extend(paper::card(rng, person, condition, !badly));
    }
    if !badly {
        if asked.held {
            fresh.push(paper::held(rng, person));
        }
        if asked.marks {
            fresh.push(paper::marks(rng, tables, behind.service, person, study));
        }
        if asked.register {
            fresh.push(paper::register(rng, person, study));
        }
        if asked.explanation {
            fresh.push(paper::explanation(rng, person, study, on));
        }
    }
    list.extend(fresh.into_iter().map(Sent::New));
    list
}

/// What the letter asks to be written to the desk: the field and what the certificate says there.
pub(super) fn right_value(tables: &Tables, behind: &OnDesk, reasons: &[String]) -> Option<(Field, String)> {
    let field = Asked::of(reasons).field?;
    let province = tables.province(&behind.study.province_code);
    let true_one = slip::faithful(&behind.person, &behind.study, &province, true);
    Some((field, true_one.value(field)?))
}
