//! Tells the office of which a document is how the request for its signatures ended.

use std::sync::Arc;

use ::jobs::{Failure, Job};
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use porte::firma::Fine;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Porte,
    error::Error,
    richiesta::di_ufficio::porta,
    rules::{RichiestaId, Stato},
    tables::{chiusura, durata, richiesta},
};

/// The job's name.
pub const KIND: &str = "librofirma.avvisa";

/// Enqueues it in the transaction in which a request ends, or its document is completed; nothing where no other office asked.
pub(crate) async fn accoda(tx: &Tx, riga: &richiesta::Model) -> Result<(), Error> {
    if riga.ufficio.is_some() {
        let new = ::jobs::NewJob::new(KIND, &riga.id.to_string()).dedup(riga.id.to_string());
        ::jobs::enqueue(tx, tx.now(), tx.random(), &new).await?;
    }
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct Avvisa {
    /// The offices that may be told.
    pub porte: Porte,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Avvisa {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "dire all'ufficio di un documento com'è finita la richiesta di firma"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let id: RichiestaId = payload
            .parse()
            .map_err(|_| Failure::give_up("Il lavoro non dice di quale richiesta di firma avvisare."))?;
        avvisa(ente, self.porte, id).await.map_err(|error| {
            let told =
                "La richiesta di firma è finita, ma l'ufficio del documento non lo sa ancora: si riprova da soli.";
            Failure::retry(told, error)
        })
    }
}

/// Doing it twice changes nothing: the office notes each end once.
async fn avvisa(ente: &Ente, porte: Porte, id: RichiestaId) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(riga) = richiesta::Entity::find_by_id(id).one(&read).await? else { return Ok(()) };
    let Some(ufficio) = riga.ufficio.clone() else { return Ok(()) };
    let at = riga.chiusa_at.unwrap_or(riga.chiesta_at);
    let mut ends = Vec::new();
    match Stato::of(&riga.stato) {
        Stato::InCorso => return Ok(()),
        Stato::Firmata => {
            let durata = durata::Entity::find().filter(durata::Column::RichiestaId.eq(id)).one(&read).await?;
            let signed = durata.as_ref().map_or(riga.attuale_id, |durata| durata.prima_id);
            ends.push((Fine::Firmato(documento(ente, &read, signed).await?), at));
            if let Some(durata) = durata {
                ends.push((Fine::Durevole(documento(ente, &read, durata.documento_id).await?), durata.at));
            }
        }
        stato @ (Stato::Rifiutata | Stato::Ritirata) => {
            let end = chiusura::Entity::find().filter(chiusura::Column::RichiestaId.eq(id)).one(&read).await?;
            let end = end.ok_or(Error::NotFound)?;
            let (da, motivo) = (end.persona_id, end.motivo);
            let fine = match stato {
                Stato::Rifiutata => Fine::Rifiutato { da, motivo },
                _ => Fine::Ritirato { da, motivo },
            };
            ends.push((fine, end.at));
        }
    }
    drop(read);
    let porta = porta(porte, &ufficio)?;
    for (fine, at) in ends {
        porta.finito(ente, id.uuid(), &fine, at).await?;
    }
    Ok(())
}

async fn documento(ente: &Ente, read: &db::Read, id: Id<document::Entity>) -> Result<document::Model, Error> {
    ente.archive.find(read, &[id.uuid()]).await?.pop().ok_or(Error::NotFound)
}
