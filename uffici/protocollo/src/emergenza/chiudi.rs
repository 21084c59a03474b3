//! To give the emergency register back: when the ordinary one returned, and how many entries each day has (art. 63, commas 1 and 3).

use authz::Who;
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    EmergenzaId, ancora_aperta, bloccata, fine_di,
    rules::{Quadro, check_chiusura},
};
use crate::{
    error::Error,
    permissions::EMERGENZA,
    tables::{emergenza, emergenza_giorno, emergenza_voce},
};

/// What the emergency register says when it ends.
#[derive(Clone, Debug)]
pub struct Chiusura {
    /// When the ordinary register could be used again.
    pub ripristino_at: Instant,
    /// The total of each day.
    pub totali: Vec<(Date, i64)>,
}

/// Closes the interruption.
///
/// # Errors
/// A missing permission; [`Error::EmergenzaAssente`]; all the reasons why not: totals that differ from what was brought in, an
/// instant that cannot be; those of the database.
pub async fn chiudi(ente: &Ente, who: &Who, id: EmergenzaId, chiusura: &Chiusura) -> Result<(), Error> {
    who.require(&EMERGENZA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.chiudi_emergenza").await?;
    let before = bloccata(&tx, id).await?;
    ancora_aperta(&before)?;
    let voci = emergenza_voce::Entity::find().filter(emergenza_voce::Column::EmergenzaId.eq(id)).all(&tx).await?;
    let istanti: Vec<Instant> = voci.into_iter().map(|voce| voce.registrata_at).collect();
    let quadro = Quadro { dal: before.dal_at, fine: fine_di(&tx, &before).await?, now: tx.now() };
    let totali = check_chiusura(&quadro, chiusura.ripristino_at, &istanti, &chiusura.totali)?;
    let after = emergenza::Model {
        chiusa_at: Some(tx.now()),
        chiusa_da: Some(who.person),
        ripristino_at: Some(chiusura.ripristino_at),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    let giorni: Vec<emergenza_giorno::Model> = totali
        .into_iter()
        .map(|(giorno, dichiarate)| emergenza_giorno::Model { id: tx.id(), emergenza_id: id, giorno, dichiarate })
        .collect();
    tx.insert_many(giorni).await?;
    tx.commit().await?;
    Ok(())
}
