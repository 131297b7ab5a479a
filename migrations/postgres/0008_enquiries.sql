-- Answering enquiries: replies that are held like letters, notes among colleagues on handing over, drafts, what was read, and who is
-- just writing a reply.

-- ---- tables

ALTER TABLE enquiries
    ADD COLUMN state       text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    ADD COLUMN assigned_to text COLLATE "C" REFERENCES staff (login); -- whom it was handed over to

-- What is listed: the open and the closed by their newest post, and those of one person. (What waits has an index of its own.)
CREATE INDEX enquiries_state ON enquiries (institution, state, last_post_at, enquiry_no);
CREATE INDEX enquiries_mine ON enquiries (institution, assigned_to, last_post_at, enquiry_no)
    WHERE assigned_to IS NOT NULL AND state = 'open';
-- What is searched for.
CREATE INDEX enquiries_order ON enquiries (institution, order_no, enquiry_no) WHERE order_no IS NOT NULL;
CREATE INDEX enquiries_subject ON enquiries (institution, subject, enquiry_no);

-- A reply of the desk, beside its post: the post stays as it was written, and this says what became of it.
CREATE TABLE enquiry_replies (
    institution   text COLLATE "C" NOT NULL,
    enquiry_no    text COLLATE "C" NOT NULL,
    post          bigint NOT NULL,
    token         text COLLATE "C" NOT NULL, -- made by the desk: after an unknown outcome one asks by it
    message_id    text COLLATE "C" NOT NULL,
    staff         text COLLATE "C" NOT NULL REFERENCES staff (login),
    at            bigint NOT NULL,
    held_until    bigint NOT NULL,
    waited_since  bigint,                    -- the clock that it stopped, for taking it back
    taken_back_at bigint,
    PRIMARY KEY (institution, enquiry_no, post),
    FOREIGN KEY (institution, enquiry_no, post) REFERENCES enquiry_posts (institution, enquiry_no, post)
);

CREATE UNIQUE INDEX enquiry_replies_token ON enquiry_replies (token);
CREATE UNIQUE INDEX enquiry_replies_message ON enquiry_replies (institution, message_id);

-- Notes among colleagues, each written on handing an enquiry over. The applicant never sees them.
CREATE TABLE enquiry_notes (
    institution text COLLATE "C" NOT NULL,
    enquiry_no  text COLLATE "C" NOT NULL,
    n           bigint NOT NULL, -- from 1 within the enquiry
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    handed_to   text COLLATE "C" NOT NULL REFERENCES staff (login),
    body        text COLLATE "C" NOT NULL,
    PRIMARY KEY (institution, enquiry_no, n),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
);

