-- What comes from the portal. Each event is one call, taken whole or not at all, and answers {"outcome": …}. What another writer can
-- overtake is checked here, inside the transaction. Two calls with one event meet at a unique key; the loser is called again and finds
-- the winner's row.

-- duplicate, conflict, or null where this event was never taken.
CREATE FUNCTION event_seen(p_event jsonb) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object('outcome', CASE digest WHEN p_event ->> 'digest' THEN 'duplicate' ELSE 'conflict' END)
      FROM feed_events WHERE event_id = p_event ->> 'event_id'
$$;

CREATE FUNCTION event_take(p_institution text, p_event jsonb, p_name text, p_subject text, p_now bigint)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO feed_events (institution, event_id, digest, event, subject, at, received_at)
    VALUES (p_institution, p_event ->> 'event_id', p_event ->> 'digest', p_name, p_subject, (p_event ->> 'at')::bigint, p_now)
$$;

CREATE FUNCTION put_attachments(p_institution text, p_order_no text, p_item bigint, p_round bigint, p_files jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format)
    SELECT p_institution, p_order_no, p_item, p_round, f.n - 1, x.kind, x.file_name, x.sha256, x.bytes, x.width, x.height, x.format
      FROM jsonb_array_elements(p_files) WITH ORDINALITY AS f(file, n),
           jsonb_to_record(f.file) AS x(kind text, file_name text, sha256 text, bytes bigint, width bigint, height bigint, format text)
$$;

-- An item's whole new list in a later round. A file of the same kind and content as a current one keeps its row, each row once; the
-- other current ones are superseded, and the rest of the list comes in with its place in it.
CREATE FUNCTION replace_attachments(p_institution text, p_order_no text, p_item bigint, p_round bigint, p_files jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    WITH list AS (
        SELECT f.n - 1 AS position, x.*, row_number() OVER (PARTITION BY x.kind, x.sha256 ORDER BY f.n) AS twin
          FROM jsonb_array_elements(p_files) WITH ORDINALITY AS f(file, n),
               jsonb_to_record(f.file) AS x(kind text, file_name text, sha256 text, bytes bigint, width bigint, height bigint, format text)
    ), held AS (
        SELECT a.round, a.position, a.kind, a.sha256, row_number() OVER (PARTITION BY a.kind, a.sha256 ORDER BY a.round, a.position) AS twin
          FROM attachments a
         WHERE a.institution = p_institution AND a.order_no = p_order_no AND a.item = p_item AND a.superseded_by IS NULL
    ), gone AS (
        UPDATE attachments a SET superseded_by = p_round FROM held h
         WHERE a.institution = p_institution AND a.order_no = p_order_no AND a.item = p_item AND a.round = h.round AND a.position = h.position
           AND NOT EXISTS (SELECT 1 FROM list l WHERE l.kind = h.kind AND l.sha256 = h.sha256 AND l.twin = h.twin)
    )
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format)
    SELECT p_institution, p_order_no, p_item, p_round, l.position, l.kind, l.file_name, l.sha256, l.bytes, l.width, l.height, l.format
      FROM list l WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.kind = l.kind AND h.sha256 = l.sha256 AND h.twin = l.twin)
$$;

-- A new order. `p_search`: [[kind, key], …].
CREATE FUNCTION submit_order(p_event text, p_order text, p_summary text, p_search text)
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
        payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count)
    SELECT v_institution, v_order_no, 'awaiting_proofreading', 1, n ->> 'kind', n ->> 'reconsiders', n ->> 'account', n ->> 'purpose',
        (n ->> 'consented_at')::bigint, (n ->> 'submitted_at')::bigint, (n ->> 'submitted_at')::bigint, v_now,
        n #>> '{applicant,nature}', n #>> '{applicant,name}', n #>> '{applicant,location}', n #>> '{applicant,mobile}',
        n #>> '{applicant,email}', n ->> 'remark', n #>> '{payment,state}', (n #>> '{payment,paid_at}')::bigint,
        n #>> '{invoice,title}', n #>> '{invoice,tax_no}', n #>> '{items,0,certificate,holder}', p_summary,
        jsonb_array_length(n -> 'items'),
        (SELECT coalesce(sum(jsonb_array_length(i -> 'attachments')), 0) FROM jsonb_array_elements(n -> 'items') AS i);
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
    INSERT INTO order_search (institution, kind, key, order_no)
    SELECT v_institution, k ->> 0, k ->> 1, v_order_no FROM jsonb_array_elements(p_search::jsonb) AS k
    ON CONFLICT DO NOTHING;
    RETURN '{"outcome":"done"}';
