//! From where one may send.

use authz::Who;
use ente::{Ente, Peer};
use mail::{Mailbox, Outgoing};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{cooperazione, error::Error, permissions::REGISTRA, posta::tenute, tables::casella};

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
    let known = tenute::tutte(connection, ente).await?;
    let uscita = |casella: casella::Model| {
        if let Some(peer) = cooperazione::di_nome(ente, &casella.nome) {
            return senza_posta(peer, casella);
        }
        let mailbox = known.iter().find(|mailbox| mailbox.name == casella.nome);
        da(mailbox, casella)
    };
    Ok(mine.filter_map(uscita).collect())
}

/// The mailbox as one from which messages leave, if they do.
///
/// # Errors
/// A password that does not open; those of the database.
pub(super) async fn uscita<C: ConnectionTrait>(
    connection: &C,
    ente: &Ente,
    casella: casella::Model,
) -> Result<Option<Uscita>, Error> {
    if let Some(peer) = cooperazione::di_nome(ente, &casella.nome) {
        return Ok(senza_posta(peer, casella));
    }
    let mailbox = tenute::una(connection, ente, &casella).await?;
    Ok(da(mailbox.as_ref(), casella))
}

/// The way to a body that takes documents without mail, where it has told us its address.
fn senza_posta(peer: &Peer, casella: casella::Model) -> Option<Uscita> {
    peer.receiver.as_ref()?;
    Some(Uscita { casella, massimo: cooperazione::MASSIMO })
}

fn da(mailbox: Option<&Mailbox>, casella: casella::Model) -> Option<Uscita> {
    if casella.simulata {
        return Some(Uscita { casella, massimo: Outgoing::LARGEST });
    }
    let massimo = mailbox?.outgoing.as_ref()?.largest;
    Some(Uscita { casella, massimo })
}

/// How to reach a mailbox from which messages leave, from the settings or as people keep it here.
///
/// # Errors
/// A password that does not open: with the key in its place a later try goes better; those of the database.
pub(crate) async fn impostazioni(ente: &Ente, casella: &casella::Model) -> Result<Option<(Mailbox, Outgoing)>, Error> {
    let mailbox = tenute::una(&ente.db().read().await?, ente, casella).await?;
    Ok(mailbox.and_then(|mailbox| mailbox.outgoing.clone().map(|outgoing| (mailbox, outgoing))))
}
