-- What the database refuses, whoever writes: the desk, a script, or the sqlite3 shell. Each refusal begins with a stable word.
-- INSERT OR REPLACE deletes without firing DELETE triggers, so whatever may not change checks on INSERT that it is new.
-- The same goes for every unique key, and for the rowid of a table that has one: replacing by it is deleting, too.
-- The present moment is CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER) throughout: unixepoch('subsec') is NULL in
-- shells older than 3.42, and a guard that compares with NULL lets everything through.

-- ---- the status machine

CREATE TRIGGER status_moves_insert BEFORE INSERT ON status_moves
BEGIN SELECT RAISE(ABORT, 'status_moves.fixed: the status machine is part of the program'); END;
CREATE TRIGGER status_moves_update BEFORE UPDATE ON status_moves
BEGIN SELECT RAISE(ABORT, 'status_moves.fixed: the status machine is part of the program'); END;
CREATE TRIGGER status_moves_delete BEFORE DELETE ON status_moves
BEGIN SELECT RAISE(ABORT, 'status_moves.fixed: the status machine is part of the program'); END;

-- An order enters as a submission that the audit trail knows of.
CREATE TRIGGER orders_insert BEFORE INSERT ON orders
BEGIN
    SELECT RAISE(ABORT, 'orders.insert: an order begins awaiting proofreading, in round 1 and version 1')
    WHERE NEW.status <> 'awaiting_proofreading' OR NEW.version <> 1 OR NEW.round <> 1;
    SELECT RAISE(ABORT, 'orders.unique: there is such an order')
    WHERE EXISTS (SELECT 1 FROM orders WHERE order_no = NEW.order_no) OR EXISTS (SELECT 1 FROM orders WHERE rowid = NEW.rowid);
    SELECT RAISE(ABORT, 'orders.audit: a submission leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'submit');
END;

CREATE TRIGGER orders_fixed BEFORE UPDATE ON orders
WHEN NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.kind <> OLD.kind
    OR NEW.reconsiders IS NOT OLD.reconsiders OR NEW.account <> OLD.account OR NEW.purpose <> OLD.purpose
    OR NEW.consented_at <> OLD.consented_at OR NEW.first_submitted_at <> OLD.first_submitted_at
    OR NEW.applicant_nature <> OLD.applicant_nature OR NEW.applicant_name <> OLD.applicant_name
    OR NEW.applicant_location <> OLD.applicant_location OR NEW.applicant_mobile <> OLD.applicant_mobile
    OR NEW.applicant_email <> OLD.applicant_email OR NEW.remark <> OLD.remark OR NEW.payment_state <> OLD.payment_state
    OR NEW.paid_at IS NOT OLD.paid_at OR NEW.item_count <> OLD.item_count OR NEW.holder <> OLD.holder
    OR NEW.summary <> OLD.summary OR NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'orders.fixed: what was submitted does not change'); END;

-- Without a change of status: no other version, round or place in the queue, and no trail that grows shorter.
CREATE TRIGGER orders_stay BEFORE UPDATE ON orders WHEN NEW.status = OLD.status
BEGIN
    SELECT RAISE(ABORT, 'orders.version: only a change of status makes a new version')
    WHERE NEW.version <> OLD.version OR NEW.round <> OLD.round OR NEW.submitted_at <> OLD.submitted_at;
    SELECT RAISE(ABORT, 'orders.audit: the audit number never goes down') WHERE NEW.audit_seq < OLD.audit_seq;
END;

CREATE TRIGGER orders_move BEFORE UPDATE ON orders WHEN NEW.status <> OLD.status
BEGIN
    SELECT RAISE(ABORT, 'orders.version: a change of status makes the next version') WHERE NEW.version <> OLD.version + 1;
    SELECT RAISE(ABORT, 'orders.audit: a change of status names an audit row of its own') WHERE NEW.audit_seq <= OLD.audit_seq;
    SELECT RAISE(ABORT, 'orders.move: the status machine has no such arrow, or the audit trail does not say so')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log a
                      JOIN status_moves m ON m.action = a.action AND m.from_status = OLD.status AND m.to_status = NEW.status
                      WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq);
    SELECT RAISE(ABORT, 'orders.round: a resubmission, and nothing else, begins the next round')
    WHERE NEW.round <> OLD.round + (SELECT a.action = 'resubmit' FROM audit_log a
                                    WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq);
    SELECT RAISE(ABORT, 'orders.submitted: only a resubmission changes the place in the queue')
    WHERE NEW.submitted_at <> OLD.submitted_at AND NEW.round = OLD.round;
    SELECT RAISE(ABORT, 'orders.claim: only an order that awaits proofreading is claimed')
    WHERE NEW.status <> 'awaiting_proofreading' AND NEW.claimed_by IS NOT NULL;
