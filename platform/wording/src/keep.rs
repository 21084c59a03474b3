//! The versions: rows that are added and never change.

use std::collections::BTreeMap;

use authz::Who;
use kernel::{Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Checked, Error, Paper, TESTI, version};

/// Characters of the longest reason.
const REASON: usize = 500;

/// What comes with a new version.
#[derive(Clone, Copy, Debug)]
pub struct NewWords<'a> {
    /// Why.
    pub reason: &'a str,
    /// The version that its writer had before them: 0 where there was none. Another one means that somebody was quicker.
    pub over: i64,
}

/// The version that is there now; none where the ente never wrote any.
///
/// # Errors
/// Those of the database.
pub async fn current<C: ConnectionTrait>(
    connection: &C,
    paper: &'static Paper,
) -> Result<Option<version::Model>, db::Error> {
    Ok(versions(connection, paper, 1).await?.into_iter().next())
}

/// The version that was there at an instant.
pub(crate) async fn in_force<C: ConnectionTrait>(
    connection: &C,
    paper: &'static Paper,
    at: Instant,
) -> Result<Option<version::Model>, db::Error> {
    let select = version::Entity::find()
        .filter(version::Column::Paper.eq(paper.name()))
        .filter(version::Column::WrittenAt.lte(at))
        .order_by_desc(version::Column::Number);
    Ok(select.one(connection).await?)
}

/// The last versions, at most `most`, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn versions<C: ConnectionTrait>(
    connection: &C,
    paper: &'static Paper,
    most: u64,
) -> Result<Vec<version::Model>, db::Error> {
    let select =
        version::Entity::find().filter(version::Column::Paper.eq(paper.name())).order_by_desc(version::Column::Number);
    Ok(select.limit(most).all(connection).await?)
}

/// The texts of a version by part; none where it is the shipped ones.
pub fn texts_of(row: &version::Model) -> Option<BTreeMap<String, String>> {
    serde_json::from_str(row.words.as_deref()?).ok()
}

/// A reason in one line.
///
/// # Errors
/// One that is empty or too long.
pub fn told(reason: &str) -> Result<String, Refusal> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() || reason.chars().count() > REASON {
        return Err(Refusal::beside("motivo", format!("Scrivi perché li cambi, con al massimo {REASON} caratteri.")));
    }
    Ok(reason)
}

/// Writes a new version, in a transaction of the caller's. Its number.
///
/// # Errors
/// A missing permission; all that stands in the way: a reason that is not told, somebody who was quicker, words that are there already; those
/// of the database.
pub async fn save(tx: &mut Tx, who: &Who, checked: &Checked, new: &NewWords<'_>) -> Result<i64, Error> {
    let words = serde_json::to_string(&checked.texts)?;
    add(tx, who, checked.paper, Some(words), new).await
}

/// Goes back to the words of the program, in a transaction of the caller's. The number of the version that says so.
///
/// # Errors
/// As [`save`].
pub async fn put_back(tx: &mut Tx, who: &Who, paper: &'static Paper, new: &NewWords<'_>) -> Result<i64, Error> {
    add(tx, who, paper, None, new).await
}

async fn add(
    tx: &mut Tx,
    who: &Who,
    paper: &'static Paper,
    words: Option<String>,
    new: &NewWords<'_>,
) -> Result<i64, Error> {
    who.require(&TESTI)?;
    db::alone(tx, "wording_version").await?;
    let now = current(tx, paper).await?;
    let number = now.as_ref().map_or(0, |row| row.number);
    let mut refusal = Refusal::default();
    if number != new.over {
        refusal.add(
            None,
            format!("Mentre scrivevi qualcuno ha salvato la versione {number} di questi testi: apri di nuovo la pagina, leggila e riporta lì i tuoi."),
        );
    } else if now.and_then(|row| row.words) == words {
        let sentence = match words {
            Some(_) => "Questi sono già i testi in uso: non c'è niente da salvare.",
            None => "I testi in uso sono già quelli del programma.",
        };
        refusal.add(None, sentence);
    }
    let reason = told(new.reason).map_err(|no| refusal.reasons.extend(no.reasons)).unwrap_or_default();
    refusal.unless_empty(())?;
    let row = version::Model {
        id: tx.id(),
        paper: paper.name().to_owned(),
        number: number + 1,
        words,
        reason,
        written_by: who.person,
        written_at: tx.now(),
    };
    Ok(tx.insert(row).await?.number)
}

/// What is there now of one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Now {
    /// The paper's name.
    pub paper: String,
    /// The number of the version.
    pub number: i64,
    /// Whether the words are the ente's; else those of the program.
    pub own: bool,
    /// Since when.
    pub at: Instant,
}

/// What is there now of every paper that was ever worded, in one query.
///
/// # Errors
/// Those of the database.
pub async fn all_current<C: ConnectionTrait>(connection: &C) -> Result<Vec<Now>, db::Error> {
    let sql = "SELECT v.paper, v.number, v.words, v.written_at FROM wording_version v \
               WHERE v.number = (SELECT MAX(o.number) FROM wording_version o WHERE o.paper = v.paper)";
    let now = |row: sea_orm::QueryResult| -> Result<Now, db::Error> {
        Ok(Now {
            paper: row.try_get("", "paper")?,
            number: row.try_get("", "number")?,
            own: row.try_get::<Option<String>>("", "words")?.is_some(),
            at: Instant::from_micros(row.try_get("", "written_at")?),
        })
    };
    db::rows(connection, sql, []).await?.into_iter().map(now).collect()
}
