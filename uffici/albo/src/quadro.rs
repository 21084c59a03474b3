//! How long acts wait between adoption and posting.

use authz::Who;
use ente::Ente;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{error::Error, permissions::CONSULTA, regole::regole, rules::ritardo, tables::pubblicazione};

/// Days that are looked back upon.
pub(crate) const GIORNI: i64 = 365;
/// Publications that are looked at.
const MOST: u64 = 20_000;
/// Late ones that are shown.
const TARDIVE: usize = 50;
/// Columns of the chart: the same day, one, two … and more.
pub(crate) const COLONNE: usize = 11;

/// The figures of a year.
#[derive(Clone, Debug)]
pub struct Quadro {
    /// How many were posted after so many days; the last of them, and more.
    pub per_giorni: [i64; COLONNE],
    /// Acts of which the day of adoption is known.
    pub con_data: i64,
    /// From how many working days on it is late.
    pub allarme: u16,
    /// How many are late.
    pub tardive_in_tutto: usize,
    /// The late ones, the newest first, with their working days.
    pub tardive: Vec<(pubblicazione::Model, usize)>,
}

/// Counts them.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn quadro(ente: &Ente, who: &Who) -> Result<Quadro, Error> {
    who.require(&CONSULTA)?;
    let from = ente.ledger.now().plus_seconds(-GIORNI * 86_400);
    let read = ente.db().read().await?;
    let allarme = regole(&read).await?.allarme_giorni;
    let rows = pubblicazione::Entity::find()
        .filter(pubblicazione::Column::PubblicataAt.gte(from))
        .filter(pubblicazione::Column::AdottatoIl.is_not_null())
        .filter(pubblicazione::Column::Esterno.eq(false))
        .filter(pubblicazione::Column::RipubblicaId.is_null())
        .order_by_desc(pubblicazione::Column::PubblicataAt)
        .limit(MOST)
        .all(&read)
        .await?;
    let mut quadro =
        Quadro { per_giorni: [0; COLONNE], con_data: 0, allarme, tardive_in_tutto: 0, tardive: Vec::new() };
    for row in rows {
        let Some(adottato) = row.adottato_il else { continue };
        let (all, worked) = ritardo(adottato, row.pubblicata_at.date());
        let column = usize::try_from(all).unwrap_or_default().min(COLONNE - 1);
        quadro.per_giorni[column] += 1;
        quadro.con_data += 1;
        if worked >= usize::from(allarme) {
            quadro.tardive_in_tutto += 1;
            if quadro.tardive.len() < TARDIVE {
                quadro.tardive.push((row, worked));
            }
        }
    }
    Ok(quadro)
}
