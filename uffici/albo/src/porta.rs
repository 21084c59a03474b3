//! The door by which any office publishes.

use ente::Ente;
use kernel::{Date, Uuid};
use ledger::Tx;
use porte::albo::{Domanda, Pubblica, Pubblicata, Stato};

use crate::{elenca::come_sta, pubblica::pubblica};

/// The albo, for other offices.
#[derive(Debug)]
pub struct Albo;

#[async_trait::async_trait]
impl Pubblica for Albo {
    async fn pubblica(&self, tx: &mut Tx, domanda: &Domanda) -> Result<Pubblicata, web::Error> {
        Ok(pubblica(tx, domanda, None).await?)
    }

    async fn stato(&self, ente: &Ente, id: Uuid) -> Result<Option<(Stato, Option<Date>)>, web::Error> {
        Ok(come_sta(ente, id).await?)
    }
}
