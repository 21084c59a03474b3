//! Scans: pictures of text, found by the words that Tesseract recognises where it is installed.

use std::{path::Path, process::Command, sync::Arc};

use kernel::{Clock, FixedClock, SystemClock};
use office::Office;
use protocollo::Protocollo;
use testkit::{Browser, Engine, TownHall};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// Whether the programs are here; without them it says so in one loud line, and on a CI machine it is an error.
fn recognises() -> bool {
    let there = |name: &str| {
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(name).is_file()))
    };
    let all = there("tesseract") && there("pdftoppm");
    assert!(all || std::env::var_os("CI").is_none(), "tesseract-ocr and poppler-utils must be installed here");
    if !all {
        eprintln!("SCANS NOT TRIED: install tesseract-ocr, tesseract-ocr-ita and poppler-utils");
    }
    all
}

/// The first page of a PDF as a picture.
fn photograph(pdf: &[u8], folder: &Path, how: &str, end: &str) -> Vec<u8> {
    std::fs::write(folder.join("a.pdf"), pdf).unwrap();
    let made = Command::new("pdftoppm")
        .args(["-r", "150", "-gray", how, "-singlefile", "-f", "1", "a.pdf", "a"])
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::read(folder.join(format!("a.{end}"))).unwrap()
}

/// A PDF of one page with nothing in it but a picture, as a scanner makes it.
fn scan(jpeg: &[u8]) -> Vec<u8> {
    // A start-of-frame segment says height, width and how many colours there are (ITU-T T.81, B.2.2).
    let frame = jpeg.windows(2).position(|two| two[0] == 0xff && matches!(two[1], 0xc0..=0xc2)).unwrap();
    let number = |at: usize| u16::from_be_bytes([jpeg[frame + at], jpeg[frame + at + 1]]);
    let (height, width) = (number(5), number(7));
    let space = if jpeg[frame + 9] == 3 { "DeviceRGB" } else { "DeviceGray" };
    let page = "q 595 0 0 842 0 0 cm /I Do Q";
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>".to_vec(),
        [
            format!("<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/{space}/BitsPerComponent 8/Filter/DCTDecode/Length {}>>stream\n", jpeg.len()).into_bytes(),
            jpeg.to_vec(),
            b"\nendstream".to_vec(),
        ]
        .concat(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()).into_bytes(),
    ];
    let (mut pdf, mut table) = (b"%PDF-1.4\n".to_vec(), format!("xref\n0 6\n{:010} 65535 f \n", 0));
    for (place, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj", place + 1).as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend_from_slice(format!("{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    pdf
}

/// Drops a file and registers it; where the entry is.
pub(crate) async fn register(browser: &Browser, oggetto: &str, name: &str, bytes: Vec<u8>) -> String {
    let dropped = browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], name, bytes).await;
    let bozza = dropped.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
    let fields = [("bozza", &*bozza), ("chiave", &*bozza), ("verso", "arrivo"), ("mezzo", "mano")];
    let fields = [&fields[..], &[("oggetto", oggetto), ("nome_testo", "Rossi Mario")]].concat();
    let answer = browser.post("/protocollo/nuova", &fields).await;
    let place = answer.headers().get("location").expect("it is registered").to_str().unwrap().to_owned();
    place.trim_end_matches("?registrata").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_found_by_the_words_that_only_its_picture_says() {
    if !recognises() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
        let anna = hall.signed_in("anna").await;
        // The receipt of a first entry is the paper that is scanned: "accoglimento" stands on it, and in no entry.
        let first = register(&anna, "Richiesta di potatura dei platani", "uno.txt", b"Buongiorno".to_vec()).await;
        let paper = anna.get(&format!("{first}/ricevuta.pdf")).await.bytes().await.unwrap();
        let jpeg = photograph(&paper, folder.path(), "-jpeg", "jpg");
        let pdf = register(&anna, "Carta passata allo scanner", "scansione.pdf", scan(&jpeg)).await;
        let png = photograph(&paper, folder.path(), "-png", "png");
        let photo = register(&anna, "Carta fotografata al banco", "foto.png", png).await;
        assert!(!anna.read("/protocollo?q=accoglimento").await.contains(&pdf), "nobody has read it yet");
        hall.work().await;
        let found = anna.read("/protocollo?q=accoglimento").await;
        assert!(found.contains(&pdf), "the scanned PDF");
        assert!(found.contains(&photo), "the photograph");
        assert!(!found.contains(&format!("href=\"{first}\"")), "its own paper is not among its documents");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_why_the_words_of_a_scan_cannot_be_sought() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
        let anna = hall.signed_in("anna").await;
        let place =
            register(&anna, "Planimetria del cortile della scuola", "piano.png", b"\x89PNG\r\n\x1a\n".to_vec()).await;
        // What a machine without Tesseract writes down.
        let write = hall.ente.db().write().await.unwrap();
        let sql = "INSERT INTO documents_text (sha256, text, pages, notes, made_at) \
                   SELECT sha256, '', NULL, 'Il testo di questa scansione non si può cercare: manca Tesseract.', 1 FROM documents_document";
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
        assert!(anna.read(&place).await.contains("Il testo di questa scansione non si può cercare"));
    }
}

