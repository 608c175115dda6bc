//! inforce.
fn main() {}
