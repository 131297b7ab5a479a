//! What the archive asks for: its lists, histories as far as one may see them, and dossiers.

use std::path::PathBuf;
use std::sync::Arc;

use super::Hands;
use crate::desk::app::msg::Reply;
use crate::desk::screen::archive::acts::{ArchiveAct, ArchiveReply, History};
use crate::domain::look::Looked;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission};
use crate::dossier::export::{ExportError, Place, Wanted, export};
use crate::evidence::keep::Keep;
use crate::store::Result;
use crate::store::blind::{hides_first_look, kept_blind};
use crate::store::records::{ArchivePage, Look};

/// Rows a search shows at most.
const FOUND: u32 = 500;

/// Where dossiers go, and what they are made of.
#[derive(Debug, Clone)]
pub struct Exporting {
    /// The attachments.
    pub keep: Keep,
    /// The folder they are written into.
    pub folder: PathBuf,
    /// The part that says how to read a dossier.
    pub readme: String,
}

impl Hands {
    pub(super) async fn archive(&self, actor: &Actor, act: ArchiveAct) -> Result<Reply> {
        Ok(Reply::Archive(match act {
            ArchiveAct::Page(query) => {
                let page = self.store.archive_page(&query).await?;
                ArchiveReply::Rows(self.without_first_looks(actor, &query.institution, page).await?)
            }
            ArchiveAct::Search { institution, by } => {
                let page = self.store.archive_search(&institution, &by, FOUND).await?;
                ArchiveReply::Rows(self.without_first_looks(actor, &institution, page).await?)
            }
            ArchiveAct::History { institution, order_no } => {
                ArchiveReply::History(self.history(actor, &institution, &order_no).await?.map(Box::new))
            }
            ArchiveAct::Export { institution, order_no, full, attachments, reason } => {
                let wanted = Wanted { full, attachments, reason };
                self.take_out(actor, (&institution, &order_no), &wanted).await
            }
        }))
    }

    /// Who decided what waits for a second look, and what, is not told to whoever may have it.
    async fn without_first_looks(&self, actor: &Actor, institution: &str, mut page: ArchivePage) -> Result<ArchivePage> {
        if page.rows.iter().any(|row| row.decided.is_some()) {
            let hidden = kept_blind(self.store.as_ref(), actor, institution).await?;
            for row in page.rows.iter_mut().filter(|row| hidden.contains(&row.row.order_no)) {
                row.make_blind();
            }
        }
        Ok(page)
    }

    /// What happened to an order, as this member of staff may see it: who looked is for those who supervise, and what a first look found
    /// is kept from whoever may have the second. Reading it is a look, too.
    async fn history(&self, actor: &Actor, institution: &str, order_no: &OrderNo) -> Result<Option<History>> {
        let Some(mut timeline) = self.store.timeline(institution, order_no).await? else { return Ok(None) };
        // Before anything is taken out of it.
        let faults = timeline.faults();
        if hides_first_look(self.store.as_ref(), actor, &timeline.file).await? {
            timeline.make_blind();
        }
        if !actor.role.may(Permission::Supervise) {
            timeline.hide_looks();
        }
        let look = Look { institution: institution.to_owned(), order_no: order_no.clone(), what: Looked::Open, reason: None };
        self.looks.write(actor.clone(), look);
        let happenings = timeline.happenings();
        Ok(Some(History { timeline, happenings, faults }))
    }

    async fn take_out(&self, actor: &Actor, order: (&str, &OrderNo), wanted: &Wanted) -> ArchiveReply {
        let Some(exporting) = self.exporting.as_ref().map(Arc::as_ref) else {
            return ArchiveReply::NotExported { code: "dossier.nowhere", detail: String::new() };
        };
        let place = Place::Within(exporting.folder.clone());
        let by = (actor, exporting.readme.as_str());
        match export(self.store.as_ref(), &exporting.keep, by, order, wanted, &place).await {
            Ok(done) => ArchiveReply::Exported { path: done.path.display().to_string(), sha256: done.sha256 },
            Err(error) => {
                tracing::warn!(code = error.code(), order_no = order.1.as_str(), "no dossier");
                let detail = match &error {
                    ExportError::Io(path, error) => format!("{}: {error}", path.display()),
                    ExportError::Exists(path) => path.display().to_string(),
                    _ => String::new(),
                };
                ArchiveReply::NotExported { code: error.code(), detail }
            }
        }
    }
}
