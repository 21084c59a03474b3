//! PAdES (ETSI EN 319 142-1): signatures inside PDFs, in two steps as those of [`cades`].
//!
//! Level B-B is [`prepare`] and [`Waiting::finish`]; B-T adds [`Signed::stamp`] before [`Signed::into_pdf`]; B-LT adds
//! [`keep`]; B-LTA adds [`prepare_stamp`], a time stamp over the whole file.

use std::ops::Range;

use der::asn1::Any;
use der::{Decode, Encode, Sequence};
use firma_algoritmi::{Digest, Scheme};
use firma_pdf::{Dss, NewSignature, NewTimeStamp, SubFilter};

use crate::cades::{self, Envelope, Purpose, Signature};
use crate::tsp::{Request, Stamp};
use crate::{Certificate, Error, Measure, Measured, algorithm, ocsp};

/// A PDF that waits for its signature's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pdf: firma_pdf::Prepared,
    signer: cades::Prepared,
}

/// What is kept beside the prepared file.
#[derive(Sequence)]
struct State {
    version: u8,
    hole_from: u64,
    hole_to: u64,
    signer: Any,
}

/// Prepares the signature of a PDF. `what` says which field, what is seen, and the time that the signer declares
/// (`at`), which a PAdES signature carries in the PDF.
///
/// # Errors
/// [`Error::Pdf`], and those of [`cades::prepare`].
pub fn prepare(pdf: &[u8], what: &NewSignature, certificate: &Certificate, scheme: Scheme) -> Result<Waiting, Error> {
    algorithm::fits(&certificate.key()?, scheme)?;
    let what = NewSignature { sub_filter: SubFilter::CadesDetached, ..what.clone() };
    let pdf = firma_pdf::prepare(pdf, &what).map_err(unusable)?;
    let content = measure(&pdf, algorithm::digest_of(scheme)?)?;
    let signer = cades::Prepared::new(certificate, scheme, &content, Purpose::Pdf)?;
    Ok(Waiting { pdf, signer })
}

impl Waiting {
    /// What the signer's key must sign: see [`cades::Prepared::hash`].
    #[must_use]
    pub const fn signer(&self) -> &cades::Prepared {
        &self.signer
    }

    /// The file, complete but for the signature: kept with [`Self::to_bytes`] until the value comes.
    #[must_use]
    pub fn file(&self) -> &[u8] {
        self.pdf.bytes()
    }

    /// To be kept beside the file.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let [before, after] = self.pdf.ranges();
        let state = State {
            version: 1,
            hole_from: before.end as u64,
            hole_to: after.start as u64,
            signer: Any::from_der(&self.signer.to_bytes()?)?,
        };
        Ok(state.to_der()?)
    }

    /// What was kept.
    ///
    /// # Errors
    /// [`Error::State`]; [`Error::ContentChanged`] when the file is not the one that was prepared.
    pub fn from_bytes(state: &[u8], file: Vec<u8>) -> Result<Self, Error> {
        let state = State::from_der(state).map_err(|_| Error::State)?;
        let signer = cades::Prepared::from_bytes(&state.signer.to_der()?)?;
        let place = |at: u64| usize::try_from(at).map_err(|_| Error::State);
        let hole: Range<usize> = place(state.hole_from)?..place(state.hole_to)?;
        let pdf = firma_pdf::Prepared::resume(file, hole).map_err(|_| Error::State)?;
        signer.is_of(&measure(&pdf, signer.digest()?)?)?;
        Ok(Self { pdf, signer })
    }

    /// Takes the signature's value: see [`cades::Prepared::finish`]. `others` are the certificates above the signer's.
    ///
    /// # Errors
    /// [`Error::OtherHash`].
    pub fn finish(self, value: &[u8], others: &[Certificate]) -> Result<Signed, Error> {
        let signature = self.signer.finish(value)?;
        let envelope = Envelope::of(&signature, others)?;
        Ok(Signed { pdf: self.pdf, signature, envelope })
    }
}

/// A PDF whose signature is made and not yet in its place.
#[derive(Debug, Clone)]
pub struct Signed {
    pdf: firma_pdf::Prepared,
    signature: Signature,
    envelope: Envelope<'static>,
}

impl Signed {
    /// The signature: its value is what its time stamp is asked for.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Adds the time stamp of the signature's value.
    ///
    /// # Errors
    /// [`Error::StampOfAnother`].
    pub fn stamp(&mut self, stamp: &Stamp) -> Result<(), Error> {
        self.envelope.stamp(1, stamp)
    }

    /// The signed file.
    ///
    /// # Errors
    /// [`Error::Pdf`] when there is not room enough.
    pub fn into_pdf(self) -> Result<Vec<u8>, Error> {
        self.pdf.place(&self.envelope.to_bytes()?).map_err(unusable)
    }
}

/// Keeps in a signed PDF what a verifier will want when it can no longer be fetched: certificates, revocation lists,
/// OCSP answers. It is added in one more revision; what is signed stays as it is.
///
/// # Errors
/// [`Error::Pdf`], [`Error::Revocation`].
pub fn keep(pdf: &[u8], certificates: &[Certificate], crls: &[Vec<u8>], ocsps: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
    ocsps.iter().try_for_each(|answer| ocsp::check_status(answer))?;
    let evidence = Dss {
        certificates: certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
        crls: crls.to_vec(),
        ocsps: ocsps.to_vec(),
        // EN 319 142-1, 5.4.3: not needed, and discouraged.
        vri: Vec::new(),
    };
    firma_pdf::append_evidence(pdf, &evidence).map_err(unusable)
}

/// A PDF that waits for the time stamp over the whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampWaiting {
    pdf: firma_pdf::Prepared,
    request: Request,
}

/// Prepares a time stamp over the whole file as it is now (`ETSI.RFC3161`): what keeps signatures good when algorithms
/// grow weak.
///
/// # Errors
/// [`Error::Pdf`], [`Error::WeakDigest`].
pub fn prepare_stamp(pdf: &[u8], what: &NewTimeStamp, digest: Digest, nonce: [u8; 16]) -> Result<StampWaiting, Error> {
    let pdf = firma_pdf::prepare_time_stamp(pdf, what).map_err(unusable)?;
    let request = Request::new(digest, measure(&pdf, digest)?.hash(), nonce, None)?;
    Ok(StampWaiting { pdf, request })
}

impl StampWaiting {
    /// What to ask the authority.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Takes a time stamp of the same hash ([`Request::hash`]) that was asked for otherwise, and gives the file.
    ///
    /// # Errors
    /// [`Error::StampOfAnother`], [`Error::StampUnreadable`]; [`Error::Pdf`].
    pub fn stamped(self, stamp: &Stamp) -> Result<Vec<u8>, Error> {
        self.request.is_of_hash(stamp)?;
        self.pdf.place(stamp.der()).map_err(unusable)
    }

    /// Takes the authority's answer, and gives the file.
    ///
    /// # Errors
    /// Those of [`Request::read`]; [`Error::Pdf`].
    pub fn finish(self, answer: &[u8]) -> Result<Vec<u8>, Error> {
        let stamp = self.request.read(answer)?;
        self.pdf.place(stamp.der()).map_err(unusable)
    }
}

fn measure(pdf: &firma_pdf::Prepared, digest: Digest) -> Result<Measured, Error> {
    let mut measure = Measure::new(digest)?;
    pdf.signed().iter().for_each(|piece| measure.update(piece));
    Ok(measure.finish())
}

fn unusable(error: firma_pdf::Error) -> Error {
    Error::Pdf(error.to_string())
}
