-- Postponing an order until a day, skipping it, notes among colleagues, versions of the catalogue, the log of looking.

-- ---- tables

-- The standing postponement of an order, for the index that hands orders out; the whole of it is in `postponements`.
ALTER TABLE orders ADD COLUMN postponement INTEGER;    -- its number
ALTER TABLE orders ADD COLUMN postponed_by TEXT;
ALTER TABLE orders ADD COLUMN postponed_until INTEGER; -- from then on it is given to whoever postponed it
ALTER TABLE orders ADD COLUMN pooled_from INTEGER;     -- and from then on to anyone

CREATE TABLE postponements (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    n           INTEGER NOT NULL, -- from 1 within the order
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    until       INTEGER NOT NULL, -- the beginning of a day in China
    pooled_from INTEGER NOT NULL, -- likewise
    reason      TEXT NOT NULL,
    ended_at    INTEGER,          -- taken up again, ended early, or the order left the queue
    ended_by    TEXT REFERENCES staff (login),
    end_reason  TEXT,             -- of an early end
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE skips (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    n           INTEGER NOT NULL, -- from 1 within the order
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    n           INTEGER NOT NULL, -- from 1 within the order
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    item        INTEGER,          -- of a note on one field
    field       TEXT,
    body        TEXT NOT NULL,
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

-- Every catalogue of reasons that a decision was made with. It belongs to no institution.
CREATE TABLE catalogues (
    version TEXT NOT NULL PRIMARY KEY,
    digest  TEXT NOT NULL CHECK (length(digest) = 64), -- SHA-256 of the body
    body    TEXT NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Names that institutions bore, so that an old letter is signed as it was.
CREATE TABLE institution_names (
    institution TEXT NOT NULL REFERENCES institutions (code),
    until       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (institution, until)
) STRICT, WITHOUT ROWID;

-- Who looked at what. Not in the audit trail: looking changes nothing and must not wait for anything that does.
CREATE TABLE looks (
    look_no     INTEGER PRIMARY KEY AUTOINCREMENT,
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    what        TEXT NOT NULL CHECK (what IN ('open', 'reveal', 'external')),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT;

-- What is handed out: postponed orders that came back, by person and for all; and the rest, oldest first.
CREATE INDEX orders_free ON orders (institution, submitted_at, order_no)
    WHERE status = 'awaiting_proofreading' AND postponed_until IS NULL;
CREATE INDEX orders_postponed ON orders (institution, postponed_by, postponed_until) WHERE postponed_until IS NOT NULL;
CREATE INDEX orders_pooled ON orders (institution, pooled_from, order_no) WHERE pooled_from IS NOT NULL;
CREATE INDEX skips_staff ON skips (institution, at, staff);
CREATE INDEX looks_order ON looks (institution, order_no, at);

-- ---- what the database refuses (see 0002)

CREATE TRIGGER orders_insert_postponed BEFORE INSERT ON orders
WHEN NEW.postponement IS NOT NULL OR NEW.postponed_by IS NOT NULL OR NEW.postponed_until IS NOT NULL OR NEW.pooled_from IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'orders.postponed: an order does not come postponed'); END;

-- The order says what its standing postponement says, or nothing where none stands; and nobody holds what is postponed.
CREATE TRIGGER orders_postponed_update BEFORE UPDATE ON orders
WHEN NEW.postponement IS NOT OLD.postponement OR NEW.postponed_by IS NOT OLD.postponed_by
    OR NEW.postponed_until IS NOT OLD.postponed_until OR NEW.pooled_from IS NOT OLD.pooled_from
BEGIN
    SELECT RAISE(ABORT, 'orders.postponed: there is no such postponement')
    WHERE NEW.postponement IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM postponements
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND n = NEW.postponement AND ended_at IS NULL
                        AND staff = NEW.postponed_by AND until = NEW.postponed_until AND pooled_from = NEW.pooled_from);
    SELECT RAISE(ABORT, 'orders.postponed: the postponement stands')
    WHERE NEW.postponement IS NULL
      AND (NEW.postponed_by IS NOT NULL OR NEW.postponed_until IS NOT NULL OR NEW.pooled_from IS NOT NULL
           OR EXISTS (SELECT 1 FROM postponements
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL));
END;
CREATE TRIGGER orders_postponed_claim BEFORE UPDATE ON orders WHEN NEW.postponement IS NOT NULL AND NEW.claimed_by IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'orders.postponed: nobody holds a postponed order'); END;

-- An order that leaves the queue while it is postponed (its applicant cancels it) is postponed no longer.
CREATE TRIGGER orders_postponed_leave AFTER UPDATE ON orders WHEN NEW.status <> 'awaiting_proofreading' AND NEW.postponement IS NOT NULL
BEGIN
    UPDATE postponements SET ended_at = NEW.updated_at
    WHERE institution = NEW.institution AND order_no = NEW.order_no AND n = NEW.postponement;
    UPDATE orders SET postponement = NULL, postponed_by = NULL, postponed_until = NULL, pooled_from = NULL
    WHERE institution = NEW.institution AND order_no = NEW.order_no;
END;

CREATE TRIGGER postponements_insert BEFORE INSERT ON postponements
BEGIN
    SELECT RAISE(ABORT, 'postponements.fixed: a postponement does not change')
    WHERE NEW.ended_at IS NOT NULL OR NEW.ended_by IS NOT NULL OR NEW.end_reason IS NOT NULL
       OR NEW.n <> 1 + (SELECT COALESCE(MAX(n), 0) FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no)
       OR EXISTS (SELECT 1 FROM postponements
                  WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL);
    SELECT RAISE(ABORT, 'postponements.claim: only who holds an order that awaits proofreading postpones it')
    WHERE NOT EXISTS (SELECT 1 FROM orders
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading'
                        AND claimed_by = NEW.staff
                        AND claimed_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'postponements.until: until a day to come within a year, with a reason')
    WHERE NEW.until <= CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
       OR NEW.until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) + 31622400000
       OR (NEW.until + 28800000) % 86400000 <> 0 OR (NEW.pooled_from + 28800000) % 86400000 <> 0
       OR NEW.pooled_from <= NEW.until OR NEW.pooled_from > NEW.until + 2592000000 OR trim(NEW.reason) = '';
