//! To make a role, or to change what it lets its holders do.

use std::collections::BTreeSet;

use authz::{Permission, Who, role};
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::elenca::parole;
use crate::{
    custodia::Custodia,
    error::Error,
    fatti::{Di, RoleId, annota},
    incarichi::RUOLO,
    permissions::GESTISCI,
    rules::{differenza, nome as in_ordine},
};

/// Makes a role, or changes the one with this id: whoever holds it may then do these things and no others. `known` are the
/// permissions of the house; what a role has of offices that this program does not know stays in it.
///
/// # Errors
/// Without the permission; all that is wrong with it; when nobody would be left who may manage the ente.
pub async fn salva(
    ente: &Ente,
    known: &[&'static Permission],
    who: &Who,
    id: Option<RoleId>,
    nome: &str,
    permessi: &BTreeSet<String>,
) -> Result<RoleId, Error> {
    who.require(&GESTISCI)?;
    let action = if id.is_some() { "comando.cambia_ruolo" } else { "comando.crea_ruolo" };
    let mut tx = ente.ledger.begin(who.actor(), action).await?;
    let custodia = Custodia::apri(&tx).await?;
    let mut refusal = Refusal::default();
    let name = in_ordine(nome, "nome", &mut refusal);
    let taken = role::Entity::find().filter(role::Column::Name.eq(&*name)).one(&tx).await?;
    if taken.is_some_and(|other| Some(other.id) != id) {
        refusal.add(Some("nome"), format!("C'è già un ruolo che si chiama \"{name}\": scegli un altro nome."));
    }
    let is_known = |code: &str| known.iter().any(|permission| permission.code == code);
    let strangers: Vec<&str> = permessi.iter().map(String::as_str).filter(|code| !is_known(code)).collect();
    if !strangers.is_empty() {
        refusal.add(Some("permesso"), format!("Questi permessi non esistono: {}.", strangers.join(", ")));
    }
    if permessi.is_empty() {
        refusal.add(Some("permesso"), "Scegli almeno una cosa che questo ruolo permette di fare.");
    }
    refusal.unless_empty(())?;
    let role = match id {
        None => {
            let permissions = permessi.iter().map(String::as_str).collect::<Vec<_>>().join("\n");
            let row = tx.insert(role::Model { id: tx.id(), name, permissions }).await?;
            let can: Vec<&str> = permessi.iter().map(|code| parole(known, code)).collect();
            let testo = format!("ha creato il ruolo «{}». Permette di: {}", row.name, can.join("; "));
            annota(&mut tx, who, "ruolo", Di { ruolo: Some(row.id), ..Di::default() }, testo, None).await?;
            row.id
        }
        Some(id) => {
            let before = tx.find::<role::Entity>(id.uuid()).await?.ok_or(Error::NotFound(RUOLO))?;
            let kept = before.permissions.lines().filter(|code| !is_known(code));
            let all: BTreeSet<&str> = permessi.iter().map(String::as_str).chain(kept).collect();
            let permissions = all.into_iter().collect::<Vec<_>>().join("\n");
            let Some(testo) = cambiamento(&before, &name, &permissions, known) else { return Ok(id) };
            tx.update(&before, role::Model { name, permissions, ..before.clone() }).await?;
            annota(&mut tx, who, "ruolo", Di { ruolo: Some(id), ..Di::default() }, testo, None).await?;
            id
        }
    };
    custodia.chiudi(&tx).await?;
    tx.commit().await?;
    Ok(role)
}

/// What changes, in words; none when nothing does.
fn cambiamento(before: &role::Model, name: &str, permissions: &str, known: &[&'static Permission]) -> Option<String> {
    let (more, less) = differenza(&before.permissions, permissions);
    let words = |codes: &[String]| codes.iter().map(|code| parole(known, code)).collect::<Vec<_>>().join("; ");
    let mut parts = Vec::new();
    if before.name != name {
        parts.push(format!("ora si chiama «{name}»"));
    }
    if !more.is_empty() {
        parts.push(format!("permette anche di: {}", words(&more)));
    }
    if !less.is_empty() {
        parts.push(format!("non permette più di: {}", words(&less)));
    }
    (!parts.is_empty()).then(|| format!("ha cambiato il ruolo «{}»: {}", before.name, parts.join(". ")))
}
