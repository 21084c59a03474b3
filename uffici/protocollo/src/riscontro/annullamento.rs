//! That a registration was annulled: told in the commit that annuls it to the body from which the document came, or to those that
//! have confirmed it after getting it without mail (AgID guidelines 2021, annex 6, 3.1.2 and 3.1.3).

use authz::Who;
use ente::Ente;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use segnatura::TipoNotifica;

use super::{
    rules::provvedimento,
    scrivi::{Nuovo, da_avvisare, di_cui, impedimento, scrivi},
};
use crate::{error::Error, posta::MessaggioId, rules::RegistrazioneId, tables::fatto};

/// Writes the messages, where there is a body to be told: whether there is.
///
/// # Errors
/// An act told with too many words; those of the database.
pub(crate) async fn avvisa(
    ente: &Ente,
    tx: &mut Tx,
    who: &Who,
    riga: RegistrazioneId,
    (motivo, atto): (&str, &str),
) -> Result<bool, Error> {
    let mut told = false;
    for arrivo in da_avvisare(tx, riga).await? {
        if !arrivo.segnatura.creduta || impedimento(ente, &arrivo).is_some() {
            continue;
        }
        let nuovo = Nuovo {
            tipo: TipoNotifica::AnnullamentoProtocollazione,
            registrazione: Some(riga),
            motivo: Some(motivo.trim().to_owned()),
            provvedimento: Some(provvedimento(atto, tx.now().date())?),
        };
        told |= scrivi(tx, who.person, &arrivo, nuovo).await?.is_some();
    }
    Ok(told)
}

/// Writes it to a body whose confirmation, this message, came after the entry was annulled: nobody could be told then. Whether there was
/// something to tell.
///
/// # Errors
/// Those of the database.
pub(crate) async fn avvisa_dopo(
    ente: &Ente,
    tx: &mut Tx,
    riga: RegistrazioneId,
    conferma: MessaggioId,
) -> Result<bool, Error> {
    let select = fatto::Entity::find().filter(fatto::Column::RegistrazioneId.eq(riga));
    let Some(done) = select.filter(fatto::Column::Tipo.eq("annullamento")).one(tx).await? else { return Ok(false) };
    let Some(arrivo) = di_cui(tx, conferma).await? else { return Ok(false) };
    if impedimento(ente, &arrivo).is_some() {
        return Ok(false);
    }
    let nuovo = Nuovo {
        tipo: TipoNotifica::AnnullamentoProtocollazione,
        registrazione: Some(riga),
        motivo: Some(done.testo),
        provvedimento: Some(provvedimento("", done.at.date())?),
    };
    Ok(scrivi(tx, done.persona_id, &arrivo, nuovo).await?.is_some())
}
