use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::cades::{self, Envelope, Prepared, Signature};
use firma_scrivi::{Error, HashSigner, Measure, Measured};

use crate::house::{House, installed, key, now, openssl, rsa, write};

pub const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.\n";

fn sign(house: &House, scheme: Scheme) -> Signature {
    let content = Measured::of(scheme.digest().unwrap(), DOCUMENT).unwrap();
    cades::prepare(&house.signer, scheme, &content, now()).unwrap().sign(&house.key).unwrap()
}

pub fn attached(house: &House, scheme: Scheme) -> Vec<u8> {
    let signature = sign(house, scheme);
    let envelope = Envelope::of(&signature, &house.others()).unwrap();
    envelope.frame(&signature).unwrap().around(DOCUMENT).unwrap()
}

const PSS: Scheme = Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha256, salt: 32 };

#[test]
fn openssl_opens_what_was_signed_and_accepts_its_chain() {
    if !installed("openssl") {
        return;
    }
    for (key, schemes) in [
        (key(7), vec![Scheme::Ecdsa(Digest::Sha256)]),
        (rsa(), vec![Scheme::RsaPkcs1(Digest::Sha256), Scheme::RsaPkcs1(Digest::Sha512), PSS]),
    ] {
        let house = House::new(key);
        for scheme in schemes {
            let folder = tempfile::tempdir().unwrap();
            let envelope = write(folder.path(), "atto.p7m", &attached(&house, scheme));
            let root = house.root_file(folder.path());
            let arguments = |envelope| {
                [
                    "cms",
                    "-verify",
                    "-cades",
                    "-inform",
                    "DER",
                    "-in",
                    envelope,
                    "-CAfile",
                    root.to_str().unwrap(),
                    "-purpose",
                    "any",
                ]
            };
            assert_eq!(openssl(&arguments(envelope.to_str().unwrap())).as_deref(), Ok(DOCUMENT), "{scheme}");
            // And the judge does refuse.
            let mut bad = attached(&house, scheme);
            let at = bad.windows(5).position(|window| window == b"somma").unwrap();
            bad[at] ^= 1;
            let bad = write(folder.path(), "falso.p7m", &bad);
            assert!(openssl(&arguments(bad.to_str().unwrap())).is_err());
        }
    }
}

#[test]
fn openssl_accepts_a_signature_beside_its_document() {
    if !installed("openssl") {
        return;
    }
    let house = House::new(key(7));
    let signature = sign(&house, Scheme::Ecdsa(Digest::Sha256));
    let folder = tempfile::tempdir().unwrap();
    let beside =
        write(folder.path(), "atto.p7s", &Envelope::of(&signature, &house.others()).unwrap().to_bytes().unwrap());
    let document = write(folder.path(), "atto.txt", DOCUMENT);
    let root = house.root_file(folder.path());
    let said = openssl(&[
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-in",
        beside.to_str().unwrap(),
        "-content",
        document.to_str().unwrap(),
        "-CAfile",
        root.to_str().unwrap(),
        "-purpose",
        "any",
    ]);
    assert_eq!(said.as_deref(), Ok(DOCUMENT));
}

#[test]
fn only_a_hash_leaves_and_the_value_may_come_a_day_later() {
    let house = House::new(key(7));
    let scheme = house.signer.usual_scheme().unwrap();
    let content = Measured::of(Digest::Sha256, DOCUMENT).unwrap();
    let kept = cades::prepare(&house.signer, scheme, &content, now()).unwrap().to_bytes().unwrap();
    let prepared = Prepared::from_bytes(&kept).unwrap();
    let value = house.key.sign(scheme, &prepared.hash().unwrap()).unwrap();
    let signature = prepared.finish(&value).unwrap();
    let envelope = Envelope::of(&signature, &house.others()).unwrap();
    let frame = envelope.frame(&signature).unwrap();
    let expected = frame.len();
    assert_eq!(frame.around(DOCUMENT).unwrap().len() as u64, expected);
}

#[test]
fn a_document_that_changed_meanwhile_is_not_signed() {
    let house = House::new(key(7));
    let signature = sign(&house, Scheme::Ecdsa(Digest::Sha256));
    let frame = Envelope::of(&signature, &[]).unwrap().frame(&signature).unwrap();
    let error = frame.around(b"Si determina di impegnare la somma!\n").unwrap_err();
    assert!(matches!(&error, Error::ContentChanged { expected, found } if expected != found), "{error}");
}

#[test]
fn a_value_of_another_hash_or_another_key_is_refused() {
    let house = House::new(key(7));
    let scheme = house.signer.usual_scheme().unwrap();
    let content = Measured::of(Digest::Sha256, DOCUMENT).unwrap();
    let prepared = cades::prepare(&house.signer, scheme, &content, now()).unwrap();
    let other = house.key.sign(scheme, &[7; 32]).unwrap();
    assert_eq!(prepared.clone().finish(&other), Err(Error::OtherHash));
    let stranger = key(8).sign(scheme, &prepared.hash().unwrap()).unwrap();
    assert_eq!(prepared.clone().finish(&stranger), Err(Error::OtherHash));
    assert_eq!(prepared.clone().sign(&key(8)), Err(Error::OtherKey));
    // What waits was altered: the time that the signer declares.
    let mut kept = prepared.to_bytes().unwrap();
    let at = kept.windows(13).position(|window| window == b"261126100000Z").unwrap();
    kept[at + 11] = b'1';
    let value = house.key.sign(scheme, &prepared.hash().unwrap()).unwrap();
    assert_eq!(Prepared::from_bytes(&kept).unwrap().finish(&value), Err(Error::OtherHash));
}

#[test]
fn a_scheme_that_the_key_does_not_have_is_refused_before_asking_anybody() {
    let house = House::new(key(7));
    let content = Measured::of(Digest::Sha256, DOCUMENT).unwrap();
    let error = cades::prepare(&house.signer, PSS, &content, now()).unwrap_err();
    assert!(matches!(error, Error::SchemeForKey { .. }), "{error}");
    assert!(matches!(Measured::of(Digest::Sha1, DOCUMENT), Err(Error::WeakDigest("SHA-1"))));
}

#[test]
fn a_large_document_passes_in_pieces() {
    let house = House::new(key(7));
    let scheme = house.signer.usual_scheme().unwrap();
    let pieces: Vec<Vec<u8>> = (0..300u32).map(|number| vec![u8::try_from(number % 251).unwrap(); 65_537]).collect();
    let mut measure = Measure::new(Digest::Sha256).unwrap();
    pieces.iter().for_each(|piece| measure.update(piece));
    let signature = cades::prepare(&house.signer, scheme, &measure.finish(), now()).unwrap().sign(&house.key).unwrap();
    let frame = Envelope::of(&signature, &house.others()).unwrap().frame(&signature).unwrap();
    let (expected, (mut written, mut rest)) = (frame.len(), frame.begin());
    for piece in &pieces {
        rest.update(piece);
        written.extend_from_slice(piece);
    }
    written.extend(rest.finish().unwrap());
    assert_eq!(written.len() as u64, expected);
    assert_eq!(firma_cms::signed_data(&written).unwrap().content.unwrap().bytes().unwrap(), pieces.concat());
}
