//! Signature schemes: by object identifier with parameters, or by URI.

use der::asn1::{AnyRef, ContextSpecific};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use serde::{Deserialize, Serialize};

use crate::{Digest, Error};

/// Of the usual size: the type leaves it open otherwise.
type Oid = spki::ObjectIdentifier;

/// How the digest became a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1(Digest),
    /// RSASSA-PSS (RFC 8017 §8.1).
    RsaPss {
        /// Digest of the message.
        digest: Digest,
        /// Digest of the mask (MGF1).
        mask: Digest,
        /// Length of the salt, bytes.
        salt: u16,
    },
    /// ECDSA (FIPS 186-5).
    Ecdsa(Digest),
    /// Ed25519 (RFC 8032), over the message itself.
    Ed25519,
}

const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

const BY_OID: [(&str, Scheme); 18] = [
    ("1.2.840.113549.1.1.4", Scheme::RsaPkcs1(Digest::Md5)),
    ("1.2.840.113549.1.1.5", Scheme::RsaPkcs1(Digest::Sha1)),
    ("1.2.840.113549.1.1.14", Scheme::RsaPkcs1(Digest::Sha224)),
    ("1.2.840.113549.1.1.11", Scheme::RsaPkcs1(Digest::Sha256)),
    ("1.2.840.113549.1.1.12", Scheme::RsaPkcs1(Digest::Sha384)),
    ("1.2.840.113549.1.1.13", Scheme::RsaPkcs1(Digest::Sha512)),
    ("2.16.840.1.101.3.4.3.14", Scheme::RsaPkcs1(Digest::Sha3_256)),
    ("2.16.840.1.101.3.4.3.15", Scheme::RsaPkcs1(Digest::Sha3_384)),
    ("2.16.840.1.101.3.4.3.16", Scheme::RsaPkcs1(Digest::Sha3_512)),
    ("1.2.840.10045.4.1", Scheme::Ecdsa(Digest::Sha1)),
    ("1.2.840.10045.4.3.1", Scheme::Ecdsa(Digest::Sha224)),
    ("1.2.840.10045.4.3.2", Scheme::Ecdsa(Digest::Sha256)),
    ("1.2.840.10045.4.3.3", Scheme::Ecdsa(Digest::Sha384)),
    ("1.2.840.10045.4.3.4", Scheme::Ecdsa(Digest::Sha512)),
    ("2.16.840.1.101.3.4.3.10", Scheme::Ecdsa(Digest::Sha3_256)),
    ("2.16.840.1.101.3.4.3.11", Scheme::Ecdsa(Digest::Sha3_384)),
    ("2.16.840.1.101.3.4.3.12", Scheme::Ecdsa(Digest::Sha3_512)),
    ("1.3.101.112", Scheme::Ed25519),
];

/// PSS with the parameters that RFC 9231 gives to each URI: mask of the same digest, salt as long as it.
const fn pss(digest: Digest, salt: u16) -> Scheme {
    Scheme::RsaPss { digest, mask: digest, salt }
}

