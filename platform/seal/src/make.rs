//! Sealing: PAdES for the PDFs that the offices make, XAdES for their XML, CAdES around any other file.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ente::{Ente, TimeStamps};
use firma_algoritmi::Digest;
use firma_pdf::NewSignature;
use firma_scrivi::cades::Envelope;
use firma_scrivi::tsp::Stamp;
use firma_scrivi::{Measured, pades};
use firma_xml::make::{Content, MakeError, Order};
use kernel::{Instant, Refusal};
use signing::sign::{Address, Seal, Secret, TimeStamper};
use signing::verify::report::{Indication, Mark, Report};

use crate::{Error, Opened, error::unstamped};

/// Bytes kept in a PDF for the signature, its certificates and its time stamp.
const ROOM: usize = 32 << 10;
/// The digest that is time-stamped.
const STAMPED: Digest = Digest::Sha256;

/// A document that was sealed and has passed our own verifier.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// It.
    pub bytes: Vec<u8>,
    /// Whether a time stamp stands in the seal (level B-T).
    pub stamped: bool,
    /// What our verifier says of it.
    pub report: Report,
}

impl Opened {
    /// Seals an XML document: XAdES baseline B-B, inside its root, after all that is there. `id`: a name for the
    /// signature, unlike any in the document.
    ///
    /// # Errors
    /// [`Error::Xml`], [`Error::Sign`]; [`Error::DoesNotHold`].
    pub async fn xml(&self, ente: &Ente, xml: &[u8], id: &str) -> Result<Sealed, Error> {
        let now = ente.ledger.now();
        let bytes = enveloped(&self.seal, xml, id, now.utc())?;
        let report = judged(ente, &self.seal, &bytes, now).await?;
        Ok(Sealed { bytes, stamped: false, report })
    }

    /// Seals a file of any kind: CAdES baseline, the file inside (`.p7m`), level B-T where the ente has an authority for
    /// time stamps, else B-B.
    ///
    /// # Errors
    /// [`Error::Sign`]; [`Error::Stamp`] where the authority for time stamps gives none; [`Error::DoesNotHold`].
    pub async fn file(&self, ente: &Ente, content: Vec<u8>) -> Result<Sealed, Error> {
        let stamper = time_stamper(ente).map_err(unstamped)?;
        self.file_with(ente, content, stamper).await
    }

    /// As [`Self::file`], level B-B whether the ente has an authority for time stamps or not: for what cannot wait for
    /// one that is silent.
    ///
    /// # Errors
    /// [`Error::Sign`]; [`Error::DoesNotHold`].
    pub async fn file_unstamped(&self, ente: &Ente, content: Vec<u8>) -> Result<Sealed, Error> {
        self.file_with(ente, content, None).await
    }

    async fn file_with(&self, ente: &Ente, content: Vec<u8>, stamper: Option<TimeStamper>) -> Result<Sealed, Error> {
        let now = ente.ledger.now();
        let seal = Arc::clone(&self.seal);
        let mut bytes = off_the_threads(move || enveloping(&seal, &content, now.utc())).await?;
        if let Some(stamper) = stamper {
            let hash = STAMPED.of(&Envelope::read(&bytes)?.value(1)?);
            let stamp = stamper.stamp(STAMPED, &hash, &**ente.ledger.random()).await.map_err(unstamped)?;
            bytes = with_stamp(&bytes, &stamp)?;
        }
        // The time stamp is later than when it was begun.
        let report = judged(ente, &self.seal, &bytes, ente.ledger.now()).await?;
        Ok(Sealed { stamped: stamped(&report)?, bytes, report })
    }

    /// Seals a PDF: PAdES baseline, level B-T where the ente has an authority for time stamps, else B-B. `why`: what
    /// the seal is for, written in it.
    ///
    /// # Errors
    /// [`Error::Sign`]; [`Error::Stamp`] where the authority for time stamps gives none; [`Error::DoesNotHold`].
    pub async fn pdf(&self, ente: &Ente, pdf: Vec<u8>, why: &str) -> Result<Sealed, Error> {
        let stamper = time_stamper(ente).map_err(unstamped)?;
        self.pdf_with(ente, pdf, why, stamper).await
    }

    /// As [`Self::pdf`], level B-B whether the ente has an authority for time stamps or not: for what cannot wait for
    /// one that is silent.
    ///
    /// # Errors
    /// [`Error::Sign`]; [`Error::DoesNotHold`].
    pub async fn pdf_unstamped(&self, ente: &Ente, pdf: Vec<u8>, why: &str) -> Result<Sealed, Error> {
        self.pdf_with(ente, pdf, why, None).await
    }

