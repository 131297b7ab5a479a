//! Jiaodui (校对台): the proofreading desk of an academic-credential acceptance centre (受理机构), in a terminal.
//!
//! An order (申请单) comes from the applicants' portal as a line of its feed. [`intake`] holds it against every rule of the applicants'
//! guide, has its files judged by [`evidence`], and hands it to the [`store`], which keeps it in SQLite or PostgreSQL and writes the
//! audit trail as it goes. At the [`desk`] a proofreader claims it, compares what was typed with what the scans show, field by field,
//! and decides; the decision, its verdicts, the change of status, the audit row and the letter to the applicant are one transaction.
//! `jiaodui outbox` hands the letter back to the portal once its hold is over.
//!
//! # Where is what
//! * [`domain`] — what the guide and the statutes fix: orders, certificates, the status machine, verdicts, reasons, letters, roles,
//!   and the numbers with a form of their own. It does nothing and knows nobody; everything else knows it.
//! * [`intake`] — feed lines → checked events → store. One refusal code per rule, all errors of a line at once.
//! * [`evidence`] — attachments: opened beneath the portal's folder only, judged by content within limits, kept under their hash.
//! * [`store`] — the database: one trait by use case, two engines, guards in the database itself.
//! * [`desk`] — the full-screen program: `app` (model, messages, effects, the loop and the driver), `screen`, `input` (commands and THE
//!   table of keys), `ui`, `term`, and `linear`, the same desk told line by line.
//! * [`trail`] — proof that the audit trail is whole, and anchors of it to be kept elsewhere.
//! * [`backup`] — copies of database and attachments while desks work, and putting one into an empty place.
//! * [`dossier`] — all about one order in plain files that are checked without the database.
//! * [`outbox`] — desk → portal: messages are handed over page by page and acknowledged once taken.
//! * [`report`] — what leaves the database as a file: streamed, covered, written down.
//! * [`demo`] — a demonstration desk: made-up people and orders, drawn scans marked 样本, and applicants who act while one works.
//! * [`cli`] — one file per subcommand. [`config`], [`logging`], [`password`], [`sign_in`] and [`text`] (every visible string) serve all of them.
//!
//! # Three rules that explain most of the code
//! * **Time is the database's.** Claims and holds are judged there; a desk's own clock only draws.
//! * **`update` is pure.** A message goes in, effects come out; the driver does them and sends back what came of them.
//! * **Hostile until judged.** What applicants typed reaches a terminal only through [`domain::visible`], and ID numbers only masked.
//!
//! `tests/it/walls.rs` holds the walls between these rooms.

pub mod backup;
pub mod cli;
pub mod config;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod dossier;
pub mod evidence;
pub mod intake;
pub mod logging;
pub mod outbox;
pub mod password;
pub mod report;
pub mod sign_in;
pub mod store;
pub mod text;
pub mod trail;
