-- What the automatic checks need and leave behind: facts of attachments, the fingerprint's words, and the indexes to ask other orders
-- by. Files and findings come with the submission or a resubmission, and with nothing else.

ALTER TABLE attachments
    ADD COLUMN facts   text COLLATE "C", -- JSON: what the file tells of its making
    ADD COLUMN print_0 bigint, -- the fingerprint in four words; a word that is all alike says nothing and is NULL
    ADD COLUMN print_1 bigint,
    ADD COLUMN print_2 bigint,
    ADD COLUMN print_3 bigint;

-- These questions cross institutions, so the institution is not first.
CREATE INDEX attachments_sha256 ON attachments (sha256, order_no);
CREATE INDEX attachments_print_0 ON attachments (print_0) WHERE print_0 IS NOT NULL;
CREATE INDEX attachments_print_1 ON attachments (print_1) WHERE print_1 IS NOT NULL;
CREATE INDEX attachments_print_2 ON attachments (print_2) WHERE print_2 IS NOT NULL;
CREATE INDEX attachments_print_3 ON attachments (print_3) WHERE print_3 IS NOT NULL;
CREATE INDEX certificates_id ON certificates (id_no, order_no);
CREATE INDEX enquiries_account ON enquiries (account);

-- ---- guards

-- A submission is under way while its order is in version 1 and lacks some of what it counts; a resubmission, while its audit row is
-- there and the order has not moved yet.
CREATE FUNCTION is_resubmitting(p_institution text, p_order_no text, p_audit_seq bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM audit_log
                    WHERE institution = p_institution AND subject = p_order_no AND seq > p_audit_seq AND action = 'resubmit')
$$;

CREATE FUNCTION attachments_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM (SELECT institution, order_no, min(round) AS first, max(round) AS last, count(superseded_by) AS gone
                      FROM arrived GROUP BY 1, 2) n
      LEFT JOIN orders o ON o.institution = n.institution AND o.order_no = n.order_no
      WHERE n.gone > 0 OR n.first <> n.last OR o.order_no IS NULL
         OR NOT CASE WHEN o.version = 1 THEN
                    n.last = 1 AND o.attachment_count >= (SELECT count(*) FROM attachments a
                                                           WHERE a.institution = n.institution AND a.order_no = n.order_no)
                ELSE o.status = 'awaiting_supplement' AND n.last = o.round + 1
                     AND is_resubmitting(o.institution, o.order_no, o.audit_seq) END;
    IF FOUND THEN
        PERFORM refuse('attachments.late: a file comes with the submission or a resubmission');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attachments_insert AFTER INSERT ON attachments REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION attachments_arrive();

DROP TRIGGER attachments_fixed ON attachments;
CREATE TRIGGER attachments_fixed BEFORE UPDATE ON attachments FOR EACH ROW
    WHEN ((NEW.institution, NEW.order_no, NEW.item, NEW.round, NEW.position, NEW.kind, NEW.file_name, NEW.sha256, NEW.bytes, NEW.width,
           NEW.height, NEW.format, NEW.facts, NEW.print_0, NEW.print_1, NEW.print_2, NEW.print_3)
        IS DISTINCT FROM
          (OLD.institution, OLD.order_no, OLD.item, OLD.round, OLD.position, OLD.kind, OLD.file_name, OLD.sha256, OLD.bytes, OLD.width,
           OLD.height, OLD.format, OLD.facts, OLD.print_0, OLD.print_1, OLD.print_2, OLD.print_3)
        OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS DISTINCT FROM OLD.superseded_by))
    EXECUTE FUNCTION refuse_change('attachments.fixed: a file stays as it came');

CREATE FUNCTION attachments_go() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no
        AND o.status = 'awaiting_supplement' AND NEW.superseded_by = o.round + 1
        AND is_resubmitting(o.institution, o.order_no, o.audit_seq);
    IF NOT FOUND THEN
        PERFORM refuse('attachments.late: a file is superseded by a resubmission');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attachments_superseded BEFORE UPDATE OF superseded_by ON attachments FOR EACH ROW
    WHEN (NEW.superseded_by IS DISTINCT FROM OLD.superseded_by) EXECUTE FUNCTION attachments_go();

