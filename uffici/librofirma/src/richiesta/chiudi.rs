//! To end a request without all its signatures: a signer refuses, or who asked takes it back. The signatures made so far stay.

use authz::Who;
use ente::Ente;
use kernel::Refusal;

use super::leggi::leggi;
use crate::{
    error::Error,
    jobs::avvisa,
    permissions::FIRMA,
    rules::{RichiestaId, Stato, motivo},
    tables::{chiusura, richiesta},
};

/// Refuses to sign, with a reason. Reading it first is not asked for: the reason may be that it is the wrong paper.
///
/// # Errors
/// Without the permission; whose turn it is not; no reason; those of the database.
pub async fn rifiuta(ente: &Ente, who: &Who, id: RichiestaId, perche: &str) -> Result<(), Error> {
    who.require(&FIRMA)?;
    let scheda = leggi(ente, who, id).await?;
    let mut refusal = Refusal::default();
    scheda.impedimenti(who, false).into_iter().for_each(|reason| refusal.add(None, reason));
    let perche = con_motivo(perche, refusal)?;
    let in_place = scheda.tocca(who).and_then(crate::visibilita::Come::al_posto_di);
    let end = (Stato::Rifiutata, "rifiuto", "librofirma.rifiuta");
    chiudi(ente, who, &scheda.riga, end, in_place, perche).await
}

/// Takes it back, with a reason.
///
/// # Errors
/// Who did not ask for it; one that is over; no reason; those of the database.
pub async fn ritira(ente: &Ente, who: &Who, id: RichiestaId, perche: &str) -> Result<(), Error> {
    let scheda = leggi(ente, who, id).await?;
    let mut refusal = Refusal::default();
    if scheda.riga.chiesta_da != who.person {
        let asker = scheda.nome(scheda.riga.chiesta_da);
        refusal.add(None, format!("Lo può ritirare solo {asker}, che l'ha messo alla firma."));
    }
    if scheda.stato() != Stato::InCorso {
        refusal.add(None, format!("È già {}: non si può più ritirare.", scheda.stato().label()));
    }
    let perche = con_motivo(perche, refusal)?;
    let end = (Stato::Ritirata, "ritiro", "librofirma.ritira");
    chiudi(ente, who, &scheda.riga, end, None, perche).await
}

/// The reason that was written, or all that is wrong: with it and before.
fn con_motivo(perche: &str, mut refusal: Refusal) -> Result<String, Refusal> {
    let perche = motivo(perche).unwrap_or_else(|more| {
        refusal.reasons.extend(more.reasons);
        String::new()
    });
    refusal.unless_empty(perche)
}

async fn chiudi(
    ente: &Ente,
    who: &Who,
    seen: &richiesta::Model,
    (stato, tipo, action): (Stato, &str, &'static str),
    al_posto_di: Option<authz::PersonId>,
    motivo: String,
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), action).await?;
    let after = richiesta::Model { stato: stato.code().into(), chiusa_at: Some(tx.now()), ..seen.clone() };
    // Whoever signed meanwhile moved the row: this one is then told to look again.
    let after = tx.update(seen, after).await?;
    let row = chiusura::Model {
        id: tx.id(),
        richiesta_id: seen.id,
        tipo: tipo.into(),
        persona_id: who.person,
        al_posto_di,
        motivo,
        at: tx.now(),
    };
    tx.insert(row).await?;
    avvisa::accoda(&tx, &after).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}
