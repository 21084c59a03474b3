//! Opening envelopes down to the document inside, without verifying: for showing what a file holds, and for search.

use crate::certificate::Certificate;
use crate::oid as known;
use crate::signed_data::{self, Cms, SignedData};
use crate::signer_info::{SignerIdentifier, SignerInfo};
use crate::{BYTES_MAX, Error, LAYERS_MAX, Name, Wrapper, ber, name, time, wrap};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// What an envelope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Signed (`SignedData`): `.p7m`.
    Signed,
    /// Time-stamped (`TimeStampedData`): `.tsd`. It has no signers of its own.
    TimeStamped,
}

/// The innermost document and the envelopes around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The document, exactly as enclosed.
    pub bytes: Vec<u8>,
    /// The envelopes, outermost first; never empty.
    pub layers: Vec<Layer>,
    /// Set if the document is one more envelope that was not opened, because it is damaged or there were
    /// [`LAYERS_MAX`] around it already. The bytes are those of that envelope.
    pub unopened: Option<Error>,
}

impl Content {
    /// How many envelopes were opened.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The signers of all envelopes, outermost first. **Unverified.**
    pub fn signers(&self) -> impl Iterator<Item = &Signer> {
        self.layers.iter().flat_map(|layer| &layer.signers)
    }
}

/// One envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// What it is.
    pub kind: Kind,
    /// What was around its bytes.
    pub wrapper: Wrapper,
    /// Who claims to have signed it. **Unverified.**
    pub signers: Vec<Signer>,
    /// Size of what it encloses, bytes.
    pub content_len: usize,
}

/// Who claims to have signed, as the file says. **Unverified**: anyone can write anything here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signer {
    /// The subject of the signer's certificate; `None` if the certificate is not in the file.
    pub subject: Option<Name>,
    /// The issuer of the certificate.
    pub issuer: Option<Name>,
    /// Serial number of the certificate, hexadecimal.
    pub certificate_serial: Option<String>,
    /// First and last instant of the certificate's validity.
    pub validity: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When the signer's computer says it signed: not a certain date.
    pub signing_time: Option<DateTime<Utc>>,
    /// True if a time stamp is attached to the signature.
    pub time_stamped: bool,
    /// How many countersignatures are attached.
    pub countersignatures: usize,
}

/// Opens a signed file down to the document inside.
///
/// **Nothing is verified**: see [`SignedData::check`].
///
/// # Errors
/// [`Error`] if the outermost envelope cannot be opened. If an inner one cannot, it is the document, and
/// [`Content::unopened`] says why.
pub fn content(bytes: &[u8]) -> Result<Content, Error> {
    let (layer, mut bytes) = open(bytes)?;
    let mut layers = vec![layer];
    let unopened = loop {
        match open(&bytes) {
            Ok(_) if layers.len() >= LAYERS_MAX => break Some(Error::TooDeep { limit: LAYERS_MAX }),
            Ok((layer, inner)) => {
                layers.push(layer);
                bytes = inner;
            }
            Err(error @ (Error::Truncated | Error::Damaged(_))) => break Some(error),
            Err(_) => break None,
        }
    };
    Ok(Content { bytes, layers, unopened })
}

/// The signers of the outermost envelope, also when the document is elsewhere (`.p7s`).
///
/// **Nothing is verified**: see [`SignedData::check`].
///
/// # Errors
/// As [`content`], without [`Error::Detached`].
pub fn signers(bytes: &[u8]) -> Result<Vec<Signer>, Error> {
    let (_, der) = unwrap(bytes)?;
    Ok(match signed_data::read(&der)? {
        Cms::Signed(data) => signers_of(&data),
        Cms::TimeStamped(_) => Vec::new(),
    })
}

/// Takes base64 and PEM lines off: the binary bytes of the envelope.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooBig`], or [`Error::NotP7m`] if what remains does not begin as an envelope.
pub fn unwrap(bytes: &[u8]) -> Result<(Wrapper, Cow<'_, [u8]>), Error> {
    if bytes.len() > BYTES_MAX {
        return Err(Error::TooBig { found: bytes.len(), limit: BYTES_MAX });
    }
    wrap::unwrap(bytes)
}

fn open(bytes: &[u8]) -> Result<(Layer, Vec<u8>), Error> {
    let (wrapper, der) = unwrap(bytes)?;
    let (kind, enclosed, signers) = match signed_data::read(&der)? {
        Cms::Signed(data) => (Kind::Signed, data.content, signers_of(&data)),
        Cms::TimeStamped(data) => (Kind::TimeStamped, data.content, Vec::new()),
    };
    let content = enclosed.ok_or(Error::Detached)?.bytes()?.into_owned();
    Ok((Layer { kind, wrapper, signers, content_len: content.len() }, content))
}

fn signers_of(data: &SignedData<'_>) -> Vec<Signer> {
    data.signers.iter().map(|info| signer(info, &data.certificates)).collect()
}

fn signer(info: &SignerInfo<'_>, certificates: &[Certificate<'_>]) -> Signer {
    let mut signer = Signer::default();
    if let Some(certificate) = certificates.iter().find(|certificate| info.identifier.names(certificate)) {
        signer.subject = Some(certificate.subject_name());
        signer.issuer = Some(certificate.issuer_name());
        signer.certificate_serial = Some(hex(certificate.serial));
        signer.validity = certificate.validity;
    } else if let SignerIdentifier::IssuerAndSerial { issuer, serial } = info.identifier {
        signer.issuer = ber::next(issuer).ok().map(|(issuer, _)| name::read(&issuer));
        signer.certificate_serial = Some(hex(serial));
    }
    let signing_time = info.signed_attributes.iter().find(|attribute| attribute.oid == known::SIGNING_TIME);
    signer.signing_time = signing_time.and_then(|attribute| attribute.values.first()).and_then(time::read);
    let all = || info.signed_attributes.iter().chain(&info.unsigned_attributes);
    signer.time_stamped = all().any(|attribute| attribute.oid == known::SIGNATURE_TIME_STAMP);
    let counter = all().filter(|attribute| attribute.oid == known::COUNTERSIGNATURE);
    signer.countersignatures = counter.map(|attribute| attribute.values.len()).sum();
    signer
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(64).map(|byte| format!("{byte:02x}")).collect()
}
