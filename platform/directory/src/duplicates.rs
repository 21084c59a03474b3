//! Subjects that may be one: found by what they share, each time with the reason, for a person to decide.

use std::collections::{BTreeSet, HashMap, HashSet};

use authz::Who;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use crate::{
    CONSULTA, Error, SubjectId, UNISCI, codes,
    compare::{names_equal, shared},
    distinct,
    find::{IDS_AT_ONCE, find},
    new::tidy,
    recognise::{MAX_ALIKE, of_base, with},
    subject,
    words::whole,
};

/// By what two subjects are found, in the order of how much it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The same tax code or VAT number, also one against the other.
    #[default]
    Code,
    /// The same PEC.
    Pec,
    /// The same name, where nothing says that they are two.
    Name,
    /// Tax codes that differ only by the letters of omocodia, and the same name.
    Omocodia,
}

impl By {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Code, Self::Pec, Self::Name, Self::Omocodia];

    /// As it stands in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "codice",
            Self::Pec => "pec",
            Self::Name => "nome",
            Self::Omocodia => "omocodia",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Code => "Stesso codice",
            Self::Pec => "Stessa PEC",
            Self::Name => "Stesso nome",
            Self::Omocodia => "Omocodia",
        }
    }

    /// The one that is written so; the first, where it is none.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|by| by.word() == word).unwrap_or_default()
    }
}

/// Two that may be one: the older first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one that was written down first.
    pub first: subject::Model,
    /// The other.
    pub second: subject::Model,
    /// All that they share, each a few words: "lo stesso codice fiscale".
    pub why: Vec<&'static str>,
}

/// A page of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// What to give as `after` for more, where there may be some.
    pub next: Option<String>,
}

/// Keys that are looked at together, and how often at most for one page.
const KEYS: u64 = 50;
const TURNS: usize = 20;
/// How many of those with one key are compared with all the younger ones.
const ROUNDS: usize = 20;

/// Pairs that nobody has decided yet, in the order of what they share; those after `after`, about `limit` of them.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn duplicates<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    by: By,
    after: Option<&str>,
    limit: usize,
) -> Result<Pairs, Error> {
    who.require(&CONSULTA)?;
    let mut pairs = Vec::new();
    let mut after = after.unwrap_or_default().to_owned();
    for _ in 0..TURNS {
        let keys = keys(connection, by, &after).await?;
        let Some(last) = keys.last() else { return Ok(Pairs { pairs, next: None }) };
        let whole_page = keys.len() as u64 >= KEYS;
        after.clone_from(last);
        let mut all = of_keys(connection, by, &keys).await?;
        let ids: Vec<SubjectId> = all.values().flatten().map(|row| row.id).collect();
        let decided = decided_among(connection, &ids).await?;
        for key in &keys {
            let mut same = all.remove(key).unwrap_or_default();
            same.sort_unstable_by_key(|row| row.id);
            pairs.extend(paired(same, by, &decided));
            if pairs.len() >= limit {
                return Ok(Pairs { pairs, next: Some(key.clone()) });
            }
        }
        if !whole_page {
            return Ok(Pairs { pairs, next: None });
        }
    }
    Ok(Pairs { pairs, next: Some(after) })
}

/// What several living subjects share, after a key, in order.
async fn keys<C: ConnectionTrait>(connection: &C, by: By, after: &str) -> Result<Vec<String>, Error> {
    let sql = match by {
        By::Code => format!(
            "SELECT t.k AS k FROM (SELECT tax_code AS k, id FROM directory_subject WHERE merged_into IS NULL AND tax_code > $1 \
             UNION SELECT vat_number AS k, id FROM directory_subject WHERE merged_into IS NULL AND vat_number > $1) t \
             GROUP BY t.k HAVING COUNT(*) > 1 ORDER BY t.k LIMIT {KEYS}"
        ),
        By::Pec => format!(
            "SELECT pec AS k FROM directory_subject WHERE merged_into IS NULL AND pec > $1 GROUP BY pec HAVING COUNT(*) > 1 \
             ORDER BY pec LIMIT {KEYS}"
        ),
        By::Name => format!(
            "SELECT w.word AS k FROM directory_word w JOIN directory_subject s ON s.id = w.subject_id \
             WHERE w.word > $1 AND w.word >= '=' AND w.word < '>' AND s.merged_into IS NULL GROUP BY w.word \
             HAVING COUNT(*) > 1 ORDER BY w.word LIMIT {KEYS}"
        ),
        // Digits come before letters in every order: a letter where a digit belongs is an omocodia.
        By::Omocodia => format!(
            "SELECT tax_code AS k FROM directory_subject WHERE merged_into IS NULL AND tax_code > $1 AND LENGTH(tax_code) = 16 \
             AND code_note IS NULL AND ({}) GROUP BY tax_code ORDER BY tax_code LIMIT {KEYS}",
            [7, 8, 10, 11, 13, 14, 15]
                .map(|place| format!("SUBSTR(tax_code, {place}, 1) NOT IN ('0','1','2','3','4','5','6','7','8','9')"))
                .join(" OR ")
        ),
    };
    let rows = db::rows(connection, &sql, [after.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "k")?)).collect()
}

