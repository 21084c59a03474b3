//! To give an entry to offices and people (art. 56 DPR 445/2000).

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;

use super::{indice, stato_di, trova};
use crate::{
    correzione::corretta,
    error::Error,
    eventi,
    permissions::{ASSEGNA, REGISTRA},
    rules::{Assegnatario, IN_ATTESA, RegistrazioneId, Tipo, check_assignees},
    tables::{assegnazione, stato},
    termine::poni::{self, Nuovo},
};

/// Gives an entry to others, besides those who have it.
///
/// # Errors
/// A missing permission; an entry that is annulled or that `who` may not see; nobody chosen.
pub async fn assegna(
    ente: &Ente,
    who: &Who,
    anno: i64,
    numero: i64,
    a: &[Assegnatario],
    nota: Option<&str>,
) -> Result<(), Error> {
    assegna_entro(ente, who, (anno, numero), a, nota, None).await
}

/// As [`assegna`], with a term for those who must act (art. 2 L. 241/1990).
///
/// # Errors
/// As for [`assegna`]; a term that cannot be.
pub async fn assegna_entro(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    a: &[Assegnatario],
    nota: Option<&str>,
    entro: Option<Nuovo>,
) -> Result<(), Error> {
    who.require(&ASSEGNA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.assegna").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = stato_di(&tx, riga.id).await?;
    let mut refusal = Refusal::default();
    if before.annullata {
        refusal.add(None, "Questa registrazione è annullata: non si può più assegnare.");
    }
    if a.is_empty() {
        refusal.add(Some("assegna"), "Scegli almeno un ufficio o una persona.");
    } else if entro.is_some() && a.iter().all(|one| one.tipo != Tipo::Competenza) {
        refusal.add(Some("termine"), "Chi deve solo sapere non ha un termine: lascia vuoto il campo.");
    }
    check_assignees(a, &mut refusal);
    refusal.unless_empty(())?;
    let given = scrivi(&mut tx, who, riga.id, a, nota).await?;
    if let Some(entro) = entro {
        let riga = corretta(&tx, riga.clone()).await?;
        for one in given.iter().filter(|one| one.tipo == "competenza") {
            poni::scrivi(&mut tx, who, &riga, one, entro).await?;
        }
    }
    if before.da_assegnare {
        tx.update(&before, stato::Model { da_assegnare: false, ..before.clone() }).await?;
    }
    indice::aggiorna_scopi(&tx, riga.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the assignments of a new or an old entry, and gives them.
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    id: RegistrazioneId,
    a: &[Assegnatario],
    nota: Option<&str>,
) -> Result<Vec<assegnazione::Model>, Error> {
    if a.is_empty() {
        return Ok(Vec::new());
    }
    if !who.may(&ASSEGNA) {
        who.require(&REGISTRA)?;
    }
    let mut rows = Vec::with_capacity(a.len());
    for assegnatario in a {
        rows.push(assegnazione::Model {
            id: tx.id(),
            registrazione_id: id,
            ufficio_id: assegnatario.ufficio,
            persona_id: assegnatario.persona,
            tipo: assegnatario.tipo.code().into(),
            stato: IN_ATTESA.into(),
            assegnata_da: who.person,
            assegnata_at: tx.now(),
            nota: nota.map(str::to_owned).filter(|nota| !nota.trim().is_empty()),
            risposta_da: None,
            risposta_at: None,
            motivo: None,
        });
    }
    tx.insert_many(rows.clone()).await?;
    webhooks::tell(tx, eventi::ASSEGNATA, id.uuid()).await?;
    Ok(rows)
}
