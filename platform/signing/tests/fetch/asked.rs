//! What is asked and told.

use std::time::Duration;

use axum::http::StatusCode;
use signing::fetch::{Fetcher, Manner, gather};
use signing::verify::report::{Indication, Mark, SubIndication};
use signing::verify::revocation::EvidenceOrigin;

use crate::outside::{Does, Outside};
use crate::pki::evidence::{List, Says};
use crate::pki::setup::Setup;
use crate::pki::{at, cms};
use crate::town::{Court, Drawer, ask, ask_once, fetcher, good, setup};

const MINUTE: Duration = Duration::from_secs(60);

fn listed(setup: &Setup, when: &str) -> Does {
    let mut list = List::of(&setup.ca, at("2025-03-02T06:00:00Z"));
    list.entries = vec![(33, at(when), Some(1))];
    Does::Gives(list.der())
}

#[tokio::test]
async fn an_answer_makes_it_green_and_is_kept_so_that_the_verdict_can_be_given_again() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::Answers(good(&setup)));
    let (mut court, drawer, fetcher) = (Court::of(&setup), Drawer::default(), fetcher());
    let first = ask(&court, &drawer, &fetcher, MINUTE).await;
    assert_eq!(first.report.mark, Mark::Green, "{} {:#?}", first.report.sentence, first.report.signatures[0].checks);
    assert!(!first.again);
    let told = first.report.signatures[0].chain[0].revocation.as_ref().unwrap().told().unwrap();
    assert_eq!(told.origin, EvidenceOrigin::Given, "it is not in the file");
    assert_eq!((first.took.len(), outside.asked()), (2, 2), "the answer, and the list of the time stamps");
    assert!(first.took.iter().all(|took| took.times.is_some()));
    assert!(
        first.queries.iter().all(|query| query.failed.is_none() && query.host == "127.0.0.1"),
        "{:?}",
        first.queries
    );
    let about: Vec<_> = first.queries.iter().map(|query| (query.address.as_str(), query.about.as_str())).collect();
    let (list, ocsp) = (outside.address("/marche.crl"), outside.address("/ocsp"));
    assert_eq!(about.iter().map(|(address, _)| *address).collect::<Vec<_>>(), [list.as_str(), ocsp.as_str()]);
    assert!(
        about[1].1.starts_with("se il certificato di ") && about[1].1.ends_with("fosse revocato o sospeso"),
        "{about:?}"
    );

    drawer.keep(&first);
    let again = ask(&court, &drawer, &fetcher, MINUTE).await;
    assert_eq!((again.report.mark, outside.asked(), again.took.len()), (Mark::Green, 2, 0), "nobody is asked twice");
    // For a day that is past, from what was kept alone.
    let manner = Manner { now: court.now, outside: false, patience: MINUTE };
    let past = gather(&court, &drawer, &Fetcher::default(), &kernel::SeededRandom::new(1), manner).await.unwrap();
    assert_eq!(past.report, again.report);
    // A year later, when the certificate has expired and nobody answers for it: what was kept still tells of the day of the stamp.
    court.now = at("2026-06-01T12:00:00Z");
    outside.at("/marche.crl", Does::Gives(List::of(&setup.tsa_ca, at("2026-06-01T00:00:00Z")).der()));
    outside.at("/ocsp", Does::Refuses(StatusCode::GONE));
    let later = ask(&court, &drawer, &fetcher, MINUTE).await;
    assert_eq!(later.report.mark, Mark::Green, "{:#?}", later.report.signatures[0].checks);
    assert_eq!(outside.asked(), 3, "only the list of the time stamps, for today");
}

#[tokio::test]
async fn a_responder_that_answers_from_a_store_is_asked_as_it_wants() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::AnswersByAddress(good(&setup)));
    assert_eq!(ask_once(&setup).await.report.mark, Mark::Green);
    // Without a number in the answer the dates do.
    outside.at("/ocsp", Does::Gives(good(&setup).der()));
    assert_eq!(ask_once(&setup).await.report.mark, Mark::Green);
}

#[tokio::test]
async fn where_the_responder_is_silent_the_list_tells() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::Refuses(StatusCode::SERVICE_UNAVAILABLE));
    let clean = List::of(&setup.ca, at("2025-03-02T06:00:00Z")).der();
    outside.at("/firma.crl", Does::Gives(clean.clone()));
    let told = ask_once(&setup).await;
    assert_eq!((told.report.mark, told.again), (Mark::Green, false), "{:#?}", told.report.signatures[0].checks);
    let failed: Vec<_> = told.queries.iter().map(|query| query.failed.as_deref()).collect();
    assert_eq!(
        failed,
        [None, Some("ha risposto con un errore (503)"), None],
        "the list of the stamps, who is silent, the list"
    );
    assert!(!told.report.sentence.contains("non si è potuto"), "what was had from another is not missing");
    // The same as text.
    let body = base64(&clean);
    let text = format!("-----BEGIN X509 CRL-----\n{body}\n-----END X509 CRL-----\n");
    outside.at("/firma.crl", Does::Gives(text.into_bytes()));
    assert_eq!(ask_once(&setup).await.report.mark, Mark::Green);
}

