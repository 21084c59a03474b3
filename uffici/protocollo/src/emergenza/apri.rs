//! To authorise the emergency register: with cause, act and beginning (art. 63, comma 1).

use authz::Who;
use ente::Ente;
use kernel::Instant;
use sea_orm::EntityTrait;

use super::rules::{al_minuto, check_apertura};
use crate::{error::Error, permissions::EMERGENZA, tables::emergenza};

/// What stands on the register's first page.
#[derive(Clone, Debug)]
pub struct Apertura {
    /// Why the ordinary register cannot be used.
    pub causa: String,
    /// The act that authorises.
    pub provvedimento: String,
    /// From when.
    pub dal_at: Instant,
}

/// Opens the register.
///
/// # Errors
/// A missing permission; all the reasons why not; those of the database.
pub async fn apri(ente: &Ente, who: &Who, apertura: &Apertura) -> Result<emergenza::Model, Error> {
    who.require(&EMERGENZA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.apri_emergenza").await?;
    let known = emergenza::Entity::find().all(&tx).await?;
    let altre: Vec<(Instant, Option<Instant>)> =
        known.into_iter().map(|altra| (altra.dal_at, altra.ripristino_at)).collect();
    let dal_at = al_minuto(apertura.dal_at);
    check_apertura(&apertura.causa, &apertura.provvedimento, dal_at, tx.now(), &altre)?;
    let row = emergenza::Model {
        id: tx.id(),
        causa: apertura.causa.trim().into(),
        provvedimento: apertura.provvedimento.trim().into(),
        dal_at,
        autorizzata_da: who.person,
        aperta_at: tx.now(),
        chiusa_at: None,
        chiusa_da: None,
        ripristino_at: None,
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row)
}
