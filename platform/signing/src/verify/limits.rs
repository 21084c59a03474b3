//! How much is looked at: everything here comes from files that anybody may have made.

/// Largest certificate, bytes. The largest ones seen in the European lists are under 8 KiB.
pub const CERTIFICATE_BYTES_MAX: usize = 64 << 10;
/// Most extensions read in one certificate, CRL or OCSP answer.
pub const EXTENSIONS_MAX: usize = 64;
/// Most attributes read in one name.
pub const NAME_ATTRIBUTES_MAX: usize = 64;
/// Longest text kept of anything, characters.
pub const TEXT_MAX: usize = 500;
/// Most certificates taken from one signature and what comes with it.
pub const CERTIFICATES_MAX: usize = 256;
/// Most certificates from the signer to the anchor, both counted.
pub const PATH_MAX: usize = 8;
/// Most paths looked for, for one certificate.
pub const PATHS_MAX: usize = 16;
/// Most of them that are judged.
pub const PATHS_JUDGED_MAX: usize = 4;
/// Most signatures checked while the paths of one certificate are sought.
pub const PATH_CHECKS_MAX: usize = 128;
/// Largest CRL, bytes: the largest of the Italian authorities are about 20 MiB.
pub const CRL_BYTES_MAX: usize = 64 << 20;
/// Largest OCSP answer, bytes.
pub const OCSP_BYTES_MAX: usize = 256 << 10;
/// Most answers about single certificates read in one OCSP answer.
pub const OCSP_SINGLES_MAX: usize = 64;
/// Most CRLs and OCSP answers taken for one signature, of each.
pub const EVIDENCE_MAX: usize = 64;
/// Most subtrees read in the name constraints of one certificate.
pub const SUBTREES_MAX: usize = 128;
/// Most time stamps judged for one signature.
pub const TIME_STAMPS_MAX: usize = 32;
/// Most signatures judged in one file.
pub const SIGNATURES_MAX: usize = 128;
/// Most signatures upon signatures, one over the other.
pub const COUNTER_DEPTH_MAX: usize = 4;
