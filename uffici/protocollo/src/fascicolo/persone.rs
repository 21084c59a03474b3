//! Who may answer for a fascicolo: the people who work in the unit that does.

use authz::{PersonId, UnitId, Who, members_with, unit, unit_tree};
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::ConnectionTrait;

use super::visibilita::cura;
use crate::{
    error::Error,
    permissions::{CONSULTA, FASCICOLA},
};

/// A person who may answer for the fascicoli of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub nome: String,
    /// The unit's name.
    pub ufficio: String,
}

/// The units for which `who` may open fascicoli.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn uffici(ente: &Ente, who: &Who) -> Result<Vec<unit::Model>, Error> {
    who.require(&FASCICOLA)?;
    let read = ente.db().read().await?;
    let units = unit_tree(&read, ente.ledger.now().date()).await?;
    Ok(units.into_iter().filter(|unit| cura(who, unit.id)).collect())
}

/// The people who work in these units.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn di_uffici(ente: &Ente, who: &Who, units: &[unit::Model]) -> Result<Vec<Persona>, Error> {
    who.require(&FASCICOLA)?;
    let read = ente.db().read().await?;
    let today = ente.ledger.now().date();
    let mut found: Vec<(PersonId, String)> = Vec::new();
    for unit in units {
        let members = members_with(&read, unit.id, &CONSULTA, today).await?;
        found.extend(members.into_iter().map(|person| (person, unit.name.clone())));
    }
    let ids: Vec<PersonId> = found.iter().map(|(id, _)| *id).collect();
    let names = accounts::names(&read, &ids).await?;
    let mut people: Vec<Persona> = found
        .into_iter()
        .filter_map(|(id, ufficio)| Some(Persona { id, nome: names.get(&id)?.clone(), ufficio }))
        .collect();
    people.sort_by(|a, b| (&a.nome, &a.ufficio).cmp(&(&b.nome, &b.ufficio)));
    Ok(people)
}

/// Notes in a refusal that a unit is not in force today, or that the person does not work there.
pub(super) async fn check<C: ConnectionTrait>(
    connection: &C,
    (ufficio, responsabile): (UnitId, Option<PersonId>),
    today: Date,
    refusal: &mut Refusal,
) -> Result<(), Error> {
    if !unit_tree(connection, today).await?.iter().any(|unit| unit.id == ufficio) {
        refusal.add(Some("ufficio"), "Questo ufficio non c'è, oppure è chiuso: sceglilo dall'elenco.");
        return Ok(());
    }
    if let Some(person) = responsabile
        && !members_with(connection, ufficio, &CONSULTA, today).await?.contains(&person)
    {
        let sentence =
            "Chi risponde del fascicolo deve lavorare nell'ufficio che lo cura: scegli una persona di quell'ufficio.";
        refusal.add(Some("responsabile"), sentence);
    }
    Ok(())
}
