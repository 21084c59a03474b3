//! Signatures made here are read back, and hold. (xmlsec1 is asked about the same ones: `MUNICIPIO_MADE` names a
//! folder to leave them in.)

use chrono::{TimeZone, Utc};
use firma_algoritmi::{Digest, PublicKey, Scheme};
use firma_xml::make::{
    Commitment, Content, MakeError, Order, Place, Values, add_signature_time_stamp, add_values, to_be_time_stamped,
};
use firma_xml::{External, Limits, Reading, StampKind, certificate, read};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => vec![short],
        Ok(long) => vec![0x81, long],
        Err(_) => [&[0x82][..], &u16::try_from(content.len()).expect("short").to_be_bytes()].concat(),
    };
    [&[tag][..], &length, content].concat()
}

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a key")
}

/// A certificate of the key, signed by itself.
fn certificate_of(key: &SigningKey) -> Vec<u8> {
    let algorithm = tlv(0x30, &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
    let name = [tlv(6, &[0x55, 4, 3]), tlv(0x0c, "Ada Bianchi".as_bytes())].concat();
    let name = tlv(0x30, &tlv(0x31, &tlv(0x30, &name)));
    let validity = tlv(0x30, &[tlv(0x17, b"260101000000Z"), tlv(0x17, b"360101000000Z")].concat());
    let point = key.verifying_key().to_sec1_point(false);
    let curve =
        [tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])].concat();
    let spki = tlv(0x30, &[tlv(0x30, &curve), tlv(3, &[&[0], point.as_bytes()].concat())].concat());
    let version = tlv(0xa0, &tlv(2, &[2]));
    let parts = [version, tlv(2, &[1]), algorithm.clone(), name.clone(), validity, name, spki];
    let tbs = tlv(0x30, &parts.concat());
    let signature: Signature = key.sign_prehash(&Digest::Sha256.of(&tbs)).expect("a signature");
    let bits = tlv(3, &[&[0], signature.to_der().as_bytes()].concat());
    tlv(0x30, &[tbs, algorithm, bits].concat())
}

fn order(certificate: &[u8]) -> Order<'_> {
    Order {
        id: "firma-1",
        certificate,
        chain: &[],
        scheme: Scheme::Ecdsa(Digest::Sha256),
        digest: Digest::Sha256,
        signing_time: Utc.with_ymd_and_hms(2026, 11, 26, 9, 30, 0).single().expect("an instant"),
        place: Some(Place { city: Some("Montefiorito"), country: Some("IT"), ..Place::default() }),
        roles: &["Responsabile <dell'ufficio> & \"altro\""],
        commitment: Some(Commitment::Approval),
    }
}

pub fn made(content: Content<'_>) -> Vec<u8> {
    let (key, certificate) = (key(), certificate_of(&key()));
    let prepared = order(&certificate).prepare(content).expect("prepared");
    let sign = |digest: &[u8]| {
        let signature: Signature = key.sign_prehash(digest).expect("a signature");
        Ok::<_, MakeError>(signature.to_bytes().to_vec())
    };
    prepared.sign(sign).expect("signed")
}

/// A detached signature of files.
pub fn detached(files: &[External<'_>]) -> Vec<u8> {
    made(Content::Detached(files))
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("MUNICIPIO_MADE") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("written");
    }
}

fn holds(reading: &Reading<'_>, which: usize) {
    let signature = &reading.signatures[which];
    let certificate = signature.signing_certificate().expect("the certificate");
    let key = PublicKey::from_spki(certificate::spki(certificate).expect("a key")).expect("a key");
    assert_eq!(signature.verify(&key), Ok(()));
    assert!(signature.references_hold(), "{:?}", signature.references);
    assert!(signature.anomalies.is_empty(), "{:?}", signature.anomalies);
    let properties = signature.properties.as_ref().expect("properties");
    assert!(properties.signed);
    assert_eq!(properties.roles[0].text, "Responsabile <dell'ufficio> & \"altro\"");
    assert_eq!(properties.signing_time.expect("a time").to_rfc3339(), "2026-11-26T09:30:00+00:00");
}

pub const ACT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<atto xmlns=\"urn:atto\" xml:lang=\"it\">\r\n <!-- x -->\
                   <oggetto>Perché &amp; come</oggetto></atto>\r\n";

