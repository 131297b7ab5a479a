//! Acting as somebody else, at another time, past the machine, on another's claim; and the audit trail.

use super::centre::Centre;
use crate::support::fixtures::order_no;

/// A claim that 陈刚 holds on order 1; its token, as the trail shows it to all colleagues.
fn claim_of_a_colleague(centre: &Centre) -> String {
    let said = centre
        .told("chengang", &format!("SELECT claim_order('chengang', 'hubei', '{}', 'token-of-chengang', 900000)", order_no(1)));
    assert!(said.contains("yours"), "{said}");
    let token = centre.told(
        "zhangmin",
        &format!("SELECT detail::jsonb ->> 'token' FROM audit_log WHERE subject = '{}' AND action = 'claim'", order_no(1)),
    );
    assert_eq!(token, "token-of-chengang");
    token
}

#[tokio::test]
async fn nobody_acts_as_somebody_else() {
    let centre = Centre::new().await;
    let token = claim_of_a_colleague(&centre);
    let (one, three) = (order_no(1), order_no(3));
    let before = centre.everything().await;
    for forged in forgeries(&token) {
        centre.psql("zhangmin", &forged).is_refused("session.person");
    }
    for reserved in ["command-line", "portal", "import", "sign-in", ""] {
        for forged in [
            format!("SELECT disable_staff('{reserved}', 'chengang')"),
            format!("SELECT add_member('{reserved}', 'yixin', 'hubei', 'x', 'admin', 'x', NULL)"),
            format!("SELECT claim_order('{reserved}', 'hubei', '{three}', 't', 1)"),
            format!("SELECT change_password('{reserved}', 'x', NULL)"),
        ] {
            centre.psql("zhangmin", &forged).is_refused("session.person");
        }
    }
    // In their own name they are who they are.
    for (call, why) in [
        (format!("SELECT force_release('zhangmin', 'hubei', '{one}', 'x')"), "may not do this"),
        ("SELECT disable_staff('zhangmin', 'chengang')".to_owned(), "may not manage_staff"),
        ("SELECT set_staff_role('zhangmin', 'zhangmin', 'admin')".to_owned(), "may not manage_staff"),
        ("SELECT set_password('zhangmin', 'chengang', 'x', NULL)".to_owned(), "may not manage_staff"),
        ("SELECT unlock_staff('zhangmin', 'chengang')".to_owned(), "may not unlock_staff"),
        (format!("SELECT record_export('zhangmin', 'hubei', '{one}', 2, false, false, '', 'x')"), "may not do this"),
        ("SELECT begin_report('zhangmin', 'hubei', 'r', '{}')".to_owned(), "may not do this"),
        ("SELECT withdraw_listing('zhangmin', 'hubei', 'l', 'x')".to_owned(), "may not do this"),
    ] {
        centre.psql("zhangmin", &call).is_refused(why);
    }
    assert_eq!(centre.everything().await, before);
}

/// What 张敏 might call in 陈刚's name, or on the claim that is his.
pub(super) fn forgeries(token: &str) -> Vec<String> {
    let (one, three) = (order_no(1), order_no(3));
    vec![
        format!("SELECT claim_order('chengang', 'hubei', '{three}', 't', 900000)"),
        "SELECT claim_next('chengang', 'hubei', 't', 900000)".to_owned(),
        format!("SELECT renew_claim('hubei', '{one}', '{token}', 1)"),
        format!("SELECT renew_claim('hubei', '{one}', '{token}', -900000)"),
        format!("SELECT release_claim('chengang', 'hubei', '{one}', '{token}')"),
        format!("SELECT skip_order('chengang', 'hubei', '{one}', '{token}', 'x')"),
        format!("SELECT postpone_order('chengang', 'hubei', '{one}', '{token}', 1, 1, 'x')"),
        format!("SELECT save_draft('chengang', 'hubei', '{one}', '{{}}')"),
        format!("SELECT add_looks('chengang', '[[\"hubei\",\"{one}\",\"open\",null]]')"),
        "SELECT change_password('chengang', 'x', NULL)".to_owned(),
        "SELECT save_view('liuzhuguan', 'hubei', 'v', 1, 'x', '{}')".to_owned(),
        format!("SELECT force_release('liuzhuguan', 'hubei', '{one}', 'x')"),
        format!("SELECT keep_turn('chengang', 'hubei', '{one}', repeat('0', 64), 1)"),
        "SELECT disable_staff('guanli', 'chengang')".to_owned(),
        format!(
            "SELECT decide_and_note('chengang', '{{\"institution\":\"hubei\",\"order_no\":\"{one}\",\"token\":\"d\",\"version\":1,\
             \"claim_token\":\"{token}\",\"outcomes\":[{{\"item\":1,\"outcome\":\"approve\",\"reasons\":[]}}],\"verdicts\":[],\
             \"proposes\":[],\"hold_ms\":0,\"draft\":\"{{}}\"}}')"
        ),
    ]
}

