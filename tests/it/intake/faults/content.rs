//! Files that are something else than their names say, and files whose first line is not the column names.

use insta::assert_snapshot;

use super::harness::World;

const HEADER: &str = "record_id,date,reporter,partner,flow,form,quantity_g";
const ROW: &str = "A-1,2022-03-01,CHE,DEU,import,PD006,1";

/// What the program says of each of some files; what it says of each is a line.
fn said(files: &[(&str, &[u8])]) -> String {
    let world = World::sound();
    for (name, bytes) in files {
        world.write(&format!("dataset/trades/{name}"), bytes);
    }
    let said = world.run(&[]);
    assert_eq!(
        (said.code, said.published),
        (Some(1), false),
        "{}",
        said.stderr
    );
    assert_eq!(
        said.stderr.lines().count(),
        files.len() + 1,
        "{}",
        said.stderr
    );
    said.stderr.lines().skip(1).collect::<Vec<_>>().join("\n")
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// No advice makes it worse: another name helps none of these, and none was cut off on its way.
#[test]
#[allow(
    clippy::too_many_lines,
    reason = "a table of contents and what is said of each"
)]
fn what_a_file_is_its_content_says() {
    let tar = [&[b' '; 257][..], b"ustar"].concat();
    let table = format!("{HEADER}\n{ROW}\n");
    let wide = utf_16(&table);
    let wider: Vec<u8> = table
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let marked = [b"\xff\xfe\0\0", &wider[..]].concat();
    let files: [(&str, &[u8]); 55] = [
        ("7z.csv", b"7z\xbc\xaf\x27\x1c"),
        ("access.csv", b"\0\x01\0\0Standard Jet DB"),
        ("access-2.csv", b"\0\x01\0\0Standard ACE DB"),
        ("arrow.csv", b"ARROW1\0\0"),
        ("arrow-stream.csv", b"\xff\xff\xff\xff\x10\0\0\0"),
        ("avro.csv", b"Obj\x01\x04"),
        ("bzip2.csv", b"BZh91AY&SY"),
        ("compress.csv", b"\x1f\x9d\x90"),
        ("docx.csv", b"PK\x03\x04[Content_Types].xml word/document.xml"),
        ("duckdb.csv", b"12345678DUCK"),
        ("encrypted.parquet", b"PARE....PARE"),
        ("feather.parquet", b"FEA1"),
        ("gif.csv", b"GIF89a"),
        ("gzip.csv", b"\x1f\x8b\x08\0"),
        ("gzip.csv.gz", b"\x1f\x8b\x08\0"),
        ("gzip.CSV", b"\x1f\x8b\x08\0"),
        ("hadoop.parquet", b"SEQ\x06"),
        ("hdf5.csv", b"\x89HDF\r\n\x1a\n"),
        ("html.csv", b"<!doctype html><html><body><table>"),
        ("html.xls", b"<table><tr><td>record_id"),
        ("jpeg.csv", b"\xff\xd8\xff\xe0"),
        ("json.csv", b"[{\"record_id\":\"A-1\"}]\n"),
        ("json-lines.csv", b"{\"record_id\":\"A-1\"}\n{\"record_id\":\"A-2\"}\n"),
        ("lz4.csv", b"\x04\x22\x4d\x18"),
        ("lzip.csv", b"LZIP\x01"),
        ("mhtml.csv", b"MIME-Version: 1.0\r\n"),
        ("numbers.csv", b"PK\x03\x04Index/Tables/DataList.iwa"),
        ("ods.csv", b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
        ("orc.parquet", b"ORC\x0a\x12\x03\x08\x17ORC\x17"),
        ("pdf.csv", b"%PDF-1.4\n"),
        ("png.csv", b"\x89PNG\r\n\x1a\n"),
        ("postscript.csv", b"%!PS-Adobe\n"),
        ("rar.csv", b"Rar!\x1a\x07\0"),
        ("rtf.csv", b"{\\rtf1\\ansi"),
        ("snappy.csv", b"\xff\x06\0\0sNaPpY"),
        ("spss.csv", b"$FL2@(#)"),
        ("sqlite.csv", b"SQLite format 3\x00"),
        ("stata.csv", b"<stata_dta><header>"),
        ("tar.csv", &tar),
        ("tiff.csv", b"II*\0"),
        ("unknown.csv", b"\x7fELF\x02\x01\x01\0"),
        ("unknown.parquet", b"\x7fELF\x02\x01\x01\0"),
        ("utf-16.csv", &wide),
        ("utf-32.csv", &wider),
        ("utf-32-marked.csv", &marked),
        ("xls.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("xls-old.csv", b"\x09\x08\x10\0\0\x06"),
        ("xlsx.csv", b"PK\x03\x04[Content_Types].xml xl/workbook.xml"),
        ("xlsx.xlsx", b"PK\x03\x04[Content_Types].xml xl/workbook.xml"),
        ("xml.csv", b"<?xml version=\"1.0\"?>\n<records/>\n"),
        ("xml-workbook.csv", b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
        ("xz.csv", b"\xfd7zXZ\0"),
        ("zeros.csv", &[0; 100]),
        ("zip.csv", b"PK\x03\x04a.txt"),
        ("zstd.csv", b"\x28\xb5\x2f\xfd"),
    ];
    let said = said(&files);
    for harm in [
        "rename",
        "cut short",
        "transfer",
        "write them there",
        "remove the column",
    ] {
        assert!(!said.contains(harm), "{harm}: {said}");
    }
    assert_snapshot!(said, @r"
    trades/7z.csv: is a 7z archive; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/access-2.csv: is an Access database; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/access.csv: is an Access database; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/arrow-stream.csv: is an Arrow IPC stream; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/arrow.csv: is an Arrow IPC file (Feather); write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/avro.csv: is an Avro file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/bzip2.csv: is packed with bzip2; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/compress.csv: is packed with compress; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/docx.csv: is a text document (DOCX or ODT); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/duckdb.csv: is a DuckDB database; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/encrypted.parquet: is encrypted Parquet; write it without encryption
    trades/feather.parquet: is a Feather file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/gif.csv: is an image (GIF); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/gzip.CSV: is packed with gzip; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/gzip.csv: is packed with gzip; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/gzip.csv.gz: the gzip file ends too early: the packed data are not complete; the file was cut, deliver it again; if that does not help, save the table that it holds as CSV in UTF-8
    trades/hadoop.parquet: is a Hadoop sequence file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/hdf5.csv: is an HDF5 file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/html.csv: is a web page (HTML); open it in a browser: if it shows the data, copy them into a spreadsheet program and save them as CSV UTF-8; if it reports an error or asks for a password, fetch the file anew
    trades/html.xls: is a web page (HTML); open it in a browser: if it shows the data, copy them into a spreadsheet program and save them as CSV UTF-8; if it reports an error or asks for a password, fetch the file anew
    trades/jpeg.csv: is an image (JPEG); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/json-lines.csv: is JSON, an object on each line; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/json.csv: is JSON; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/lz4.csv: is packed with lz4; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/lzip.csv: is packed with lzip; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/mhtml.csv: is a web page with its pictures (MHTML); open it in a browser: if it shows the data, copy them into a spreadsheet program and save them as CSV UTF-8; if it reports an error or asks for a password, fetch the file anew
    trades/numbers.csv: is a Numbers workbook; open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/ods.csv: is an OpenDocument workbook (ODS); open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/orc.parquet: is an ORC file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/pdf.csv: is a PDF document; ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/png.csv: is an image (PNG); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/postscript.csv: is a PostScript document; ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/rar.csv: is a RAR archive; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/rtf.csv: is a text document (RTF); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/snappy.csv: is packed with snappy; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/spss.csv: is an SPSS file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/sqlite.csv: is an SQLite database; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/stata.csv: is a Stata file; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/tar.csv: is a tar archive; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/tiff.csv: is an image (TIFF); ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/unknown.csv: is binary data of a kind that is not known; ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/unknown.parquet: is binary data of a kind that is not known; ask whoever delivered it for the data as CSV, as Parquet or as a workbook
    trades/utf-16.csv: is UTF-16 (without the mark at its start); save it as UTF-8
    trades/utf-32-marked.csv: is UTF-32; save it as UTF-8
    trades/utf-32.csv: is UTF-32; save it as UTF-8
    trades/xls-old.csv: is an Excel workbook of the old kind (XLS); open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/xls.csv: is an Excel workbook of the old kind (XLS), or another Office file; open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/xlsx.csv: is an Excel workbook (XLSX); open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/xlsx.xlsx: the workbook is damaged: invalid Zip archive: Could not find EOCD; deliver the file again, or save it anew; if that does not help, save the table that it holds as CSV in UTF-8
    trades/xml-workbook.csv: is an Excel workbook written as XML; open it in a spreadsheet program and save the sheet with the data as CSV UTF-8, with the column names on line 1
    trades/xml.csv: is XML; write the same table as Parquet, or as CSV in UTF-8, and put that here in its place
    trades/xz.csv: is packed with xz; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/zeros.csv: is zero bytes from its start on, as a disk or a network leaves them after a failure; deliver it again
    trades/zip.csv: is a ZIP archive; unpack it, and put the .csv or .parquet files that it holds here in its place
    trades/zstd.csv: is packed with zstd; unpack it, and put the .csv or .parquet files that it holds here in its place
    ");
}

#[test]
fn tables_under_other_names() {
    let table = format!("{HEADER}\n{ROW}\n");
    let tabs = table.replace(',', "\t");
    let parquet = std::fs::read(super::harness::catalogue().join("checksummed.parquet")).unwrap();
    let cut = &parquet[..parquet.len() - 9];
    let files: [(&str, &[u8]); 9] = [
        ("notes.parquet", b"Received by mail.\n"),
        ("RECORDS.CSV", table.as_bytes()),
        ("records", table.as_bytes()),
        ("records.parquet", table.as_bytes()),
        ("tabs.parquet", tabs.as_bytes()),
        ("parquet.csv", &parquet),
        ("parquet.parq", &parquet),
        ("parquet-cut.csv", cut),
        ("notes.md", b"Received by mail.\n"),
    ];
    assert_snapshot!(said(&files), @r"
    trades/RECORDS.CSV: is CSV, but its name does not end in .csv (lower case); rename it
    trades/notes.md: does not end in .csv or .parquet (lower case), and holds no table; move it out of the dataset, or let its name start with _ to have it skipped
    trades/notes.parquet: is neither Parquet, which starts with PAR1, nor a table in CSV; deliver it again
    trades/parquet-cut.csv: is cut off at its end: it starts as Parquet, but its footer is not there; deliver it again
    trades/parquet.csv: is Parquet, but its name does not end in .parquet (lower case); rename it
    trades/parquet.parq: is Parquet, but its name does not end in .parquet (lower case); rename it
    trades/records: is CSV, but its name does not end in .csv (lower case); rename it
    trades/records.parquet: is CSV, but its name does not end in .csv (lower case); rename it
    trades/tabs.parquet: is separated by tabs; expected commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system); besides, the name of a CSV file must end in .csv (lower case)
    ");
}

#[test]
fn what_stands_above_the_column_names() {
    let table = format!("{HEADER}\n{ROW}\n");
    let semicolons = table.replace(',', ";");
    let texts = [
        ("comment.csv", format!("# extract of 2024-07-31\n{table}")),
        ("comments.csv", format!("// a\n\n-- b\n{table}")),
        ("nothing.csv", "\n\n".to_owned()),
        ("mark.csv", format!("#{table}")),
        ("blank.csv", format!("\n\n{table}")),
        (
            "title.csv",
            format!("FORM A/P,,,\nQuarter 1,,,\n,,,\n{table}"),
        ),
        ("title-semicolons.csv", format!("FORM A/P;;;\n{semicolons}")),
        ("sep.csv", format!("sep=,\n{table}")),
        ("sep-semicolons.csv", format!("\"SEP=;\"\r\n{semicolons}")),
        ("pipes.csv", table.replace(',', "|")),
        ("carets.csv", table.replace(',', "^")),
        (
            "prose.csv",
            "Minutes of the meeting of 2022-03-01\n".to_owned(),
        ),
    ];
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    assert_snapshot!(said(&files), @r#"
    trades/blank.csv: lines 1 to 2 are blank, and the column names stand on line 3; remove what is above them
    trades/carets.csv: is separated by carets (^); expected commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)
    trades/comment.csv: line 1 is a comment, and the column names stand on line 2; remove what is above them
    trades/comments.csv: lines 1 to 3 are a comment, and the column names stand on line 4; remove what is above them
    trades/mark.csv: line 1 has # before the column names; remove it there
    trades/nothing.csv: has a header line that cannot be read: it is blank; write it in UTF-8 with the column names separated by commas
    trades/pipes.csv: is separated by pipes (|); expected commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)
    trades/prose.csv: line 1 is not the column names: it starts with "Minutes of the meeting of 2022-03-01"; let it hold the column names, with nothing above them; a file of records needs record_id, date, reporter, flow, form and quantity_g (or quantity and unit)
    trades/sep-semicolons.csv: line 1 is "sep=", which only Excel reads; remove that line; besides, fields are separated by semicolons: write commas between them
    trades/sep.csv: line 1 is "sep=", which only Excel reads; remove that line
    trades/title-semicolons.csv: line 1 is a title or other text, and the column names stand on line 2; remove what is above them; besides, fields are separated by semicolons: write commas between them
    trades/title.csv: lines 1 to 3 are a title or other text, and the column names stand on line 4; remove what is above them
    "#);
}

/// All that is wrong with the columns of a file is said at once, each by what it may mean.
#[test]
fn columns_by_other_names() {
    let texts = [
        (
            "two.csv",
            "record_id,date,rapporteur,partner,flow,form,qty\n",
        ),
        (
            "languages.csv",
            "Numéro,fecha,País,Partnerland,направление,物质,الكمية\n",
        ),
        (
            "kilograms.csv",
            "record_id,date,reporter,partner,flow,form,quantity_kg,reexport_kg\n",
        ),
        (
            "both.csv",
            "record_id,record_id,date,reporter,flow,quantity,quantity_g,colour\n",
        ),
        (
            "filings.csv",
            "filing_id,country,substance,kind,received,effective,grams,note\n",
        ),
        (
            "reexport.csv",
            "record_id,date,reporter,partner,flow,form,quantity_g,réexportation\n",
        ),
    ];
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    assert_snapshot!(said(&files), @r#"
    trades/both.csv: has unknown column "colour"; has column record_id twice; keep one of the two; lacks column "form"; mixes two notations; write quantity_g and reexport_g, or quantity, unit and reexport, not columns of both; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    trades/filings.csv: has the columns of filings, not of records; move it to estimates/
    trades/kilograms.csv: has unknown columns "quantity_kg", "reexport_kg"; lacks column "quantity_g"; write quantity for "quantity_kg", beside a column unit that holds kg, reexport for "reexport_kg", beside a column unit that holds kg; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    trades/languages.csv: has unknown columns "Numéro", "fecha", "País", "Partnerland", "направление", "物质", "الكمية"; lacks columns "record_id", "date", "reporter", "flow", "form", "quantity_g"; write record_id for "Numéro", date for "fecha", reporter for "País", partner for "Partnerland", flow for "направление", form for "物质", quantity_g for "الكمية" if it is in grams, or else quantity, beside a column unit; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    trades/reexport.csv: has unknown column "réexportation"; write reexport_g for "réexportation" if it is in grams; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    trades/two.csv: has unknown columns "rapporteur", "qty"; lacks columns "reporter", "quantity_g"; write reporter for "rapporteur", quantity_g for "qty" if it is in grams, or else quantity, beside a column unit; known are record_id, date, received, reporter, partner, flow, form, quantity_g, reexport_g, quantity, unit, reexport, authorisation, special_licence, period, procedure; call each that holds one of them by its name, and leave out any other
    "#);
    let world = World::sound();
    world.write(
        "dataset/estimates/kilograms.csv",
        "filing_id,country,substance,kind,received,effective,kilograms\n",
    );
    world.write(
        "dataset/estimates/amounts.csv",
        "filing_id,country,substance,type,received,valid from,amount\n",
    );
    assert_snapshot!(world.run(&[]), @r#"
    exit code 1, nothing published

    inforce: 2 files cannot be read, so nothing was judged; mend what is named here, or leave it out with --keep-going
      estimates/amounts.csv: has unknown columns "type", "valid from", "amount"; lacks columns "kind", "effective", "grams"; write kind for "type", effective for "valid from", grams for "amount" if it is in grams; known are filing_id, country, substance, kind, received, effective, grams, year, confirmed, note; call each that holds one of them by its name, and leave out any other
      estimates/kilograms.csv: has unknown column "kilograms"; lacks column "grams"; write grams for "kilograms", its values turned from kg into grams; known are filing_id, country, substance, kind, received, effective, grams, year, confirmed, note; call each that holds one of them by its name, and leave out any other
    "#);
}

/// No column is advised twice, none that the file has, and quantities in one notation.
#[test]
fn columns_in_one_notation() {
    let texts = [
        (
            "besides.csv",
            "record_id,date,reporter,country,flow,form,qty_kg,reexp_mg,authorisation,licencia\n",
        ),
        (
            "grams.csv",
            "record_id,date,reporter,flow,form,quantity_g,reexp,Einheit\n",
        ),
        (
            "no-unit.csv",
            "record_id,date,reporter,flow,form,Quantity\n",
        ),
        (
            "turned.csv",
            "record_id,date,reporter,flow,form,reexport_g,Quantity\n",
        ),
        (
            "units.csv",
            "record_id,date,reporter,flow,form,quantity,unit,reexp_mg,licencia\n",
        ),
    ];
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let advice = said(&files);
    let advice: Vec<&str> = advice
        .lines()
        .filter_map(|line| line.split_once("; known are").map(|(line, _)| line))
        .collect();
    assert_snapshot!(advice.join("\n"), @r#"
    trades/besides.csv: has unknown columns "country", "qty_kg", "reexp_mg", "licencia"; lacks column "quantity_g"; write partner for "country" if it is the other side of the trade, quantity_g for "qty_kg", its values turned from kg into grams, reexport_g for "reexp_mg", its values turned from mg into grams, special_licence for "licencia" if it is the special import licence of Article 13
    trades/grams.csv: has unknown columns "reexp", "Einheit"; write reexport_g for "reexp" if it is in grams; quantity_g holds grams: turn it into grams where "Einheit" says another unit, before that column is left out
    trades/no-unit.csv: has unknown column "Quantity"; lacks column "quantity_g"; write quantity for "Quantity", beside a column unit
    trades/turned.csv: has unknown column "Quantity"; lacks column "quantity_g"; write quantity_g for "Quantity", its values turned into grams
    trades/units.csv: has unknown columns "reexp_mg", "licencia"; write reexport for "reexp_mg", its values in the unit that the row names, authorisation for "licencia" (special_licence if it is the special import licence of Article 13)
    "#);
}

/// A filing whose country is written in words is found where the country is asked for, and said to be no more than that.
#[test]
fn refused_filings_of_a_country_in_words() {
    let world = World::sound();
    let header = "filing_id,country,substance,kind,received,effective,grams\n";
    let row = |id: &str, country: &str| {
        format!("{id},{country},PM005,assessment,2022-01-01,2022-01-01,5\n")
    };
    let rows = [
        ("F-1", "Switzerland"),
        ("F-2", "Suitzerland"),
        ("F-3", "Germany"),
        ("F-4", "Atlantis"),
    ];
    let rows: String = rows.iter().map(|(id, country)| row(id, country)).collect();
    world.write("dataset/estimates/words.csv", format!("{header}{rows}"));
    let said = world.run(&[]);
    assert!(
        said.quarantine.contains("country is \"Suitzerland\"")
            && said.quarantine.contains("did you mean CHE (Switzerland)?"),
        "{said}"
    );
    let asked = |arguments: &str| {
        let output = world
            .program(&arguments.split(' ').collect::<Vec<_>>())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = asked("refused --out out --country CHE --format json");
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let named: Vec<_> = listed
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["named_so"].as_str()))
        .collect();
    assert_eq!(
        named,
        [("F-1", Some("Switzerland")), ("F-2", Some("Suitzerland"))]
    );
    assert!(asked("refused --out out --country CHE").contains("named so in the file"));
    assert!(!asked("refused --out out").contains("named so in the file"));
    let told = asked("estimates --out out --on 2022-06-01 --country CHE");
    for (part, is_there) in [
        ("May be meant, and was received and refused", true),
        ("F-1,Switzerland", true),
        ("F-2,Suitzerland", true),
        ("F-3", false),
        (
            "2 refused filings have a country that cannot be read and may be of this one",
            false,
        ),
        (
            "1 refused filing has a country that cannot be read and may be of this one; inforce refused --kind filing lists all.",
            true,
        ),
    ] {
        assert_eq!(told.contains(part), is_there, "{part}: {told}");
    }
}
