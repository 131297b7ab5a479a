//! The trails held against anchors: which subject lacks which rows.

use std::collections::{BTreeMap, HashMap};

use super::anchor::{Anchor, Bucket, BucketDigest, Head, short};
use super::take::sha256_of;
use super::{TrailError, Watch};
use crate::store::Store;
use crate::store::anchors::ANCHORS;
use crate::store::chain::{Fault, Found};

/// Hashes of a trail's rows by number.
type Rows = BTreeMap<i64, String>;

/// Holds the trails against these anchors; how many faults there are. What an anchor leaves out has to stand in another one of them.
///
/// # Errors
/// [`TrailError::Needs`] where it does not; or the database or a file cannot be read.
pub async fn against(store: &dyn Store, anchors: &[Anchor], watch: &mut dyn Watch) -> Result<u64, TrailError> {
    let mut elsewhere: HashMap<&str, (&Anchor, u64)> = HashMap::new();
    for anchor in anchors {
        for (digest, at) in &anchor.places {
            elsewhere.entry(digest).or_insert((anchor, *at));
        }
    }
    let (mut faults, mut walked) = (0_u64, 0_u64);
    for anchor in anchors {
        if let Some(found) = unknown(store, anchor).await? {
            faults = faults.saturating_add(1);
            watch.found(&found)?;
        }
        for bucket in anchor.buckets()? {
            let bucket = bucket?;
            let (first, institution, digest) = (bucket.first, bucket.institution, bucket.digest);
            let heads = match (bucket.heads, elsewhere.get(digest.as_str())) {
                (Some(heads), _) => heads,
                (None, Some((other, at))) => other.bucket_at(*at)?.heads.unwrap_or_default(),
                (None, None) => {
                    let earlier = anchor.begin.since.clone().unwrap_or_default();
                    return Err(TrailError::Needs { path: anchor.path.clone(), earlier });
                }
            };
            walked = walked.saturating_add(heads.len() as u64);
            let bucket = Bucket { digest, first, heads: None, institution };
            for found in differences(store, &bucket, &heads).await? {
                faults = faults.saturating_add(1);
                watch.found(&found)?;
            }
            watch.rows(walked);
        }
    }
    Ok(faults)
}

/// Whether the database has written down that it took this anchor.
async fn unknown(store: &dyn Store, anchor: &Anchor) -> Result<Option<Found>, TrailError> {
    let taken = store.audit("", ANCHORS, anchor.begin.number.saturating_sub(1)).await?;
    let named = taken.first().filter(|row| row.seq == anchor.begin.number).and_then(|row| sha256_of(&row.detail));
    if named.is_some_and(|sha256| sha256 == anchor.sha256) {
        return Ok(None);
    }
    let known = store.audit("", ANCHORS, 0).await?.last().map_or(0, |newest| newest.seq);
    Ok(Some(Found {
        fault: Fault::AnchorUnknown,
        institution: String::new(),
        subject: ANCHORS.to_owned(),
        seq: known,
        anchored: Some(anchor.begin.number),
    }))
}

async fn differences(store: &dyn Store, bucket: &Bucket, heads: &[Head]) -> Result<Vec<Found>, TrailError> {
    let institution = bucket.institution.as_str();
    let last = bucket.first.saturating_add(i64::try_from(heads.len()).unwrap_or(i64::MAX)).saturating_sub(1);
    let mut registered: BTreeMap<i64, (String, Rows)> = BTreeMap::new();
    for one in store.register_rows(institution, bucket.first, last).await? {
        let (_, rows) = registered.entry(one.number).or_insert_with(|| (one.subject, Rows::new()));
        rows.extend(one.row);
    }
    let mut found = Vec::new();
    let mut digest = BucketDigest::default();
    for (number, (subject, seq, beginning)) in (bucket.first..).zip(heads) {
        let say = |fault, newest| Found {
            fault,
            institution: institution.to_owned(),
            subject: subject.clone(),
            seq: newest,
            anchored: Some(*seq),
        };
        let rows = match registered.remove(&number) {
            Some((name, rows)) if name == *subject => rows,
            other => {
                // Its trail may still be there under another number, or under none.
                let trail = store.audit(institution, subject, 0).await?;
                if other.is_some() || !trail.is_empty() {
                    found.push(say(Fault::AnchorRegister, number));
                }
                trail.into_iter().map(|entry| (entry.seq, entry.hash)).collect()
            }
        };
        let newest = rows.range(..=*seq).next_back().map_or(0, |(newest, _)| *newest);
        match rows.get(seq) {
            None if rows.is_empty() => found.push(say(Fault::AnchorMissing, 0)),
            None => found.push(say(Fault::AnchorTail, newest)),
            Some(hash) if short(hash) != beginning => found.push(say(Fault::AnchorChanged, *seq)),
            Some(hash) => digest.add(number, subject, *seq, hash),
        }
    }
    if found.is_empty() && digest.finish() != bucket.digest {
        found.push(Found {
            fault: Fault::AnchorDigest,
            institution: institution.to_owned(),
            subject: format!("#{}-{last}", bucket.first),
            seq: bucket.first,
            anchored: None,
        });
    }
    Ok(found)
}
