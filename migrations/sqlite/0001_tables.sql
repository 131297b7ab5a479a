-- The tables of the desk. The names are a contract with the portal's people and the auditors.
-- Times are UTC epoch milliseconds, days are YYYY-MM-DD, money is integer fen, codes are the words of src/domain.
-- Every table that belongs to an order carries the institution and has it first in its key.

CREATE TABLE institutions (
    code          TEXT NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL,
    short_name    TEXT NOT NULL,
    province_code TEXT
) STRICT;

CREATE TABLE staff (
    login         TEXT NOT NULL PRIMARY KEY,
    institution   TEXT REFERENCES institutions (code), -- NULL: all of them
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('proofreader', 'clerk', 'supervisor', 'admin')),
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT;

CREATE TABLE orders (
    institution        TEXT NOT NULL REFERENCES institutions (code),
    order_no           TEXT NOT NULL CHECK (length(order_no) = 16),
    status             TEXT NOT NULL,
    round              INTEGER NOT NULL DEFAULT 1, -- 1: 初次提交
    version            INTEGER NOT NULL DEFAULT 1, -- goes up by one with each change of status
    audit_seq          INTEGER NOT NULL,           -- the newest audit row; a change of status must name its own
    kind               TEXT NOT NULL CHECK (kind IN ('new', 'reconsideration')),
    reconsiders        TEXT,
    account            TEXT NOT NULL,
    purpose            TEXT NOT NULL,
    consented_at       INTEGER NOT NULL,
    first_submitted_at INTEGER NOT NULL,
    submitted_at       INTEGER NOT NULL,           -- of this round; the queue's order
    updated_at         INTEGER NOT NULL,
    applicant_nature   TEXT NOT NULL CHECK (applicant_nature IN ('individual', 'unit')),
    applicant_name     TEXT NOT NULL,
    applicant_location TEXT NOT NULL,
    applicant_mobile   TEXT NOT NULL,
    applicant_email    TEXT NOT NULL,
    remark             TEXT NOT NULL,
    payment_state      TEXT NOT NULL CHECK (payment_state IN ('free', 'paid')),
    paid_at            INTEGER,
    invoice_title      TEXT,
    invoice_tax_no     TEXT,
    holder             TEXT NOT NULL,              -- of the first item: what a row of the queue shows
    summary            TEXT NOT NULL,              -- likewise (G8.2)
    item_count         INTEGER NOT NULL,
    attachment_count   INTEGER NOT NULL,           -- of the current ones
    finding_count      INTEGER NOT NULL DEFAULT 0, -- of those that warn or err
    claimed_by         TEXT REFERENCES staff (login),
    claim_token        TEXT,
    claimed_at         INTEGER,
    claimed_until      INTEGER,
    PRIMARY KEY (institution, order_no),
    CHECK ((claimed_by IS NULL) = (claim_token IS NULL) AND (claimed_by IS NULL) = (claimed_until IS NULL))
) STRICT;

CREATE UNIQUE INDEX orders_number ON orders (order_no);
-- The queue and its counts read nothing but this.
CREATE INDEX orders_open ON orders (institution, status, submitted_at, order_no)
    WHERE status = 'awaiting_proofreading' OR status = 'awaiting_supplement'; -- not IN: SQLite's planner would not see through it
CREATE INDEX orders_claimed ON orders (claimed_by) WHERE claimed_by IS NOT NULL;

