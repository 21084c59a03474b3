//! To read the repertories and what stands in one, year by year.

use authz::Who;
use ente::Ente;
use kernel::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    RepertorioId,
    tabelle::{repertorio, voce},
};
use crate::{correzione::OGGETTO, error::Error, permissions::CONSULTA, rules::RegistrazioneId, visibilita};

/// A repertory, and how many documents it has.
#[derive(Clone, Debug)]
pub struct Repertorio {
    /// Itself.
    pub riga: repertorio::Model,
    /// How many of this year's documents `who` may see.
    pub quest_anno: i64,
}

/// The repertories, in order of name.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<Repertorio>, Error> {
    who.require(&CONSULTA)?;
    let anno = i64::from(ente.ledger.now().year());
    let read = ente.db().read().await?;
    let rows = repertorio::Entity::find().order_by_asc(repertorio::Column::Nome).all(&read).await?;
    let (visible, values) = visibilita::condition(who, 2);
    // From the repertories, which are few: so their index gives the numbers of one year, and those of the years before are not read.
    let sql = format!(
        "SELECT v.repertorio_id, COUNT(*) AS n FROM protocollo_repertorio p CROSS JOIN protocollo_repertorio_voce v \
         JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         WHERE v.repertorio_id = p.id AND v.anno = $1 AND {visible} GROUP BY v.repertorio_id"
    );
    let mut counts: Vec<(RepertorioId, i64)> = Vec::new();
    for row in db::rows(&read, &sql, std::iter::once(anno.into()).chain(values)).await? {
        counts.push((row.try_get("", "repertorio_id")?, row.try_get("", "n")?));
    }
    let count = |id: RepertorioId| counts.iter().find(|(known, _)| *known == id).map_or(0, |(_, n)| *n);
    Ok(rows.into_iter().map(|riga| Repertorio { quest_anno: count(riga.id), riga }).collect())
}

/// One repertory.
///
/// # Errors
/// A missing permission; [`Error::RepertorioAssente`]; those of the database.
pub async fn vedi(ente: &Ente, who: &Who, id: RepertorioId) -> Result<repertorio::Model, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    repertorio::Entity::find_by_id(id).one(&read).await?.ok_or(Error::RepertorioAssente)
}

/// An entry with both its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// Its number in the repertory.
    pub numero: i64,
    /// When it was registered.
    pub registrata_at: Instant,
    /// Year and number of the protocol.
    pub protocollo: (i64, i64),
    /// What it is about.
    pub oggetto: String,
    /// Whether it is annulled.
    pub annullata: bool,
}

/// The entries of a year that `who` may see, before `prima_di`, the last first, at most `limit`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn voci(
    ente: &Ente,
    who: &Who,
    id: RepertorioId,
    anno: i64,
    prima_di: Option<i64>,
    limit: usize,
) -> Result<Vec<Voce>, Error> {
    who.require(&CONSULTA)?;
    let (visible, values) = visibilita::condition(who, 4);
    let sql = format!(
        "SELECT v.numero, r.registrata_at, r.anno AS anno_p, r.numero AS numero_p, s.annullata, \
         {OGGETTO} AS oggetto FROM protocollo_repertorio_voce v \
         JOIN protocollo_registrazione r ON r.id = v.registrazione_id JOIN protocollo_stato s ON s.registrazione_id = r.id \
         WHERE v.repertorio_id = $1 AND v.anno = $2 AND v.numero < $3 AND {visible} ORDER BY v.numero DESC LIMIT {}",
        limit.min(1_000)
    );
    let places = [id.into(), anno.into(), prima_di.unwrap_or(i64::MAX).into()].into_iter().chain(values);
    let read = ente.db().read().await?;
    let voce = |row: &sea_orm::QueryResult| {
        Ok(Voce {
            numero: row.try_get("", "numero")?,
            registrata_at: row.try_get("", "registrata_at")?,
            protocollo: (row.try_get("", "anno_p")?, row.try_get("", "numero_p")?),
            oggetto: row.try_get("", "oggetto")?,
            annullata: row.try_get("", "annullata")?,
        })
    };
    db::rows(&read, &sql, places).await?.iter().map(voce).collect()
}

/// In which repertory an entry stands, and its number there. The caller has found the entry where it may be seen.
///
/// # Errors
/// Those of the database.
pub(crate) async fn della_registrazione(
    ente: &Ente,
    id: RegistrazioneId,
) -> Result<Option<(repertorio::Model, voce::Model)>, Error> {
    let read = ente.db().read().await?;
    let Some(voce) = voce::Entity::find().filter(voce::Column::RegistrazioneId.eq(id)).one(&read).await? else {
        return Ok(None);
    };
    let repertorio = repertorio::Entity::find_by_id(voce.repertorio_id).one(&read).await?;
    Ok(repertorio.map(|repertorio| (repertorio, voce)))
}
