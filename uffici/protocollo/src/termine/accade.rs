//! What happens to a term: suspended, running again, notice of refusal, observations, concluded.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

pub use super::rules::{Accaduto, Tipo};
use super::{
    TermineId,
    rules::fine,
    tables::{fatto, termine},
};
use crate::{
    error::Error,
    permissions::{ASSEGNA, PRENDI},
    registrazione::{indice, rispondi::tocca_a, stato_di, trova},
    tables::assegnazione,
};

/// Notes it; the end moves accordingly.
///
/// # Errors
/// [`Error::NotFound`]; whose term it is not and who does not assign; all the reasons why not; those of the database.
pub async fn accade(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: TermineId,
    what: &Accaduto,
) -> Result<termine::Model, Error> {
    who.require(&PRENDI)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.termine").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    if stato_di(&tx, riga.id).await?.annullata {
        return Err(Refusal::because("Questa registrazione è annullata: non ha più termini.").into());
    }
    let before = tx.find::<termine::Entity>(id.uuid()).await?;
    let before = before.filter(|before| before.registrazione_id == riga.id).ok_or(Error::NotFound)?;
    let given = assegnazione::Entity::find_by_id(before.assegnazione_id).one(&tx).await?.ok_or(Error::NotFound)?;
    if !tocca_a(who, &given) && !who.may(&ASSEGNA) {
        return Err(Refusal::because("Questo termine è di un altro ufficio o di un'altra persona.").into());
    }
    let select = fatto::Entity::find().filter(fatto::Column::TermineId.eq(id));
    let mut facts = select.order_by_asc(fatto::Column::Id).all(&tx).await?;
    let al = what.check(&before, &facts, tx.now().date())?;
    let fact = fatto::Model {
        id: tx.id(),
        termine_id: id,
        tipo: what.tipo.code().into(),
        dal: what.dal,
        al,
        motivo: what.motivo.trim().into(),
        persona_id: who.person,
        at: tx.now(),
    };
    facts.push(tx.insert(fact).await?);
    let after =
        termine::Model { scadenza: fine(&before, &facts), aperto: what.tipo != Tipo::Conclusione, ..before.clone() };
    if after != before {
        tx.update(&before, after.clone()).await?;
    }
    indice::aggiorna_scopi(&tx, riga.id).await?;
    tx.commit().await?;
    Ok(after)
}
