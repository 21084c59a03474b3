//! Remote signature, against the simulator.

use std::sync::Arc;

use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::cades::{self, Envelope, Prepared};
use firma_scrivi::{Certificate, Measured};
use kernel::SeededRandom;
use signing::sign::csc::{Client, Remote};
use signing::sign::{Address, Authorisation, Consent, Credential, Error, Order, Secret, Session, Signer, Step};
use testkit::csc::{CODE, Fault, Manner, Provider, SERVICE_TOKEN, start, visited};

use crate::house::{House, key, now};

const SCHEME: Scheme = Scheme::Ecdsa(Digest::Sha256);

fn client() -> Client {
    Client {
        id: "municipio".into(),
        secret: Some(Secret::new("segreto")),
        back: "https://comune.invalid/firma/ritorno".parse().unwrap(),
    }
}

struct Story {
    remote: Remote<SeededRandom>,
    provider: Arc<Provider>,
    session: Session,
    credential: Credential,
}

async fn story(manner: Manner) -> Story {
    let (house, key) = (House::new(), key(7));
    let chain = house.mario(&key);
    let (base, provider) = start(manner, key, chain).await;
    let remote = Remote::open(Address::new(&base).unwrap(), client(), SeededRandom::new(1)).await.unwrap();
    let session = Session { token: Some(Secret::new(SERVICE_TOKEN)) };
    let credential = remote.credentials(&session).await.unwrap().remove(0);
    Story { remote, provider, session, credential }
}

fn prepared(certificate: &Certificate, count: usize) -> Vec<Prepared> {
    let one = |number: usize| {
        let content = Measured::of(Digest::Sha256, format!("Atto n. {number}").as_bytes()).unwrap();
        cades::prepare(certificate, SCHEME, &content, now()).unwrap()
    };
    (0..count).map(one).collect()
}

fn hashes(prepared: &[Prepared]) -> Vec<Vec<u8>> {
    prepared.iter().map(|one| one.hash().unwrap()).collect()
}

fn codes(pin: &str, otp: &str) -> Consent {
    Consent::Codes(vec![("PIN".into(), Secret::new(pin)), ("OTP".into(), Secret::new(otp))])
}

#[tokio::test]
async fn forty_acts_are_signed_with_one_code() {
    let story = story(Manner::explicit()).await;
    let waiting = prepared(story.credential.certificate().unwrap(), 40);
    let hashes = hashes(&waiting);
    let order = Order { credential: &story.credential, scheme: SCHEME, hashes: &hashes, words: "40 determine" };
    let Step::Codes(asked) = story.remote.ask(&story.session, &order).await.unwrap() else { panic!("codes") };
    let told: Vec<_> = asked.iter().map(|asked| (asked.id.as_str(), asked.label.as_str(), asked.one_time)).collect();
    assert_eq!(told, [("PIN", "PIN", false), ("OTP", "Codice SMS", true)]);
    assert_eq!(*story.provider.sent.lock().unwrap(), 1);
    let values = story.remote.sign(&story.session, &order, &codes("0000", CODE)).await.unwrap();
    for (number, (waiting, value)) in waiting.into_iter().zip(values).enumerate() {
        let signature = waiting.finish(&value).unwrap();
        let frame = Envelope::of(&signature, &story.credential.chain[1..]).unwrap().frame(&signature).unwrap();
        frame.around(format!("Atto n. {number}").as_bytes()).unwrap();
    }
}

#[tokio::test]
async fn a_wrong_code_and_a_missing_one_are_told_apart() {
    let story = story(Manner::explicit()).await;
    let hashes = vec![vec![1; 32]];
    let order = Order { credential: &story.credential, scheme: SCHEME, hashes: &hashes, words: "" };
    let sign = async |consent| story.remote.sign(&story.session, &order, &consent).await;
    assert_eq!(sign(codes("0000", "999999")).await, Err(Error::Code));
    assert_eq!(sign(codes("1111", CODE)).await, Err(Error::Code));
    assert_eq!(sign(codes("0000", "")).await, Err(Error::NoConsent));
    assert_eq!(sign(Consent::None).await, Err(Error::NoConsent));
    let gone = Session { token: Some(Secret::new("vecchio")) };
    assert_eq!(story.remote.sign(&gone, &order, &codes("0000", CODE)).await, Err(Error::SessionOver));
}