END;

-- A decision leads where its items' outcomes lead, and there is one for every item.
CREATE TRIGGER orders_decide BEFORE UPDATE ON orders
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM audit_log
    WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'decide')
BEGIN
    SELECT RAISE(ABORT, 'orders.decision: there is no decision that leads there')
    WHERE NOT EXISTS (SELECT 1 FROM decisions d
                      WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND d.version = OLD.version
                        AND d.status = NEW.status AND d.taken_back_at IS NULL AND d.staff = OLD.claimed_by);
    SELECT RAISE(ABORT, 'orders.outcomes: the status does not follow from the items')
    WHERE (SELECT NEW.status <> CASE WHEN SUM(outcome = 'supplement') > 0 THEN 'awaiting_supplement'
                                     WHEN SUM(outcome = 'approve') > 0 THEN 'accepted' ELSE 'rejected' END
                  OR COUNT(*) <> OLD.item_count
           FROM decision_items
           WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = OLD.version);
END;

CREATE TRIGGER orders_take_back BEFORE UPDATE ON orders
WHEN NEW.status <> OLD.status AND EXISTS (SELECT 1 FROM audit_log
    WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'take_back')
BEGIN
    SELECT RAISE(ABORT, 'orders.decision: the newest decision was not taken back')
    WHERE NOT EXISTS (SELECT 1 FROM decisions d
                      WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND d.version = OLD.version - 1
                        AND d.taken_back_at IS NOT NULL);
END;

CREATE TRIGGER orders_delete BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders.delete: an order is never deleted'); END;

-- How many entered (or left) which status, by day in China.
CREATE TRIGGER orders_count_insert AFTER INSERT ON orders
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    VALUES (NEW.institution, strftime('%Y-%m-%d', NEW.updated_at / 1000, 'unixepoch', '+8 hours'), NEW.status, 1);
END;
CREATE TRIGGER orders_count_move AFTER UPDATE ON orders WHEN NEW.status <> OLD.status
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    VALUES (NEW.institution, strftime('%Y-%m-%d', NEW.updated_at / 1000, 'unixepoch', '+8 hours'), OLD.status, -1),
           (NEW.institution, strftime('%Y-%m-%d', NEW.updated_at / 1000, 'unixepoch', '+8 hours'), NEW.status, 1);
END;

-- ---- items: none is added or removed after the submission (G1.5), and their statuses follow from the order's

CREATE TRIGGER items_insert BEFORE INSERT ON items
BEGIN
    SELECT RAISE(ABORT, 'items.insert: items come with the submission, awaiting proofreading')
    WHERE NEW.status <> 'awaiting_proofreading'
       OR EXISTS (SELECT 1 FROM items WHERE institution = NEW.institution AND order_no = NEW.order_no AND item = NEW.item)
       OR NOT EXISTS (SELECT 1 FROM orders WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = 1
                      AND NEW.item BETWEEN 1 AND item_count);
END;

