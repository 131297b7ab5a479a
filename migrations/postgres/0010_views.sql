-- Lists of what has come to an end, and the views that are kept of lists.

-- Orders that have ended, in the order of their submission: as `orders_open` for the others, so that every status is read alike. It gets
-- one entry for each order, when that is decided or cancelled: 40 MB for a million.
CREATE INDEX orders_ended_by_status ON orders (institution, status, submitted_at, order_no)
    WHERE status = 'accepted' OR status = 'rejected' OR status = 'cancelled';

-- A filter, a sort and columns under a name.
CREATE TABLE saved_views (
    institution text COLLATE "C" NOT NULL REFERENCES institutions (code),
    view        text COLLATE "C" NOT NULL, -- UUIDv7
    staff       text COLLATE "C" REFERENCES staff (login), -- whose it is; NULL: the institution's
    name        text COLLATE "C" NOT NULL CHECK (trim(name) <> '' AND length(name) <= 30),
    position    bigint NOT NULL, -- among those of its owner
    body        text COLLATE "C" NOT NULL CHECK (length(body) <= 4000),
    audit_seq   bigint NOT NULL, -- of the institution's: the audit row that made it what it is; else 0
    saved_at    bigint NOT NULL,
    PRIMARY KEY (institution, view)
);

CREATE UNIQUE INDEX saved_views_name ON saved_views (institution, COALESCE(staff, ''), name);

-- ---- what the database refuses (see 0002)

-- Whether an audit row of a view is there, and made by who may keep the institution's views.
CREATE FUNCTION is_view_audited(p_institution text, p_view text, p_above bigint, p_seq bigint, p_actions text[])
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM audit_log a JOIN staff s ON s.login = a.actor
                    WHERE a.institution = p_institution AND a.subject = 'view:' || p_view AND a.seq > p_above
                      AND (p_seq IS NULL OR a.seq = p_seq) AND a.action = ANY (p_actions)
                      AND s.role = 'supervisor' AND s.disabled_at IS NULL AND (s.institution IS NULL OR s.institution = p_institution))
$$;

