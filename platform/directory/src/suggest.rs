use std::collections::HashSet;

use authz::Who;
use sea_orm::{ConnectionTrait, EntityTrait, Value};

use crate::{
    CONSULTA, Error,
    find::living,
    fold,
    fold::end_of,
    subject,
    words::{Asked, CEILING},
};

/// Subjects among which the best are chosen, for each that is wanted.
const CHOICE: u64 = 5;

/// The subjects that someone who is typing may mean, best first, at most `limit` (from 1 to 50): those whose name begins
/// with the text, then those who bear every word of it, each perhaps unfinished, in the name or as a code. A text with an
/// at sign is the beginning of a PEC address. The work is bounded whatever is typed.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn suggest<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    text: &str,
    limit: u64,
) -> Result<Vec<subject::Model>, Error> {
    who.require(&CONSULTA)?;
    let limit = limit.clamp(1, 50);
    if text.contains('@') {
        let start: String = text.trim().to_lowercase().chars().take(254).collect();
        let first = beginning(connection, "pec", &start, limit).await?;
        return with_other_addresses(connection, first, &start, limit).await;
    }
    let asked = fold(text);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut best = beginning(connection, "name_folded", &asked, limit).await?;
    let room = usize::try_from(limit).unwrap_or_default();
    if best.len() < room {
        let have: HashSet<_> = best.iter().map(|subject| subject.id).collect();
        let others = bearing(connection, text, limit * CHOICE).await?;
        best.extend(ranked(&asked, others).into_iter().filter(|subject| !have.contains(&subject.id)));
        best.truncate(room);
    }
    Ok(best)
}

async fn beginning<C: ConnectionTrait>(
    connection: &C,
    column: &str,
    start: &str,
    limit: u64,
) -> Result<Vec<subject::Model>, Error> {
    let sql = format!(
        "SELECT * FROM directory_subject WHERE {column} >= $1 AND {column} < $2 AND merged_into IS NULL \
         ORDER BY {column}, id LIMIT {limit}"
    );
    let statement = db::statement(connection, &sql, [start.into(), end_of(start).into()]);
    Ok(subject::Entity::find().from_raw_sql(statement).all(connection).await?)
}

/// Those whose other PEC in use begins so too. One that is used no more proposes nobody.
async fn with_other_addresses<C: ConnectionTrait>(
    connection: &C,
    mut found: Vec<subject::Model>,
    start: &str,
    limit: u64,
) -> Result<Vec<subject::Model>, Error> {
    let sql = format!(
        "SELECT s.* FROM directory_subject s WHERE s.id IN (SELECT a.subject_id FROM directory_address a WHERE a.kind = 'pec' \
         AND a.value >= $1 AND a.value < $2 AND a.valid_to IS NULL AND a.gone_at IS NULL) ORDER BY s.name_folded, s.id LIMIT {limit}"
    );
    let statement = db::statement(connection, &sql, [start.into(), end_of(start).into()]);
    let others = subject::Entity::find().from_raw_sql(statement).all(connection).await?;
    for other in living(connection, others).await? {
        if found.iter().all(|known| known.id != other.id) {
            found.push(other);
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(found)
}

/// Those who bear all the words, found among the bearers of the rarest.
async fn bearing<C: ConnectionTrait>(connection: &C, text: &str, wanted: u64) -> Result<Vec<subject::Model>, Error> {
    let Some(asked) = Asked::of(connection, text).await?.filter(|asked| asked.any) else {
        return Ok(Vec::new());
    };
    let mut values: Vec<Value> = asked.rarest().into();
    let others = asked.all("d.subject_id", 1, &mut values);
    // The words that are exactly as typed come first in their order. "CROSS JOIN" tells SQLite to begin from the words;
    // PostgreSQL knows by itself.
    let sql = format!(
        "SELECT s.* FROM (SELECT d.subject_id FROM (SELECT subject_id FROM directory_word WHERE word >= $1 AND word < $2 \
         ORDER BY word, subject_id LIMIT {CEILING}) d WHERE 1 = 1{others} LIMIT {wanted}) c \
         CROSS JOIN directory_subject s WHERE s.id = c.subject_id AND s.merged_into IS NULL"
    );
    Ok(subject::Entity::find().from_raw_sql(db::statement(connection, &sql, values)).all(connection).await?)
}

/// Those with more words exactly as typed first, then by name; each once.
fn ranked(asked: &str, mut found: Vec<subject::Model>) -> Vec<subject::Model> {
    found.sort_by_cached_key(|subject| {
        let whole = asked.split(' ').filter(|word| subject.name_folded.split(' ').any(|own| own == *word)).count();
        (std::cmp::Reverse(whole), subject.name_folded.clone(), subject.id)
    });
    found.dedup_by_key(|subject| subject.id);
    found
}
