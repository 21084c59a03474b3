//! The authority for trials, as OpenSSL sees it, and as a person reads it.

use chrono::Duration;
use firma_algoritmi::Digest;
use firma_scrivi::prova::{self, Issuer, NOTICE, Name, Reason, Revoked, Role, Standing, Validity};
use firma_scrivi::tsp::Request;
use firma_scrivi::{Certificate, Error, HashSigner, ocsp};

use crate::house::{House, MARIO, installed, key, now, openssl, pem, write};

const ENTE: Name<'_> = Name::Ente { name: "Comune di Montefiorito", tax_code: "80000000009" };

fn week() -> Validity {
    Validity { from: now(), to: now() + Duration::days(7) }
}

/// Every UTF-8 string of a structure: what a viewer shows.
fn texts(der: &[u8]) -> Vec<String> {
    use der::{Decode, Reader, Tag};
    let mut reader = der::SliceReader::new(der).unwrap();
    let mut found = Vec::new();
    while !reader.is_finished() {
        let any = der::asn1::AnyRef::decode(&mut reader).unwrap();
        match der::Tagged::tag(&any) {
            Tag::Utf8String => found.push(String::from_utf8(any.value().to_vec()).unwrap()),
            tag if tag.is_constructed() => found.extend(texts(any.value())),
            _ => {}
        }
    }
    found
}

#[test]
fn every_text_that_a_person_may_see_says_that_it_has_no_legal_value() {
    let house = House::new(key(7));
    let long = Name::Person { given: "Maria Antonietta Giovanna", surname: "Della Rovere Montefeltro", tax_code: "X" };
    let seal = house.issue(Role::Signing, ENTE, key(9).spki(), 9);
    let others = [
        house.issue(Role::Signing, long, key(9).spki(), 10),
        house.issue(Role::TimeStamping, Name::Authority("Marche temporali"), key(9).spki(), 11),
        house.issue(Role::Ocsp, Name::Authority("Revoca"), key(9).spki(), 12),
    ];
    for certificate in [&house.root, &house.authority, &house.signer, &seal].into_iter().chain(&others) {
        for name in [certificate.issuer(), certificate.subject()] {
            let texts = texts(name);
            assert!(texts.len() >= 2);
            for text in texts.iter().filter(|text| !text.starts_with("CF:IT-")) {
                assert!(text.contains(NOTICE), "{text}");
            }
            let common = texts.last().unwrap();
            assert!(common.chars().count() <= 64, "{common}");
        }
    }
    assert!(texts(house.signer.subject()).iter().any(|text| text.starts_with("Mario Rossi - ")));
}

#[test]
fn openssl_follows_the_chain_and_sees_a_revocation() {
    if !installed("openssl") {
        return;
    }
    let house = House::new(key(7));
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, certificate: &Certificate| pem(folder.path(), name, "CERTIFICATE", certificate.der());
    let (root, authority) = (house.root_file(folder.path()), file("firma.pem", &house.authority));
    let (signer, seal) = (file("mario.pem", &house.signer), house.issue(Role::Signing, ENTE, key(9).spki(), 9));
    let seal = file("sigillo.pem", &seal);
    let revoked = [Revoked { certificate: &house.signer, at: now(), reason: Reason::KeyCompromise }];
    let crl = prova::crl(house.issuer(), 7, week(), &revoked).unwrap();
    let crl = pem(folder.path(), "elenco.pem", "X509 CRL", &crl);
    let at = now().timestamp().to_string();
    let check = |certificate: &std::path::Path| {
        openssl(&[
            "verify",
            "-x509_strict",
            "-attime",
            &at,
            "-CAfile",
            root.to_str().unwrap(),
            "-untrusted",
            authority.to_str().unwrap(),
            "-crl_check",
            "-CRLfile",
            crl.to_str().unwrap(),
            certificate.to_str().unwrap(),
        ])
    };
    check(&seal).unwrap();
    let reason = check(&signer).unwrap_err();
    assert!(reason.contains("certificate revoked"), "{reason}");
}

