//! A workbook, row by row: each row is on the disk before the next one is written, and a sheet that is full is continued on another.

use std::io::Write;
use std::path::Path;

use chrono::Datelike;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::csv_file::Hashing;
use super::feed::Heading;
use super::value::{Row, Value};
use super::{ReportError, Sink, Written};
use crate::domain::report::harmless;
use crate::domain::time::{CHINA_OFFSET_SECONDS, Millis};
use crate::text::Lang;

/// Rows of a sheet, the headings counted (a limit of the format).
const SHEET_ROWS: u32 = 1_048_576;
/// Characters of a cell, in UTF-16 units (likewise).
const CELL_UNITS: usize = 32_767;
/// Above it a number loses its last digits.
const MOST_EXACT: u64 = 1 << 53;
/// Days from the day that spreadsheets count from to the epoch.
const EPOCH_DAYS: i64 = 25_569;
/// Seconds from the beginning of 1901 (before it spreadsheets have a 29 February that never was) until the end of 9999.
const CALENDAR: std::ops::Range<i64> = -2_177_452_800..253_402_300_800;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

struct Formats {
    heading: Format,
    label: Format,
    quoted: Format,
    yuan: Format,
    moment: Format,
    day: Format,
}

/// A workbook being written.
pub(super) struct XlsxFile {
    workbook: Workbook,
    file: Hashing,
    title: String,
    headings: Vec<(&'static str, f64)>,
    formats: Formats,
    sheets: usize,
    at: u32,
    rows: u64,
    most: u32,
}

fn xlsx_error(error: XlsxError) -> ReportError {
    ReportError::Io(std::io::Error::other(error))
}

impl XlsxFile {
    pub(super) fn begin(file: Hashing, folder: &Path, title: &str, columns: &[Heading], lang: Lang) -> Result<Self, ReportError> {
        let mut workbook = Workbook::new();
        // What is written meanwhile lies where the report will, not where everyone's temporary files are.
        workbook.set_tempdir(folder).map_err(xlsx_error)?;
        workbook.use_zip_large_file(true);
        let formats = Formats {
            heading: Format::new().set_bold(),
            label: Format::new().set_num_format("@"),
            quoted: Format::new().set_quote_prefix(),
            yuan: Format::new().set_num_format("0.00"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let headings = columns.iter().map(|column| (lang.report_column(column.name), column.width)).collect();
        let mut xlsx =
            Self { workbook, file, title: title.to_owned(), headings, formats, sheets: 0, at: 0, rows: 0, most: SHEET_ROWS };
        xlsx.add_sheet().map_err(xlsx_error)?;
        Ok(xlsx)
    }

    #[cfg(test)]
    fn of_short_sheets(mut self, most: u32) -> Self {
        self.most = most;
        self
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets = self.sheets.saturating_add(1);
        let name = if self.sheets == 1 { self.title.clone() } else { format!("{} {}", self.title, self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, (heading, width)) in (0..).zip(&self.headings) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, *heading, &self.formats.heading)?;
        }
        self.at = 1;
        Ok(())
    }

    fn write_row(&mut self, row: &Row) -> Result<(), XlsxError> {
        if self.at >= self.most {
            self.add_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets.saturating_sub(1))?;
        for (column, value) in (0..).zip(row) {
            cell(sheet, (self.at, column), value, &self.formats)?;
        }
        self.at = self.at.saturating_add(1);
        self.rows = self.rows.saturating_add(1);
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers that a double does not hold are written as text")]
fn cell(sheet: &mut Worksheet, (row, column): (u32, u16), value: &Value, formats: &Formats) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {}
        Value::Text(text) => {
            let fitting = fitting(text);
            if harmless(&fitting) == fitting {
                sheet.write_string(row, column, fitting)?;
            } else {
                sheet.write_string_with_format(row, column, fitting, &formats.quoted)?;
            }
        }
        Value::Label(text) => {
            sheet.write_string_with_format(row, column, fitting(text), &formats.label)?;
        }
        Value::Number(number) if number.unsigned_abs() < MOST_EXACT => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Value::Hundredths(fen) if fen.unsigned_abs() < MOST_EXACT => {
            sheet.write_number_with_format(row, column, *fen as f64 / 100.0, &formats.yuan)?;
        }
        Value::Moment(at) => match serial(*at) {
            Some(serial) => {
                sheet.write_number_with_format(row, column, serial, &formats.moment)?;
            }
            None => {
                sheet.write_string(row, column, value.plain())?;
            }
        },
        Value::Day(day) if (1901..=9999).contains(&day.year()) => {
            let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
            sheet.write_number_with_format(row, column, (midnight.div_euclid(DAY_MS) + EPOCH_DAYS) as f64, &formats.day)?;
        }
        Value::Number(_) | Value::Hundredths(_) | Value::Day(_) => {
            sheet.write_string(row, column, value.plain())?;
        }
    }
    Ok(())
}

/// A moment as days of China's clock, as spreadsheets count them; `None` outside their calendar.
#[expect(clippy::cast_precision_loss, reason = "whole seconds of four-digit years fit")]
fn serial(at: Millis) -> Option<f64> {
    let seconds = at.0.div_euclid(1000).saturating_add(i64::from(CHINA_OFFSET_SECONDS));
    CALENDAR.contains(&seconds).then(|| seconds as f64 / 86_400.0 + EPOCH_DAYS as f64)
}

/// As much of a text as a cell holds; one that is cut off ends in `…`.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_UNITS {
        return text.to_owned();
    }
    let mut units = 1;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= CELL_UNITS
        })
        .collect();
    cut.push('…');
    cut
}

