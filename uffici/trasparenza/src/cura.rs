//! To look after sections: to say how one stands, who answers for it, to withdraw what must not be read any more.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Refusal, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    albero::Sezione,
    error::Error,
    permissions::{CONFIGURA, PUBBLICA, RITIRA},
    persone::ha_codice_fiscale,
    rules::{Esito, MOTIVO_MAX},
    tables::{responsabile, ritiro, stato, verifica},
};

/// Says how a person found a section.
///
/// # Errors
/// Without the permission; all that is wrong; those of the database.
pub async fn verifica(ente: &Ente, who: &Who, sezione: &Sezione, esito: Esito, nota: &str) -> Result<(), Error> {
    who.require(&PUBBLICA)?;
    let nota = una_riga(nota);
    let mut refusal = Refusal::default();
    if nota.chars().count() > MOTIVO_MAX {
        refusal.add(Some("nota"), format!("La nota è troppo lunga: al massimo {MOTIVO_MAX} caratteri."));
    }
    if esito == Esito::NonDovuta && nota.is_empty() {
        refusal.add(Some("nota"), "Scrivi perché l'obbligo non riguarda il Comune: lo leggono tutti.");
    }
    if ha_codice_fiscale(&nota) {
        refusal.add(Some("nota"), "Nella nota c'è il codice fiscale di una persona: toglilo, la leggono tutti.");
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.verifica").await?;
    let row = verifica::Model {
        id: tx.id(),
        sezione: sezione.codice.into(),
        at: tx.now(),
        esito: esito.code().into(),
        nota,
        persona_id: who.person,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Says who answers for a section from now on.
///
/// # Errors
/// Without the permission; nobody of that name works here; those of the database.
pub async fn assegna(ente: &Ente, who: &Who, sezione: &Sezione, persona: PersonId) -> Result<(), Error> {
    who.require(&CONFIGURA)?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.responsabile").await?;
    let found = accounts::person::Entity::find_by_id(persona).one(&tx).await?;
    if found.is_none_or(|person| !person.active) {
        return Err(Refusal::beside("persona", "Scegli dall'elenco una persona che lavora qui.").into());
    }
    let row = responsabile::Model {
        id: tx.id(),
        sezione: sezione.codice.into(),
        dal: tx.now(),
        responsabile_id: persona,
        persona_id: who.person,
    };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

/// Withdraws an item, for ever: from now on nobody but the office reads it.
///
/// # Errors
/// Without the permission; all that is wrong; those of the database.
pub async fn ritira(ente: &Ente, who: &Who, id: Uuid, motivo: &str) -> Result<(), Error> {
    who.require(&RITIRA)?;
    let motivo = una_riga(motivo);
    let mut refusal = Refusal::default();
    if motivo.is_empty() || motivo.chars().count() > MOTIVO_MAX {
        refusal.add(Some("motivo"), format!("Scrivi perché, in {MOTIVO_MAX} caratteri al massimo."));
    }
    refusal.unless_empty(())?;
    let mut tx = ente.ledger.begin(who.actor(), "trasparenza.ritira").await?;
    let found = stato::Entity::find().filter(stato::Column::CapoId.eq(id)).one(&tx).await?;
    let before = found.ok_or(Error::NotFound)?;
    if before.stato == "ritirata" {
        return Err(Refusal::because("Questo contenuto è già ritirato.").into());
    }
    let row = ritiro::Model { id: tx.id(), capo_id: id, at: tx.now(), motivo, persona_id: who.person };
    tx.insert(row).await?;
    let after = stato::Model { stato: "ritirata".into(), aggiornata_at: tx.now(), ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// In one line.
pub(crate) fn una_riga(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
