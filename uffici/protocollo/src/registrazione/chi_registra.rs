//! Who registers, or has registered: the people of a filter.

use authz::{PersonId, Who};
use ente::Ente;

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
    let sql = "SELECT DISTINCT i.person_id, r.permissions FROM authz_incarico i JOIN authz_role r ON r.id = i.role_id";
    let mut people: Vec<PersonId> = Vec::new();
    for row in db::rows(&read, sql, []).await? {
        let permissions: String = row.try_get("", "permissions")?;
        if permissions.lines().any(|code| code == REGISTRA.code) {
            people.push(row.try_get("", "person_id")?);
        }
    }
    let names = accounts::names(&read, &people).await?;
    let mut named: Vec<(PersonId, String)> = names.into_iter().collect();
    named.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    Ok(named)
}
