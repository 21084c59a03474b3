//! Acts that were in the search index before it knew their keys ([`crate::rules::chiavi`]) are put in it again, after an upgrade and once. Those
//! that change meanwhile are put there by what changes them: done twice it changes nothing.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};
use kernel::{Actor, Uuid};

use crate::{
    error::Error,
    indice,
    leggi::pratica_di,
    passati,
    tables::{AttoId, stato},
};

/// The job's name, and what the journal would call what it does: it writes no record.
pub(crate) const KIND: &str = "atti.reindicizza";
/// As long as any is left.
pub(crate) const EVERY_TEN_MINUTES: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(600)) };
/// Most acts of one run.
const MOST: usize = 2_000;
/// Acts that are read at once.
const ALLA_VOLTA: usize = 100;

/// The job.
#[derive(Debug)]
pub(crate) struct Reindicizza;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Reindicizza {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "rimettere nella ricerca gli atti di prima dell'aggiornamento"
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        // Where it cannot be asked the run asks again, and says why not.
        restano(ente, Uuid::nil(), 1).await.map_or(true, |left| !left.is_empty())
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        tutti(ente).await.map_err(|error| {
            let told = "Alcuni atti di prima dell'aggiornamento non si trovano ancora per CIG, CUP, capitolo, creditore, \
                        importo e firmatario: si riprova da soli.";
            Failure::retry(told, error)
        })
    }
}

/// The next of those that are left after this one, each with whether it is a past act.
async fn restano(ente: &Ente, dopo: Uuid, limit: usize) -> Result<Vec<(Uuid, bool)>, Error> {
    let read = ente.db().read().await?;
    let sql =
        format!("SELECT cosa_id, passato FROM atti_da_indicizzare WHERE cosa_id > $1 ORDER BY cosa_id LIMIT {limit}");
    let rows = db::rows(&read, &sql, [dopo.into()]).await?;
    let one = |row: &sea_orm::QueryResult| -> Result<(Uuid, bool), sea_orm::DbErr> {
        Ok((row.try_get("", "cosa_id")?, row.try_get("", "passato")?))
    };
    Ok(rows.iter().map(one).collect::<Result<_, _>>()?)
}

/// So many of them as one run takes. One that cannot be read keeps no other from being found: it is told at the end.
async fn tutti(ente: &Ente) -> Result<(), Error> {
    let (mut last, mut done, mut wrong) = (Uuid::nil(), 0, Ok(()));
    while done < MOST {
        let next = restano(ente, last, ALLA_VOLTA).await?;
        let Some((end, _)) = next.last() else { break };
        last = *end;
        done += next.len();
        for (id, passato) in next {
            wrong = wrong.and(uno(ente, id, passato).await);
        }
    }
    wrong
}

/// One of them, in a transaction of its own: whoever writes an act waits for no other.
async fn uno(ente: &Ente, id: Uuid, passato: bool) -> Result<(), Error> {
    let tx = ente.ledger.begin(Actor::System(KIND), KIND).await?;
    let put = if passato { passati::rimetti(&tx, id.into()).await } else { atto(&tx, id.into()).await };
    match put {
        Ok(()) => {}
        // Nothing is there to be found.
        Err(Error::NotFound) => tracing::warn!(ente = ente.info.slug, %id, "an act has no text to be put in the index"),
        Err(error) => return Err(error),
    }
    let sql = "DELETE FROM atti_da_indicizzare WHERE cosa_id = $1 AND passato = $2";
    db::execute(&tx, sql, [id.into(), passato.into()]).await?;
    tx.commit().await?;
    Ok(())
}

/// The file first, then the act's row, as a step locks them: what is read here nobody changes before the commit.
async fn atto(tx: &ledger::Tx, id: AttoId) -> Result<(), Error> {
    let pratica = pratica_di(tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    indice::aggiorna(tx, id).await
}
