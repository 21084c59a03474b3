//! What is found about a signature: plain data for whoever judges.

use crate::{Anomaly, Extent, Problem, Properties};
use firma_algoritmi::{Digest, PublicKey, Scheme, SignatureForm};

/// The name of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its namespace; empty if it has none.
    pub namespace: String,
    /// Its local name.
    pub local: String,
}

/// One `ds:Signature` of a document.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The attribute `Id`.
    pub id: Option<String>,
    /// The way to it from the root, for a person: `/Registro/Signature`.
    pub path: String,
    /// The signature in which it stands, by its place in [`Reading::signatures`](crate::Reading::signatures).
    pub parent: Option<usize>,
    /// Whether it stands in the `CounterSignature` property of its parent (EN 319 132-1, 5.2.7).
    pub countersignature: bool,
    /// How what is signed lies towards the signature. More than one may hold.
    pub forms: Forms,
    /// URI of the canonicalization of `SignedInfo`.
    pub canonicalization: String,
    /// URI of the signature method.
    pub method: String,
    /// The scheme that the method stands for.
    pub scheme: Result<Scheme, firma_algoritmi::Error>,
    /// The signature value; `None` if it is not base64.
    pub value: Option<Vec<u8>>,
    /// The references of `SignedInfo`, in order.
    pub references: Vec<Reference>,
    /// What the signature says about its key. Not signed unless a reference covers it.
    pub key_info: KeyInfo,
    /// The XAdES properties; `None` for a bare XML-DSig signature.
    pub properties: Option<Properties>,
    /// What makes the signature say less than it seems.
    pub anomalies: Vec<Anomaly>,
    /// How much of the document it signs, as far as its digests match.
    pub extent: Extent,
    /// The canonical `SignedInfo`.
    pub(crate) signed_info: Result<Vec<u8>, Problem>,
    /// Where it stands in the tree.
    pub(crate) node: crate::tree::NodeId,
}

/// Why a signature value was not verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unverified {
    /// `SignedInfo` cannot be brought into its canonical form.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The value does not hold, or the algorithm is not known.
    #[error(transparent)]
    Algorithm(#[from] firma_algoritmi::Error),
    /// There is no value, or it is not base64.
    #[error("il valore della firma manca o non è leggibile")]
    NoValue,
}

impl Unverified {
    /// Whether the value was checked, or cannot be a value at all: false, and not just beyond what can be checked.
    #[must_use]
    pub fn is_false(&self) -> bool {
        match self {
            Unverified::Problem(_) => false,
            Unverified::Algorithm(error) => error.is_false(),
            Unverified::NoValue => true,
        }
    }
}

impl Signature {
    /// Checks the signature value over the canonical `SignedInfo` with a key. It says nothing yet about what the
    /// references cover: see [`references_hold`](Self::references_hold).
    ///
    /// # Errors
    /// [`Unverified`] says whether it is false or cannot be told.
    pub fn verify(&self, key: &PublicKey) -> Result<(), Unverified> {
        let value = self.value.as_deref().ok_or(Unverified::NoValue)?;
        let signed_info = self.signed_info.as_deref().map_err(Clone::clone)?;
        let scheme = self.scheme.clone()?;
        match key.verify(scheme, signed_info, value, SignatureForm::Raw) {
            // Some write ECDSA as in certificates, against RFC 6931, 2.3.6; xmlsec and DSS bear with them.
            Err(error) if error.is_false() && matches!(scheme, Scheme::Ecdsa(_)) => {
                Ok(key.verify(scheme, signed_info, value, SignatureForm::Der)?)
            }
            other => Ok(other?),
        }
    }

    /// The canonical form of `SignedInfo`: the bytes that the signature value signs.
    ///
    /// # Errors
    /// [`Problem`] if its canonicalization is not supported.
    pub fn signed_info(&self) -> Result<&[u8], Problem> {
        self.signed_info.as_deref().map_err(Clone::clone)
    }

    /// Whether there are references and each has the digest that it announces, those in manifests aside
    /// (XML-DSig, 5.1: a manifest's references are not part of core validation; see [`data`](Self::data)).
    #[must_use]
    pub fn references_hold(&self) -> bool {
        !self.references.is_empty() && self.references.iter().all(|reference| reference.check == Check::Matches)
    }

    /// The references to what is signed: not those to the signature's own parts; in place of a manifest those that it lists.
    pub fn data(&self) -> impl Iterator<Item = &Reference> {
        crate::extent::data(self)
    }

    /// The certificate of `KeyInfo` that the signed properties name by digest, or else the one whose key verifies the
    /// value.
    #[must_use]
    pub fn signing_certificate(&self) -> Option<&[u8]> {
        let certificates = &self.key_info.certificates;
        if let Some(named) = self.properties.as_ref().and_then(|found| found.signing_certificates.first()) {
            return certificates.iter().find(|it| named.digest_matches(it) == Some(true)).map(Vec::as_slice);
        }
        let key = |it: &&Vec<u8>| crate::certificate::spki(it).and_then(|spki| PublicKey::from_spki(spki).ok());
        certificates.iter().find(|it| key(it).is_some_and(|key| self.verify(&key).is_ok())).map(Vec::as_slice)
    }
}