END;
CREATE TRIGGER postponements_update BEFORE UPDATE ON postponements
BEGIN
    SELECT RAISE(ABORT, 'postponements.fixed: a postponement does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.n <> OLD.n OR NEW.staff <> OLD.staff
       OR NEW.at <> OLD.at OR NEW.until <> OLD.until OR NEW.pooled_from <> OLD.pooled_from OR NEW.reason <> OLD.reason
       OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL;
    SELECT RAISE(ABORT, 'postponements.end: before its day it ends by someone and with a reason')
    WHERE OLD.until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
      AND (NEW.ended_by IS NULL OR trim(COALESCE(NEW.end_reason, '')) = '')
      AND EXISTS (SELECT 1 FROM orders WHERE institution = NEW.institution AND order_no = NEW.order_no
                  AND status = 'awaiting_proofreading');
END;
CREATE TRIGGER postponements_delete BEFORE DELETE ON postponements
BEGIN SELECT RAISE(ABORT, 'postponements.fixed: a postponement is never deleted'); END;

CREATE TRIGGER skips_insert BEFORE INSERT ON skips
BEGIN
    SELECT RAISE(ABORT, 'skips.fixed: a skip stays as it was')
    WHERE NEW.n <> 1 + (SELECT COALESCE(MAX(n), 0) FROM skips WHERE institution = NEW.institution AND order_no = NEW.order_no);
    SELECT RAISE(ABORT, 'skips.claim: only who holds an order that awaits proofreading skips it, with a reason')
    WHERE trim(NEW.reason) = ''
       OR NOT EXISTS (SELECT 1 FROM orders
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading'
                        AND claimed_by = NEW.staff
                        AND claimed_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
END;
CREATE TRIGGER skips_update BEFORE UPDATE ON skips
BEGIN SELECT RAISE(ABORT, 'skips.fixed: a skip stays as it was'); END;
CREATE TRIGGER skips_delete BEFORE DELETE ON skips
BEGIN SELECT RAISE(ABORT, 'skips.fixed: a skip stays as it was'); END;

-- No note without its row in the trail, which has the note's number and never its text.
CREATE TRIGGER notes_insert BEFORE INSERT ON notes
BEGIN
    SELECT RAISE(ABORT, 'notes.fixed: a note stays as it was written')
    WHERE trim(NEW.body) = ''
       OR NEW.n <> 1 + (SELECT COALESCE(MAX(n), 0) FROM notes WHERE institution = NEW.institution AND order_no = NEW.order_no);
    SELECT RAISE(ABORT, 'notes.audit: a note leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = NEW.order_no AND actor = NEW.staff AND action = 'note'
                        AND json_extract(detail, '$.n') = NEW.n);
END;
CREATE TRIGGER notes_update BEFORE UPDATE ON notes
BEGIN SELECT RAISE(ABORT, 'notes.fixed: a note stays as it was written'); END;
CREATE TRIGGER notes_delete BEFORE DELETE ON notes
BEGIN SELECT RAISE(ABORT, 'notes.fixed: a note stays as it was written'); END;

CREATE TRIGGER catalogues_insert BEFORE INSERT ON catalogues WHEN EXISTS (SELECT 1 FROM catalogues WHERE version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'catalogues.fixed: a version of the catalogue never changes'); END;
CREATE TRIGGER catalogues_update BEFORE UPDATE ON catalogues
BEGIN SELECT RAISE(ABORT, 'catalogues.fixed: a version of the catalogue never changes'); END;
CREATE TRIGGER catalogues_delete BEFORE DELETE ON catalogues
BEGIN SELECT RAISE(ABORT, 'catalogues.fixed: a version of the catalogue never changes'); END;

CREATE TRIGGER institutions_rename AFTER UPDATE ON institutions WHEN NEW.name <> OLD.name
BEGIN
    -- Each later than the one before, whatever the clock does.
    INSERT INTO institution_names (institution, until, name)
    SELECT OLD.code, MAX(CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER), COALESCE(1 + MAX(until), 0)), OLD.name
    FROM institution_names WHERE institution = OLD.code;
END;
CREATE TRIGGER institution_names_insert BEFORE INSERT ON institution_names
WHEN EXISTS (SELECT 1 FROM institution_names WHERE institution = NEW.institution AND until >= NEW.until)
BEGIN SELECT RAISE(ABORT, 'institution_names.fixed: a name that was borne stays'); END;
CREATE TRIGGER institution_names_update BEFORE UPDATE ON institution_names
BEGIN SELECT RAISE(ABORT, 'institution_names.fixed: a name that was borne stays'); END;
CREATE TRIGGER institution_names_delete BEFORE DELETE ON institution_names
BEGIN SELECT RAISE(ABORT, 'institution_names.fixed: a name that was borne stays'); END;

CREATE TRIGGER looks_insert BEFORE INSERT ON looks WHEN EXISTS (SELECT 1 FROM looks WHERE look_no = NEW.look_no)
BEGIN SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows'); END;
CREATE TRIGGER looks_update BEFORE UPDATE ON looks
BEGIN SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows'); END;
CREATE TRIGGER looks_delete BEFORE DELETE ON looks
BEGIN SELECT RAISE(ABORT, 'looks.fixed: the log of looking only grows'); END;
