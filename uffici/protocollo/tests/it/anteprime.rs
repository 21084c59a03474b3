//! What a clerk sees of a file: a document that is there already is told before it is registered again, and a picture or a PDF is
//! shown in the page of its entry.

use office::Office;
use protocollo::Protocollo;
use testkit::{Browser, Engine, TownHall, link};

use crate::scansioni::register;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] = &["protocollo.registra", "protocollo.consulta"];
/// A picture of one point, whole (PNG, ISO/IEC 15948).
const POINT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\x0aIDAT\x78\xda\x63\xf8\x0f\0\x01\x01\x01\0\x1c\xb0\x8c\x99\0\0\0\0IEND\xae\x42\x60\x82";

async fn hall(engine: Engine) -> (TownHall, Browser) {
    let hall = TownHall::start(engine, OFFICES).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, MAY).await;
    let anna = hall.signed_in("anna").await;
    (hall, anna)
}

/// The form that opens when these bytes are dropped.
async fn form(browser: &Browser, name: &str, bytes: &[u8]) -> String {
    let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], name, bytes.to_vec()).await;
    read(browser, dropped.headers()["location"].to_str().unwrap()).await
}

/// A page with its slashes, however they are written.
async fn read(browser: &Browser, path: &str) -> String {
    browser.read(path).await.replace("&#x2f;", "/")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_are_recognised_whatever_their_name_and_others_are_not() {
    const TOLD: &str = "Lo stesso documento è già registrato";
    for engine in Engine::all() {
        let (hall, anna) = hall(engine).await;
        let letter = b"Chiedo la potatura dei tigli di viale Roma.";
        assert!(!form(&anna, "a.txt", letter).await.contains(TOLD), "a draft is no entry");
        let entry = register(&anna, "Potatura dei tigli", "lettera.txt", letter.to_vec()).await;
        let mut parts = entry.rsplit('/');
        let (number, year) = (parts.next().unwrap(), parts.next().unwrap());
        let again = form(&anna, "di nuovo.txt", letter).await;
        assert!(again.contains(&format!("{TOLD}: {number}/{year}")), "{again}");
        let other = form(&anna, "lettera.txt", b"Chiedo la potatura dei tigli di viale Milano.").await;
        assert!(!other.contains(TOLD), "the name alone says nothing: {other}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_and_a_pdf_are_shown_in_the_page_of_their_entry() {
    for engine in Engine::all() {
        let (hall, anna) = hall(engine).await;
        let entry = register(&anna, "Fotografia della buca", "buca.png", POINT.to_vec()).await;
        let page = read(&anna, &entry).await;
        let document = link(&page, "/scarica").unwrap().trim_end_matches("/scarica").to_owned();
        assert!(page.contains(&format!("<img src=\"{document}\" alt=\"Anteprima di buca.png\"")), "{page}");
        shown(&anna, &document, "image/png", POINT).await;

        let letter = testkit::pdf(&["Relazione sulla buca"]);
        let entry = register(&anna, "Relazione sulla buca", "relazione.pdf", letter.clone()).await;
        let page = read(&anna, &entry).await;
        let document = link(&page, "/scarica").unwrap().trim_end_matches("/scarica").to_owned();
        assert!(page.contains(&format!("data-pdf=\"{document}\" data-name=\"relazione.pdf\"")), "{page}");
        shown(&anna, &document, "application/pdf", &letter).await;

        // What a browser cannot show safely is shown nowhere.
        let entry = register(&anna, "Pagina salvata", "pagina.html", b"<html><script>1</script></html>".to_vec()).await;
        let page = read(&anna, &entry).await;
        assert!(!page.contains("class=\"mu-preview\""), "{page}");
        hall.verify_clean().await;
    }
}

/// What the page leads to is shown where it stands, by its own type, with the bytes that came.
async fn shown(browser: &Browser, document: &str, media_type: &str, bytes: &[u8]) {
    let answer = browser.get(document).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], media_type);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("inline"));
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.bytes().await.unwrap(), bytes);
}
