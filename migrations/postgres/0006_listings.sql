-- The dishonesty list (G2.2) as due process: proposed with a decision, looked at a second time, in force for a year, withdrawn on appeal.
-- And who decided an order does not decide what contests it (G1.6).

-- ---- tables

-- Rows from before, and rows that are taken over from elsewhere, are in force and name nobody who proposed or confirmed them.
ALTER TABLE listings
    ADD COLUMN state           text COLLATE "C" NOT NULL DEFAULT 'in_force'
                               CHECK (state IN ('proposed', 'in_force', 'declined', 'withdrawn')),
    ADD COLUMN order_no        text COLLATE "C", -- the order whose rejection proposed it
    ADD COLUMN item            bigint,           -- the holder is this item's
    ADD COLUMN decision_token  text COLLATE "C", -- of that rejection
    ADD COLUMN evidence        text COLLATE "C", -- JSON: hashes of the item's files, codes of the reasons
    ADD COLUMN proposed_by     text COLLATE "C" REFERENCES staff (login),
    ADD COLUMN proposed_at     bigint,
    ADD COLUMN decided_by      text COLLATE "C" REFERENCES staff (login), -- who looked a second time
    ADD COLUMN decided_at      bigint,
    ADD COLUMN declined_reason text COLLATE "C",
    ADD COLUMN withdrawn_by    text COLLATE "C" REFERENCES staff (login),
    ADD COLUMN withdrawn_at    bigint,
    ADD COLUMN withdraw_reason text COLLATE "C";

-- A page of the list: by state, and what is in force by its end. (A proposal has no days: they are empty.)
CREATE INDEX listings_page ON listings (institution, state, ends_on, listing);
CREATE UNIQUE INDEX listings_proposal ON listings (decision_token, item) WHERE decision_token IS NOT NULL;

-- What the second person saw for themselves, without the first one's verdicts.
CREATE TABLE second_looks (
    institution text COLLATE "C" NOT NULL,
    listing     text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    outcome     text COLLATE "C" NOT NULL CHECK (outcome IN ('confirm', 'decline')),
    reason      text COLLATE "C" NOT NULL, -- of declining; else a remark, or nothing
    verdicts    text COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (institution, listing),
    FOREIGN KEY (institution, listing) REFERENCES listings (institution, listing)
);

-- Every order that a reconsideration contests: the one it names, the one that one names, and so on.
CREATE TABLE contested (
    institution text COLLATE "C" NOT NULL, -- of the reconsideration
    order_no    text COLLATE "C" NOT NULL,
    earlier     text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, order_no, earlier),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
);

INSERT INTO contested (institution, order_no, earlier)
WITH RECURSIVE chain (institution, order_no, earlier) AS (
    SELECT institution, order_no, reconsiders FROM orders WHERE reconsiders IS NOT NULL
    UNION
    SELECT chain.institution, chain.order_no, o.reconsiders FROM chain JOIN orders o ON o.order_no = chain.earlier
    WHERE o.reconsiders IS NOT NULL
)
SELECT institution, order_no, earlier FROM chain;

-- ---- what the database refuses (see 0002)

CREATE FUNCTION contested_fill() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO contested (institution, order_no, earlier)
    WITH RECURSIVE chain (institution, order_no, earlier) AS (
        SELECT institution, order_no, reconsiders FROM arrived WHERE reconsiders IS NOT NULL
        UNION
        SELECT chain.institution, chain.order_no, o.reconsiders FROM chain JOIN orders o ON o.order_no = chain.earlier
        WHERE o.reconsiders IS NOT NULL
    )
    SELECT institution, order_no, earlier FROM chain;
    RETURN NULL;
END $$;
CREATE TRIGGER contested_fill AFTER INSERT ON orders REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION contested_fill();

