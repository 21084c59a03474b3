//! Signatures inside PDFs, as Poppler sees them.

use std::process::Command;

use chrono::FixedOffset;
use firma_algoritmi::{Digest, Scheme};
use firma_pdf::{NewSignature, NewTimeStamp};
use firma_scrivi::pades::{self, Waiting};
use firma_scrivi::prova::{self, Issuer, Name, Role, Standing};
use firma_scrivi::tsp::Request;
use firma_scrivi::{Error, HashSigner, ocsp};

use crate::house::{House, installed, key, now, validity, write};

const ECDSA: Scheme = Scheme::Ecdsa(Digest::Sha256);

/// The smallest document: one empty page.
pub fn document() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for object in [
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\nendobj\n",
    ] {
        places.push(pdf.len());
        pdf.extend(object.bytes());
    }
    let xref = pdf.len();
    pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
    places.iter().for_each(|at| pdf.extend(format!("{at:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer\n<</Size 4/Root 1 0 R/ID[<01><01>]>>\nstartxref\n{xref}\n%%EOF\n").bytes());
    pdf
}

fn field(name: &str) -> NewSignature {
    NewSignature { at: Some(now().with_timezone(&FixedOffset::east_opt(3600).unwrap())), ..NewSignature::new(name) }
}

fn waiting(house: &House, pdf: &[u8], name: &str) -> Waiting {
    pades::prepare(pdf, &field(name), &house.signer, ECDSA).unwrap()
}

fn sign(house: &House, pdf: &[u8], name: &str) -> Vec<u8> {
    let waiting = waiting(house, pdf, name);
    let value = house.key.sign(ECDSA, &waiting.signer().hash().unwrap()).unwrap();
    waiting.finish(&value, &house.others()).unwrap().into_pdf().unwrap()
}

/// What Poppler says of a file's signatures.
fn poppler(pdf: &[u8]) -> Option<String> {
    if !installed("pdfsig") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), "atto.pdf", pdf);
    let output = Command::new("pdfsig").arg("-nocert").arg(file).output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn poppler_accepts_a_signature_and_one_more_after_it() {
    let house = House::new(key(7));
    let one = sign(&house, &document(), "Sindaco");
    let two = sign(&house, &one, "Segretario");
    let Some(said) = poppler(&two) else { return };
    assert_eq!(said.matches("Signature Validation: Signature is Valid.").count(), 2, "{said}");
    assert_eq!(said.matches("ETSI.CAdES.detached").count(), 2, "{said}");
    assert!(said.contains("Mario Rossi - SENZA VALORE LEGALE"), "{said}");
    assert!(said.contains("Total document signed"), "{said}");
    let mut bad = one;
    let at = bad.windows(6).position(|window| window == b"0 595 ").unwrap();
    bad[at + 2] = b'6';
    let said = poppler(&bad).unwrap();
    assert!(!said.contains("Signature is Valid"), "{said}");
}

#[test]
fn the_value_may_come_when_the_program_was_started_anew() {
    let house = House::new(key(7));
    let waiting = waiting(&house, &document(), "Sindaco");
    let (state, file) = (waiting.to_bytes().unwrap(), waiting.file().to_vec());
    let again = Waiting::from_bytes(&state, file.clone()).unwrap();
    assert_eq!(again, waiting);
    let mut other = file;
    other[20] ^= 1;
    assert!(matches!(Waiting::from_bytes(&state, other), Err(Error::ContentChanged { .. })));
    assert_eq!(Waiting::from_bytes(&state, document()), Err(Error::State));
    assert_eq!(again.finish(&[1, 2, 3], &[]).err(), Some(Error::OtherHash));
}

#[test]
fn with_time_stamps_and_evidence_it_stays_good() {
    let house = House::new(key(7));
    let stamper_key = key(11);
    let stamper = house.issue(Role::TimeStamping, Name::Authority("Marche temporali"), stamper_key.spki(), 11);
    let stamper = Issuer { certificate: &stamper, key: &stamper_key };
    let answer = |request: &Request| {
        prova::stamp(&request.to_der().unwrap(), stamper, &house.others(), &[5; 16], now()).unwrap()
    };
    let waiting = waiting(&house, &document(), "Sindaco");
    let value = house.key.sign(ECDSA, &waiting.signer().hash().unwrap()).unwrap();
    let mut signed = waiting.finish(&value, &house.others()).unwrap();
    let request = |bytes: &[u8]| Request::new(Digest::Sha256, &Digest::Sha256.of(bytes), [7; 16], None).unwrap();
    let stolen = request(b"altro");
    assert!(matches!(signed.stamp(&stolen.read(&answer(&stolen)).unwrap()), Err(Error::StampOfAnother(_))));
    let mine = request(signed.signature().value());
    signed.stamp(&mine.read(&answer(&mine)).unwrap()).unwrap();
    let pdf = signed.into_pdf().unwrap();
    let crl = prova::crl(house.issuer(), 1, validity(), &[]).unwrap();
    let question = ocsp::request(&house.signer, &house.authority, None).unwrap();
    let good = prova::ocsp(&question, house.issuer(), &house.authority, &|_| Standing::Good, validity()).unwrap();
    let chain = [house.authority.clone(), house.root.clone()];
    let kept = pades::keep(&pdf, &chain, &[crl], std::slice::from_ref(&good)).unwrap();
    assert!(kept.starts_with(&pdf));
    let what = NewTimeStamp { field: "Marca".into(), room: 16 << 10 };
    let waiting = pades::prepare_stamp(&kept, &what, Digest::Sha256, [9; 16]).unwrap();
    let other = Request::new(Digest::Sha256, waiting.request().hash(), [8; 16], None).unwrap();
    let otherwise = other.read(&answer(&other)).unwrap();
    assert!(waiting.clone().stamped(&otherwise).unwrap().starts_with(&kept), "of the same hash, asked for otherwise");
    let of_another = request(b"altro");
    let of_another = of_another.read(&answer(&of_another)).unwrap();
    assert!(matches!(waiting.clone().stamped(&of_another), Err(Error::StampOfAnother(_))));
    let answer = answer(waiting.request());
    let whole = waiting.finish(&answer).unwrap();
    let reading = firma_pdf::read(&whole).unwrap();
    assert_eq!(reading.signatures.len(), 2);
    if let Some(said) = poppler(&whole) {
        assert!(said.contains("Signature is Valid"), "{said}");
    }
}

#[test]
fn a_pdf_that_cannot_be_signed_says_why() {
    let house = House::new(key(7));
    let refused = |pdf: &[u8], what: &NewSignature| pades::prepare(pdf, what, &house.signer, ECDSA).unwrap_err();
    assert!(matches!(refused(b"ciao", &field("a")), Error::Pdf(_)));
    let one = sign(&house, &document(), "Sindaco");
    assert!(matches!(refused(&one, &field("Sindaco")), Error::Pdf(_)));
    let small = NewSignature { room: 100, ..field("Stretta") };
    let waiting = pades::prepare(&document(), &small, &house.signer, ECDSA).unwrap();
    let value = house.key.sign(ECDSA, &waiting.signer().hash().unwrap()).unwrap();
    let error = waiting.finish(&value, &[]).unwrap().into_pdf().unwrap_err();
    assert!(error.to_string().contains("più spazio"), "{error}");
}
