use chrono::{DateTime, Utc};
use firma_algoritmi::Scheme;
use firma_scrivi::cades::{self, Envelope, Frame};
use firma_scrivi::{Certificate, HashSigner, LocalKey, Measured};

use super::Error;

/// The ente's seal (eIDAS, art. 3, n. 25): its key, opened from where it lies sealed, and its certificate.
pub struct Seal {
    key: LocalKey,
    scheme: Scheme,
    chain: Vec<Certificate>,
}

impl Seal {
    /// Of a key (PKCS #8, as the vault opened it) and its certificate, followed by those above it.
    ///
    /// # Errors
    /// [`Error::Made`] when the key cannot be read or is not the certificate's.
    pub fn new(pkcs8: &[u8], chain: Vec<Certificate>) -> Result<Self, Error> {
        let key = LocalKey::from_pkcs8(pkcs8)?;
        let certificate = chain.first().ok_or(firma_scrivi::Error::Certificate("manca"))?;
        if certificate.spki() != key.spki() {
            return Err(firma_scrivi::Error::OtherKey.into());
        }
        let scheme = key.usual_scheme()?;
        Ok(Self { key, scheme, chain })
    }

    /// Its certificate.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.chain.first()
    }

    /// Seals a document: the envelope to be written around it. The document is measured with [`Self::scheme`]'s digest.
    ///
    /// # Errors
    /// [`Error::Made`].
    pub fn envelope(&self, content: &Measured, at: DateTime<Utc>) -> Result<Frame, Error> {
        let certificate = self.certificate().ok_or(firma_scrivi::Error::Certificate("manca"))?;
        let signature = cades::prepare(certificate, self.scheme, content, at)?.sign(&self.key)?;
        let others = self.chain.get(1..).unwrap_or_default();
        Ok(Envelope::of(&signature, others)?.frame(&signature)?)
    }

    /// By which scheme it seals.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Signs a hash prepared elsewhere (`firma_scrivi::pades`).
    ///
    /// # Errors
    /// [`Error::Made`].
    pub fn sign(&self, hash: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.key.sign(self.scheme, hash)?)
    }

    /// The certificates, its own first.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}
