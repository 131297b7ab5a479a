//! Reckoning the fingerprint: the signs of the lowest 16 × 16 frequencies of the picture's brightness.
//!
//! A sign outlives compression, another size, brightness and contrast; a few pixels cut off move the frequencies' phase a little.

use super::Luma;
use crate::domain::scan_facts::{Fingerprint, SIDE, ScanFacts, Unsure};

/// Pixels of the square in which frequencies are looked for.
const SQUARE: usize = 64;

/// Below this the strongest frequency is noise: the picture is one blank colour. In steps of brightness, averaged over the square.
const BLANK: f32 = 0.5;

/// Unsure bits kept of each word.
const UNSURE_OF_A_WORD: usize = 4;

/// Writes the fingerprint of a picture into its facts, if it shows anything.
pub(super) fn put(facts: &mut ScanFacts, luma: &Luma) {
    let Some(frequencies) = luma.squeezed(SQUARE as u32).map(|square| frequencies(&square)) else { return };
    let strongest = frequencies.iter().flatten().fold(0.0, |most: f32, one| most.max(one.abs()));
    if strongest < BLANK {
        return;
    }
    let at = |u: usize, v: usize| frequencies.get(v).and_then(|row| row.get(u)).copied().unwrap_or_default();
    facts.fingerprint = Some(Fingerprint::from_signs(|u, v| at(u, v) > 0.0));
    facts.unsure = unsure(at);
}

/// For each word the bits most easily turned round. What is cut from the edge turns a high frequency further than a low one.
fn unsure(at: impl Fn(usize, usize) -> f32) -> Unsure {
    let mut all: Vec<(f32, u8)> = (0..SIDE)
        .flat_map(|v| (0..SIDE).map(move |u| (u, v)))
        .filter(|place| *place != (0, 0))
        .map(|(u, v)| (at(u, v).abs() / (1.0 + (u + v) as f32), Fingerprint::number(u, v)))
        .collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    (0..4).flat_map(|word| all.iter().map(|one| one.1).filter(move |number| number / 64 == word).take(UNSURE_OF_A_WORD)).collect()
}

/// The lowest frequencies of a square, `[down][across]`: a discrete cosine transform (type II), scaled to steps of brightness. The
/// mean is left out.
fn frequencies(square: &[u8]) -> [[f32; SIDE]; SIDE] {
    let waves: Vec<[f32; SQUARE]> = (0..SIDE)
        .map(|frequency| {
            std::array::from_fn(|x| {
                let angle = std::f32::consts::PI * frequency as f32 * (2 * x + 1) as f32 / (2 * SQUARE) as f32;
                angle.cos() / SQUARE as f32
            })
        })
        .collect();
    let product = |wave: &[f32; SQUARE], values: &[f32]| wave.iter().zip(values).map(|(a, b)| a * b).sum::<f32>();
    // Across first: for each frequency a column of values.
    let mut across = vec![[0.0; SQUARE]; SIDE];
    for (y, row) in square.chunks_exact(SQUARE).enumerate() {
        let row: Vec<f32> = row.iter().map(|value| f32::from(*value)).collect();
        for (wave, column) in waves.iter().zip(&mut across) {
            if let Some(value) = column.get_mut(y) {
                *value = product(wave, &row);
            }
        }
    }
    let mut found = [[0.0; SIDE]; SIDE];
    for (wave, row) in waves.iter().zip(&mut found) {
        for (column, value) in across.iter().zip(row) {
            *value = product(wave, column);
        }
    }
    if let Some(mean) = found.first_mut().and_then(|row| row.first_mut()) {
        *mean = 0.0;
    }
    found
}
