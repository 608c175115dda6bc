//! What the tests of agreement and of laws share: worlds, the reference, and the way to the binary and back.

// Every test file compiles these modules for itself and uses its own part of them; tests have no readers of docs
// outside this folder, and panic with a message where something must hold.

/// Whether the worlds hold substances of 1961 and 1988 and what else section 7 of the rules adds, and whether the program
/// is asked for it: its columns, its table, its counts and findings.
pub const CONVENTIONS: bool = true;

/// Whether a table, column, count or rule is published, by its name.
pub fn is_published(name: &str) -> bool {
    let added = [
        "exempt",
        "export-after-notice",
        "convention",
        "force",
        "own_exports_g",
    ];
    CONVENTIONS || !added.contains(&name)
}

pub mod chance;
pub mod classes;
pub mod compare;
pub mod csv_line;
pub mod day;
pub mod effort;
pub mod engine;
pub mod generate;
pub mod guises;
pub mod keep;
pub mod load_case;
pub mod number;
pub mod publish;
pub mod read_output;
pub mod reference;
pub mod shrink;
pub mod table;
pub mod transform;
pub mod world;
pub mod write_csv;
pub mod write_parquet;
