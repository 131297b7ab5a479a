//! Institutions and staff. A change of staff leaves an audit row under the institution they belong to, or under none.

use serde_json::json;

use super::SqliteStore;
use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::{Institution, StaffRecord};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError, reads};

const PUT: &str = "INSERT INTO institutions (code, name, short_name, province_code) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, \
                   province_code = excluded.province_code";
const ADD: &str = "INSERT INTO staff (login, institution, name, role, password_hash, created_at, disabled_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
const PASSWORD: &str = "UPDATE staff SET password_hash = $2 WHERE login = $1";
const DISABLE: &str = "UPDATE staff SET disabled_at = $2 WHERE login = $1 AND disabled_at IS NULL";
const HELD: &str = "SELECT institution, order_no FROM orders WHERE claimed_by = $1 ORDER BY institution, order_no";
const RELEASE: &str = "UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = $3 \
                       WHERE institution = $1 AND order_no = $2";

fn subject(login: &str) -> String {
    format!("staff:{login}")
}

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
        let now = tx.now;
        if reads::staff(&mut *tx, &staff.login).await?.is_some() {
            return Err(StoreError::Exists(subject(&staff.login)));
        }
        tx.run(
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
        tx.audit(staff.institution.as_deref().unwrap_or_default(), &subject(&staff.login), by, "staff_add", &detail).await?;
        tx.commit().await
    }

    pub(super) async fn set_password(&self, by: &str, login: &str, password_hash: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let member = reads::staff(&mut *tx, login).await?.ok_or_else(|| StoreError::NotFound(subject(login)))?;
        tx.run(PASSWORD, args![login, password_hash]).await?;
        let institution = member.institution.unwrap_or_default();
        tx.audit(&institution, &subject(login), by, "staff_password", &json!({})).await?;
        tx.commit().await
    }

    pub(super) async fn disable_staff(&self, by: &str, login: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        let member = reads::staff(&mut *tx, login).await?.ok_or_else(|| StoreError::NotFound(subject(login)))?;
        if tx.run(DISABLE, args![login, now]).await? > 0 {
            let institution = member.institution.unwrap_or_default();
            tx.audit(&institution, &subject(login), by, "staff_disable", &json!({})).await?;
        }
        for row in tx.rows(HELD, args![login]).await? {
            let mut cells = Cells::new(&row);
            let (institution, order_no): (String, OrderNo) = (cells.text()?, cells.order_no()?);
            let detail = json!({ "holder": login, "because": "staff_disable" });
            let seq = tx.audit(&institution, order_no.as_str(), by, "release", &detail).await?;
            tx.run(RELEASE, args![&institution, &order_no, seq]).await?;
        }
        tx.commit().await
    }
}