CREATE FUNCTION contested_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM (
        WITH RECURSIVE chain (earlier) AS (
            SELECT reconsiders FROM orders
             WHERE institution = NEW.institution AND order_no = NEW.order_no AND reconsiders IS NOT NULL
            UNION
            SELECT o.reconsiders FROM chain JOIN orders o ON o.order_no = chain.earlier WHERE o.reconsiders IS NOT NULL
        )
        SELECT earlier FROM chain) AS known
     WHERE known.earlier = NEW.earlier;
    IF NOT FOUND THEN
        PERFORM refuse('contested.fixed: what an order contests came with it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contested_insert BEFORE INSERT ON contested FOR EACH ROW EXECUTE FUNCTION contested_arrive();
CREATE TRIGGER contested_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON contested FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('contested.fixed: what an order contests came with it');

CREATE FUNCTION decisions_contested() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived n JOIN contested k ON k.institution = n.institution AND k.order_no = n.order_no
       JOIN orders o ON o.order_no = k.earlier
       JOIN decisions d ON d.institution = o.institution AND d.order_no = o.order_no
      WHERE d.staff = n.staff AND d.taken_back_at IS NULL;
    IF FOUND THEN
        PERFORM refuse('decisions.first_decider: who decided an order does not decide what contests it');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decisions_contested AFTER INSERT ON decisions REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_contested();

-- Whether a holder is on the list on a day: both forms of a resident ID, either way round; the check character sorts before 'Z'.
CREATE FUNCTION is_listed(p_id_no text, p_day text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM listings
                    WHERE id_no IN (upper(p_id_no),
                                    CASE WHEN length(p_id_no) = 18 AND substr(p_id_no, 7, 2) = '19'
                                         THEN substr(p_id_no, 1, 6) || substr(p_id_no, 9, 9) END)
                      AND state = 'in_force' AND effective_on <= p_day AND ends_on > p_day)
        OR (length(p_id_no) = 15
            AND EXISTS (SELECT 1 FROM listings
                         WHERE id_no > substr(p_id_no, 1, 6) || '19' || substr(p_id_no, 7)
                           AND id_no < substr(p_id_no, 1, 6) || '19' || substr(p_id_no, 7) || 'Z' AND length(id_no) = 18
                           AND state = 'in_force' AND effective_on <= p_day AND ends_on > p_day))
$$;

-- Who is on the list on the day of the decision is not approved.
CREATE FUNCTION decision_items_listed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived i
       JOIN decisions d ON d.institution = i.institution AND d.order_no = i.order_no AND d.version = i.version
       JOIN certificates c ON c.institution = i.institution AND c.order_no = i.order_no AND c.item = i.item
      WHERE i.outcome = 'approve' AND is_listed(c.id_no, day_in_china(d.decided_at));
    IF FOUND THEN
        PERFORM refuse('decision_items.listed: the holder is on the dishonesty list');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_items_listed AFTER INSERT ON decision_items REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION decision_items_listed();

-- A listing is proposed by whoever rejected its holder's item, or taken over as in force; the audit trail says which.
CREATE FUNCTION listings_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state NOT IN ('proposed', 'in_force')
       OR num_nonnulls(NEW.decided_by, NEW.decided_at, NEW.declined_reason, NEW.withdrawn_by, NEW.withdrawn_at, NEW.withdraw_reason) > 0
       OR (NEW.state = 'in_force'
           AND (num_nonnulls(NEW.proposed_by, NEW.proposed_at, NEW.order_no, NEW.item, NEW.decision_token, NEW.evidence) > 0
                OR NEW.effective_on !~ '^\d{4}-\d\d-\d\d$' OR NEW.ends_on !~ '^\d{4}-\d\d-\d\d$'))
       OR (NEW.state = 'proposed'
           AND (NEW.effective_on <> '' OR NEW.ends_on <> '' OR num_nulls(NEW.proposed_by, NEW.proposed_at, NEW.evidence) > 0)) THEN
        PERFORM refuse('listings.insert: a listing is proposed, or taken over as in force');
    END IF;
    IF NEW.state = 'proposed' THEN
        PERFORM NEW.evidence::jsonb;
        PERFORM 1 FROM decisions d
           JOIN orders o ON o.institution = d.institution AND o.order_no = d.order_no AND o.version = d.version + 1
           JOIN decision_items i ON i.institution = d.institution AND i.order_no = d.order_no AND i.version = d.version
                AND i.item = NEW.item AND i.outcome = 'reject'
           JOIN certificates c ON c.institution = d.institution AND c.order_no = d.order_no AND c.item = NEW.item
          WHERE d.token = NEW.decision_token AND d.institution = NEW.institution AND d.order_no = NEW.order_no
            AND d.staff = NEW.proposed_by AND d.decided_at = NEW.proposed_at AND d.taken_back_at IS NULL
            AND c.holder = NEW.name AND upper(c.id_no) = NEW.id_no;
        IF NOT FOUND THEN
            PERFORM refuse('listings.proposal: only who rejects an item proposes its holder, with the decision');
        END IF;
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = 'listing:' || NEW.listing
        AND (NEW.state = 'in_force' AND action = 'import' OR action = 'propose' AND actor = NEW.proposed_by);
    IF NOT FOUND THEN
        PERFORM refuse('listings.audit: a listing leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listings_insert BEFORE INSERT ON listings FOR EACH ROW EXECUTE FUNCTION listings_arrive();

CREATE FUNCTION listings_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_moving CONSTANT text[] := ARRAY['state', 'effective_on', 'ends_on', 'decided_by', 'decided_at', 'declined_reason', 'withdrawn_by',
                                      'withdrawn_at', 'withdraw_reason'];
BEGIN
    IF (to_jsonb(NEW) - v_moving) IS DISTINCT FROM (to_jsonb(OLD) - v_moving) THEN
        PERFORM refuse('listings.fixed: what was proposed does not change');
    END IF;
    IF (OLD.state || '>' || NEW.state) NOT IN ('proposed>in_force', 'proposed>declined', 'proposed>withdrawn', 'in_force>withdrawn')
       OR ((OLD.state = 'in_force' OR NEW.state = 'withdrawn')
           AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
       OR (NEW.state <> 'in_force' AND (NEW.effective_on, NEW.ends_on) IS DISTINCT FROM (OLD.effective_on, OLD.ends_on))
       OR (NEW.state <> 'declined' AND NEW.declined_reason IS NOT NULL)
       OR (NEW.state <> 'withdrawn' AND num_nonnulls(NEW.withdrawn_by, NEW.withdrawn_at, NEW.withdraw_reason) > 0) THEN
        PERFORM refuse('listings.move: a proposal is confirmed, declined or goes with its decision; what is in force is withdrawn');
    END IF;
    IF NEW.state IN ('in_force', 'declined') THEN
        PERFORM 1 FROM decisions
          WHERE token = OLD.decision_token AND taken_back_at IS NULL AND held_until <= desk_now();
        IF NOT FOUND THEN
            PERFORM refuse('listings.hold: a proposal is looked at once its decision cannot be taken back any more');
        END IF;
        PERFORM 1 FROM second_looks
          WHERE institution = OLD.institution AND listing = OLD.listing AND staff = NEW.decided_by AND at = NEW.decided_at
            AND outcome = CASE NEW.state WHEN 'in_force' THEN 'confirm' ELSE 'decline' END;
        IF NOT FOUND OR NEW.decided_by = OLD.proposed_by OR (NEW.state = 'declined' AND coalesce(NEW.declined_reason, '') !~ '\S') THEN
            PERFORM refuse('listings.second_look: a second person confirms or declines, having looked');
        END IF;
    END IF;
    IF NEW.state = 'in_force'
       AND (NEW.effective_on <> day_in_china(NEW.decided_at) OR NEW.ends_on <> a_year_from(NEW.effective_on)) THEN
        PERFORM refuse('listings.term: a listing is in force for a year from the day of its confirmation');
    END IF;
    IF NEW.state = 'withdrawn' AND OLD.state = 'in_force' THEN
        PERFORM 1 FROM staff
          WHERE login = NEW.withdrawn_by AND role = 'supervisor' AND disabled_at IS NULL
            AND (institution IS NULL OR institution = OLD.institution);
        IF NOT FOUND OR NEW.withdrawn_at IS NULL OR coalesce(NEW.withdraw_reason, '') !~ '\S' THEN
            PERFORM refuse('listings.withdraw: a listing is withdrawn by a supervisor and with a reason');
        END IF;
    ELSIF NEW.state = 'withdrawn' THEN
        PERFORM 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL;
        IF NOT FOUND OR NEW.withdrawn_at IS NULL OR NEW.withdrawn_by IS DISTINCT FROM OLD.proposed_by
           OR coalesce(NEW.withdraw_reason, '') !~ '\S' THEN
            PERFORM refuse('listings.withdraw: a proposal is withdrawn with its decision');
        END IF;
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = OLD.institution AND subject = 'listing:' || OLD.listing
        AND action = CASE NEW.state WHEN 'in_force' THEN 'confirm' WHEN 'declined' THEN 'decline' ELSE 'withdraw' END
        AND actor = CASE NEW.state WHEN 'withdrawn' THEN NEW.withdrawn_by ELSE NEW.decided_by END;
    IF NOT FOUND THEN
        PERFORM refuse('listings.audit: what is done to a listing leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
-- One year on; from 29 February it is the 28th.
CREATE FUNCTION a_year_from(p_day text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (substr(p_day, 1, 4)::int + 1)::text || CASE WHEN substr(p_day, 5) = '-02-29' THEN '-02-28' ELSE substr(p_day, 5) END
$$;
CREATE TRIGGER listings_update BEFORE UPDATE ON listings FOR EACH ROW EXECUTE FUNCTION listings_change();
CREATE TRIGGER listings_delete BEFORE DELETE OR TRUNCATE ON listings FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('listings.delete: a listing is never deleted');

-- A decision whose proposal somebody has looked at stands.
CREATE FUNCTION decisions_listed() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM listings WHERE decision_token = NEW.token AND state IN ('in_force', 'declined');
    IF FOUND THEN
        PERFORM refuse('decisions.listed: its proposal was looked at');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decisions_listed BEFORE UPDATE ON decisions FOR EACH ROW WHEN (NEW.taken_back_at IS NOT NULL)
    EXECUTE FUNCTION decisions_listed();

CREATE FUNCTION second_looks_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM NEW.verdicts::jsonb;
    IF NEW.outcome = 'decline' AND NEW.reason !~ '\S' THEN
        PERFORM refuse('second_looks.fixed: a second look stays as it was');
    END IF;
    PERFORM 1 FROM listings l JOIN staff s ON s.login = NEW.staff
      WHERE l.institution = NEW.institution AND l.listing = NEW.listing AND l.state = 'proposed' AND l.proposed_by <> NEW.staff
        AND s.role IN ('proofreader', 'supervisor') AND s.disabled_at IS NULL
        AND (s.institution IS NULL OR s.institution = NEW.institution);
    IF NOT FOUND THEN
        PERFORM refuse('second_looks.person: somebody else than the proposer looks at a proposal');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_looks_insert BEFORE INSERT ON second_looks FOR EACH ROW EXECUTE FUNCTION second_looks_arrive();
CREATE TRIGGER second_looks_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON second_looks FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('second_looks.fixed: a second look stays as it was');

-- ---- writes (see 0003)

CREATE OR REPLACE FUNCTION put_listings(p_listings text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
    x record;
BEGIN
    FOR x IN SELECT * FROM jsonb_to_recordset(p_listings::jsonb)
                 AS r(institution text, listing text, id_no text, name text, effective_on text, ends_on text, reason text)
              ORDER BY r.institution, r.listing
    LOOP
        PERFORM audit_append_next(x.institution, 'listing:' || x.listing, v_now, 'import', 'import',
            format('{"effective_on":%s,"ends_on":%s}', js(x.effective_on), js(x.ends_on)));
        INSERT INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason)
        VALUES (x.institution, x.listing, x.id_no, x.name, x.effective_on, x.ends_on, x.reason);
    END LOOP;
END $$;

-- A proposal that goes with the decision with this token; the item's outcome and its certificate are there.
CREATE FUNCTION propose_listing(p_actor text, p_institution text, p_order_no text, p_token text, p_listing text, p_item bigint, p_reason text,
    p_evidence text, p_now bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM audit_append_next(p_institution, 'listing:' || p_listing, p_now, p_actor, 'propose',
        format('{"evidence":%s,"item":%s,"order_no":%s,"token":%s}', p_evidence, p_item, js(p_order_no), js(p_token)));
    INSERT INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason, state, order_no, item, decision_token, evidence,
        proposed_by, proposed_at)
    SELECT p_institution, p_listing, upper(id_no), holder, '', '', p_reason, 'proposed', p_order_no, p_item, p_token, p_evidence, p_actor, p_now
      FROM certificates WHERE institution = p_institution AND order_no = p_order_no AND item = p_item;
END $$;

-- {"done": {"status", "held_until"}} or {"stale": {"status", "version", "holder", "since": [audit rows]}} or {"listed": {"items": […]}}.
CREATE OR REPLACE FUNCTION decide(p_actor text, p_decision text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
    v_listed jsonb;
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
    -- Who is on the dishonesty list today is not approved (G2.2).
    SELECT jsonb_agg(x.item ORDER BY x.item) INTO v_listed FROM jsonb_to_recordset(v_outcomes) AS x(item bigint, outcome text)
      JOIN certificates c ON c.institution = v_institution AND c.order_no = v_order_no AND c.item = x.item
     WHERE x.outcome = 'approve' AND is_listed(c.id_no, day_in_china(v_now));
    IF v_listed IS NOT NULL THEN
        RETURN jsonb_build_object('listed', jsonb_build_object('items', v_listed))::text;
    END IF;
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
    PERFORM propose_listing(p_actor, v_institution, v_order_no, v_token, x.listing, x.item, x.reason, x.evidence, v_now)
       FROM jsonb_to_recordset(d -> 'proposes') AS x(listing text, item bigint, reason text, evidence text);
    DELETE FROM drafts WHERE institution = v_institution AND order_no = v_order_no AND staff = p_actor;
    RETURN jsonb_build_object('done', jsonb_build_object('status', v_status, 'held_until', v_held_until))::text;
END $$;


-- {"done": {"institution", "order_no", "until"}}, "too_late" or "not_possible".
CREATE OR REPLACE FUNCTION take_back(p_actor text, p_token text, p_claim_token text, p_lease bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    d record;
    o record;
    v_now bigint;
    v_delivered bigint;
    v_draft jsonb;
    v_looked_at boolean;
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
    -- So does who has the row of what it proposes: a second look comes first, or never.
    SELECT bool_or(l.state <> 'proposed') INTO v_looked_at
      FROM (SELECT state FROM listings WHERE decision_token = p_token ORDER BY listing FOR NO KEY UPDATE) AS l;
    v_now := desk_now();
    IF d.taken_back_at IS NOT NULL AND o.claimed_by = p_actor AND o.claim_token = p_claim_token AND o.claimed_until > v_now THEN
        -- By this very call, whose answer was lost.
        RETURN jsonb_build_object('done', jsonb_build_object('institution', d.institution, 'order_no', d.order_no, 'until', o.claimed_until))::text;
    END IF;
    IF d.taken_back_at IS NOT NULL OR o.version <> d.version + 1 OR o.status <> d.status THEN
        RETURN '"not_possible"';
    END IF;
    IF v_delivered IS NOT NULL OR v_looked_at OR d.held_until <= v_now THEN
        RETURN '"too_late"';
    END IF;
    UPDATE decisions SET taken_back_at = v_now WHERE token = p_token;
    UPDATE messages SET withdrawn_at = v_now
     WHERE institution = d.institution AND order_no = d.order_no AND decision_token = p_token;
    PERFORM audit_append_next(institution, 'listing:' || listing, v_now, p_actor, 'withdraw', '{"reason":"taken_back"}')
       FROM (SELECT institution, listing FROM listings WHERE decision_token = p_token ORDER BY listing) AS proposed;
    UPDATE listings SET state = 'withdrawn', withdrawn_by = p_actor, withdrawn_at = v_now, withdraw_reason = 'taken_back'
     WHERE decision_token = p_token;
    PERFORM audit_append(d.institution, d.order_no, o.audit_seq + 1, v_now, p_actor, 'take_back',
        format('{"claim_token":%s,"token":%s,"until":%s}', js(p_claim_token), js(p_token), v_now + p_lease));
    UPDATE orders SET status = 'awaiting_proofreading', version = o.version + 1, audit_seq = o.audit_seq + 1, updated_at = v_now,
        claimed_by = p_actor, claim_token = p_claim_token, claimed_at = v_now, claimed_until = v_now + p_lease
     WHERE institution = d.institution AND order_no = d.order_no;
    UPDATE items SET status = 'awaiting_proofreading' WHERE institution = d.institution AND order_no = d.order_no;
    v_draft := d.draft::jsonb;
    IF v_draft -> 'verdicts' <> '[]' OR v_draft -> 'outcomes' <> '[]' OR v_draft ->> 'letter' IS NOT NULL OR v_draft ->> 'note' <> ''
       OR coalesce(v_draft -> 'field_notes', '[]') <> '[]' THEN
        INSERT INTO drafts (institution, order_no, staff, body, saved_at) VALUES (d.institution, d.order_no, p_actor, d.draft, v_now)
        ON CONFLICT (institution, order_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at;
    END IF;
    RETURN jsonb_build_object('done', jsonb_build_object('institution', d.institution, 'order_no', d.order_no, 'until', v_now + p_lease))::text;
END $$;


-- A second look and what follows from it. {"outcome": "done"}, "own", "held" (with "until"), "settled" (with "state") or "unknown".
CREATE FUNCTION look_again(p_actor text, p_institution text, p_listing text, p_outcome text, p_reason text, p_verdicts text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    l record;
    v_now bigint;
    v_held_until bigint;
    v_day text;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT state, proposed_by, decision_token INTO l FROM listings
     WHERE institution = p_institution AND listing = p_listing FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF l.state <> 'proposed' THEN
        RETURN jsonb_build_object('outcome', 'settled', 'state', l.state)::text;
    END IF;
    IF l.proposed_by = p_actor THEN
        RETURN '{"outcome":"own"}';
    END IF;
    SELECT held_until INTO v_held_until FROM decisions WHERE token = l.decision_token;
    IF v_held_until > v_now THEN
        RETURN jsonb_build_object('outcome', 'held', 'until', v_held_until)::text;
    END IF;
    v_day := day_in_china(v_now);
    PERFORM audit_append_next(p_institution, 'listing:' || p_listing, v_now, p_actor, p_outcome,
        format('{"reason":%s,"verdicts":%s}', js(p_reason), p_verdicts));
    INSERT INTO second_looks (institution, listing, staff, at, outcome, reason, verdicts)
    VALUES (p_institution, p_listing, p_actor, v_now, p_outcome, p_reason, p_verdicts);
    IF p_outcome = 'confirm' THEN
        UPDATE listings SET state = 'in_force', decided_by = p_actor, decided_at = v_now, effective_on = v_day, ends_on = a_year_from(v_day)
         WHERE institution = p_institution AND listing = p_listing;
    ELSE
        UPDATE listings SET state = 'declined', decided_by = p_actor, decided_at = v_now, declined_reason = p_reason
         WHERE institution = p_institution AND listing = p_listing;
    END IF;
    RETURN '{"outcome":"done"}';
END $$;

-- On appeal. {"outcome": "done"}, "settled" (with "state") or "unknown".
CREATE FUNCTION withdraw_listing(p_actor text, p_institution text, p_listing text, p_reason text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor']);
    SELECT state INTO v_state FROM listings WHERE institution = p_institution AND listing = p_listing FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    IF v_state <> 'in_force' THEN
        RETURN jsonb_build_object('outcome', 'settled', 'state', v_state)::text;
    END IF;
    v_now := desk_now();
    PERFORM audit_append_next(p_institution, 'listing:' || p_listing, v_now, p_actor, 'withdraw', format('{"reason":%s}', js(p_reason)));
    UPDATE listings SET state = 'withdrawn', withdrawn_by = p_actor, withdrawn_at = v_now, withdraw_reason = p_reason
     WHERE institution = p_institution AND listing = p_listing;
    RETURN '{"outcome":"done"}';
END $$;

-- Who decided the order that this one contests, in any round, or one that it in turn contests, does not decide this one (G1.6).
CREATE OR REPLACE FUNCTION decided_before(p_actor text, p_reconsiders text) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM (SELECT p_reconsiders AS order_no
                                  UNION
                                  SELECT k.earlier FROM orders o JOIN contested k ON k.institution = o.institution AND k.order_no = o.order_no
                                   WHERE o.order_no = p_reconsiders) AS e
                     JOIN orders c ON c.order_no = e.order_no
                     JOIN decisions d ON d.institution = c.institution AND d.order_no = c.order_no
                    WHERE d.staff = p_actor AND d.taken_back_at IS NULL)
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
