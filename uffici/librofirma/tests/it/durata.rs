//! A signed document gets what it takes to be verified when nobody can be asked any more, and loses nothing where it cannot be had.

use std::{
    io::Cursor,
    sync::{Arc, Mutex},
};

use authz::Who;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, TimeDelta, Utc};
use documents::document;
use ente::{Ente, Signing, TimeStamps};
use firma_algoritmi::Digest;
use firma_pdf::NewSignature;
use firma_scrivi::cades::{self, Envelope};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::tsp::{Request, Stamp};
use firma_scrivi::{Certificate, HashSigner, LocalKey, Measured, pades};
use firma_xml::make::{Content, Order, add_signature_time_stamp, to_be_time_stamped};
use kernel::{Actor, Clock, Id, SystemClock};
use librofirma::{
    LibroFirma, RichiestaId, Sottoscrive,
    firma::riporta::riporta,
    richiesta::metti::Nuova,
    rules::{Formato, Stato},
};
use office::Office;
use porte::sottoscrizione::{Carta, DaDurare, Durevole, Sottoscritta, Sottoscrive as _, Sottoscrivibili, Torna};
use signing::{
    fetch::Reach,
    verify::{
        report::{Level, Mark},
        trust::Purpose,
    },
};
use testkit::Engine;
use validation::{AUTORITA, NewAnchor, add_anchor};

use crate::aiuti::{Casa, MARCO, OFFICES, carta};

const XML: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Atto><Oggetto>Prova</Oggetto></Atto>";

/// A small authority for trials: it gives certificates and time stamps, and a server of ours tells of their revocation.
struct Autorita {
    key: LocalKey,
    root: Certificate,
    own: (LocalKey, Certificate),
    stamper: (LocalKey, Certificate),
    /// Whether the responder answers.
    risponde: Mutex<bool>,
    now: DateTime<Utc>,
}

impl Autorita {
    /// It, and where it gives time stamps.
    async fn start(now: DateTime<Utc>) -> (Arc<Self>, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/ocsp", listener.local_addr().unwrap());
        let key = |seed: u8| LocalKey::p256(&[seed; 32]).unwrap();
        let (root_key, own_key, stamper_key) = (key(1), key(7), key(9));
        let validity = Validity { from: now - TimeDelta::days(30), to: now + TimeDelta::days(300) };
        let name = Name::Authority("Radice");
        let itself = By::Itself(&root_key);
        let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity, Addresses::default(), itself);
        let root = root.unwrap();
        let issue = |role, name, spki: &[u8], serial: u8| {
            let places = Addresses { ocsp: Some(&address), ..Addresses::default() };
            let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
            prova::issue(role, name, spki, &[serial; 16], validity, places, by).unwrap()
        };
        let marco = Name::Person { given: "Marco", surname: "Gallo", tax_code: MARCO };
        let own = issue(Role::Signing, marco, own_key.spki(), 3);
        let stamper = issue(Role::TimeStamping, Name::Authority("Marche temporali"), stamper_key.spki(), 4);
        let (own, stamper) = ((own_key, own), (stamper_key, stamper));
        let risponde = Mutex::new(true);
        let authority = Arc::new(Self { key: root_key, root, own, stamper, risponde, now });
        let app =
            Router::new().route("/tsa", post(marca_in_rete)).fallback(risposta).with_state(Arc::clone(&authority));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (authority, address.replace("/ocsp", "/tsa"))
    }

    /// The time stamp of a signature's value.
    fn marca(&self, value: &[u8]) -> Stamp {
        let request = Request::new(Digest::Sha256, &Digest::Sha256.of(value), [7; 16], None).unwrap();
        let by = Issuer { certificate: &self.stamper.1, key: &self.stamper.0 };
        let at = self.now - TimeDelta::minutes(1);
        let others = std::slice::from_ref(&self.root);
        let answer = prova::stamp(&request.to_der().unwrap(), by, others, &[5; 16], at).unwrap();
        request.read(&answer).unwrap()
    }

    /// Signs as a program outside would, with or without a time stamp.
    fn firma(&self, formato: Formato, content: &[u8], marcata: bool) -> Vec<u8> {
        let (key, certificate) = &self.own;
        let scheme = key.usual_scheme().unwrap();
        let (at, others) = (self.now - TimeDelta::minutes(2), std::slice::from_ref(&self.root));
        if formato == Formato::Pades {
            let what = NewSignature { at: Some(at.fixed_offset()), room: 32 << 10, ..NewSignature::new("Fuori") };
            let waiting = pades::prepare(content, &what, certificate, scheme).unwrap();
            let value = key.sign(scheme, &waiting.signer().hash().unwrap()).unwrap();
            let mut signed = waiting.finish(&value, others).unwrap();
            if marcata {
                let stamp = self.marca(signed.signature().value());
                signed.stamp(&stamp).unwrap();
            }
            return signed.into_pdf().unwrap();
        }
        if formato == Formato::Xades {
            let order = Order {
                id: "xades-di-fuori",
                certificate: certificate.der(),
                chain: &[self.root.der()],
                scheme,
                digest: Digest::Sha256,
                signing_time: at,
                place: None,
                roles: &[],
                commitment: None,
            };
            let prepared = order.prepare(Content::Enveloped(content)).unwrap();
            let signed = prepared.finish(&key.sign(scheme, &prepared.digest()).unwrap()).unwrap();
            if !marcata {
                return signed;
            }
            let stamp = self.marca(&to_be_time_stamped(&signed, "xades-di-fuori").unwrap());
            return add_signature_time_stamp(&signed, "xades-di-fuori", stamp.der()).unwrap();
        }
        let measured = Measured::of(scheme.digest().unwrap(), content).unwrap();
        let signature = cades::prepare(certificate, scheme, &measured, at).unwrap().sign(key).unwrap();
        let mut envelope = Envelope::of(&signature, others).unwrap();
        if marcata {
            envelope.stamp(1, &self.marca(signature.value())).unwrap();
        }
        envelope.frame(&signature).unwrap().around(content).unwrap()
    }
}

