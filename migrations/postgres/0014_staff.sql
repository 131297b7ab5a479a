-- Who may do what, who failed to sign in, and why somebody looked.

-- The permission table of src/domain/staff.rs; a test compares the two.
CREATE TABLE role_permissions (
    role       text COLLATE "C" NOT NULL,
    permission text COLLATE "C" NOT NULL,
    PRIMARY KEY (role, permission)
);

INSERT INTO role_permissions (role, permission) VALUES
    ('proofreader', 'read'), ('proofreader', 'decide'), ('proofreader', 'confirm_listing'),
    ('clerk', 'read'), ('clerk', 'answer'),
    ('supervisor', 'read'), ('supervisor', 'decide'), ('supervisor', 'answer'), ('supervisor', 'supervise'),
    ('supervisor', 'confirm_listing'), ('supervisor', 'withdraw_listing'), ('supervisor', 'unlock_staff'),
    ('supervisor', 'export'),
    ('admin', 'read'), ('admin', 'unlock_staff'), ('admin', 'manage_staff'), ('admin', 'export');

-- Attempts to sign in that failed since the last one that succeeded. One row a login, and one for all logins that there are not:
-- whoever guesses at logins makes no more rows, and what a member of staff typed into the wrong line is not kept.
CREATE TABLE sign_in_failures (
    login        text COLLATE "C" NOT NULL PRIMARY KEY, -- empty: there is no such login
    failures     bigint NOT NULL CHECK (failures > 0),
    last_at      bigint NOT NULL,
    locked_until bigint
);

CREATE FUNCTION sign_in_failures_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.login <> '' AND NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.login) THEN
        PERFORM refuse('sign_in_failures.login: there is no such login');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_in_failures_insert BEFORE INSERT ON sign_in_failures FOR EACH ROW EXECUTE FUNCTION sign_in_failures_arrive();

-- A look that needs one has a reason.
ALTER TABLE looks ADD COLUMN reason text COLLATE "C";
ALTER TABLE looks DROP CONSTRAINT looks_what_check;
ALTER TABLE looks ADD CONSTRAINT looks_what_check CHECK (what IN ('open', 'reveal', 'external', 'held', 'export'));

CREATE FUNCTION looks_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.what IN ('reveal', 'held', 'export') AND btrim(coalesce(NEW.reason, ''), E' \t\n\f\r\u3000') = '' THEN
        PERFORM refuse('looks.reason: whoever looks at this says why');
    END IF;
    IF char_length(NEW.reason) > 100 THEN
        PERFORM refuse('looks.reason: a reason has at most 100 characters');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER looks_insert BEFORE INSERT ON looks FOR EACH ROW EXECUTE FUNCTION looks_arrive();

