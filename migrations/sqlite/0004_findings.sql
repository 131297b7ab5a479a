-- What the automatic checks need and leave behind: facts of attachments, the fingerprint's words, and the indexes to ask other orders
-- by. Files and findings come with the submission or a resubmission, and with nothing else.

ALTER TABLE attachments ADD COLUMN facts TEXT; -- JSON: what the file tells of its making
ALTER TABLE attachments ADD COLUMN print_0 INTEGER; -- the fingerprint in four words; a word that is all alike says nothing and is NULL
ALTER TABLE attachments ADD COLUMN print_1 INTEGER;
ALTER TABLE attachments ADD COLUMN print_2 INTEGER;
ALTER TABLE attachments ADD COLUMN print_3 INTEGER;

-- These questions cross institutions, so the institution is not first.
CREATE INDEX attachments_sha256 ON attachments (sha256, order_no);
CREATE INDEX attachments_print_0 ON attachments (print_0) WHERE print_0 IS NOT NULL;
CREATE INDEX attachments_print_1 ON attachments (print_1) WHERE print_1 IS NOT NULL;
CREATE INDEX attachments_print_2 ON attachments (print_2) WHERE print_2 IS NOT NULL;
CREATE INDEX attachments_print_3 ON attachments (print_3) WHERE print_3 IS NOT NULL;
CREATE INDEX certificates_id ON certificates (id_no, order_no);
CREATE INDEX enquiries_account ON enquiries (account);

-- A submission is under way while its order is in version 1 and lacks some of what it counts; a resubmission, while its audit row is
-- there and the order has not moved yet.
DROP TRIGGER attachments_insert;
CREATE TRIGGER attachments_insert BEFORE INSERT ON attachments
BEGIN
    SELECT RAISE(ABORT, 'attachments.fixed: a file stays as it came')
    WHERE EXISTS (SELECT 1 FROM attachments WHERE institution = NEW.institution AND order_no = NEW.order_no AND item = NEW.item
                  AND round = NEW.round AND position = NEW.position);
    SELECT RAISE(ABORT, 'attachments.late: a file comes with the submission or a resubmission')
    WHERE NEW.superseded_by IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no
        AND ((o.version = 1 AND NEW.round = 1
              AND o.attachment_count > (SELECT COUNT(*) FROM attachments
                                        WHERE institution = NEW.institution AND order_no = NEW.order_no))
             OR (o.status = 'awaiting_supplement' AND NEW.round = o.round + 1
                 AND EXISTS (SELECT 1 FROM audit_log l WHERE l.institution = o.institution AND l.subject = o.order_no
                             AND l.seq > o.audit_seq AND l.action = 'resubmit'))));
END;

DROP TRIGGER attachments_update;
CREATE TRIGGER attachments_update BEFORE UPDATE ON attachments
BEGIN
    SELECT RAISE(ABORT, 'attachments.fixed: a file stays as it came')
    WHERE NEW.institution <> OLD.institution OR NEW.order_no <> OLD.order_no OR NEW.item <> OLD.item OR NEW.round <> OLD.round
       OR NEW.position <> OLD.position OR NEW.kind <> OLD.kind OR NEW.file_name <> OLD.file_name OR NEW.sha256 <> OLD.sha256
       OR NEW.bytes <> OLD.bytes OR NEW.width <> OLD.width OR NEW.height <> OLD.height OR NEW.format <> OLD.format
       OR NEW.facts IS NOT OLD.facts OR NEW.print_0 IS NOT OLD.print_0 OR NEW.print_1 IS NOT OLD.print_1
       OR NEW.print_2 IS NOT OLD.print_2 OR NEW.print_3 IS NOT OLD.print_3
       OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS NOT OLD.superseded_by);
    SELECT RAISE(ABORT, 'attachments.late: a file is superseded by a resubmission')
    WHERE NEW.superseded_by IS NOT OLD.superseded_by
      AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no
        AND o.status = 'awaiting_supplement' AND NEW.superseded_by = o.round + 1
        AND EXISTS (SELECT 1 FROM audit_log l WHERE l.institution = o.institution AND l.subject = o.order_no
                    AND l.seq > o.audit_seq AND l.action = 'resubmit'));
END;

CREATE TRIGGER findings_insert BEFORE INSERT ON findings
BEGIN
    SELECT RAISE(ABORT, 'findings.fixed: a finding stays as it was noticed')
    WHERE EXISTS (SELECT 1 FROM findings WHERE institution = NEW.institution AND order_no = NEW.order_no AND item = NEW.item
                  AND round = NEW.round AND position = NEW.position);
    SELECT RAISE(ABORT, 'findings.late: a finding comes with the submission or a resubmission')
    WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no
        AND ((o.version = 1 AND NEW.round = 1
              AND o.finding_count > (SELECT COUNT(*) FROM findings
                                     WHERE institution = NEW.institution AND order_no = NEW.order_no))
             OR (o.status = 'awaiting_supplement' AND NEW.round = o.round + 1
                 AND EXISTS (SELECT 1 FROM audit_log l WHERE l.institution = o.institution AND l.subject = o.order_no
                             AND l.seq > o.audit_seq AND l.action = 'resubmit'))));
END;
CREATE TRIGGER findings_update BEFORE UPDATE ON findings
BEGIN SELECT RAISE(ABORT, 'findings.fixed: a finding stays as it was noticed'); END;
CREATE TRIGGER findings_delete BEFORE DELETE ON findings
BEGIN SELECT RAISE(ABORT, 'findings.fixed: a finding is never deleted'); END;

-- What a row of the queue counts changes with the round, and is then what there is.
CREATE TRIGGER orders_counts BEFORE UPDATE OF round, attachment_count, finding_count ON orders
WHEN NEW.round <> OLD.round OR NEW.attachment_count <> OLD.attachment_count OR NEW.finding_count <> OLD.finding_count
BEGIN
    SELECT RAISE(ABORT, 'orders.counts: files and findings are counted when a round begins')
    WHERE NEW.round = OLD.round
       OR NEW.attachment_count <> (SELECT COUNT(*) FROM attachments
                                   WHERE institution = NEW.institution AND order_no = NEW.order_no AND superseded_by IS NULL)
       OR NEW.finding_count <> (SELECT COUNT(*) FROM findings
                                WHERE institution = NEW.institution AND order_no = NEW.order_no AND round = NEW.round);
END;
