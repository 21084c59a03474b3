//! The door that tells which documents of others are published here: an office declares a fact with documents of its
//! own, and what is published stays, for everybody and then for the office (art. 8 D.Lgs. 33/2013), whatever becomes of
//! the fascicolo from which it came.

use documents::{named_by, named_in};
use kernel::Uuid;
use ledger::Tx;
use porte::{conservazione::Silenzio, scarto::Usano};

/// The documents of the items, in all their versions, and of what is proposed.
#[derive(Debug)]
pub struct Usati;

#[async_trait::async_trait]
impl Usano for Usati {
    async fn usati(&self, tx: &Tx, documenti: &[Uuid]) -> Result<Vec<Uuid>, Silenzio> {
        let dove = [
            named_by("trasparenza_allegato", "documento_id"),
            named_by("trasparenza_proposta_documento", "documento_id"),
        ];
        named_in(tx, &dove, documenti).await.map_err(|error| Silenzio(error.into()))
    }
}