CREATE OR REPLACE FUNCTION add_looks(p_actor text, p_looks text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO looks (institution, order_no, staff, at, what, reason)
    SELECT l.look ->> 0, l.look ->> 1, p_actor, desk_now(), l.look ->> 2, l.look ->> 3
      FROM jsonb_array_elements(p_looks::jsonb) WITH ORDINALITY AS l(look, n)
      JOIN orders o ON o.institution = l.look ->> 0 AND o.order_no = l.look ->> 1
     ORDER BY l.n
$$;

-- ---- who acts

-- As `acting`, by what the table says of the role.
CREATE FUNCTION acting_as(p_login text, p_institution text, p_permission text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
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

-- Likewise over a member of staff. The operator at the command line works on the machine of the database and needs no permission of
-- the desk's; no login can be theirs.
CREATE FUNCTION acting_over(p_login text, p_institution text, p_permission text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF p_login <> 'command-line' THEN
        PERFORM acting_as(p_login, coalesce(p_institution, ''), p_permission);
    END IF;
END $$;

-- A draft is the work of somebody who still works here. Lost claims and moved orders keep it.
CREATE OR REPLACE FUNCTION save_draft(p_actor text, p_institution text, p_order_no text, p_body text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting_as(p_actor, p_institution, 'read');
    PERFORM 1 FROM orders WHERE institution = p_institution AND order_no = p_order_no;
    IF NOT FOUND THEN
        PERFORM fail_unknown('order ' || p_order_no);
    END IF;
    IF p_body IS NULL THEN
        DELETE FROM drafts WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor;
        RETURN;
    END IF;
    INSERT INTO drafts (institution, order_no, staff, body, saved_at) VALUES (p_institution, p_order_no, p_actor, p_body, desk_now())
    ON CONFLICT (institution, order_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at;
END $$;

-- ---- managing staff. The trail of a login that belongs to no institution stands under the empty one.

CREATE FUNCTION add_member(p_by text, p_login text, p_institution text, p_name text, p_role text, p_password_hash text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting_over(p_by, p_institution, 'manage_staff');
    PERFORM add_staff(p_by, p_login, p_institution, p_name, p_role, p_password_hash, 0);
END $$;

-- A member of staff whose row is locked until the end, together with those of all admins, so that no two of them leave at once.
CREATE FUNCTION member_to_change(p_by text, p_login text, p_permission text) RETURNS staff LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff;
BEGIN
    PERFORM 1 FROM staff WHERE login = p_login OR role = 'admin' ORDER BY login FOR NO KEY UPDATE;
    SELECT * INTO s FROM staff WHERE login = p_login;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff:' || p_login);
    END IF;
    PERFORM acting_over(p_by, s.institution, p_permission);
    RETURN s;
END $$;

-- Somebody has to be left who may manage the staff of wherever this admin does.
CREATE FUNCTION leave_an_admin(p_member staff) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF p_member.role <> 'admin' OR p_member.disabled_at IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM 1 FROM staff WHERE role = 'admin' AND disabled_at IS NULL AND login <> p_member.login
        AND (institution IS NULL OR institution = p_member.institution);
    IF NOT FOUND THEN
        PERFORM refuse('staff.last_admin: somebody has to be left who may manage staff');
    END IF;
END $$;

CREATE FUNCTION release_all(p_by text, p_login text, p_because text, p_now bigint) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
BEGIN
    FOR o IN SELECT institution, order_no, audit_seq FROM orders WHERE claimed_by = p_login ORDER BY institution, order_no FOR NO KEY UPDATE LOOP
        PERFORM audit_append(o.institution, o.order_no, o.audit_seq + 1, p_now, p_by, 'release',
            format('{"because":%s,"holder":%s}', js(p_because), js(p_login)));
        UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
         WHERE institution = o.institution AND order_no = o.order_no;
    END LOOP;
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
END $$;

CREATE FUNCTION enable_staff(p_by text, p_login text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
BEGIN
    IF s.disabled_at IS NOT NULL THEN
        UPDATE staff SET disabled_at = NULL WHERE login = p_login;
        PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, desk_now(), p_by, 'staff_enable', '{}');
    END IF;
END $$;

-- Who may no longer decide holds nothing any more.
CREATE FUNCTION set_staff_role(p_by text, p_login text, p_role text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
    v_now bigint := desk_now();
BEGIN
    IF s.role = p_role THEN
        RETURN;
    END IF;
    PERFORM leave_an_admin(s);
    UPDATE staff SET role = p_role WHERE login = p_login;
    PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, v_now, p_by, 'staff_role',
        format('{"from":%s,"to":%s}', js(s.role), js(p_role)));
    IF NOT EXISTS (SELECT 1 FROM role_permissions WHERE role = p_role AND permission = 'decide') THEN
        PERFORM release_all(p_by, p_login, 'staff_role', v_now);
    END IF;
END $$;

-- A new password begins with no failures.
CREATE OR REPLACE FUNCTION set_password(p_by text, p_login text, p_password_hash text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'manage_staff');
BEGIN
    UPDATE staff SET password_hash = p_password_hash WHERE login = p_login;
    DELETE FROM sign_in_failures WHERE login = p_login;
    PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, desk_now(), p_by, 'staff_password', '{}');
END $$;

-- One's own; the old one was checked.
CREATE FUNCTION change_password(p_actor text, p_password_hash text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT coalesce(institution, '') AS institution, disabled_at INTO s FROM staff WHERE login = p_actor FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('staff ' || p_actor);
    ELSIF s.disabled_at IS NOT NULL THEN
        PERFORM refuse(p_actor || ' may not change the password');
    END IF;
    UPDATE staff SET password_hash = p_password_hash WHERE login = p_actor;
    PERFORM audit_append_next(s.institution, 'staff:' || p_actor, desk_now(), p_actor, 'staff_password', '{}');
END $$;

CREATE FUNCTION unlock_staff(p_by text, p_login text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff := member_to_change(p_by, p_login, 'unlock_staff');
BEGIN
    DELETE FROM sign_in_failures WHERE login = p_login;
    IF FOUND THEN
        PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, desk_now(), p_by, 'staff_unlock', '{}');
    END IF;
END $$;

-- ---- signing in

-- For how long a login is locked after so many failures in a row; null while it is not. As src/domain/staff.rs has it.
CREATE FUNCTION lock_ms(p_failures bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_failures < 5 THEN NULL WHEN p_failures >= 9 THEN 3600000 ELSE 300000::bigint << (p_failures - 5)::int END
$$;

-- Counts an attempt as failed before it is made: however many come at once, no more are checked than the lock allows. The member of
-- staff as JSON, null for a login that there is not or that is disabled, 'locked' where this attempt does not count. Each takes a row
-- of its own and writes it, so that none is told from another by the time it takes.
CREATE FUNCTION begin_sign_in(p_login text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s staff;
    f record;
    v_key text := '';
    v_now bigint;
    v_failures bigint := 1;
    v_until bigint;
BEGIN
    SELECT * INTO s FROM staff WHERE login = p_login AND disabled_at IS NULL FOR KEY SHARE;
    IF FOUND THEN
        v_key := p_login;
    END IF;
    -- There is a row from here on, and it is ours until the end.
    INSERT INTO sign_in_failures AS known (login, failures, last_at) VALUES (v_key, 1, 0)
    ON CONFLICT (login) DO UPDATE SET login = known.login;
    SELECT failures, last_at, locked_until INTO f FROM sign_in_failures WHERE login = v_key;
    v_now := desk_now();
    IF f.last_at > v_now - 86400000 THEN
        v_failures := f.failures + 1;
    END IF;
    IF f.locked_until > v_now THEN
        UPDATE sign_in_failures SET last_at = v_now WHERE login = v_key;
        RETURN '"locked"';
    END IF;
    IF v_key <> '' THEN
        v_until := v_now + lock_ms(v_failures);
    END IF;
    UPDATE sign_in_failures SET failures = v_failures, last_at = v_now, locked_until = v_until WHERE login = v_key;
    IF v_until IS NOT NULL THEN
        PERFORM audit_append_next(coalesce(s.institution, ''), 'staff:' || p_login, v_now, 'sign-in', 'sign_in_lock',
            format('{"failures":%s,"until":%s}', v_failures, v_until));
    END IF;
    RETURN CASE WHEN v_key = '' THEN 'null' ELSE jsonb_build_object('login', s.login, 'name', s.name, 'role', s.role,
        'institution', s.institution, 'password_hash', s.password_hash)::text END;
END $$;

-- The password was right: how many attempts had failed before this one.
CREATE FUNCTION sign_in_done(p_login text) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    f record;
BEGIN
    DELETE FROM sign_in_failures WHERE login = p_login AND login <> '' RETURNING failures, locked_until INTO f;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF f.locked_until IS NOT NULL THEN
        PERFORM audit_append_next(coalesce(institution, ''), 'staff:' || login, desk_now(), 'sign-in', 'sign_in_unlock', '{}')
           FROM staff WHERE login = p_login;
    END IF;
    RETURN f.failures - 1;
END $$;

DO $$
DECLARE
    v_table text;
    v_trigger text;
BEGIN
    FOR v_table, v_trigger IN
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND t.tgenabled <> 'A'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_table, v_trigger);
    END LOOP;
END $$;