END $$;

-- The order that an event of the feed is about, locked; or why the event cannot be taken. `p_status`: where it must stand.
CREATE FUNCTION order_for_event(p_event jsonb, p_order_no text, p_account text, p_status text, OUT refusal jsonb, OUT institution text,
    OUT audit_seq bigint, OUT round bigint, OUT holder text) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
BEGIN
    SELECT s.institution, s.status, s.account, s.audit_seq, s.round, s.claimed_by, s.claimed_until INTO o FROM orders s WHERE s.order_no = p_order_no FOR NO KEY UPDATE;
    -- Looked for with the order locked, so that the same event in another call has either ended or not begun.
    refusal := event_seen(p_event);
    IF refusal IS NOT NULL THEN
        RETURN;
    END IF;
    IF o.institution IS NULL THEN
        refusal := '{"outcome":"order_unknown"}';
    ELSIF o.account <> p_account THEN
        refusal := '{"outcome":"wrong_account"}';
    ELSIF o.status <> p_status THEN
        refusal := jsonb_build_object('outcome', 'wrong_state', 'status', o.status);
    END IF;
    institution := o.institution;
    audit_seq := o.audit_seq;
    round := o.round;
    holder := CASE WHEN o.claimed_until > desk_now() THEN o.claimed_by END;
END $$;

-- `p_items`: [[item, [file, …]], …], each list the whole new one.
CREATE FUNCTION resubmit_order(p_event text, p_order_no text, p_account text, p_items text)
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
    FOR v_item IN SELECT * FROM jsonb_array_elements(p_items::jsonb) LOOP
        PERFORM replace_attachments(o.institution, p_order_no, (v_item ->> 0)::bigint, o.round + 1, v_item -> 1);
    END LOOP;
    PERFORM audit_append(o.institution, p_order_no, o.audit_seq + 1, v_now, 'portal', 'resubmit',
        format('{"event_id":%s,"items":%s,"round":%s}', js(e ->> 'event_id'),
               (SELECT coalesce(json_agg(i -> 0), '[]') FROM jsonb_array_elements(p_items::jsonb) AS i), o.round + 1));
    UPDATE orders SET status = 'awaiting_proofreading', version = version + 1, round = o.round + 1, audit_seq = o.audit_seq + 1,
        submitted_at = (e ->> 'at')::bigint, updated_at = v_now,
        attachment_count = (SELECT count(*) FROM attachments a
                             WHERE a.institution = o.institution AND a.order_no = p_order_no AND a.superseded_by IS NULL)
     WHERE institution = o.institution AND order_no = p_order_no;
    UPDATE items SET status = 'awaiting_proofreading' WHERE institution = o.institution AND order_no = p_order_no;
    RETURN '{"outcome":"done"}';
END $$;

