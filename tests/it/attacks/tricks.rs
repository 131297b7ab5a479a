//! What psql can try that has nothing to do with the desk.

use super::centre::Centre;

#[tokio::test]
async fn nobody_becomes_somebody_else() {
    let centre = Centre::new().await;
    let d = centre.database.clone();
    for group in ["owner", "audit", "across", "roles", "portal", "operator"] {
        centre.psql("zhangmin", &format!("SET ROLE \"{d}_{group}\"")).is_refused("permission denied to set role");
        centre.psql("zhangmin", &format!("GRANT \"{d}_{group}\" TO \"zhangmin@{d}\"")).is_refused("must have admin option");
    }
    for attack in [
        "SET ROLE postgres".to_owned(),
        format!("SET ROLE \"guanli@{d}\""),
        format!("SET SESSION AUTHORIZATION \"guanli@{d}\""),
        "SET SESSION AUTHORIZATION postgres".to_owned(),
        format!("ALTER ROLE \"zhangmin@{d}\" SUPERUSER"),
        format!("ALTER ROLE \"zhangmin@{d}\" BYPASSRLS"),
        format!("ALTER ROLE \"zhangmin@{d}\" RENAME TO \"guanli2@{d}\""),
        format!("ALTER ROLE \"guanli@{d}\" PASSWORD 'x'"),
        format!("ALTER ROLE \"guanli@{d}\" NOLOGIN"),
        format!("CREATE ROLE \"guanli3@{d}\" LOGIN"),
        format!("DROP ROLE \"chengang@{d}\""),
        format!("REASSIGN OWNED BY \"{d}_owner\" TO \"zhangmin@{d}\""),
    ] {
        let said = centre.psql("zhangmin", &attack);
        assert!(
            ["permission denied", "must be superuser", "must have", "may not", "cannot be renamed"]
                .iter()
                .any(|why| said.err.contains(why)),
            "{attack}\n{said:?}"
        );
    }
    // To be one of the staff and nobody in particular is allowed, and changes nothing: it is the session that counts.
    assert_eq!(
        centre.told("zhangmin", &format!("SET ROLE \"{d}_staff\"; SELECT string_agg(DISTINCT institution, ',') FROM orders")),
        "hubei"
    );
    centre
        .psql("zhangmin", &format!("SET ROLE \"{d}_staff\"; SELECT claim_next('chengang', 'hubei', 't', 1)"))
        .is_refused("session.person");
    // Nor does a setting, whatever its name.
    for setting in ["app.inst", "jiaodui.institution", "role.login"] {
        let script = format!("SET {setting} = 'zhejiang'; SELECT string_agg(DISTINCT institution, ',') FROM orders");
        assert_eq!(centre.told("zhangmin", &script), "hubei");
    }
}

#[tokio::test]
async fn nothing_of_ones_own_gets_in_between() {
    let centre = Centre::new().await;
    for attack in [
        "CREATE TEMP TABLE staff AS SELECT 'zhangmin' AS login, NULL AS institution",
        "CREATE TABLE public.mine (x text)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.session_login() RETURNS text LANGUAGE sql AS 'SELECT ''guanli'''",
        "CREATE OR REPLACE FUNCTION public.sees_all() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS 'BEGIN RAISE NOTICE ''%'', $1; RETURN true; END'",
        "CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
        "CREATE VIEW public.mine AS SELECT * FROM orders",
        "CREATE TYPE public.mine AS (x text)",
        "CREATE DOMAIN public.mine AS text",
        "DO $$ BEGIN CREATE TEMP TABLE x (y text); END $$",
        "CREATE EXTENSION dblink",
        "CREATE SERVER mine FOREIGN DATA WRAPPER nothing",
        "CREATE PUBLICATION mine FOR TABLE orders",
        "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ] {
        let said = centre.psql("zhangmin", attack);
        assert!(
            ["permission denied", "must be superuser", "Must be superuser", "must be owner", "does not exist"]
                .iter()
                .any(|why| said.err.contains(why)),
            "{attack}\n{said:?}"
        );
    }
    // The functions look where they always look.
    assert_eq!(
        centre.told("zhangmin", "SET search_path = pg_temp, pg_catalog; SELECT public.sees_all(), public.my_institution()"),
        "f|hubei"
    );
}

