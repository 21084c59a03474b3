//! An adopted act lies in a fascicolo with its papers: in the one that was chosen, else in that of the year; never lost,
//! never twice, and told to nobody who may not see it.

use std::collections::HashMap;

use atti::{Atti, AttoId, Depositati};
use authz::PersonId;
use ente::Ente;
use kernel::{Actor, Date, Id, Uuid};
use ledger::Tx;
use office::Office;
use porte::{
    albo::{Domanda, Pubblica, Pubblicata, Referta, Stato},
    fascicoli::{Annuale, Depositi, Deposito, Dove, Fascicoli},
};
use protocollo::{Fascicolo, NuovoFascicolo, Protocollo, TipoFascicolo, apri_fascicolo, chiudi_fascicolo};
use testkit::Engine;

use crate::casa::{Casa, USUALI, dice, motivi, parole, riga};

static CON_FASCICOLI: Atti = Atti { fascicoli: Some(&protocollo::Fascicoli), ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &Protocollo { depositi: &[&Depositati { albo: &albo::Porta }] },
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &CON_FASCICOLI,
];
const FASCICOLA: &[&str] = &["protocollo.consulta", "protocollo.fascicola"];

/// The town hall, in which Lucia and Marco look after the fascicoli of their office.
async fn casa(engine: Engine) -> Casa {
    let casa = Casa::con(engine, OFFICES).await;
    casa.incarico(&[(casa.lucia, casa.llp), (casa.marco, casa.llp)], "Fascicoli", FASCICOLA).await;
    casa
}

async fn compie(casa: &Casa, person: PersonId, id: AttoId, passo: &str) {
    casa.compie_con(&CON_FASCICOLI, person, id, passo).await.unwrap();
}

async fn adotta(casa: &Casa, id: AttoId) {
    compie(casa, casa.lucia, id, "proponi").await;
    compie(casa, casa.marco, id, "firma").await;
    compie(casa, casa.paolo, id, "visto").await;
}

async fn affare(casa: &Casa, oggetto: &str) -> Fascicolo {
    let termine = Date::from_ymd_opt(2999, 12, 31);
    let nuovo = NuovoFascicolo { termine, ..NuovoFascicolo::new(TipoFascicolo::Affare, "VI.5", oggetto, casa.llp) };
    apri_fascicolo(&casa.hall.ente, &casa.who(casa.lucia).await, &nuovo, None, None).await.unwrap()
}

