//! Who trades what, how often and in what sizes: rough figures that make trade look like the world's.
//!
//! They follow what is published on the world's manufacture and trade in broad strokes only, and nothing may be concluded
//! from them. Countries and substances are named as in the config; what is not named here trades little, or not at all.

use super::convention::Convention;

/// Importing countries by the weight of their trade.
pub(super) const IMPORTERS: [(u64, &str); 6] = [
    (90, "USA"),
    (50, "BRA CHN DEU FRA GBR IND JPN"),
    (30, "AUS CAN EGY ESP IRN ITA KOR MEX PAK POL RUS TUR ZAF"),
    (
        16,
        "ARG AUT BEL BGD CHE CHL COL CZE DNK DZA FIN GRC HUN IDN IRL ISR KEN MAR MYS NGA NLD NOR PER PHL PRT ROU SAU \
         SGP SWE THA UKR VNM",
    ),
    (
        7,
        "ARE BGR BLR CIV CMR COD CRI CUB DOM ECU ETH GEO GHA GTM HKG HND HRV IRQ JOR KAZ KWT LBN LKA LTU LVA LBY MDA \
         MMR MOZ NPL NZL OMN PAN PRY QAT SDN SEN SLV SRB SVK SVN SYR TUN TZA UGA URY UZB VEN YEM ZMB ZWE",
    ),
    (
        2,
        "AFG AGO ALB AND ARM ATG AZE BDI BEN BFA BHR BHS BIH BLZ BOL BRB BRN BTN BWA CAF COG COM CPV CUW CYP DJI DMA \
         ERI EST FJI GAB GIN GMB GNB GNQ GRD GUY HTI ISL JAM KGZ KHM KNA LAO LBR LCA LSO LUX MAC MDG MDV MKD MLI MLT \
         MNE MNG MRT MUS MWI NAM NCL NER NIC PNG PSE PYF RWA SLB SLE SOM SSD STP SUR SWZ SYC TCD TGO TJK TKM TLS TTO \
         VCT VUT WSM",
    ),
];

/// What the trade of a convention looks like.
pub(super) struct Trade {
    /// Exporting countries by the weight of their trade.
    pub exporters: &'static [(u64, &'static str)],
    /// The substances in real use. The first ones make up the demo.
    pub substances: &'static [WeightedSubstance],
    /// How many of them.
    pub in_demo: usize,
}

/// The trade of a convention.
pub(super) fn of_convention(convention: Convention) -> Trade {
    match convention {
        Convention::C1971 => Trade {
            exporters: &EXPORTERS,
            substances: &SUBSTANCES,
            in_demo: DEMO_SUBSTANCES,
        },
        Convention::C1961 => Trade {
            exporters: &NARCOTICS_EXPORTERS,
            substances: &NARCOTICS,
            in_demo: 16,
        },
        Convention::C1988 => Trade {
            exporters: &PRECURSORS_EXPORTERS,
            substances: &PRECURSORS,
            in_demo: 10,
        },
    }
}

/// Weight and typical shipment, in milligrams, of a substance that is not named here, by its schedule; none where it is
/// not traded but for what is planted.
pub(super) fn of_other(convention: Convention, schedule: &str) -> Option<(u64, u64)> {
    match (convention, schedule) {
        (Convention::C1971, "I") => None,
        (Convention::C1971, "II") | (Convention::C1961, _) => Some(OTHER_STANDARD),
        (Convention::C1971, _) => Some(OTHER_MEDICINE),
        (Convention::C1988, _) => Some(OTHER_PRECURSOR),
    }
}

/// Exporting countries of psychotropic substances by the weight of their trade; a few makers send most.
const EXPORTERS: [(u64, &str); 9] = [
    (200, "CHE"),
    (180, "DEU IND"),
    (120, "CHN USA"),
    (100, "FRA ITA"),
    (80, "BEL DNK GBR"),
    (30, "AUT ESP HUN IRL ISR NLD POL"),
    (12, "BRA CAN CZE FIN JPN PRT SVN SWE TUR ZAF"),
    (
        5,
        "ARE ARG AUS BGD BGR CHL COL EGY GRC IDN JOR KOR MAR MEX MYS NOR PAK RUS SGP SRB THA",
    ),
    (
        1,
        "BLR CRI CYP GTM HRV ISL KEN LBN LTU LVA MLT NZL PAN PER PHL ROU SAU SVK UKR URY VNM",
    ),
];

