//! The states of what is to be kept: pure.

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stato {
    /// Nothing was done yet.
    DaVersare,
    /// Something is missing without which no package can be made; it is tried again each night.
    Bloccata,
    /// The package is there, and leaves by hand or at the next hour.
    Pronta,
    /// The package is there, and only a person can hand it over: a later version of what the conservatore has.
    DaConsegnare,
    /// It leaves, or waits to be sent again.
    InInvio,
    /// The conservatore may have it, and we have no good receipt.
    DaChiarire,
    /// The conservatore refused it.
    Rifiutata,
    /// Kept: the receipt is here.
    Conservata,
}

impl Stato {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; 8] = [
        Self::DaVersare,
        Self::Bloccata,
        Self::Pronta,
        Self::DaConsegnare,
        Self::InInvio,
        Self::DaChiarire,
        Self::Rifiutata,
        Self::Conservata,
    ];

    /// As it is written in a row or an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DaVersare => "da_versare",
            Self::Bloccata => "bloccata",
            Self::Pronta => "pronta",
            Self::DaConsegnare => "da_consegnare",
            Self::InInvio => "in_invio",
            Self::DaChiarire => "da_chiarire",
            Self::Rifiutata => "rifiutata",
            Self::Conservata => "conservata",
        }
    }

    /// From what [`Stato::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DaVersare => "da versare",
            Self::Bloccata => "manca qualcosa",
            Self::Pronta => "pacchetto pronto",
            Self::DaConsegnare => "da consegnare",
            Self::InInvio => "in invio",
            Self::DaChiarire => "da chiarire",
            Self::Rifiutata => "rifiutata",
            Self::Conservata => "conservata",
        }
    }

    /// Whether somebody must see to it.
    pub const fn chiede(self) -> bool {
        matches!(self, Self::Bloccata | Self::DaConsegnare | Self::DaChiarire | Self::Rifiutata)
    }

    /// Whether a new package may be made: not while one is on its way, not when one is kept, and not while nobody knows whether the
    /// conservatore has one.
    pub const fn si_impacchetta(self) -> bool {
        matches!(self, Self::DaVersare | Self::Bloccata | Self::Rifiutata)
    }

    /// Whether a person may write what the conservatore said of it: not while the program is sending it.
    pub const fn aspetta_risposta(self) -> bool {
        matches!(self, Self::Pronta | Self::DaConsegnare | Self::DaChiarire)
    }

    /// Whether a receipt may be brought by hand.
    pub const fn aspetta_ricevuta(self) -> bool {
        matches!(self, Self::Pronta | Self::DaConsegnare | Self::InInvio | Self::DaChiarire | Self::Rifiutata)
    }
}

/// Days for which an entry's document is left in peace, so that it is classified, put in its fascicolo and corrected before it is
/// deposited.
pub(crate) const GIORNI_DI_PACE: u64 = 30;

/// A reason in a few words, as a sentence: a capital letter, and one full stop.
pub(crate) fn frase(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_is_written_and_read_back() {
        for stato in Stato::ALL {
            assert_eq!(Stato::from_code(stato.code()), Some(stato));
        }
    }

    #[test]
    fn what_may_be_with_the_conservatore_is_never_packed_again() {
        for stato in [Stato::Pronta, Stato::DaConsegnare, Stato::InInvio, Stato::DaChiarire, Stato::Conservata] {
            assert!(!stato.si_impacchetta(), "{stato:?}");
        }
    }

    #[test]
    fn a_person_writes_no_answer_while_the_program_waits_for_one_or_has_it() {
        for stato in [Stato::DaVersare, Stato::Bloccata, Stato::InInvio, Stato::Rifiutata, Stato::Conservata] {
            assert!(!stato.aspetta_risposta(), "{stato:?}");
        }
    }
}