/// What a machine with Tesseract writes down of these bytes.
pub async fn recognised(hall: &TownHall, bytes: &[u8], text: &str) {
    let write = hall.ente.db().write().await.unwrap();
    let sql = "INSERT INTO documents_text (sha256, text, pages, notes, made_at) VALUES ($1, $2, NULL, '', 1) \
               ON CONFLICT (sha256) DO UPDATE SET text = excluded.text, notes = ''";
    let hash = documents::store::Sha256Hash::of(bytes).0.to_vec();
    db::execute(&write, sql, [hash.into(), text.into()]).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_scan_fill_the_form_that_waits_for_them() {
    let png = b"\x89PNG\r\n\x1a\n";
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        for name in ["anna", "berta"] {
            hall.person(name, unit, &["protocollo.registra", "protocollo.consulta"]).await;
        }
        let (anna, berta) = (hall.signed_in("anna").await, hall.signed_in("berta").await);
        let dropped =
            anna.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "domanda.png", png.to_vec()).await;
        let form = dropped.headers()["location"].to_str().unwrap().to_owned();
        let waits = format!("/protocollo/bozze/{}/lettura", form.rsplit('=').next().unwrap());
        assert!(anna.read(&form).await.contains(&waits), "the form asks for them");
        assert_eq!(anna.get(&waits).await.status(), 204, "and is told nothing yet");
        recognised(&hall, png, "Oggetto: Domanda di contributo\n\nProt. n. 55 del 01/02/2025\n\nSpese: € 70,00").await;
        hall.work().await;
        let told = anna.read(&waits).await;
        for field in [
            "data-fill=\"oggetto\" data-value=\"Domanda di contributo\"",
            "data-fill=\"protocollo_mittente\" data-value=\"55\"",
            "data-fill=\"data_mittente\" data-value=\"2025-02-01\"",
        ] {
            assert!(told.contains(field), "{field} is not in {told}");
        }
        let page = anna.read(&form).await;
        assert!(page.contains(">\nDomanda di contributo</textarea>") && page.contains("70,00"), "{page}");
        assert!(!page.contains(&waits), "nothing is waited for any more");
        assert_eq!(berta.get(&waits).await.status(), 404, "a draft is one's own");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_scan_that_is_not_read_in_time_nobody_says_that_it_was_read() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &["protocollo.registra", "protocollo.consulta"]).await;
        let anna = hall.signed_in("anna").await;
        let png = b"\x89PNG\r\n\x1a\n".to_vec();
        let dropped = anna.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "domanda.png", png).await;
        let form = dropped.headers()["location"].to_str().unwrap().to_owned();
        let waits = format!("/protocollo/bozze/{}/lettura", form.rsplit('=').next().unwrap());
        assert_eq!(anna.get(&waits).await.status(), 204, "{engine:?}");
        clock.set(clock.now().plus_seconds(15 * 60));
        let told = anna.read(&waits).await;
        assert!(told.contains("non sono state lette in tempo") && told.contains("Torna al modulo"), "{told}");
        assert!(!told.contains("stata letta") && !told.contains("stata guardata"), "{told}");
        assert!(!anna.read(&form).await.contains(&waits), "the form waits no more");
    }
}
