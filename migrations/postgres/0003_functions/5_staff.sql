-- Institutions, staff and the dishonesty list.

CREATE FUNCTION put_institutions(p_institutions text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO institutions (code, name, short_name, province_code)
    SELECT code, name, short_name, province_code
      FROM jsonb_to_recordset(p_institutions::jsonb) AS x(code text, name text, short_name text, province_code text) ORDER BY code
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, province_code = excluded.province_code
$$;

CREATE FUNCTION put_listings(p_listings text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason)
    SELECT x.* FROM jsonb_to_recordset(p_listings::jsonb)
        AS x(institution text, listing text, id_no text, name text, effective_on text, ends_on text, reason text)
     ORDER BY x.institution, x.listing
$$;

-- The trail of a login that belongs to no institution stands under the empty one.
CREATE FUNCTION add_staff(p_by text, p_login text, p_institution text, p_name text, p_role text, p_password_hash text, p_disabled bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
BEGIN
    IF EXISTS (SELECT 1 FROM staff WHERE login = p_login) THEN
        RAISE EXCEPTION USING ERRCODE = 'JD409', MESSAGE = 'staff:' || p_login;
    END IF;
    INSERT INTO staff (login, institution, name, role, password_hash, created_at, disabled_at)
    VALUES (p_login, p_institution, p_name, p_role, p_password_hash, v_now, CASE WHEN p_disabled <> 0 THEN v_now END);
    PERFORM audit_append_next(coalesce(p_institution, ''), 'staff:' || p_login, v_now, p_by, 'staff_add',
        format('{"institution":%s,"role":%s}', js(p_institution), js(p_role)));
END $$;

CREATE FUNCTION set_password(p_by text, p_login text, p_password_hash text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_institution text;
BEGIN
    UPDATE staff SET password_hash = p_password_hash WHERE login = p_login RETURNING coalesce(institution, '') INTO v_institution;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff:' || p_login);
    END IF;
    PERFORM audit_append_next(v_institution, 'staff:' || p_login, desk_now(), p_by, 'staff_password', '{}');
END $$;

CREATE FUNCTION disable_staff(p_by text, p_login text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    s record;
    v_now bigint;
BEGIN
    SELECT coalesce(institution, '') AS institution, disabled_at INTO s FROM staff WHERE login = p_login FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff:' || p_login);
    END IF;
    v_now := desk_now();
    IF s.disabled_at IS NULL THEN
        UPDATE staff SET disabled_at = v_now WHERE login = p_login;
        PERFORM audit_append_next(s.institution, 'staff:' || p_login, v_now, p_by, 'staff_disable', '{}');
    END IF;
    FOR o IN SELECT institution, order_no, audit_seq FROM orders WHERE claimed_by = p_login ORDER BY institution, order_no FOR NO KEY UPDATE LOOP
        PERFORM audit_append(o.institution, o.order_no, o.audit_seq + 1, v_now, p_by, 'release', 
            format('{"because":"staff_disable","holder":%s}', js(p_login)));
        UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
         WHERE institution = o.institution AND order_no = o.order_no;
    END LOOP;
END $$;
