//! The standards folder.

const DSS: &str = "11-firma/esig__dss";
const PARER: &str = "11-firma/RegioneER__parer-";

/// The bytes of a file of the folder; `None` if the folder is not there, which is told.
pub fn read(name: &str) -> Option<Vec<u8>> {
    let path = hostile::standards()?.join(name);
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
