//! What the list says of the service decides whether a signature is qualified, and green.

use signing::verify::certificate::Certificate;
use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::read::{self, Beside};
use signing::verify::report::{CheckName, Indication, Mark, Report};
use signing::verify::revocation::EvidenceOrigin;
use signing::verify::trust::{Added, Criteria, CriteriaMatch, Purpose, Qualifier, Service, ServiceKind, ServiceStatus};

use crate::forged::Change;
use crate::pki::cms::{REVOCATION_VALUES, SIGNATURE_TIME_STAMP, Stamp, attribute, time_stamped};
use crate::pki::evidence::List;
use crate::pki::setup::{Setup, period, qualification};
use crate::pki::*;

const NOT_GREEN: &[(&str, Change)] = &[
    ("the service was withdrawn before", |s| s.service[0].status = ServiceStatus::Withdrawn),
    ("the service was withdrawn between certificate and signature", |s| {
        s.service.push(period(ServiceKind::CaQc, ServiceStatus::Withdrawn, "2024-06-01T00:00:00Z"));
    }),
    ("the service is in the list only since later", |s| s.service[0].since = at("2024-06-01T00:00:00Z")),
    ("the service is in the list only since after the signature", |s| s.service[0].since = at("2026-01-01T00:00:00Z")),
    ("a service of other certificates", |s| s.service[0].kind = ServiceKind::CaPkc),
    ("recognised at national level only", |s| s.service[0].status = ServiceStatus::RecognisedNationally),
    ("the certificate does not say that it is qualified", |s| s.signer.drop(QC)),
    ("the key is in no device", |s| {
        s.signer.set(QC, false, qc(false, 1));
        s.signer.drop(POLICIES);
    }),
    ("the list says that the key is in no device", |s| {
        let all = Criteria::All(vec![]);
        s.service[0].qualifications = vec![qualification(&[Qualifier::NoQscd], all)];
    }),
    ("the list says that it is not qualified", |s| {
        let policy = Criteria::Policy("0.4.0.194112.1.2".into());
        s.service[0].qualifications = vec![qualification(&[Qualifier::NotQualified], policy)];
    }),
    ("the list contradicts itself", |s| {
        let all = || Criteria::All(vec![]);
        s.service[0].qualifications =
            vec![qualification(&[Qualifier::NotQualified], all()), qualification(&[Qualifier::Qualified], all())];
    }),
    ("the list says something that is not understood", |s| {
        let unknown = Criteria::All(vec![Criteria::Unknown("x".into())]);
        s.service[0].qualifications = vec![qualification(&[Qualifier::NotQualified], unknown)];
    }),
    ("the list says that it is qualified, and something that is not understood", |s| {
        let unknown = Criteria::All(vec![Criteria::Unknown("x".into())]);
        s.service[0].qualifications = vec![
            qualification(&[Qualifier::Qualified, Qualifier::WithQscd], Criteria::All(vec![])),
            qualification(&[Qualifier::NotQualified], unknown),
        ];
    }),
    ("the list says that the key is in a device, and something that is not understood", |s| {
        let unknown = Criteria::All(vec![Criteria::Unknown("x".into())]);
        s.service[0].qualifications = vec![
            qualification(&[Qualifier::Qualified, Qualifier::WithQscd], Criteria::All(vec![])),
            qualification(&[Qualifier::NoQscd], unknown),
        ];
    }),
    ("a certificate for web sites", |s| s.signer.set(QC, false, qc(true, 3))),
    ("the service is for seals only", |s| s.service[0].uses = vec![signing::verify::trust::Use::Seals]),
    ("added by the ente", |s| {
        s.service.clear();
        s.added = vec![Purpose::Documents];
    }),
    ("the service of the time stamps was withdrawn before", |s| {
        s.tsa_service[0].status = ServiceStatus::Withdrawn;
    }),
    ("the service of the time stamps issues others", |s| s.tsa_service[0].kind = ServiceKind::TimeStamps),
    ("an authority of the time stamps that the ente added", |s| {
        s.tsa_service.clear();
        s.tsa_added = true;
    }),
    ("revocation is not asked for", |s| {
        s.answer = None;
        s.policy.revocation = false;
    }),
];

