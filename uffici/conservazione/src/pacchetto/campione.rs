//! The metadata of a fascicolo for whoever judges them: one is packed only when a conservatore keeps all that lies in it.

use chrono::Days;
use ente::Ente;
use kernel::Refusal;
use metadati_agid::{Conservazione, IdDoc, Impronta};
use porte::conservazione::{Chiuso, Classe, Cosa, Flusso, Parte, Tipo};

use super::{
    fai::mancano,
    metadati::{Titolare, fascicolo},
};

/// The metadata of an invented fascicolo of this ente, written as those of a true one are.
///
/// # Errors
/// All that annex 5 misses in them: what the ente does not tell of itself.
pub fn campione(ente: &Ente) -> Result<String, Refusal> {
    let now = ente.ledger.now();
    let chiuso_il = now.date();
    let cosa = Cosa {
        tipo: Tipo::Fascicolo,
        registro: "FASCICOLI".into(),
        numero: "2026-I.8-1".into(),
        anno: 2026,
        at: now,
        oggetto: "Richieste di accesso agli atti evase".into(),
        riservata: false,
        flusso: Flusso::Interno,
        classe: Some(Classe { codice: "I.8".into(), nome: "Rapporti con i cittadini".into() }),
        parti: vec![Parte {
            nome: "Rossi Mario".into(),
            codice_fiscale: Some("RSSMRA80A01H501U".into()),
            indirizzo: Some("rossi@pec.example.it".into()),
        }],
        file: Vec::new(),
        fascicoli: Vec::new(),
        domicilio: Some("comune@pec.example.it".into()),
        repertorio: None,
        chiuso: None,
        cambio: None,
    };
    let chiuso = Chiuso {
        tipo: "persona_fisica".into(),
        progressivo: 1,
        aperto_il: chiuso_il.checked_sub_days(Days::new(30)).unwrap_or(chiuso_il),
        chiuso_il,
        ufficio: ("SEG".into(), "Segreteria".into()),
        registrazioni: Vec::new(),
        altrui: Vec::new(),
    };
    let documento = IdDoc {
        impronta: Impronta::sha256([7; 32]),
        identificativo: "PG-2026-12".into(),
        segnatura: Some(format!("{}/PG/2026/0000012", ente.info.ipa)),
    };
    let titolare = Titolare { ente: &ente.info, aoo: ente.aoo.as_ref(), tempo: Conservazione::Permanente };
    fascicolo(titolare, &cosa, &chiuso, vec![documento]).xml().map_err(mancano)
}
