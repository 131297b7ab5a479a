//! The form of an anchor: lines of canonical JSON (keys in the order of the alphabet, no blanks).
//!
//! The first line says what it is and names the anchor before it; then come buckets of at most [`BUCKET`] subjects each, by institution and
//! number in the register; the last line seals them. Of each subject a bucket has its name, the number of its newest row and the beginning
//! of that row's hash, and of all of them one digest over the whole hashes. A bucket that has not changed since an earlier anchor may
//! leave its subjects out: its digest finds them in the file of that one. So the first anchor of ten million orders has forty thousand
//! lines, and the nightly ones after it what changed by day.
//!
//! It comes from elsewhere: nothing in it is believed before it was looked at, and no line is longer than [`LONGEST_LINE`].

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::TrailError;
use crate::domain::hex::hex;
use crate::domain::time::Millis;

/// Most subjects of a bucket; buckets begin at 1, 257, 513, …, and in between where a line would become too long.
pub const BUCKET: i64 = 256;
/// Longest line, in bytes.
pub const LONGEST_LINE: u64 = 1 << 20;
/// What the first line says the file is.
pub const FORMAT: &str = "jiaodui-anchor-1";
/// Characters of a hash that a head has.
pub const SHORT: usize = 8;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// [`FORMAT`].
    pub format: String,
    /// From 1 within the database.
    pub number: i64,
    /// SHA-256 of the file of the anchor before it; empty for the first.
    pub previous: String,
    /// SHA-256 of the file whose unchanged buckets are left out here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

/// Where a trail ends: subject, number of its newest row, the first [`SHORT`] characters of that row's hash.
pub type Head = (String, i64, String);

/// Neighbours in the register of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// See [`digest`].
    pub digest: String,
    /// Number of the first subject.
    pub first: i64,
    /// One for each; `None` where an earlier anchor has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<Vec<Head>>,
    /// Whose; empty for what belongs to none.
    pub institution: String,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// When it was made.
    pub at: Millis,
    /// SHA-256 of all lines before.
    pub body: String,
    /// Rows of all trails.
    pub rows: i64,
    /// Trails.
    pub subjects: i64,
}

/// The digest of a bucket: over number, subject, newest row and its hash of each subject.
#[derive(Debug, Default)]
pub struct BucketDigest(Sha256);

impl BucketDigest {
    /// Takes the next subject.
    pub fn add(&mut self, number: i64, subject: &str, seq: i64, hash: &str) {
        self.0.update(format!("{number}\u{1f}{subject}\u{1f}{seq}\u{1f}{hash}\n"));
    }

    /// In hexadecimal.
    #[must_use]
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The beginning of a hash, as heads have it.
#[must_use]
pub fn short(hash: &str) -> &str {
    hash.get(..SHORT).unwrap_or(hash)
}

/// An anchor that was read from one end to the other and found whole.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// Where.
    pub path: PathBuf,
    /// The first line.
    pub begin: Begin,
    /// The last line.
    pub seal: Seal,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Digest of each bucket that has its heads, and where its line begins.
    pub places: Vec<(String, u64)>,
}

/// Lines with where they begin.
struct Lines<'a> {
    file: BufReader<File>,
    path: &'a Path,
    number: u64,
    at: u64,
}

impl<'a> Lines<'a> {
    fn open(path: &'a Path) -> Result<Self, TrailError> {
        Ok(Self { file: BufReader::new(File::open(path)?), path, number: 0, at: 0 })
    }

    fn broken(&self) -> TrailError {
        TrailError::Broken { path: self.path.to_owned(), line: self.number }
    }

    /// The next line with its end, and where it begins.
    fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, TrailError> {
        self.number = self.number.saturating_add(1);
        let mut line = Vec::new();
        (&mut self.file).take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            return Err(self.broken());
        }
        let begins = self.at;
        self.at = self.at.saturating_add(line.len() as u64);
        Ok(Some((begins, line)))
    }

    fn parse<T: DeserializeOwned>(&self, line: &[u8]) -> Result<T, TrailError> {
        serde_json::from_slice(line).map_err(|_| self.broken())
    }
}