async fn bearers<C: ConnectionTrait>(connection: &C, by: By, key: &str) -> Result<Vec<subject::Model>, Error> {
    match by {
        By::Code => with(connection, "merged_into IS NULL AND (tax_code = $1 OR vat_number = $1)", key).await,
        By::Pec => with(connection, "merged_into IS NULL AND pec = $1", key).await,
        By::Name => {
            let bears = "merged_into IS NULL AND id IN (SELECT subject_id FROM directory_word WHERE word = $1)";
            with(connection, bears, key).await
        }
        By::Omocodia => {
            let Some(base) = codes::without_omocodia(key) else { return Ok(Vec::new()) };
            let mut same = of_base(connection, &base).await?;
            same.retain(|row| row.merged_into.is_none());
            Ok(same)
        }
    }
}

/// Who bears each of these keys, all read together.
async fn of_keys<C: ConnectionTrait>(
    connection: &C,
    by: By,
    keys: &[String],
) -> Result<HashMap<String, Vec<subject::Model>>, Error> {
    let mut all: HashMap<String, Vec<subject::Model>> = HashMap::new();
    let places: Vec<String> = (1..=keys.len()).map(|place| format!("${place}")).collect();
    let places = places.join(", ");
    let borne = match by {
        By::Code => format!(
            "SELECT tax_code AS k, id FROM directory_subject WHERE merged_into IS NULL AND tax_code IN ({places}) \
             UNION SELECT vat_number AS k, id FROM directory_subject WHERE merged_into IS NULL AND vat_number IN ({places})"
        ),
        By::Pec => {
            format!("SELECT pec AS k, id FROM directory_subject WHERE merged_into IS NULL AND pec IN ({places})")
        }
        By::Name => format!(
            "SELECT w.word AS k, s.id AS id FROM directory_word w JOIN directory_subject s ON s.id = w.subject_id \
             WHERE s.merged_into IS NULL AND w.word IN ({places})"
        ),
        // Each is a range of words of its own.
        By::Omocodia => {
            for key in keys {
                all.insert(key.clone(), bearers(connection, by, key).await?);
            }
            return Ok(all);
        }
    };
    let sql = format!(
        "SELECT k, id FROM (SELECT b.k AS k, b.id AS id, ROW_NUMBER() OVER (PARTITION BY b.k ORDER BY b.id) AS place \
         FROM ({borne}) b) ranked WHERE place <= {MAX_ALIKE}"
    );
    let mut pairs: Vec<(String, SubjectId)> = Vec::new();
    for row in &db::rows(connection, &sql, keys.iter().map(|key| key.as_str().into())).await? {
        pairs.push((row.try_get("", "k")?, row.try_get("", "id")?));
    }
    let ids: Vec<SubjectId> = pairs.iter().map(|(_, id)| *id).collect();
    let rows = find(connection, &ids).await?;
    for (key, id) in pairs {
        all.entry(key).or_default().extend(rows.get(&id).cloned());
    }
    Ok(all)
}

/// The oldest with each of the others, where they have something to do with each other and nobody has decided; then those that
/// were not found to be the oldest among themselves.
fn paired(mut same: Vec<subject::Model>, by: By, decided: &HashSet<(SubjectId, SubjectId)>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        let mut others = same.into_iter();
        let Some(first) = others.next() else { break };
        let mut rest = Vec::new();
        for second in others {
            let why = shared(&first, &second).filter(|_| by != By::Omocodia || names_equal(&first, &second));
            match why.filter(|_| !decided.contains(&(first.id, second.id))) {
                Some(why) => pairs.push(Pair { first: first.clone(), second, why }),
                None => rest.push(second),
            }
        }
        same = rest;
    }
    pairs
}

