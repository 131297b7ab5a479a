-- Bulk loading, for demonstration data and for moving in: the same rows by the same rules, a few thousand a statement. Columns come
-- as arrays, which is several times faster than JSON. The caller wraps the calls of a batch in one transaction.

CREATE FUNCTION load_audit(p_institution text[], p_subject text[], p_seq bigint[], p_at bigint[], p_actor text[], p_action text[],
    p_detail text[], p_prev_hash text[], p_hash text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    SELECT x.* FROM unnest(p_institution, p_subject, p_seq, p_at, p_actor, p_action, p_detail, p_prev_hash, p_hash) AS x
$$;

CREATE FUNCTION load_orders(p_institution text[], p_order_no text[], p_status text[], p_audit_seq bigint[], p_kind text[], p_reconsiders
    text[], p_account text[], p_purpose text[], p_consented_at bigint[], p_first_submitted_at bigint[], p_submitted_at bigint[],
    p_updated_at bigint[], p_applicant_nature text[], p_applicant_name text[], p_applicant_location text[], p_applicant_mobile text[],
    p_applicant_email text[], p_remark text[], p_payment_state text[], p_paid_at bigint[], p_invoice_title text[], p_invoice_tax_no
    text[], p_holder text[], p_summary text[], p_item_count bigint[], p_attachment_count bigint[], p_claimed_by text[], p_claim_token
    text[], p_claimed_at bigint[], p_claimed_until bigint[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO orders (institution, order_no, status, audit_seq, kind, reconsiders, account, purpose, consented_at, first_submitted_at,
        submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, applicant_email, remark,
        payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count, claimed_by, claim_token,
        claimed_at, claimed_until)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_status, p_audit_seq, p_kind, p_reconsiders, p_account, p_purpose, p_consented_at,
        p_first_submitted_at, p_submitted_at, p_updated_at, p_applicant_nature, p_applicant_name, p_applicant_location,
        p_applicant_mobile, p_applicant_email, p_remark, p_payment_state, p_paid_at, p_invoice_title, p_invoice_tax_no, p_holder,
        p_summary, p_item_count, p_attachment_count, p_claimed_by, p_claim_token, p_claimed_at, p_claimed_until) AS x
$$;

CREATE FUNCTION load_items(p_institution text[], p_order_no text[], p_item bigint[], p_service text[], p_copies_zh bigint[], p_copies_en
    bigint[], p_unit_price_fen bigint[], p_identity_method text[], p_identity_verified_at bigint[], p_status text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO items (institution, order_no, item, service, copies_zh, copies_en, unit_price_fen, identity_method, identity_verified_at,
        status)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_item, p_service, p_copies_zh, p_copies_en, p_unit_price_fen, p_identity_method,
        p_identity_verified_at, p_status) AS x
$$;

CREATE FUNCTION load_certificates(p_institution text[], p_order_no text[], p_item bigint[], p_holder text[], p_id_type text[], p_id_no
    text[], p_number text[], p_school text[], p_school_province text[], p_category text[], p_level text[], p_enrolled_on text[],
    p_graduated_on text[], p_major text[], p_duration text[], p_conclusion text[], p_remark text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO certificates (institution, order_no, item, holder, id_type, id_no, number, school, school_province, category, level,
        enrolled_on, graduated_on, major, duration, conclusion, remark)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_item, p_holder, p_id_type, p_id_no, p_number, p_school, p_school_province, p_category,
        p_level, p_enrolled_on, p_graduated_on, p_major, p_duration, p_conclusion, p_remark) AS x
$$;

CREATE FUNCTION load_attachments(p_institution text[], p_order_no text[], p_item bigint[], p_round bigint[], p_position bigint[], p_kind
    text[], p_file_name text[], p_sha256 text[], p_bytes bigint[], p_width bigint[], p_height bigint[], p_format text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_item, p_round, p_position, p_kind, p_file_name, p_sha256, p_bytes, p_width, p_height,
        p_format) AS x
$$;

CREATE FUNCTION load_search(p_institution text[], p_kind text[], p_key text[], p_order_no text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO order_search (institution, kind, key, order_no)
    SELECT x.* FROM unnest(p_institution, p_kind, p_key, p_order_no) AS x
$$;

CREATE FUNCTION load_decisions(p_institution text[], p_order_no text[], p_token text[], p_round bigint[], p_version bigint[], p_status
    text[], p_staff text[], p_decided_at bigint[], p_held_until bigint[], p_catalogue_version text[], p_letter_generated text[], p_letter
    text[], p_draft text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, catalogue_version,
        letter_generated, letter, draft)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_token, p_round, p_version, p_status, p_staff, p_decided_at, p_held_until,
        p_catalogue_version, p_letter_generated, p_letter, p_draft) AS x
$$;

CREATE FUNCTION load_decision_items(p_institution text[], p_order_no text[], p_version bigint[], p_item bigint[], p_outcome text[],
    p_reasons text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO decision_items (institution, order_no, version, item, outcome, reasons)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_version, p_item, p_outcome, p_reasons) AS x
$$;

CREATE FUNCTION load_verdicts(p_institution text[], p_order_no text[], p_version bigint[], p_item bigint[], p_field text[], p_verdict
    text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO verdicts (institution, order_no, version, item, field, verdict)
    SELECT x.* FROM unnest(p_institution, p_order_no, p_version, p_item, p_field, p_verdict) AS x
$$;

CREATE FUNCTION load_messages(p_institution text[], p_message_id text[], p_order_no text[], p_account text[], p_kind text[], p_title
    text[], p_body text[], p_created_at bigint[], p_held_until bigint[], p_decision_token text[], p_delivered_at bigint[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until, decision_token, delivered_at)
    SELECT x.* FROM unnest(p_institution, p_message_id, p_order_no, p_account, p_kind, p_title, p_body, p_created_at, p_held_until,
        p_decision_token, p_delivered_at) AS x
$$;

CREATE FUNCTION load_superseded(p_institution text[], p_order_no text[], p_item bigint[], p_round bigint[], p_position bigint[],
    p_superseded_by bigint[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE attachments a SET superseded_by = x.superseded_by
      FROM unnest(p_institution, p_order_no, p_item, p_round, p_position, p_superseded_by)
        AS x(institution, order_no, item, round, position, superseded_by)
     WHERE a.institution = x.institution AND a.order_no = x.order_no AND a.item = x.item AND a.round = x.round AND a.position = x.position
$$;

-- One move of each of these orders; how many were at the version they move from.
CREATE FUNCTION load_moves(p_institution text[], p_order_no text[], p_status text[], p_version bigint[], p_round bigint[],
    p_audit_seq bigint[], p_submitted_at bigint[], p_updated_at bigint[], p_attachment_count bigint[], p_claimed_by text[],
    p_claim_token text[], p_claimed_at bigint[], p_claimed_until bigint[])
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_n bigint;
BEGIN
    UPDATE orders o SET status = x.status, version = x.version + 1, round = x.round, audit_seq = x.audit_seq,
        submitted_at = x.submitted_at, updated_at = x.updated_at, attachment_count = x.attachment_count, claimed_by = x.claimed_by,
        claim_token = x.claim_token, claimed_at = x.claimed_at, claimed_until = x.claimed_until
      FROM unnest(p_institution, p_order_no, p_status, p_version, p_round, p_audit_seq, p_submitted_at, p_updated_at, p_attachment_count,
                  p_claimed_by, p_claim_token, p_claimed_at, p_claimed_until)
        AS x(institution, order_no, status, version, round, audit_seq, submitted_at, updated_at, attachment_count, claimed_by, claim_token,
             claimed_at, claimed_until)
     WHERE o.institution = x.institution AND o.order_no = x.order_no AND o.version = x.version;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN v_n;
END $$;

CREATE FUNCTION load_item_moves(p_institution text[], p_order_no text[], p_item bigint[], p_status text[])
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    UPDATE items i SET status = x.status
      FROM unnest(p_institution, p_order_no, p_item, p_status) AS x(institution, order_no, item, status)
     WHERE i.institution = x.institution AND i.order_no = x.order_no AND i.item = x.item
$$;

-- Enquiries with their posts: {"enquiry_no", "institution", "account", "order_no", "subject", "posts": [[at, staff, body], …]}. Those
-- without a post are passed over. One waits since the applicant's oldest post after the last answer.
CREATE FUNCTION load_enquiries(p_enquiries text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_all jsonb := p_enquiries::jsonb;
BEGIN
    INSERT INTO enquiries (institution, enquiry_no, account, order_no, subject, opened_at, last_post_at, waiting_since)
    SELECT q.institution, q.enquiry_no, q.account, q.order_no, q.subject, (q.posts -> 0 ->> 0)::bigint, (q.posts -> -1 ->> 0)::bigint,
        (q.posts -> (SELECT coalesce(max(p.n), 0)::int FROM jsonb_array_elements(q.posts) WITH ORDINALITY AS p(post, n)
                      WHERE p.post ->> 1 IS NOT NULL) ->> 0)::bigint
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, account text, order_no text, subject text, posts jsonb)
     WHERE jsonb_array_length(q.posts) > 0;
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body)
    SELECT q.institution, q.enquiry_no, p.n, CASE WHEN p.post ->> 1 IS NULL THEN 'applicant' ELSE 'staff' END, p.post ->> 1,
        (p.post ->> 0)::bigint, p.post ->> 2
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, posts jsonb),
           jsonb_array_elements(q.posts) WITH ORDINALITY AS p(post, n);
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    SELECT q.institution, 'enquiry:' || q.enquiry_no, 1, desk_now(), 'portal', 'enquiry', format('{"posts":%s}', jsonb_array_length(q.posts)),
        '', ''
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, posts jsonb) WHERE jsonb_array_length(q.posts) > 0;
END $$;
