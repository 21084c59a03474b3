//! To confirm a plan: from then on it is in force from a day, and never changes.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Refusal};
use serde::Deserialize;

use super::{crea::da_confermare, regole::MOST_TESTO};
use crate::{
    error::Error,
    permissions::PIANO,
    tables::{piano, piano_conferma},
};

/// What a person writes to confirm a plan.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Conferma {
    /// From which day it is in force, `AAAA-MM-GG`: today or later.
    pub dal: String,
    /// By which act, or in agreement with whom.
    pub atto: String,
}

impl Conferma {
    /// The day and the act, or all that is wrong.
    fn controlla(&self, today: Date) -> Result<(Date, String), Refusal> {
        let mut refusal = Refusal::default();
        let day = self.dal.trim().parse::<Date>().ok();
        match day {
            None => refusal.add(Some("dal"), "Scrivi da quando vale il piano, con giorno, mese e anno."),
            Some(day) if day < today => {
                refusal.add(Some("dal"), "Un piano vale da oggi o da un giorno che deve venire, non da ieri.");
            }
            Some(_) => {}
        }
        let atto = self.atto.trim();
        match atto.chars().count() {
            0 => refusal.add_law(
                Some("atto"),
                "Scrivi con quale atto è adottato il piano: senza, non si scarta niente.",
                "art. 68 DPR 445/2000",
            ),
            1..=MOST_TESTO => {}
            _ => refusal.add(Some("atto"), format!("È troppo lungo: al massimo {MOST_TESTO} caratteri.")),
        }
        refusal.unless_empty((day.unwrap_or(today), atto.to_owned()))
    }
}

/// Confirms a plan.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; one that is confirmed already; all that is wrong; those of the ledger.
pub async fn conferma(ente: &Ente, who: &Who, id: Id<piano::Entity>, scritta: &Conferma) -> Result<(), Error> {
    who.require(&PIANO)?;
    let (dal, atto) = scritta.controlla(ente.ledger.now().date())?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.conferma_piano").await?;
    let plan = da_confermare(&tx, id).await?;
    let row = piano_conferma::Model { id: tx.id(), piano_id: plan.id, dal, atto, persona_id: who.person, at: tx.now() };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_confirmed_by_an_act_and_never_for_the_past() {
        let today: Date = "2026-11-27".parse().unwrap();
        let of = |dal: &str, atto: &str| Conferma { dal: dal.into(), atto: atto.into() }.controlla(today);
        assert_eq!(of("2027-01-01", " delibera 3 ").unwrap(), ("2027-01-01".parse().unwrap(), "delibera 3".into()));
        assert!(of("2026-11-27", "x").is_ok());
        assert_eq!(of("2026-11-26", "").unwrap_err().reasons.len(), 2);
        assert_eq!(of("boh", &"è".repeat(MOST_TESTO + 1)).unwrap_err().reasons.len(), 2);
    }
}