#[tokio::test]
async fn the_guards_are_not_put_to_sleep() {
    let centre = Centre::new().await;
    for (attack, why) in [
        ("SET row_security = off; SELECT count(*) FROM orders", "row-level security"),
        ("SET session_replication_role = replica", "permission denied"),
        ("ALTER TABLE orders DISABLE ROW LEVEL SECURITY", "must be owner"),
        ("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY", "must be owner"),
        ("DROP POLICY by_session ON orders", "must be owner"),
        ("CREATE POLICY mine ON orders USING (true)", "must be owner"),
        ("ALTER TABLE orders DISABLE TRIGGER ALL", "must be owner"),
        ("ALTER FUNCTION sees_all() SECURITY INVOKER", "must be owner"),
        ("GRANT SELECT ON sign_in_failures TO PUBLIC", "permission denied"),
        ("UPDATE pg_class SET relrowsecurity = false", "permission denied"),
        ("SET allow_system_table_mods = on", "permission denied"),
        ("LOAD 'plpgsql'", ""),
        ("SET log_statement = 'none'", "permission denied"),
        ("ALTER SYSTEM SET log_statement = 'none'", "permission denied"),
    ] {
        let said = centre.psql("zhangmin", attack);
        assert!(said.err.contains(why) && said.out.is_empty(), "{attack}\n{said:?}");
    }
}

#[tokio::test]
async fn the_machine_beneath_is_out_of_reach() {
    let centre = Centre::new().await;
    for attack in [
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "COPY (SELECT 1) TO '/tmp/jiaodui-attack'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_read_binary_file('PG_VERSION')",
        "SELECT pg_ls_dir('.')",
        "SELECT pg_stat_file('PG_VERSION')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_creat(-1)",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_reload_conf()",
        "SELECT pg_switch_wal()",
        "SELECT * FROM pg_hba_file_rules",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
        "SELECT pg_create_physical_replication_slot('x')",
    ] {
        let said = centre.psql("zhangmin", attack);
        assert!(
            said.err.contains("permission denied") || said.err.contains("must be") || said.out.is_empty(),
            "{attack}\n{said:?}"
        );
        assert!(!said.err.is_empty() || attack.contains("terminate"), "{attack}\n{said:?}");
    }
    assert_eq!(centre.told("zhangmin", "SELECT count(*) FROM pg_proc WHERE proname = 'dblink'"), "0");
    // What a colleague is doing is theirs: others see that they are connected, and not what they ask.
    let seen = centre.told(
        "zhangmin",
        "SELECT count(*) FROM pg_stat_activity WHERE usename <> session_user AND query <> '<insufficient privilege>' AND query <> ''",
    );
    assert_eq!(seen, "0");
    // Anybody may say and hear something on any channel; nothing here listens.
    centre.told("zhangmin", "LISTEN x; NOTIFY x, 'y'");
    let listens = centre
        .texts("SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc ~* 'notify'")
        .await;
    assert_eq!(listens, Vec::<String>::new());
}

#[tokio::test]
async fn another_desk_on_the_server_is_closed() {
    let (one, other) = (Centre::new().await, Centre::new().await);
    let user = format!("zhangmin@{}", one.database);
    let there = Centre { store: one.store.clone(), url: one.url.clone(), database: other.database.clone() };
    there.psql_as(&user, super::centre::PASSWORD, "SELECT 1").is_refused("permission denied for database");
    // A copy that nobody has secured yet lets them in, and shows them nothing.
    one.store.close().await;
    let copy = format!("{}_copy", one.database);
    let mut raw = <sqlx::PgConnection as sqlx::Connection>::connect(&other.url).await.unwrap();
    let script = format!("CREATE DATABASE {copy} TEMPLATE {}", one.database);
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut raw).await.unwrap();
    let copied = Centre { store: other.store.clone(), url: other.url.clone(), database: copy };
    let said = copied.psql_as(&user, super::centre::PASSWORD, "SELECT count(*) FROM orders");
    assert_eq!((said.out.as_str(), said.err.as_str()), ("0", ""));
}
