//! Who would do harm: never green, never long, never much.

use std::time::{Duration, Instant};

use signing::fetch::{Fetcher, Reach};
use signing::verify::report::Mark;
use signing::verify::revocation::Wanted;

use crate::outside::{Does, Outside};
use crate::pki::Key;
use crate::pki::evidence::List;
use crate::pki::setup::Setup;
use crate::pki::{asn, at};
use crate::town::{Court, Drawer, ask, fetcher, good, setup};

/// How long the asking may take here, and with it everything.
const PATIENCE: Duration = Duration::from_secs(120);
/// The same where somebody makes us wait.
const SHORT: Duration = Duration::from_secs(8);

/// Asks of a list alone; the sentence, which must say this, and whether asking again later may help.
async fn refused(name: &str, setup: &Setup, outside: &Outside, does: Does, (told, again): (&str, bool)) {
    outside.at("/firma.crl", does);
    let begun = Instant::now();
    let patience = if told.contains("in tempo") { SHORT } else { PATIENCE };
    let gathered = ask(&Court::of(setup), &Drawer::default(), &fetcher(), patience).await;
    assert_eq!((gathered.report.mark, gathered.again), (Mark::Amber, again), "{name}");
    assert!(gathered.report.sentence.contains(told), "{name}: {}", gathered.report.sentence);
    let kept = gathered.took.iter().any(|took| format!("{:?}", took.wanted).contains("/firma.crl"));
    assert!(!kept, "{name}: nothing of it is kept");
    assert!(begun.elapsed() < PATIENCE + Duration::from_secs(20), "{name}: {:?}", begun.elapsed());
}

#[tokio::test]
async fn who_sends_too_much_too_slowly_elsewhere_or_nonsense_gets_nowhere() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    // No responder: what becomes of the list is all that decides.
    setup.signer.drop(crate::town::AIA);
    let inside = "http://localhost/marche.crl".to_owned();
    let loops = outside.address("/firma.crl");
    let old = List::of(&setup.ca, at("2025-02-01T06:00:00Z"));
    let mut foreign = List::of(&setup.ca, at("2025-03-02T06:00:00Z"));
    foreign.key = Key::new(99);
    let future = List::of(&setup.ca, at("2025-04-02T06:00:00Z"));
    let huge = asn::tlv(0x30, &vec![0x30; 2 << 20]);
    let cases = [
        ("no end", Does::NeverEnds, ("troppo grande", false)),
        ("huge", Does::Gives(huge), ("troppo grande", false)),
        ("asleep", Does::Sleeps, ("non ha risposto in tempo", true)),
        ("drop by drop", Does::Drips, ("non ha risposto in tempo", true)),
        ("into the house", Does::SendsTo(inside), ("porta dentro una rete privata", false)),
        ("to a file", Does::SendsTo("file:///etc/passwd".into()), ("non comincia con http", false)),
        ("round and round", Does::SendsTo(loops), ("rimanda sempre a un altro indirizzo", true)),
        ("nothing", Does::Gives(Vec::new()), ("non è una lista di revoca", true)),
        ("nonsense", Does::Gives(b"<html>404</html>".to_vec()), ("non è una lista di revoca", true)),
        ("an old one", Does::Gives(old.der()), ("valeva fino al 02/02/2025", true)),
        ("one to come", Does::Gives(future.der()), ("porta una data futura", true)),
        (
            "of another",
            Does::Gives(List::of(&setup.tsa_ca, at("2025-03-02T06:00:00Z")).der()),
            ("un altro certificato", true),
        ),
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
async fn who_says_no_late_and_then_nothing_has_no_more_time_than_there_is() {
    let outside = Outside::start().await;
    let setup = setup(&outside);
    outside.at("/ocsp", Does::SaysNoThenNothing(Duration::from_secs(8)));
    let begun = Instant::now();
    let told = ask(&Court::of(&setup), &Drawer::default(), &fetcher(), Duration::from_secs(10)).await;
    assert_eq!((told.report.mark, told.again), (Mark::Amber, true));
    // Were it given its own ten seconds after the eight, it would be eighteen.
    assert!(begun.elapsed() < Duration::from_secs(17), "{:?}", begun.elapsed());
}

/// Lists as large as the largest, all from one source.
#[tokio::test]
async fn what_is_at_hand_for_one_file_is_bounded_in_all() {
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    setup.signer.drop(crate::town::AIA);
    let filled = |day: &str, bytes: usize| {
        let mut list = List::of(&setup.ca, at(day));
        list.extensions.push(("1.2.3.4".into(), false, vec![0; bytes]));
        list.der()
    };
    let wanted = Wanted::Crl { address: outside.address("/firma.crl") };
    let drawer = Drawer::default();
    let old = ["2025-01-01T06:00:00Z", "2025-01-02T06:00:00Z", "2025-01-03T06:00:00Z", "2025-01-04T06:00:00Z"];
    for day in old.into_iter().chain(["2025-03-02T06:00:00Z"]) {
        drawer.put(wanted.clone(), filled(day, 31 << 20));
    }
    let reach = Reach { allowed_hosts: vec!["127.0.0.1".into()], ..Reach::default() };
    let fetcher = || Fetcher::new(Some(reach.clone()));
    let court = Court::of(&setup);
    // Four of the five that were kept are all there is room for, nearly: of the next, as much as is left.
    outside.at("/firma.crl", Does::Gives(filled("2025-03-02T06:00:00Z", 8 << 20)));
    let much = ask(&court, &drawer, &fetcher(), PATIENCE).await;
    assert_eq!((much.report.mark, much.again), (Mark::Amber, false));
    assert!(much.report.sentence.contains("troppo grande"), "{}", much.report.sentence);
    outside.at("/firma.crl", Does::Gives(filled("2025-03-02T06:00:00Z", 1 << 20)));
    let less = ask(&court, &drawer, &fetcher(), PATIENCE).await;
    assert_eq!(less.report.mark, Mark::Green, "{:#?}", less.report.signatures[0].checks);
    assert!(less.took.iter().any(|took| took.wanted == wanted), "it came from outside: what was kept was too much");
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
    assert!(!told.again, "the address will be the same tomorrow");
    assert!(told.report.sentence.contains("una porta diversa da 80 e 443"), "{}", told.report.sentence);
}