/// Each of these may pass as mathematics, but is not green.
#[test]
fn what_the_list_says_decides_about_green() {
    for (name, change) in NOT_GREEN {
        let mut setup = Setup::good();
        change(&mut setup);
        assert!(!setup.is_green(), "{name}: {:#?}", setup.judge().signatures);
    }
}

/// It proves the time to who takes it, but in court it is not presumed (eIDAS art. 41).
#[test]
fn a_time_stamp_that_is_not_qualified_is_told() {
    let mut setup = Setup::good();
    setup.tsa_service[0].status = ServiceStatus::Withdrawn;
    let report = setup.judge();
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.mark), (Indication::TotalPassed, Mark::Amber));
    let mut told = signature.checks.iter().filter(|check| check.name == CheckName::TimeStamps && !check.is_passed());
    assert!(told.any(|check| check.text.contains("non è qualificata")), "{:#?}", signature.checks);
    // Where the registration proves as much, it does not matter.
    let origin = ExistenceOrigin::Registration("n. 12/2025".into());
    setup.existence = vec![Existence { at: at("2025-03-01T10:05:00Z"), origin }];
    assert_eq!(setup.judge().mark, Mark::Green);
    // Beside the file it is no better.
    setup.existence.clear();
    let time = setup.stamp.take().expect("a stamp");
    let file = setup.file();
    let stamp = setup.stamper(time).over(&file);
    let beside = Beside { content: None, stamps: &[read::Stamp { name: "atto.tsr", bytes: Ok(&stamp) }] };
    let report = setup.judge_with(&file, beside, &setup.trust(), &setup.evidence()).expect("report");
    assert_eq!(report.signatures[0].mark, Mark::Amber);
}

/// Another authority of time stamps, which the ente trusts and no list knows, or one that a list knows.
struct Other {
    authority: Paper,
    listed: bool,
}

impl Other {
    fn new(listed: bool) -> Self {
        Other { authority: Paper::new("CA di altre marche", 8, 8).authority(None), listed }
    }

    fn stamper(&self, setup: &Setup, time: &str) -> Stamp {
        let tsa = Paper {
            name: asn::name(&[(asn::CN, "Altre marche")]),
            key: Key::new(9),
            until: self.authority.until,
            ..setup.tsa.clone()
        };
        let certificate = tsa.issued_by(&self.authority);
        Stamp { tsa, certificate, issuer: self.authority.clone(), ..setup.stamper(at(time)) }
    }

    fn judge(&self, setup: &Setup, file: &[u8], stamps: &[&[u8]]) -> Report {
        let (mut trust, mut evidence) = (setup.trust(), setup.evidence());
        let anchor = Certificate::read(&self.authority.issued_by(&self.authority)).expect("certificate");
        if self.listed {
            let service =
                Service { name: "Altre marche".into(), periods: setup.tsa_service.clone(), ..Service::default() };
            trust.add_service(service, &[anchor]);
        } else {
            let purposes = vec![Purpose::TimeStamps];
            trust.add_anchor(
                anchor,
                Added { reason: "prova".into(), by: "Luca Bianchi".into(), on: setup.now, purposes },
            );
        }
        evidence.add_crl(&List::of(&self.authority, at("2026-06-01T00:00:00Z")).der(), EvidenceOrigin::Given);
        let stamps: Vec<_> = stamps.iter().map(|stamp| read::Stamp { name: "atto.tsr", bytes: Ok(stamp) }).collect();
        setup.judge_with(file, Beside { content: None, stamps: &stamps }, &trust, &evidence).expect("report")
    }
}

/// Green where the other authority is of a list; where it is not, amber, and told.
fn green_only_if_listed(name: &str, judge: impl Fn(&Other) -> Report) {
    let green = judge(&Other::new(true));
    assert_eq!(green.mark, Mark::Green, "{name}: {:#?}", green.signatures[0]);
    let amber = judge(&Other::new(false));
    let signature = &amber.signatures[0];
    assert_eq!(
        (signature.indication, signature.mark),
        (Indication::TotalPassed, Mark::Amber),
        "{name}: {signature:#?}"
    );
    let mut told = signature.checks.iter().filter(|check| !check.is_passed());
    assert!(told.any(|check| check.text.contains("non è qualificata")), "{name}: {:#?}", signature.checks);
}

