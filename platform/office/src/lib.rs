//! What an office is to the house: one value that says everything the house must know of it.
//!
//! The trait stands here and not in `kernel`, because what an office declares (routes, jobs, tables) is made of types
//! that live above the kernel. The list of offices is explicit, in the binary; nothing registers itself.

mod house;
mod recheck;
mod sweep;

use std::sync::Arc;

pub use house::{OpenError, classes, migrations, open, papers, permissions, record_tables, routes, runner, site};

use authz::{Permission, UnitId, Who};
use db::Migrations;
use ente::Ente;
use jobs::{Job, Periodic};
use kernel::Instant;
use ledger::RecordTable;
use ui::TemplateFile;
use web::{Desk, MenuEntry, PublicEntry, Routes};

/// Why an office could not furnish the demo comune.
#[derive(Debug, thiserror::Error)]
#[error("L'ufficio {office} non ha potuto preparare i dati dimostrativi: {cause}")]
pub struct FurnishError {
    /// The office's id.
    pub office: &'static str,
    /// What happened.
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

/// What an office finds when it furnishes the demo comune.
pub struct Furnish<'a> {
    /// The comune.
    pub ente: &'a Arc<Ente>,
    /// Its people by user name, with what they may do.
    pub people: &'a [(String, Who)],
    /// Its units by code.
    pub units: &'a [(String, UnitId)],
    /// The instant up to which things have happened: now, for whoever opens the demo.
    pub until: Instant,
    /// Stands the comune's clock at an instant, so that things happen on their day. It never goes back.
    pub set_clock: &'a (dyn Fn(Instant) + Send + Sync),
}

impl Furnish<'_> {
    /// A person by user name.
    pub fn who(&self, username: &str) -> Option<&Who> {
        self.people.iter().find(|(name, _)| name == username).map(|(_, who)| who)
    }

    /// A unit by code.
    pub fn unit(&self, code: &str) -> Option<UnitId> {
        self.units.iter().find(|(known, _)| known == code).map(|(_, id)| *id)
    }
}

/// An office of the town hall.
#[async_trait::async_trait]
pub trait Office: Send + Sync {
    /// Its name: that of its crate and folder, and the prefix of its tables, permissions, routes and jobs.
    fn id(&self) -> &'static str;

    /// The steps of its tables.
    fn migrations(&self) -> Option<Migrations> {
        None
    }

    /// Its tables of record: `verify` checks each row of theirs.
    fn record_tables(&self) -> &'static [&'static dyn RecordTable] {
        &[]
    }

    /// How each column of each of its tables is classified: lines `table<TAB>column<TAB>class`.
    fn classes(&self) -> &'static str {
        ""
    }

    /// What may be done in it.
    fn permissions(&self) -> &'static [&'static Permission] {
        &[]
    }

    /// Its entries in the left rail.
    fn menu(&self) -> &'static [MenuEntry] {
        &[]
    }

    /// What it offers on the front page to whoever has no account.
    fn public(&self) -> &'static [PublicEntry] {
        &[]
    }

    /// Which page of the manual is about which of its pages: the beginning of an address, in which `*` stands for any one piece, and
    /// the page's name, with the heading after a `#` where one is meant.
    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Its templates.
    fn templates(&self) -> &'static [TemplateFile] {
        &[]
    }

    /// Its papers with words that an ente may write.
    fn papers(&self) -> &'static [&'static wording::Paper] {
        &[]
    }

    /// Its pages and calls.
    fn routes(&self) -> Routes {
        Routes::new()
    }

    /// Its background work.
    fn jobs(&self) -> Vec<Arc<dyn Job<Arc<Ente>>>> {
        Vec::new()
    }

    /// Its background work that comes again and again.
    fn periodic(&self) -> Vec<Periodic> {
        Vec::new()
    }

    /// What it puts on people's desks.
    fn desk(&self) -> Option<Arc<dyn Desk>> {
        None
    }

    /// What happens in it of which other programs may be told.
    fn events(&self) -> Option<Arc<dyn webhooks::Events>> {
        None
    }

    /// Puts in a new comune what the office cannot work without (the shipped titolario). Doing it twice changes nothing.
    ///
    /// # Errors
    /// When something cannot be written.
    async fn install(&self, _ente: &Arc<Ente>) -> Result<(), FurnishError> {
        Ok(())
    }

    /// Furnishes the demo comune with believable matter, made from its seed.
    ///
    /// # Errors
    /// When something cannot be written.
    async fn furnish(&self, _demo: &Furnish<'_>) -> Result<(), FurnishError> {
        Ok(())
    }
}
