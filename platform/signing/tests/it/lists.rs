//! The Italian trusted list: Italian signers of the vectors are found in it, with what their service was when they
//! signed.

use signing::verify::certificate::Certificate;
use signing::verify::judge::Question;
use signing::verify::policy::Policy;
use signing::verify::qualification::{self, Class};
use signing::verify::read::{self, Beside};
use signing::verify::report::{Indication, Mark, SubIndication};
use signing::verify::revocation::Evidence;
use signing::verify::trust::{ServicePeriod, Trust};

use crate::common;
use crate::pki::setup::Setup;
use crate::pki::{USAGE, key_usage};

const CACHE: &str = "11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache";

fn trust(folder: &std::path::Path, policy: Policy) -> Trust {
    let folder = folder.join(CACHE);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut trust = Trust::new(policy);
    trust.add_list(&common::italian_list(&read("EU.xml"), &read("IT.xml")));
    trust
}

#[test]
fn italian_signers_are_qualified_by_the_italian_list() {
    let Some(folder) = common::standards() else { return };
    let trust = trust(&folder, Policy { revocation: false, ..Policy::default() });
    assert!(trust.services().len() > 200 && trust.anchors().len() > 200, "{}", trust.services().len());
    let invoices = "01-fatturapa/OCA__l10n-italy/l10n_it_fatturapa_in/tests/data";
    for (file, at) in [
        (format!("{invoices}/IT01234567890_FPR03.xml.p7m"), "2018-12-21T16:58:13Z"),
        ("01-fatturapa/Truelite__python-a38/tests/data/test.txt.p7m".to_owned(), "2023-08-01T14:55:17Z"),
    ] {
        let bytes = std::fs::read(folder.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let evidence = Evidence::default();
        let judge = |trust: &Trust, at: &str| {
            let now = at.parse().expect("instant");
            let question = Question { trust, now, evidence: &evidence, certificates: &[], existence: &[] };
            read::file(&bytes, Beside::default(), &question).expect("report")
        };
        let report = judge(&trust, at);
        let signature = &report.signatures[0];
        assert_eq!(signature.indication, Indication::TotalPassed, "{file}: {:#?}", signature.checks);
        assert_eq!(signature.qualification.class, Class::QualifiedSignature, "{file}: {:#?}", signature.qualification);
        assert_eq!(signature.qualification.list.as_ref().map(|list| list.country.as_str()), Some("IT"));
        assert_eq!(report.mark, Mark::Amber, "revocation is not known: not green");
        // Today it has expired, and nothing proves when it was made.
        let today = judge(&trust, "2026-01-01T00:00:00Z");
        assert_eq!(today.signatures[0].indication, Indication::Indeterminate, "{file}");
        assert_eq!(today.signatures[0].sub_indication, Some(SubIndication::OutOfBoundsNoPoe), "{file}");
        assert!(!signature.wanted.is_empty(), "it says where revocation could be asked");
    }
}

#[test]
fn every_certificate_of_the_list_is_read() {
    let Some(folder) = common::standards() else { return };
    let cache = folder.join(CACHE);
    let read = |name: &str| std::fs::read(cache.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let list = common::italian_list(&read("EU.xml"), &read("IT.xml"));
    let mut read = 0;
    for listed in list.services().flat_map(|(_, service)| &service.certificates) {
        let certificate = Certificate::read(listed.der()).expect("certificate");
        assert!(certificate.subject().shown().is_some());
        read += 1;
    }
    assert!(read > 300, "{read}");
}

/// What a list says of some certificates holds for those only that meet its criteria: the Maltese authority disowns those
/// that are not for signing.
#[test]
fn a_certificate_that_does_not_meet_the_criteria_is_not_qualified() {
    let Some(folder) = common::standards() else { return };
    let bytes = std::fs::read(folder.join(CACHE).join("MT.xml")).expect("the Maltese list");
    let mut trust = Trust::new(Policy::default());
    trust.add_list(&common::taken(&bytes));
    let speaking = |period: &&ServicePeriod| period.status.is_qualified() && !period.qualifications.is_empty();
    let found = trust.anchors().iter().find_map(|anchor| {
        let service = trust.service(anchor)?;
        Some((anchor, service.periods.iter().find(speaking)?))
    });
    let (anchor, period) = found.expect("a service that says something of its certificates");
    let mut setup = Setup::good();
    setup.signer.from = period.since + chrono::Duration::days(1);
    let mut judge = |bit| {
        setup.signer.set(USAGE, true, key_usage(&[bit]));
        let certificate = Certificate::read(&setup.certificate()).expect("certificate");
        qualification::judge(&certificate, Some(anchor), &trust, setup.signer.from + chrono::Duration::days(1))
    };
    let disowned = judge(0);
    assert_eq!((disowned.class, disowned.why.len()), (Class::Advanced, 1), "{disowned:?}");
    assert!(disowned.why[0].contains("non è qualificato"), "{disowned:?}");
    let signing = judge(1);
    assert!(!matches!(signing.class, Class::Advanced | Class::None), "{signing:?}");
}