#[test]
fn an_enveloped_signature_holds_and_lets_another_sign_after_it() {
    let once = made(Content::Enveloped(ACT.as_bytes()));
    keep("enveloped.xml", &once);
    holds(&read(&once, &[], Limits::default()).expect("read"), 0);
    let (key, certificate) = (key(), certificate_of(&key()));
    let again = Order { id: "firma-1", ..order(&certificate) }.prepare(Content::Enveloped(&once));
    assert!(matches!(again, Err(MakeError::Id(_))), "the same identifier twice: {:?}", again.err());
    let second = Order { id: "firma-2", ..order(&certificate) }.prepare(Content::Enveloped(&once)).expect("prepared");
    let value: Signature = key.sign_prehash(&second.digest()).expect("a signature");
    let twice = second.finish(value.to_der().as_bytes()).expect("DER is taken too");
    keep("twice.xml", &twice);
    let reading = read(&twice, &[], Limits::default()).expect("read");
    assert_eq!(reading.signatures.len(), 2);
    holds(&reading, 0);
    holds(&reading, 1);
    let tampered = String::from_utf8(twice).expect("UTF-8").replace("come", "dove");
    let reading = read(tampered.as_bytes(), &[], Limits::default()).expect("read");
    assert!(!reading.signatures[0].references_hold() && !reading.signatures[1].references_hold());
}

#[test]
fn enveloping_and_detached_signatures_hold() {
    let enveloping = made(Content::Enveloping { bytes: b"%PDF-1.7 \x00\xff", mime: "application/pdf" });
    keep("enveloping.xml", &enveloping);
    let reading = read(&enveloping, &[], Limits::default()).expect("read");
    holds(&reading, 0);
    assert!(reading.signatures[0].forms.enveloping);
    let files = [External { name: "atto à 1.pdf", bytes: b"uno" }, External { name: "allegato.txt", bytes: b"due" }];
    let detached = made(Content::Detached(&files));
    keep("detached.xml", &detached);
    holds(&read(&detached, &files, Limits::default()).expect("read"), 0);
    let others = [files[0], External { name: "allegato.txt", bytes: b"tre" }];
    assert!(!read(&detached, &others, Limits::default()).expect("read").signatures[0].references_hold());
}

#[test]
fn a_document_in_another_encoding_or_with_an_empty_root_is_signed() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><p:a xmlns:p='urn:x' b='\xe0'/>";
    let signed = made(Content::Enveloped(latin));
    keep("latin.xml", &signed);
    let reading = read(&signed, &[], Limits::default()).expect("read");
    holds(&reading, 0);
    assert_eq!(reading.document().attribute("b"), Some("à"));
}

#[test]
fn time_stamp_and_values_are_added_without_touching_what_is_signed() {
    let signed = made(Content::Enveloped(ACT.as_bytes()));
    let stamped_bytes = to_be_time_stamped(&signed, "firma-1").expect("what is stamped");
    let stamped = add_signature_time_stamp(&signed, "firma-1", b"token").expect("stamped");
    let values = Values { certificates: &[b"una"], crls: &[b"due"], ocsps: &[b"tre"] };
    let complete = add_values(&stamped, "firma-1", values).expect("completed");
    keep("complete.xml", &complete);
    let reading = read(&complete, &[], Limits::default()).expect("read");
    holds(&reading, 0);
    let signature = &reading.signatures[0];
    let properties = signature.properties.as_ref().expect("properties");
    assert_eq!(properties.unsigned, ["SignatureTimeStamp", "CertificateValues", "RevocationValues"]);
    assert_eq!(
        (properties.stamps[0].kind, properties.stamps[0].tokens.as_slice()),
        (StampKind::Signature, &[b"token".to_vec()][..])
    );
    assert_eq!(reading.stamped(signature, &properties.stamps[0]).expect("covered"), stamped_bytes);
    let found = (&properties.certificates[0].bytes, &properties.crls[0].bytes, &properties.ocsps[0].bytes);
    assert_eq!(found, (&b"una".to_vec(), &b"due".to_vec(), &b"tre".to_vec()));
    assert!(matches!(add_values(&stamped, "altra", values), Err(MakeError::NoSignature(_))));
}

#[test]
fn a_value_of_another_key_or_document_is_not_taken() {
    let certificate = certificate_of(&key());
    let prepared = order(&certificate).prepare(Content::Enveloped(ACT.as_bytes())).expect("prepared");
    let other = SigningKey::from_slice(&[8; 32]).expect("a key");
    let value: Signature = other.sign_prehash(&prepared.digest()).expect("a signature");
    assert_eq!(prepared.finish(&value.to_bytes()), Err(MakeError::Value));
    let value: Signature = key().sign_prehash(&Digest::Sha256.of(b"altro")).expect("a signature");
    assert_eq!(prepared.finish(&value.to_bytes()), Err(MakeError::Value));
    assert!(matches!(order(b"x").prepare(Content::Enveloped(ACT.as_bytes())), Err(MakeError::Certificate)));
    let named = Order { id: "1 x", ..order(&certificate) };
    assert!(matches!(named.prepare(Content::Enveloped(ACT.as_bytes())), Err(MakeError::Id(_))));
}