impl Sink for XlsxFile {
    fn rows(&mut self, rows: Vec<Row>) -> Result<(), ReportError> {
        rows.iter().try_for_each(|row| self.write_row(row).map_err(xlsx_error))
    }

    fn finish(self: Box<Self>) -> Result<Written, ReportError> {
        let Self { mut workbook, file: mut hashing, rows, .. } = *self;
        workbook.save_to_writer(&mut hashing).map_err(xlsx_error)?;
        hashing.flush()?;
        hashing.done(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_full_sheet_is_continued_on_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let file = Hashing::new(Box::new(std::fs::File::create(&path).unwrap()), Arc::new(AtomicBool::new(false)));
        let columns = [Heading::new("order_no", 20.0), Heading::new("n", 9.0)];
        let mut book = XlsxFile::begin(file, folder.path(), "申请单", &columns, Lang::Zh).unwrap().of_short_sheets(3);
        let row = |n: i64| vec![Value::Label(format!("202010161148258{n}")), Value::Number(n)];
        book.rows((0..5).map(row).collect()).unwrap();
        let written = Box::new(book).finish().unwrap();
        assert_eq!(written.rows, 5);
        let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
        for (sheet, rows) in [("sheet1", 3), ("sheet2", 3), ("sheet3", 2)] {
            let mut text = String::new();
            zip.by_name(&format!("xl/worksheets/{sheet}.xml")).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text.matches("<row ").count(), rows, "{sheet}: {text}");
            assert!(text.contains("申请单编号"), "each sheet has its headings");
        }
    }

    #[test]
    fn a_long_text_is_cut_where_a_cell_ends() {
        assert_eq!(fitting("短"), "短");
        let cut = fitting(&"𠮷".repeat(20_000));
        assert!(cut.ends_with('…') && cut.encode_utf16().count() <= CELL_UNITS);
    }

    #[test]
    fn a_moment_is_told_by_chinas_clock() {
        let noon = Millis::from_rfc3339("2020-10-16T12:00:00+08:00").unwrap();
        assert_eq!(serial(noon), Some(44_120.5));
        assert_eq!(serial(Millis(i64::MIN)), None);
    }
}
