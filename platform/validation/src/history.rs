//! What was found of a document, to be shown. Whoever asks has asked first whether the person may see the document.

use std::collections::HashMap;

use documents::document;
use ente::Ente;
use kernel::{Id, Instant, Uuid};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use signing::verify::report::{Mark, Report};

use crate::{Error, row};

/// Most checks of one document that are shown.
const MOST: u64 = 100;
/// Not made for another instant than that of the check.
const ORDINARY: &str = "asked_at = checked_at";

/// A check, read.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The row.
    pub row: row::Model,
    /// Its report; `None` where nothing could be judged, or it was kept by a release that wrote it otherwise.
    pub report: Option<Report>,
}

impl Seen {
    /// The colour.
    #[must_use]
    pub fn mark(&self) -> Mark {
        mark(&self.row)
    }

    /// Whether it was made for another instant than that of the check.
    #[must_use]
    pub fn for_another_instant(&self) -> bool {
        self.row.asked_at != self.row.checked_at
    }
}

impl From<row::Model> for Seen {
    fn from(row: row::Model) -> Self {
        let report = row.report.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self { row, report }
    }
}

/// The colour of a row; one that is not known is not good.
pub(crate) fn mark(row: &row::Model) -> Mark {
    match row.mark.as_str() {
        "green" => Mark::Green,
        "red" => Mark::Red,
        _ => Mark::Amber,
    }
}

pub(crate) fn code(mark: Mark) -> &'static str {
    match mark {
        Mark::Green => "green",
        Mark::Amber => "amber",
        Mark::Red => "red",
    }
}

/// The last check of a document that was not for another instant.
///
/// # Errors
/// Those of the database.
pub async fn latest(ente: &Ente, document: Id<document::Entity>) -> Result<Option<Seen>, Error> {
    Ok(newest(&ente.db().read().await?, document, None).await?.map(Seen::from))
}

/// The same for many documents, in one query.
///
/// # Errors
/// Those of the database.
pub async fn latest_of(ente: &Ente, documents: &[Uuid]) -> Result<HashMap<Uuid, Seen>, Error> {
    if documents.is_empty() {
        return Ok(HashMap::new());
    }
    let read = ente.db().read().await?;
    let select = row::Entity::find()
        .filter(row::Column::DocumentId.is_in(documents.iter().copied()))
        .filter(Expr::cust(ORDINARY))
        .order_by_asc(row::Column::Id);
    let rows = select.all(&read).await?;
    Ok(rows.into_iter().map(|row| (row.document_id.uuid(), Seen::from(row))).collect())
}

/// Every check of a document, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn history(ente: &Ente, document: Id<document::Entity>) -> Result<Vec<Seen>, Error> {
    let read = ente.db().read().await?;
    let select = row::Entity::find().filter(row::Column::DocumentId.eq(document)).order_by_desc(row::Column::Id);
    Ok(select.limit(MOST).all(&read).await?.into_iter().map(Seen::from).collect())
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
