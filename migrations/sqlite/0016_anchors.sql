-- The register of all that has an audit trail, numbered in the order in which the trails begin. A trail that is removed leaves a number
-- without a trail; one that is removed from here too leaves a gap; and what was cut off at the end shows against an anchor, a file kept
-- elsewhere that names how far each trail went. Anchors that were taken are rows of the trail `desk:anchors`.

CREATE TABLE audit_subjects (
    institution TEXT NOT NULL, -- empty for what belongs to none
    subject_no  INTEGER NOT NULL, -- from 1 within the institution, without a gap
    subject     TEXT NOT NULL,
    PRIMARY KEY (institution, subject_no)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX audit_subjects_name ON audit_subjects (institution, subject);

INSERT INTO audit_subjects (institution, subject_no, subject)
SELECT institution, ROW_NUMBER() OVER (PARTITION BY institution ORDER BY at, subject), subject FROM audit_log WHERE seq = 1;

CREATE TRIGGER audit_subjects_insert BEFORE INSERT ON audit_subjects
BEGIN
    SELECT RAISE(ABORT, 'audit_subjects.fixed: the register only grows, with the trails')
    WHERE NEW.subject_no <> (SELECT 1 + COALESCE(MAX(subject_no), 0) FROM audit_subjects WHERE institution = NEW.institution)
       OR EXISTS (SELECT 1 FROM audit_subjects WHERE institution = NEW.institution AND subject = NEW.subject)
       OR NOT EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = 1);
END;
CREATE TRIGGER audit_subjects_update BEFORE UPDATE ON audit_subjects
BEGIN SELECT RAISE(ABORT, 'audit_subjects.fixed: the register only grows, with the trails'); END;
CREATE TRIGGER audit_subjects_delete BEFORE DELETE ON audit_subjects
BEGIN SELECT RAISE(ABORT, 'audit_subjects.fixed: the register only grows, with the trails'); END;

CREATE TRIGGER audit_log_register AFTER INSERT ON audit_log WHEN NEW.seq = 1
BEGIN
    INSERT INTO audit_subjects (institution, subject_no, subject)
    SELECT NEW.institution, 1 + COALESCE(MAX(subject_no), 0), NEW.subject FROM audit_subjects WHERE institution = NEW.institution;
END;