CREATE TABLE enquiry_drafts (
    institution text COLLATE "C" NOT NULL,
    enquiry_no  text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    body        text COLLATE "C" NOT NULL,
    saved_at    bigint NOT NULL,
    PRIMARY KEY (institution, enquiry_no, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
);

-- Up to which post a member of staff has read. No state of the enquiry, so no audit row.
CREATE TABLE enquiry_reads (
    institution text COLLATE "C" NOT NULL,
    enquiry_no  text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    post        bigint NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (institution, enquiry_no, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
);

-- Who is just writing a reply, and to what: at most one row a person. It holds nobody back, so it leaves no audit row.
CREATE TABLE enquiry_presence (
    institution text COLLATE "C" NOT NULL,
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    enquiry_no  text COLLATE "C" NOT NULL,
    until       bigint NOT NULL,
    PRIMARY KEY (institution, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
);

-- ---- what the database refuses (see 0002)

CREATE TRIGGER enquiries_insert BEFORE INSERT ON enquiries FOR EACH ROW WHEN (NEW.state <> 'open' OR NEW.assigned_to IS NOT NULL)
    EXECUTE FUNCTION refuse_change('enquiries.insert: an enquiry begins open and with nobody');

-- The newest row of its trail says what was done, and nothing else is done.
CREATE FUNCTION enquiries_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_moving CONSTANT text[] := ARRAY['state', 'assigned_to', 'waiting_since', 'last_post_at'];
    v_act text;
    v_detail text;
BEGIN
    IF (to_jsonb(NEW) - v_moving) IS DISTINCT FROM (to_jsonb(OLD) - v_moving) OR NEW.last_post_at < OLD.last_post_at THEN
        PERFORM refuse('enquiries.fixed: what was asked does not change');
    END IF;
    IF (NEW.state, NEW.assigned_to, NEW.waiting_since) IS NOT DISTINCT FROM (OLD.state, OLD.assigned_to, OLD.waiting_since) THEN
        RETURN NEW;
    END IF;
    SELECT action, detail INTO v_act, v_detail FROM audit_log
     WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no ORDER BY seq DESC LIMIT 1;
    IF v_act IS NULL OR (NEW.assigned_to IS DISTINCT FROM OLD.assigned_to AND v_act <> 'hand_over') OR NOT (CASE v_act
        WHEN 'enquiry_followup' THEN NEW.state = 'open' AND NEW.waiting_since IS NOT NULL
        WHEN 'reply' THEN NEW.state = OLD.state AND NEW.waiting_since IS NULL
        WHEN 'take_back' THEN NEW.state = 'open'
        WHEN 'close' THEN NEW.state = 'closed' AND NEW.waiting_since IS NULL
        WHEN 'reopen' THEN NEW.state = 'open'
        WHEN 'hand_over' THEN NEW.state = OLD.state AND NEW.waiting_since IS NOT DISTINCT FROM OLD.waiting_since
                              AND NEW.assigned_to IS NOT DISTINCT FROM v_detail::jsonb ->> 'to'
        ELSE false END)
    THEN
        PERFORM refuse('enquiries.audit: what is done to an enquiry leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiries_update BEFORE UPDATE ON enquiries FOR EACH ROW EXECUTE FUNCTION enquiries_change();
CREATE TRIGGER enquiries_delete BEFORE DELETE OR TRUNCATE ON enquiries FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('enquiries.delete: an enquiry is never deleted');

CREATE FUNCTION enquiry_posts_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM arrived p
      WHERE (p.author = 'applicant') <> (p.staff IS NULL) OR p.post < 1
         OR (p.post > 1 AND NOT EXISTS (SELECT 1 FROM enquiry_posts b
                                         WHERE b.institution = p.institution AND b.enquiry_no = p.enquiry_no AND b.post = p.post - 1));
    IF FOUND THEN
        PERFORM refuse('enquiry_posts.fixed: a post stays as it was written');
    END IF;
    -- A reply has its own row in the trail; a history that was loaded has one for all of it.
    PERFORM 1 FROM arrived p
      WHERE p.author = 'staff'
        AND NOT EXISTS (SELECT 1 FROM audit_log a
                         WHERE a.institution = p.institution AND a.subject = 'enquiry:' || p.enquiry_no
                           AND (a.action = 'reply' AND a.actor = p.staff AND (a.detail::jsonb ->> 'post')::bigint = p.post
                                OR a.action = 'enquiry' AND (a.detail::jsonb ->> 'posts')::bigint >= p.post));
    IF FOUND THEN
        PERFORM refuse('enquiry_posts.audit: a reply leaves an audit row');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER enquiry_posts_insert AFTER INSERT ON enquiry_posts REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION enquiry_posts_arrive();
CREATE TRIGGER enquiry_posts_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON enquiry_posts FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('enquiry_posts.fixed: a post stays as it was written');

CREATE FUNCTION enquiry_replies_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.taken_back_at IS NOT NULL THEN
        PERFORM refuse('enquiry_replies.fixed: a reply does not change');
    END IF;
    PERFORM 1 FROM enquiry_posts p JOIN audit_log a ON a.institution = p.institution AND a.subject = 'enquiry:' || p.enquiry_no
      WHERE p.institution = NEW.institution AND p.enquiry_no = NEW.enquiry_no AND p.post = NEW.post
        AND p.author = 'staff' AND p.staff = NEW.staff AND p.at = NEW.at
        AND a.action = 'reply' AND a.actor = NEW.staff AND a.detail::jsonb ->> 'token' = NEW.token;
    IF NOT FOUND THEN
        PERFORM refuse('enquiry_replies.post: a reply belongs to a post of its writer, and the trail says so');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiry_replies_insert BEFORE INSERT ON enquiry_replies FOR EACH ROW EXECUTE FUNCTION enquiry_replies_arrive();

CREATE FUNCTION enquiry_replies_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
       OR (to_jsonb(NEW) - 'taken_back_at') IS DISTINCT FROM (to_jsonb(OLD) - 'taken_back_at') THEN
        PERFORM refuse('enquiry_replies.fixed: a reply does not change');
    END IF;
    PERFORM 1 FROM messages WHERE institution = OLD.institution AND message_id = OLD.message_id AND delivered_at IS NOT NULL;
    IF FOUND OR OLD.held_until <= NEW.taken_back_at OR OLD.held_until <= desk_now() - 2000 THEN -- looked at a moment ago
        PERFORM refuse('enquiry_replies.hold: a reply is taken back within its hold');
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = OLD.institution AND subject = 'enquiry:' || OLD.enquiry_no AND action = 'take_back'
        AND actor = OLD.staff AND detail::jsonb ->> 'token' = OLD.token;
    IF NOT FOUND THEN
        PERFORM refuse('enquiry_replies.audit: taking a reply back leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiry_replies_update BEFORE UPDATE ON enquiry_replies FOR EACH ROW EXECUTE FUNCTION enquiry_replies_change();
CREATE TRIGGER enquiry_replies_delete BEFORE DELETE OR TRUNCATE ON enquiry_replies FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('enquiry_replies.fixed: a reply is never deleted');

CREATE FUNCTION enquiry_notes_arrive() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_last bigint;
BEGIN
    SELECT coalesce(max(n), 0) INTO v_last FROM enquiry_notes WHERE institution = NEW.institution AND enquiry_no = NEW.enquiry_no;
    IF NEW.body !~ '\S' OR NEW.n <> v_last + 1 THEN
        PERFORM refuse('enquiry_notes.fixed: a note stays as it was written');
    END IF;
    PERFORM 1 FROM audit_log
      WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no AND action = 'hand_over' AND actor = NEW.staff
        AND (detail::jsonb ->> 'n')::bigint = NEW.n AND detail::jsonb ->> 'to' = NEW.handed_to;
    IF NOT FOUND THEN
        PERFORM refuse('enquiry_notes.audit: handing over leaves an audit row');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiry_notes_insert BEFORE INSERT ON enquiry_notes FOR EACH ROW EXECUTE FUNCTION enquiry_notes_arrive();
CREATE TRIGGER enquiry_notes_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON enquiry_notes FOR EACH STATEMENT
    EXECUTE FUNCTION refuse_change('enquiry_notes.fixed: a note stays as it was written');

-- What goes out as a reply is one: of this enquiry, word for word, with its hold.
CREATE FUNCTION messages_reply() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM enquiry_replies r
       JOIN enquiry_posts p ON p.institution = r.institution AND p.enquiry_no = r.enquiry_no AND p.post = r.post
       JOIN enquiries e ON e.institution = r.institution AND e.enquiry_no = r.enquiry_no
      WHERE r.institution = NEW.institution AND r.message_id = NEW.message_id AND r.enquiry_no = NEW.enquiry_no
        AND r.at = NEW.created_at AND r.held_until = NEW.held_until AND r.taken_back_at IS NULL
        AND p.body = NEW.body AND e.account = NEW.account AND e.order_no IS NOT DISTINCT FROM NEW.order_no;
    IF NOT FOUND OR NEW.decision_token IS NOT NULL OR NEW.withdrawn_at IS NOT NULL THEN
        PERFORM refuse('messages.reply: there is no such reply');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messages_reply BEFORE INSERT ON messages FOR EACH ROW WHEN (NEW.kind = 'enquiry_reply') EXECUTE FUNCTION messages_reply();

-- As in 0002, and a reply's message is withdrawn with its reply. A letter still goes with its decision only.
CREATE OR REPLACE FUNCTION messages_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
        IF OLD.kind = 'enquiry_reply' THEN
            PERFORM 1 FROM enquiry_replies
              WHERE institution = OLD.institution AND message_id = OLD.message_id AND taken_back_at IS NOT NULL;
            IF NOT FOUND THEN
                PERFORM refuse('messages.reply: a reply''s message is withdrawn with its reply');
            END IF;
        ELSE
            PERFORM 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL;
            IF NOT FOUND THEN
                PERFORM refuse('messages.decision: a message is withdrawn with its decision');
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- ---- what comes in

-- As before, but the row of the trail comes first: it says why the clock runs. A follow-up opens what was closed.
CREATE OR REPLACE FUNCTION add_followup(p_event text, p_enquiry_no text, p_account text, p_body text)
RETURNS jsonb LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    e jsonb := p_event::jsonb;
    q record;
    v_at bigint := (e ->> 'at')::bigint;
    v_now bigint;
    v_seen jsonb;
BEGIN
    SELECT institution, account INTO q FROM enquiries WHERE enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    v_seen := event_seen(e);
    IF v_seen IS NOT NULL THEN
        RETURN v_seen;
    END IF;
    IF q.institution IS NULL THEN
        RETURN '{"outcome":"enquiry_unknown"}';
    ELSIF q.account <> p_account THEN
        RETURN '{"outcome":"wrong_account"}';
    END IF;
    v_now := desk_now();
    PERFORM event_take(q.institution, e, 'enquiry_followup', 'enquiry:' || p_enquiry_no, v_now);
    PERFORM audit_append_next(q.institution, 'enquiry:' || p_enquiry_no, v_now, 'portal', 'enquiry_followup',
        format('{"event_id":%s}', js(e ->> 'event_id')));
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, at, body)
    SELECT q.institution, p_enquiry_no, 1 + coalesce(max(post), 0), 'applicant', v_at, p_body
      FROM enquiry_posts WHERE institution = q.institution AND enquiry_no = p_enquiry_no;
    UPDATE enquiries SET state = 'open', last_post_at = greatest(last_post_at, v_at), waiting_since = coalesce(waiting_since, v_at)
     WHERE institution = q.institution AND enquiry_no = p_enquiry_no;
    RETURN '{"outcome":"done"}';
END $$;

-- As before, with the trail first; and "closed": whom it was closed by after its last post.
CREATE OR REPLACE FUNCTION load_enquiries(p_enquiries text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_all jsonb := p_enquiries::jsonb;
BEGIN
    INSERT INTO enquiries (institution, enquiry_no, account, order_no, subject, opened_at, last_post_at, waiting_since)
    SELECT q.institution, q.enquiry_no, q.account, q.order_no, q.subject, (q.posts -> 0 ->> 0)::bigint, (q.posts -> -1 ->> 0)::bigint,
        (q.posts -> (SELECT coalesce(max(p.n), 0)::int FROM jsonb_array_elements(q.posts) WITH ORDINALITY AS p(post, n)
                      WHERE p.post ->> 1 IS NOT NULL) ->> 0)::bigint
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, account text, order_no text, subject text, posts jsonb)
     WHERE jsonb_array_length(q.posts) > 0;
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    SELECT q.institution, 'enquiry:' || q.enquiry_no, 1, desk_now(), 'portal', 'enquiry', format('{"posts":%s}', jsonb_array_length(q.posts)),
        '', ''
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, posts jsonb) WHERE jsonb_array_length(q.posts) > 0;
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body)
    SELECT q.institution, q.enquiry_no, p.n, CASE WHEN p.post ->> 1 IS NULL THEN 'applicant' ELSE 'staff' END, p.post ->> 1,
        (p.post ->> 0)::bigint, p.post ->> 2
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, posts jsonb),
           jsonb_array_elements(q.posts) WITH ORDINALITY AS p(post, n);
    INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash)
    SELECT q.institution, 'enquiry:' || q.enquiry_no, 2, desk_now(), q.closed, 'close', format('{"post":%s}', jsonb_array_length(q.posts)),
        '', ''
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, posts jsonb, closed text)
     WHERE jsonb_array_length(q.posts) > 0 AND q.closed IS NOT NULL;
    UPDATE enquiries e SET state = 'closed', waiting_since = NULL
      FROM jsonb_to_recordset(v_all) AS q(institution text, enquiry_no text, closed text)
     WHERE q.closed IS NOT NULL AND e.institution = q.institution AND e.enquiry_no = q.enquiry_no;
