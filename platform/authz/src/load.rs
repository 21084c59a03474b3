use kernel::Date;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QueryResult};

use crate::{Grant, PersonId, UnitId, unit};

/// The incarichi of a person in force on `day`: their own, and as a deputy those of people who are away that day and
/// still hold them.
///
/// # Errors
/// Those of the database.
pub async fn load<C: ConnectionTrait>(connection: &C, person: PersonId, day: Date) -> Result<Vec<Grant>, db::Error> {
    let sql = format!(
        "SELECT {GRANT} FROM (SELECT DISTINCT person_id AS id FROM authz_incarico WHERE person_id = $1) p {IN_FORCE} \
         ORDER BY {GRANTS_ORDER}"
    );
    grants(&db::rows(connection, &sql, [person.into(), day.into()]).await?)
}

/// Joins the incarichi in force on the day `$2` to a person `p`: whoever asks who comes, and what they may do, asks once. With
/// [`GRANT`] among its columns, in [`GRANTS_ORDER`], the rows are read by [`grants`]. Plain joins, since SQLite would otherwise
/// gather everybody's incarichi first.
pub const IN_FORCE: &str = "LEFT JOIN authz_incarico i ON i.person_id = p.id AND i.valid_from <= $2 \
    AND (i.valid_to IS NULL OR i.valid_to >= $2) \
    LEFT JOIN authz_unit u ON u.id = i.unit_id AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to >= $2) \
    LEFT JOIN authz_role r ON r.id = i.role_id LEFT JOIN authz_incarico h ON h.id = i.deputy_of";

/// What [`grants`] reads of the rows of [`IN_FORCE`]: no unit where there is no incarico, or where who is represented is there.
pub const GRANT: &str = "CASE WHEN i.deputy_of IS NULL OR (h.valid_from <= $2 AND (h.valid_to IS NULL OR h.valid_to >= $2) \
    AND EXISTS (SELECT 1 FROM authz_absence a WHERE a.person_id = h.person_id \
    AND a.valid_from <= $2 AND a.valid_to >= $2)) THEN u.id END AS unit_id, \
    u.name AS unit_name, r.name AS role, r.permissions, h.person_id AS absent";

/// The order of [`grants`]: one's own first.
pub const GRANTS_ORDER: &str = "h.person_id IS NOT NULL, u.name, r.name";

/// The grants in the rows of a query with [`IN_FORCE`]; a row without one gives none.
///
/// # Errors
/// When a column is missing.
pub fn grants(rows: &[QueryResult]) -> Result<Vec<Grant>, db::Error> {
    let mut grants = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(unit) = row.try_get("", "unit_id")? else { continue };
        let permissions: String = row.try_get("", "permissions")?;
        grants.push(Grant {
            unit,
            unit_name: row.try_get("", "unit_name")?,
            role: row.try_get("", "role")?,
            permissions: permissions.lines().map(str::to_owned).collect(),
            deputy_for: row.try_get("", "absent")?,
        });
    }
    Ok(grants)
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
