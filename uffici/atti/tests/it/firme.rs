//! Signatures: the real door, a certificate that is out of date, an authority for time stamps that does not answer, what
//! the page tells of both.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use atti::{Atti, AttoId, Passo};
use authz::Who;
use axum::{Router, http::StatusCode, routing::post};
use documents::document;
use ente::{Ente, Place, Signing, TimeStamps};
use firma_pdf::NewSignature;
use firma_scrivi::{HashSigner, pades};
use kernel::{Id, Instant};
use ledger::Tx;
use office::Office;
use porte::sottoscrizione::{Carta, Sottoscritta, Sottoscrive};
use testkit::{Engine, TownHall, csc::person};

use crate::casa::{Casa, Finta, USUALI, motivi};

const MARCO: &str = "GLLMRC75A01H501R";

static FIRMATI: Atti = Atti { firma: &librofirma::Sottoscrive, ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &FIRMATI,
];

#[tokio::test(flavor = "multi_thread")]
async fn the_door_signs_a_pdf_that_our_verifier_finds_whole() {
    let signing = Signing { trial: true, ..Signing::default() };
    let hall = TownHall::start_signing(Engine::Sqlite, OFFICES, signing).await;
    let unit = hall.unit("LLP", "Lavori pubblici").await;
    let marco = hall.person("marco", unit, &["librofirma.firma"]).await;
    let who = hall.who(marco).await;
    let paper = Carta {
        nome: "Determina".into(),
        byte: testkit::pdf(&["Determina"]),
        campo: "Firma-atto-1-0".into(),
        al_posto_di: None,
    };
    let signed = FIRMATI.firma.sottoscrivi(&hall.ente, &who, paper).await.unwrap();
    assert!(signed.byte.starts_with(b"%PDF") && signed.byte.len() > 1_000);
    assert_eq!((signed.porta, signed.certificato.len()), ("prova", 32));
}

/// An act that waits for Marco's signature, which gives it its number.
async fn alla_firma(casa: &Casa) -> AttoId {
    let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
    casa.compie(casa.lucia, id, "proponi").await.unwrap();
    id
}

