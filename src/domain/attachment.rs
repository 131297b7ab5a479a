//! Attachments (上传电子附件): the kinds there are and the limits the guide sets each of them.

use super::coded::coded;
use super::order::Service;

coded! {
    /// What the applicant says a file shows.
    AttachmentKind {
        /// 毕业证 (G4.3).
        Diploma = "diploma",
        /// 身份证 (G4.4).
        IdCard = "id_card",
        /// 其他材料 (G4.5).
        Other = "other",
        /// 手持证件照 (G7.3).
        HeldIdPhoto = "held_id_photo",
    }
}

/// The limits of one kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes.
    pub max_bytes: u64,
    /// Fewest pixels on each side.
    pub min_side: u32,
    /// Most pixels in all that a file may decode to, whatever its size.
    pub max_pixels: u64,
}

/// More than any flatbed scan that fits in 2 MB decodes to.
pub const MAX_PIXELS: u64 = 100_000_000;

impl AttachmentKind {
    /// G4.1 and G4.2; for the photo of offline verification G7.3.
    #[must_use]
    pub const fn limits(self) -> Limits {
        match self {
            Self::HeldIdPhoto => Limits { max_bytes: 1024 * 1024, min_side: 500, max_pixels: MAX_PIXELS },
            _ => Limits { max_bytes: 2 * 1024 * 1024, min_side: 200, max_pixels: MAX_PIXELS },
        }
    }

    /// Fewest and most files of this kind on an item (G4.3–G4.5; services other than a degree need 其他材料 once at least).
    /// The photo of offline verification is asked for by G7.1, not by the service.
    #[must_use]
    pub const fn count(self, service: Service) -> (usize, usize) {
        match (self, service) {
            (Self::Diploma, Service::Degree) | (Self::IdCard, _) => (1, 2),
            (Self::Diploma, _) => (0, 2),
            (Self::Other, Service::Degree) => (0, 80),
            (Self::Other, _) => (1, 80),
            (Self::HeldIdPhoto, _) => (0, 1),
        }
    }
}
