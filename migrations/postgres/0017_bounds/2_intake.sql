
-- Whose turn it is to submit: an empty table, there to be locked by submissions and by nothing else. Before, they met on the row of an
-- institution, which saving a view holds as well: a transaction left open by one member of staff kept everything from coming in.
CREATE TABLE intake_turn (turn bigint PRIMARY KEY);
COMMENT ON TABLE intake_turn IS 'readers: nobody';

-- As in 0015, but for the turn.
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
