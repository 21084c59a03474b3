use async_trait::async_trait;
use firma_scrivi::{HashSigner, LocalKey, prova::NOTICE};

use super::{About, Authorisation, Consent, Credential, Error, Offer, Order, Session, Signer, Step, Worth};

/// Most hashes at once: as much as a real provider admits on a good day.
pub(super) const AT_ONCE: usize = 100;

/// The authority for trials: it signs at once, and everything that it signs says that it has no legal value.
pub struct Trial {
    people: Vec<(Credential, LocalKey)>,
}

impl Trial {
    /// With these people: each a key and its chain, made by `firma_scrivi::prova`.
    ///
    /// # Errors
    /// [`Error::Made`] when a key is not its certificate's.
    pub fn new(people: Vec<(LocalKey, Vec<firma_scrivi::Certificate>)>) -> Result<Self, Error> {
        let people = people.into_iter().enumerate().map(|(place, (key, chain))| {
            let credential = Credential {
                id: format!("prova-{place}"),
                chain,
                at_once: AT_ONCE,
                offers: vec![Offer { scheme: key.usual_scheme()?, name: String::new() }],
                authorisation: Authorisation::None,
            };
            if credential.certificate()?.spki() != key.spki() {
                return Err(Error::Made(firma_scrivi::Error::OtherKey));
            }
            Ok((credential, key))
        });
        Ok(Self { people: people.collect::<Result<_, Error>>()? })
    }

    fn key(&self, credential: &Credential) -> Result<&LocalKey, Error> {
        let found = self.people.iter().find(|(mine, _)| mine.id == credential.id && mine.chain == credential.chain);
        let unusable = || Error::Unusable { name: credential.id.clone(), why: "non è dell'autorità di prova" };
        found.map(|(_, key)| key).ok_or_else(unusable)
    }
}

#[async_trait]
impl Signer for Trial {
    fn about(&self) -> About {
        About { name: format!("Firma di prova ({NOTICE})"), worth: Worth::None }
    }

    async fn credentials(&self, _: &Session) -> Result<Vec<Credential>, Error> {
        Ok(self.people.iter().map(|(credential, _)| credential.clone()).collect())
    }

    async fn ask(&self, _: &Session, order: &Order<'_>) -> Result<Step, Error> {
        order.check()?;
        self.key(order.credential).map(|_| Step::Ready)
    }

    async fn sign(&self, _: &Session, order: &Order<'_>, _: &Consent) -> Result<Vec<Vec<u8>>, Error> {
        order.check()?;
        let key = self.key(order.credential)?;
        Ok(order.hashes.iter().map(|hash| key.sign(order.scheme, hash)).collect::<Result<_, _>>()?)
    }
}
