//! Reads the words of what is being published, so that it is found by them: of the documents that everybody reads, never of the whole ones behind
//! a version with omissis. What was over before it was read is not read any more.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use documents::text::{Guard, extract_guarded_stream};
use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};
use kernel::Id;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Order},
};

use crate::{
    elenca::{SUE_PAROLE, documenti},
    error::Error,
    tables::{parole, pubblicazione, stato},
};

/// The job's name.
pub(crate) const KIND: &str = "albo.parole";
/// Soon after something was posted.
pub(crate) const EVERY_FIVE_MINUTES: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(300)) };
/// Publications that are read in one run, and looked for at once.
const MOST: u64 = 50;
/// Bytes of the stems of one publication: of what is longer the first in the alphabet are found.
const MOST_BYTES: usize = 200_000;

/// The job.
#[derive(Debug)]
pub(crate) struct Parole;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Parole {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "leggere le parole degli atti affissi all'albo pretorio, per trovarli"
    }

    fn timeout(&self) -> Duration {
        Duration::from_secs(1_800)
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        // What cannot be told now is told by the job.
        mancano(ente, None, 1).await.map_or(true, |left| !left.is_empty())
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        leggi(ente).await.map(drop).map_err(|error| {
            let told =
                "Alcuni atti affissi non si trovano ancora con le parole dei loro documenti: si riprova da soli.";
            Failure::retry(told, error)
        })
    }
}

/// Those of which nobody has read the words, the oldest first, after the one of this year and number; what is annulled and what is over is
/// left out.
async fn mancano(ente: &Ente, dopo: Option<(i64, i64)>, limit: u64) -> Result<Vec<stato::Model>, Error> {
    let read = ente.db().read().await?;
    let words = parole::Entity::find().filter(Expr::cust(SUE_PAROLE)).into_query();
    let (year, number) = (stato::Column::Anno, stato::Column::Numero);
    let after = dopo.map(|(anno, numero)| {
        Condition::any().add(year.gt(anno)).add(Condition::all().add(year.eq(anno)).add(number.gt(numero)))
    });
    let rows = stato::Entity::find()
        .filter(stato::Column::Stato.is_in(["attiva", "sospesa"]))
        .filter(stato::Column::TerminaAt.gt(ente.ledger.now()))
        .filter(Expr::not_exists(words))
        .apply_if(after, |select, after| select.filter(after))
        .order_by(year, Order::Asc)
        .order_by(number, Order::Asc)
        .limit(limit)
        .all(&read)
        .await?;
    Ok(rows)
}

/// Reads what nobody has read yet; tells how many publications it was. One that fails keeps no other from being found: it stands in the log,
/// and those that come after it are read all the same, however many fail.
///
/// # Errors
/// The first of those that failed, after the others were tried; those of the database.
pub async fn leggi(ente: &Ente) -> Result<u64, Error> {
    let (mut done, mut wrong, mut dopo) = (0, Ok(()), None);
    while done < MOST {
        let found = mancano(ente, dopo, MOST - done).await?;
        let Some(last) = found.last() else { break };
        dopo = Some((last.anno, last.numero));
        for row in &found {
            match una(ente, row.pubblicazione_id).await {
                Ok(()) => done += 1,
                Err(error) => {
                    tracing::error!(ente = ente.info.slug, anno = row.anno, numero = row.numero, %error, "words not read");
                    wrong = wrong.and(Err(error));
                }
            }
        }
    }
    wrong.map(|()| done)
}

async fn una(ente: &Ente, id: Id<pubblicazione::Entity>) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let shown = documenti(ente, &read, id, false).await?;
    drop(read);
    let mut stems = BTreeSet::new();
    for one in shown {
        let stream = ente.archive.store().open(&one.documento.hash()).await?;
        let text = extract_guarded_stream(&ente.reader, stream, &one.documento.name, Guard::background()).await.text;
        stems.extend(radici(&text));
    }
    let mut all = String::from(" ");
    for stem in stems {
        if all.len() + stem.len() >= MOST_BYTES {
            break;
        }
        all.push_str(&stem);
        all.push(' ');
    }
    let write = ente.db().write().await?;
    // One that has no words to be read has its row too: nobody reads it again. One that was annulled meanwhile has none.
    let sql = "INSERT INTO albo_parole (pubblicazione_id, parole) SELECT s.pubblicazione_id, $2 FROM albo_stato s \
               WHERE s.pubblicazione_id = $1 AND s.stato <> 'annullata' ON CONFLICT DO NOTHING";
    db::execute(&write, sql, [id.into(), all.into()]).await?;
    write.commit().await?;
    Ok(())
}

/// The stems of a text: letters and digits alone, so that none is a sign of a pattern.
pub(crate) fn radici(text: &str) -> impl Iterator<Item = String> {
    search::analyse(text).into_iter().filter(|token| !token.whole).map(|token| token.stem)
}
