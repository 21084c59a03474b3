//! The text is closed, and its version fixed; or opened again.

use kernel::Refusal;
use ledger::Tx;
use pratiche::Caso;

use super::sotto_chiave;
use crate::{
    error::Error,
    leggi::bozza_di,
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
    let bozza = bozza_di(tx, before.atto_id).await?.ok_or(Error::NotFound)?;
    // What is signed says its data and not their names: from here on they stay as they are today.
    let text = leggi(&bozza.testo)?;
    let text = Valori::di(&*tx, &before, &text).await?.riempi(&text, tx.now().date());
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
    let n = tx.insert(row).await?.n;
    let after = stato::Model { chiuso: true, versione: n, ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
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