CREATE FUNCTION saved_views_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM NEW.body::jsonb;
    IF NEW.staff IS NOT NULL THEN
        IF NEW.audit_seq <> 0 THEN
            PERFORM refuse('saved_views.audit: a view of the institution is kept by a supervisor and leaves an audit row');
        END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = 'view:' || NEW.view AND seq > NEW.audit_seq;
    IF FOUND OR NOT is_view_audited(NEW.institution, NEW.view, 0, NEW.audit_seq, ARRAY['save_view']) THEN
        PERFORM refuse('saved_views.audit: a view of the institution is kept by a supervisor and leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER saved_views_insert BEFORE INSERT ON saved_views FOR EACH ROW EXECUTE FUNCTION saved_views_arrive();

CREATE FUNCTION saved_views_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM NEW.body::jsonb;
    IF (NEW.institution, NEW.view) <> (OLD.institution, OLD.view) OR NEW.staff IS DISTINCT FROM OLD.staff THEN
        PERFORM refuse('saved_views.fixed: a view stays its owner''s');
    END IF;
    IF (NEW.staff IS NOT NULL AND NEW.audit_seq <> 0)
       OR (NEW.staff IS NULL
           AND NOT is_view_audited(NEW.institution, NEW.view, OLD.audit_seq, NEW.audit_seq, ARRAY['save_view', 'move_view'])) THEN
        PERFORM refuse('saved_views.audit: a view of the institution is kept by a supervisor and leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER saved_views_update BEFORE UPDATE ON saved_views FOR EACH ROW EXECUTE FUNCTION saved_views_change();

CREATE FUNCTION saved_views_leave() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.staff IS NULL AND NOT is_view_audited(OLD.institution, OLD.view, OLD.audit_seq, NULL, ARRAY['delete_view']) THEN
        PERFORM refuse('saved_views.audit: a view of the institution is removed by a supervisor and leaves an audit row');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER saved_views_delete BEFORE DELETE ON saved_views FOR EACH ROW EXECUTE FUNCTION saved_views_leave();
CREATE TRIGGER saved_views_emptied BEFORE TRUNCATE ON saved_views FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('saved_views.audit: views are removed one by one');

-- ---- writes

-- The owner of a view that this person may change: their login, or null for the institution's, which is a supervisor's to change.
-- Somebody else's view is not found.
CREATE FUNCTION view_owner(p_actor text, p_institution text, p_view text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT staff INTO v FROM saved_views WHERE institution = p_institution AND view = p_view FOR NO KEY UPDATE;
    IF NOT FOUND OR v.staff <> p_actor THEN
        PERFORM fail_unknown('view ' || p_view);
    END IF;
    IF v.staff IS NULL THEN
        PERFORM acting(p_actor, p_institution, ARRAY['supervisor']);
    END IF;
    RETURN v.staff;
END $$;

CREATE FUNCTION save_view(p_actor text, p_institution text, p_view text, p_shared bigint, p_name text, p_body text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_owner text := CASE WHEN p_shared = 0 THEN p_actor END;
    v_now bigint;
    v_seq bigint := 0;
    v_count bigint;
    v_known boolean;
BEGIN
    PERFORM acting(p_actor, p_institution, CASE WHEN p_shared = 0 THEN ARRAY['proofreader', 'clerk', 'supervisor', 'admin']
                                                ELSE ARRAY['supervisor'] END);
    IF p_name !~ '\S' OR length(p_name) > 30 THEN
        PERFORM refuse('a view has a name of 1 to 30 characters');
    END IF;
    -- One after another: they are counted and numbered.
    PERFORM 1 FROM institutions WHERE code = p_institution FOR NO KEY UPDATE;
    PERFORM 1 FROM saved_views
      WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner AND name = p_name AND view <> p_view;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'JD409', MESSAGE = 'view ' || p_name;
    END IF;
    v_known := EXISTS (SELECT 1 FROM saved_views WHERE institution = p_institution AND view = p_view);
    IF v_known THEN
        IF view_owner(p_actor, p_institution, p_view) IS DISTINCT FROM v_owner THEN
            PERFORM fail_unknown('view ' || p_view);
        END IF;
    ELSE
        SELECT count(*) INTO v_count FROM saved_views WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner;
        IF v_count >= 50 THEN
            PERFORM refuse('there are 50 views already');
        END IF;
    END IF;
    v_now := desk_now();
    IF v_owner IS NULL THEN
        v_seq := audit_append_next(p_institution, 'view:' || p_view, v_now, p_actor, 'save_view',
            format('{"body":%s,"name":%s}', js(p_body), js(p_name)));
    END IF;
    IF v_known THEN
        UPDATE saved_views SET name = p_name, body = p_body, audit_seq = v_seq, saved_at = v_now
         WHERE institution = p_institution AND view = p_view;
    ELSE
        INSERT INTO saved_views (institution, view, staff, name, position, body, audit_seq, saved_at)
        SELECT p_institution, p_view, v_owner, p_name, 1 + coalesce(max(position), 0), p_body, v_seq, v_now
          FROM saved_views WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner;
    END IF;
END $$;

CREATE FUNCTION delete_view(p_actor text, p_institution text, p_view text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'clerk', 'supervisor', 'admin']);
    IF view_owner(p_actor, p_institution, p_view) IS NULL THEN
        PERFORM audit_append_next(p_institution, 'view:' || p_view, desk_now(), p_actor, 'delete_view',
            format('{"name":%s}', js(name))) FROM saved_views WHERE institution = p_institution AND view = p_view;
    END IF;
    DELETE FROM saved_views WHERE institution = p_institution AND view = p_view;
END $$;

CREATE FUNCTION move_view(p_actor text, p_institution text, p_view text, p_up bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_owner text;
    v_now bigint;
    v_seq bigint := 0;
    one record;
    other record;
    moved record;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'clerk', 'supervisor', 'admin']);
    v_owner := view_owner(p_actor, p_institution, p_view);
    -- In one order, so that two who move at once do not wait for each other.
    PERFORM 1 FROM saved_views WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner ORDER BY view FOR NO KEY UPDATE;
    SELECT view, position INTO one FROM saved_views WHERE institution = p_institution AND view = p_view;
    IF p_up > 0 THEN
        SELECT view, position INTO other FROM saved_views
         WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner AND (position, view) < (one.position, one.view)
         ORDER BY position DESC, view DESC LIMIT 1;
    ELSE
        SELECT view, position INTO other FROM saved_views
         WHERE institution = p_institution AND staff IS NOT DISTINCT FROM v_owner AND (position, view) > (one.position, one.view)
         ORDER BY position, view LIMIT 1;
    END IF;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    v_now := desk_now();
    FOR moved IN SELECT * FROM (VALUES (one.view, other.position), (other.view, one.position)) AS places(view, position) LOOP
        IF v_owner IS NULL THEN
            v_seq := audit_append_next(p_institution, 'view:' || moved.view, v_now, p_actor, 'move_view',
                format('{"position":%s}', moved.position));
        END IF;
        UPDATE saved_views SET position = moved.position, audit_seq = v_seq WHERE institution = p_institution AND view = moved.view;
    END LOOP;
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
