-- On PostgreSQL this migration makes each member of staff a login of the server's and has the database keep institutions apart. A SQLite
-- file knows no logins: whoever can write to it can do anything to it, and the audit trail shows it.

-- Whose turn it is to submit, where many write at once: on PostgreSQL. Here writers wait for each other anyway.
CREATE TABLE intake_turn (turn INTEGER PRIMARY KEY) STRICT;
