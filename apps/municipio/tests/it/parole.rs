//! Every paper that an ente may word: its shipped texts will do, and its template shows each part with each datum that the part may name.

use std::collections::{BTreeMap, BTreeSet};

use municipio::OFFICES;
use testkit::{Engine, TownHall};
use wording::faults;

/// The words of a PDF, as our own reader finds them.
fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_shipped_texts_will_do_and_no_name_stands_for_two_things() {
    let mut names = BTreeSet::new();
    for paper in office::papers(OFFICES) {
        assert!(names.insert(paper.name()), "two papers are called {}", paper.name());
        let mut codes = BTreeSet::from(["motivo"]);
        for part in paper.parts {
            assert!(codes.insert(part.code), "{}: two fields are called {}", paper.name(), part.code);
            assert_eq!(faults(part, part.shipped), [""; 0], "{} {}", paper.name(), part.code);
        }
    }
    assert!(names.len() >= 4, "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_part_is_on_the_sample_with_each_datum_that_it_may_name() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("SEG", "Segreteria").await;
    let ivo = hall.person("ivo", unit, &["wording.testi"]).await;
    let who = hall.who(ivo).await;
    for paper in office::papers(OFFICES) {
        let shipped = wording::check(&hall.ente, &who, paper, &BTreeMap::new()).await.unwrap();
        assert!(words(&shipped.pdf).contains("Comune di prova"), "{}", paper.name());
        let text = |part: &wording::Part| {
            let names: Vec<String> = part.names.iter().map(|name| format!("{{{}}}", name.name)).collect();
            format!("INIZIO{} {} FINE{}", part.code, names.join(" "), part.code)
        };
        let texts = paper.parts.iter().map(|part| (part.code.to_owned(), text(part))).collect();
        let said = words(&wording::check(&hall.ente, &who, paper, &texts).await.unwrap().pdf);
        for part in paper.parts {
            let (start, end) = (format!("INIZIO{}", part.code), format!("FINE{}", part.code));
            let inside = said.split_once(&start).and_then(|(_, rest)| rest.split_once(&end)).map(|(inside, _)| inside);
            let inside = inside.unwrap_or_else(|| panic!("{} does not show {}: {said}", paper.name(), part.code));
            // Each datum of the sample says something.
            assert!(inside.split_whitespace().count() >= part.names.len(), "{} {}: {inside}", paper.name(), part.code);
        }
    }
}
