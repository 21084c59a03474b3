//! The authority for trials and the ente's seal.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use firma_algoritmi::Digest;
use firma_scrivi::prova::{NOTICE, Name, Role};
use firma_scrivi::{LocalKey, Measured, cades};
use signing::sign::{ByHand, Consent, Error, Order, Seal, Session, Signer, Step, Trial, Worth};

use crate::house::{House, key, now};

const NOBODY: Session = Session { token: None };

#[tokio::test]
async fn the_authority_for_trials_signs_at_once_and_says_what_it_is_worth() {
    let house = House::new();
    let chain = house.mario(&key(7));
    let trial = Trial::new(vec![(key(7), chain)]).unwrap();
    assert_eq!(trial.about().worth, Worth::None);
    assert!(trial.about().name.contains(NOTICE));
    let credential = trial.credentials(&NOBODY).await.unwrap().remove(0);
    let scheme = credential.offers[0].scheme;
    let content = Measured::of(Digest::Sha256, b"Atto").unwrap();
    let waiting = cades::prepare(credential.certificate().unwrap(), scheme, &content, now()).unwrap();
    let hashes = vec![waiting.hash().unwrap()];
    let order = Order { credential: &credential, scheme, hashes: &hashes, words: "1 atto" };
    assert!(matches!(trial.ask(&NOBODY, &order).await.unwrap(), Step::Ready));
    let values = trial.sign(&NOBODY, &order, &Consent::None).await.unwrap();
    waiting.finish(&values[0]).unwrap();
    let mut other = credential.clone();
    other.id = "prova-9".into();
    let order = Order { credential: &other, ..order };
    assert!(matches!(trial.sign(&NOBODY, &order, &Consent::None).await, Err(Error::Unusable { .. })));
    assert!(Trial::new(vec![(key(8), credential.chain.clone())]).is_err());
    assert!(matches!(ByHand.ask(&NOBODY, &order).await.unwrap(), Step::TakeAway));
    assert_eq!(ByHand.sign(&NOBODY, &order, &Consent::None).await, Err(Error::ByHand));
}

#[test]
fn the_entes_seal_seals_with_its_own_certificate_only() {
    let house = House::new();
    let pkcs8 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap().to_pkcs8v1().unwrap();
    let own = LocalKey::from_pkcs8(pkcs8.as_ref()).unwrap();
    let ente = Name::Ente { name: "Comune di Montefiorito", tax_code: "80000000009" };
    let chain = house.chain(Role::Signing, ente, &own, 9);
    let seal = Seal::new(pkcs8.as_ref(), chain).unwrap();
    let content = Measured::of(Digest::Sha256, b"Registro").unwrap();
    let sealed = seal.envelope(&content, now()).unwrap().around(b"Registro").unwrap();
    assert_eq!(firma_cms::signed_data(&sealed).unwrap().certificates.len(), 3);
    let other = Seal::new(pkcs8.as_ref(), house.mario(&key(7)));
    assert!(matches!(other, Err(Error::Made(firma_scrivi::Error::OtherKey))));
    assert!(matches!(Seal::new(b"no", Vec::new()), Err(Error::Made(firma_scrivi::Error::Key(_)))));
}
