//! What lies in a fascicolo, in the order in which it was registered, of what one may see.

use authz::Who;
use ente::Ente;
use kernel::{Id, Instant};
use sea_orm::ConnectionTrait;

use super::{Fascicolo, tables::voce};
use crate::{
    correzione::{NOME, OGGETTO},
    error::Error,
    registrazione::{da_assegnare::DA_ASSEGNARE, elenca::Chiave as Posto},
    rules::Verso,
};

/// An entry in a fascicolo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// The row that holds it there.
    pub id: Id<voce::Entity>,
    /// The year of the entry.
    pub anno: i64,
    /// Its number.
    pub numero: i64,
    /// Which way it went.
    pub verso: Verso,
    /// When it was registered.
    pub registrata_at: Instant,
    /// What about.
    pub oggetto: String,
    /// The first sender or addressee.
    pub parte: Option<String>,
    /// Its class.
    pub classe: Option<String>,
    /// Whether it is annulled.
    pub annullata: bool,
    /// Whether it is confidential.
    pub riservata: bool,
    /// How many documents it has.
    pub documenti: i64,
    /// Whether it waits: for somebody to take it on, or to be given to someone.
    pub aspetta: bool,
}

/// At most `limit` entries of a fascicolo that `who` may see, after `dopo` in order of number. The caller has found the fascicolo
/// where `who` sees it.
///
/// # Errors
/// Those of the database.
pub async fn contenuto(
    ente: &Ente,
    who: &Who,
    fascicolo: &Fascicolo,
    dopo: Option<Posto>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    let (condition, values) = crate::visibilita::condition(who, 5);
    let (anno, numero) = dopo.unwrap_or((0, 0));
    let sql = format!(
        "SELECT v.id, r.anno, r.numero, r.verso, r.registrata_at, {OGGETTO} AS oggetto, r.riservata, s.classe, \
         s.annullata, {DA_ASSEGNARE} AS da_assegnare, \
         (SELECT {NOME} FROM protocollo_parte p WHERE p.registrazione_id = r.id ORDER BY p.ordine LIMIT 1) AS parte, \
         (SELECT COUNT(*) FROM protocollo_allegato d WHERE d.registrazione_id = r.id) AS documenti, \
         EXISTS (SELECT 1 FROM protocollo_assegnazione w WHERE w.registrazione_id = r.id AND w.stato = 'in_attesa' \
          AND w.tipo = 'competenza') AS in_attesa \
         FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         JOIN protocollo_stato s ON s.registrazione_id = r.id \
         WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL AND (r.anno, r.numero) > ($2, $3) AND {condition} \
         ORDER BY r.anno, r.numero LIMIT $4"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let places = [fascicolo.riga.id.into(), anno.into(), numero.into(), limit.into()].into_iter().chain(values);
    let read = ente.db().read().await?;
    db::rows(&read, &sql, places).await?.iter().map(leggi).collect()
}

fn leggi(row: &sea_orm::QueryResult) -> Result<Voce, Error> {
    let annullata: bool = row.try_get("", "annullata")?;
    let waits = row.try_get::<bool>("", "in_attesa")? || row.try_get::<bool>("", "da_assegnare")?;
    Ok(Voce {
        id: row.try_get("", "id")?,
        anno: row.try_get("", "anno")?,
        numero: row.try_get("", "numero")?,
        verso: Verso::from_code(&row.try_get::<String>("", "verso")?).unwrap_or(Verso::Arrivo),
        registrata_at: row.try_get("", "registrata_at")?,
        oggetto: row.try_get("", "oggetto")?,
        parte: row.try_get("", "parte")?,
        classe: row.try_get("", "classe")?,
        annullata,
        riservata: row.try_get("", "riservata")?,
        documenti: row.try_get("", "documenti")?,
        aspetta: waits && !annullata,
    })
}

/// How many entries of a fascicolo `who` may see.
///
/// # Errors
/// Those of the database.
pub(super) async fn conta<C: ConnectionTrait>(connection: &C, who: &Who, fascicolo: &Fascicolo) -> Result<i64, Error> {
    let (condition, values) = crate::visibilita::condition(who, 2);
    let sql = format!(
        "SELECT COUNT(*) AS n FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
         WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL AND {condition}"
    );
    let row = db::one(connection, &sql, std::iter::once(fascicolo.riga.id.into()).chain(values)).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "n"))?)
}
