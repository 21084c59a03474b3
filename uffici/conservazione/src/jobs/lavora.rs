//! Each hour: takes note of what came to be kept, packs what is due, and hands it to whoever sends.

use std::{sync::Arc, time::Duration};

use chrono::Timelike;
use ente::Ente;
use jobs::{Failure, Job, NewJob, Periodic, Queue, When};
use kernel::{Actor, Id};
use ledger::Tx;
use porte::conservazione::Tipo;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Fonti,
    error::Error,
    pacchetto::{fai, impedimento},
    raccogli::raccogli,
    rules::Stato,
    tables::{cosa, pacchetto, stato},
    via::via,
};

/// The job's name.
pub const KIND: &str = "conservazione.lavora";
/// Each hour, whichever node comes first.
pub(crate) const EVERY_HOUR: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(3_600)) };
/// Packages of one run.
const MOST: u64 = 500;
/// Seals that fail in one run before it is left for the next: a silent authority for time stamps keeps nobody else waiting.
const MOST_UNSEALED: u32 = 3;
/// Things that miss something of one night.
const MOST_BLOCKED: u64 = 20_000;
/// The hours of the Italian clock in which they are tried again: two, since a job that comes each hour may slip past one.
const NOTTE: std::ops::Range<u32> = 4..6;
/// How long packages are made in one run, in seconds; the rest an hour later. What is packed must still be handed on before the job's own
/// time is over.
const PAZIENZA: i64 = 2_400;
/// After so long without a new try no job is left that sends a package: one was given up, or met a conservatore that was switched off.
/// The longest wait between two tries and the longest call are shorter. Seconds.
const DIMENTICATO: i64 = 9 * 3_600;
/// Who does it.
const CHI: Actor = Actor::System(KIND);

/// Asks for a run now.
///
/// # Errors
/// Those of the queue.
pub(crate) async fn accoda(tx: &Tx) -> Result<(), Error> {
    jobs::enqueue(tx, tx.now(), tx.random(), &NewJob::new(KIND, "").dedup(KIND)).await?;
    Ok(())
}

/// The job.
#[derive(Debug)]
pub struct Lavora {
    pub(crate) fonti: Fonti,
}

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Lavora {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "preparare quello che va versato in conservazione"
    }

    // It comes again in an hour anyway.
    fn max_attempts(&self) -> u32 {
        3
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(3_600)
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        lavora(ente, self.fonti).await.map_err(|error| Failure::retry("La conservazione non è andata avanti.", error))
    }
}

/// Takes note of what came, packs what is due, and hands it to whoever sends.
///
/// # Errors
/// The first of those of the doors, the ledger, the store and the database. A step that fails keeps no other from being done: what is
/// packed leaves even while an office is silent.
pub async fn lavora(ente: &Ente, fonti: Fonti) -> Result<(), Error> {
    let noted = raccogli(ente, fonti).await;
    let packed = impacchetta(ente, fonti).await;
    let sent = manda(ente).await;
    noted.and(packed).and(sent)
}

/// Packs what is due, by term. What misses something is tried again once a night.
async fn impacchetta(ente: &Ente, fonti: Fonti) -> Result<(), Error> {
    // The page says why; nothing is packed unsealed.
    if impedimento(ente).await?.is_some() {
        return Ok(());
    }
    let now = ente.ledger.now();
    let (today, until) = (now.date(), now.plus_seconds(PAZIENZA));
    let night = NOTTE.contains(&now.rome().hour());
    let read = ente.db().read().await?;
    let waiting = |stato: Stato, most: u64| {
        stato::Entity::find()
            .filter(stato::Column::Stato.eq(stato.code()))
            .filter(stato::Column::ProntaDal.lte(today))
            .order_by_asc(stato::Column::Termine)
            .order_by_asc(stato::Column::Id)
            .limit(most)
    };
    let mut rows = waiting(Stato::DaVersare, MOST).all(&read).await?;
    if night {
        rows.extend(waiting(Stato::Bloccata, MOST_BLOCKED).all(&read).await?);
    }
    drop(read);
    let mut unsealed = 0;
    for row in rows {
        if ente.ledger.now() > until {
            break;
        }
        let read = ente.db().read().await?;
        let thing = cosa::Entity::find_by_id(row.cosa_id).one(&read).await?;
        drop(read);
        let Some(thing) = thing else { continue };
        // One that fails keeps no other from being packed.
        if let Err(error) = fai(ente, fonti, &thing, CHI).await {
            tracing::error!(ente = ente.info.slug, cosa = %thing.id, %error, "a package could not be made");
            unsealed += u32::from(matches!(error, Error::Sigillo(_)));
            if unsealed >= MOST_UNSEALED {
                break;
            }
        }
    }
    Ok(())
}

/// Hands what is packed to whoever sends, where there is a conservatore; and again what nobody sends any more.
async fn manda(ente: &Ente) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(via) = via(ente, &read).await? else { return Ok(()) };
    // No kind is called nothing.
    let excluded = if via.prende(Tipo::Fascicolo) { "" } else { Tipo::Fascicolo.code() };
    let now = ente.ledger.now();
    let sql = format!(
        "SELECT s.pacchetto_id FROM conservazione_stato s WHERE s.tipo <> $1 AND s.pacchetto_id IS NOT NULL AND (s.stato = $2 \
         OR (s.stato = $3 AND NOT EXISTS (SELECT 1 FROM conservazione_versamento v \
         WHERE v.pacchetto_id = s.pacchetto_id AND v.iniziato_at > $4))) ORDER BY s.termine, s.id LIMIT {MOST}"
    );
    let values: [sea_orm::Value; 4] = [
        excluded.into(),
        Stato::Pronta.code().into(),
        Stato::InInvio.code().into(),
        now.plus_seconds(-DIMENTICATO).into(),
    ];
    let rows = db::rows(&read, &sql, values).await?;
    drop(read);
    if rows.is_empty() {
        return Ok(());
    }
    let write = ente.db().write().await?;
    for row in &rows {
        let pack: Id<pacchetto::Entity> = row.try_get("", "pacchetto_id")?;
        jobs::enqueue(&write, now, &**ente.ledger.random(), &super::invia::lavoro(pack)).await?;
    }
    write.commit().await?;
    ente.bell.ring();
    Ok(())
}
