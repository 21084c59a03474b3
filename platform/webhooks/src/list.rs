//! To look at subscriptions and at what was told.

use authz::Who;
use kernel::{Instant, Uuid};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, Value};

use crate::{COLLEGA, DeliveryId, Error, GESTISCI, State, SubscriptionId, subscription};

/// Most subscriptions that are listed.
const MOST: u64 = 500;

/// The subscriptions of the person who asks, or everybody's for whoever looks after them; not those that are over.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn list<C: ConnectionTrait>(read: &C, who: &Who) -> Result<Vec<subscription::Model>, Error> {
    use sea_orm::QuerySelect;
    who.require(&COLLEGA)?;
    let mut select = subscription::Entity::find().filter(subscription::Column::State.ne(State::Ended.code()));
    if !who.may(&GESTISCI) {
        select = select.filter(subscription::Column::PersonId.eq(who.person));
    }
    Ok(select.order_by_desc(subscription::Column::Id).limit(MOST).all(read).await?)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is another's.
pub async fn find<C: ConnectionTrait>(read: &C, who: &Who, id: SubscriptionId) -> Result<subscription::Model, Error> {
    who.require(&COLLEGA)?;
    let found = subscription::Entity::find_by_id(id).one(read).await?;
    let seen = |row: &subscription::Model| {
        row.standing() != State::Ended && (row.person_id == who.person || who.may(&GESTISCI))
    };
    let none = "Questo collegamento non c'è: forse è stato tolto, oppure è di un'altra persona.";
    found.filter(seen).ok_or(Error::NotFound(none))
}

/// Those that the program has switched off and that this person should see to.
///
/// # Errors
/// Those of the database.
pub async fn failed_for<C: ConnectionTrait>(read: &C, who: &Who) -> Result<Vec<subscription::Model>, Error> {
    if !who.may(&COLLEGA) {
        return Ok(Vec::new());
    }
    let mut select = subscription::Entity::find().filter(subscription::Column::State.eq(State::Failed.code()));
    if !who.may(&GESTISCI) {
        select = select.filter(subscription::Column::PersonId.eq(who.person));
    }
    Ok(select.order_by_asc(subscription::Column::ChangedAt).all(read).await?)
}

/// How an ente's subscriptions stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Told of what happens.
    pub on: u64,
    /// Switched off by the program.
    pub failed: u64,
}

/// Counts them, for whoever looks after the machine.
///
/// # Errors
/// Those of the database; a database of before there were any.
pub async fn count<C: ConnectionTrait>(read: &C) -> Result<Count, Error> {
    let sql = "SELECT state, COUNT(*) AS n FROM webhooks_subscription WHERE state IN ('on', 'failed') GROUP BY state";
    let mut count = Count::default();
    for row in db::rows(read, sql, []).await? {
        let (state, n): (String, i64) = (row.try_get("", "state")?, row.try_get("", "n")?);
        if state == "on" { count.on = n.unsigned_abs() } else { count.failed = n.unsigned_abs() }
    }
    Ok(count)
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be told, for the first time or again.
    Waiting,
    /// It was told.
    Delivered,
    /// It was not, and is not tried any more.
    Failed,
    /// The subscriber's key may not see what it is about.
    Withheld,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Delivered, Self::Failed, Self::Withheld];

    /// As it is stored, for programs too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Withheld => "withheld",
        }
    }
}

/// A notice to one subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What `webhook-id` says.
    pub id: DeliveryId,
    /// To whom.
    pub subscription: SubscriptionId,
    /// Of what kind of thing.
    pub kind: String,
    /// On what.
    pub subject: Uuid,
    /// When that happened.
    pub happened_at: Instant,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was tried since it was last asked for.
    pub attempts: u64,
    /// The code of the last answer, where there was one.
    pub status: Option<u16>,
    /// What became of the last try, in a sentence.
    pub told: Option<String>,
    /// When that was.
    pub tried_at: Option<Instant>,
    /// How long it took, in milliseconds.
    pub took_ms: Option<i64>,
}

const COLUMNS: &str =
    "id, subscription_id, kind, subject, happened_at, state, attempts, status, told, tried_at, took_ms";

fn read_row(row: &QueryResult) -> Result<Delivery, Error> {
    let state: String = row.try_get("", "state")?;
    Ok(Delivery {
        id: row.try_get("", "id")?,
        subscription: row.try_get("", "subscription_id")?,
        kind: row.try_get("", "kind")?,
        subject: row.try_get("", "subject")?,
        happened_at: row.try_get("", "happened_at")?,
        state: DeliveryState::ALL.into_iter().find(|known| known.code() == state).unwrap_or(DeliveryState::Failed),
        attempts: row.try_get::<i64>("", "attempts")?.unsigned_abs(),
        status: row.try_get::<Option<i64>>("", "status")?.and_then(|status| u16::try_from(status).ok()),
        told: row.try_get("", "told")?,
        tried_at: row.try_get("", "tried_at")?,
        took_ms: row.try_get("", "took_ms")?,
    })
}

/// What was told to one of them, the latest first: those before `before`, at most `limit`.
///
/// # Errors
/// As for [`find`].
pub async fn deliveries<C: ConnectionTrait>(
    read: &C,
    who: &Who,
    id: SubscriptionId,
    before: Option<DeliveryId>,
    limit: u64,
) -> Result<Vec<Delivery>, Error> {
    find(read, who, id).await?;
    let before = before.unwrap_or_else(|| Uuid::max().into());
    let sql = format!(
        "SELECT {COLUMNS} FROM webhooks_delivery WHERE subscription_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values: [Value; 3] = [id.into(), before.into(), limit.into()];
    db::rows(read, &sql, values).await?.iter().map(read_row).collect()
}

/// One notice to one of them.
pub(crate) async fn one<C: ConnectionTrait>(
    read: &C,
    subscription: SubscriptionId,
    id: DeliveryId,
) -> Result<Delivery, Error> {
    let found = by_id(read, id).await?.filter(|found| found.subscription == subscription);
    found.ok_or(Error::NotFound("Questo avviso non c'è più: si conservano per un mese."))
}

/// A notice, for the work of telling it.
pub(crate) async fn by_id<C: ConnectionTrait>(read: &C, id: DeliveryId) -> Result<Option<Delivery>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM webhooks_delivery WHERE id = $1");
    db::one(read, &sql, [id.into()]).await?.as_ref().map(read_row).transpose()
}
