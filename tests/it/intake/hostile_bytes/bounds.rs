//! Files that would take all the memory there is, if they were believed.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::process::Stdio;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use arrow_array::{ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::house::{House, RECORDS as HEADER, Said, said};
use crate::support::effort::is_long;

const MIB: u64 = 1 << 20;

/// A run, and the most memory it held, in MiB, by what the system says while it goes on.
fn run(house: &House) -> (Said, u64) {
    let mut command = house.command("run data --config config --quiet --memory 256M");
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = thread::spawn(move || {
        let mut peak = 0;
        // Of a process that has ended there is no such line any more.
        while let Some(now) = fs::read_to_string(&status).ok().and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))?
                .trim()
                .strip_suffix(" kB")?
                .parse::<u64>()
                .ok()
        }) {
            peak = now.max(peak);
            thread::sleep(Duration::from_millis(1));
        }
        peak / 1024
    });
    let said = said(&child.wait_with_output().unwrap());
    (said, watch.join().unwrap())
}

/// A run that refuses a file with these words, and holds no more than so much memory.
fn refused(house: &House, fault: &str, bound: u64) {
    // A run may be over before anybody has looked.
    let (said, peak) = (0..100)
        .map(|_| run(house))
        .find(|(_, peak)| *peak > 0)
        .expect("a run that was looked at");
    assert_eq!(
        (said.code, said.stdout.as_str()),
        (Some(1), ""),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains(fault), "{}", said.stderr);
    assert!(peak <= bound, "{peak} MiB, at most {bound}");
    assert!(!house.path("out/current").exists());
    eprintln!("{fault}: {peak} MiB");
}

#[test]
fn a_line_of_a_gibibyte() {
    let long = "trades/long.csv: line 2 is longer than 1 MiB, which no row is; deliver it again, with a line end after each row";
    let zeros = "trades/long.csv: is zero bytes from its start on, as a disk or a network leaves them after a failure; deliver it again";
    for (start, fault) in [(HEADER, long), ("", zeros)] {
        let house = House::new();
        let path = house.path("data/trades/long.csv");
        house.write("data/trades/long.csv", start);
        // Zeros that take no room on the disk; nobody needs to have written them.
        let file = File::options().write(true).open(path).unwrap();
        file.set_len(1024 * MIB).unwrap();
        file.write_all_at(b"\n", 1024 * MIB - 1).unwrap();
        refused(&house, fault, 300);
    }
}

/// The limit is exact, and lines up to it are rows like any other.
#[test]
fn a_line_of_a_mebibyte() {
    let house = House::new();
    let line = |length: usize| format!("{HEADER}X-1,{}\n", "x".repeat(length - 4));
    house.write("data/trades/long.csv", line(1 << 20));
    let said = house.inforce("run data --config config");
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.contains("bad-line"), "{}", said.stdout);
    house.remove("out");
    house.write("data/trades/long.csv", line((1 << 20) + 1));
    refused(&house, "trades/long.csv: line 2 is longer than 1 MiB", 300);
}

/// One record whose id is so long, packed well.
fn packed(length: usize, compression: Compression) -> Vec<u8> {
    let id = "0".repeat(length);
    let text = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
    let quantity = Decimal128Array::from(vec![1])
        .with_precision_and_scale(18, 6)
        .unwrap();
    let columns: [(&str, ArrayRef); 7] = [
        ("record_id", text(&id)),
        ("date", Arc::new(Date32Array::from(vec![19_800]))),
        ("reporter", text("CHE")),
        ("partner", text("DEU")),
        ("flow", text("import")),
        ("form", text("PD006")),
        ("quantity_g", Arc::new(quantity)),
    ];
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
        .build();
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn a_decompression_bomb() {
    for compression in [Compression::ZSTD(ZstdLevel::default()), Compression::SNAPPY] {
        let house = House::new();
        let bytes = packed(256 << 20, compression);
        assert!(bytes.len() < 32 << 20, "{} bytes are no bomb", bytes.len());
        house.write("data/trades/bomb.parquet", bytes);
        refused(
            &house,
            &format!(
                "trades/bomb.parquet: is damaged: a page claims to unpack to {} bytes; deliver it again",
                (256 << 20) + 4
            ),
            300,
        );
    }
}

/// A page that says that it unpacks to a byte less than two gibibytes.
#[test]
fn a_forged_page_header() {
    let house = House::new();
    let mut bytes = packed(128 << 20, Compression::ZSTD(ZstdLevel::default()));
    // After the mark of the format: the type, then the size, which is a number of five bytes, as is the forged one.
    assert_eq!(bytes[4..7], [0x15, 0, 0x15]);
    assert!(bytes[7..11].iter().all(|byte| byte & 0x80 != 0) && bytes[11] & 0x80 == 0);
    bytes[7..12].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff, 0x0f]);
    house.write("data/trades/forged.parquet", &bytes);
    refused(
        &house,
        "trades/forged.parquet: is damaged: a page claims to unpack to 2147483647 bytes; deliver it again",
        300,
    );
}

/// A footer whose counts of rows are absurd, in all its places alike: one row is said to be so many.
#[test]
fn absurd_row_counts() {
    // A thousand, a billion, 2^62: as the format writes them, doubled, seven bits a byte.
    for rows in [1_000_u64, 1_000_000_000, 1 << 62] {
        let mut number = Vec::new();
        let mut rest = rows * 2;
        while rest >= 0x80 {
            number.push(u8::try_from(rest & 0x7f | 0x80).unwrap());
            rest >>= 7;
        }
        number.push(u8::try_from(rest).unwrap());
        let house = House::new();
        let sound = packed(2, Compression::UNCOMPRESSED);
        let end = sound.len() - 8;
        let start = end
            - usize::try_from(u32::from_le_bytes(*sound[end..].first_chunk().unwrap())).unwrap();
        let (mut footer, mut turned) = (Vec::new(), 0);
        for at in start..end {
            // The number 1 in a field of 64 bits.
            if sound[at] == 2 && sound[at - 1] & 0xf == 6 {
                footer.extend(&number);
                turned += 1;
            } else {
                footer.push(sound[at]);
            }
        }
        // Of the file, of its row group, of each of its columns.
        assert!(turned >= 9, "{turned}");
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        house.write(
            "data/trades/absurd.parquet",
            [&sound[..start], &footer, &length, b"PAR1"].concat(),
        );
        refused(&house, "trades/absurd.parquet: is damaged: ", 300);
    }
}

/// Many files, of which each takes its share of everything there is one of.
#[test]
fn very_many_tiny_files() {
    let many = if is_long() { 100_000 } else { 20_000 };
    let house = House::new();
    for number in 0..many {
        let path = house.path(&format!("data/trades/{:03}/{number}.csv", number % 100));
        if number < 100 {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        let mut file = BufWriter::new(File::create(path).unwrap());
        write!(file, "record_id,date,reporter,flow,form,quantity_g\nT-{number},2024-01-01,DEU,import,PD006,0.000001\n").unwrap();
        file.flush().unwrap();
    }
    let (said, peak) = run(&house);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(house.path("out/current/manifest.json")).unwrap())
            .unwrap();
    assert_eq!(manifest["counts"]["records"]["judged"], many + 5);
    assert!(peak <= 600, "{peak} MiB");
    eprintln!("{many} files: {peak} MiB");
}
