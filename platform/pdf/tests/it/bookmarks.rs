//! The bookmarks by which whoever reads a long paper moves through it (ISO 32000-1, 12.3.3): read from the objects of the PDF, which our writer
//! leaves in clear.

use kernel::Instant;
use pdf::{About, Limits, Template, render_counted};
use serde_json::json;

/// Many pages of text, in parts with a title and another below it.
const LONG: &str = "#let dati = json(\"/dati.json\")
= #dati.titolo
#for n in range(1, dati.parti + 1) [
== Parte #n
#lorem(600)

=== Dettaglio #n
#lorem(200)
]";

/// A bookmark: its words, the page where it leads (the number of that object), those below it.
#[derive(Debug)]
struct Bookmark {
    title: String,
    page: String,
    below: Vec<Bookmark>,
}

/// An object, by its number.
fn object<'a>(pdf: &'a str, number: &str) -> &'a str {
    let from = pdf.find(&format!("\n{number} 0 obj")).unwrap_or_else(|| panic!("no object {number}"));
    let rest = &pdf[from..];
    &rest[..rest.find("endobj").expect("the end of the object")]
}

/// What stands behind a key, up to one of these signs.
fn value<'a>(object: &'a str, key: &str, ends: &[char]) -> Option<&'a str> {
    let rest = object[object.find(key)? + key.len()..].trim_start_matches([' ', '\n', '(']);
    rest.split(ends).next()
}

/// The number of the object that a key leads to.
fn reference<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    value(object, key, &[' '])
}

/// The bookmarks from the first to the last of a level.
fn bookmarks(pdf: &str, above: &str) -> Vec<Bookmark> {
    let mut found = Vec::new();
    let mut next = reference(above, "/First");
    while let Some(number) = next {
        let item = object(pdf, number);
        let place = object(pdf, reference(item, "/Dest").expect("a bookmark leads somewhere"));
        found.push(Bookmark {
            title: value(item, "/Title", &[')']).expect("a bookmark has words").to_owned(),
            page: value(place, "[", &[' ']).expect("a page").to_owned(),
            below: bookmarks(pdf, item),
        });
        next = reference(item, "/Next");
    }
    found
}

#[tokio::test]
async fn a_long_paper_has_a_bookmark_for_each_of_its_titles_one_below_the_other() {
    let about = About { title: "Una prova".into(), author: "Comune di Prova".into(), at: Instant::from_micros(0) };
    let data = json!({"titolo": "Regolamento", "parti": 12});
    let (bytes, pages) =
        render_counted(&Template::shipped("prova", LONG), &about, &data, Limits::default()).await.unwrap();
    assert!(pages >= 8, "{pages} pages are not long");
    let pdf = String::from_utf8_lossy(&bytes);
    // With the blank: without it the type of that very object is found.
    let outline = reference(&pdf, "/Outlines ").expect("the catalogue names the bookmarks");
    let found = bookmarks(&pdf, object(&pdf, outline));
    let [whole] = &found[..] else { panic!("one title stands above all: {found:?}") };
    assert_eq!(whole.title, "Regolamento");
    let parts: Vec<&str> = whole.below.iter().map(|part| part.title.as_str()).collect();
    assert_eq!(parts, (1..=12).map(|n| format!("Parte {n}")).collect::<Vec<_>>());
    for (part, n) in whole.below.iter().zip(1..) {
        let [detail] = &part.below[..] else { panic!("{part:?}") };
        assert_eq!((detail.title.as_str(), detail.below.len()), (format!("Dettaglio {n}").as_str(), 0));
    }
    // They lead through the paper, and not all to its beginning.
    let mut led: Vec<&str> = whole.below.iter().map(|part| part.page.as_str()).collect();
    led.dedup();
    assert!(led.len() >= 6, "{led:?}");
}
