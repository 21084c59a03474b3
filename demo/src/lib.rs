//! The demo comune: **Montefiorito**, fictional, about 12,000 inhabitants, made from a seed. Its people, offices and
//! papers are invented; nobody in it exists.

mod clock;
mod staff;

use std::sync::Arc;

use ente::{Aoo, Ente, EnteInfo};
use kernel::{Actor, Clock, Instant, SystemClock};
use office::{Furnish, Office};
use web::House;

pub use clock::DemoClock;
pub use staff::{PASSWORD, logins, roles};

/// The demo comune's code here.
pub const SLUG: &str = "montefiorito";

/// Its organisational area, as invented as the rest.
pub fn aoo() -> Aoo {
    Aoo { code: "AM99901".into(), name: Some("Area unica".into()), register: "PG".into() }
}

/// For how many days before today things have happened in it.
const DAYS: i64 = 42;

/// The demo comune of this house, made and furnished if it is not there yet.
///
/// # Errors
/// When something cannot be written.
pub async fn open(house: &House, offices: &[&dyn Office], clock: &DemoClock) -> anyhow::Result<Arc<Ente>> {
    if let Some(ente) = house.enti.by_slug(SLUG).await? {
        clock.follow_the_machine();
        return Ok(ente);
    }
    let info = EnteInfo {
        slug: SLUG.into(),
        name: "Comune di Montefiorito".into(),
        hosts: ["localhost", "127.0.0.1", "[::1]", "montefiorito.localhost"].map(String::from).to_vec(),
        ipa: "c_m999".into(),
        demo: true,
    };
    // The comune's life begins some weeks ago, and its journal never goes back in time: the staff is hired on the first day.
    let until = SystemClock.now();
    clock.set(until.plus_seconds(-DAYS * 24 * 3600));
    let ente = house.enti.add(info).await?;
    for office in offices {
        office.install(&ente).await?;
    }
    let trial = seal::trial(&ente.info, ente.ledger.now(), &**ente.ledger.random())?;
    seal::set(&ente, Actor::System("demo"), trial).await?;
    let people = staff::hire(&ente, &house.passwords).await?;
    let units = staff::units(&ente).await?;
    let set_clock = |at: Instant| clock.set(at);
    let furnish = Furnish { ente: &ente, people: &people, units: &units, until, set_clock: &set_clock };
    for office in offices {
        office.furnish(&furnish).await?;
    }
    clock.follow_the_machine();
    Ok(ente)
}
