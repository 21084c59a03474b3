//! Someone has seen to what another body tells: what was done stays beside it.

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    ArrivatoId,
    leggi::chiede,
    rules::LONGEST,
    tabelle::{arrivato, visto},
};
use crate::{error::Error, permissions::REGISTRA, registrazione::trova};

/// What was done, in words.
///
/// # Errors
/// Too short or too long.
pub(super) fn nota(nota: &str) -> Result<String, Refusal> {
    let words = nota.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut refusal = Refusal::default();
    match words.chars().count() {
        0..=4 => refusal.add(Some("nota"), "Scrivi che cosa hai fatto: chi guarda dopo di te deve capirlo."),
        long if long > LONGEST => {
            refusal.add(Some("nota"), format!("È troppo lungo: al massimo {LONGEST} caratteri."));
        }
        _ => {}
    }
    refusal.unless_empty(words)
}

/// Notes it.
///
/// # Errors
/// [`Error::NotFound`] where `who` does not see the entry or it has no such answer; that a colleague was quicker; those of the database.
pub async fn segna(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    id: ArrivatoId,
    scritto: &str,
) -> Result<(), Error> {
    who.require(&REGISTRA)?;
    let nota = nota(scritto)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.vedi_riscontro").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let found = tx.find::<arrivato::Entity>(id.uuid()).await?.filter(|row| row.registrazione_id == Some(riga.id));
    if !chiede(&found.ok_or(Error::NotFound)?.tipo) {
        return Err(Refusal::because("Questo riscontro non chiede niente a nessuno: resta com'è.").into());
    }
    if visto::Entity::find().filter(visto::Column::ArrivatoId.eq(id)).one(&tx).await?.is_some() {
        return Err(Refusal::because("Qualcuno ha già scritto che cosa ha fatto: ricarica la pagina.").into());
    }
    let row = visto::Model { id: tx.id(), arrivato_id: id, persona_id: who.person, nota, at: tx.now() };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}
