//! Many acts with one code, through a **simulated** provider of remote signatures: what is prepared, what is consented to, what becomes of it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use atti::{Atti, AttoId};
use authz::Who;
use ente::{Ente, Signing, SigningService};
use office::Office;
use porte::sottoscrizione::{Carta, Sottoscritta, Sottoscrivibili, Torna};
use reqwest::{Response, Url};
use testkit::{
    Browser, Engine,
    csc::{CODE, Fault, Manner, Provider, person, start, visited},
};

use crate::casa::{Casa, USUALI, mezzogiorno};

const MARCO: &str = "GLLMRC75A01H501R";
const PIN: (&str, &str) = ("codice_PIN", "0000");

static FIRMATI: Atti = Atti { firma: &librofirma::Sottoscrive, ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[&FIRMATI] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &FIRMATI,
];

/// Acts that wait for Marco's signature, which gives each its number.
struct Storia {
    casa: Casa,
    provider: Arc<Provider>,
    ids: Vec<AttoId>,
    /// Whether the way to the service is cut.
    tagliata: Arc<AtomicBool>,
}

async fn storia(engine: Engine, manner: Manner, quanti: usize) -> Storia {
    storia_con(engine, manner, quanti, OFFICES).await
}

async fn storia_con(engine: Engine, manner: Manner, quanti: usize, offices: &'static [&'static dyn Office]) -> Storia {
    let (key, chain) = person("Marco", "Gallo", MARCO, 7, mezzogiorno("2026-11-27"));
    let (direct, provider) = start(manner, key, chain).await;
    let (url, tagliata) = via(&direct).await;
    let (client_id, client_secret) = ("municipio".to_owned(), Some("segreto".to_owned()));
    let service = Some(SigningService { url, client_id, client_secret });
    let signing = Signing { service, ..Signing::default() };
    let casa = Casa::in_posto(engine, offices, |place| place.signing = [("prova".to_owned(), signing)].into()).await;
    let mut ids = Vec::new();
    for number in 0..quanti {
        let id = casa.atto("determina-senza-spesa", &format!("Nomina {number:02}"), &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        ids.push(id);
    }
    Storia { casa, provider, ids, tagliata }
}

/// A way to the service that can be cut: who calls is hung up on.
async fn via(direct: &str) -> (String, Arc<AtomicBool>) {
    let mut address: Url = direct.parse().unwrap();
    let to = format!("127.0.0.1:{}", address.port().unwrap());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    address.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
    let cut = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&cut);
    tokio::spawn(async move {
        loop {
            let (mut here, _) = listener.accept().await.unwrap();
            if seen.load(Ordering::SeqCst) {
                continue;
            }
            let to = to.clone();
            tokio::spawn(async move {
                let mut there = tokio::net::TcpStream::connect(to).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
            });
        }
    });
    (address.to_string(), cut)
}

impl Storia {
    async fn marco(&self) -> Browser {
        self.casa.hall.signed_in("marco").await
    }

