use std::path::PathBuf;

use ente::Conversion;

use super::reader::Reader;

/// How documents that come in another form are made into PDFs.
pub(super) const SECTION: &str = "conversione";
/// What the section holds.
pub(super) const KEYS: [&str; 2] = ["automatic", "folders"];

/// What it tells; by itself nothing is converted, and the programs are looked for as everywhere.
pub(super) fn conversion(reader: &mut Reader<'_>) -> Conversion {
    let automatic = reader.flag(SECTION, "automatic").unwrap_or_default();
    let what = "una cartella, per esempio /opt/libreoffice/program";
    let folders: Vec<PathBuf> = reader.list(SECTION, "folders", what).unwrap_or_default();
    if !folders.iter().all(|folder| folder.is_absolute()) {
        reader.wrong(SECTION, "folders", "ogni cartella deve cominciare con /, per esempio /opt/libreoffice/program");
    }
    Conversion { automatic, folders }
}
