-- What goes into the audit trail has bounds. Subjects and details are put together from what the desk's functions are called with, and
-- psql can call them with anything: a trail with a name of megabytes makes a line of an anchor that no reader takes, and a detail of
-- megabytes is sent to every colleague's desk. The longest detail that the desk writes by itself, a decision on twenty items with ten
-- reasons each, has some 10 KiB; the longest reason that its forms take, 200 characters. Rows that are there already stay as they are.

CREATE FUNCTION audit_bounds() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF length(NEW.subject) NOT BETWEEN 1 AND 200 OR NEW.subject ~ '[\u0001-\u001f\u007f-\u009f]' THEN
        PERFORM refuse('audit_log.bounds: a subject has 1 to 200 characters, none of them a control character');
    ELSIF NEW.action !~ '^[a-z_]{1,40}$' THEN
        PERFORM refuse('audit_log.bounds: an action is a word of up to 40 letters');
    ELSIF octet_length(NEW.detail) > 65536 THEN
        PERFORM refuse('audit_log.bounds: a detail has up to 64 KiB');
    ELSIF json_typeof(NEW.detail::json) <> 'object' THEN
        PERFORM refuse('audit_log.bounds: a detail is an object in JSON');
    ELSIF length(NEW.detail::json ->> 'reason') > 1000 THEN
        PERFORM refuse('audit_log.bounds: a reason has up to 1000 characters');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_bounds BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_bounds();

SELECT secure_desk();
