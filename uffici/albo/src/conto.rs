//! The count of a publication's days as things stand: what was posted, less the days that do not count.

use kernel::{Date, Instant};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    pubblica::esecutiva,
    referta::{Quale, certificato},
    rules::{fine, giorni_persi, termina},
    tables::{fatto, interruzione, pubblicazione, stato},
};

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conto {
    /// Days that do not count, in order.
    pub persi: Vec<Date>,
    /// The last day.
    pub fine: Date,
    /// From which day the act is enforceable or in force, where its publication decides that.
    pub esecutiva_dal: Option<Date>,
}

/// The facts of a publication, in order.
pub(crate) async fn fatti<C: ConnectionTrait>(
    connection: &C,
    riga: &pubblicazione::Model,
) -> Result<Vec<fatto::Model>, Error> {
    let select = fatto::Entity::find().filter(fatto::Column::PubblicazioneId.eq(riga.id));
    Ok(select.order_by_asc(fatto::Column::At).order_by_asc(fatto::Column::Id).all(connection).await?)
}

/// Counts the days of a publication. A day on which it was suspended at all does not count, nor one on which the albo was silent for
/// longer than the threshold of the day of posting.
///
/// # Errors
/// Those of the database.
pub(crate) async fn conta<C: ConnectionTrait>(
    connection: &C,
    riga: &pubblicazione::Model,
    now: Instant,
) -> Result<Conto, Error> {
    let mut select = interruzione::Entity::find().filter(interruzione::Column::FineAt.gt(riga.pubblicata_at));
    // What is certified is counted as it was then.
    if let Some(made) = certificato(connection, riga.id, Quale::Finale).await? {
        select = select.filter(interruzione::Column::RegistrataAt.lte(made.emessa_at));
    }
    let silenzi = select.all(connection).await?;
    let silenzi: Vec<(Instant, Instant)> =
        silenzi.into_iter().map(|one| (one.inizio_at.max(riga.pubblicata_at), one.fine_at)).collect();
    let mut persi = giorni_persi(&silenzi, riga.soglia_ore * 60);
    persi.extend(giorni_persi(&sospensioni(&fatti(connection, riga).await?, now), 0));
    persi.sort_unstable();
    persi.dedup();
    let giorni = u16::try_from(riga.giorni).unwrap_or_default();
    let fine = fine(riga.pubblicata_at.date(), giorni, riga.conta_primo, &persi);
    let esecutiva_dal = esecutiva(riga, fine, &persi);
    persi.retain(|day| *day <= fine);
    Ok(Conto { persi, fine, esecutiva_dal })
}

/// From when to when it was suspended; one that lasts, until now.
fn sospensioni(fatti: &[fatto::Model], now: Instant) -> Vec<(Instant, Instant)> {
    let mut all = Vec::new();
    let mut begun = None;
    for one in fatti {
        match (one.tipo.as_str(), begun) {
            ("sospensione", None) => begun = Some(one.at),
            ("ripresa", Some(from)) => {
                // Taken up again in the very instant, it was suspended all the same.
                all.push((from, one.at.max(from.plus_micros(1))));
                begun = None;
            }
            _ => {}
        }
    }
    all.extend(begun.map(|from| (from, now.max(from.plus_micros(1)))));
    all
}

/// Counts again, and writes the row of the lists where its end moved.
///
/// # Errors
/// Those of the ledger.
pub(crate) async fn riconta(
    tx: &mut Tx,
    riga: &pubblicazione::Model,
    before: stato::Model,
    stato: &str,
) -> Result<stato::Model, Error> {
    let now = tx.now();
    let conto = conta(tx, riga, now).await?;
    let after = stato::Model {
        stato: stato.to_owned(),
        fine_il: conto.fine,
        termina_at: termina(conto.fine),
        ..before.clone()
    };
    if after == before { Ok(before) } else { Ok(tx.update(&before, after).await?) }
}

/// The row of the lists of a publication.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub(crate) async fn stato_di<C: ConnectionTrait>(
    connection: &C,
    riga: &pubblicazione::Model,
) -> Result<stato::Model, Error> {
    let select = stato::Entity::find().filter(stato::Column::PubblicazioneId.eq(riga.id));
    select.one(connection).await?.ok_or(Error::NotFound)
}
