//! Adopted acts are offered to be kept for ever, with their papers and all that annex 5 asks to be told of them.

use atti::{Atti, AttoId, DaConservare};
use authz::{PersonId, Who};
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use office::Office;
use porte::{
    conservazione::{Cambiamento, Conservabili, Cosa, Flusso, Offerta, Tipo},
    sottoscrizione::{Carta, Sottoscritta, Sottoscrive},
};
use testkit::Engine;

use crate::casa::{Casa, Finta, USUALI, giorno, riga};

/// SIMULATOR of an office whose signatures are none for trials.
#[derive(Debug)]
struct Vera;

#[async_trait::async_trait]
impl Sottoscrive for Vera {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        Finta.subito(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        Ok(Sottoscritta { porta: "remota", ..Finta.sottoscrivi(ente, who, carta).await? })
    }

    async fn riprendi(&self, ente: &Ente, who: &Who, carta: Carta, back: Vec<u8>) -> Result<Sottoscritta, web::Error> {
        Finta.riprendi(ente, who, carta, back).await
    }

    async fn controlla(&self, tx: &Tx, documento: Id<document::Entity>) -> Result<(), web::Error> {
        Finta.controlla(tx, documento).await
    }
}

static CON: Atti = Atti { firma: &Vera, fascicoli: Some(&protocollo::Fascicoli), ..USUALI };
static OFFICES: &[&dyn Office] = &[
    &protocollo::Protocollo { depositi: &[] },
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &CON,
];
static DOOR: DaConservare = DaConservare { albo: &albo::Porta, fascicoli: &protocollo::Fascicoli };

async fn compie(casa: &Casa, person: PersonId, id: AttoId, passo: &str) {
    casa.compie_con(&CON, person, id, passo).await.unwrap();
}

async fn nuove(casa: &Casa, segno: Option<&str>, most: u64) -> Vec<Offerta> {
    let read = casa.hall.ente.db().read().await.unwrap();
    DOOR.nuove(&read, Tipo::Documento, segno, most).await.unwrap()
}

async fn leggi(casa: &Casa, id: AttoId) -> Option<Cosa> {
    DOOR.leggi(&casa.hall.ente, Tipo::Documento, id.uuid()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adopted_act_is_offered_with_its_papers_its_signers_and_its_fascicolo() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, OFFICES).await;
        let id = casa.atto("determina-impegno", "Tetto della scuola", &[riga(366_000)]).await;
        compie(&casa, casa.lucia, id, "proponi").await;
        compie(&casa, casa.marco, id, "firma").await;
        assert!(nuove(&casa, None, 10).await.is_empty(), "{engine:?}: a proposal is not kept");
        assert_eq!(leggi(&casa, id).await, None);
        compie(&casa, casa.paolo, id, "visto").await;
        let offered = nuove(&casa, None, 10).await;
        let [one] = offered.as_slice() else { panic!("{engine:?}: {offered:?}") };
        assert_eq!((one.id, one.versione, one.termine), (id.uuid(), 0, giorno("2027-11-27")));
        assert_eq!(one.nome, "Determinazione n. 1 del 27/11/2026", "never what it is about");

        let thing = leggi(&casa, id).await.unwrap();
        assert!(thing.classe.is_none() && thing.fascicoli.is_empty(), "it waits until it lies in a fascicolo");
        casa.hall.work().await;
        let thing = leggi(&casa, id).await.unwrap();
        assert_eq!(thing.classe.as_ref().map(|classe| classe.codice.as_str()), Some("IV.4"), "{engine:?}");
        assert_eq!(thing.fascicoli.len(), 1);
        assert_eq!(thing.fascicoli[0].identificativo, "2026-IV.4-1");
        let number = (thing.registro.as_str(), thing.numero.as_str(), thing.anno, thing.flusso);
        assert_eq!(number, ("determine", "1", 2026, Flusso::Interno));
        let own = thing.repertorio.as_ref().expect("a register of its own");
        assert_eq!(own.tipologia, "Determinazione");
        assert_eq!(own.firmatari.len(), 1, "who signed the act, not who gave the visto: {:?}", own.firmatari);
        assert!(!own.firmatari[0].cognome.is_empty() && !own.firmatari[0].nome.is_empty());
        let main: Vec<bool> = thing.file.iter().map(|file| file.principale).collect();
        assert_eq!(main, [true, false], "the act and its visto: {:?}", thing.file);
        assert!(thing.file.iter().all(|file| file.segni.firmato));
        assert_eq!(thing.cambio, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offers_go_on_where_they_ended_and_an_act_that_was_annulled_is_told_so_once_more() {
    for engine in Engine::all() {
        let casa = Casa::con(engine, OFFICES).await;
        let mut made = Vec::new();
        for subject in ["Nomina", "Altra nomina"] {
            let id = casa.atto("determina-senza-spesa", subject, &[]).await;
            compie(&casa, casa.lucia, id, "proponi").await;
            compie(&casa, casa.marco, id, "firma").await;
            casa.clock.set(casa.hall.ente.ledger.now().plus_seconds(60));
            made.push(id);
        }
        let first = nuove(&casa, None, 1).await;
        assert_eq!(first.iter().map(|one| one.id).collect::<Vec<_>>(), [made[0].uuid()], "{engine:?}");
        let second = nuove(&casa, Some(&first[0].segno), 1).await;
        assert_eq!(second.iter().map(|one| one.id).collect::<Vec<_>>(), [made[1].uuid()], "{engine:?}");

        let by = casa.atto("determina-senza-spesa", "Annullamento", &[]).await;
        let lucia = casa.who(casa.lucia).await;
        atti::collega(&casa.hall.ente, &lucia, by, (made[0], "annulla", "Mancava il parere.")).await.unwrap();
        compie(&casa, casa.lucia, by, "proponi").await;
        compie(&casa, casa.marco, by, "firma").await;
        let read = casa.hall.ente.db().read().await.unwrap();
        let changed = DOOR.cambiate(&read, None, 10).await.unwrap();
        drop(read);
        let [one] = changed.as_slice() else { panic!("{engine:?}: {changed:?}") };
        let change = leggi(&casa, made[0]).await.unwrap().cambio.expect("it was annulled");
        assert_eq!((one.id, one.versione), (made[0].uuid(), change.at.micros()));
        assert_eq!(change.cosa, Cambiamento::Annullata);
        assert!(!change.autore.0.is_empty(), "{engine:?}: by who signed the other: {change:?}");
        assert_eq!(leggi(&casa, made[1]).await.unwrap().cambio, None);
    }
}
