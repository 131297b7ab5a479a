//! Institutions, staff and the dishonesty list.

use serde::Serialize;
use serde_json::json;

use super::PostgresStore;
use crate::store::records::{Institution, Listing, StaffRecord};
use crate::store::sql::args;
use crate::store::{Result, StoreError};

const PUT_INSTITUTIONS: &str = "SELECT put_institutions($1)::text";
const PUT_LISTINGS: &str = "SELECT put_listings($1)::text";
const ADD: &str = "SELECT add_staff($1, $2, $3, $4, $5, $6, $7)::text";

/// As JSON, for a function that takes a list.
pub(super) fn json_text<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

impl PostgresStore {
    pub(super) async fn put_institutions(&self, institutions: &[Institution]) -> Result<()> {
        self.call(PUT_INSTITUTIONS, args![json_text(institutions)?]).await?;
        Ok(())
    }

    pub(super) async fn put_listings(&self, listings: &[Listing]) -> Result<()> {
        let rows: Vec<_> = listings
            .iter()
            .map(|listing| {
                json!({
                    "institution": listing.institution,
                    "listing": listing.listing,
                    "id_no": listing.id_no,
                    "name": listing.name,
                    "effective_on": listing.effective_on,
                    "ends_on": listing.ends_on,
                    "reason": listing.reason,
                })
            })
            .collect();
        self.call(PUT_LISTINGS, args![json_text(&rows)?]).await?;
        Ok(())
    }

    pub(super) async fn add_staff(&self, by: &str, staff: &StaffRecord) -> Result<()> {
        let institution = staff.institution.as_deref();
        let disabled = i64::from(staff.disabled);
        self.call(ADD, args![by, &staff.login, institution, &staff.name, staff.role.code(), &staff.password_hash, disabled])
            .await?;
        Ok(())
    }
}