-- An item may only be given the status that follows from its order as it stands: the order's own while it awaits proofreading or is
-- cancelled; else what the decision that led there says of the item; else (no decision led there) the order's own.
CREATE TRIGGER items_update BEFORE UPDATE ON items
BEGIN
    SELECT RAISE(ABORT, 'items.fixed: what was submitted does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.item <> OLD.item OR NEW.service <> OLD.service
       OR NEW.copies_zh <> OLD.copies_zh OR NEW.copies_en <> OLD.copies_en OR NEW.unit_price_fen <> OLD.unit_price_fen
       OR NEW.identity_method <> OLD.identity_method OR NEW.identity_verified_at IS NOT OLD.identity_verified_at;
    SELECT RAISE(ABORT, 'items.move: the status does not follow from the order')
    WHERE NEW.status <> OLD.status AND NEW.status IS NOT (
        SELECT CASE WHEN o.status IN ('awaiting_proofreading', 'cancelled') THEN o.status
                    ELSE COALESCE((SELECT CASE d.outcome WHEN 'approve' THEN 'accepted' WHEN 'reject' THEN 'rejected'
                                                         ELSE 'awaiting_supplement' END
                                   FROM decision_items d
                                   WHERE d.institution = o.institution AND d.order_no = o.order_no AND d.version = o.version - 1
                                     AND d.item = NEW.item), o.status) END
        FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no);
END;

CREATE TRIGGER items_delete BEFORE DELETE ON items
BEGIN SELECT RAISE(ABORT, 'items.delete: an item is never deleted'); END;

CREATE TRIGGER certificates_insert BEFORE INSERT ON certificates
WHEN EXISTS (SELECT 1 FROM certificates WHERE institution = NEW.institution AND order_no = NEW.order_no AND item = NEW.item)
BEGIN SELECT RAISE(ABORT, 'certificates.fixed: what was submitted does not change'); END;
CREATE TRIGGER certificates_update BEFORE UPDATE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificates.fixed: what was submitted does not change'); END;
CREATE TRIGGER certificates_delete BEFORE DELETE ON certificates
BEGIN SELECT RAISE(ABORT, 'certificates.fixed: what was submitted does not change'); END;

-- A file stays as it came; it is superseded once.
CREATE TRIGGER attachments_insert BEFORE INSERT ON attachments
WHEN EXISTS (SELECT 1 FROM attachments WHERE institution = NEW.institution AND order_no = NEW.order_no AND item = NEW.item
             AND round = NEW.round AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'attachments.fixed: a file stays as it came'); END;
CREATE TRIGGER attachments_update BEFORE UPDATE ON attachments
WHEN NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.item <> OLD.item OR NEW.round <> OLD.round
    OR NEW.position <> OLD.position OR NEW.kind <> OLD.kind OR NEW.file_name <> OLD.file_name OR NEW.sha256 <> OLD.sha256
    OR NEW.bytes <> OLD.bytes OR NEW.width <> OLD.width OR NEW.height <> OLD.height OR NEW.format <> OLD.format
    OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS NOT OLD.superseded_by)
BEGIN SELECT RAISE(ABORT, 'attachments.fixed: a file stays as it came'); END;
CREATE TRIGGER attachments_delete BEFORE DELETE ON attachments
BEGIN SELECT RAISE(ABORT, 'attachments.delete: a file is never deleted'); END;

-- ---- decisions

-- Made by whoever holds the order, while they hold it, of the order as it stands.
CREATE TRIGGER decisions_insert BEFORE INSERT ON decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions.fixed: a decision does not change')
    WHERE NEW.taken_back_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM decisions
                  WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = NEW.version)
       OR EXISTS (SELECT 1 FROM decisions WHERE token = NEW.token);
    SELECT RAISE(ABORT, 'decisions.claim: only who holds an order that awaits proofreading decides it')
    WHERE NOT EXISTS (SELECT 1 FROM orders
                      WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = NEW.version
                        AND round = NEW.round AND status = 'awaiting_proofreading' AND claimed_by = NEW.staff
                        AND claimed_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
END;

CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions.fixed: a decision does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.token <> OLD.token OR NEW.round <> OLD.round
       OR NEW.version <> OLD.version OR NEW.status <> OLD.status OR NEW.staff <> OLD.staff OR NEW.decided_at <> OLD.decided_at
       OR NEW.held_until <> OLD.held_until OR NEW.catalogue_version <> OLD.catalogue_version
       OR NEW.letter_generated <> OLD.letter_generated OR NEW.letter <> OLD.letter OR NEW.draft <> OLD.draft
       OR OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL;
    SELECT RAISE(ABORT, 'decisions.hold: a decision is taken back within its hold')
    WHERE OLD.held_until <= CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER);
END;

CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions.fixed: a decision is never deleted'); END;

-- Verdicts and outcomes come between the decision and the order's move.
CREATE TRIGGER decision_items_insert BEFORE INSERT ON decision_items
BEGIN
    SELECT RAISE(ABORT, 'decision_items.fixed: an outcome comes with its decision and stays')
    WHERE EXISTS (SELECT 1 FROM decision_items WHERE institution = NEW.institution AND order_no = NEW.order_no
                  AND version = NEW.version AND item = NEW.item)
       OR NOT EXISTS (SELECT 1 FROM orders WHERE institution = NEW.institution AND order_no = NEW.order_no
                      AND version = NEW.version AND NEW.item BETWEEN 1 AND item_count);
