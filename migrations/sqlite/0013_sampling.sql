-- Quality sampling: decisions of a period, drawn by a key that is kept, each looked at once by somebody who did not decide it.
-- Nothing here changes an order.

CREATE TABLE samples (
    institution TEXT NOT NULL REFERENCES institutions (code),
    sample      TEXT NOT NULL,    -- a UUID
    from_at     INTEGER NOT NULL, -- decided from here
    until_at    INTEGER NOT NULL, -- to before here
    rate        INTEGER NOT NULL CHECK (rate BETWEEN 1 AND 1000), -- of a thousand, of each person's each outcome
    draw_key    TEXT NOT NULL CHECK (length(draw_key) = 64),      -- hexadecimal; with it the same orders are drawn again
    drawn_from  INTEGER NOT NULL, -- decisions in the period
    size        INTEGER NOT NULL, -- decisions in the sample
    drawn_by    TEXT NOT NULL REFERENCES staff (login),
    drawn_at    INTEGER NOT NULL,
    PRIMARY KEY (institution, sample),
    CHECK (from_at < until_at AND until_at <= drawn_at AND size BETWEEN 1 AND drawn_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX samples_drawn ON samples (institution, drawn_at);

CREATE TABLE sample_orders (
    institution TEXT NOT NULL,
    sample      TEXT NOT NULL,
    place       INTEGER NOT NULL, -- from 1: the order in which they are looked at
    order_no    TEXT NOT NULL,
    version     INTEGER NOT NULL, -- of the decision
    round       INTEGER NOT NULL,
    staff       TEXT NOT NULL,    -- who decided
    status      TEXT NOT NULL,    -- where that led
    taken_by    TEXT REFERENCES staff (login), -- who is looking, or was meant to
    taken_at    INTEGER,
    looked_by   TEXT REFERENCES staff (login), -- who looked
    looked_at   INTEGER,
    outcome     TEXT CHECK (outcome IN ('accepted', 'rejected', 'awaiting_supplement')), -- where they would have led it
    remark      TEXT,
    verdicts    TEXT,             -- JSON
    differs     INTEGER,          -- 1: the outcomes differ
    PRIMARY KEY (institution, sample, place),
    FOREIGN KEY (institution, sample) REFERENCES samples (institution, sample),
    FOREIGN KEY (institution, order_no, version) REFERENCES decisions (institution, order_no, version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sample_orders_once ON sample_orders (institution, sample, order_no, version);

-- ---- what the database refuses (see 0002)

CREATE TRIGGER samples_insert BEFORE INSERT ON samples
BEGIN
    SELECT RAISE(ABORT, 'samples.fixed: a sample stays as it was drawn')
    WHERE EXISTS (SELECT 1 FROM samples WHERE institution = NEW.institution AND sample = NEW.sample);
    SELECT RAISE(ABORT, 'samples.person: a supervisor draws a sample')
    WHERE NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.drawn_by AND role = 'supervisor' AND disabled_at IS NULL
                      AND (institution IS NULL OR institution = NEW.institution));
    SELECT RAISE(ABORT, 'samples.audit: a sample leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE institution = NEW.institution AND subject = 'sample:' || NEW.sample
                      AND action = 'draw' AND actor = NEW.drawn_by);
END;
CREATE TRIGGER samples_update BEFORE UPDATE ON samples
BEGIN SELECT RAISE(ABORT, 'samples.fixed: a sample stays as it was drawn'); END;
CREATE TRIGGER samples_delete BEFORE DELETE ON samples
BEGIN SELECT RAISE(ABORT, 'samples.fixed: a sample stays as it was drawn'); END;

CREATE TRIGGER sample_orders_insert BEFORE INSERT ON sample_orders
BEGIN
    SELECT RAISE(ABORT, 'sample_orders.fixed: a sample stays as it was drawn')
    WHERE EXISTS (SELECT 1 FROM sample_orders WHERE institution = NEW.institution AND sample = NEW.sample AND place = NEW.place)
       OR EXISTS (SELECT 1 FROM sample_orders WHERE institution = NEW.institution AND sample = NEW.sample
                  AND order_no = NEW.order_no AND version = NEW.version)
       OR NOT EXISTS (SELECT 1 FROM samples WHERE institution = NEW.institution AND sample = NEW.sample
                      AND NEW.place BETWEEN 1 AND size);
    SELECT RAISE(ABORT, 'sample_orders.insert: nobody has looked at what is drawn')
    WHERE NEW.taken_by IS NOT NULL OR NEW.taken_at IS NOT NULL OR NEW.looked_by IS NOT NULL OR NEW.looked_at IS NOT NULL
       OR NEW.outcome IS NOT NULL OR NEW.remark IS NOT NULL OR NEW.verdicts IS NOT NULL OR NEW.differs IS NOT NULL;
    SELECT RAISE(ABORT, 'sample_orders.decision: what is drawn was decided in the period and stands')
    WHERE NOT EXISTS (SELECT 1 FROM samples s JOIN decisions d ON d.institution = s.institution
                      WHERE s.institution = NEW.institution AND s.sample = NEW.sample AND d.order_no = NEW.order_no
                        AND d.version = NEW.version AND d.round = NEW.round AND d.staff = NEW.staff AND d.status = NEW.status
                        AND d.decided_at >= s.from_at AND d.decided_at < s.until_at AND d.taken_back_at IS NULL
                        AND d.held_until <= s.drawn_at);
END;

CREATE TRIGGER sample_orders_update BEFORE UPDATE ON sample_orders
BEGIN
    SELECT RAISE(ABORT, 'sample_orders.fixed: what was drawn does not change, and a look stays as it was')
    WHERE NEW.institution <> OLD.institution OR NEW.sample <> OLD.sample OR NEW.place <> OLD.place OR NEW.order_no <> OLD.order_no
       OR NEW.version <> OLD.version OR NEW.round <> OLD.round OR NEW.staff <> OLD.staff OR NEW.status <> OLD.status
       OR OLD.looked_at IS NOT NULL;
    SELECT RAISE(ABORT, 'sample_orders.person: somebody who did not decide the order looks at it')
    WHERE NEW.taken_by IS NULL OR NEW.taken_at IS NULL
       OR EXISTS (SELECT 1 FROM decisions WHERE institution = OLD.institution AND order_no = OLD.order_no
                  AND staff = NEW.taken_by AND taken_back_at IS NULL)
       OR NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.taken_by AND role IN ('proofreader', 'supervisor') AND disabled_at IS NULL
                      AND (institution IS NULL OR institution = OLD.institution));
    SELECT RAISE(ABORT, 'sample_orders.look: whoever took it concludes it, whole')
    WHERE (NEW.looked_at IS NULL
           AND (NEW.looked_by IS NOT NULL OR NEW.outcome IS NOT NULL OR NEW.remark IS NOT NULL OR NEW.verdicts IS NOT NULL
                OR NEW.differs IS NOT NULL))
       OR (NEW.looked_at IS NOT NULL
           AND (NEW.looked_by IS NULL OR OLD.taken_by IS NULL OR NEW.looked_by <> OLD.taken_by OR NEW.taken_by <> OLD.taken_by
                OR NEW.taken_at <> OLD.taken_at OR NEW.outcome IS NULL OR NEW.remark IS NULL
                OR NOT json_valid(COALESCE(NEW.verdicts, '')) OR NEW.differs IS NOT (NEW.outcome <> OLD.status)));
    SELECT RAISE(ABORT, 'sample_orders.audit: taking and looking leave an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log WHERE institution = OLD.institution AND subject = 'sample:' || OLD.sample
                      AND actor = COALESCE(NEW.looked_by, NEW.taken_by)
                      AND action = CASE WHEN NEW.looked_at IS NULL THEN 'take' ELSE 'look' END
                      AND at = COALESCE(NEW.looked_at, NEW.taken_at));
END;
CREATE TRIGGER sample_orders_delete BEFORE DELETE ON sample_orders
BEGIN SELECT RAISE(ABORT, 'sample_orders.fixed: a sample stays as it was drawn'); END;
