//! What fails keeps nothing else waiting, and many things at one instant are all noted.

use std::collections::BTreeSet;

use conservazione::{Fonti, Stato, lavora};
use db::Read;
use ente::Ente;
use kernel::{Date, Uuid};
use porte::conservazione::{Conservabili, Cosa, Offerta, Silenzio, Tipo};
use protocollo::{
    Assegnatario, DaConservare, NuovoFascicolo, TipoFascicolo, apri_fascicolo, assegna, chiudi_fascicolo,
    fai_giornalieri,
};
use testkit::Engine;

use crate::casa::casa;

/// An office that never answers.
#[derive(Debug)]
struct Muta;

#[async_trait::async_trait]
impl Conservabili for Muta {
    fn fonte(&self) -> &'static str {
        "muta"
    }

    async fn nuove(&self, _: &Read, _: Tipo, _: Option<&str>, _: u64) -> Result<Vec<Offerta>, Silenzio> {
        Err(Silenzio("non risponde".into()))
    }

    async fn leggi(&self, _: &Ente, _: Tipo, _: Uuid) -> Result<Option<Cosa>, Silenzio> {
        Err(Silenzio("non risponde".into()))
    }
}

static CON_LA_MUTA: Fonti = &[&Muta, &DaConservare];

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_does_not_answer_keeps_no_other_waiting() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.later(24 * 3_600);
        fai_giornalieri(&casa.hall.ente).await.unwrap();
        let said = lavora(&casa.hall.ente, CON_LA_MUTA).await.unwrap_err().to_string();
        assert!(said.contains("non ha risposto"), "{said}");
        assert_eq!(casa.stato("Registro giornaliero").await, Stato::Pronta, "{engine:?}");
        casa.hall.stop().await;
    }
}

/// The register's door before it has come to tell of its documents.
#[derive(Debug)]
struct SoloFascicoli;

#[async_trait::async_trait]
impl Conservabili for SoloFascicoli {
    fn fonte(&self) -> &'static str {
        DaConservare.fonte()
    }

    async fn nuove(&self, read: &Read, tipo: Tipo, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Silenzio> {
        if tipo == Tipo::Fascicolo { DaConservare.nuove(read, tipo, segno, most).await } else { Ok(Vec::new()) }
    }

    async fn leggi(&self, ente: &Ente, tipo: Tipo, id: Uuid) -> Result<Option<Cosa>, Silenzio> {
        DaConservare.leggi(ente, tipo, id).await
    }
}

static SENZA_DOCUMENTI: Fonti = &[&SoloFascicoli];

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_waits_for_documents_that_are_not_even_noted() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        let riga = casa.registra("Domanda di contributo").await;
        let place = (riga.anno, riga.numero);
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Contributo a Mario Rossi", casa.unit);
        let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
        let chiave = apri_fascicolo(ente, who, &nuovo, Some(place), None).await.unwrap().chiave();
        let chi = Assegnatario { ufficio: casa.unit, persona: None, tipo: protocollo::Tipo::Conoscenza };
        assegna(ente, who, place.0, place.1, &[chi], None).await.unwrap();
        chiudi_fascicolo(ente, who, &chiave, "Concluso").await.unwrap();
        lavora(ente, SENZA_DOCUMENTI).await.unwrap();
        let voce = casa.voce("Fascicolo").await;
        assert_eq!(voce.stato, Stato::Bloccata, "{engine:?}");
        let causa = voce.causa.unwrap();
        assert!(causa.contains("Prima vanno conservati i documenti che contiene: Protocollo 1/2026"), "{causa}");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_lost_is_told_and_nothing_is_packed_without_it() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.later(24 * 3_600);
        fai_giornalieri(&casa.hall.ente).await.unwrap();
        let ente = &casa.hall.ente;
        let read = ente.db().read().await.unwrap();
        let sql = "SELECT id, documento_id FROM protocollo_giornaliero";
        let row = db::one(&read, sql, []).await.unwrap().unwrap();
        let id: Uuid = row.try_get("", "documento_id").unwrap();
        let document = ente.archive.find(&read, &[id]).await.unwrap().pop().unwrap();
        drop(read);
        ente.archive.store().delete(&document.hash()).await.unwrap();
        casa.lavora().await;
        let voce = casa.voce("Registro giornaliero").await;
        assert_eq!(voce.stato, Stato::Bloccata, "{engine:?}");
        assert!(voce.causa.unwrap().contains("copia di sicurezza"));
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fascicoli_closed_at_one_instant_are_all_offered() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        for name in ["Primo", "Secondo", "Terzo"] {
            let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", name, casa.unit);
            let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
            let chiave = apri_fascicolo(ente, who, &nuovo, None, None).await.unwrap().chiave();
            chiudi_fascicolo(ente, who, &chiave, "Concluso").await.unwrap();
        }
        let read = ente.db().read().await.unwrap();
        let (mut seen, mut segno) = (BTreeSet::new(), None::<String>);
        for _ in 0..3 {
            let page = DaConservare.nuove(&read, Tipo::Fascicolo, segno.as_deref(), 1).await.unwrap();
            seen.extend(page.iter().map(|one| one.id));
            segno = page.last().map(|one| one.segno.clone());
        }
        assert_eq!(seen.len(), 3, "{engine:?}");
        drop(read);
        casa.lavora().await;
        casa.lavora().await;
        let filtro = conservazione::Filtro { tipo: Some(Tipo::Fascicolo), ..conservazione::Filtro::default() };
        assert_eq!(conservazione::elenca(ente, who, filtro, None, 10).await.unwrap().len(), 3, "each once");
        casa.hall.stop().await;
    }
}
