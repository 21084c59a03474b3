//! The Italian trusted list: Italian signers of the vectors are found in it, with what their service was when they
//! signed.

use signing::verify::judge::Question;
use signing::verify::policy::Policy;
use signing::verify::qualification::Class;
use signing::verify::read::{self, Beside};
use signing::verify::report::{Indication, Mark, SubIndication};
use signing::verify::revocation::Evidence;
use signing::verify::trust::Trust;

use crate::common;

fn trust(folder: &std::path::Path, policy: Policy) -> Trust {
    let folder = folder.join("11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache");
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
    let cache = folder.join("11-firma/esig__dss/dss-tsl-validation/src/test/resources/lotlCache");
    let read = |name: &str| std::fs::read(cache.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let list = common::italian_list(&read("EU.xml"), &read("IT.xml"));
    let mut read = 0;
    for listed in list.services().flat_map(|(_, service)| &service.certificates) {
        let certificate = signing::verify::certificate::Certificate::read(listed.der()).expect("certificate");
        assert!(certificate.subject().shown().is_some());
        read += 1;
    }
    assert!(read > 300, "{read}");
}
