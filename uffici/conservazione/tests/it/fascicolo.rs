//! What misses something is mended and tried again at night; a fascicolo is kept after what it holds.

use conservazione::Stato;
use kernel::{Actor, Date, Uuid};
use metadati_agid::Metadati;
use porte::fascicoli::{Deposito, Dove, Fascicoli as _};
use protocollo::{
    Assegnatario, Fascicoli, NuovoFascicolo, Tipo, TipoFascicolo, apri_fascicolo, assegna, chiudi_fascicolo,
};
use testkit::Engine;

use crate::{
    casa::{Casa, casa},
    registro::entry,
};

const PROTOCOLLO: &str = "Protocollo 1/2026";
const HOUR: i64 = 3_600;

async fn metadati(casa: &Casa, nome: &str) -> Metadati {
    metadati_agid::read(&entry(&casa.pacchetto(nome).await, "metadati/metadati.xml")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_is_kept_after_the_documents_in_it() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        let riga = casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        casa.later(31 * 24 * HOUR);
        casa.lavora().await;
        assert_eq!(casa.stato(PROTOCOLLO).await, Stato::Bloccata, "it lies in no fascicolo, {engine:?}");
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Contributo a Mario Rossi", casa.unit);
        let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
        let place = (riga.anno, riga.numero);
        let chiave = apri_fascicolo(ente, who, &nuovo, Some(place), None).await.unwrap().chiave();
        casa.lavora().await;
        assert_eq!(casa.stato(PROTOCOLLO).await, Stato::Bloccata, "what misses something is tried at night");
        casa.later(6 * HOUR);
        casa.lavora().await;
        assert_eq!(casa.stato(PROTOCOLLO).await, Stato::Pronta, "at four");

        let chi = Assegnatario { ufficio: casa.unit, persona: None, tipo: Tipo::Conoscenza };
        assegna(ente, who, place.0, place.1, &[chi], None).await.unwrap();
        chiudi_fascicolo(ente, who, &chiave, "Concluso").await.unwrap();
        casa.lavora().await;
        let voce = casa.voce("Fascicolo").await;
        assert_eq!(voce.stato, Stato::Bloccata);
        let causa = voce.causa.unwrap();
        assert!(causa.contains("Prima vanno conservati i documenti che contiene: Protocollo 1/2026"), "{causa}");

        casa.riceve(PROTOCOLLO).await;
        let browser = casa.hall.signed_in("anna").await;
        let answer = browser.post(&format!("/conservazione/{}/versa", voce.id), &[]).await;
        assert!(answer.status().is_redirection(), "{}", answer.status());
        casa.lavora().await;
        let voce = casa.voce("Fascicolo").await;
        assert_eq!(voce.stato, Stato::Pronta, "{:?}", voce.causa);
        let Metadati::Documento(document) = metadati(&casa, PROTOCOLLO).await else { panic!("a document's") };
        let Metadati::Fascicolo(fascicolo) = metadati(&casa, "Fascicolo").await else { panic!("a fascicolo's") };
        let inside: Vec<_> = fascicolo.documenti.iter().map(|one| &one.id).collect();
        assert_eq!(inside, [&document.id], "it names what was kept, as it was kept");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_office_laid_in_it_is_kept_first_too() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Attivita, "VI.3", "Determinazioni dell'anno", casa.unit);
        let aperto = apri_fascicolo(ente, who, &nuovo, None, None).await.unwrap();
        let mut tx = ente.ledger.begin(Actor::System("archivio"), "archivio.deposita").await.unwrap();
        let cosa = Deposito { ufficio: "archivio", cosa: Uuid::from_u128(1), persona: who.person };
        Fascicoli.deposita(&mut tx, &cosa, &Dove::Scelto(aperto.riga.id.uuid())).await.unwrap();
        tx.commit().await.unwrap();
        chiudi_fascicolo(ente, who, &aperto.chiave(), "Concluso").await.unwrap();
        casa.lavora().await;
        let voce = casa.voce("Fascicolo").await;
        assert_eq!(voce.stato, Stato::Bloccata, "{engine:?}: its package would be without it");
        let causa = voce.causa.unwrap();
        assert!(causa.contains("un documento dell'ufficio archivio"), "{causa}");
        casa.hall.stop().await;
    }
}
