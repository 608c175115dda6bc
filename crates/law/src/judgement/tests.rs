//! Judgement against its definition, day by day (`rules.md` 5), and notices against the days on which they apply (7.5).

use super::*;
use crate::config::{Config, ConfigSource, FilingKind, Notice, Policy};
use crate::conversion::{Conversion, Lists, Scope};
use crate::estimates::{
    Estimates, Level, NO_LEVEL, OwnExports, ReadFiling, StandingFiling, Status,
};
use crate::ledger::{Basis, Ledger, Line, Tally};
use crate::records::{Filing, Flow, Movement, Period, Procedure, Record, Texts};
use crate::scratch::Scratch;
use crate::terms::{Country, Day, Mass, Origin, Quantity, Substance, Timeline};
use crate::versions::Version;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn grams(grams: i128) -> Mass {
    Mass::from_whole_grams(grams)
}

fn level(mass: i128, status: Status) -> Level {
    Level {
        mass: grams(mass),
        status,
        ..NO_LEVEL.clone()
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

prop_compose! {
    /// Movements on some days of 2024, ascending, and a level from each of some days on, the first of them perhaps after the first movement.
    fn group()(
        movements in prop::collection::btree_map(0..366_i32, (1..40_i128, 1..4_i64), 0..12),
        levels in prop::collection::btree_map(-5..370_i32, (0..200_i128, 0..4_u8), 0..8),
    ) -> (Vec<DayTotal>, Timeline<Level>) {
        let first = day("2024-01-01").number();
        let days = movements.into_iter().map(|(at, (mass, records))| DayTotal {
            day: Day::from_number(first + at),
            base: grams(mass),
            records,
        });
        let levels = levels.into_iter().map(|(at, (mass, status))| {
            let status = match status {
                0 => Status::Unknown,
                1 => Status::Stale,
                _ => Status::InForce,
            };
            let filed = Level {
                filing: Some("F".into()),
                own_exports: Some(grams(1)),
                ..level(mass, status)
            };
            (Day::from_number(first + at), filed)
        });
        (days.collect(), Timeline::from_changes(levels.collect()))
    }
}

/// The year's days one by one: the day, its total so far, its records, and the level in force.
fn year(
    (days, levels): &(Vec<DayTotal>, Timeline<Level>),
) -> impl Iterator<Item = (Day, Mass, i64, &Level)> {
    let all = (day("2024-01-01").number()..=day("2024-12-31").number()).map(Day::from_number);
    all.map(move |on| {
        let total = days
            .iter()
            .filter(|of| of.day <= on)
            .fold(Mass::ZERO, |sum, of| sum.plus(of.base).unwrap());
        let records = days.iter().filter(|of| of.day == on).map(|of| of.records);
        (on, total, records.sum(), level_on(levels, on))
    })
}

fn is_over(total: Mass, level: &Level) -> bool {
    level.status != Status::Unknown && total > level.mass
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_excess_is_what_each_day_of_the_year_says(group in group()) {
        let found = excess(&group.0, &group.1).unwrap();
        let over: Vec<_> = year(&group)
            .filter(|(_, total, records, level)| *records > 0 && is_over(*total, level))
            .collect();
        let Some((first, total, _, at)) = over.first().copied() else {
            prop_assert_eq!(found, None);
            return Ok(());
        };
        let found = found.unwrap();
        prop_assert_eq!((found.first.day, found.first.running_total, &found.first.level), (first, total, at));
        let peak = over.iter().map(|(_, total, _, level)| total.minus(level.mass)).max().unwrap();
        let (peak_day, _, _, peak_level) = *over.iter().find(|(_, total, _, level)| total.minus(level.mass) == peak).unwrap();
        prop_assert_eq!((found.peak, found.peak_day, &found.peak_level), (peak, peak_day, peak_level));
        let last = over.last().unwrap().0;
        prop_assert_eq!(found.last_day, last);
        prop_assert_eq!(found.days, i64::try_from(over.len()).unwrap());
        prop_assert_eq!(found.records, over.iter().map(|(_, _, records, _)| records).sum::<i64>());
        let cured = year(&group).find(|(on, total, _, level)| *on > last && !is_over(*total, level));
        prop_assert_eq!(found.cured_on, cured.map(|(on, ..)| on));
        let whole = Year {
            total: year(&group).last().unwrap().1,
            records: group.0.iter().map(|of| of.records).sum(),
        };
        prop_assert_eq!(found.year, whole);
        let figures = found.figures();
        for (bare, level) in [(&figures.first.level, at), (&figures.peak_level, peak_level)] {
            prop_assert_eq!((bare.mass, bare.own_exports, bare.status), (level.mass, level.own_exports, level.status));
        }
        for bare in [&figures.first.level, &figures.peak_level] {
            prop_assert_eq!(&bare.filing, &None);
        }
        prop_assert_eq!(judge(Rule::ImportExcess, &group.0, &group.1).unwrap(), Some(Verdict::Excess(found)));
    }

    #[test]
    fn a_listing_is_all_movements(group in group()) {
        let (days, levels) = &group;
        let expected = days.first().zip(days.last()).map(|(first, last)| Listing {
            first_day: first.day,
            last_day: last.day,
            days: i64::try_from(days.len()).unwrap(),
            year: Year {
                total: year(&group).last().unwrap().1,
                records: days.iter().map(|of| of.records).sum(),
            },
        });
        prop_assert_eq!(listing(days).unwrap(), expected);
        for rule in Rule::ALL.into_iter().filter(|rule| rule.lists_only()) {
            let verdict = judge(rule, days, levels).unwrap();
            prop_assert_eq!(&verdict, &expected.map(Verdict::Listing));
            prop_assert_eq!(verdict.map(|verdict| verdict.year()), expected.map(|listing| listing.year));
        }
        let totals: Vec<Mass> = running(days).unwrap();
        let expected: Vec<Mass> = days.iter().map(|of| year(&group).find(|(on, ..)| *on == of.day).unwrap().1).collect();
        prop_assert_eq!(totals, expected);
    }
}

#[test]
fn the_first_of_equal_excesses_is_the_peak() {
    let days: Vec<DayTotal> = [("2024-03-01", 10), ("2024-03-02", 10), ("2024-03-03", 1)]
        .map(|(on, mass)| DayTotal {
            day: day(on),
            base: grams(mass),
            records: 1,
        })
        .into();
    // 5 g over on the first day and on the second, 6 g or 5 g over on the third.
    for (last, peak_day, peak) in [(15, "2024-03-03", 6), (16, "2024-03-01", 5)] {
        let levels = [("2024-03-01", 5), ("2024-03-02", 15), ("2024-03-03", last)];
        let levels = levels.map(|(on, mass)| (day(on), level(mass, Status::InForce)));
        let levels = Timeline::from_changes(levels.into());
        let found = excess(&days, &levels).unwrap().unwrap();
        assert_eq!((found.peak_day, found.peak), (day(peak_day), grams(peak)));
        assert_eq!(found.peak_level.mass, level_on(&levels, day(peak_day)).mass);
    }
}

#[test]
fn sums_of_days_leave_out_what_was_taken_out() {
    let (one, other) = (day("2024-03-01"), day("2024-02-01"));
    let mut sums = DaySums::default();
    for (on, mass, records) in [(one, 5, 1), (other, 7, 2), (one, 6, 1), (other, -7, -2)] {
        sums.add(on, grams(mass), records).unwrap();
    }
    assert_eq!(sums.on(one), (grams(11), 2));
    assert_eq!(sums.on(day("2024-01-01")), (Mass::ZERO, 0));
    let left = DayTotal {
        day: one,
        base: grams(11),
        records: 2,
    };
    assert_eq!(sums.totals(), [left]);
    let mut days = Vec::new();
    for (on, mass) in [(other, 1), (one, 2), (one, 3)] {
        DayTotal::add(&mut days, on, grams(mass)).unwrap();
    }
    let figures: Vec<_> = days
        .iter()
        .map(|of| (of.day, of.base, of.records))
        .collect();
    assert_eq!(figures, [(other, grams(1), 1), (one, grams(5), 2)]);
}

#[test]
fn words_differ() {
    let words = |words: Vec<&'static str>| {
        let number = words.len();
        assert!(words.iter().all(|word| word.len() > 3), "{words:?}");
        assert_eq!(words.into_iter().collect::<BTreeSet<_>>().len(), number);
    };
    words(Doubt::ALL.iter().map(|doubt| doubt.name()).collect());
    words(Doubt::ALL.iter().map(|doubt| doubt.meaning()).collect());
    words(ExemptReason::ALL.iter().map(|of| of.name()).collect());
    words(ExemptReason::ALL.iter().map(|of| of.meaning()).collect());
    words(Rule::ALL.iter().map(|rule| rule.name()).collect());
    words(Rule::ALL.iter().map(|rule| rule.meaning()).collect());
    let procedures = ExemptReason::ALL.map(ExemptReason::procedure);
    assert_eq!(procedures, [Procedure::Usual, Procedure::Simplified]);
}

const IMPORTER: u16 = 3;
const DRUG: u16 = 5;

fn notice(country: u16, from: &str) -> Notice {
    let from = day(from);
    Notice {
        country: Country::from(country),
        substance: Substance::from(DRUG),
        year: from.year(),
        from,
    }
}

/// A supplement of a year, confirmed on a day if it was.
fn supplement(id: &str, year: i32, grams: i64, confirmed: Option<&str>) -> StandingFiling {
    let filing = Filing {
        country: Country::from(IMPORTER),
        substance: Substance::from(DRUG),
        kind: FilingKind::Supplement,
        received: day("2023-11-01"),
        effective: None,
        grams: Quantity::from_millionths(i128::from(grams)).unwrap(),
        year: Some(year),
        confirmed: confirmed.map(day),
    };
    StandingFiling {
        read: ReadFiling {
            filing,
            id: id.into(),
            note: None,
            origin: Origin { file: 0, row: 1 },
        },
        known_from: day("2023-11-01"),
    }
}

#[test]
fn a_notice_applies_until_its_year_ends_or_a_supplement_of_it_is_confirmed() {
    let mut estimate = supplement("E", 2024, 5, Some("2024-06-01"));
    estimate.read.filing.kind = FilingKind::Estimate;
    for (filings, last) in [
        (vec![], "2024-12-31"),
        (
            vec![supplement("S", 2024, 1, Some("2024-06-01"))],
            "2024-05-31",
        ),
        (
            vec![
                supplement("S", 2024, 1, Some("2024-03-02")),
                supplement("T", 2024, 1, Some("2024-03-01")),
            ],
            "2024-02-29",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2024-12-31"))],
            "2024-12-30",
        ),
        // None of these lifts it.
        (
            vec![supplement("S", 2024, 0, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, -1, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (vec![supplement("S", 2024, 1, None)], "2024-12-31"),
        (
            vec![supplement("S", 2023, 1, Some("2024-06-01"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2024-02-09"))],
            "2024-12-31",
        ),
        (
            vec![supplement("S", 2024, 1, Some("2025-01-01"))],
            "2024-12-31",
        ),
        (vec![estimate], "2024-12-31"),
    ] {
        let notices = Notices::among(&[notice(IMPORTER, "2024-02-10")], &filings);
        let days = notices.days();
        let key = (Country::from(IMPORTER), Substance::from(DRUG));
        assert_eq!(
            days,
            [(key.0, key.1, day("2024-02-10")..=day(last))],
            "{filings:?}"
        );
        for (on, applies) in [("2024-02-09", false), ("2024-02-10", true), (last, true)] {
            assert_eq!(notices.apply(key.0, key.1, day(on)), applies, "{on}");
        }
        assert!(!notices.apply(key.0, key.1, day(last).next()));
        assert!(!notices.apply(Country::from(1), key.1, day("2024-02-10")));
        assert_eq!(
            [2023, 2024, 2025].map(|year| notices.apply_in(key.0, key.1, year)),
            [false, true, false]
        );
        assert_eq!(Notices::applying(days.clone()).days(), days);
    }
    // Lifted on its first day, it never applies.
    let filings = [supplement("S", 2024, 1, Some("2024-02-10"))];
    let notices = Notices::among(&[notice(IMPORTER, "2024-02-10")], &filings);
    assert!(!notices.apply_in(Country::from(IMPORTER), Substance::from(DRUG), 2024));
    let by = lifted(&notice(IMPORTER, "2024-02-10"), &filings).unwrap();
    assert_eq!((by.0, &*by.1.id), (day("2024-02-10"), "S"));
}

#[test]
fn notices_are_compared_day_by_day() {
    let of = |from: &[&str]| {
        let all: Vec<Notice> = from.iter().map(|from| notice(IMPORTER, from)).collect();
        Notices::among(&all, &[])
    };
    let key = (Country::from(IMPORTER), Substance::from(DRUG));
    for (own, others, beyond, unlike) in [
        (&["2024-02-10"][..], &["2024-02-10"][..], false, &[][..]),
        (&["2024-02-10"], &["2024-02-09"], false, &[2024]),
        (&["2024-02-09"], &["2024-02-10"], true, &[2024]),
        (&["2024-02-10"], &[], true, &[2024]),
        (&[], &["2024-02-10"], false, &[2024]),
        (&["2023-05-01"], &[], false, &[2023]),
        (
            &["2023-05-01", "2024-02-10"],
            &["2023-05-01"],
            true,
            &[2024],
        ),
    ] {
        let (own, others) = (of(own), of(others));
        assert_eq!(
            own.reach_beyond(&others, key, 2024),
            beyond,
            "{own:?} {others:?}"
        );
        let years: Vec<i32> = own.years_unlike(&others).into_iter().collect();
        assert_eq!(years, unlike, "{own:?} {others:?}");
    }
    let mut both = [notice(IMPORTER, "2024-03-01"), notice(1, "2024-02-01")].to_vec();
    both.push(notice(IMPORTER, "2023-03-01"));
    let days = Notices::among(&both, &[]).days();
    let order: Vec<(Country, Day)> = days
        .iter()
        .map(|(country, _, days)| (*country, *days.start()))
        .collect();
    let of = Country::from;
    assert_eq!(
        order,
        [
            (of(1), day("2024-02-01")),
            (of(IMPORTER), day("2023-03-01")),
            (of(IMPORTER), day("2024-03-01"))
        ]
    );
}

#[test]
fn what_is_left_out_is_named_with_its_reason() {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    let on = day("2024-05-01");
    for (form, procedure, is_scope, out, may) in [
        ("PD006", Procedure::Usual, Scope::Judged, None, false),
        (
            "PD006",
            Procedure::Simplified,
            Scope::Exempt,
            Some(("PD006", "simplified-procedure")),
            true,
        ),
        (
            "NC004-SIII",
            Procedure::Usual,
            Scope::Exempt,
            Some(("NC004", "exempt-preparation")),
            true,
        ),
        (
            "NC004-SIII",
            Procedure::Simplified,
            Scope::Exempt,
            Some(("NC004", "simplified-procedure")),
            true,
        ),
    ] {
        let code = config.form_codes.find(form).unwrap();
        assert_eq!(scope(code, on, procedure, &conversion), is_scope, "{form}");
        assert_eq!(may_be_left_out(code, procedure, &conversion), may, "{form}");
        let found: Vec<(&str, &str)> = left_out(code, on, procedure, &conversion)
            .map(|(substance, reason)| (config.substance_code(substance), reason.name()))
            .collect();
        assert_eq!(found, out.into_iter().collect::<Vec<_>>(), "{form}");
    }
}

/// A change to a record.
type Change = fn(&mut Record);

/// A record of Switzerland's imports of diazepam on the last day of 2024, changed.
pub(super) fn diazepam(config: &Config, change: impl FnOnce(&mut Record)) -> Record {
    let date = day("2024-12-31");
    let mut record = Record {
        date,
        received: date,
        reporter: config.country_codes.find("CHE").unwrap(),
        partner: config.country_codes.find("DEU"),
        flow: Flow::Import,
        form: config.form_codes.find("PD006").unwrap(),
        quantity: Quantity::from_millionths(5_000_000).unwrap(),
        reexport: Quantity::default(),
        period: Period::Day,
        procedure: Procedure::Usual,
    };
    change(&mut record);
    record
}

#[test]
fn records_concern_the_trades_of_their_reporter_flow_substance_and_year() {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    let year = diazepam(&config, |record| record.period = Period::Year);
    let trades: Vec<Trade> = Trade::of(&year, &conversion)
        .map(|(trade, _)| trade)
        .collect();
    assert_eq!(trades.len(), 1);
    let returns = Returns::about(trades.iter().copied().collect());
    let kenya = config.country_codes.find("KEN").unwrap();
    let alprazolam = config.form_codes.find("PA003").unwrap();
    let nothing = Quantity::default();
    let cases: [(&str, Change, bool); 5] = [
        ("the same", |_| (), true),
        ("exported", |record| record.flow = Flow::Export, false),
        (
            "of another year",
            |record| record.date = day("2023-12-31"),
            false,
        ),
        (
            "simplified",
            |record| record.procedure = Procedure::Simplified,
            false,
        ),
        (
            "of nothing",
            |record| record.quantity = Quantity::default(),
            true,
        ),
    ];
    for (what, change, concerned) in cases {
        let record = diazepam(&config, change);
        assert_eq!(returns.concern(&record, &conversion), concerned, "{what}");
        // A record of a day with base mass always counts.
        let may = concerned && what == "of nothing";
        assert_eq!(returns.may_set_aside(&record, &conversion), may, "{what}");
    }
    for (reporter, form, concerned) in [
        (None, None, true),
        (Some(kenya), None, false),
        (None, Some(alprazolam), false),
    ] {
        let record = diazepam(&config, |record| {
            record.reporter = reporter.unwrap_or(record.reporter);
            record.form = form.unwrap_or(record.form);
        });
        assert_eq!(returns.concern(&record, &conversion), concerned);
        let empty = Record {
            quantity: nothing,
            ..record
        };
        assert_eq!(returns.may_set_aside(&empty, &conversion), concerned);
        let longer = Record {
            period: Period::Month,
            ..record
        };
        assert!(returns.may_set_aside(&longer, &conversion));
    }
    // The whole quantity for re-export leaves nothing.
    let passed_on = diazepam(&config, |record| record.reexport = record.quantity);
    assert!(returns.may_set_aside(&passed_on, &conversion));
}

#[test]
fn sums_of_periods_are_added_up_in_any_order() {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let book = RuleBook {
        lists,
        notices: std::sync::Arc::default(),
    };
    let exported = |period, grams: i128| {
        diazepam(&config, |record| {
            record.flow = Flow::Export;
            record.period = period;
            record.quantity = Quantity::from_millionths(grams * 1_000_000).unwrap();
        })
    };
    let all = [
        exported(Period::Day, 3),
        exported(Period::Day, 4),
        exported(Period::Year, 9),
        exported(Period::Year, 0),
    ];
    let trades: Vec<Trade> = Trade::of(&all[0], &conversion)
        .map(|(trade, _)| trade)
        .collect();
    let mut returns = Returns::about(trades.iter().copied().collect());
    let version = |record: &Record| Version {
        origin: Origin { file: 0, row: 1 },
        record: *record,
        texts: Texts::default(),
    };
    let (mut one, mut other) = (Sums::default(), Sums::default());
    for (place, record) in all.iter().enumerate() {
        let sums = if place % 2 == 0 { &mut one } else { &mut other };
        sums.add_version(&version(record), &returns, &book);
    }
    one.extend(other);
    let accounts = one.into_accounts().unwrap();
    let figures: Vec<(Period, Mass)> = accounts
        .iter()
        .map(|((_, period), (base, _))| (*period, *base))
        .collect();
    assert_eq!(figures, [(Period::Day, grams(7)), (Period::Year, grams(9))]);
    returns.add(Sums::of_accounts(accounts)).unwrap();
    assert_eq!(returns.disagreements(), trades);
    for (record, counts) in all.iter().zip([true, true, false, false]) {
        assert_eq!(returns.count(record, trades[0].substance), counts);
        let fate = returns.fate(record, &conversion);
        let figures = (fate.counts.len(), fate.set_aside.len());
        assert_eq!(figures, (usize::from(counts), usize::from(!counts)));
        assert_eq!(fate.is_set_aside(), !counts);
    }
    assert!(!Fate::default().is_set_aside());
    // The exporter's records that count name the groups; of imports it is all rules of the importer.
    let touched: Vec<String> = returns
        .touched(&trades[0])
        .map(|key| key.id(&config))
        .collect();
    let expected = [
        "export-excess:CHE>DEU:PD006:2024",
        "partner-reported-excess:DEU:PD006:2024",
    ];
    assert_eq!(touched, expected);
    let imports = Trade {
        flow: Flow::Import,
        ..trades[0]
    };
    let touched: Vec<String> = returns
        .touched(&imports)
        .map(|key| key.id(&config))
        .collect();
    assert!(
        touched.contains(&"import-excess:CHE:PD006:2024".to_owned()),
        "{touched:?}"
    );
    assert!(
        touched.iter().all(|id| !id.starts_with("export")),
        "{touched:?}"
    );
    assert!(!Fate::default().is_set_aside());
}

/// Each rule: what it lists, the account it compares, the flows it goes through, and whom it notifies.
#[test]
fn each_rule_goes_through_its_own_accounts() {
    use Basis::{ImportReports, PartnerReports};
    let both = &Basis::ALL[..];
    for (rule, lists_only, accounts, basis, notifies_exporter) in [
        (
            Rule::ExportAfterNotice,
            true,
            &[PartnerReports][..],
            None,
            true,
        ),
        (
            Rule::ExportExcess,
            false,
            &[PartnerReports],
            Some(PartnerReports),
            true,
        ),
        (
            Rule::ImportExcess,
            false,
            &[ImportReports],
            Some(ImportReports),
            false,
        ),
        (
            Rule::PartnerReportedExcess,
            false,
            &[PartnerReports],
            Some(PartnerReports),
            false,
        ),
        (Rule::ProhibitedTrade, true, both, None, false),
        (Rule::ScheduleITrade, true, both, None, false),
    ] {
        assert_eq!(rule.lists_only(), lists_only, "{rule:?}");
        assert_eq!(rule.accounts(), accounts, "{rule:?}");
        assert_eq!(rule.basis(), basis, "{rule:?}");
        assert_eq!(rule.notifies_exporter(), notifies_exporter, "{rule:?}");
        assert_eq!(
            rule.takes(Flow::Import),
            accounts.contains(&ImportReports),
            "{rule:?}"
        );
        assert_eq!(
            rule.takes(Flow::Export),
            accounts.contains(&PartnerReports),
            "{rule:?}"
        );
    }
    let of_account = [ImportReports, PartnerReports].map(Rule::of_account);
    assert_eq!(
        of_account,
        [Rule::ImportExcess, Rule::PartnerReportedExcess]
    );
}

#[test]
fn rules_apply_to_the_substances_of_their_conventions() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let applies = |code: &str| {
        let row = config.substance(config.substance_codes.find(code).unwrap());
        let rules = Rule::ALL.into_iter().filter(|rule| rule.applies_to(row));
        rules.map(Rule::name).collect::<Vec<_>>().join(" ")
    };
    let compared = "export-excess import-excess partner-reported-excess prohibited-trade";
    assert_eq!(applies("PD006"), compared);
    assert_eq!(applies("RE101"), compared);
    assert_eq!(applies("NM009"), format!("export-after-notice {compared}"));
    assert_eq!(applies("PL002"), "prohibited-trade schedule-i-trade");
}

#[test]
fn the_group_of_one_exporter_is_a_part_of_that_of_all() {
    let (importer, exporter) = (Country::from(1), Country::from(2));
    let key = |rule, country, partner| AlertKey {
        rule,
        country,
        partner,
        substance: Substance::from(DRUG),
        year: 2024,
    };
    for (one, all) in [
        (Rule::ExportExcess, Rule::PartnerReportedExcess),
        (Rule::ExportAfterNotice, Rule::ExportAfterNotice),
    ] {
        let (one, all) = (key(one, exporter, Some(importer)), key(all, importer, None));
        assert_eq!(one.of_all_exporters(), all);
        assert_eq!(all.of_exporter(exporter), one);
        assert_eq!([one, all].map(|key| key.importer()), [importer; 2]);
        assert_eq!(
            [one, all].map(|key| key.is_of_all_exporters()),
            [false, true]
        );
        assert!(one.makes_alerts());
        assert_eq!(all.makes_alerts(), all.rule == Rule::PartnerReportedExcess);
    }
    let own = key(Rule::ImportExcess, importer, None);
    assert_eq!(
        (own.is_of_all_exporters(), own.makes_alerts()),
        (false, true)
    );
    for rule in Rule::ALL {
        let partner = Some(importer).filter(|_| rule.notifies_exporter());
        let country = if partner.is_some() {
            exporter
        } else {
            importer
        };
        for (line, basis) in key(rule, country, partner).lines().zip(rule.accounts()) {
            assert_eq!(
                (line.basis, line.importer, line.substance),
                (*basis, importer, Substance::from(DRUG))
            );
            let of_account = AlertKey::of_account(line, 2024);
            assert_eq!(
                (of_account.rule, of_account.country, of_account.year),
                (Rule::of_account(*basis), importer, 2024)
            );
        }
    }
}

#[test]
fn own_exports_raise_the_levels_of_their_country_and_substance_alone() {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let estimates = Estimates::of(&[], &config, Policy::default());
    let substance = |code| config.substance_codes.find(code).unwrap();
    let (morphine, codeine) = (substance("NM009"), substance("NC004"));
    let (exporter, other) = (Country::from(1), Country::from(2));
    let exports = OwnExports::of([(day("2024-03-01"), grams(5))]).unwrap();
    let mut limits = Limits::without_own_exports(&estimates);
    limits.raise(exporter, morphine, &exports).unwrap();
    limits
        .raise(other, morphine, &OwnExports::default())
        .unwrap();
    let raised = limits.raised();
    let keys: Vec<(Country, Substance)> = raised.keys().copied().collect();
    assert_eq!(keys, [(exporter, morphine)]);
    let limits = Limits::with_raised(&estimates, raised);
    for (country, substance, on, mass) in [
        (exporter, morphine, "2024-02-29", 0),
        (exporter, morphine, "2024-03-01", 5),
        (exporter, morphine, "2025-01-01", 0),
        (exporter, codeine, "2024-03-01", 0),
        (other, morphine, "2024-03-01", 0),
    ] {
        let levels = limits.of(country, substance);
        assert_eq!(level_on(&levels, day(on)).mass, grams(mass), "{on}");
    }
}

/// Exports of a gram of a form to Argentina that Switzerland reports.
fn to_argentina(config: &Config, form: &str) -> Record {
    diazepam(config, |record| {
        record.flow = Flow::Export;
        record.partner = config.country_codes.find("ARG");
        record.form = config.form_codes.find(form).unwrap();
        record.quantity = Quantity::from_millionths(1_000_000).unwrap();
    })
}

#[test]
fn what_is_all_passed_on_counts_for_narcotic_drugs_alone() {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    for (form, reexport, lines, own) in [
        ("NM009", 0, 1, 1),
        ("NM009", 1_000_000, 1, 1),
        ("PD006", 0, 1, 0),
        ("PD006", 999_999, 1, 0),
        ("PD006", 1_000_000, 0, 0),
    ] {
        let record = Record {
            reexport: Quantity::from_millionths(reexport).unwrap(),
            ..to_argentina(&config, form)
        };
        let moved = Movement::from(&record);
        let entries: Vec<_> = rules::entries(moved, &conversion).collect();
        assert_eq!(entries.len(), lines, "{form} {reexport}");
        assert!(entries.iter().all(|entry| entry.base > Mass::ZERO));
        let exports: Vec<_> = rules::own_exports(moved, &conversion).collect();
        assert_eq!(exports.len(), own, "{form} {reexport}");
        for export in exports {
            let of = (export.exporter, export.day, export.records);
            assert_eq!(of, (record.reporter, record.date, 1));
            assert_eq!(export.base, entries[0].base);
        }
        let imported = Movement {
            flow: Flow::Import,
            ..moved
        };
        assert_eq!(rules::own_exports(imported, &conversion).count(), 0);
    }
}

/// Argentina prohibits imports of methaqualone (`PM006`).
#[test]
fn a_doubt_is_about_the_groups_of_its_record_or_all_of_its_importer() {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    let book = RuleBook {
        lists: Lists {
            config: &config,
            conversion: &conversion,
        },
        notices: std::sync::Arc::default(),
    };
    let record = to_argentina(&config, "PM006");
    let [without, with] = ["", "L-1"].map(|licence| Reported::of(&record, licence));
    assert_eq!([without, with].map(|of| of.licensed), [false, true]);
    let argentina = record.partner.unwrap();
    let substance = config.substance_codes.find("PM006").unwrap();
    let prohibited: Vec<_> = rules::prohibited(with.moved, book.lists).collect();
    assert_eq!(prohibited, [(argentina, substance)]);
    let key = |rule: Rule, year| AlertKey {
        rule,
        country: if rule.notifies_exporter() {
            record.reporter
        } else {
            argentina
        },
        partner: Some(argentina).filter(|_| rule.notifies_exporter()),
        substance,
        year,
    };
    let about = |doubts: &Doubts, year| -> Vec<&str> {
        let of = |rule: &Rule| doubts.about(&key(*rule, year)).len() == 1;
        let doubtful = Rule::ALL.into_iter().filter(of);
        doubtful.map(Rule::name).collect()
    };
    for (reported, groups) in [
        (with, &["export-excess", "partner-reported-excess"][..]),
        (
            without,
            &[
                "export-excess",
                "partner-reported-excess",
                "prohibited-trade",
            ],
        ),
    ] {
        let mut doubts = Doubts::default();
        doubts.add_record(reported, Doubt::IdShared, |_| false, &book);
        doubts.add_record(reported, Doubt::LicenceWord, |_| false, &book);
        assert_eq!(about(&doubts, 2024), [""; 0]);
        doubts.add_record(reported, Doubt::IdShared, |of| of == substance, &book);
        assert_eq!(about(&doubts, 2024), groups);
        assert_eq!(about(&doubts, 2023), [""; 0]);
    }
    let all = Rule::ALL.map(Rule::name);
    let mut doubts = Doubts::default();
    doubts.add_record(with, Doubt::LicenceWord, |of| of == substance, &book);
    assert_eq!(about(&doubts, 2023), all);
    let mut any = Doubts::default();
    any.add_importer(argentina, None, Doubt::RefusedRecord);
    any.add_group(key(Rule::ImportExcess, 2024), Doubt::VersionsUnlike);
    doubts.extend(any);
    let found = doubts.about(&key(Rule::ImportExcess, 2024));
    let names: Vec<&str> = found.into_iter().map(Doubt::name).collect();
    assert_eq!(names, ["licence-word", "refused-record", "versions-unlike"]);
    let elsewhere = AlertKey {
        country: record.reporter,
        ..key(Rule::ImportExcess, 2024)
    };
    assert_eq!(doubts.about(&elsewhere), BTreeSet::new());
}

#[test]
fn exports_belong_to_the_group_of_a_notice_while_it_applies() {
    let (mut config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    let record = to_argentina(&config, "NM009");
    let substance = config.substance_codes.find("NM009").unwrap();
    config.notices = vec![Notice {
        country: record.partner.unwrap(),
        substance,
        year: 2024,
        from: day("2024-08-01"),
    }];
    let notices = Notices::of(&config, &[]);
    assert_eq!(notices.days().len(), 1);
    let book = RuleBook {
        lists: Lists {
            config: &config,
            conversion: &conversion,
        },
        notices: notices.into(),
    };
    for (on, noticed, in_year) in [
        ("2023-08-01", false, false),
        ("2024-07-31", false, true),
        ("2024-08-01", true, true),
        ("2025-01-01", false, false),
    ] {
        let dated = Record {
            date: day(on),
            ..record
        };
        let ids: Vec<String> = groups(Reported::of(&dated, ""), &book)
            .map(|key| key.id(&config))
            .collect();
        let year = &on[..4];
        let mut expected = vec![
            format!("partner-reported-excess:ARG:NM009:{year}"),
            format!("export-excess:CHE>ARG:NM009:{year}"),
        ];
        expected.extend(noticed.then(|| format!("export-after-notice:CHE>ARG:NM009:{year}")));
        assert_eq!(ids, expected);
        for basis in Basis::ALL {
            let line = Line {
                basis,
                importer: record.partner.unwrap(),
                substance,
            };
            let is_exports = basis == Basis::PartnerReports;
            let of_day = rules::groups_of_line(line, day(on), &book);
            let of_year = rules::groups_of_year(line, day(on), &book);
            let found = [of_day, of_year].map(|of| of.after_notice.is_some());
            let expected = [noticed, in_year].map(|noticed| noticed && is_exports);
            assert_eq!(found, expected, "{on} {basis:?}");
            assert_eq!((of_year.all, of_year.prohibited), (of_day.all, None));
        }
    }
}

/// A preparation may hold no drug at all of a form in its list.
#[test]
fn a_share_of_nothing_counts_for_nothing() {
    let files = [
        (
            "substances.csv",
            "code,name,schedule,controlled_from,convention\nPD006,diazepam,IV,,1971\n",
        ),
        (
            "forms.csv",
            "form,substance,name,base_percent,from\nPD006,PD006,diazepam,100,\n",
        ),
        (
            "preparations.csv",
            "preparation,name,form,percent,exempt\nNONE,drops without it,PD006,0,\n",
        ),
        (
            "countries.csv",
            "alpha3,name\nCHE,Switzerland\nDEU,Germany\n",
        ),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let (config, conversion) = Conversion::load(ConfigSource::stored(files.into())).unwrap();
    let record = |form| {
        diazepam(&config, |record| {
            record.form = config.form_codes.find(form).unwrap();
        })
    };
    let trades = Trade::of(&record("PD006"), &conversion).map(|(trade, _)| trade);
    let returns = Returns::about(trades.collect());
    let folder = tempfile::tempdir().unwrap();
    for (form, counts) in [("PD006", true), ("NONE", false)] {
        let record = record(form);
        let entries = rules::entries(Movement::from(&record), &conversion);
        assert_eq!(entries.count(), usize::from(counts), "{form}");
        assert_eq!(returns.may_set_aside(&record, &conversion), !counts);
        let scratch = Scratch::new(folder.path(), 1 << 20);
        let tally = Tally::new(2, conversion.places(), scratch, 1 << 20);
        tally.writer().add(&record);
        let ledger = Ledger::new(tally, &conversion).unwrap();
        let lines = ledger.lines().into_iter();
        let found = lines.map(|line| ledger.entries(line).unwrap().len());
        assert_eq!(found.sum::<usize>(), usize::from(counts), "{form}");
    }
}
