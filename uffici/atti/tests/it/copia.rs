//! The copy that bears the number, and what anybody is told who checks it.

use albo::Vicenda;
use atti::{AttoId, Che, Domanda, Impronta, Trovato};
use documents::store::Sha256Hash;
use kernel::Id;
use sea_orm::EntityTrait;
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, mezzogiorno, motivi, parole};

const PAROLA: &str = "Zaccaria";
const OGGETTO: &str = "Riparazione del tetto";

/// Adopted and posted.
async fn adotta(casa: &Casa, id: AttoId) {
    casa.firma(id).await;
    assert!(casa.scheda(casa.lucia, id).await.stato.numero.is_some(), "it is adopted");
}

async fn adottato(casa: &Casa) -> AttoId {
    let id = casa.atto("determina-senza-spesa", OGGETTO, &[]).await;
    adotta(casa, id).await;
    id
}

/// A confidential one, of Lucia and Marco.
async fn riservato(casa: &Casa) -> AttoId {
    casa.vedono_i_riservati().await;
    let id = casa.riservata(&format!("Contributo a {PAROLA}"), "di dare il contributo;").await;
    adotta(casa, id).await;
    id
}

/// The bytes of the signed original.
async fn originale(casa: &Casa, id: AttoId) -> Vec<u8> {
    let scheda = casa.scheda(casa.lucia, id).await;
    let paper = scheda.documento(scheda.stato.documento_id.unwrap()).unwrap().clone();
    casa.hall.ente.archive.bytes(&paper, 64 << 20).await.unwrap().unwrap()
}

fn codice(original: &[u8]) -> String {
    let digits = Sha256Hash::of(original).to_string().to_uppercase();
    (0..5).map(|group| &digits[group * 4..group * 4 + 4]).collect::<Vec<_>>().join("-")
}

