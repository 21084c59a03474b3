//! The door that tells which documents the acts name: acts, their opinions and annexes are kept for ever, and none of
//! them goes with a fascicolo that is discarded. Today every one of them is the acts' own (each taking in of a file
//! names it anew); that it stays so is not left to how other offices take in theirs.

use documents::{named_by, named_in};
use kernel::Uuid;
use ledger::Tx;
use porte::{conservazione::Silenzio, scarto::Usano};

/// The documents of the acts, adopted or not.
#[derive(Debug)]
pub struct Usati;

/// Where the office names a document. What was taken out of an act was in it, and its row stays.
const COLONNE: [(&str, &str); 9] = [
    ("atti_stato", "documento_id"),
    ("atti_stato", "pubblico_id"),
    ("atti_firma", "documento_id"),
    ("atti_allegato", "documento_id"),
    ("atti_allegato", "omissis_id"),
    ("atti_passato", "documento_id"),
    ("atti_notifica", "documento_id"),
    ("atti_durata", "prima_id"),
    ("atti_durata", "documento_id"),
];

#[async_trait::async_trait]
impl Usano for Usati {
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio> {
        let dove = COLONNE.map(|(table, column)| named_by(table, column));
        named_in(tx, &dove, documenti).await.map_err(|error| Silenzio(error.into()))
    }
}