CREATE TABLE items (
    institution          TEXT NOT NULL,
    order_no             TEXT NOT NULL,
    item                 INTEGER NOT NULL,
    service              TEXT NOT NULL CHECK (service IN ('degree', 'transcript', 'gaokao', 'huikao')),
    copies_zh            INTEGER NOT NULL,
    copies_en            INTEGER NOT NULL,
    unit_price_fen       INTEGER NOT NULL,
    identity_method      TEXT NOT NULL CHECK (identity_method IN ('online', 'offline')),
    identity_verified_at INTEGER,
    status               TEXT NOT NULL,
    PRIMARY KEY (institution, order_no, item),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificates (
    institution     TEXT NOT NULL,
    order_no        TEXT NOT NULL,
    item            INTEGER NOT NULL,
    holder          TEXT NOT NULL,
    id_type         TEXT NOT NULL,
    id_no           TEXT NOT NULL,
    number          TEXT,
    school          TEXT NOT NULL,
    school_province TEXT,
    category        TEXT,
    level           TEXT,
    enrolled_on     TEXT,
    graduated_on    TEXT,
    major           TEXT,
    duration        TEXT,
    conclusion      TEXT,
    remark          TEXT,
    PRIMARY KEY (institution, order_no, item),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
) STRICT, WITHOUT ROWID;

-- G3.12 asks across institutions, so the institution is not first here.
CREATE INDEX certificates_number ON certificates (number, holder) WHERE number IS NOT NULL;

CREATE TABLE attachments (
    institution   TEXT NOT NULL,
    order_no      TEXT NOT NULL,
    item          INTEGER NOT NULL,
    round         INTEGER NOT NULL, -- in which it came
    position      INTEGER NOT NULL, -- in that round's list, from 0
    kind          TEXT NOT NULL CHECK (kind IN ('diploma', 'id_card', 'other', 'held_id_photo')),
    file_name     TEXT NOT NULL,
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    bytes         INTEGER NOT NULL,
    width         INTEGER NOT NULL,
    height        INTEGER NOT NULL,
    format        TEXT NOT NULL CHECK (format IN ('jpeg', 'png')),
    superseded_by INTEGER,          -- the round whose list no longer has it
    PRIMARY KEY (institution, order_no, item, round, position),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    item        INTEGER NOT NULL,
    round       INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    finding     TEXT NOT NULL, -- the check's id: C4
    field       TEXT,
    severity    TEXT NOT NULL CHECK (severity IN ('error', 'warn', 'info')),
    says        TEXT NOT NULL CHECK (says IN ('agrees', 'disagrees', 'not_applicable', 'unknown')),
    message     TEXT NOT NULL,
    PRIMARY KEY (institution, order_no, item, round, position),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    institution       TEXT NOT NULL,
    order_no          TEXT NOT NULL,
    token             TEXT NOT NULL,    -- made by the desk: after an unknown outcome one asks by it
    round             INTEGER NOT NULL,
    version           INTEGER NOT NULL, -- of the order as it was decided
    status            TEXT NOT NULL,    -- where the decision leads
    staff             TEXT NOT NULL REFERENCES staff (login),
    decided_at        INTEGER NOT NULL,
    held_until        INTEGER NOT NULL,
    taken_back_at     INTEGER,
    catalogue_version TEXT NOT NULL,
    letter_generated  TEXT NOT NULL,
    letter            TEXT NOT NULL,    -- as sent; differs from the generated one where it was edited
    draft             TEXT NOT NULL,    -- the work as it was, for taking the decision back
    PRIMARY KEY (institution, order_no, version),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX decisions_token ON decisions (token);
CREATE INDEX decisions_staff ON decisions (staff, decided_at);

CREATE TABLE decision_items (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    version     INTEGER NOT NULL,
    item        INTEGER NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('approve', 'reject', 'supplement')),
    reasons     TEXT NOT NULL, -- JSON array of catalogue codes
    PRIMARY KEY (institution, order_no, version, item),
    FOREIGN KEY (institution, order_no, version) REFERENCES decisions (institution, order_no, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    version     INTEGER NOT NULL,
    item        INTEGER NOT NULL,
    field       TEXT NOT NULL,
    verdict     TEXT NOT NULL CHECK (verdict IN ('match', 'mismatch', 'illegible', 'missing', 'not_applicable')),
    PRIMARY KEY (institution, order_no, version, item, field),
    FOREIGN KEY (institution, order_no, version) REFERENCES decisions (institution, order_no, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    institution TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    body        TEXT NOT NULL, -- JSON
    saved_at    INTEGER NOT NULL,
    PRIMARY KEY (institution, order_no, staff)
) STRICT, WITHOUT ROWID;

CREATE TABLE enquiries (
    institution  TEXT NOT NULL REFERENCES institutions (code),
    enquiry_no   TEXT NOT NULL,
    account      TEXT NOT NULL,
    order_no     TEXT,
    subject      TEXT NOT NULL,
    opened_at    INTEGER NOT NULL,
    last_post_at INTEGER NOT NULL,
    waiting_since INTEGER, -- the applicant's oldest unanswered post
    PRIMARY KEY (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX enquiries_number ON enquiries (enquiry_no);
CREATE INDEX enquiries_waiting ON enquiries (institution, waiting_since, enquiry_no) WHERE waiting_since IS NOT NULL;

CREATE TABLE enquiry_posts (
    institution TEXT NOT NULL,
    enquiry_no  TEXT NOT NULL,
    post        INTEGER NOT NULL, -- from 1
    author      TEXT NOT NULL CHECK (author IN ('applicant', 'staff')),
    staff       TEXT REFERENCES staff (login),
    at          INTEGER NOT NULL,
    body        TEXT NOT NULL,
    PRIMARY KEY (institution, enquiry_no, post),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    institution    TEXT NOT NULL,
    message_id     TEXT NOT NULL, -- UUIDv7
    order_no       TEXT,
    enquiry_no     TEXT,
    account        TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected', 'supplement', 'enquiry_reply', 'reopened')),
    title          TEXT NOT NULL,
    body           TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    held_until     INTEGER NOT NULL,
    decision_token TEXT,
    withdrawn_at   INTEGER, -- its decision was taken back
    delivered_at   INTEGER,
    PRIMARY KEY (institution, message_id),
    CHECK (withdrawn_at IS NULL OR delivered_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX messages_due ON messages (created_at, message_id) WHERE delivered_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX messages_order ON messages (institution, order_no, created_at) WHERE order_no IS NOT NULL;

CREATE TABLE listings (
    institution  TEXT NOT NULL REFERENCES institutions (code),
    listing      TEXT NOT NULL, -- UUIDv7
    id_no        TEXT NOT NULL, -- 18-digit form for resident IDs
    name         TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    ends_on      TEXT NOT NULL, -- first day on which applications are taken again (G2.2: a year later)
    reason       TEXT NOT NULL,
    PRIMARY KEY (institution, listing)
) STRICT, WITHOUT ROWID;

-- G2.2 asks across institutions.
CREATE INDEX listings_id ON listings (id_no, effective_on);

CREATE TABLE feed_events (
    institution TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    digest      TEXT NOT NULL, -- SHA-256 of the event's canonical JSON
    event       TEXT NOT NULL,
    subject     TEXT NOT NULL, -- order number or enquiry:NUMBER
    at          INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (institution, event_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX feed_events_id ON feed_events (event_id);

-- One row a search key. Apart from orders, so that a change of status touches no search index.
-- kind: name, initials, school, school_initials, number_tail, id_tail, mobile_tail (tails are stored reversed).
CREATE TABLE order_search (
    institution TEXT NOT NULL,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    order_no    TEXT NOT NULL,
    PRIMARY KEY (institution, kind, key, order_no)
) STRICT, WITHOUT ROWID;

-- Append-only; hash-chained within each subject.
CREATE TABLE audit_log (
    institution TEXT NOT NULL,
    subject     TEXT NOT NULL, -- an order number, enquiry:NUMBER or staff:LOGIN
    seq         INTEGER NOT NULL, -- from 1 within the subject
    at          INTEGER NOT NULL,
    actor       TEXT NOT NULL, -- a login, or portal
    action      TEXT NOT NULL,
    detail      TEXT NOT NULL, -- JSON, byte for byte what was hashed
    prev_hash   TEXT NOT NULL, -- empty for the first
    hash        TEXT NOT NULL,
    PRIMARY KEY (institution, subject, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_recent ON audit_log (institution, at);

-- Every arrow of the status machine; triggers refuse what is not here.
CREATE TABLE status_moves (
    action      TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status   TEXT NOT NULL,
    PRIMARY KEY (action, from_status, to_status)
) STRICT, WITHOUT ROWID;

INSERT INTO status_moves (action, from_status, to_status) VALUES
    ('decide', 'awaiting_proofreading', 'accepted'),
    ('decide', 'awaiting_proofreading', 'rejected'),
    ('decide', 'awaiting_proofreading', 'awaiting_supplement'),
    ('take_back', 'accepted', 'awaiting_proofreading'),
    ('take_back', 'rejected', 'awaiting_proofreading'),
    ('take_back', 'awaiting_supplement', 'awaiting_proofreading'),
    ('resubmit', 'awaiting_supplement', 'awaiting_proofreading'),
    ('cancel', 'awaiting_proofreading', 'cancelled'),
    ('reopen', 'accepted', 'awaiting_proofreading'),
    ('reopen', 'rejected', 'awaiting_proofreading'),
    ('reject_unanswered', 'awaiting_supplement', 'rejected');

-- How many orders entered (or left) a status on a day: deltas are appended by trigger and rolled up into daily_counts now and
-- then, so that a total never counts orders and no two decisions contend for one counter row.
CREATE TABLE count_deltas (
    delta_no    INTEGER PRIMARY KEY AUTOINCREMENT,
    institution TEXT NOT NULL,
    day         TEXT NOT NULL, -- YYYY-MM-DD in China
    status      TEXT NOT NULL,
    delta       INTEGER NOT NULL
) STRICT;

CREATE TABLE daily_counts (
    institution TEXT NOT NULL,
    day         TEXT NOT NULL,
    status      TEXT NOT NULL,
    n           INTEGER NOT NULL,
    PRIMARY KEY (institution, day, status)
) STRICT, WITHOUT ROWID;
