//! Somebody keeps out of a file.

use authz::PersonId;
use ledger::Tx;

use crate::{
    Error, Esito, Materia, PraticaId, calendario,
    compi::{della_materia, di_persona, istante, scrivi},
    fatti::sotto_chiave,
    persone::persona,
};

/// A declared conflict of interest (art. 6-bis L. 241/1990).
#[derive(Clone, Copy, Debug)]
pub struct Astensione<'a> {
    /// In which file.
    pub pratica: PraticaId,
    /// Who keeps out.
    pub chi: PersonId,
    /// Why.
    pub motivo: &'a str,
    /// The request's key, the same when it is sent again.
    pub chiave: &'a str,
}

/// Somebody declares a conflict of interest: from now on they take no step in this file, their desk no longer shows
/// it, and their deputies may act though they are not away. Nothing takes it back.
///
/// # Errors
/// All the reasons why it cannot be written; the transaction is gone then.
pub async fn astieni(mut tx: Tx, materia: &dyn Materia, chiede: Astensione<'_>) -> Result<(Tx, Esito), Error> {
    di_persona(chiede.chiave)?;
    let presa = sotto_chiave(&tx, chiede.pratica).await?;
    della_materia(&presa, materia)?;
    let quando = istante(&tx, &presa);
    let persona = persona(&tx, chiede.chi, quando.date()).await?;
    let fatti = presa.pratica.astieni(&presa.definizione, &persona, quando, chiede.motivo, chiede.chiave)?;
    let calendario = calendario(&tx).await?;
    let pratica = scrivi(&mut tx, materia, (presa, &calendario), Some(chiede.chi), quando, &fatti).await?;
    Ok((tx, Esito { fatti, pratica }))
}
