//! The fingerprint of a picture (感知哈希): nearly the same for pictures that look nearly the same, found by index.

use serde::{Deserialize, Serialize};

/// Frequencies across and down that have a bit each.
pub const SIDE: usize = 16;

/// A perceptual hash of 256 bits in four words. Two pictures are compared only where at least one word is the same: that is what a
/// database can index.
///
/// Bit `v * 16 + u` is the sign of the picture's frequency `u` across and `v` down (see `evidence::fingerprint`); [`place`] says
/// in which word it stands. A picture turned or mirrored has the same frequencies with other signs, so its fingerprint is reckoned
/// from this one ([`Fingerprint::turns`]) without looking at the picture again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u64; 4]);

/// How sure a fingerprint is of its bits: the numbers of those that a slight change of the picture turns round, the least sure first.
pub type Unsure = Vec<u8>;

impl Fingerprint {
    /// In at most how many bits two fingerprints of the same picture differ.
    ///
    /// Measured over a made corpus (`docs/hints.md`): with it, and by way of [`probes`](super::ScanFacts::probes), every picture saved
    /// again at 60–95, made 50–150 % as large or turned by quarters is found; 88 % of those made 20 steps brighter and 76 % of those
    /// with 3 pixels cut off all round. Of two people's papers of one template, taken as scanners take them, 0 of 852 fronts of
    /// identity cards and 0 of 306 diplomas are mistaken for each other, and 3 of 477 backs.
    pub const NEAR: u32 = 10;

    /// In how many bits two differ.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(mine, theirs)| (mine ^ theirs).count_ones()).sum()
    }

    /// The fingerprints of this picture turned by no, one, two and three quarters.
    #[must_use]
    pub fn turns(self) -> [Self; 4] {
        let once = self.turned();
        let twice = once.turned();
        [self, once, twice, twice.turned()]
    }

    /// In how many bits two differ, however one of them is turned.
    #[must_use]
    pub fn distance_turned(self, other: Self) -> u32 {
        other.turns().into_iter().map(|turned| self.distance(turned)).min().unwrap_or(u32::MAX)
    }

    /// Whether both may be the same picture, however one of them is turned.
    #[must_use]
    pub fn is_near(self, other: Self) -> bool {
        self.distance_turned(other) <= Self::NEAR
    }

    /// The sign of the frequency `u` across and `v` down.
    #[must_use]
    pub fn bit(self, u: usize, v: usize) -> bool {
        let (word, bit) = place(u, v);
        self.0.get(word).is_some_and(|word| word >> bit & 1 == 1)
    }

    /// From the sign of each frequency.
    #[must_use]
    pub fn from_signs(sign: impl Fn(usize, usize) -> bool) -> Self {
        let mut words = [0; 4];
        for v in 0..SIDE {
            for u in 0..SIDE {
                let (word, bit) = place(u, v);
                if let Some(word) = words.get_mut(word) {
                    *word |= u64::from(sign(u, v)) << bit;
                }
            }
        }
        Self(words)
    }

    /// Turned a quarter clockwise: what was down is across, and odd frequencies across change their sign.
    fn turned(self) -> Self {
        Self::from_signs(|u, v| self.bit(v, u) ^ (u % 2 == 1))
    }

    /// Marks on bits, moved as the bits are by a quarter turn.
    pub(super) fn moved(self) -> Self {
        Self::from_signs(|u, v| self.bit(v, u))
    }

    /// The number of a frequency's bit: word × 64 + place in the word.
    #[must_use]
    pub fn number(u: usize, v: usize) -> u8 {
        let (word, bit) = place(u, v);
        u8::try_from(word * 64 + bit).unwrap_or_default()
    }

    /// 64 hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        let [first, second, third, fourth] = self.0;
        format!("{first:016x}{second:016x}{third:016x}{fourth:016x}")
    }

    /// From 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut words = [0; 4];
        for (index, word) in words.iter_mut().enumerate() {
            *word = u64::from_str_radix(text.get(index * 16..index * 16 + 16)?, 16).ok()?;
        }
        Some(Self(words))
    }
}

/// The word in which a frequency's bit stands, and its place there.
const fn place(u: usize, v: usize) -> (usize, usize) {
    let number = v * SIDE + u;
    (number / 64, number % 64)
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("a fingerprint is 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_written_and_read() {
        let print = Fingerprint([1, u64::MAX, 0, 0x1234]);
        assert_eq!(Fingerprint::from_hex(&print.to_hex()), Some(print));
        assert_eq!(Fingerprint::from_hex("12"), None);
        assert_eq!(print.distance(Fingerprint([0, u64::MAX, 0, 0x1234])), 1);
    }

    #[test]
    fn four_quarters_make_a_whole_turn() {
        let print = Fingerprint([0x0123_4567_89ab_cdef, 0xfeed_face_cafe_beef, 42, u64::MAX / 3]);
        let [none, once, twice, thrice] = print.turns();
        assert_eq!(none, print);
        assert_ne!(once, print);
        assert_eq!(once.turns()[1], twice);
        assert_eq!(thrice.turns()[1], print);
        assert_eq!(print.distance_turned(once), 0);
        assert!(once.is_near(thrice));
    }
}
