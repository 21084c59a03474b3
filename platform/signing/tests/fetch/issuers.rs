//! Certificates of issuers that are not in the file.

use signing::verify::report::{Mark, SubIndication};

use crate::outside::{Does, Outside};
use crate::pki::asn::{context, int, oid, seq, set};
use crate::pki::at;
use crate::pki::evidence::List;
use crate::town::{AIA, CRL_PLACES, access, good, list_at, setup};

#[tokio::test]
async fn an_issuer_that_the_file_does_not_bring_is_fetched_in_any_of_its_forms() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    // The list names the root; the authority below it is not in the envelope.
    setup.root_is_anchor = true;
    setup.ca.set(CRL_PLACES, false, list_at(&outside.address("/radice.crl")));
    setup.signer.set(AIA, false, access(Some(&outside.address("/ocsp")), Some(&outside.address("/ca"))));
    outside.at("/ocsp", Does::Answers(good(&setup)));
    outside.at("/radice.crl", Does::Gives(List::of(&setup.root, at("2025-03-02T06:00:00Z")).der()));
    let court = |setup: &crate::pki::setup::Setup| {
        let mut cades = setup.cades();
        cades.certificates.truncate(1);
        let stamp = setup.stamper(setup.stamp.unwrap()).over(&cades.value());
        let file = cades.der(&[crate::pki::cms::attribute(crate::pki::cms::SIGNATURE_TIME_STAMP, &stamp)]);
        crate::town::Court { file, ..crate::town::Court::of(setup) }
    };
    let ca = setup.ca.issued_by(&setup.root);
    let text = signing::store::pem::text(&ca);
    let bag = seq(&[
        &int(1),
        &set(&[]),
        &seq(&[&oid("1.2.840.113549.1.7.1")]),
        &context(0, &[setup.root.issued_by(&setup.root), ca.clone()].concat()),
        &set(&[]),
    ]);
    let bag = seq(&[&oid("1.2.840.113549.1.7.2"), &context(0, &bag)]);
    let patience = std::time::Duration::from_secs(180);
    for (form, bytes) in [("DER", ca), ("PEM", text.into_bytes()), ("PKCS #7", bag)] {
        outside.at("/ca", Does::Gives(bytes));
        let drawer = crate::town::Drawer::default();
        let told = crate::town::ask(&court(&setup), &drawer, &crate::town::fetcher(), patience).await;
        assert_eq!(told.report.mark, Mark::Green, "{form}: {:#?}", told.report.signatures[0].checks);
        assert_eq!(told.took.len(), 4, "{form}: certificate, answer, list of the root, list of the stamps");
        drawer.keep(&told);
        let asked = outside.asked();
        let again = crate::town::ask(&court(&setup), &drawer, &crate::town::fetcher(), patience).await;
        assert_eq!((again.report.mark, outside.asked()), (Mark::Green, asked), "{form}: all of it was kept");
    }
    // Somebody else's certificate of the same name is none.
    let mut other = setup.ca.clone();
    other.key = crate::pki::Key::new(99);
    outside.at("/ca", Does::Gives(other.issued_by(&setup.root)));
    let drawer = crate::town::Drawer::default();
    let told = crate::town::ask(&court(&setup), &drawer, &crate::town::fetcher(), patience).await;
    assert_eq!(told.report.signatures[0].sub_indication, Some(SubIndication::NoCertificateChainFound));
    assert!(told.report.sentence.contains("chi ha emesso il certificato"), "{}", told.report.sentence);
}
