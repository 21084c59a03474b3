//! The emergency register (art. 63 DPR 445/2000): what was registered on paper or on another machine while this program could
//! not be used, and how it comes back in with both numbers.
//!
//! An interruption is opened by whoever holds [`EMERGENZA`](crate::EMERGENZA), with cause, act and beginning; it lasts 24 hours
//! unless it is prolonged. Its entries are brought in one by one or from a file, each in a transaction of its own that writes the
//! ordinary entry and its emergency number together. It is closed when the totals of its days are those of the entries.

pub mod apri;
pub mod chiudi;
pub mod elenca;
pub mod importa;
pub mod prolunga;
pub mod recupera;
pub(crate) mod rules;
pub(crate) mod tracciato;

use kernel::{Id, Instant, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    error::Error,
    tables::{emergenza, emergenza_periodo, emergenza_voce},
};

/// Of ids that point at an interruption.
pub type EmergenzaId = Id<emergenza::Entity>;

/// The interruption, locked until the transaction ends.
async fn bloccata(tx: &Tx, id: EmergenzaId) -> Result<emergenza::Model, Error> {
    tx.find::<emergenza::Entity>(id.uuid()).await?.ok_or(Error::EmergenzaAssente)
}

/// Until when the register may be used, with the prolongations there are.
async fn fine_di<C: ConnectionTrait>(connection: &C, emergenza: &emergenza::Model) -> Result<Instant, Error> {
    let periodi = emergenza_periodo::Entity::find()
        .filter(emergenza_periodo::Column::EmergenzaId.eq(emergenza.id))
        .all(connection)
        .await?;
    Ok(rules::fine_autorizzata(emergenza.dal_at, periodi.iter().map(|periodo| periodo.fino_at)))
}

/// Refuses what belongs to an open interruption once it is closed.
fn ancora_aperta(emergenza: &emergenza::Model) -> Result<(), Refusal> {
    match emergenza.chiusa_at {
        None => Ok(()),
        Some(at) => Err(Refusal::because(format!(
            "Questa interruzione è stata chiusa il {}: non si può più cambiare.",
            rules::scritto(at)
        ))),
    }
}

/// The emergency number of an entry, as pages and papers tell it.
pub(crate) fn detto(voce: &emergenza_voce::Model) -> String {
    let at = voce.registrata_at.rome().format("%d/%m/%Y, ore %H:%M");
    format!("numero {}/{} del {at}", voce.numero, voce.anno)
}
