//! Which algorithms sign here, and how they are written.

use der::asn1::Any;
use der::{Encode, Sequence};
use firma_algoritmi::{Digest, KeyKind, PublicKey, Scheme};

use crate::Error;
use crate::asn::Algorithm;

/// The mask generation function of RSA-PSS (RFC 8017, B.2.1).
const MGF1: &str = "1.2.840.113549.1.1.8";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

/// `RSASSA-PSS-params` (RFC 4055, 3.1); every field is written, since none has the value of 1998.
#[derive(Sequence)]
struct PssParameters {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    hash: Algorithm,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT")]
    mask: Algorithm,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT")]
    salt_len: u32,
}

/// Whether a digest may be signed with (ETSI TS 119 312, 5.2).
pub(crate) fn strong(digest: Digest) -> Result<(), Error> {
    match digest {
        Digest::Sha256 | Digest::Sha384 | Digest::Sha512 => Ok(()),
        weak => Err(Error::WeakDigest(weak.name())),
    }
}

/// A digest as CMS writes it: without parameters (RFC 5754, 2).
pub(crate) fn digest(digest: Digest) -> Result<Algorithm, Error> {
    Algorithm::bare(digest.oid())
}

/// The digest of a scheme, if it is one that signs hashes and may be used.
pub(crate) fn digest_of(scheme: Scheme) -> Result<Digest, Error> {
    let digest =
        scheme.digest().ok_or_else(|| Error::SchemeForKey { key: "Ed25519".into(), asked: scheme.to_string() })?;
    strong(digest)?;
    Ok(digest)
}

/// A scheme as CMS and X.509 write it.
pub(crate) fn signature(scheme: Scheme) -> Result<Algorithm, Error> {
    let digest = digest_of(scheme)?;
    let with_null = |oid: &str| Ok::<_, Error>(Algorithm { parameters: Some(Any::null()), ..Algorithm::bare(oid)? });
    match (scheme, digest) {
        (Scheme::RsaPkcs1(_), Digest::Sha256) => with_null("1.2.840.113549.1.1.11"),
        (Scheme::RsaPkcs1(_), Digest::Sha384) => with_null("1.2.840.113549.1.1.12"),
        (Scheme::RsaPkcs1(_), _) => with_null("1.2.840.113549.1.1.13"),
        (Scheme::Ecdsa(_), Digest::Sha256) => Algorithm::bare("1.2.840.10045.4.3.2"),
        (Scheme::Ecdsa(_), Digest::Sha384) => Algorithm::bare("1.2.840.10045.4.3.3"),
        (Scheme::Ecdsa(_), _) => Algorithm::bare("1.2.840.10045.4.3.4"),
        (Scheme::RsaPss { mask, salt, .. }, _) => {
            strong(mask)?;
            let parameters = PssParameters {
                hash: with_null(digest.oid())?,
                mask: Algorithm {
                    parameters: Some(Any::encode_from(&with_null(mask.oid())?)?),
                    ..Algorithm::bare(MGF1)?
                },
                salt_len: u32::from(salt),
            };
            Ok(Algorithm { parameters: Some(Any::encode_from(&parameters)?), ..Algorithm::bare(RSA_PSS)? })
        }
        (other, _) => Err(Error::SchemeForKey { key: "Ed25519".into(), asked: other.to_string() }),
    }
}

/// The scheme of an algorithm that [`signature`] wrote.
pub(crate) fn read_signature(algorithm: &Algorithm) -> Result<Scheme, Error> {
    let parameters = algorithm.parameters.as_ref().map(Encode::to_der).transpose()?;
    Scheme::from_algorithm(&algorithm.oid.to_string(), parameters.as_deref(), None).map_err(|_| Error::State)
}

/// Whether this key signs by this scheme.
pub(crate) fn fits(key: &PublicKey, scheme: Scheme) -> Result<(), Error> {
    let fits = match scheme {
        Scheme::RsaPkcs1(_) | Scheme::RsaPss { .. } => key.kind() == KeyKind::Rsa,
        Scheme::Ecdsa(_) => matches!(key.kind(), KeyKind::P256 | KeyKind::P384 | KeyKind::P521),
        _ => false,
    };
    if fits { Ok(()) } else { Err(Error::SchemeForKey { key: key.kind().name().into(), asked: scheme.to_string() }) }
}

/// The scheme that one signs with by habit with this key.
pub(crate) fn usual(key: &PublicKey) -> Scheme {
    match key.kind() {
        KeyKind::P256 => Scheme::Ecdsa(Digest::Sha256),
        KeyKind::P384 => Scheme::Ecdsa(Digest::Sha384),
        KeyKind::P521 => Scheme::Ecdsa(Digest::Sha512),
        KeyKind::Ed25519 => Scheme::Ed25519,
        _ => Scheme::RsaPkcs1(Digest::Sha256),
    }
}
