use authz::Who;
use sea_orm::{ConnectionTrait, EntityTrait, Value};

use crate::{CONSULTA, Error, Kind, SubjectId, subject, words::Asked};

/// Which subjects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Words that name or codes must have, each perhaps unfinished; empty for all.
    pub text: String,
}

/// A page of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In the order of their folded names.
    pub subjects: Vec<subject::Model>,
    /// What to give as `after` for the next page, when there is one.
    pub next: Option<SubjectId>,
}

/// The subjects that come after `after` in the order of names, at most `limit` (from 1 to 500); those that were merged
/// are left out.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn page<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    after: Option<SubjectId>,
    limit: u64,
    filter: &Filter,
) -> Result<Page, Error> {
    who.require(&CONSULTA)?;
    let limit = limit.clamp(1, 500);
    let mut values: Vec<Value> = Vec::new();
    let mut sql = from(connection, &filter.text, &mut values).await?;
    if let Some(kind) = filter.kind {
        values.push(kind.code().into());
        sql.push_str(&format!(" AND s.kind = ${}", values.len()));
    }
    let anchor = "SELECT name_folded FROM directory_subject WHERE id = $1";
    if let Some(after) = after
        && let Some(row) = db::one(connection, anchor, [after.into()]).await?
    {
        values.extend([row.try_get::<String>("", "name_folded")?.into(), after.into()]);
        sql.push_str(&format!(" AND (s.name_folded, s.id) > (${}, ${})", values.len() - 1, values.len()));
    }
    sql.push_str(&format!(" ORDER BY s.name_folded, s.id LIMIT {}", limit + 1));
    let statement = db::statement(connection, &sql, values);
    let mut subjects = subject::Entity::find().from_raw_sql(statement).all(connection).await?;
    let room = usize::try_from(limit).unwrap_or_default();
    let more = subjects.len() > room;
    subjects.truncate(room);
    let next = subjects.last().filter(|_| more).map(|subject| subject.id);
    Ok(Page { subjects, next })
}

/// The beginning of the query: from the bearers of a rare word, or through all the names when the words are common.
async fn from<C: ConnectionTrait>(connection: &C, text: &str, values: &mut Vec<Value>) -> Result<String, Error> {
    Ok(match Asked::of(connection, text).await? {
        None => "SELECT s.* FROM directory_subject s WHERE s.merged_into IS NULL".into(),
        Some(asked) if !asked.common => {
            values.extend(asked.rarest());
            let others = asked.all("d.subject_id", 1, values);
            // "CROSS JOIN" tells SQLite to begin from the words; PostgreSQL knows by itself.
            format!(
                "SELECT s.* FROM (SELECT DISTINCT d.subject_id FROM directory_word d WHERE d.word >= $1 AND d.word < $2{others}) c \
                 CROSS JOIN directory_subject s WHERE s.id = c.subject_id AND s.merged_into IS NULL"
            )
        }
        Some(asked) => {
            let all = asked.all("s.id", 0, values);
            format!("SELECT s.* FROM directory_subject s WHERE s.merged_into IS NULL{all}")
        }
    })
}
