//! What can be wrong with input.

mod corpus;
mod faults;
mod hostile_bytes;
mod layouts;
mod reading;
