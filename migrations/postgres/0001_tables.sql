-- The tables of the desk on PostgreSQL. The names are a contract with the portal's people and the auditors; the same stand in
-- migrations/sqlite, and a test compares the two.
-- Text is COLLATE "C" throughout: ranges, pages and sorted lists come in code-point order, whatever the locale of the database is.
-- Times are UTC epoch milliseconds, days are YYYY-MM-DD, money is integer fen, codes are the words of src/domain.
-- Every table that belongs to an order carries the institution and has it first in its key.

CREATE TABLE institutions (
    code          text COLLATE "C" NOT NULL PRIMARY KEY,
    name          text COLLATE "C" NOT NULL,
    short_name    text COLLATE "C" NOT NULL,
    province_code text COLLATE "C"
);

CREATE TABLE staff (
    login         text COLLATE "C" NOT NULL PRIMARY KEY,
    institution   text COLLATE "C" REFERENCES institutions (code), -- NULL: all of them
    name          text COLLATE "C" NOT NULL,
    role          text COLLATE "C" NOT NULL CHECK (role IN ('proofreader', 'clerk', 'supervisor', 'admin')),
    password_hash text COLLATE "C" NOT NULL,
    created_at    bigint NOT NULL,
    disabled_at   bigint
);

CREATE TABLE orders (
    institution        text COLLATE "C" NOT NULL REFERENCES institutions (code),
    order_no           text COLLATE "C" NOT NULL CHECK (length(order_no) = 16),
    status             text COLLATE "C" NOT NULL,
    round              bigint NOT NULL DEFAULT 1, -- 1: 初次提交
    version            bigint NOT NULL DEFAULT 1, -- goes up by one with each change of status
    audit_seq          bigint NOT NULL, -- the newest audit row; a change of status must name its own
    kind               text COLLATE "C" NOT NULL CHECK (kind IN ('new', 'reconsideration')),
    reconsiders        text COLLATE "C",
    account            text COLLATE "C" NOT NULL,
    purpose            text COLLATE "C" NOT NULL,
    consented_at       bigint NOT NULL,
    first_submitted_at bigint NOT NULL,
    submitted_at       bigint NOT NULL, -- of this round; the queue's order
    updated_at         bigint NOT NULL,
    applicant_nature   text COLLATE "C" NOT NULL CHECK (applicant_nature IN ('individual', 'unit')),
    applicant_name     text COLLATE "C" NOT NULL,
    applicant_location text COLLATE "C" NOT NULL,
    applicant_mobile   text COLLATE "C" NOT NULL,
    applicant_email    text COLLATE "C" NOT NULL,
    remark             text COLLATE "C" NOT NULL,
    payment_state      text COLLATE "C" NOT NULL CHECK (payment_state IN ('free', 'paid')),
    paid_at            bigint,
    invoice_title      text COLLATE "C",
    invoice_tax_no     text COLLATE "C",
    holder             text COLLATE "C" NOT NULL, -- of the first item: what a row of the queue shows
    summary            text COLLATE "C" NOT NULL, -- likewise (G8.2)
    item_count         bigint NOT NULL,
    attachment_count   bigint NOT NULL, -- of the current ones
    finding_count      bigint NOT NULL DEFAULT 0, -- of those that warn or err
    claimed_by         text COLLATE "C" REFERENCES staff (login),
    claim_token        text COLLATE "C",
    claimed_at         bigint,
    claimed_until      bigint,
    PRIMARY KEY (institution, order_no),
    CHECK ((claimed_by IS NULL) = (claim_token IS NULL) AND (claimed_by IS NULL) = (claimed_until IS NULL))
);

CREATE UNIQUE INDEX orders_number ON orders (order_no);
-- The queue and its counts read nothing but this.
CREATE INDEX orders_open ON orders (institution, status, submitted_at, order_no)
    WHERE status IN ('awaiting_proofreading', 'awaiting_supplement');
CREATE INDEX orders_claimed ON orders (claimed_by) WHERE claimed_by IS NOT NULL;

CREATE TABLE items (
    institution          text COLLATE "C" NOT NULL,
    order_no             text COLLATE "C" NOT NULL,
    item                 bigint NOT NULL,
    service              text COLLATE "C" NOT NULL CHECK (service IN ('degree', 'transcript', 'gaokao', 'huikao')),
    copies_zh            bigint NOT NULL,
    copies_en            bigint NOT NULL,
    unit_price_fen       bigint NOT NULL,
    identity_method      text COLLATE "C" NOT NULL CHECK (identity_method IN ('online', 'offline')),
    identity_verified_at bigint,
    status               text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, order_no, item),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