async fn chiede(casa: &Casa, numero: Option<i64>, file: Option<&[u8]>) -> Option<Trovato> {
    let asked = Domanda {
        estremi: numero.map(|numero| ("determine".to_owned(), 2026, numero)),
        impronta: file.map(|bytes| Impronta::di(&Sha256Hash::of(bytes))),
    };
    atti::verifica(ATTI.albo, &casa.hall.ente, &asked).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_bears_number_day_signatures_and_fingerprint_and_says_that_it_is_one() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", OGGETTO, &[]).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        dice(&motivi(atti::copia(ente, &lucia, id, false).await), "non è ancora nel registro");
        adotta(&casa, id).await;
        dice(&motivi(atti::copia(ente, &lucia, id, true).await), "non c'è una versione con omissis");
        let made = atti::copia(ente, &lucia, id, false).await.unwrap();
        assert_eq!(made.nome, "Copia - Determinazione 1-2026.pdf");
        let (said, original) = (parole(&made.byte), originale(&casa, id).await);
        let (hash, code) = (Sha256Hash::of(&original).to_string(), codice(&original));
        let signed = format!("{}, il 27/11/2026 alle", casa.who(casa.marco).await.name);
        let told = [
            "Determinazione n. 1 del 27/11/2026 (copia)",
            "n. 1/2026; di settore n. 1",
            "il tetto della scuola perde",
            signed.as_str(),
            "Firma di prova, senza valore legale.",
            "una copia fatta il 27/11/2026",
            "127.0.0.1/atti/verifica",
            code.as_str(),
            &hash[..16],
            &hash[48..],
        ];
        // Wherever the lines end: an address has places to break.
        let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
        for told in told {
            assert!(plain(&said).contains(&plain(told)), "{engine:?}: {told} is missing in {said}");
        }
        assert!(!parole(&original).contains("Determinazione n. 1"), "the signed file does not know its number");

        // Two of one day are one file, known once; the page and the call give the same.
        let page = casa.hall.signed_in("lucia").await;
        let again = page.get(&format!("/atti/{id}/copia.pdf")).await;
        assert_eq!(again.headers()["content-type"], "application/pdf");
        assert_eq!(again.bytes().await.unwrap(), made.byte);
        let key = casa.hall.api_key("lucia", casa.lucia, &["atti.consulta"]).await;
        let call = format!("{}/api/v1/atti/{id}/copia", casa.hall.url);
        let called = reqwest::Client::new().get(call).bearer_auth(key).send().await.unwrap();
        assert_eq!(called.bytes().await.unwrap(), made.byte);
        let read = ente.db().read().await.unwrap();
        assert_eq!(atti::tabella_copie::Entity::find().all(&read).await.unwrap().len(), 1);
        drop(read);
        let card = page.read(&format!("/atti/{id}")).await;
        assert!(card.contains(&format!("/atti/{id}/copia.pdf")), "{card}");
        assert_eq!(casa.hall.signed_in("sara").await.get(&format!("/atti/{id}/copia.pdf")).await.status(), 404);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_file_or_a_number_is_told_what_it_is() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (id, lucia) = (adottato(&casa).await, casa.who(casa.lucia).await);
        let copy = atti::copia(&casa.hall.ente, &lucia, id, false).await.unwrap().byte;
        let original = originale(&casa, id).await;
        let che = async |numero, file: &[u8]| chiede(&casa, numero, Some(file)).await.and_then(|found| found.che);
        assert_eq!(che(None, &original).await, Some(Che::Originale), "{engine:?}");
        assert_eq!(che(Some(1), &original).await, Some(Che::Originale));
        assert_eq!(che(None, &copy).await, Some(Che::Copia("2026-11-27".parse().unwrap())));
        let mut changed = original.clone();
        changed.push(b'\n');
        assert_eq!(che(None, &changed).await, None);
        assert_eq!(che(Some(1), &changed).await, Some(Che::Altro), "the act is there, the file is not it");

        let citizen = casa.hall.browser();
        let form = citizen.get("/atti/verifica").await;
        assert_eq!(
            (form.status().as_u16(), &form.headers()["x-robots-tag"]),
            (200, &"noindex, nofollow".parse().unwrap())
        );
        let page = citizen.read("/atti/verifica?registro=determine&anno=2026&numero=1").await;
        for told in ["Determinazione n. 1 del 27/11/2026", OGGETTO, &Sha256Hash::of(&original).to_string()] {
            assert!(page.contains(told), "{told} is missing in {page}");
        }
        assert!(!page.contains("marco"), "who signed is in the act: {page}");
        let typed = codice(&original).to_lowercase();
        assert!(citizen.read(&format!("/atti/verifica?codice={typed}")).await.contains(OGGETTO));
        let brought = citizen.upload("/atti/verifica", &[], "copia.pdf", copy).await;
        assert_eq!(brought.status(), 200);
        assert!(brought.text().await.unwrap().contains("di una copia con il numero"));
        let brought = citizen.upload("/atti/verifica", &[], "atto.pdf", changed).await;
        assert_eq!(brought.status(), 404);
        let none = citizen.upload("/atti/verifica", &[], "", Vec::new()).await;
        assert_eq!(none.status(), 422, "no file was chosen");
        let wrong = citizen.get("/atti/verifica?registro=determine&anno=26&numero=uno&codice=zz").await;
        assert_eq!(wrong.status(), 422);
        let wrong = wrong.text().await.unwrap();
        for told in ["quattro cifre", "senza l", "20 cifre"] {
            assert!(wrong.contains(told), "{told} is missing in {wrong}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_act_that_is_posted_no_more_the_subject_is_not_told_and_of_one_suspended_nothing() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = adottato(&casa).await;
        assert_eq!(chiede(&casa, Some(1), None).await.unwrap().oggetto.as_deref(), Some(OGGETTO), "{engine:?}");
        casa.clock.set(mezzogiorno("2026-11-30"));
        let annulla = casa.hall.person("ada", casa.llp, &["albo.annulla", "albo.consulta"]).await;
        let posting = casa.scheda(casa.lucia, id).await.stato.pubblicazione_id.unwrap();
        let (ente, ada) = (&casa.hall.ente, casa.who(annulla).await);
        albo::accade(ente, &ada, Id::from(posting), Vicenda::Sospendi, "Ricorso").await.unwrap();
        let original = originale(&casa, id).await;
        assert_eq!(chiede(&casa, Some(1), None).await, None);
        assert_eq!(chiede(&casa, None, Some(&original)).await, None);
        albo::accade(ente, &ada, Id::from(posting), Vicenda::Riprendi, "Respinto").await.unwrap();
        assert!(chiede(&casa, Some(1), None).await.unwrap().affisso.0, "it is read again");
        casa.clock.set(mezzogiorno("2027-02-01"));
        let found = chiede(&casa, Some(1), Some(&original)).await.unwrap();
        assert_eq!((found.oggetto, found.affisso.0, found.che), (None, false, Some(Che::Originale)));
        let page = casa.hall.browser().read("/atti/verifica?registro=determine&anno=2026&numero=1").await;
        assert!(page.contains("Determinazione n. 1 del 27/11/2026") && !page.contains(OGGETTO), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_confidential_act_and_of_one_never_posted_whoever_asks_hears_what_is_told_of_none() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let secret = riservato(&casa).await;
        let inner = casa.atto("disposizione", "Turni", &[]).await;
        adotta(&casa, inner).await;
        let lucia = casa.who(casa.lucia).await;
        for id in [secret, inner] {
            let copy = atti::copia(&casa.hall.ente, &lucia, id, false).await.unwrap().byte;
            let (said, original) = (parole(&copy), originale(&casa, id).await);
            assert!(said.contains("presso l") && !said.contains(&codice(&original)), "{engine:?}: {said}");
            for file in [&copy, &original] {
                assert_eq!(chiede(&casa, None, Some(file)).await, None, "{engine:?}");
            }
        }
        let citizen = casa.hall.browser();
        let answers =
            ["determine&anno=2026&numero=1", "disposizioni&anno=2026&numero=1", "determine&anno=2026&numero=9"];
        for asked in answers {
            let answer = citizen.get(&format!("/atti/verifica?registro={asked}")).await;
            assert_eq!(answer.status(), 404, "{asked}");
            let text = answer.text().await.unwrap();
            assert!(
                text.contains("Non risulta nessun atto") && !text.contains(PAROLA) && !text.contains("Turni"),
                "{text}"
            );
        }
        // Who sees it makes its copy; who does not finds no such act.
        let answer = casa.hall.signed_in("elena").await.get(&format!("/atti/{secret}/copia.pdf")).await;
        assert_eq!(answer.status(), 404);
        assert_eq!(casa.hall.signed_in("lucia").await.get(&format!("/atti/{secret}/copia.pdf")).await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_with_omissis_shows_what_everybody_reads() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.atto("determina-senza-spesa", OGGETTO, &[]).await;
        let hidden = casa.scheda(casa.lucia, id).await.testo.blocks()[1].id;
        atti::ometti(ente, &lucia, id, hidden, true).await.unwrap();
        adotta(&casa, id).await;
        let (whole, open) =
            (atti::copia(ente, &lucia, id, false).await.unwrap(), atti::copia(ente, &lucia, id, true).await.unwrap());
        assert!(parole(&whole.byte).contains("scuola perde"), "{engine:?}");
        let said = parole(&open.byte);
        assert!(said.contains("(omissis)") && !said.contains("scuola perde") && said.contains("n. 1/2026"), "{said}");
        let scheda = casa.scheda(casa.lucia, id).await;
        let public = scheda.documento(scheda.stato.pubblico_id.unwrap()).unwrap();
        let asked = Domanda { impronta: Some(Impronta::di(&public.hash())), ..Domanda::default() };
        let found = atti::verifica(ATTI.albo, ente, &asked).await.unwrap().unwrap();
        assert_eq!(found.che, Some(Che::PerTutti));
        // Whoever guesses what is left out makes the same whole copy: they are not told that they guessed.
        assert!(parole(&whole.byte).contains("Questo file no"), "it says so itself");
        assert_eq!(chiede(&casa, None, Some(&whole.byte)).await, None);
        assert_eq!(chiede(&casa, Some(1), Some(&whole.byte)).await.and_then(|found| found.che), Some(Che::Altro));
        let known = chiede(&casa, None, Some(&open.byte)).await.and_then(|found| found.che);
        assert_eq!(known, Some(Che::Copia("2026-11-27".parse().unwrap())));
        let card = casa.hall.signed_in("lucia").await.read(&format!("/atti/{id}")).await;
        assert!(card.contains("copia.pdf?omissis=si"), "{card}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_is_taken_away_without_holes_and_without_what_is_confidential() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        riservato(&casa).await;
        adottato(&casa).await;
        let name = "\"Determinazioni: registro generale\";\"2026\"";
        for username in ["lucia", "elena"] {
            let browser = casa.hall.signed_in(username).await;
            let answer = browser.get("/atti/registri.csv?registro=determine&anno=2026").await;
            assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
            let text = answer.text().await.unwrap();
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines.len(), 3, "{engine:?} {username}: {text}");
            assert!(lines[0].starts_with("\u{feff}\"Registro\";\"Anno\";\"Numero\""), "{text}");
            assert_eq!(lines[1], format!("{name};\"1\";\"\";\"27/11/2026\";\"\";\"riservato\";\"\";\"\";\"\""));
            assert!(lines[2].starts_with(&format!("{name};\"2\";\"2\";\"27/11/2026\";")), "{text}");
            assert!(lines[2].contains(OGGETTO) && lines[2].contains("Lavori pubblici"), "{text}");
            assert!(!text.contains(PAROLA), "whoever asks: {text}");
            let page = browser.read("/atti/registri?registro=determine&anno=2026").await;
            assert!(page.contains("/atti/registri.csv?registro=determine&amp;anno=2026"), "{page}");
        }
        let empty = casa.hall.signed_in("elena").await.read("/atti/registri.csv?registro=decreti&anno=2026").await;
        assert_eq!(empty.lines().count(), 1, "{empty}");
        assert_eq!(casa.hall.signed_in("sara").await.get("/atti/registri.csv").await.status(), 403);

        let key = casa.hall.api_key("elena", casa.elena, &["atti.consulta"]).await;
        let client = reqwest::Client::new();
        let ask = async |more: &str| {
            let address = format!("{}/api/v1/atti/registri?registro=determine&anno=2026{more}", casa.hall.url);
            let answer = client.get(address).bearer_auth(&key).send().await.unwrap();
            answer.json::<serde_json::Value>().await.unwrap()
        };
        let first = ask("&limite=1").await;
        assert!(first["prossimo"] == 1 && first["atti"][0]["riservato"] == true, "{first}");
        assert!(first["atti"][0]["oggetto"].is_null() && first["atti"][0]["id"].is_null(), "{first}");
        let second = ask("&limite=1&dopo=1").await;
        assert!(second["prossimo"].is_null() && second["atti"][0]["oggetto"] == OGGETTO, "{second}");
    }
}
