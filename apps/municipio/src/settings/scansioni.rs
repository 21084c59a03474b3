use std::{collections::BTreeMap, path::PathBuf};

use ente::Scans;

use super::reader::Reader;

/// Where the folders of scans stand: one section for each, under the code of its ente.
pub(super) const SECTION: &str = "scansioni";
/// What each section holds.
pub(super) const KEYS: [&str; 2] = ["folder", "unit"];

/// The folders into which the enti's scanners write, by the ente's code.
pub(super) fn folders(reader: &mut Reader<'_>) -> BTreeMap<String, Vec<Scans>> {
    let mut found: BTreeMap<String, Vec<Scans>> = BTreeMap::new();
    for name in reader.in_file(SECTION) {
        let Some((ente, short)) = name.split_once('.') else { continue };
        let section = format!("{SECTION}.{name}");
        let [folder, unit] = KEYS.map(|key| reader.text(&section, key));
        if folder.is_none() && unit.is_none() {
            continue;
        }
        for (key, value) in [("folder", &folder), ("unit", &unit)] {
            if value.is_none() {
                reader.wrong(&section, key, "manca, e senza le scansioni non si possono prendere");
            }
        }
        let folder = folder.map(PathBuf::from);
        if folder.as_ref().is_some_and(|folder| !folder.is_absolute()) {
            reader.wrong(&section, "folder", "deve cominciare con /, per esempio /srv/scansioni/protocollo");
        }
        if let (Some(folder), Some(unit)) = (folder, unit) {
            found.entry(ente.to_owned()).or_default().push(Scans { name: short.to_owned(), folder, unit });
        }
    }
    found
}
