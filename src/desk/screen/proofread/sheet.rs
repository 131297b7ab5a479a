//! A text over the panes, to read: on what grounds a check speaks, and which materials there should be.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::attachments::short_name;
use super::enquiries::enquiry_lines;
use super::findings::{Mark, about};
use super::layout::split_bottom;
use super::{Layer, Pane, Proofread, scan};
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::Finding;
use crate::store::records::EnquiryThread;

/// Most columns of a sheet: longer lines are hard to read.
const COLUMNS: u16 = 90;

/// What is read, and from which line on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    of: Of,
    top: usize,
}

/// What a sheet is about.
#[derive(Debug, Clone, PartialEq)]
enum Of {
    /// The grounds of these findings. They are its own: the order may be read again meanwhile.
    Findings(Vec<Finding>),
    /// The materials of the item in front.
    Materials,
    /// How the file in front was made.
    Evidence,
    /// What was asked and answered about the order.
    Enquiries(Vec<EnquiryThread>),
}

impl Proofread {
    /// Tells the grounds of the finding under the cursor, or of all that is said of the field under it.
    pub(super) fn explain(&mut self, common: &Common) -> Vec<Ask> {
        let findings: Vec<Finding> = match self.pane {
            Pane::Findings => self.current_finding().cloned().into_iter().collect(),
            _ => {
                let places = self.item().zip(self.current_field()).map(|(item, field)| self.board.beside(item.item, field));
                places.unwrap_or_default().iter().filter_map(|place| self.findings.get(*place).cloned()).collect()
            }
        };
        if findings.is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Plain, common.lang.nothing_to_explain()))];
        }
        self.layer = Layer::Sheet(Sheet { of: Of::Findings(findings), top: 0 });
        Vec::new()
    }

    /// Lists the materials of the item in front.
    pub(super) fn show_materials(&mut self) {
        self.layer = Layer::Sheet(Sheet { of: Of::Materials, top: 0 });
    }

    /// Shows what was asked about the order, unless something else has come over the panes meanwhile.
    pub(super) fn show_enquiries(&mut self, threads: Vec<EnquiryThread>) {
        if matches!(self.layer, Layer::Panes | Layer::Sheet(_)) {
            self.layer = Layer::Sheet(Sheet { of: Of::Enquiries(threads), top: 0 });
        }
    }

    /// Tells how the file in front was made.
    pub(super) fn show_evidence(&mut self) {
        self.layer = Layer::Sheet(Sheet { of: Of::Evidence, top: 0 });
    }

    pub(super) fn sheet_command(&mut self, command: Command, common: &Common) -> Vec<Ask> {
        let (columns, rows) = sheet_cells(super::layout::body(common.size));
        let Layer::Sheet(sheet) = &self.layer else { return Vec::new() };
        let last = self.sheet_lines(sheet, columns, common).len().saturating_sub(rows);
        let page = rows.saturating_sub(1).max(1);
        let Layer::Sheet(sheet) = &mut self.layer else { return Vec::new() };
        sheet.top = match command {
            Command::Down => sheet.top + 1,
            Command::Up => sheet.top.saturating_sub(1),
            Command::PageDown => sheet.top + page,
            Command::PageUp => sheet.top.saturating_sub(page),
            Command::First => 0,
            Command::Last => last,
            _ => {
                let same = matches!(
                    (command, &sheet.of),
                    (Command::Explain, Of::Findings(_))
                        | (Command::Materials, Of::Materials)
                        | (Command::Evidence, Of::Evidence)
                        | (Command::EnquiriesOfOrder, Of::Enquiries(_))
                        | (Command::Back | Command::Open, _)
                );
                return match command {
                    _ if same => {
                        self.layer = Layer::Panes;
                        Vec::new()
                    }
                    Command::Explain => self.explain(common),
                    Command::Materials => {
                        self.show_materials();
                        Vec::new()
                    }
                    Command::Evidence => {
                        self.show_evidence();
                        Vec::new()
                    }
                    Command::NextAttachment | Command::PreviousAttachment if sheet.of == Of::Evidence => {
                        sheet.top = 0;
                        self.turn_attachment(command == Command::NextAttachment);
                        Vec::new()
                    }
                    _ => Vec::new(),
                };
            }
        }
        .min(last);
        Vec::new()
    }

    fn sheet_lines(&self, sheet: &Sheet, columns: usize, common: &Common) -> Vec<Line<'static>> {
        match &sheet.of {
            Of::Findings(findings) => {
                let mut lines = Vec::new();
                for finding in findings {
                    if !lines.is_empty() {
                        lines.push(Line::raw(""));
                    }
                    lines.extend(self.grounds(finding, columns, common));
                }
                lines
            }
            Of::Materials => self.material_lines(columns, common),
            Of::Evidence => self.evidence_lines(columns, common),
            Of::Enquiries(threads) => enquiry_lines(threads, columns, common),
        }
    }

    /// All that may be told of a finding.
    fn grounds(&self, finding: &Finding, columns: usize, common: &Common) -> Vec<Line<'static>> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let mark = Mark::of(finding);
        let check = finding.check;
        let head = format!("{} {}  {}", mark.sign(common), check.code(), lang.check_title(check));
        let mut lines = vec![Line::styled(head, mark.style(theme))];
        let mut facts = vec![
            (lang.label_says(), format!("{}  {}", lang.says(finding.says), visible(&lang.finding(finding)))),
            (lang.label_rule(), lang.check_rule(check).to_owned()),
            (lang.label_source(), check.source().to_owned()),
            (lang.label_confidence(), lang.confidence(check.confidence()).to_owned()),
        ];
        if let Some(item) = self.file.items.iter().find(|item| item.item == finding.item) {
            let own = finding.field.into_iter().filter(|field| !compares(check).contains(field));
            let fields: Vec<Field> = own.chain(compares(check).iter().copied()).collect();
            for (index, field) in fields.into_iter().enumerate() {
                let label = if index == 0 { lang.label_compared() } else { "" };
                facts.push((label, format!("{}: {}", lang.field(field), self.shown_value(item, field, lang))));
            }
            let file = about(finding, item).and_then(|index| scan::listed(item).get(index).copied());
            if let Some(file) = file {
                facts.push((lang.pane_attachments(), format!("{}  {}", lang.attachment(file.kind()), short_name(file))));
            }
        }
        labelled(&mut lines, &facts, columns, theme);
        lines
    }

    pub(super) fn draw_sheet(&self, frame: &mut Frame<'_>, area: Rect, sheet: &Sheet, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let (columns, rows) = sheet_cells(area);
        let lines = self.sheet_lines(sheet, columns, common);
        let title = match &sheet.of {
            Of::Findings(_) => lang.sheet_findings().to_owned(),
            Of::Materials => lang.sheet_materials(self.item().map_or(0, |item| item.item)),
            Of::Evidence => self.evidence_title(lang),
            Of::Enquiries(_) => lang.order_enquiries_title().to_owned(),
        };
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(3);
        let place = overlay::centred(area, COLUMNS, wanted.min(area.height));
        let inside = overlay::open(frame, place, theme.pane(&title, true));
        let (text, hint) = split_bottom(inside, 1);
        let top = sheet.top.min(lines.len().saturating_sub(rows));
        let more = lines.len().saturating_sub(top + usize::from(text.height));
        let words = if more > 0 { lang.sheet_more(more) } else { lang.sheet_hint().to_owned() };
        frame.render_widget(Line::styled(format!(" {words}"), theme.dim()), hint);
        for (row, line) in lines.into_iter().skip(top).take(usize::from(text.height)).enumerate() {
            let Ok(row) = u16::try_from(row) else { break };
            let line = Line::from(std::iter::once(Span::raw(" ")).chain(line.spans).collect::<Vec<_>>()).style(line.style);
            frame.render_widget(line, super::row(text, row));
        }
    }
}