/// How what is signed lies towards the signature (XML-DSig, 10).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forms {
    /// It signs something that it lies in.
    pub enveloped: bool,
    /// It signs an `Object` of its own.
    pub enveloping: bool,
    /// It signs a file outside, or an element beside it (internally detached).
    pub detached: bool,
    /// It signs a manifest.
    pub manifest: bool,
}

/// A reference: something that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The attribute `Id`.
    pub id: Option<String>,
    /// The attribute `URI`; it may be left out.
    pub uri: Option<String>,
    /// The attribute `Type`, as written.
    pub type_uri: Option<String>,
    /// What the type says it is.
    pub kind: ReferenceType,
    /// URIs of the transforms, in order.
    pub transforms: Vec<String>,
    /// URI of the digest method.
    pub digest_uri: String,
    /// The digest method, if it is known.
    pub digest: Option<Digest>,
    /// The digest that the signature announces; `None` if it is not base64.
    pub expected: Option<Vec<u8>>,
    /// The digest of what is there; `None` if it cannot be computed.
    pub found: Option<Vec<u8>>,
    /// Whether the two are the same.
    pub check: Check,
    /// What it covers.
    pub covered: Covered,
    /// If it points at a manifest: the references in there.
    pub manifest: Vec<Reference>,
    /// Whether what it points at is a manifest.
    pub(crate) manifest_found: bool,
    /// Where it stands in the tree.
    pub(crate) node: crate::tree::NodeId,
    /// The nodes it covers, those that its transforms leave out aside.
    pub(crate) apexes: Vec<crate::tree::NodeId>,
}

impl Reference {
    /// Whether it signs a list of what is signed, and not that itself.
    #[must_use]
    pub fn is_manifest(&self) -> bool {
        self.manifest_found || self.kind == ReferenceType::Manifest
    }

    /// Whether it signs a file outside as a whole: its bytes, or its canonical form. Any other transform leaves
    /// something out, which who opens the file reads all the same.
    #[must_use]
    pub fn is_whole_file(&self) -> bool {
        matches!(self.covered, Covered::External(_))
            && self.transforms.iter().all(|uri| crate::transform::is_canonical(uri))
    }
}

/// Whether what is there is what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The digest is the one announced.
    Matches,
    /// The digest is another: what is there is not what was signed.
    Differs,
    /// It cannot be told, and why.
    Unknown(Problem),
}

/// What a reference's type says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceType {
    /// No type, or one without a meaning here.
    Other,
    /// The signed properties (EN 319 132-1, 4.4.2), whichever version's URI it has.
    SignedProperties,
    /// An `Object` of XML-DSig.
    Object,
    /// A `Manifest` of XML-DSig.
    Manifest,
    /// The signature that is counter-signed (EN 319 132-1, 5.2.7.3), or a `SignatureValue`.
    Countersigned,
}

/// What a reference covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covered {
    /// The whole document, apart from signatures.
    Document {
        /// How many signatures are left out. (A signature that is added later changes no digest.)
        signatures_left_out: usize,
    },
    /// One element with all that is in it.
    Element {
        /// Its name.
        name: Name,
        /// The way to it from the root, for a person.
        path: String,
        /// Whether it is the root of the document.
        root: bool,
        /// Where it lies towards the signature.
        place: Place,
    },
    /// A file outside, by the name that was found for it.
    External(String),
    /// Nothing that could be found.
    Nothing,
}

impl Covered {
    /// Whether it is the whole document, by name or as its root.
    #[must_use]
    pub fn is_whole_document(&self) -> bool {
        matches!(self, Covered::Document { .. } | Covered::Element { root: true, .. })
    }
}

/// Where a signed element lies towards the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The signature lies in it (enveloped).
    Around,
    /// It is, or lies in, an `Object` of the signature (enveloping).
    Object,
    /// It is the `SignedProperties` of the signature.
    SignedProperties,
    /// It is, or lies in, the `KeyInfo` of the signature.
    KeyInfo,
    /// It is another part of the signature.
    Signature,
    /// It is, or lies in, another signature.
    OtherSignature,
    /// It lies beside the signature, in the same parent.
    Beside,
    /// It lies elsewhere in the document.
    Elsewhere,
}

/// What `KeyInfo` says. Anyone may have written it, unless it is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyInfo {
    /// Certificates, DER, in order.
    pub certificates: Vec<Vec<u8>>,
    /// Certificates that are not base64, or not certificates.
    pub unreadable: usize,
    /// Public keys (`RSAKeyValue`, `ECKeyValue`, `DEREncodedKeyValue`) as `SubjectPublicKeyInfo`, DER.
    pub keys: Vec<Vec<u8>>,
    /// Revocation lists, DER.
    pub crls: Vec<Vec<u8>>,
    /// Whether a reference whose digest matches covers it.
    pub signed: bool,
}