CREATE FUNCTION findings_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM (SELECT institution, order_no, min(round) AS first, max(round) AS last FROM arrived GROUP BY 1, 2) n
      LEFT JOIN orders o ON o.institution = n.institution AND o.order_no = n.order_no
      WHERE n.first <> n.last OR o.order_no IS NULL
         OR NOT CASE WHEN o.version = 1 THEN
                    n.last = 1 AND o.finding_count >= (SELECT count(*) FROM findings f
                                                        WHERE f.institution = n.institution AND f.order_no = n.order_no)
                ELSE o.status = 'awaiting_supplement' AND n.last = o.round + 1
                     AND is_resubmitting(o.institution, o.order_no, o.audit_seq) END;
    IF FOUND THEN
        PERFORM refuse('findings.late: a finding comes with the submission or a resubmission');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER findings_insert AFTER INSERT ON findings REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION findings_arrive();
CREATE TRIGGER findings_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON findings FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('findings.fixed: a finding stays as it was noticed');

-- What a row of the queue counts changes with the round, and is then what there is.
CREATE FUNCTION orders_count() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.round = OLD.round
       OR NEW.attachment_count <> (SELECT count(*) FROM attachments
                                    WHERE institution = NEW.institution AND order_no = NEW.order_no AND superseded_by IS NULL)
       OR NEW.finding_count <> (SELECT count(*) FROM findings
                                 WHERE institution = NEW.institution AND order_no = NEW.order_no AND round = NEW.round) THEN
        PERFORM refuse('orders.counts: files and findings are counted when a round begins');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_counts BEFORE UPDATE OF round, attachment_count, finding_count ON orders FOR EACH ROW
    WHEN (NEW.round <> OLD.round OR NEW.attachment_count <> OLD.attachment_count OR NEW.finding_count <> OLD.finding_count)
    EXECUTE FUNCTION orders_count();

ALTER TABLE attachments ENABLE ALWAYS TRIGGER attachments_insert;
ALTER TABLE attachments ENABLE ALWAYS TRIGGER attachments_fixed;
ALTER TABLE attachments ENABLE ALWAYS TRIGGER attachments_superseded;
ALTER TABLE findings ENABLE ALWAYS TRIGGER findings_insert;
ALTER TABLE findings ENABLE ALWAYS TRIGGER findings_fixed;
ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_counts;

-- ---- what comes from the portal: the functions of 0003 with facts and findings