END $$;

-- ---- what the desk does

-- Held like a letter. {"outcome": "done"} with "post" and "held_until", "newer" (with "post", where more was written than was seen),
-- "closed" or "unknown". The same token again answers as the first time.
CREATE FUNCTION reply_enquiry(p_actor text, p_institution text, p_enquiry_no text, p_reply text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    n jsonb := p_reply::jsonb;
    q record;
    r record;
    v_now bigint;
    v_post bigint;
    v_held_until bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    SELECT account, order_no, state, waiting_since INTO q FROM enquiries
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    SELECT post, held_until INTO r FROM enquiry_replies WHERE token = n ->> 'token';
    IF FOUND THEN
        RETURN jsonb_build_object('outcome', 'done', 'post', r.post, 'held_until', r.held_until)::text;
    END IF;
    IF n ->> 'body' !~ '\S' THEN
        PERFORM refuse('a reply says something');
    END IF;
    IF q.state = 'closed' THEN
        RETURN '{"outcome":"closed"}';
    END IF;
    SELECT coalesce(max(post), 0) INTO v_post FROM enquiry_posts WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    IF v_post > (n ->> 'seen_post')::bigint THEN
        RETURN jsonb_build_object('outcome', 'newer', 'post', v_post)::text;
    END IF;
    v_now := desk_now(); -- after the wait for the row
    v_held_until := v_now + (n ->> 'hold_ms')::bigint;
    v_post := v_post + 1;
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, v_now, p_actor, 'reply',
        format('{"held_until":%s,"message_id":%s,"post":%s,"token":%s}', v_held_until, js(n ->> 'message_id'), v_post, js(n ->> 'token')));
    INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body)
    VALUES (p_institution, p_enquiry_no, v_post, 'staff', p_actor, v_now, n ->> 'body');
    INSERT INTO enquiry_replies (institution, enquiry_no, post, token, message_id, staff, at, held_until, waited_since)
    VALUES (p_institution, p_enquiry_no, v_post, n ->> 'token', n ->> 'message_id', p_actor, v_now, v_held_until, q.waiting_since);
    INSERT INTO messages (institution, message_id, order_no, enquiry_no, account, kind, title, body, created_at, held_until)
    VALUES (p_institution, n ->> 'message_id', q.order_no, p_enquiry_no, q.account, 'enquiry_reply', n ->> 'title', n ->> 'body',
            v_now, v_held_until);
    UPDATE enquiries SET last_post_at = greatest(last_post_at, v_now), waiting_since = NULL
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    DELETE FROM enquiry_drafts WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND staff = p_actor;
    DELETE FROM enquiry_presence WHERE institution = p_institution AND staff = p_actor;
    RETURN jsonb_build_object('outcome', 'done', 'post', v_post, 'held_until', v_held_until)::text;
