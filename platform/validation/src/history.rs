//! What was found of a document, to be shown. Whoever asks has asked first whether the person may see the document.

use std::collections::HashMap;

use documents::document;
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::Expr,
};
use signing::verify::report::Mark;

use crate::{Error, row};

/// Most checks of one document that are shown; with so many none is made any more for a day that was not asked for yet.
pub(crate) const MOST: u64 = 100;
/// Not made for another instant than that of the check.
const ORDINARY: &str = "asked_at = checked_at";

/// A check without its report, which is large: enough to tell that it was made and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
#[expect(missing_docs, reason = "the columns are told in the migration")]
pub struct Told {
    pub id: Id<row::Entity>,
    pub document_id: Id<document::Entity>,
    pub asked_at: Instant,
    pub checked_at: Instant,
    pub checked_by: String,
    pub mark: String,
    pub indication: String,
    pub sentence: String,
    pub lists: String,
}

impl Told {
    /// The colour; one that is not known is not good.
    #[must_use]
    pub fn mark(&self) -> Mark {
        match self.mark.as_str() {
            "green" => Mark::Green,
            "red" => Mark::Red,
            _ => Mark::Amber,
        }
    }

    /// Whether it was made for another instant than that of the check.
    #[must_use]
    pub fn for_another_instant(&self) -> bool {
        self.asked_at != self.checked_at
    }
}

impl From<row::Model> for Told {
    fn from(row: row::Model) -> Self {
        let row::Model { id, document_id, asked_at, checked_at, checked_by, mark, indication, sentence, lists, .. } =
            row;
        Self { id, document_id, asked_at, checked_at, checked_by, mark, indication, sentence, lists }
    }
}

pub(crate) fn code(mark: Mark) -> &'static str {
    match mark {
        Mark::Green => "green",
        Mark::Amber => "amber",
        Mark::Red => "red",
    }
}

/// Of many documents, the last check of each that was not for another instant, in one query.
///
/// # Errors
/// Those of the database.
pub async fn latest_of(ente: &Ente, documents: &[Uuid]) -> Result<HashMap<Uuid, Told>, Error> {
    if documents.is_empty() {
        return Ok(HashMap::new());
    }
    let select = row::Entity::find()
        .filter(row::Column::DocumentId.is_in(documents.iter().copied()))
        .filter(Expr::cust(ORDINARY))
        .order_by_asc(row::Column::Id);
    let all = told(&ente.db().read().await?, select).await?;
    // The last of each document stays.
    Ok(all.into_iter().map(|told| (told.document_id.uuid(), told)).collect())
}

/// The checks of a document, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn history(ente: &Ente, document: Id<document::Entity>) -> Result<Vec<Told>, Error> {
    let select = row::Entity::find().filter(row::Column::DocumentId.eq(document)).order_by_desc(row::Column::Id);
    told(&ente.db().read().await?, select.limit(MOST)).await
}

async fn told<C: ConnectionTrait>(connection: &C, select: Select<row::Entity>) -> Result<Vec<Told>, Error> {
    use row::Column::{AskedAt, CheckedAt, CheckedBy, DocumentId, Id, Indication, Lists, Mark, Sentence};
    let columns = [Id, DocumentId, AskedAt, CheckedAt, CheckedBy, Mark, Indication, Sentence, Lists];
    Ok(select.select_only().columns(columns).into_model::<Told>().all(connection).await?)
}

/// The report of a check, as [`signing::verify::report::Report`] is written; `None` where nothing could be judged.
///
/// # Errors
/// Those of the database.
pub async fn report(ente: &Ente, check: Id<row::Entity>) -> Result<Option<String>, Error> {
    let found = row::Entity::find_by_id(check).one(&ente.db().read().await?).await?;
    Ok(found.and_then(|row| row.report))
}

/// How many checks of a document there are.
pub(crate) async fn count<C: ConnectionTrait>(connection: &C, document: Id<document::Entity>) -> Result<u64, Error> {
    Ok(row::Entity::find().filter(row::Column::DocumentId.eq(document)).count(connection).await?)
}

/// The newest check for this instant, or for that of the check itself.
pub(crate) async fn newest<C: ConnectionTrait>(
    connection: &C,
    document: Id<document::Entity>,
    at: Option<Instant>,
) -> Result<Option<row::Model>, Error> {
    let select = row::Entity::find().filter(row::Column::DocumentId.eq(document)).order_by_desc(row::Column::Id);
    let select = match at {
        Some(at) => select.filter(row::Column::AskedAt.eq(at)),
        None => select.filter(Expr::cust(ORDINARY)),
    };
    Ok(select.one(connection).await?)
}

/// Whether two checks found the same, whenever they were made.
pub(crate) fn says_the_same(one: &row::Model, other: &row::Model) -> bool {
    let timeless = |row: &row::Model| {
        let mut value: serde_json::Value = row.report.as_deref().and_then(|text| serde_json::from_str(text).ok())?;
        value.as_object_mut()?.remove("at");
        without_instants(&mut value);
        Some(value)
    };
    let head = |row: &row::Model| (row.mark.clone(), row.indication.clone(), row.sentence.clone());
    head(one) == head(other) && timeless(one) == timeless(other)
}

/// What a check that passed tells is told by the fields of the report too, but the instant for which it was made.
fn without_instants(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            if fields.get("outcome").and_then(serde_json::Value::as_str) == Some("Passed") {
                fields.remove("text");
            }
            fields.values_mut().for_each(without_instants);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_instants),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minute later the same is found again.
    #[test]
    fn a_check_says_the_same_at_another_instant_unless_it_found_something_else() {
        let at = Instant::from_micros(1_795_000_000_000_000);
        let row = |at: Instant, outcome: &str, text: &str| {
            row::Model {
            id: Uuid::nil().into(),
            document_id: Uuid::nil().into(),
            asked_at: at,
            checked_at: at,
            checked_by: "system:prova".into(),
            mark: "amber".into(),
            indication: "INDETERMINATE".into(),
            sentence: "Da verificare.".into(),
            report: Some(
                serde_json::json!({"at": at.to_string(), "signatures": [{"checks": [{"outcome": outcome, "text": text}]}]})
                    .to_string(),
            ),
            lists: "[]".into(),
        }
        };
        let first = row(at, "Passed", "algoritmi adeguati il 1/1/2026 alle 10:00");
        let later = at.plus_seconds(60);
        assert!(says_the_same(&first, &row(later, "Passed", "algoritmi adeguati il 1/1/2026 alle 10:01")));
        assert!(!says_the_same(&first, &row(later, "Unknown", "non si sa")));
        let unknown = row(at, "Unknown", "non ha risposto uno");
        assert!(!says_the_same(&unknown, &row(later, "Unknown", "non ha risposto un altro")));
        assert!(!says_the_same(&first, &row::Model { sentence: "Valida.".into(), ..first.clone() }));
    }
}
