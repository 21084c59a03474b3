//! Who registers, or has registered: the people of a filter.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::Uuid;

use super::elenca::Where;
use crate::{
    error::Error,
    permissions::{CONSULTA, REGISTRA},
};

/// The people who hold, or have held, an incarico that lets one register, by name.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn chi_registra(ente: &Ente, who: &Who) -> Result<Vec<(PersonId, String)>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    // The roles first, which are few: what each permits is long, and would come with every incarico that there ever was.
    let mut roles = Where { parts: Vec::new(), values: Vec::new() };
    for row in db::rows(&read, "SELECT id, permissions FROM authz_role", []).await? {
        let permissions: String = row.try_get("", "permissions")?;
        if permissions.lines().any(|code| code == REGISTRA.code) {
            let place = roles.place(row.try_get::<Uuid>("", "id")?);
            roles.parts.push(place);
        }
    }
    if roles.parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT DISTINCT person_id FROM authz_incarico WHERE role_id IN ({})", roles.parts.join(", "));
    let mut people: Vec<PersonId> = Vec::new();
    for row in db::rows(&read, &sql, roles.values).await? {
        people.push(row.try_get("", "person_id")?);
    }
    let names = accounts::names(&read, &people).await?;
    let mut named: Vec<(PersonId, String)> = names.into_iter().collect();
    named.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    Ok(named)
}
