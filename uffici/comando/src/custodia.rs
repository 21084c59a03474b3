//! Nobody can lock the ente out: whatever is changed, someone keeps the permission by which all others are given.

use kernel::{Date, Refusal};
use ledger::Tx;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{
    error::Error,
    rules::{CHIAVE, Periodo, chiude_fuori, giorno, scoperto_dal},
};

/// How things stood before a change.
pub(crate) struct Custodia {
    prima: Option<Date>,
}

impl Custodia {
    /// To be called before anything is changed. Takes the roles that carry the permission, so that two people who each take
    /// away the other's cannot both succeed.
    pub(crate) async fn apri(tx: &Tx) -> Result<Self, Error> {
        let roles = authz::role::Entity::find().order_by_asc(authz::role::Column::Id).all(tx).await?;
        for role in roles.iter().filter(|role| role.permissions.lines().any(|code| code == CHIAVE)) {
            tx.find::<authz::role::Entity>(role.id.uuid()).await?;
        }
        Ok(Self { prima: scoperto(tx, tx.now().date()).await? })
    }

    /// To be called after the change and before the commit: refuses what would lock the ente out.
    pub(crate) async fn chiudi(self, tx: &Tx) -> Result<(), Error> {
        let dopo = scoperto(tx, tx.now().date()).await?;
        let Some(day) = chiude_fuori(self.prima, dopo) else { return Ok(()) };
        Err(Refusal::because(format!(
            "Dal {} nessuno potrebbe più gestire organigramma, ruoli e incarichi, e il Comune resterebbe chiuso fuori. Prima dai a \
             un'altra persona attiva un incarico senza scadenza che lo permetta, poi riprova.",
            giorno(day)
        ))
        .into())
    }
}

/// The first day from which nobody may manage the ente. Deputies do not count: they act only while someone is away.
async fn scoperto<C: ConnectionTrait>(connection: &C, oggi: Date) -> Result<Option<Date>, Error> {
    let sql = "SELECT i.valid_from, i.valid_to, u.valid_from AS unit_from, u.valid_to AS unit_to, r.permissions \
        FROM authz_incarico i JOIN authz_unit u ON u.id = i.unit_id JOIN authz_role r ON r.id = i.role_id \
        JOIN accounts_person p ON p.id = i.person_id \
        WHERE p.active = $1 AND i.deputy_of IS NULL AND (i.valid_to IS NULL OR i.valid_to >= $2)";
    let mut periodi = Vec::new();
    for row in db::rows(connection, sql, [true.into(), oggi.into()]).await? {
        let permissions: String = row.try_get("", "permissions")?;
        if permissions.lines().any(|code| code == CHIAVE) {
            let held = Periodo::new(row.try_get("", "valid_from")?, row.try_get("", "valid_to")?);
            periodi.push(held.insieme(Periodo::new(row.try_get("", "unit_from")?, row.try_get("", "unit_to")?)));
        }
    }
    Ok(scoperto_dal(periodi, oggi))
}

/// Whether an incarico of this person's, now or to come, lets them manage the ente. Whoever would help themselves to such an
/// account must hold the same permission.
pub(crate) async fn ha_la_chiave<C: ConnectionTrait>(
    connection: &C,
    person: authz::PersonId,
    oggi: Date,
) -> Result<bool, Error> {
    let sql = "SELECT r.permissions FROM authz_incarico i JOIN authz_role r ON r.id = i.role_id \
        WHERE i.person_id = $1 AND (i.valid_to IS NULL OR i.valid_to >= $2)";
    for row in db::rows(connection, sql, [person.into(), oggi.into()]).await? {
        if row.try_get::<String>("", "permissions")?.lines().any(|code| code == CHIAVE) {
            return Ok(true);
        }
    }
    Ok(false)
}
