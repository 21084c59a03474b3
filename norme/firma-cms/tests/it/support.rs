//! Where the vectors are.

use std::path::Path;

pub use hostile::standards;

pub const DSS: &str = "11-firma/esig__dss/dss-cades/src/test/resources/validation";

pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
