//! Many acts as checks look at them, for lists: with as many queries as for one.

use std::collections::HashMap;

use kernel::Uuid;
use pratiche::Vista;
use prose::Prose;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Value};

use crate::{
    error::Error,
    parole::Soggetto,
    tables::{allegato, stato, versione},
    testo,
    valori::Valori,
};

/// Of these acts those that are there, by id.
///
/// # Errors
/// When what was kept of one cannot be read; those of the database.
pub(crate) async fn soggetti(vista: &Vista<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Soggetto>, Error> {
    let select = stato::Entity::find().filter(stato::Column::AttoId.is_in(ids.iter().copied()));
    let rows = select.all(vista).await?;
    let mut texts = testi(vista, &rows).await?;
    let mut beside = allegati(vista, ids).await?;
    let open = commenti(vista, ids).await?;
    let mut drafts = Vec::with_capacity(rows.len());
    for row in rows {
        let text = texts.remove(&row.atto_id.uuid()).ok_or(Error::NotFound)?;
        drafts.push((row, text));
    }
    let named: Vec<(&stato::Model, &Prose)> = drafts.iter().map(|(row, text)| (row, text)).collect();
    let values = Valori::di_molti(vista, &named).await?;
    let mut all = HashMap::with_capacity(drafts.len());
    for ((row, text), values) in drafts.into_iter().zip(values) {
        let id = row.atto_id.uuid();
        let comments = open.get(&id).copied().unwrap_or_default();
        all.insert(id, Soggetto::nuovo(row, (text, values), beside.remove(&id).unwrap_or_default(), comments)?);
    }
    Ok(all)
}

/// Their texts as they stand: the version that was fixed, or what is being written.
async fn testi(vista: &Vista<'_>, rows: &[stato::Model]) -> Result<HashMap<Uuid, Prose>, Error> {
    let mut texts = HashMap::with_capacity(rows.len());
    let closed: Vec<&stato::Model> = rows.iter().filter(|row| row.chiuso).collect();
    let fixed = closed.iter().fold(Condition::any(), |any, row| {
        let own = Condition::all().add(versione::Column::AttoId.eq(row.atto_id));
        any.add(own.add(versione::Column::N.eq(row.versione)))
    });
    if !closed.is_empty() {
        for version in versione::Entity::find().filter(fixed).all(vista).await? {
            texts.insert(version.atto_id.uuid(), testo::leggi(&version.testo)?);
        }
    }
    let written: Vec<Uuid> = rows.iter().map(|row| row.atto_id.uuid()).filter(|id| !texts.contains_key(id)).collect();
    let sql = "SELECT atto_id, testo FROM atti_bozza WHERE atto_id IN";
    for row in fra(vista, sql, "", &written).await? {
        let text: String = row.try_get("", "testo")?;
        texts.insert(row.try_get("", "atto_id")?, testo::leggi(&text)?);
    }
    Ok(texts)
}

async fn allegati(vista: &Vista<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<allegato::Model>>, Error> {
    let select = allegato::Entity::find().filter(allegato::Column::AttoId.is_in(ids.iter().copied()));
    let mut beside: HashMap<Uuid, Vec<allegato::Model>> = HashMap::new();
    for row in select.order_by_asc(allegato::Column::Posizione).all(vista).await? {
        beside.entry(row.atto_id.uuid()).or_default().push(row);
    }
    Ok(beside)
}

/// How many comments are open, where there are any.
async fn commenti(vista: &Vista<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, u64>, Error> {
    let sql = "SELECT atto_id, COUNT(*) AS n FROM atti_commento WHERE chiuso_at IS NULL AND atto_id IN";
    let mut open = HashMap::new();
    for row in fra(vista, sql, " GROUP BY atto_id", ids).await? {
        open.insert(row.try_get("", "atto_id")?, row.try_get::<i64>("", "n")?.unsigned_abs());
    }
    Ok(open)
}

/// The rows of a query whose text ends with a list of these ids, and then with `after`.
async fn fra(vista: &Vista<'_>, sql: &str, after: &str, ids: &[Uuid]) -> Result<Vec<sea_orm::QueryResult>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let sql = format!("{sql} ({}){after}", places.join(", "));
    Ok(db::rows(vista, &sql, ids.iter().map(|id| Value::from(*id))).await?)
}
