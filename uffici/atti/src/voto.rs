//! The vote of a body on a proposal, as the secretary notes it until the sittings are held in this house.

use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// A vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voto {
    /// Members of the body, present or not.
    pub componenti: u32,
    /// Present.
    pub presenti: u32,
    /// In favour.
    pub favorevoli: u32,
    /// Against.
    pub contrari: u32,
    /// Who abstained.
    pub astenuti: u32,
    /// In favour of its being enforceable at once, where that was voted: a separate vote (art. 134, c. 4, TUEL).
    #[serde(default)]
    pub favorevoli_immediata: Option<u32>,
}

impl Voto {
    /// All that does not add up in it.
    ///
    /// # Errors
    /// The reasons.
    pub fn controlla(&self) -> Result<(), Refusal> {
        let mut no = Refusal::default();
        if self.componenti == 0 || self.componenti > 200 {
            no.add(Some("componenti"), "Scrivi quanti sono i componenti del collegio, presenti o no.");
        }
        if self.presenti == 0 || self.presenti > self.componenti {
            no.add(Some("presenti"), format!("I presenti vanno da 1 a {}.", self.componenti));
        }
        let cast = self.favorevoli.saturating_add(self.contrari).saturating_add(self.astenuti);
        if cast != self.presenti {
            no.add(
                Some("favorevoli"),
                format!("Favorevoli, contrari e astenuti fanno {cast}, ma i presenti sono {}.", self.presenti),
            );
        }
        if self.favorevoli_immediata.is_some_and(|votes| votes > self.presenti) {
            no.add(Some("favorevoli_immediata"), "I favorevoli all'immediata eseguibilità sono più dei presenti.");
        }
        no.unless_empty(())
    }

    /// Whether those in favour are more than those against.
    pub const fn favorevole(&self) -> bool {
        self.favorevoli > self.contrari
    }

    /// In a sentence.
    pub fn detto(&self) -> String {
        let at_once = self.favorevoli_immediata.map(|votes| format!("; immediata eseguibilità: {votes} favorevoli"));
        format!(
            "Presenti {} su {}: favorevoli {}, contrari {}, astenuti {}{}",
            self.presenti,
            self.componenti,
            self.favorevoli,
            self.contrari,
            self.astenuti,
            at_once.unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_adds_up_or_is_refused() {
        let voto = Voto {
            componenti: 13,
            presenti: 11,
            favorevoli: 8,
            contrari: 2,
            astenuti: 1,
            favorevoli_immediata: Some(8),
        };
        assert!(voto.controlla().is_ok());
        assert!(voto.detto().contains("favorevoli 8"));
        assert!(Voto { contrari: 3, ..voto.clone() }.controlla().is_err());
        assert!(Voto { presenti: 14, ..voto.clone() }.controlla().is_err());
        assert!(Voto { favorevoli_immediata: Some(12), ..voto }.controlla().is_err());
    }
}
