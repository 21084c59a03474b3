//! Definitions in the making: a text for each code, kept while it is not in order too.

use authz::PersonId;
use iter::Definizione;
use kernel::Instant;
use ledger::Tx;
use sea_orm::{ConnectionTrait, QueryResult};

use crate::{Error, Materia, fatti::autore};

/// A definition that somebody works on. It need not be in order.
#[derive(Clone, Debug)]
pub struct Bozza {
    /// The definition's code.
    pub codice: String,
    /// Whose files it would carry.
    pub materia: String,
    /// What it says so far; kept as JSON.
    pub definizione: Definizione,
    /// Which saving this is, from 1.
    pub versione: i64,
    /// Who saved it last.
    pub autore_id: PersonId,
    /// When.
    pub at: Instant,
}

/// Bytes of a draft, at most.
const MAX_BYTES: usize = 256 * 1024;
const COLUMNS: &str = "codice, materia, testo, versione, autore_id, at";

fn bozza(row: &QueryResult) -> Result<Bozza, Error> {
    let testo: String = row.try_get("", "testo")?;
    Ok(Bozza {
        codice: row.try_get("", "codice")?,
        materia: row.try_get("", "materia")?,
        definizione: serde_json::from_str(&testo)?,
        versione: row.try_get("", "versione")?,
        autore_id: row.try_get("", "autore_id")?,
        at: row.try_get("", "at")?,
    })
}

/// All drafts, by code.
///
/// # Errors
/// Those of the database.
pub async fn bozze<C: ConnectionTrait>(connection: &C) -> Result<Vec<Bozza>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM iter_bozza ORDER BY codice");
    db::rows(connection, &sql, []).await?.iter().map(bozza).collect()
}

/// The draft of a code.
///
/// # Errors
/// Those of the database.
pub async fn leggi_bozza<C: ConnectionTrait>(connection: &C, codice: &str) -> Result<Option<Bozza>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM iter_bozza WHERE codice = $1");
    db::one(connection, &sql, [codice.into()]).await?.as_ref().map(bozza).transpose()
}

/// Saves a draft as it is, in order or not: `visto` is the saving upon which the person worked, 0 for a new one.
/// Gives the new saving's number.
///
/// # Errors
/// When another saved it in the meantime, or the text is too long to be read again; those of the database.
pub async fn salva_bozza(
    tx: Tx,
    materia: &dyn Materia,
    definizione: &Definizione,
    visto: i64,
) -> Result<(Tx, i64), Error> {
    let Some(chi) = autore(&tx) else { return Err(Error::no("Una bozza la scrive una persona.")) };
    let testo = serde_json::to_string(definizione)?;
    if testo.len() > MAX_BYTES {
        return Err(Error::no("La bozza è troppo lunga: togli degli stati o dei passi, oppure dividila in più iter."));
    }
    let (codice, next) = (definizione.codice.as_str(), visto.saturating_add(1));
    let values = [codice.into(), materia.codice().into(), testo.into(), next.into(), chi.into(), tx.now().into()];
    // Upon a saving only what is there is changed: a draft that was put in force or thrown away does not come back by it.
    let saved = if visto == 0 {
        let sql = "INSERT INTO iter_bozza (codice, materia, testo, versione, autore_id, at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (codice) DO NOTHING";
        db::execute(&tx, sql, values).await?
    } else {
        let sql = "UPDATE iter_bozza SET testo = $3, versione = $4, autore_id = $5, at = $6 \
                   WHERE codice = $1 AND materia = $2 AND versione = $4 - 1";
        db::execute(&tx, sql, values).await?
    };
    if saved.rows_affected() == 0 {
        return Err(Error::no(
            "Nel frattempo qualcun altro ha salvato questa bozza, o l'ha chiusa: ricarica la pagina e guarda che cosa è \
             cambiato.",
        ));
    }
    Ok((tx, next))
}

/// Throws a draft away.
///
/// # Errors
/// Those of the database.
pub async fn togli_bozza(tx: Tx, codice: &str) -> Result<Tx, Error> {
    fatta(&tx, codice).await?;
    Ok(tx)
}

pub(crate) async fn fatta(tx: &Tx, codice: &str) -> Result<(), Error> {
    db::execute(tx, "DELETE FROM iter_bozza WHERE codice = $1", [codice.into()]).await?;
    Ok(())
}
