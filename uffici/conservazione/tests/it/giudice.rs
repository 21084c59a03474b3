//! The judge of what leaves: the official schemas, asked by xmllint.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The index, by UNI 11386:2020.
pub const SINCRO: &str = "usmainRespV2/Unisincro_PIndex.xsd";
/// The metadata of a document, by AgID's annex 5.
pub const AGID: &str = "documentoAmministrativoInformatico.xsd";
/// What is sent to ParER's service.
pub const PARER: &str = "versReq/WSRequestVersamento.xsd";

/// Where these schemas lie among the standards.
const FOLDERS: [&str; 2] = [
    "09-conservazione/RegioneER__parer-sacer-xml/src/main/resources/xsd/it/eng/parer/ws/xml",
    "08-protocollo-pec/AgID__allegato-5",
];

/// Fails where the schema refuses it. Where the schema or xmllint is not there, says so.
pub fn judged(schema: &str, name: &str, xml: &[u8]) {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let standards = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    let path = FOLDERS.map(|folder| standards.join(folder).join(schema)).into_iter().find(|path| path.is_file());
    let Some(path) = path else {
        eprintln!("SKIPPED: {schema} is not there (set MUNICIPIO_STANDARDS): nobody outside has judged {name}");
        return;
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed: nobody outside has judged {name}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, xml).unwrap();
    let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(path).arg(&file).output().unwrap();
    assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
}