END $$;

-- "done", "too_late" or "not_possible". What was sent is the draft again, before what was typed since.
CREATE FUNCTION take_reply_back(p_actor text, p_institution text, p_enquiry_no text, p_token text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    r record;
    v_now bigint;
    v_delivered bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    PERFORM 1 FROM enquiries WHERE institution = p_institution AND enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    SELECT post, message_id, held_until, waited_since, taken_back_at INTO r FROM enquiry_replies
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND token = p_token AND staff = p_actor;
    IF NOT FOUND THEN
        RETURN '"not_possible"';
    END IF;
    IF r.taken_back_at IS NOT NULL THEN
        RETURN '"done"'; -- by this very call, whose answer was lost
    END IF;
    -- The newest goes first: what an earlier one answered is answered by a later one, too.
    PERFORM 1 FROM enquiry_replies
      WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND post > r.post AND taken_back_at IS NULL;
    IF FOUND THEN
        RETURN '"not_possible"';
    END IF;
    -- The outbox takes messages without their enquiries. Whoever has the row first decides whether it is too late.
    SELECT delivered_at INTO v_delivered FROM messages
     WHERE institution = p_institution AND message_id = r.message_id FOR NO KEY UPDATE;
    v_now := desk_now();
    IF v_delivered IS NOT NULL OR r.held_until <= v_now THEN
        RETURN '"too_late"';
    END IF;
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, v_now, p_actor, 'take_back',
        format('{"post":%s,"token":%s}', r.post, js(p_token)));
    UPDATE enquiry_replies SET taken_back_at = v_now
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND post = r.post;
    UPDATE messages SET withdrawn_at = v_now WHERE institution = p_institution AND message_id = r.message_id;
    UPDATE enquiries SET state = 'open', waiting_since = coalesce(r.waited_since, waiting_since)
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    INSERT INTO enquiry_drafts (institution, enquiry_no, staff, body, saved_at)
    SELECT p_institution, p_enquiry_no, p_actor, body, v_now FROM enquiry_posts
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND post = r.post
    ON CONFLICT (institution, enquiry_no, staff)
    DO UPDATE SET body = excluded.body || E'\n' || enquiry_drafts.body, saved_at = excluded.saved_at;
    RETURN '"done"';
