//! To let a person say: now.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::EntityTrait;

use crate::{
    error::Error,
    jobs::{invia, lavora},
    pacchetto::stato_di,
    permissions::VERSA,
    rules::Stato,
    tables::{cosa, stato},
};

/// Deposits a thing without waiting for its day: packs it, packs a refused one again, or sends the same package again.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a thing that is kept.
pub async fn rimanda(ente: &Ente, who: &Who, id: Id<cosa::Entity>) -> Result<(), Error> {
    who.require(&VERSA)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.versa_adesso").await?;
    cosa::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
    let before = stato_di(&tx, id).await?;
    let standing = Stato::from_code(&before.stato).ok_or(Error::NotFound)?;
    let (dal, day) = (tx.now(), tx.now().date());
    let after = match standing {
        Stato::Conservata => return Err(Refusal::because("È già conservata: la ricevuta è in questa pagina.").into()),
        Stato::DaConsegnare => {
            return Err(
                Refusal::because("Si consegna a mano: scarica il pacchetto, poi carica qui la ricevuta.").into()
            );
        }
        Stato::Pronta | Stato::InInvio => before.clone(),
        Stato::DaChiarire => stato::Model { stato: Stato::Pronta.code().into(), dal, causa: None, ..before.clone() },
        Stato::DaVersare | Stato::Bloccata | Stato::Rifiutata => stato::Model {
            stato: Stato::DaVersare.code().into(),
            dal: if standing == Stato::DaVersare { before.dal } else { dal },
            pronta_dal: day.min(before.pronta_dal),
            causa: None,
            ..before.clone()
        },
    };
    if after != before {
        tx.update(&before, after.clone()).await?;
    }
    match after.pacchetto_id.filter(|_| !parte_da_capo(&after)) {
        Some(pack) => invia::accoda(&tx, pack).await?,
        None => lavora::accoda(&tx).await?,
    }
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Whether a package must be made first.
fn parte_da_capo(after: &stato::Model) -> bool {
    after.stato == Stato::DaVersare.code()
}
