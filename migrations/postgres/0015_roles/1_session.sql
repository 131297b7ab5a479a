-- From here on the database knows who is connected, and lets nobody see or do what is not theirs, whatever program they use.
--
-- Each member of staff has a login of the server's, LOGIN@DATABASE: no login of the desk's and no group can have an @, so that neither
-- another desk on the same server nor a group is ever mistaken for a person. The groups are DATABASE_owner and so on: see `secure_desk`.
--
-- Everything goes by session_user. Nobody can set it: a setting can be set by anyone, and current_user changes inside functions.

-- The role of a login, and the login of whoever is connected; null for who is no member of staff here.
CREATE FUNCTION login_role(p_login text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN p_login || '@' || current_database();
END $$;

CREATE FUNCTION session_login() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE WHEN substr(session_user, strpos(session_user, '@') + 1) = current_database() AND strpos(session_user, '@') > 1
                THEN split_part(session_user, '@', 1) END;
END $$;

-- Whether whoever is connected has this group's rights: DATABASE_operator administers the desk, DATABASE_portal is the portal's. A
-- superuser has all of them, in a copy of a database that has no groups of its own yet, too.
CREATE FUNCTION session_has(p_group text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce(pg_has_role(session_user, to_regrole(quote_ident(current_database() || '_' || p_group))::oid, 'MEMBER'),
                    (SELECT rolsuper FROM pg_roles WHERE rolname = session_user), false);
END $$;

-- The institution of whoever is connected; null for all of them or none. What row-level security compares with, once a statement.
CREATE FUNCTION my_institution() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    -- `session_login` in place: this is called for every table of every statement.
    RETURN (SELECT institution FROM staff
             WHERE login = split_part(session_user, '@', 1) AND session_user = login || '@' || current_database() AND disabled_at IS NULL);
END $$;

-- Whether all institutions are theirs: the operator's, the portal's (which is granted very little of them), and those of staff who
-- belong to none. Asked only where the institution is not theirs.
CREATE FUNCTION sees_all() RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN session_has('operator') OR session_has('portal')
        OR EXISTS (SELECT 1 FROM staff WHERE login = session_login() AND disabled_at IS NULL AND institution IS NULL);
END $$;

-- As what somebody is connected: 'operator', 'portal', 'member' or 'nobody'.
CREATE FUNCTION session_kind() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE WHEN session_has('operator') THEN 'operator' WHEN session_has('portal') THEN 'portal'
                WHEN EXISTS (SELECT 1 FROM staff WHERE login = session_login() AND disabled_at IS NULL) THEN 'member' ELSE 'nobody' END;
END $$;

-- The member of staff who is connected, as JSON; null for nobody, and for who is disabled.
CREATE FUNCTION my_profile() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT jsonb_build_object('login', login, 'name', name, 'role', role, 'institution', institution)::text
                       FROM staff WHERE login = session_login() AND disabled_at IS NULL), 'null');
END $$;

-- ---- who acts: the one place. Every function that a member of staff may call passes it, and a test over the catalogue makes sure.

-- Whoever is connected acts for themselves. The operator, who has the whole database in their hands, acts for whom they name.
CREATE FUNCTION in_person(p_login text) RETURNS void LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF session_login() IS DISTINCT FROM p_login AND NOT session_has('operator') THEN
        PERFORM refuse('session.person: whoever is connected acts for nobody else');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION acting(p_login text, p_institution text, p_roles text[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    PERFORM in_person(p_login);
    SELECT institution, role, disabled_at INTO s FROM staff WHERE login = p_login;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff ' || p_login);
    ELSIF s.institution <> p_institution THEN
        PERFORM fail_unknown('institution ' || p_institution);
    ELSIF s.disabled_at IS NOT NULL OR s.role <> ALL (p_roles) THEN
        PERFORM refuse(p_login || ' may not do this');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION acting_as(p_login text, p_institution text, p_permission text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    PERFORM in_person(p_login);
    SELECT institution, role, disabled_at INTO s FROM staff WHERE login = p_login;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff ' || p_login);
    ELSIF s.institution <> p_institution THEN
        PERFORM fail_unknown('institution ' || p_institution);
    END IF;
    PERFORM 1 FROM role_permissions WHERE role = s.role AND permission = p_permission AND s.disabled_at IS NULL;
    IF NOT FOUND THEN
        PERFORM refuse(p_login || ' may not ' || p_permission);
    END IF;
END $$;

-- The operator at the command line needs no permission of the desk's, and has to be one.
CREATE OR REPLACE FUNCTION acting_over(p_login text, p_institution text, p_permission text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF p_login = 'command-line' THEN
        PERFORM in_person(p_login);
    ELSE
        PERFORM acting_as(p_login, coalesce(p_institution, ''), p_permission);
    END IF;
END $$;

-- ---- what did not ask who acts

-- A claim is renewed by whoever holds it: the token alone, which the trail shows to colleagues, does not do.
CREATE OR REPLACE FUNCTION renew_claim(p_institution text, p_order_no text, p_token text, p_lease bigint)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_holder text;
    v_until bigint;
BEGIN
    SELECT claimed_by INTO v_holder FROM orders
     WHERE institution = p_institution AND order_no = p_order_no AND claim_token = p_token FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM in_person(v_holder);
    UPDATE orders SET claimed_until = desk_now() + p_lease
     WHERE institution = p_institution AND order_no = p_order_no AND claim_token = p_token AND claimed_until > desk_now()
    RETURNING claimed_until INTO v_until;
    RETURN v_until;
END $$;

CREATE OR REPLACE FUNCTION release_claim(p_actor text, p_institution text, p_order_no text, p_token text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint;
BEGIN
    PERFORM in_person(p_actor);
    v_now := end_claim(p_actor, p_institution, p_order_no, p_token, 'release', format('{"token":%s}', js(p_token)));
    IF v_now IS NULL THEN
        RETURN false;
    END IF;
    PERFORM note_draft(p_actor, p_institution, p_order_no, v_now);
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION add_looks(p_actor text, p_looks text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM in_person(p_actor);
    -- Taken apart first: where a policy holds, an index serves no comparison with a function of JSON.
    WITH seen AS MATERIALIZED (
        SELECT l.look ->> 0 AS institution, l.look ->> 1 AS order_no, l.look ->> 2 AS what, l.look ->> 3 AS reason, l.n
          FROM jsonb_array_elements(p_looks::jsonb) WITH ORDINALITY AS l(look, n))
    INSERT INTO looks (institution, order_no, staff, at, what, reason)
    SELECT l.institution, l.order_no, p_actor, desk_now(), l.what, l.reason
      FROM seen l JOIN orders o ON o.institution = l.institution AND o.order_no = l.order_no
     ORDER BY l.n;
END $$;

-- The desk says for how long it claims, and psql could say for ever.
CREATE FUNCTION orders_claim_term() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.claimed_until > desk_now() + 86400000 AND NOT session_has('operator') THEN
        PERFORM refuse('orders.claim: a claim is renewed within a day');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_claim_term BEFORE UPDATE OF claimed_until ON orders FOR EACH ROW
    WHEN (NEW.claimed_until IS NOT NULL AND NEW.claimed_until IS DISTINCT FROM OLD.claimed_until) EXECUTE FUNCTION orders_claim_term();
