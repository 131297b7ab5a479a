-- Lists of what has come to an end, and the views that are kept of lists.

-- Orders that have ended, in the order of their submission: as `orders_open` for the others, so that every status is read alike. It gets
-- one entry for each order, when that is decided or cancelled: 40 MB for a million.
CREATE INDEX orders_ended_by_status ON orders (institution, status, submitted_at, order_no)
    WHERE status = 'accepted' OR status = 'rejected' OR status = 'cancelled';

-- A filter, a sort and columns under a name.
CREATE TABLE saved_views (
    institution TEXT NOT NULL REFERENCES institutions (code),
    view        TEXT NOT NULL, -- UUIDv7
    staff       TEXT REFERENCES staff (login), -- whose it is; NULL: the institution's
    name        TEXT NOT NULL CHECK (trim(name) <> '' AND length(name) <= 30),
    position    INTEGER NOT NULL, -- among those of its owner
    body        TEXT NOT NULL CHECK (json_valid(body) AND length(body) <= 4000),
    audit_seq   INTEGER NOT NULL, -- of the institution's: the audit row that made it what it is; else 0
    saved_at    INTEGER NOT NULL,
    PRIMARY KEY (institution, view)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX saved_views_name ON saved_views (institution, COALESCE(staff, ''), name);

-- ---- what the database refuses (see 0002)

CREATE TRIGGER saved_views_insert BEFORE INSERT ON saved_views
BEGIN
    SELECT RAISE(ABORT, 'saved_views.unique: there is such a view')
    WHERE EXISTS (SELECT 1 FROM saved_views WHERE institution = NEW.institution AND view = NEW.view)
       OR EXISTS (SELECT 1 FROM saved_views WHERE institution = NEW.institution AND COALESCE(staff, '') = COALESCE(NEW.staff, '')
                  AND name = NEW.name);
    SELECT RAISE(ABORT, 'saved_views.audit: a view of the institution is kept by a supervisor and leaves an audit row')
    WHERE CASE WHEN NEW.staff IS NOT NULL THEN NEW.audit_seq <> 0
          ELSE NOT EXISTS (SELECT 1 FROM audit_log a JOIN staff s ON s.login = a.actor
                           WHERE a.institution = NEW.institution AND a.subject = 'view:' || NEW.view AND a.seq = NEW.audit_seq
                             AND a.action = 'save_view' AND s.role = 'supervisor' AND s.disabled_at IS NULL
                             AND (s.institution IS NULL OR s.institution = NEW.institution))
               OR EXISTS (SELECT 1 FROM audit_log
                          WHERE institution = NEW.institution AND subject = 'view:' || NEW.view AND seq > NEW.audit_seq) END;
END;

CREATE TRIGGER saved_views_update BEFORE UPDATE ON saved_views
BEGIN
    SELECT RAISE(ABORT, 'saved_views.fixed: a view stays its owner''s')
    WHERE NEW.institution <> OLD.institution OR NEW.view <> OLD.view OR NEW.staff IS NOT OLD.staff;
    SELECT RAISE(ABORT, 'saved_views.unique: there is such a view')
    WHERE NEW.name <> OLD.name
      AND EXISTS (SELECT 1 FROM saved_views WHERE institution = NEW.institution AND COALESCE(staff, '') = COALESCE(NEW.staff, '')
                  AND name = NEW.name);
    SELECT RAISE(ABORT, 'saved_views.audit: a view of the institution is kept by a supervisor and leaves an audit row')
    WHERE CASE WHEN NEW.staff IS NOT NULL THEN NEW.audit_seq <> 0
          ELSE NEW.audit_seq <= OLD.audit_seq
               OR NOT EXISTS (SELECT 1 FROM audit_log a JOIN staff s ON s.login = a.actor
                              WHERE a.institution = NEW.institution AND a.subject = 'view:' || NEW.view AND a.seq = NEW.audit_seq
                                AND a.action IN ('save_view', 'move_view') AND s.role = 'supervisor' AND s.disabled_at IS NULL
                                AND (s.institution IS NULL OR s.institution = NEW.institution)) END;
END;

CREATE TRIGGER saved_views_delete BEFORE DELETE ON saved_views
WHEN OLD.staff IS NULL
    AND NOT EXISTS (SELECT 1 FROM audit_log a JOIN staff s ON s.login = a.actor
                    WHERE a.institution = OLD.institution AND a.subject = 'view:' || OLD.view AND a.seq > OLD.audit_seq
                      AND a.action = 'delete_view' AND s.role = 'supervisor' AND s.disabled_at IS NULL
                      AND (s.institution IS NULL OR s.institution = OLD.institution))
BEGIN SELECT RAISE(ABORT, 'saved_views.audit: a view of the institution is removed by a supervisor and leaves an audit row'); END;
