//! What is on the paper: the whole way from a PDF of two pages to a mark that a phone reads.

use std::process::Command;

use chrono::{TimeZone, Utc};
use copie::{Conversione, Error, Forma, Richiesta, Scarico, rilascia};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    HashSigner, LocalKey, pades,
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use kernel::SystemRandom;
use testkit::{Engine, TownHall};

use crate::mondo::{Mondo, OFFICES, ORIGINALI, due_pagine, due_pagine_con, parole};

/// What the QR codes of a printed page say; nothing where the program that prints is not installed.
fn inquadra(pdf: &[u8], page: u32) -> Option<Vec<String>> {
    if !testkit::installed("pdftoppm", "no QR code was read from a printed page") {
        return None;
    }
    // As a phone that is held nearer when it does not read at once: of one picture a reader may make nothing, by the code that
    // happens to stand in it.
    for dots in [150, 220, 300, 400] {
        let seen = inquadra_da(pdf, page, dots);
        if !seen.is_empty() {
            return Some(seen);
        }
    }
    Some(Vec::new())
}

/// The same, from so many dots per inch.
fn inquadra_da(pdf: &[u8], page: u32, dots: u32) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("copia.pdf"), folder.path().join("pagina"));
    std::fs::write(&file, pdf).unwrap();
    let (page, dots) = (page.to_string(), dots.to_string());
    let run = Command::new("pdftoppm")
        .args(["-gray", "-r", &dots, "-singlefile", "-f", &page, "-l", &page])
        .args([&file, &out])
        .status()
        .unwrap();
    assert!(run.success(), "{run}");
    let image = std::fs::read(out.with_extension("pgm")).unwrap();
    // P5, width, height, 255, each followed by one white space.
    let mut at = 0;
    let mut words = Vec::new();
    while words.len() < 4 {
        let end = at + image[at..].iter().position(u8::is_ascii_whitespace).unwrap();
        words.push(std::str::from_utf8(&image[at..end]).unwrap().to_owned());
        at = end + 1;
    }
    let (width, height): (usize, usize) = (words[1].parse().unwrap(), words[2].parse().unwrap());
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| image[at + y * width + x]);
    seen.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_has_its_mark_on_each_page_and_the_statement_at_the_end() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Carta)).await;
        assert_eq!((made.riga.numero, made.riga.tipo.as_str(), made.riga.fogli), (1, "copia", 2));
        let pdf = mondo.pdf(&made).await;
        let said = parole(&pdf);
        for told in [
            "Pagina prima",
            "Pagina seconda",
            "copia conforme, in tutte le sue componenti",
            "Prova, Ruolo di anna, Protocollo",
            "L'originale non ha firme digitali",
            "art. 23",
            made.lettere.as_str(),
            &hex::encode(&made.riga.impronta),
        ] {
            assert!(said.contains(told) || said.replace('’', "'").contains(told), "{told} is missing in {said}");
        }
        assert_eq!(
            said.matches(made.codice.as_str()).count(),
            4,
            "on both pages, in the statement and its foot: {said}"
        );
        assert!(!said.contains("Malaspina"), "who asked is not printed: {said}");
        for page in [1, 2] {
            let Some(seen) = inquadra(&pdf, page) else { continue };
            assert_eq!(seen, [format!("https://127.0.0.1/copie/{}", made.codice)], "page {page}");
        }
        assert!(!said.contains("Imposta di bollo"), "nobody said anything of it: {said}");
        let mut asked = mondo.chiesta(Scarico::Mai);
        asked.bollo = Some("assolta, marca n. 01234567890123".into());
        let second = mondo.rilascia(&asked).await;
        assert_eq!(second.riga.numero, 2);
        let said = parole(&mondo.pdf(&second).await);
        assert!(said.contains("Imposta di bollo") && said.contains("01234567890123"), "{said}");
        assert_ne!(second.codice, made.codice);
        assert!(!parole(&mondo.pdf(&second).await).contains(&second.lettere), "of use to nobody, they are not printed");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extract_tells_what_is_left_out_and_does_not_hold_it() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let mut chiesta = mondo.chiesta(Scarico::Mai);
        chiesta.pagine = "2".into();
        chiesta.omesso = Some("dati di terzi".into());
        let made = mondo.rilascia(&chiesta).await;
        assert_eq!((made.riga.tipo.as_str(), made.riga.pagine.as_str()), ("estratto", "2"));
        let said = parole(&mondo.pdf(&made).await);
        for told in ["Pagina seconda", "estratto conforme", "Pagine omesse: 1.", "dati di terzi"] {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert!(!said.contains("Pagina prima"), "{said}");
        let mut wrong = mondo.chiesta(Scarico::Carta);
        wrong.pagine = "2-3".into();
        let refused = rilascia(&mondo.hall.ente, &mondo.who, ORIGINALI, &SystemRandom, &wrong).await.unwrap_err();
        assert!(refused.to_string().contains("ha 2 pagine"), "{refused}");
        wrong.pagine = "1".into();
        let refused = rilascia(&mondo.hall.ente, &mondo.who, ORIGINALI, &SystemRandom, &wrong).await.unwrap_err();
        assert!(refused.to_string().contains("Di un estratto"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_pdf_is_refused_with_the_way_out() {
    let other = Mondo::nuovo(Engine::Sqlite, false, "dati.json", b"{\"a\": 1}").await;
    let asked = other.chiesta(Scarico::Mai);
    let refused = rilascia(&other.hall.ente, &other.who, ORIGINALI, &SystemRandom, &asked).await.unwrap_err();
    assert!(refused.to_string().contains("firma autografa"), "{refused}");
    let mondo = Mondo::nuovo(Engine::Sqlite, false, "nota.txt", b"Gentile Sindaco, chiedo la potatura.").await;
    let asked = mondo.chiesta(Scarico::Mai);
    let refused = rilascia(&mondo.hall.ente, &mondo.who, ORIGINALI, &SystemRandom, &asked).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)) && refused.to_string().contains("non è un PDF"), "{refused}");
    let broken = Mondo::nuovo(Engine::Sqlite, false, "rotto.pdf", &due_pagine()[..300]).await;
    let asked = broken.chiesta(Scarico::Mai);
    let refused = rilascia(&broken.hall.ente, &broken.who, ORIGINALI, &SystemRandom, &asked).await.unwrap_err();
    assert!(refused.to_string().contains("danneggiato"), "{refused}");
}

