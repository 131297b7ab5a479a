-- What was taken out of the database is written into the audit trail under report:ID: that it is begun, and what became of it. On
-- PostgreSQL the writes are functions of this number. A trail that began ends once, and nobody else than who began it ends it.

CREATE TRIGGER audit_log_reports BEFORE INSERT ON audit_log WHEN NEW.subject LIKE 'report:%'
BEGIN
    SELECT RAISE(ABORT, 'reports.trail: a report is begun once, and then ends once by whoever began it')
    WHERE NOT CASE NEW.seq
        WHEN 1 THEN NEW.action = 'export_begun'
        WHEN 2 THEN NEW.action IN ('export', 'export_failed')
            AND EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = 1
                        AND actor = NEW.actor)
        ELSE FALSE END;
    SELECT RAISE(ABORT, 'reports.person: a supervisor or an administrator of the institution takes data out')
    WHERE NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.actor AND role IN ('supervisor', 'admin') AND disabled_at IS NULL
                      AND (institution IS NULL OR institution = NEW.institution));
END;
