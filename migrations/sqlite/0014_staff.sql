-- Who may do what, who failed to sign in, and why somebody looked.

-- The permission table of src/domain/staff.rs; a test compares the two.
CREATE TABLE role_permissions (
    role       TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
) STRICT, WITHOUT ROWID;

INSERT INTO role_permissions (role, permission) VALUES
    ('proofreader', 'read'), ('proofreader', 'decide'), ('proofreader', 'confirm_listing'),
    ('clerk', 'read'), ('clerk', 'answer'),
    ('supervisor', 'read'), ('supervisor', 'decide'), ('supervisor', 'answer'), ('supervisor', 'supervise'),
    ('supervisor', 'confirm_listing'), ('supervisor', 'withdraw_listing'), ('supervisor', 'unlock_staff'),
    ('supervisor', 'export'),
    ('admin', 'read'), ('admin', 'unlock_staff'), ('admin', 'manage_staff'), ('admin', 'export');

-- Attempts to sign in that failed since the last one that succeeded. One row a login, and one for all logins that there are not:
-- whoever guesses at logins makes no more rows, and what a member of staff typed into the wrong line is not kept.
CREATE TABLE sign_in_failures (
    login        TEXT NOT NULL PRIMARY KEY, -- empty: there is no such login
    failures     INTEGER NOT NULL CHECK (failures > 0),
    last_at      INTEGER NOT NULL,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TRIGGER sign_in_failures_insert BEFORE INSERT ON sign_in_failures
WHEN NEW.login <> '' AND NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.login)
BEGIN SELECT RAISE(ABORT, 'sign_in_failures.login: there is no such login'); END;

-- A look that needs one has a reason. SQLite changes no CHECK: the table is made anew, its rows as they were.
CREATE TABLE looks_anew (
    look_no     INTEGER PRIMARY KEY AUTOINCREMENT,
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    what        TEXT NOT NULL CHECK (what IN ('open', 'reveal', 'external', 'held', 'export')),
    reason      TEXT,
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT;
INSERT INTO looks_anew (look_no, institution, order_no, staff, at, what)
SELECT look_no, institution, order_no, staff, at, what FROM looks ORDER BY look_no;
DROP TABLE looks;
ALTER TABLE looks_anew RENAME TO looks;
CREATE INDEX looks_order ON looks (institution, order_no, at);

CREATE TRIGGER looks_insert BEFORE INSERT ON looks
BEGIN
    SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows') WHERE EXISTS (SELECT 1 FROM looks WHERE look_no = NEW.look_no);
    SELECT RAISE(ABORT, 'looks.reason: whoever looks at this says why')
    WHERE NEW.what IN ('reveal', 'held', 'export') AND trim(COALESCE(NEW.reason, ''), ' ' || char(9, 10, 12, 13, 0x3000)) = '';
    SELECT RAISE(ABORT, 'looks.reason: a reason has at most 100 characters') WHERE length(NEW.reason) > 100;
END;
CREATE TRIGGER looks_update BEFORE UPDATE ON looks
BEGIN SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows'); END;
CREATE TRIGGER looks_delete BEFORE DELETE ON looks
BEGIN SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows'); END;