END $$;

-- By whoever answers, or by the one it was handed to. {"outcome": "done"}, "nobody" (no such colleague who could do something about
-- it), "closed" or "unknown".
CREATE FUNCTION hand_enquiry_over(p_actor text, p_institution text, p_enquiry_no text, p_to text, p_note text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    q record;
    v_role text;
    v_now bigint;
    v_n bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'clerk', 'supervisor']);
    SELECT state, assigned_to INTO q FROM enquiries
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    END IF;
    SELECT role INTO v_role FROM staff WHERE login = p_actor;
    IF v_role = 'proofreader' AND q.assigned_to IS DISTINCT FROM p_actor THEN
        PERFORM refuse(p_actor || ' may not do this');
    END IF;
    IF q.state = 'closed' THEN
        RETURN '{"outcome":"closed"}';
    END IF;
    PERFORM 1 FROM staff WHERE login = p_to AND institution = p_institution AND disabled_at IS NULL
        AND role IN ('proofreader', 'clerk', 'supervisor');
    IF NOT FOUND THEN
        RETURN '{"outcome":"nobody"}';
    END IF;
    v_now := desk_now();
    SELECT 1 + coalesce(max(n), 0) INTO v_n FROM enquiry_notes WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, v_now, p_actor, 'hand_over', format('{"n":%s,"to":%s}', v_n, js(p_to)));
    INSERT INTO enquiry_notes (institution, enquiry_no, n, staff, at, handed_to, body)
    VALUES (p_institution, p_enquiry_no, v_n, p_actor, v_now, p_to, p_note);
    UPDATE enquiries SET assigned_to = p_to WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    RETURN '{"outcome":"done"}';
