//! The rules, one by one, as tables an officer can read: `tests/rules/*.txt`, described in `tests/rules/README.md`.
//!
//! Every file is a test of its own: `cargo test --test it rule_3_4` runs the files of rule 3.4. Each is run twice, the
//! second time with its rows reversed and spread over two files, for that must not change a result.

mod compare;
mod dataset;
mod layout;
mod outputs;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dataset::Spread;
use layout::Scenario;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// `rule_3_4_adds_up` stands for the file `3.4-adds-up.txt`.
fn file_of(test: &str) -> String {
    let name = test.strip_prefix("rule_").unwrap_or(test);
    let words = name
        .find(|letter: char| letter.is_ascii_alphabetic())
        .unwrap_or(name.len());
    let (number, words) = name.split_at(words);
    format!(
        "{}-{}.txt",
        number.trim_end_matches('_').replace('_', "."),
        words.replace('_', "-")
    )
}

fn check(test: &str) {
    let file = file_of(test);
    let layout = fs::read_to_string(folder().join(&file)).unwrap();
    let scenario = Scenario::parse(&layout).unwrap_or_else(|fault| panic!("{file}: {fault}"));
    let listed =
        outputs::run(&scenario, Spread::AsListed).unwrap_or_else(|fault| panic!("{file}: {fault}"));
    let mut found = compare::differences(&scenario, &listed);
    found.extend(compare::broken_promises(&listed));
    let spread = outputs::run(&scenario, Spread::ReversedInTwoFiles)
        .unwrap_or_else(|fault| panic!("{file}: {fault}"));
    for ((name, first), (_, second)) in listed.bytes.iter().zip(&spread.bytes) {
        if first != second {
            found.push(format!("{name} changes with the order of rows and files"));
        }
    }
    assert!(found.is_empty(), "{file}\n{layout}\n{}", found.join("\n"));
}

