//! The trait on an engine: reads are the shared statements in a snapshot of the engine's, writes are its methods of the same name.
//! Written once, so that the two engines cannot drift apart.

/// Makes a type the [`Store`](crate::store::Store). It brings `reader`, `read`, `sight` and a method for every write.
macro_rules! engine {
    ($engine:ty) => {
        use async_trait::async_trait;
        use chrono::NaiveDate;

        use crate::domain::draft::Draft;
        use crate::domain::numbers::order_no::OrderNo;
        use crate::domain::postpone::Term;
        use crate::domain::related::{Related, Subject};
        use crate::domain::staff::Actor;
        use crate::domain::time::Millis;
        use crate::store::records::{
            Application, Applied, AuditEntry, Claim, Claimed, Count, Decided, EnquiryBrief, FeedEvent, Found, Institution,
            Listing, ListingDone, ListingFile, ListingPage, ListingQuery, LoadedEnquiry, LoadedOrder, Look, NewDecision,
            OrderBrief, OrderFile, OutMessage, Progress, QueuePage, QueueQuery, QueueRow, SearchBy, SecondLook, SeenEvent,
            SkipCount, StaffRecord, StoredAttachment, TakenBack, TrailHead,
        };
        use crate::store::{Result, Store, reads};

        #[async_trait]
        impl Store for $engine {
            async fn institutions(&self) -> Result<Vec<Institution>> {
                reads::institutions(&mut *self.reader().await?).await
            }
            async fn put_institutions(&self, institutions: &[Institution]) -> Result<()> {
                self.put_institutions(institutions).await
            }
            async fn staff(&self, login: &str) -> Result<Option<StaffRecord>> {
                reads::staff(&mut *self.reader().await?, login).await
            }
            async fn staff_list(&self) -> Result<Vec<StaffRecord>> {
                reads::staff_list(&mut *self.reader().await?).await
            }
            async fn add_staff(&self, by: &str, staff: &StaffRecord) -> Result<()> {
                self.add_staff(by, staff).await
            }
            async fn has_staff(&self) -> Result<bool> {
                reads::has_staff(&mut *self.reader().await?).await
            }

            async fn seen_event(&self, event_id: &str) -> Result<Option<SeenEvent>> {
                reads::seen_event(&mut *self.reader().await?, event_id).await
            }
            async fn order_brief(&self, order_no: &OrderNo) -> Result<Option<OrderBrief>> {
                reads::order_brief(&mut *self.read().await?.transaction, order_no).await
            }
            async fn application(&self, order_no: &OrderNo) -> Result<Option<Application>> {
                reads::application(&mut *self.read().await?.transaction, order_no).await
            }
            async fn order_attachments(&self, order_no: &OrderNo) -> Result<Vec<StoredAttachment>> {
                reads::attachments(&mut *self.read().await?.transaction, order_no).await
            }
            async fn enquiry_brief(&self, enquiry_no: &str) -> Result<Option<EnquiryBrief>> {
                reads::enquiry_brief(&mut *self.reader().await?, enquiry_no).await
            }
            async fn is_listed(&self, id_nos: &[String], on: NaiveDate) -> Result<bool> {
                reads::is_listed(&mut *self.reader().await?, id_nos, on).await
            }
            async fn unfinished_with(&self, number: &str, holder: &str) -> Result<Option<OrderNo>> {
                reads::unfinished_with(&mut *self.reader().await?, number, holder).await
            }
            async fn apply(&self, event: &FeedEvent) -> Result<Applied> {
                self.apply(event).await
            }
            async fn put_listings(&self, listings: &[Listing]) -> Result<()> {
                self.put_listings(listings).await
            }
            async fn load_orders(&self, batch: &[LoadedOrder]) -> Result<()> {
                self.load_orders(batch).await
            }
            async fn load_enquiries(&self, batch: &[LoadedEnquiry]) -> Result<()> {
                self.load_enquiries(batch).await
            }
            async fn roll_up_counts(&self) -> Result<()> {
                self.roll_up_counts().await
            }

            async fn outbox(&self, after: Option<(Millis, String)>, limit: u32) -> Result<Vec<OutMessage>> {
                let mut read = self.read().await?;
                reads::outbox(&mut *read.transaction, after, limit, read.now).await
            }
            async fn acknowledge(&self, message_ids: &[String]) -> Result<u64> {
                self.acknowledge(message_ids).await
            }
            async fn progress(&self, order_no: &OrderNo) -> Result<Option<Progress>> {
                reads::progress(&mut *self.read().await?.transaction, order_no).await
            }
            async fn counts(&self) -> Result<Vec<Count>> {
                reads::counts(&mut *self.reader().await?).await
            }

            async fn queue_page(&self, query: &QueueQuery) -> Result<QueuePage> {
                let mut read = self.read().await?;
                reads::queue_page(&mut *read.transaction, query, read.now).await
            }
            async fn queue_rows(&self, institution: &str, order_nos: &[OrderNo]) -> Result<Vec<QueueRow>> {
                let mut read = self.read().await?;
                reads::queue_rows(&mut *read.transaction, institution, order_nos, read.now).await
            }
            async fn search(&self, institution: &str, by: &SearchBy, limit: u32) -> Result<Found> {
                let mut read = self.read().await?;
                reads::search(&mut *read.transaction, institution, by, limit, read.now).await
            }
            async fn related(&self, subject: &Subject<'_>) -> Result<Related> {
                let mut read = self.read().await?;
                let sight = self.sight();
                reads::related(&mut *read.transaction, subject, read.now, sight).await
            }
            async fn postponed(&self, institution: &str, limit: u32) -> Result<Found> {
                let mut read = self.read().await?;
                reads::postponed_orders(&mut *read.transaction, institution, limit, read.now).await
            }
            async fn skips(&self, institution: &str, since: Millis) -> Result<Vec<SkipCount>> {
                reads::skip_counts(&mut *self.reader().await?, institution, since).await
            }
            async fn looks(&self, institution: &str, order_no: &OrderNo) -> Result<u64> {
                reads::looks(&mut *self.reader().await?, institution, order_no).await
            }
            async fn catalogue(&self, version: &str) -> Result<Option<String>> {
                reads::catalogue(&mut *self.reader().await?, version).await
            }
            async fn institution_name_at(&self, institution: &str, at: Millis) -> Result<Option<String>> {
                reads::institution_name_at(&mut *self.read().await?.transaction, institution, at).await
            }
            async fn listings(&self, query: &ListingQuery) -> Result<ListingPage> {
                let mut read = self.read().await?;
                reads::listings(&mut *read.transaction, query, read.now).await
            }
            async fn waiting_listings(&self, institution: &str) -> Result<u32> {
                reads::waiting_listings(&mut *self.reader().await?, institution).await
            }
            async fn listing(&self, institution: &str, listing: &str) -> Result<Option<ListingFile>> {
                reads::listing(&mut *self.read().await?.transaction, institution, listing).await
            }
            async fn order_file(&self, institution: &str, order_no: &OrderNo) -> Result<Option<OrderFile>> {
                let mut read = self.read().await?;
                reads::order_file(&mut *read.transaction, institution, order_no, read.now).await
            }
            async fn draft(&self, institution: &str, order_no: &OrderNo, login: &str) -> Result<Option<Draft>> {
                reads::draft(&mut *self.reader().await?, institution, order_no, login).await
            }
            async fn audit(&self, institution: &str, subject: &str, after_seq: i64) -> Result<Vec<AuditEntry>> {
                reads::audit(&mut *self.reader().await?, institution, subject, after_seq).await
            }
            async fn audit_page(&self, after: (&str, &str, i64), limit: u32) -> Result<Vec<AuditEntry>> {
                reads::audit_page(&mut *self.reader().await?, after, limit).await
            }
            async fn trail_heads(&self, after: (&str, &str), limit: u32) -> Result<Vec<TrailHead>> {
                reads::trail_heads(&mut *self.reader().await?, after, limit).await
            }
            async fn changed(&self, institution: &str) -> Result<bool> {
                self.changed(institution).await
            }
            async fn activity(&self, institution: &str, since: Option<Millis>, limit: u32) -> Result<(Vec<AuditEntry>, Millis)> {
                self.activity(institution, since, limit).await
            }

            async fn claim_next(&self, actor: &Actor, institution: &str, token: &str, lease_ms: i64) -> Result<Option<Claim>> {
                self.claim_next(actor, institution, token, lease_ms).await
            }
            async fn claim(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                token: &str,
                lease_ms: i64,
            ) -> Result<Claimed> {
                self.claim(actor, institution, order_no, token, lease_ms).await
            }
            async fn renew(&self, claim: &Claim, lease_ms: i64) -> Result<Option<Millis>> {
                self.renew(claim, lease_ms).await
            }
            async fn release(&self, actor: &Actor, claim: &Claim) -> Result<bool> {
                self.release(actor, claim).await
            }
            async fn skip(&self, actor: &Actor, claim: &Claim, reason: &str) -> Result<bool> {
                self.skip(actor, claim, reason).await
            }
            async fn postpone(&self, actor: &Actor, claim: &Claim, term: Term, reason: &str) -> Result<bool> {
                self.postpone(actor, claim, term, reason).await
            }
            async fn resume(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                reason: &str,
                token: &str,
                lease_ms: i64,
            ) -> Result<Claimed> {
                self.resume(actor, institution, order_no, reason, token, lease_ms).await
            }
            async fn decide(&self, actor: &Actor, decision: &NewDecision) -> Result<Decided> {
                match self.decide(actor, decision).await {
                    Err(error) if error.ran_out() => self.decide(actor, decision).await,
                    done => done,
                }
            }
            async fn decision_by_token(&self, token: &str) -> Result<Option<Decided>> {
                reads::decision_by_token(&mut *self.reader().await?, token).await
            }
            async fn take_back(&self, actor: &Actor, token: &str, claim_token: &str, lease_ms: i64) -> Result<TakenBack> {
                match self.take_back(actor, token, claim_token, lease_ms).await {
                    Err(error) if error.ran_out() => self.take_back(actor, token, claim_token, lease_ms).await,
                    done => done,
                }
            }
            async fn takeable(&self, actor: &Actor, institution: &str) -> Result<Option<(String, OrderNo)>> {
                let mut read = self.read().await?;
                reads::takeable(&mut *read.transaction, &actor.login, institution, read.now).await
            }
            async fn keep_turn(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                sha256: &str,
                turns: u8,
            ) -> Result<()> {
                self.keep_turn(actor, institution, order_no, sha256, turns).await
            }
            async fn look_again(
                &self,
                actor: &Actor,
                institution: &str,
                listing: &str,
                look: &SecondLook,
            ) -> Result<ListingDone> {
                self.look_again(actor, institution, listing, look).await
            }
            async fn withdraw_listing(
                &self,
                actor: &Actor,
                institution: &str,
                listing: &str,
                reason: &str,
            ) -> Result<ListingDone> {
                self.withdraw_listing(actor, institution, listing, reason).await
            }
            async fn save_draft(&self, actor: &Actor, institution: &str, order_no: &OrderNo, draft: &Draft) -> Result<()> {
                self.save_draft(actor, institution, order_no, draft).await
            }

            async fn keep_catalogue(&self, version: &str, body: &str) -> Result<String> {
                self.keep_catalogue(version, body).await
            }
            async fn add_looks(&self, actor: &Actor, looks: &[Look]) -> Result<()> {
                self.add_looks(actor, looks).await
            }

            async fn close(&self) {
                self.close().await;
            }
        }
    };
}
pub(crate) use engine;