    async fn pdf_with(
        &self,
        ente: &Ente,
        pdf: Vec<u8>,
        why: &str,
        stamper: Option<TimeStamper>,
    ) -> Result<Sealed, Error> {
        let now = ente.ledger.now();
        let what = NewSignature {
            description: "Sigillo elettronico dell'ente".into(),
            room: ROOM,
            at: Some(now.rome().fixed_offset()),
            name: Some(self.row.holder.clone()),
            reason: Some(why.to_owned()),
            ..NewSignature::new("Sigillo")
        };
        let seal = Arc::clone(&self.seal);
        let mut signed = off_the_threads(move || in_pdf(&seal, &pdf, &what)).await?;
        if let Some(stamper) = stamper {
            let hash = STAMPED.of(signed.signature().value());
            let stamp = stamper.stamp(STAMPED, &hash, &**ente.ledger.random()).await.map_err(unstamped)?;
            signed.stamp(&stamp).map_err(|error| unstamped(error.into()))?;
        }
        let bytes = off_the_threads(move || Ok(signed.into_pdf()?)).await?;
        // The time stamp is later than when it was begun.
        let report = judged(ente, &self.seal, &bytes, ente.ledger.now()).await?;
        Ok(Sealed { stamped: stamped(&report)?, bytes, report })
    }
}

/// What our verifier says of a seal that is to be set.
pub(crate) async fn try_out(ente: &Ente, seal: &Seal, now: Instant) -> Result<Report, Error> {
    let bytes = enveloped(seal, b"<prova/>", "prova", now.utc())?;
    match judged(ente, seal, &bytes, now).await {
        Err(Error::DoesNotHold(why)) => {
            let sentence = format!("Una firma di prova con questo sigillo non risulta valida: {why}");
            Err(Refusal::because(sentence).into())
        }
        other => other,
    }
}

/// The authority for time stamps that the ente's settings name.
///
/// # Errors
/// Settings that cannot be used.
pub fn time_stamper(ente: &Ente) -> Result<Option<TimeStamper>, signing::sign::Error> {
    let stamper = |settings: &TimeStamps| {
        let login = settings.login.clone().map(|(name, password)| (name, Secret::new(password)));
        TimeStamper::new(Address::new(&settings.url)?, login, settings.policy.clone())
    };
    ente.time_stamps.as_ref().map(stamper).transpose()
}

fn enveloped(seal: &Seal, xml: &[u8], id: &str, at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let own = seal.certificate().ok_or(Error::Unreadable)?;
    let above: Vec<&[u8]> = seal.chain().iter().skip(1).map(firma_scrivi::Certificate::der).collect();
    let order = Order {
        id,
        certificate: own.der(),
        chain: &above,
        scheme: seal.scheme(),
        digest: seal.scheme().digest().unwrap_or(Digest::Sha256),
        signing_time: at,
        place: None,
        roles: &[],
        commitment: None,
    };
    let prepared = order.prepare(Content::Enveloped(xml)).map_err(Error::Xml)?;
    prepared.sign(|hash| seal.sign(hash).map_err(Error::Sign))
}

fn enveloping(seal: &Seal, content: &[u8], at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    let digest = seal.scheme().digest().unwrap_or(Digest::Sha256);
    let measured = Measured::of(digest, content)?;
    Ok(seal.envelope(&measured, at)?.around(content)?)
}

fn with_stamp(bytes: &[u8], stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let mut envelope = Envelope::read(bytes)?;
    envelope.stamp(1, stamp)?;
    Ok(envelope.to_bytes()?)
}

/// Whether a time stamp stands in the seal.
fn stamped(report: &Report) -> Result<bool, Error> {
    let stamps = || report.signatures.iter().flat_map(|one| &one.time_stamps);
    if stamps().any(|stamp| stamp.indication == Indication::TotalFailed) {
        return Err(Error::Stamp("quella ricevuta non è valida".into()));
    }
    Ok(stamps().next().is_some())
}

fn in_pdf(seal: &Seal, pdf: &[u8], what: &NewSignature) -> Result<pades::Signed, Error> {
    let own = seal.certificate().ok_or(Error::Unreadable)?;
    let waiting = pades::prepare(pdf, what, own, seal.scheme())?;
    let value = seal.sign(&waiting.signer().hash()?)?;
    Ok(waiting.finish(&value, seal.chain().get(1..).unwrap_or_default())?)
}

/// What our verifier says of what was just sealed.
async fn judged(ente: &Ente, seal: &Seal, bytes: &[u8], now: Instant) -> Result<Report, Error> {
    let report = match validation::judge_own(ente, bytes.to_vec(), now).await {
        Err(validation::Error::Unjudged(why)) => return Err(Error::DoesNotHold(why)),
        other => other?,
    };
    let own = seal.certificate().map(firma_scrivi::Certificate::der);
    let of_the_seal = |one: &signing::verify::report::SignatureReport| {
        one.chain.first().map(|leaf| leaf.der.as_slice()) == own && one.mark != Mark::Red && one.scope.whole
    };
    match report.signatures.as_slice() {
        [one] if of_the_seal(one) => Ok(report),
        _ => Err(Error::DoesNotHold(report.sentence)),
    }
}

async fn off_the_threads<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Interrupted)?
}

impl From<MakeError> for Error {
    fn from(error: MakeError) -> Self {
        Self::Xml(error)
    }
}
