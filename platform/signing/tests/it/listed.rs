//! What the list says of the service decides whether a signature is qualified, and green.

use signing::verify::certificate::Certificate;
use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::read::Beside;
use signing::verify::report::{CheckName, Indication, Mark};
use signing::verify::trust::{Criteria, CriteriaMatch, Purpose, Qualifier, ServiceKind, ServiceStatus};

use crate::forged::Change;
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
    let beside = Beside { content: None, stamps: &[&stamp] };
    let report = setup.judge_with(&file, beside, &setup.trust(), &setup.evidence()).expect("report");
    assert_eq!(report.signatures[0].mark, Mark::Amber);
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
