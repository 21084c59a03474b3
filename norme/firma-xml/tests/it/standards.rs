//! The standards folder.

use std::path::{Path, PathBuf};

const DSS: &str = "11-firma/esig__dss";
const PARER: &str = "11-firma/RegioneER__parer-";

/// The bytes of a file of the folder; `None` if the folder is not there, which is told.
pub fn read(name: &str) -> Option<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
        return None;
    }
    let path = folder.join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A file of DSS's XAdES tests.
pub fn xades(name: &str) -> Option<Vec<u8>> {
    read(&format!("{DSS}/dss-xades/src/test/resources/{name}"))
}

/// A trusted list.
pub fn list(name: &str) -> Option<Vec<u8>> {
    read(&format!("{DSS}/dss-tsl-validation/src/test/resources/lotlCache/{name}"))
}

/// A file of DSS's tests elsewhere.
pub fn dss(name: &str) -> Option<Vec<u8>> {
    read(&format!("{DSS}/{name}"))
}

/// A sample of the archive of Emilia-Romagna.
pub fn parer(name: &str) -> Option<Vec<u8>> {
    read(&format!("{PARER}{name}"))
}
