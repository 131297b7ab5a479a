//! The dossier of an order: everything that the desk knows of it and did with it, in plain files that are read without the desk, and
//! checked without its database.
//!
//! A dossier is a ZIP file, or a folder with the same parts in it: `manifest.json` names every other part with its length and SHA-256;
//! the parts are JSON, one object a line where there are many (`audit.ndjson`), and `files/SHA256.jpg` where the files are in it. The
//! SHA-256 of the manifest is the dossier's own: it stands in the audit trail of the order, written before the dossier was handed out.
//!
//! [`content`] says what is in it, [`export`] makes one, [`container`] reads it, [`verify`] checks it.

pub mod container;
pub mod content;
pub mod export;
pub mod verify;
