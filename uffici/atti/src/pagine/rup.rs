//! Who may answer for the project of an act (art. 15 D.Lgs. 36/2023), as its form offers them: the people of the unit
//! that proposes it.

use std::collections::BTreeSet;

use authz::{PersonId, UnitId, incarico};
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use ui::Choice;

use super::campi::{campo, scelta};
use crate::error::Error;

/// The people who hold an incarico of their own in this unit today, by name; also who is chosen already.
///
/// # Errors
/// Those of the database.
pub(super) async fn colleghi(
    ente: &Ente,
    unita: UnitId,
    scelto: Option<PersonId>,
    oggi: Date,
) -> Result<Vec<Choice>, Error> {
    let read = ente.db().read().await?;
    let select = incarico::Entity::find().filter(incarico::Column::UnitId.eq(unita));
    let rows = select.filter(incarico::Column::DeputyOf.is_null()).all(&read).await?;
    let holds = |row: &&incarico::Model| row.valid_from <= oggi && row.valid_to.is_none_or(|last| last >= oggi);
    let people: BTreeSet<PersonId> = rows.iter().filter(holds).map(|row| row.person_id).chain(scelto).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let mut named: Vec<(String, PersonId)> =
        accounts::names(&read, &people).await?.into_iter().map(|(person, name)| (name, person)).collect();
    named.sort();
    Ok(named.into_iter().map(|(name, person)| scelta(person.to_string(), name)).collect())
}

/// Whom the form chose; a form without that field leaves who was there.
pub(super) fn scelto(fields: &[(String, String)], before: Option<PersonId>, no: &mut Refusal) -> Option<PersonId> {
    if !fields.iter().any(|(name, _)| name == "rup") {
        return before;
    }
    let text = campo(fields, "rup").trim();
    let chosen = text.parse().ok();
    if chosen.is_none() && !text.is_empty() {
        no.add(Some("rup"), "Scegli il RUP dall'elenco.");
    }
    chosen
}