/// What was typed that a check looks at.
const fn compares(check: Check) -> &'static [Field] {
    match check {
        Check::C1 | Check::C3 | Check::C10 | Check::C11 => &[Field::Number],
        Check::C2 => &[Field::Number, Field::GraduatedOn],
        Check::C4 => &[Field::Number, Field::School],
        Check::C5 => &[Field::Number, Field::SchoolProvince],
        Check::C6 => &[Field::Number, Field::Category],
        Check::C7 => &[Field::Number, Field::Category, Field::Level, Field::Duration],
        Check::C8 => &[Field::Number, Field::GraduatedOn, Field::Conclusion],
        Check::C9 => &[Field::Number, Field::SchoolProvince, Field::GraduatedOn],
        Check::C12 => &[Field::GraduatedOn],
        Check::C13 => &[Field::IdNo, Field::EnrolledOn, Field::GraduatedOn, Field::Duration],
        Check::C14 => &[Field::School, Field::GraduatedOn],
        Check::I1 | Check::I2 | Check::I3 | Check::X6 => &[Field::IdNo],
        Check::X1 | Check::X4 => &[Field::Holder, Field::IdNo],
        Check::T1 | Check::X2 | Check::X3 | Check::X5 => &[],
        Check::E1 | Check::E2 | Check::E3 | Check::E4 | Check::E5 | Check::E6 | Check::E7 => &[],
    }
}

/// Columns and rows of a sheet's text.
fn sheet_cells(area: Rect) -> (usize, usize) {
    (usize::from(area.width.min(COLUMNS)).saturating_sub(4), usize::from(area.height).saturating_sub(3))
}

/// Lines of labels and wrapped texts.
pub(super) fn labelled(lines: &mut Vec<Line<'static>>, facts: &[(&'static str, String)], columns: usize, theme: Theme) {
    let labels = facts.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    let room = columns.saturating_sub(labels + 4).max(8);
    for (label, text) in facts {
        for (row, text) in wrap(text, room).into_iter().enumerate() {
            let label = if row == 0 { label } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!("  {}  ", pad(label, labels)), theme.dim()),
                Span::styled(text, Style::new()),
            ]));
        }
    }
}
