//! Whether the guards of a server's database are in force: triggers, the bodies of functions, row-level security, owners, and what is
//! open to everybody. They are compared with the migrations and with what `secure_desk` makes of them; only the catalogue is read.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::postgres::PgConnection;

use super::migrations::migrations;
use crate::store::Result;
use crate::store::examine::triggers_of;
use crate::store::sql::store_error;

const TRIGGERS: &str = "SELECT t.tgname::text, t.tgenabled = 'A' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
     WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace";
const BODIES: &str =
    "SELECT p.proname::text, p.prosrc FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'";
/// What a table with institutions lacks, what belongs to somebody else, and what PUBLIC may.
const OPEN: &str = "SELECT what::text FROM ( \
     SELECT c.relname || '.row_security' AS what FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') \
     AND NOT (c.relrowsecurity AND c.relforcerowsecurity) \
     AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution' AND NOT a.attisdropped) \
     UNION ALL \
     SELECT c.relname || '.policies' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') \
     AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution' AND NOT a.attisdropped) \
     AND 2 <> (SELECT count(*) FILTER (WHERE \
     p.polname = 'by_session' AND p.polcmd = '*' AND pg_get_expr(p.polqual, p.polrelid) LIKE '%my_institution()%' \
     AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%my_institution()%' AND NOT 0 = ANY (p.polroles) \
     OR p.polname = 'across' AND p.polcmd = 'r' AND p.polroles = ARRAY[to_regrole(quote_ident(current_database() || '_across'))::oid]) \
     + 3 * count(*) FILTER (WHERE p.polname NOT IN ('by_session', 'across') AND p.polpermissive) \
     FROM pg_policy p WHERE p.polrelid = c.oid) \
     UNION ALL \
     SELECT c.relname || '.owner' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
     AND pg_get_userbyid(c.relowner) <> current_database() || CASE c.relname WHEN 'audit_log' THEN '_audit' ELSE '_owner' END \
     UNION ALL \
     SELECT p.oid::regprocedure || '.owner' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') \
     AND pg_get_userbyid(p.proowner) NOT IN (SELECT current_database() || g FROM unnest(ARRAY['_owner', '_audit', '_across', '_roles']) g) \
     UNION ALL \
     SELECT p.oid::regprocedure || '.public' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') \
     AND EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) \
     UNION ALL \
     SELECT 'database.public' FROM pg_database d WHERE d.datname = current_database() \
     AND EXISTS (SELECT 1 FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a WHERE a.grantee = 0) \
     UNION ALL \
     SELECT 'schema.public' FROM pg_namespace n WHERE n.nspname = 'public' \
     AND EXISTS (SELECT 1 FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE a.grantee = 0)) found ORDER BY 1";

/// What is missing, off, changed or open: triggers and functions by their names, everything else by name and what it is about.
pub(super) async fn broken(link: &mut PgConnection) -> Result<Vec<String>> {
    let steps = migrations();
    let texts = || steps.iter().map(|step| step.sql.as_str());
    let found: Vec<(String, bool)> = sqlx::query_as(TRIGGERS).fetch_all(&mut *link).await.map_err(store_error)?;
    let there: BTreeSet<&String> = found.iter().map(|(name, _)| name).collect();
    let mut broken: BTreeSet<String> = triggers_of(texts()).into_iter().filter(|name| !there.contains(name)).collect();
    broken.extend(found.iter().filter(|(_, on)| !on).map(|(name, _)| name.clone()));
    let bodies: BTreeMap<String, String> =
        sqlx::query_as(BODIES).fetch_all(&mut *link).await.map_err(store_error)?.into_iter().collect();
    let expected = bodies_of(texts());
    broken.extend(
        expected
            .into_iter()
            .filter(|(name, body)| bodies.get(*name).map(String::as_str) != Some(*body))
            .map(|(name, _)| format!("{name}()")),
    );
    let open: Vec<String> = sqlx::query_scalar(OPEN).fetch_all(link).await.map_err(store_error)?;
    broken.extend(open);
    Ok(broken.into_iter().collect())
}

/// Names and bodies of the functions that these migrations leave behind. No two functions have one name.
fn bodies_of<'a>(migrations: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, &'a str> {
    let mut bodies = BTreeMap::new();
    for sql in migrations {
        let mut rest = sql;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let made = ["CREATE FUNCTION ", "CREATE OR REPLACE FUNCTION "].iter().find_map(|word| line.strip_prefix(word));
            if let Some((name, _)) = made.and_then(|made| made.split_once('(')) {
                // The body may begin in this line.
                let from = sql.len().saturating_sub(rest.len()).saturating_sub(line.len() + 1);
                let mut parts = sql.get(from..).unwrap_or_default().splitn(3, "$$");
                if let (Some(_), Some(body), Some(behind)) = (parts.next(), parts.next(), parts.next()) {
                    bodies.insert(name, body);
                    rest = behind;
                }
            } else if let Some(gone) = line.strip_prefix("DROP FUNCTION ") {
                bodies.remove(gone.split(['(', ';']).next().unwrap_or(gone).trim());
            }
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_body_of_a_function_counts() {
        let first = "CREATE FUNCTION a(b int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\nCREATE FUNCTION c()\nAS $$\nx\n$$;\n";
        let second = "CREATE OR REPLACE FUNCTION a(b int) AS $$ SELECT 2 $$;\nDROP FUNCTION c;\nCREATE FUNCTION d() AS $$e$$;\n";
        assert_eq!(bodies_of([first].into_iter()), BTreeMap::from([("a", " SELECT 1 "), ("c", "\nx\n")]));
        assert_eq!(bodies_of([first, second].into_iter()), BTreeMap::from([("a", " SELECT 2 "), ("d", "e")]));
    }
}
