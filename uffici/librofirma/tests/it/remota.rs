//! Forty papers with one code, through a **simulated** provider of remote signatures.

use std::sync::Arc;

use ente::{Signing, SigningService};
use librofirma::{RichiestaId, rules::Stato};
use signing::verify::report::{CheckName, Mark};
use testkit::{
    Browser, Engine,
    csc::{CODE, Fault, Manner, Provider, person, start, visited},
};

use crate::aiuti::{Casa, MARCO};

const PIN: (&str, &str) = ("codice_PIN", "0000");

/// By what the page that asks for the codes knows its choice.
async fn scelta(browser: &Browser) -> String {
    let page = browser.read("/librofirma/remota").await;
    page.split("name=\"scelta\" value=\"").nth(1).expect("a choice").split('"').next().unwrap().to_owned()
}

/// Types the codes on that page.
async fn scrive(browser: &Browser, otp: &str) -> reqwest::Response {
    let choice = scelta(browser).await;
    browser.post("/librofirma/remota", &[("scelta", &choice), PIN, ("codice_OTP", otp)]).await
}

struct Storia {
    casa: Casa,
    provider: Arc<Provider>,
    ids: Vec<RichiestaId>,
}

async fn storia(engine: Engine, manner: Manner, tax_code: &str, quanti: usize) -> Storia {
    storia_da(engine, manner, tax_code, quanti, kernel::Clock::now(&kernel::SystemClock)).await
}

/// With a certificate that was given then, for a year.
async fn storia_da(engine: Engine, manner: Manner, tax_code: &str, quanti: usize, da: kernel::Instant) -> Storia {
    let (key, chain) = person("Marco", "Gallo", tax_code, 7, da);
    let (url, provider) = start(manner, key, chain).await;
    let (client_id, client_secret) = ("municipio".to_owned(), Some("segreto".to_owned()));
    let service = Some(SigningService { url, client_id, client_secret });
    let casa = Casa::con(engine, Signing { service, ..Signing::default() }).await;
    let mut ids = Vec::new();
    for number in 0..quanti {
        let id = casa.per_marco(&format!("Determina {number}")).await;
        casa.apre(casa.marco, id).await;
        ids.push(id);
    }
    Storia { casa, provider, ids }
}

impl Storia {
    fn fields(&self) -> Vec<(String, String)> {
        let chosen = self.ids.iter().map(|id| ("scelta".to_owned(), id.to_string()));
        chosen.chain([("porta".to_owned(), "remota".to_owned())]).collect()
    }

    /// Chooses all, goes to the service's page, and comes back: the answer to the return.
    async fn entra(&self, browser: &Browser) -> reqwest::Response {
        let fields = self.fields();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = browser.post("/librofirma/firma", &fields).await;
        let page = answer.text().await.unwrap();
        self.visita(browser, &page).await
    }

    /// Follows the link to the service, as a person would, and comes back.
    async fn visita(&self, browser: &Browser, page: &str) -> reqwest::Response {
        let link = page.split("href=\"").find(|rest| rest.contains("/oauth2/authorize")).expect("a way to the service");
        let address = link.split('"').next().unwrap().replace("&amp;", "&").replace("&#x2f;", "/");
        let address: url::Url = address.parse().unwrap();
        let state = address.query_pairs().find(|(key, _)| key == "state").unwrap().1.into_owned();
        let code = visited(&self.provider, &address);
        browser.get(&format!("/librofirma/ritorno?state={state}&code={code}")).await
    }

    fn authorisations(&self) -> Vec<usize> {
        self.provider.authorisations.lock().unwrap().clone()
    }

