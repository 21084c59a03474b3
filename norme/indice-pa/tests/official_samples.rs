//! The small files of the standards folder (`12-tabelle`) that have the layout of the open data.

use std::{
    fs,
    path::{Path, PathBuf},
};

use indice_pa::{Entry, Level, Reader};

fn standards() -> Option<PathBuf> {
    let inside = "12-tabelle/pagopa__selfcare-ms-party-registry-proxy/connector/rest/src/test/resources";
    hostile::standards().map(|folder| folder.join(inside))
}

fn read(folder: &Path, name: &str, level: Level) -> Vec<Entry> {
    let bytes = fs::read(folder.join(name)).expect(name);
    let reader = Reader::new(&bytes[..], level).unwrap_or_else(|error| panic!("{name}: {error}"));
    reader.map(|entry| entry.unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
}

#[test]
fn a_body_with_its_certified_address() {
    let Some(folder) = standards() else { return };
    let found = read(&folder, "institutions-open-data.csv", Level::Ente);
    assert_eq!(found.len(), 1);
    let body = &found[0];
    assert_eq!((body.ipa.as_str(), body.name.as_str()), ("pagopaspa", "PagoPA S.p.A."));
    assert_eq!(body.tax_code.as_deref(), Some("15376371009"));
    assert_eq!(body.pec.as_deref(), Some("selfcare@pec.pagopa.it"));
    assert_eq!(body.place.as_deref(), Some("Piazza Colonna, 370, 00187"));
    assert_eq!(body.updated, chrono::NaiveDate::from_ymd_opt(2022, 6, 1));
}

#[test]
fn an_area_is_known_by_its_code() {
    let Some(folder) = standards() else { return };
    let found = read(&folder, "aoos-open-data.csv", Level::Aoo);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].ipa, "codice_ipa_2");
    assert_eq!(found[0].code.as_deref(), Some("codice_uni_aoo2"));
    assert_eq!(found[0].part.as_deref(), Some("denominazione_aoo2"));
    assert_eq!(found[0].pec, None, "what the sample has there is no address");
}

#[test]
fn heads_written_twice_are_no_unit() {
    let Some(folder) = standards() else { return };
    assert_eq!(read(&folder, "uos-open-data.csv", Level::Uo), []);
}
