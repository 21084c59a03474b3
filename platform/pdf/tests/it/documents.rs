use std::time::Duration;

use kernel::Instant;
use pdf::{About, Error, Limits, Template, render, render_within};
use serde_json::{Value, json};

/// 25 November 2026, 10:42:07 in Italy.
const AT: Instant = Instant::from_micros(1_795_599_727_000_000);

fn about() -> About {
    About { title: "Una prova".into(), author: "Comune di Prova".into(), at: AT }
}

/// The words of a PDF, as our own reader finds them.
fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn made(text: &'static str, data: &Value) -> Result<Vec<u8>, Error> {
    render(&Template::shipped("prova", text), &about(), data).await
}

const SHOWS: &str = "#let dati = json(\"/dati.json\")\n= Prova\n#dati.testo";

#[tokio::test]
async fn what_comes_out_says_that_it_is_archivable_and_accessible_and_in_italian() {
    let pdf = made(SHOWS, &json!({"testo": "Ciao"})).await.unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-1.7"));
    for told in
        ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "/Lang(it", "2026-11-25T10:42:07+01:00"]
    {
        assert!(text.contains(told), "{told} is missing");
    }
    assert_eq!(words(&pdf), "Prova Ciao");
}

#[tokio::test]
async fn the_same_input_gives_the_same_bytes() {
    let data = json!({"testo": "Ciao"});
    assert_eq!(made(SHOWS, &data).await.unwrap(), made(SHOWS, &data).await.unwrap());
}

#[tokio::test]
async fn markup_inside_the_data_is_shown_and_not_obeyed() {
    let hostile = "#panic(1) *no* $x$ = Titolo #read(\"/etc/passwd\") @a <b> `c` https://example.it/#x // no";
    let pdf = made(SHOWS, &json!({"testo": hostile})).await.unwrap();
    assert_eq!(words(&pdf), format!("Prova {hostile}"));
}

#[tokio::test]
async fn signs_that_no_font_draws_do_not_stop_a_document_and_the_template_knows() {
    let text = "#let dati = json(\"/dati.json\")\n= Prova\n#dati.testo #raw(dati.testo) #json(\"/documento.json\").segni_sostituiti";
    let pdf = made(text, &json!({"testo": "Città’ € 王😀\u{202e}\u{0}\u{ffff}é\u{301}x"})).await.unwrap();
    assert_eq!(words(&pdf), "Prova Città’ € \u{fffd}\u{fffd} éx Città’ € \u{fffd}\u{fffd} éx 2");
}

#[tokio::test]
async fn long_texts_and_words_without_end_are_all_there() {
    let long = "parola ".repeat(5_000) + &"w".repeat(3_000);
    let pdf = made(SHOWS, &json!({"testo": long})).await.unwrap();
    let found: String = words(&pdf).chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
    assert_eq!(found.matches("parola").count(), 5_000);
    assert_eq!(found.matches('w').count(), 3_000);
}

#[tokio::test]
async fn a_template_sees_no_file_and_no_package_that_was_not_given() {
    for text in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../Cargo.toml\")",
        "#import \"@preview/cetz:0.3.0\": *",
        "#image(\"a.png\")",
    ] {
        let refused = made(text, &Value::Null).await;
        assert!(matches!(refused, Err(Error::Template { .. })), "{text}");
    }
}

#[tokio::test]
async fn a_mistake_in_a_template_is_told_with_its_line() {
    let Err(error) = made("= Prova\n\n#nessuno", &Value::Null).await else { panic!("it has a mistake") };
    assert!(error.to_string().contains("riga 3 di modello.typ"), "{error}");
}

#[tokio::test]
async fn a_picture_without_words_is_refused() {
    let refused =
        made("#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))", &Value::Null);
    assert!(matches!(refused.await, Err(Error::Template { .. })));
}

#[tokio::test]
async fn a_document_without_end_is_given_up_in_time_and_the_next_is_made() {
    let endless = Template::shipped("prova", "#let f(n) = if n > 0 { f(n - 1) + f(n - 1) } else { [a] }\n#f(40)");
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    let refused = render_within(&endless, &about(), &Value::Null, limits).await;
    assert!(matches!(refused, Err(Error::TooSlow { .. })), "{refused:?}");
    made(SHOWS, &json!({"testo": "Ciao"})).await.unwrap();
}

#[tokio::test]
async fn too_many_pages_and_too_much_data_are_refused() {
    let template = Template::shipped("prova", "#for _ in range(30) { pagebreak() }");
    let limits = Limits { pages: 20, data: 10, ..Limits::default() };
    let pages = render_within(&template, &about(), &Value::Null, limits).await;
    assert!(matches!(pages, Err(Error::TooLarge { what: "le pagine" })), "{pages:?}");
    let data = render_within(&template, &about(), &json!("troppo lungo"), limits).await;
    assert!(matches!(data, Err(Error::TooLarge { what: "i dati" })), "{data:?}");
}
