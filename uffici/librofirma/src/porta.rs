//! The door by which an office has a paper of its own signed.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use porte::sottoscrizione::{Carta, Sottoscritta, Sottoscrive as Porta};

use crate::{firma::subito, jobs::controlla};

/// The office that signs, for other offices.
#[derive(Debug)]
pub struct Sottoscrive;

#[async_trait::async_trait]
impl Porta for Sottoscrive {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        subito::detto(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        Ok(subito::sottoscrivi(ente, who, carta).await?)
    }

    async fn riprendi(
        &self,
        ente: &Ente,
        who: &Who,
        carta: Carta,
        riportata: Vec<u8>,
    ) -> Result<Sottoscritta, web::Error> {
        Ok(subito::riprendi(ente, who, carta, riportata).await?)
    }

    async fn controlla(&self, tx: &Tx, documento: Id<document::Entity>) -> Result<(), web::Error> {
        Ok(controlla::accoda(tx, documento).await?)
    }
}
