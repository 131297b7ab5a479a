//! The store's contract: each behaviour is written once and holds on both engines.

mod anchors;
mod archive;
mod audit;
mod backup;
mod decide;
mod desk;
mod doctor;
mod drill;
mod enquiries;
pub(crate) mod fixture;
mod flow;
mod growth;
mod guards;
mod listing;
mod load;
mod model;
mod moving;
mod parity;
mod people;
mod permissions;
mod portal;
mod races;
mod related;
mod reports;
mod sampling;
mod search;
mod server;
mod statements;
mod supervision;
mod views;

use fixture::{Engine, Fixture};

/// One test for each behaviour on one engine, with a database of its own.
macro_rules! on {
    ($engine:ident, $which:expr; $($room:ident: $($behaviour:ident),+;)+) => {
        mod $engine {
            use super::{Engine, Fixture};
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $behaviour() {
                    super::$room::$behaviour(Fixture::new($which).await).await;
                }
            )+)+
        }
    };
}

macro_rules! suite {
    ($engine:ident, $which:expr) => {
        on! { $engine, $which;
            people: institutions_are_added_and_renamed, staff_come_and_go, a_disabled_login_loses_its_claims, only_an_admin_manages_staff,
                somebody_is_left_who_manages_staff, another_role_takes_the_claims_along, failed_sign_ins_lock_a_login,
                many_at_once_guess_no_more_than_one, logins_that_there_are_not_are_told_from_none, locks_are_the_domains;
            permissions: everyone_may_what_the_table_says;
            portal: an_order_comes_in_whole, an_event_is_taken_once, what_another_writer_overtook_is_refused,
                a_resubmission_begins_the_next_round, a_cancelled_order_is_over, enquiries_come_in,
                a_reconsideration_names_an_ended_order, the_dishonesty_list_holds_for_a_year,
                a_message_is_handed_over_once, counts_follow_every_move, progress_is_shown_by_number;
            desk: the_queue_is_read_by_pages, an_order_of_another_institution_is_not_there, a_claim_is_exclusive_and_expires,
                the_next_order_is_the_oldest_free_one, a_draft_outlives_the_claim, a_turn_is_kept_for_everyone_of_the_institution, changes_are_noticed, what_others_did_is_listed;
            decide: a_decision_is_one_transaction, a_stale_decision_changes_nothing, a_token_decides_once,
                a_decision_is_taken_back_within_its_hold, only_who_may_decides, every_item_is_decided;
            related: facts_and_findings_come_in_with_the_order, loaded_orders_have_facts_and_findings,
                other_orders_are_told_as_far_as_may_be, a_holder_is_known_again, enquiries_and_listings_are_told,
                a_file_that_everyone_sends_is_asked_about_within_bounds;
            search: a_search_goes_by_its_shape, a_broad_search_says_that_there_is_more, every_holder_and_the_applicant_are_found;
            load: a_loaded_order_has_its_history, an_impossible_history_loads_nothing, loaded_enquiries_wait_or_do_not;
            guards: a_legal_move_by_hand_is_let_through, no_status_moves_but_by_the_machine, the_machine_is_the_domains,
                what_was_decided_stays, files_and_findings_come_with_a_round_and_stay,
                the_audit_trail_only_grows;
            flow: a_postponed_order_is_passed_over_and_listed, a_postponed_order_comes_back_to_its_person_first,
                a_cancelled_order_is_postponed_no_longer, a_skipped_order_is_not_given_again_for_a_while,
                notes_are_kept_once_and_for_everyone, a_reconsideration_is_kept_from_its_first_decider,
                a_catalogue_is_kept_as_it_was, an_old_letter_comes_out_again, looks_are_written_down, what_the_flow_wrote_stays;
            listing: a_proposal_is_confirmed_by_a_second_person, a_declined_proposal_has_no_effect,
                a_decision_taken_back_takes_its_proposal_along, a_listing_is_withdrawn_on_appeal, who_is_listed_is_not_approved,
                the_list_is_read_by_standing_and_pages, one_of_two_confirms, a_second_look_or_taking_back_comes_first,
                what_was_proposed_stays, the_whole_chain_before_a_reconsideration_is_kept_from_its_deciders,
                only_a_rejection_proposes;
            archive: what_ended_is_listed_newest_first, any_key_finds_an_order, all_that_happened_is_one_read,
                what_is_taken_out_is_written_down;
            supervision: a_claim_is_ended_by_a_supervisor, an_order_is_given_to_somebody, a_decided_order_is_reopened,
                what_is_proposed_for_the_list_comes_before_reopening, what_was_never_supplemented_is_rejected,
                the_dashboard_tells_what_there_is, the_days_on_which_an_order_was_decided_are_not_our_own,
                what_supervisors_do_is_held_by_the_database;
            drill: a_band_leads_to_the_orders_it_counted, a_day_and_a_person_lead_to_what_they_counted,
                a_status_and_a_holder_lead_to_their_orders;
            enquiries: a_reply_is_one_transaction, something_new_is_seen_before_a_reply_goes_out, a_reply_is_taken_back_within_its_hold,
                the_clock_runs_from_the_oldest_unanswered_post, only_who_may_answers, an_enquiry_is_handed_over_with_a_note,
                a_closed_enquiry_opens_again, enquiries_are_listed_by_tab_and_page, enquiries_are_found,
                what_was_read_and_who_replies_is_remembered, a_begun_reply_is_kept, what_was_written_stays,
                a_reply_goes_out_only_as_one, taking_back_or_the_outbox_comes_first;
            anchors: an_untouched_database_is_whole_against_its_anchors, each_tampering_with_a_trail_is_named,
                what_is_removed_from_everywhere_is_missed, a_history_written_anew_shows_against_the_anchor,
                an_old_backup_shows_against_the_anchor_only, nothing_is_missed_while_colleagues_work, many_trails_begin_at_once, the_register_only_grows,
                an_anchor_that_is_not_whole_is_refused, what_goes_into_a_trail_has_bounds, trails_with_endless_names_are_anchored;
            backup: a_backup_made_while_desks_work_comes_back_whole, a_backup_that_is_killed_is_none,
                what_is_lacking_is_named_and_not_put_in_place, what_was_saved_before_and_is_gone_since_is_named, a_backup_that_was_touched_is_refused;
            doctor: what_is_broken_is_named_one_by_one, another_version_is_said_and_left_alone,
                a_database_that_is_not_there_is_not_made;
            audit: what_was_done_to_a_trail_is_found, a_trail_is_shown_row_by_row;
            reports: tables_are_read_page_by_page, a_report_is_written_down_from_its_beginning_to_its_end,
                a_masked_report_has_no_number_of_a_person, a_file_is_harmless_whole_and_known_by_its_hash, a_filtered_list_is_taken_out_whole,
                a_report_that_ends_early_leaves_a_trail_and_no_file, the_standard_reports_say_what_was_done,
                every_table_comes_with_what_was_written_in_it;
            races: each_order_is_taken_and_decided_once, one_of_many_claims_an_order,
                an_event_sent_twice_at_once_is_taken_once, first_opens_at_once_make_one_database;
            views: a_filter_finds_what_the_model_finds, a_page_looks_through_so_many_and_says_where_to_go_on,
                each_row_comes_once_while_rows_change, a_count_is_bounded, who_may_hold_an_order_can_be_named,
                views_are_kept_for_oneself_or_for_all, there_are_only_so_many_views,
                the_institutions_views_are_kept_by_its_supervisors;
            statements: every_shared_statement_prepares;
            sampling: a_sample_is_drawn_again_by_its_key, who_may_not_draw_does_not_and_no_period_is_drawn_too_early,
                each_is_looked_at_once_and_not_by_its_decider, what_was_drawn_and_looked_at_stays;
            model: the_store_does_what_the_model_does;
        }
    };
}

suite!(sqlite, Engine::Sqlite);
suite!(postgres, Engine::Postgres);
