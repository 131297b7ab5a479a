-- ---- what other orders have to do with one (src/store/reads/related.rs asks the tables the same where all of them may be seen)

-- Full-width letters, digits and signs as half-width ones: src/domain/fold.rs.
CREATE FUNCTION half_width(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT translate(regexp_replace(p_text, '^\s+|\s+$', '', 'g'),
        '　！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
        ' !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~')
$$;

-- A name without blanks and dots: `same_name` of src/domain/checks/across.rs.
CREATE FUNCTION folded_name(p_name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT translate(half_width(p_name), ' ·•.', '')
$$;

-- The other generation's form of a resident ID, else the number itself: src/domain/numbers/resident_id.rs.
CREATE FUNCTION other_form(p_id_no text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN p_id_no ~ '^[0-9A-Z]{18}$' AND substr(p_id_no, 7, 2) = '19' THEN substr(p_id_no, 1, 6) || substr(p_id_no, 9, 9)
                WHEN p_id_no ~ '^[0-9]{15}$' THEN
                    (SELECT b || substr('10X98765432', 1 + (sum(substr(b, i, 1)::int * (1 << (18 - i))) % 11)::int, 1)
                       FROM (SELECT substr(p_id_no, 1, 6) || '19' || substr(p_id_no, 7) AS b) AS body, generate_series(1, 17) AS i GROUP BY b)
                ELSE p_id_no END
$$;

-- A fingerprint (64 hexadecimal digits) turned by no, one, two and three quarters: `turns` of src/domain/scan_facts/fingerprint.rs. Its
-- bit for the frequency u across and v down is number 16 v + u, counted from the lowest of the first word of 64. Null where it is none.
CREATE FUNCTION print_turns(p_print text) RETURNS bit(256)[] LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    v_print bit(256);
    v_next bit(256);
    v_turns bit(256)[];
BEGIN
    IF p_print IS NULL OR p_print !~ '^[0-9a-f]{64}$' THEN
        RETURN NULL;
    END IF;
    v_print := ('x' || p_print)::bit(256);
    v_turns := ARRAY[v_print];
    FOR turn IN 1..3 LOOP
        v_next := v_print;
        FOR n IN 0..255 LOOP
            -- From the frequency v across and u down; those with an odd u change their sign.
            v_next := set_bit(v_next, n / 64 * 64 + 63 - n % 64,
                get_bit(v_print, (n % 16 * 16 + n / 16) / 64 * 64 + 63 - (n % 16 * 16 + n / 16) % 64) # (n % 2));
        END LOOP;
        v_print := v_next;
        v_turns := v_turns || v_print;
    END LOOP;
    RETURN v_turns;
END $$;
COMMENT ON FUNCTION print_turns IS 'callers: across; runs as: caller';

-- In how many bits a fingerprint differs from another one, however that is turned; null where there is none.
CREATE FUNCTION print_distance(p_turns bit(256)[], p_print text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF p_print !~ '^[0-9a-f]{64}$' THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT min(bit_count(turned # ('x' || p_print)::bit(256))) FROM unnest(p_turns) AS turned);
END $$;
COMMENT ON FUNCTION print_distance IS 'callers: across; runs as: caller';

-- Items of other orders: with the certificate number ('number') or the document number ('id') of an item of an order of ours, with a file
-- that has the content of one of its files ('same', p_key: its hash), or that may look like one ('like', p_key: four lists of words and its hash).
-- Of our own institution's, all of it. Of another's: that there is one, where, in which status, from which year, and whether name and
-- document are the same; then holder and number are the asking item's own, else empty. A number of its own stands for each order.
-- Which words to look for is whoever asks' to say, so what is found by them is held against the fingerprint of that file, and what is not
-- near it (ten bits: `NEAR` of src/domain/scan_facts/fingerprint.rs) is not told.
CREATE FUNCTION related_items(p_institution text, p_order_no text, p_item bigint, p_what text, p_key text)
RETURNS TABLE (institution text, short_name text, order_no text, status text, first_submitted_at bigint, holder text, id_type text,
               id_no text, kind text, facts text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    me certificates;
    v_id text;
    v_hits jsonb;
    v_print text;
    v_turns bit(256)[];
BEGIN
    SELECT c.* INTO me FROM certificates c
     WHERE c.institution = p_institution AND c.order_no = p_order_no AND c.item = p_item AND is_mine(p_institution);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    v_id := upper(me.id_no);
    IF p_what = 'number' THEN
        SELECT jsonb_agg(to_jsonb(h)) INTO v_hits FROM (
            (SELECT c.institution, c.order_no, c.item FROM certificates c WHERE c.number = me.number LIMIT 50)
            UNION (SELECT c.institution, c.order_no, c.item FROM certificates c WHERE c.number = half_width(me.number) LIMIT 50)) AS h;
    ELSIF p_what = 'id' THEN
        SELECT jsonb_agg(to_jsonb(h)) INTO v_hits FROM (
            (SELECT c.institution, c.order_no, c.item FROM certificates c WHERE c.id_no = v_id ORDER BY c.order_no DESC LIMIT 50)
            UNION (SELECT c.institution, c.order_no, c.item FROM certificates c WHERE c.id_no = other_form(v_id)
                    ORDER BY c.order_no DESC LIMIT 50)) AS h;
    ELSIF p_what = 'same' THEN
        SELECT jsonb_agg(to_jsonb(h)) INTO v_hits FROM (
            SELECT a.institution, a.order_no, a.item, a.kind, a.round, a.position FROM attachments a
             WHERE a.sha256 = p_key
               AND EXISTS (SELECT 1 FROM attachments f WHERE f.institution = p_institution AND f.order_no = p_order_no AND f.item = p_item
                                                         AND f.sha256 = p_key)
             ORDER BY a.order_no DESC LIMIT 50) AS h;
    ELSIF p_what = 'like' THEN
        SELECT f.facts::jsonb ->> 'fingerprint' INTO v_print FROM attachments f
         WHERE f.institution = p_institution AND f.order_no = p_order_no AND f.item = p_item AND f.sha256 = p_key::jsonb ->> 4
         ORDER BY f.round DESC, f.position LIMIT 1;
        v_turns := print_turns(v_print);
        SELECT jsonb_agg(to_jsonb(h)) INTO v_hits FROM (
            SELECT a.institution, a.order_no, a.item, a.kind, a.round, a.position, CASE WHEN a.institution = p_institution THEN a.facts
                   ELSE jsonb_build_object('fingerprint', a.facts::jsonb -> 'fingerprint')::text END AS facts
              FROM attachments a JOIN (
                (SELECT b.institution, b.order_no, b.item, b.round, b.position FROM attachments b
                  WHERE b.print_0 = ANY (ARRAY(SELECT jsonb_array_elements_text(p_key::jsonb -> 0)::bigint LIMIT 64)) LIMIT 50)
                UNION (SELECT b.institution, b.order_no, b.item, b.round, b.position FROM attachments b
                  WHERE b.print_1 = ANY (ARRAY(SELECT jsonb_array_elements_text(p_key::jsonb -> 1)::bigint LIMIT 64)) LIMIT 50)
                UNION (SELECT b.institution, b.order_no, b.item, b.round, b.position FROM attachments b
                  WHERE b.print_2 = ANY (ARRAY(SELECT jsonb_array_elements_text(p_key::jsonb -> 2)::bigint LIMIT 64)) LIMIT 50)
                UNION (SELECT b.institution, b.order_no, b.item, b.round, b.position FROM attachments b
                  WHERE b.print_3 = ANY (ARRAY(SELECT jsonb_array_elements_text(p_key::jsonb -> 3)::bigint LIMIT 64)) LIMIT 50)) AS by_word
                ON by_word.institution = a.institution AND by_word.order_no = a.order_no AND by_word.item = a.item
               AND by_word.round = a.round AND by_word.position = a.position
             WHERE a.sha256 <> p_key::jsonb ->> 4 AND print_distance(v_turns, a.facts::jsonb ->> 'fingerprint') <= 10) AS h;
    END IF;
    RETURN QUERY
    SELECT CASE WHEN t.own THEN t.institution ELSE '' END, i.short_name,
           CASE WHEN t.own THEN t.order_no
                ELSE '2000010100' || lpad((t.rank / 50)::text, 2, '0') || '00' || lpad((t.rank % 50)::text, 2, '0') END,
           t.status,
           CASE WHEN t.own THEN t.first_submitted_at
                ELSE (extract(epoch FROM make_timestamptz(substr(day_in_china(t.first_submitted_at), 1, 4)::int, 7, 1, 0, 0, 0, 'UTC'))
                      * 1000)::bigint END,
           CASE WHEN t.own THEN t.holder WHEN folded_name(t.holder) = folded_name(me.holder) THEN me.holder ELSE '' END,
           CASE WHEN t.own THEN t.id_type ELSE me.id_type END,
           CASE WHEN t.own THEN t.id_no WHEN t.id_type = me.id_type AND upper(t.id_no) IN (v_id, other_form(v_id)) THEN me.id_no ELSE '' END,
           t.kind, t.facts
      FROM (SELECT h.institution, h.institution = p_institution AS own, h.order_no, h.item, h.kind, h.facts, h.round, h.position, o.status,
                   o.first_submitted_at, c.holder, c.id_type, c.id_no, dense_rank() OVER (ORDER BY h.order_no) AS rank
              FROM jsonb_to_recordset(v_hits) AS h(institution text, order_no text, item bigint, kind text, facts text, round bigint,
                                                   position bigint)
              JOIN orders o ON o.institution = h.institution AND o.order_no = h.order_no
              JOIN certificates c ON c.institution = h.institution AND c.order_no = h.order_no AND c.item = h.item
             WHERE h.order_no <> p_order_no) AS t
      JOIN institutions i ON i.code = t.institution
     ORDER BY t.order_no DESC, t.item, t.kind, t.round, t.position;
END $$;

-- Entries of the dishonesty list about the holder of an item; another institution's without its code and its reason.
CREATE FUNCTION related_listings(p_institution text, p_order_no text, p_item bigint)
RETURNS TABLE (institution text, short_name text, effective_on text, ends_on text, reason text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_id text;
BEGIN
    SELECT upper(c.id_no) INTO v_id FROM certificates c
     WHERE c.institution = p_institution AND c.order_no = p_order_no AND c.item = p_item AND is_mine(p_institution);
    RETURN QUERY
    SELECT CASE WHEN l.institution = p_institution THEN l.institution ELSE '' END, i.short_name, l.effective_on, l.ends_on,
           CASE WHEN l.institution = p_institution THEN l.reason END
      FROM listings l JOIN institutions i ON i.code = l.institution
     WHERE l.id_no IN (v_id, other_form(v_id)) AND l.state = 'in_force' ORDER BY l.effective_on DESC LIMIT 50;
END $$;

-- How many enquiries the account of an order has made at other institutions; fifty at most.
CREATE FUNCTION related_elsewhere(p_institution text, p_order_no text) RETURNS bigint LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    v_account text;
BEGIN
    SELECT account INTO v_account FROM orders WHERE institution = p_institution AND order_no = p_order_no AND is_mine(p_institution);
    RETURN (SELECT count(*) FROM (SELECT 1 FROM enquiries WHERE account = v_account AND institution <> p_institution LIMIT 50) AS made);
END $$;
