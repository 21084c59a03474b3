//! What a form sent, and how its errors come back.

use kernel::{Date, Refusal};
use web::Error;

/// Names and values of a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Campi(pub Vec<(String, String)>);

impl Campi {
    pub(super) fn uno(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub(super) fn testo(&self, name: &str) -> Option<String> {
        Some(self.uno(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// A civil date; none when nothing was written. What cannot be read as one is a reason.
    pub(super) fn data(&self, name: &'static str, refusal: &mut Refusal) -> Option<Date> {
        let text = self.testo(name)?;
        let read = Date::parse_from_str(&text, "%Y-%m-%d").or_else(|_| Date::parse_from_str(&text, "%d/%m/%Y"));
        read.map_err(|_| refusal.add(Some(name), "Questa data non si legge: scrivila come 31/12/2026.")).ok()
    }
}

/// A refusal of an action; another who was quicker is told as one too, other errors go on.
pub(super) fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        crate::Error::Ledger(ledger::Error::Changed) => Ok(Refusal::because(
            "Mentre guardavi, qualcuno ha cambiato questi dati. Qui sotto li vedi come sono adesso: controlla e ripeti la tua \
             scelta.",
        )),
        other => Err(other.into()),
    }
}
