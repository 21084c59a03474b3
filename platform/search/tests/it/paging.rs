use search::{Doc, Keyset, Query, Total, WINDOW, Words};

use crate::fixture::{ask, doc, ids, places, tutti};

#[tokio::test]
async fn pages_hold_every_result_once_across_windows() {
    for place in places().await {
        let count = WINDOW * 2 + 500;
        let headings: Vec<String> =
            (0..count).map(|n| if n % 7 == 0 { "Ponte".into() } else { format!("Altro {n}") }).collect();
        let docs: Vec<Doc<'_>> = (1..).zip(&headings).map(|(id, heading)| doc(id, heading, "il ponte")).collect();
        place.index(&docs).await;
        // One that others may not see stands in between and must not show in any way.
        place.index(&[Doc { scopes: vec!["unit:a".into()], ..doc(999_999, "Ponte", "ponte") }]).await;
        let (words, scopes) = (Words::parse("ponte"), [tutti()]);
        let mut query = Query { scopes: &scopes, limit: 190, ..ask(&words) };
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let page = place.page(&query).await;
            assert_eq!(page.total, Total::MoreThan(WINDOW));
            assert!(page.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
            seen.extend(ids(&page.hits));
            pages += 1;
            assert!(pages < 40);
            let Some(next) = page.next else { break };
            query.after = Some(next.to_string().parse::<Keyset>().unwrap());
        }
        assert_eq!(seen.len(), count, "{}", place.name());
        let last = u128::try_from(count).unwrap();
        assert_eq!(
            seen[0],
            (1..=last).rev().find(|id| (id - 1) % 7 == 0).unwrap(),
            "the best of the most recent is first"
        );
        assert!(seen[..WINDOW].iter().all(|id| *id > last - u128::try_from(WINDOW).unwrap()));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "none twice on {}", place.name());
        place.end().await;
    }
}

#[tokio::test]
async fn a_page_stays_where_it_was_when_new_documents_arrive_or_one_goes() {
    for place in places().await {
        let headings: Vec<String> = (1..=30).map(|n| format!("Ponte {n}")).collect();
        let docs: Vec<Doc<'_>> = (1..).zip(&headings).map(|(id, heading)| doc(id, heading, "")).collect();
        place.index(&docs).await;
        let (words, scopes) = (Words::parse("ponte"), [tutti()]);
        let first = place.page(&Query { scopes: &scopes, limit: 10, ..ask(&words) }).await;
        assert_eq!(ids(&first.hits), (21..=30).rev().collect::<Vec<u128>>());
        assert_eq!(first.total, Total::Exactly(30));
        place.index(&[doc(31, "Ponte nuovo", "")]).await;
        let write = place.db.write().await.unwrap();
        search::remove(&write, "prova", kernel::Uuid::from_u128(25)).await.unwrap();
        write.commit().await.unwrap();
        let second = place.page(&Query { scopes: &scopes, limit: 10, after: first.next, ..ask(&words) }).await;
        assert_eq!(ids(&second.hits), (11..=20).rev().collect::<Vec<u128>>(), "{}", place.name());
        place.end().await;
    }
}
