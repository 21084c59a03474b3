//! A publication is found by its kind, number, asker, days and the words of its documents: by everybody only as long as everybody reads it.

use albo::{Filtro, Porta, Vicenda};
use porte::albo::{DaPubblicare, Domanda, Durata, Pubblica, Pubblicata, Tipo};
use testkit::Engine;

use crate::mondo::Mondo;

const UFFICIO: &str = "Ufficio tecnico";

/// Another office has a bridge closed.
async fn ponte(mondo: &Mondo) -> Pubblicata {
    let ente = &mondo.hall.ente;
    let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
    let bytes: &[u8] = b"Il ponte sul torrente chiude al traffico.\n";
    let stored = ente.archive.receive(&mut &bytes[..], 10_000).await.unwrap();
    let documento = ente.archive.name(&mut tx, &stored, "ponte.txt").await.unwrap();
    let documenti = vec![DaPubblicare { documento, integrale: None }];
    let asked = mondo.domanda("ordinanza_sindaco", Durata::Giorni(30), documenti);
    let asked = Domanda { richiedente: UFFICIO.into(), esterno: false, ..asked };
    let made = Porta.pubblica(&mut tx, &asked).await.unwrap();
    tx.commit().await.unwrap();
    made
}

fn testo(words: &str) -> Filtro {
    Filtro { testo: words.into(), ..Filtro::default() }
}

/// The numbers that everybody finds, and those that the office does.
async fn trovati(mondo: &Mondo, filtro: &Filtro) -> (Vec<i64>, Vec<i64>) {
    let ente = &mondo.hall.ente;
    let public = albo::pubbliche(ente, filtro, None, 50).await.unwrap();
    let office = albo::elenca(ente, &mondo.who, filtro, None, 50).await.unwrap();
    let numbers = |all: Vec<albo::Voce>| all.into_iter().map(|voce| voce.riga.numero).collect();
    (numbers(public), numbers(office))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_finds_what_it_says_and_all_of_them_what_all_say() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.pubblica("avviso", Durata::Giorni(30), true).await;
        mondo.sono("2026-02-10T09:00:00");
        ponte(&mondo).await;
        let ente = &mondo.hall.ente;
        assert_eq!(trovati(&mondo, &testo("ponte")).await, (vec![], vec![]), "{engine:?}: nobody has read it yet");
        assert_eq!(albo::leggi_parole(ente).await.unwrap(), 2, "{engine:?}");
        assert_eq!(albo::leggi_parole(ente).await.unwrap(), 0, "{engine:?}: once");
        let day = |text: &str| text.parse().ok();
        let asker = |name: &str| Filtro { richiedente: Some(name.into()), ..Filtro::default() };
        let cases: [(Filtro, &[i64]); 15] = [
            (Filtro { numero: Some(2), ..Filtro::default() }, &[2]),
            (Filtro { numero: Some(2), anno: Some(2025), ..Filtro::default() }, &[]),
            (Filtro { tipo: Tipo::di("avviso"), ..Filtro::default() }, &[1]),
            (asker(UFFICIO), &[2]),
            (asker("Ufficio"), &[]),
            (Filtro { dal: day("2026-02-05"), ..Filtro::default() }, &[2]),
            (Filtro { al: day("2026-02-09"), ..Filtro::default() }, &[1]),
            (Filtro { dal: day("2026-02-04"), al: day("2026-02-10"), ..Filtro::default() }, &[2, 1]),
            (testo("Ponti"), &[2]),
            (testo("torrente traffico"), &[2]),
            (testo("omissis"), &[1]),
            (testo("ponte omissis"), &[]),
            // The whole document is not what is published.
            (testo("nominato"), &[]),
            (testo("il"), &[]),
            (Filtro { testo: "ponte".into(), ..asker("Tribunale di Prova") }, &[]),
        ];
        for (filtro, wanted) in cases {
            let found = trovati(&mondo, &filtro).await;
            assert_eq!(found, (wanted.to_vec(), wanted.to_vec()), "{engine:?}: {filtro:?}");
        }
        mondo.hall.verify_clean().await;
    }
}

