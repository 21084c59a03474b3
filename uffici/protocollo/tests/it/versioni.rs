//! The PDF made beside a document, from its page: with a converter that is a **simulator of these tests**, and without one.

use std::{fs, path::Path};

use ente::Conversion;
use kernel::{Actor, Uuid};
use office::Office;
use protocollo::Protocollo;
use testkit::{Browser, Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const LETTER: &[u8] = br"{\rtf1\ansi Relazione sulla potatura dei platani\par}";

/// A folder with a script that stands in for LibreOffice: the PDF that it gives was made beforehand.
fn simulator(folder: &Path) {
    fs::write(folder.join("pronto.pdf"), testkit::pdf(&["Relazione"])).unwrap();
    let body = format!("[ -e {0}/rotto ] && exit 1\ncp {0}/pronto.pdf esce/documento.pdf", folder.display());
    testkit::simulated_converter(folder, "soffice", &body);
}

async fn hall(engine: Engine, folder: &Path, automatic: bool) -> (TownHall, Browser) {
    let conversion = Conversion { automatic, folders: vec![folder.to_path_buf()] };
    let hall = TownHall::start_placed(engine, OFFICES, |place| place.conversion = conversion).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
    let anna = hall.signed_in("anna").await;
    (hall, anna)
}

/// Drops a letter and registers it; where the entry is.
async fn register(browser: &Browser) -> String {
    register_file(browser, "lettera.rtf", LETTER.into()).await
}

async fn register_file(browser: &Browser, name: &str, bytes: Vec<u8>) -> String {
    let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], name, bytes).await;
    let bozza = dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
    let fields = [
        ("bozza", &*bozza),
        ("chiave", &*bozza),
        ("verso", "arrivo"),
        ("mezzo", "mano"),
        ("oggetto", "Relazione sulla potatura"),
        ("nome_testo", "Rossi Mario"),
    ];
    let answer = browser.post("/protocollo/nuova", &fields).await;
    let place = answer.headers().get("location").expect("it is registered").to_str().unwrap().to_owned();
    place.trim_end_matches("?registrata").to_owned()
}

