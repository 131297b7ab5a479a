-- The dishonesty list (G2.2) as due process: proposed with a decision, looked at a second time, in force for a year, withdrawn on appeal.
-- And who decided an order does not decide what contests it (G1.6).

-- ---- tables

-- Rows from before, and rows that are taken over from elsewhere, are in force and name nobody who proposed or confirmed them.
ALTER TABLE listings ADD COLUMN state TEXT NOT NULL DEFAULT 'in_force' CHECK (state IN ('proposed', 'in_force', 'declined', 'withdrawn'));
ALTER TABLE listings ADD COLUMN order_no TEXT;        -- the order whose rejection proposed it
ALTER TABLE listings ADD COLUMN item INTEGER;         -- the holder is this item's
ALTER TABLE listings ADD COLUMN decision_token TEXT;  -- of that rejection
ALTER TABLE listings ADD COLUMN evidence TEXT;        -- JSON: hashes of the item's files, codes of the reasons
ALTER TABLE listings ADD COLUMN proposed_by TEXT REFERENCES staff (login);
ALTER TABLE listings ADD COLUMN proposed_at INTEGER;
ALTER TABLE listings ADD COLUMN decided_by TEXT REFERENCES staff (login); -- who looked a second time
ALTER TABLE listings ADD COLUMN decided_at INTEGER;
ALTER TABLE listings ADD COLUMN declined_reason TEXT;
ALTER TABLE listings ADD COLUMN withdrawn_by TEXT REFERENCES staff (login);
ALTER TABLE listings ADD COLUMN withdrawn_at INTEGER;
ALTER TABLE listings ADD COLUMN withdraw_reason TEXT;

-- A page of the list: by state, and what is in force by its end. (A proposal has no days: they are empty.)
CREATE INDEX listings_page ON listings (institution, state, ends_on, listing);
CREATE UNIQUE INDEX listings_proposal ON listings (decision_token, item) WHERE decision_token IS NOT NULL;

-- What the second person saw for themselves, without the first one's verdicts.
CREATE TABLE second_looks (
    institution TEXT NOT NULL,
    listing     TEXT NOT NULL,
    staff       TEXT NOT NULL REFERENCES staff (login),
    at          INTEGER NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('confirm', 'decline')),
    reason      TEXT NOT NULL, -- of declining; else a remark, or nothing
    verdicts    TEXT NOT NULL, -- JSON
    PRIMARY KEY (institution, listing),
    FOREIGN KEY (institution, listing) REFERENCES listings (institution, listing)
) STRICT, WITHOUT ROWID;

-- Every order that a reconsideration contests: the one it names, the one that one names, and so on.
CREATE TABLE contested (
    institution TEXT NOT NULL, -- of the reconsideration
    order_no    TEXT NOT NULL,
    earlier     TEXT NOT NULL,
    PRIMARY KEY (institution, order_no, earlier),
    FOREIGN KEY (institution, order_no) REFERENCES orders (institution, order_no)
) STRICT, WITHOUT ROWID;

INSERT INTO contested (institution, order_no, earlier)
WITH RECURSIVE chain (institution, order_no, earlier) AS (
    SELECT institution, order_no, reconsiders FROM orders WHERE reconsiders IS NOT NULL
    UNION
    SELECT chain.institution, chain.order_no, o.reconsiders FROM chain JOIN orders o ON o.order_no = chain.earlier
    WHERE o.reconsiders IS NOT NULL
)
SELECT institution, order_no, earlier FROM chain;

-- ---- what the database refuses (see 0002)

CREATE TRIGGER contested_fill AFTER INSERT ON orders WHEN NEW.reconsiders IS NOT NULL
BEGIN
    INSERT INTO contested (institution, order_no, earlier) VALUES (NEW.institution, NEW.order_no, NEW.reconsiders);
    INSERT INTO contested (institution, order_no, earlier)
    SELECT NEW.institution, NEW.order_no, k.earlier FROM orders o JOIN contested k ON k.institution = o.institution AND k.order_no = o.order_no
    WHERE o.order_no = NEW.reconsiders;
