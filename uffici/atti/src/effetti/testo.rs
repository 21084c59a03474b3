//! The text is closed, and its version fixed; or opened again.

use authz::PersonId;
use kernel::Refusal;
use ledger::Tx;
use pratiche::Caso;
use prose::Prose;

use super::sotto_chiave;
use crate::{
    emendamenti::leggi::elenco,
    error::Error,
    leggi::bozza_di,
    rules::emendamenti::Fase,
    tables::{stato, versione},
    testo::leggi,
    valori::Valori,
};

/// Closes it: from here on this is what is examined and signed.
pub(super) async fn fissa(tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let before = sotto_chiave(tx, caso.oggetto).await?;
    if before.chiuso {
        return Err(Refusal::because("Il testo è già chiuso: ricarica la pagina.").into());
    }
    let Some(persona_id) = caso.chi else { return Err(Error::no("Il testo lo chiude una persona.")) };
    // On a text that was proposed before there may be amendments: what was approved is in it before it is examined anew.
    if before.versione > 0
        && let Some(quali) = elenco(&*tx, before.atto_id, |fase| fase == Fase::Approvato).await?
    {
        let told = format!(
            "Emendamenti approvati e non ancora riportati nel testo: {quali}. Riportali dalla pagina «Emendamenti»."
        );
        return Err(Error::no(told));
    }
    let bozza = bozza_di(tx, before.atto_id).await?.ok_or(Error::NotFound)?;
    // What is signed says its data and not their names: from here on they stay as they are today.
    let text = leggi(&bozza.testo)?;
    let text = Valori::di(&*tx, &before, &text).await?.riempi(&text, tx.now().date());
    let n = tieni_versione(tx, &before, &text, persona_id).await?;
    let after = stato::Model { chiuso: true, versione: n, ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
}

/// Keeps a version of the text, the next one: its number, which the caller writes into the act's row.
pub(crate) async fn tieni_versione(
    tx: &mut Tx,
    before: &stato::Model,
    text: &Prose,
    persona_id: PersonId,
) -> Result<i64, Error> {
    let row = versione::Model {
        id: tx.id(),
        atto_id: before.atto_id,
        n: before.versione + 1,
        at: tx.now(),
        persona_id,
        oggetto: before.oggetto.clone(),
        testo: text.json(),
        righe: before.righe.clone(),
        impronta: text.hash().to_vec(),
    };
    Ok(tx.insert(row).await?.n)
}

/// Opens it: signatures on the version of before stay where they are and count no more, since the next one has another
/// number; nor does a vote, which was on that text.
pub(super) async fn riapri(tx: &mut Tx, caso: &Caso<'_>) -> Result<(), Error> {
    let before = sotto_chiave(tx, caso.oggetto).await?;
    if before.numero.is_some() {
        return Err(Error::no(
            "L'atto ha già il numero: non si riscrive. Per cambiarlo ne serve uno nuovo, che lo corregge o lo revoca.",
        ));
    }
    let after = stato::Model { chiuso: false, documento_id: None, pubblico_id: None, voto: None, ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
}