    /// Chooses these on the list of what is to be signed.
    async fn sceglie(&self, browser: &Browser, ids: &[AttoId], chiave: &str) -> Response {
        let mut fields: Vec<(&str, String)> = ids.iter().map(|id| ("atto", id.to_string())).collect();
        let rest = [("porta", "remota"), ("chiave", chiave), ("nessun_conflitto", "si")];
        fields.extend(rest.map(|(name, value)| (name, value.to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/atti/firma", &fields).await
    }

    /// Follows the link to the service, as a person would, and comes back.
    async fn visita(&self, browser: &Browser, page: &str) -> Response {
        let link = page.split("href=\"").find(|rest| rest.contains("/oauth2/authorize")).expect("a way to the service");
        let address = link.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
        let address: Url = address.parse().unwrap();
        let state = address.query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
        let code = visited(&self.provider, &address);
        browser.get(&format!("/librofirma/ritorno?state={state}&code={code}")).await
    }

    /// Chooses all of them, enters the service, and comes back.
    async fn entra(&self, browser: &Browser) -> Response {
        let page = self.sceglie(browser, &self.ids, "prima").await.text().await.unwrap();
        assert!(page.contains("Torna agli atti da firmare"), "{page}");
        self.visita(browser, &page).await
    }

    fn autorizzate(&self) -> Vec<usize> {
        self.provider.authorisations.lock().unwrap().clone()
    }

    /// How many signatures an act has, and its number.
    async fn firmato(&self, id: AttoId) -> (usize, Option<i64>) {
        let scheda = self.casa.scheda(self.casa.marco, id).await;
        (scheda.firme.len(), scheda.stato.numero)
    }

    /// Each has one signature of Marco's from the service and a number of its own, without holes.
    async fn tutti_firmati(&self) {
        let mut numbers = Vec::new();
        for id in &self.ids {
            let scheda = self.casa.scheda(self.casa.marco, *id).await;
            let [one] = scheda.firme.as_slice() else { panic!("one signature: {:?}", scheda.firme) };
            assert_eq!((one.porta.as_str(), one.codice_fiscale.as_deref()), ("remota", Some(MARCO)));
            assert_eq!(scheda.stato.documento_id, Some(one.documento_id));
            numbers.push(scheda.stato.numero.expect("a number"));
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=self.ids.len() as i64).collect::<Vec<_>>());
        self.casa.hall.verify_clean().await;
    }
}

/// By what the page that asks for the codes knows its choice.
async fn scelta(browser: &Browser) -> String {
    let page = browser.read("/librofirma/remota").await;
    page.split("name=\"scelta\" value=\"").nth(1).expect("a choice").split('"').next().unwrap().to_owned()
}

/// Types the codes on that page.
async fn scrive(browser: &Browser, otp: &str) -> Response {
    let choice = scelta(browser).await;
    browser.post("/librofirma/remota", &[("scelta", &choice), PIN, ("codice_OTP", otp)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_acts_are_signed_and_numbered_with_one_code() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 30).await;
        let marco = storia.marco().await;
        let list = marco.read("/atti/firma").await;
        assert!(list.contains("Firma quelli scelti con la firma remota"), "{list}");
        let back = storia.entra(&marco).await;
        assert_eq!(back.status(), 303, "{engine:?}: {}", back.text().await.unwrap());
        let page = marco.read("/librofirma/remota").await;
        assert!(page.contains("30 documenti") && page.contains("Nomina 00") && page.contains("Nomina 29"), "{page}");
        assert_eq!(*storia.provider.sent.lock().unwrap(), 1, "one code was sent");

        let wrong = scrive(&marco, "999999").await;
        assert_eq!(wrong.status(), 422);
        assert!(wrong.text().await.unwrap().contains("Il codice non è giusto"));
        assert_eq!((storia.autorizzate(), storia.casa.numerati("determine").await), (vec![], 0));

        let signed = scrive(&marco, CODE).await.text().await.unwrap();
        assert!(signed.contains("30 documenti firmati") && signed.contains("Torna agli atti da firmare"), "{signed}");
        assert_eq!(storia.autorizzate(), [30], "thirty hashes came with one authorisation");
        storia.tutti_firmati().await;
        let list = marco.read("/atti/firma").await;
        assert!(list.contains("Nessun atto aspetta la tua firma") && !list.contains("scrivere il codice"), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_act_is_signed_from_its_page_and_without_the_declaration_nothing_begins() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 1).await;
        let marco = storia.marco().await;
        let id = storia.ids[0];
        let page = marco.read(&format!("/atti/{id}")).await;
        assert!(page.contains("Firma con la firma remota"), "{engine:?}: {page}");
        let asked = [("passo", "firma"), ("chiave", "una"), ("porta", "remota")];
        let without = marco.post(&format!("/atti/{id}/passo"), &asked).await;
        assert_eq!(without.status(), 422);
        assert!(without.text().await.unwrap().contains("conflitto di interessi"));
        let asked = [("passo", "firma"), ("chiave", "una"), ("porta", "remota"), ("nessun_conflitto", "si")];
        let page = marco.post(&format!("/atti/{id}/passo"), &asked).await.text().await.unwrap();
        assert_eq!(storia.visita(&marco, &page).await.status(), 303);
        let done = scrive(&marco, CODE).await.text().await.unwrap();
        assert!(done.contains("Un documento firmato"), "{done}");
        storia.tutti_firmati().await;
    }
}

/// Sent back and proposed again, or only sent back: neither is what Marco read.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_changes_before_the_code_is_refused_by_name_and_the_others_go_on() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 4).await;
        let (casa, marco) = (&storia.casa, storia.marco().await);
        storia.entra(&marco).await;
        for id in &storia.ids[..2] {
            casa.compie(casa.marco, *id, "rimanda").await.unwrap();
        }
        casa.compie(casa.lucia, storia.ids[0], "proponi").await.unwrap();
        let done = scrive(&marco, CODE).await.text().await.unwrap();
        assert!(done.contains("2 documenti firmati") && done.contains("Non firmati"), "{engine:?}: {done}");
        assert!(done.contains("Nomina 00") && done.contains("Nomina 01"), "by name: {done}");
        assert!(done.contains("qualcuno ha cambiato l"), "{done}");
        assert_eq!(storia.autorizzate(), [2], "what changed was not even asked for");
        for id in &storia.ids[..2] {
            assert_eq!(storia.firmato(*id).await, (0, None));
        }
        assert_eq!(casa.numerati("determine").await, 2, "no number was burnt");
        casa.hall.verify_clean().await;
    }
}

