use kernel::Date;
use sea_orm::{ConnectionTrait, Value};

use crate::PersonId;

/// An incarico in force on a day, a deputy's among them also while the holder is there: who then acts is for the reader to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who has it.
    pub person: PersonId,
    /// The unit's code.
    pub unit: String,
    /// The role's name.
    pub role: String,
    /// For a deputy's: who holds it.
    pub deputy_of: Option<PersonId>,
    /// Whether that person is away on the day.
    pub holder_away: bool,
}

/// The incarichi in force on `day` in units in force on it: of one person, or of all.
///
/// # Errors
/// Those of the database.
pub async fn held<C: ConnectionTrait>(
    connection: &C,
    person: Option<PersonId>,
    day: Date,
) -> Result<Vec<Held>, db::Error> {
    let of_one = if person.is_some() { "AND i.person_id = $2" } else { "" };
    let sql = format!(
        "SELECT i.person_id, u.code AS unit_code, r.name AS role_name, h.person_id AS holder_id, \
         CASE WHEN EXISTS (SELECT 1 FROM authz_absence a WHERE a.person_id = h.person_id \
         AND a.valid_from <= $1 AND a.valid_to >= $1) THEN h.person_id END AS away_id \
         FROM authz_incarico i \
         JOIN authz_unit u ON u.id = i.unit_id AND u.valid_from <= $1 AND (u.valid_to IS NULL OR u.valid_to >= $1) \
         JOIN authz_role r ON r.id = i.role_id LEFT JOIN authz_incarico h ON h.id = i.deputy_of \
         WHERE i.valid_from <= $1 AND (i.valid_to IS NULL OR i.valid_to >= $1) AND (i.deputy_of IS NULL \
         OR (h.valid_from <= $1 AND (h.valid_to IS NULL OR h.valid_to >= $1))) {of_one} \
         ORDER BY i.person_id, u.code, r.name, i.id"
    );
    let values = std::iter::once(Value::from(day)).chain(person.map(Value::from));
    let rows = db::rows(connection, &sql, values).await?;
    let read = |row: &sea_orm::QueryResult| -> Result<Held, sea_orm::DbErr> {
        Ok(Held {
            person: row.try_get("", "person_id")?,
            unit: row.try_get("", "unit_code")?,
            role: row.try_get("", "role_name")?,
            deputy_of: row.try_get("", "holder_id")?,
            holder_away: row.try_get::<Option<PersonId>>("", "away_id")?.is_some(),
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}
