-- Decisions. A decision, its verdicts, the change of status, the audit row and the held message are one call.

-- {"done": {"status", "held_until"}} or {"stale": {"status", "version", "holder", "since": [audit rows]}}.
CREATE FUNCTION decide(p_actor text, p_decision text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    d jsonb := p_decision::jsonb;
    v_institution text := d ->> 'institution';
    v_order_no text := d ->> 'order_no';
    v_token text := d ->> 'token';
    v_outcomes jsonb := d -> 'outcomes';
    o record;
    v_now bigint;
    v_held_until bigint;
    v_status text;
    v_done jsonb;
BEGIN
    -- Asked again after an unknown outcome: the answer is the one of the first time.
    v_done := decision_of(v_token);
    IF v_done IS NOT NULL THEN
        RETURN v_done::text;
    END IF;
    PERFORM acting(p_actor, v_institution, ARRAY['proofreader', 'supervisor']);
    SELECT status, round, version, audit_seq, account, item_count, claimed_by, claim_token, claimed_at, claimed_until INTO o FROM orders
     WHERE institution = v_institution AND order_no = v_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('order ' || v_order_no);
    END IF;
    v_now := desk_now();
    v_done := decision_of(v_token); -- once more: the same call may have held the order until now
    IF v_done IS NOT NULL THEN
        RETURN v_done::text;
    END IF;
    IF o.status <> 'awaiting_proofreading' OR o.version <> (d ->> 'version')::bigint OR o.claimed_by IS DISTINCT FROM p_actor
       OR o.claim_token IS DISTINCT FROM d ->> 'claim_token' OR o.claimed_until <= v_now THEN
        RETURN jsonb_build_object('stale', jsonb_build_object('status', o.status, 'version', o.version,
            'holder', holder_of(o.claimed_by, o.claimed_until, v_now),
            'since', audit_since_claim(v_institution, v_order_no, d ->> 'claim_token')))::text;
    END IF;
    -- Every item has one outcome, and the order's status follows from them.
    IF (SELECT count(DISTINCT x.item) FILTER (WHERE x.item BETWEEN 1 AND o.item_count) <> o.item_count OR count(*) <> o.item_count
          FROM jsonb_to_recordset(v_outcomes) AS x(item bigint)) THEN
        PERFORM refuse('a decision names every item of its order once');
    END IF;
    SELECT CASE WHEN bool_or(x.outcome = 'supplement') THEN 'awaiting_supplement' WHEN bool_or(x.outcome = 'approve') THEN 'accepted'
                ELSE 'rejected' END
      INTO v_status FROM jsonb_to_recordset(v_outcomes) AS x(outcome text);
    v_held_until := v_now + least(greatest((d ->> 'hold_ms')::bigint, 0), 86400000); -- a day at most: reads look no further back

    INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, catalogue_version,
                           letter_generated, letter, draft)
    VALUES (v_institution, v_order_no, v_token, o.round, o.version, v_status, p_actor, v_now, v_held_until, d ->> 'catalogue_version',
            d ->> 'letter_generated', d ->> 'letter', d ->> 'draft');
    INSERT INTO decision_items (institution, order_no, version, item, outcome, reasons)
    SELECT v_institution, v_order_no, o.version, x.item, x.outcome, x.reasons::text
      FROM jsonb_to_recordset(v_outcomes) AS x(item bigint, outcome text, reasons jsonb);
    INSERT INTO verdicts (institution, order_no, version, item, field, verdict)
    SELECT v_institution, v_order_no, o.version, x.item, x.field, x.verdict
      FROM jsonb_to_recordset(d -> 'verdicts') AS x(item bigint, field text, verdict text);
    PERFORM audit_append(v_institution, v_order_no, o.audit_seq + 1, v_now, p_actor, 'decide',
        format('{"catalogue_version":%s,"letter_edited":%s,"outcomes":%s,"status":%s,"token":%s,"version":%s}', js(d ->> 'catalogue_version'),
               to_json(d ->> 'letter' IS DISTINCT FROM d ->> 'letter_generated'), d ->> 'outcomes', js(v_status), js(v_token), o.version));
    UPDATE orders SET status = v_status, version = o.version + 1, audit_seq = o.audit_seq + 1, updated_at = v_now,
        claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL
     WHERE institution = v_institution AND order_no = v_order_no;
    UPDATE items i SET status = CASE x.outcome WHEN 'approve' THEN 'accepted' WHEN 'reject' THEN 'rejected' ELSE 'awaiting_supplement' END
      FROM jsonb_to_recordset(v_outcomes) AS x(item bigint, outcome text)
     WHERE i.institution = v_institution AND i.order_no = v_order_no AND i.item = x.item;
    INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until, decision_token)
    VALUES (v_institution, d ->> 'message_id', v_order_no, o.account,
            CASE v_status WHEN 'awaiting_supplement' THEN 'supplement' ELSE v_status END,
            d ->> 'title', d ->> 'letter', v_now, v_held_until, v_token);
    DELETE FROM drafts WHERE institution = v_institution AND order_no = v_order_no AND staff = p_actor;
    RETURN jsonb_build_object('done', jsonb_build_object('status', v_status, 'held_until', v_held_until))::text;