/// Signs as a program outside would, now, with a certificate that was issued to Marco at that instant for a year.
fn fuori(casa: &Casa, pdf: &[u8], issued: Instant) -> Vec<u8> {
    let (key, chain) = person("Marco", "Gallo", MARCO, 7, issued);
    let scheme = key.usual_scheme().unwrap();
    let at = casa.hall.ente.ledger.now().rome().fixed_offset();
    let what = NewSignature { at: Some(at), ..NewSignature::new("Fuori") };
    let waiting = pades::prepare(pdf, &what, &chain[0], scheme).unwrap();
    let value = key.sign(scheme, &waiting.signer().hash().unwrap()).unwrap();
    waiting.finish(&value, &chain[1..]).unwrap().into_pdf().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_ran_out_before_the_act_came_back_signs_nothing_and_burns_no_number() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, OFFICES).await;
        let ente = &casa.hall.ente;
        let boss = casa.hall.person("capo", casa.llp, &["librofirma.gestisci"]).await;
        librofirma::codice::scrivi(ente, &casa.who(boss).await, casa.marco, MARCO).await.unwrap();
        let id = alla_firma(&casa).await;
        let browser = casa.hall.signed_in("marco").await;
        let asked = [("passo", "firma"), ("chiave", "foglio")];
        let paper = browser.post(&format!("/atti/{id}/foglio"), &asked).await;
        assert_eq!(paper.status(), 200, "{engine:?}");
        let paper = paper.bytes().await.unwrap();
        let (marco, now) = (casa.who(casa.marco).await, ente.ledger.now());
        let brings = async |issued: Instant, chiave: &str| {
            let riportata = Some(fuori(&casa, &paper, issued));
            atti::compi(&FIRMATI, ente, &marco, id, &Passo { riportata, ..Casa::passo("firma", chiave) }).await
        };
        // Good for a year from 366 days ago: when the paper was read it still held, or so they thought.
        let told = motivi(brings(now.plus_seconds(-366 * 86_400), "scaduto").await);
        let clear = |one: &String| one.contains("valeva fino al") || one.contains("scaduto");
        assert!(told.iter().any(clear), "the sentence says what is wrong: {told:?}");
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!((scheda.stato.numero, scheda.firme.len(), scheda.stato.documento_id), (None, 0, None));
        assert_eq!((casa.stati(id).await, casa.numerati("determine").await), (vec!["alla-firma".to_owned()], 0));
        brings(now, "buono").await.unwrap();
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!(
            (scheda.stato.numero, scheda.firme[0].porta.as_str()),
            (Some(1), "riportata"),
            "no number was burnt"
        );
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_signatures_of_an_act_are_checked_when_somebody_who_sees_it_asks_also_for_a_day() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, OFFICES).await;
        let ente = &casa.hall.ente;
        let boss = casa.hall.person("capo", casa.llp, &["librofirma.gestisci"]).await;
        librofirma::codice::scrivi(ente, &casa.who(boss).await, casa.marco, MARCO).await.unwrap();
        let id = alla_firma(&casa).await;
        let marco = casa.hall.signed_in("marco").await;
        let paper = marco.post(&format!("/atti/{id}/foglio"), &[("passo", "firma"), ("chiave", "foglio")]).await;
        let riportata = Some(fuori(&casa, &paper.bytes().await.unwrap(), ente.ledger.now()));
        let passo = Passo { riportata, ..Casa::passo("firma", "buono") };
        atti::compi(&FIRMATI, ente, &casa.who(casa.marco).await, id, &passo).await.unwrap();
        let document = casa.scheda(casa.marco, id).await.stato.documento_id.unwrap();

        let page = format!("/atti/{id}/documenti/{document}/firme");
        let act = marco.read(&format!("/atti/{id}")).await;
        assert!(act.contains(&format!("href=\"{page}\"")), "{act}");
        let again = marco.post(&page, &[]).await;
        assert_eq!(again.status(), 303, "{}", again.text().await.unwrap());
        let shown = marco.read(&page).await;
        assert!(shown.contains("Firma di Marco") && shown.contains("non risale a un"), "{shown}");
        assert_eq!(shown.matches("?controllo=").count(), 1);
        let checked = marco.read(&format!("/atti/{id}")).await;
        let told = |page: &str| page.matches("non risale a un").count();
        assert_eq!(told(&checked), told(&act) + 1, "the last check stands beside the document: {checked}");
        let same = marco.post(&page, &[]).await;
        assert!(same.headers()["location"].to_str().unwrap().ends_with("?uguale"), "the same answer is one check");
        let past = marco.post(&page, &[("al", "2021-06-30")]).await;
        let shown = marco.read(past.headers()["location"].to_str().unwrap()).await;
        assert!(shown.contains("Esito alla data del 30/06/2021"), "{shown}");

        let key = casa.hall.api_key("marco", casa.marco, &["atti.consulta"]).await;
        let address = format!("{}/api/v1{page}", casa.hall.url);
        let told = reqwest::Client::new().get(&address).bearer_auth(&key).send().await.unwrap();
        let told: serde_json::Value = told.json().await.unwrap();
        assert_eq!(told["controlli"].as_array().unwrap().len(), 2, "{told}");
        let none = page.replace(&document.to_string(), &Id::<document::Entity>::from(id.uuid()).to_string());
        assert_eq!(marco.get(&none).await.status(), 404, "a document that is none of the act's");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_beside_an_act_is_checked_by_itself_and_weighed_by_its_format() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, OFFICES).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let lucia = casa.hall.signed_in("lucia").await;
        let address = format!("/atti/{id}/allegati");
        let signed = fuori(&casa, &testkit::pdf(&["Relazione"]), casa.hall.ente.ledger.now());
        let unknown = b"\x80\x81\x82\x00\x01\xfe\xfd".to_vec();
        for (title, name, bytes) in [("Relazione", "relazione.pdf", signed), ("Rilievo", "rilievo.xyz", unknown)] {
            let answer = lucia.upload(&address, &[("titolo", title)], name, bytes).await;
            assert_eq!(answer.status(), 303, "nothing is refused for its format: {}", answer.text().await.unwrap());
        }
        let (format, signature) = ("non è tra quelli che il Comune sa conservare", "non risale a un");
        let told = |page: &str| (page.matches(format).count(), page.matches(signature).count());
        let page = lucia.read(&address).await;
        assert_eq!(told(&page), (1, 0), "{page}");
        casa.hall.work().await;
        for page in [address, format!("/atti/{id}")] {
            let page = lucia.read(&page).await;
            assert_eq!(told(&page), (1, 1), "{page}");
        }
        casa.hall.verify_clean().await;
    }
}

