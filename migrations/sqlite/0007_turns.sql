-- Which way up a scan is, kept for everyone of the institution who looks at it: no state of an order, so no audit row of one.
CREATE TABLE scan_turns (
    institution TEXT NOT NULL REFERENCES institutions (code),
    sha256      TEXT NOT NULL CHECK (length(sha256) = 64),
    turns       INTEGER NOT NULL CHECK (turns BETWEEN 0 AND 3), -- clockwise quarters
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    PRIMARY KEY (institution, sha256)
) STRICT, WITHOUT ROWID;