CREATE TABLE certificates (
    institution     text COLLATE "C" NOT NULL,
    order_no        text COLLATE "C" NOT NULL,
    item            bigint NOT NULL,
    holder          text COLLATE "C" NOT NULL,
    id_type         text COLLATE "C" NOT NULL,
    id_no           text COLLATE "C" NOT NULL,
    number          text COLLATE "C",
    school          text COLLATE "C" NOT NULL,
    school_province text COLLATE "C",
    category        text COLLATE "C",
    level           text COLLATE "C",
    enrolled_on     text COLLATE "C",
    graduated_on    text COLLATE "C",
    major           text COLLATE "C",
    duration        text COLLATE "C",
    conclusion      text COLLATE "C",
    remark          text COLLATE "C",
    PRIMARY KEY (institution, order_no, item),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
);

-- G3.12 asks across institutions, so the institution is not first here.
CREATE INDEX certificates_number ON certificates (number, holder) WHERE number IS NOT NULL;

CREATE TABLE attachments (
    institution   text COLLATE "C" NOT NULL,
    order_no      text COLLATE "C" NOT NULL,
    item          bigint NOT NULL,
    round         bigint NOT NULL, -- in which it came
    position      bigint NOT NULL, -- in that round's list, from 0
    kind          text COLLATE "C" NOT NULL CHECK (kind IN ('diploma', 'id_card', 'other', 'held_id_photo')),
    file_name     text COLLATE "C" NOT NULL,
    sha256        text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    bytes         bigint NOT NULL,
    width         bigint NOT NULL,
    height        bigint NOT NULL,
    format        text COLLATE "C" NOT NULL CHECK (format IN ('jpeg', 'png')),
    superseded_by bigint, -- the round whose list no longer has it
    PRIMARY KEY (institution, order_no, item, round, position),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
);

CREATE TABLE findings (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    item        bigint NOT NULL,
    round       bigint NOT NULL,
    position    bigint NOT NULL,
    finding     text COLLATE "C" NOT NULL, -- the check's id: C4
    field       text COLLATE "C",
    severity    text COLLATE "C" NOT NULL CHECK (severity IN ('error', 'warn', 'info')),
    says        text COLLATE "C" NOT NULL CHECK (says IN ('agrees', 'disagrees', 'not_applicable', 'unknown')),
    message     text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, order_no, item, round, position),
    FOREIGN KEY (institution, order_no, item) REFERENCES items (institution, order_no, item)
);

CREATE TABLE decisions (
    institution       text COLLATE "C" NOT NULL,
    order_no          text COLLATE "C" NOT NULL,
    token             text COLLATE "C" NOT NULL, -- made by the desk: after an unknown outcome one asks by it
    round             bigint NOT NULL,
    version           bigint NOT NULL, -- of the order as it was decided
    status            text COLLATE "C" NOT NULL, -- where the decision leads
    staff             text COLLATE "C" NOT NULL REFERENCES staff (login),
    decided_at        bigint NOT NULL,
    held_until        bigint NOT NULL,
    taken_back_at     bigint,
    catalogue_version text COLLATE "C" NOT NULL,
    letter_generated  text COLLATE "C" NOT NULL,
    letter            text COLLATE "C" NOT NULL, -- as sent; differs from the generated one where it was edited
    draft             text COLLATE "C" NOT NULL, -- the work as it was, for taking the decision back
    PRIMARY KEY (institution, order_no, version),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

CREATE UNIQUE INDEX decisions_token ON decisions (token);
CREATE INDEX decisions_staff ON decisions (staff, decided_at);

CREATE TABLE decision_items (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    item        bigint NOT NULL,
    outcome     text COLLATE "C" NOT NULL CHECK (outcome IN ('approve', 'reject', 'supplement')),
    reasons     text COLLATE "C" NOT NULL, -- JSON array of catalogue codes
    PRIMARY KEY (institution, order_no, version, item) -- its decision: 0002_guards.sql
);

CREATE TABLE verdicts (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    item        bigint NOT NULL,
    field       text COLLATE "C" NOT NULL,
    verdict     text COLLATE "C" NOT NULL CHECK (verdict IN ('match', 'mismatch', 'illegible', 'missing', 'not_applicable')),
    PRIMARY KEY (institution, order_no, version, item, field) -- its decision: 0002_guards.sql
);

CREATE TABLE drafts (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    body        text COLLATE "C" NOT NULL, -- JSON
    saved_at    bigint NOT NULL,
    PRIMARY KEY (institution, order_no, staff)
);

CREATE TABLE enquiries (
    institution  text COLLATE "C" NOT NULL REFERENCES institutions (code),
    enquiry_no   text COLLATE "C" NOT NULL,
    account      text COLLATE "C" NOT NULL,
    order_no     text COLLATE "C",
    subject      text COLLATE "C" NOT NULL,
    opened_at    bigint NOT NULL,
    last_post_at bigint NOT NULL,
    waiting_since bigint, -- the applicant's oldest unanswered post
    PRIMARY KEY (institution, enquiry_no)
);

CREATE UNIQUE INDEX enquiries_number ON enquiries (enquiry_no);
CREATE INDEX enquiries_waiting ON enquiries (institution, waiting_since, enquiry_no) WHERE waiting_since IS NOT NULL;

CREATE TABLE enquiry_posts (
    institution text COLLATE "C" NOT NULL,
    enquiry_no  text COLLATE "C" NOT NULL,
    post        bigint NOT NULL, -- from 1
    author      text COLLATE "C" NOT NULL CHECK (author IN ('applicant', 'staff')),
    staff       text COLLATE "C" REFERENCES staff (login),
    at          bigint NOT NULL,
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, enquiry_no, post),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
);