END;
CREATE TRIGGER contested_insert BEFORE INSERT ON contested
BEGIN
    SELECT RAISE(ABORT, 'contested.fixed: what an order contests came with it')
    WHERE EXISTS (SELECT 1 FROM contested WHERE institution = NEW.institution AND order_no = NEW.order_no AND earlier = NEW.earlier)
       OR NOT EXISTS (SELECT 1 FROM orders o WHERE o.institution = NEW.institution AND o.order_no = NEW.order_no
                      AND (o.reconsiders = NEW.earlier
                           OR EXISTS (SELECT 1 FROM orders n JOIN contested k ON k.institution = n.institution AND k.order_no = n.order_no
                                      WHERE n.order_no = o.reconsiders AND k.earlier = NEW.earlier)));
END;
CREATE TRIGGER contested_update BEFORE UPDATE ON contested
BEGIN SELECT RAISE(ABORT, 'contested.fixed: what an order contests came with it'); END;
CREATE TRIGGER contested_delete BEFORE DELETE ON contested
BEGIN SELECT RAISE(ABORT, 'contested.fixed: what an order contests came with it'); END;

CREATE TRIGGER decisions_contested BEFORE INSERT ON decisions
BEGIN
    SELECT RAISE(ABORT, 'decisions.first_decider: who decided an order does not decide what contests it')
    WHERE EXISTS (SELECT 1 FROM contested k JOIN orders o ON o.order_no = k.earlier
                  JOIN decisions d ON d.institution = o.institution AND d.order_no = o.order_no
                  WHERE k.institution = NEW.institution AND k.order_no = NEW.order_no
                    AND d.staff = NEW.staff AND d.taken_back_at IS NULL);
END;

-- Who is on the list on the day of the decision is not approved. Both forms of a resident ID, either way round; the check character
-- sorts before 'Z'.
CREATE TRIGGER decision_items_listed BEFORE INSERT ON decision_items WHEN NEW.outcome = 'approve'
BEGIN
    SELECT RAISE(ABORT, 'decision_items.listed: the holder is on the dishonesty list')
    FROM certificates c
    JOIN decisions d ON d.institution = c.institution AND d.order_no = c.order_no AND d.version = NEW.version
    JOIN listings l ON l.id_no = upper(c.id_no)
        OR (length(c.id_no) = 18 AND substr(c.id_no, 7, 2) = '19' AND l.id_no = substr(c.id_no, 1, 6) || substr(c.id_no, 9, 9))
        OR (length(c.id_no) = 15 AND length(l.id_no) = 18 AND l.id_no > substr(c.id_no, 1, 6) || '19' || substr(c.id_no, 7)
            AND l.id_no < substr(c.id_no, 1, 6) || '19' || substr(c.id_no, 7) || 'Z')
    WHERE c.institution = NEW.institution AND c.order_no = NEW.order_no AND c.item = NEW.item AND l.state = 'in_force'
      AND l.effective_on <= strftime('%Y-%m-%d', d.decided_at / 1000, 'unixepoch', '+8 hours')
      AND l.ends_on > strftime('%Y-%m-%d', d.decided_at / 1000, 'unixepoch', '+8 hours');
END;

