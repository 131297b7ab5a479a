//! Plain text, row by row.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use super::feed::Heading;
use super::value::Row;
use super::{ReportError, Sink, Written};
use crate::domain::hex::hex;
use crate::text::Lang;

/// What tells a spreadsheet that the text is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is written, with its hash and its length. It fails once it is to stop: a large workbook takes long to end.
///
/// It fails once only. What is written after that goes nowhere: the writer of workbooks tries to end them as it is dropped, and would
/// complain on the terminal.
pub(super) struct Hashing {
    inner: Box<dyn Write + Send>,
    stop: Arc<AtomicBool>,
    hasher: Sha256,
    bytes: u64,
    broken: bool,
}

impl Hashing {
    pub(super) fn new(inner: Box<dyn Write + Send>, stop: Arc<AtomicBool>) -> Self {
        Self { inner, stop, hasher: Sha256::new(), bytes: 0, broken: false }
    }

    pub(super) fn done(self, rows: u64) -> Result<Written, ReportError> {
        if self.broken {
            return Err(io::Error::other("not all was written").into());
        }
        Ok(Written { rows, bytes: self.bytes, sha256: hex(&self.hasher.finalize()) })
    }
}

impl Write for Hashing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.broken {
            return Ok(buffer.len());
        }
        if self.stop.load(Ordering::Relaxed) {
            self.broken = true;
            return Err(io::Error::other("stopped"));
        }
        let written = match self.inner.write(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.broken = true;
                return Err(error);
            }
            written => written?,
        };
        self.hasher.update(buffer.get(..written).unwrap_or(buffer));
        self.bytes = self.bytes.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file of plain text.
pub(super) struct CsvFile {
    writer: csv::Writer<BufWriter<Hashing>>,
    rows: u64,
}

impl CsvFile {
    pub(super) fn begin(file: Hashing, columns: &[Heading], lang: Lang) -> Result<Self, ReportError> {
        let mut out = BufWriter::new(file);
        out.write_all(BYTE_ORDER_MARK)?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns.iter().map(|column| lang.report_column(column.name))).map_err(io_error)?;
        Ok(Self { writer, rows: 0 })
    }
}

fn io_error(error: csv::Error) -> ReportError {
    ReportError::Io(io::Error::other(error))
}

impl Sink for CsvFile {
    fn rows(&mut self, rows: Vec<Row>) -> Result<(), ReportError> {
        for row in rows {
            self.writer.write_record(row.iter().map(super::value::Value::plain)).map_err(io_error)?;
            self.rows = self.rows.saturating_add(1);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Written, ReportError> {
        let rows = self.rows;
        let mut out = self.writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        out.flush()?;
        let hashing = out.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        hashing.done(rows)
    }
}
