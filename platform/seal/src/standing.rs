//! How the ente's seal stands at an instant: pure.

use kernel::Instant;

use crate::row;

/// Days before its end from which somebody should see to a new one.
pub const EXPIRES_SOON_DAYS: i64 = 60;

/// How a seal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Missing,
    /// Its certificate is not valid yet.
    Early,
    /// Its certificate is no longer valid.
    Expired,
    /// It seals, and its certificate ends within [`EXPIRES_SOON_DAYS`].
    ExpiresSoon,
    /// It seals.
    Good,
}

impl Standing {
    /// Of this seal, or of none.
    #[must_use]
    pub fn of(seal: Option<&row::Model>, now: Instant) -> Self {
        match seal {
            None => Self::Missing,
            Some(seal) if now < seal.not_before_at => Self::Early,
            Some(seal) if now > seal.not_after_at => Self::Expired,
            Some(seal) if now.plus_seconds(EXPIRES_SOON_DAYS * 86_400) > seal.not_after_at => Self::ExpiresSoon,
            Some(_) => Self::Good,
        }
    }

    /// Whether documents can be sealed now.
    #[must_use]
    pub const fn seals(self) -> bool {
        matches!(self, Self::ExpiresSoon | Self::Good)
    }

    /// Why nothing can be sealed and what to do, in two sentences; `None` where it can.
    #[must_use]
    pub fn why_not(self, seal: Option<&row::Model>) -> Option<String> {
        let day = |at: fn(&row::Model) -> Instant| {
            seal.map(|seal| at(seal).date().format("%d/%m/%Y").to_string()).unwrap_or_default()
        };
        match self {
            Self::Missing => Some(
                "L'ente non ha ancora un sigillo elettronico. Chi gestisce il sistema lo carica con \"municipio sigillo importa\"."
                    .into(),
            ),
            Self::Early => Some(format!(
                "Il certificato del sigillo dell'ente vale solo dal {}. Chi gestisce il sistema controlli la data, o ne carichi un altro.",
                day(|seal| seal.not_before_at)
            )),
            Self::Expired => Some(format!(
                "Il certificato del sigillo dell'ente è scaduto il {}. Chi gestisce il sistema carica quello nuovo con \"municipio sigillo \
                 importa\".",
                day(|seal| seal.not_after_at)
            )),
            Self::ExpiresSoon | Self::Good => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Uuid};

    use super::*;

    const DAY: i64 = 86_400;

    fn seal() -> row::Model {
        row::Model {
            id: Id::from(Uuid::nil()),
            holder: "Comune".into(),
            issuer: "Autorità".into(),
            chain: String::new(),
            sha256: Vec::new(),
            not_before_at: Instant::from_micros(0),
            not_after_at: Instant::from_micros(0).plus_seconds(365 * DAY),
            trial: false,
            set_at: Instant::from_micros(0),
            set_by: "system:console".into(),
            retired_at: None,
        }
    }

    #[test]
    fn a_seal_seals_from_its_first_instant_to_its_last_and_its_end_is_told_before() {
        let at = |seconds: i64| Standing::of(Some(&seal()), Instant::from_micros(0).plus_seconds(seconds));
        assert_eq!(at(-1), Standing::Early);
        assert_eq!(at(0), Standing::Good);
        assert_eq!(at((365 - EXPIRES_SOON_DAYS) * DAY), Standing::Good);
        assert_eq!(at((365 - EXPIRES_SOON_DAYS) * DAY + 1), Standing::ExpiresSoon);
        assert_eq!(at(365 * DAY), Standing::ExpiresSoon);
        assert_eq!(at(365 * DAY + 1), Standing::Expired);
        assert_eq!(Standing::of(None, Instant::from_micros(0)), Standing::Missing);
    }

    #[test]
    fn whoever_reads_why_nothing_is_sealed_reads_what_to_do() {
        let seal = seal();
        for standing in [Standing::Missing, Standing::Early, Standing::Expired] {
            let told = standing.why_not(Some(&seal)).unwrap();
            assert!(!standing.seals() && told.contains("Chi gestisce il sistema") && told.ends_with('.'), "{told}");
        }
        assert!(Standing::Expired.why_not(Some(&seal)).unwrap().contains("01/01/1971"));
        assert_eq!(Standing::Good.why_not(Some(&seal)), None);
    }
}
