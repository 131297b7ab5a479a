//! What the database's own catalogue says: nothing is forgotten, in this migration or in one to come.

use super::centre::Centre;

/// Functions that staff may call and that do not say in whose name, with the reason why they need not.
const NAMELESS: &[(&str, &str)] = &[
    ("contested_holder", "reads; of an order that whoever is connected can see"),
    ("related_items", "reads; of an order that whoever is connected can see"),
    ("related_listings", "reads; of an order that whoever is connected can see"),
    ("related_elsewhere", "reads; of an order that whoever is connected can see"),
    ("keep_catalogue", "asks by itself whether a member of staff is connected; a catalogue belongs to nobody"),
    ("my_institution", "reads; of whoever is connected"),
    ("sees_all", "reads; of whoever is connected"),
    ("session_kind", "reads; of whoever is connected"),
    ("my_profile", "reads; of whoever is connected"),
    ("session_login", "reads nothing"),
    ("session_has", "reads nothing of the desk's"),
    ("desk_now", "the clock"),
];

/// What asks who acts.
const ASKS: &[&str] = &["acting(", "acting_as(", "acting_over(", "in_person(", "supervising(", "member_to_change("];

#[tokio::test]
async fn every_function_that_staff_may_call_asks_who_acts() {
    let centre = Centre::new().await;
    let callable = format!("has_function_privilege('{}_staff', p.oid, 'EXECUTE')", centre.database);
    let found = centre
        .texts(&format!(
            "SELECT p.proname || E'\\x01' || p.prosrc FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND {callable} \
             ORDER BY 1"
        ))
        .await;
    assert!(found.len() > 45, "{}", found.len());
    let mut nameless: Vec<&str> = Vec::new();
    for one in &found {
        let (name, source) = one.split_once('\u{1}').unwrap();
        if !ASKS.iter().any(|asks| source.contains(asks)) {
            nameless.push(name);
        }
    }
    // Of those that ask it through another one.
    nameless.retain(|name| *name != "decide_and_note");
    let mut known: Vec<&str> = NAMELESS.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    assert_eq!(nameless, known);
    let decide = centre.texts("SELECT prosrc FROM pg_proc WHERE proname = 'decide'").await;
    assert!(decide.len() == 1 && decide[0].contains("acting("), "decide_and_note decides by `decide`");
}