async fn contenuto(casa: &Casa, username: &str, fascicolo: &str) -> String {
    casa.pagina(username, &format!("/protocollo/fascicoli/{fascicolo}")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_choice_it_lies_with_all_its_papers_in_that_of_the_year_and_not_in_the_protocol() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        adotta(&casa, id).await;
        assert_eq!(casa.righe_di("protocollo_fascicolo_deposito").await, 0, "the number waited for no archive");
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(page.contains("Non è ancora nel fascicolo") && page.contains("classe IV.4"), "{engine:?}: {page}");
        casa.hall.work().await;
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(page.contains("Sta nel fascicolo") && page.contains("/protocollo/fascicoli/2026-IV.4-1"), "{page}");
        let page = contenuto(&casa, "lucia", "2026-IV.4-1").await;
        let link = format!("href=\"/atti/{id}\"");
        for words in [
            "Determinazione n. 1 del 27/11/2026",
            "Tetto della scuola",
            link.as_str(),
            "Atto firmato",
            "Visto di",
            "Determinazioni: Lavori pubblici (2026)",
        ] {
            assert!(page.contains(words), "{engine:?}: {words} is missing: {page}");
        }
        let other = casa.atto("determina-impegno", "Altro tetto", &[riga(100_000)]).await;
        adotta(&casa, other).await;
        casa.hall.work().await;
        // The work is done once more, as after a node that died before it could say so.
        let mut tx = casa.hall.ente.ledger.begin(Actor::System("prova"), "prova.ancora").await.unwrap();
        let cosa = Deposito { ufficio: "atti", cosa: id.uuid(), persona: casa.lucia };
        let oggetto = "Altro".to_owned();
        let dove = Dove::Annuale(Annuale { classe: "IV.4".into(), oggetto, unita: casa.llp, anno: 2026 });
        protocollo::Fascicoli.deposita(&mut tx, &cosa, &dove).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(casa.righe_di("protocollo_fascicolo_deposito").await, 2, "each once");
        assert_eq!(casa.righe_di("protocollo_fascicolo").await, 1, "in one fascicolo");
        assert_eq!(casa.righe_di("protocollo_registrazione").await, 0, "acts have their own register");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_laid_into_the_one_that_was_chosen_and_may_be_moved() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let (first, second) = (affare(&casa, "Scuola di via Roma").await, affare(&casa, "Scuola di via Verdi").await);
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        let browser = casa.hall.signed_in("lucia").await;
        let address = format!("/atti/{id}/fascicolo");
        let chosen = format!("{} Scuola di via Roma", first.chiave());
        let answer = browser.post(&address, &[("fascicolo", ""), ("fascicolo_testo", chosen.as_str())]).await;
        assert_eq!(answer.status(), 303, "{engine:?}: written by hand, without a list");
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(page.contains("Andrà nel fascicolo") && page.contains("Scuola di via Roma"), "{page}");
        assert_eq!(casa.righe_di("protocollo_fascicolo_deposito").await, 0, "a draft lies nowhere");
        adotta(&casa, id).await;
        casa.hall.work().await;
        let (one, other) = (first.chiave().in_address(), second.chiave().in_address());
        let lies = |page: &str| page.contains("Determinazione n. 1 del");
        assert!(lies(&contenuto(&casa, "lucia", &one).await) && !lies(&contenuto(&casa, "lucia", &other).await));
        let chosen = second.chiave().to_string();
        assert_eq!(browser.post(&address, &[("fascicolo", chosen.as_str())]).await.status(), 303);
        assert_eq!(browser.post(&address, &[("fascicolo", chosen.as_str())]).await.status(), 303, "twice is once");
        assert!(!lies(&contenuto(&casa, "lucia", &one).await) && lies(&contenuto(&casa, "lucia", &other).await));
        assert_eq!(casa.righe_di("protocollo_fascicolo_deposito").await, 2, "that it lay there stays");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_that_is_closed_meanwhile_loses_nothing_and_somebody_is_told() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let closed = affare(&casa, "Scuola di via Roma").await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, &closed.chiave().to_string()).await.unwrap();
        chiudi_fascicolo(ente, &lucia, &closed.chiave(), "").await.unwrap();
        adotta(&casa, id).await;
        casa.hall.work().await;
        assert!(casa.scheda(casa.lucia, id).await.stato.numero.is_some(), "it is adopted all the same");
        let read = ente.db().read().await.unwrap();
        let sql = "SELECT reason FROM jobs_job WHERE kind = 'atti.fascicola' AND state = 'failed'";
        let reason: String =
            db::one(&read, sql, []).await.unwrap().expect("a failed work").try_get("", "reason").unwrap();
        drop(read);
        assert!(reason.contains("è chiuso") && reason.contains(&id.to_string()), "{engine:?}: {reason}");
        let page = casa.pagina("lucia", &format!("/atti/{id}")).await;
        assert!(page.contains("Non è ancora nel fascicolo") && page.contains("(chiuso)"), "{page}");
        let other = affare(&casa, "Scuola di via Verdi").await;
        atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, &other.chiave().to_string()).await.unwrap();
        let page = contenuto(&casa, "lucia", &other.chiave().in_address()).await;
        assert!(page.contains("Determinazione n. 1 del"), "{page}");
        let again = atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, &closed.chiave().to_string()).await;
        dice(&motivi(again), "è chiuso");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_chooses_among_the_fascicoli_in_which_one_works_and_for_acts_that_one_writes() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let ente = &casa.hall.ente;
        let dem = casa.hall.unit("SOC", "Servizi sociali").await;
        let piera = casa.hall.person("piera", dem, &[FASCICOLA, &["atti.consulta", "atti.redigi"]].concat()).await;
        let piera = casa.who(piera).await;
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Attivita, "VII.1", "Contributi del 2026", dem);
        let theirs = apri_fascicolo(ente, &piera, &nuovo, None, None).await.unwrap().chiave().to_string();
        let own = affare(&casa, "Scuola di via Roma").await.chiave().to_string();
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        let lucia = casa.who(casa.lucia).await;
        for (numero, told) in [
            (theirs.as_str(), "Non c'è nessun fascicolo con questo numero"),
            ("2026-VI.5/99", "Non c'è nessun fascicolo con questo numero"),
            ("quello di ieri", "Non è il numero di un fascicolo"),
            (" ", "Scegli il fascicolo"),
        ] {
            dice(&motivi(atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, numero).await), told);
        }
        adotta(&casa, id).await;
        // An adopted act everybody reads who may: to choose its fascicolo is for who writes it.
        let refused = atti::scegli_fascicolo(&CON_FASCICOLI, ente, &piera, id, &theirs).await;
        dice(&motivi(refused), "lo sceglie chi scrive l'atto");
        let sara = casa.who(casa.sara).await;
        assert!(atti::scegli_fascicolo(&CON_FASCICOLI, ente, &sara, id, &own).await.is_err(), "{engine:?}");
        assert!(atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, &own).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_the_fascicolo_does_not_see_the_confidential_act_in_it() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let ente = &casa.hall.ente;
        casa.vedono_i_riservati().await;
        casa.hall.person("rita", casa.llp, &["protocollo.consulta", "atti.consulta"]).await;
        casa.hall.person("piero", casa.llp, &["protocollo.consulta"]).await;
        let lucia = casa.who(casa.lucia).await;
        let secret = casa.riservata("Contributo a Zaccaria", "di concedere il contributo;").await;
        let open = casa.atto("determina-senza-spesa", "Nomina del tecnico", &[]).await;
        let numero = affare(&casa, "Questioni varie").await.chiave();
        for id in [secret, open] {
            atti::scegli_fascicolo(&CON_FASCICOLI, ente, &lucia, id, &numero.to_string()).await.unwrap();
            compie(&casa, casa.lucia, id, "proponi").await;
            compie(&casa, casa.marco, id, "firma").await;
        }
        casa.hall.work().await;
        assert_eq!(casa.righe_di("protocollo_fascicolo_deposito").await, 2);
        // Who, and whether they see the open act and the confidential one.
        for (name, sees_open, sees_secret) in [("lucia", true, true), ("rita", true, false), ("piero", false, false)] {
            let page = contenuto(&casa, name, &numero.in_address()).await;
            assert!(page.contains("Questioni varie"), "{engine:?}: {name} sees the fascicolo: {page}");
            assert_eq!(page.contains("Nomina del tecnico"), sees_open, "{engine:?}: {name}: {page}");
            assert_eq!(page.contains("Zaccaria"), sees_secret, "{engine:?}: {name}: {page}");
            assert_eq!(page.contains(&secret.to_string()), sees_secret, "{engine:?}: {name}: {page}");
            let index = format!("/protocollo/fascicoli/{}/indice.pdf", numero.in_address());
            let pdf = casa.hall.signed_in(name).await.get(&index).await.bytes().await.unwrap();
            let words = parole(&pdf);
            assert!(words.contains("Questioni varie"), "{engine:?}: {name}: {words}");
            assert_eq!(words.contains("Nomina"), sees_open, "{engine:?}: {name}: {words}");
            assert_eq!(words.contains("Zaccaria"), sees_secret, "{engine:?}: {name}: {words}");
        }
    }
}

