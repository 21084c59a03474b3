//! The scanning line: what a scanner writes in a folder waits to be registered, cut where a separator sheet lies.

use std::{fs, path::Path, process::Command, sync::Arc};

use ente::{Database, Place, Scans};
use kernel::SystemClock;
use office::Office;
use protocollo::{Protocollo, prendi_scansioni};
use testkit::{Engine, TownHall, built_program, new_database};

use crate::{
    posta::{ADDETTA, messages, opened},
    scansioni::recognised,
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

fn cuts() -> bool {
    let there = |name: &str| {
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(name).is_file()))
    };
    let all = ["pdftoppm", "pdfseparate", "pdfunite"].into_iter().all(there);
    assert!(all || std::env::var_os("CI").is_none(), "poppler-utils must be installed here");
    if !all {
        eprintln!("SEPARATOR SHEETS NOT TRIED: install poppler-utils");
    }
    all
}

/// A PDF of one page with some lines on it.
fn page(words: &str) -> Vec<u8> {
    let text = format!("BT /F 24 Tf 60 700 Td ({words}) Tj 0 -40 Td ({words}) Tj 0 -40 Td ({words}) Tj ET");
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj\n\
         4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n5 0 obj<</Length {}>>stream\n{text}\nendstream endobj\n\
         trailer<</Root 1 0 R/Size 6>>\n%%EOF\n",
        text.len()
    )
    .into_bytes()
}

fn together(folder: &Path, pages: &[Vec<u8>]) -> Vec<u8> {
    let names: Vec<String> = (0..pages.len()).map(|number| format!("{number}.pdf")).collect();
    for (name, page) in names.iter().zip(pages) {
        fs::write(folder.join(name), page).unwrap();
    }
    let made = Command::new("pdfunite").args(&names).arg("tutto.pdf").current_dir(folder).status().unwrap();
    assert!(made.success());
    fs::read(folder.join("tutto.pdf")).unwrap()
}

async fn place(engine: Engine, folder: &Path, scans: &Path) -> Place {
    let database = match engine {
        Engine::Sqlite => Database::Sqlite,
        Engine::Postgres => Database::Postgres { url: new_database().await, connections: 8 },
    };
    let mut place = Place::in_folder(folder, database, built_program());
    place.key.given = Some("00112233445566778899aabbccddeeff".repeat(2).into());
    let one = Scans { name: "banco".into(), folder: scans.to_owned(), unit: "PRO".into() };
    place.scans = [("prova".to_owned(), vec![one])].into();
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_taken_once_and_cut_where_a_separator_sheet_lies() {
    if !cuts() {
        return;
    }
    for engine in Engine::all() {
        let (data, scans, work) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let scans = scans.path();
        let hall = TownHall::open(place(engine, data.path(), scans).await, OFFICES, Arc::new(SystemClock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        let sheet = anna.get("/protocollo/posta/separatore.pdf").await.bytes().await.unwrap().to_vec();
        let pages = [page("Domanda di Rossi"), sheet, page("Lettera di Verdi"), page("Seconda pagina")];
        let whole = together(work.path(), &pages);
        fs::write(scans.join("scan.pdf"), &whole).unwrap();
        fs::write(scans.join("nota.txt"), "non sono una scansione").unwrap();
        assert_eq!(prendi_scansioni(&hall.ente).await.unwrap(), 0, "it may still be written");
        assert_eq!(prendi_scansioni(&hall.ente).await.unwrap(), 2);
        assert!(scans.join("presi/scan.pdf").is_file() && !scans.join("scan.pdf").exists());
        let why = fs::read_to_string(scans.join("scartati/nota.txt.motivo.txt")).unwrap();
        assert!(why.contains("PDF, TIFF, JPEG"), "{why}");
        let list = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&list).len(), 2, "{list}");
        assert!(list.contains("scan.pdf, pagina 1") && list.contains("scan.pdf, pagine 3–4"), "{list}");

        // The same scan again, as after a power cut before it was moved: it is moved and not taken.
        fs::write(scans.join("scan.pdf"), &whole).unwrap();
        for _ in 0..2 {
            assert_eq!(prendi_scansioni(&hall.ente).await.unwrap(), 0);
        }
        assert!(scans.join("presi/scan (2).pdf").is_file());
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 2);

        let before = list.split("scan.pdf, pagine 3–4").next().unwrap();
        let second = messages(before).pop().unwrap();
        let shown = anna.get(&format!("{second}/allegati/0")).await;
        assert_eq!(shown.headers()["content-type"], "application/pdf");
        let draft = opened(&anna, &second).await;
        let fields = [
            ("bozza", draft.as_str()),
            ("chiave", &draft),
            ("verso", "arrivo"),
            ("mezzo", "mano"),
            ("oggetto", "Lettera di Verdi"),
            ("nome_testo", "Verdi"),
        ];
        let done = anna.post("/protocollo/nuova", &fields).await;
        assert!(done.status().is_redirection(), "{}", done.text().await.unwrap());
        let entry = done.headers()["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        let page = anna.read(&entry).await;
        assert!(page.contains("scan (2).pdf"), "{page}");
        assert_eq!(messages(&anna.read("/protocollo/posta").await).len(), 1);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_read_when_it_comes_and_proposes_at_once_to_whoever_opens_it() {
    let png = b"\x89PNG\r\n\x1a\n";
    for engine in Engine::all() {
        let (data, scans) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let hall = TownHall::open(place(engine, data.path(), scans.path()).await, OFFICES, Arc::new(SystemClock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        fs::write(scans.path().join("foglio.png"), png).unwrap();
        for taken in [0, 1] {
            assert_eq!(prendi_scansioni(&hall.ente).await.unwrap(), taken);
        }
        hall.work().await;
        let read = hall.ente.db().read().await.unwrap();
        let known = db::rows(&read, "SELECT sha256 FROM documents_text", []).await.unwrap();
        assert_eq!(known.len(), 1, "what can be read of it is known before anybody opens it");
        drop(read);
        recognised(&hall, png, "Oggetto: Domanda di contributo\n").await;
        let message = messages(&anna.read("/protocollo/posta").await).pop().unwrap();
        let draft = opened(&anna, &message).await;
        let form = anna.read(&format!("/protocollo/nuova?bozza={draft}")).await;
        assert!(form.contains(">\nDomanda di contributo</textarea>") && !form.contains("/lettura\""), "{form}");
        hall.verify_clean().await;
    }
}
