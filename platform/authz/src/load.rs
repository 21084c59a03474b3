use kernel::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};

use crate::{Grant, PersonId, UnitId, unit};

/// The incarichi of a person in force on `day`: their own, and as a deputy those of people who are away that day and
/// still hold them.
///
/// # Errors
/// Those of the database.
pub async fn load<C: ConnectionTrait>(connection: &C, person: PersonId, day: Date) -> Result<Vec<Grant>, db::Error> {
    let sql = "SELECT i.unit_id, u.name AS unit_name, r.name AS role, r.permissions, h.person_id AS absent \
        FROM authz_incarico i JOIN authz_unit u ON u.id = i.unit_id JOIN authz_role r ON r.id = i.role_id \
        LEFT JOIN authz_incarico h ON h.id = i.deputy_of \
        WHERE i.person_id = $1 AND i.valid_from <= $2 AND (i.valid_to IS NULL OR i.valid_to >= $2) \
        AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to >= $2) \
        AND (i.deputy_of IS NULL OR (h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to >= $2) \
             AND EXISTS (SELECT 1 FROM authz_absence a WHERE a.person_id = h.person_id \
             AND a.valid_from <= $2 AND a.valid_to >= $2))) \
        ORDER BY i.deputy_of IS NOT NULL, u.name, r.name";
    let rows = db::rows(connection, sql, [person.into(), day.into()]).await?;
    rows.iter()
        .map(|row| {
            let permissions: String = row.try_get("", "permissions")?;
            Ok(Grant {
                unit: row.try_get("", "unit_id")?,
                unit_name: row.try_get("", "unit_name")?,
                role: row.try_get("", "role")?,
                permissions: permissions.lines().map(str::to_owned).collect(),
                deputy_for: row.try_get("", "absent")?,
            })
        })
        .collect()
}

/// The people of a unit whose incarico there, in force on `day`, gives a permission.
///
/// # Errors
/// Those of the database.
pub async fn members_with<C: ConnectionTrait>(
    connection: &C,
    unit: UnitId,
    permission: &crate::Permission,
    day: Date,
) -> Result<Vec<PersonId>, db::Error> {
    let sql = "SELECT DISTINCT i.person_id, r.permissions FROM authz_incarico i JOIN authz_role r ON r.id = i.role_id \
        WHERE i.unit_id = $1 AND i.valid_from <= $2 AND (i.valid_to IS NULL OR i.valid_to >= $2)";
    let rows = db::rows(connection, sql, [unit.into(), day.into()]).await?;
    let mut people = Vec::new();
    for row in rows {
        let permissions: String = row.try_get("", "permissions")?;
        if permissions.lines().any(|code| code == permission.code) {
            people.push(row.try_get("", "person_id")?);
        }
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// The units in force on `day`, by code.
///
/// # Errors
/// Those of the database.
pub async fn unit_tree<C: ConnectionTrait>(connection: &C, day: Date) -> Result<Vec<unit::Model>, db::Error> {
    let open = unit::Column::ValidTo.is_null().or(unit::Column::ValidTo.gte(day));
    let select = unit::Entity::find().filter(unit::Column::ValidFrom.lte(day)).filter(open);
    Ok(select.order_by_asc(unit::Column::Code).all(connection).await?)
}

/// Every unit that there ever was, for the names in old entries.
///
/// # Errors
/// Those of the database.
pub async fn all_units<C: ConnectionTrait>(connection: &C) -> Result<Vec<unit::Model>, db::Error> {
    Ok(unit::Entity::find().order_by_asc(unit::Column::Code).all(connection).await?)
}
