//! Absences, and who stands in meanwhile.

use std::collections::BTreeSet;

use authz::{PersonId, Who, absence, incarico};
use ente::Ente;
use kernel::{Date, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{ASSENZA, AssenzaId, IncaricoId, PERSONA, nome, parole, periodo};
use crate::{
    error::Error,
    fatti::{Di, annota},
    permissions::GESTISCI,
    rules::{Periodo, controlla_fine, giorno},
};

/// An absence to be written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nuova {
    /// The first day.
    pub dal: Option<Date>,
    /// The last day.
    pub al: Option<Date>,
    /// Who stands in, if anyone does.
    pub sostituto: Option<PersonId>,
    /// For which incarichi of the absent; empty for all.
    pub incarichi: BTreeSet<IncaricoId>,
}

/// The longest absence that one writes at once: what lasts longer is an incarico that ends.
const PIU_LUNGA: i64 = 731;

/// Writes down that a person is away, and who acts in their place.
///
/// # Errors
/// Without the permission; all that is wrong with it.
pub async fn registra(ente: &Ente, who: &Who, persona: PersonId, nuova: &Nuova) -> Result<AssenzaId, Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.assenza").await?;
    let whose = nome(&tx, persona).await?;
    let mut refusal = Refusal::default();
    let periodo = date(nuova, tx.now().date(), &mut refusal);
    if let Some(periodo) = periodo {
        let held = absence::Entity::find().filter(absence::Column::PersonId.eq(persona)).all(&tx).await?;
        let held = held.iter().map(|a| Periodo::new(a.valid_from, Some(a.valid_to)));
        if let Some(other) = held.into_iter().find(|other| other.tocca(periodo)) {
            refusal.add(Some("dal"), format!("Risulta già assente {}: le due assenze si toccano.", other.parole()));
        }
    }
    let passed = da_sostituire(&tx, persona, nuova, periodo, &mut refusal).await?;
    let (true, Some(periodo)) = (refusal.reasons.is_empty(), periodo) else { return Err(refusal.into()) };
    let (id, valid_from) = (tx.id(), periodo.dal);
    let valid_to = periodo.al.unwrap_or(valid_from);
    tx.insert(absence::Model { id, person_id: persona, valid_from, valid_to }).await?;
    let instead = match nuova.sostituto {
        Some(deputy) => format!("; al suo posto c'è {}", nome(&tx, deputy).await?),
        None => "; al suo posto non c'è nessuno".to_owned(),
    };
    let testo = format!("ha segnato che {whose} è assente {}{instead}", periodo.parole());
    annota(&mut tx, who, "assenza", Di { persona: Some(persona), ..Di::default() }, testo, None).await?;
    if let Some(deputy) = nuova.sostituto {
        sostituisci(&mut tx, who, deputy, &whose, &passed, periodo).await?;
    }
    tx.commit().await?;
    Ok(id)
}

fn date(nuova: &Nuova, oggi: Date, refusal: &mut Refusal) -> Option<Periodo> {
    let (Some(dal), Some(al)) = (nuova.dal, nuova.al) else {
        if nuova.dal.is_none() {
            refusal.add(Some("dal"), "Scrivi il primo giorno di assenza.");
        }
        if nuova.al.is_none() {
            refusal.add(Some("al"), "Scrivi l'ultimo giorno di assenza: se torna prima, lo si cambia.");
        }
        return None;
    };
    if al < dal {
        refusal.add(Some("al"), "L'ultimo giorno viene prima del primo: controlla le due date.");
    } else if al < oggi {
        refusal.add(Some("al"), "L'assenza è già finita: segnarla adesso non cambierebbe niente.");
    } else if al.signed_duration_since(dal).num_days() > PIU_LUNGA {
        refusal.add(Some("al"), "Più di due anni di assenza: metti fine all'incarico e dallo a un'altra persona.");
    }
    Some(Periodo::new(dal, Some(al)))
}

