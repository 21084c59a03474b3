//! The lists of the standards folder.

use chrono::{DateTime, TimeZone, Utc};
use firma_xml::certificate;
use liste_fiducia::{Certificate, Device, Error, Kind, List, Signer, Use, pivot, uri};
use std::path::{Path, PathBuf};

const CACHE: &str = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

fn read(name: &str) -> Option<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = std::env::var_os("MUNICIPIO_STANDARDS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("SKIPPED: official samples not found in {} (set MUNICIPIO_STANDARDS)", folder.display());
        return None;
    }
    Some(std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn list(name: &str) -> Option<Vec<u8>> {
    read(&format!("{CACHE}/{name}"))
}

/// The certificate that a list carries for its own signature: good for a test, worth nothing as trust.
fn own_signer(bytes: &[u8]) -> Vec<Certificate> {
    let reading = firma_xml::read(bytes, &[], firma_xml::Limits::default()).expect("read");
    reading.signatures[0].key_info.certificates.iter().filter_map(|it| Certificate::from_der(it)).collect()
}

/// The list of the lists, taken on the certificate it carries.
fn lotl() -> Option<List> {
    let bytes = list("EU.xml")?;
    Some(List::read(&bytes, &own_signer(&bytes)).expect("the list of the lists"))
}

fn italian() -> Option<List> {
    let lotl = lotl()?;
    let pointer = lotl.pointer("IT").expect("a pointer at the Italian list").clone();
    Some(List::read(&list("IT.xml")?, &pointer.signers).expect("the Italian list"))
}

fn at(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).single().expect("an instant")
}

#[test]
fn the_list_of_the_lists_names_who_signs_each_list() {
    let Some(lotl) = lotl() else { return };
    assert_eq!((lotl.kind, lotl.territory.as_str(), lotl.version), (Kind::EuListOfLists, "EU", 5));
    assert_eq!(lotl.operator, "Commissione europea");
    let programs = lotl.pointers.iter().filter(|pointer| pointer.is_for_programs()).count();
    assert!(programs >= 31, "{programs} lists for programs");
    let italian = lotl.pointer("IT").expect("the Italian one");
    assert!(italian.location.starts_with("https://") && !italian.signers.is_empty(), "{italian:?}");
    assert!(pivot::journal(&lotl).is_some_and(|uri| uri.contains("eur-lex")));
    assert!(pivot::addresses(&lotl).is_empty(), "this one rests upon the Journal itself");
    assert!(pivot::named(&lotl).expect("its own signers").contains(&lotl.signer));
}

#[test]
fn the_italian_list_is_signed_by_whom_the_list_of_the_lists_says() {
    let Some(list) = italian() else { return };
    assert_eq!((list.kind, list.territory.as_str()), (Kind::EuGeneric, "IT"));
    assert!(list.operator.contains("Agenzia per l'Italia Digitale"), "{}", list.operator);
    let services = list.services().count();
    let states: usize = list.services().map(|(_, service)| service.states.len()).sum();
    assert_eq!(states, 936, "as many as there are statuses in the file");
    assert!(services > 300 && list.providers.len() > 20, "{services} services of {}", list.providers.len());
    assert_eq!(list.issued.to_rfc3339(), "2019-09-04T08:00:00+00:00");
    let next = list.next_update.expect("a next update");
    assert!(!list.is_stale(next - chrono::Duration::days(1)) && list.is_stale(next + chrono::Duration::days(1)));
}

#[test]
fn a_list_that_was_changed_or_is_signed_by_another_is_refused_in_words() {
    let Some(broken) = list("eu-lotl_broken-sig.xml") else { return };
    let error = List::read(&broken, &own_signer(&broken)).expect_err("changed");
    assert_eq!(error, Error::Changed);
    assert!(error.to_string().contains("modificata dopo la firma"));
    let italian = list("IT.xml").expect("the folder is there");
    let foreign = own_signer(&list("MT.xml").expect("the folder is there"));
    assert_eq!(List::read(&italian, &foreign), Err(Error::NotTheirs(foreign.len())));
    assert_eq!(List::read(&italian, &[]), Err(Error::NotTheirs(0)));
    let text = String::from_utf8(italian.clone()).expect("UTF-8");
    let altered = text.replacen("Svcstatus/withdrawn", "Svcstatus/granted", 1);
    assert_ne!(text, altered);
    assert_eq!(List::read(altered.as_bytes(), &own_signer(&italian)), Err(Error::Changed));
    let (before, after) = text.split_at(text.find("<ds:Signature ").expect("a signature"));
    let unsigned = [before, "</", after.rsplit("</").next().expect("the end")].concat();
    assert_eq!(List::read(unsigned.as_bytes(), &own_signer(&italian)), Err(Error::Signatures(0)));
    assert!(matches!(List::read(&list("CZ_empty.xml").expect("it is there"), &[]), Err(Error::Xml(_))));
    assert!(matches!(List::read(b"<a/>", &[]), Err(Error::NotAList(_))));
}