/// A qualified time stamp whose authority has ended stands only on what came after it: if that is not qualified, the date is
/// no better than that.
#[test]
fn a_qualified_time_stamp_that_stands_on_another_is_worth_what_the_other_is() {
    let mut setup = Setup::good();
    setup.tsa.until = at("2026-01-01T00:00:00Z");
    setup.tsa_list = Some(List::of(&setup.tsa_ca, at("2025-12-15T00:00:00Z")));
    let file = setup.file();
    assert_ne!(setup.judge().mark, Mark::Green, "nothing proves the stamp any more");
    green_only_if_listed("an archive time stamp", |other| {
        let cades = setup.cades();
        let stamp = setup.stamper(setup.stamp.expect("a time")).over(&cades.value());
        let archive = cades.archive(&other.stamper(&setup, "2025-06-01T00:00:00Z"), &[(SIGNATURE_TIME_STAMP, &stamp)]);
        other.judge(&setup, &cades.der(&[attribute(SIGNATURE_TIME_STAMP, &stamp), archive]), &[])
    });
    green_only_if_listed("a time stamp in a file of its own", |other| {
        other.judge(&setup, &file, &[&other.stamper(&setup, "2025-06-01T00:00:00Z").over(&file)])
    });
    // The envelope's stamp has ended too, and so has nothing but the one beside it.
    let mut bare = setup.clone();
    let time = bare.stamp.take().expect("a time");
    let file = bare.file();
    let envelope = time_stamped(&file, &[asn::seq(&[&setup.stamper(time).over(&file)])]);
    green_only_if_listed("the stamp of an envelope", |other| {
        other.judge(&setup, &envelope, &[&other.stamper(&setup, "2025-06-01T00:00:00Z").over(&envelope)])
    });
}

/// So is a list of revocation that would not be believed today.
#[test]
fn evidence_that_stands_on_a_time_stamp_is_worth_what_the_stamp_is() {
    let setup = crate::backdated::of_2010();
    let cades = setup.cades();
    let list = List { weak: true, ..List::of(&setup.ca, at("2010-03-05T00:00:00Z")) }.der();
    let stamp = setup.stamper(at("2010-03-01T12:00:00Z")).over(&cades.value());
    let values = asn::seq(&[&asn::context(0, &asn::seq(&[&list]))]);
    let named: [(&str, &[u8]); 2] = [(SIGNATURE_TIME_STAMP, &stamp), (REVOCATION_VALUES, &values)];
    green_only_if_listed("an archive time stamp", |other| {
        let mut other = Other { authority: other.authority.clone(), ..*other };
        other.authority.from = setup.tsa_ca.from;
        let mut unsigned: Vec<Vec<u8>> = named.iter().map(|(kind, value)| attribute(kind, value)).collect();
        unsigned.push(cades.archive(&other.stamper(&setup, "2010-04-01T00:00:00Z"), &named));
        other.judge(&setup, &cades.der(&unsigned), &[])
    });
}

/// What is not understood decides only where it may (TS 119 612 §5.5.9.2.2).
#[test]
fn criteria_are_counted_as_the_list_says() {
    use Criteria::{All, Any, KeyUsage, None, Policy, Unknown};
    let certificate = Certificate::read(&Setup::good().certificate()).expect("certificate");
    let yes = || All(vec![KeyUsage(1, true), KeyUsage(0, false), Policy("0.4.0.194112.1.2".into())]);
    let no = || Policy("1.2.4".into());
    let odd = || Unknown("x".into());
    for (criteria, fits) in [
        (All(vec![]), CriteriaMatch::Yes),
        (All(vec![yes()]), CriteriaMatch::Yes),
        (All(vec![yes(), no()]), CriteriaMatch::No),
        (All(vec![yes(), odd()]), CriteriaMatch::Unknown),
        (All(vec![no(), odd()]), CriteriaMatch::No),
        (Any(vec![no(), yes()]), CriteriaMatch::Yes),
        (Any(vec![no()]), CriteriaMatch::No),
        (Any(vec![no(), odd()]), CriteriaMatch::Unknown),
        (Any(vec![yes(), odd()]), CriteriaMatch::Yes),
        (None(vec![no()]), CriteriaMatch::Yes),
        (None(vec![yes(), odd()]), CriteriaMatch::No),
        (None(vec![no(), odd()]), CriteriaMatch::Unknown),
        (All(vec![Any(vec![no(), yes()])]), CriteriaMatch::Yes),
    ] {
        assert_eq!(criteria.fits(&certificate), fits, "{criteria:?}");
    }
}
