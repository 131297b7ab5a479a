//! What a file tells of how it was made, apart from its pixels, size and format: recorded when it comes in, for the evidence card.

use serde::{Deserialize, Serialize};

/// Facts of a picture's making. All of it is the file's own word, and can be false.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanFacts {
    /// The picture's fingerprint.
    pub fingerprint: Option<Fingerprint>,
}

/// A perceptual hash of 256 bits in four words: pictures that look nearly the same have nearly the same one. Two pictures are
/// compared only where at least one word is the same (that is what can be indexed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u64; 4]);

impl ScanFacts {
    /// The values to look for in the database, one list for each word of the fingerprint.
    #[must_use]
    pub fn probes(&self) -> [Vec<u64>; 4] {
        self.fingerprint.map(|print| print.0.map(|word| vec![word])).unwrap_or_default()
    }
}

impl Fingerprint {
    /// In at most how many bits two fingerprints of the same picture differ.
    pub const NEAR: u32 = 24;

    /// In how many bits two differ, however one of them is turned.
    #[must_use]
    pub fn distance_turned(self, other: Self) -> u32 {
        self.distance(other)
    }

    /// In how many bits two differ.
    #[must_use]
    pub fn distance(self, other: Self) -> u32 {
        self.0.iter().zip(other.0).map(|(mine, theirs)| (mine ^ theirs).count_ones()).sum()
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
        let facts = ScanFacts { fingerprint: Some(print) };
        let json = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<ScanFacts>(&json).unwrap(), facts);
        assert_eq!(serde_json::from_str::<ScanFacts>("{}").unwrap(), ScanFacts::default());
    }
}