/// The signer of an Italian invoice of 2018: its authority was granted then, and its key is in a device.
#[test]
fn an_italian_signer_is_resolved_at_the_time_of_signing() {
    let Some(list) = italian() else { return };
    let sample = "11-firma/RegioneER__parer-test-action/src/test/resources/XADES/XADES-BASEB.xml";
    let bytes = read(sample).expect("the folder is there");
    let reading = firma_xml::read(&bytes, &[], firma_xml::Limits::default()).expect("read");
    let certificate = reading.signatures[0].signing_certificate().expect("a certificate").to_vec();
    let signer = Signer::from_der(&certificate).expect("a certificate");
    assert!(signer.says_qualified && signer.says_device, "{signer:?}");
    assert_eq!(signer.key_usage, Some(0b10), "non repudiation only");
    let issuers = list.possible_issuers(&certificate);
    let [issuer] = issuers.as_slice() else { panic!("{} issuers", issuers.len()) };
    let facts = certificate::read(issuer.der()).expect("a certificate");
    assert!(
        certificate::is_named(facts.subject, "C=IT, O=Postecom S.p.A., OU=Certification Authority, CN=Postecom CA3")
            == Some(true)
    );
    let found = list.granted(issuer.der(), &signer, at(2016, 5, 10));
    let qualified: Vec<_> = found.iter().filter(|it| it.state.kind == uri::CA_QC).collect();
    let [granted] = qualified.as_slice() else { panic!("{} services", found.len()) };
    assert!(granted.good && granted.provider.name.contains("Poste"), "{}", granted.provider.name);
    let qualification = granted.qualification.as_ref().expect("a qualification");
    assert!(qualification.is_qualified_for(Use::Signature) && !qualification.under_eidas, "{qualification:?}");
    assert_eq!(qualification.device, Device::Yes);
    assert!(list.granted(issuer.der(), &signer, at(1999, 1, 1)).is_empty(), "there was no service yet");
}

/// What a state says of some certificates holds for those only that meet its criteria.
#[test]
fn a_maltese_authority_disowns_the_certificates_that_do_not_meet_its_criteria() {
    let Some(bytes) = list("MT.xml") else { return };
    let list = List::read(&bytes, &own_signer(&bytes)).expect("the Maltese list");
    let with = |service: &&liste_fiducia::Service| {
        service.states.iter().any(|state| state.is_good() && !state.qualifiers.is_empty())
    };
    let service = list.services().map(|(_, service)| service).find(with).expect("a service with qualifiers");
    let state = service.states.iter().find(|state| state.is_good() && !state.qualifiers.is_empty()).expect("a state");
    let instant = state.since + chrono::Duration::days(1);
    let issuer = &service.certificates[0];
    let plain = Signer { says_qualified: true, key_usage: Some(1), ..Signer::default() };
    let ask = |signer: &Signer| {
        let found = list.granted(issuer.der(), signer, instant);
        let found = found.into_iter().find(|it| it.state == state).expect("the state");
        found.qualification.expect("a qualification").qualified
    };
    assert_eq!(ask(&plain), Some(false), "it meets none of the criteria: it is not qualified");
    let signing = Signer { key_usage: Some(0b10), ..plain };
    assert_eq!(ask(&signing), Some(true), "it is for signing");
}

#[test]
fn a_cache_gives_back_the_same_list() {
    let Some(list) = italian() else { return };
    let kept = serde_json::to_vec(&list).expect("written");
    assert!(kept.len() < 1_500_000, "{} bytes", kept.len());
    assert_eq!(serde_json::from_slice::<List>(&kept).expect("read"), list);
}

/// A pivot holds by the older signers and names the newer ones.
#[test]
fn pivots_lead_from_the_journal_to_the_newest_signers() {
    let Some(bytes) = list("EU.xml") else { return };
    let journal = own_signer(&bytes);
    let signers = pivot::signers(&journal, &[&bytes]).expect("signers");
    assert!(signers.len() > 1 && signers.contains(&journal[0]));
    assert_eq!(pivot::signers(&journal, &[]), Ok(journal.clone()));
    let foreign = own_signer(&list("IT.xml").expect("the folder is there"));
    assert_eq!(pivot::signers(&foreign, &[&bytes]), Err(Error::NotTheirs(1)));
}
