-- The archive: ended orders by the moment of their end, enquiries by the order they are about, and dossiers handed out.

-- What has ended is read newest first. An order that is decided leaves `orders_open` for this one, and moves in it no more.
CREATE INDEX orders_ended ON orders (institution, updated_at, order_no)
    WHERE status = 'accepted' OR status = 'rejected' OR status = 'cancelled';
CREATE INDEX IF NOT EXISTS enquiries_order ON enquiries (institution, order_no, enquiry_no) WHERE order_no IS NOT NULL;

-- Writes down that a dossier of an order, which has its trail up to p_seq, is handed out. The row's number, or null where the trail has
-- gone on since: the dossier is made again then.
CREATE FUNCTION record_export(p_actor text, p_institution text, p_order_no text, p_seq bigint, p_full boolean, p_attachments boolean,
                              p_reason text, p_sha256 text)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_seq bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor', 'admin']);
    IF (p_full OR p_attachments) AND trim(p_reason) = '' THEN
        PERFORM refuse('what is not masked is exported with a reason');
    END IF;
    SELECT audit_seq INTO v_seq FROM orders WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM fail_unknown('order ' || p_order_no);
    END IF;
    IF v_seq <> p_seq THEN
        RETURN NULL;
    END IF;
    v_seq := audit_append(p_institution, p_order_no, p_seq + 1, desk_now(), p_actor, 'export',
        format('{"attachments":%s,"full":%s,"reason":%s,"sha256":%s}', to_json(p_attachments), to_json(p_full), js(p_reason), js(p_sha256)));
    UPDATE orders SET audit_seq = v_seq WHERE institution = p_institution AND order_no = p_order_no;
    RETURN v_seq;
END $$;
