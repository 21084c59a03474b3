//! Unwraps signed files (`.p7m`): CMS bytes in, the document inside and who claims to have signed it out.
//!
//! # The standard
//! A `.p7m` is a CMS `SignedData` (RFC 5652, once PKCS#7) that carries the document, usually with CAdES
//! attributes (ETSI EN 319 122): the form in which Italian offices have signed any kind of file since the DPCM 13 January 2004 (now
//! CAD, D.Lgs. 82/2005, art. 20–24, and eIDAS, Reg. EU 910/2014). Real files come in every dress of
//! ASN.1 and around it (X.690): DER; BER with indefinite lengths and the document cut into constructed octet
//! strings; base64, with or without PEM lines; one envelope inside another (`.p7m.p7m`) when people sign in
//! turn; inside a time-stamp envelope (`.tsd`, RFC 5544).
//!
//! # NOTHING IS VERIFIED HERE
//! **No signature, certificate, digest, revocation or time is checked.** The content may have been altered,
//! the certificate made by anyone, the names and times invented: [`Signer`] is a claim, good for showing
//! "dichiara di essere firmato da…" and for search. Whether a signature is valid is for the verifier to say.
//!
//! # What [`content`] promises
//! * The bytes of the innermost document exactly as they were enclosed.
//! * Bounds on size, nesting and counts; no recursion that depends on the input beyond a fixed depth; no panic on any
//!   input (thousands of mutations in the tests). An [`Error`] says, in Italian, what the file is instead.
//!
//! # What is absent
//! Encrypted (`EnvelopedData`) and compressed CMS, ASN.1 other than needed, writing.

mod ber;
mod cms;
mod name;
mod signer;
mod time;
mod wrap;

pub use cms::Kind;
pub use name::Name;
pub use signer::Signer;
pub use wrap::Wrapper;

/// Largest file, bytes. The document is copied once per envelope.
pub const BYTES_MAX: usize = 512 << 20;
/// Most envelopes one inside the other.
pub const LAYERS_MAX: usize = 8;

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

/// Why a file was not unwrapped. The text is Italian, for the person who received it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No bytes, or only blanks.
    #[error("il file è vuoto")]
    Empty,
    /// Larger than [`BYTES_MAX`].
    #[error("il file è troppo grande: {found} byte, il massimo è {limit}")]
    TooBig {
        /// Size received, bytes.
        found: usize,
        /// Size allowed, bytes.
        limit: usize,
    },
    /// The bytes are not CMS, nor base64 of CMS.
    #[error("il file non è una busta firmata p7m")]
    NotP7m,
    /// It begins as CMS, but ends before it should.
    #[error("la busta p7m è incompleta: il file è stato tagliato")]
    Truncated,
    /// It begins as CMS, but its structure is damaged.
    #[error("la busta p7m è danneggiata: {0}")]
    Damaged(&'static str),
    /// CMS, but encrypted, compressed, or something else that is not signed.
    #[error("il file è una busta CMS ma non è firmata: {0}")]
    NotSigned(&'static str),
    /// The signature is there but not the document (`.p7s`): it is in another file.
    #[error("la busta contiene solo la firma: il documento firmato è in un altro file")]
    Detached,
    /// More envelopes one inside the other than [`LAYERS_MAX`].
    #[error("ci sono più di {limit} buste una dentro l'altra")]
    TooDeep {
        /// Number allowed.
        limit: usize,
    },
}

/// Opens a signed file down to the document inside.
///
/// **Nothing is verified**: see the crate's page.
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
/// **Nothing is verified**: see the crate's page.
///
/// # Errors
/// As [`content`], without [`Error::Detached`].
pub fn signers(bytes: &[u8]) -> Result<Vec<Signer>, Error> {
    check_size(bytes)?;
    let (_, der) = wrap::unwrap(bytes)?;
    Ok(cms::parse(&der)?.signers())
}

fn open(bytes: &[u8]) -> Result<(Layer, Vec<u8>), Error> {
    check_size(bytes)?;
    let (wrapper, der) = wrap::unwrap(bytes)?;
    let cms = cms::parse(&der)?;
    let content = cms.content()?;
    let layer = Layer { kind: cms.kind, wrapper, signers: cms.signers(), content_len: content.len() };
    Ok((layer, content))
}

fn check_size(bytes: &[u8]) -> Result<(), Error> {
    if bytes.len() > BYTES_MAX {
        return Err(Error::TooBig { found: bytes.len(), limit: BYTES_MAX });
    }
    Ok(())
}
