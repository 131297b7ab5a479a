//! The demonstration's own dice: a seed always throws the same orders, on every platform and version.
//!
//! `rand` promises no such thing across its versions, and nothing here needs to be hard to guess.

/// SplitMix64 (Steele, Lea & Flood 2014): 64 bits of state, equidistributed, one multiplication per draw.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// Dice for `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of its own for the `index`th thing under `seed`, so that order 700 is the same whether or not 699 came before.
    pub fn fork(seed: u64, index: u64) -> Self {
        let mut rng = Self(seed ^ index.wrapping_mul(0xD605_BBB5_8C8A_BC03));
        let _ = rng.next();
        Self(rng.next() ^ index)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..n`; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // The high half of a 128-bit product: no division, and a bias far below what anyone could see.
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// True `share` times in `of`.
    pub fn chance(&mut self, share: u64, of: u64) -> bool {
        self.below(of) < share
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// One of `things`, or `None` of an empty slice.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len() as u64) as usize)
    }
}
