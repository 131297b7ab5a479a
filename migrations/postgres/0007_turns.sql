-- Which way up a scan is, kept for everyone of the institution who looks at it: no state of an order, so no audit row of one.
CREATE TABLE scan_turns (
    institution text COLLATE "C" NOT NULL REFERENCES institutions (code),
    sha256      text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    turns       bigint NOT NULL CHECK (turns BETWEEN 0 AND 3), -- clockwise quarters
    staff       text COLLATE "C" NOT NULL REFERENCES staff (login),
    at          bigint NOT NULL,
    PRIMARY KEY (institution, sha256)
);

-- The file has to be one of the order's.
CREATE FUNCTION keep_turn(p_actor text, p_institution text, p_order_no text, p_sha256 text, p_turns bigint)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM acting(p_actor, p_institution, ARRAY['proofreader', 'clerk', 'supervisor', 'admin']);
    PERFORM 1 FROM attachments WHERE institution = p_institution AND order_no = p_order_no AND sha256 = p_sha256;
    IF NOT FOUND THEN
        PERFORM fail_unknown('file of order ' || p_order_no);
    END IF;
    INSERT INTO scan_turns (institution, sha256, turns, staff, at) VALUES (p_institution, p_sha256, p_turns, p_actor, desk_now())
    ON CONFLICT (institution, sha256) DO UPDATE SET turns = excluded.turns, staff = excluded.staff, at = excluded.at;
END $$;
