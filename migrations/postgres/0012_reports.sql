-- What was taken out of the database is written into the audit trail under report:ID: that it is begun, and what became of it.

-- Of the database's own moment; that moment.
CREATE FUNCTION begin_report(p_actor text, p_institution text, p_report text, p_detail text)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor', 'admin']);
    IF EXISTS (SELECT 1 FROM audit_log WHERE institution = p_institution AND subject = 'report:' || p_report) THEN
        RAISE EXCEPTION USING ERRCODE = 'JD409', MESSAGE = 'report:' || p_report;
    END IF;
    PERFORM audit_append(p_institution, 'report:' || p_report, 1, v_now, p_actor, 'export_begun', p_detail);
    RETURN v_now;
END $$;

CREATE FUNCTION end_report(p_actor text, p_institution text, p_report text, p_action text, p_detail text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_last record;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor', 'admin']);
    SELECT action, actor INTO v_last FROM audit_log
     WHERE institution = p_institution AND subject = 'report:' || p_report ORDER BY seq DESC LIMIT 1;
    IF NOT FOUND OR v_last.action <> 'export_begun' OR v_last.actor <> p_actor THEN
        PERFORM refuse('report:' || p_report || ' is not under way');
    END IF;
    PERFORM audit_append_next(p_institution, 'report:' || p_report, desk_now(), p_actor, p_action, p_detail);
END $$;

-- ---- what the database refuses (see 0002): a trail that began ends once, and nobody else than who began it ends it

CREATE FUNCTION audit_log_report() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT (CASE NEW.seq
        WHEN 1 THEN NEW.action = 'export_begun'
        WHEN 2 THEN NEW.action IN ('export', 'export_failed')
            AND EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = 1
                        AND actor = NEW.actor)
        ELSE FALSE END) THEN
        PERFORM refuse('reports.trail: a report is begun once, and then ends once by whoever began it');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.actor AND role IN ('supervisor', 'admin') AND disabled_at IS NULL
                   AND (institution IS NULL OR institution = NEW.institution)) THEN
        PERFORM refuse('reports.person: a supervisor or an administrator of the institution takes data out');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_reports BEFORE INSERT ON audit_log FOR EACH ROW WHEN (starts_with(NEW.subject, 'report:'))
    EXECUTE FUNCTION audit_log_report();

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
