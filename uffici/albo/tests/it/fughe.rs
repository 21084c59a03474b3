//! What is over, annulled, suspended, or whole behind a version with omissis is read by nobody but the office.

use albo::{Regole, Vicenda};
use documents::store::Sha256Hash;
use porte::albo::{DaPubblicare, Durata, Pubblica};
use testkit::Engine;

use crate::mondo::{INTERO, Mondo, OGGETTO, PUBBLICO};

/// All pages that everybody may ask for and that tell of many.
const ELENCHI: [&str; 6] =
    ["/albo", "/albo?q=zaccaria", "/albo?tipo=avviso", "/albo/feed.xml", "/albo/dati.csv", "/albo/dati.json"];

/// Asserts that whoever is not signed in reads nothing of this publication, in any list nor at its addresses.
async fn niente(mondo: &Mondo, page: &str, status: u16) {
    let citizen = mondo.hall.browser();
    for list in ELENCHI {
        let answer = citizen.get(list).await;
        assert_eq!(answer.headers()["x-robots-tag"], "noindex, nofollow, noarchive", "{list}");
        let text = answer.text().await.unwrap();
        // The search says again what was sought.
        assert!(!text.contains("Zaccaria") && !text.contains("Malaspina"), "{list}: {text}");
    }
    let below = ["", "/documenti/1", "/prova", "/akn"];
    for address in below.map(|part| format!("{page}{part}")) {
        let answer = citizen.get(&address).await;
        assert_eq!(answer.status().as_u16(), status, "{address}");
        assert_eq!(answer.headers()["x-robots-tag"], "noindex, nofollow, noarchive", "{address}");
        let text = answer.text().await.unwrap();
        for secret in [OGGETTO, "Malaspina", "atto.txt", &String::from_utf8_lossy(PUBBLICO)] {
            assert!(!text.contains(secret), "{secret} is in {address}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_read_until_the_midnight_of_its_last_day_and_then_by_the_office_alone() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Giorni(30), false).await;
        assert_eq!(made.fine.to_string(), "2026-03-06");
        let (page, citizen) = (Mondo::indirizzo(&made), mondo.hall.browser());
        mondo.sono("2026-03-06T23:59:59");
        for list in ELENCHI {
            assert!(citizen.read(list).await.contains("Malaspina"), "{list}");
        }
        let text = citizen.read(&page).await;
        assert!(text.contains(OGGETTO) && text.contains("06/03/2026, ore 24"), "{text}");
        assert_eq!(citizen.get(&format!("{page}/documenti/1")).await.bytes().await.unwrap(), PUBBLICO);
        assert_eq!(citizen.get(&format!("{page}/documenti/2")).await.status(), 404);
        let proof = citizen.get(&format!("{page}/prova")).await.bytes().await.unwrap();
        let proven = ledger::Proof::from_bytes(&proof).unwrap().check().unwrap();
        let hash = Sha256Hash::of(PUBBLICO).to_string();
        assert!(
            proven.content.starts_with("albo_pubblicazione\n") && proven.content.contains(&hash),
            "{}",
            proven.content
        );

        mondo.sono("2026-03-07T00:00:00");
        niente(&mondo, &page, 410).await;
        assert!(citizen.get(&page).await.text().await.unwrap().contains("I giorni di pubblicazione sono finiti"));
        let office = mondo.hall.signed_in("anna").await;
        let card = office.read(&format!("/albo/registro/{}", made.id)).await;
        assert!(card.contains(OGGETTO) && card.contains("atto.txt"), "{card}");
        let file = office.get(&format!("/albo/registro/{}/documenti/1/pubblica", made.id)).await;
        assert_eq!(file.bytes().await.unwrap(), PUBBLICO);
        assert!(office.read("/albo/registro?vista=concluse").await.contains(OGGETTO));

        // Where the ente tells what is over, it is number, kind and days; never what it was about.
        let regole = Regole { storico: true, ..Regole::default() };
        albo::decidi(&mondo.hall.ente, &mondo.who, &regole).await.unwrap();
        niente(&mondo, &page, 410).await;
        let told = citizen.get(&page).await.text().await.unwrap();
        assert!(told.contains("Avviso") && told.contains("06/03/2026"), "{told}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_annulled_is_gone_and_leads_to_what_took_its_place() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Usuale, false).await;
        let (ente, page) = (&mondo.hall.ente, Mondo::indirizzo(&made));
        assert!(albo::ripubblica(ente, &mondo.who, made.id.into(), None).await.is_err(), "it is not annulled");
        assert!(albo::accade(ente, &mondo.who, made.id.into(), Vicenda::Annulla, " ").await.is_err(), "a reason");
        albo::accade(ente, &mondo.who, made.id.into(), Vicenda::Annulla, "Nome di Malaspina").await.unwrap();
        assert!(albo::accade(ente, &mondo.who, made.id.into(), Vicenda::Annulla, "Ancora").await.is_err(), "once");
        niente(&mondo, &page, 410).await;
        mondo.sono("2026-02-06T09:00:00");
        let shown = "Avviso a chi ha il conto IT60X0542811101000000123456";
        let refused = albo::ripubblica(ente, &mondo.who, made.id.into(), Some(shown)).await.unwrap_err().to_string();
        assert!(refused.contains("«IT60X0542811101000000123456» sembra un dato personale"), "{refused}");
        let again = albo::ripubblica(ente, &mondo.who, made.id.into(), Some("Avviso corretto")).await.unwrap();
        assert_eq!((made.numero, again.numero), ((2026, 1), (2026, 2)), "a new number");
        assert_eq!(again.fine.to_string(), "2026-02-21", "its whole term");
        let told = mondo.hall.browser().get(&page).await.text().await.unwrap();
        assert!(told.contains("/albo/2026/2") && !told.contains("Malaspina"), "{told}");
        assert!(albo::ripubblica(ente, &mondo.who, made.id.into(), None).await.is_err(), "once");
        assert!(mondo.hall.browser().read("/albo").await.contains("Avviso corretto"));
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_suspended_is_read_by_nobody_and_its_days_come_afterwards() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Usuale, false).await;
        assert_eq!(made.fine.to_string(), "2026-02-19");
        let (ente, page, id) = (&mondo.hall.ente, Mondo::indirizzo(&made), made.id.into());
        mondo.sono("2026-02-10T12:00:00");
        albo::accade(ente, &mondo.who, id, Vicenda::Sospendi, "Ricorso").await.unwrap();
        niente(&mondo, &page, 404).await;
        mondo.sono("2026-02-12T12:00:00");
        albo::accade(ente, &mondo.who, id, Vicenda::Riprendi, "Respinto").await.unwrap();
        let text = mondo.hall.browser().read(&page).await;
        assert!(text.contains("22/02/2026, ore 24") && text.contains("10/02/2026, 11/02/2026, 12/02/2026"), "{text}");
        // What is suspended when its days would end does not end.
        mondo.sono("2026-02-20T12:00:00");
        albo::accade(ente, &mondo.who, id, Vicenda::Sospendi, "Ricorso").await.unwrap();
        mondo.sono("2026-03-20T12:00:00");
        niente(&mondo, &page, 404).await;
        albo::accade(ente, &mondo.who, id, Vicenda::Riprendi, "Respinto").await.unwrap();
        let text = mondo.hall.browser().read(&page).await;
        assert!(text.contains("23/03/2026, ore 24"), "the 21st to the 23rd are left: {text}");
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_document_behind_an_omissis_is_nowhere_in_public() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Usuale, true).await;
        let (page, citizen) = (Mondo::indirizzo(&made), mondo.hall.browser());
        let hash = Sha256Hash::of(INTERO).to_string();
        let addresses = [page.clone(), format!("{page}/prova"), format!("{page}/documenti/1")];
        for address in addresses.iter().map(String::as_str).chain(ELENCHI) {
            let text = citizen.read(address).await;
            for secret in ["intero.txt", "non va nominato", hash.as_str()] {
                assert!(!text.contains(secret), "{secret} is in {address}: {text}");
            }
        }
        assert!(citizen.read(&page).await.contains("versione con omissis"));
        for place in ["0", "2", "-1"] {
            assert_eq!(citizen.get(&format!("{page}/documenti/{place}")).await.status(), 404, "{place}");
        }
        let own = format!("/albo/registro/{}/documenti/1/integrale", made.id);
        assert_eq!(citizen.get(&own).await.status(), 303, "one must sign in");
        let office = mondo.hall.signed_in("anna").await;
        assert_eq!(office.get(&own).await.bytes().await.unwrap(), INTERO);
        let unit = mondo.hall.unit("DEM", "Demografici").await;
        mondo.hall.person("dario", unit, &["albo.pubblica"]).await;
        assert_eq!(mondo.hall.signed_in("dario").await.get(&own).await.status(), 403);
        mondo.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_document_is_not_published_in_the_place_of_another() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Usuale, true).await;
        let ente = &mondo.hall.ente;
        let one = albo::una(ente, &mondo.who, made.id.into()).await.unwrap().documenti.remove(0);
        let whole = one.integrale.unwrap();
        let documenti = vec![
            DaPubblicare { documento: one.documento, integrale: Some(whole.clone()) },
            DaPubblicare { documento: whole, integrale: None },
        ];
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
        let domanda = mondo.domanda("avviso", Durata::Usuale, documenti);
        let refused = albo::Porta.pubblica(&mut tx, &domanda).await.unwrap_err().to_string();
        assert!(refused.contains("sua o di un altro documento"), "{refused}");
    }
}
