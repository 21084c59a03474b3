//! Packages laid out, and judged by the METS schema and by the published examples.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Utc};
use csip::{Area, Error, Motivo, Pacchetto, Rappresentazione, Software, Tipo, Voce, check, read};

fn at() -> DateTime<Utc> {
    "2026-04-02T06:00:00Z".parse().expect("an instant")
}

fn voce(percorso: &str, n: u8) -> Voce {
    Voce {
        percorso: percorso.into(),
        formato: "application/pdf".into(),
        byte: u64::from(n),
        creato: at(),
        sha256: [n; 32],
    }
}

fn pacchetto() -> Pacchetto {
    Pacchetto {
        id: "c_m999-2026-IV.3-17".into(),
        tipo: Tipo::Aip,
        creato: at(),
        software: Software { nome: "Municipio".into(), versione: "0.1.0".into() },
        ente: "Comune di Montefiorito & C.".into(),
        descrittivi: vec![("AgID-Allegato5".into(), voce("fascicolo.xml", 1))],
        conservazione: vec![
            ("UNI-11386-2020".into(), voce("indice.xml.p7m", 2)),
            ("RapportoVersamento".into(), voce("ricevute/1.xml", 3)),
        ],
        documentazione: vec![voce("manuale di conservazione.pdf", 4)],
        schemi: vec![voce("PIndex.xsd", 5)],
        rappresentazioni: vec![Rappresentazione {
            nome: "rep1".into(),
            file: vec![voce("1/determinazione.pdf", 6), voce("1/attività #2.pdf", 7)],
        }],
    }
}

fn mets(pack: &Pacchetto) -> Vec<u8> {
    pack.write_mets(Vec::new()).expect("a good package").expect("memory does not fail")
}

#[test]
fn every_file_of_the_layout_stands_in_the_mets_with_its_digest() {
    let pack = pacchetto();
    let xml = mets(&pack);
    assert_eq!(xml, mets(&pack), "the same package, the same bytes");
    let read = read(&xml).expect("read");
    assert_eq!((read.id.as_str(), read.tipo.as_deref()), (pack.id.as_str(), Some("AIP")));
    let layout = pack.layout();
    assert_eq!(layout[0], ("METS.xml".into(), Area::Mets, None));
    assert_eq!(layout.len(), read.file.len() + 1);
    for (path, _, voce) in &layout[1..] {
        let file =
            read.file.iter().find(|one| one.percorso == *path).unwrap_or_else(|| panic!("{path} is not in the METS"));
        let voce = voce.expect("a file");
        assert_eq!(file.impronta, voce.sha256);
        assert_eq!((file.byte, file.funzione.as_str()), (Some(voce.byte), "SHA-256"));
    }
    assert!(layout.iter().any(|one| one.0 == "representations/rep1/data/1/attività #2.pdf"));
    assert_eq!(check(&xml), Ok(vec![]));
}

#[test]
fn what_cannot_be_laid_out_is_told_at_once() {
    let mut poor = pacchetto();
    poor.software.versione.clear();
    poor.documentazione[0].percorso = "../fuori.pdf".into();
    poor.schemi.push(voce("pindex.XSD", 9));
    poor.rappresentazioni[0].nome = "rep 1".into();
    let told = poor.motivi();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(
        told.contains(&Motivo::Doppio("schemas/pindex.XSD".into())),
        "two names that differ in case are one: {told:?}"
    );
    assert!(poor.write_mets(Vec::new()).is_err());
    let empty = Pacchetto { rappresentazioni: vec![], ..pacchetto() };
    assert_eq!(empty.motivi(), [Motivo::Manca("il contenuto: almeno un file")]);
}

#[test]
fn a_path_that_leads_out_of_the_package_is_refused() {
    let xml = String::from_utf8(mets(&pacchetto())).expect("UTF-8");
    for evil in ["../../etc/passwd", "/etc/passwd", "%2e%2e/x", "file:///etc/passwd", "a//b", "C:\\x", "a/%00"] {
        let changed = xml.replace("schemas/PIndex.xsd", evil);
        assert!(matches!(read(changed.as_bytes()), Err(Error::Fuori { .. })), "{evil}");
    }
    let bare = xml.replace("CHECKSUMTYPE=\"SHA-256\"", "");
    assert!(matches!(read(bare.as_bytes()), Err(Error::Manca { .. })));
    assert!(matches!(read(b"<a/>"), Err(Error::NonMets { .. })));
}

