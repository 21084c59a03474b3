//! What one does with a subscription: each in a transaction of the caller's.

use accounts::Secret;
use authz::Who;
use ente::Ente;
use jobs::NewJob;
use ledger::Tx;

use crate::{
    DeliveryId, Error, State, SubscriptionId, TEST, deliver, distribute,
    events::Happened,
    list::{Delivery, DeliveryState, find, one},
    sign,
    subscribe::{open, seal},
    subscription,
};

/// For how long the old secret signs beside the new one, in seconds: a day.
const ROTATION: i64 = 86_400;

/// Switches it on or off.
///
/// # Errors
/// No such subscription of theirs; those of the database.
pub async fn switch(tx: &mut Tx, who: &Who, id: SubscriptionId, on: bool) -> Result<(), Error> {
    let before = find(tx, who, id).await?;
    let state = if on { State::On } else { State::Off };
    if before.standing() == state {
        return Ok(());
    }
    let after =
        subscription::Model { state: state.code().into(), reason: None, changed_at: tx.now(), ..before.clone() };
    tx.update(&before, after).await?;
    Ok(())
}

/// Ends it for good.
///
/// # Errors
/// As for [`switch`].
pub async fn end(tx: &mut Tx, who: &Who, id: SubscriptionId) -> Result<(), Error> {
    let before = find(tx, who, id).await?;
    let after = subscription::Model {
        state: State::Ended.code().into(),
        reason: None,
        old_secret: None,
        old_until: None,
        changed_at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    Ok(())
}

/// Gives it a new secret, shown this once. The old one goes on signing beside it for a day, so that the program can change
/// without losing a notice; `at_once`, where somebody else knows it, not.
///
/// # Errors
/// As for [`switch`]; a secret that does not open.
pub async fn rotate(ente: &Ente, tx: &mut Tx, who: &Who, id: SubscriptionId, at_once: bool) -> Result<Secret, Error> {
    let before = find(tx, who, id).await?;
    let secret = sign::new_secret(tx.random());
    let (old_secret, old_until) = if at_once {
        (None, None)
    } else {
        let old = open(ente, "secret", id, &before.secret)?;
        (Some(seal(ente, "old_secret", id, &old, tx.random())), Some(tx.now().plus_seconds(ROTATION)))
    };
    let after = subscription::Model {
        secret: seal(ente, "secret", id, &secret, tx.random()),
        old_secret,
        old_until,
        changed_at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    Ok(sign::shown(&secret))
}

/// Sends a notice of nothing, to see whether it arrives.
///
/// # Errors
/// As for [`switch`]; a subscription that is off.
pub async fn test(ente: &Ente, tx: &mut Tx, who: &Who, id: SubscriptionId) -> Result<(), Error> {
    require_on(&find(tx, who, id).await?)?;
    let event = tx.id::<Happened>().uuid();
    let happened = Happened { event, kind: TEST.into(), subject: event, at: tx.now().micros() };
    distribute::add(ente, tx, id, &happened).await
}

/// Tells again what was not delivered, under the same `webhook-id`.
///
/// # Errors
/// As for [`test`]; no such notice; one that is still being told.
pub async fn redeliver(tx: &mut Tx, who: &Who, id: SubscriptionId, delivery: DeliveryId) -> Result<Delivery, Error> {
    require_on(&find(tx, who, id).await?)?;
    let found = one(tx, id, delivery).await?;
    let sql = "UPDATE webhooks_delivery SET state = 'waiting', attempts = 0 WHERE id = $1 AND state <> 'waiting'";
    let moved = db::execute(tx, sql, [delivery.into()]).await?;
    if moved.rows_affected() == 0 || found.state == DeliveryState::Waiting {
        return Err(Error::because("Questo avviso sta già per partire: aspetta l'esito."));
    }
    jobs::enqueue(tx, tx.now(), tx.random(), &NewJob::new(deliver::KIND, &delivery.to_string())).await?;
    Ok(found)
}

fn require_on(row: &subscription::Model) -> Result<(), Error> {
    if row.standing() == State::On {
        return Ok(());
    }
    Err(Error::because("Il collegamento è spento: riaccendilo, poi riprova."))
}
