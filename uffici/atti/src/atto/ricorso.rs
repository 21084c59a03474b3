//! The clause on appeals follows the lines of the act, as long as it stands as the program wrote it.

use authz::Who;
use ledger::Tx;
use prose::Prose;

use super::scrivi::{bozza_sotto_chiave, salva};
use crate::{
    error::Error,
    leggi::bozza_di,
    rules::clausole::{Ricorso, cambiata},
    tables::AttoId,
    testo::{frasi, leggi},
};

/// Puts in the draft the clause that the lines ask for now in the place of the one that they asked for before. What
/// somebody has put in other words stays, and the check of the text looks at it.
///
/// # Errors
/// A text that cannot be read; those of the database.
pub(super) async fn adegua(tx: &Tx, who: &Who, id: AttoId, (before, after): (Ricorso, Ricorso)) -> Result<(), Error> {
    let Some(draft) = bozza_di(tx, id).await? else { return Ok(()) };
    if cambiata(&leggi(&draft.testo)?, before, after).is_none() {
        return Ok(());
    }
    // Once more under the draft's own lock: somebody may have been writing in it.
    let draft = bozza_sotto_chiave(tx, id).await?;
    if let Some(blocks) = cambiata(&leggi(&draft.testo)?, before, after) {
        let text = Prose::new(blocks).map_err(|faults| Error::Testo(frasi(&faults)))?;
        salva(tx, who, id, &text, &draft.omissis).await?;
    }
    Ok(())
}
