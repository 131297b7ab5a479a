-- The register of all that has an audit trail, numbered in the order in which the trails begin. A trail that is removed leaves a number
-- without a trail; one that is removed from here too leaves a gap; and what was cut off at the end shows against an anchor, a file kept
-- elsewhere that names how far each trail went. Anchors that were taken are rows of the trail `desk:anchors`.

CREATE TABLE audit_subjects (
    institution text COLLATE "C" NOT NULL, -- empty for what belongs to none
    subject_no  bigint NOT NULL, -- from 1 within the institution, without a gap
    subject     text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, subject_no)
);

CREATE UNIQUE INDEX audit_subjects_name ON audit_subjects (institution, subject);

INSERT INTO audit_subjects (institution, subject_no, subject)
SELECT institution, row_number() OVER (PARTITION BY institution ORDER BY at, subject), subject FROM audit_log WHERE seq = 1;

CREATE FUNCTION audit_subjects_add() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.subject_no <> (SELECT 1 + coalesce(max(subject_no), 0) FROM audit_subjects WHERE institution = NEW.institution)
       OR NOT EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = 1) THEN
        PERFORM refuse('audit_subjects.fixed: the register only grows, with the trails');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_subjects_insert BEFORE INSERT ON audit_subjects FOR EACH ROW EXECUTE FUNCTION audit_subjects_add();
CREATE TRIGGER audit_subjects_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_subjects FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('audit_subjects.fixed: the register only grows, with the trails');

-- Whoever begins a trail holds the institution's first row until the end of the transaction, so that no number is given twice and none
-- is left out. A trail begins once in the life of an order; its later rows come past here without waiting. The very first trail of an
-- institution has nothing to hold: two at once meet at the primary key, and one tries again.
CREATE FUNCTION audit_register() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM audit_subjects WHERE institution = NEW.institution AND subject_no = 1 FOR NO KEY UPDATE;
    INSERT INTO audit_subjects (institution, subject_no, subject)
    SELECT NEW.institution, 1 + coalesce(max(subject_no), 0), NEW.subject FROM audit_subjects WHERE institution = NEW.institution;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_log_register AFTER INSERT ON audit_log FOR EACH ROW WHEN (NEW.seq = 1) EXECUTE FUNCTION audit_register();

-- Writes down that an anchor was taken; null where another one was taken meanwhile.
CREATE FUNCTION record_anchor(p_seq bigint, p_actor text, p_detail text) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF p_seq <> (SELECT 1 + coalesce(max(seq), 0) FROM audit_log WHERE institution = '' AND subject = 'desk:anchors') THEN
        RETURN NULL;
    END IF;
    RETURN audit_append('', 'desk:anchors', p_seq, desk_now(), p_actor, 'anchor', p_detail);
END $$;

SELECT secure_desk();
