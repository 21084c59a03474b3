//! The trusted lists fetched from a server: the good one is taken, whatever else comes in its place is not.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use firma_algoritmi::{Digest, Scheme};
use firma_xml::make::{Content, Order};
use signing::fetch::Fetcher;
use signing::store::{Folder, JOURNAL, ListKind, Note, RefreshError, Sources, refresh};

use crate::common::standards;
use crate::outside::{Does, Outside};
use crate::pki::{Paper, at};
use crate::town::fetcher;

const CACHE: &str = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

/// The certificate that signed it, which stands at its end, as text.
fn signer(xml: &str) -> String {
    let last = xml.rsplit("X509Certificate>").nth(1).expect("a certificate");
    let body: String = last.split('<').next().unwrap_or_default().split_whitespace().collect();
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

struct Installation {
    _folder: tempfile::TempDir,
    lists: Arc<Folder>,
    sources: Sources,
}

fn installation(outside: &Outside, lotl: &[u8]) -> Installation {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join(JOURNAL);
    fs::create_dir(&journal).unwrap();
    fs::write(journal.join("gazzetta.pem"), signer(&String::from_utf8_lossy(lotl))).unwrap();
    let countries = vec![("IT".to_owned(), Some(outside.address("/it.xml")))];
    let lists = Arc::new(Folder::new(folder.path()));
    Installation { lists, _folder: folder, sources: Sources { lotl: outside.address("/lotl.xml"), countries } }
}

impl Installation {
    /// What went wrong.
    async fn refresh(&self, day: &str) -> Vec<String> {
        refresh(&self.lists, &self.sources, &fetcher(), at(day), 128).await.unwrap().problems()
    }

    fn folder(&self) -> &Path {
        self.lists.path()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_good_italian_list_is_taken_and_the_broken_one_leaves_it_there() {
    let Some(standards) = standards() else { return };
    let read = |name: &str| fs::read(standards.join(CACHE).join(name)).unwrap();
    let (lotl, italy) = (read("EU.xml"), read("IT.xml"));
    let outside = Outside::start().await;
    outside.at("/lotl.xml", Does::Gives(lotl.clone())).at("/it.xml", Does::Gives(italy.clone()));
    let town = installation(&outside, &lotl);
    assert_eq!(town.refresh("2026-11-26T03:00:00Z").await, Vec::<String>::new());
    let lists = town.lists.current();
    assert!(lists.of("IT").is_some() && lists.trust().anchors().len() > 50);
    assert!(lists.addresses().iter().any(|(country, address)| country == "IT" && address.starts_with("https://")));
    let note = Note::read(town.folder()).unwrap();
    assert_eq!((note.good, note.problems.len()), (Some(at("2026-11-26T03:00:00Z")), 0));

    let kept = || fs::read(town.folder().join("IT.xml")).unwrap() == italy;
    let mut altered = italy.clone();
    let place = altered.windows(7).position(|window| window == b"granted").unwrap();
    altered[place] = b'G';
    let nothing = (Does::Refuses(axum::http::StatusCode::NOT_FOUND), "ha risposto con un errore (404)");
    let cases = [
        (Does::Gives(altered), "IT.xml: "),
        (Does::Gives(b"<html>manutenzione</html>".to_vec()), "non dice di quale Paese"),
        (Does::Gives(read("MT.xml")), "IT.xml: "),
        (Does::SendsTo("http://localhost/it.xml".into()), "rete privata"),
        nothing,
    ];
    for (does, told) in cases {
        outside.at("/it.xml", does);
        let problems = town.refresh("2026-11-27T03:00:00Z").await;
        assert!(problems.iter().any(|problem| problem.contains(told)), "{told}: {problems:?}");
        assert!(kept() && town.lists.current().of("IT").is_some(), "{told}: what was there stays and is believed");
    }
    let note = Note::read(town.folder()).unwrap();
    assert_eq!((note.good, note.problems.len()), (Some(at("2026-11-26T03:00:00Z")), 1), "{note:?}");

    // The list of the lists with a signature that does not hold.
    outside.at("/it.xml", Does::Gives(italy.clone())).at("/lotl.xml", Does::Gives(read("eu-lotl_broken-sig.xml")));
    let problems = town.refresh("2026-11-28T03:00:00Z").await;
    assert!(problems.len() == 1 && problems[0].starts_with("eu-lotl.xml: "), "{problems:?}");
    assert_eq!(fs::read(town.folder().join("eu-lotl.xml")).unwrap(), lotl);
    assert!(town.lists.current().of("IT").is_some());
    // Nothing is left behind but the lists, the Journal and the note.
    let left = fs::read_dir(town.folder()).unwrap().count();
    assert_eq!(left, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_believed_without_the_journal_and_nothing_is_fetched_where_that_is_off() {
    let Some(standards) = standards() else { return };
    let lotl = fs::read(standards.join(CACHE).join("EU.xml")).unwrap();
    let outside = Outside::start().await;
    outside.at("/lotl.xml", Does::Gives(lotl.clone()));
    let town = installation(&outside, &lotl);
    fs::remove_dir_all(town.folder().join(JOURNAL)).unwrap();
    let before = outside.asked();
    let problems = town.refresh("2026-11-26T03:00:00Z").await;
    assert_eq!(outside.asked(), before, "whatever came would be refused");
    assert!(problems.iter().any(|problem| problem.contains("Gazzetta ufficiale")), "{problems:?}");
    assert!(!town.folder().join("eu-lotl.xml").exists());
    assert!(town.lists.current().states.iter().all(|state| state.kind != ListKind::ListOfLists));
    let asked = outside.asked();
    let off = refresh(&town.lists, &town.sources, &Fetcher::default(), at("2026-11-26T03:00:00Z"), 0).await;
    assert!(matches!(off, Err(RefreshError::Off)));
    assert_eq!(outside.asked(), asked);
}

/// A list of the lists that names this certificate as its next signer's, signed by that one.
fn signed(number: u64, names: &[u8], signer: &Paper, says: &str) -> Vec<u8> {
    let base64 = crate::asked::base64;
    let list = format!(
        "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\"><SchemeInformation>\
         <TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>{number}</TSLSequenceNumber>\
         <TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists</TSLType>\
         <SchemeTerritory>EU</SchemeTerritory><SchemeInformationURI><URI>{says}</URI></SchemeInformationURI>\
         <PointersToOtherTSL><OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>\
         <X509Certificate>{}</X509Certificate></DigitalId></ServiceDigitalIdentity></ServiceDigitalIdentities>\
         <TSLLocation>https://lists.example/eu-lotl.xml</TSLLocation><AdditionalInformation><OtherInformation>\
         <TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists</TSLType></OtherInformation>\
         </AdditionalInformation></OtherTSLPointer></PointersToOtherTSL>\
         <ListIssueDateTime>2026-11-01T00:00:00Z</ListIssueDateTime>\
         <NextUpdate><dateTime>2027-05-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation></TrustServiceStatusList>",
        base64(names)
    );
    let certificate = signer.issued_by(signer);
    let order = Order {
        id: "firma-1",
        certificate: &certificate,
        chain: &[],
        scheme: Scheme::Ecdsa(Digest::Sha256),
        digest: Digest::Sha256,
        signing_time: at("2026-11-01T00:00:00Z"),
        place: None,
        roles: &[],
        commitment: None,
    };
    let prepared = order.prepare(Content::Enveloped(list.as_bytes())).unwrap();
    prepared.finish(&signer.key.sign(prepared.message())).unwrap()
}

/// The Journal names A; A signed the pivot, which names B; B signs the list of the lists today.
#[tokio::test(flavor = "multi_thread")]
async fn a_pivot_leads_from_the_journal_to_who_signs_today_and_is_fetched_again_where_it_does_not_hold() {
    const PIVOT: &str = "eu-lotl-pivot-7.xml";
    let outside = Outside::start().await;
    let (a, b) = (Paper::new("A", 61, 61), Paper::new("B", 62, 62));
    let (of_a, of_b) = (a.issued_by(&a), b.issued_by(&b));
    let pivot = signed(7, &of_b, &a, "https://lists.example/");
    let lotl = signed(8, &of_b, &b, &outside.address(&format!("/{PIVOT}")));
    outside.at("/lotl.xml", Does::Gives(lotl)).at("/eu-lotl-pivot", Does::Gives(pivot.clone()));
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join(JOURNAL);
    fs::create_dir(&journal).unwrap();
    fs::write(journal.join("gazzetta.cer"), of_a).unwrap();
    let lists = Arc::new(Folder::new(folder.path()));
    let sources = Sources { lotl: outside.address("/lotl.xml"), countries: Vec::new() };
    let town = Installation { lists, _folder: folder, sources };
    let kept = || fs::read(town.folder().join(PIVOT)).ok();
    let held = || {
        let states = town.lists.current().states.clone();
        states.into_iter().map(|state| (state.kind, state.number, state.refused)).collect::<Vec<_>>()
    };
    let whole = [(ListKind::Pivot, Some(7), None), (ListKind::ListOfLists, Some(8), None)];
    assert_eq!(town.refresh("2026-11-26T03:00:00Z").await, Vec::<String>::new());
    assert_eq!((kept().as_ref(), &held()[..]), (Some(&pivot), &whole[..]));
    // There, it is not fetched again.
    let asked = outside.asked();
    assert_eq!(town.refresh("2026-11-27T03:00:00Z").await, Vec::<String>::new());
    assert_eq!(outside.asked(), asked + 1);
    // Spoilt on the disk it is.
    fs::write(town.folder().join(PIVOT), b"<html>manutenzione</html>").unwrap();
    assert!(held().iter().all(|(.., refused)| refused.is_some()));
    assert_eq!(town.refresh("2026-11-28T03:00:00Z").await, Vec::<String>::new());
    assert_eq!((kept().as_ref(), &held()[..]), (Some(&pivot), &whole[..]));
    // One that others signed is none.
    fs::remove_file(town.folder().join(PIVOT)).unwrap();
    outside.at("/eu-lotl-pivot", Does::Gives(signed(7, &of_b, &b, "https://lists.example/")));
    let problems = town.refresh("2026-11-29T03:00:00Z").await;
    assert!(problems.iter().any(|problem| problem.starts_with(PIVOT)), "{problems:?}");
    assert_eq!(kept(), None);
}
