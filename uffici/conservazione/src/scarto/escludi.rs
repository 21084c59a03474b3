//! To leave a fascicolo out of a list, and to take it in again.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;

use super::{
    prepara::impegnata,
    regole::{Passo, Posto},
    scritto, tenuto,
    valuta::pesa,
};
use crate::{
    Porte,
    error::Error,
    permissions::SCARTA,
    piano::in_vigore,
    tables::{scarto, scarto_voce},
};

/// Leaves a fascicolo out, with the reason, which stays in the list.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a list that others look at; one that is out already; those of the ledger.
pub async fn escludi(
    ente: &Ente,
    who: &Who,
    id: Id<scarto::Entity>,
    voce: Id<scarto_voce::Entity>,
    motivo: &str,
) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let motivo = scritto("motivo", motivo, "Scrivi perché il fascicolo non si scarta: resta nell'elenco.")?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.escludi").await?;
    tenuto(&tx, id, Passo::si_esclude).await?;
    let before = di_questo(&tx, id, voce).await?;
    if before.stato != Posto::Proposta.code() {
        return Err(Refusal::because("Questo fascicolo è già fuori dall'elenco.").into());
    }
    let after = scarto_voce::Model {
        stato: Posto::Esclusa.code().into(),
        motivo: Some(motivo.to_owned()),
        at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a fascicolo in again, where nothing speaks against it any more.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a list that is not in preparation; all that speaks against it; those of the doors and the
/// ledger.
pub async fn riammetti(
    ente: &Ente,
    who: &Who,
    porte: Porte,
    id: Id<scarto::Entity>,
    voce: Id<scarto_voce::Entity>,
) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.riammetti").await?;
    tenuto(&tx, id, |passo| passo == Passo::Preparazione).await?;
    let before = di_questo(&tx, id, voce).await?;
    if before.stato != Posto::Esclusa.code() {
        return Err(Refusal::because("Questo fascicolo non è tra gli esclusi.").into());
    }
    if impegnata(&tx, &before.fonte, before.fascicolo_id).await? {
        return Err(Refusal::because("Questo fascicolo è già in un altro elenco di scarto.").into());
    }
    let piano = in_vigore(&tx, tx.now().date()).await?;
    let pesato = pesa(ente, porte, &tx, piano.as_ref(), (before.fonte.as_str(), before.fascicolo_id)).await?;
    let mut refusal = Refusal::default();
    pesato.motivi.iter().for_each(|motivo| refusal.add(None, motivo.clone()));
    refusal.unless_empty(())?;
    let after = scarto_voce::Model {
        documenti: i64::try_from(pesato.documenti.len()).unwrap_or(i64::MAX),
        byte: pesato.byte(),
        restano: i64::try_from(pesato.restano).unwrap_or(i64::MAX),
        stato: Posto::Proposta.code().into(),
        motivo: None,
        at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

async fn di_questo(
    tx: &Tx,
    id: Id<scarto::Entity>,
    voce: Id<scarto_voce::Entity>,
) -> Result<scarto_voce::Model, Error> {
    let found = tx.find::<scarto_voce::Entity>(voce.uuid()).await?;
    found.filter(|row| row.scarto_id == id).ok_or(Error::NotFound)
}
