//! The materials an item needs, and those it certainly lacks.

use ratatui::text::Line;

use super::Proofread;
use crate::desk::app::common::Common;

impl Proofread {
    /// Lines above the panes: what others did, and what is missing.
    pub(super) fn banner_lines(&self) -> usize {
        self.banner.len()
    }

    pub(super) fn material_lines(&self, _columns: usize, _common: &Common) -> Vec<Line<'static>> {
        Vec::new()
    }
}
