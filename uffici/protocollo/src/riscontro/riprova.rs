//! An answer of ours that did not arrive: to try again, or to say that it was told in another way.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::EntityTrait;

use super::{
    RiscontroId,
    avanza::{annota, stato_di},
    tabelle::{riscontro, stato},
    visto::nota,
};
use crate::{
    error::Error,
    jobs,
    posta::{MessaggioId, vedi::trova},
    spedizione::{
        avanza::Fatto,
        stato::{ATTESA_SECONDI, Stato},
    },
};

/// The code of the fact that someone closed it.
pub const CHIUSO: &str = "chiuso";

async fn di(tx: &Tx, who: &Who, messaggio: MessaggioId, id: RiscontroId) -> Result<stato::Model, Error> {
    trova(tx, who, messaggio).await?;
    let riga = riscontro::Entity::find_by_id(id).one(tx).await?;
    riga.filter(|riga| riga.messaggio_id == messaggio).ok_or(Error::SpedizioneAssente)?;
    stato_di(tx, id).await
}

/// Tries again what no server has taken: the same message, with the same identifier.
///
/// # Errors
/// [`Error::MessaggioAssente`] where `who` does not see the message that it answers; why not; those of the database.
pub async fn riprova(ente: &Ente, who: &Who, messaggio: MessaggioId, id: RiscontroId) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.riscontra").await?;
    let before = di(&tx, who, messaggio, id).await?;
    if Stato::from_code(&before.stato) != Stato::ConErrore {
        let sentence =
            "Si riprova solo ciò che non è partito: questo è già stato preso dal server, oppure sta per partire.";
        return Err(Refusal::because(sentence).into());
    }
    let at = tx.now();
    annota(&mut tx, id, Stato::InCoda.code(), Fatto::nostro(Stato::InCoda, at, "Rimesso in coda.")).await?;
    let after = stato::Model {
        stato: Stato::InCoda.code().into(),
        aperta: true,
        attesa_fino_at: Some(at.plus_seconds(ATTESA_SECONDI)),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    jobs::riscontra::accoda(&tx, id).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Notes what was done about one that did not arrive, and lets it rest.
///
/// # Errors
/// As for [`riprova`].
pub async fn chiudi(
    ente: &Ente,
    who: &Who,
    messaggio: MessaggioId,
    id: RiscontroId,
    scritto: &str,
) -> Result<(), Error> {
    let nota = nota(scritto)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.riscontra").await?;
    let before = di(&tx, who, messaggio, id).await?;
    let late = before.attesa_fino_at.is_some_and(|fino| fino < tx.now());
    if !before.aperta || !(Stato::from_code(&before.stato).fallito() || late) {
        return Err(Refusal::because("Non c'è niente da sistemare: ricarica la pagina.").into());
    }
    let at = tx.now();
    annota(&mut tx, id, CHIUSO, Fatto { stato: None, at, testo: Some(nota), messaggio: None }).await?;
    tx.update(&before, stato::Model { aperta: false, ..before.clone() }).await?;
    tx.commit().await?;
    Ok(())
}
