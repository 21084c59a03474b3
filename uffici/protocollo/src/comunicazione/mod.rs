//! Entries that communicate a record of another office, through `porte::comunicazioni`: prepared as a draft, which a person looks at,
//! registers and sends as any other (`bozza`, `spedizione`). Which records an entry tells of is written in its commit; where it
//! stands with each addressee is read from its sendings.

mod porta;
mod stanno;
pub(crate) mod tabella;

pub use porta::Comunica;

use kernel::{Refusal, Uuid};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    rules::{Nuova, RegistrazioneId, Verso},
};

/// The records that a draft communicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaComunicare {
    pub ufficio: String,
    pub cose: Vec<Uuid>,
    /// Whether one of them is confidential.
    pub riservata: bool,
}

impl DaComunicare {
    /// Adds to `refusal` why what is to be registered does not communicate them.
    pub(crate) fn check(&self, nuova: &Nuova, refusal: &mut Refusal) {
        if nuova.verso != Verso::Partenza {
            let sentence = "Questa bozza comunica qualcosa a qualcuno: si registra in partenza.";
            refusal.add(Some("verso"), sentence);
        }
        if self.riservata && !nuova.riservata {
            let sentence = "Ciò che si comunica è riservato: la registrazione lo è anch'essa. Spunta «Riservata».";
            refusal.add_law(Some("riservata"), sentence, "art. 58 DPR 445/2000");
        }
    }
}

/// Writes what an entry communicates, in its commit.
///
/// # Errors
/// Those of the database.
pub(crate) async fn scrivi(tx: &mut Tx, id: RegistrazioneId, cosa: &DaComunicare) -> Result<(), Error> {
    let row = |cosa_id: &Uuid| tabella::Model {
        id: tx.id(),
        registrazione_id: id,
        ufficio: cosa.ufficio.clone(),
        cosa_id: *cosa_id,
    };
    let rows: Vec<tabella::Model> = cosa.cose.iter().map(row).collect();
    tx.insert_many(rows).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_confidential_is_communicated_by_a_confidential_entry_that_leaves_or_by_none() {
        let cosa = |riservata| DaComunicare { ufficio: "atti".into(), cose: vec![Uuid::nil()], riservata };
        let fields = |cosa: &DaComunicare, verso, riservata| {
            let nuova = Nuova { riservata, ..Nuova::new(verso, "Determinazione n. 1", "pec") };
            let mut refusal = Refusal::default();
            cosa.check(&nuova, &mut refusal);
            refusal.reasons.into_iter().filter_map(|reason| reason.field).collect::<Vec<_>>()
        };
        assert!(fields(&cosa(false), Verso::Partenza, false).is_empty());
        assert!(fields(&cosa(true), Verso::Partenza, true).is_empty());
        assert_eq!(fields(&cosa(true), Verso::Partenza, false), ["riservata"]);
        assert_eq!(fields(&cosa(true), Verso::Arrivo, false), ["verso", "riservata"]);
    }
}
