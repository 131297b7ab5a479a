-- What supervisors see of an institution's work, and what they do about it: end a claim, give an order to somebody, reopen what was
-- decided, reject what was never supplemented. Each leaves an audit row with its reason, and is refused without one.

-- ---- tables

-- An order that a supervisor gave to somebody is postponed for them until the very moment: `n` gives it to them first.
ALTER TABLE postponements ADD COLUMN assigned_by TEXT REFERENCES staff (login); -- NULL: whom it is for postponed it

-- What came in and went out by hour: deltas are appended by trigger and rolled up now and then, like those of the counts.
CREATE TABLE flow_deltas (
    delta_no    INTEGER PRIMARY KEY AUTOINCREMENT,
    institution TEXT NOT NULL,
    hour        INTEGER NOT NULL, -- its first moment
    act         TEXT NOT NULL,    -- submit, resubmit, cancel, reopen, reject_unanswered; of a decision: the status it leads to
    delta       INTEGER NOT NULL
) STRICT;
CREATE TABLE hourly_flow (
    institution TEXT NOT NULL,
    hour        INTEGER NOT NULL,
    act         TEXT NOT NULL,
    n           INTEGER NOT NULL,
    PRIMARY KEY (institution, hour, act)
) STRICT, WITHOUT ROWID;

-- Who decided what when, and since when they had held it: one narrow row for each decision that stands, by time.
CREATE TABLE handlings (
    institution TEXT NOT NULL,
    decided_at  INTEGER NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    order_no    TEXT NOT NULL,
    version     INTEGER NOT NULL, -- of the order as it was decided
    claimed_at  INTEGER,          -- NULL: of decisions made before this was kept
    PRIMARY KEY (institution, decided_at, staff, order_no, version)
) STRICT, WITHOUT ROWID;

-- Requests for a supplement that are not answered, oldest first. (Nothing but a change of status changes updated_at.)
CREATE INDEX orders_asked ON orders (institution, updated_at, order_no) WHERE status = 'awaiting_supplement';

INSERT INTO hourly_flow (institution, hour, act, n)
SELECT institution, at - at % 3600000, action, COUNT(*) FROM audit_log
WHERE action IN ('submit', 'resubmit', 'cancel', 'reopen', 'reject_unanswered') GROUP BY 1, 2, 3;
INSERT INTO hourly_flow (institution, hour, act, n)
SELECT institution, decided_at - decided_at % 3600000, status, COUNT(*) FROM decisions WHERE taken_back_at IS NULL GROUP BY 1, 2, 3;
INSERT INTO handlings (institution, decided_at, staff, order_no, version)
SELECT institution, decided_at, staff, order_no, version FROM decisions WHERE taken_back_at IS NULL;

-- ---- what is kept by trigger

CREATE TRIGGER orders_flow_insert AFTER INSERT ON orders
BEGIN
    INSERT INTO flow_deltas (institution, hour, act, delta)
    VALUES (NEW.institution, NEW.updated_at - NEW.updated_at % 3600000, 'submit', 1);
END;
CREATE TRIGGER orders_flow_move AFTER UPDATE ON orders WHEN NEW.status <> OLD.status
BEGIN
    INSERT INTO flow_deltas (institution, hour, act, delta)
    SELECT NEW.institution, NEW.updated_at - NEW.updated_at % 3600000, CASE a.action WHEN 'decide' THEN NEW.status ELSE a.action END, 1
    FROM audit_log a
    WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq AND a.action <> 'take_back';
    -- A decision that was taken back was none.
    INSERT INTO flow_deltas (institution, hour, act, delta)
    SELECT d.institution, d.decided_at - d.decided_at % 3600000, d.status, -1
    FROM audit_log a
    JOIN decisions d ON d.institution = NEW.institution AND d.order_no = NEW.order_no AND d.version = OLD.version - 1
    WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq AND a.action = 'take_back';
END;

CREATE TRIGGER decisions_handled AFTER INSERT ON decisions
BEGIN
    INSERT INTO handlings (institution, decided_at, staff, order_no, version, claimed_at)
    SELECT NEW.institution, NEW.decided_at, NEW.staff, NEW.order_no, NEW.version, o.claimed_at FROM orders o
    WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no;
END;
CREATE TRIGGER decisions_not_handled AFTER UPDATE ON decisions WHEN NEW.taken_back_at IS NOT NULL AND OLD.taken_back_at IS NULL
BEGIN
    DELETE FROM handlings
    WHERE institution = NEW.institution AND decided_at = NEW.decided_at AND staff = NEW.staff AND order_no = NEW.order_no
      AND version = NEW.version;
END;

-- ---- what the database refuses (see 0002)

CREATE TRIGGER handlings_insert BEFORE INSERT ON handlings
BEGIN
    SELECT RAISE(ABORT, 'handlings.fixed: it comes with its decision and stays')
    WHERE EXISTS (SELECT 1 FROM handlings
                  WHERE institution = NEW.institution AND decided_at = NEW.decided_at AND staff = NEW.staff AND order_no = NEW.order_no
                    AND version = NEW.version)
       OR NOT EXISTS (SELECT 1 FROM decisions
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = NEW.version
                        AND staff = NEW.staff AND decided_at = NEW.decided_at AND taken_back_at IS NULL);
END;
CREATE TRIGGER handlings_update BEFORE UPDATE ON handlings
BEGIN SELECT RAISE(ABORT, 'handlings.fixed: it comes with its decision and stays'); END;
CREATE TRIGGER handlings_delete BEFORE DELETE ON handlings
WHEN NOT EXISTS (SELECT 1 FROM decisions
                 WHERE institution = OLD.institution AND order_no = OLD.order_no AND version = OLD.version AND taken_back_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'handlings.fixed: it comes with its decision and stays'); END;

