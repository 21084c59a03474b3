//! The official schemas, and `xmllint` which asks them.

use std::path::{Path, PathBuf};
use std::process::Command;

use segnatura::Form;

/// Where the official schemas are; a loud line if they or `xmllint` are missing, and on a CI machine an error where it is the program.
pub fn judge() -> Option<PathBuf> {
    let folder = hostile::standards()?.join("08-protocollo-pec/AgID__protocollo-comunicazione-aoo");
    if Command::new("xmllint").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "xmllint must be installed here (Debian package libxml2-utils)");
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schemas not asked");
        return None;
    }
    Some(folder)
}

/// Whether the official schema of a form accepts a file, and what it says; `today` is the schema of the form of today.
pub fn accepted(folder: &Path, form: Form, today: &str, file: &Path) -> (bool, String) {
    let older = folder.join("previous_schemas");
    let (option, schema) = match form {
        Form::Circolare2013 => ("--schema", older.join("segnatura_protocollo_circolare 60_2013.xsd")),
        Form::Circolare2001 => ("--dtdvalid", dtd(&older.join("segnatura_protocollo_circolare 28_2001.dtd"), file)),
        _ => ("--schema", folder.join(today)),
    };
    xmllint(option, &schema, file)
}

/// Whether a schema accepts a file, and what is said.
pub fn xmllint(option: &str, schema: &Path, file: &Path) -> (bool, String) {
    let run = Command::new("xmllint").args(["--nonet", "--noout", option]).arg(schema).arg(file).output();
    let run = run.expect("xmllint runs");
    (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned())
}

/// The DTD declares UTF-8, but its comments are not: xmllint wants them mended. Each file has a copy of its own, for tests that run
/// together.
fn dtd(official: &Path, file: &Path) -> PathBuf {
    let name = file.file_name().expect("a name").to_string_lossy();
    let mended = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.dtd"));
    let text = std::fs::read(official).expect("the DTD");
    std::fs::write(&mended, String::from_utf8_lossy(&text).as_bytes()).expect("write");
    mended
}

/// Writes a file to be judged.
pub fn written(name: &str, xml: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, xml).expect("write");
    file
}
