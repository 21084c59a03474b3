//! The URIs of TS 119 612 (annex D) that are asked for.

/// Type of a service that issues qualified certificates (5.5.1.1).
pub const CA_QC: &str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
/// Type of a service that issues qualified time stamps.
pub const TSA_QTST: &str = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
/// Type of a service that issues time stamps, not qualified.
pub const TSA: &str = "http://uri.etsi.org/TrstSvc/Svctype/TSA";
/// Type of a service that answers about the revocation of qualified certificates.
pub const OCSP_QC: &str = "http://uri.etsi.org/TrstSvc/Svctype/Certstatus/OCSP/QC";

/// Start of the URIs of statuses.
pub const STATUS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/";

/// Whether a status means that the service was supervised and good (5.5.4): `granted` since July 2016; before, under
/// Directive 1999/93/EC, under supervision, even if it was about to end, or accredited.
#[must_use]
pub fn is_good(status: &str) -> bool {
    let status = status.strip_prefix(STATUS).or_else(|| {
        // The older lists had another path.
        let (start, name) = status.rsplit_once('/')?;
        start.starts_with("http://uri.etsi.org/TrstSvc/").then_some(name)
    });
    matches!(
        status.map(str::to_ascii_lowercase).as_deref(),
        Some("granted" | "undersupervision" | "supervisionincessation" | "accredited")
    )
}
