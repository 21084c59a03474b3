//! Object identifiers (X.660), as they stand in the file, and the ones that we know.

use std::fmt;

/// An object identifier: the content octets of its encoding (X.690 section 8.19).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(pub(crate) &'a [u8]);

/// Most content octets and most arcs shown.
const SHOWN_MAX: usize = 64;

impl<'a> Oid<'a> {
    /// Its content octets.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// What follows the arc, if it begins so.
    pub(crate) fn under(&self, arc: &[u8]) -> Option<&'a [u8]> {
        self.0.strip_prefix(arc)
    }
}

impl fmt::Display for Oid<'_> {
    /// Dotted, as `1.2.840.113549.1.7.2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = 0_u64;
        let mut is_first = true;
        for byte in self.0.iter().take(SHOWN_MAX) {
            value = value << 7 | u64::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                continue;
            }
            if is_first {
                let root = (value / 40).min(2);
                write!(f, "{root}.{}", value - root * 40)?;
                is_first = false;
            } else {
                write!(f, ".{value}")?;
            }
            value = 0;
        }
        if is_first { f.write_str("?") } else { Ok(()) }
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! known {
    ($($(#[$doc:meta])* $name:ident = $($byte:literal),+;)+) => {
        $($(#[$doc])* pub const $name: Oid<'static> = Oid(&[$($byte),+]);)+
    };
}

/// 1.2.840.113549.1.7: the arc of PKCS#7.
pub(crate) const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
/// 1.2.840.113549.1.9.16.1: the arc of S/MIME content types.
pub(crate) const SMIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];

known! {
    /// `id-data`, 1.2.840.113549.1.7.1.
    DATA = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01;
    /// `id-signedData`, 1.2.840.113549.1.7.2.
    SIGNED_DATA = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02;
    /// `id-ct-TSTInfo`, 1.2.840.113549.1.9.16.1.4 (RFC 3161).
    TST_INFO = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04;
    /// `id-contentType`, 1.2.840.113549.1.9.3 (RFC 5652 section 11.1).
    CONTENT_TYPE = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03;
    /// `id-messageDigest`, 1.2.840.113549.1.9.4 (RFC 5652 section 11.2).
    MESSAGE_DIGEST = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04;
    /// `id-signingTime`, 1.2.840.113549.1.9.5 (RFC 5652 section 11.3).
    SIGNING_TIME = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05;
    /// `id-countersignature`, 1.2.840.113549.1.9.6 (RFC 5652 section 11.4).
    COUNTERSIGNATURE = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x06;
    /// `id-aa-CMSAlgorithmProtection`, 1.2.840.113549.1.9.52 (RFC 6211).
    ALGORITHM_PROTECTION = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x34;
    /// `id-aa-signingCertificate`, 1.2.840.113549.1.9.16.2.12 (RFC 2634).
    SIGNING_CERTIFICATE = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0c;
    /// `id-aa-signingCertificateV2`, 1.2.840.113549.1.9.16.2.47 (RFC 5035).
    SIGNING_CERTIFICATE_V2 = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f;
    /// `id-aa-signatureTimeStampToken`, 1.2.840.113549.1.9.16.2.14.
    SIGNATURE_TIME_STAMP = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e;
    /// `id-aa-ets-sigPolicyId`, 1.2.840.113549.1.9.16.2.15.
    SIGNATURE_POLICY = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0f;
    /// `id-aa-ets-commitmentType`, 1.2.840.113549.1.9.16.2.16.
    COMMITMENT_TYPE = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x10;
    /// `id-aa-ets-signerLocation`, 1.2.840.113549.1.9.16.2.17.
    SIGNER_LOCATION = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x11;
    /// `id-aa-ets-signerAttr`, 1.2.840.113549.1.9.16.2.18.
    SIGNER_ATTRIBUTES = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x12;
    /// `id-aa-ets-contentTimestamp`, 1.2.840.113549.1.9.16.2.20.
    CONTENT_TIME_STAMP = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x14;
    /// `id-aa-ets-certificateRefs`, 1.2.840.113549.1.9.16.2.21.
    CERTIFICATE_REFS = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x15;
    /// `id-aa-ets-revocationRefs`, 1.2.840.113549.1.9.16.2.22.
    REVOCATION_REFS = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x16;
    /// `id-aa-ets-certValues`, 1.2.840.113549.1.9.16.2.23.
    CERTIFICATE_VALUES = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x17;
    /// `id-aa-ets-revocationValues`, 1.2.840.113549.1.9.16.2.24.
    REVOCATION_VALUES = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x18;
    /// `id-aa-ets-escTimeStamp`, 1.2.840.113549.1.9.16.2.25.
    ESC_TIME_STAMP = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x19;
    /// `id-aa-ets-certCRLTimestamp`, 1.2.840.113549.1.9.16.2.26.
    REFS_TIME_STAMP = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x1a;
    /// `id-aa-ets-archiveTimestamp`, 1.2.840.113549.1.9.16.2.27: the first form, which nobody may write any more.
    ARCHIVE_TIME_STAMP_V1 = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x1b;
    /// `id-aa-ets-archiveTimestampV2`, 1.2.840.113549.1.9.16.2.48.
    ARCHIVE_TIME_STAMP_V2 = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x30;
    /// `id-aa-ets-archiveTimestampV3`, 0.4.0.1733.2.4.
    ARCHIVE_TIME_STAMP_V3 = 0x04, 0x00, 0x8d, 0x45, 0x02, 0x04;
    /// `id-aa-ets-mimeType`, 0.4.0.1733.2.1.
    MIME_TYPE = 0x04, 0x00, 0x8d, 0x45, 0x02, 0x01;
    /// `id-aa-ATSHashIndex`, 0.4.0.1733.2.5.
    HASH_INDEX_V1 = 0x04, 0x00, 0x8d, 0x45, 0x02, 0x05;
    /// `id-aa-ATSHashIndex-v2`, 0.4.0.19122.1.4.
    HASH_INDEX_V2 = 0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x04;
    /// `id-aa-ATSHashIndex-v3`, 0.4.0.19122.1.5.
    HASH_INDEX_V3 = 0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x05;
    /// `id-aa-ets-signerAttrV2`, 0.4.0.19122.1.1.
    SIGNER_ATTRIBUTES_V2 = 0x04, 0x00, 0x81, 0x95, 0x32, 0x01, 0x01;
    /// `adbe-revocationInfoArchival`, 1.2.840.113583.1.1.8 (ISO 32000-2 section 12.8.3.3.2).
    ADOBE_REVOCATION = 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x2f, 0x01, 0x01, 0x08;
    /// `id-ri-ocsp-response`, 1.3.6.1.5.5.7.16.2 (RFC 5940).
    OCSP_RESPONSE = 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x10, 0x02;
    /// `id-pkix-ocsp-basic`, 1.3.6.1.5.5.7.48.1.1 (RFC 6960).
    OCSP_BASIC = 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_shown_dotted() {
        assert_eq!(ARCHIVE_TIME_STAMP_V2.to_string(), "1.2.840.113549.1.9.16.2.48");
        assert_eq!(HASH_INDEX_V3.to_string(), "0.4.0.19122.1.5");
        assert_eq!(HASH_INDEX_V1.to_string(), "0.4.0.1733.2.5");
        assert_eq!(ADOBE_REVOCATION.to_string(), "1.2.840.113583.1.1.8");
        assert_eq!(OCSP_BASIC.to_string(), "1.3.6.1.5.5.7.48.1.1");
        assert_eq!(Oid(&[0x88, 0x37]).to_string(), "2.999");
        assert_eq!(Oid(&[]).to_string(), "?");
        assert!(Oid(&[0xff; 4_000]).to_string().len() < 100);
    }
}
