-- What goes into the audit trail has bounds: a name of megabytes makes a line of an anchor that no reader takes, and a detail of
-- megabytes is sent to every colleague's desk. The longest detail that the desk writes by itself, a decision on twenty items with ten
-- reasons each, has some 10 KiB; the longest reason that its forms take, 200 characters. Rows that are there already stay as they are.

CREATE TRIGGER audit_log_bounds BEFORE INSERT ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log.bounds: a subject has 1 to 200 characters, none of them a control character')
    WHERE length(NEW.subject) NOT BETWEEN 1 AND 200
       OR NEW.subject GLOB '*[' || char(1) || '-' || char(31) || char(127) || '-' || char(159) || ']*';
    SELECT RAISE(ABORT, 'audit_log.bounds: an action is a word of up to 40 letters')
    WHERE length(NEW.action) NOT BETWEEN 1 AND 40 OR NEW.action GLOB '*[^a-z_]*';
    SELECT RAISE(ABORT, 'audit_log.bounds: a detail has up to 64 KiB') WHERE length(CAST(NEW.detail AS BLOB)) > 65536;
    SELECT RAISE(ABORT, 'audit_log.bounds: a detail is an object in JSON')
    WHERE CASE WHEN json_valid(NEW.detail) THEN json_type(NEW.detail) <> 'object' ELSE TRUE END;
    SELECT RAISE(ABORT, 'audit_log.bounds: a reason has up to 1000 characters') WHERE length(NEW.detail ->> '$.reason') > 1000;
END;
