-- Quality sampling: decisions of a period, drawn by a key that is kept, each looked at once by somebody who did not decide it.
-- Nothing here changes an order.

CREATE TABLE samples (
    institution text COLLATE "C" NOT NULL REFERENCES institutions (code),
    sample      text COLLATE "C" NOT NULL, -- a UUID
    from_at     bigint NOT NULL,           -- decided from here
    until_at    bigint NOT NULL,           -- to before here
    rate        bigint NOT NULL CHECK (rate BETWEEN 1 AND 1000),                  -- of a thousand, of each person's each outcome
    draw_key    text COLLATE "C" NOT NULL CHECK (length(draw_key) = 64),          -- hexadecimal; with it the same orders are drawn again
    drawn_from  bigint NOT NULL,           -- decisions in the period
    size        bigint NOT NULL,           -- decisions in the sample
    drawn_by    text COLLATE "C" NOT NULL REFERENCES staff (login),
    drawn_at    bigint NOT NULL,
    PRIMARY KEY (institution, sample),
    CHECK (from_at < until_at AND until_at <= drawn_at AND size BETWEEN 1 AND drawn_from)
);
CREATE INDEX samples_drawn ON samples (institution, drawn_at);

CREATE TABLE sample_orders (
    institution text COLLATE "C" NOT NULL,
    sample      text COLLATE "C" NOT NULL,
    place       bigint NOT NULL,           -- from 1: the order in which they are looked at
    order_no    text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,           -- of the decision
    round       bigint NOT NULL,
    staff       text COLLATE "C" NOT NULL, -- who decided
    status      text COLLATE "C" NOT NULL, -- where that led
    taken_by    text COLLATE "C" REFERENCES staff (login), -- who is looking, or was meant to
    taken_at    bigint,
    looked_by   text COLLATE "C" REFERENCES staff (login), -- who looked
    looked_at   bigint,
    outcome     text COLLATE "C" CHECK (outcome IN ('accepted', 'rejected', 'awaiting_supplement')), -- where they would have led it
    remark      text COLLATE "C",
    verdicts    text COLLATE "C",          -- JSON
    differs     bigint,                    -- 1: the outcomes differ
    PRIMARY KEY (institution, sample, place),
    FOREIGN KEY (institution, sample) REFERENCES samples (institution, sample),
    FOREIGN KEY (institution, order_no, version) REFERENCES decisions (institution, order_no, version)
);
CREATE UNIQUE INDEX sample_orders_once ON sample_orders (institution, sample, order_no, version);

-- ---- what the database refuses (see 0002)