#[tokio::test]
async fn a_person_authorises_on_the_providers_page_and_only_who_asked_gets_the_signatures() {
    let story = story(Manner { mode: "oauth2code", ..Manner::explicit() }).await;
    let visit = story.remote.enter().await.unwrap();
    let code = Secret::new(visited(&story.provider, &visit.page));
    assert!(matches!(story.remote.entered(&visit, "altro", &code).await, Err(Error::OtherVisit)));
    let session = story.remote.entered(&visit, &visit.state, &code).await.unwrap();
    assert_eq!(story.credential.authorisation, Authorisation::Page);
    let waiting = prepared(story.credential.certificate().unwrap(), 2);
    let hashes = hashes(&waiting);
    let order = Order { credential: &story.credential, scheme: SCHEME, hashes: &hashes, words: "2 determine" };
    let Step::Visit(visit) = story.remote.ask(&session, &order).await.unwrap() else { panic!("visit") };
    let back = |verifier: Secret| {
        let code = Secret::new(visited(&story.provider, &visit.page));
        let state = visit.state.clone();
        Consent::Back { visit: signing::sign::Visit { verifier, ..visit.clone() }, state, code }
    };
    // Somebody took the code from the address and did not ask for it.
    assert_eq!(story.remote.sign(&session, &order, &back(Secret::new("rubato"))).await, Err(Error::Code));
    let values = story.remote.sign(&session, &order, &back(visit.verifier.clone())).await.unwrap();
    assert_eq!(values.len(), 2);
    for (waiting, value) in waiting.into_iter().zip(values) {
        waiting.finish(&value).unwrap();
    }
}

#[tokio::test]
async fn an_order_that_the_credential_does_not_admit_is_not_sent() {
    let story = story(Manner { multisign: 2, ..Manner::explicit() }).await;
    let ask = async |scheme, hashes: &[Vec<u8>]| {
        let order = Order { credential: &story.credential, scheme, hashes, words: "" };
        story.remote.ask(&story.session, &order).await.err()
    };
    let hash = vec![1; 32];
    assert_eq!(ask(SCHEME, &[]).await, Some(Error::Empty));
    assert_eq!(
        ask(SCHEME, &[hash.clone(), hash.clone(), hash.clone()]).await,
        Some(Error::TooMany { asked: 3, limit: 2 })
    );
    assert!(matches!(ask(SCHEME, &[vec![1; 20]]).await, Some(Error::Scheme(_))));
    assert!(matches!(ask(Scheme::RsaPkcs1(Digest::Sha256), &[hash]).await, Some(Error::Scheme(_))));
    assert_eq!(*story.provider.sent.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_suspended_key_is_told_before_anything_is_prepared() {
    let (house, key) = (House::new(), key(7));
    let chain = house.mario(&key);
    let (base, _provider) = start(Manner { key_status: "disabled", ..Manner::explicit() }, key, chain).await;
    let remote = Remote::open(Address::new(&base).unwrap(), client(), SeededRandom::new(1)).await.unwrap();
    let session = remote.enter_as_client().await.unwrap();
    let error = remote.credentials(&session).await.unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error}");
}

#[tokio::test]
async fn a_provider_that_does_wrong_signs_nothing() {
    for (fault, expected) in [
        (Fault::OneSignatureMissing, "le firme non sono tante quanti i documenti"),
        (Fault::Endless, "che non è stata letta"),
        (Fault::AnotherKeys, "non corrisponde all'impronta"),
    ] {
        let story = story(Manner { fault, ..Manner::explicit() }).await;
        let waiting = prepared(story.credential.certificate().unwrap(), 2);
        let hashes = hashes(&waiting);
        let order = Order { credential: &story.credential, scheme: SCHEME, hashes: &hashes, words: "" };
        let told = match story.remote.sign(&story.session, &order, &codes("0000", CODE)).await {
            Err(error) => error.to_string(),
            Ok(values) => {
                let mut values = waiting.into_iter().zip(values);
                let (waiting, value) = values.next().unwrap();
                waiting.finish(&value).unwrap_err().to_string()
            }
        };
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn what_is_not_there_or_not_a_provider_is_told_in_words() {
    let address = Address::new("http://127.0.0.1:9/csc/v2").unwrap();
    let open = async |address| Remote::open(address, client(), SeededRandom::new(1)).await.err().unwrap();
    assert!(matches!(open(address).await, Error::Silent { why, .. } if why.contains("collegarsi")));
    let (house, key) = (House::new(), key(7));
    let chain = house.mario(&key);
    let (base, _provider) = start(Manner { fault: Fault::NotJson, ..Manner::explicit() }, key, chain).await;
    assert!(matches!(open(Address::new(&base).unwrap()).await, Error::Answer(_)));
}

#[test]
fn a_secret_is_not_printed() {
    let shown = format!("{:?}", Session { token: Some(Secret::new("gettone")) });
    assert!(!shown.contains("gettone"), "{shown}");
}
