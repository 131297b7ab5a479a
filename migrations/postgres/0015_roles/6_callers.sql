-- Who may read and call what: said in comments, which `secure_desk` turns into owners, grants and policies.
--
-- Tables: `readers` staff, portal. `rows` own (of whoever is connected), shared (theirs, and those of nobody), colleagues (of their
-- institution, and those of none). `hides` columns from every reader. A table with a column `institution` is read by staff, row by row
-- as they may; any other table by nobody but the owner and the operator; unless a comment says otherwise.
-- Functions: `callers` staff, portal, and the groups that need it inside. `runs as` owner, across, roles, or caller. A function that
-- says nothing is called by the desk's own functions and by the operator.

COMMENT ON TABLE institutions IS 'readers: staff, portal';
COMMENT ON TABLE status_moves IS 'readers: staff';
COMMENT ON TABLE role_permissions IS 'readers: staff';
COMMENT ON TABLE catalogues IS 'readers: staff';
COMMENT ON TABLE staff IS 'readers: staff; rows: colleagues; hides: password_hash';
COMMENT ON TABLE drafts IS 'rows: own';
COMMENT ON TABLE enquiry_drafts IS 'rows: own';
COMMENT ON TABLE saved_views IS 'rows: shared';
-- What the intake asks before an event is taken, and what the outbox hands over.
COMMENT ON TABLE orders IS 'readers: staff, portal; hides: claim_token';
COMMENT ON TABLE items IS 'readers: staff, portal';
COMMENT ON TABLE certificates IS 'readers: staff, portal';
COMMENT ON TABLE attachments IS 'readers: staff, portal';
COMMENT ON TABLE enquiries IS 'readers: staff, portal';
COMMENT ON TABLE listings IS 'readers: staff, portal';
COMMENT ON TABLE messages IS 'readers: staff, portal';
COMMENT ON TABLE feed_events IS 'readers: staff, portal';

DO $$
DECLARE
    v_name text;
BEGIN
    -- What the desk calls. Each of these acts for whoever is connected, and looks at their role; the catalogue's test knows them.
    FOREACH v_name IN ARRAY ARRAY[
        'claim_next', 'claim_order', 'renew_claim', 'release_claim', 'skip_order', 'postpone_order', 'resume_order', 'decide_and_note',
        'take_back', 'keep_turn', 'save_draft', 'keep_catalogue', 'add_looks', 'look_again', 'withdraw_listing',
        'reply_enquiry', 'take_reply_back', 'hand_enquiry_over', 'close_enquiry', 'reopen_enquiry', 'mark_enquiry_read',
        'save_enquiry_draft', 'keep_enquiry_presence', 'force_release', 'reassign_order', 'reopen_order', 'reject_unanswered',
        'save_view', 'delete_view', 'move_view', 'record_export', 'begin_report', 'end_report', 'keep_sample', 'take_sample_order',
        'conclude_sample_look', 'add_member', 'disable_staff', 'end_sessions', 'enable_staff', 'set_staff_role', 'set_password',
        'unlock_staff', 'change_password']
    LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: staff');
    END LOOP;
    -- What the portal's programs call.
    FOREACH v_name IN ARRAY ARRAY[
        'submit_order', 'resubmit_order', 'cancel_order', 'add_enquiry', 'add_followup', 'acknowledge', 'roll_up_counts']
    LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: portal');
    END LOOP;
    -- What asks across institutions for a member of one, and tells what its check needs.
    FOREACH v_name IN ARRAY ARRAY['contested_holder', 'related_items', 'related_listings', 'related_elsewhere'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: staff; runs as: across');
    END LOOP;
    -- Likewise, for functions and guards of the desk.
    FOREACH v_name IN ARRAY ARRAY['under_way', 'certificate_in_progress', 'is_listed', 'decided_before', 'decisions_contested'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: owner; runs as: across');
    END LOOP;
    -- Likewise, for guards that look a row of the trail up by a name they put together: where a policy holds, an index serves no
    -- comparison with anything but a plain value (|| and JSON are not leakproof), and the trail would be read whole.
    COMMENT ON FUNCTION is_view_audited IS 'callers: owner; runs as: across';
    COMMENT ON FUNCTION enquiry_posts_arrive IS 'runs as: across';
    COMMENT ON FUNCTION enquiry_replies_arrive IS 'runs as: across';
    -- Which rows somebody sees: policies call these as whoever reads, and they read the table of staff past its policy.
    FOREACH v_name IN ARRAY ARRAY['my_institution', 'sees_all', 'session_kind', 'my_profile'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: owner, audit, staff, portal; runs as: across');
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['session_login', 'session_has', 'desk_now'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: owner, audit, across, staff, portal; runs as: caller');
    END LOOP;
    -- What functions of the other roles need in turn.
    FOREACH v_name IN ARRAY ARRAY['is_mine', 'half_width', 'folded_name', 'other_form', 'day_in_china', 'refuse'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: across, roles; runs as: caller');
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['check_verifier', 'login_role'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: roles; runs as: caller');
    END LOOP;
    FOREACH v_name IN ARRAY ARRAY['put_role', 'let_role', 'end_role'] LOOP
        EXECUTE format('COMMENT ON FUNCTION %I IS %L', v_name, 'callers: owner; runs as: roles');
    END LOOP;
END $$;
