//! To annul an entry: it stays legible, with the reason, the day and who (art. 54 DPR 445/2000).

use authz::Who;
use ente::Ente;
use ledger::Tx;

use super::{indice, stato_di, trova};
use crate::{
    error::Error,
    eventi,
    permissions::ANNULLA,
    riscontro::annullamento,
    rules::{RegistrazioneId, check_annulment},
    tables::{fatto, stato},
};

/// Annuls an entry.
///
/// # Errors
/// A missing permission (art. 61: the responsible of the service), an entry already annulled, a reason too short.
pub async fn annulla(ente: &Ente, who: &Who, anno: i64, numero: i64, motivo: &str) -> Result<(), Error> {
    annulla_per(ente, who, (anno, numero), (motivo, "")).await
}

/// As [`annulla`], with the act for which it is annulled: the body that sent it, with a "segnatura", and those that got it without mail are told so.
///
/// # Errors
/// As for [`annulla`]; an act told with too many words.
pub async fn annulla_per(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    (motivo, atto): (&str, &str),
) -> Result<(), Error> {
    who.require(&ANNULLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.annulla").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    scrivi(&mut tx, who, riga.id, motivo).await?;
    let told = annullamento::avvisa(ente, &mut tx, who, riga.id, (motivo, atto)).await?;
    tx.commit().await?;
    if told {
        ente.bell.ring();
    }
    Ok(())
}

/// Annuls an entry that `who` may see, in a transaction of the caller's.
///
/// # Errors
/// As for [`annulla`].
pub(crate) async fn scrivi(tx: &mut Tx, who: &Who, id: RegistrazioneId, motivo: &str) -> Result<(), Error> {
    who.require(&ANNULLA)?;
    let before = stato_di(tx, id).await?;
    check_annulment(before.annullata, motivo)?;
    tx.update(&before, stato::Model { annullata: true, da_assegnare: false, ..before.clone() }).await?;
    let fact = fatto::Model {
        id: tx.id(),
        registrazione_id: id,
        tipo: "annullamento".into(),
        testo: motivo.trim().into(),
        persona_id: who.person,
        at: tx.now(),
    };
    tx.insert(fact).await?;
    indice::aggiorna_scopi(tx, id).await?;
    webhooks::tell(tx, eventi::ANNULLATA, id.uuid()).await?;
    Ok(())
}
