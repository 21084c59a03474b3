//! The documents of a draft that wait for somebody's signature: the draft is registered when they are back.

use documents::store::Sha256Hash;
use ente::Ente;
use kernel::Refusal;

use super::{Bozza, sostituisci::in_attesa};
use crate::{alla_firma::della_bozza, error::Error};

impl Bozza {
    /// Those that wait.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn alla_firma(&self, ente: &Ente) -> Result<Vec<Sha256Hash>, Error> {
        let put_up = della_bozza(ente, &ente.db().read().await?, self.id).await?;
        Ok(put_up.iter().filter(|one| one.in_corso()).map(|one| one.documento.hash()).collect())
    }

    /// Whether it can be registered now: what is registered is what was signed.
    ///
    /// # Errors
    /// Each document that is waited for; those of the database.
    pub async fn senza_attese(&self, ente: &Ente) -> Result<(), Error> {
        let waiting = self.alla_firma(ente).await?;
        let mut refusal = Refusal::default();
        for documento in self.documenti.iter().filter(|documento| waiting.contains(&documento.hash())) {
            refusal.add(None, in_attesa(&documento.nome));
        }
        Ok(refusal.unless_empty(())?)
    }
}
