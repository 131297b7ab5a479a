-- The server's logins of the staff: made, ended and given passwords together with what the table `staff` says, in one transaction.
--
-- Only these functions run as the role that may make logins, and only functions of the desk call them. A password never comes here: what
-- comes is the SCRAM verifier that the program made of it.

-- ---- run as DATABASE_roles, called by what follows

-- What the server keeps of a password and nothing else: anything else it would take for the password itself.
CREATE FUNCTION check_verifier(p_verifier text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF p_verifier IS NULL OR p_verifier !~ '^SCRAM-SHA-256\$[0-9]{4,6}:[A-Za-z0-9+/]{16,64}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
        PERFORM refuse('logins.verifier: a password comes as its SCRAM verifier');
    END IF;
END $$;

-- Makes a login of the server's with this password, in this group, or gives the one there is this password.
CREATE FUNCTION put_role(p_login text, p_group text, p_verifier text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_role text := login_role(p_login);
    v_group text := current_database() || '_' || p_group;
BEGIN
    PERFORM check_verifier(p_verifier);
    IF p_login !~ '^[a-z][a-z0-9._-]{1,31}$' OR p_group NOT IN ('staff', 'portal') THEN
        PERFORM refuse('logins.name: this is no login');
    ELSIF octet_length(v_role) > 63 THEN
        PERFORM refuse(format('logins.name: %s is longer than the 63 bytes that PostgreSQL has for a name', v_role));
    ELSIF to_regrole(quote_ident(v_group)) IS NULL THEN
        -- A copy of a desk that has no groups of its own (yet: SELECT secure_desk()) has no logins either. Passwords are the program's there.
        RETURN;
    END IF;
    IF to_regrole(quote_ident(v_role)) IS NULL THEN
        EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 20 PASSWORD %L', v_role, p_verifier);
    ELSE
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', v_role, p_verifier);
    END IF;
    IF NOT pg_has_role(current_user, v_role, 'USAGE') THEN
        -- So that this role, and no other, may end its sessions.
        EXECUTE format('GRANT %I TO %I', v_role, current_user);
    END IF;
    IF NOT pg_has_role(v_role, v_group, 'MEMBER') THEN
        EXECUTE format('GRANT %I TO %I', v_group, v_role);
    END IF;
END $$;

-- Whether a login, where there is one, may sign in.
CREATE FUNCTION let_role(p_login text, p_may boolean) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF to_regrole(quote_ident(login_role(p_login))) IS NOT NULL THEN
        EXECUTE format('ALTER ROLE %I %s', login_role(p_login), CASE WHEN p_may THEN 'LOGIN' ELSE 'NOLOGIN' END);
    END IF;
END $$;

-- Ends the sessions of a login; how many.
CREATE FUNCTION end_role(p_login text) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = login_role(p_login));
END $$;

-- ---- managing staff: as in 0014, and the login goes along

DROP FUNCTION add_member(text, text, text, text, text, text);
CREATE FUNCTION add_member(p_by text, p_login text, p_institution text, p_name text, p_role text, p_password_hash text, p_verifier text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting_over(p_by, p_institution, 'manage_staff');
    IF p_login !~ '^[a-z][a-z0-9._-]{1,31}$' OR p_login IN ('portal', 'command-line', 'sign-in', 'import') THEN
        PERFORM refuse('logins.name: this is no login');
    END IF;
    PERFORM add_staff(p_by, p_login, p_institution, p_name, p_role, p_password_hash, 0);
    IF p_verifier IS NOT NULL THEN
        PERFORM put_role(p_login, 'staff', p_verifier);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION disable_staff(p_by text, p_login text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
    v_now bigint := desk_now();
BEGIN
    PERFORM leave_an_admin(s);
    IF s.disabled_at IS NULL THEN
        UPDATE staff SET disabled_at = v_now WHERE login = p_login;
        PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, v_now, p_by, 'staff_disable', '{}');
    END IF;
    PERFORM release_all(p_by, p_login, 'staff_disable', v_now);
    PERFORM let_role(p_login, false);
END $$;

-- Once disabling is committed: sessions that are open see nothing any more, and end. (Ended before, they could come back until then.)
CREATE FUNCTION end_sessions(p_by text, p_login text) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM in_person(p_by);
    IF NOT EXISTS (SELECT 1 FROM staff WHERE login = p_login AND disabled_at IS NOT NULL) THEN
        RETURN 0;
    END IF;
    RETURN end_role(p_login);
END $$;

CREATE OR REPLACE FUNCTION enable_staff(p_by text, p_login text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
BEGIN
    IF s.disabled_at IS NOT NULL THEN
        UPDATE staff SET disabled_at = NULL WHERE login = p_login;
        PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, desk_now(), p_by, 'staff_enable', '{}');
    END IF;
    PERFORM let_role(p_login, true);
END $$;

-- Of a login that staff of earlier versions do not have yet, too: this makes it.
DROP FUNCTION set_password(text, text, text);
CREATE FUNCTION set_password(p_by text, p_login text, p_password_hash text, p_verifier text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
BEGIN
    UPDATE staff SET password_hash = p_password_hash WHERE login = p_login;
    DELETE FROM sign_in_failures WHERE login = p_login;
    IF p_verifier IS NOT NULL THEN
        PERFORM put_role(p_login, 'staff', p_verifier);
        PERFORM let_role(p_login, s.disabled_at IS NULL);
    END IF;
    PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, desk_now(), p_by, 'staff_password', '{}');
END $$;

DROP FUNCTION change_password(text, text);
CREATE FUNCTION change_password(p_actor text, p_password_hash text, p_verifier text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    PERFORM in_person(p_actor);
    SELECT coalesce(institution, '') AS institution, disabled_at INTO s FROM staff WHERE login = p_actor FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff ' || p_actor);
    ELSIF s.disabled_at IS NOT NULL THEN
        PERFORM refuse(p_actor || ' may not change the password');
    END IF;
    UPDATE staff SET password_hash = p_password_hash WHERE login = p_actor;
    IF p_verifier IS NOT NULL THEN
        PERFORM put_role(p_actor, 'staff', p_verifier);
    END IF;
    PERFORM audit_append_next(s.institution, 'staff:' || p_actor, desk_now(), p_actor, 'staff_password', '{}');
END $$;

-- The login under which the portal's events come in: by the operator only.
CREATE FUNCTION put_portal_login(p_by text, p_verifier text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT session_has('operator') THEN
        PERFORM refuse('session.person: the operator makes the login of the portal');
    END IF;
    PERFORM put_role('portal', 'portal', p_verifier);
    PERFORM audit_append_next('', 'staff:portal', desk_now(), p_by, 'staff_password', '{}');
END $$;
