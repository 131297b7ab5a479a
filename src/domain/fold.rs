//! Folding: full-width letters, digits and signs to their half-width twins, so that what was typed with an input method still on
//! is found and compared all the same.

/// Half-width, without white space around it. (Chinese punctuation has no half-width twin and stays.)
#[must_use]
pub fn half_width(text: &str) -> String {
    text.trim()
        .chars()
        .map(|one| match one {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(one) - 0xfee0).unwrap_or(one),
            one => one,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::half_width;

    #[test]
    fn what_an_input_method_widened_is_narrowed() {
        assert_eq!(half_width("　２０２０Ａx（武汉）　"), "2020Ax(武汉)");
        assert_eq!(half_width("武汉，大学。"), "武汉,大学。");
    }
}
