//! A fascicolo that was closed and kept, and the plan by which its years are counted.

use conservazione::{ConfermaPiano, CosaId, Stato, cambia_piano, conferma_piano, proponi_piano};
use documents::document;
use kernel::Date;
use protocollo::{Assegnatario, NuovoFascicolo, Tipo, TipoFascicolo, apri_fascicolo, assegna, chiudi_fascicolo};

use crate::casa::{Casa, PORTE};

/// Seconds of a day.
pub const GIORNO: i64 = 24 * 3_600;
/// So long after the end of 2026 a year of the plan is over: it is 2028.
pub const IN_DUE_ANNI: i64 = 400 * GIORNO;
/// The class of the entries of these tests.
const CLASSE: &str = "VI.3";

/// An entry in a fascicolo that is closed and kept.
pub struct Vecchio {
    pub anno: i64,
    pub numero: i64,
    /// Its document.
    pub documento: document::Model,
    pub byte: &'static [u8],
    /// The package of its document, and its bytes.
    pub pacchetto: document::Model,
    pub zip: Vec<u8>,
    /// The fascicolo, as a thing that is kept.
    pub cosa: CosaId,
}

/// A plan by which the entries of these tests are kept for so many years, in force from today.
pub async fn piano(casa: &Casa, anni: &str) {
    let (ente, who) = (&casa.hall.ente, &casa.who);
    let id = proponi_piano(ente, who, PORTE).await.unwrap();
    cambia_piano(ente, who, id, CLASSE, anni, "").await.unwrap();
    let dal = ente.ledger.now().date().to_string();
    conferma_piano(ente, who, id, &ConfermaPiano { dal, atto: "Delibera 3/2026".into() }).await.unwrap();
}

/// Registers a document, closes its fascicolo and has both kept. The clock goes on by a month.
pub async fn vecchio(casa: &Casa, oggetto: &str, byte: &'static [u8]) -> Vecchio {
    let (ente, who) = (&casa.hall.ente, &casa.who);
    let riga = casa.registra_con(oggetto, byte).await;
    let place = (riga.anno, riga.numero);
    let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, CLASSE, oggetto, casa.unit);
    let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
    let chiave = apri_fascicolo(ente, who, &nuovo, Some(place), None).await.unwrap().chiave();
    let chi = Assegnatario { ufficio: casa.unit, persona: None, tipo: Tipo::Conoscenza };
    assegna(ente, who, place.0, place.1, &[chi], None).await.unwrap();
    chiudi_fascicolo(ente, who, &chiave, "Concluso").await.unwrap();
    casa.later(31 * GIORNO);
    casa.lavora().await;
    let name = format!("Protocollo {}/{}", riga.numero, riga.anno);
    conservata(casa, &name).await;
    let cosa = casa.voce("Fascicolo").await.id;
    let answer = casa.hall.signed_in("anna").await.post(&format!("/conservazione/{cosa}/versa"), &[]).await;
    assert!(answer.status().is_redirection(), "{}", answer.status());
    casa.lavora().await;
    conservata(casa, "Fascicolo").await;

    let scheda = protocollo::leggi(ente, who, place.0, place.1).await.unwrap();
    let documento = scheda.documenti[0].1.clone();
    let voce = casa.voce(&name).await;
    let pacchetto = conservazione::apri_pacchetto(ente, who, voce.id).await.unwrap();
    let zip = casa.pacchetto(&name).await;
    Vecchio { anno: place.0, numero: place.1, documento, byte, pacchetto, zip, cosa }
}

/// Brings the receipt of a package that is ready.
async fn conservata(casa: &Casa, nome: &str) {
    let voce = casa.voce(nome).await;
    assert_eq!(voce.stato, Stato::Pronta, "{nome}: {:?}", voce.causa);
    casa.riceve(nome).await;
}
