use kernel::{Random, SeededRandom};
use search::{Doc, Query, Words, highlight};

use crate::fixture::{ask, doc, places, tutti};

const BITS: &[&str] = &[
    "\"",
    "'",
    "(",
    ")",
    "*",
    ":",
    "^",
    "-",
    "+",
    "{",
    "}",
    "\\",
    "|",
    "&",
    "!",
    "<->",
    "<2>",
    ";",
    "--",
    "/*",
    "\0",
    "\n",
    "%",
    "_",
    "NEAR(",
    "AND ",
    "OR ",
    "NOT ",
    "OPPURE ",
    "heading:",
    "keys : ",
    "_stutti",
    "acqua",
    "dell'",
    "1234/2026",
    "a@b.it",
    "è",
    "\u{301}",
    "ß",
    "中文",
    "\u{200d}",
    "🏛",
    "𝕏",
    "½",
    "ﬁ",
    "İ",
    "«",
    "»",
    "“",
    "”",
    " ",
    " ",
    " ",
    "x",
    "7",
    "$1",
    "E'",
    "\u{10ffff}",
    "à*",
    "क्षि",
    "ｆｕｌｌ",
    "Ⅷ",
    "٣",
    "a.b.c.d",
    "N.",
    "{keys}:",
    "\u{feff}",
    "\r\t",
];

fn strings(count: usize) -> Vec<String> {
    let random = SeededRandom::new(7);
    let mut bytes = [0; 24];
    (0..count)
        .map(|n| {
            random.fill(&mut bytes);
            if n % 4 == 0 {
                return String::from_utf8_lossy(&bytes[..n % 24]).into_owned();
            }
            bytes[..1 + n % 12].iter().map(|byte| BITS[usize::from(*byte) % BITS.len()]).collect()
        })
        .collect()
}

#[tokio::test]
async fn no_text_whatever_is_an_error_in_a_question() {
    for place in places().await {
        place.index(&[doc(1, "Acqua", "dell'ente n. 1234/2026"), doc(2, "中文 क्षि", "a@b.it Ⅷ")]).await;
        let read = place.db.read().await.unwrap();
        let scopes = [tutti()];
        for (n, text) in strings(10_000).into_iter().enumerate() {
            let words = if n % 2 == 0 { Words::parse(&text) } else { Words::unfinished(&text) };
            let page = search::query(&read, &Query { scopes: &scopes, ..ask(&words) }).await;
            assert!(page.is_ok(), "{text:?} on {}: {page:?}", place.name());
            assert!(!words.explain_empty().is_empty());
            assert!(!highlight(&text, &words, 10).iter().any(|piece| piece.text.is_empty()));
        }
        drop(read);
        place.end().await;
    }
}

#[tokio::test]
async fn no_text_whatever_is_an_error_in_a_document_and_it_is_found_by_itself() {
    for place in places().await {
        let texts = strings(600);
        let write = place.db.write().await.unwrap();
        for (id, text) in (1..).zip(&texts) {
            search::index(&write, &Doc { facets: vec![("tipo", text.clone())], ..doc(id, text, text) }).await.unwrap();
        }
        write.commit().await.unwrap();
        let scopes = [tutti()];
        for (id, text) in (1..).zip(&texts) {
            // As a phrase, so that signs in it are no operators.
            let words = Words::parse(&format!("\"{}\"", text.replace(['"', '«', '»', '“', '”', '„'], " ")));
            let facets = [("tipo", vec![text.clone()])];
            let order = i64::try_from(id).unwrap();
            let query = Query { scopes: &scopes, facets: &facets, from: Some(order), to: Some(order), ..ask(&words) };
            let found = crate::fixture::ids(&place.page(&query).await.hits);
            assert_eq!(found, [id], "{text:?} on {}: {words:?}", place.name());
        }
        place.end().await;
    }
}

#[tokio::test]
async fn a_huge_document_is_indexed_within_bounds() {
    for place in places().await {
        let body: String = (0..120_000).map(|n| format!("parola{n} ")).collect();
        place.index(&[doc(1, "Grande", &body)]).await;
        assert_eq!(place.find("parola7 parola20000").await, [1], "{}", place.name());
        assert_eq!(place.find("\"parola20000 parola20001\"").await, [], "phrases beyond the bound are not kept");
        let hostile = "àè".repeat(1_100_000);
        place.index(&[doc(2, &hostile, &hostile)]).await;
        place.end().await;
    }
}
