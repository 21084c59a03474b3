//! To find who wants to know of what happened: a notice for each, once.

use std::sync::Arc;

use ente::Ente;
use jobs::{Failure, Job, NewJob};
use kernel::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{DeliveryId, Error, State, SubscriptionId, deliver, events::Happened, subscription};

/// The job's name.
pub(crate) const KIND: &str = "webhooks.distribuisci";
/// Without it an event is nobody's business.
pub(crate) const SOMEBODY_LISTENS: &str = "EXISTS (SELECT 1 FROM webhooks_subscription WHERE state = 'on')";

/// The job.
#[derive(Debug)]
pub struct Distribute;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Distribute {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "trovare quali altri programmi vanno avvisati di quello che è successo"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let happened: Happened = serde_json::from_str(payload)
            .map_err(|error| Failure::give_up("Il lavoro non dice che cosa è successo.").because(error))?;
        let told = distribute(ente, &happened).await;
        told.map_err(|error| Failure::retry("Non è stato possibile preparare gli avvisi per altri programmi.", error))
    }
}

async fn distribute(ente: &Ente, happened: &Happened) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let on = subscription::Column::State.eq(State::On.code());
    let mut wanting = subscription::Entity::find().filter(on).all(&read).await?;
    drop(read);
    // Whoever began to listen later is not told what was before.
    let at = Instant::from_micros(happened.at);
    wanting.retain(|row| row.wants(&happened.kind) && row.created_at <= at);
    if wanting.is_empty() {
        return Ok(());
    }
    let write = ente.db().write().await?;
    for row in wanting {
        add(ente, &write, row.id, happened).await?;
    }
    write.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Adds a notice and the work of telling it; none where the same one is there already.
pub(crate) async fn add<C: db::Later>(
    ente: &Ente,
    write: &C,
    subscription: SubscriptionId,
    happened: &Happened,
) -> Result<(), Error> {
    let (now, random) = (ente.ledger.now(), ente.ledger.random());
    let sql = "INSERT INTO webhooks_delivery (id, event_id, subscription_id, kind, subject, happened_at, state, attempts, \
               created_at) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7) \
               ON CONFLICT (event_id, subscription_id) DO NOTHING RETURNING id";
    let id = DeliveryId::new(now, &**random);
    let values = [
        id.into(),
        happened.event.into(),
        subscription.into(),
        happened.kind.as_str().into(),
        happened.subject.into(),
        happened.at.into(),
        now.into(),
    ];
    if db::one(write, sql, values).await?.is_some() {
        jobs::enqueue(write, now, &**random, &NewJob::new(deliver::KIND, &id.to_string())).await?;
    }
    Ok(())
}
