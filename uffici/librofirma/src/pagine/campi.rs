//! What a form sent, and how its errors come back.

use kernel::{Date, Refusal};
use web::Error;

/// The value of a field, trimmed.
pub(super) fn uno<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// The ids that were ticked.
pub(super) fn scelte(pairs: &[(String, String)]) -> Vec<crate::RichiestaId> {
    pairs.iter().filter(|(name, _)| name == "scelta").filter_map(|(_, value)| value.parse().ok()).collect()
}

/// A civil date; none when nothing was written. What cannot be read as one is a reason.
pub(super) fn data(text: &str, name: &'static str, refusal: &mut Refusal) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = Date::parse_from_str(text, "%Y-%m-%d").or_else(|_| Date::parse_from_str(text, "%d/%m/%Y"));
    read.map_err(|_| refusal.add(Some(name), "Questa data non si legge: scrivila come 31/12/2026.")).ok()
}

/// A refusal of an action; another who was quicker is told as one too, other errors go on.
pub(super) fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        crate::Error::Ledger(ledger::Error::Changed) => Ok(Refusal::because(
            "Mentre guardavi, qualcuno è andato avanti. Qui sotto vedi a che punto è adesso: controlla e ripeti la tua scelta.",
        )),
        other => Err(other.into()),
    }
}
