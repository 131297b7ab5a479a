-- Answering enquiries: replies that are held like letters, notes among colleagues on handing over, drafts, what was read, and who is
-- just writing a reply.

-- ---- tables

ALTER TABLE enquiries ADD COLUMN state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed'));
ALTER TABLE enquiries ADD COLUMN assigned_to TEXT REFERENCES staff (login); -- whom it was handed over to

-- What is listed: the open and the closed by their newest post, and those of one person. (What waits has an index of its own.)
CREATE INDEX enquiries_state ON enquiries (institution, state, last_post_at, enquiry_no);
CREATE INDEX enquiries_mine ON enquiries (institution, assigned_to, last_post_at, enquiry_no)
    WHERE assigned_to IS NOT NULL AND state = 'open';
-- What is searched for.
CREATE INDEX enquiries_order ON enquiries (institution, order_no, enquiry_no) WHERE order_no IS NOT NULL;
CREATE INDEX enquiries_subject ON enquiries (institution, subject, enquiry_no);

-- A reply of the desk, beside its post: the post stays as it was written, and this says what became of it.
CREATE TABLE enquiry_replies (
    institution   TEXT NOT NULL,
    enquiry_no    TEXT NOT NULL,
    post          INTEGER NOT NULL,
    token         TEXT NOT NULL,    -- made by the desk: after an unknown outcome one asks by it
    message_id    TEXT NOT NULL,
    staff         TEXT NOT NULL REFERENCES staff (login),
    at            INTEGER NOT NULL,
    held_until    INTEGER NOT NULL,
    waited_since  INTEGER,          -- the clock that it stopped, for taking it back
    taken_back_at INTEGER,
    PRIMARY KEY (institution, enquiry_no, post),
    FOREIGN KEY (institution, enquiry_no, post) REFERENCES enquiry_posts (institution, enquiry_no, post)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX enquiry_replies_token ON enquiry_replies (token);
CREATE UNIQUE INDEX enquiry_replies_message ON enquiry_replies (institution, message_id);

-- Notes among colleagues, each written on handing an enquiry over. The applicant never sees them.
CREATE TABLE enquiry_notes (
    institution TEXT NOT NULL,
    enquiry_no  TEXT NOT NULL,
    n           INTEGER NOT NULL, -- from 1 within the enquiry
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    handed_to   TEXT NOT NULL REFERENCES staff (login),
    body        TEXT NOT NULL,
    PRIMARY KEY (institution, enquiry_no, n),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE enquiry_drafts (
    institution TEXT NOT NULL,
    enquiry_no  TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    body        TEXT NOT NULL,
    saved_at    INTEGER NOT NULL,
    PRIMARY KEY (institution, enquiry_no, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

-- Up to which post a member of staff has read. No state of the enquiry, so no audit row.
CREATE TABLE enquiry_reads (
    institution TEXT NOT NULL,
    enquiry_no  TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    post        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (institution, enquiry_no, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

-- Who is just writing a reply, and to what: at most one row a person. It holds nobody back, so it leaves no audit row.
CREATE TABLE enquiry_presence (
    institution TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    enquiry_no  TEXT NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (institution, staff),
    FOREIGN KEY (institution, enquiry_no) REFERENCES enquiries (institution, enquiry_no)
) STRICT, WITHOUT ROWID;

-- ---- what the database refuses (see 0002)

CREATE TRIGGER enquiries_insert BEFORE INSERT ON enquiries
BEGIN
    SELECT RAISE(ABORT, 'enquiries.fixed: what was asked does not change')
    WHERE EXISTS (SELECT 1 FROM enquiries WHERE enquiry_no = NEW.enquiry_no);
    SELECT RAISE(ABORT, 'enquiries.insert: an enquiry begins open and with nobody')
    WHERE NEW.state <> 'open' OR NEW.assigned_to IS NOT NULL;
END;

-- The newest row of its trail says what was done, and nothing else is done.
CREATE TRIGGER enquiries_update BEFORE UPDATE ON enquiries
BEGIN
    SELECT RAISE(ABORT, 'enquiries.fixed: what was asked does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.enquiry_no <> OLD.enquiry_no OR NEW.account <> OLD.account
       OR NEW.order_no IS NOT OLD.order_no OR NEW.subject <> OLD.subject OR NEW.opened_at <> OLD.opened_at
       OR NEW.last_post_at < OLD.last_post_at;
    SELECT RAISE(ABORT, 'enquiries.audit: what is done to an enquiry leaves an audit row')
    WHERE (NEW.state <> OLD.state OR NEW.assigned_to IS NOT OLD.assigned_to OR NEW.waiting_since IS NOT OLD.waiting_since)
      AND NOT EXISTS (
        SELECT 1 FROM audit_log a
        WHERE a.institution = NEW.institution AND a.subject = 'enquiry:' || NEW.enquiry_no
          AND a.seq = (SELECT MAX(seq) FROM audit_log WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no)
          AND (NEW.assigned_to IS OLD.assigned_to OR a.action = 'hand_over')
          AND CASE a.action
                WHEN 'enquiry_followup' THEN NEW.state = 'open' AND NEW.waiting_since IS NOT NULL
                WHEN 'reply' THEN NEW.state = OLD.state AND NEW.waiting_since IS NULL
                WHEN 'take_back' THEN NEW.state = 'open'
                WHEN 'close' THEN NEW.state = 'closed' AND NEW.waiting_since IS NULL
                WHEN 'reopen' THEN NEW.state = 'open'
                WHEN 'hand_over' THEN NEW.state = OLD.state AND NEW.waiting_since IS OLD.waiting_since
                                      AND NEW.assigned_to = json_extract(a.detail, '$.to')
                ELSE 0 END);
END;
CREATE TRIGGER enquiries_delete BEFORE DELETE ON enquiries
BEGIN SELECT RAISE(ABORT, 'enquiries.delete: an enquiry is never deleted'); END;

CREATE TRIGGER enquiry_posts_insert BEFORE INSERT ON enquiry_posts
BEGIN
    SELECT RAISE(ABORT, 'enquiry_posts.fixed: a post stays as it was written')
    WHERE NEW.post <> 1 + (SELECT COALESCE(MAX(post), 0) FROM enquiry_posts
                           WHERE institution = NEW.institution AND enquiry_no = NEW.enquiry_no)
       OR (NEW.author = 'applicant') <> (NEW.staff IS NULL);
    -- A reply has its own row in the trail; a history that was loaded has one for all of it.
    SELECT RAISE(ABORT, 'enquiry_posts.audit: a reply leaves an audit row')
    WHERE NEW.author = 'staff'
      AND NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no
                        AND (action = 'reply' AND actor = NEW.staff AND json_extract(detail, '$.post') = NEW.post
                             OR action = 'enquiry' AND json_extract(detail, '$.posts') >= NEW.post));
END;
CREATE TRIGGER enquiry_posts_update BEFORE UPDATE ON enquiry_posts
BEGIN SELECT RAISE(ABORT, 'enquiry_posts.fixed: a post stays as it was written'); END;
CREATE TRIGGER enquiry_posts_delete BEFORE DELETE ON enquiry_posts
BEGIN SELECT RAISE(ABORT, 'enquiry_posts.fixed: a post is never deleted'); END;

CREATE TRIGGER enquiry_replies_insert BEFORE INSERT ON enquiry_replies
BEGIN
    SELECT RAISE(ABORT, 'enquiry_replies.fixed: a reply does not change')
    WHERE NEW.taken_back_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM enquiry_replies
                  WHERE institution = NEW.institution AND enquiry_no = NEW.enquiry_no AND post = NEW.post)
       OR EXISTS (SELECT 1 FROM enquiry_replies WHERE token = NEW.token)
       OR EXISTS (SELECT 1 FROM enquiry_replies WHERE institution = NEW.institution AND message_id = NEW.message_id);
    SELECT RAISE(ABORT, 'enquiry_replies.post: a reply belongs to a post of its writer, and the trail says so')
    WHERE NOT EXISTS (SELECT 1 FROM enquiry_posts
                      WHERE institution = NEW.institution AND enquiry_no = NEW.enquiry_no AND post = NEW.post
                        AND author = 'staff' AND staff = NEW.staff AND at = NEW.at)
       OR NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no AND action = 'reply'
                        AND actor = NEW.staff AND json_extract(detail, '$.token') = NEW.token);
END;
CREATE TRIGGER enquiry_replies_update BEFORE UPDATE ON enquiry_replies
BEGIN
    SELECT RAISE(ABORT, 'enquiry_replies.fixed: a reply does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.enquiry_no <> OLD.enquiry_no OR NEW.post <> OLD.post OR NEW.token <> OLD.token
       OR NEW.message_id <> OLD.message_id OR NEW.staff <> OLD.staff OR NEW.at <> OLD.at OR NEW.held_until <> OLD.held_until
       OR NEW.waited_since IS NOT OLD.waited_since OR OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL;
    SELECT RAISE(ABORT, 'enquiry_replies.hold: a reply is taken back within its hold')
    WHERE OLD.held_until <= CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)
       OR EXISTS (SELECT 1 FROM messages
                  WHERE institution = OLD.institution AND message_id = OLD.message_id AND delivered_at IS NOT NULL);
    SELECT RAISE(ABORT, 'enquiry_replies.audit: taking a reply back leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = OLD.institution AND subject = 'enquiry:' || OLD.enquiry_no AND action = 'take_back'
                        AND actor = OLD.staff AND json_extract(detail, '$.token') = OLD.token);
END;
CREATE TRIGGER enquiry_replies_delete BEFORE DELETE ON enquiry_replies
BEGIN SELECT RAISE(ABORT, 'enquiry_replies.fixed: a reply is never deleted'); END;

CREATE TRIGGER enquiry_notes_insert BEFORE INSERT ON enquiry_notes
BEGIN
    SELECT RAISE(ABORT, 'enquiry_notes.fixed: a note stays as it was written')
    WHERE trim(NEW.body) = ''
       OR NEW.n <> 1 + (SELECT COALESCE(MAX(n), 0) FROM enquiry_notes
                        WHERE institution = NEW.institution AND enquiry_no = NEW.enquiry_no);
    SELECT RAISE(ABORT, 'enquiry_notes.audit: handing over leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = 'enquiry:' || NEW.enquiry_no AND action = 'hand_over'
                        AND actor = NEW.staff AND json_extract(detail, '$.n') = NEW.n
                        AND json_extract(detail, '$.to') = NEW.handed_to);
END;
CREATE TRIGGER enquiry_notes_update BEFORE UPDATE ON enquiry_notes
BEGIN SELECT RAISE(ABORT, 'enquiry_notes.fixed: a note stays as it was written'); END;
CREATE TRIGGER enquiry_notes_delete BEFORE DELETE ON enquiry_notes
BEGIN SELECT RAISE(ABORT, 'enquiry_notes.fixed: a note is never deleted'); END;

-- What goes out as a reply is one: of this enquiry, word for word, with its hold.
CREATE TRIGGER messages_reply BEFORE INSERT ON messages WHEN NEW.kind = 'enquiry_reply'
BEGIN
    SELECT RAISE(ABORT, 'messages.reply: there is no such reply')
    WHERE NEW.decision_token IS NOT NULL OR NEW.withdrawn_at IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM enquiry_replies r
                      JOIN enquiry_posts p ON p.institution = r.institution AND p.enquiry_no = r.enquiry_no AND p.post = r.post
                      JOIN enquiries e ON e.institution = r.institution AND e.enquiry_no = r.enquiry_no
                      WHERE r.institution = NEW.institution AND r.message_id = NEW.message_id AND r.enquiry_no = NEW.enquiry_no
                        AND r.at = NEW.created_at AND r.held_until = NEW.held_until AND r.taken_back_at IS NULL
                        AND p.body = NEW.body AND e.account = NEW.account AND e.order_no IS NEW.order_no);
END;

-- As in 0002, and a reply's message is withdrawn with its reply. A letter still goes with its decision only.
DROP TRIGGER messages_update;
CREATE TRIGGER messages_update BEFORE UPDATE ON messages
BEGIN
    SELECT RAISE(ABORT, 'messages.fixed: a message does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.message_id <> OLD.message_id OR NEW.order_no IS NOT OLD.order_no
       OR NEW.enquiry_no IS NOT OLD.enquiry_no OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind OR NEW.title <> OLD.title
       OR NEW.body <> OLD.body OR NEW.created_at <> OLD.created_at OR NEW.held_until <> OLD.held_until
       OR NEW.decision_token IS NOT OLD.decision_token
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
       OR (OLD.delivered_at IS NOT NULL AND NEW.delivered_at IS NOT OLD.delivered_at);
    SELECT RAISE(ABORT, 'messages.held: a held message is not handed over')
    WHERE OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL
      AND (NEW.delivered_at < OLD.held_until OR OLD.held_until > CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'messages.decision: a message is withdrawn with its decision')
    WHERE OLD.kind <> 'enquiry_reply' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL);
    SELECT RAISE(ABORT, 'messages.reply: a reply''s message is withdrawn with its reply')
    WHERE OLD.kind = 'enquiry_reply' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM enquiry_replies
                      WHERE institution = OLD.institution AND message_id = OLD.message_id AND taken_back_at IS NOT NULL);
END;
