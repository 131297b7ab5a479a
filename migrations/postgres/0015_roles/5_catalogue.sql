
-- A version of the catalogue of reasons is kept by whoever decides with it first, and stays. Anything can be kept under a version to come
-- by somebody with psql, and every desk that carries that version would be refused from then on. So who kept it stands in the trail, and
-- the operator puts the right one in its place, as long as no decision was made with the version.

CREATE FUNCTION is_catalogue_used(p_version text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM decisions WHERE catalogue_version = p_version);
END $$;
COMMENT ON FUNCTION is_catalogue_used IS 'callers: owner; runs as: across';

DROP TRIGGER catalogues_fixed ON catalogues;
CREATE TRIGGER catalogues_fixed BEFORE DELETE OR TRUNCATE ON catalogues FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('catalogues.fixed: a version of the catalogue never changes');
CREATE FUNCTION catalogues_replace() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.version <> OLD.version OR is_catalogue_used(OLD.version) OR NOT session_has('operator')
       OR NOT EXISTS (SELECT 1 FROM audit_log WHERE institution = '' AND subject = 'catalogue:' || NEW.version
                      AND action = 'replace_catalogue' AND detail::jsonb ->> 'digest' = NEW.digest) THEN
        PERFORM refuse('catalogues.fixed: a version of the catalogue never changes');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalogues_replaced BEFORE UPDATE ON catalogues FOR EACH ROW EXECUTE FUNCTION catalogues_replace();

-- What a member of staff keeps is written down in their institution.
CREATE OR REPLACE FUNCTION keep_catalogue(p_version text, p_body text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_body text;
    v_digest text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
    v_now bigint := desk_now();
BEGIN
    IF session_kind() NOT IN ('member', 'operator') THEN
        PERFORM refuse('session.person: a catalogue is kept by a member of staff');
    END IF;
    INSERT INTO catalogues (version, digest, body, kept_at) VALUES (p_version, v_digest, p_body, v_now) ON CONFLICT DO NOTHING;
    IF FOUND AND session_kind() = 'member' THEN
        PERFORM audit_append_next(coalesce(my_institution(), ''), 'catalogue:' || p_version, v_now, session_login(), 'keep_catalogue',
            format('{"digest":%s}', js(v_digest)));
    END IF;
    SELECT body INTO v_body FROM catalogues WHERE version = p_version;
    RETURN v_body;
END $$;

-- Puts another body under a version that no decision refers to: the operator does.
CREATE FUNCTION replace_catalogue(p_version text, p_body text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_digest text := encode(sha256(convert_to(p_body, 'UTF8')), 'hex');
    v_before text;
    v_now bigint := desk_now();
BEGIN
    PERFORM in_person('command-line');
    SELECT digest INTO v_before FROM catalogues WHERE version = p_version FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('catalogue ' || p_version);
    END IF;
    PERFORM audit_append_next('', 'catalogue:' || p_version, v_now, 'command-line', 'replace_catalogue',
        format('{"before":%s,"digest":%s}', js(v_before), js(v_digest)));
    UPDATE catalogues SET digest = v_digest, body = p_body, kept_at = v_now WHERE version = p_version;
END $$;
