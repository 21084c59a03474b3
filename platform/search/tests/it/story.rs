use kernel::Uuid;
use search::{Query, Total, Words};

use crate::fixture::{Place, ask, doc, ids, places, tutti};

async fn furnish(place: &Place) {
    place
        .index(&[
            doc(1, "Guasto all'acquedotto di via del Pozzo", "Il tubo perde da lunedì."),
            doc(2, "Richiesta di residenza", "La famiglia Rossi abita in via del Pozzo; gli acquedotti non c'entrano."),
            doc(3, "Fattura n. 1234/2026", "CIG Z1A2B3C4D5, CUP H12B34000560001, IBAN IT60X0542811101000000123456"),
            doc(4, "Alloggi E.R.P. per la città", "Scrive mario.rossi@pec.example.it"),
            doc(5, "Perché la strada è chiusa", "Lavori dell'ente in contrada Pozzo, via Roma"),
        ])
        .await;
}

#[tokio::test]
async fn what_a_clerk_writes_is_found_and_nothing_else() {
    for place in places().await {
        furnish(&place).await;
        for (question, expected) in [
            ("acquedotti", vec![1, 2]),
            ("ACQUEDOTTO", vec![1, 2]),
            ("via pozzo", vec![1, 5, 2]),
            ("\"via del pozzo\"", vec![1, 2]),
            ("\"pozzo via\"", vec![5]),
            ("pozzo -rossi", vec![1, 5]),
            ("pozzo -\"via del pozzo\"", vec![5]),
            ("-pozzo", vec![4, 3]),
            ("fattura OR residenza", vec![3, 2]),
            ("erp", vec![4]),
            ("citta", vec![4]),
            ("1234/2026", vec![3]),
            ("1234-2026", vec![3]),
            ("prot 1234/2026", vec![]),
            ("n. 0001234", vec![3]),
            ("z1a2b3c4d5", vec![3]),
            ("IT60X0542811101000000123456", vec![3]),
            ("mario.rossi@pec.example.it", vec![4]),
            ("rossi", vec![4, 2]),
            ("acqued", vec![]),
            ("acqued*", vec![1, 2]),
            ("della", vec![5, 4, 3, 2, 1]),
            ("", vec![5, 4, 3, 2, 1]),
            ("dell'ente", vec![5]),
            ("inesistente", vec![]),
        ] {
            assert_eq!(place.find(question).await, expected, "{question} on {}", place.name());
        }
        place.end().await;
    }
}

#[tokio::test]
async fn results_come_while_one_types() {
    for place in places().await {
        furnish(&place).await;
        for typed in ["ac", "acq", "acquedo", "acquedotti", "guasto acq", "via del poz"] {
            assert!(place.find_words(&Words::unfinished(typed)).await.contains(&1), "{typed} on {}", place.name());
        }
        assert_eq!(place.find_words(&Words::unfinished("1234/20")).await, [3]);
        assert_eq!(place.find_words(&Words::unfinished("mario.ros")).await, [4], "{}", place.name());
        assert_eq!(place.find_words(&Words::unfinished("zzz")).await, []);
        place.end().await;
    }
}

#[tokio::test]
async fn a_whole_word_is_itself_and_a_half_one_the_beginning_of_another() {
    for place in places().await {
        place.index(&[doc(1, "Ditta Rossi", ""), doc(2, "Ditta Rossini", ""), doc(3, "Ditta Rossignoli", "")]).await;
        for (asked, expected) in [
            ("rossi", vec![1]),
            ("ditta rossi", vec![1]),
            ("ros", vec![3, 2, 1]),
            ("ditta rossig", vec![3]),
            ("rossig ", vec![]),
            ("\"ditta rossig\"", vec![]),
            ("rossi*", vec![3, 2, 1]),
        ] {
            let mut found = place.find_words(&Words::unfinished(asked)).await;
            found.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(found, expected, "{asked} on {}", place.name());
        }
        place.end().await;
    }
}

#[tokio::test]
async fn the_heading_weighs_more_than_the_body() {
    for place in places().await {
        place.index(&[doc(1, "Scuola", "x"), doc(2, "Altro", "scuola scuola scuola"), doc(3, "Altro", "scuole")]).await;
        assert_eq!(place.find("scuola").await, [1, 3, 2], "{}", place.name());
        place.end().await;
    }
}