-- The words of a fingerprint of 64 hexadecimal digits, to look it up by; one that is all alike says nothing.
CREATE FUNCTION print_word(p_print text, p_word int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(nullif(('x' || substr(p_print, 1 + 16 * p_word, 16))::bit(64)::bigint, 0), -1)
$$;

CREATE OR REPLACE FUNCTION put_attachments(p_institution text, p_order_no text, p_item bigint, p_round bigint, p_files jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format,
        facts, print_0, print_1, print_2, print_3)
    SELECT p_institution, p_order_no, p_item, p_round, f.n - 1, x.kind, x.file_name, x.sha256, x.bytes, x.width, x.height, x.format,
        nullif(x.facts, 'null')::text, print_word(x.facts ->> 'fingerprint', 0), print_word(x.facts ->> 'fingerprint', 1),
        print_word(x.facts ->> 'fingerprint', 2), print_word(x.facts ->> 'fingerprint', 3)
      FROM jsonb_array_elements(p_files) WITH ORDINALITY AS f(file, n),
           jsonb_to_record(f.file) AS x(kind text, file_name text, sha256 text, bytes bigint, width bigint, height bigint, format text,
               facts jsonb)
$$;

-- Findings of a round, in the order in which they were noticed.
CREATE FUNCTION put_findings(p_institution text, p_order_no text, p_round bigint, p_findings jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO findings (institution, order_no, item, round, position, finding, field, severity, says, message)
    SELECT p_institution, p_order_no, x.item, p_round, f.n - 1, x.id, x.field, x.severity, x.says, x.message
      FROM jsonb_array_elements(p_findings) WITH ORDINALITY AS f(finding, n),
           jsonb_to_record(f.finding) AS x(id text, item bigint, field text, severity text, says text, message text)
$$;

-- An item's whole new list in a later round. A file of the same kind and content as a current one keeps its row, each row once; the
-- other current ones are superseded, and the rest of the list comes in with its place in it.
CREATE OR REPLACE FUNCTION replace_attachments(p_institution text, p_order_no text, p_item bigint, p_round bigint, p_files jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    WITH list AS (
        SELECT f.n - 1 AS position, x.*, row_number() OVER (PARTITION BY x.kind, x.sha256 ORDER BY f.n) AS twin
          FROM jsonb_array_elements(p_files) WITH ORDINALITY AS f(file, n),
               jsonb_to_record(f.file) AS x(kind text, file_name text, sha256 text, bytes bigint, width bigint, height bigint, format text,
                   facts jsonb)
    ), held AS (
        SELECT a.round, a.position, a.kind, a.sha256, row_number() OVER (PARTITION BY a.kind, a.sha256 ORDER BY a.round, a.position) AS twin
          FROM attachments a
         WHERE a.institution = p_institution AND a.order_no = p_order_no AND a.item = p_item AND a.superseded_by IS NULL
    ), gone AS (
        UPDATE attachments a SET superseded_by = p_round FROM held h
         WHERE a.institution = p_institution AND a.order_no = p_order_no AND a.item = p_item AND a.round = h.round AND a.position = h.position
           AND NOT EXISTS (SELECT 1 FROM list l WHERE l.kind = h.kind AND l.sha256 = h.sha256 AND l.twin = h.twin)
    )
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format,
        facts, print_0, print_1, print_2, print_3)
    SELECT p_institution, p_order_no, p_item, p_round, l.position, l.kind, l.file_name, l.sha256, l.bytes, l.width, l.height, l.format,
        nullif(l.facts, 'null')::text, print_word(l.facts ->> 'fingerprint', 0), print_word(l.facts ->> 'fingerprint', 1),
        print_word(l.facts ->> 'fingerprint', 2), print_word(l.facts ->> 'fingerprint', 3)
      FROM list l WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.kind = l.kind AND h.sha256 = l.sha256 AND h.twin = l.twin)
$$;

-- A new order. `p_search`: [[kind, key], …].
CREATE OR REPLACE FUNCTION submit_order(p_event text, p_order text, p_summary text, p_search text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    n jsonb := p_order::jsonb;
    v_institution text := n ->> 'institution';
    v_order_no text := n ->> 'order_no';
    v_now bigint;
    v_seen jsonb;
    v_item bigint;
BEGIN
    -- G3.12 asks across institutions whether a certificate is in another order's hands. Two orders that come at the same moment would
    -- not see each other: those with a certificate number come in one after the other, on a row that nothing else waits for.
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(n -> 'items') AS i WHERE i -> 'certificate' ->> 'number' IS NOT NULL) THEN
        PERFORM 1 FROM institutions WHERE code = (SELECT min(code) FROM institutions) FOR NO KEY UPDATE;
    END IF;
    v_seen := event_seen(e);
    IF v_seen IS NOT NULL THEN
        RETURN v_seen;
    END IF;
    IF EXISTS (SELECT 1 FROM orders WHERE order_no = v_order_no) THEN
        RETURN '{"outcome":"order_exists"}';
    END IF;
    IF n ->> 'reconsiders' IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM orders WHERE order_no = n ->> 'reconsiders' AND account = n ->> 'account' AND status IN ('accepted', 'rejected', 'cancelled'))
    THEN
        RETURN '{"outcome":"reconsideration_unknown"}';
    END IF;
    SELECT i.nr - 1 INTO v_item FROM jsonb_array_elements(n -> 'items') WITH ORDINALITY AS i(item, nr)
     WHERE EXISTS (SELECT 1 FROM certificates c JOIN orders o ON o.institution = c.institution AND o.order_no = c.order_no
                    WHERE c.number = i.item -> 'certificate' ->> 'number' AND c.holder = i.item -> 'certificate' ->> 'holder'
                      AND o.status IN ('awaiting_proofreading', 'awaiting_supplement'))
     ORDER BY i.nr LIMIT 1;
    IF FOUND THEN
        RETURN jsonb_build_object('outcome', 'certificate_in_progress', 'item', v_item);
    END IF;

    v_now := desk_now();
    PERFORM event_take(v_institution, e, 'submit', v_order_no, v_now);
    PERFORM audit_append(v_institution, v_order_no, 1, v_now, 'portal', 'submit',
        format('{"event_id":%s,"items":%s,"kind":%s}', js(e ->> 'event_id'), jsonb_array_length(n -> 'items'), js(n ->> 'kind')));
    INSERT INTO orders (institution, order_no, status, audit_seq, kind, reconsiders, account, purpose, consented_at, first_submitted_at,
        submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, applicant_email, remark,
        payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count, finding_count)
    SELECT v_institution, v_order_no, 'awaiting_proofreading', 1, n ->> 'kind', n ->> 'reconsiders', n ->> 'account', n ->> 'purpose',
        (n ->> 'consented_at')::bigint, (n ->> 'submitted_at')::bigint, (n ->> 'submitted_at')::bigint, v_now,
        n #>> '{applicant,nature}', n #>> '{applicant,name}', n #>> '{applicant,location}', n #>> '{applicant,mobile}',
        n #>> '{applicant,email}', n ->> 'remark', n #>> '{payment,state}', (n #>> '{payment,paid_at}')::bigint,
        n #>> '{invoice,title}', n #>> '{invoice,tax_no}', n #>> '{items,0,certificate,holder}', p_summary,
        jsonb_array_length(n -> 'items'),
        (SELECT coalesce(sum(jsonb_array_length(i -> 'attachments')), 0) FROM jsonb_array_elements(n -> 'items') AS i),
        jsonb_array_length(n -> 'findings');
    INSERT INTO items (institution, order_no, item, service, copies_zh, copies_en, unit_price_fen, identity_method,
        identity_verified_at, status)
    SELECT v_institution, v_order_no, i.nr, x.service, x.copies_zh, x.copies_en, x.unit_price_fen, x.identity ->> 'method',
        (x.identity ->> 'verified_at')::bigint, 'awaiting_proofreading'
      FROM jsonb_array_elements(n -> 'items') WITH ORDINALITY AS i(item, nr),
           jsonb_to_record(i.item) AS x(service text, copies_zh bigint, copies_en bigint, unit_price_fen bigint, identity jsonb);
    INSERT INTO certificates (institution, order_no, item, holder, id_type, id_no, number, school, school_province, category, level,
        enrolled_on, graduated_on, major, duration, conclusion, remark)
    SELECT v_institution, v_order_no, i.nr, x.*
      FROM jsonb_array_elements(n -> 'items') WITH ORDINALITY AS i(item, nr),
           jsonb_to_record(i.item -> 'certificate') AS x(holder text, id_type text, id_no text, number text, school text,
               school_province text, category text, level text, enrolled_on text, graduated_on text, major text, duration text,
               conclusion text, remark text);
    PERFORM put_attachments(v_institution, v_order_no, i.nr, 1, i.item -> 'attachments')
       FROM jsonb_array_elements(n -> 'items') WITH ORDINALITY AS i(item, nr);
    PERFORM put_findings(v_institution, v_order_no, 1, n -> 'findings');
    INSERT INTO order_search (institution, kind, key, order_no)
    SELECT v_institution, k ->> 0, k ->> 1, v_order_no FROM jsonb_array_elements(p_search::jsonb) AS k
    ON CONFLICT DO NOTHING;
    RETURN '{"outcome":"done"}';
