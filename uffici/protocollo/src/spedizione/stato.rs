//! Where a sending stands: pure rules.

use kernel::Instant;

/// After so many seconds without a receipt something is wrong: by the rules of certified mail the sender is told of a delivery
/// that failed within 24 hours (DM 2/11/2005, annex; RFC 6109).
pub const ATTESA_SECONDI: i64 = 24 * 3600;

/// Where a sending stands, the stronger the later: what one fact says a weaker one does not take back, so that facts may come in
/// any order. A delivery counts even where a failure was told before: it is the proof (DPR 68/2005, art. 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stato {
    /// It waits to be handed to the provider.
    InCoda,
    /// It was not handed to the provider, and will not be.
    ConErrore,
    /// The provider's server has taken it.
    Affidato,
    /// The provider has accepted it.
    Accettato,
    /// The provider has accepted it for a mailbox that is not certified: no delivery receipt will come.
    SenzaConsegna,
    /// The provider warns that the delivery may fail.
    Preavviso,
    /// The provider has refused it.
    NonAccettato,
    /// It was not delivered.
    NonConsegnato,
    /// It was delivered.
    Consegnato,
    /// It was given by hand, or to the post.
    AMano,
}

impl Stato {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::InCoda,
        Self::ConErrore,
        Self::Affidato,
        Self::Accettato,
        Self::SenzaConsegna,
        Self::Preavviso,
        Self::NonAccettato,
        Self::NonConsegnato,
        Self::Consegnato,
        Self::AMano,
    ];

    /// As it is stored, for programs too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InCoda => "in_coda",
            Self::ConErrore => "con_errore",
            Self::Affidato => "affidato",
            Self::Accettato => "accettato",
            Self::SenzaConsegna => "senza_consegna",
            Self::Preavviso => "preavviso",
            Self::NonAccettato => "non_accettato",
            Self::NonConsegnato => "non_consegnato",
            Self::Consegnato => "consegnato",
            Self::AMano => "a_mano",
        }
    }

    /// The one with this code; what is unknown waits.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|stato| stato.code() == code).unwrap_or(Self::InCoda)
    }

    /// In words for people. `certificata`: of the mailbox from which it left.
    pub const fn parole(self, certificata: bool) -> &'static str {
        match self {
            Self::InCoda => "in coda",
            Self::ConErrore => "non partito",
            Self::Affidato if certificata => "affidato al gestore",
            Self::Affidato => "spedito",
            Self::Accettato => "accettato dal gestore",
            Self::SenzaConsegna => "accettato, senza ricevuta di consegna",
            Self::Preavviso => "consegna in ritardo",
            Self::NonAccettato => "non accettato",
            Self::NonConsegnato => "non consegnato",
            Self::Consegnato => "consegnato",
            Self::AMano => "consegnato in altro modo",
        }
    }

    /// Whether someone must see to it.
    pub const fn fallito(self) -> bool {
        matches!(self, Self::ConErrore | Self::NonAccettato | Self::NonConsegnato)
    }
}

/// Where it stands after a fact, and until when its silence is nothing odd. `risponde`: whether whoever takes it says what became of
/// it: a certified mailbox does, and the protocol of another body; ordinary mail does not. `at`: when the fact happened.
pub fn dopo(
    prima: Option<(Stato, Option<Instant>)>,
    fatto: Stato,
    risponde: bool,
    at: Instant,
) -> (Stato, Option<Instant>) {
    let stato = prima.map_or(fatto, |(prima, _)| prima.max(fatto));
    let before = prima.and_then(|(_, fino)| fino);
    let new = || at.plus_seconds(ATTESA_SECONDI);
    let fino = match stato {
        Stato::InCoda => before.or_else(|| Some(new())),
        Stato::Affidato if !risponde => None,
        // The time of whoever takes it begins when they have the message.
        Stato::Affidato if fatto == Stato::Affidato => Some(new()),
        Stato::Affidato | Stato::Accettato | Stato::Preavviso => before.or_else(|| Some(new())),
        _ => None,
    };
    (stato, fino)
}

/// What its silence means, when it has lasted too long. `senza_posta`: it left for the protocol of another body.
pub const fn silenzio(stato: Stato, senza_posta: bool) -> &'static str {
    match stato {
        Stato::InCoda => "Da più di 24 ore il messaggio aspetta di partire.",
        Stato::Affidato if senza_posta => {
            "Da più di 24 ore l'altra amministrazione ha il messaggio e non ha confermato di averlo registrato: chiedi al suo protocollo."
        }
        Stato::Affidato => "Da più di 24 ore il gestore ha il messaggio e non ha mandato la ricevuta di accettazione.",
        _ => "Sono passate più di 24 ore e non è arrivata la ricevuta di consegna.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Instant = Instant::from_micros(0);

    fn all(facts: &[Stato]) -> (Stato, Option<Instant>) {
        let mut prima = None;
        for (fact, hour) in facts.iter().zip(0_i64..) {
            prima = Some(dopo(prima, *fact, true, T0.plus_seconds(hour * 3600)));
        }
        prima.unwrap()
    }

    #[test]
    fn facts_say_the_same_in_whatever_order_they_come() {
        use Stato::{Accettato, Affidato, ConErrore, Consegnato, InCoda, NonConsegnato, Preavviso};
        for (facts, end) in [
            ([InCoda, Affidato, Accettato, Consegnato], Consegnato),
            ([InCoda, Consegnato, Affidato, Accettato], Consegnato),
            ([InCoda, Affidato, NonConsegnato, Accettato], NonConsegnato),
            ([InCoda, Accettato, Preavviso, Affidato], Preavviso),
            // Told that it failed, and delivered all the same: the delivery is the proof.
            ([InCoda, NonConsegnato, Consegnato, Preavviso], Consegnato),
            // Killed after the server's answer, refused at the second try: it had left all the same.
            ([InCoda, ConErrore, Accettato, Accettato], Accettato),
        ] {
            assert_eq!(all(&facts).0, end, "{facts:?}");
        }
    }

    #[test]
    fn silence_is_odd_a_day_after_the_provider_has_it_and_never_where_nothing_is_awaited() {
        use Stato::{Accettato, Affidato, Consegnato, InCoda};
        let day = |hour: i64| Some(T0.plus_seconds(hour * 3600 + ATTESA_SECONDI));
        assert_eq!(all(&[InCoda]).1, day(0));
        assert_eq!(all(&[InCoda, Affidato]).1, day(1));
        assert_eq!(all(&[InCoda, Affidato, Accettato]).1, day(1), "an acceptance gives no new day");
        assert_eq!(all(&[InCoda, Affidato, Accettato, Consegnato]).1, None);
        assert_eq!(dopo(Some((InCoda, day(0))), Affidato, false, T0).1, None, "ordinary mail gives no receipts");
        assert_eq!(dopo(None, Stato::AMano, false, T0).1, None);
    }

    #[test]
    fn the_silence_of_another_body_is_told_as_its_own_and_not_as_a_provider_s() {
        assert!(silenzio(Stato::Affidato, true).contains("l'altra amministrazione"));
        assert!(silenzio(Stato::Affidato, false).contains("il gestore"));
        assert_eq!(silenzio(Stato::InCoda, true), silenzio(Stato::InCoda, false), "it has not left yet");
    }

    #[test]
    fn every_state_is_read_back_from_its_code() {
        assert!(Stato::ALL.into_iter().all(|stato| Stato::from_code(stato.code()) == stato));
        assert!(Stato::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