/// The incarichi of the absent that pass to the deputy.
async fn da_sostituire(
    tx: &Tx,
    persona: PersonId,
    nuova: &Nuova,
    dates: Option<Periodo>,
    refusal: &mut Refusal,
) -> Result<Vec<incarico::Model>, Error> {
    let Some(deputy) = nuova.sostituto else { return Ok(Vec::new()) };
    let person = accounts::person::Entity::find_by_id(deputy).one(tx).await?.ok_or(Error::NotFound(PERSONA))?;
    if deputy == persona {
        refusal.add(Some("sostituto"), "Chi è assente non può sostituire se stesso: scegli un'altra persona.");
    } else if !person.active {
        refusal.add(
            Some("sostituto"),
            format!("L'accesso di {} è disattivato: scegli un'altra persona.", person.full_name()),
        );
    }
    let own = incarico::Entity::find()
        .filter(incarico::Column::PersonId.eq(persona))
        .filter(incarico::Column::DeputyOf.is_null())
        .all(tx)
        .await?;
    let chosen = |held: &incarico::Model| nuova.incarichi.is_empty() || nuova.incarichi.contains(&held.id);
    let within = |held: &incarico::Model| dates.is_none_or(|dates| periodo(held).tocca(dates));
    let passed: Vec<_> = own.into_iter().filter(|held| chosen(held) && within(held)).collect();
    if passed.is_empty() {
        refusal.add(
            Some("sostituto"),
            "In quei giorni non ha incarichi che un'altra persona possa svolgere al suo posto.",
        );
    }
    Ok(passed)
}

async fn sostituisci(
    tx: &mut Tx,
    who: &Who,
    deputy: PersonId,
    whose: &str,
    passed: &[incarico::Model],
    periodo: Periodo,
) -> Result<(), Error> {
    for held in passed {
        let row = incarico::Model {
            id: tx.id(),
            person_id: deputy,
            deputy_of: Some(held.id),
            valid_from: periodo.dal,
            valid_to: periodo.al,
            ..held.clone()
        };
        tx.insert(row).await?;
        let what = parole(&*tx, held.unit_id, held.role_id).await?;
        let testo = format!("ha dato a {} {what} al posto di {whose}, {}", nome(&*tx, deputy).await?, periodo.parole());
        let di = Di { persona: Some(deputy), unita: Some(held.unit_id), ruolo: None };
        annota(tx, who, "sostituzione", di, testo, None).await?;
    }
    Ok(())
}

/// Says on which day an absence ends; before its first day it is called off. Its deputies stop with it.
///
/// # Errors
/// Without the permission; a day that is past, or after the one that was written.
pub async fn termina(ente: &Ente, who: &Who, id: AssenzaId, ultimo: Option<Date>) -> Result<absence::Model, Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.rientro").await?;
    let before = tx.find::<absence::Entity>(id.uuid()).await?.ok_or(Error::NotFound(ASSENZA))?;
    let mut refusal = Refusal::default();
    controlla_fine(Periodo::new(before.valid_from, Some(before.valid_to)), ultimo, tx.now().date(), &mut refusal);
    if ultimo.is_some_and(|day| day > before.valid_to) {
        let sentence = "Viene dopo l'ultimo giorno che era scritto: per un'assenza più lunga segnane un'altra, che comincia il giorno dopo.";
        refusal.add(Some("al"), sentence);
    }
    refusal.unless_empty(())?;
    let day = ultimo.unwrap_or(before.valid_to);
    let called_off = day < before.valid_from;
    let day = if called_off { before.valid_from.pred_opt().unwrap_or(day) } else { day };
    let after = tx.update(&before, absence::Model { valid_to: day, ..before.clone() }).await?;
    let whose = nome(&tx, before.person_id).await?;
    let testo = if called_off {
        format!("ha annullato l'assenza di {whose} che cominciava il {}", giorno(before.valid_from))
    } else {
        format!("ha segnato che l'assenza di {whose} finisce il {}", giorno(day))
    };
    annota(&mut tx, who, "rientro", Di { persona: Some(before.person_id), ..Di::default() }, testo, None).await?;
    tx.commit().await?;
    Ok(after)
}