/// There the hashes are bound to the consent: all are asked for, and the value of what changed is of nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_changes_while_marco_is_on_the_services_page_stays_out_and_the_others_go_on() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner { mode: "oauth2code", ..Manner::explicit() }, 3).await;
        let (casa, marco) = (&storia.casa, storia.marco().await);
        let page = storia.entra(&marco).await.text().await.unwrap();
        casa.compie(casa.marco, storia.ids[1], "rimanda").await.unwrap();
        let done = storia.visita(&marco, &page).await.text().await.unwrap();
        assert!(done.contains("2 documenti firmati") && done.contains("Nomina 01"), "{engine:?}: {done}");
        assert_eq!(storia.autorizzate(), [3]);
        assert_eq!(storia.firmato(storia.ids[1]).await, (0, None));
        assert_eq!(casa.numerati("determine").await, 2);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_silent_signs_nothing_and_the_acts_wait_as_they_were() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 2).await;
        let marco = storia.marco().await;
        storia.tagliata.store(true, Ordering::SeqCst);
        let silent = storia.sceglie(&marco, &storia.ids, "prima").await;
        assert_eq!(silent.status(), 422, "{engine:?}");
        assert!(silent.text().await.unwrap().contains("Niente è stato firmato"));
        storia.tagliata.store(false, Ordering::SeqCst);
        storia.entra(&marco).await;
        let choice = scelta(&marco).await;
        storia.tagliata.store(true, Ordering::SeqCst);
        let codes = [("scelta", choice.as_str()), PIN, ("codice_OTP", CODE)];
        let silent = marco.post("/librofirma/remota", &codes).await;
        assert_eq!(silent.status(), 422);
        assert!(silent.text().await.unwrap().contains("Niente è stato firmato"));
        for id in &storia.ids {
            assert_eq!(storia.firmato(*id).await, (0, None));
            assert_eq!(storia.casa.stati(*id).await, ["alla-firma"]);
        }
        storia.tagliata.store(false, Ordering::SeqCst);
        assert_eq!(marco.post("/librofirma/remota", &codes).await.status(), 200, "what was prepared is still there");
        storia.tutti_firmati().await;
    }
}

