-- What has to be asked across institutions, for a member of one: functions of a role whose rows no policy hides and that may read, never
-- write. Each tells only what its check needs, and only of an order that whoever asks can see anyway: nobody can ask about a number, a
-- name or a file of their own choice.

-- ---- who decided before, and who is listed: as in 0006, across institutions

-- Whether an institution is one of theirs who is connected, for functions that no policy holds back.
CREATE FUNCTION is_mine(p_institution text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN coalesce(p_institution = my_institution(), false) OR sees_all();
END $$;

-- Who has the order that one of ours contests: its institution where that is ours, and its short name.
CREATE FUNCTION contested_holder(p_institution text, p_order_no text) RETURNS TABLE (institution text, short_name text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT CASE WHEN is_mine(o.institution) THEN o.institution ELSE '' END, i.short_name
      FROM orders k JOIN orders o ON o.order_no = k.reconsiders JOIN institutions i ON i.code = o.institution
     WHERE k.institution = p_institution AND k.order_no = p_order_no AND is_mine(p_institution);
END $$;

-- Whether another order is under way for a certificate of this one (G3.12): null, its number where it is ours, '' where it is not.
CREATE FUNCTION under_way(p_institution text, p_order_no text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    v_other record;
BEGIN
    IF NOT is_mine(p_institution) THEN
        RETURN NULL;
    END IF;
    SELECT u.institution, u.order_no INTO v_other FROM certificates c
      JOIN certificates k ON k.number = c.number AND k.holder = c.holder
      JOIN orders u ON u.institution = k.institution AND u.order_no = k.order_no
     WHERE c.institution = p_institution AND c.order_no = p_order_no AND c.number IS NOT NULL AND u.order_no <> p_order_no
       AND u.status IN ('awaiting_proofreading', 'awaiting_supplement')
     ORDER BY u.institution = p_institution DESC, u.order_no LIMIT 1;
    RETURN CASE WHEN v_other.institution = p_institution THEN v_other.order_no WHEN v_other.institution IS NOT NULL THEN '' END;
END $$;

-- As in 0009; another institution's order is not named.
CREATE OR REPLACE FUNCTION reopen_order(p_actor text, p_institution text, p_order_no text, p_reason text, p_message_id text, p_title text,
    p_body text, p_hold bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_by text := supervising(p_actor, p_institution);
    o record;
    v_now bigint;
    v_until bigint;
    v_other text;
BEGIN
    SELECT status, version, audit_seq, account INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF o.status NOT IN ('accepted', 'rejected') THEN
        RETURN jsonb_build_object('outcome', 'settled', 'status', o.status)::text;
    END IF;
    SELECT held_until INTO v_until FROM decisions
     WHERE institution = p_institution AND order_no = p_order_no AND version = o.version - 1 AND taken_back_at IS NULL;
    IF v_until > v_now THEN
        RETURN jsonb_build_object('outcome', 'held', 'until', v_until)::text;
    END IF;
    PERFORM 1 FROM decisions d JOIN listings l ON l.decision_token = d.token
      WHERE d.institution = p_institution AND d.order_no = p_order_no AND l.state = 'proposed';
    IF FOUND THEN
        RETURN '{"outcome":"proposed"}';
    END IF;
    v_other := under_way(p_institution, p_order_no);
    IF v_other IS NOT NULL THEN
        RETURN jsonb_build_object('outcome', 'unfinished', 'order_no', nullif(v_other, ''))::text;
    END IF;
    PERFORM supervised_move(p_actor, p_institution, p_order_no, 'reopen', 'awaiting_proofreading', 'reopened', o.audit_seq + 1, v_now,
        format('{"by":%s,"from":%s,"reason":%s,"version":%s}', js(v_by), js(o.status), js(p_reason), o.version),
        o.account, p_message_id, p_title, p_body, p_hold);
    RETURN '{"outcome":"done"}';
END $$;

-- ---- submissions: whether a certificate is in another order's hands (G3.12)

-- The place of the first of these items whose certificate is; null where none is.
CREATE FUNCTION certificate_in_progress(p_items jsonb) RETURNS bigint LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT i.nr - 1 FROM jsonb_array_elements(p_items) WITH ORDINALITY AS i(item, nr)
     WHERE EXISTS (SELECT 1 FROM certificates c JOIN orders o ON o.institution = c.institution AND o.order_no = c.order_no
                    WHERE c.number = i.item -> 'certificate' ->> 'number' AND c.holder = i.item -> 'certificate' ->> 'holder'
                      AND o.status IN ('awaiting_proofreading', 'awaiting_supplement'))
     ORDER BY i.nr LIMIT 1
$$;

-- Whose turn it is to submit: an empty table, there to be locked by submissions and by nothing else: on the row of
-- an institution, which saving a view holds as well, a transaction left open by one member of staff would keep everything from coming in.
CREATE TABLE intake_turn (turn bigint PRIMARY KEY);
COMMENT ON TABLE intake_turn IS 'readers: nobody';

-- As in 0004. What is looked for stands in variables: where a policy holds, an index serves no comparison with a function of JSON.
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
    v_account text := n ->> 'account';
    v_reconsiders text := n ->> 'reconsiders';
BEGIN
    -- G3.12 asks across institutions whether a certificate is in another order's hands. Two orders that come at the same moment would
    -- not see each other: those with a certificate number come in one after the other, on a table that nothing else waits for.
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(n -> 'items') AS i WHERE i -> 'certificate' ->> 'number' IS NOT NULL) THEN
        LOCK TABLE intake_turn IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    v_seen := event_seen(e);
    IF v_seen IS NOT NULL THEN
        RETURN v_seen;
    END IF;
    IF EXISTS (SELECT 1 FROM orders WHERE order_no = v_order_no) THEN
        RETURN '{"outcome":"order_exists"}';
    END IF;
    IF v_reconsiders IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM orders WHERE order_no = v_reconsiders AND account = v_account AND status IN ('accepted', 'rejected', 'cancelled'))
    THEN
        RETURN '{"outcome":"reconsideration_unknown"}';
    END IF;
    v_item := certificate_in_progress(n -> 'items');
    IF v_item IS NOT NULL THEN
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
