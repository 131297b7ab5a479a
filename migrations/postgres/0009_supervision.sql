-- What supervisors see of an institution's work, and what they do about it: end a claim, give an order to somebody, reopen what was
-- decided, reject what was never supplemented. Each leaves an audit row with its reason, and is refused without one.

-- ---- tables

-- An order that a supervisor gave to somebody is postponed for them until the very moment: `n` gives it to them first.
ALTER TABLE postponements ADD COLUMN assigned_by text COLLATE "C" REFERENCES staff (login); -- NULL: whom it is for postponed it

-- What came in and went out by hour: deltas are appended by trigger and rolled up now and then, like those of the counts.
CREATE TABLE flow_deltas (
    delta_no    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    hour        bigint NOT NULL, -- its first moment
    act         text COLLATE "C" NOT NULL, -- submit, resubmit, cancel, reopen, reject_unanswered; of a decision: the status it leads to
    delta       bigint NOT NULL
);
CREATE TABLE hourly_flow (
    institution text COLLATE "C" NOT NULL,
    hour        bigint NOT NULL,
    act         text COLLATE "C" NOT NULL,
    n           bigint NOT NULL,
    PRIMARY KEY (institution, hour, act)
);

-- Who decided what when, and since when they had held it: one narrow row for each decision that stands, by time.
CREATE TABLE handlings (
    institution text COLLATE "C" NOT NULL,
    decided_at  bigint NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    order_no    text COLLATE "C" NOT NULL,
    version     bigint NOT NULL, -- of the order as it was decided
    claimed_at  bigint,          -- NULL: of decisions made before this was kept
    PRIMARY KEY (institution, decided_at, staff, order_no, version)
);

-- Requests for a supplement that are not answered, oldest first. (Nothing but a change of status changes updated_at.)
CREATE INDEX orders_asked ON orders (institution, updated_at, order_no) WHERE status = 'awaiting_supplement';

INSERT INTO hourly_flow (institution, hour, act, n)
SELECT institution, at - at % 3600000, action, count(*) FROM audit_log
WHERE action IN ('submit', 'resubmit', 'cancel', 'reopen', 'reject_unanswered') GROUP BY 1, 2, 3;
INSERT INTO hourly_flow (institution, hour, act, n)
SELECT institution, decided_at - decided_at % 3600000, status, count(*) FROM decisions WHERE taken_back_at IS NULL GROUP BY 1, 2, 3;
INSERT INTO handlings (institution, decided_at, staff, order_no, version)
SELECT institution, decided_at, staff, order_no, version FROM decisions WHERE taken_back_at IS NULL;

-- ---- what is kept by trigger

