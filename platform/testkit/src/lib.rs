//! A running town hall in a test, on either engine: [`TownHall::start`].

mod browser;
mod engine;
mod town_hall;

pub use browser::Browser;
pub use engine::{Engine, new_database, postgres_url};
pub use town_hall::{PASSWORD, TownHall, usual_settings};