#[test]
fn ten_thousand_files_fit() {
    let mut pack = pacchetto();
    pack.rappresentazioni[0].file = (0..10_000).map(|n| voce(&format!("{n}/documento.pdf"), 1)).collect();
    let xml = mets(&pack);
    assert_eq!(read(&xml).expect("read").file.len(), 10_005);
}

fn standards() -> Option<PathBuf> {
    hostile::standards().map(|folder| folder.join("09-conservazione/DILCISBoard__E-ARK-CSIP"))
}

/// A file of one of the published packages, by the end of its name.
fn from_zip(folder: &Path, package: &str, name: &str) -> Vec<u8> {
    let file = std::fs::File::open(folder.join("examples").join(package)).expect("the package");
    let mut archive = zip::ZipArchive::new(file).expect("a ZIP");
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        if entry.name().expect("a name").ends_with(name) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("its bytes");
            return bytes;
        }
    }
    panic!("{package} has no {name}");
}

#[test]
fn the_published_packages_are_judged_as_their_names_say() {
    let Some(folder) = standards() else { return };
    let broken = |package: &str| {
        let told = check(&from_zip(&folder, package, "METS.xml")).expect("a METS");
        told.into_iter().map(|one| one.regola).collect::<Vec<_>>()
    };
    assert_eq!(broken("minimal_IP_with_schemas.zip"), [] as [&str; 0]);
    assert_eq!(broken("minimal_IP_nocrtdt.zip"), ["CSIP7"]);
    // Its file section has lost its identifier too.
    assert_eq!(broken("minimal_IP_nomtshdr.zip"), ["CSIP117", "CSIP59"]);
    assert_eq!(broken("minimal_IP_nopcktyp.zip"), ["CSIP9"]);
    assert_eq!(broken("minimal_IP_noflscid.zip"), ["CSIP59"]);
    // Its agent's name is misspelt: the schema refuses it, and so do the rules.
    assert_eq!(broken("minimal_IP_invmets.zip"), ["CSIP14"]);
    let named = read(&from_zip(&folder, "minimal_IP_with_schemas.zip", "METS.xml")).expect("read");
    assert_eq!(named.file.len(), 4);
}

#[test]
fn the_schema_accepts_what_is_written_and_refuses_what_is_not_so() {
    let Some(folder) = standards() else { return };
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("SKIPPED: xmllint is not installed (Debian package libxml2-utils): schema not asked");
        return;
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // The schema imports two others from the network: the copies in the folder of standards serve.
    let others = folder.join("../../10-spid-cie/italia__spid-sp-test/src/spid_sp_test/xsd/xml.xsd");
    std::fs::copy(others, place.join("xml.xsd")).expect("the schema of xml:lang");
    let xlink = String::from_utf8(from_zip(&folder, "minimal_IP_with_schemas.zip", "xlink.xsd")).expect("UTF-8");
    let xlink = xlink.replace("http://www.w3.org/2001/xml.xsd", "xml.xsd");
    std::fs::write(place.join("xlink.xsd"), xlink).expect("write");
    let schema = std::fs::read_to_string(folder.join("schema/mets.xsd")).expect("the schema");
    let mut near = schema.replace("http://www.loc.gov/standards/xlink/xlink.xsd", "xlink.xsd");
    // That copy is the W3C's, whose groups of attributes have other names than those of the Library of Congress.
    for group in ["simple", "locator", "arc", "extended"] {
        near = near.replace(&format!("xlink:{group}Link"), &format!("xlink:{group}Attrs"));
    }
    let file = place.join("mets.xsd");
    std::fs::write(&file, near).expect("write");
    let judged = |xml: &[u8]| {
        let instance = place.join("METS.xml");
        std::fs::write(&instance, xml).expect("write");
        let run = Command::new("xmllint").args(["--nonet", "--noout", "--schema"]).arg(&file).arg(&instance).output();
        let run = run.expect("xmllint runs");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(matches!(run.status.code(), Some(0 | 3)), "the schema itself was not read: {said}");
        if run.status.success() { Ok(()) } else { Err(said) }
    };
    let good = mets(&pacchetto());
    judged(&good).expect("valid");
    let text = String::from_utf8(good).expect("UTF-8");
    for (from, to) in [("CHECKSUMTYPE=\"SHA-256\"", "CHECKSUMTYPE=\"SHA256\""), ("ID=\"file-1\"", "ID=\"1\"")] {
        assert!(judged(text.replacen(from, to, 1).as_bytes()).is_err(), "{from} -> {to}");
    }
}
