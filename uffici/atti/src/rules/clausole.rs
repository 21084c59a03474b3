//! How one appeals: every act that concerns somebody says to whom and within which term (art. 3, c. 4, L. 241/1990).

/// Before whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ricorso {
    /// The regional court, or the Head of State.
    Generale,
    /// The regional court alone, in thirty days: public contracts (art. 120 CPA).
    Appalti,
    /// The Ministry, against signs on the road (art. 37, c. 3, CdS), beside the regional court.
    Segnaletica,
    /// The judge of sanctions.
    Sanzioni,
    /// Nothing: it concerns the offices alone.
    Nessuno,
}

impl Ricorso {
    /// The one of a kind of act by its iter; a person may choose another.
    pub fn dell_iter(iter: &str) -> Self {
        match iter {
            "determina-contrarre" => Self::Appalti,
            "ordinanza-viabilita" => Self::Segnaletica,
            "verbale-polizia" => Self::Sanzioni,
            "direttiva" | "disposizione" | "liquidazione" => Self::Nessuno,
            _ => Self::Generale,
        }
    }

    /// The clause, as it stands at the end of the act.
    pub const fn testo(self) -> Option<&'static str> {
        match self {
            Self::Generale => Some(
                "Contro questo atto si può ricorrere al Tribunale amministrativo regionale entro 60 giorni, o al \
                 Presidente della Repubblica \
                 entro 120 giorni. I termini decorrono dalla notifica, o dalla fine della pubblicazione per chi non \
                  deve essere avvisato di \
                 persona; dal 1° al 31 agosto sono sospesi quelli davanti al giudice.",
            ),
            Self::Appalti => Some(
                "Contro questo atto si può ricorrere soltanto al Tribunale amministrativo regionale, entro 30 \
                 giorni (art. 120 del codice del \
                 processo amministrativo).",
            ),
            Self::Segnaletica => Some(
                "Contro questo atto si può ricorrere al Tribunale amministrativo regionale entro 60 giorni; contro \
                 la segnaletica, al \
                 Ministero delle infrastrutture e dei trasporti entro 60 giorni (art. 37, c. 3, del codice della \
                  strada).",
            ),
            Self::Sanzioni => Some(
                "Contro questo verbale si può ricorrere nei modi e nei termini indicati nella notifica, al Prefetto \
                 o al Giudice di pace.",
            ),
            Self::Nessuno => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tipi::TIPI;

    #[test]
    fn contracts_have_thirty_days_and_everything_else_of_citizens_sixty() {
        assert!(Ricorso::dell_iter("determina-contrarre").testo().unwrap().contains("30 giorni"));
        for (iter, _) in TIPI.iter().flat_map(|tipo| tipo.iter) {
            let ricorso = Ricorso::dell_iter(iter);
            let told = ricorso.testo().unwrap_or_default();
            assert_eq!(told.is_empty(), ricorso == Ricorso::Nessuno, "{iter}");
        }
        assert!(Ricorso::dell_iter("delibera-giunta").testo().unwrap().contains("120 giorni"));
    }
}
