//! Bars made of characters: upright ones over some rows, lying ones on one. Their height is the only thing they tell; numbers stand
//! beside them.

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Where the terminal would draw those two cells wide.
const ASCII: [char; 9] = [' ', '.', '.', '.', ':', ':', ':', '#', '#'];

/// Upright bars, one for each value and `step` cells apart, from the top row down. The highest fills all rows; what is more than nothing
/// is seen.
#[must_use]
pub fn upright(values: &[u64], rows: usize, step: usize, ascii: bool) -> Vec<String> {
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let full = rows.saturating_mul(8) as u64;
    let level = |value: u64| (value.saturating_mul(full).div_ceil(most)) as usize;
    let signs = if ascii { ASCII } else { EIGHTHS };
    (0..rows)
        .map(|row| {
            let below = (rows - 1 - row) * 8;
            let mut line = String::with_capacity(values.len() * step * 3);
            for value in values {
                let here = level(*value).saturating_sub(below).min(8);
                line.push(signs.get(here).copied().unwrap_or(' '));
                line.extend(std::iter::repeat_n(' ', step.saturating_sub(1)));
            }
            line
        })
        .collect()
}

/// A lying bar of at most `cells` cells for a value where the greatest is `most`.
#[must_use]
pub fn lying(value: u64, most: u64, cells: usize, ascii: bool) -> String {
    let length = value.saturating_mul(cells as u64).div_ceil(most.max(1)) as usize;
    std::iter::repeat_n(if ascii { '#' } else { '█' }, length.min(cells)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_fills_its_rows_and_little_is_not_nothing() {
        assert_eq!(upright(&[0, 8, 4, 1, 16], 2, 1, false), ["    █", " █▄▁█"]);
        assert_eq!(upright(&[0, 1, 1000], 2, 2, false), ["    █ ", "  ▁ █ "]);
        assert_eq!(upright(&[0, 0], 1, 1, false), ["  "]);
        assert_eq!(upright(&[16, 8, 1], 1, 1, true), ["#:."]);
        assert_eq!(upright(&[], 3, 1, false), ["", "", ""]);
    }

    #[test]
    fn a_lying_bar_ends_where_its_number_does() {
        assert_eq!(lying(5, 10, 10, true), "#####");
        assert_eq!(lying(1, 1000, 10, true), "#");
        assert_eq!(lying(0, 0, 10, true), "");
        assert_eq!(lying(7, 7, 3, false), "███");
    }
}
