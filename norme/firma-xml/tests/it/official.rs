//! What xmlsec1 and DSS say of the same files is said here too.

use crate::standards::{dss, list, parer, xades};
use firma_algoritmi::{Digest, PublicKey, Scheme};
use firma_xml::{
    Anomaly, Check, Covered, Error, External, Limits, Place, Reading, ReferenceType, Signature, StampKind, certificate,
    read,
};

fn reading(bytes: &[u8]) -> Reading<'static> {
    read(bytes, &[], Limits::default()).expect("a document")
}

/// Whether the signature value holds with some certificate or key that the signature carries.
fn value_holds(signature: &Signature) -> bool {
    let of_certificates = signature.key_info.certificates.iter().filter_map(|it| certificate::spki(it));
    let keys = of_certificates.chain(signature.key_info.keys.iter().map(Vec::as_slice));
    keys.filter_map(|spki| PublicKey::from_spki(spki).ok()).any(|key| signature.verify(&key).is_ok())
}

/// Value, references, no anomaly.
fn facts(signature: &Signature) -> (bool, bool, bool) {
    (value_holds(signature), signature.references_hold(), signature.anomalies.is_empty())
}

#[test]
fn files_that_xmlsec_and_dss_find_intact_are_intact() {
    let files = [
        "validation/dss-signed.xml",
        "valid-xades-structure.xml",
        "validation/xsw/TSL-CY-sign.xml",
        "validation/Signature-X-AT-1.xml",
        "validation/xmldsig-only.xml",
    ];
    for name in files {
        let Some(bytes) = xades(name) else { return };
        let reading = reading(&bytes);
        let [signature] = reading.signatures.as_slice() else { panic!("{name}: {}", reading.signatures.len()) };
        assert_eq!(facts(signature), (true, true, true), "{name}: {:?}", signature.anomalies);
    }
    for name in ["EU.xml", "IT.xml", "MT.xml"] {
        let Some(bytes) = list(name) else { return };
        let reading = reading(&bytes);
        assert_eq!(facts(&reading.signatures[0]), (true, true, true), "{name}");
        assert!(reading.signatures[0].references[0].covered.is_whole_document());
    }
}

#[test]
fn a_signature_whose_reference_was_taken_out_is_false_and_signs_nothing() {
    let Some(bytes) = xades("validation/dss-signed-altered-refRemoved.xml") else { return };
    let reading = reading(&bytes);
    let signature = &reading.signatures[0];
    assert!(!value_holds(signature));
    assert!(signature.anomalies.contains(&Anomaly::SignsNothing), "{:?}", signature.anomalies);
}

#[test]
fn properties_whose_reference_was_taken_out_are_told_not_to_be_signed() {
    let Some(bytes) = xades("validation/dss-signed-altered-signedPropsRemoved.xml") else { return };
    let reading = reading(&bytes);
    let signature = &reading.signatures[0];
    assert!(!value_holds(signature));
    assert!(signature.anomalies.contains(&Anomaly::PropertiesNotSigned), "{:?}", signature.anomalies);
    assert!(!signature.properties.as_ref().expect("properties").signed);
}

#[test]
fn what_is_not_base64_is_neither_a_value_nor_a_certificate() {
    let Some(bytes) = xades("validation/xades-not-base64-sigValue.xml") else { return };
    let not_a_value = reading(&bytes);
    assert_eq!(not_a_value.signatures[0].value, None);
    assert!(!value_holds(&not_a_value.signatures[0]) && not_a_value.signatures[0].references_hold());
    let bytes = xades("validation/xades-tampered-keyinfo.xml").expect("the folder is there");
    let key_info = reading(&bytes).signatures.remove(0).key_info;
    assert!(key_info.certificates.is_empty() && key_info.unreadable > 0, "{key_info:?}");
}

#[test]
fn a_list_whose_content_was_changed_differs_from_its_digest() {
    let Some(bytes) = list("eu-lotl_broken-sig.xml") else { return };
    let reading = reading(&bytes);
    assert_eq!(facts(&reading.signatures[0]), (true, false, true));
    assert_eq!(reading.signatures[0].references[0].check, Check::Differs);
}

#[test]
fn broken_files_are_refused_with_a_reason() {
    let Some(empty) = list("CZ_empty.xml") else { return };
    assert_eq!(read(&empty, &[], Limits::default()).expect_err("empty"), Error::Empty);
    let broken = xades("validation/broken-dom.xml").expect("the folder is there");
    assert!(matches!(read(&broken, &[], Limits::default()), Err(Error::Malformed { line: 4, .. })));
}

