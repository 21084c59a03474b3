//! The door that tells which documents of others certified copies rest upon: they are not discarded while the register of copies tells of
//! them (art. 23 CAD: whoever holds a copy may ask for its original).

use documents::{named_by, named_in};
use kernel::Uuid;
use ledger::Tx;
use porte::{conservazione::Silenzio, scarto::Usano};

/// The originals of certified copies.
#[derive(Debug)]
pub struct Usati;

/// Where a copy names a document of another office.
const COLONNE: [&str; 3] = ["documento_id", "conversione_id", "firma_id"];

#[async_trait::async_trait]
impl Usano for Usati {
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio> {
        let dove = COLONNE.map(|column| named_by("copie_copia", column));
        named_in(tx, &dove, documenti).await.map_err(|error| Silenzio(error.into()))
    }
}
