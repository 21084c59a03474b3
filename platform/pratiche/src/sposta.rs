//! A running file follows another version of its definition.

use std::collections::BTreeMap;

use authz::{Permission, PersonId};
use iter::{Agente, Spostamento, confronta};
use ledger::Tx;

use crate::{
    DefinizioneId, Error, Esito, Materia, PraticaId, Vista, calendario,
    compi::{della_materia, di_persona, istante, scrivi},
    definizioni::definizione_di,
    fatti::{Presa, sotto_chiave},
    persone::persona,
};

/// To move a running file to the version of its definition that is in force. Declared by the office that has the definitions; asked
/// for by each office that has files, on the page of the file.
pub static SPOSTA: Permission = Permission {
    code: "flussi.sposta",
    label: "spostare una pratica in corso sulla versione in vigore del suo iter",
    law: None,
};

/// A file to be moved to another version.
#[derive(Clone, Copy, Debug)]
pub struct Sposta<'a> {
    /// Which.
    pub pratica: PraticaId,
    /// To which version.
    pub a: DefinizioneId,
    /// Who decides: a person whom the caller authorised.
    pub chi: PersonId,
    /// Why.
    pub motivo: &'a str,
    /// Where each state goes; those that are not named keep their code.
    pub mappa: &'a BTreeMap<String, String>,
    /// The request's key, the same when it is sent again.
    pub chiave: &'a str,
}

/// Moves a file to another version: what changes is kept with it, terms that run go on as they began.
///
/// # Errors
/// All the reasons why the file cannot go on there; the transaction is gone then.
pub async fn sposta(mut tx: Tx, materia: &dyn Materia, chiede: Sposta<'_>) -> Result<(Tx, Esito), Error> {
    di_persona(chiede.chiave)?;
    let presa = sotto_chiave(&tx, chiede.pratica).await?;
    della_materia(&presa, materia)?;
    let (row, nuova) = definizione_di(&tx, chiede.a).await?;
    if row.codice != presa.riga.codice {
        return Err(Error::no("Questa versione è di un altro iter: una pratica resta nel suo."));
    }
    let quando = istante(&tx, &presa);
    let persona = persona(&tx, chiede.chi, quando.date()).await?;
    let mondo = materia.mondo(&Vista::Scritta(&tx), presa.riga.oggetto_id).await?;
    let richiesta = Spostamento {
        chi: Agente::Persona(&persona),
        quando,
        motivo: chiede.motivo,
        mappa: chiede.mappa,
        chiave: chiede.chiave,
    };
    let fatti = presa.pratica.sposta(&presa.definizione, &nuova, &*mondo, richiesta)?;
    let calendario = calendario(&tx).await?;
    let pratica = scrivi(&mut tx, materia, (presa, &calendario), Some(chiede.chi), quando, &fatti).await?;
    Ok((tx, Esito { fatti, pratica }))
}

/// What changes for a file that would be moved, and which of its states want a place in the new version: shown before
/// anybody decides.
pub fn spostabile(presa: &Presa, nuova: &iter::Valida) -> (Vec<String>, Vec<String>) {
    let lost = presa.pratica.presente().keys().filter(|stato| nuova.stato(stato).is_none()).cloned().collect();
    (confronta(&presa.definizione, nuova), lost)
}
