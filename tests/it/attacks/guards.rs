//! Each guard taken away by itself: then the attack that it keeps out gets through, and the suite sees it.

use super::centre::Centre;
use super::forging::{forgeries, trail_attacks};
use super::neighbours::leaking_tables;
use crate::support::fixtures::order_no;

#[tokio::test]
async fn without_its_policy_a_table_leaks() {
    let centre = Centre::new().await;
    for table in ["orders", "audit_log", "certificates"] {
        centre.run(&format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")).await;
        assert_eq!(leaking_tables(&centre).await, [table]);
        centre.run("SELECT secure_desk()").await;
    }
    assert_eq!(leaking_tables(&centre).await, Vec::<String>::new());
    centre.run("DROP POLICY by_session ON messages; CREATE POLICY by_session ON messages USING (true)").await;
    assert_eq!(leaking_tables(&centre).await, ["messages"]);
}

#[tokio::test]
async fn without_the_question_of_who_is_connected_everything_leaks() {
    let centre = Centre::new().await;
    centre.run("CREATE OR REPLACE FUNCTION sees_all() RETURNS boolean LANGUAGE sql AS 'SELECT true'").await;
    let leaking = leaking_tables(&centre).await;
    assert!(["orders", "decisions", "audit_log"].iter().all(|table| leaking.iter().any(|one| one == table)), "{leaking:?}");
}

#[tokio::test]
async fn without_the_session_check_anybody_is_anybody() {
    let centre = Centre::new().await;
    centre
        .run("CREATE OR REPLACE FUNCTION in_person(p_login text) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'; SELECT secure_desk()")
        .await;
    let number = order_no(1);
    centre.told("chengang", &format!("SELECT claim_order('chengang', 'hubei', '{number}', 'k', 900000)"));
    let refused = forgeries("k").iter().filter(|forged| centre.psql("zhangmin", forged).err.contains("session.person")).count();
    assert_eq!(refused, 0);
    // One of them, to the end: the colleague's claim is gone, in their own name.
    assert_eq!(
        centre.texts("SELECT count(*)::text FROM orders WHERE claimed_by = 'chengang' AND order_no = '2020101611482501'").await,
        ["0"]
    );
}

#[tokio::test]
async fn with_a_grant_too_many_the_trail_is_asked_for_by_its_trigger_alone() {
    let centre = Centre::new().await;
    centre.run(&format!("GRANT UPDATE, DELETE, INSERT, TRUNCATE ON audit_log TO \"{}_staff\"", centre.database)).await;
    let denied = |login: &str| {
        trail_attacks().iter().filter(|attack| centre.psql(login, attack).err.contains("permission denied")).count()
    };
    assert!(denied("zhangmin") < denied("portal"));
    centre.psql("zhangmin", "DELETE FROM audit_log").is_refused("audit_log.fixed");
    centre.run("ALTER TABLE audit_log DISABLE TRIGGER audit_log_fixed").await;
    assert_eq!(centre.psql("zhangmin", "DELETE FROM audit_log").err, "");
    assert_eq!(centre.texts("SELECT count(*)::text FROM audit_log WHERE institution = 'hubei'").await, ["0"]);
    // Of another institution's trail there is nothing gone even now.
    assert_ne!(centre.texts("SELECT count(*)::text FROM audit_log WHERE institution = 'zhejiang'").await, ["0"]);
}

#[tokio::test]
async fn with_a_grant_too_many_an_order_is_changed_by_hand() {
    let centre = Centre::new().await;
    let change = format!(
        "UPDATE orders SET claimed_until = NULL, claimed_by = NULL, claim_token = NULL WHERE order_no = '{}'",
        order_no(1)
    );
    centre.psql("zhangmin", &change).is_refused("permission denied");
    centre.run(&format!("GRANT UPDATE ON orders TO \"{}_staff\"", centre.database)).await;
    assert_eq!(centre.psql("zhangmin", &change).err, "");
}

#[tokio::test]
async fn a_function_that_runs_as_its_caller_writes_nothing() {
    let centre = Centre::new().await;
    let draft = format!("SELECT save_draft('zhangmin', 'hubei', '{}', '{{\"note\":\"x\"}}')", order_no(1));
    centre.told("zhangmin", &draft);
    centre.run("ALTER FUNCTION save_draft(text, text, text, text) SECURITY INVOKER").await;
    centre.psql("zhangmin", &draft).is_refused("permission denied");
}

#[tokio::test]
async fn a_function_of_the_inside_that_is_opened_forges_the_trail() {
    let centre = Centre::new().await;
    let number = order_no(3);
    let forged = format!("SELECT audit_append('hubei', '{number}', 2, 1, 'chengang', 'note', '{{}}')");
    centre.psql("zhangmin", &forged).is_refused("permission denied for function");
    centre.run("COMMENT ON FUNCTION audit_append(text, text, bigint, bigint, text, text, text) IS 'callers: staff'; SELECT secure_desk()").await;
    assert_eq!(centre.told("zhangmin", &forged), "2");
    assert_eq!(centre.texts(&format!("SELECT actor FROM audit_log WHERE subject = '{number}' AND seq = 2")).await, ["chengang"]);
}

#[tokio::test]
async fn without_force_the_owner_crosses_institutions() {
    let centre = Centre::new().await;
    // A function with a mistake in it: it forgets to ask for the institution.
    centre
        .run(
            "CREATE FUNCTION mistaken() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders $$; \
             COMMENT ON FUNCTION mistaken() IS 'callers: staff'; SELECT secure_desk(); \
             ALTER FUNCTION mistaken() SET search_path = public, pg_temp",
        )
        .await;
    assert_eq!(centre.told("zhangmin", "SELECT mistaken()"), "3");
    centre.run("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY").await;
    assert_eq!(centre.told("zhangmin", "SELECT mistaken()"), "6");
}

#[tokio::test]
async fn with_its_rows_shown_a_hash_is_read() {
    let centre = Centre::new().await;
    centre.psql("zhangmin", "SELECT password_hash FROM staff").is_refused("permission denied");
    centre.run(&format!("GRANT SELECT ON staff TO \"{}_staff\"", centre.database)).await;
    assert!(centre.told("zhangmin", "SELECT password_hash FROM staff").contains("argon2id"));
}
