
-- As in 0015; a login that somebody of before has left behind, who was disabled, lets in whoever is given it now. (`set_password` of
-- somebody who is disabled takes that back in the same transaction.)
CREATE OR REPLACE FUNCTION put_role(p_login text, p_group text, p_verifier text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