/// A substance's weight, and its typical shipment in milligrams.
pub(super) struct WeightedSubstance {
    /// Name in the config.
    pub name: &'static str,
    /// Weight of its trade.
    pub weight: u64,
    /// Typical shipment, in milligrams of the form shipped.
    pub typical: u64,
}

const fn of(name: &'static str, weight: u64, typical: u64) -> WeightedSubstance {
    WeightedSubstance {
        name,
        weight,
        typical,
    }
}

/// Exporting countries of narcotic drugs.
const NARCOTICS_EXPORTERS: [(u64, &str); 7] = [
    (150, "DEU GBR USA"),
    (110, "AUS BEL FRA"),
    (80, "CHE ESP HUN IND"),
    (40, "DNK ISR ITA NLD SVK TUR"),
    (15, "AUT CAN CZE IRL JPN NOR POL SWE ZAF"),
    (5, "ARG BRA CHN COL FIN GRC IRN JOR MEX PRT SVN THA"),
    (1, "CYP EGY HRV KEN KOR LVA MLT MYS NZL PAK SAU SGP UKR URY"),
];

/// Exporting countries of precursors.
const PRECURSORS_EXPORTERS: [(u64, &str); 6] = [
    (180, "CHN DEU IND"),
    (100, "NLD USA"),
    (60, "BEL CHE FRA SGP"),
    (30, "DNK ESP GBR ITA JPN KOR MEX"),
    (8, "ARG AUT BRA CAN CZE POL SWE TUR ZAF"),
    (2, "ARE EGY HUN IDN MYS PAK RUS SAU THA"),
];

/// The psychotropic substances in real use.
const SUBSTANCES: [WeightedSubstance; 73] = [
    of("diazepam", 1000, 3_000_000),
    of("alprazolam", 900, 200_000),
    of("clonazepam", 850, 250_000),
    of("phenobarbital", 700, 25_000_000),
    of("methylphenidate", 650, 1_500_000),
    of("zolpidem", 650, 800_000),
    of("lorazepam", 600, 120_000),
    of("midazolam", 520, 300_000),
    of("bromazepam", 380, 250_000),
    of("buprenorphine", 360, 15_000),
    of("pentobarbital", 300, 4_000_000),
    of("clobazam", 260, 600_000),
    of("oxazepam", 260, 2_500_000),
    of("chlordiazepoxide", 240, 1_500_000),
    of("phentermine", 230, 1_500_000),
    of("nitrazepam", 220, 300_000),
    of("dexamfetamine", 200, 300_000),
    of("temazepam", 180, 1_200_000),
    of("amfetamine", 170, 400_000),
    of("clorazepate", 130, 700_000),
    of("triazolam", 110, 6_000),
    of("lormetazepam", 100, 30_000),
    of("barbital", 90, 2_000_000),
    of("etizolam", 90, 20_000),
    of("flunitrazepam", 90, 10_000),
    of("meprobamate", 90, 12_000_000),
    of("pentazocine", 90, 1_000_000),
    of("prazepam", 80, 400_000),
    of("estazolam", 70, 25_000),
    of("gamma-hydroxybutyric acid", 70, 9_000_000),
    of("amfepramone", 60, 4_000_000),
    of("butalbital", 60, 5_000_000),
    of("carisoprodol", 60, 15_000_000),
    of("delta-9-tetrahydrocannabinol", 60, 20_000),
    of("flurazepam", 60, 600_000),
    of("medazepam", 60, 300_000),
    of("cathine", 40, 800_000),
    of("brotizolam", 35, 2_000),
    of("phendimetrazine", 35, 2_000_000),
    of("amobarbital", 60, 300_000),
    of("ethyl loflazepate", 30, 20_000),
    of("methylphenobarbital", 30, 1_000_000),
    of("nordazepam", 30, 200_000),
    of("benzfetamine", 25, 800_000),
    of("secobarbital", 25, 300_000),
    of("metamfetamine", 20, 20_000),
    of("tetrazepam", 20, 1_000_000),
    of("methaqualone", 1, 100),
    of("phencyclidine", 1, 50),
    of("mephedrone", 1, 20),
    of("clotiazepam", 25, 200_000),
    of("cloxazolam", 25, 60_000),
    of("loprazolam", 25, 10_000),
    of("mazindol", 20, 30_000),
    of("ketazolam", 18, 150_000),
    of("fenproporex", 15, 500_000),
    of("phenazepam", 15, 40_000),
    of("allobarbital", 12, 1_000_000),
    of("delorazepam", 12, 20_000),
    of("pemoline", 12, 600_000),
    of("cyclobarbital", 10, 800_000),
    of("levmetamfetamine", 10, 100_000),
    of("oxazolam", 10, 100_000),
    of("halazepam", 8, 300_000),
    of("haloxazolam", 8, 40_000),
    of("pinazepam", 8, 50_000),
    of("butobarbital", 6, 500_000),
    of("fludiazepam", 6, 5_000),
    of("mesocarb", 6, 100_000),
    of("secbutabarbital", 6, 700_000),
    of("flualprazolam", 2, 100),
    of("bromazolam", 2, 100),
    of("clonazolam", 2, 50),
];

