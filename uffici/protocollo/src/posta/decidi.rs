//! To decide of a message without registering it: put it aside, leave it out, or let it wait again.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{MessaggioId, Stato, vedi::trova};
use crate::{
    error::Error,
    rules::{RegistrazioneId, segnatura},
    tables::{messaggio_stato, registrazione},
};

/// Characters of the longest reason.
const LONGEST: usize = 500;

/// Whether a message in one state may pass to another, for this reason. All that is wrong is told at once.
///
/// # Errors
/// Why not.
pub fn check(da: Stato, a: Stato, motivo: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    match (da, a) {
        (Stato::Registrato, _) => {
            refusal.add(None, "Questo messaggio è già registrato: se è uno sbaglio, annulla la registrazione.");
        }
        (_, Stato::Registrato | Stato::Ricevuta) => refusal.add(None, "Un messaggio si registra con il suo modulo."),
        (da, a) if da == a => refusal.add(None, "Il messaggio è già così: forse lo ha fatto un collega."),
        _ => {}
    }
    let length = motivo.trim().chars().count();
    if matches!(a, Stato::DaParte | Stato::Escluso) && length < 5 {
        refusal.add(Some("motivo"), "Scrivi il motivo: chi guarda dopo di te deve capire perché.");
    } else if length > LONGEST {
        refusal.add(Some("motivo"), format!("Il motivo è troppo lungo: al massimo {LONGEST} caratteri."));
    }
    refusal.unless_empty(())
}

/// Decides.
///
/// # Errors
/// [`Error::MessaggioAssente`] where `who` does not see it; why it may not be; those of the database.
pub async fn decidi(ente: &Ente, who: &Who, id: MessaggioId, a: Stato, motivo: &str) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.decidi_messaggio").await?;
    trova(&tx, who, id).await?;
    let before = stato_di(&tx, id).await?;
    check(Stato::from_code(&before.stato).unwrap_or(Stato::Attesa), a, motivo)?;
    let motivo = Some(motivo.trim().to_owned()).filter(|motivo| !motivo.is_empty());
    let after = messaggio_stato::Model {
        stato: a.code().into(),
        motivo,
        persona_id: Some(who.person),
        at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes, in a transaction of the caller's, that a message is not to be registered and why.
///
/// # Errors
/// As for [`decidi`].
pub(crate) async fn escludi(tx: &mut Tx, who: &Who, id: MessaggioId, motivo: &str) -> Result<(), Error> {
    let before = stato_di(tx, id).await?;
    if before.stato == Stato::Registrato.code() {
        let sentence = "Questo messaggio è già registrato: se è uno sbaglio, annulla la registrazione.";
        return Err(Refusal::because(sentence).into());
    }
    let after = messaggio_stato::Model {
        stato: Stato::Escluso.code().into(),
        motivo: Some(motivo.chars().take(LONGEST).collect()),
        persona_id: Some(who.person),
        at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    Ok(())
}

/// Notes, in the transaction that registers it, that a message was registered: of two people who do so at once the second is
/// told.
///
/// # Errors
/// When it was registered already; where `who` does not see it; those of the database.
pub(crate) async fn registrato(tx: &mut Tx, who: &Who, id: MessaggioId, riga: RegistrazioneId) -> Result<(), Error> {
    let before = stato_di(tx, id).await?;
    let after = messaggio_stato::Model {
        stato: Stato::Registrato.code().into(),
        motivo: None,
        persona_id: Some(who.person),
        at: tx.now(),
        registrazione_id: Some(riga),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    Ok(())
}

/// Whether a message may still be registered; asked before a number is taken, and the row stays locked.
///
/// # Errors
/// The number it has; where `who` does not see it; those of the database.
pub(crate) async fn registrabile(tx: &Tx, who: &Who, id: MessaggioId) -> Result<(), Error> {
    trova(tx, who, id).await?;
    let stato = stato_di(tx, id).await?;
    if stato.stato != Stato::Registrato.code() {
        return Ok(());
    }
    let number = match stato.registrazione_id {
        Some(id) => registrazione::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let number = number.map(|riga| format!(" con il numero {}", segnatura(&riga))).unwrap_or_default();
    let sentence =
        format!("Questo messaggio è già stato registrato{number}, forse da un collega: non registrarlo di nuovo.");
    Err(Refusal::because(sentence).into())
}

/// The changing side of a message, locked until the transaction ends.
async fn stato_di(tx: &Tx, id: MessaggioId) -> Result<messaggio_stato::Model, Error> {
    let found = messaggio_stato::Entity::find().filter(messaggio_stato::Column::MessaggioId.eq(id)).one(tx).await?;
    let found = found.ok_or(Error::MessaggioAssente)?;
    tx.find::<messaggio_stato::Entity>(found.id.uuid()).await?.ok_or(Error::MessaggioAssente)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_stays_so_and_a_reason_is_asked() {
        let reasons = |da, a, motivo: &str| check(da, a, motivo).err().map_or(0, |refusal| refusal.reasons.len());
        assert_eq!(reasons(Stato::Registrato, Stato::Escluso, ""), 2, "both are told");
        assert_eq!(reasons(Stato::Attesa, Stato::Escluso, "Pubblicità"), 0);
        assert_eq!(reasons(Stato::Attesa, Stato::DaParte, " "), 1);
        assert_eq!(reasons(Stato::DaParte, Stato::Attesa, ""), 0, "to let it wait again needs no reason");
        assert_eq!(reasons(Stato::Attesa, Stato::Attesa, ""), 1);
        assert_eq!(reasons(Stato::Attesa, Stato::Registrato, ""), 1);
        assert_eq!(reasons(Stato::Attesa, Stato::Escluso, &"x".repeat(501)), 1);
    }
}
