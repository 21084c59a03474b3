//! To accept or refuse what was given to one's own office.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{indice, stato_di, trova};
use crate::{
    error::Error,
    permissions::PRENDI,
    rules::{ACCETTATA, IN_ATTESA, RIFIUTATA, check_answer},
    tables::{assegnazione, stato},
};

/// Answers an assignment. A refusal sends the entry back to whoever assigns, unless someone else has it for action.
///
/// # Errors
/// When it is not given to an office of theirs, or to another person by name; when it was answered already; a refusal
/// without reason.
pub async fn rispondi(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: Id<assegnazione::Entity>,
    accetta: bool,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&PRENDI)?;
    let action = if accetta { "protocollo.accetta" } else { "protocollo.rifiuta" };
    let mut tx = ente.ledger.begin(who.actor(), action).await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = tx
        .find::<assegnazione::Entity>(id.uuid())
        .await?
        .filter(|a| a.registrazione_id == riga.id)
        .ok_or(Error::NotFound)?;
    if !tocca_a(who, &before) {
        return Err(Refusal::because("Questa assegnazione è di un altro ufficio o di un'altra persona.").into());
    }
    check_answer(&before, accetta, motivo)?;
    let after = assegnazione::Model {
        stato: if accetta { ACCETTATA } else { RIFIUTATA }.into(),
        risposta_da: Some(who.person),
        risposta_at: Some(tx.now()),
        motivo: Some(motivo.trim().to_owned()).filter(|motivo| !motivo.is_empty()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    if !accetta {
        torna_da_assegnare(&mut tx, &before).await?;
    }
    indice::aggiorna_scopi(&tx, riga.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether an assignment is `who`'s to answer: given to their office, to them by name, or to someone in whose place they are
/// there today.
pub(crate) fn tocca_a(who: &Who, a: &assegnazione::Model) -> bool {
    let Some(person) = a.persona_id else { return who.units_with(&PRENDI).contains(&a.ufficio_id) };
    person == who.person || who.stands_in(&PRENDI).contains(&(a.ufficio_id, person))
}

/// When nobody is left who has it for action, it waits to be given again.
async fn torna_da_assegnare(tx: &mut ledger::Tx, refused: &assegnazione::Model) -> Result<(), Error> {
    let others = assegnazione::Entity::find()
        .filter(assegnazione::Column::RegistrazioneId.eq(refused.registrazione_id))
        .filter(assegnazione::Column::Tipo.eq("competenza"))
        .filter(assegnazione::Column::Stato.is_in([IN_ATTESA, ACCETTATA]))
        .one(tx)
        .await?;
    if others.is_none() && refused.tipo == "competenza" {
        let before = stato_di(tx, refused.registrazione_id).await?;
        tx.update(&before, stato::Model { da_assegnare: true, ..before.clone() }).await?;
    }
    Ok(())
}
