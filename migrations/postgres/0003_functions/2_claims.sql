-- Claims: exclusive, expiring holds on orders. Each is one conditional change of the order's row; none outlives its lease by the
-- server's clock.

-- The oldest order that awaits proofreading and nobody else holds. Rows that another desk is just taking are skipped, not waited for.
CREATE FUNCTION claim_next(p_actor text, p_institution text, p_token text, p_lease bigint)
RETURNS TABLE (claimed_order text, ends_at bigint) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
    v_seq bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT o.order_no, o.audit_seq + 1 INTO claimed_order, v_seq FROM orders o
     WHERE o.institution = p_institution AND o.status = 'awaiting_proofreading'
       AND (o.claimed_until IS NULL OR o.claimed_until <= v_now OR o.claimed_by = p_actor)
     ORDER BY o.submitted_at, o.order_no LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    ends_at := v_now + p_lease;
    PERFORM audit_append(p_institution, claimed_order, v_seq, v_now, p_actor, 'claim', format('{"token":%s,"until":%s}', js(p_token), ends_at));
    UPDATE orders o SET claimed_by = p_actor, claim_token = p_token, claimed_at = v_now, claimed_until = ends_at, audit_seq = v_seq
     WHERE o.institution = p_institution AND o.order_no = claimed_order;
    RETURN NEXT;
END $$;

-- One order. `outcome`: yours, held, state, unknown.
CREATE FUNCTION claim_order(p_actor text, p_institution text, p_order_no text, p_token text, p_lease bigint)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT status, audit_seq, claimed_by, claim_token, claimed_until INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN jsonb_build_object('outcome', 'unknown');
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF o.status <> 'awaiting_proofreading' THEN
        RETURN jsonb_build_object('outcome', 'state', 'status', o.status);
    END IF;
    IF o.claimed_by <> p_actor AND o.claimed_until > v_now THEN
        RETURN jsonb_build_object('outcome', 'held', 'holder', holder_of(o.claimed_by, o.claimed_until, v_now));
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, 'claim',
        format('{"token":%s,"until":%s}', js(p_token), v_now + p_lease));
    UPDATE orders SET claimed_by = p_actor, claim_token = p_token, claimed_at = v_now, claimed_until = v_now + p_lease,
        audit_seq = o.audit_seq + 1
     WHERE institution = p_institution AND order_no = p_order_no;
    RETURN jsonb_build_object('outcome', 'yours', 'until', v_now + p_lease);
END $$;

-- The new end, or null where the claim no longer stands. No audit row: it happens every few seconds.
CREATE FUNCTION renew_claim(p_institution text, p_order_no text, p_token text, p_lease bigint)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_until bigint;
BEGIN
    PERFORM 1 FROM orders WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    UPDATE orders SET claimed_until = desk_now() + p_lease
     WHERE institution = p_institution AND order_no = p_order_no AND claim_token = p_token AND claimed_until > desk_now()
    RETURNING claimed_until INTO v_until;
    RETURN v_until;
END $$;

CREATE FUNCTION release_claim(p_actor text, p_institution text, p_order_no text, p_token text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    v_now bigint;
BEGIN
    SELECT audit_seq, claimed_by, claim_token, claimed_until INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    v_now := desk_now();
    IF NOT FOUND OR o.claim_token IS DISTINCT FROM p_token OR o.claimed_by <> p_actor OR o.claimed_until <= v_now THEN
        RETURN false;
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, 'release', format('{"token":%s}', js(p_token)));
    UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
     WHERE institution = p_institution AND order_no = p_order_no;
    RETURN true;
END $$;
