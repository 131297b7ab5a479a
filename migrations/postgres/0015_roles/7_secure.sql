-- `secure_desk` gives everything in the schema its owner, its grants and its row-level security. EVERY LATER MIGRATION ENDS WITH
--     SELECT secure_desk();
-- and says in a comment who reads a table without institutions and who calls a function: see 6_callers.sql. What a migration forgets to
-- say is open to nobody. It is also what makes a copy of a database (CREATE DATABASE … TEMPLATE) a desk of its own.
--
-- The groups, none of which anybody signs in as:
--   DATABASE_owner     owns the tables and the functions that write. Held back by row-level security itself (FORCE), so that a mistake in
--                      a function stays in the institution of whoever called it.
--   DATABASE_audit     owns the audit trail alone: the owner reads it and adds to it, and can do nothing else to it.
--   DATABASE_across    runs what has to look across institutions; reads only.
--   DATABASE_roles     runs what makes logins; it may do nothing else.
--   DATABASE_staff     whoever works at the desk: reads rows of their institution, calls the desk's functions.
--   DATABASE_portal    the portal's login: brings events in, takes letters out.
--   DATABASE_operator  whoever administers the desk; every right above, and acts for whom they name.
-- Whoever runs this is a superuser, or owns the database and has CREATEROLE. They become a member of DATABASE_operator.