-- The triggers of the counts have the rows at hand: the flow goes with them.
CREATE OR REPLACE FUNCTION count_arrivals() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    SELECT institution, day_in_china(updated_at), status, count(*) FROM arrived GROUP BY 1, 2, 3;
    INSERT INTO flow_deltas (institution, hour, act, delta)
    SELECT institution, updated_at - updated_at % 3600000, 'submit', count(*) FROM arrived GROUP BY 1, 2;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_day text := day_in_china(NEW.updated_at);
    v_act text;
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    VALUES (NEW.institution, v_day, OLD.status, -1), (NEW.institution, v_day, NEW.status, 1);
    SELECT action INTO v_act FROM audit_log WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq;
    IF v_act = 'take_back' THEN
        -- A decision that was taken back was none.
        INSERT INTO flow_deltas (institution, hour, act, delta)
        SELECT institution, decided_at - decided_at % 3600000, status, -1 FROM decisions
         WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = OLD.version - 1;
    ELSE
        INSERT INTO flow_deltas (institution, hour, act, delta)
        VALUES (NEW.institution, NEW.updated_at - NEW.updated_at % 3600000, CASE v_act WHEN 'decide' THEN NEW.status ELSE v_act END, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION decisions_handled() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO handlings (institution, decided_at, staff, order_no, version, claimed_at)
    SELECT d.institution, d.decided_at, d.staff, d.order_no, d.version, o.claimed_at
      FROM arrived d JOIN orders o ON o.institution = d.institution AND o.order_no = d.order_no;
    RETURN NULL;
END $$;
CREATE TRIGGER decisions_handled AFTER INSERT ON decisions REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_handled();

CREATE FUNCTION decisions_not_handled() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM handlings
     WHERE institution = NEW.institution AND decided_at = NEW.decided_at AND staff = NEW.staff AND order_no = NEW.order_no
       AND version = NEW.version;
    RETURN NULL;
END $$;
CREATE TRIGGER decisions_not_handled AFTER UPDATE ON decisions FOR EACH ROW
    WHEN (NEW.taken_back_at IS NOT NULL AND OLD.taken_back_at IS NULL) EXECUTE FUNCTION decisions_not_handled();

-- ---- what the database refuses (see 0002)

CREATE FUNCTION handlings_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived h
      LEFT JOIN decisions d ON d.institution = h.institution AND d.order_no = h.order_no AND d.version = h.version
                           AND d.staff = h.staff AND d.decided_at = h.decided_at AND d.taken_back_at IS NULL
      WHERE d.order_no IS NULL;
    IF FOUND THEN
        PERFORM refuse('handlings.fixed: it comes with its decision and stays');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER handlings_insert AFTER INSERT ON handlings REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION handlings_arrive();
CREATE TRIGGER handlings_fixed BEFORE UPDATE OR TRUNCATE ON handlings FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('handlings.fixed: it comes with its decision and stays');
CREATE FUNCTION handlings_leave() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM decisions
      WHERE institution = OLD.institution AND order_no = OLD.order_no AND version = OLD.version AND taken_back_at IS NOT NULL;
    IF NOT FOUND THEN
        PERFORM refuse('handlings.fixed: it comes with its decision and stays');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER handlings_delete BEFORE DELETE ON handlings FOR EACH ROW EXECUTE FUNCTION handlings_leave();

CREATE FUNCTION audit_supervision() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM staff WHERE login = NEW.actor AND role = 'supervisor' AND disabled_at IS NULL
        AND (institution IS NULL OR institution = NEW.institution);
    IF NOT FOUND OR coalesce(NEW.detail::jsonb ->> 'reason', '') !~ '\S' THEN
        PERFORM refuse('audit_log.supervision: a supervisor does this, and says why');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_supervision BEFORE INSERT ON audit_log FOR EACH ROW
    WHEN (NEW.action IN ('force_release', 'reassign', 'reopen', 'reject_unanswered') AND NEW.subject NOT LIKE 'enquiry:%') EXECUTE FUNCTION audit_supervision();

-- A claim that stands ends by its holder, because their login or role no longer lets them decide, or by a supervisor; the newest audit row
-- says which.
CREATE FUNCTION orders_claim_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.claimed_until > desk_now() THEN
        PERFORM 1 FROM audit_log a
          WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq AND NEW.audit_seq > OLD.audit_seq
            AND (a.actor = OLD.claimed_by OR a.action IN ('force_release', 'reassign')
                 OR a.action = 'release' AND EXISTS (SELECT 1 FROM staff WHERE login = OLD.claimed_by
                                                  AND (disabled_at IS NOT NULL OR role NOT IN ('proofreader', 'supervisor'))));
        IF NOT FOUND THEN
            PERFORM refuse('orders.claim: a claim that stands is ended by its holder, or by a supervisor who says why');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_claim_end BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (OLD.claimed_by IS NOT NULL AND NEW.claimed_by IS DISTINCT FROM OLD.claimed_by AND NEW.status = OLD.status)
    EXECUTE FUNCTION orders_claim_ends();

-- The applicant is told of both; and nothing is reopened while something of the decision is still open.
CREATE FUNCTION orders_supervised() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_act text;
BEGIN
    SELECT action INTO v_act FROM audit_log WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq;
    IF v_act = 'reopen' THEN
        PERFORM 1 FROM decisions
          WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = OLD.version - 1 AND taken_back_at IS NULL
            AND held_until > desk_now();
        IF FOUND THEN
            PERFORM refuse('orders.reopen: its decision can still be taken back');
        END IF;
        PERFORM 1 FROM decisions d JOIN listings l ON l.decision_token = d.token
          WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND l.state = 'proposed';
        IF FOUND THEN
            PERFORM refuse('orders.reopen: what it proposes for the dishonesty list waits for a second look');
        END IF;
    END IF;
    IF v_act IN ('reopen', 'reject_unanswered') THEN
        PERFORM 1 FROM messages
          WHERE institution = NEW.institution AND order_no = NEW.order_no AND created_at = NEW.updated_at
            AND kind = CASE v_act WHEN 'reopen' THEN 'reopened' ELSE 'rejected' END;
        IF NOT FOUND THEN
            PERFORM refuse('orders.' || v_act || ': the applicant is told');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_supervised BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (NEW.status <> OLD.status AND (OLD.status IN ('accepted', 'rejected') OR NEW.status = 'rejected' AND OLD.status = 'awaiting_supplement'))
    EXECUTE FUNCTION orders_supervised();

-- As in 0005, and for what a supervisor gives to somebody: nobody holds it, it is due at once, and the audit trail says so.
CREATE OR REPLACE FUNCTION postponements_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
BEGIN
    PERFORM 1 FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no AND ended_at IS NULL;
    IF FOUND OR num_nonnulls(NEW.ended_at, NEW.ended_by, NEW.end_reason) > 0
       OR NEW.n <> 1 + (SELECT coalesce(max(n), 0) FROM postponements WHERE institution = NEW.institution AND order_no = NEW.order_no) THEN
        PERFORM refuse('postponements.fixed: a postponement does not change');
    END IF;
    IF NEW.assigned_by IS NULL THEN
        PERFORM 1 FROM orders
          WHERE institution = NEW.institution AND order_no = NEW.order_no AND status = 'awaiting_proofreading' AND claimed_by = NEW.staff
            AND claimed_until > v_now - 2000; -- looked at a moment ago
        IF NOT FOUND THEN
            PERFORM refuse('postponements.claim: only who holds an order that awaits proofreading postpones it');
        END IF;
        IF NEW.until <= v_now OR NEW.until > v_now + 31622400000 OR (NEW.until + 28800000) % 86400000 <> 0 THEN
            PERFORM refuse('postponements.until: until a day to come within a year, with a reason');
        END IF;
    ELSE
        PERFORM 1 FROM orders o
           JOIN audit_log a ON a.institution = o.institution AND a.subject = o.order_no AND a.seq = o.audit_seq
           JOIN staff s ON s.login = NEW.staff AND s.role IN ('proofreader', 'supervisor') AND s.disabled_at IS NULL
                       AND (s.institution IS NULL OR s.institution = NEW.institution)
          WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no AND o.status = 'awaiting_proofreading' AND o.claimed_by IS NULL
            AND a.action = 'reassign' AND a.actor = NEW.assigned_by AND a.detail::jsonb ->> 'to' = NEW.staff;
        IF NOT FOUND OR NEW.until <> NEW.at OR NEW.until > v_now + 2000 THEN
            PERFORM refuse('postponements.assigned: a supervisor gives an order that nobody holds to somebody who may decide it');
        END IF;
    END IF;
    IF (NEW.pooled_from + 28800000) % 86400000 <> 0 OR NEW.pooled_from <= NEW.until OR NEW.pooled_from > NEW.until + 2592000000
       OR NEW.reason !~ '\S' THEN
        PERFORM refuse('postponements.until: until a day to come within a year, with a reason');
    END IF;
    RETURN NEW;
END $$;

-- ---- writes (see 0003)

-- Name of a supervisor who may act here, for the audit trail.
CREATE FUNCTION supervising(p_actor text, p_institution text) RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_name text;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor']);
    SELECT name INTO v_name FROM staff WHERE login = p_actor;
    RETURN v_name;
END $$;

-- {"outcome": "done"}, "free", "settled" (with "status") or "unknown".
CREATE FUNCTION force_release(p_actor text, p_institution text, p_order_no text, p_reason text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_by text := supervising(p_actor, p_institution);
    o record;
    v_now bigint;
BEGIN
    SELECT status, audit_seq, claimed_by, claimed_until INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF o.status <> 'awaiting_proofreading' THEN
        RETURN jsonb_build_object('outcome', 'settled', 'status', o.status)::text;
    END IF;
    IF o.claimed_by IS NULL OR o.claimed_until <= v_now THEN
        RETURN '{"outcome":"free"}';
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, 'force_release',
        format('{"by":%s,"from":%s,"reason":%s}', js(v_by), js(o.claimed_by), js(p_reason)));
    UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
     WHERE institution = p_institution AND order_no = p_order_no;
    RETURN '{"outcome":"done"}';
END $$;

-- {"outcome": "done"}, "no_colleague", "first_decider", "settled" (with "status") or "unknown".
CREATE FUNCTION reassign_order(p_actor text, p_institution text, p_order_no text, p_to text, p_pooled_day bigint, p_reason text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_by text := supervising(p_actor, p_institution);
    o record;
    v_now bigint;
    v_n bigint;
    v_from text;
BEGIN
    SELECT status, audit_seq, claimed_by, claimed_until, reconsiders INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF o.status <> 'awaiting_proofreading' THEN
        RETURN jsonb_build_object('outcome', 'settled', 'status', o.status)::text;
    END IF;
    PERFORM 1 FROM staff WHERE login = p_to AND role IN ('proofreader', 'supervisor') AND disabled_at IS NULL
        AND (institution IS NULL OR institution = p_institution);
    IF NOT FOUND THEN
        RETURN '{"outcome":"no_colleague"}';
    END IF;
    IF decided_before(p_to, o.reconsiders) THEN
        RETURN '{"outcome":"first_decider"}';
    END IF;
    IF o.claimed_until > v_now THEN
        v_from := o.claimed_by;
    END IF;
    PERFORM audit_append(p_institution, p_order_no, o.audit_seq + 1, v_now, p_actor, 'reassign',
        format('{"by":%s,"from":%s,"reason":%s,"to":%s}', js(v_by), js(v_from), js(p_reason), js(p_to)));
    UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = o.audit_seq + 1
     WHERE institution = p_institution AND order_no = p_order_no;
    UPDATE postponements SET ended_at = v_now, ended_by = p_actor, end_reason = p_reason
     WHERE institution = p_institution AND order_no = p_order_no AND ended_at IS NULL;
    SELECT 1 + coalesce(max(n), 0) INTO v_n FROM postponements WHERE institution = p_institution AND order_no = p_order_no;
    INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason, assigned_by)
    VALUES (p_institution, p_order_no, v_n, p_to, v_now, v_now, p_pooled_day, p_reason, p_actor);
    UPDATE orders SET postponement = v_n, postponed_by = p_to, postponed_until = v_now, pooled_from = p_pooled_day
     WHERE institution = p_institution AND order_no = p_order_no;
    RETURN '{"outcome":"done"}';
END $$;

-- What a supervisor does to the state of an order: its message, its move, those of its items.
CREATE FUNCTION supervised_move(p_actor text, p_institution text, p_order_no text, p_act text, p_status text, p_kind text, p_seq bigint,
    p_now bigint, p_detail text, p_account text, p_message_id text, p_title text, p_body text, p_hold bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM audit_append(p_institution, p_order_no, p_seq, p_now, p_actor, p_act, p_detail);
    INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until)
    VALUES (p_institution, p_message_id, p_order_no, p_account, p_kind, p_title, p_body, p_now,
            p_now + least(greatest(p_hold, 0), 86400000));
    UPDATE orders SET status = p_status, version = version + 1, audit_seq = p_seq, updated_at = p_now
     WHERE institution = p_institution AND order_no = p_order_no;
    UPDATE items SET status = p_status WHERE institution = p_institution AND order_no = p_order_no;
END $$;

-- {"outcome": "done"}, "held" (with "until"), "proposed", "unfinished" (with "order_no"), "settled" (with "status") or "unknown".
CREATE FUNCTION reopen_order(p_actor text, p_institution text, p_order_no text, p_reason text, p_message_id text, p_title text, p_body text,
    p_hold bigint)
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
    SELECT min(u.order_no) INTO v_other FROM certificates c
      JOIN certificates k ON k.number = c.number AND k.holder = c.holder
      JOIN orders u ON u.institution = k.institution AND u.order_no = k.order_no
     WHERE c.institution = p_institution AND c.order_no = p_order_no AND c.number IS NOT NULL AND u.order_no <> p_order_no
       AND u.status IN ('awaiting_proofreading', 'awaiting_supplement');
    IF v_other IS NOT NULL THEN
        RETURN jsonb_build_object('outcome', 'unfinished', 'order_no', v_other)::text;
    END IF;
    PERFORM supervised_move(p_actor, p_institution, p_order_no, 'reopen', 'awaiting_proofreading', 'reopened', o.audit_seq + 1, v_now,
        format('{"by":%s,"from":%s,"reason":%s,"version":%s}', js(v_by), js(o.status), js(p_reason), o.version),
        o.account, p_message_id, p_title, p_body, p_hold);
    RETURN '{"outcome":"done"}';
END $$;

-- {"outcome": "done"}, "too_early" (with "asked_at"), "settled" (with "status") or "unknown".
CREATE FUNCTION reject_unanswered(p_actor text, p_institution text, p_order_no text, p_reason text, p_asked_before bigint, p_message_id text,
    p_title text, p_body text, p_hold bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_by text := supervising(p_actor, p_institution);
    o record;
    v_now bigint;
BEGIN
    SELECT status, version, audit_seq, account, updated_at INTO o FROM orders
     WHERE institution = p_institution AND order_no = p_order_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    v_now := desk_now(); -- after the wait for the row
    IF o.status <> 'awaiting_supplement' THEN
        RETURN jsonb_build_object('outcome', 'settled', 'status', o.status)::text;
    END IF;
    IF o.updated_at > p_asked_before THEN
        RETURN jsonb_build_object('outcome', 'too_early', 'asked_at', o.updated_at)::text;
    END IF;
    PERFORM supervised_move(p_actor, p_institution, p_order_no, 'reject_unanswered', 'rejected', 'rejected', o.audit_seq + 1, v_now,
        format('{"asked_at":%s,"by":%s,"reason":%s,"version":%s}', o.updated_at, js(v_by), js(p_reason), o.version),
        o.account, p_message_id, p_title, p_body, p_hold);
    RETURN '{"outcome":"done"}';
END $$;

-- Sums the deltas into the days and the hours. A second one at the same time passes over what the first is summing.
CREATE OR REPLACE FUNCTION roll_up_counts() RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    WITH due AS (SELECT delta_no FROM count_deltas ORDER BY delta_no FOR UPDATE SKIP LOCKED),
         gone AS (DELETE FROM count_deltas d USING due WHERE d.delta_no = due.delta_no RETURNING d.institution, d.day, d.status, d.delta)
    INSERT INTO daily_counts (institution, day, status, n)
    SELECT institution, day, status, sum(delta)::bigint FROM gone GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (institution, day, status) DO UPDATE SET n = daily_counts.n + excluded.n;
    WITH due AS (SELECT delta_no FROM flow_deltas ORDER BY delta_no FOR UPDATE SKIP LOCKED),
         gone AS (DELETE FROM flow_deltas d USING due WHERE d.delta_no = due.delta_no RETURNING d.institution, d.hour, d.act, d.delta)
    INSERT INTO hourly_flow (institution, hour, act, n)
    SELECT institution, hour, act, sum(delta)::bigint FROM gone GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (institution, hour, act) DO UPDATE SET n = hourly_flow.n + excluded.n;
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
