//! What is added to an envelope that is there.

use firma_algoritmi::{Digest, Scheme};
use firma_cms::Given;
use firma_scrivi::cades::{self, Envelope};
use firma_scrivi::prova::{self, Issuer, Name, Role, Standing};
use firma_scrivi::tsp::{Request, Stamp};
use firma_scrivi::{Certificate, Error, HashSigner, LocalKey, Measured, ocsp};

use crate::cades::{DOCUMENT, attached};
use crate::house::{House, installed, key, now, openssl, standards, validity, write};

const LUCIA: Name<'_> = Name::Person { given: "Lucia", surname: "Bianchi", tax_code: "BNCLCU80A41M999Y" };
const ECDSA: Scheme = Scheme::Ecdsa(Digest::Sha256);

struct Second {
    key: LocalKey,
    certificate: Certificate,
}

fn second(house: &House) -> Second {
    let key = key(8);
    let certificate = house.issue(Role::Signing, LUCIA, key.spki(), 8);
    Second { key, certificate }
}

impl Second {
    fn sign(&self, content: &Measured) -> cades::Signature {
        cades::prepare(&self.certificate, ECDSA, content, now()).unwrap().sign(&self.key).unwrap()
    }
}

/// OpenSSL's word on the whole envelope. Its purpose check knows only of mail.
fn accepted(house: &House, envelope: &[u8]) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let envelope = write(folder.path(), "atto.p7m", envelope);
    let root = house.root_file(folder.path());
    openssl(&[
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        envelope.to_str().unwrap(),
        "-CAfile",
        root.to_str().unwrap(),
        "-purpose",
        "any",
    ])
}

