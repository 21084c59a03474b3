//! That a registration of what came from another body was annulled: told to that body in the commit that annuls it.

use authz::Who;
use ente::Ente;
use ledger::Tx;
use segnatura::TipoNotifica;

use super::{
    RiscontroId,
    rules::provvedimento,
    scrivi::{Nuovo, arrivo_di, impedimento, scrivi},
};
use crate::{error::Error, rules::RegistrazioneId};

/// Writes the message, where the entry came with the "segnatura" of a body that is believed.
///
/// # Errors
/// An act told with too many words; those of the database.
pub(crate) async fn avvisa(
    ente: &Ente,
    tx: &mut Tx,
    who: &Who,
    riga: RegistrazioneId,
    (motivo, atto): (&str, &str),
) -> Result<Option<RiscontroId>, Error> {
    let Some(arrivo) = arrivo_di(tx, riga).await? else { return Ok(None) };
    if !arrivo.segnatura.creduta || impedimento(ente, &arrivo).is_some() {
        return Ok(None);
    }
    let nuovo = Nuovo {
        tipo: TipoNotifica::AnnullamentoProtocollazione,
        registrazione: Some(riga),
        motivo: Some(motivo.trim().to_owned()),
        provvedimento: Some(provvedimento(atto, tx.now().date())?),
    };
    scrivi(tx, who, &arrivo, nuovo).await
}
