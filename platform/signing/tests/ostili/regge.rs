//! What holds of all bytes, whoever made them. The fuzzer drives the same.

use signing::verify::certificate::Certificate;
use signing::verify::chain::Pool;
use signing::verify::judge::Question;
use signing::verify::policy::Policy;
use signing::verify::read::{self, Beside};
use signing::verify::report::Mark;
use signing::verify::revocation::{Authority, Crl, Evidence, EvidenceOrigin, Ocsp, assess};
use signing::verify::trust::{Purpose, Trust};

/// Reads them as whatever they could be; whether they could be read as something.
pub fn regge(bytes: &[u8]) -> bool {
    let mut read = false;
    if let Ok(certificate) = Certificate::read(bytes) {
        assert_eq!(certificate.der(), bytes, "it is what came in");
        assert!(certificate.extensions().broken.len() < 100);
        let mut evidence = Evidence::default();
        evidence.add_crl(bytes, EvidenceOrigin::Given);
        let (pool, trust) = (Pool::default(), Trust::default());
        let authority = Authority { pool: &pool, trust: &trust, anchor: 0, purpose: Purpose::Documents };
        let now = certificate.not_before();
        let outcome = assess(&certificate, &certificate, &evidence, &authority, now, now);
        assert!(outcome.told().is_none(), "a certificate is no evidence");
        read = true;
    }
    if let Ok(crl) = Crl::read(bytes) {
        let _ = (crl.number().len(), crl.next_update());
        read = true;
    }
    if let Ok(ocsp) = Ocsp::read(bytes) {
        assert!(ocsp.certificates().count() < 100);
        read = true;
    }
    // Nobody is trusted: whatever it is, it is not green.
    let trust = Trust::new(Policy::default());
    let evidence = Evidence::default();
    let now = "2026-01-01T00:00:00Z".parse().expect("instant");
    let question = Question { trust: &trust, now, evidence: &evidence, certificates: &[], existence: &[] };
    match read::file(bytes, Beside::default(), &question) {
        Ok(report) => {
            assert_ne!(report.mark, Mark::Green);
            assert!(report.sentence.len() < 4_000 && !report.sentence.contains(char::is_control));
            true
        }
        Err(error) => {
            assert!(error.to_string().len() < 2_000, "a reason is for a person");
            read
        }
    }
}
