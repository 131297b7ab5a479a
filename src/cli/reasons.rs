//! The catalogue of reasons that is in force, and those of old letters.

use std::path::Path;
use std::sync::Arc;

use super::{Context, Error};
use crate::domain::reason::{Catalogue, DEFAULT, EARLIER};
use crate::store::Store;
use crate::store::records::{DecisionRecord, OrderFile};

/// The catalogue in force, with the text it was read from.
pub(super) struct InForce {
    pub(super) catalogue: Catalogue,
    pub(super) text: String,
    path: String,
}

impl InForce {
    /// The file that the configuration names, or the one the program carries.
    pub(super) fn read(context: &Context) -> Result<Self, Error> {
        let lang = context.lang;
        let (path, text) = match context.config.reasons.as_str() {
            "" => ("config/reasons.toml".to_owned(), DEFAULT.to_owned()),
            path => {
                let text = std::fs::read_to_string(Path::new(path))
                    .map_err(|error| Error::said("catalogue.unreadable", lang.catalogue_unreadable(path, &error.to_string())))?;
                (path.to_owned(), text)
            }
        };
        let catalogue =
            Catalogue::from_toml(&text).map_err(|error| Error::said("catalogue.invalid", lang.catalogue_error(&path, &error)))?;
        let now = Self { catalogue, text, path };
        // Before catalogues were kept, decisions were made with those that the program carried.
        now.compare(context, EARLIER.iter().find(|(version, _)| *version == now.version()).map(|(_, text)| *text))?;
        Ok(now)
    }

    fn version(&self) -> &str {
        &self.catalogue.version
    }

    /// Refuses a catalogue that says something else than what is kept under its version.
    pub(super) async fn check(&self, context: &Context, store: &Arc<dyn Store>) -> Result<(), Error> {
        let kept = store.catalogue(self.version()).await?;
        self.compare(context, kept.as_deref())
    }

    fn compare(&self, context: &Context, kept: Option<&str>) -> Result<(), Error> {
        // What differs in comments or order of keys says the same.
        let changed = kept.is_some_and(|kept| Catalogue::from_toml(kept).as_ref() != Ok(&self.catalogue));
        if changed {
            return Err(Error::said("catalogue.changed", context.lang.catalogue_changed(&self.path, self.version())));
        }
        Ok(())
    }
}

/// Whether the letter of a decision, made again from its catalogue, is the one that was generated then, byte for byte. `None` where
/// its catalogue is not known.
///
/// # Errors
/// Whatever keeps the store from answering.
pub async fn renders_again(store: &Arc<dyn Store>, file: &OrderFile, decision: &DecisionRecord) -> Result<Option<bool>, Error> {
    let version = decision.catalogue_version.as_str();
    let text = match store.catalogue(version).await? {
        Some(text) => Some(text),
        None => EARLIER.iter().find(|(earlier, _)| *earlier == version).map(|(_, text)| (*text).to_owned()),
    };
    let Some(catalogue) = text.and_then(|text| Catalogue::from_toml(&text).ok()) else { return Ok(None) };
    let name = store.institution_name_at(&file.institution, decision.decided_at).await?.unwrap_or_default();
    let letter = crate::domain::letter::write(&catalogue, &file.in_letter(&name), &decision.outcomes, &decision.verdicts);
    Ok(Some(letter.is_some_and(|letter| letter.body == decision.letter_generated)))
}
