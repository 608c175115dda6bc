//! The rules of judgement and the lists they rest on.

mod builtin_config;
mod tables;
