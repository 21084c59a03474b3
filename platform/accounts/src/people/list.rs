use std::collections::HashMap;

use authz::{PersonId, Who};
use kernel::Instant;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use super::{
    add::{fold, fold_username},
    edit::no_such_person,
};
use crate::{Error, GESTISCI_PERSONE, person};

/// Ids in one query for names.
const IDS_AT_ONCE: usize = 400;

/// Which people, and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonFilter {
    /// Words that name, surname or user name must contain; empty for all.
    pub text: String,
    /// Only those who can (`true`) or cannot enter.
    pub active: Option<bool>,
    /// Only those after this one in the order of surname, name and id.
    pub after: Option<PersonId>,
    /// How many at most; from 1 to 200.
    pub limit: u32,
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub id: PersonId,
    /// What they type to enter.
    pub username: String,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// The address at the comune, if any.
    pub email: Option<String>,
    /// Whether they can enter.
    pub active: bool,
    /// Since when they have an account.
    pub created_at: Instant,
    /// Whether they have a password.
    pub password: bool,
    /// Whether it must be changed at the next log-in.
    pub must_change: bool,
    /// Whether they have an app for codes.
    pub totp: bool,
    /// How many passkeys they have.
    pub passkeys: u32,
    /// When they were last seen, to the minute, as far as a session or a known browser remembers.
    pub last_seen_at: Option<Instant>,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPage {
    /// In the order of surname, name and id.
    pub people: Vec<PersonRow>,
    /// What to put in [`PersonFilter::after`] for the next page, when there is one.
    pub next: Option<PersonId>,
}

const COLUMNS: &str = "p.id, p.username, p.name, p.surname, p.email, p.active, p.created_at, \
    c.password_hash IS NOT NULL AS has_password, COALESCE(c.must_change, $1) AS must_change, \
    c.totp_secret IS NOT NULL AS totp, \
    (SELECT COUNT(*) FROM accounts_passkey k WHERE k.person_id = p.id AND k.removed_at IS NULL) AS passkeys, \
    (SELECT MAX(s.last_seen_at) FROM accounts_session s WHERE s.person_id = p.id) AS seen_inside, \
    (SELECT MAX(d.last_seen_at) FROM accounts_device d WHERE d.person_id = p.id) AS seen_browser \
    FROM accounts_person p LEFT JOIN accounts_credential c ON c.person_id = p.id";

/// A page of the people with an account.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn list_people<C: ConnectionTrait>(read: &C, who: &Who, filter: &PersonFilter) -> Result<PersonPage, Error> {
    who.require(&GESTISCI_PERSONE)?;
    let limit = filter.limit.clamp(1, 200);
    let mut sql = format!("SELECT {COLUMNS} WHERE 1 = 1");
    let mut values: Vec<Value> = vec![false.into()];
    for word in
        fold(&filter.text.chars().take(200).collect::<String>()).split(' ').filter(|word| !word.is_empty()).take(5)
    {
        // Folded words are letters and digits: nothing in them is a wildcard.
        values.push(format!("%{word}%").into());
        sql.push_str(&format!(" AND (p.sort_key LIKE ${0} OR p.username LIKE ${0})", values.len()));
    }
    if let Some(active) = filter.active {
        values.push(active.into());
        sql.push_str(&format!(" AND p.active = ${}", values.len()));
    }
    if let Some(after) = filter.after {
        values.push(after.into());
        sql.push_str(&format!(
            " AND (p.sort_key, p.id) > (SELECT a.sort_key, a.id FROM accounts_person a WHERE a.id = ${})",
            values.len()
        ));
    }
    sql.push_str(&format!(" ORDER BY p.sort_key, p.id LIMIT {}", limit + 1));
    let rows = db::rows(read, &sql, values).await?;
    let mut people = rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let more = people.len() > limit as usize;
    people.truncate(limit as usize);
    let next = people.last().filter(|_| more).map(|person| person.id);
    Ok(PersonPage { people, next })
}

/// One person.
///
/// # Errors
/// Without the permission; no such person; those of the database.
pub async fn view_person<C: ConnectionTrait>(read: &C, who: &Who, person: PersonId) -> Result<PersonRow, Error> {
    if person != who.person {
        who.require(&GESTISCI_PERSONE)?;
    }
    let sql = format!("SELECT {COLUMNS} WHERE p.id = $2");
    let found = db::one(read, &sql, [false.into(), person.into()]).await?.ok_or_else(no_such_person)?;
    row(&found)
}

fn row(row: &sea_orm::QueryResult) -> Result<PersonRow, Error> {
    let (inside, browser): (Option<Instant>, Option<Instant>) =
        (row.try_get("", "seen_inside")?, row.try_get("", "seen_browser")?);
    Ok(PersonRow {
        id: row.try_get("", "id")?,
        username: row.try_get("", "username")?,
        name: row.try_get("", "name")?,
        surname: row.try_get("", "surname")?,
        email: row.try_get("", "email")?,
        active: row.try_get("", "active")?,
        created_at: row.try_get("", "created_at")?,
        password: row.try_get("", "has_password")?,
        must_change: row.try_get("", "must_change")?,
        totp: row.try_get("", "totp")?,
        passkeys: u32::try_from(row.try_get::<i64>("", "passkeys")?).unwrap_or_default(),
        last_seen_at: inside.max(browser),
    })
}

/// Name and surname of these people. Colleagues' names stand on every page: no permission is asked.
///
/// # Errors
/// Those of the database.
pub async fn names<C: ConnectionTrait>(read: &C, people: &[PersonId]) -> Result<HashMap<PersonId, String>, Error> {
    let mut ids = people.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut names = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let found = person::Entity::find().filter(person::Column::Id.is_in(chunk.iter().copied())).all(read).await?;
        names.extend(found.into_iter().map(|person| (person.id, person.full_name())));
    }
    Ok(names)
}

/// The person with this user name: for the console of the server.
///
/// # Errors
/// Those of the database.
pub async fn person_by_username<C: ConnectionTrait>(read: &C, username: &str) -> Result<Option<person::Model>, Error> {
    let username = fold_username(username);
    Ok(person::Entity::find().filter(person::Column::Username.eq(username)).one(read).await?)
}