    async fn tutti_firmati(&self) {
        for id in &self.ids {
            let scheda = self.casa.scheda(*id).await;
            assert_eq!(scheda.stato(), Stato::Firmata);
            assert_eq!(scheda.firme[0].porta, "remota");
            let report = self.casa.rapporto(*id).await;
            let [one] = report.signatures.as_slice() else { panic!("one signature: {}", report.sentence) };
            let holds = |name| one.checks.iter().any(|check| check.name == name && check.is_passed());
            assert!(holds(CheckName::Value) && one.mark != Mark::Red && one.scope.whole, "{}", report.sentence);
            assert_eq!(one.signer.as_ref().and_then(|name| name.codice_fiscale()), Some(MARCO));
        }
        self.casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_signs_forty_papers_with_one_code() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), MARCO, 40).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        let back = storia.entra(&marco).await;
        assert_eq!(back.status(), 303, "{}", back.text().await.unwrap());
        assert_eq!(*storia.provider.sent.lock().unwrap(), 1, "one code was sent");
        let page = marco.read("/librofirma/remota").await;
        assert!(page.contains("40 documenti") && page.contains("Codice SMS"), "{page}");
        assert!(page.contains("Determina 0") && page.contains("Determina 39"), "what is signed is shown: {page}");

        let wrong = scrive(&marco, "999999").await;
        assert_eq!(wrong.status(), 422);
        assert!(wrong.text().await.unwrap().contains("Il codice non è giusto"));
        assert!(storia.authorisations().is_empty());
        let signed = scrive(&marco, CODE).await;
        let page = signed.text().await.unwrap();
        assert!(page.contains("40 documenti firmati"), "{page}");
        assert_eq!(storia.authorisations(), [40], "forty hashes came with one authorisation");
        storia.tutti_firmati().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_code_does_not_reach_stays_to_be_signed() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner { multisign: 2, ..Manner::explicit() }, MARCO, 3).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        storia.entra(&marco).await;
        let signed = scrive(&marco, CODE).await;
        let page = signed.text().await.unwrap();
        assert!(page.contains("2 documenti firmati") && page.contains("resta alla firma"), "{page}");
        assert!(marco.read("/librofirma").await.contains("Determina 2"));
        // Still inside the service: the rest takes a code, and no visit.
        let left = [("scelta", storia.ids[2].to_string()), ("porta", "remota".to_owned())];
        let left: Vec<(&str, &str)> = left.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(marco.post("/librofirma/firma", &left).await.status(), 303);
        scrive(&marco, CODE).await;
        assert_eq!(storia.authorisations(), [2, 1]);
        storia.tutti_firmati().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_services_page_one_consent_signs_them_all() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner { mode: "oauth2code", ..Manner::explicit() }, MARCO, 3).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        let back = storia.entra(&marco).await;
        let page = back.text().await.unwrap();
        let done = storia.visita(&marco, &page).await.text().await.unwrap();
        assert!(done.contains("3 documenti firmati"), "{done}");
        assert_eq!(storia.authorisations(), [3]);
        storia.tutti_firmati().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_certificate_or_return_signs_nothing() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), "VRDLGI80A01H501E", 1).await;
        let ente = &storia.casa.hall.ente;
        let boss = storia.casa.hall.person("capa", storia.casa.unita, &["librofirma.gestisci"]).await;
        librofirma::codice::scrivi(ente, &storia.casa.who(boss).await, storia.casa.marco, MARCO).await.unwrap();
        let marco = storia.casa.hall.signed_in("marco").await;
        let stray = marco.get("/librofirma/ritorno?state=a&code=b").await;
        assert_eq!(stray.status(), 422, "nobody went there");
        let back = storia.entra(&marco).await;
        let page = back.text().await.unwrap();
        assert!(page.contains("VRDLGI80A01H501E"), "{page}");
        let anna = storia.casa.hall.signed_in("anna").await;
        assert_eq!(anna.get("/librofirma/ritorno?state=a&code=b").await.status(), 422);
        assert!(storia.casa.scheda(storia.ids[0]).await.firme.is_empty() && storia.authorisations().is_empty());
        let row =
            db::one(&ente.db().read().await.unwrap(), "SELECT sigillato FROM librofirma_sessione", []).await.unwrap();
        let sealed: Vec<u8> = row.unwrap().try_get("", "sigillato").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("gettone"), "the token does not lie readable");
    }
}