END $$;

CREATE FUNCTION decision_of(p_token text) RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_object('done', jsonb_build_object('status', status, 'held_until', held_until)) FROM decisions WHERE token = p_token
$$;

-- What happened to an order since this claim of it was made.
CREATE FUNCTION audit_since_claim(p_institution text, p_order_no text, p_claim_token text)
RETURNS jsonb LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.seq), '[]') FROM audit_log a
     WHERE a.institution = p_institution AND a.subject = p_order_no
       AND a.seq > (SELECT max(c.seq) FROM audit_log c
                     WHERE c.institution = p_institution AND c.subject = p_order_no AND c.action IN ('claim', 'take_back')
                       AND p_claim_token IN (c.detail::jsonb ->> 'token', c.detail::jsonb ->> 'claim_token'))
$$;

-- {"done": {"institution", "order_no", "until"}}, "too_late" or "not_possible".
CREATE FUNCTION take_back(p_actor text, p_token text, p_claim_token text, p_lease bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    d record;
    o record;
    v_now bigint;
    v_delivered bigint;
    v_draft jsonb;
BEGIN
    SELECT institution, order_no INTO d FROM decisions WHERE token = p_token AND staff = p_actor;
    IF NOT FOUND THEN
        RETURN '"not_possible"';
    END IF;
    PERFORM acting(p_actor, d.institution, ARRAY['proofreader', 'supervisor']);
    SELECT status, version, audit_seq, claimed_by, claim_token, claimed_until INTO o FROM orders
     WHERE institution = d.institution AND order_no = d.order_no FOR NO KEY UPDATE;
    SELECT institution, order_no, version, status, held_until, taken_back_at, draft INTO d FROM decisions WHERE token = p_token;
    -- The outbox takes messages without their orders. Whoever has the row first decides whether it is too late.
    SELECT delivered_at INTO v_delivered FROM messages
     WHERE institution = d.institution AND order_no = d.order_no AND decision_token = p_token FOR NO KEY UPDATE;
    v_now := desk_now();
    IF d.taken_back_at IS NOT NULL AND o.claimed_by = p_actor AND o.claim_token = p_claim_token AND o.claimed_until > v_now THEN
        -- By this very call, whose answer was lost.
        RETURN jsonb_build_object('done', jsonb_build_object('institution', d.institution, 'order_no', d.order_no, 'until', o.claimed_until))::text;
    END IF;
    IF d.taken_back_at IS NOT NULL OR o.version <> d.version + 1 OR o.status <> d.status THEN
        RETURN '"not_possible"';
    END IF;
    IF v_delivered IS NOT NULL OR d.held_until <= v_now THEN
        RETURN '"too_late"';
    END IF;
    UPDATE decisions SET taken_back_at = v_now WHERE token = p_token;
    UPDATE messages SET withdrawn_at = v_now
     WHERE institution = d.institution AND order_no = d.order_no AND decision_token = p_token;
    PERFORM audit_append(d.institution, d.order_no, o.audit_seq + 1, v_now, p_actor, 'take_back',
        format('{"claim_token":%s,"token":%s,"until":%s}', js(p_claim_token), js(p_token), v_now + p_lease));
    UPDATE orders SET status = 'awaiting_proofreading', version = o.version + 1, audit_seq = o.audit_seq + 1, updated_at = v_now,
        claimed_by = p_actor, claim_token = p_claim_token, claimed_at = v_now, claimed_until = v_now + p_lease
     WHERE institution = d.institution AND order_no = d.order_no;
    UPDATE items SET status = 'awaiting_proofreading' WHERE institution = d.institution AND order_no = d.order_no;
    v_draft := d.draft::jsonb;
    IF v_draft -> 'verdicts' <> '[]' OR v_draft -> 'outcomes' <> '[]' OR v_draft ->> 'letter' IS NOT NULL OR v_draft ->> 'note' <> '' THEN
        INSERT INTO drafts (institution, order_no, staff, body, saved_at) VALUES (d.institution, d.order_no, p_actor, d.draft, v_now)
        ON CONFLICT (institution, order_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at;
    END IF;
    RETURN jsonb_build_object('done', jsonb_build_object('institution', d.institution, 'order_no', d.order_no, 'until', v_now + p_lease))::text;
END $$;

-- No body removes the draft. Lost claims and moved orders keep it; only an order that does not exist has none.
CREATE FUNCTION save_draft(p_actor text, p_institution text, p_order_no text, p_body text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM orders WHERE institution = p_institution AND order_no = p_order_no;
    IF NOT FOUND THEN
        PERFORM fail_unknown('order ' || p_order_no);
    END IF;
    IF p_body IS NULL THEN
        DELETE FROM drafts WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor;
        RETURN;
    END IF;
    INSERT INTO drafts (institution, order_no, staff, body, saved_at) VALUES (p_institution, p_order_no, p_actor, p_body, desk_now())
    ON CONFLICT (institution, order_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at;
END $$;