/// Which of these somebody said to be two: the older first, as they are kept.
async fn decided_among<C: ConnectionTrait>(
    connection: &C,
    ids: &[SubjectId],
) -> Result<HashSet<(SubjectId, SubjectId)>, Error> {
    let mut all = HashSet::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let rows = distinct::Entity::find().filter(distinct::Column::FirstId.is_in(chunk.iter().copied()));
        all.extend(rows.all(connection).await?.into_iter().map(|row| (row.first_id, row.second_id)));
    }
    Ok(all)
}

/// Those of whom somebody said that they are not this one.
async fn decided_of<C: ConnectionTrait>(connection: &C, id: SubjectId) -> Result<HashSet<SubjectId>, Error> {
    let sql = "SELECT second_id AS id FROM directory_distinct WHERE first_id = $1 \
               UNION SELECT first_id AS id FROM directory_distinct WHERE second_id = $1";
    let rows = db::rows(connection, sql, [id.into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// The subjects that may be the same as one, for whoever looks at it, at most ten; those that were decided are left out.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn alike<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    of: &subject::Model,
) -> Result<Vec<(subject::Model, Vec<&'static str>)>, Error> {
    who.require(&CONSULTA)?;
    let decided = decided_of(connection, of.id).await?;
    let mut found: HashMap<SubjectId, subject::Model> = HashMap::new();
    let mut asked: Vec<(By, String)> = Vec::new();
    let codes: BTreeSet<&String> = [&of.tax_code, &of.vat_number].into_iter().flatten().collect();
    asked.extend(codes.into_iter().map(|code| (By::Code, code.clone())));
    asked.extend(of.tax_code.iter().map(|code| (By::Omocodia, code.clone())));
    asked.extend(of.pec.iter().map(|pec| (By::Pec, pec.clone())));
    asked.push((By::Name, whole(&of.name_folded)));
    for (by, key) in asked {
        let same = bearers(connection, by, &key).await?;
        let named = same.into_iter().filter(|row| by != By::Omocodia || names_equal(row, of));
        found.extend(named.map(|row| (row.id, row)));
    }
    let mut all: Vec<_> = found
        .into_values()
        .filter(|row| row.id != of.id && !decided.contains(&row.id))
        .filter_map(|row| shared(of, &row).map(|why| (row, why)))
        .collect();
    all.sort_by_key(|(row, why)| (std::cmp::Reverse(why.len()), row.id));
    all.truncate(10);
    Ok(all)
}

/// Remembers that two subjects are two: they are not proposed again.
///
/// # Errors
/// Without the permission; the reasons why it makes no sense; those of the database.
pub async fn are_two(
    who: &Who,
    tx: &mut Tx,
    a: SubjectId,
    b: SubjectId,
    note: Option<&str>,
) -> Result<distinct::Model, Error> {
    who.require(&UNISCI)?;
    let (first, second) = (a.min(b), a.max(b));
    let rows = find(&*tx, &[first, second]).await?;
    let alive = |id: SubjectId| rows.get(&id).is_some_and(|row| row.id == id);
    if first == second || !alive(first) || !alive(second) {
        let sentence =
            "Una delle due schede non c'è più: forse nel frattempo è stata unita. Ricarica l'elenco dei doppioni.";
        return Err(Refusal::because(sentence).into());
    }
    // Two who decide the same at once: one waits for the other at the gate, and then finds it.
    let gate = format!("two {first} {second}");
    let values: [Value; 1] = [gate.as_str().into()];
    db::execute(&*tx, "INSERT INTO directory_gate (clue) VALUES ($1) ON CONFLICT DO NOTHING", values.clone()).await?;
    db::execute(&*tx, "DELETE FROM directory_gate WHERE clue = $1", values).await?;
    let known = distinct::Entity::find()
        .filter(distinct::Column::FirstId.eq(first))
        .filter(distinct::Column::SecondId.eq(second))
        .one(&*tx)
        .await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let row = distinct::Model {
        id: tx.id(),
        first_id: first,
        second_id: second,
        note: note.map(tidy).filter(|note| !note.is_empty()),
        decided_by: who.person,
        decided_at: tx.now(),
    };
    Ok(tx.insert(row).await?)
}
