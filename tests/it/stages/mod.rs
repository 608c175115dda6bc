//! A run by stages publishes what a run in one process does, byte by byte, or nothing.

mod carrier;
mod elsewhere;
mod lost;
mod same_bytes;