/// What everybody may ask for and finds the first publication, as long as it is read.
const RICERCHE: [&str; 7] = [
    "/albo?testo=omissis",
    "/albo/dati.json?testo=omissis",
    "/albo/dati.csv?testo=omissis",
    "/albo/feed.xml?testo=omissis",
    "/albo?richiedente=Tribunale+di+Prova",
    "/albo?numero=1/2026",
    "/albo?dal=2026-02-04&al=04/02/2026",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_suspended_annulled_or_over_is_found_by_no_word_and_no_filter_but_in_the_office() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let made = mondo.pubblica("avviso", Durata::Giorni(30), false).await;
        let (ente, citizen, id) = (&mondo.hall.ente, mondo.hall.browser(), made.id.into());
        albo::leggi_parole(ente).await.unwrap();
        let seen = async |wanted: bool| {
            for address in RICERCHE {
                let told = citizen.read(address).await;
                assert_eq!(told.contains("Malaspina"), wanted, "{engine:?}: {address}: {told}");
                // Nor is it told who asked for it.
                assert_eq!(told.contains("Tribunale di Prova"), wanted, "{engine:?}: {address}: {told}");
            }
        };
        seen(true).await;
        mondo.sono("2026-02-10T12:00:00");
        albo::accade(ente, &mondo.who, id, Vicenda::Sospendi, "Ricorso").await.unwrap();
        seen(false).await;
        mondo.sono("2026-02-10T13:00:00");
        albo::accade(ente, &mondo.who, id, Vicenda::Riprendi, "Respinto").await.unwrap();
        seen(true).await;
        mondo.sono("2026-04-01T00:00:00");
        seen(false).await;
        let office = mondo.hall.signed_in("anna").await;
        for asked in ["testo=omissis", "richiedente=Tribunale+di+Prova", "numero=1"] {
            let told = office.read(&format!("/albo/registro?{asked}")).await;
            assert!(told.contains("Malaspina"), "{engine:?}: {asked}: {told}");
        }
        mondo.sono("2026-04-02T09:00:00");
        let again = mondo.pubblica("avviso", Durata::Giorni(30), false).await;
        albo::leggi_parole(ente).await.unwrap();
        assert_eq!(trovati(&mondo, &testo("omissis")).await, (vec![2], vec![2, 1]), "{engine:?}");
        albo::accade(ente, &mondo.who, again.id.into(), Vicenda::Annulla, "Nome di troppo").await.unwrap();
        assert_eq!(trovati(&mondo, &testo("omissis")).await, (vec![], vec![1]), "{engine:?}: no word of it is kept");
        let numero = Filtro { numero: Some(2), ..Filtro::default() };
        assert_eq!(trovati(&mondo, &numero).await, (vec![], vec![2]), "{engine:?}");
        seen(false).await;
        mondo.pubblica("avviso", Durata::Giorni(30), false).await;
        mondo.sono("2026-06-01T09:00:00");
        assert_eq!(albo::leggi_parole(ente).await.unwrap(), 0, "{engine:?}: what is over is not read any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_cannot_be_read_is_told_and_programs_ask_for_the_same() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        mondo.pubblica("avviso", Durata::Giorni(30), false).await;
        albo::leggi_parole(&mondo.hall.ente).await.unwrap();
        let office = mondo.hall.signed_in("anna").await;
        for address in ["/albo", "/albo/dati.json", "/albo/feed.xml", "/albo/registro"] {
            let answer = office.get(&format!("{address}?numero=dodici&dal=ieri")).await;
            assert_eq!(answer.status(), 400, "{engine:?}: {address}");
            let told = answer.text().await.unwrap();
            assert!(told.contains("scrivilo come 12") && told.contains("«dal» non si legge"), "{address}: {told}");
        }
        let key = mondo.hall.api_key("anna", mondo.who.person, &["albo.consulta"]).await;
        let call = async |asked: &str| {
            let address = format!("{}/api/v1/albo/pubblicazioni?{asked}", mondo.hall.url);
            let answer = reqwest::Client::new().get(address).bearer_auth(&key).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        for (asked, wanted) in [
            ("testo=omissis&dal=2026-02-04&al=2026-02-04", true),
            ("numero=1&anno=2026", true),
            ("anno=2025", false),
            ("testo=ponte", false),
            ("richiedente=Nessuno", false),
        ] {
            let (status, body) = call(asked).await;
            assert_eq!((status, body.contains("Malaspina")), (200, wanted), "{engine:?}: {asked}: {body}");
        }
        for wrong in ["dal=ieri", "dal=2026-03-01&al=2026-02-01"] {
            let (status, body) = call(wrong).await;
            assert_eq!(status, 400, "{engine:?}: {wrong}: {body}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_documents_that_cannot_be_read_keep_no_other_from_being_found() {
    for engine in Engine::all() {
        let mondo = Mondo::nuovo(engine).await;
        let ente = &mondo.hall.ente;
        let mut tx = ente.ledger.begin(mondo.who.actor(), "prova.adotta").await.unwrap();
        let lost: &[u8] = b"Un testo che il disco ha perso.\n";
        let stored = ente.archive.receive(&mut &lost[..], 10_000).await.unwrap();
        for _ in 0..51 {
            let documento = ente.archive.name(&mut tx, &stored, "perso.txt").await.unwrap();
            let documenti = vec![DaPubblicare { documento, integrale: None }];
            Porta.pubblica(&mut tx, &mondo.domanda("avviso", Durata::Giorni(30), documenti)).await.unwrap();
        }
        tx.commit().await.unwrap();
        ponte(&mondo).await;
        ente.archive.store().delete(&stored.sha256).await.unwrap();
        assert!(albo::leggi_parole(ente).await.is_err(), "{engine:?}: what is lost is told");
        assert_eq!(trovati(&mondo, &testo("ponte")).await, (vec![52], vec![52]), "{engine:?}");
    }
}