-- What a comment says under a word: {staff,portal} for `readers: staff, portal; …`; null where it says nothing.
CREATE FUNCTION secure_says(p_comment text, p_word text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT regexp_split_to_array(btrim((regexp_match(p_comment, '(?:^|;)\s*' || p_word || ':\s*([^;]*)'))[1]), '\s*,\s*')
$$;

CREATE FUNCTION secure_desk() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_db CONSTANT text := current_database();
    v_owner CONSTANT text := v_db || '_owner';
    v_operator CONSTANT text := v_db || '_operator';
    v_across CONSTANT text := v_db || '_across';
    v_super CONSTANT boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
    v_group text;
    v_word text;
    v_owns text;
    v_callers text[];
    v_as text;
    v_sees text;
    v_rows text;
    v_columns text;
    r record;
BEGIN
    IF octet_length(v_operator) > 63 THEN
        RAISE EXCEPTION 'the name of the database % is too long: its groups would be longer than the 63 bytes of a name', v_db;
    END IF;
    -- ---- the groups
    FOREACH v_word IN ARRAY ARRAY['owner', 'audit', 'across', 'roles', 'staff', 'portal', 'operator'] LOOP
        v_group := v_db || '_' || v_word;
        IF to_regrole(quote_ident(v_group)) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN %s', v_group, CASE v_word WHEN 'roles' THEN 'CREATEROLE' ELSE '' END);
        END IF;
    END LOOP;
    FOREACH v_word IN ARRAY ARRAY['owner', 'audit', 'across', 'roles'] LOOP
        IF NOT pg_has_role(v_operator, v_db || '_' || v_word, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', v_db || '_' || v_word, v_operator);
        END IF;
    END LOOP;
    FOREACH v_word IN ARRAY ARRAY['staff', 'portal'] LOOP
        IF NOT pg_has_role(v_db || '_roles', v_db || '_' || v_word, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I WITH ADMIN OPTION', v_db || '_' || v_word, v_db || '_roles');
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, v_operator, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', v_operator, current_user);
    END IF;

    -- ---- the database and the schema: no temporary tables and nothing of one's own that could stand in the way of ours
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', v_db);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I, %I, %I', v_db, v_db || '_staff', v_db || '_portal', v_operator);
    EXECUTE 'REVOKE ALL ON SCHEMA public FROM PUBLIC';
    FOREACH v_word IN ARRAY ARRAY['owner', 'audit', 'across', 'roles', 'staff', 'portal', 'operator'] LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', v_db || '_' || v_word);
    END LOOP;
    -- Only whoever may create there can be given something there; taken away again at the end.
    EXECUTE format('GRANT CREATE ON SCHEMA public TO %I, %I, %I, %I', v_owner, v_db || '_audit', v_across, v_db || '_roles');

    -- ---- tables
    FOR r IN SELECT c.oid, c.relname, c.relkind, c.relowner::regrole::text AS owned_by, obj_description(c.oid, 'pg_class') AS says,
                    EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution' AND NOT a.attisdropped) AS has_institution
               FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
              ORDER BY c.relname
    LOOP
        v_owns := CASE r.relname WHEN 'audit_log' THEN v_db || '_audit' ELSE v_owner END;
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I, %I, %I', r.relname, v_db || '_staff', v_db || '_portal', v_across);
        IF r.owned_by <> quote_ident(v_owns) THEN
            EXECUTE format('ALTER TABLE %I OWNER TO %I', r.relname, v_owns);
        END IF;
        IF v_owns <> v_owner THEN
            EXECUTE format('REVOKE ALL ON %I FROM %I', r.relname, v_owner);
            EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', r.relname, v_owner);
        END IF;
        EXECUTE format('GRANT SELECT ON %I TO %I', r.relname, v_across);
        -- Who reads which columns.
        FOREACH v_word IN ARRAY coalesce(secure_says(r.says, 'readers'), CASE WHEN r.has_institution THEN ARRAY['staff'] ELSE ARRAY[]::text[] END) LOOP
            CONTINUE WHEN v_word = 'nobody';
            SELECT '(' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) || ')' INTO v_columns FROM pg_attribute
             WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped AND attname <> ALL (secure_says(r.says, 'hides'));
            EXECUTE format('GRANT SELECT %s ON %I TO %I', v_columns, r.relname, v_db || '_' || v_word);
        END LOOP;
        CONTINUE WHEN r.relkind NOT IN ('r', 'p') OR NOT r.has_institution;
        -- Which rows.
        v_sees := 'institution = (SELECT my_institution()) OR (SELECT sees_all())';
        v_rows := coalesce((secure_says(r.says, 'rows'))[1], 'institution');
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', r.relname);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', r.relname);
        EXECUTE format('DROP POLICY IF EXISTS by_session ON %I', r.relname);
        EXECUTE format('DROP POLICY IF EXISTS across ON %I', r.relname);
        EXECUTE format('CREATE POLICY by_session ON %I TO %I, %I, %I, %I USING (%s) WITH CHECK (%s)', r.relname,
            v_owner, v_db || '_audit', v_db || '_staff', v_db || '_portal',
            CASE v_rows
                WHEN 'own' THEN format('(%s) AND (staff = (SELECT session_login()) OR (SELECT session_has(''operator'')))', v_sees)
                WHEN 'shared' THEN format('(%s) AND (staff IS NULL OR staff = (SELECT session_login()) OR (SELECT session_has(''operator'')))', v_sees)
                WHEN 'colleagues' THEN format('institution IS NULL AND (SELECT my_profile()) <> ''null'' OR %s', v_sees)
                ELSE v_sees END,
            v_sees);
        EXECUTE format('CREATE POLICY across ON %I FOR SELECT TO %I USING (true)', r.relname, v_across);
    END LOOP;
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, %I, %I', v_db || '_staff', v_db || '_portal');

    -- ---- triggers: session_replication_role = replica does not get past them
    FOR r IN SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
              WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND t.tgenabled <> 'A'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', r.relname, r.tgname);
    END LOOP;

    -- ---- functions
    FOR r IN SELECT p.oid::regprocedure AS signature, p.proname, p.prosecdef, p.proowner::regrole::text AS owned_by,
                    obj_description(p.oid, 'pg_proc') AS says
               FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
                AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        v_callers := coalesce(secure_says(r.says, 'callers'), '{}');
        v_as := coalesce((secure_says(r.says, 'runs as'))[1], CASE WHEN v_callers && ARRAY['staff', 'portal'] THEN 'owner' ELSE 'caller' END);
        v_owns := v_db || '_' || CASE v_as WHEN 'caller' THEN 'owner' ELSE v_as END;
        IF r.owned_by <> quote_ident(v_owns) THEN
            EXECUTE format('ALTER FUNCTION %s OWNER TO %I', r.signature, v_owns);
        END IF;
        IF r.prosecdef <> (v_as <> 'caller') THEN
            EXECUTE format('ALTER FUNCTION %s SECURITY %s', r.signature, CASE v_as WHEN 'caller' THEN 'INVOKER' ELSE 'DEFINER' END);
        END IF;
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, %I, %I', r.signature, v_db || '_staff', v_db || '_portal');
        FOREACH v_word IN ARRAY v_callers LOOP
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', r.signature, v_db || '_' || v_word);
        END LOOP;
    END LOOP;
    EXECUTE format('REVOKE CREATE ON SCHEMA public FROM %I, %I, %I, %I', v_owner, v_db || '_audit', v_across, v_db || '_roles');
    IF v_super THEN
        -- Large objects belong to no table, and anybody could fill the disk with them.
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
    END IF;
END $$;

-- The program that opens the desk looks whether it is up to date.
COMMENT ON TABLE _sqlx_migrations IS 'readers: staff, portal';

SELECT secure_desk();
