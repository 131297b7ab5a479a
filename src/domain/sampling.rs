//! Quality sampling: which decided orders a colleague looks at a second time, and what came of it.
//!
//! The decisions of a period fall into strata, one for each person and outcome. Within each they are put into the order of
//! HMAC-SHA256(key, institution|order number|version), and the first `ceil(rate × n)` are taken: at least one of every stratum, and as
//! many as the rate says however large it is. With the key that is kept, anybody draws the same orders again; without it, nobody knows
//! beforehand which they will be.

mod agreement;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::hex::hex;
use super::numbers::order_no::OrderNo;
use super::status::Status;

pub use agreement::{Agreement, PersonAgreement, Share, TwoLooks, agreement};

/// How many of a thousand decisions are taken of each stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(u32);

impl Rate {
    /// From 1 to 1000 of a thousand; `None` for anything else.
    #[must_use]
    pub const fn per_mille(share: u32) -> Option<Self> {
        if share >= 1 && share <= 1000 { Some(Self(share)) } else { None }
    }

    /// Of a thousand.
    #[must_use]
    pub const fn as_per_mille(self) -> u32 {
        self.0
    }

    /// How many of `count` are taken: rounded up.
    #[must_use]
    pub const fn of(self, count: usize) -> usize {
        (count as u128 * self.0 as u128).div_ceil(1000) as usize
    }
}

/// A decision that may be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The order.
    pub order_no: OrderNo,
    /// Its version as it was decided, which tells its decisions apart.
    pub version: i64,
    /// Its round then.
    pub round: u32,
    /// Login of who decided.
    pub staff: String,
    /// Where the decision led.
    pub status: Status,
}

/// The sample of these decisions, in the order in which it is looked at. It does not depend on the order in which they come.
#[must_use]
pub fn draw(key: &[u8], institution: &str, rate: Rate, decided: Vec<Decided>) -> Vec<Decided> {
    let mut strata: BTreeMap<(String, &'static str), Vec<(String, Decided)>> = BTreeMap::new();
    for one in decided {
        let rank = rank(key, institution, &one.order_no, one.version);
        strata.entry((one.staff.clone(), one.status.code())).or_default().push((rank, one));
    }
    let mut drawn: Vec<(String, Decided)> = Vec::new();
    for mut stratum in strata.into_values() {
        stratum.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let taken = rate.of(stratum.len());
        drawn.extend(stratum.into_iter().take(taken));
    }
    // Across the strata: who looks cannot tell from the place whose decision it is.
    drawn.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    drawn.into_iter().map(|(_, one)| one).collect()
}

fn rank(key: &[u8], institution: &str, order_no: &OrderNo, version: i64) -> String {
    hex(&hmac_sha256(key, format!("{institution}|{order_no}|{version}").as_bytes()))
}

/// HMAC with SHA-256 (RFC 2104).
fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut block = [0u8; BLOCK];
    let hashed;
    let key = if key.len() > BLOCK {
        hashed = Sha256::digest(key);
        hashed.as_slice()
    } else {
        key
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_standards_own_examples_come_out() {
        // RFC 4231, test cases 1, 2 and 6.
        let of = |key: &[u8], message: &str| hex(&hmac_sha256(key, message.as_bytes()));
        assert_eq!(of(&[0x0b; 20], "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert_eq!(
            of(b"Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            of(&[0xaa; 131], "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    fn decided(n: u32, staff: usize, status: usize) -> Decided {
        let statuses = [Status::Accepted, Status::Rejected, Status::AwaitingSupplement];
        Decided {
            order_no: OrderNo::parse(&format!("20201016{:02}{:02}{:02}{:02}", n / 3600 % 24, n / 60 % 60, n % 60, n % 97))
                .unwrap(),
            version: i64::from(n % 3) + 1,
            round: 1,
            staff: ["chengang", "zhangmin", "xuwei"][staff % 3].to_owned(),
            status: statuses[status % 3],
        }
    }

    fn some() -> impl Strategy<Value = Vec<Decided>> {
        prop::collection::hash_set(0u32..50_000, 0..200).prop_flat_map(|numbers| {
            let numbers: Vec<u32> = numbers.into_iter().collect();
            prop::collection::vec((0usize..3, 0usize..3), numbers.len())
                .prop_map(move |kinds| numbers.iter().zip(kinds).map(|(n, (a, b))| decided(*n, a, b)).collect())
        })
    }

    proptest! {
        #[test]
        fn the_order_in_which_they_come_does_not_matter(all in some(), rate in 1u32..=1000, turn in 0usize..200) {
            let rate = Rate::per_mille(rate).unwrap();
            let mut other = all.clone();
            other.reverse();
            let by = turn.min(other.len());
            other.rotate_left(by);
            prop_assert_eq!(draw(b"key", "hubei", rate, all), draw(b"key", "hubei", rate, other));
        }

        #[test]
        fn each_stratum_gives_its_share_and_never_nothing(all in some(), rate in 1u32..=1000) {
            let rate = Rate::per_mille(rate).unwrap();
            let drawn = draw(b"key", "hubei", rate, all.clone());
            let count = |list: &[Decided], of: &Decided| list.iter().filter(|one| one.staff == of.staff && one.status == of.status).count();
            for one in &all {
                let (n, taken) = (count(&all, one), count(&drawn, one));
                prop_assert_eq!(taken, rate.of(n));
                prop_assert!(taken >= 1 && taken <= n);
            }
            let distinct: HashSet<(String, i64)> = drawn.iter().map(|one| (one.order_no.to_string(), one.version)).collect();
            prop_assert_eq!(distinct.len(), drawn.len());
            prop_assert!(drawn.iter().all(|one| all.contains(one)));
        }
    }

    #[test]
    fn over_many_keys_each_is_taken_as_often_as_the_rate_says() {
        let all: Vec<Decided> = (0..20).map(|n| decided(n, 0, 0)).collect();
        let rate = Rate::per_mille(250).unwrap();
        let mut taken = vec![0u32; all.len()];
        for key in 0..4_000u32 {
            for one in draw(&key.to_be_bytes(), "hubei", rate, all.clone()) {
                taken[all.iter().position(|other| *other == one).unwrap()] += 1;
            }
        }
        // 4000 draws of 5 in 20: 1000 each, standard deviation 27.
        for (at, times) in taken.iter().enumerate() {
            assert!((860..=1140).contains(times), "order {at} was taken {times} times");
        }
        assert_eq!(taken.iter().sum::<u32>(), 20_000);
    }

    #[test]
    fn another_key_or_institution_draws_others() {
        let all: Vec<Decided> = (0..200).map(|n| decided(n, 0, 0)).collect();
        let rate = Rate::per_mille(100).unwrap();
        let first = draw(b"one", "hubei", rate, all.clone());
        assert_eq!(first, draw(b"one", "hubei", rate, all.clone()));
        assert_ne!(first, draw(b"two", "hubei", rate, all.clone()));
        assert_ne!(first, draw(b"one", "henan", rate, all));
    }

    #[test]
    fn a_rate_is_between_one_and_a_thousand() {
        assert_eq!(Rate::per_mille(0), None);
        assert_eq!(Rate::per_mille(1001), None);
        let rate = Rate::per_mille(50).unwrap();
        assert_eq!([0, 1, 20, 21, 100].map(|n| rate.of(n)), [0, 1, 1, 2, 5]);
        assert_eq!(Rate::per_mille(1000).unwrap().of(7), 7);
    }
}
