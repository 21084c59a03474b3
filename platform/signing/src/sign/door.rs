use async_trait::async_trait;
use firma_algoritmi::Scheme;
use firma_scrivi::Certificate;
use url::Url;
use zeroize::Zeroizing;

use super::Error;

/// A word that nobody else may read: wiped from memory, and never shown by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Of these words.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(Zeroizing::new(words.into()))
    }

    /// The words.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// What a signature of this door is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// That of the certificate with which it is made.
    OfTheCertificate,
    /// None: the screen must say so, loudly.
    None,
}

/// What a person should know of a door before passing through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name, in Italian.
    pub name: String,
    /// What its signatures are worth.
    pub worth: Worth,
}

/// A person's right to use a service, for a while.
#[derive(Debug, Clone)]
pub struct Session {
    /// The service's token, where it gives one.
    pub token: Option<Secret>,
}

/// A certificate with which a person may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// How the service names it.
    pub id: String,
    /// The certificate, then those above it.
    pub chain: Vec<Certificate>,
    /// How many hashes may be signed with one authorisation.
    pub at_once: usize,
    /// The schemes that the service offers for it, in its order.
    pub offers: Vec<Offer>,
    /// What the person will have to do.
    pub authorisation: Authorisation,
}

impl Credential {
    /// The signer's certificate.
    ///
    /// # Errors
    /// [`Error::Answer`] when the service gave none.
    pub fn certificate(&self) -> Result<&Certificate, Error> {
        self.chain.first().ok_or(Error::Answer("il servizio non ha dato il certificato di firma"))
    }
}

/// What a credential asks for before it signs (CSC API v2, 11.5, `auth`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorisation {
    /// Nothing more.
    None,
    /// Codes, typed here.
    Codes(Vec<Asked>),
    /// A visit to the service's own page.
    Page,
}

/// A scheme that a service offers for a credential, and how it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The scheme.
    pub scheme: Scheme,
    /// The service's name for it.
    pub name: String,
}

/// A code that a person is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How the service names it.
    pub id: String,
    /// What to write beside the field.
    pub label: String,
    /// Whether it is made of digits only.
    pub digits: bool,
    /// Whether it changes each time.
    pub one_time: bool,
    /// Whether the service sends it to the person, when asked.
    pub sent: bool,
}

/// What is to be signed: hashes, all of the scheme's digest, with one credential.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// With which certificate.
    pub credential: &'a Credential,
    /// By which scheme.
    pub scheme: Scheme,
    /// What `firma-scrivi` prepared.
    pub hashes: &'a [Vec<u8>],
    /// What the person reads on the service's page: how many acts, whose.
    pub words: &'a str,
}

impl Order<'_> {
    /// The credential's offer of the scheme.
    pub(super) fn offer(&self) -> Option<&Offer> {
        self.credential.offers.iter().find(|offer| offer.scheme == self.scheme)
    }

    /// Whether it can be asked for at all.
    ///
    /// # Errors
    /// [`Error::TooMany`], [`Error::Scheme`], [`Error::Empty`].
    pub fn check(&self) -> Result<(), Error> {
        if self.hashes.is_empty() {
            return Err(Error::Empty);
        }
        if self.hashes.len() > self.credential.at_once {
            return Err(Error::TooMany { asked: self.hashes.len(), limit: self.credential.at_once });
        }
        let size = self.scheme.digest().map(firma_algoritmi::Digest::size);
        let fits = self.hashes.iter().all(|hash| Some(hash.len()) == size);
        if !fits || self.offer().is_none() {
            return Err(Error::Scheme(self.scheme.to_string()));
        }
        Ok(())
    }
}

/// What must happen before the values come.
#[derive(Debug, Clone)]
pub enum Step {
    /// Nothing: [`Signer::sign`] with [`Consent::None`].
    Ready,
    /// The person types these codes, which have been sent where they are sent.
    Codes(Vec<Asked>),
    /// The person visits a page of the service, and comes back with a code.
    Visit(Visit),
    /// The person takes the document away, signs it and brings it back: see [`super::brought_back`].
    TakeAway,
}

/// A visit to a service's page; kept until the person comes back.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Where to send the person.
    pub page: Url,
    /// By which the one who comes back is known.
    pub state: String,
    /// Proof that who takes the code is who asked for it (RFC 7636).
    pub verifier: Secret,
}

/// What the person gave.
#[derive(Debug, Clone)]
pub enum Consent {
    /// Nothing was asked.
    None,
    /// The codes, each with the name that [`Asked::id`] gave it.
    Codes(Vec<(String, Secret)>),
    /// Back from the visit: what the address said.
    Back {
        /// The visit.
        visit: Visit,
        /// `state` of the address.
        state: String,
        /// `code` of the address.
        code: Secret,
    },
}

/// A door to whoever holds the keys.
#[async_trait]
pub trait Signer: Send + Sync {
    /// What a person should know of it.
    fn about(&self) -> About;

    /// With which certificates this person may sign. None for a door that does not know beforehand.
    async fn credentials(&self, session: &Session) -> Result<Vec<Credential>, Error>;

    /// Asks for an authorisation: what must happen next. Codes that are sent are sent now.
    async fn ask(&self, session: &Session, order: &Order<'_>) -> Result<Step, Error>;

    /// The values of the signatures, one for each hash, in their order.
    async fn sign(&self, session: &Session, order: &Order<'_>, consent: &Consent) -> Result<Vec<Vec<u8>>, Error>;
}

/// The document is taken away, signed with whatever the person has, and brought back.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByHand;

#[async_trait]
impl Signer for ByHand {
    fn about(&self) -> About {
        About { name: "Firma con i tuoi strumenti".into(), worth: Worth::OfTheCertificate }
    }

    async fn credentials(&self, _: &Session) -> Result<Vec<Credential>, Error> {
        Ok(Vec::new())
    }

    async fn ask(&self, _: &Session, _: &Order<'_>) -> Result<Step, Error> {
        Ok(Step::TakeAway)
    }

    async fn sign(&self, _: &Session, _: &Order<'_>, _: &Consent) -> Result<Vec<Vec<u8>>, Error> {
        Err(Error::ByHand)
    }
}
