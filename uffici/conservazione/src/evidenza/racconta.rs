//! What a record proves, in words: pure.

use chrono::{DateTime, Utc};
use evidence_record::{Checked, Objects};
use kernel::Instant;

use super::Evidenza;
use crate::rules::frase;

/// What is told of a package's evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detta {
    /// Whether it proves what it should. What its files are is held against it by the weekly reading alone.
    pub buona: bool,
    /// One sentence.
    pub frase: String,
    /// Each of its stamps, the oldest first.
    pub marche: Vec<String>,
    /// Since when the package is proved to exist.
    pub dal: Option<Instant>,
    /// Until when the last stamp can be relied upon.
    pub fino: Option<Instant>,
}

/// Tells it, as it stands at an instant.
pub(crate) fn racconta(evidenza: &Evidenza, now: Instant) -> Detta {
    let record = match evidenza {
        Ok(record) => record,
        Err(error) => {
            let told = format!("Le marche temporali dell'archivio non sono più quelle che furono messe: {error}.");
            return Detta { buona: false, frase: told, marche: Vec::new(), dal: None, fino: None };
        }
    };
    let checked = record.check(&Objects::new());
    let verdict = checked.verdict(now.utc());
    let day = |at: Option<DateTime<Utc>>| at.map_or_else(|| "?".to_owned(), giorno);
    let told = if verdict.wrong.is_empty() {
        format!(
            "Che il pacchetto c'era è provato dal {}: l'ultima marca temporale dell'archivio vale fino al {}, e prima ne sarà messa \
             un'altra.",
            day(verdict.since),
            day(verdict.until)
        )
    } else {
        let wrong: Vec<String> = verdict.wrong.iter().map(ToString::to_string).collect();
        frase(&format!("L'evidenza non prova quello che dovrebbe: {}", wrong.join("; ")))
    };
    let instant = |at: DateTime<Utc>| Instant::from_micros(at.timestamp_micros());
    Detta {
        buona: verdict.wrong.is_empty(),
        frase: told,
        marche: marche(&checked),
        dal: verdict.since.map(instant),
        fino: verdict.until.map(instant),
    }
}

fn giorno(at: DateTime<Utc>) -> String {
    Instant::from_micros(at.timestamp_micros()).date().format("%d/%m/%Y").to_string()
}

fn marche(checked: &Checked) -> Vec<String> {
    let mut before = None;
    let one = |stamp: &evidence_record::StampChecked| {
        let first = before != Some(stamp.chain);
        let what = match (stamp.chain, first) {
            (0, true) => "mette sotto una marca i file del pacchetto".to_owned(),
            (_, true) => format!("rifà le impronte dei file in {}, con tutte le marche di prima", stamp.digest),
            (_, false) => "rinnova la marca di prima".to_owned(),
        };
        before = Some(stamp.chain);
        let when = stamp.time.map_or_else(|| "senza data".to_owned(), |at| format!("del {}", giorno(at)));
        let who = stamp.authority.as_deref().unwrap_or("un'autorità senza nome");
        let until = stamp.good.map_or_else(String::new, |(_, until)| format!(", vale fino al {}", giorno(until)));
        format!("Marca {when} di {who}: {what}{until}.")
    };
    checked.stamps.iter().map(one).collect()
}