/// The address of the PDF that the page leads to, to open or to ask for.
fn address(page: &str) -> String {
    let end = page.find("/versione-pdf").expect("the page leads to the PDF") + "/versione-pdf".len();
    page[page[..end].rfind('"').unwrap() + 1..end].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_read_in_the_page_through_the_pdf_made_of_it_and_stays_as_it_came() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulator(folder.path());
        let (hall, anna) = hall(engine, folder.path(), false).await;
        let entry = register(&anna).await;
        hall.work().await;
        let page = anna.read(&entry).await;
        assert!(page.contains("Prepara la versione PDF"), "{page}");
        let at = address(&page);
        assert_eq!(anna.get(&at).await.status(), 404, "nobody asked for it yet");

        assert!(anna.post(&at, &[]).await.status().is_redirection());
        assert!(anna.read(&entry).await.contains("in preparazione"));
        hall.work().await;
        let page = anna.read(&entry).await;
        assert!(page.contains("preparata con LibreOffice SIMULATORE 1.0") && page.contains("non è PDF/A"), "{page}");
        assert!(page.contains("Versione PDF di lettera.rtf"), "it is shown in the page");
        let made = anna.get(&at).await;
        assert_eq!(made.headers()["content-type"], "application/pdf");
        assert_eq!(made.bytes().await.unwrap(), testkit::pdf(&["Relazione"]));
        let came = anna.get(&at.replace("/versione-pdf", "/scarica")).await.bytes().await.unwrap();
        assert_eq!(came, LETTER, "what came is what it was");
        assert_eq!(anna.post(&at, &[]).await.status(), 422, "it is there already");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_made_is_told_and_can_be_asked_again() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulator(folder.path());
        fs::write(folder.path().join("rotto"), "").unwrap();
        let (hall, anna) = hall(engine, folder.path(), false).await;
        let entry = register(&anna).await;
        let at = address(&anna.read(&entry).await);
        anna.post(&at, &[]).await;
        hall.work().await;
        let page = anna.read(&entry).await;
        assert!(page.contains("LibreOffice non è riuscito ad aprire il documento"), "{page}");
        fs::remove_file(folder.path().join("rotto")).unwrap();
        anna.post(&at, &[]).await;
        hall.work().await;
        assert!(anna.read(&entry).await.contains("preparata con LibreOffice"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_was_discarded_none_is_made_any_more() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulator(folder.path());
        let (hall, anna) = hall(engine, folder.path(), false).await;
        let entry = register(&anna).await;
        let at = address(&anna.read(&entry).await);
        assert!(anna.post(&at, &[]).await.status().is_redirection(), "asked for while it could be");
        let id: Uuid = at.rsplit('/').nth(1).unwrap().parse().unwrap();
        let archive = &hall.ente.archive;
        let document = archive.find(&hall.ente.db().read().await.unwrap(), &[id]).await.unwrap().remove(0);
        let mut tx = hall.ente.ledger.begin(Actor::System("prova"), "prova.scarta").await.unwrap();
        archive.discard(&mut tx, &document, Uuid::from_u128(1), "autorizzazione n. 1").await.unwrap();
        tx.commit().await.unwrap();
        hall.work().await;
        let sql = "SELECT COUNT(*) AS quante FROM conversion_derivation";
        let made = db::one(&hall.ente.db().read().await.unwrap(), sql, []).await.unwrap().unwrap();
        assert_eq!(made.try_get::<i64>("", "quante").unwrap(), 0, "its bytes are still there, {engine:?}");
        let again = anna.post(&at, &[]).await;
        assert_eq!(again.status(), 422);
        assert!(again.text().await.unwrap().contains("scartato"), "it is told why");
        assert_eq!(anna.get(&at.replace("/versione-pdf", "/scarica")).await.status(), 410);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_settings_say_so_it_is_made_by_itself() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulator(folder.path());
        let (hall, anna) = hall(engine, folder.path(), true).await;
        let entry = register(&anna).await;
        hall.work().await;
        hall.work().await;
        assert!(anna.read(&entry).await.contains("preparata con LibreOffice"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_program_the_page_says_which_and_nothing_can_be_asked() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let (hall, anna) = hall(engine, folder.path(), true).await;
        let entry = register(&anna).await;
        hall.work().await;
        let page = anna.read(&entry).await;
        assert!(page.contains("LibreOffice non è installato"), "{page}");
        assert!(!page.contains("Prepara la versione PDF"), "there is nothing to press");
        let document = address_of_document(&page);
        let answer = anna.post(&format!("{document}/versione-pdf"), &[]).await;
        assert_eq!(answer.status(), 422);
        assert!(answer.text().await.unwrap().contains("LibreOffice non è installato"));
        hall.verify_clean().await;
    }
}

/// What such a PDF is worth is told where one is seen: in the open, or within the closed list of those that are made
/// beside what a browser shows by itself.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_pdf_is_worth_is_told_once_where_it_stands() {
    const WORTH: &str = "La versione PDF serve a leggere e a conservare";
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulator(folder.path());
        let (_hall, anna) = hall(engine, folder.path(), false).await;
        let letter = anna.read(&register(&anna).await).await;
        assert_eq!(letter.matches(WORTH).count(), 1, "{letter}");
        assert!(!letter.contains("Versioni PDF da cercare e conservare"), "{letter}");
        let entry = register_file(&anna, "lettera.pdf", testkit::pdf(&["Relazione"])).await;
        let page = anna.read(&entry).await;
        assert_eq!(page.matches(WORTH).count(), 1, "{page}");
        let (_, after) = page.split_once("<summary>Versioni PDF da cercare e conservare</summary>").expect("the list");
        let (inside, _) = after.split_once("</details>").unwrap();
        assert!(inside.contains(&format!("<p class=\"mu-small\">{WORTH}")), "{page}");
    }
}

/// The address of the one document of an entry.
fn address_of_document(page: &str) -> String {
    let end = page.find("/scarica").expect("the page leads to the document");
    page[page[..end].rfind('"').unwrap() + 1..end].to_owned()
}
