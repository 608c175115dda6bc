//! Who trades what, how often and in what sizes: rough figures that make trade look like the world's.
//!
//! They follow what is published on the world's manufacture and trade in broad strokes only, and nothing may be concluded
//! from them. Countries and substances are named as in the config; what is not named here trades little, or not at all.

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

/// Exporting countries by the weight of their trade; a few makers send most.
pub(super) const EXPORTERS: [(u64, &str); 9] = [
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
pub(super) struct Substance {
    /// Name in the config.
    pub name: &'static str,
    /// Weight of its trade.
    pub weight: u64,
    /// Typical shipment, in milligrams of the form shipped.
    pub typical: u64,
}

const fn of(name: &'static str, weight: u64, typical: u64) -> Substance {
    Substance {
        name,
        weight,
        typical,
    }
}

/// The substances in real use. The first fifty or so make up the demo.
pub(super) const SUBSTANCES: [Substance; 73] = [
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

/// How many of `SUBSTANCES`, from the first, make up the demo, beside what is planted under Schedule I.
pub(super) const DEMO_SUBSTANCES: usize = 50;

/// Substances of Schedules III and IV that are not named above.
pub(super) const OTHER_MEDICINE: (u64, u64) = (4, 50_000);

/// Substances of Schedule II that are not named above: reference standards for laboratories.
pub(super) const OTHER_STANDARD: (u64, u64) = (1, 30);

/// Typical shipment of a substance of Schedule I, in milligrams.
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

    #[test]
    fn all_names_and_codes_are_the_configs() {
        let catalogue = Catalogue::builtin().unwrap();
        for known in &SUBSTANCES {
            let substance = catalogue
                .substances
                .iter()
                .find(|substance| substance.name == known.name);
            assert!(
                substance.is_some_and(|substance| !substance.forms.is_empty()),
                "{}",
                known.name
            );
        }
        let tiers = IMPORTERS.iter().chain(&EXPORTERS).map(|(_, codes)| *codes);
        for code in tiers
            .chain([DEMO_COUNTRIES])
            .flat_map(str::split_whitespace)
        {
            assert!(
                catalogue.countries.iter().any(|country| country == code),
                "{code}"
            );
        }
    }

    #[test]
    fn whoever_exports_imports_too() {
        for (_, codes) in EXPORTERS {
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
