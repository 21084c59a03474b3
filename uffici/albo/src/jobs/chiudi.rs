//! Each night after midnight: certifies what ended, and what was posted while there was no seal; seals the list of the day; forgets old
//! drafts.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    bozza,
    error::Error,
    manifesto,
    referta::{Quale, fai, impedimento},
    tables::{referta, stato},
};

/// The job's name.
pub(crate) const KIND: &str = "albo.chiudi";
/// Each night, whichever node comes first.
pub(crate) const EVERY_NIGHT: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Daily { hour: 0, minute: 20 } };
/// Certificates of one night.
const MOST: u64 = 2_000;
/// Failures after which it is left for the next try: a silent authority for time stamps keeps nobody waiting. A published file that is
/// not whole is no such failure: it is wrong with one alone, each night again, and would keep all that ended after it from being certified.
const MOST_FAILED: usize = 5;

/// The job.
#[derive(Debug)]
pub(crate) struct Chiudi;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Chiudi {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "certificare le pubblicazioni finite all'albo pretorio"
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(3 * 3_600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        chiudi(ente).await.map(drop).map_err(|error| {
            Failure::retry(
                "Alcune referte di pubblicazione non sono ancora fatte: la pagina di ognuna dice perché.",
                error,
            )
        })
    }
}

/// Makes the certificates that are due; tells how many. One that fails keeps no other from being made.
///
/// # Errors
/// The first of those that failed, after all were tried; those of the database.
pub async fn chiudi(ente: &Ente) -> Result<usize, Error> {
    bozza::dimentica(ente).await?;
    if impedimento(ente).await?.is_some() {
        return Ok(0);
    }
    let now = ente.ledger.now();
    let read = ente.db().read().await?;
    let over = stato::Entity::find()
        .filter(stato::Column::Referta.eq(false))
        .filter(stato::Column::Stato.eq("attiva"))
        .filter(stato::Column::TerminaAt.lte(now))
        .order_by_asc(stato::Column::TerminaAt)
        .limit(MOST)
        .all(&read)
        .await?;
    let running = stato::Entity::find()
        .filter(stato::Column::Stato.eq("attiva"))
        .filter(stato::Column::TerminaAt.gt(now))
        .order_by_asc(stato::Column::TerminaAt)
        .limit(MOST)
        .all(&read)
        .await?;
    let ids: Vec<_> = running.iter().map(|row| row.pubblicazione_id).collect();
    let certified = referta::Entity::find()
        .filter(referta::Column::PubblicazioneId.is_in(ids))
        .filter(referta::Column::Tipo.eq(Quale::Affissione.code()))
        .all(&read)
        .await?;
    drop(read);
    let mut due: Vec<(stato::Model, Quale)> = over.into_iter().map(|row| (row, Quale::Finale)).collect();
    for row in running {
        if certified.iter().all(|other| other.pubblicazione_id != row.pubblicazione_id) {
            due.push((row, Quale::Affissione));
        }
    }
    let (mut made, mut away, mut failed) = (0, 0, Vec::new());
    for (row, quale) in due {
        match fai(ente, row.pubblicazione_id, quale).await {
            Ok(there) => made += usize::from(there),
            Err(error) => {
                tracing::error!(ente = ente.info.slug, anno = row.anno, numero = row.numero, %error, "no certificate");
                away += usize::from(!matches!(error, Error::Guasto(_)));
                failed.push(error);
                if away >= MOST_FAILED {
                    break;
                }
            }
        }
    }
    if let Err(error) = manifesto::fai(ente).await {
        tracing::error!(ente = ente.info.slug, %error, "no list of the day");
        failed.push(error);
    }
    match failed.into_iter().next() {
        None => Ok(made),
        Some(error) => Err(error),
    }
}