/// Each value is tried against the paper that it was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn values_of_another_key_or_in_another_order_are_in_no_act() {
    for engine in Engine::all() {
        for fault in [Fault::OneSignatureMissing, Fault::AnotherKeys, Fault::AnotherOrder] {
            let storia = storia(engine, Manner { fault, ..Manner::explicit() }, 2).await;
            let marco = storia.marco().await;
            storia.entra(&marco).await;
            assert_eq!(scrive(&marco, CODE).await.status(), 422, "{engine:?}");
            for id in &storia.ids {
                assert_eq!(storia.firmato(*id).await, (0, None));
            }
            storia.casa.hall.verify_clean().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_sessions_at_once_the_later_choice_counts_and_the_same_codes_sent_twice_sign_once() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 3).await;
        let (first, second) = (storia.marco().await, storia.marco().await);
        storia.entra(&first).await;
        let all = scelta(&first).await;
        // Inside already: another choice takes a code, and no visit.
        assert_eq!(storia.sceglie(&second, &storia.ids[..1], "altra").await.status(), 303, "{engine:?}");
        let stale = first.post("/librofirma/remota", &[("scelta", &all), PIN, ("codice_OTP", CODE)]).await;
        assert_eq!(stale.status(), 422);
        assert!(stale.text().await.unwrap().contains("altri documenti"));
        assert!(storia.autorizzate().is_empty());

        assert_eq!(storia.sceglie(&first, &storia.ids, "di nuovo").await.status(), 303);
        let choice = scelta(&first).await;
        let (one, other) = (first.token().await, second.token().await);
        let codes = [("scelta", choice.as_str()), PIN, ("codice_OTP", CODE)];
        let (a, b) = tokio::join!(
            first.post_with(&one, "/librofirma/remota", &codes),
            second.post_with(&other, "/librofirma/remota", &codes)
        );
        assert!(a.status() == 200 || b.status() == 200, "{} {}", a.status(), b.status());
        storia.tutti_firmati().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_prepared_is_over_after_a_quarter_of_an_hour() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), 1).await;
        let marco = storia.marco().await;
        storia.entra(&marco).await;
        let choice = scelta(&marco).await;
        storia.casa.clock.set(storia.casa.hall.ente.ledger.now().plus_seconds(15 * 60 + 1));
        let late = marco.post("/librofirma/remota", &[("scelta", &choice), PIN, ("codice_OTP", CODE)]).await;
        assert_eq!(late.status(), 422, "{engine:?}");
        assert!(late.text().await.unwrap().contains("scaduta"));
        assert_eq!(storia.firmato(storia.ids[0]).await, (0, None));
        assert!(storia.autorizzate().is_empty());
    }
}

/// At which conclusion the program falls down; at none, where it is 0.
static CADE: AtomicUsize = AtomicUsize::new(0);
static CONCLUSE: AtomicUsize = AtomicUsize::new(0);

/// The acts, of a program that is killed before one of its conclusions.
#[derive(Debug)]
struct Fragili;

#[async_trait::async_trait]
impl Sottoscrivibili for Fragili {
    fn ufficio(&self) -> &'static str {
        FIRMATI.ufficio()
    }

    fn torna(&self) -> Torna {
        FIRMATI.torna()
    }

    async fn carta(&self, ente: &Ente, who: &Who, tenuta: &str) -> Result<Carta, web::Error> {
        FIRMATI.carta(ente, who, tenuta).await
    }

    async fn concludi(&self, ente: &Ente, who: &Who, tenuta: &str, fatta: Sottoscritta) -> Result<(), web::Error> {
        let call = CONCLUSE.fetch_add(1, Ordering::SeqCst) + 1;
        assert_ne!(call, CADE.load(Ordering::SeqCst), "killed on purpose");
        FIRMATI.concludi(ente, who, tenuta, fatta).await
    }
}

static CADUCHI: &[&dyn Office] = &[
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[&Fragili] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &FIRMATI,
];

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_consent_and_any_of_the_conclusions_nothing_is_lost_or_signed_twice() {
    for engine in Engine::all() {
        for call in 1..=3 {
            let storia = storia_con(engine, Manner::explicit(), 3, CADUCHI).await;
            storia.entra(&storia.marco().await).await;
            CONCLUSE.store(0, Ordering::SeqCst);
            CADE.store(call, Ordering::SeqCst);
            let fell = scrive(&storia.marco().await, CODE).await;
            assert_eq!(fell.status(), 500, "{engine:?}: it fell where it was told to");
            let done = call as u64 - 1;
            assert_eq!(storia.casa.numerati("determine").await, done, "those before are signed, no other");
            CADE.store(0, Ordering::SeqCst);
            // Whoever comes back finds what they had prepared.
            let marco = storia.marco().await;
            assert!(marco.read("/atti/firma").await.contains("Vai a scrivere il codice"));
            let page = marco.read("/librofirma/remota").await;
            assert!(page.contains("3 documenti"), "{page}");
            let again = scrive(&marco, CODE).await.text().await.unwrap();
            assert_eq!(again.contains("È già firmato"), done > 0, "{again}");
            assert_eq!(storia.autorizzate(), [3, 3 - call + 1], "what is signed is not asked for again");
            storia.tutti_firmati().await;
        }
    }
}
