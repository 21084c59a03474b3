//! The time stamps of the signatures that are made in one go.

use ente::Ente;
use firma_algoritmi::Digest;
use firma_scrivi::tsp::Stamp;
use signing::sign::TimeStamper;

/// The digest that is time-stamped.
pub(super) const STAMPED: Digest = Digest::Sha256;
/// After so many failures in a row nobody is asked any more: a hundred documents do not wait a hundred times for who is silent.
const FALLITE_MAX: u8 = 2;

/// The ente's authority for them, where it has one.
pub(crate) struct Marche {
    stamper: Option<TimeStamper>,
    fallite: u8,
}

impl Marche {
    /// As the settings tell it.
    pub fn di(ente: &Ente) -> Self {
        let stamper = seal::time_stamper(ente).unwrap_or_else(|error| {
            tracing::warn!(%error, "signatures are not time-stamped");
            None
        });
        Self { stamper, fallite: 0 }
    }

    /// A time stamp, where there is an authority and it answers: a signature that a person has authorised is not lost for want of one.
    pub async fn marca(&mut self, ente: &Ente, bytes: &[u8]) -> Option<Stamp> {
        self.marca_impronta(ente, &STAMPED.of(bytes)).await
    }

    /// The same, of this hash (SHA-256).
    pub async fn marca_impronta(&mut self, ente: &Ente, hash: &[u8]) -> Option<Stamp> {
        let stamper = self.stamper.as_ref().filter(|_| self.fallite < FALLITE_MAX)?;
        match stamper.stamp(STAMPED, hash, &**ente.ledger.random()).await {
            Ok(stamp) => {
                self.fallite = 0;
                Some(stamp)
            }
            Err(error) => {
                self.fallite += 1;
                tracing::warn!(%error, "a signature was not time-stamped");
                None
            }
        }
    }
}