CREATE TABLE messages (
    institution    text COLLATE "C" NOT NULL,
    message_id     text COLLATE "C" NOT NULL, -- UUIDv7
    order_no       text COLLATE "C",
    enquiry_no     text COLLATE "C",
    account        text COLLATE "C" NOT NULL,
    kind           text COLLATE "C" NOT NULL CHECK (kind IN ('accepted', 'rejected', 'supplement', 'enquiry_reply', 'reopened')),
    title          text COLLATE "C" NOT NULL,
    body           text COLLATE "C" NOT NULL,
    created_at     bigint NOT NULL,
    held_until     bigint NOT NULL,
    decision_token text COLLATE "C",
    withdrawn_at   bigint, -- its decision was taken back
    delivered_at   bigint,
    PRIMARY KEY (institution, message_id),
    CHECK (withdrawn_at IS NULL OR delivered_at IS NULL)
);

CREATE INDEX messages_due ON messages (created_at, message_id) WHERE delivered_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX messages_order ON messages (institution, order_no, created_at) WHERE order_no IS NOT NULL;

CREATE TABLE listings (
    institution  text COLLATE "C" NOT NULL REFERENCES institutions (code),
    listing      text COLLATE "C" NOT NULL, -- UUIDv7
    id_no        text COLLATE "C" NOT NULL, -- 18-digit form for resident IDs
    name         text COLLATE "C" NOT NULL,
    effective_on text COLLATE "C" NOT NULL,
    ends_on      text COLLATE "C" NOT NULL, -- first day on which applications are taken again (G2.2: a year later)
    reason       text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, listing)
);

-- G2.2 asks across institutions.
CREATE INDEX listings_id ON listings (id_no, effective_on);

CREATE TABLE feed_events (
    institution text COLLATE "C" NOT NULL,
    event_id    text COLLATE "C" NOT NULL,
    digest      text COLLATE "C" NOT NULL, -- SHA-256 of the event's canonical JSON
    event       text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL, -- order number or enquiry:NUMBER
    at          bigint NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (institution, event_id)
);

CREATE UNIQUE INDEX feed_events_id ON feed_events (event_id);

-- One row a search key. Apart from orders, so that a change of status touches no search index.
-- kind: name, initials, school, school_initials, number_tail, id_tail, mobile_tail (tails are stored reversed).
CREATE TABLE order_search (
    institution text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    key         text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, kind, key, order_no)
);

-- Append-only; hash-chained within each subject.
CREATE TABLE audit_log (
    institution text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL, -- an order number, enquiry:NUMBER or staff:LOGIN
    seq         bigint NOT NULL, -- from 1 within the subject
    at          bigint NOT NULL,
    actor       text COLLATE "C" NOT NULL, -- a login, or portal
    action      text COLLATE "C" NOT NULL,
    detail      text COLLATE "C" NOT NULL, -- JSON, byte for byte what was hashed
    prev_hash   text COLLATE "C" NOT NULL, -- empty for the first
    hash        text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, subject, seq)
);

CREATE INDEX audit_recent ON audit_log (institution, at);

-- Every arrow of the status machine; triggers refuse what is not here.
CREATE TABLE status_moves (
    action      text COLLATE "C" NOT NULL,
    from_status text COLLATE "C" NOT NULL,
    to_status   text COLLATE "C" NOT NULL,
    PRIMARY KEY (action, from_status, to_status)
);

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
    delta_no    bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL, -- YYYY-MM-DD in China
    status      text COLLATE "C" NOT NULL,
    delta       bigint NOT NULL
);

CREATE TABLE daily_counts (
    institution text COLLATE "C" NOT NULL,
    day         text COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    n           bigint NOT NULL,
    PRIMARY KEY (institution, day, status)
);