END;
CREATE TRIGGER decision_items_update BEFORE UPDATE ON decision_items
BEGIN SELECT RAISE(ABORT, 'decision_items.fixed: an outcome comes with its decision and stays'); END;
CREATE TRIGGER decision_items_delete BEFORE DELETE ON decision_items
BEGIN SELECT RAISE(ABORT, 'decision_items.fixed: an outcome comes with its decision and stays'); END;

CREATE TRIGGER verdicts_insert BEFORE INSERT ON verdicts
BEGIN
    SELECT RAISE(ABORT, 'verdicts.fixed: a verdict comes with its decision and stays')
    WHERE EXISTS (SELECT 1 FROM verdicts WHERE institution = NEW.institution AND order_no = NEW.order_no
                  AND version = NEW.version AND item = NEW.item AND field = NEW.field)
       OR NOT EXISTS (SELECT 1 FROM orders WHERE institution = NEW.institution AND order_no = NEW.order_no
                      AND version = NEW.version AND NEW.item BETWEEN 1 AND item_count);
END;
CREATE TRIGGER verdicts_update BEFORE UPDATE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts.fixed: a verdict comes with its decision and stays'); END;
CREATE TRIGGER verdicts_delete BEFORE DELETE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts.fixed: a verdict comes with its decision and stays'); END;

-- ---- messages

CREATE TRIGGER messages_insert BEFORE INSERT ON messages
BEGIN
    SELECT RAISE(ABORT, 'messages.fixed: a message does not change')
    WHERE EXISTS (SELECT 1 FROM messages WHERE institution = NEW.institution AND message_id = NEW.message_id)
       OR EXISTS (SELECT 1 FROM messages WHERE message_id = NEW.message_id AND delivered_at IS NULL AND withdrawn_at IS NULL);
    SELECT RAISE(ABORT, 'messages.held: a held message is not handed over')
    WHERE NEW.delivered_at IS NOT NULL
      AND (NEW.delivered_at < NEW.held_until OR NEW.held_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'messages.decision: there is no such decision')
    WHERE NEW.decision_token IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE token = NEW.decision_token AND order_no = NEW.order_no);
END;

-- It is withdrawn with its decision, or handed over once its hold is over; neither twice.
CREATE TRIGGER messages_update BEFORE UPDATE ON messages
BEGIN
    SELECT RAISE(ABORT, 'messages.fixed: a message does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.message_id <> OLD.message_id OR NEW.order_no IS NOT OLD.order_no
       OR NEW.enquiry_no IS NOT OLD.enquiry_no OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind OR NEW.title <> OLD.title
       OR NEW.body <> OLD.body OR NEW.created_at <> OLD.created_at OR NEW.held_until <> OLD.held_until
       OR NEW.decision_token IS NOT OLD.decision_token
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
       OR (OLD.delivered_at IS NOT NULL AND NEW.delivered_at IS NOT OLD.delivered_at);
    SELECT RAISE(ABORT, 'messages.held: a held message is not handed over')
    WHERE OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL
      AND (NEW.delivered_at < OLD.held_until OR OLD.held_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'messages.decision: a message is withdrawn with its decision')
    WHERE OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL);
END;

CREATE TRIGGER messages_delete BEFORE DELETE ON messages
BEGIN SELECT RAISE(ABORT, 'messages.fixed: a message is never deleted'); END;

-- Acknowledging looks messages up by id among the few that are not handed over.
CREATE UNIQUE INDEX messages_pending ON messages (message_id) WHERE delivered_at IS NULL AND withdrawn_at IS NULL;

-- ---- the audit trail and the record of what came in

CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit_log.chain: a row follows the newest one of its subject and carries its hash')
    WHERE EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = NEW.seq)
       OR NEW.prev_hash IS NOT (CASE WHEN NEW.seq = 1 THEN ''
                                ELSE (SELECT hash FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject
                                      AND seq = NEW.seq - 1) END)
       OR length(NEW.hash) <> 64;
END;
CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log.fixed: the audit trail only grows'); END;
CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log.fixed: the audit trail only grows'); END;

CREATE TRIGGER feed_events_insert BEFORE INSERT ON feed_events
WHEN EXISTS (SELECT 1 FROM feed_events WHERE event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'feed_events.fixed: an event is taken once'); END;
CREATE TRIGGER feed_events_update BEFORE UPDATE ON feed_events
BEGIN SELECT RAISE(ABORT, 'feed_events.fixed: an event is taken once'); END;
CREATE TRIGGER feed_events_delete BEFORE DELETE ON feed_events
BEGIN SELECT RAISE(ABORT, 'feed_events.fixed: an event is taken once'); END;
