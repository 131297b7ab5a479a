-- What the database refuses, whoever writes: the desk, a script, or psql. Each refusal begins with a stable word, the same as on SQLite,
-- and carries SQLSTATE JD403. Every function pins its search_path. The triggers are ENABLE ALWAYS (at the end of this file):
-- session_replication_role = replica does not get past them.
--
-- Where rows come in bulk the check is made once a statement, over all of its rows, and takes the place of a foreign key too.

-- Who may put names into the schema that these functions search could give them others.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

CREATE FUNCTION desk_now() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'JD403', MESSAGE = why;
END $$;

-- For triggers that refuse whatever fires them; the argument says why.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'JD403', MESSAGE = TG_ARGV[0];
END $$;

-- The calendar day in China, which knows no summer time.
CREATE FUNCTION day_in_china(moment bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_char(to_timestamp((moment + 28800000) / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD')
$$;

-- ---- the audit trail

CREATE FUNCTION audit_hash(prev_hash text, institution text, subject text, seq bigint, at bigint, actor text, action text, detail text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(
        prev_hash || E'\x1f' || institution || E'\x1f' || subject || E'\x1f' || seq::text || E'\x1f' || at::text || E'\x1f'
        || actor || E'\x1f' || action || E'\x1f' || detail, 'UTF8')), 'hex')
$$;

-- The chain is made here, for rows that leave both hashes empty. A row that brings its own has to bring the right ones.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_prev text := '';
    v_hash text;
BEGIN
    IF NEW.seq <> 1 THEN
        SELECT hash INTO v_prev FROM audit_log WHERE institution = NEW.institution AND subject = NEW.subject AND seq = NEW.seq - 1;
        IF NOT FOUND THEN
            PERFORM refuse('audit_log.chain: a row follows the newest one of its subject and carries its hash');
        END IF;
    END IF;
    v_hash := audit_hash(v_prev, NEW.institution, NEW.subject, NEW.seq, NEW.at, NEW.actor, NEW.action, NEW.detail);
    IF (NEW.prev_hash, NEW.hash) NOT IN ((v_prev, v_hash), ('', '')) THEN
        PERFORM refuse('audit_log.chain: a row follows the newest one of its subject and carries its hash');
    END IF;
    NEW.prev_hash := v_prev;
    NEW.hash := v_hash;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_chain();

-- ---- the status machine

-- An order enters as a submission that the audit trail knows of.
CREATE FUNCTION orders_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.status <> 'awaiting_proofreading' OR NEW.version <> 1 OR NEW.round <> 1 THEN
        PERFORM refuse('orders.insert: an order begins awaiting proofreading, in round 1 and version 1');
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = NEW.order_no AND seq = NEW.audit_seq AND action = 'submit';
    IF NOT FOUND THEN
        PERFORM refuse('orders.audit: a submission leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_insert BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION orders_arrive();

-- Fires only where a statement names one of these columns: a claim or a decision never does.
CREATE TRIGGER orders_fixed BEFORE UPDATE OF institution, order_no, kind, reconsiders, account, purpose, consented_at, first_submitted_at,
    applicant_nature, applicant_name, applicant_location, applicant_mobile, applicant_email, remark, payment_state, paid_at, item_count,
    holder, summary ON orders FOR EACH ROW
    WHEN ((NEW.institution, NEW.order_no, NEW.kind, NEW.reconsiders, NEW.account, NEW.purpose, NEW.consented_at, NEW.first_submitted_at,
           NEW.applicant_nature, NEW.applicant_name, NEW.applicant_location, NEW.applicant_mobile, NEW.applicant_email, NEW.remark,
           NEW.payment_state, NEW.paid_at, NEW.item_count, NEW.holder, NEW.summary)
        IS DISTINCT FROM
          (OLD.institution, OLD.order_no, OLD.kind, OLD.reconsiders, OLD.account, OLD.purpose, OLD.consented_at, OLD.first_submitted_at,
           OLD.applicant_nature, OLD.applicant_name, OLD.applicant_location, OLD.applicant_mobile, OLD.applicant_email, OLD.remark,
           OLD.payment_state, OLD.paid_at, OLD.item_count, OLD.holder, OLD.summary))
    EXECUTE FUNCTION refuse_change('orders.fixed: what was submitted does not change');

-- Without a change of status: no other version, round or place in the queue, and no trail that grows shorter.
CREATE TRIGGER orders_stay BEFORE UPDATE OF version, round, submitted_at ON orders FOR EACH ROW
    WHEN (NEW.status = OLD.status AND (NEW.version <> OLD.version OR NEW.round <> OLD.round OR NEW.submitted_at <> OLD.submitted_at))
    EXECUTE FUNCTION refuse_change('orders.version: only a change of status makes a new version');
CREATE TRIGGER orders_audit BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.audit_seq < OLD.audit_seq)
    EXECUTE FUNCTION refuse_change('orders.audit: the audit number never goes down');
CREATE TRIGGER orders_claim BEFORE UPDATE ON orders FOR EACH ROW
    WHEN (NEW.claimed_by IS NOT NULL AND NEW.status <> 'awaiting_proofreading')
    EXECUTE FUNCTION refuse_change('orders.claim: only an order that awaits proofreading is claimed');

-- A change of status is one arrow of status_moves, named by the audit row that NEW.audit_seq points at. The arrow alone is not
-- enough: the act must be one that leads there, and a decision must have its row and an outcome for every item.
CREATE FUNCTION orders_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_act text;
    v_items bigint;
    v_status text;
BEGIN
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM refuse('orders.version: a change of status makes the next version');
    END IF;
    IF NEW.audit_seq <= OLD.audit_seq THEN
        PERFORM refuse('orders.audit: a change of status names an audit row of its own');
    END IF;
    SELECT a.action INTO v_act FROM audit_log a
      JOIN status_moves m ON m.action = a.action AND m.from_status = OLD.status AND m.to_status = NEW.status
     WHERE a.institution = NEW.institution AND a.subject = NEW.order_no AND a.seq = NEW.audit_seq;
    IF NOT FOUND THEN
        PERFORM refuse('orders.move: the status machine has no such arrow, or the audit trail does not say so');
    END IF;
    IF NEW.round <> OLD.round + (v_act = 'resubmit')::int THEN
        PERFORM refuse('orders.round: a resubmission, and nothing else, begins the next round');
    END IF;
    IF NEW.submitted_at <> OLD.submitted_at AND NEW.round = OLD.round THEN
        PERFORM refuse('orders.submitted: only a resubmission changes the place in the queue');
    END IF;
    IF v_act = 'decide' THEN
        PERFORM 1 FROM decisions d
          WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND d.version = OLD.version
            AND d.status = NEW.status AND d.taken_back_at IS NULL AND d.staff = OLD.claimed_by;
        IF NOT FOUND THEN
            PERFORM refuse('orders.decision: there is no decision that leads there');
        END IF;
        SELECT count(*), CASE WHEN bool_or(outcome = 'supplement') THEN 'awaiting_supplement'
                              WHEN bool_or(outcome = 'approve') THEN 'accepted' ELSE 'rejected' END
          INTO v_items, v_status FROM decision_items
         WHERE institution = NEW.institution AND order_no = NEW.order_no AND version = OLD.version;
        IF v_items <> OLD.item_count OR v_status <> NEW.status THEN
            PERFORM refuse('orders.outcomes: the status does not follow from the items');
        END IF;
    ELSIF v_act = 'take_back' THEN
        PERFORM 1 FROM decisions d
          WHERE d.institution = NEW.institution AND d.order_no = NEW.order_no AND d.version = OLD.version - 1
            AND d.taken_back_at IS NOT NULL;
        IF NOT FOUND THEN
            PERFORM refuse('orders.decision: the newest decision was not taken back');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_move BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION orders_move();
CREATE TRIGGER orders_delete BEFORE DELETE ON orders FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('orders.delete: an order is never deleted');

-- How many entered (or left) which status, by day in China. Deltas are appended, never summed up here: a counter row would be held
-- through the commit, and all decisions of an institution would queue for it.
CREATE FUNCTION count_arrivals() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    SELECT institution, day_in_china(updated_at), status, count(*) FROM arrived GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_count_insert AFTER INSERT ON orders REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION count_arrivals();

CREATE FUNCTION count_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_day text := day_in_china(NEW.updated_at);
BEGIN
    INSERT INTO count_deltas (institution, day, status, delta)
    VALUES (NEW.institution, v_day, OLD.status, -1), (NEW.institution, v_day, NEW.status, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER orders_count_move AFTER UPDATE ON orders FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION count_moves();

-- ---- items: none is added or removed after the submission (G1.5), and their statuses follow from the order's

CREATE FUNCTION items_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived i LEFT JOIN orders o ON o.institution = i.institution AND o.order_no = i.order_no
      WHERE i.status <> 'awaiting_proofreading' OR o.version IS DISTINCT FROM 1 OR i.item < 1 OR i.item > o.item_count;
    IF FOUND THEN
        PERFORM refuse('items.insert: items come with the submission, awaiting proofreading');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER items_insert AFTER INSERT ON items REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION items_arrive();

CREATE TRIGGER items_fixed BEFORE UPDATE OF institution, order_no, item, service, copies_zh, copies_en, unit_price_fen, identity_method,
    identity_verified_at ON items FOR EACH ROW
    WHEN ((NEW.institution, NEW.order_no, NEW.item, NEW.service, NEW.copies_zh, NEW.copies_en, NEW.unit_price_fen, NEW.identity_method,
           NEW.identity_verified_at)
        IS DISTINCT FROM
          (OLD.institution, OLD.order_no, OLD.item, OLD.service, OLD.copies_zh, OLD.copies_en, OLD.unit_price_fen, OLD.identity_method,
           OLD.identity_verified_at))
    EXECUTE FUNCTION refuse_change('items.fixed: what was submitted does not change');

-- An item may only be given the status that follows from its order as it stands: the order's own while it awaits proofreading or is
-- cancelled; else what the decision that led there says of the item; else (no decision led there) the order's own.
CREATE FUNCTION items_move() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM moved i JOIN orders o ON o.institution = i.institution AND o.order_no = i.order_no
      LEFT JOIN decision_items d ON d.institution = i.institution AND d.order_no = i.order_no AND d.version = o.version - 1
                                AND d.item = i.item AND o.status NOT IN ('awaiting_proofreading', 'cancelled')
      WHERE i.status <> CASE d.outcome WHEN 'approve' THEN 'accepted' WHEN 'reject' THEN 'rejected'
                                       WHEN 'supplement' THEN 'awaiting_supplement' ELSE o.status END;
    IF FOUND THEN
        PERFORM refuse('items.move: the status does not follow from the order');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER items_move AFTER UPDATE ON items REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION items_move();
CREATE TRIGGER items_delete BEFORE DELETE ON items FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('items.delete: an item is never deleted');

CREATE TRIGGER certificates_fixed BEFORE UPDATE OR DELETE ON certificates FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('certificates.fixed: what was submitted does not change');

-- A file stays as it came; it is superseded once.
CREATE TRIGGER attachments_fixed BEFORE UPDATE ON attachments FOR EACH ROW
    WHEN ((NEW.institution, NEW.order_no, NEW.item, NEW.round, NEW.position, NEW.kind, NEW.file_name, NEW.sha256, NEW.bytes, NEW.width,
           NEW.height, NEW.format)
        IS DISTINCT FROM
          (OLD.institution, OLD.order_no, OLD.item, OLD.round, OLD.position, OLD.kind, OLD.file_name, OLD.sha256, OLD.bytes, OLD.width,
           OLD.height, OLD.format)
        OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS DISTINCT FROM OLD.superseded_by))
    EXECUTE FUNCTION refuse_change('attachments.fixed: a file stays as it came');
CREATE TRIGGER attachments_delete BEFORE DELETE ON attachments FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('attachments.delete: a file is never deleted');

-- ---- decisions

-- Made by whoever holds the order, while they hold it, of the order as it stands.
CREATE FUNCTION decisions_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived d LEFT JOIN orders o ON o.institution = d.institution AND o.order_no = d.order_no AND o.version = d.version
        AND o.round = d.round AND o.status = 'awaiting_proofreading' AND o.claimed_by = d.staff AND o.claimed_until > desk_now() - 2000 -- looked at a moment ago
      WHERE o.order_no IS NULL;
    IF FOUND THEN
        PERFORM refuse('decisions.claim: only who holds an order that awaits proofreading decides it');
    END IF;
    PERFORM 1 FROM arrived WHERE taken_back_at IS NOT NULL;
    IF FOUND THEN
        PERFORM refuse('decisions.fixed: a decision does not change');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decisions_insert AFTER INSERT ON decisions REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_arrive();

CREATE FUNCTION decisions_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
       OR (to_jsonb(NEW) - 'taken_back_at') IS DISTINCT FROM (to_jsonb(OLD) - 'taken_back_at') THEN
        PERFORM refuse('decisions.fixed: a decision does not change');
    END IF;
    IF OLD.held_until <= NEW.taken_back_at OR OLD.held_until <= desk_now() - 2000 THEN -- looked at a moment ago
        PERFORM refuse('decisions.hold: a decision is taken back within its hold');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION decisions_change();
CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('decisions.fixed: a decision is never deleted');

-- Verdicts and outcomes come between the decision and the order's move.
CREATE FUNCTION verdicts_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM (SELECT institution, order_no, version, min(item) AS first, max(item) AS last FROM arrived GROUP BY 1, 2, 3) v
      LEFT JOIN orders o ON o.institution = v.institution AND o.order_no = v.order_no AND o.version = v.version
                        AND v.first >= 1 AND v.last <= o.item_count
      LEFT JOIN decisions d ON d.institution = v.institution AND d.order_no = v.order_no AND d.version = v.version
      WHERE o.order_no IS NULL OR d.order_no IS NULL;
    IF FOUND THEN
        PERFORM refuse(TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER decision_items_insert AFTER INSERT ON decision_items REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION verdicts_arrive('decision_items.fixed: an outcome comes with its decision and stays');
CREATE TRIGGER decision_items_fixed BEFORE UPDATE OR DELETE ON decision_items FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('decision_items.fixed: an outcome comes with its decision and stays');
CREATE TRIGGER verdicts_insert AFTER INSERT ON verdicts REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION verdicts_arrive('verdicts.fixed: a verdict comes with its decision and stays');
CREATE TRIGGER verdicts_fixed BEFORE UPDATE OR DELETE ON verdicts FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('verdicts.fixed: a verdict comes with its decision and stays');

-- ---- messages: each is withdrawn with its decision, or handed over once its hold is over; neither twice

CREATE FUNCTION messages_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_now bigint := desk_now();
BEGIN
    PERFORM 1 FROM arrived WHERE delivered_at < held_until OR (delivered_at IS NOT NULL AND held_until > v_now);
    IF FOUND THEN
        PERFORM refuse('messages.held: a held message is not handed over');
    END IF;
    PERFORM 1 FROM arrived m LEFT JOIN decisions d ON d.token = m.decision_token AND d.order_no = m.order_no
      WHERE m.decision_token IS NOT NULL AND d.token IS NULL;
    IF FOUND THEN
        PERFORM refuse('messages.decision: there is no such decision');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER messages_insert AFTER INSERT ON messages REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION messages_arrive();

CREATE FUNCTION messages_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
       OR (OLD.delivered_at IS NOT NULL AND NEW.delivered_at IS DISTINCT FROM OLD.delivered_at)
       OR (to_jsonb(NEW) - ARRAY['withdrawn_at', 'delivered_at']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['withdrawn_at', 'delivered_at']) THEN
        PERFORM refuse('messages.fixed: a message does not change');
    END IF;
    IF OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL AND (NEW.delivered_at < OLD.held_until OR OLD.held_until > desk_now()) THEN
        PERFORM refuse('messages.held: a held message is not handed over');
    END IF;
    IF OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL THEN
        PERFORM 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL;
        IF NOT FOUND THEN
            PERFORM refuse('messages.decision: a message is withdrawn with its decision');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messages_update BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION messages_change();
CREATE TRIGGER messages_delete BEFORE DELETE ON messages FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('messages.fixed: a message is never deleted');

-- Acknowledging looks messages up by id among the few that are not handed over.
CREATE UNIQUE INDEX messages_pending ON messages (message_id) WHERE delivered_at IS NULL AND withdrawn_at IS NULL;

-- ---- what only grows

CREATE TRIGGER status_moves_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON status_moves FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('status_moves.fixed: the status machine is part of the program');
CREATE TRIGGER audit_log_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('audit_log.fixed: the audit trail only grows');
CREATE TRIGGER feed_events_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON feed_events FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('feed_events.fixed: an event is taken once');

DO $$
DECLARE
    v_table text;
    v_trigger text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['orders', 'items', 'certificates', 'attachments', 'decisions', 'decision_items', 'verdicts', 'messages'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_truncate BEFORE TRUNCATE ON %1$s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(%2$L)',
                       v_table, v_table || '.delete: nothing of it is ever deleted');
    END LOOP;
    FOR v_table, v_trigger IN
        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', v_table, v_trigger);
    END LOOP;
END $$;
