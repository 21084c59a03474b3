//! Lists of files by where they are.

use std::collections::BTreeMap;

use authz::{UnitId, Who};
use kernel::{Date, Instant, Uuid};
use sea_orm::{QueryResult, Value};
use serde::Serialize;

use crate::{Cursore, DefinizioneId, Error, Materia, PraticaId, Vista, materia::taciute, scrivania::intestazioni};

/// Which files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cerca {
    /// Of this definition.
    pub codice: String,
    /// In this state; in any, if absent.
    pub stato: Option<String>,
    /// Of this unit; of any, if absent.
    pub ufficio: Option<UnitId>,
    /// Whether those that ended are wanted, or those that run.
    pub concluse: bool,
}

/// A file in one of its places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Voce {
    /// The file.
    pub pratica: PraticaId,
    /// What the office calls it.
    pub testo: String,
    /// Its page.
    pub href: String,
    /// The state's code.
    pub stato: String,
    /// As people call it.
    pub nome_stato: String,
    /// Since when it is there.
    pub dal: Instant,
    /// By when the first of its terms ends.
    pub entro: Option<Date>,
    /// The version that it follows.
    pub definizione: DefinizioneId,
}

/// The files that are there, the longest first, after `dopo`: those alone that `who` may see, so that a page may have
/// fewer than `limite` though more follow. The cursor of what follows comes with it.
///
/// # Errors
/// Those of the database, and of the office.
pub async fn elenca(
    vista: &Vista<'_>,
    materia: &dyn Materia,
    who: &Who,
    cerca: &Cerca,
    dopo: Option<Cursore>,
    limite: u64,
) -> Result<(Vec<Voce>, Option<Cursore>), Error> {
    let after = dopo.unwrap_or(Cursore { dal: Instant::from_micros(i64::MIN), pratica: Uuid::nil().into() });
    let mut values: Vec<Value> = vec![
        materia.codice().into(),
        cerca.codice.clone().into(),
        cerca.concluse.into(),
        after.dal.into(),
        after.pratica.into(),
    ];
    let mut more = String::new();
    if let Some(stato) = &cerca.stato {
        values.push(stato.clone().into());
        more.push_str(&format!(" AND s.stato = ${}", values.len()));
    }
    if let Some(ufficio) = cerca.ufficio {
        values.push(ufficio.into());
        more.push_str(&format!(" AND s.ufficio_id = ${}", values.len()));
    }
    let limite = limite.clamp(1, 200);
    let sql = format!(
        "SELECT s.pratica_id, s.oggetto_id, s.stato, s.nome, s.dal, s.definizione_id, (SELECT MIN(t.scade) \
         FROM iter_scadenza t WHERE t.pratica_id = s.pratica_id) AS entro FROM iter_stato s WHERE s.materia = $1 \
         AND s.codice = $2 AND s.fine = $3 AND (s.dal > $4 OR (s.dal = $4 AND s.pratica_id > $5)){more} \
         ORDER BY s.dal, s.pratica_id LIMIT {limite}"
    );
    let rows = db::rows(vista, &sql, values).await?;
    let read: Vec<(Uuid, Voce)> = rows.iter().map(voce).collect::<Result<_, _>>()?;
    let full = u64::try_from(read.len()).unwrap_or(u64::MAX) >= limite;
    let next = read.last().map(|(_, one)| Cursore { dal: one.dal, pratica: one.pratica }).filter(|_| full);
    let things = read.iter().map(|(id, _)| (materia.codice().to_owned(), *id)).collect();
    let heads = intestazioni(vista, &[materia], who, things).await?;
    let seen = |(id, one): (Uuid, Voce)| {
        let head = heads.get(&(materia.codice().to_owned(), id))?;
        Some(Voce { testo: head.testo.clone(), href: head.href.clone(), ..one })
    };
    Ok((read.into_iter().filter_map(seen).collect(), next))
}

fn voce(row: &QueryResult) -> Result<(Uuid, Voce), sea_orm::DbErr> {
    let voce = Voce {
        pratica: row.try_get("", "pratica_id")?,
        testo: String::new(),
        href: String::new(),
        stato: row.try_get("", "stato")?,
        nome_stato: row.try_get("", "nome")?,
        dal: row.try_get("", "dal")?,
        entro: row.try_get("", "entro")?,
        definizione: row.try_get("", "definizione_id")?,
    };
    Ok((row.try_get("", "oggetto_id")?, voce))
}

/// How many files run by each version of a definition; what is confidential is counted for those alone who may see it
/// ([`Materia::taciute`]).
///
/// # Errors
/// Those of the database.
pub async fn conta_per_versione(
    vista: &Vista<'_>,
    (materia, who): (&dyn Materia, &Who),
    codice: &str,
) -> Result<Vec<(DefinizioneId, u64)>, Error> {
    let sql = "SELECT DISTINCT s.definizione_id, s.pratica_id, s.oggetto_id FROM iter_stato s \
               WHERE s.materia = $1 AND s.codice = $2 AND s.fine = $3";
    let values = [materia.codice().into(), codice.into(), false.into()];
    let mut running: Vec<(DefinizioneId, Uuid)> = Vec::new();
    for row in db::rows(vista, sql, values).await? {
        running.push((row.try_get("", "definizione_id")?, row.try_get("", "oggetto_id")?));
    }
    let things: Vec<Uuid> = running.iter().map(|(_, thing)| *thing).collect();
    let hidden = taciute(vista, (materia, who), &things).await?;
    let mut counted: BTreeMap<DefinizioneId, u64> = BTreeMap::new();
    for (version, _) in running.iter().filter(|(_, thing)| !hidden.contains(thing)) {
        *counted.entry(*version).or_default() += 1;
    }
    Ok(counted.into_iter().collect())
}

/// The open files of a matter, by id, after `dopo`: for work upon all of them.
///
/// # Errors
/// Those of the database.
pub async fn aperte(
    vista: &Vista<'_>,
    materia: &dyn Materia,
    dopo: Option<PraticaId>,
    limite: u64,
) -> Result<Vec<PraticaId>, Error> {
    let after = dopo.unwrap_or_else(|| Uuid::nil().into());
    let sql = format!(
        "SELECT DISTINCT s.pratica_id FROM iter_stato s WHERE s.materia = $1 AND s.fine = $2 AND s.pratica_id > $3 \
         ORDER BY s.pratica_id LIMIT {limite}"
    );
    let values = [materia.codice().into(), false.into(), after.into()];
    let mut found = Vec::new();
    for row in db::rows(vista, &sql, values).await? {
        found.push(row.try_get("", "pratica_id")?);
    }
    Ok(found)
}
