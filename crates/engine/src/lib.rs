//! The procedure of inforce: from rows and levels to a published run, and from a published run back to its grounds.
//!
//! The crate knows no command line, no page and no letter. The architecture and the glossary stand in the documentation of the
//! product's library.
//!
//! | module | holds |
//! |---|---|
//! | [`evidence`] | groups in excess -> alerts, and the records that they rest on |
//! | [`archive`] | a run written aside, synced, published at once, and opened again for questions |
//! | [`compare`] | how each alert differs from the previous run, and why |
//! | [`night`] | the stages in order, from the files to the published run |
//! | [`verify`] | a published run against its own hashes, laws and inputs |

pub mod archive;
pub mod compare;
pub mod evidence;
pub mod night;
pub mod verify;

// The modules of the legal core and of the reading of files stand here under their names.
use inforce_intake as intake;
use inforce_law::{
    config, conversion, estimates, judgement, ledger, parallel, records, scratch, terms, versions,
};
