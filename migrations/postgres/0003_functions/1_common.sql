-- Every write of the desk is one of these functions: one round trip, one transaction, the server's clock.
--
-- The person who acts comes as a parameter and is looked up in `staff`. Once each of them has a login of their own, the functions
-- take session_user instead and become SECURITY DEFINER; nothing else of them changes, for nothing outside them writes.
-- Refusals: JD403 refused, JD404 no such thing, JD409 exists already.

CREATE FUNCTION fail_unknown(what text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'JD404', MESSAGE = what;
END $$;

-- Refuses whoever is not an active member of staff in one of these roles. Another institution does not exist for them.
CREATE FUNCTION acting(p_login text, p_institution text, p_roles text[]) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT institution, role, disabled_at INTO s FROM staff WHERE login = p_login;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff ' || p_login);
    ELSIF s.institution <> p_institution THEN
        PERFORM fail_unknown('institution ' || p_institution);
    ELSIF s.disabled_at IS NOT NULL OR s.role <> ALL (p_roles) THEN
        PERFORM refuse(p_login || ' may not do this');
    END IF;
END $$;

-- A JSON string or null, for details that are written as text, byte for byte.
CREATE FUNCTION js(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(to_json(value)::text, 'null')
$$;

-- Appends to the trail of an order whose row the caller has locked; the caller takes the number into orders.audit_seq.
CREATE FUNCTION audit_append(p_institution text, p_subject text, p_seq bigint, p_at bigint, p_actor text, p_action text, p_detail text)
RETURNS bigint LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    VALUES (p_institution, p_subject, p_seq, p_at, p_actor, p_action, p_detail, '', '') RETURNING seq
$$;

-- Likewise for a subject without a row that counts: a login, an enquiry. Two writers at once meet at the primary key, and one fails.
CREATE FUNCTION audit_append_next(p_institution text, p_subject text, p_at bigint, p_actor text, p_action text, p_detail text)
RETURNS bigint LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    SELECT p_institution, p_subject, 1 + coalesce(max(seq), 0), p_at, p_actor, p_action, p_detail, '', ''
      FROM audit_log WHERE institution = p_institution AND subject = p_subject
    RETURNING seq
$$;

-- Who holds an order, as the desk reads it; null where no claim stands.
CREATE FUNCTION holder_of(p_claimed_by text, p_claimed_until bigint, p_now bigint) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object('login', login, 'name', name, 'until', p_claimed_until)
      FROM staff WHERE login = p_claimed_by AND p_claimed_until > p_now
$$;
