-- Postponing an order until a day, skipping it, notes among colleagues, versions of the catalogue, the log of looking.

-- ---- tables

-- The standing postponement of an order, for the index that hands orders out; the whole of it is in `postponements`.
ALTER TABLE orders
    ADD COLUMN postponement    bigint, -- its number
    ADD COLUMN postponed_by    text COLLATE "C",
    ADD COLUMN postponed_until bigint, -- from then on it is given to whoever postponed it
    ADD COLUMN pooled_from     bigint; -- and from then on to anyone

CREATE TABLE postponements (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    n           bigint NOT NULL, -- from 1 within the order
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    until       bigint NOT NULL, -- the beginning of a day in China
    pooled_from bigint NOT NULL, -- likewise
    reason      text COLLATE "C" NOT NULL,
    ended_at    bigint,          -- taken up again, ended early, or the order left the queue
    ended_by    text COLLATE "C" REFERENCES staff (login),
    end_reason  text COLLATE "C", -- of an early end
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

CREATE TABLE skips (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    n           bigint NOT NULL, -- from 1 within the order
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

CREATE TABLE notes (
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    n           bigint NOT NULL, -- from 1 within the order
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    item        bigint,          -- of a note on one field
    field       text COLLATE "C",
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, order_no, n),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

-- Every catalogue of reasons that a decision was made with. It belongs to no institution.
CREATE TABLE catalogues (
    version text COLLATE "C" NOT NULL PRIMARY KEY,
    digest  text COLLATE "C" NOT NULL,
    body    text COLLATE "C" NOT NULL,
    kept_at bigint NOT NULL,
    CHECK (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);

-- Names that institutions bore, so that an old letter is signed as it was.
CREATE TABLE institution_names (
    institution text COLLATE "C" NOT NULL REFERENCES institutions (code),
    until       bigint NOT NULL,
    name        text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, until)
);

-- Who looked at what. Not in the audit trail: looking changes nothing and must not wait for anything that does.
CREATE TABLE looks (
    look_no     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    order_no    text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    what        text COLLATE "C" NOT NULL CHECK (what IN ('open', 'reveal', 'external')),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

-- What is handed out: postponed orders that came back, by person and for all; and the rest, oldest first.
CREATE INDEX orders_free ON orders (institution, submitted_at, order_no)
    WHERE status = 'awaiting_proofreading' AND postponed_until IS NULL;
CREATE INDEX orders_postponed ON orders (institution, postponed_by, postponed_until) WHERE postponed_until IS NOT NULL;
CREATE INDEX orders_pooled ON orders (institution, pooled_from, order_no) WHERE pooled_from IS NOT NULL;
CREATE INDEX skips_staff ON skips (institution, at, staff);
CREATE INDEX looks_order ON looks (institution, order_no, at);

-- ---- what the database refuses (see 0002)

CREATE TRIGGER orders_insert_postponed BEFORE INSERT ON orders FOR EACH ROW
    WHEN (num_nonnulls(NEW.postponement, NEW.postponed_by, NEW.postponed_until, NEW.pooled_from) > 0)
    EXECUTE FUNCTION refuse_change('orders.postponed: an order does not come postponed');

-- The order says what its standing postponement says, or nothing where none stands; and nobody holds what is postponed. An order that
-- leaves the queue while it is postponed (its applicant cancels it) is postponed no longer.
CREATE FUNCTION orders_postpone() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status <> 'awaiting_proofreading' AND NEW.postponement IS NOT NULL THEN
        UPDATE postponements SET ended_at = NEW.updated_at
         WHERE institution = NEW.institution AND order_no = NEW.order_no AND n = NEW.postponement;
        NEW.postponement := NULL;
        NEW.postponed_by := NULL;
        NEW.postponed_until := NULL;
        NEW.pooled_from := NULL;
    END IF;
    IF NEW.postponement IS NOT NULL THEN
        PERFORM 1 FROM postponements
          WHERE institution = NEW.institution AND order_no = NEW.order_no AND n = NEW.postponement AND ended_at IS NULL
            AND staff = NEW.postponed_by AND until = NEW.postponed_until AND pooled_from = NEW.pooled_from;
        IF NOT FOUND THEN
            PERFORM refuse('orders.postponed: there is no such postponement');
        END IF;
        IF NEW.claimed_by IS NOT NULL THEN
            PERFORM refuse('orders.postponed: nobody holds a postponed order');
        END IF;
    ELSE
        PERFORM 1 FROM postponements
          WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL;
        IF FOUND OR num_nonnulls(NEW.postponed_by, NEW.postponed_until, NEW.pooled_from) > 0 THEN
            PERFORM refuse('orders.postponed: the postponement stands');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_postpone BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (num_nonnulls(NEW.postponement, NEW.postponed_by, NEW.postponed_until, NEW.pooled_from,
                       OLD.postponement, OLD.postponed_by, OLD.postponed_until, OLD.pooled_from) > 0)
    EXECUTE FUNCTION orders_postpone();

CREATE FUNCTION postponements_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
BEGIN
    PERFORM 1 FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL;
    IF FOUND OR num_nonnulls(NEW.ended_at, NEW.ended_by, NEW.end_reason) > 0
       OR NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no) THEN
        PERFORM refuse('postponements.fixed: a postponement does not change');
    END IF;
    PERFORM 1 FROM orders
      WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading' AND claimed_by = NEW.staff
        AND claimed_until > v_now - 2000; -- looked at a moment ago
    IF NOT FOUND THEN
        PERFORM refuse('postponements.claim: only who holds an order that awaits proofreading postpones it');
    END IF;
    IF NEW.until <= v_now OR NEW.until > v_now + 31622400000
       OR (NEW.until + 28800000) % 86400000 <> 0 OR (NEW.pooled_from + 28800000) % 86400000 <> 0
       OR NEW.pooled_from <= NEW.until OR NEW.pooled_from > NEW.until + 2592000000 OR NEW.reason !~ '\S' THEN
        PERFORM refuse('postponements.until: until a day to come within a year, with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER postponements_insert BEFORE INSERT ON postponements FOR EACH ROW EXECUTE FUNCTION postponements_arrive();

CREATE FUNCTION postponements_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (to_jsonb(NEW) - ARRAY['ended_at', 'ended_by', 'end_reason']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['ended_at', 'ended_by', 'end_reason']) THEN
        PERFORM refuse('postponements.fixed: a postponement does not change');
    END IF;
    -- Inside another trigger it is the order leaving the queue (orders_postpone), which nobody ends and needs no reason.
    IF OLD.until > desk_now() AND (NEW.ended_by IS NULL OR coalesce(NEW.end_reason, '') !~ '\S') AND pg_trigger_depth() < 2 THEN
        PERFORM refuse('postponements.end: before its day it ends by someone and with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER postponements_update BEFORE UPDATE ON postponements FOR EACH ROW EXECUTE FUNCTION postponements_change();
CREATE TRIGGER postponements_fixed BEFORE DELETE OR TRUNCATE ON postponements FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('postponements.fixed: a postponement is never deleted');

CREATE FUNCTION skips_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM skips WHERE institution = NEW.institution AND order_no = NEW.order_no) THEN
        PERFORM refuse('skips.fixed: a skip stays as it was');
    END IF;
    PERFORM 1 FROM orders
      WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading' AND claimed_by = NEW.staff
        AND claimed_until > desk_now() - 2000; -- looked at a moment ago
    IF NOT FOUND OR NEW.reason !~ '\S' THEN
        PERFORM refuse('skips.claim: only who holds an order that awaits proofreading skips it, with a reason');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER skips_insert BEFORE INSERT ON skips FOR EACH ROW EXECUTE FUNCTION skips_arrive();
CREATE TRIGGER skips_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON skips FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('skips.fixed: a skip stays as it was');

-- No note without its row in the trail, which has the note's number and never its text.
CREATE FUNCTION notes_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.body !~ '\S'
       OR NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM notes WHERE institution = NEW.institution AND order_no = NEW.order_no) THEN
        PERFORM refuse('notes.fixed: a note stays as it was written');
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = NEW.order_no AND actor = NEW.staff AND action = 'note'
        AND (detail::jsonb ->> 'n')::bigint = NEW.n;
    IF NOT FOUND THEN
        PERFORM refuse('notes.audit: a note leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notes_insert BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION notes_arrive();
CREATE TRIGGER notes_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON notes FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('notes.fixed: a note stays as it was written');

CREATE TRIGGER catalogues_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogues FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('catalogues.fixed: a version of the catalogue never changes');

CREATE FUNCTION institutions_rename() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- Each later than the one before, whatever the clock does.
    INSERT INTO institution_names (institution, until, name)
    SELECT OLD.code, greatest(desk_now(), 1 + max(until)), OLD.name FROM institution_names WHERE institution = OLD.code;
    RETURN NULL;
END $$;
CREATE TRIGGER institutions_rename AFTER UPDATE ON institutions FOR EACH ROW WHEN (NEW.name <> OLD.name)
    EXECUTE FUNCTION institutions_rename();
CREATE FUNCTION institution_names_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM institution_names WHERE institution = NEW.institution AND until >= NEW.until;
    IF FOUND THEN
        PERFORM refuse('institution_names.fixed: a name that was borne stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER institution_names_insert BEFORE INSERT ON institution_names FOR EACH ROW EXECUTE FUNCTION institution_names_arrive();
CREATE TRIGGER institution_names_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON institution_names FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('institution_names.fixed: a name that was borne stays');

CREATE TRIGGER looks_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON looks FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('looks.fixed: the log of looking only grows');

-- ---- writes (see 0003)

-- What a draft notes becomes notes of the order, once each. The caller has locked the order's row.
CREATE FUNCTION keep_notes(p_actor text, p_institution text, p_order_no text, p_draft jsonb, p_now bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    r record;
    v_n bigint;
    v_seq bigint;
BEGIN
    FOR r IN
        SELECT NULL::bigint AS item, NULL::text AS field, p_draft ->> 'note' AS body
        UNION ALL
        SELECT (f ->> 'item')::bigint, f ->> 'field', f ->> 'text' FROM jsonb_array_elements(coalesce(p_draft -> 'field_notes', '[]')) AS f
    LOOP
        CONTINUE WHEN coalesce(r.body, '') !~ '\S';
        CONTINUE WHEN EXISTS (SELECT 1 FROM notes WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor
                              AND item IS NOT DISTINCT FROM r.item AND field IS NOT DISTINCT FROM r.field AND body = r.body);
        SELECT 1 + coalesce(max(n), 0) INTO v_n FROM notes WHERE institution = p_institution AND order_no = p_order_no;
        UPDATE orders SET audit_seq = audit_seq + 1 WHERE institution = p_institution AND order_no = p_order_no
        RETURNING audit_seq INTO v_seq;
        PERFORM audit_append(p_institution, p_order_no, v_seq, p_now, p_actor, 'note',
            format('{"n":%s,"sha256":%s}', v_n, js(encode(sha256(convert_to(r.body, 'UTF8')), 'hex'))));
        INSERT INTO notes (institution, order_no, n, staff, at, item, field, body)
        VALUES (p_institution, p_order_no, v_n, p_actor, p_now, r.item, r.field, r.body);
    END LOOP;
END $$;

-- Likewise for the draft that is kept: what it noted is taken out of it.
CREATE FUNCTION note_draft(p_actor text, p_institution text, p_order_no text, p_now bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_draft jsonb;
BEGIN
    SELECT body::jsonb INTO v_draft FROM drafts WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM keep_notes(p_actor, p_institution, p_order_no, v_draft, p_now);
    v_draft := v_draft || '{"note":""}' || CASE WHEN v_draft ? 'field_notes' THEN '{"field_notes":[]}'::jsonb ELSE '{}' END;
    IF v_draft -> 'verdicts' = '[]' AND v_draft -> 'outcomes' = '[]' AND v_draft ->> 'letter' IS NULL THEN
        DELETE FROM drafts WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor;
    ELSE
        UPDATE drafts SET body = v_draft::text WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor;
    END IF;
END $$;

-- A decision, and with it what its draft noted.
CREATE FUNCTION decide_and_note(p_actor text, p_decision text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    d jsonb := p_decision::jsonb;
    v_answer text;
BEGIN
    IF decision_of(d ->> 'token') IS NOT NULL THEN
        RETURN decide(p_actor, p_decision);
    END IF;
    v_answer := decide(p_actor, p_decision);
    IF v_answer::jsonb ? 'done' THEN
        PERFORM keep_notes(p_actor, d ->> 'institution', d ->> 'order_no', (d ->> 'draft')::jsonb, desk_now());
    END IF;
    RETURN v_answer;
END $$;

-- Who decided the order that this one contests, in any round, does not decide this one (G1.6).
CREATE FUNCTION decided_before(p_actor text, p_reconsiders text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM orders c JOIN decisions d ON d.institution = c.institution AND d.order_no = c.order_no
                    WHERE c.order_no = p_reconsiders AND d.staff = p_actor AND d.taken_back_at IS NULL)
$$;

CREATE FUNCTION skipped_lately(p_actor text, p_institution text, p_order_no text, p_since bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM skips
                    WHERE institution = p_institution AND order_no = p_order_no AND staff = p_actor AND at > p_since)
$$;

-- Ends the standing postponement of an order whose row the caller has locked, and holds the order at once.
CREATE FUNCTION hold_order(p_actor text, p_institution text, p_order_no text, p_token text, p_now bigint, p_ends_at bigint, p_end_reason text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_seq bigint;
BEGIN
    UPDATE postponements SET ended_at = p_now, ended_by = p_actor, end_reason = p_end_reason
     WHERE institution = p_institution AND order_no = p_order_no AND ended_at IS NULL;
    SELECT audit_seq + 1 INTO v_seq FROM orders WHERE institution = p_institution AND order_no = p_order_no;
    PERFORM audit_append(p_institution, p_order_no, v_seq, p_now, p_actor, 'claim', format('{"token":%s,"until":%s}', js(p_token), p_ends_at));
    UPDATE orders SET claimed_by = p_actor, claim_token = p_token, claimed_at = p_now, claimed_until = p_ends_at, audit_seq = v_seq,
        postponement = NULL, postponed_by = NULL, postponed_until = NULL, pooled_from = NULL
     WHERE institution = p_institution AND order_no = p_order_no;
END $$;

-- The next order for a person: what they postponed themselves and is due; else what anyone postponed and is due for all; else the oldest
-- of the rest. Passed over: what a colleague holds, what they skipped within the hour, and what contests a decision of theirs. Rows that
-- another desk is just taking are skipped, not waited for.
CREATE OR REPLACE FUNCTION claim_next(p_actor text, p_institution text, p_token text, p_lease bigint)
RETURNS TABLE (claimed_order text, ends_at bigint) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
    v_since bigint := v_now - 3600000;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT o.order_no INTO claimed_order FROM orders o
     WHERE o.institution = p_institution AND o.postponed_by = p_actor AND o.postponed_until <= v_now
       AND NOT decided_before(p_actor, o.reconsiders) AND NOT skipped_lately(p_actor, p_institution, o.order_no, v_since)
     ORDER BY o.postponed_until LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        SELECT o.order_no INTO claimed_order FROM orders o
         WHERE o.institution = p_institution AND o.pooled_from <= v_now
           AND NOT decided_before(p_actor, o.reconsiders) AND NOT skipped_lately(p_actor, p_institution, o.order_no, v_since)
         ORDER BY o.pooled_from, o.order_no LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        SELECT o.order_no INTO claimed_order FROM orders o
         WHERE o.institution = p_institution AND o.status = 'awaiting_proofreading' AND o.postponed_until IS NULL
           AND (o.claimed_until IS NULL OR o.claimed_until <= v_now OR o.claimed_by = p_actor)
           AND (o.reconsiders IS NULL OR NOT decided_before(p_actor, o.reconsiders))
           AND NOT skipped_lately(p_actor, p_institution, o.order_no, v_since)
         ORDER BY o.submitted_at, o.order_no LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    END IF;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    ends_at := v_now + p_lease;
    PERFORM hold_order(p_actor, p_institution, claimed_order, p_token, v_now, ends_at, NULL);
    RETURN NEXT;
END $$;

-- One order. `outcome`: yours, held, state, postponed, first_decider, unknown.
CREATE OR REPLACE FUNCTION claim_order(p_actor text, p_institution text, p_order_no text, p_token text, p_lease bigint)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT status, claimed_by, claim_token, claimed_until, reconsiders, postponed_until INTO o FROM orders
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
    IF o.postponed_until > v_now THEN
        RETURN jsonb_build_object('outcome', 'postponed');
    END IF;
    IF decided_before(p_actor, o.reconsiders) THEN
        RETURN jsonb_build_object('outcome', 'first_decider');
    END IF;
    PERFORM hold_order(p_actor, p_institution, p_order_no, p_token, v_now, v_now + p_lease, NULL);
    RETURN jsonb_build_object('outcome', 'yours', 'until', v_now + p_lease);
END $$;

-- Whether this claim stood until now. If so its order's row is locked, the act is in the trail, and nobody holds the order any more.
CREATE FUNCTION end_claim(p_actor text, p_institution text, p_order_no text, p_token text, p_action text, p_detail text)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    v_now bigint;
BEGIN
    SELECT audit_seq, claimed_by, claim_token, claimed_until INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    v_now := desk_now();
    IF NOT FOUND OR o.claim_token IS DISTINCT FROM p_token OR o.claimed_by <> p_actor OR o.claimed_until <= v_now THEN
        RETURN NULL;
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, p_action, p_detail);
    UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
     WHERE institution = p_institution AND order_no = p_order_no;
    RETURN v_now;
END $$;

CREATE OR REPLACE FUNCTION release_claim(p_actor text, p_institution text, p_order_no text, p_token text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := end_claim(p_actor, p_institution, p_order_no, p_token, 'release', format('{"token":%s}', js(p_token)));
BEGIN
    IF v_now IS NULL THEN
        RETURN false;
    END IF;
    PERFORM note_draft(p_actor, p_institution, p_order_no, v_now);
    RETURN true;
END $$;

-- Whether a claim stands; if so, its order's row is locked. (The guards want it to stand while a skip or a postponement comes in.)
CREATE FUNCTION claim_stands(p_actor text, p_institution text, p_order_no text, p_token text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM orders WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    PERFORM 1 FROM orders WHERE institution = p_institution AND order_no = p_order_no AND claim_token = p_token AND claimed_by = p_actor
        AND claimed_until > desk_now();
    RETURN FOUND;
END $$;

CREATE FUNCTION skip_order(p_actor text, p_institution text, p_order_no text, p_token text, p_reason text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    IF NOT claim_stands(p_actor, p_institution, p_order_no, p_token) THEN
        RETURN false;
    END IF;
    INSERT INTO skips (institution, order_no, n, staff, at, reason)
    SELECT p_institution, p_order_no, 1 + coalesce(max(n), 0), p_actor, desk_now(), p_reason
      FROM skips WHERE institution = p_institution AND order_no = p_order_no;
    v_now := end_claim(p_actor, p_institution, p_order_no, p_token, 'skip', format('{"reason":%s,"token":%s}', js(p_reason), js(p_token)));
    IF v_now IS NULL THEN
        PERFORM refuse('skips.claim: the claim has just ended');
    END IF;
    PERFORM note_draft(p_actor, p_institution, p_order_no, v_now);
    RETURN true;
END $$;

CREATE FUNCTION postpone_order(p_actor text, p_institution text, p_order_no text, p_token text, p_until bigint, p_pooled_from bigint, p_reason text)
RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint;
    v_n bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    IF NOT claim_stands(p_actor, p_institution, p_order_no, p_token) THEN
        RETURN false;
    END IF;
    SELECT 1 + coalesce(max(n), 0) INTO v_n FROM postponements WHERE institution = p_institution AND order_no = p_order_no;
    INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason)
    VALUES (p_institution, p_order_no, v_n, p_actor, desk_now(), p_until, p_pooled_from, p_reason);
    -- The order's row says so before its claim ends: between the two nobody can take it, for the row is locked.
    v_now := end_claim(p_actor, p_institution, p_order_no, p_token, 'postpone',
        format('{"n":%s,"reason":%s,"token":%s,"until":%s}', v_n, js(p_reason), js(p_token), p_until));
    IF v_now IS NULL THEN
        PERFORM refuse('postponements.claim: the claim has just ended');
    END IF;
    UPDATE orders SET postponement = v_n, postponed_by = p_actor, postponed_until = p_until, pooled_from = p_pooled_from
     WHERE institution = p_institution AND order_no = p_order_no;
    PERFORM note_draft(p_actor, p_institution, p_order_no, v_now);
    RETURN true;
END $$;

-- Ends a postponement before its day; whoever does holds the order from then on. `outcome` as in claim_order.
CREATE FUNCTION resume_order(p_actor text, p_institution text, p_order_no text, p_token text, p_lease bigint, p_reason text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT audit_seq, reconsiders, postponement, postponed_until INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    v_now := desk_now();
    IF NOT FOUND OR o.postponement IS NULL OR o.postponed_until <= v_now THEN
        RETURN claim_order(p_actor, p_institution, p_order_no, p_token, p_lease);
    END IF;
    IF decided_before(p_actor, o.reconsiders) THEN
        RETURN jsonb_build_object('outcome', 'first_decider');
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, 'resume',
        format('{"n":%s,"reason":%s}', o.postponement, js(p_reason)));
    UPDATE orders SET audit_seq = o.audit_seq + 1 WHERE institution = p_institution AND order_no = p_order_no;
    PERFORM hold_order(p_actor, p_institution, p_order_no, p_token, v_now, v_now + p_lease, p_reason);
    RETURN jsonb_build_object('outcome', 'yours', 'until', v_now + p_lease);
END $$;

-- The body that is kept under this version, which is the given one where the version was not known.
CREATE FUNCTION keep_catalogue(p_version text, p_body text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_body text;
BEGIN
    INSERT INTO catalogues (version, digest, body, kept_at)
    VALUES (p_version, encode(sha256(convert_to(p_body, 'UTF8')), 'hex'), p_body, desk_now()) ON CONFLICT DO NOTHING;
    SELECT body INTO v_body FROM catalogues WHERE version = p_version;
    RETURN v_body;
END $$;

-- `p_looks`: [[institution, order_no, what], …]. What is no order is left out.
CREATE FUNCTION add_looks(p_actor text, p_looks text) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO looks (institution, order_no, staff, at, what)
    SELECT l.look ->> 0, l.look ->> 1, p_actor, desk_now(), l.look ->> 2
      FROM jsonb_array_elements(p_looks::jsonb) WITH ORDINALITY AS l(look, n)
      JOIN orders o ON o.institution = l.look ->> 0 AND o.order_no = l.look ->> 1
     ORDER BY l.n
$$;

DO $$
DECLARE
    v_table text;
    v_trigger text;
BEGIN
    FOR v_table, v_trigger IN
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND t.tgenabled <> 'A'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_table, v_trigger);
    END LOOP;
END $$;
