//! Institutions and staff. A change of staff leaves an audit row under the institution they belong to, or under none.

use serde_json::json;

use super::SqliteStore;
use super::staff::subject;
use super::write::WriteTx;
use crate::store::records::{Institution, StaffRecord};
use crate::store::sql::{Link, args};
use crate::store::{Result, StoreError, reads};

const PUT: &str = "INSERT INTO institutions (code, name, short_name, province_code) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, \
                   province_code = excluded.province_code";
const ADD: &str = "INSERT INTO staff (login, institution, name, role, password_hash, created_at, disabled_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl SqliteStore {
    pub(super) async fn put_institutions(&self, institutions: &[Institution]) -> Result<()> {
        let mut tx = self.write().await?;
        for institution in institutions {
            tx.run(
                PUT,
                args![&institution.code, &institution.name, &institution.short_name, institution.province_code.as_deref()],
            )
            .await?;
        }
        tx.commit().await
    }

    pub(super) async fn add_staff(&self, by: &str, staff: &StaffRecord) -> Result<()> {
        let mut tx = self.write().await?;
        tx.add_staff(by, staff).await?;
        tx.commit().await
    }
}

impl WriteTx {
    pub(super) async fn add_staff(&mut self, by: &str, staff: &StaffRecord) -> Result<()> {
        let now = self.now;
        if reads::staff(&mut **self, &staff.login).await?.is_some() {
            return Err(StoreError::Exists(subject(&staff.login)));
        }
        self.run(
            ADD,
            args![
                &staff.login,
                staff.institution.as_deref(),
                &staff.name,
                staff.role.code(),
                &staff.password_hash,
                now,
                staff.disabled.then_some(now)
            ],
        )
        .await?;
        let detail = json!({ "role": staff.role.code(), "institution": staff.institution });
        self.audit(staff.institution.as_deref().unwrap_or_default(), &subject(&staff.login), by, "staff_add", &detail).await?;
        Ok(())
    }
}
