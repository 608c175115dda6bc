//! A small world of the three conventions: own exports, a deduction, filings that are not confirmed, a notice and the supplement
//! that lifts it, requirements, trade without one, and records that are exempt.

use crate::house::done;
use std::fs;
use std::path::Path;

/// As a field of CSV; with harm in it if the world is hostile.
fn text(hostile: bool, plain: &str) -> String {
    if hostile {
        format!("\"{plain}</td><script>pwned=1</script>\"\"'&amp;\u{202e}\"")
    } else {
        plain.to_owned()
    }
}

/// Puts harm into the fields in braces of some rows.
fn rows(hostile: bool, rows: &str) -> String {
    let mut out = String::new();
    for (place, part) in rows.split(['{', '}']).enumerate() {
        if place % 2 == 1 {
            out.push_str(&text(hostile, part));
        } else {
            out.push_str(part);
        }
    }
    out
}

const CONFIG: [(&str, &str); 7] = [
    (
        "substances.csv",
        "code,name,schedule,controlled_from,convention\nNM009,{morphine},I,,1961\nPD006,{diazepam},IV,,1971\nRE001,{ephedrine},TI,,1988\n",
    ),
    (
        "forms.csv",
        "form,substance,name,base_percent,from\nNM009,NM009,{morphine},100,\nPD006,PD006,{diazepam},100,\nRE001,RE001,{ephedrine},100,\n",
    ),
    (
        "preparations.csv",
        "preparation,name,form,percent,exempt\nNM009-SIII,{a syrup},NM009,0.2,1961\n",
    ),
    (
        "countries.csv",
        "alpha3,name\nBEL,Belgium\nCHE,Switzerland\nCHN,China\nDEU,{Germany}\nFRA,{France}\nIND,India\nKEN,Kenya\nLUX,Luxembourg\nMEX,Mexico\nUKR,Ukraine\nZAF,South Africa\n",
    ),
    ("prohibitions.csv", "country,substance,from\n"),
    (
        "notices.csv",
        "country,substance,year,from\nFRA,NM009,2024,2024-05-01\n",
    ),
    (
        "inforce.toml",
        "[judgement]\nretroactive = \"honour\"\nvalidity = \"until-replaced\"\n",
    ),
];

const TRADES: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,procedure\n\
    {F-1},2024-02-10,2024-03-01,FRA,CHE,import,NM009,9000,,\n\
    {F-2},2024-05-20,2024-06-01,FRA,DEU,import,NM009,8000,1000,\n\
    {F-3},2024-03-05,2024-04-01,FRA,BEL,export,NM009,400,,\n\
    {F-4},2024-03-05,2024-04-01,FRA,BEL,export,NM009,300,,\n\
    {F-5},2024-04-11,2024-05-01,FRA,KEN,export,NM009,500,,\n\
    {F-6},2024-04-30,2024-05-01,FRA,CHE,import,NM009-SIII,5000,,\n\
    {C-1},2024-02-11,2024-03-01,CHE,FRA,export,NM009,9000,,\n\
    {C-2},2024-09-20,2024-10-01,CHE,FRA,export,NM009,300,,\n\
    {C-3},2024-08-01,2024-09-01,CHE,DEU,import,PD006,1500,200,\n\
    {D-1},2024-05-21,2024-06-01,DEU,FRA,export,NM009,8000,,\n\
    {D-2},2024-10-02,2024-11-01,DEU,UKR,export,PD006,200,,simplified\n\
    {B-1},2024-01-15,2024-02-01,BEL,LUX,export,NM009,50,,\n\
    {K-1},2024-04-20,2024-05-01,KEN,FRA,import,NM009,500,,\n\
    {I-1},2024-03-03,2024-04-01,IND,CHN,import,RE001,430000,,\n\
    {I-2},2024-07-07,2024-08-01,IND,CHN,import,RE001,100000,,\n\
    {Z-1},2024-05-05,2024-06-01,ZAF,CHN,import,RE001,1000,,\n\
    {M-1},2024-02-05,2024-03-01,MEX,CHN,import,RE001,300,,\n\
    {M-2},2024-07-05,2024-08-01,MEX,CHN,import,RE001,400,,\n";

const FILINGS: &str = "filing_id,country,substance,kind,received,effective,grams,note,year,confirmed\n\
    {EST-0},FRA,NM009,supplement,2023-02-01,,10,,2023,2023-03-01\n\
    {EST-1},FRA,NM009,estimate,2023-10-01,,16200,,2024,2023-11-01\n\
    {DED-1},FRA,NM009,deduction,2024-01-20,,800,{excess of 2023},2024,\n\
    {SUP-1},FRA,NM009,supplement,2024-08-10,,500.5,,2024,2024-09-15\n\
    {SUP-2},FRA,NM009,supplement,2024-11-10,,900,,2024,\n\
    {EST-K},KEN,NM009,estimate,2023-10-01,,700,,2024,\n\
    {REQ-1},IND,RE001,requirement,2023-10-01,2024-01-01,500000,,,\n\
    {REQ-2},MEX,RE001,requirement,2024-05-01,2024-06-01,500,,,\n\
    {AS-1},CHE,PD006,assessment,2023-10-01,2024-01-01,1000.4,,,\n";

/// Writes the world into a folder and judges it there.
pub(crate) fn judged(folder: &Path, hostile: bool) {
    for (name, content) in CONFIG {
        write(&folder.join("config").join(name), &rows(hostile, content));
    }
    write(
        &folder.join("data/trades/records.csv"),
        &rows(hostile, TRADES),
    );
    write(
        &folder.join("data/estimates/filings.csv"),
        &rows(hostile, FILINGS),
    );
    done(folder, "run data --config config --quiet");
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}
