//! Programs of others that are told of what happens here: each action with its words in the history, in the same commit.

use accounts::Secret;
use authz::Who;
use ente::Ente;
use webhooks::{DeliveryId, Kind, NewSubscription, SubscriptionId};

use crate::{
    error::Error,
    fatti::{Di, annota},
};

/// Makes one. The secret is shown this once.
///
/// # Errors
/// A missing permission; all that is wrong with it.
pub async fn crea(
    ente: &Ente,
    who: &Who,
    kinds: &[&'static Kind],
    new: &NewSubscription,
) -> Result<(SubscriptionId, Secret), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.crea_collegamento").await?;
    let made = webhooks::subscribe(ente, &mut tx, who, kinds, new).await?;
    let testo = format!("ha collegato il programma «{}»", new.label.trim());
    annota(&mut tx, who, "collegamento", Di::default(), testo, None).await?;
    tx.commit().await?;
    Ok(made)
}

/// Switches one on or off.
///
/// # Errors
/// A missing permission; no such one.
pub async fn accendi(ente: &Ente, who: &Who, id: SubscriptionId, acceso: bool) -> Result<(), Error> {
    let azione = if acceso { "comando.accendi_collegamento" } else { "comando.spegni_collegamento" };
    let mut tx = ente.ledger.begin(who.actor(), azione).await?;
    let nome = webhooks::find(&tx, who, id).await?.label;
    webhooks::switch(&mut tx, who, id, acceso).await?;
    let verbo = if acceso { "acceso" } else { "spento" };
    annota(&mut tx, who, "collegamento", Di::default(), format!("ha {verbo} il collegamento «{nome}»"), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends one for good.
///
/// # Errors
/// As for [`accendi`].
pub async fn togli(ente: &Ente, who: &Who, id: SubscriptionId) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.togli_collegamento").await?;
    let nome = webhooks::find(&tx, who, id).await?.label;
    webhooks::end(&mut tx, who, id).await?;
    annota(&mut tx, who, "collegamento", Di::default(), format!("ha tolto il collegamento «{nome}»"), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives one a new secret, shown this once; the old one is good for a day more, or no longer at all.
///
/// # Errors
/// As for [`accendi`].
pub async fn nuovo_segreto(ente: &Ente, who: &Who, id: SubscriptionId, subito: bool) -> Result<Secret, Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.nuovo_segreto").await?;
    let nome = webhooks::find(&tx, who, id).await?.label;
    let secret = webhooks::rotate(ente, &mut tx, who, id, subito).await?;
    let testo = format!("ha dato un segreto nuovo al collegamento «{nome}»");
    annota(&mut tx, who, "collegamento", Di::default(), testo, None).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Sends a notice of nothing, to see whether it arrives.
///
/// # Errors
/// As for [`accendi`]; one that is off.
pub async fn prova(ente: &Ente, who: &Who, id: SubscriptionId) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.prova_collegamento").await?;
    let nome = webhooks::find(&tx, who, id).await?.label;
    webhooks::test(ente, &mut tx, who, id).await?;
    annota(&mut tx, who, "collegamento", Di::default(), format!("ha provato il collegamento «{nome}»"), None).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Tells again what did not arrive.
///
/// # Errors
/// As for [`prova`]; one that is still being told.
pub async fn rimanda(ente: &Ente, who: &Who, id: SubscriptionId, avviso: DeliveryId) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "comando.rimanda_avviso").await?;
    let nome = webhooks::find(&tx, who, id).await?.label;
    webhooks::redeliver(&mut tx, who, id, avviso).await?;
    let testo = format!("ha rimandato un avviso al collegamento «{nome}»");
    annota(&mut tx, who, "collegamento", Di::default(), testo, None).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}