const BY_URI: [(&str, Scheme); 24] = [
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", Scheme::RsaPkcs1(Digest::Md5)),
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", Scheme::RsaPkcs1(Digest::Sha1)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", Scheme::RsaPkcs1(Digest::Sha224)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Scheme::RsaPkcs1(Digest::Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Scheme::RsaPkcs1(Digest::Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Scheme::RsaPkcs1(Digest::Sha512)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", pss(Digest::Sha1, 20)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1", pss(Digest::Sha224, 28)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", pss(Digest::Sha256, 32)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", pss(Digest::Sha384, 48)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", pss(Digest::Sha512, 64)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-224-rsa-MGF1", pss(Digest::Sha3_224, 28)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", pss(Digest::Sha3_256, 32)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1", pss(Digest::Sha3_384, 48)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1", pss(Digest::Sha3_512, 64)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", Scheme::Ecdsa(Digest::Sha1)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", Scheme::Ecdsa(Digest::Sha224)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Scheme::Ecdsa(Digest::Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Scheme::Ecdsa(Digest::Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Scheme::Ecdsa(Digest::Sha512)),
    ("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256", Scheme::Ecdsa(Digest::Sha3_256)),
    ("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384", Scheme::Ecdsa(Digest::Sha3_384)),
    ("http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512", Scheme::Ecdsa(Digest::Sha3_512)),
    ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", Scheme::Ed25519),
];

impl Scheme {
    /// The scheme of an `AlgorithmIdentifier`. `digest_hint` is the digest named apart from it (the `digestAlgorithm` of a
    /// CMS signer), used only where the identifier names the key and no digest (`rsaEncryption`, `id-ecPublicKey`).
    ///
    /// # Errors
    /// [`Error::UnknownAlgorithm`], or [`Error::BadParameters`] for PSS parameters that cannot be read or are not MGF1.
    pub fn from_algorithm(oid: &str, parameters: Option<&[u8]>, digest_hint: Option<Digest>) -> Result<Scheme, Error> {
        let unknown = || Error::UnknownAlgorithm(oid.to_owned());
        match oid {
            RSA_ENCRYPTION => digest_hint.map(Scheme::RsaPkcs1).ok_or_else(unknown),
            EC_PUBLIC_KEY => digest_hint.map(Scheme::Ecdsa).ok_or_else(unknown),
            RSA_PSS => read_pss(parameters.unwrap_or(&[])).ok_or_else(|| Error::BadParameters("RSASSA-PSS".into())),
            _ => BY_OID.iter().find(|row| row.0 == oid).map(|row| row.1).ok_or_else(unknown),
        }
    }

    /// The scheme of a `SignatureMethod` of XML-DSig.
    ///
    /// # Errors
    /// [`Error::UnknownAlgorithm`].
    pub fn from_uri(uri: &str) -> Result<Scheme, Error> {
        let found = BY_URI.iter().find(|row| row.0 == uri).map(|row| row.1);
        found.ok_or_else(|| Error::UnknownAlgorithm(uri.chars().take(200).collect()))
    }

    /// Its URI in XML, where there is one.
    #[must_use]
    pub fn uri(self) -> Option<&'static str> {
        BY_URI.iter().find(|row| row.1 == self).map(|row| row.0)
    }

    /// The digest of the message; none for Ed25519.
    #[must_use]
    pub fn digest(self) -> Option<Digest> {
        match self {
            Scheme::RsaPkcs1(digest) | Scheme::Ecdsa(digest) | Scheme::RsaPss { digest, .. } => Some(digest),
            Scheme::Ed25519 => None,
        }
    }
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scheme::RsaPkcs1(digest) => write!(f, "RSA con {digest}"),
            Scheme::RsaPss { digest, .. } => write!(f, "RSA-PSS con {digest}"),
            Scheme::Ecdsa(digest) => write!(f, "ECDSA con {digest}"),
            Scheme::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

/// `RSASSA-PSS-params` (RFC 4055 §3.1): each field is left out when it has its default, and so are all of them.
fn read_pss(parameters: &[u8]) -> Option<Scheme> {
    let (mut digest, mut mask, mut salt) = (Digest::Sha1, Digest::Sha1, 20);
    if !parameters.is_empty() {
        let all = AnyRef::from_der(parameters).ok()?;
        if !matches!(all.tag(), Tag::Sequence | Tag::Null) {
            return None;
        }
        let mut fields = SliceReader::new(all.value()).ok()?;
        if let Some(hash) = field::<AnyRef>(&mut fields, 0)? {
            digest = digest_of(hash)?;
        }
        if let Some(mgf) = field::<AnyRef>(&mut fields, 1)? {
            let mut inner = SliceReader::new(mgf.value()).ok()?;
            if Oid::decode(&mut inner).ok()?.to_string() != MGF1 {
                return None;
            }
            mask = digest_of(AnyRef::decode(&mut inner).ok()?)?;
        }
        if let Some(length) = field::<u16>(&mut fields, 2)? {
            salt = length;
        }
        if field::<u8>(&mut fields, 3)?.is_some_and(|trailer| trailer != 1) || !fields.is_finished() {
            return None;
        }
    }
    Some(Scheme::RsaPss { digest, mask, salt })
}

/// An explicitly tagged optional field: the outer `None` is an error.
fn field<'a, T: Decode<'a> + Tagged + 'a>(reader: &mut SliceReader<'a>, number: u32) -> Option<Option<T>> {
    ContextSpecific::<T>::decode_explicit(reader, TagNumber(number)).ok().map(|found| found.map(|it| it.value))
}

fn digest_of(algorithm: AnyRef<'_>) -> Option<Digest> {
    let mut inner = SliceReader::new(algorithm.value()).ok()?;
    Digest::from_oid(&Oid::decode(&mut inner).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_alone_takes_the_digest_named_beside_it() {
        assert_eq!(
            Scheme::from_algorithm(RSA_ENCRYPTION, None, Some(Digest::Sha256)),
            Ok(Scheme::RsaPkcs1(Digest::Sha256))
        );
        assert!(Scheme::from_algorithm(RSA_ENCRYPTION, None, None).is_err());
        // A scheme that names its digest does not listen to the hint.
        let named = Scheme::from_algorithm("1.2.840.113549.1.1.13", None, Some(Digest::Sha256));
        assert_eq!(named, Ok(Scheme::RsaPkcs1(Digest::Sha512)));
    }

    #[test]
    fn pss_has_defaults_and_refuses_other_masks() {
        let sha1 = Scheme::RsaPss { digest: Digest::Sha1, mask: Digest::Sha1, salt: 20 };
        for empty in [None, Some(&[0x30, 0][..])] {
            assert_eq!(Scheme::from_algorithm(RSA_PSS, empty, None), Ok(sha1));
        }
        // SHA-256, MGF1 with SHA-256, salt 32, as OpenSSL writes it.
        let openssl = hex::decode(
            "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
        )
        .unwrap();
        let read = Scheme::from_algorithm(RSA_PSS, Some(&openssl), None);
        assert_eq!(read, Ok(pss(Digest::Sha256, 32)));
        let mut other = openssl.clone();
        other[33] ^= 1; // another mask function
        assert!(Scheme::from_algorithm(RSA_PSS, Some(&other), None).is_err());
        assert!(Scheme::from_algorithm(RSA_PSS, Some(&openssl[..20]), None).is_err());
    }

    #[test]
    fn what_is_not_known_says_so() {
        assert_eq!(Scheme::from_uri("urn:x"), Err(Error::UnknownAlgorithm("urn:x".into())));
        for (uri, scheme) in BY_URI {
            assert_eq!(Scheme::from_uri(uri), Ok(scheme));
        }
    }
}
