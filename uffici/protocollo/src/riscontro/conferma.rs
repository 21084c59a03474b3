//! The confirmation of what was registered: it leaves by itself where the sender asks for it and both the provider's
//! signature and the seal of the "segnatura" allow it, or when a clerk says so.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use segnatura::TipoNotifica;

use super::{
    RiscontroId,
    scrivi::{Arrivo, Nuovo, arrivo, arrivo_di, impedimento, scrivi},
};
use crate::{
    error::Error,
    permissions::REGISTRA,
    posta::MessaggioId,
    registrazione::{stato_di, trova},
    rules::RegistrazioneId,
};

/// In the transaction that registers a message: writes the confirmation that its "segnatura" asks of us. Where it cannot be written
/// the page of the entry says why.
///
/// # Errors
/// Those of the database.
pub(crate) async fn alla_registrazione(
    ente: &Ente,
    tx: &mut Tx,
    who: &Who,
    messaggio: MessaggioId,
    riga: RegistrazioneId,
) -> Result<(), Error> {
    let Some(arrivo) = arrivo(tx, messaggio).await? else { return Ok(()) };
    // Of a seal that does not hold, is another's or was not verified a person decides.
    if arrivo.segnatura.conferma && arrivo.parte_da_se() && impedimento(ente, &arrivo).is_none() {
        conferma(tx, who, &arrivo, riga).await?;
    }
    Ok(())
}

async fn conferma(
    tx: &mut Tx,
    who: &Who,
    arrivo: &Arrivo,
    riga: RegistrazioneId,
) -> Result<Option<RiscontroId>, Error> {
    let nuovo =
        Nuovo { tipo: TipoNotifica::ConfermaRicezione, registrazione: Some(riga), motivo: None, provvedimento: None };
    scrivi(tx, who.person, arrivo, nuovo).await
}

/// Sends the confirmation of an entry that did not leave by itself.
///
/// # Errors
/// Why not; [`Error::NotFound`] where `who` does not see the entry; those of the database.
pub async fn manda(ente: &Ente, who: &Who, anno: i64, numero: i64) -> Result<RiscontroId, Error> {
    who.require(&REGISTRA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.riscontra").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let annullata = stato_di(&tx, riga.id).await?.annullata;
    let found = arrivo_di(&tx, riga.id).await?;
    let Some(arrivo) = found.filter(|arrivo| who.units_with(&REGISTRA).contains(&arrivo.casella.ufficio_id)) else {
        let sentence = "Questa registrazione non nasce da un messaggio con la segnatura di un'altra amministrazione, oppure è \
                        arrivato in una casella di un altro ufficio: non c'è una conferma da mandare.";
        return Err(Refusal::because(sentence).into());
    };
    if annullata {
        return Err(Refusal::because("La registrazione è annullata: non si conferma.").into());
    }
    if let Some(why) = impedimento(ente, &arrivo) {
        return Err(Refusal::because(why).into());
    }
    let done = conferma(&mut tx, who, &arrivo, riga.id).await?;
    let done = done
        .ok_or_else(|| Refusal::because("La conferma è già stata mandata, forse da un collega: ricarica la pagina."))?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(done)
}
