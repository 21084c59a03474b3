//! The door that tells which documents of others were put up for signature: they are what was read and signed, and are not discarded
//! while the register of signatures tells of them.

use documents::{named_by, named_in};
use kernel::Uuid;
use ledger::Tx;
use porte::{conservazione::Silenzio, scarto::Usano};

/// The documents of the register of signatures.
#[derive(Debug)]
pub struct Usati;

/// Where the office names a document.
const COLONNE: [(&str, &str); 7] = [
    ("librofirma_richiesta", "documento_id"),
    ("librofirma_richiesta", "attuale_id"),
    ("librofirma_apertura", "documento_id"),
    ("librofirma_firma", "prima_id"),
    ("librofirma_firma", "documento_id"),
    ("librofirma_durata", "prima_id"),
    ("librofirma_durata", "documento_id"),
];

#[async_trait::async_trait]
impl Usano for Usati {
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio> {
        let dove = COLONNE.map(|(table, column)| named_by(table, column));
        named_in(tx, &dove, documenti).await.map_err(|error| Silenzio(error.into()))
    }
}