async fn marca_in_rete(State(authority): State<Arc<Autorita>>, question: Bytes) -> Response {
    if !*authority.risponde.lock().unwrap() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let by = Issuer { certificate: &authority.stamper.1, key: &authority.stamper.0 };
    let others = std::slice::from_ref(&authority.root);
    let answer = prova::stamp(&question, by, others, &[6; 16], authority.now).unwrap();
    ([(header::CONTENT_TYPE, "application/timestamp-reply")], answer).into_response()
}

async fn risposta(State(authority): State<Arc<Autorita>>, question: Bytes) -> Response {
    if !*authority.risponde.lock().unwrap() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let by = Issuer { certificate: &authority.root, key: &authority.key };
    let validity = Validity { from: authority.now, to: authority.now + TimeDelta::days(1) };
    prova::ocsp(&question, by, &authority.root, &|_| Standing::Good, validity).unwrap().into_response()
}

struct Storia {
    casa: Casa,
    autorita: Arc<Autorita>,
}

impl Storia {
    /// Where the ente trusts a small authority, and wants its documents to last.
    async fn in_cui(engine: Engine, long_term: bool) -> Self {
        Self::con_uffici(engine, long_term, OFFICES).await
    }

    /// The same with other offices.
    async fn con_uffici(engine: Engine, long_term: bool, offices: &'static [&'static dyn Office]) -> Self {
        let now = Clock::now(&SystemClock).utc();
        let (autorita, url) = Autorita::start(DateTime::from_timestamp(now.timestamp(), 0).unwrap()).await;
        let casa = Casa::con_uffici(engine, offices, |place| {
            place.signing = [("prova".to_owned(), Signing { long_term, ..Signing::default() })].into();
            place.reach = Some(Reach { allowed_hosts: vec!["127.0.0.1".into()], ..Reach::default() });
            place.time_stamps.insert("prova".into(), TimeStamps { url, login: None, policy: None });
        })
        .await;
        let ivo = casa.hall.person("ivo", casa.unita, &[AUTORITA.code]).await;
        let ivo = casa.who(ivo).await;
        let new = NewAnchor {
            pem: signing::store::pem::text(autorita.root.der()),
            reason: "Prova".into(),
            purposes: vec![Purpose::Documents, Purpose::TimeStamps],
        };
        let mut tx = casa.hall.ente.ledger.begin(ivo.actor(), "prova.autorita").await.unwrap();
        add_anchor(&mut tx, &ivo, &new).await.unwrap();
        tx.commit().await.unwrap();
        casa.conosce_marco().await;
        Self { casa, autorita }
    }

    /// Put up, signed outside with a time stamp, brought back: what came back.
    async fn firmato(&self, formato: Formato, name: &str, bytes: Vec<u8>) -> (RichiestaId, Vec<u8>) {
        self.firmato_con(formato, name, bytes, true).await
    }

    /// The same, with or without a time stamp.
    async fn firmato_con(&self, formato: Formato, name: &str, bytes: Vec<u8>, marcata: bool) -> (RichiestaId, Vec<u8>) {
        let casa = &self.casa;
        let signed = self.autorita.firma(formato, &bytes, marcata);
        let nuova = Nuova { formato: Some(formato), ..Nuova::default() };
        let id = casa.alla_firma(nuova, name, bytes, &[casa.marco]).await;
        casa.apre(casa.marco, id).await;
        let stored = casa.hall.ente.archive.receive(&mut Cursor::new(signed.clone()), 1 << 20).await.unwrap();
        let marco = casa.who(casa.marco).await;
        let made = riporta(&casa.hall.ente, &marco, id, Some(&(name.to_owned(), stored))).await.unwrap();
        assert_eq!(made.marcata, marcata);
        (id, signed)
    }

    /// How many wait to be done again.
    async fn in_attesa(&self) -> i64 {
        let sql = "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'librofirma.rendi_durevole' AND state = 'waiting'";
        let read = self.casa.hall.ente.db().read().await.unwrap();
        db::one(&read, sql, []).await.unwrap().unwrap().try_get("", "n").unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_all_have_signed_gets_its_evidence_and_is_still_what_was_signed() {
    for engine in Engine::all() {
        let storia = Storia::in_cui(engine, true).await;
        let casa = &storia.casa;
        let pdf = storia.firmato(Formato::Pades, "atto.pdf", carta("Atto")).await;
        let envelope = storia.firmato(Formato::Cades, "nota.txt", b"Nota.\n".to_vec()).await;
        let xml = storia.firmato(Formato::Xades, "atto.xml", XML.to_vec()).await;
        casa.hall.work().await;
        for (id, signed) in [&pdf, &envelope, &xml] {
            let scheda = casa.scheda(*id).await;
            let durata = scheda.durata.as_ref().expect("it has its evidence");
            assert_eq!((durata.documento_id, durata.prima_id), (scheda.riga.attuale_id, scheda.firme[0].documento_id));
            assert_eq!((durata.risposte, durata.certificati), (2, 3), "of the signer and of the time stamp");
            let report = casa.rapporto(*id).await;
            assert!(report.signatures.len() == 1 && report.mark != Mark::Red, "{}", report.sentence);
            assert!(report.signatures[0].level >= Level::Lt, "{:?}", report.signatures[0].level);
            let bytes = casa.byte(*id).await;
            assert!(bytes.len() > signed.len() && bytes != *signed);
        }
        assert!(casa.byte(pdf.0).await.starts_with(&pdf.1), "in one more revision");
        let before = casa.byte(pdf.0).await;
        casa.hall.work().await;
        assert_eq!(casa.byte(pdf.0).await, before, "once");
        let page = casa.hall.signed_in("lucia").await.read(&format!("/librofirma/{}", pdf.0)).await;
        assert!(page.contains("per verificarne le firme negli anni"), "{page}");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_is_silent_takes_nothing_away_and_is_asked_again() {
    for engine in Engine::all() {
        let storia = Storia::in_cui(engine, true).await;
        let casa = &storia.casa;
        *storia.autorita.risponde.lock().unwrap() = false;
        let (id, signed) = storia.firmato(Formato::Pades, "atto.pdf", carta("Atto")).await;
        casa.hall.work().await;
        let scheda = casa.scheda(id).await;
        assert!(scheda.stato() == Stato::Firmata && scheda.durata.is_none());
        assert_eq!(casa.byte(id).await, signed, "it is signed as it was");
        assert_eq!(storia.in_attesa().await, 1, "it is asked again");

        *storia.autorita.risponde.lock().unwrap() = true;
        let write = casa.hall.ente.db().write().await.unwrap();
        let due = "UPDATE jobs_job SET due_at = 0 WHERE kind = 'librofirma.rendi_durevole'";
        db::execute(&write, due, []).await.unwrap();
        write.commit().await.unwrap();
        casa.hall.work().await;
        assert!(casa.scheda(id).await.durata.is_some());
        assert_eq!(storia.in_attesa().await, 0);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_lacks_its_time_stamp_gets_one_with_its_evidence() {
    for engine in Engine::all() {
        let storia = Storia::in_cui(engine, true).await;
        let pdf = storia.firmato_con(Formato::Pades, "atto.pdf", carta("Atto"), false).await;
        let envelope = storia.firmato_con(Formato::Cades, "nota.txt", b"Nota.\n".to_vec(), false).await;
        let xml = storia.firmato_con(Formato::Xades, "atto.xml", XML.to_vec(), false).await;
        storia.casa.hall.work().await;
        for (id, _) in [&pdf, &envelope, &xml] {
            assert!(storia.casa.scheda(*id).await.durata.is_some());
            let report = storia.casa.rapporto(*id).await;
            assert!(report.signatures.len() == 1 && report.mark != Mark::Red, "{}", report.sentence);
            let one = &report.signatures[0];
            assert!(one.level >= Level::Lt && one.proven_time.is_some(), "{:?}", one.level);
        }
        storia.casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_ente_does_not_want_it_nothing_is_added() {
    for engine in Engine::all() {
        let storia = Storia::in_cui(engine, false).await;
        let (id, signed) = storia.firmato(Formato::Pades, "atto.pdf", carta("Atto")).await;
        storia.casa.hall.work().await;
        assert!(storia.casa.scheda(id).await.durata.is_none());
        assert_eq!(storia.casa.byte(id).await, signed);
    }
}

/// SIMULATOR of an office whose documents are to last: it has one, and notes what it is told.
#[derive(Debug)]
struct Finto {
    documento: Mutex<Option<document::Model>>,
    fatti: Mutex<Vec<Durevole>>,
}

#[async_trait::async_trait]
impl Sottoscrivibili for Finto {
    fn ufficio(&self) -> &'static str {
        "finto"
    }

    fn torna(&self) -> Torna {
        ("/", "Torna")
    }

    async fn carta(&self, _: &Ente, _: &Who, _: &str) -> Result<Carta, web::Error> {
        Err(web::Error::NotFound("Il simulatore non ha carte da firmare."))
    }

    async fn concludi(&self, _: &Ente, _: &Who, _: &str, _: Sottoscritta) -> Result<(), web::Error> {
        Err(web::Error::NotFound("Il simulatore non ha carte da firmare."))
    }

    async fn da_rendere_durevole(&self, _: &Ente, id: Id<document::Entity>) -> Result<Option<DaDurare>, web::Error> {
        let done = !self.fatti.lock().unwrap().is_empty();
        let own = self.documento.lock().unwrap().clone().filter(|own| own.id == id && !done);
        Ok(own.map(|documento| DaDurare { documento, marcata: true }))
    }

    async fn reso_durevole(&self, _: &Ente, _: Id<document::Entity>, fatto: Durevole) -> Result<(), web::Error> {
        self.fatti.lock().unwrap().push(fatto);
        Ok(())
    }
}

static FINTO: Finto = Finto { documento: Mutex::new(None), fatti: Mutex::new(Vec::new()) };
static CON_FINTO: &[&dyn Office] = &[&LibroFirma { firmabili: &[], sottoscrivibili: &[&FINTO] }];

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_another_office_gets_its_evidence_once_and_is_written_by_that_office() {
    for engine in Engine::all() {
        FINTO.fatti.lock().unwrap().clear();
        let storia = Storia::con_uffici(engine, true, CON_FINTO).await;
        let ente = &storia.casa.hall.ente;
        let signed = storia.autorita.firma(Formato::Pades, &carta("Determina"), true);
        let stored = ente.archive.receive(&mut Cursor::new(signed.clone()), 1 << 20).await.unwrap();
        let mut tx = ente.ledger.begin(Actor::System("prova"), "prova.documento").await.unwrap();
        let document = ente.archive.name(&mut tx, &stored, "determina.pdf").await.unwrap();
        assert!(Sottoscrive.durevoli(ente));
        Sottoscrive.rendi_durevole(&tx, "finto", document.id).await.unwrap();
        tx.commit().await.unwrap();
        *FINTO.documento.lock().unwrap() = Some(document.clone());
        storia.casa.hall.work().await;
        let made = FINTO.fatti.lock().unwrap().clone();
        let [one] = made.as_slice() else { panic!("{engine:?}: once: {}", made.len()) };
        assert_eq!((one.risposte, one.certificati), (2, 3), "of the signer and of the time stamp");
        assert!(one.byte.len() > signed.len() && one.byte.starts_with(&signed), "in one more revision");
        let report = validation::judge_own(ente, one.byte.clone(), ente.ledger.now()).await.unwrap();
        assert!(report.mark != Mark::Red && report.signatures[0].level >= Level::Lt, "{}", report.sentence);
        let tx = ente.ledger.begin(Actor::System("prova"), "prova.documento").await.unwrap();
        Sottoscrive.rendi_durevole(&tx, "finto", document.id).await.unwrap();
        tx.commit().await.unwrap();
        storia.casa.hall.work().await;
        assert_eq!(FINTO.fatti.lock().unwrap().len(), 1, "asked for again it is there already");
    }
}