/// The narcotic drugs in real use.
const NARCOTICS: [WeightedSubstance; 39] = [
    of("morphine", 700, 5_000_000),
    of("codeine", 650, 60_000_000),
    of("fentanyl", 600, 100_000),
    of("oxycodone", 480, 4_000_000),
    of("methadone", 420, 3_000_000),
    of("pethidine", 300, 6_000_000),
    of("hydromorphone", 260, 400_000),
    of("remifentanil", 240, 30_000),
    of("sufentanil", 180, 4_000),
    of("dihydrocodeine", 160, 30_000_000),
    of("cannabis", 120, 10_000_000),
    of("diphenoxylate", 110, 4_000_000),
    of("pholcodine", 90, 30_000_000),
    of("cocaine", 80, 200_000),
    of("CPS (M) AMA", 60, 200_000_000),
    of("opium", 40, 20_000_000),
    of("alfentanil", 120, 20_000),
    of("ethylmorphine", 70, 8_000_000),
    of("hydrocodone", 60, 10_000_000),
    of("tilidine", 60, 40_000_000),
    of("thebaine", 60, 80_000_000),
    of("piritramide", 40, 600_000),
    of("trimeperidine", 40, 1_000_000),
    of("cannabis resin, extracts and tinctures", 40, 3_000_000),
    of("CPS (T) ATA", 30, 200_000_000),
    of("dextropropoxyphene", 30, 60_000_000),
    of("oripavine", 20, 30_000_000),
    of("oxymorphone", 20, 500_000),
    of("ketobemidone", 20, 400_000),
    of("heroin", 10, 500_000),
    of("nicomorphine", 10, 300_000),
    of("acetyldihydrocodeine", 10, 400_000),
    of("levorphanol", 8, 20_000),
    of("dextromoramide", 8, 50_000),
    of("dipipanone", 8, 200_000),
    of("concentrate of poppy straw", 8, 200_000_000),
    of("etorphine", 6, 200),
    of("difenoxin", 6, 20_000),
    of("carfentanil", 2, 50),
];

/// The precursors in real use.
const PRECURSORS: [WeightedSubstance; 26] = [
    of("pseudoephedrine", 600, 60_000_000),
    of("ephedrine", 300, 15_000_000),
    of("pseudoephedrine preparations", 260, 15_000_000),
    of("ephedrine preparations", 150, 2_000_000),
    of("1-phenyl-2-propanone", 30, 200_000_000),
    of("acetic anhydride", 300, 300_000_000),
    of("potassium permanganate", 300, 300_000_000),
    of("norephedrine", 60, 8_000_000),
    of("ergometrine", 60, 300_000),
    of("piperonal", 50, 40_000_000),
    of("3,4-methylenedioxyphenyl-2-propanone", 4, 1_000_000),
    of("1-phenyl-2-propanone preparations", 4, 1_000_000),
    of("norephedrine preparations", 20, 4_000_000),
    of("ergotamine", 50, 200_000),
    of("lysergic acid", 8, 300_000),
    of("phenylacetic acid", 60, 100_000_000),
    of("anthranilic acid", 30, 100_000_000),
    of("piperidine", 40, 60_000_000),
    of("safrole", 20, 20_000_000),
    of("isosafrole", 6, 5_000_000),
    of("acetone", 200, 400_000_000),
    of("toluene", 200, 400_000_000),
    of("hydrochloric acid", 160, 400_000_000),
    of("sulphuric acid", 160, 400_000_000),
    of("ethyl ether", 120, 200_000_000),
    of("methyl ethyl ketone", 120, 400_000_000),
];

