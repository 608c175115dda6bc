//! What the tests of agreement and of laws share: worlds, the reference, and the way to the binary and back.

// Every test file compiles these modules for itself and uses its own part of them; tests have no readers of docs
// outside this folder, and panic with a message where something must hold.

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