-- A listing is proposed by whoever rejected its holder's item, or taken over as in force; the audit trail says which.
CREATE TRIGGER listings_insert BEFORE INSERT ON listings
BEGIN
    SELECT RAISE(ABORT, 'listings.fixed: a listing stays as it was')
    WHERE EXISTS (SELECT 1 FROM listings WHERE institution = NEW.institution AND listing = NEW.listing)
       OR EXISTS (SELECT 1 FROM listings WHERE decision_token = NEW.decision_token AND item = NEW.item);
    SELECT RAISE(ABORT, 'listings.insert: a listing is proposed, or taken over as in force')
    WHERE NEW.state NOT IN ('proposed', 'in_force') OR NEW.decided_by IS NOT NULL OR NEW.decided_at IS NOT NULL
       OR NEW.declined_reason IS NOT NULL OR NEW.withdrawn_by IS NOT NULL OR NEW.withdrawn_at IS NOT NULL
       OR NEW.withdraw_reason IS NOT NULL
       OR (NEW.state = 'in_force' AND (NEW.proposed_by IS NOT NULL OR NEW.proposed_at IS NOT NULL OR NEW.order_no IS NOT NULL
                                       OR NEW.item IS NOT NULL OR NEW.decision_token IS NOT NULL OR NEW.evidence IS NOT NULL
                                       OR NEW.effective_on NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
                                       OR NEW.ends_on NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'))
       OR (NEW.state = 'proposed' AND (NEW.effective_on <> '' OR NEW.ends_on <> '' OR NEW.proposed_by IS NULL OR NEW.proposed_at IS NULL
                                       OR NOT json_valid(COALESCE(NEW.evidence, ''))));
    SELECT RAISE(ABORT, 'listings.proposal: only who rejects an item proposes its holder, with the decision')
    WHERE NEW.state = 'proposed'
      AND NOT EXISTS (SELECT 1 FROM decisions d
                      JOIN orders o ON o.institution = d.institution AND o.order_no = d.order_no AND o.version = d.version + 1
                      JOIN decision_items i ON i.institution = d.institution AND i.order_no = d.order_no AND i.version = d.version
                          AND i.item = NEW.item AND i.outcome = 'reject'
                      JOIN certificates c ON c.institution = d.institution AND c.order_no = d.order_no AND c.item = NEW.item
                      WHERE d.token = NEW.decision_token AND d.institution = NEW.institution AND d.order_no = NEW.order_no
                        AND d.staff = NEW.proposed_by AND d.decided_at = NEW.proposed_at AND d.taken_back_at IS NULL
                        AND c.holder = NEW.name AND upper(c.id_no) = NEW.id_no);
    SELECT RAISE(ABORT, 'listings.audit: a listing leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = NEW.institution AND subject = 'listing:' || NEW.listing
                        AND (NEW.state = 'in_force' AND action = 'import' OR action = 'propose' AND actor = NEW.proposed_by));
END;

CREATE TRIGGER listings_update BEFORE UPDATE ON listings
BEGIN
    SELECT RAISE(ABORT, 'listings.fixed: what was proposed does not change')
    WHERE NEW.institution <> OLD.institution OR NEW.listing <> OLD.listing OR NEW.id_no <> OLD.id_no OR NEW.name <> OLD.name
       OR NEW.reason <> OLD.reason OR NEW.order_no IS NOT OLD.order_no OR NEW.item IS NOT OLD.item
       OR NEW.decision_token IS NOT OLD.decision_token OR NEW.evidence IS NOT OLD.evidence
       OR NEW.proposed_by IS NOT OLD.proposed_by OR NEW.proposed_at IS NOT OLD.proposed_at;
    SELECT RAISE(ABORT, 'listings.move: a proposal is confirmed, declined or goes with its decision; what is in force is withdrawn')
    WHERE (OLD.state || '>' || NEW.state) NOT IN ('proposed>in_force', 'proposed>declined', 'proposed>withdrawn', 'in_force>withdrawn')
       OR (OLD.state = 'in_force' OR NEW.state = 'withdrawn')
          AND (NEW.decided_by IS NOT OLD.decided_by OR NEW.decided_at IS NOT OLD.decided_at)
       OR (NEW.state <> 'in_force' AND (NEW.effective_on <> OLD.effective_on OR NEW.ends_on <> OLD.ends_on))
       OR (NEW.state <> 'declined' AND NEW.declined_reason IS NOT NULL)
       OR (NEW.state <> 'withdrawn' AND (NEW.withdrawn_by IS NOT NULL OR NEW.withdrawn_at IS NOT NULL OR NEW.withdraw_reason IS NOT NULL));
    SELECT RAISE(ABORT, 'listings.hold: a proposal is looked at once its decision cannot be taken back any more')
    WHERE NEW.state IN ('in_force', 'declined')
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NULL
                        AND held_until <= CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER));
    SELECT RAISE(ABORT, 'listings.second_look: a second person confirms or declines, having looked')
    WHERE NEW.state IN ('in_force', 'declined')
      AND (NEW.decided_by IS NULL OR NEW.decided_at IS NULL OR NEW.decided_by = OLD.proposed_by
           OR NOT EXISTS (SELECT 1 FROM second_looks
                          WHERE institution = OLD.institution AND listing = OLD.listing AND staff = NEW.decided_by AND at = NEW.decided_at
                            AND outcome = CASE NEW.state WHEN 'in_force' THEN 'confirm' ELSE 'decline' END)
           OR (NEW.state = 'declined' AND trim(COALESCE(NEW.declined_reason, '')) = ''));
    SELECT RAISE(ABORT, 'listings.term: a listing is in force for a year from the day of its confirmation')
    WHERE NEW.state = 'in_force'
      AND (NEW.effective_on <> strftime('%Y-%m-%d', NEW.decided_at / 1000, 'unixepoch', '+8 hours')
           OR NEW.ends_on <> CASE WHEN substr(NEW.effective_on, 6) = '02-29' THEN (substr(NEW.effective_on, 1, 4) + 1) || '-02-28'
                                  ELSE (substr(NEW.effective_on, 1, 4) + 1) || substr(NEW.effective_on, 5) END);
    SELECT RAISE(ABORT, 'listings.withdraw: a listing is withdrawn by a supervisor and with a reason')
    WHERE NEW.state = 'withdrawn' AND OLD.state = 'in_force'
      AND (NEW.withdrawn_at IS NULL OR trim(COALESCE(NEW.withdraw_reason, '')) = ''
           OR NOT EXISTS (SELECT 1 FROM staff WHERE login = NEW.withdrawn_by AND role = 'supervisor' AND disabled_at IS NULL
                          AND (institution IS NULL OR institution = OLD.institution)));
    SELECT RAISE(ABORT, 'listings.withdraw: a proposal is withdrawn with its decision')
    WHERE NEW.state = 'withdrawn' AND OLD.state = 'proposed'
      AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_by IS NOT OLD.proposed_by OR trim(COALESCE(NEW.withdraw_reason, '')) = ''
           OR NOT EXISTS (SELECT 1 FROM decisions WHERE token = OLD.decision_token AND taken_back_at IS NOT NULL));
    SELECT RAISE(ABORT, 'listings.audit: what is done to a listing leaves an audit row')
    WHERE NOT EXISTS (SELECT 1 FROM audit_log
                      WHERE institution = OLD.institution AND subject = 'listing:' || OLD.listing
                        AND action = CASE NEW.state WHEN 'in_force' THEN 'confirm' WHEN 'declined' THEN 'decline' ELSE 'withdraw' END
                        AND actor = CASE NEW.state WHEN 'withdrawn' THEN NEW.withdrawn_by ELSE NEW.decided_by END);