#[tokio::test]
async fn the_machine_is_not_got_past() {
    let centre = Centre::new().await;
    let decision = |number: &str, version: u32, outcome: &str, claim: &str| {
        format!(
            "SELECT decide_and_note('zhangmin', '{{\"institution\":\"hubei\",\"order_no\":\"{number}\",\"token\":\"d-{outcome}\",\
             \"version\":{version},\"claim_token\":\"{claim}\",\"outcomes\":[{{\"item\":1,\"outcome\":\"{outcome}\",\"reasons\":[]}}],\
             \"verdicts\":[],\"proposes\":[],\"hold_ms\":0,\"draft\":\"{{}}\",\"letter\":\"x\",\"letter_generated\":\"x\",\
             \"catalogue_version\":\"1\",\"message_id\":\"m\",\"title\":\"t\"}}')"
        )
    };
    let (one, two) = (order_no(1).to_string(), order_no(2).to_string());
    // Not claimed, decided already, a version that is not its own.
    for call in [decision(&one, 1, "approve", "none"), decision(&two, 2, "approve", "none"), decision(&two, 1, "reject", "none")]
    {
        let said = centre.told("zhangmin", &call);
        assert!(said.contains("stale"), "{said}");
    }
    centre.told("zhangmin", &format!("SELECT claim_order('zhangmin', 'hubei', '{one}', 'c1', 900000)"));
    let said = centre.told("zhangmin", &decision(&one, 7, "approve", "c1"));
    assert!(said.contains("stale"), "{said}");
    // Outcomes that lead where only another act leads, or nowhere.
    let before = centre.texts("SELECT status || version FROM orders ORDER BY order_no").await;
    for outcome in ["cancelled", "awaiting_proofreading", "accepted", "release", "reopen", ""] {
        let said = centre.psql("zhangmin", &decision(&one, 1, outcome, "c1"));
        assert!(!said.err.is_empty(), "{outcome}: {said:?}");
    }
    // A claim for ever, and a claim of what is decided.
    centre
        .psql("zhangmin", &format!("SELECT claim_order('zhangmin', 'hubei', '{}', 'c3', 9000000000)", order_no(3)))
        .is_refused("orders.claim");
    centre.psql("zhangmin", &format!("SELECT renew_claim('hubei', '{one}', 'c1', 9000000000)")).is_refused("orders.claim");
    let said = centre.told("zhangmin", &format!("SELECT claim_order('zhangmin', 'hubei', '{two}', 'c2', 900000)"));
    assert!(said.contains("state"), "{said}");
    assert_eq!(centre.texts("SELECT status || version FROM orders ORDER BY order_no").await, before);
    // The functions inside, by which the trail and the moves are written, are nobody's.
    for inner in inner(&one) {
        centre.psql("zhangmin", &inner).is_refused("permission denied for function");
        centre.psql("liuzhuguan", &inner).is_refused("permission denied for function");
    }
}

