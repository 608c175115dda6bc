//! inforce.
use arrow_array as _;

pub mod synth;
