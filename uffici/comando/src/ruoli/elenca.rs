//! To list roles, and to say in words what they let one do.

use authz::{Permission, Who, role};
use ente::Ente;
use sea_orm::{EntityTrait, QueryOrder};

use crate::{error::Error, permissions::CONSULTA};

/// A role, and how many people hold it today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruolo {
    /// The role.
    pub riga: role::Model,
    /// How many people hold it today, deputies left out.
    pub persone: u64,
}

/// All the roles, by name.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<Ruolo>, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let roles = role::Entity::find().order_by_asc(role::Column::Name).all(&read).await?;
    let sql = "SELECT role_id, COUNT(DISTINCT person_id) AS n FROM authz_incarico WHERE deputy_of IS NULL \
               AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) GROUP BY role_id";
    let mut held = std::collections::HashMap::new();
    for row in db::rows(&read, sql, [ente.ledger.now().date().into()]).await? {
        let role: crate::fatti::RoleId = row.try_get("", "role_id")?;
        held.insert(role.uuid(), row.try_get::<i64>("", "n")?.unsigned_abs());
    }
    let with = |riga: role::Model| Ruolo { persone: held.get(&riga.id.uuid()).copied().unwrap_or_default(), riga };
    Ok(roles.into_iter().map(with).collect())
}

/// What a permission lets one do, in words; its code where no office knows it.
pub(crate) fn parole<'a>(permissions: &[&'static Permission], code: &'a str) -> &'a str {
    permissions.iter().find(|permission| permission.code == code).map_or(code, |permission| permission.label)
}

/// The permissions in groups, one for each office, each with a name in words.
pub(crate) fn gruppi<'a>(permissions: &'a [&'static Permission]) -> Vec<(String, Vec<&'a &'static Permission>)> {
    let mut groups: Vec<(String, Vec<&&'static Permission>)> = Vec::new();
    for permission in permissions {
        let office = titolo(permission.code.split('.').next().unwrap_or_default());
        match groups.iter_mut().find(|(name, _)| *name == office) {
            Some((_, group)) => group.push(permission),
            None => groups.push((office, vec![permission])),
        }
    }
    groups
}

/// How the prefix of permissions is called.
fn titolo(prefix: &str) -> String {
    match prefix {
        "accounts" => "Persone".into(),
        "directory" => "Rubrica".into(),
        "webhooks" => "Collegamenti".into(),
        "validation" => "Liste e autorità".into(),
        "wording" => "Testi dei documenti".into(),
        other => {
            let mut letters = other.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