/// What the house's verifier finds of every signature, counter-signatures and time stamps included: all of it holds,
/// and is bound to its certificate.
fn sound(envelope: &[u8]) -> usize {
    let data = firma_cms::signed_data(envelope).unwrap();
    let facts = data.check(&Given::default());
    let mut seen = 0;
    for signer in facts.iter().chain(facts.iter().flat_map(|signer| &signer.counter_signatures)) {
        assert!(signer.intact() && signer.is_bound() == Some(true), "{signer:?}");
        assert_eq!((signer.algorithm_protection, signer.algorithms_agree), (Some(true), true));
        assert!(signer.anomalies.is_empty(), "{:?}", signer.anomalies);
        for stamp in &signer.time_stamps {
            assert!(stamp.intact(), "{stamp:?}");
            seen += 1;
        }
        seen += 1;
    }
    assert!(data.anomalies.is_empty(), "{:?}", data.anomalies);
    seen
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_second_signature_leaves_the_first_as_it_is_and_openssl_accepts_both() {
    let (house, first) = (House::new(key(7)), attached(&House::new(key(7)), ECDSA));
    let second = second(&house);
    let mut envelope = Envelope::read(&first).unwrap();
    let content = envelope.measure(Digest::Sha256).unwrap().unwrap();
    assert_eq!(content, Measured::of(Digest::Sha256, DOCUMENT).unwrap());
    envelope.add(&second.sign(&content), &house.others()).unwrap();
    assert_eq!(envelope.signatures(), 2);
    let both = envelope.to_bytes().unwrap();
    for part in firma_cms::raw::parts(&first).unwrap().signers {
        assert!(contains(&both, part));
    }
    assert_eq!(sound(&both), 2);
    if installed("openssl") {
        assert_eq!(accepted(&house, &both).as_deref(), Ok(DOCUMENT));
        let mut bad = both;
        let last = bad.len() - 1;
        bad[last] ^= 1;
        assert!(accepted(&house, &bad).is_err());
    }
}

#[test]
fn a_second_signature_over_another_document_is_refused() {
    let house = House::new(key(7));
    let first = attached(&house, ECDSA);
    let other = second(&house).sign(&Measured::of(Digest::Sha256, b"altro").unwrap());
    let error = Envelope::read(&first).unwrap().add(&other, &[]).unwrap_err();
    assert!(matches!(error, Error::ContentChanged { .. }), "{error}");
}

#[test]
fn two_who_sign_beside_the_document_must_have_seen_the_same() {
    let house = House::new(key(7));
    let second = second(&house);
    let content = Measured::of(Digest::Sha256, DOCUMENT).unwrap();
    let first = cades::prepare(&house.signer, ECDSA, &content, now()).unwrap().sign(&house.key).unwrap();
    let beside = Envelope::of(&first, &house.others()).unwrap().to_bytes().unwrap();
    let mut envelope = Envelope::read(&beside).unwrap();
    assert_eq!(envelope.measure(Digest::Sha256), Ok(None));
    let other = second.sign(&Measured::of(Digest::Sha256, b"altro").unwrap());
    assert!(matches!(envelope.add(&other, &[]), Err(Error::ContentChanged { .. })));
    envelope.add(&second.sign(&content), &[]).unwrap();
    assert_eq!(envelope.signatures(), 2);
}

/// Envelopes made by others: DER and BER, with the document in one piece and in many.
#[test]
fn envelopes_made_by_others_take_a_signature_and_keep_every_byte_of_theirs() {
    let Some(folder) = standards() else { return };
    let house = House::new(key(7));
    let second = second(&house);
    let mut seen = 0;
    for name in [
        "01-fatturapa/OCA__l10n-italy/l10n_it_fatturapa_in/tests/data/IT01234567890_FPR03.xml.p7m",
        "11-firma/RegioneER__parer-test-action/src/test/resources/CADES/CADES.p7m",
        "11-firma/RegioneER__parer-test-action/src/test/resources/CADES_T/CADES_T.p7m",
    ] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else { continue };
        let (_, bytes) = firma_cms::unwrap(&bytes).unwrap();
        let before = firma_cms::raw::parts(&bytes).unwrap();
        let mut envelope = Envelope::read(&bytes).unwrap();
        let content = envelope.measure(Digest::Sha256).unwrap().unwrap();
        envelope.add(&second.sign(&content), &house.others()).unwrap();
        let both = envelope.to_bytes().unwrap();
        let after = firma_cms::raw::parts(&both).unwrap();
        assert_eq!(after.content, before.content, "{name}");
        assert_eq!(after.signers[..before.signers.len()], before.signers[..], "{name}");
        assert_eq!(after.certificates[..before.certificates.len()], before.certificates[..], "{name}");
        assert_eq!(after.signers.len(), before.signers.len() + 1);
        if installed("openssl") {
            let folder = tempfile::tempdir().unwrap();
            let file = write(folder.path(), "due.p7m", &both);
            let said = openssl(&["cms", "-verify", "-noverify", "-inform", "DER", "-in", file.to_str().unwrap()]);
            assert!(said.is_ok(), "{name}: {said:?}");
        }
        seen += 1;
    }
    assert!(seen >= 2, "{seen}");
}

fn stamper(house: &House) -> (LocalKey, Certificate) {
    let key = key(11);
    let certificate = house.issue(Role::TimeStamping, Name::Authority("Marche temporali"), key.spki(), 11);
    (key, certificate)
}

fn stamp_of(house: &House, value: &[u8]) -> Stamp {
    let (key, certificate) = stamper(house);
    let request = Request::new(Digest::Sha256, &Digest::Sha256.of(value), [7; 16], None).unwrap();
    let issuer = Issuer { certificate: &certificate, key: &key };
    let answer = prova::stamp(&request.to_der().unwrap(), issuer, &house.others(), &[5; 16], now()).unwrap();
    request.read(&answer).unwrap()
}

