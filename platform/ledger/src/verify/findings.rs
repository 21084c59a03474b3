use std::collections::BTreeMap;

use db::Read;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::Error;

/// After so many of one kind the list is long enough for anyone; the rest is counted.
const MOST_OF_A_KIND: u64 = 100;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where: `protocollo_registrazione 0198…`, `giornale 12`, `mattonella 0/3`, `sigillo 40`, `registro protocollo 2026`,
    /// `indice 0198…`, `testa`, `chiave`.
    pub place: String,
    /// What, as an Italian sentence.
    pub what: String,
}

/// What `verify` saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Leaves checked.
    pub leaves: u64,
    /// Rows of record checked against their leaves.
    pub rows: u64,
    /// Checkpoints whose signature and root were checked.
    pub checkpoints: u64,
    /// What does not hold, in the order in which it was found; empty when all is well.
    pub problems: Vec<Problem>,
}

/// The report while it grows. Kinds of problems are counted apart: a thousand changed rows do not hide one changed leaf.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) leaves: u64,
    pub(super) rows: u64,
    pub(super) checkpoints: u64,
    problems: Vec<Problem>,
    kinds: BTreeMap<String, u64>,
}

impl Findings {
    pub(super) fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        let place = place.into();
        let kind = place.split(' ').next().unwrap_or_default();
        let seen = self.kinds.entry(kind.to_owned()).or_default();
        *seen += 1;
        if *seen <= MOST_OF_A_KIND {
            self.problems.push(Problem { place, what: what.into() });
        }
    }

    /// What the engine itself cannot read is a place that does not hold.
    ///
    /// # Errors
    /// On PostgreSQL, where the transaction ends with it, and so does the work.
    pub(super) fn unreadable(
        &mut self,
        read: &Read,
        place: impl Into<String>,
        error: impl Into<Error>,
    ) -> Result<(), Error> {
        let error = going_on(read, error.into())?;
        self.add(place, format!("Il database non riesce a leggerlo ({}).", cause(&error)));
        Ok(())
    }

    /// The result, or `None` where the engine could not read what stands at `place`: see [`Findings::unreadable`].
    pub(super) fn read<T, E: Into<Error>>(
        &mut self,
        read: &Read,
        place: &str,
        result: Result<T, E>,
    ) -> Result<Option<T>, Error> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) => self.unreadable(read, place, error).map(|()| None),
        }
    }

    pub(super) fn report(self) -> Report {
        let Self { leaves, rows, checkpoints, mut problems, kinds } = self;
        for (kind, seen) in kinds.into_iter().filter(|(_, seen)| *seen > MOST_OF_A_KIND) {
            let what = format!("Altri {} problemi dello stesso genere.", seen - MOST_OF_A_KIND);
            problems.push(Problem { place: kind, what });
        }
        Report { leaves, rows, checkpoints, problems }
    }
}

/// The error, where it says something of what is stored and the engine lets one go on after it.
pub(super) fn going_on(read: &Read, error: Error) -> Result<Error, Error> {
    let sqlite = ConnectionTrait::get_database_backend(read) == DbBackend::Sqlite;
    // A lock is nobody's damage.
    if sqlite && !cause(&error).contains("locked") { Ok(error) } else { Err(error) }
}

/// What lies under an error, for whoever looks after the machine.
pub(super) fn cause(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