END $$;

-- {"outcome": "done"} (closed before, too), "newer" (with "post") or "unknown".
CREATE FUNCTION close_enquiry(p_actor text, p_institution text, p_enquiry_no text, p_seen_post bigint)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
    v_post bigint;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    SELECT state INTO v_state FROM enquiries
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    ELSIF v_state = 'closed' THEN
        RETURN '{"outcome":"done"}';
    END IF;
    SELECT coalesce(max(post), 0) INTO v_post FROM enquiry_posts WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    IF v_post > p_seen_post THEN
        RETURN jsonb_build_object('outcome', 'newer', 'post', v_post)::text;
    END IF;
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, desk_now(), p_actor, 'close', format('{"post":%s}', v_post));
    UPDATE enquiries SET state = 'closed', waiting_since = NULL WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    RETURN '{"outcome":"done"}';
END $$;

-- {"outcome": "done"} (open before, too) or "unknown". It waits again for what no standing answer follows.
CREATE FUNCTION reopen_enquiry(p_actor text, p_institution text, p_enquiry_no text)
RETURNS text LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_state text;
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    SELECT state INTO v_state FROM enquiries
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN '{"outcome":"unknown"}';
    ELSIF v_state = 'open' THEN
        RETURN '{"outcome":"done"}';
    END IF;
    PERFORM audit_append_next(p_institution, 'enquiry:' || p_enquiry_no, desk_now(), p_actor, 'reopen', '{}');
    UPDATE enquiries SET state = 'open', waiting_since = (
        SELECT min(p.at) FROM enquiry_posts p
         WHERE p.institution = p_institution AND p.enquiry_no = p_enquiry_no AND p.author = 'applicant'
           AND p.post > coalesce((SELECT max(a.post) FROM enquiry_posts a
                                    LEFT JOIN enquiry_replies r ON r.institution = a.institution AND r.enquiry_no = a.enquiry_no
                                         AND r.post = a.post
                                   WHERE a.institution = p_institution AND a.enquiry_no = p_enquiry_no AND a.author = 'staff'
                                     AND r.taken_back_at IS NULL), 0))
     WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    RETURN '{"outcome":"done"}';
