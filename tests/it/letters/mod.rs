//! Letters to governments.

mod notices;
#[cfg(feature = "pdf")]
mod notices_pdf;