#[tokio::test]
async fn a_document_that_changes_is_found_as_it_is_now() {
    for place in places().await {
        furnish(&place).await;
        place.index(&[doc(1, "Riparazione del ponte", "")]).await;
        assert_eq!(place.find("acquedotto").await, [2]);
        assert_eq!(place.find("ponte").await, [1]);
        let write = place.db.write().await.unwrap();
        search::remove(&write, "prova", Uuid::from_u128(1)).await.unwrap();
        search::remove(&write, "prova", Uuid::from_u128(99)).await.unwrap();
        search::remove(&write, "altra", Uuid::from_u128(2)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(place.find("ponte").await, []);
        assert_eq!(place.find("").await, [5, 4, 3, 2], "{}", place.name());
        place.end().await;
    }
}

#[tokio::test]
async fn an_emptied_index_finds_nothing_and_can_be_filled_again() {
    for place in places().await {
        furnish(&place).await;
        let write = place.db.write().await.unwrap();
        search::clear(&write).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(place.find("").await, [], "{}", place.name());
        assert_eq!(place.find_words(&Words::unfinished("acq")).await, []);
        furnish(&place).await;
        assert_eq!(place.find("acquedotto").await, [1, 2], "{}", place.name());
        place.end().await;
    }
}

#[tokio::test]
async fn what_is_rolled_back_is_not_found() {
    for place in places().await {
        let write = place.db.write().await.unwrap();
        search::index(&write, &doc(1, "Ponte", "")).await.unwrap();
        drop(write);
        assert_eq!(place.find("ponte").await, []);
        place.end().await;
    }
}

#[tokio::test]
async fn results_are_narrowed_by_source_facets_and_time() {
    let day = 86_400_000_000_i64;
    for place in places().await {
        let make = |id: u128, tipo: &str, stato: &str| {
            let facets = vec![("tipo", tipo.to_owned()), ("stato", stato.to_owned())];
            search::Doc {
                order: 1_795_000_000_000_000 + day * i64::try_from(id).unwrap(),
                facets,
                ..doc(id, "Atto", "")
            }
        };
        let other = search::Doc { source: "altra", ..make(9, "arrivo", "aperto") };
        place
            .index(&[make(1, "arrivo", "aperto"), make(2, "partenza", "chiuso"), make(3, "Arrivo ", "chiuso"), other])
            .await;
        let words = Words::parse("atti");
        let scopes = [tutti()];
        let all = Query { scopes: &scopes, source: Some("prova"), ..ask(&words) };
        assert_eq!(ids(&place.page(&all).await.hits), [3, 2, 1]);
        let value = |value: &str| vec![value.to_owned()];
        for (facets, expected) in [
            (vec![("tipo", value("arrivo"))], vec![1]),
            (vec![("tipo", vec!["arrivo".into(), "partenza".into()])], vec![2, 1]),
            (vec![("tipo", vec!["arrivo".into(), "partenza".into()]), ("stato", value("chiuso"))], vec![2]),
            (vec![("tipo", Vec::new())], vec![3, 2, 1]),
            (vec![("stato", value("arrivo"))], vec![]),
        ] {
            let page = place.page(&Query { facets: &facets, ..all }).await;
            assert_eq!(ids(&page.hits), expected, "{facets:?} on {}", place.name());
            assert_eq!(page.total, Total::Exactly(expected.len()));
        }
        let at = |id: i64| 1_795_000_000_000_000 + day * id;
        for (from, to, expected) in [
            (Some(at(2)), None, vec![3, 2]),
            (None, Some(at(2)), vec![2, 1]),
            (Some(at(2)), Some(at(2)), vec![2]),
            (Some(at(2) + 1), Some(at(3) - 1), vec![]),
            (Some(at(3)), Some(at(1)), vec![]),
        ] {
            assert_eq!(
                ids(&place.page(&Query { from, to, ..all }).await.hits),
                expected,
                "{from:?} {to:?} on {}",
                place.name()
            );
        }
        place.end().await;
    }
}