END $$;

-- Refuses where the institution has no such enquiry.
CREATE FUNCTION enquiry_is_there(p_institution text, p_enquiry_no text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM enquiries WHERE institution = p_institution AND enquiry_no = p_enquiry_no;
    IF NOT FOUND THEN
        PERFORM fail_unknown('enquiry ' || p_enquiry_no);
    END IF;
END $$;

CREATE FUNCTION mark_enquiry_read(p_actor text, p_institution text, p_enquiry_no text, p_post bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'clerk', 'supervisor', 'admin']);
    PERFORM enquiry_is_there(p_institution, p_enquiry_no);
    INSERT INTO enquiry_reads (institution, enquiry_no, staff, post, at) VALUES (p_institution, p_enquiry_no, p_actor, p_post, desk_now())
    ON CONFLICT (institution, enquiry_no, staff)
    DO UPDATE SET post = greatest(enquiry_reads.post, excluded.post), at = excluded.at;
END $$;

-- Null: there is nothing to keep.
CREATE FUNCTION save_enquiry_draft(p_actor text, p_institution text, p_enquiry_no text, p_body text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    PERFORM enquiry_is_there(p_institution, p_enquiry_no);
    IF p_body IS NULL THEN
        DELETE FROM enquiry_drafts WHERE institution = p_institution AND enquiry_no = p_enquiry_no AND staff = p_actor;
        RETURN;
    END IF;
    INSERT INTO enquiry_drafts (institution, enquiry_no, staff, body, saved_at)
    VALUES (p_institution, p_enquiry_no, p_actor, p_body, desk_now())
    ON CONFLICT (institution, enquiry_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at;
END $$;

-- Null for the lease: not any more.
CREATE FUNCTION keep_enquiry_presence(p_actor text, p_institution text, p_enquiry_no text, p_lease bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['clerk', 'supervisor']);
    IF p_lease IS NULL THEN
        DELETE FROM enquiry_presence WHERE institution = p_institution AND staff = p_actor AND enquiry_no = p_enquiry_no;
        RETURN;
    END IF;
    PERFORM enquiry_is_there(p_institution, p_enquiry_no);
    INSERT INTO enquiry_presence (institution, staff, enquiry_no, until) VALUES (p_institution, p_actor, p_enquiry_no, desk_now() + p_lease)
    ON CONFLICT (institution, staff) DO UPDATE SET enquiry_no = excluded.enquiry_no, until = excluded.until;
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
