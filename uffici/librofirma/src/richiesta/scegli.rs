//! Who can be asked for a signature.

use authz::{PersonId, UnitId};
use kernel::Date;
use sea_orm::ConnectionTrait;

use crate::{error::Error, permissions::FIRMA};

/// Somebody who may sign, by one of their incarichi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firmatario {
    /// The person.
    pub persona: PersonId,
    /// The unit of the incarico.
    pub unita: UnitId,
    /// Name and surname.
    pub nome: String,
    /// Unit and role.
    pub incarico: String,
}

/// All who may sign on this day by an incarico of their own, by surname. Who stands in for one of them is not asked: who is away is.
///
/// # Errors
/// Those of the database.
pub async fn firmatari<C: ConnectionTrait>(connection: &C, oggi: Date) -> Result<Vec<Firmatario>, Error> {
    let sql = "SELECT p.id AS person_id, p.name, p.surname, u.id AS unit_id, u.name AS unit_name, r.name AS role, r.permissions \
        FROM authz_incarico i JOIN accounts_person p ON p.id = i.person_id JOIN authz_unit u ON u.id = i.unit_id \
        JOIN authz_role r ON r.id = i.role_id WHERE i.deputy_of IS NULL AND p.active = $1 AND i.valid_from <= $2 \
        AND (i.valid_to IS NULL OR i.valid_to >= $2) AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to >= $2) \
        ORDER BY p.sort_key, p.id, u.name, u.id";
    let mut found: Vec<Firmatario> = Vec::new();
    for row in db::rows(connection, sql, [true.into(), oggi.into()]).await? {
        let permissions: String = row.try_get("", "permissions")?;
        if !permissions.lines().any(|code| code == FIRMA.code) {
            continue;
        }
        let (name, surname): (String, String) = (row.try_get("", "name")?, row.try_get("", "surname")?);
        let (unit, role): (String, String) = (row.try_get("", "unit_name")?, row.try_get("", "role")?);
        let one = Firmatario {
            persona: row.try_get("", "person_id")?,
            unita: row.try_get("", "unit_id")?,
            nome: format!("{name} {surname}"),
            incarico: format!("{unit}, {role}"),
        };
        // Two roles in one unit are one place to sign from.
        if !found.iter().any(|other| other.persona == one.persona && other.unita == one.unita) {
            found.push(one);
        }
    }
    Ok(found)
}
