use db::Later;
use kernel::Uuid;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::{
    Error,
    doc::{Analysed, Doc},
    scopes, vocabulary,
};

/// Puts a document in the index, or puts it there again as it is now. In the caller's transaction: what is written and
/// what can be found never disagree.
///
/// # Errors
/// Those of the database; a scope that is no scope.
pub async fn index<C: Later>(connection: &C, doc: &Doc<'_>) -> Result<(), Error> {
    index_at(connection, doc, Place::default()).await
}

/// A place in the index, asked for before it is needed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place(Option<i64>);

/// A place for a document that is about to be made: whoever takes a number for which others wait asks for this before. One
/// that is not used leaves a gap among the places, and nobody counts them.
///
/// # Errors
/// Those of the database.
pub async fn place<C: Later>(connection: &C) -> Result<Place, Error> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(Place::default());
    }
    let row = db::one_apart(connection, "SELECT nextval('search_doc_n') AS n", []).await?;
    Ok(Place(row.map(|row| row.try_get("", "n")).transpose()?))
}

/// As [`index`], at a place that was asked for.
///
/// # Errors
/// As for [`index`].
pub async fn index_at<C: Later>(connection: &C, doc: &Doc<'_>, place: Place) -> Result<(), Error> {
    let analysed = doc.analyse()?;
    if connection.get_database_backend() == DbBackend::Postgres {
        write_postgres(connection, doc, &analysed, place).await?;
    } else {
        write_sqlite(connection, doc, &analysed).await?;
    }
    vocabulary::learn(connection, doc.id, &analysed.vocabulary()).await
}

/// Takes a document out of the index. One that is not there is no error.
///
/// # Errors
/// Those of the database.
pub async fn remove<C: ConnectionTrait>(connection: &C, source: &'static str, id: Uuid) -> Result<(), Error> {
    let sql = "DELETE FROM search_doc WHERE id = $1 AND source = $2 RETURNING n";
    let gone = db::one(connection, sql, [id.into(), source.into()]).await?;
    if let Some(row) = gone
        && connection.get_database_backend() != DbBackend::Postgres
    {
        let n: i64 = row.try_get("", "n")?;
        db::execute(connection, "DELETE FROM search_text WHERE rowid = $1", [n.into()]).await?;
    }
    Ok(())
}

/// Empties the index, to make it again from the sources: after a change of the analysis, or to forget for good the words
/// of documents that were erased.
///
/// # Errors
/// Those of the database.
pub async fn clear<C: ConnectionTrait>(connection: &C) -> Result<(), Error> {
    if connection.get_database_backend() != DbBackend::Postgres {
        db::execute(connection, "INSERT INTO search_text (search_text) VALUES ('delete-all')", []).await?;
    }
    db::execute(connection, "DELETE FROM search_doc", []).await?;
    db::execute(connection, "DELETE FROM search_word", []).await?;
    Ok(())
}

async fn write_sqlite<C: Later>(connection: &C, doc: &Doc<'_>, analysed: &Analysed) -> Result<(), Error> {
    scopes::learn(connection, &doc.scopes).await?;
    let sql = format!(
        "INSERT INTO search_doc (source, id, ord, heading, scopes) VALUES ($1, $2, $3, $4, {}) \
         ON CONFLICT (id, source) DO UPDATE SET ord = excluded.ord, heading = excluded.heading, scopes = excluded.scopes",
        scopes::told("$5")
    );
    let values = [
        doc.source.into(),
        doc.id.into(),
        doc.order.into(),
        analysed.heading_line().into(),
        scopes::list(&doc.scopes).into(),
    ];
    db::later(connection, &sql, values).await?;
    let sql = "INSERT OR REPLACE INTO search_text (rowid, heading, body, codes, keys) \
               SELECT n, $1, $2, $3, $4 FROM search_doc WHERE id = $5 AND source = $6";
    let values = [
        analysed.heading_text().into(),
        analysed.body_text().into(),
        analysed.codes.join(" ").into(),
        analysed.keys.join(" ").into(),
        doc.id.into(),
        doc.source.into(),
    ];
    Ok(db::later(connection, sql, values).await?)
}

async fn write_postgres<C: Later>(
    connection: &C,
    doc: &Doc<'_>,
    analysed: &Analysed,
    place: Place,
) -> Result<(), Error> {
    let n = match place {
        Place(Some(n)) => n,
        Place(None) => place_of(connection, doc).await?,
    };
    // The number goes with the words, which hold its stretches: if another transaction has just put the same document in,
    // ours replaces all of it.
    let sql = "INSERT INTO search_doc (n, source, id, ord, heading, words) VALUES ($1, $2, $3, $4, $5, $6::tsvector) \
               ON CONFLICT (id, source) DO UPDATE SET n = excluded.n, ord = excluded.ord, heading = excluded.heading, \
               words = excluded.words";
    let values = [
        n.into(),
        doc.source.into(),
        doc.id.into(),
        doc.order.into(),
        analysed.heading_line().into(),
        analysed.tsvector(n).into(),
    ];
    Ok(db::later(connection, sql, values).await?)
}

/// The place of a document that may be there already.
async fn place_of<C: Later>(connection: &C, doc: &Doc<'_>) -> Result<i64, Error> {
    let sql = "SELECT COALESCE((SELECT n FROM search_doc WHERE id = $1 AND source = $2), nextval('search_doc_n')) AS n";
    let row = db::one_apart(connection, sql, [doc.id.into(), doc.source.into()]).await?;
    Ok(row.ok_or_else(|| sea_orm::DbErr::RecordNotInserted)?.try_get("", "n")?)
}