CREATE TRIGGER audit_log_supervision BEFORE INSERT ON audit_log
WHEN NEW.action IN ('force_release', 'reassign', 'reopen', 'reject_unanswered') AND NEW.subject NOT LIKE 'enquiry:%'
BEGIN
    SELECT RAISE(ABORT, 'audit_log.supervision: a supervisor does this, and says why')
    WHERE NOT json_valid(NEW.detail) OR trim(COALESCE(json_extract(NEW.detail, '$.reason'), '')) = ''
       OR NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.actor AND role = 'supervisor' AND disabled_at IS NULL
                      AND (institution IS NULL OR institution = NEW.institution));
END;

-- A claim that stands ends by its holder, because their login or role no longer lets them decide, or by a supervisor; the newest audit row
-- says which.
CREATE TRIGGER orders_claim_end BEFORE UPDATE ON orders
WHEN OLD.claimed_by IS NOT NULL AND NEW.claimed_by IS NOT OLD.claimed_by AND NEW.status = OLD.status
    AND OLD.claimed_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
BEGIN
    SELECT RAISE(ABORT, 'orders.claim: a claim that stands is ended by its holder, or by a supervisor who says why')
    WHERE NEW.audit_seq <= OLD.audit_seq
       OR NOT EXISTS (SELECT 1 FROM audit_log a
                      WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq
                        AND (a.actor = OLD.claimed_by OR a.action IN ('force_release', 'reassign')
                             OR a.action = 'release' AND EXISTS (SELECT 1 FROM staff
                                                                 WHERE login = OLD.claimed_by
                                                                   AND (disabled_at IS NOT NULL
                                                                        OR role NOT IN ('proofreader', 'supervisor')))));
END;

-- The applicant is told of both; and nothing is reopened while something of the decision is still open.
CREATE TRIGGER orders_reopen BEFORE UPDATE ON orders
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM audit_log
    WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'reopen')
BEGIN
    SELECT RAISE(ABORT, 'orders.reopen: its decision can still be taken back')
    WHERE EXISTS (SELECT 1 FROM decisions
                  WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = OLD.version - 1 AND taken_back_at IS NULL
                    AND held_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'orders.reopen: what it proposes for the dishonesty list waits for a second look')
    WHERE EXISTS (SELECT 1 FROM decisions d JOIN listings l ON l.decision_token = d.token
                  WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND l.state = 'proposed');
    SELECT RAISE(ABORT, 'orders.reopen: the applicant is told')
    WHERE NOT EXISTS (SELECT 1 FROM messages
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND created_at = NEW.updated_at AND kind = 'reopened');
END;
CREATE TRIGGER orders_reject_unanswered BEFORE UPDATE ON orders
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM audit_log
    WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'reject_unanswered')
BEGIN
    SELECT RAISE(ABORT, 'orders.reject_unanswered: the applicant is told')
    WHERE NOT EXISTS (SELECT 1 FROM messages
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND created_at = NEW.updated_at AND kind = 'rejected');
END;

-- As in 0005, and for what a supervisor gives to somebody: nobody holds it, it is due at once, and the audit trail says so.
DROP TRIGGER postponements_insert;
CREATE TRIGGER postponements_insert BEFORE INSERT ON postponements
BEGIN
    SELECT RAISE(ABORT, 'postponements.fixed: a postponement does not change')
    WHERE NEW.ended_at IS NOT NULL OR NEW.ended_by IS NOT NULL OR NEW.end_reason IS NOT NULL
       OR NEW.n <> 1 + (SELECT COALESCE(MAX(n), 0) FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no)
       OR EXISTS (SELECT 1 FROM postponements
                  WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL);
    SELECT RAISE(ABORT, 'postponements.claim: only who holds an order that awaits proofreading postpones it')
    WHERE NEW.assigned_by IS NULL
      AND NOT EXISTS (SELECT 1 FROM orders
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading'
                        AND claimed_by = NEW.staff
                        AND claimed_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'postponements.until: until a day to come within a year, with a reason')
    WHERE NEW.assigned_by IS NULL
      AND (NEW.until <= CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
           OR NEW.until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) + 31622400000
           OR (NEW.until + 28800000) % 86400000 <> 0);
    SELECT RAISE(ABORT, 'postponements.until: until a day to come within a year, with a reason')
    WHERE (NEW.pooled_from + 28800000) % 86400000 <> 0 OR NEW.pooled_from <= NEW.until OR NEW.pooled_from > NEW.until + 2592000000
       OR trim(NEW.reason) = '';
    SELECT RAISE(ABORT, 'postponements.assigned: a supervisor gives an order that nobody holds to somebody who may decide it')
    WHERE NEW.assigned_by IS NOT NULL
      AND (NEW.until <> NEW.at OR NEW.until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) + 2000
           OR NOT EXISTS (SELECT 1 FROM orders o
                          JOIN audit_log a ON a.institution = o.institution AND a.subject = o.order_no AND a.seq = o.audit_seq
                          WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no AND o.status = 'awaiting_proofreading'
                            AND o.claimed_by IS NULL AND a.action = 'reassign' AND a.actor = NEW.assigned_by
                            AND json_extract(a.detail, '$.to') = NEW.staff)
           OR NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.staff AND role IN ('proofreader', 'supervisor') AND disabled_at IS NULL
                          AND (institution IS NULL OR institution = NEW.institution)));
END;
CREATE TRIGGER postponements_assigned BEFORE UPDATE ON postponements WHEN NEW.assigned_by IS NOT OLD.assigned_by
BEGIN SELECT RAISE(ABORT, 'postponements.fixed: a postponement does not change'); END;