/// SIMULATOR of an albo in which every publication is certified.
#[derive(Debug)]
struct Certifica;

#[async_trait::async_trait]
impl Pubblica for Certifica {
    async fn pubblica(&self, tx: &mut Tx, domanda: &Domanda) -> Result<Pubblicata, web::Error> {
        albo::Porta.pubblica(tx, domanda).await
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<Date>)>, web::Error> {
        albo::Porta.stato(ente, id).await
    }

    async fn referte(&self, _: &Ente, quali: &[Uuid]) -> Result<HashMap<Uuid, Referta>, web::Error> {
        let made = |id: &Uuid| (*id, Referta { documento: Id::from(*id), href: format!("/referta/{id}") });
        Ok(quali.iter().map(made).collect())
    }
}

/// The papers of an act, as Lucia finds them in its fascicolo.
async fn carte(casa: &Casa, door: &dyn Depositi, id: AttoId) -> Vec<String> {
    let who = casa.who(casa.lucia).await;
    let told = door.leggi(&casa.hall.ente, &who, &[id.uuid()]).await.unwrap();
    told.into_iter().flat_map(|one| one.carte).map(|carta| carta.nome).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_of_the_albo_is_among_its_papers_once_it_is_there() {
    for engine in Engine::all() {
        let casa = casa(engine).await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        adotta(&casa, id).await;
        let without = carte(&casa, &Depositati { albo: &albo::Porta }, id).await;
        assert!(!without.contains(&"Referta di pubblicazione".to_owned()), "{engine:?}: {without:?}");
        let with = carte(&casa, &Depositati { albo: &Certifica }, id).await;
        assert_eq!(with.last().map(String::as_str), Some("Referta di pubblicazione"), "{engine:?}: {with:?}");
        assert_eq!(with.len(), without.len() + 1);
    }
}