#[test]
fn openssl_reads_the_answer_on_revocation_of_a_question_of_ours_and_of_its_own() {
    if !installed("openssl") {
        return;
    }
    let house = House::new(key(7));
    let folder = tempfile::tempdir().unwrap();
    let responder_key = key(12);
    let responder = house.issue(Role::Ocsp, Name::Authority("Revoca"), responder_key.spki(), 12);
    let issuer = Issuer { certificate: &responder, key: &responder_key };
    let file = |name: &str, certificate: &Certificate| pem(folder.path(), name, "CERTIFICATE", certificate.der());
    let (root, authority, signer) =
        (house.root_file(folder.path()), file("firma.pem", &house.authority), file("mario.pem", &house.signer));
    let theirs = folder.path().join("loro.der");
    openssl(&[
        "ocsp",
        "-issuer",
        authority.to_str().unwrap(),
        "-cert",
        signer.to_str().unwrap(),
        "-reqout",
        theirs.to_str().unwrap(),
    ])
    .unwrap();
    let ours = ocsp::request(&house.signer, &house.authority, Some(&[9; 16])).unwrap();
    for (question, standing, expected) in [
        (std::fs::read(&theirs).unwrap(), Standing::Good, "mario.pem: good"),
        (ours.clone(), Standing::Good, "mario.pem: good"),
        (ours.clone(), Standing::Revoked(now(), Reason::Superseded), "mario.pem: revoked"),
        (ours, Standing::Unknown, "mario.pem: unknown"),
    ] {
        let known = |serial: &[u8]| if serial == house.signer.serial() { standing } else { Standing::Unknown };
        let answer = prova::ocsp(&question, issuer, &house.authority, &known, week()).unwrap();
        ocsp::check_status(&answer).unwrap();
        let (question, answer) = (write(folder.path(), "q.der", &question), write(folder.path(), "a.der", &answer));
        let said = openssl(&[
            "ocsp",
            "-no_nonce",
            "-reqin",
            question.to_str().unwrap(),
            "-respin",
            answer.to_str().unwrap(),
            "-issuer",
            authority.to_str().unwrap(),
            "-cert",
            signer.to_str().unwrap(),
            "-CAfile",
            root.to_str().unwrap(),
            "-attime",
            &now().timestamp().to_string(),
        ])
        .unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_question_that_nobody_understands_has_an_answer_that_says_so() {
    let house = House::new(key(7));
    let answer = prova::ocsp(b"?", house.issuer(), &house.authority, &|_| Standing::Good, week()).unwrap();
    assert_eq!(ocsp::check_status(&answer), Err(Error::Revocation("il servizio non ha capito la domanda")));
    assert!(ocsp::check_status(b"no").is_err());
}

#[test]
fn openssl_accepts_the_time_stamp_of_a_request_of_ours_and_of_its_own() {
    if !installed("openssl") {
        return;
    }
    let house = House::new(key(7));
    let folder = tempfile::tempdir().unwrap();
    let (stamper_key, file) = (key(11), write(folder.path(), "atto.txt", b"Atto"));
    let stamper = house.issue(Role::TimeStamping, Name::Authority("Marche temporali"), stamper_key.spki(), 11);
    let stamper = Issuer { certificate: &stamper, key: &stamper_key };
    let theirs = folder.path().join("loro.tsq");
    openssl(&["ts", "-query", "-data", file.to_str().unwrap(), "-sha512", "-cert", "-out", theirs.to_str().unwrap()])
        .unwrap();
    let ours = Request::new(Digest::Sha256, &Digest::Sha256.of(b"Atto"), [7; 16], None).unwrap();
    for question in [std::fs::read(&theirs).unwrap(), ours.to_der().unwrap()] {
        let answer = prova::stamp(&question, stamper, &house.others(), &[5; 16], now()).unwrap();
        let (question, answer) = (write(folder.path(), "q.tsq", &question), write(folder.path(), "a.tsr", &answer));
        let root = house.root_file(folder.path());
        let verify = |question: &str| {
            openssl(&[
                "ts",
                "-verify",
                "-queryfile",
                question,
                "-in",
                answer.to_str().unwrap(),
                "-CAfile",
                root.to_str().unwrap(),
                "-attime",
                &now().timestamp().to_string(),
            ])
        };
        verify(question.to_str().unwrap()).unwrap();
        let other = Request::new(Digest::Sha256, &[0; 32], [7; 16], None).unwrap().to_der().unwrap();
        assert!(verify(write(folder.path(), "altra.tsq", &other).to_str().unwrap()).is_err());
    }
}

#[test]
fn a_time_stamp_of_another_hash_or_of_an_older_request_is_not_taken() {
    let house = House::new(key(7));
    let stamper_key = key(11);
    let stamper = house.issue(Role::TimeStamping, Name::Authority("Marche temporali"), stamper_key.spki(), 11);
    let stamper = Issuer { certificate: &stamper, key: &stamper_key };
    let request = |hash: &[u8], nonce, policy| Request::new(Digest::Sha256, hash, nonce, policy).unwrap();
    let mine = request(&[1; 32], [7; 16], None);
    let answer = |request: &Request| prova::stamp(&request.to_der().unwrap(), stamper, &[], &[5; 16], now()).unwrap();
    assert!(mine.read(&answer(&mine)).is_ok());
    let cases = [
        (answer(&request(&[2; 32], [7; 16], None)), "l'impronta marcata è un'altra"),
        (answer(&request(&[1; 32], [8; 16], None)), "non risponde a questa richiesta (nonce diverso)"),
    ];
    for (answer, reason) in cases {
        assert_eq!(mine.read(&answer), Err(Error::StampOfAnother(reason)));
    }
    let elsewhere = request(&[1; 32], [7; 16], Some("1.2.3.4"));
    let refused = elsewhere.read(&answer(&elsewhere)).unwrap_err().to_string();
    assert!(refused.contains("non conosce la politica chiesta") && refused.contains(NOTICE), "{refused}");
    assert_eq!(
        elsewhere.read(&answer(&mine)),
        Err(Error::StampOfAnother("è stata fatta secondo una politica diversa da quella chiesta"))
    );
    assert!(matches!(mine.read(b"<html>"), Err(Error::StampUnreadable(_))));
}

#[test]
fn a_key_that_is_not_the_certificates_issues_nothing() {
    let house = House::new(key(7));
    let wrong = key(3);
    let issuer = Issuer { certificate: &house.authority, key: &wrong };
    assert_eq!(prova::crl(issuer, 1, week(), &[]), Err(Error::OtherKey));
    let by = prova::By::Issuer(issuer);
    let issued = prova::issue(Role::Signing, MARIO, house.key.spki(), &[1; 16], week(), Default::default(), by);
    assert_eq!(issued, Err(Error::OtherKey));
}
