//! Official documents as PDF, made by Typst in process: a [`Template`] and typed data in, bytes out.
//!
//! What comes out is archivable (PDF/A-2a) and readable by whoever does not see it (PDF/UA-1), or it does not come out at
//! all: Typst checks it while it writes. The same input gives the same bytes: the date is an argument, fonts are embedded,
//! a template sees no file but those given with it, and nothing is ever downloaded.
//!
//! Only this crate may depend on Typst, because it takes minutes to build.

mod clean;
mod error;
mod fonts;
mod paper;
mod render;
mod template;

pub use clean::prints;
pub use error::Error;
pub use render::{Limits, render, render_counted, render_with, render_within};
pub use template::{About, Attached, Form, Template};