/// The PDF signed by Mario Rossi.
fn firmato() -> Vec<u8> {
    let day = |year: i32| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    let validity = || Validity { from: day(2020), to: day(2040) };
    let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[7; 32]).unwrap());
    let itself = By::Itself(&root_key);
    let name = Name::Authority("Radice");
    let root =
        prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity(), Addresses::default(), itself).unwrap();
    let mario = Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" };
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let signer =
        prova::issue(Role::Signing, mario, key.spki(), &[3; 16], validity(), Addresses::default(), by).unwrap();
    let scheme = Scheme::Ecdsa(Digest::Sha256);
    let what = firma_pdf::NewSignature::new("Firma1");
    let waiting = pades::prepare(&due_pagine(), &what, &signer, scheme).unwrap();
    let value = key.sign(scheme, &waiting.signer().hash().unwrap()).unwrap();
    waiting.finish(&value, &[root]).unwrap().into_pdf().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_signed_document_says_who_signed_and_when_that_was_checked() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "atto.pdf", &firmato()).await;
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await;
        let said = parole(&mondo.pdf(&made).await);
        let named = |text: &str| ["Mario", "Rossi", "SENZA VALORE LEGALE"].iter().all(|part| text.contains(part));
        assert!(said.contains("Verificate il") && named(&said), "{said}");
        let page = mondo.hall.browser().read(&format!("/copie/{}", made.codice)).await;
        assert!(page.contains("Verificate il") && named(&page), "{page}");
        // Of a confidential one the signer is no less personal than the rest.
        let secret = Mondo::nuovo(engine, true, "atto.pdf", &firmato()).await;
        let made = secret.rilascia(&secret.chiesta(Scarico::Mai)).await;
        let page = secret.hall.browser().read(&format!("/copie/{}", made.codice)).await;
        assert!(page.contains("Verificate il") && !page.contains("Mario") && !page.contains("Rossi"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_picture_says_that_it_is_one() {
    // Two dots, red and blue.
    let bytes = hex::decode(
        "89504e470d0a1a0a0000000d49484452000000020000000108020000007b40e8dd0000\
         000d49444154789c6338c105042700060b01b9f2e59edd0000000049454e44ae426082",
    )
    .unwrap();
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "foto.png", &bytes).await;
        let made = mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await;
        assert_eq!(
            (made.riga.copiato.as_deref(), made.riga.fogli, made.riga.tipo.as_str()),
            (Some("immagine"), 1, "copia")
        );
        let said = parole(&mondo.pdf(&made).await).replace('’', "'");
        assert!(said.contains("L'originale è un'immagine") && said.contains(&made.codice), "{said}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_paper_shows_is_not_said_to_be_copied() {
    let mondo = Mondo::nuovo(Engine::Sqlite, false, "fascicolo.pdf", &due_pagine_con("/Collection<<>>")).await;
    let made = mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await;
    let said = parole(&mondo.pdf(&made).await).replace('’', "'");
    assert!(said.contains("tutte le sue pagine") && !said.contains("tutte le sue componenti"), "{said}");
    assert!(said.contains("contiene anche allegati"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_given_as_a_file_waits_for_the_signature_of_who_attests_and_says_so() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "istanza.pdf", &due_pagine()).await;
        let mut asked = mondo.chiesta(Scarico::Mai);
        (asked.forma, asked.pagine) = (Forma::File, "2".into());
        let made = mondo.rilascia(&asked).await;
        let said = parole(&mondo.pdf(&made).await);
        for told in
            ["estratto informatico conforme", "Linee guida AgID", "solo con la firma digitale", "Pagine omesse: 1."]
        {
            assert!(said.contains(told), "{told} is missing in {said}");
        }
        assert!(!said.contains("sostituisce a tutti gli effetti"), "no mark stands for a signature in a file: {said}");
        assert_eq!(made.riga.sigillo_id, None, "this ente has no seal");
        let card = mondo.hall.signed_in("anna").await.read(&format!("/copie/registro/{}", made.riga.id)).await;
        assert!(card.contains("Va firmata prima di darla") && !card.contains("stampalo"), "{card}");
        let page = mondo.hall.browser().read(&format!("/copie/{}", made.codice)).await;
        assert!(page.contains("Estratto informatico conforme") && page.contains("porta la firma digitale"), "{page}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_document_without_pages_its_conversion_is_copied_and_the_statement_says_so() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine, false, "nota.txt", b"Gentile Sindaco, chiedo la potatura.").await;
        let anna = mondo.hall.signed_in("anna").await;
        let (anno, numero, documento) = (mondo.riga.anno, mondo.riga.numero, mondo.documento.to_string());
        let query = format!("ufficio=protocollo&cosa={anno}%2F{numero}&documento={documento}");
        let form = anna.read(&format!("/copie/registro/nuova?{query}")).await;
        assert!(form.contains("multipart/form-data") && form.contains("La sua conversione in PDF/A"), "{form}");
        let cosa = format!("{anno}/{numero}");
        let fields = [
            ("ufficio", "protocollo"),
            ("cosa", &*cosa),
            ("documento", &*documento),
            ("forma", "carta"),
            ("scarico", "mai"),
        ];
        let to = "/copie/registro/nuova/convertito";
        assert_eq!(anna.upload(to, &fields, "nota.pdf", b"non un PDF".to_vec()).await.status(), 422);
        let made = anna.upload(to, &fields, "nota.pdf", due_pagine()).await;
        assert_eq!(made.status(), 303, "{}", made.text().await.unwrap());
        let ente = &mondo.hall.ente;
        let list = copie::elenca(ente, &mondo.who, None, 5).await.unwrap();
        let riga = &list[0].0;
        assert_eq!((riga.copiato.as_deref(), riga.fogli), (Some("conversione"), 2));
        assert!(riga.conversione_id.is_some() && riga.copiato_impronta.is_some());
        let read = ente.db().read().await.unwrap();
        let file = ente.archive.find(&read, &[riga.copia_id.uuid()]).await.unwrap().pop().unwrap();
        drop(read);
        let said = parole(&ente.archive.bytes(&file, 50_000_000).await.unwrap().unwrap()).replace('’', "'");
        assert!(said.contains("L'originale non è un PDF") && said.contains("tutte le sue pagine"), "{said}");
        mondo.hall.verify_clean().await;
    }
}

/// A folder with a script that stands in for LibreOffice: the PDF that it gives was made beforehand.
fn simulatore(folder: &std::path::Path) {
    std::fs::write(folder.join("pronto.pdf"), due_pagine()).unwrap();
    let body = format!("cp {}/pronto.pdf esce/documento.pdf", folder.display());
    testkit::simulated_converter(folder, "soffice", &body);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_pdf_that_a_program_made_here_a_copy_is_made_where_who_attests_chooses_it() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        simulatore(folder.path());
        let conversion = ente::Conversion { automatic: false, folders: vec![folder.path().to_path_buf()] };
        let hall = TownHall::start_placed(engine, OFFICES, |place| place.conversion = conversion).await;
        let mondo = Mondo::in_una(hall, false, "nota.rtf", br"{\rtf1\ansi Gentile Sindaco\par}").await;
        let (ente, anna) = (&mondo.hall.ente, mondo.hall.signed_in("anna").await);
        let chosen = Richiesta { conversione: Some(Conversione::Preparata), ..mondo.chiesta(Scarico::Mai) };
        let early = rilascia(ente, &mondo.who, ORIGINALI, &SystemRandom, &chosen).await.unwrap_err();
        assert!(early.to_string().contains("non ha preparato"), "{early}");

        let cosa = format!("{}/{}", mondo.riga.anno, mondo.riga.numero);
        let documento = mondo.documento.to_string();
        let at = format!("/protocollo/{cosa}/documenti/{documento}/versione-pdf");
        assert!(anna.post(&at, &[]).await.status().is_redirection());
        while mondo.hall.work().await > 0 {}
        let bare = rilascia(ente, &mondo.who, ORIGINALI, &SystemRandom, &mondo.chiesta(Scarico::Mai)).await;
        assert!(bare.is_err(), "nothing is taken that nobody chose");
        let query = format!("ufficio=protocollo&cosa={}&documento={documento}", cosa.replace('/', "%2F"));
        let form = anna.read(&format!("/copie/registro/nuova?{query}")).await;
        assert!(form.contains("con LibreOffice SIMULATORE 1.0") && form.contains(&at), "{form}");

        let to = "/copie/registro/nuova/convertito";
        let fields = [
            ("ufficio", "protocollo"),
            ("cosa", &*cosa),
            ("documento", &*documento),
            ("forma", "carta"),
            ("scarico", "mai"),
            ("preparata", "si"),
        ];
        assert_eq!(anna.upload(to, &fields, "nota.pdf", due_pagine()).await.status(), 422, "one of the two");
        // As a browser sends it where no file was chosen.
        let made = anna.upload(to, &fields, "", Vec::new()).await;
        assert_eq!(made.status(), 303, "{}", made.text().await.unwrap());
        let list = copie::elenca(ente, &mondo.who, None, 5).await.unwrap();
        let riga = &list[0].0;
        assert_eq!((list.len(), riga.copiato.as_deref(), riga.fogli), (1, Some("conversione"), 2));
        let read = ente.db().read().await.unwrap();
        let ids = [riga.copia_id.uuid(), riga.conversione_id.expect("the PDF that was copied").uuid()];
        let files = ente.archive.find(&read, &ids).await.unwrap();
        drop(read);
        let file = |id| files.iter().find(|file| file.id.uuid() == id).unwrap();
        assert_eq!(riga.copiato_impronta.as_deref(), Some(&file(ids[1]).sha256[..]));
        let said = parole(&ente.archive.bytes(file(ids[0]), 50_000_000).await.unwrap().unwrap()).replace('’', "'");
        assert!(said.contains("fatta dal programma LibreOffice SIMULATORE 1.0"), "{said}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_a_file_bears_the_seal_of_the_ente_where_it_has_one() {
    let mondo = Mondo::nuovo(Engine::Sqlite, false, "istanza.pdf", &due_pagine()).await;
    let ente = &mondo.hall.ente;
    let trial = seal::trial(&ente.info, ente.ledger.now(), &**ente.ledger.random()).unwrap();
    seal::set(ente, kernel::Actor::System("prova"), trial).await.unwrap();
    let mut asked = mondo.chiesta(Scarico::Mai);
    asked.forma = Forma::File;
    let made = mondo.rilascia(&asked).await;
    assert!(made.riga.sigillo_id.is_some());
    let pdf = mondo.pdf(&made).await;
    assert!(String::from_utf8_lossy(&pdf).contains("/ByteRange"), "a signature stands in it");
    let card = mondo.hall.signed_in("anna").await.read(&format!("/copie/registro/{}", made.riga.id)).await;
    assert!(card.contains("di prova: non ha valore legale"), "{card}");
    assert_eq!(mondo.rilascia(&mondo.chiesta(Scarico::Mai)).await.riga.sigillo_id, None, "paper has none");
    mondo.hall.verify_clean().await;
}
