//! To rename a unit, or to hang it elsewhere.

use authz::{UnitId, Who, former_name, unit};
use ente::Ente;
use kernel::Refusal;
use sea_orm::EntityTrait;

use super::apri::sopra as controlla_sopra;
use crate::{
    error::Error,
    fatti::{Di, annota},
    incarichi::UNITA,
    permissions::GESTISCI,
    rules::{Periodo, nome as in_ordine, sotto},
};

/// Gives a unit this name and this unit above it.
///
/// # Errors
/// Without the permission; a unit that is closed; a place under itself.
pub async fn cambia(ente: &Ente, who: &Who, id: UnitId, nome: &str, sopra: Option<UnitId>) -> Result<(), Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.cambia_unita").await?;
    let oggi = tx.now().date();
    let before = tx.find::<unit::Entity>(id.uuid()).await?.ok_or(Error::NotFound(UNITA))?;
    let mut refusal = Refusal::default();
    if Periodo::new(before.valid_from, before.valid_to).finito(oggi) {
        refusal.add(None, "Questo ufficio è chiuso: nelle carte vecchie resta com'era.");
    }
    let name = in_ordine(nome, "nome", &mut refusal);
    let above = controlla_sopra(&tx, sopra, before.valid_from.max(oggi), &mut refusal).await?;
    if let Some(sopra) = sopra {
        let all = unit::Entity::find().all(&tx).await?;
        if sotto(&all, id).contains(&sopra) {
            refusal.add(Some("sopra"), "Un ufficio non può stare sotto se stesso, né sotto uno che dipende da lui.");
        }
    }
    refusal.unless_empty(())?;
    let mut changes = Vec::new();
    if before.name != name {
        changes.push(format!("ha cambiato il nome dell'ufficio da «{}» a «{name}»", before.name));
    }
    if before.parent_id != sopra {
        let whereto = above.map_or_else(|| "al primo livello".to_owned(), |above| format!("sotto {above}"));
        changes.push(format!("ha spostato {name} {whereto}"));
    }
    if changes.is_empty() {
        return Ok(());
    }
    if before.name != name {
        // What was done under the old name goes on being told with it.
        let row = former_name::Model { id: tx.id(), unit_id: id, name: before.name.clone(), until_at: tx.now() };
        tx.insert(row).await?;
    }
    tx.update(&before, unit::Model { name, parent_id: sopra, ..before.clone() }).await?;
    for testo in changes {
        annota(&mut tx, who, "unita", Di { unita: Some(id), ..Di::default() }, testo, None).await?;
    }
    tx.commit().await?;
    Ok(())
}
