-- On PostgreSQL this migration makes each member of staff a login of the server's and has the database keep institutions apart. A SQLite
-- file knows no logins: whoever can write to it can do anything to it, and the audit trail shows it.
SELECT 1;
