//! The door by which any office declares a fact.

use ente::Ente;
use kernel::Uuid;
use ledger::Tx;
use porte::trasparenza::{Dichiara, Dichiarazione, Proposta};

use crate::{
    error::Error,
    fatti::contenuto,
    proponi::proponi,
    pubblico::si_legge,
    scrivi::{Nuova, scrivi},
};

/// Amministrazione trasparente, for other offices.
#[derive(Debug)]
pub struct Trasparenza;

#[async_trait::async_trait]
impl Dichiara for Trasparenza {
    async fn dichiara(&self, tx: &mut Tx, dichiarazione: &Dichiarazione) -> Result<Uuid, web::Error> {
        let contenuto = contenuto(dichiarazione).ok_or(Error::NotFound)?;
        let nuova = Nuova {
            contenuto: &contenuto,
            documenti: &dichiarazione.documenti,
            scelte: &[],
            origine: (&dichiarazione.ufficio, Some(dichiarazione.origine)),
            capo: None,
            persona: dichiarazione.persona,
        };
        Ok(scrivi(tx, &nuova).await?)
    }

    async fn proponi(&self, tx: &mut Tx, proposte: &[Proposta]) -> Result<(), web::Error> {
        Ok(proponi(tx, proposte).await?)
    }

    async fn si_legge(&self, ente: &Ente, id: Uuid) -> Result<bool, web::Error> {
        Ok(si_legge(ente, id).await?)
    }
}
