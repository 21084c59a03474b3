//! To propose a list: it is printed as it stands, and from then on waits for the Soprintendenza.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Id, Refusal};

use super::{
    carta, intero, leggi,
    regole::{Passo, Posto},
    tenuto,
};
use crate::{
    error::Error,
    permissions::SCARTA,
    piano::{self, Piano},
    tables::scarto,
    trova,
};

/// Largest list on paper, bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Prints a list and proposes it. The PDF is a document of the archive: what is authorised is what stands in it.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a list that is not in preparation, or in which nothing is to be discarded; one that somebody
/// changed meanwhile; those of the template, the store and the ledger.
pub async fn proponi(ente: &Ente, who: &Who, id: Id<scarto::Entity>) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let list = leggi(ente, who, id).await?;
    if list.quante(Posto::Proposta) == 0 {
        let sentence = "Nell'elenco non c'è nessun fascicolo da scartare: riammettine uno, o ritira l'elenco.";
        return Err(Refusal::because(sentence).into());
    }
    let plan = piano::leggi(ente, who, list.riga.piano_id).await?;
    let bytes = carta::stampa(ente, &list, in_parole(&plan), ente.ledger.now()).await?;
    let stored = ente.archive.receive_own(&mut &bytes[..], MOST_BYTES).await?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.proponi_scarto").await?;
    let before = tenuto(&tx, id, |passo| passo == Passo::Preparazione).await?;
    if intero(&tx, id).await?.voci != list.voci {
        return Err(ledger::Error::Changed.into());
    }
    let name = format!("elenco-scarto-{}-{}.pdf", before.anno, before.numero);
    let document = ente.archive.name(&mut tx, &stored, &name).await?;
    let after = scarto::Model {
        stato: Passo::Proposto.code().into(),
        dal: tx.now(),
        elenco_id: Some(document.id),
        proposto_da: Some(who.person),
        proposto_at: Some(tx.now()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// A plan in a sentence.
fn in_parole(plan: &Piano) -> String {
    match &plan.conferma {
        Some(row) => format!("{}, in vigore dal {} ({})", plan.riga.nome, row.dal.format("%d/%m/%Y"), row.atto),
        None => plan.riga.nome.clone(),
    }
}

/// The list as it was printed.
///
/// # Errors
/// A missing permission; [`Error::NotFound`] where it was not printed yet; those of the database.
pub async fn elenco_pdf(ente: &Ente, who: &Who, id: Id<scarto::Entity>) -> Result<document::Model, Error> {
    who.require(&SCARTA)?;
    let list = leggi(ente, who, id).await?;
    let printed = list.riga.elenco_id.ok_or(Error::NotFound)?;
    trova::documento(ente, &ente.db().read().await?, printed).await
}