-- The applicant wins over whoever holds the order.
CREATE FUNCTION cancel_order(p_event text, p_order_no text, p_account text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    o record;
    v_now bigint;
BEGIN
    o := order_for_event(e, p_order_no, p_account, 'awaiting_proofreading');
    IF o.refusal IS NOT NULL THEN
        RETURN o.refusal;
    END IF;
    v_now := desk_now();
    PERFORM event_take(o.institution, e, 'cancel', p_order_no, v_now);
    -- Whoever had it open is told by this row.
    PERFORM audit_append(o.institution, p_order_no, o.audit_seq + 1, v_now, 'portal', 'cancel',
        format('{"event_id":%s%s}', js(e ->> 'event_id'), coalesce(',"holder":' || to_json(o.holder)::text, '')));
    UPDATE orders SET status = 'cancelled', version = version + 1, audit_seq = o.audit_seq + 1, updated_at = v_now,
        claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL
     WHERE institution = o.institution AND order_no = p_order_no;
    UPDATE items SET status = 'cancelled' WHERE institution = o.institution AND order_no = p_order_no;
    RETURN '{"outcome":"done"}';
END $$;

CREATE FUNCTION add_enquiry(p_event text, p_enquiry_no text, p_account text, p_institution text, p_order_no text, p_subject text, p_body text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    v_at bigint := (e ->> 'at')::bigint;
    v_now bigint := desk_now();
    v_seen jsonb := event_seen(e);
    v_account text;
BEGIN
    IF v_seen IS NOT NULL THEN
        RETURN v_seen;
    END IF;
    IF EXISTS (SELECT 1 FROM enquiries WHERE enquiry_no = p_enquiry_no) THEN
        RETURN '{"outcome":"enquiry_exists"}';
    END IF;
    IF p_order_no IS NOT NULL THEN
        SELECT account INTO v_account FROM orders WHERE order_no = p_order_no;
        IF NOT FOUND THEN
            RETURN '{"outcome":"order_unknown"}';
        ELSIF v_account <> p_account THEN
            RETURN '{"outcome":"wrong_account"}';
        END IF;
    END IF;
    PERFORM event_take(p_institution, e, 'enquiry', 'enquiry:' || p_enquiry_no, v_now);
    INSERT INTO enquiries (institution, enquiry_no, account, order_no, subject, opened_at, last_post_at, waiting_since)
    VALUES (p_institution, p_enquiry_no, p_account, p_order_no, p_subject, v_at, v_at, v_at);
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, at, body)
    VALUES (p_institution, p_enquiry_no, 1, 'applicant', v_at, p_body);
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, v_now, 'portal', 'enquiry',
        format('{"event_id":%s}', js(e ->> 'event_id')));
    RETURN '{"outcome":"done"}';
END $$;

CREATE FUNCTION add_followup(p_event text, p_enquiry_no text, p_account text, p_body text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    q record;
    v_at bigint := (e ->> 'at')::bigint;
    v_now bigint;
    v_seen jsonb;
BEGIN
    SELECT institution, account INTO q FROM enquiries WHERE enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    v_seen := event_seen(e);
    IF v_seen IS NOT NULL THEN
        RETURN v_seen;
    END IF;
    IF q.institution IS NULL THEN
        RETURN '{"outcome":"enquiry_unknown"}';
    ELSIF q.account <> p_account THEN
        RETURN '{"outcome":"wrong_account"}';
    END IF;
    v_now := desk_now();
    PERFORM event_take(q.institution, e, 'enquiry_followup', 'enquiry:' || p_enquiry_no, v_now);
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, at, body)
    SELECT q.institution, p_enquiry_no, 1 + coalesce(max(post), 0), 'applicant', v_at, p_body
      FROM enquiry_posts WHERE institution = q.institution AND enquiry_no = p_enquiry_no;
    UPDATE enquiries SET last_post_at = greatest(last_post_at, v_at), waiting_since = coalesce(waiting_since, v_at)
     WHERE institution = q.institution AND enquiry_no = p_enquiry_no;
    PERFORM audit_append_next(q.institution, 'enquiry:' || p_enquiry_no, v_now, 'portal', 'enquiry_followup',
        format('{"event_id":%s}', js(e ->> 'event_id')));
    RETURN '{"outcome":"done"}';
END $$;

-- How many of these were not yet handed over. A held or withdrawn message never is.
CREATE FUNCTION acknowledge(p_message_ids text[]) RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_n bigint;
BEGIN
    UPDATE messages m SET delivered_at = desk_now()
      FROM (SELECT institution, message_id FROM messages
             WHERE message_id = ANY (p_message_ids) AND delivered_at IS NULL AND withdrawn_at IS NULL AND held_until <= desk_now()
             ORDER BY message_id FOR NO KEY UPDATE) AS due -- in one order, so that two of these never wait for each other
     WHERE m.institution = due.institution AND m.message_id = due.message_id;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END $$;

-- Sums the deltas into the days. A second one at the same time passes over what the first is summing.
CREATE FUNCTION roll_up_counts() RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    WITH due AS (SELECT delta_no FROM count_deltas ORDER BY delta_no FOR UPDATE SKIP LOCKED),
         gone AS (DELETE FROM count_deltas d USING due WHERE d.delta_no = due.delta_no RETURNING d.institution, d.day, d.status, d.delta)
    INSERT INTO daily_counts (institution, day, status, n)
    SELECT institution, day, status, sum(delta)::bigint FROM gone GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (institution, day, status) DO UPDATE SET n = daily_counts.n + excluded.n
$$;
