//! placeholder until the pictures land
use crate::desk::ui::picture::{Picture, PictureRequest};
use std::sync::Arc;
/// placeholder
#[derive(Debug, Default)]
pub struct Pictures;
use crate::{config::Graphics, evidence::keep::Keep};
impl Pictures {
    /// p
    pub fn new(_keep: Keep, _g: Graphics, _cell: (u16, u16)) -> Self {
        Self
    }
    /// placeholder
    pub async fn draw(&self, _request: PictureRequest) -> Option<Arc<Picture>> {
        None
    }
}
