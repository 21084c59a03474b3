//! How a person likes their pages: a text by name, which each page reads and writes as it wants.

use authz::Who;
use db::{Db, Read};
use kernel::Refusal;

use crate::Error;

/// The longest text kept, in bytes.
const LONGEST: usize = 20_000;

/// What `who` keeps under this name, which begins with the office's prefix.
///
/// # Errors
/// Those of the database.
pub async fn preference(read: &Read, who: &Who, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT value FROM accounts_preference WHERE person_id = $1 AND name = $2";
    let row = db::one(read, sql, [who.person.uuid().into(), name.into()]).await?;
    Ok(row.map(|row| row.try_get("", "value")).transpose()?)
}

/// Keeps a text for `who` under this name.
///
/// # Errors
/// A text that is too long; those of the database.
pub async fn keep_preference(db: &Db, who: &Who, name: &str, value: &str) -> Result<(), Error> {
    if value.len() > LONGEST {
        return Err(
            Refusal::because("Le tue preferenze per questa pagina sono troppe: togli un filtro salvato.").into()
        );
    }
    let write = db.write().await?;
    let sql = "INSERT INTO accounts_preference (person_id, name, value) VALUES ($1, $2, $3) \
               ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value";
    db::execute(&write, sql, [who.person.uuid().into(), name.into(), value.into()]).await?;
    write.commit().await?;
    Ok(())
}