/// Names of precursors for which governments are asked for annual legitimate requirements.
pub(super) const REQUIRED: [&str; 8] = [
    "ephedrine",
    "ephedrine preparations",
    "pseudoephedrine",
    "pseudoephedrine preparations",
    "1-phenyl-2-propanone",
    "1-phenyl-2-propanone preparations",
    "3,4-methylenedioxyphenyl-2-propanone",
    "3,4-methylenedioxyphenyl-2-propanone preparations",
];

/// How many of `SUBSTANCES`, from the first, make up the demo, beside what is planted under Schedule I.
const DEMO_SUBSTANCES: usize = 50;

/// Psychotropic substances of Schedules III and IV that are not named above.
const OTHER_MEDICINE: (u64, u64) = (4, 50_000);

/// Psychotropic substances of Schedule II and narcotic drugs that are not named above: reference standards for laboratories.
const OTHER_STANDARD: (u64, u64) = (1, 30);

/// Precursors that are not named above.
const OTHER_PRECURSOR: (u64, u64) = (2, 5_000_000);

/// Typical shipment of a psychotropic substance of Schedule I, in milligrams.
pub(super) const RESEARCH_SHIPMENT: u64 = 400;

/// Countries of the demo.
pub(super) const DEMO_COUNTRIES: &str = "ARG AUS BEL BGD BRA CAN CHE CHL CHN COL DEU DNK EGY ESP ETH FRA GBR GHA HUN IDN IND \
     ITA JPN KEN KOR LBN LTU MAR MEX MYS NGA NLD PAK PER PHL POL SAU SWE THA TUR UKR USA VEN VNM ZAF";

/// How many in a thousand countries import a substance at all, by its weight.
pub(super) fn spread(weight: u64) -> u64 {
    match weight {
        300.. => 960,
        100..300 => 850,
        50..100 => 650,
        20..50 => 450,
        8..20 => 250,
        3..8 => 120,
        _ => 60,
    }
}

/// Size of a shipment to a country, per cent of the typical one, by the weight of its trade.
pub(super) fn scale(weight: u64) -> u64 {
    match weight {
        50.. => 250,
        16..50 => 100,
        7..16 => 40,
        _ => 12,
    }
}

/// The weight of `code` in `tiers`, 0 where it is in none.
pub(super) fn weight(tiers: &[(u64, &str)], code: &str) -> u64 {
    let tier = tiers
        .iter()
        .find(|(_, codes)| codes.split_whitespace().any(|c| c == code));
    tier.map_or(0, |(weight, _)| *weight)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::catalogue::Catalogue;
    use super::*;

    const CONVENTIONS: [Convention; 3] = [Convention::C1971, Convention::C1961, Convention::C1988];

    #[test]
    fn all_names_and_codes_are_the_configs() {
        for convention in CONVENTIONS {
            let catalogue = Catalogue::builtin(convention).unwrap();
            let trade = of_convention(convention);
            let mut names: Vec<&str> = trade.substances.iter().map(|known| known.name).collect();
            if convention == Convention::C1988 {
                names.extend(REQUIRED);
            }
            for name in names {
                let mut substances = catalogue.substances.iter();
                let substance = substances.find(|substance| substance.name == name);
                assert!(
                    substance.is_some_and(|substance| !substance.forms.is_empty()),
                    "{name}"
                );
            }
            let tiers = IMPORTERS.iter().chain(trade.exporters);
            let codes = tiers.map(|(_, codes)| *codes).chain([DEMO_COUNTRIES]);
            for code in codes.flat_map(str::split_whitespace) {
                assert!(
                    catalogue.countries.iter().any(|country| country == code),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn whoever_exports_imports_too() {
        for (_, codes) in CONVENTIONS.map(|it| of_convention(it).exporters).concat() {
            assert!(
                codes
                    .split_whitespace()
                    .all(|code| weight(&IMPORTERS, code) > 0),
                "{codes}"
            );
        }
        let demo: BTreeSet<&str> = DEMO_COUNTRIES.split_whitespace().collect();
        assert_eq!(demo.len(), 45);
        assert!(demo.iter().all(|code| weight(&IMPORTERS, code) > 0));
    }
}
