//! To tell another body that its message cannot be registered, and why. The message is then not to be registered.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use segnatura::TipoNotifica;

use super::{
    RiscontroId,
    rules::motivo,
    scrivi::{Nuovo, arrivo, impedimento, scrivi},
};
use crate::{
    error::Error,
    permissions::REGISTRA,
    posta::{MessaggioId, decidi::escludi, vedi::trova},
};

/// Tells it.
///
/// # Errors
/// [`Error::MessaggioAssente`] where `who` does not see the message; all the reasons why not; those of the database.
pub async fn segnala(
    ente: &Ente,
    who: &Who,
    id: MessaggioId,
    (causa, spiegazione): (&str, &str),
) -> Result<RiscontroId, Error> {
    who.require(&REGISTRA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.riscontra").await?;
    trova(&tx, who, id).await?;
    let Some(arrivo) = arrivo(&tx, id).await? else {
        let sentence = "Il messaggio non porta la segnatura di un'altra amministrazione: rispondi a chi l'ha mandato, e scrivi qui che \
                        non va registrato.";
        return Err(Refusal::because(sentence).into());
    };
    let mut refusal = Refusal::default();
    let motivo = match motivo(causa, spiegazione) {
        Ok(motivo) => motivo,
        Err(wrong) => {
            refusal = wrong;
            String::new()
        }
    };
    if let Some(why) = impedimento(ente, &arrivo) {
        refusal.add(None, why);
    }
    refusal.unless_empty(())?;
    escludi(&mut tx, who, id, &format!("Segnalata un'eccezione a chi l'ha mandato: {motivo}")).await?;
    let nuovo =
        Nuovo { tipo: TipoNotifica::NotificaEccezione, registrazione: None, motivo: Some(motivo), provvedimento: None };
    let done = scrivi(&mut tx, who.person, &arrivo, nuovo).await?;
    let done = done.ok_or_else(|| {
        Refusal::because(
            "Un'eccezione su questo messaggio è già stata segnalata, forse da un collega: ricarica la pagina.",
        )
    })?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(done)
}
