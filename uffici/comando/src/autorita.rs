//! Authorities that the ente trusts though no list names them: each action with its words in the history, in the same commit.

use authz::Who;
use ente::Ente;
use kernel::Id;
use validation::{NewAnchor, anchor};

use crate::{
    error::Error,
    fatti::{Di, annota},
};

/// Trusts one.
///
/// # Errors
/// A missing permission; all that is wrong with it.
pub async fn aggiungi(ente: &Ente, who: &Who, new: &NewAnchor) -> Result<Id<anchor::Entity>, Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.aggiungi_autorita").await?;
    let (id, nome) = validation::add_anchor(&mut tx, who, new).await?;
    let testo = format!("ha aggiunto l'autorità «{nome}» a quelle di cui l'ente si fida per le firme");
    annota(&mut tx, who, "autorita", Di::default(), testo, Some(new.reason.trim().to_owned())).await?;
    tx.commit().await?;
    Ok(id)
}

/// Trusts one no longer.
///
/// # Errors
/// As for [`aggiungi`]; one that is not trusted.
pub async fn ritira(ente: &Ente, who: &Who, id: Id<anchor::Entity>, motivo: &str) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.ritira_autorita").await?;
    let nome = validation::remove_anchor(&mut tx, who, id, motivo).await?;
    let testo = format!("ha ritirato l'autorità «{nome}»: l'ente non se ne fida più");
    annota(&mut tx, who, "autorita", Di::default(), testo, Some(motivo.trim().to_owned())).await?;
    tx.commit().await?;
    Ok(())
}
