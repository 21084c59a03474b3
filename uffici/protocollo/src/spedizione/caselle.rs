//! From where one may send.

use authz::Who;
use ente::Ente;
use mail::{Mailbox, Outgoing};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{error::Error, permissions::REGISTRA, tables::casella};

/// A mailbox from which messages may leave.
#[derive(Clone, Debug)]
pub struct Uscita {
    pub casella: casella::Model,
    /// The largest message that it sends, bytes as they travel.
    pub massimo: u64,
}

/// The mailboxes from which `who` may send: those of the units in which they register, that the settings let send. One of the
/// demo comune has no server behind it: from there a message is prepared, and then told not to have left.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn caselle<C: ConnectionTrait>(connection: &C, ente: &Ente, who: &Who) -> Result<Vec<Uscita>, Error> {
    who.require(&REGISTRA)?;
    let units = who.units_with(&REGISTRA);
    let all = casella::Entity::find().order_by_asc(casella::Column::Nome).all(connection).await?;
    let mine = all.into_iter().filter(|casella| units.contains(&casella.ufficio_id));
    Ok(mine.filter_map(|casella| uscita(ente, casella)).collect())
}

/// The mailbox as one from which messages leave, if they do.
pub(super) fn uscita(ente: &Ente, casella: casella::Model) -> Option<Uscita> {
    if casella.simulata {
        return Some(Uscita { casella, massimo: Outgoing::LARGEST });
    }
    let massimo = impostazioni(ente, &casella)?.1.largest;
    Some(Uscita { casella, massimo })
}

/// What the settings say of a mailbox from which messages leave.
pub(super) fn impostazioni<'e>(ente: &'e Ente, casella: &casella::Model) -> Option<(&'e Mailbox, &'e Outgoing)> {
    let mailbox = ente.mailboxes.iter().find(|mailbox| mailbox.name == casella.nome)?;
    Some((mailbox, mailbox.outgoing.as_ref()?))
}
