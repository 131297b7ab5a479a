//! JPEG quantisation tables: how strongly a file is compressed, and whether with the tables of the IJG's library.

use crate::domain::scan_facts::Quality;

/// Divisors of the 64 frequencies of a block, in rows: across, then down.
pub(super) type Table = [u16; 64];

/// Where the values of a table, written in zigzag, belong.
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42,
    49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// ITU-T T.81, table K.1: brightness.
const BRIGHTNESS: Table = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80,
    62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,
    112, 100, 103, 99,
];

/// ITU-T T.81, table K.2: colour.
const COLOUR: Table = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99,
];

/// The tables of a file, by the numbers its components use.
#[derive(Debug, Default)]
pub(super) struct Tables {
    by_number: [Option<Table>; 4],
    /// Which table each component uses, brightness first.
    pub(super) of_component: Vec<u8>,
}

impl Tables {
    /// Reads a segment of tables; of one that comes twice the first counts, since the frame is read with it.
    pub(super) fn read(&mut self, mut segment: &[u8]) {
        while let [head, rest @ ..] = segment {
            let (wide, number) = (head >> 4 != 0, usize::from(head & 15));
            let length = if wide { 128 } else { 64 };
            let Some((values, rest)) = rest.split_at_checked(length) else { return };
            let mut table = [0; 64];
            for (index, place) in ZIGZAG.into_iter().enumerate() {
                let value = if wide {
                    values.get(index * 2..index * 2 + 2).map(|pair| pair.iter().fold(0, |all, one| all << 8 | u16::from(*one)))
                } else {
                    values.get(index).map(|one| u16::from(*one))
                };
                if let (Some(slot), Some(value)) = (table.get_mut(place), value) {
                    *slot = value.max(1);
                }
            }
            if let Some(slot) = self.by_number.get_mut(number) {
                slot.get_or_insert(table);
            }
            segment = rest;
        }
    }

    fn of(&self, component: usize) -> Option<&Table> {
        self.by_number.get(usize::from(*self.of_component.get(component)?))?.as_ref()
    }

    /// The table of brightness.
    pub(super) fn brightness(&self) -> Option<&Table> {
        self.of(0)
    }

    /// The quality of the IJG's library whose table of brightness is nearest.
    pub(super) fn quality(&self) -> Option<Quality> {
        let brightness = self.brightness()?;
        let apart = |quality: u8| {
            let theirs = ijg_brightness(quality);
            brightness.iter().zip(theirs).map(|(one, other)| u32::from(one.abs_diff(other))).sum::<u32>()
        };
        let estimate = (1..=100).min_by_key(|quality| apart(*quality))?;
        let colour = self.of(1).is_none_or(|table| *table == scaled(&COLOUR, estimate));
        Some(Quality { estimate, standard: apart(estimate) == 0 && colour })
    }
}

/// The IJG's table of brightness for a quality of 1–100.
pub(super) fn ijg_brightness(quality: u8) -> Table {
    scaled(&BRIGHTNESS, quality)
}

fn scaled(table: &Table, quality: u8) -> Table {
    let quality = u32::from(quality.clamp(1, 100));
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    table.map(|value| u16::try_from(((u32::from(value) * scale + 50) / 100).clamp(1, 255)).unwrap_or(255))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_the_ijg_are_told_by_their_quality() {
        for quality in [1, 25, 50, 70, 85, 99, 100] {
            let mut segment = Vec::new();
            for (number, table) in [(0, ijg_brightness(quality)), (1, scaled(&COLOUR, quality))] {
                segment.push(number);
                segment.extend(ZIGZAG.map(|place| table[place] as u8));
            }
            let mut tables = Tables { of_component: vec![0, 1, 1], ..Tables::default() };
            tables.read(&segment);
            assert_eq!(tables.quality(), Some(Quality { estimate: quality, standard: true }));
            segment[9] = segment[9] / 2 + 40;
            let mut tables = Tables { of_component: vec![0, 1, 1], ..Tables::default() };
            tables.read(&segment);
            assert!(!tables.quality().unwrap().standard);
        }
    }

    #[test]
    fn cut_and_unnamed_tables_are_none() {
        let mut tables = Tables { of_component: vec![0], ..Tables::default() };
        tables.read(&[0, 1, 2, 3]);
        tables.read(&[7]);
        tables.read(&[0x1f; 300]);
        assert_eq!(tables.quality(), None);
    }
}
