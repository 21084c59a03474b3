use search::{Doc, Query, Total, Words};

use crate::fixture::{ask, doc, ids, places};

#[tokio::test]
async fn a_document_is_found_and_counted_only_by_who_may_see_it() {
    for place in places().await {
        let with = |id: u128, scopes: &[&str]| Doc {
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            ..doc(id, "Segnalazione riservata", "")
        };
        place
            .index(&[
                with(1, &["tutti"]),
                with(2, &["unit:a"]),
                with(3, &["unit:b", "person:x"]),
                with(4, &["unit:ab"]),
                with(5, &[]),
            ])
            .await;
        let of_everyone: Vec<(Vec<&str>, Vec<u128>)> = vec![
            (vec![], vec![]),
            (vec!["tutti"], vec![1]),
            (vec!["tutti", "unit:a"], vec![2, 1]),
            (vec!["unit:b"], vec![3]),
            (vec!["person:x", "tutti"], vec![3, 1]),
            (vec!["unit"], vec![]),
            (vec!["unit:"], vec![]),
            (vec!["unit:a\" OR \"tutti"], vec![]),
            (vec!["UNIT:A"], vec![]),
        ];
        for (scopes, expected) in of_everyone {
            let scopes: Vec<String> = scopes.into_iter().map(str::to_owned).collect();
            for question in
                ["segnalazione", "segnal*", "", "-ponte", "\"segnalazione riservata\"", "ponte OR riservata"]
            {
                let words = Words::parse(question);
                let page = place.page(&Query { scopes: &scopes, ..ask(&words) }).await;
                assert_eq!(ids(&page.hits), expected, "{question} by {scopes:?} on {}", place.name());
                assert_eq!(page.total, Total::Exactly(expected.len()), "{question} by {scopes:?} on {}", place.name());
                assert_eq!(page.next, None);
            }
        }
        place.end().await;
    }
}

#[tokio::test]
async fn a_word_that_only_others_may_see_does_not_end_the_one_that_is_half_written() {
    for place in places().await {
        let with = |id: u128, heading, scope: &str| Doc { scopes: vec![scope.to_owned()], ..doc(id, heading, "") };
        place.index(&[with(1, "Sanzione a Rossini", "tutti"), with(2, "Sanzione a Rossi", "unit:a")]).await;
        let words = Words::unfinished("sanzione rossi");
        for (scopes, expected) in [(vec!["tutti"], vec![1]), (vec!["tutti", "unit:a"], vec![2])] {
            let scopes: Vec<String> = scopes.into_iter().map(str::to_owned).collect();
            let page = place.page(&Query { scopes: &scopes, ..ask(&words) }).await;
            assert_eq!(ids(&page.hits), expected, "{scopes:?} on {}", place.name());
        }
        place.end().await;
    }
}

#[tokio::test]
async fn keys_cannot_be_asked_for_as_words() {
    for place in places().await {
        let secret = Doc { scopes: vec!["unit:a".into()], facets: vec![("tipo", "arrivo".into())], ..doc(1, "x", "y") };
        place.index(&[secret, doc(2, "Ponte", "z")]).await;
        for question in ["_sunit_3aa", "sunit", "_oprova", "oprova", "unit:a", "_stutti", "stutti", "_na0", "_rg8", "_"]
        {
            let words = Words::parse(question);
            if !words.is_empty() {
                assert_eq!(place.find(question).await, [], "{question} on {}", place.name());
            }
        }
        place.end().await;
    }
}

#[tokio::test]
async fn a_scope_that_changes_counts_at_once() {
    for place in places().await {
        place.index(&[doc(1, "Ponte", "")]).await;
        assert_eq!(place.find("ponte").await, [1]);
        place.index(&[Doc { scopes: vec!["unit:a".into()], ..doc(1, "Ponte", "") }]).await;
        assert_eq!(place.find("ponte").await, [], "{}", place.name());
        place.end().await;
    }
}