macro_rules! rules {
    ($($test:ident)*) => {
        const LISTED: &[&str] = &[$(stringify!($test)),*];
        $(#[test] fn $test() { check(stringify!($test)); })*
    };
}

rules! {
    rule_1_known_at_date
    rule_2_factor_of_the_day
    rule_2_nothing_is_rounded
    rule_3_1_starts_on_its_effective_date
    rule_3_1_honours_dates_before_receipt
    rule_3_1_ignores_dates_before_receipt
    rule_3_2_the_later_start_governs
    rule_3_2_same_start_then_receipt_then_id
    rule_3_2_waits_for_its_day_and_governs_until_replaced
    rule_3_3_halves_away_from_zero_and_at_least_one_gram
    rule_3_3_each_supplement_with_its_sign
    rule_3_4_takes_effect_on_the_day_received
    rule_3_4_leaves_an_established_future_estimate_alone
    rule_3_4_changes_the_filing_known_that_day
    rule_3_4_listed_by_receipt_and_id
    rule_3_5_adds_a_substance_until_a_filing_governs
    rule_3_5_a_filing_that_reaches_back_takes_its_place
    rule_3_5_before_the_first_filing_has_started
    rule_3_6_never_below_zero
    rule_3_7_stale_after_three_years
    rule_3_7_counted_from_receipt
    rule_3_7_expired_after_three_years
    rule_3_8_no_estimate_is_not_an_estimate_of_zero
    rule_3_9_schedule_i_needs_no_estimate
    rule_4_1_net_of_re_export
    rule_4_1_preparations
    rule_4_2_a_later_version_corrects_or_withdraws
    rule_4_2_of_equal_receipt_the_greatest_stands
    rule_4_2_an_id_belongs_to_its_reporter
    rule_4_2_one_form_for_several_substances_is_several_filings
    rule_4_2_one_id_for_two_flows_or_substances_is_two_records
    rule_4_2_only_valid_known_versions_take_part
    rule_4_2_a_corrected_filing_keeps_its_supplement
    rule_4_2_a_correction_ignored_before_its_receipt
    rule_4_2_a_supplement_sent_again_counts_from_its_first_receipt
    rule_4_2_filing_versions_as_known
    rule_4_2_of_filings_of_equal_receipt_the_greatest_stands
    rule_4_3_every_reason_for_a_record
    rule_4_3_the_first_reason_counts
    rule_4_3_units
    rule_4_3_every_reason_for_a_filing
    rule_4_3_validity_comes_first
    rule_4_4_before_control_is_out_of_scope
    rule_4_5_the_books_close
    rule_4_6_a_return_counts_on_the_last_day_of_its_period
    rule_4_6_the_finest_period_with_base_mass_counts
    rule_4_6_by_reporter_flow_substance_and_year
    rule_4_6_exporters_may_disagree
    rule_4_6_the_date_ends_the_period
    rule_4_6_what_has_no_base_mass_is_no_account
    rule_4_7_doubts_stand_beside_what_they_touch
    rule_5_import_excess
    rule_5_the_first_day_in_excess
    rule_5_peak_last_and_totals
    rule_5_records_of_one_day_are_simultaneous
    rule_5_the_calendar_year
    rule_5_a_lower_estimate_counts_from_the_next_movement
    rule_5_peak_is_the_earliest_of_the_greatest
    rule_5_cured_on
    rule_5_cured_between_movements
    rule_5_partner_reported_excess
    rule_5_export_excess
    rule_5_export_excess_figures
    rule_5_an_import_without_a_partner_counts
    rule_5_schedule_i_trade
    rule_5_schedule_i_leaves_the_rest_empty
    rule_5_schedule_i_within_a_preparation
    rule_5_prohibited_trade
    rule_5_prohibited_besides_the_other_rules
    rule_6_1_two_salts
    rule_6_2_a_preparation_as_the_module_states_it
    rule_6_2_a_preparation_by_the_green_list
    rule_6_3_kilograms_grams_and_less_than_one_gram
    rule_6_4_kilograms_and_grams
    rule_6_5_a_footnote_on_manufacture
    rule_6_6_a_supplement
    rule_6_7_key_information
    rule_7_1_a_preparation_of_three_conventions
    rule_7_1_the_lists_of_each_convention
    rule_7_1_the_policy_is_of_1971
    rule_7_2_every_reason_for_a_filing
    rule_7_2_sent_again_with_its_confirmation
    rule_7_2_a_confirmation_after_the_known_at_date
    rule_7_3_the_latest_confirmed_governs_its_year
    rule_7_3_supplements_and_deductions_of_the_year
    rule_7_3_never_below_zero
    rule_7_4_own_exports_raise_the_level
    rule_7_4_only_what_is_judged_raises_the_level
    rule_7_4_on_a_base_of_nothing
    rule_7_5_export_after_notice
    rule_7_5_what_lifts_a_notice
    rule_7_6_exempt_preparations
    rule_7_7_simplified_procedure
    rule_7_8_each_record_in_one_place
    rule_7_9_a_requirement_until_replaced
    rule_7_9_no_requirement_is_not_zero
    rule_7_10_the_level_of_1961
    rule_7_10_own_exports
    rule_7_10_re_export
    rule_7_10_a_requirement
    rule_7_10_a_notice
}

#[test]
fn every_file_of_the_folder_is_listed() {
    let listed: BTreeSet<String> = LISTED.iter().map(|test| file_of(test)).collect();
    let names = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let present: BTreeSet<String> = names
        .filter(|name| name.to_ascii_lowercase().ends_with(".txt"))
        .collect();
    assert_eq!(listed, present);
}

#[test]
fn every_numbered_rule_has_a_file() {
    let rules = [
        "1", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9",
    ];
    let more = [
        "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "5", "6.1", "6.2", "6.3", "6.4", "6.5",
        "6.6", "6.7",
    ];
    let section_7 = [
        "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9", "7.10",
    ];
    for rule in rules.into_iter().chain(more).chain(section_7) {
        let start = format!("{rule}-");
        assert!(
            LISTED.iter().any(|test| file_of(test).starts_with(&start)),
            "no file for rule {rule}"
        );
    }
}