#[tokio::test]
async fn revoked_before_is_not_good_and_revoked_after_the_stamp_still_is() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    outside.at("/firma.crl", listed(&setup, "2025-02-01T00:00:00Z"));
    let before = ask_once(&setup).await;
    let signature = &before.report.signatures[0];
    assert_eq!(signature.sub_indication, Some(SubIndication::RevokedNoPoe));
    assert!(before.report.mark > Mark::Green && !before.again && !before.took.is_empty());

    // Signed for certain after it: not valid at all.
    let stamp = setup.stamper(at("2025-03-01T09:00:00Z")).over(&setup.content);
    setup.signed = vec![cms::attribute(cms::CONTENT_TIME_STAMP, &stamp)];
    let certain = ask_once(&setup).await;
    assert_eq!((certain.report.signatures[0].indication, certain.report.mark), (Indication::TotalFailed, Mark::Red));
    setup.signed.clear();

    outside.at("/firma.crl", listed(&setup, "2025-03-01T22:00:00Z"));
    let after = ask_once(&setup).await;
    assert_eq!(after.report.mark, Mark::Green, "{:#?}", after.report.signatures[0].checks);

    // By an answer the same.
    let mut answer = good(&setup);
    answer.says = Says::Revoked(at("2025-02-01T00:00:00Z"), Some(1));
    outside.at("/ocsp", Does::Answers(answer.clone()));
    assert_eq!(ask_once(&setup).await.report.signatures[0].sub_indication, Some(SubIndication::RevokedNoPoe));
    answer.says = Says::Revoked(at("2025-03-01T22:00:00Z"), Some(4));
    outside.at("/ocsp", Does::Answers(answer));
    assert_eq!(ask_once(&setup).await.report.mark, Mark::Green);
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_and_never_green() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    // Nobody listens there.
    let address = format!("http://127.0.0.1:{}/ocsp", testkit::free_port());
    setup.signer.set(crate::town::AIA, false, crate::town::access(Some(&address), None));
    setup.signer.drop(crate::town::CRL_PLACES);
    let told = ask_once(&setup).await;
    assert_eq!((told.report.mark, told.again), (Mark::Amber, true));
    let sentence = "Non si è potuto chiedere a 127.0.0.1 se il certificato di «ANNA NERI» fosse revocato o sospeso: non si riesce a \
                    collegarsi";
    assert!(told.report.sentence.contains(sentence), "{}", told.report.sentence);

    // Switched off: told as such, and not tried again.
    let off = ask(&Court::of(&setup), &Drawer::default(), &Fetcher::default(), MINUTE).await;
    assert_eq!((off.report.mark, off.again), (Mark::Amber, false));
    assert!(
        off.report.sentence.contains("il controllo in rete è spento nelle impostazioni"),
        "{}",
        off.report.sentence
    );
}

#[tokio::test]
async fn nothing_is_asked_for_a_signature_that_is_false_or_leads_to_nobody() {
    let outside = Outside::start().await;
    let mut altered = setup(&outside);
    altered.digest = Some(vec![1; 32]);
    assert_eq!(ask_once(&altered).await.report.mark, Mark::Red);
    assert_eq!(outside.asked(), 0, "no answer would change it");
    let mut nobody = setup(&outside);
    (nobody.service, nobody.stamp) = (Vec::new(), None);
    assert_eq!(ask_once(&nobody).await.report.mark, Mark::Amber);
    assert_eq!(outside.asked(), 0, "a responder is asked only where the path leads to somebody who is trusted");
}

/// A hundred documents of one authority must not wait for it a hundred times.
#[tokio::test]
async fn who_takes_the_call_and_says_nothing_is_left_alone_for_a_while() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::Sleeps);
    let (court, fetcher) = (Court::of(&setup), fetcher());
    let first = ask(&court, &Drawer::default(), &fetcher, Duration::from_secs(8)).await;
    assert!(first.report.sentence.contains("non ha risposto in tempo"), "{}", first.report.sentence);
    let asked = outside.asked();
    let second = ask(&court, &Drawer::default(), &fetcher, MINUTE).await;
    assert_eq!((second.report.mark, second.again, outside.asked()), (Mark::Amber, true, asked));
    assert!(second.report.sentence.contains("poco fa non ha risposto"), "{}", second.report.sentence);

    // Who was given less time than a connection may take has not been found silent.
    let hurried = crate::town::fetcher();
    let told = ask(&court, &Drawer::default(), &hurried, Duration::from_secs(2)).await;
    assert!(told.report.sentence.contains("non ha risposto in tempo"), "{}", told.report.sentence);
    outside.at("/ocsp", Does::Answers(good(&setup)));
    assert_eq!(ask(&court, &Drawer::default(), &hurried, MINUTE).await.report.mark, Mark::Green);
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
