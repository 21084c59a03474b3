//! To ask for a check again, as on a day where one is given.

use authz::Who;
use documents::document;
use ente::Ente;
use kernel::{Date, Instant, Refusal};
use validation::{Asked, Checked};
use web::Error;

use crate::Accanto;

/// Checks a document that `who` may see.
///
/// # Errors
/// One that was discarded; a day that has not come, or of before there were digital signatures; those of store and database.
pub async fn controlla(
    ente: &Ente,
    who: &Who,
    document: &document::Model,
    accanto: Accanto<'_>,
    al: Option<Date>,
) -> Result<Checked, Error> {
    web::still_kept(ente, document).await?;
    let at = al.map(|al| istante(al, ente.ledger.now())).transpose()?.flatten();
    let Accanto { firmato, marche, esistenza } = accanto;
    let asked = Asked { document, signed: firmato, stamps: marche, at, existence: esistenza };
    validation::check(ente, who.actor(), asked).await.map_err(detto)
}

/// What a check says, for a handler.
pub(crate) fn detto(error: validation::Error) -> Error {
    match error {
        validation::Error::Refused(refusal) => refusal.into(),
        validation::Error::Denied(denied) => denied.into(),
        validation::Error::Ledger(error) => error.into(),
        validation::Error::Db(error) => error.into(),
        validation::Error::Store(error) => error.into(),
        other => Error::internal(other),
    }
}

/// The last instant of a day; `None` for today, which is now.
fn istante(al: Date, now: Instant) -> Result<Option<Instant>, Refusal> {
    let mut refusal = Refusal::default();
    if al > now.date() {
        refusal.add(Some("al"), "Il giorno scelto deve ancora venire: scegli oggi o un giorno passato.");
    }
    // Nobody signed digitally before the law that made it possible (DPR 513/1997).
    if al < Date::from_ymd_opt(1998, 1, 1).unwrap_or_default() {
        refusal.add(Some("al"), "Scegli un giorno dal 1998 in poi: prima non c'erano firme digitali.");
    }
    refusal.unless_empty(())?;
    let next = al.succ_opt().map(Instant::start_of);
    Ok((al < now.date()).then_some(next).flatten().map(|next| next.plus_micros(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_means_its_last_instant_and_none_that_has_not_come() {
        let now = Instant::start_of(Date::from_ymd_opt(2026, 11, 26).unwrap()).plus_seconds(3600);
        let day = |text: &str| istante(text.parse().unwrap(), now);
        assert_eq!(day("2026-11-26"), Ok(None));
        assert_eq!(day("2026-11-25").unwrap().unwrap().to_string(), "2026-11-25T22:59:59.999999Z");
        assert!(day("2026-11-27").is_err() && day("1997-12-31").is_err());
    }
}