/// An authority for time stamps that is out of order: where it answers, and how often it was asked.
async fn guasta() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let answer = move || {
        count.fetch_add(1, Ordering::SeqCst);
        async { StatusCode::SERVICE_UNAVAILABLE }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let app = Router::new().route("/", post(answer));
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, asked)
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_stamps_the_time_the_act_is_signed_without_and_its_page_says_so() {
    for engine in Engine::all() {
        let (url, asked) = guasta().await;
        let casa = Casa::in_posto(engine, OFFICES, |place| {
            place.signing = [("prova".to_owned(), Signing { trial: true, ..Signing::default() })].into();
            place.time_stamps.insert("prova".into(), TimeStamps { url, login: None, policy: None });
        })
        .await;
        let id = alla_firma(&casa).await;
        let marco = casa.who(casa.marco).await;
        atti::compi(&FIRMATI, &casa.hall.ente, &marco, id, &Casa::passo("firma", "k")).await.unwrap();
        assert!(asked.load(Ordering::SeqCst) > 0, "{engine:?}: it was asked");
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!((scheda.stato.numero, scheda.firme[0].marcata), (Some(1), false));
        let page = casa.hall.signed_in("marco").await.read(&format!("/atti/{id}")).await;
        assert!(page.contains("senza marca temporale") && !page.contains("con marca temporale"), "{page}");
        casa.hall.verify_clean().await;
    }
}

/// SIMULATOR of the office that signs, whose signatures bear a time stamp.
#[derive(Debug)]
struct Marcata;

#[async_trait::async_trait]
impl Sottoscrive for Marcata {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        Finta.subito(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        Ok(Sottoscritta { marcata: true, ..Finta.sottoscrivi(ente, who, carta).await? })
    }

    async fn riprendi(&self, ente: &Ente, who: &Who, carta: Carta, back: Vec<u8>) -> Result<Sottoscritta, web::Error> {
        Finta.riprendi(ente, who, carta, back).await
    }

    async fn controlla(&self, tx: &Tx, id: Id<document::Entity>) -> Result<(), web::Error> {
        Finta.controlla(tx, id).await
    }
}

static MARCATI: Atti = Atti { firma: &Marcata, ..USUALI };

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_with_a_time_stamp_is_told_as_such_on_the_page_and_to_programs() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = alla_firma(&casa).await;
        let marco = casa.who(casa.marco).await;
        atti::compi(&MARCATI, &casa.hall.ente, &marco, id, &Casa::passo("firma", "k")).await.unwrap();
        let browser = casa.hall.signed_in("marco").await;
        let page = browser.read(&format!("/atti/{id}")).await;
        assert!(page.contains("con marca temporale") && !page.contains("senza marca temporale"), "{engine:?}: {page}");
        let told: serde_json::Value = browser.get(&format!("/api/v1/atti/{id}")).await.json().await.unwrap();
        assert_eq!(told["firme"][0]["marcata"], true, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_ente_wants_it_a_signature_is_seen_in_the_margin_and_covers_no_words() {
    for engine in Engine::all() {
        for mark in [true, false] {
            let signing = Signing { trial: true, mark, ..Signing::default() };
            let arrange = |place: &mut Place| place.signing = [("prova".to_owned(), signing)].into();
            let casa = Casa::in_posto(engine, OFFICES, arrange).await;
            let id = alla_firma(&casa).await;
            let (ente, marco) = (&casa.hall.ente, casa.who(casa.marco).await);
            atti::compi(&FIRMATI, ente, &marco, id, &Casa::passo("firma", "k")).await.unwrap();
            let scheda = casa.scheda(casa.marco, id).await;
            let document = scheda.documento(scheda.stato.documento_id.unwrap()).unwrap();
            let bytes = ente.archive.bytes(document, 1 << 30).await.unwrap().unwrap();
            let read = firma_pdf::read(&bytes).unwrap();
            let [one] = read.signatures.as_slice() else { panic!("{engine:?}: one signature") };
            let seen = one.mark.as_ref().filter(|mark| mark.visible());
            let seen = seen.map(|mark| (mark.page, mark.rectangle[1] > 842.0 - 62.0));
            assert_eq!(seen, mark.then_some((Some(0), true)), "{engine:?}");
            casa.hall.verify_clean().await;
        }
    }
}
