//! Where lists come from, and when they were last asked for. Pure, but for the file in which that is noted.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Where the Commission publishes the list of the lists (Decision (EU) 2015/1505; OJ C 276, 16.8.2019).
pub const LOTL: &str = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";
/// The note's file, in the folder of the lists.
const NOTE: &str = "aggiornamento.json";
const LONGEST: u64 = 1 << 20;

/// Where lists are fetched from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// The list of the lists.
    pub lotl: String,
    /// Which countries', each with a mirror of ours where it is not to be taken from where the list of the lists says; empty: all.
    pub countries: Vec<(String, Option<String>)>,
}

impl Default for Sources {
    fn default() -> Self {
        Self { lotl: LOTL.into(), countries: vec![("IT".into(), None)] }
    }
}

/// Countries with the addresses of their lists, and those of which none is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WantedLists {
    pub found: Vec<(String, String)>,
    pub unknown: Vec<String>,
}

impl Sources {
    /// The lists to be fetched, given the addresses that the list of the lists names.
    pub(super) fn wanted(&self, named: &[(String, String)]) -> WantedLists {
        if self.countries.is_empty() {
            return WantedLists { found: named.to_vec(), unknown: Vec::new() };
        }
        let mut wanted = WantedLists::default();
        for (country, mirror) in &self.countries {
            let named = || named.iter().find(|(known, _)| known == country).map(|(_, address)| address.clone());
            match mirror.clone().or_else(named) {
                Some(address) => wanted.found.push((country.clone(), address)),
                None => wanted.unknown.push(country.clone()),
            }
        }
        wanted
    }
}

/// When the lists were asked for, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The last time.
    pub tried: DateTime<Utc>,
    /// The last time that all of them came.
    pub good: Option<DateTime<Utc>>,
    /// Not again before.
    pub next: DateTime<Utc>,
    /// What went wrong the last time, Italian.
    pub problems: Vec<String>,
}

impl Note {
    /// What is noted in a folder, if anything. **Blocks.**
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let path = folder.join(NOTE);
        let size = fs::metadata(&path).ok()?.len();
        let bytes = (size <= LONGEST).then(|| fs::read(&path).ok()).flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Whether it is time to ask again. Without a note it is.
    #[must_use]
    pub fn is_due(note: Option<&Self>, now: DateTime<Utc>) -> bool {
        // A clock that was set back must not keep the lists from being renewed.
        note.is_none_or(|note| note.next <= now || note.tried > now)
    }

    /// After asking now: again in about a day, or in about an hour where something went wrong.
    pub(super) fn after(folder: &Path, now: DateTime<Utc>, problems: Vec<String>, jitter: u8) -> Self {
        let last = Self::read(folder).and_then(|note| note.good);
        // Minutes, and how many more at most.
        let (least, spread) = if problems.is_empty() { (22 * 60, 240) } else { (45, 30) };
        let more = spread * i64::from(jitter) / i64::from(u8::MAX);
        let good = if problems.is_empty() { Some(now) } else { last };
        Self { tried: now, good, next: now + Duration::minutes(least + more), problems }
    }

    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        let partial = folder.join("aggiornamento.parziale");
        fs::write(&partial, serde_json::to_vec_pretty(self)?)?;
        File::open(&partial)?.sync_all()?;
        fs::rename(&partial, folder.join(NOTE))?;
        File::open(folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn lists_are_asked_for_once_a_day_and_sooner_where_something_went_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let noon = at("2026-11-26T12:00:00Z");
        assert!(Note::is_due(Note::read(folder.path()).as_ref(), noon));
        let first = Note::after(folder.path(), noon, Vec::new(), 128);
        first.write(folder.path()).unwrap();
        let read = Note::read(folder.path());
        assert_eq!(read.as_ref(), Some(&first));
        assert!(!Note::is_due(read.as_ref(), noon + Duration::hours(23)));
        assert!(Note::is_due(read.as_ref(), noon + Duration::hours(25)));
        assert!(Note::is_due(read.as_ref(), noon - Duration::hours(1)), "a clock set back");
        let failed = Note::after(folder.path(), noon + Duration::hours(24), vec!["no".into()], 255);
        assert_eq!((failed.good, failed.next - failed.tried), (Some(noon), Duration::minutes(75)));
        fs::write(folder.path().join(NOTE), b"{").unwrap();
        assert_eq!(Note::read(folder.path()), None);
    }

    #[test]
    fn those_that_are_wanted_are_found_where_the_list_of_the_lists_or_the_settings_say() {
        let named = [("IT".to_owned(), "https://it.example/".to_owned()), ("FR".into(), "https://fr.example/".into())];
        let ask = |countries: &[(&str, Option<&str>)]| {
            let countries = countries.iter().map(|(code, to)| ((*code).to_owned(), to.map(str::to_owned))).collect();
            Sources { countries, ..Sources::default() }.wanted(&named)
        };
        assert_eq!(ask(&[]).found.len(), 2);
        assert_eq!(ask(&[("IT", None)]).found, [("IT".to_owned(), "https://it.example/".to_owned())]);
        let ours = ask(&[("IT", Some("https://ours.example/")), ("XX", None)]);
        assert_eq!((ours.found[0].1.as_str(), ours.unknown), ("https://ours.example/", vec!["XX".to_owned()]));
    }
}