/// Functions within functions.
pub(super) fn inner(number: &str) -> Vec<String> {
    vec![
        format!("SELECT audit_append('hubei', '{number}', 9, 1, 'chengang', 'decide', '{{}}')"),
        format!("SELECT audit_append_next('hubei', '{number}', 1, 'chengang', 'decide', '{{}}')"),
        "SELECT decide('zhangmin', '{}')".to_owned(),
        format!("SELECT hold_order('zhangmin', 'hubei', '{number}', 't', 1, 2, NULL)"),
        format!("SELECT end_claim('chengang', 'hubei', '{number}', 't', 'release', '{{}}')"),
        format!("SELECT supervised_move('zhangmin', 'hubei', '{number}', 'reopen', 'accepted', 'reopened', 9, 1, '{{}}', 'a', 'm', 't', 'b', 0)"),
        "SELECT add_staff('zhangmin', 'yixin', 'hubei', 'x', 'admin', 'x', 0)".to_owned(),
        "SELECT release_all('zhangmin', 'chengang', 'x', 1)".to_owned(),
        "SELECT begin_sign_in('guanli')".to_owned(),
        "SELECT sign_in_done('guanli')".to_owned(),
        "SELECT put_institutions('[]')".to_owned(),
        "SELECT put_listings('[]')".to_owned(),
        "SELECT load_enquiries('[]')".to_owned(),
        "SELECT load_audit(ARRAY['hubei'], ARRAY['x'], ARRAY[1], ARRAY[1], ARRAY['x'], ARRAY['x'], ARRAY['{}'], ARRAY[''], ARRAY[''])".to_owned(),
        "SELECT put_role('guanli', 'staff', 'x')".to_owned(),
        "SELECT let_role('guanli', false)".to_owned(),
        "SELECT end_role('guanli')".to_owned(),
        "SELECT put_portal_login('zhangmin', 'x')".to_owned(),
        "SELECT secure_desk()".to_owned(),
        "SELECT is_listed('420106199008010004', '2026-01-01')".to_owned(),
        "SELECT under_way('zhejiang', 'x')".to_owned(),
        "SELECT submit_order('{}', '{}', '', '[]')".to_owned(),
        "SELECT acknowledge(ARRAY['x'])".to_owned(),
    ]
}

#[tokio::test]
async fn nothing_is_written_past_the_functions() {
    let centre = Centre::new().await;
    let before = centre.everything().await;
    let tables = centre
        .texts(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
        )
        .await;
    let mut tried = 0;
    for table in &tables {
        for login in ["zhangmin", "guanli", "portal"] {
            for write in writes(table) {
                centre.psql(login, &write).is_refused("permission denied");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert_eq!(centre.everything().await, before);
}

/// Every way to write to a table, or to hold its rows back from others.
fn writes(table: &str) -> Vec<String> {
    vec![
        format!("INSERT INTO {table} DEFAULT VALUES"),
        format!("DELETE FROM {table}"),
        format!("TRUNCATE {table} CASCADE"),
        format!("COPY {table} FROM STDIN"),
        format!("SELECT 1 FROM {table} FOR UPDATE"),
        format!("SELECT 1 FROM {table} FOR KEY SHARE"),
        format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE"),
    ]
}

#[tokio::test]
async fn the_trail_is_neither_edited_nor_cut_nor_put_in_another_order() {
    let centre = Centre::new().await;
    for attack in trail_attacks() {
        for login in ["zhangmin", "guanli", "portal"] {
            let said = centre.psql(login, attack);
            assert!(said.err.contains("permission denied") || said.err.contains("must be owner"), "{login}: {attack}\n{said:?}");
        }
    }
    // As the owner of the functions, which is what a mistake in one of them would reach.
    let mut raw = centre.raw().await;
    for attack in [
        "UPDATE audit_log SET at = 1",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
    ] {
        let script = format!("BEGIN; SET LOCAL ROLE \"{}_owner\"; {attack}; COMMIT", centre.database);
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut raw).await.unwrap_err().to_string();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{attack}: {refused}");
        sqlx::raw_sql("ROLLBACK").execute(&mut raw).await.unwrap();
    }
    // As the superuser, who can do everything but not by accident.
    for attack in ["UPDATE audit_log SET at = 1", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        let script = format!("SET session_replication_role = replica; {attack}");
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut raw).await.unwrap_err().to_string();
        assert!(refused.contains("audit_log.fixed"), "{attack}: {refused}");
    }
}

/// What somebody would do to the audit trail.
pub(super) const fn trail_attacks() -> [&'static str; 9] {
    [
        "UPDATE audit_log SET actor = 'chengang'",
        "UPDATE audit_log SET seq = 3 - seq WHERE seq IN (1, 2)",
        "DELETE FROM audit_log WHERE seq = (SELECT max(seq) FROM audit_log)",
        "TRUNCATE audit_log",
        "INSERT INTO audit_log VALUES ('hubei', 'x', 1, 1, 'chengang', 'decide', '{}', '', '')",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_log_fixed ON audit_log",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE mine AS ON INSERT TO audit_log DO INSTEAD NOTHING",
    ]
}