#[tokio::test]
async fn every_table_of_institutions_is_held_row_by_row() {
    let centre = Centre::new().await;
    let open = centre
        .texts(
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'institution' \
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') \
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity \
                        AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'by_session' AND p.polcmd = '*') = 1 \
                        AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 2)",
        )
        .await;
    assert_eq!(open, Vec::<String>::new());
    let loose = centre
        .texts(
            "SELECT p.polrelid::regclass || ': ' || pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.polname = 'by_session' \
             AND pg_get_expr(p.polqual, p.polrelid) !~ 'institution = \\( SELECT my_institution\\(\\)'",
        )
        .await;
    assert_eq!(loose, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_has_more_than_is_said() {
    let centre = Centre::new().await;
    let d = &centre.database;
    // Tables: nothing but reading, and that not for everyone. The portal reads what it brought and what it takes out.
    let more = centre
        .texts(&format!(
            "SELECT c.relname || ' ' || r || ' ' || p FROM pg_class c, unnest(ARRAY['{d}_staff', '{d}_portal', '{d}_across']) AS r, \
               unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p \
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(r, c.oid, p)"
        ))
        .await;
    assert_eq!(more, Vec::<String>::new());
    let portal = centre
        .texts(&format!(
            "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') \
             AND has_any_column_privilege('{d}_portal', c.oid, 'SELECT') ORDER BY 1"
        ))
        .await;
    assert_eq!(
        portal,
        [
            "_sqlx_migrations",
            "attachments",
            "certificates",
            "enquiries",
            "feed_events",
            "institutions",
            "items",
            "listings",
            "messages",
            "orders"
        ]
    );
    let without = centre
        .texts(&format!(
            "SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') \
             AND has_any_column_privilege('{d}_staff', c.oid, 'SELECT') \
             AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution') ORDER BY 1"
        ))
        .await;
    assert_eq!(without, ["_sqlx_migrations", "catalogues", "institutions", "role_permissions", "status_moves"]);
    // Functions: nothing for everybody; the portal's are few.
    let public = centre
        .texts(
            "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a \
             WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0",
        )
        .await;
    assert_eq!(public, Vec::<String>::new());
    let portal = centre
        .texts(&format!(
            "SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
             AND has_function_privilege('{d}_portal', p.oid, 'EXECUTE') \
             AND NOT has_function_privilege('{d}_staff', p.oid, 'EXECUTE') ORDER BY 1"
        ))
        .await;
    assert_eq!(
        portal,
        ["acknowledge", "add_enquiry", "add_followup", "cancel_order", "resubmit_order", "roll_up_counts", "submit_order"]
    );
    let both = centre
        .texts(&format!(
            "SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
             AND has_function_privilege('{d}_portal', p.oid, 'EXECUTE') AND has_function_privilege('{d}_staff', p.oid, 'EXECUTE') ORDER BY 1"
        ))
        .await;
    assert_eq!(both, ["desk_now", "my_institution", "my_profile", "sees_all", "session_has", "session_kind", "session_login"]);
    // The schema and the database: nothing for everybody.
    let loose = centre
        .texts(
            "SELECT 'database' FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a \
              WHERE datname = current_database() AND a.grantee = 0 \
             UNION ALL SELECT 'schema' FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS a \
              WHERE nspname = 'public' AND (a.grantee = 0 OR a.privilege_type = 'CREATE' AND a.grantee <> nspowner)",
        )
        .await;
    assert_eq!(loose, Vec::<String>::new());
}

#[tokio::test]
async fn what_runs_as_somebody_else_is_pinned_and_owned_by_nobody_who_signs_in() {
    let centre = Centre::new().await;
    let d = &centre.database;
    let unpinned = centre
        .texts(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef \
             AND NOT coalesce(p.proconfig @> ARRAY['search_path=public, pg_temp'], false)",
        )
        .await;
    assert_eq!(unpinned, Vec::<String>::new());
    let owners = centre
        .texts(
            "SELECT DISTINCT o FROM (SELECT pg_get_userbyid(p.proowner)::text AS o FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
             UNION SELECT pg_get_userbyid(c.relowner)::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace) AS owners ORDER BY o",
        )
        .await;
    assert_eq!(owners, [format!("{d}_across"), format!("{d}_audit"), format!("{d}_owner"), format!("{d}_roles")]);
    let rights = centre
        .texts(&format!(
            "SELECT rolname::text FROM pg_roles WHERE rolname LIKE '{d}\\_%' AND (rolcanlogin OR rolsuper OR rolbypassrls OR rolcreatedb \
             OR rolreplication OR rolcreaterole AND rolname <> '{d}_roles')"
        ))
        .await;
    assert_eq!(rights, Vec::<String>::new());
    // The owner, as whom the functions run, is nothing else: a mistake in one of them reaches neither logins nor the trail.
    let member_of =
        centre.texts(&format!("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '{d}_owner'::regrole")).await;
    assert_eq!(member_of, Vec::<String>::new());
    let trail = centre
        .texts(&format!(
            "SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p \
             WHERE has_table_privilege('{d}_owner', 'audit_log', p)"
        ))
        .await;
    assert_eq!(trail, ["SELECT", "INSERT"]);
    let asleep = centre
        .texts(
            "SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal \
             AND c.relnamespace = 'public'::regnamespace AND t.tgenabled <> 'A'",
        )
        .await;
    assert_eq!(asleep, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_later_migration_forgets_is_open_to_nobody() {
    let centre = Centre::new().await;
    centre
        .run(
            "CREATE TABLE later (institution text COLLATE \"C\" NOT NULL, secret text); CREATE TABLE plain (secret text); \
             INSERT INTO later VALUES ('zhejiang', 'x'), ('hubei', 'y'); INSERT INTO plain VALUES ('z'); \
             CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM later'; SELECT secure_desk()",
        )
        .await;
    assert_eq!(centre.told("zhangmin", "SELECT institution FROM later"), "hubei");
    centre.psql("zhangmin", "SELECT * FROM plain").is_refused("permission denied");
    centre.psql("zhangmin", "SELECT peek()").is_refused("permission denied");
    centre.psql("portal", "SELECT * FROM later").is_refused("permission denied");
}
