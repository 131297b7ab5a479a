//! The order an enquiry is about, in lines: where it stands, who has it, what was last decided and what the applicant was told. No
//! number of a person is shown here whole.

use ratatui::style::Style;
use ratatui::text::Line;

use super::acts::Beside;
use super::thread::Thread;
use crate::desk::app::common::Common;
use crate::desk::ui::text::{visible, visible_lines, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::mask;

/// All of it, in lines of at most so many cells.
pub(super) fn order_lines(thread: &Thread, cells: usize, common: &Common) -> Vec<Line<'static>> {
    let lang = common.lang;
    let theme = Theme::of(common);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut put = |text: &str, style: Style| lines.extend(wrap(text, cells).into_iter().map(|line| Line::styled(line, style)));
    let Some(Beside { file, notable }) = &thread.order else {
        let text = if thread.order_no().is_some() { lang.enquiry_order_elsewhere() } else { lang.enquiry_names_no_order() };
        put(text, theme.dim());
        return lines;
    };
    let plain = Style::new();
    put(&format!("{}  {}", lang.told_status(file.told_status()), lang.round(file.round)), theme.head());
    let files = file.items.iter().flat_map(|item| &item.attachments).filter(|one| one.superseded_by.is_none()).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    put(&lang.items_and_files(count(file.items.len()), count(files)), plain);
    put(&lang.submitted_on(&file.submitted_at.in_china().format("%Y-%m-%d %H:%M").to_string()), plain);
    let applicant = format!("{}  {}", visible(&file.applicant.name), visible(&mask::mobile(&file.applicant.mobile)));
    put(&lang.applied_by(&applicant), plain);
    if *notable > 0 {
        put(&format!("! {}", lang.findings_count(*notable)), theme.warn());
    }
    match &file.claim {
        Some(claim) => {
            let until = claim.until.in_china().format("%H:%M").to_string();
            put(&lang.claimed_until(&visible(&claim.name), &until), theme.warn());
        }
        None => put(lang.nobody_holds(), theme.dim()),
    }
    if let Some(postponed) = &file.postponed {
        let day = postponed.until.day().to_string();
        let until = lang.postponed_until(&day, &visible(&postponed.staff_name), &visible(&postponed.reason));
        put(&format!("{} {until}", lang.postponed_mark()), theme.warn());
    }
    for item in &file.items {
        put("", plain);
        put(
            &format!("{}  {}", lang.service(item.service), lang.told_status(file.told_status().and(Some(item.status)))),
            theme.accent(),
        );
        let typed = &item.certificate;
        put(&visible(&typed.holder), plain);
        let school = [Some(&typed.school), typed.level.as_ref(), typed.major.as_ref()];
        let school: Vec<String> = school.into_iter().flatten().map(|part| visible(part).into_owned()).collect();
        put(&school.join("  "), plain);
    }
    if !file.decisions.is_empty() {
        put("", plain);
        put(lang.order_decisions(), theme.accent());
    }
    for decision in &file.decisions {
        let when = decision.decided_at.in_china().format("%m-%d %H:%M").to_string();
        let mut text = lang.decided_by(&visible(&decision.staff_name), &when, lang.status(decision.status));
        if decision.taken_back_at.is_some() {
            text = format!("{text}  [{}]", lang.post_taken_back());
        }
        put(&text, if decision.taken_back_at.is_some() { theme.dim() } else { plain });
    }
    if let Some(decision) = file.last_decision() {
        put("", plain);
        put(lang.letter_title(), theme.accent());
        put(&visible_lines(&decision.letter), plain);
    }
    lines
}
