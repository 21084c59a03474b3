//! The demo comune: **Montefiorito**, fictional, about 12,000 inhabitants, made from a seed. Its people, offices and
//! papers are invented; nobody in it exists.

mod clock;
mod staff;

use std::sync::Arc;

use ente::{Ente, EnteInfo};
use office::Office;
use web::House;

pub use clock::DemoClock;
pub use staff::{PASSWORD, logins};

/// The demo comune's code here.
pub const SLUG: &str = "montefiorito";

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
    let ente = house.enti.add(info).await?;
    staff::hire(&ente, &house.passwords).await?;
    for office in offices {
        office.furnish(&ente).await?;
    }
    clock.follow_the_machine();
    Ok(ente)
}
