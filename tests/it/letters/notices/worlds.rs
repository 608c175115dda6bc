//! Worlds whose texts from outside would act on a document, in every place that a letter has for them.

use crate::house::done;
use std::fs;
use tempfile::TempDir;

/// The number of a record, an authorisation, the number of a filing and a note.
pub(crate) type Texts = [String; 4];

/// A world with these texts, published in `out`.
pub(crate) fn published(texts: &Texts) -> TempDir {
    let [record, authorisation, filing, note] =
        texts.each_ref().map(|text| text.replace('"', "\"\""));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("trades")).unwrap();
    fs::create_dir_all(data.join("estimates")).unwrap();
    let filings = format!(
        "filing_id,country,substance,kind,received,effective,grams,note\n\"{filing}\",FRA,PD006,assessment,2024-01-01,2024-01-01,100,\"{note}\"\n"
    );
    fs::write(data.join("estimates/a.csv"), filings).unwrap();
    let records = format!(
        "record_id,date,reporter,partner,flow,form,quantity_g,authorisation\n\"{record}\",2024-02-01,FRA,CHE,import,PD006,150,\"{authorisation}\"\n"
    );
    fs::write(
        data.join("trades/a.csv"),
        records + &format!("\"{record}-2\",2024-02-01,FRA,CHE,import,PD006,-1,\n"),
    )
    .unwrap();
    done(folder.path(), "run data --out out -q");
    folder
}

/// Texts that do no harm.
pub(crate) fn plain() -> Texts {
    ["R1", "A1", "F1", "a note"].map(str::to_owned)
}

/// Texts that would.
pub(crate) fn hostile() -> Vec<Texts> {
    let long = "x".repeat(5000);
    [
        [
            "</w:t></w:r><w:r/>",
            "<script>alert(1)</script>",
            "&amp;&lt;]]>",
            "<!-- \" onload='x' -->",
        ],
        [
            "=1+1",
            "a\u{202e}b\u{2066}c",
            "\u{1b}[31mred\u{7}",
            "رقم\u{200f} 7 \u{2069}\u{2069}",
        ],
        [&long, &long, &long, &long],
        [
            "{ $first }",
            "{\"\\u0041\"}",
            "#set page(width: 1pt)",
            "\\ $x$ _y_ *z* @ref",
        ],
        [
            "#pagebreak()",
            "#panic[`x`] <label>",
            "= heading - item",
            "/* // */ ~ --- \"q\"",
        ],
        [
            "\u{feff}\u{fffe}\u{fdd0}",
            "\u{e0041}\u{ad}",
            "\u{85}\u{9f}",
            "\u{2028}\u{2029}",
        ],
    ]
    .into_iter()
    .map(|texts| texts.map(str::to_owned))
    .collect()
}
