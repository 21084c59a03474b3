//! To give an incarico.

use authz::{PersonId, UnitId, Who, incarico, role, unit};
use ente::Ente;
use kernel::{Date, Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{IncaricoId, PERSONA, RUOLO, UNITA, nome, parole, periodo};
use crate::{
    error::Error,
    fatti::{Di, RoleId, annota},
    permissions::GESTISCI,
    rules::{Periodo, giorno},
};

/// An incarico to be given, but for the person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nuovo {
    /// Where.
    pub unita: Option<UnitId>,
    /// What it lets one do.
    pub ruolo: Option<RoleId>,
    /// From when; none is from today.
    pub dal: Option<Date>,
    /// The last day; none is until someone ends it.
    pub al: Option<Date>,
}

/// Gives a person an incarico.
///
/// # Errors
/// Without the permission; all that is wrong with it.
pub async fn dai(ente: &Ente, who: &Who, persona: PersonId, nuovo: &Nuovo) -> Result<IncaricoId, Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.dai_incarico").await?;
    let person = accounts::person::Entity::find_by_id(persona).one(&tx).await?.ok_or(Error::NotFound(PERSONA))?;
    let mut refusal = Refusal::default();
    if !person.active {
        let sentence = format!("L'accesso di {} è disattivato: riattivalo prima.", person.full_name());
        refusal.add(Some("persona"), sentence);
    }
    let checked = controlla(&tx, nuovo, &mut refusal).await?;
    if let Some(checked) = &checked {
        doppioni(&tx, persona, checked, &mut refusal).await?;
    }
    let (true, Some(checked)) = (refusal.reasons.is_empty(), checked) else { return Err(refusal.into()) };
    let id = scrivi(&mut tx, who, persona, checked).await?;
    tx.commit().await?;
    Ok(id)
}

/// An incarico that stands on its own feet.
pub(crate) struct Controllato {
    unita: UnitId,
    ruolo: RoleId,
    periodo: Periodo,
}

/// What can be said against an incarico without knowing whose it will be.
pub(crate) async fn controlla(tx: &Tx, nuovo: &Nuovo, refusal: &mut Refusal) -> Result<Option<Controllato>, Error> {
    let dal = nuovo.dal.unwrap_or_else(|| tx.now().date());
    let periodo = Periodo::new(dal, nuovo.al);
    if periodo.vuoto() {
        refusal.add(Some("al"), "L'ultimo giorno viene prima del primo: controlla le due date.");
    }
    let Some(unita) = nuovo.unita else {
        refusal.add(Some("unita"), "Scegli in quale ufficio.");
        if nuovo.ruolo.is_none() {
            refusal.add(Some("ruolo"), "Scegli il ruolo: dice che cosa la persona può fare.");
        }
        return Ok(None);
    };
    let unit = unit::Entity::find_by_id(unita).one(tx).await?.ok_or(Error::NotFound(UNITA))?;
    if dal < unit.valid_from {
        let sentence =
            format!("{} esiste dal {}: l'incarico non può cominciare prima.", unit.name, giorno(unit.valid_from));
        refusal.add(Some("dal"), sentence);
    }
    if let Some(end) = unit.valid_to.filter(|end| nuovo.al.is_none_or(|al| al > *end)) {
        let sentence = format!("{} chiude il {}: l'incarico deve finire entro quel giorno.", unit.name, giorno(end));
        refusal.add(Some("al"), sentence);
    }
    let Some(ruolo) = nuovo.ruolo else {
        refusal.add(Some("ruolo"), "Scegli il ruolo: dice che cosa la persona può fare.");
        return Ok(None);
    };
    role::Entity::find_by_id(ruolo).one(tx).await?.ok_or(Error::NotFound(RUOLO))?;
    Ok(Some(Controllato { unita, ruolo, periodo }))
}

async fn doppioni(tx: &Tx, persona: PersonId, new: &Controllato, refusal: &mut Refusal) -> Result<(), Error> {
    let same = incarico::Entity::find()
        .filter(incarico::Column::PersonId.eq(persona))
        .filter(incarico::Column::UnitId.eq(new.unita))
        .filter(incarico::Column::RoleId.eq(new.ruolo))
        .filter(incarico::Column::DeputyOf.is_null())
        .all(tx)
        .await?;
    if let Some(held) = same.iter().map(periodo).find(|held| held.tocca(new.periodo)) {
        let sentence = format!("Ha già questo incarico {}: cambia le date, o lascia quello che c'è.", held.parole());
        refusal.add(Some("dal"), sentence);
    }
    Ok(())
}

pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    persona: PersonId,
    new: Controllato,
) -> Result<Id<incarico::Entity>, Error> {
    let Controllato { unita, ruolo, periodo } = new;
    let row = incarico::Model {
        id: tx.id(),
        person_id: persona,
        unit_id: unita,
        role_id: ruolo,
        deputy_of: None,
        valid_from: periodo.dal,
        valid_to: periodo.al,
    };
    let id = tx.insert(row).await?.id;
    let testo = if persona == who.person {
        format!("si è dato {}, {}", parole(&*tx, unita, ruolo).await?, periodo.parole())
    } else {
        format!("ha dato a {} {}, {}", nome(&*tx, persona).await?, parole(&*tx, unita, ruolo).await?, periodo.parole())
    };
    // Not under the role: what happens to one holder is no change of the role.
    annota(tx, who, "incarico", Di { persona: Some(persona), unita: Some(unita), ruolo: None }, testo, None).await?;
    Ok(id)
}
