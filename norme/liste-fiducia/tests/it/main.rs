//! The lists of the standards folder.

use liste_fiducia::{Certificate, Error, Kind, List, pivot};

const CACHE: &str = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

fn read(name: &str) -> Option<Vec<u8>> {
    let folder = hostile::standards()?;
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

#[test]
fn the_list_of_the_lists_names_who_signs_each_list() {
    let Some(lotl) = lotl() else { return };
    assert_eq!((lotl.kind, lotl.territory.as_str(), lotl.version), (Kind::EuListOfLists, "EU", 5));
    assert_eq!(lotl.operator, "Commissione europea");
    let programs = lotl.pointers.iter().filter(|pointer| pointer.is_for_programs()).count();
    assert!(programs >= 31, "{programs} lists for programs");
    let italian = lotl.pointer("IT").expect("the Italian one");
    assert!(italian.location.starts_with("https://") && !italian.signers.is_empty(), "{italian:?}");
    assert!(lotl.scheme_uris.iter().any(|uri| uri.contains("eur-lex")), "it tells upon which Journal it rests");
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
    assert!(list.next_update.is_some_and(|next| next > list.issued), "{:?}", list.next_update);
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
    let signers = pivot::named(&List::read(&bytes, &journal).expect("a pivot")).expect("signers");
    assert!(signers.len() > 1 && signers.contains(&journal[0]));
    let foreign = own_signer(&list("IT.xml").expect("the folder is there"));
    assert_eq!(List::read(&bytes, &foreign), Err(Error::NotTheirs(1)));
}
