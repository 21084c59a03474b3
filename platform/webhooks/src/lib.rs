//! Programs outside to which what happens here is told: signed calls by the Standard Webhooks specification
//! (<https://www.standardwebhooks.com>), version 1.
//!
//! An office says that something happened in the transaction in which it happens ([`tell`]); a job then finds who wants to
//! know ([`Distribute`]), another tells each of them ([`Deliver`]), again and again for about a day. What is told is the kind,
//! the instant and the address of the thing in the API: whoever receives it comes and reads with its own key.
//!
//! *Invariants:* nothing is told of what the subscriber's key may not see at the moment of telling; each try of one notice
//! carries the same `webhook-id`; no address inside the network is called unless the settings name its host, and the
//! address that was checked is the one that is called; no redirect is followed; no answer is read.
//!
//! *Absent on purpose:* personal data in what is sent, order between notices, exactly-once, and a proxy.

mod address;
mod deliver;
mod distribute;
mod error;
mod events;
mod list;
mod manage;
mod permission;
mod send;
mod sign;
mod subscribe;
mod sweep;
mod tables;

pub use deliver::Deliver;
pub use distribute::Distribute;
pub use error::Error;
pub use events::{Events, Kind, SourceError, tell};
pub use list::{Count, Delivery, DeliveryState, count, deliveries, failed_for, find, list};
pub use manage::{end, redeliver, rotate, switch, test};
pub use permission::{COLLEGA, GESTISCI, PERMISSIONS};
pub use subscribe::{NewSubscription, subscribe};
pub use sweep::sweep;
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, State, subscription};

/// The kind of a notice that someone sends to try a subscription.
pub const TEST: &str = "webhooks.prova";

/// What the id of a notice to one subscriber points at.
#[derive(Debug)]
pub enum DeliveryRow {}

/// Of ids that point at a notice to one subscriber: what `webhook-id` carries.
pub type DeliveryId = kernel::Id<DeliveryRow>;
/// Of ids that point at a subscription.
pub type SubscriptionId = kernel::Id<subscription::Entity>;
