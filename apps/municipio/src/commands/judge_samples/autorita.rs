//! The authority for trials, as large as outside judges want one: a root, the authority below it, time stamps, revocation.

use chrono::{DateTime, TimeDelta, Utc};
use firma_algoritmi::Digest;
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::tsp::{Request, Stamp};
use firma_scrivi::{Certificate, Error, HashSigner, LocalKey, ocsp};

/// Minutes from the signatures to the lists and answers: from before, they would say nothing of them.
const LATER: i64 = 30;

pub(super) struct Autorita {
    pub(super) root: Certificate,
    pub(super) authority: Certificate,
    pub(super) stamper: Certificate,
    root_key: LocalKey,
    authority_key: LocalKey,
    stamper_key: LocalKey,
    /// When everything is signed.
    at: DateTime<Utc>,
}

impl Autorita {
    pub(super) fn new(at: DateTime<Utc>) -> Result<Self, Error> {
        let (root_key, authority_key, stamper_key) = (key(1)?, key(2)?, key(3)?);
        let years = Validity { from: at - TimeDelta::days(365), to: at + TimeDelta::days(3_650) };
        let issue = |role, name, key: &LocalKey, serial, by| {
            prova::issue(role, Name::Authority(name), key.spki(), &[serial; 16], years, Addresses::default(), by)
        };
        let root = issue(Role::Root, "Radice", &root_key, 1, By::Itself(&root_key))?;
        let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
        let authority = issue(Role::Issuing, "Firma", &authority_key, 2, by)?;
        let by = By::Issuer(Issuer { certificate: &authority, key: &authority_key });
        let stamper = issue(Role::TimeStamping, "Marche temporali", &stamper_key, 3, by)?;
        Ok(Self { root, authority, stamper, root_key, authority_key, stamper_key, at })
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer { certificate: &self.authority, key: &self.authority_key }
    }

    /// A person's key and chain, the person's certificate first. The number makes both.
    pub(super) fn person(
        &self,
        number: u8,
        (given, surname, tax_code): (&str, &str, &str),
    ) -> Result<(LocalKey, Vec<Certificate>), Error> {
        let (key, name) = (key(number)?, Name::Person { given, surname, tax_code });
        let validity = Validity { from: self.at - TimeDelta::days(30), to: self.at + TimeDelta::days(1_000) };
        let (none, by) = (Addresses::default(), By::Issuer(self.issuer()));
        let own = prova::issue(Role::Signing, name, key.spki(), &[number; 16], validity, none, by)?;
        Ok((key, vec![own, self.authority.clone()]))
    }

    /// Answers a request for a time stamp.
    pub(super) fn answer(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let by = Issuer { certificate: &self.stamper, key: &self.stamper_key };
        let at = self.at + TimeDelta::minutes(1);
        prova::stamp(&request.to_der()?, by, std::slice::from_ref(&self.authority), &[5; 16], at)
    }

    /// The time stamp of a signature's value.
    pub(super) fn stamp(&self, value: &[u8]) -> Result<Stamp, Error> {
        let request = Request::new(Digest::Sha256, &Digest::Sha256.of(value), [7; 16], None)?;
        request.read(&self.answer(&request)?)
    }

    fn later(&self) -> Validity {
        Validity { from: self.at + TimeDelta::minutes(LATER), to: self.at + TimeDelta::days(7) }
    }

    /// The revocation lists of both authorities: nobody is revoked.
    pub(super) fn crls(&self) -> Result<[Vec<u8>; 2], Error> {
        let root = Issuer { certificate: &self.root, key: &self.root_key };
        Ok([prova::crl(root, 1, self.later(), &[])?, prova::crl(self.issuer(), 1, self.later(), &[])?])
    }

    /// The answer on the revocation of a person's certificate: it is good.
    pub(super) fn ocsp(&self, certificate: &Certificate) -> Result<Vec<u8>, Error> {
        let question = ocsp::request(certificate, &self.authority, None)?;
        prova::ocsp(&question, self.issuer(), &self.authority, &|_| Standing::Good, self.later())
    }
}

/// Keys of no secrecy, the same at every run.
fn key(number: u8) -> Result<LocalKey, Error> {
    LocalKey::p256(&[number; 32])
}
