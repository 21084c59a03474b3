//! To give an entry its class of the titolario, or another one.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use ledger::Tx;

use super::{indice, stato_di, trova};
use crate::{
    error::Error,
    permissions::ASSEGNA,
    tables::{fatto, registrazione, stato},
    titolario,
};

/// Classifies an entry; the change of class stays as a fact.
///
/// # Errors
/// A missing permission, an annulled entry, a class that was not in force when it was registered.
pub async fn classifica(ente: &Ente, who: &Who, anno: i64, numero: i64, classe: &str) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.classifica").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = stato_di(&tx, riga.id).await?;
    if scrivi(&mut tx, who, &riga, &before, classe).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Writes the class in a transaction of the caller's, who has found the entry and locked its state; `false` where it has it already.
///
/// # Errors
/// As for [`classifica`].
pub(crate) async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    riga: &registrazione::Model,
    before: &stato::Model,
    classe: &str,
) -> Result<bool, Error> {
    who.require(&ASSEGNA)?;
    let mut refusal = Refusal::default();
    if before.annullata {
        refusal.add(None, "Questa registrazione è annullata: la sua classe non cambia più.");
    }
    titolario::check(tx, classe, riga.registrata_at.date(), &mut refusal).await?;
    refusal.unless_empty(())?;
    if before.classe.as_deref() == Some(classe) {
        return Ok(false);
    }
    let testo = match &before.classe {
        Some(old) => format!("Da {old} a {classe}"),
        None => format!("Classe {classe}"),
    };
    tx.update(before, stato::Model { classe: Some(classe.into()), ..before.clone() }).await?;
    let (id, at, registrazione_id) = (tx.id(), tx.now(), before.registrazione_id);
    let tipo = "classificazione".into();
    tx.insert(fatto::Model { id, registrazione_id, tipo, testo, persona_id: who.person, at }).await?;
    indice::aggiorna_scopi(tx, registrazione_id).await?;
    Ok(true)
}
