//! Where the vectors are.

use std::path::{Path, PathBuf};

pub const DSS: &str = "11-firma/esig__dss/dss-cades/src/test/resources/validation";

pub fn standards() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
    None
}

pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}
