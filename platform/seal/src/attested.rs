//! How it stands with what others are asked to say of the journal, for whoever looks after the system.

use ente::Ente;
use kernel::Instant;
use ledger::{Attestation, Attestor, last_attested, sealed_leaves};
use sea_orm::ConnectionTrait;

/// Older than this, while the journal grew, something did not come: two nights. What is said to be of as long after now is told too: the clock
/// of who says it is wrong.
const LATE_MICROS: u64 = 2 * 86_400 * 1_000_000;

/// What to do where something did not come.
pub const REMEDY: &str = "Si chiedono ogni notte, e se non arrivano si riprova: in Comando, fra i lavori in sospeso, c'è il motivo. Guarda le sezioni \
                          [time_stamps.CODICE] e [testimone.CODICE] delle impostazioni.";

/// One thing that others are asked to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whether it did not come when it should have.
    pub late: bool,
    /// In a sentence.
    pub sentence: String,
}

/// What an open ente's settings ask for.
#[must_use]
pub fn asked(ente: &Ente) -> (bool, bool) {
    (ente.time_stamps.is_some(), ente.witness.is_some())
}

/// How it stands with time stamps and with the witness, where the settings ask for them.
///
/// # Errors
/// Those of the database.
pub async fn attested<C: ConnectionTrait>(
    connection: &C,
    (stamps, witness): (bool, bool),
    now: Instant,
) -> Result<Vec<Told>, db::Error> {
    let sealed = sealed_leaves(connection).await?;
    let mut all = Vec::new();
    for (asked, by) in [(stamps, Attestor::Authority), (witness, Attestor::Witness)] {
        if asked {
            all.push(told(by, last_attested(connection, by).await?.as_ref(), sealed, now));
        }
    }
    Ok(all)
}

fn told(by: Attestor, last: Option<&Attestation>, sealed: u64, now: Instant) -> Told {
    let what = match by {
        Attestor::Authority => "marca temporale",
        Attestor::Witness => "firma del testimone",
    };
    let Some(last) = last else {
        return Told { late: sealed > 0, sentence: format!("Sul giornale non c'è ancora nessuna {what}.") };
    };
    let late = sealed > last.size && now.micros().abs_diff(last.at.micros()) > LATE_MICROS;
    let grown = if late { ", e da allora il giornale è cresciuto" } else { "" };
    let day = last.at.told();
    Told { late, sentence: format!("L'ultima {what} sul giornale è del {day}{grown}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_come_is_told_and_a_journal_that_stands_still_lacks_nothing() {
        let at = Instant::from_micros(1_795_597_200_000_000);
        let last = Attestation { size: 10, at, content: Vec::new(), key: None };
        let of = |last: Option<&Attestation>, sealed, days: i64| {
            told(Attestor::Authority, last, sealed, at.plus_seconds(days * 86_400))
        };
        assert!(!of(None, 0, 0).late && of(None, 1, 0).late);
        assert!(!of(Some(&last), 20, 1).late && of(Some(&last), 20, 3).late);
        assert!(!of(Some(&last), 10, 30).late, "nothing was written since");
        assert!(of(Some(&last), 20, -3).late, "it is said to be of a day that has not come");
        assert!(of(Some(&last), 20, 3).sentence.contains("da allora il giornale è cresciuto"));
        assert!(told(Attestor::Witness, None, 1, at).sentence.contains("firma del testimone"));
    }
}