CREATE FUNCTION samples_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM staff
      WHERE login = NEW.drawn_by AND role = 'supervisor' AND disabled_at IS NULL
        AND (institution IS NULL OR institution = NEW.institution);
    IF NOT FOUND THEN
        PERFORM refuse('samples.person: a supervisor draws a sample');
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = 'sample:' || NEW.sample AND action = 'draw' AND actor = NEW.drawn_by;
    IF NOT FOUND THEN
        PERFORM refuse('samples.audit: a sample leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER samples_insert BEFORE INSERT ON samples FOR EACH ROW EXECUTE FUNCTION samples_arrive();
CREATE TRIGGER samples_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON samples FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('samples.fixed: a sample stays as it was drawn');

CREATE FUNCTION sample_orders_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM samples WHERE institution = NEW.institution AND sample = NEW.sample AND NEW.place BETWEEN 1 AND size;
    IF NOT FOUND THEN
        PERFORM refuse('sample_orders.fixed: a sample stays as it was drawn');
    END IF;
    IF num_nonnulls(NEW.taken_by, NEW.taken_at, NEW.looked_by, NEW.looked_at, NEW.outcome, NEW.remark, NEW.verdicts, NEW.differs) > 0 THEN
        PERFORM refuse('sample_orders.insert: nobody has looked at what is drawn');
    END IF;
    PERFORM 1 FROM samples s JOIN decisions d ON d.institution = s.institution
      WHERE s.institution = NEW.institution AND s.sample = NEW.sample AND d.order_no = NEW.order_no
        AND d.version = NEW.version AND d.round = NEW.round AND d.staff = NEW.staff AND d.status = NEW.status
        AND d.decided_at >= s.from_at AND d.decided_at < s.until_at AND d.taken_back_at IS NULL AND d.held_until <= s.drawn_at;
    IF NOT FOUND THEN
        PERFORM refuse('sample_orders.decision: what is drawn was decided in the period and stands');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sample_orders_insert BEFORE INSERT ON sample_orders FOR EACH ROW EXECUTE FUNCTION sample_orders_arrive();

CREATE FUNCTION sample_orders_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_moving CONSTANT text[] := ARRAY['taken_by', 'taken_at', 'looked_by', 'looked_at', 'outcome', 'remark', 'verdicts', 'differs'];
BEGIN
    IF (to_jsonb(NEW) - v_moving) IS DISTINCT FROM (to_jsonb(OLD) - v_moving) OR OLD.looked_at IS NOT NULL THEN
        PERFORM refuse('sample_orders.fixed: what was drawn does not change, and a look stays as it was');
    END IF;
    PERFORM 1 FROM staff
      WHERE login = NEW.taken_by AND role IN ('proofreader', 'supervisor') AND disabled_at IS NULL
        AND (institution IS NULL OR institution = OLD.institution)
        AND NOT EXISTS (SELECT 1 FROM decisions WHERE institution = OLD.institution AND order_no = OLD.order_no
                        AND staff = NEW.taken_by AND taken_back_at IS NULL);
    IF NOT FOUND OR NEW.taken_at IS NULL THEN
        PERFORM refuse('sample_orders.person: somebody who did not decide the order looks at it');
    END IF;
    IF (NEW.looked_at IS NULL AND num_nonnulls(NEW.looked_by, NEW.outcome, NEW.remark, NEW.verdicts, NEW.differs) > 0)
       OR (NEW.looked_at IS NOT NULL
           AND (num_nulls(NEW.looked_by, OLD.taken_by, NEW.outcome, NEW.remark, NEW.verdicts, NEW.differs) > 0
                OR NEW.looked_by IS DISTINCT FROM OLD.taken_by OR NEW.taken_by IS DISTINCT FROM OLD.taken_by
                OR NEW.taken_at IS DISTINCT FROM OLD.taken_at
                OR NEW.differs IS DISTINCT FROM (NEW.outcome <> OLD.status)::int)) THEN
        PERFORM refuse('sample_orders.look: whoever took it concludes it, whole');
    END IF;
    PERFORM NEW.verdicts::jsonb;
    PERFORM 1 FROM audit_log
      WHERE institution = OLD.institution AND subject = 'sample:' || OLD.sample
        AND actor = coalesce(NEW.looked_by, NEW.taken_by)
        AND action = CASE WHEN NEW.looked_at IS NULL THEN 'take' ELSE 'look' END AND at = coalesce(NEW.looked_at, NEW.taken_at);
    IF NOT FOUND THEN
        PERFORM refuse('sample_orders.audit: taking and looking leave an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sample_orders_update BEFORE UPDATE ON sample_orders FOR EACH ROW EXECUTE FUNCTION sample_orders_change();
CREATE TRIGGER sample_orders_delete BEFORE DELETE OR TRUNCATE ON sample_orders FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('sample_orders.fixed: a sample stays as it was drawn');

-- ---- what the desk calls

-- Keeps a sample that was drawn from the decisions of a period. p_orders: [{"order_no", "round", "staff", "status", "version"}, …], in
-- the order in which they are looked at.
CREATE FUNCTION keep_sample(p_actor text, p_institution text, p_sample text, p_from bigint, p_until bigint, p_rate bigint, p_key text,
                            p_drawn_from bigint, p_orders text)
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint;
    v_size bigint := jsonb_array_length(p_orders::jsonb);
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['supervisor']);
    v_now := desk_now();
    PERFORM audit_append_next(p_institution, 'sample:' || p_sample, v_now, p_actor, 'draw',
        format('{"drawn_from":%s,"from":%s,"key":%s,"rate":%s,"size":%s,"until":%s}', p_drawn_from, p_from, js(p_key), p_rate, v_size, p_until));
    INSERT INTO samples (institution, sample, from_at, until_at, rate, draw_key, drawn_from, size, drawn_by, drawn_at)
    VALUES (p_institution, p_sample, p_from, p_until, p_rate, p_key, p_drawn_from, v_size, p_actor, v_now);
    INSERT INTO sample_orders (institution, sample, place, order_no, version, round, staff, status)
    SELECT p_institution, p_sample, x.place, x.one ->> 'order_no', (x.one ->> 'version')::bigint, (x.one ->> 'round')::bigint,
           x.one ->> 'staff', x.one ->> 'status'
      FROM jsonb_array_elements(p_orders::jsonb) WITH ORDINALITY AS x(one, place);
    RETURN v_size;
END $$;

-- The next order of a sample for this person: one they took before, else the first that nobody has taken, or whose taker has let it lie
-- for p_lease. {"order_no", "place", "round", "version"} or null.
CREATE FUNCTION take_sample_order(p_actor text, p_institution text, p_sample text, p_lease bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    v_now := desk_now();
    SELECT place, order_no, version, round INTO s FROM sample_orders
     WHERE institution = p_institution AND sample = p_sample AND looked_at IS NULL AND taken_by = p_actor
     ORDER BY place LIMIT 1 FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        SELECT place, order_no, version, round INTO s FROM sample_orders o
         WHERE institution = p_institution AND sample = p_sample AND looked_at IS NULL AND (taken_at IS NULL OR taken_at <= v_now - p_lease)
           AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.institution = o.institution AND d.order_no = o.order_no
                           AND d.staff = p_actor AND d.taken_back_at IS NULL)
         ORDER BY place LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN 'null';
        END IF;
        PERFORM audit_append_next(p_institution, 'sample:' || p_sample, v_now, p_actor, 'take',
            format('{"order_no":%s,"place":%s}', js(s.order_no), s.place));
        UPDATE sample_orders SET taken_by = p_actor, taken_at = v_now
         WHERE institution = p_institution AND sample = p_sample AND place = s.place;
    END IF;
    RETURN jsonb_build_object('order_no', s.order_no, 'place', s.place, 'round', s.round, 'version', s.version)::text;
END $$;

-- {"outcome": "done"} (with "differs"), "settled", "not_yours" or "unknown".
CREATE FUNCTION conclude_sample_look(p_actor text, p_institution text, p_sample text, p_place bigint, p_outcome text, p_remark text,
                                     p_verdicts text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s record;
    v_now bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'supervisor']);
    SELECT order_no, status, taken_by, looked_at INTO s FROM sample_orders
     WHERE institution = p_institution AND sample = p_sample AND place = p_place FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    IF s.looked_at IS NOT NULL THEN
        RETURN '{"outcome":"settled"}';
    END IF;
    IF s.taken_by IS DISTINCT FROM p_actor THEN
        RETURN '{"outcome":"not_yours"}';
    END IF;
    v_now := desk_now();
    PERFORM audit_append_next(p_institution, 'sample:' || p_sample, v_now, p_actor, 'look',
        format('{"order_no":%s,"outcome":%s,"place":%s,"remark":%s,"verdicts":%s}', js(s.order_no), js(p_outcome), p_place, js(p_remark), p_verdicts));
    UPDATE sample_orders SET looked_by = p_actor, looked_at = v_now, outcome = p_outcome, remark = p_remark, verdicts = p_verdicts,
        differs = (p_outcome <> s.status)::int
     WHERE institution = p_institution AND sample = p_sample AND place = p_place;
    RETURN jsonb_build_object('outcome', 'done', 'differs', p_outcome <> s.status)::text;
END $$;

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
