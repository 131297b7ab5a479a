//! The report that is being made, or asked for, over whatever screen.

use crate::desk::app::common::Ask;
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::desk::screen::export::Export;

/// Opens the form over what is in front, or shows the export that there is.
pub(super) fn open_export(model: &mut Model) -> Vec<Ask> {
    if let Some(why) = model.why_not(Command::Export) {
        return vec![Ask::Say(Notice::new(Tone::Warn, why))];
    }
    match &mut model.export {
        Some(export) => export.come_to_front(),
        None => {
            let shown = model.room.is_none().then(|| model.queue.shown_list(&model.common));
            model.export = Some(Box::new(Export::over(model.screen(), shown)));
        }
    }
    Vec::new()
}

/// Half a report is of no use to anyone: it is ended, which is written down.
pub(super) fn cancel_export(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.export.as_mut().is_some_and(|export| export.cancel()) {
        effects.push(Effect::CancelExport);
    }
}
