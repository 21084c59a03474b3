//! To correct a person's names and address.

use accounts::{PersonEdit, update_person};
use authz::{PersonId, Who};
use ente::Ente;
use sea_orm::EntityTrait;

use super::pari;
use crate::{
    error::Error,
    fatti::{Di, annota},
    incarichi::PERSONA,
};

/// Corrects them.
///
/// # Errors
/// Without the permission; all that is wrong with the data.
pub async fn correggi(ente: &Ente, who: &Who, persona: PersonId, edit: PersonEdit) -> Result<(), Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.correggi_persona").await?;
    // The identity provider knows people by their address: who writes it decides who enters.
    pari(&tx, who, persona, tx.now().date()).await?;
    let before = accounts::person::Entity::find_by_id(persona).one(&tx).await?.ok_or(Error::NotFound(PERSONA))?;
    let after = update_person(&mut tx, persona, edit).await?;
    let mut changes = Vec::new();
    if before.full_name() != after.full_name() {
        changes.push(format!("il nome da «{}» a «{}»", before.full_name(), after.full_name()));
    }
    if before.email != after.email {
        changes.push("l'indirizzo email".to_owned());
    }
    if changes.is_empty() {
        return Ok(());
    }
    let testo = format!("ha corretto {}", changes.join(" e "));
    annota(&mut tx, who, "dati", Di { persona: Some(persona), ..Di::default() }, testo, None).await?;
    tx.commit().await?;
    Ok(())
}
