//! To give back by hand what is booked or committed, where no act of another office does it: what a spending cost less, what was never
//! claimed.

use authz::Who;
use ente::Ente;
use kernel::{Id, Uuid};
use porte::ragioneria::{Movimento, Svincolo};
use sea_orm::EntityTrait;

use crate::{
    error::Error,
    libro::{
        leggi::{movimento as come_porta, puo_leggere},
        quadro::stati,
        svincola::svincola,
    },
    riservato::vela,
    tables::{capitolo, movimento},
};

/// Gives it back, in a transaction of its own.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where it is not there; all the reasons; those of ledger and database.
pub async fn libera(ente: &Ente, who: &Who, one: &Svincolo) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "contabilita.svincola").await?;
    svincola(&mut tx, who, std::slice::from_ref(one)).await?;
    tx.commit().await?;
    Ok(())
}

/// One booking or commitment as it stands, with the id of its chapter.
///
/// # Errors
/// Without the right; [`Error::NotFound`] where there is none; those of the database.
pub async fn uno(ente: &Ente, who: &Who, id: Id<movimento::Entity>) -> Result<(Movimento, Uuid), Error> {
    puo_leggere(who)?;
    let read = ente.db().read().await?;
    let mut stato = stati(&read, &[id.uuid()]).await?.pop().ok_or(Error::NotFound)?;
    vela(who, &mut stato.riga);
    let chapter = capitolo::Entity::find_by_id(stato.riga.capitolo_id).one(&read).await?.ok_or(Error::NotFound)?;
    let chapter_id = chapter.id.uuid();
    Ok((come_porta(stato, &chapter), chapter_id))
}