/// A signature of the Emilia-Romagna archive with a counter-signature on its value.
#[test]
fn a_counter_signature_is_told_from_a_signature() {
    let Some(bytes) = parer("sacerws/sacerws-ejb/src/test/resources/firme/xml_sig_controfirma_cert_rev.xml") else {
        return;
    };
    let reading = reading(&bytes);
    let [main, counter] = reading.signatures.as_slice() else { panic!("{}", reading.signatures.len()) };
    assert_eq!((facts(main), facts(counter)), ((true, true, true), (true, true, true)), "{:?}", counter.anomalies);
    assert!(main.forms.enveloped && !main.countersignature && main.key_info.signed);
    assert!(counter.countersignature && counter.parent == Some(0));
    assert_eq!(counter.references[0].kind, ReferenceType::Countersigned);
    let time = counter.properties.as_ref().and_then(|found| found.signing_time).expect("a time");
    assert_eq!(time.to_rfc3339(), "2010-11-25T23:00:00+00:00");
}

/// A detached signature: without the file nothing can be told, with it all holds, with another it is false.
#[test]
fn a_detached_signature_asks_for_its_file() {
    let Some(bytes) = parer("test-action/src/test/resources/XADES/XADES-BASEB.xml") else { return };
    let original = parer("test-action/src/test/resources/ORIGINAL/XASES-BASEB_ORIGINAL.xml").expect("the original");
    let check = |files: &[External<'_>]| {
        let reading = read(&bytes, files, Limits::default()).expect("a document");
        let signature = &reading.signatures[0];
        assert!(signature.forms.detached && value_holds(signature));
        (signature.references[0].check.clone(), signature.references[0].covered.clone())
    };
    assert!(matches!(check(&[]), (Check::Unknown(_), Covered::Nothing)));
    let named = check(&[External { name: "pom.xml", bytes: &original }]);
    assert_eq!(named, (Check::Matches, Covered::External("pom.xml".to_owned())));
    assert_eq!(check(&[External { name: "", bytes: &original }]).0, Check::Matches);
    assert_eq!(check(&[External { name: "", bytes: b"altro" }]).0, Check::Differs);
    assert!(matches!(check(&[External { name: "altro.xml", bytes: &original }]).0, Check::Unknown(_)));
}

#[test]
fn the_signing_certificate_is_checked_by_digest_and_by_issuer() {
    for (name, v2, digest) in [
        ("validation/dss-signed.xml", true, Digest::Sha512),
        ("valid-xades-structure.xml", true, Digest::Sha1),
        ("validation/Signature-X-AT-1.xml", false, Digest::Sha256),
    ] {
        let Some(bytes) = xades(name) else { return };
        let reading = reading(&bytes);
        let signature = &reading.signatures[0];
        let named = &signature.properties.as_ref().expect("properties").signing_certificates[0];
        assert_eq!((named.v2, named.digest), (v2, Some(digest)), "{name}");
        let certificate = signature.signing_certificate().expect("the certificate");
        assert_eq!(
            (named.digest_matches(certificate), named.issuer_serial_matches(certificate)),
            (Some(true), Some(true))
        );
        for other in signature.key_info.certificates.iter().filter(|it| it.as_slice() != certificate) {
            assert_eq!((named.digest_matches(other), named.issuer_serial_matches(other)), (Some(false), Some(false)));
        }
    }
}

/// The Austrian form of XAdES 1.1.1 selects what it signs by XPath.
#[test]
fn the_austrian_form_is_followed() {
    let Some(bytes) = xades("validation/Signature-X-AT-1.xml") else { return };
    let reading = reading(&bytes);
    let signature = &reading.signatures[0];
    assert_eq!(signature.scheme, Ok(Scheme::Ecdsa(Digest::Sha256)));
    let places: Vec<_> = signature.references.iter().map(|it| &it.covered).collect();
    assert!(
        matches!(places[0], Covered::Element { name, place: Place::Object, .. } if name.local == "html"),
        "{places:?}"
    );
    assert!(matches!(places[1], Covered::Element { place: Place::SignedProperties, .. }), "{places:?}");
    assert!(signature.forms.enveloping && signature.properties.as_ref().is_some_and(|found| found.signed));
}

/// DSS finds this one "not technically valid": its properties were changed, the time stamp on its value still holds.
#[test]
fn a_time_stamp_is_on_the_signature_value_and_nothing_else() {
    let Some(bytes) = dss("dss-evidence-record-xml/src/test/resources/valid-xades.xml") else { return };
    let reading = reading(&bytes);
    let signature = &reading.signatures[0];
    assert_eq!(facts(signature), (false, false, true), "{:?}", signature.anomalies);
    let properties = signature.properties.as_ref().expect("properties");
    assert!(!properties.signed && properties.unsigned == ["SignatureTimeStamp", "CertificateValues"]);
    let [stamp] = properties.stamps.as_slice() else { panic!("{:?}", properties.stamps) };
    assert_eq!(stamp.kind, StampKind::Signature);
    let imprint = Digest::Sha256.of(&reading.stamped(signature, stamp).expect("what it is on"));
    assert!(stamp.tokens[0].windows(32).any(|window| window == imprint), "the imprint stands in the token");
}
