//! The rules of judgement and the lists they rest on.

mod builtin_config;
mod faulty_config;
mod tables;