#[test]
fn with_its_time_stamp_and_what_proves_its_certificates_a_signature_stays_good_for_openssl() {
    let house = House::new(key(7));
    let first = attached(&house, ECDSA);
    let mut envelope = Envelope::read(&first).unwrap();
    assert_eq!(envelope.is_stamped(1), Ok(false));
    envelope.stamp(1, &stamp_of(&house, &envelope.value(1).unwrap())).unwrap();
    assert_eq!(envelope.is_stamped(1), Ok(true));
    envelope.keep_certificates(std::slice::from_ref(&house.root));
    envelope.keep_crl(&prova::crl(house.issuer(), 1, validity(), &[]).unwrap()).unwrap();
    let question = ocsp::request(&house.signer, &house.authority, None).unwrap();
    let answer = prova::ocsp(&question, house.issuer(), &house.authority, &|_| Standing::Good, validity()).unwrap();
    envelope.keep_ocsp(&answer).unwrap();
    let bytes = envelope.to_bytes().unwrap();
    let data = firma_cms::signed_data(&bytes).unwrap();
    assert_eq!((data.certificates.len(), data.revocations.len()), (3, 2));
    assert_eq!(sound(&bytes), 2);
    assert_eq!(firma_cms::raw::parts(&bytes).unwrap().version, 5);
    assert_eq!(data.signers[0].unsigned_attributes[0].oid, firma_cms::oid::SIGNATURE_TIME_STAMP);
    if installed("openssl") {
        assert_eq!(accepted(&house, &bytes).as_deref(), Ok(DOCUMENT));
    }
}

#[test]
fn a_time_stamp_of_another_signature_is_refused() {
    let house = House::new(key(7));
    let first = attached(&house, ECDSA);
    let mut envelope = Envelope::read(&first).unwrap();
    let stolen = stamp_of(&house, b"un'altra firma");
    assert_eq!(envelope.stamp(1, &stolen), Err(Error::StampOfAnother("l'impronta marcata è un'altra")));
    assert_eq!(envelope.value(2), Err(Error::NoSuchSignature { asked: 2, count: 1 }));
    assert_eq!(envelope.value(0), Err(Error::NoSuchSignature { asked: 0, count: 1 }));
}

#[test]
fn a_counter_signature_is_over_the_signature_that_it_names() {
    let house = House::new(key(7));
    let second = second(&house);
    let first = attached(&house, ECDSA);
    let mut envelope = Envelope::read(&first).unwrap();
    let value = Measured::of(Digest::Sha256, &envelope.value(1).unwrap()).unwrap();
    let counter = |value: &Measured| {
        cades::prepare_counter(&second.certificate, ECDSA, value, now()).unwrap().sign(&second.key).unwrap()
    };
    let other = counter(&Measured::of(Digest::Sha256, b"altro").unwrap());
    assert!(matches!(envelope.countersign(1, &other, &[]), Err(Error::ContentChanged { .. })));
    envelope.countersign(1, &counter(&value), &house.others()).unwrap();
    let bytes = envelope.to_bytes().unwrap();
    let data = firma_cms::signed_data(&bytes).unwrap();
    let attribute = &data.signers[0].unsigned_attributes[0];
    assert_eq!(attribute.oid, firma_cms::oid::COUNTERSIGNATURE);
    assert_eq!(sound(&bytes), 2);
    // RFC 5652, 11.4: no content-type in it.
    let inside = firma_cms::raw::signer(attribute.values().next().unwrap()).unwrap();
    assert!(!contains(inside.before, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3]));
    if installed("openssl") {
        assert_eq!(accepted(&house, &bytes).as_deref(), Ok(DOCUMENT));
    }
}

#[test]
fn what_is_no_envelope_or_no_proof_is_refused() {
    for bytes in [&b""[..], b"ciao", b"%PDF-1.7", &[0x30, 0x80]] {
        assert!(matches!(Envelope::read(bytes), Err(Error::Envelope(_))));
    }
    let first = attached(&House::new(key(7)), ECDSA);
    let mut envelope = Envelope::read(&first).unwrap();
    assert!(matches!(envelope.keep_crl(b"no"), Err(Error::Revocation(_))));
    assert!(matches!(envelope.keep_ocsp(b"no"), Err(Error::Revocation(_))));
    let mut longer = first.clone();
    longer.push(0);
    assert!(Envelope::read(&longer).is_err());
}
