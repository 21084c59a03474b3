//! Who would do harm: never green, never long, never much.

use std::time::{Duration, Instant};

use signing::verify::report::Mark;

use crate::outside::{Does, Outside};
use crate::pki::Key;
use crate::pki::evidence::List;
use crate::pki::setup::Setup;
use crate::pki::{asn, at};
use crate::town::{Court, Drawer, ask, fetcher, good, setup};

/// How long the asking may take here, and with it everything.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same where somebody makes us wait.
const SHORT: Duration = Duration::from_secs(8);

/// Asks of a list alone; the sentence, which must say this.
async fn refused(name: &str, setup: &Setup, outside: &Outside, does: Does, told: &str) {
    outside.at("/ocsp", Does::Gives(Vec::new())).at("/firma.crl", does);
    let begun = Instant::now();
    let patience = if told.contains("in tempo") { SHORT } else { PATIENCE };
    let gathered = ask(&Court::of(setup), &Drawer::default(), &fetcher(), patience).await;
    assert_eq!((gathered.report.mark, gathered.again), (Mark::Amber, true), "{name}");
    assert!(gathered.report.sentence.contains(told), "{name}: {}", gathered.report.sentence);
    let kept = gathered.took.iter().any(|took| format!("{:?}", took.wanted).contains("/firma.crl"));
    assert!(!kept, "{name}: nothing of it is kept");
    assert!(begun.elapsed() < PATIENCE + Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
}

#[tokio::test]
async fn who_sends_too_much_too_slowly_elsewhere_or_nonsense_gets_nowhere() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    let inside = "http://localhost/marche.crl".to_owned();
    let loops = outside.address("/firma.crl");
    let old = List::of(&setup.ca, at("2025-02-01T06:00:00Z"));
    let mut foreign = List::of(&setup.ca, at("2025-03-02T06:00:00Z"));
    foreign.key = Key::new(99);
    let future = List::of(&setup.ca, at("2025-04-02T06:00:00Z"));
    let huge = asn::tlv(0x30, &vec![0x30; 2 << 20]);
    let cases = [
        ("no end", Does::NeverEnds, "troppo grande"),
        ("huge", Does::Gives(huge), "troppo grande"),
        ("asleep", Does::Sleeps, "non ha risposto in tempo"),
        ("drop by drop", Does::Drips, "non ha risposto in tempo"),
        ("into the house", Does::SendsTo(inside), "porta dentro una rete privata"),
        ("to a file", Does::SendsTo("file:///etc/passwd".into()), "non comincia con http"),
        ("round and round", Does::SendsTo(loops), "rimanda sempre a un altro indirizzo"),
        ("nothing", Does::Gives(Vec::new()), "non è una lista di revoca"),
        ("nonsense", Does::Gives(b"<html>404</html>".to_vec()), "non è una lista di revoca"),
        ("an old one", Does::Gives(old.der()), "valeva fino al 02/02/2025"),
        ("one to come", Does::Gives(future.der()), "porta una data futura"),
        ("of another", Does::Gives(List::of(&setup.tsa_ca, at("2025-03-02T06:00:00Z")).der()), "un altro certificato"),
    ];
    for (name, does, told) in cases {
        refused(name, &setup, &outside, does, told).await;
    }
    // What looks right and is signed by nobody: given to the judge, who says so; not kept.
    outside.at("/firma.crl", Does::Gives(foreign.der()));
    let forged = ask(&Court::of(&setup), &Drawer::default(), &fetcher(), PATIENCE).await;
    assert_eq!(forged.report.mark, Mark::Amber);
    assert_eq!(forged.took.len(), 1, "the list of the time stamps");
}

#[tokio::test]
async fn the_answer_to_another_question_is_none() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::AnswersAnother(good(&setup)));
    let told = ask(&Court::of(&setup), &Drawer::default(), &fetcher(), PATIENCE).await;
    assert_eq!(told.report.mark, Mark::Amber);
    assert!(told.report.sentence.contains("è la risposta a un'altra domanda"), "{}", told.report.sentence);
}

#[tokio::test]
async fn an_address_inside_the_house_is_not_called_whatever_the_certificate_says() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    let house = format!("http://localhost:{}/ocsp", outside.port);
    setup.signer.set(crate::town::AIA, false, crate::town::access(Some(&house), None));
    setup.signer.drop(crate::town::CRL_PLACES);
    outside.at("/ocsp", Does::Answers(good(&setup)));
    let told = ask(&Court::of(&setup), &Drawer::default(), &fetcher(), PATIENCE).await;
    assert_eq!((told.report.mark, outside.asked()), (Mark::Amber, 1), "only the list of the time stamps was asked for");
    assert!(told.report.sentence.contains("una porta diversa da 80 e 443"), "{}", told.report.sentence);
}