END;
CREATE TRIGGER listings_delete BEFORE DELETE ON listings
BEGIN SELECT RAISE(ABORT, 'listings.delete: a listing is never deleted'); END;

-- A decision whose proposal somebody has looked at stands.
CREATE TRIGGER decisions_listed BEFORE UPDATE ON decisions
WHEN NEW.taken_back_at IS NOT NULL
    AND EXISTS (SELECT 1 FROM listings WHERE decision_token = NEW.token AND state IN ('in_force', 'declined'))
BEGIN SELECT RAISE(ABORT, 'decisions.listed: its proposal was looked at'); END;

CREATE TRIGGER second_looks_insert BEFORE INSERT ON second_looks
BEGIN
    SELECT RAISE(ABORT, 'second_looks.fixed: a second look stays as it was')
    WHERE EXISTS (SELECT 1 FROM second_looks WHERE institution = NEW.institution AND listing = NEW.listing)
       OR NOT json_valid(NEW.verdicts) OR (NEW.outcome = 'decline' AND trim(NEW.reason) = '');
    SELECT RAISE(ABORT, 'second_looks.person: somebody else than the proposer looks at a proposal')
    WHERE NOT EXISTS (SELECT 1 FROM listings l JOIN staff s ON s.login = NEW.staff
                      WHERE l.institution = NEW.institution AND l.listing = NEW.listing AND l.state = 'proposed'
                        AND l.proposed_by <> NEW.staff AND s.role IN ('proofreader', 'supervisor') AND s.disabled_at IS NULL
                        AND (s.institution IS NULL OR s.institution = NEW.institution));
END;
CREATE TRIGGER second_looks_update BEFORE UPDATE ON second_looks
BEGIN SELECT RAISE(ABORT, 'second_looks.fixed: a second look stays as it was'); END;
CREATE TRIGGER second_looks_delete BEFORE DELETE ON second_looks
BEGIN SELECT RAISE(ABORT, 'second_looks.fixed: a second look stays as it was'); END;