END $$;

-- `p_items`: [[item, [file, …]], …], each list the whole new one. `p_findings`: all of the new round.
DROP FUNCTION resubmit_order;
CREATE FUNCTION resubmit_order(p_event text, p_order_no text, p_account text, p_items text, p_findings text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    o record;
    v_now bigint;
    v_item jsonb;
BEGIN
    o := order_for_event(e, p_order_no, p_account, 'awaiting_supplement');
    IF o.refusal IS NOT NULL THEN
        RETURN o.refusal;
    END IF;
    v_now := desk_now();
    PERFORM event_take(o.institution, e, 'resubmit', p_order_no, v_now);
    PERFORM audit_append(o.institution, p_order_no, o.audit_seq + 1, v_now, 'portal', 'resubmit',
        format('{"event_id":%s,"items":%s,"round":%s}', js(e ->> 'event_id'),
               (SELECT coalesce(json_agg(i -> 0), '[]') FROM jsonb_array_elements(p_items::jsonb) AS i), o.round + 1));
    FOR v_item IN SELECT * FROM jsonb_array_elements(p_items::jsonb) LOOP
        PERFORM replace_attachments(o.institution, p_order_no, (v_item ->> 0)::bigint, o.round + 1, v_item -> 1);
    END LOOP;
    PERFORM put_findings(o.institution, p_order_no, o.round + 1, p_findings::jsonb);
    UPDATE orders SET status = 'awaiting_proofreading', version = version + 1, round = o.round + 1, audit_seq = o.audit_seq + 1,
        submitted_at = (e ->> 'at')::bigint, updated_at = v_now, finding_count = jsonb_array_length(p_findings::jsonb),
        attachment_count = (SELECT count(*) FROM attachments a
                             WHERE a.institution = o.institution AND a.order_no = p_order_no AND a.superseded_by IS NULL)
     WHERE institution = o.institution AND order_no = p_order_no;
    UPDATE items SET status = 'awaiting_proofreading' WHERE institution = o.institution AND order_no = p_order_no;
    RETURN '{"outcome":"done"}';
END $$;

-- ---- bulk loading likewise

DROP FUNCTION load_orders;
CREATE FUNCTION load_orders(p_institution text[], p_order_no text[], p_status text[], p_audit_seq bigint[], p_kind text[], p_reconsiders
    text[], p_account text[], p_purpose text[], p_consented_at bigint[], p_first_submitted_at bigint[], p_submitted_at bigint[],
    p_updated_at bigint[], p_applicant_nature text[], p_applicant_name text[], p_applicant_location text[], p_applicant_mobile text[],
    p_applicant_email text[], p_remark text[], p_payment_state text[], p_paid_at bigint[], p_invoice_title text[], p_invoice_tax_no
    text[], p_holder text[], p_summary text[], p_item_count bigint[], p_attachment_count bigint[], p_claimed_by text[], p_claim_token
    text[], p_claimed_at bigint[], p_claimed_until bigint[], p_finding_count bigint[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO orders (institution, order_no, status, audit_seq, kind, reconsiders, account, purpose, consented_at, first_submitted_at,
        submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, applicant_email, remark,
        payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count, claimed_by, claim_token,
        claimed_at, claimed_until, finding_count)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_status, p_audit_seq, p_kind, p_reconsiders, p_account, p_purpose, p_consented_at,
        p_first_submitted_at, p_submitted_at, p_updated_at, p_applicant_nature, p_applicant_name, p_applicant_location,
        p_applicant_mobile, p_applicant_email, p_remark, p_payment_state, p_paid_at, p_invoice_title, p_invoice_tax_no, p_holder,
        p_summary, p_item_count, p_attachment_count, p_claimed_by, p_claim_token, p_claimed_at, p_claimed_until,
        p_finding_count) AS x
$$;

DROP FUNCTION load_attachments;
CREATE FUNCTION load_attachments(p_institution text[], p_order_no text[], p_item bigint[], p_round bigint[], p_position bigint[], p_kind
    text[], p_file_name text[], p_sha256 text[], p_bytes bigint[], p_width bigint[], p_height bigint[], p_format text[],
    p_facts text[], p_print_0 bigint[], p_print_1 bigint[], p_print_2 bigint[], p_print_3 bigint[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format, facts,
        print_0, print_1, print_2, print_3)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_item, p_round, p_position, p_kind, p_file_name, p_sha256, p_bytes, p_width, p_height,
        p_format, p_facts, p_print_0, p_print_1, p_print_2, p_print_3) AS x
$$;

CREATE FUNCTION load_findings(p_institution text[], p_order_no text[], p_item bigint[], p_round bigint[], p_position bigint[], p_finding
    text[], p_field text[], p_severity text[], p_says text[], p_message text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO findings (institution, order_no, item, round, position, finding, field, severity, says, message)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_item, p_round, p_position, p_finding, p_field, p_severity, p_says, p_message) AS x
$$;

-- One move of each of these orders; how many were at the version they move from.
DROP FUNCTION load_moves;
CREATE FUNCTION load_moves(p_institution text[], p_order_no text[], p_status text[], p_version bigint[], p_round bigint[],
    p_audit_seq bigint[], p_submitted_at bigint[], p_updated_at bigint[], p_attachment_count bigint[], p_claimed_by text[],
    p_claim_token text[], p_claimed_at bigint[], p_claimed_until bigint[], p_finding_count bigint[])
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_n bigint;
BEGIN
    UPDATE orders o SET status = x.status, version = x.version + 1, round = x.round, audit_seq = x.audit_seq,
        submitted_at = x.submitted_at, updated_at = x.updated_at, attachment_count = x.attachment_count, claimed_by = x.claimed_by,
        claim_token = x.claim_token, claimed_at = x.claimed_at, claimed_until = x.claimed_until,
        finding_count = x.finding_count
      FROM unnest(p_institution, p_order_no, p_status, p_version, p_round, p_audit_seq, p_submitted_at, p_updated_at, p_attachment_count,
                  p_claimed_by, p_claim_token, p_claimed_at, p_claimed_until, p_finding_count)
        AS x(institution, order_no, status, version, round, audit_seq, submitted_at, updated_at, attachment_count, claimed_by, claim_token,
             claimed_at, claimed_until, finding_count)
     WHERE o.institution = x.institution AND o.order_no = x.order_no AND o.version = x.version;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END $$;