/// Also where the service does not say that it is over.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_that_is_over_nothing_is_signed() {
    for engine in Engine::all() {
        let two_years_ago = kernel::Clock::now(&kernel::SystemClock).plus_seconds(-2 * 31_536_000);
        let storia = storia_da(engine, Manner::explicit(), MARCO, 1, two_years_ago).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        let back = storia.entra(&marco).await;
        assert_eq!(back.status(), 422);
        let page = back.text().await.unwrap();
        assert!(page.contains("valeva fino al") && page.contains("art. 24"), "{page}");
        assert_eq!(*storia.provider.sent.lock().unwrap(), 0, "no code was sent for nothing");
        assert!(storia.casa.scheda(storia.ids[0]).await.firme.is_empty());
    }
}

/// Whoever consents on a page consents to what it shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_signs_what_its_page_showed_and_not_what_was_chosen_beside_it() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner::explicit(), MARCO, 2).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        storia.entra(&marco).await;
        let both = scelta(&marco).await;
        let second = storia.ids[1].to_string();
        assert_eq!(marco.post("/librofirma/firma", &[("scelta", &second), ("porta", "remota")]).await.status(), 303);
        let codes = [("scelta", both.as_str()), PIN, ("codice_OTP", CODE)];
        let stale = marco.post("/librofirma/remota", &codes).await;
        assert_eq!(stale.status(), 422);
        assert!(stale.text().await.unwrap().contains("altri documenti"));
        let none = marco.post("/librofirma/remota", &[PIN, ("codice_OTP", CODE)]).await;
        assert_eq!(none.status(), 422, "nor without a choice");
        assert!(storia.authorisations().is_empty());
        let signed = scrive(&marco, CODE).await.text().await.unwrap();
        assert!(signed.contains("Un documento firmato"), "{signed}");
        assert!(storia.casa.scheda(storia.ids[0]).await.firme.is_empty());
        assert_eq!(storia.casa.scheda(storia.ids[1]).await.stato(), Stato::Firmata);
    }
}

/// What was authorised on the service's page is what is signed, or nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_paper_taken_back_during_the_visit_makes_it_begin_again() {
    for engine in Engine::all() {
        let storia = storia(engine, Manner { mode: "oauth2code", ..Manner::explicit() }, MARCO, 2).await;
        let marco = storia.casa.hall.signed_in("marco").await;
        let page = storia.entra(&marco).await.text().await.unwrap();
        let lucia = storia.casa.who(storia.casa.lucia).await;
        let ente = &storia.casa.hall.ente;
        librofirma::richiesta::chiudi::ritira(ente, &lucia, storia.ids[0], "Ho sbagliato file").await.unwrap();
        let back = storia.visita(&marco, &page).await;
        assert_eq!(back.status(), 422);
        let told = back.text().await.unwrap();
        assert!(told.contains("qualcosa è cambiato") && told.contains("niente è stato firmato"), "{told}");
        assert!(storia.casa.scheda(storia.ids[1]).await.firme.is_empty());
        assert!(storia.authorisations().is_empty());
        let again =
            marco.post("/librofirma/firma", &[("scelta", &storia.ids[1].to_string()), ("porta", "remota")]).await;
        let done = storia.visita(&marco, &again.text().await.unwrap()).await.text().await.unwrap();
        assert!(done.contains("Un documento firmato"), "{done}");
        storia.casa.hall.verify_clean().await;
    }
}

/// Each value is tried against what its document asked for: a service's mistake is told, and is in no document.
#[tokio::test(flavor = "multi_thread")]
async fn values_that_are_too_few_of_another_key_or_in_another_order_are_not_kept() {
    for engine in Engine::all() {
        for fault in [Fault::OneSignatureMissing, Fault::AnotherKeys, Fault::AnotherOrder] {
            let storia = storia(engine, Manner { fault, ..Manner::explicit() }, MARCO, 2).await;
            let marco = storia.casa.hall.signed_in("marco").await;
            storia.entra(&marco).await;
            assert_eq!(scrive(&marco, CODE).await.status(), 422);
            for id in &storia.ids {
                let scheda = storia.casa.scheda(*id).await;
                assert!(scheda.firme.is_empty() && scheda.stato() == Stato::InCorso);
                assert_eq!(scheda.riga.attuale_id, scheda.riga.documento_id);
            }
            storia.casa.hall.verify_clean().await;
        }
    }
}
