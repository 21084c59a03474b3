//! The folder of trusted lists: taken by whom the Journal and the list of the lists name, and by nobody else.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use signing::store::{Folder, JOURNAL, ListKind, ListState};

use crate::common::standards;

const CACHE: &str = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

/// The last certificate in the file: that of the signature, which stands at its end.
fn signer(xml: &str) -> String {
    let last = xml.rsplit("X509Certificate>").nth(1).expect("a certificate");
    let body: String = last.split('<').next().unwrap_or_default().split_whitespace().collect();
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap();
}

#[test]
fn a_list_is_taken_only_by_those_whom_the_journal_and_the_list_of_the_lists_name() {
    let Some(standards) = standards() else { return };
    let read = |name: &str| fs::read(standards.join(CACHE).join(name)).unwrap();
    let (lotl, italy) = (read("EU.xml"), read("IT.xml"));
    let folder = tempfile::tempdir().unwrap();
    let lists = Folder::new(folder.path());
    assert!(lists.current().states.is_empty() && lists.current().is_empty());

    put(folder.path(), "eu-lotl.xml", &lotl);
    put(folder.path(), "IT.xml", &italy);
    let found = lists.current();
    assert!(found.is_empty() && found.states.iter().all(|state| state.refused.is_some()), "{:?}", found.states);

    fs::create_dir(folder.path().join(JOURNAL)).unwrap();
    // Somebody else's certificate opens nothing.
    put(&folder.path().join(JOURNAL), "altro.pem", signer(&String::from_utf8_lossy(&italy)).as_bytes());
    assert!(lists.current().is_empty());
    put(&folder.path().join(JOURNAL), "gazzetta.pem", signer(&String::from_utf8_lossy(&lotl)).as_bytes());
    let found = lists.current();
    let state = |kind: ListKind| found.states.iter().find(|state| state.kind == kind).unwrap();
    assert_eq!(state(ListKind::ListOfLists).refused, None);
    assert_eq!(
        (state(ListKind::National).refused.clone(), state(ListKind::National).country.as_deref()),
        (None, Some("IT"))
    );
    assert!(found.trust().anchors().len() > 50, "{}", found.trust().anchors().len());
    let now: DateTime<Utc> = "2100-01-01T00:00:00Z".parse().unwrap();
    assert!(found.of("IT").unwrap().is_stale(now) && found.of("FR").is_none());
    assert!(std::sync::Arc::ptr_eq(&found, &lists.current()), "read once");

    let mut altered = italy.clone();
    let place = altered.windows(7).position(|window| window == b"granted").unwrap();
    altered[place] = b'G';
    put(folder.path(), "IT.xml", &altered);
    let found = lists.current();
    assert!(found.is_empty(), "{:?}", found.states);
}

#[test]
fn a_list_without_a_next_one_is_of_the_past() {
    let now: DateTime<Utc> = "2026-03-01T00:00:00Z".parse().unwrap();
    let list = |kind, next_update| ListState {
        file: "IT.xml".into(),
        kind,
        country: Some("IT".into()),
        number: Some(7),
        issued: Some(now),
        next_update,
        refused: None,
    };
    for (kind, next, stale) in [
        (ListKind::National, Some(now + chrono::TimeDelta::days(1)), false),
        (ListKind::National, Some(now - chrono::TimeDelta::days(1)), true),
        (ListKind::National, None, true),
        (ListKind::ListOfLists, None, true),
        (ListKind::Pivot, None, false),
    ] {
        assert_eq!(list(kind, next).is_stale(now), stale, "{kind:?} {next:?}");
    }
    // What was not taken is told as refused, and not also as old.
    assert!(!ListState { refused: Some("illeggibile".into()), ..list(ListKind::National, None) }.is_stale(now));
}
