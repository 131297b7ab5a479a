//! The low frequencies of JPEG blocks, reckoned back from decoded brightness.

use super::Luma;

/// Frequencies across and down that are reckoned.
pub(super) const LOW: usize = 4;

/// The low frequencies of a block, `[down][across]`, in the units that quantisation divides.
pub(super) type Block = [[f32; LOW]; LOW];

/// Reckons blocks of a picture.
pub(super) struct Blocks<'a> {
    luma: &'a Luma,
    waves: [[f32; 8]; LOW],
}

impl<'a> Blocks<'a> {
    pub(super) fn of(luma: &'a Luma) -> Self {
        let waves = std::array::from_fn(|frequency| {
            let scale = if frequency == 0 { 0.5 / std::f32::consts::SQRT_2 } else { 0.5 };
            std::array::from_fn(|x| {
                let angle = std::f32::consts::PI * frequency as f32 * (2 * x + 1) as f32 / 16.0;
                angle.cos() * scale
            })
        });
        Self { luma, waves }
    }

    /// Whole blocks across and down.
    pub(super) const fn count(&self) -> (usize, usize) {
        (self.luma.width / 8, self.luma.height / 8)
    }

    /// A block; `None` where it comes within `margin` of black or white, where it may have been cut off, which changes its frequencies;
    /// and where it is of one brightness.
    pub(super) fn get(&self, column: usize, row: usize, margin: u8) -> Option<Block> {
        let mut across = [[0.0; 8]; LOW];
        let (mut darkest, mut brightest) = (u8::MAX, 0);
        for y in 0..8 {
            let pixels: &[u8; 8] = self.luma.row(row * 8 + y).get(column * 8..)?.first_chunk()?;
            let values = pixels.map(f32::from);
            for pixel in pixels {
                darkest = darkest.min(*pixel);
                brightest = brightest.max(*pixel);
            }
            for (wave, line) in self.waves.iter().zip(&mut across) {
                if let Some(slot) = line.get_mut(y) {
                    *slot = product(wave, &values);
                }
            }
        }
        if darkest <= margin || brightest >= u8::MAX - margin || darkest == brightest {
            return None;
        }
        let mut block = Block::default();
        for (wave, line) in self.waves.iter().zip(&mut block) {
            for (column, slot) in across.iter().zip(line) {
                *slot = product(wave, column);
            }
        }
        Some(block)
    }
}

fn product(wave: &[f32; 8], values: &[f32; 8]) -> f32 {
    wave.iter().zip(values).map(|(a, b)| a * b).sum()
}