impl Anchor {
    /// Reads a file to its end: whether it is an anchor, and whole.
    ///
    /// # Errors
    /// [`TrailError::Broken`], or it cannot be read.
    pub fn read(path: &Path) -> Result<Self, TrailError> {
        let mut lines = Lines::open(path)?;
        let Some((_, first)) = lines.next()? else { return Err(lines.broken()) };
        let begin: Begin = lines.parse(&first)?;
        if begin.format != FORMAT || begin.number < 1 {
            return Err(lines.broken());
        }
        let (mut body, mut places) = (Sha256::new(), Vec::new());
        body.update(&first);
        let (mut rows, mut subjects, mut leaves_out) = (0_i64, 0_i64, false);
        while let Some((at, line)) = lines.next()? {
            if line.starts_with(b"{\"at\"") {
                let seal: Seal = lines.parse(&line)?;
                let counts = leaves_out || (seal.rows, seal.subjects) == (rows, subjects);
                if seal.body != hex(&body.clone().finalize()) || !counts || lines.next()?.is_some() {
                    return Err(lines.broken());
                }
                body.update(&line);
                return Ok(Self { path: path.to_owned(), begin, seal, sha256: hex(&body.finalize()), places });
            }
            let bucket: Bucket = lines.parse(&line)?;
            let fits = |heads: &Vec<Head>| i64::try_from(heads.len()).is_ok_and(|many| (1..=BUCKET).contains(&many));
            if !(1..=i64::MAX - BUCKET).contains(&bucket.first) || !bucket.heads.as_ref().is_none_or(fits) {
                return Err(lines.broken());
            }
            body.update(&line);
            match bucket.heads {
                None => leaves_out = true,
                Some(heads) => {
                    for (_, seq, _) in &heads {
                        rows = rows.saturating_add(*seq);
                        subjects = subjects.saturating_add(1);
                    }
                    places.push((bucket.digest, at));
                }
            }
        }
        Err(lines.broken())
    }

    /// Its buckets once more, one at a time.
    ///
    /// # Errors
    /// It cannot be read any more.
    pub fn buckets(&self) -> Result<impl Iterator<Item = Result<Bucket, TrailError>>, TrailError> {
        let mut lines = Lines::open(&self.path)?;
        let _begin = lines.next()?;
        Ok(std::iter::from_fn(move || match lines.next() {
            Ok(Some((_, line))) if !line.starts_with(b"{\"at\"") => Some(lines.parse(&line)),
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        }))
    }

    /// The bucket whose line begins there.
    ///
    /// # Errors
    /// It cannot be read any more.
    pub fn bucket_at(&self, at: u64) -> Result<Bucket, TrailError> {
        let mut lines = Lines::open(&self.path)?;
        lines.file.seek(SeekFrom::Start(at))?;
        match lines.next()? {
            Some((_, line)) => lines.parse(&line),
            None => Err(lines.broken()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose seal is right, whatever stands in it.
    fn sealed(bucket: &str, rows: i64, subjects: i64) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchor.jsonl");
        let body = format!("{{\"format\":\"{FORMAT}\",\"number\":1,\"previous\":\"\"}}\n{bucket}\n");
        let seal = Seal { at: Millis(0), body: hex(&Sha256::digest(&body)), rows, subjects };
        std::fs::write(&path, format!("{body}{}\n", serde_json::to_string(&seal).unwrap())).unwrap();
        (folder, path)
    }

    #[test]
    fn a_right_seal_makes_no_nonsense_whole() {
        let bucket = |first: i64, heads: &str| {
            format!("{{\"digest\":\"x\",\"first\":{first},\"heads\":[{heads}],\"institution\":\"hubei\"}}")
        };
        let (_folder, path) = sealed(&bucket(1, "[\"a\",3,\"12345678\"]"), 3, 1);
        let anchor = Anchor::read(&path).unwrap();
        let (_, at) = anchor.places[0];
        assert_eq!(anchor.bucket_at(at).unwrap(), anchor.buckets().unwrap().next().unwrap().unwrap());
        let many = vec!["[\"a\",1,\"x\"]"; 257].join(",");
        for (line, rows, subjects) in [
            (bucket(1, "[\"a\",3,\"12345678\"]"), 4, 1),
            (bucket(0, "[\"a\",3,\"x\"]"), 3, 1),
            (bucket(i64::MAX, "[\"a\",3,\"x\"]"), 3, 1),
            (bucket(1, ""), 0, 0),
            (bucket(1, &many), 257, 257),
            ("{\"digest\":\"x\"}".to_owned(), 0, 0),
            ("[".repeat(10_000), 0, 0),
        ] {
            let (_folder, path) = sealed(&line, rows, subjects);
            assert!(matches!(Anchor::read(&path), Err(TrailError::Broken { .. })), "{line:.80}");
        }
    }
}
