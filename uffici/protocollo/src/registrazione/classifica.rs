//! To give an entry its class of the titolario, or another one.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{indice, stato_di, trova};
use crate::{
    error::Error,
    permissions::ASSEGNA,
    tables::{fatto, stato, titolario},
};

/// Classifies an entry; the change of class stays as a fact.
///
/// # Errors
/// A missing permission, an annulled entry, a class that is not in force.
pub async fn classifica(ente: &Ente, who: &Who, anno: i64, numero: i64, classe: &str) -> Result<(), Error> {
    who.require(&ASSEGNA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.classifica").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let before = stato_di(&tx, riga.id).await?;
    let known = titolario::Entity::find()
        .filter(titolario::Column::Codice.eq(classe))
        .filter(titolario::Column::ValidaAl.is_null())
        .one(&tx)
        .await?;
    let mut refusal = Refusal::default();
    if before.annullata {
        refusal.add(None, "Questa registrazione è annullata: la sua classe non cambia più.");
    }
    if known.is_none() {
        refusal.add(
            Some("classe"),
            format!("La classe \"{classe}\" non è nel titolario in vigore. Scegline una dall'elenco."),
        );
    }
    refusal.unless_empty(())?;
    if before.classe.as_deref() == Some(classe) {
        return Ok(());
    }
    let told = match &before.classe {
        Some(old) => format!("Da {old} a {classe}"),
        None => format!("Classe {classe}"),
    };
    tx.update(&before, stato::Model { classe: Some(classe.into()), ..before.clone() }).await?;
    let (id, at) = (tx.id(), tx.now());
    let tipo = "classificazione".into();
    tx.insert(fatto::Model { id, registrazione_id: riga.id, tipo, testo: told, persona_id: who.person, at }).await?;
    indice::aggiorna_scopi(&tx, riga.id).await?;
    tx.commit().await?;
    Ok(())
}
