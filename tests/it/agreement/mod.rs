//! The engine and the slow reference, and laws that hold of any right engine.

mod engine_agrees;
mod generator_covers;
mod harness_notices;
mod laws;
mod memory;
mod planted;
mod reference_cases;
mod worlds_are_written;
