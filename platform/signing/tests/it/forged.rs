//! Forgeries: the good signature with one thing changed. **None is ever green, none of those that touch what was signed passes**; and
//! each is told by its name.

use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::report::{Indication, Mark, Report, SubIndication as S};
use signing::verify::trust::{Criteria, Purpose, Qualifier, ServiceKind, ServiceStatus};

use crate::pki::cms::{CONTENT_TIME_STAMP, Ess, SIGNATURE_TIME_STAMP, attribute};
use crate::pki::evidence::{Answer, List, Says};
use crate::pki::setup::{Over, Setup, period, qualification};
use crate::pki::*;

type Change = fn(&mut Setup);

/// Puts the first of these bytes in the file for others.
fn replace(file: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    let place = file.windows(from.len()).position(|window| window == from).expect("it is there");
    file.splice(place..place + from.len(), to.iter().copied());
}

fn told(report: &Report) -> (Indication, Option<S>) {
    (report.signatures[0].indication, report.signatures[0].sub_indication)
}

/// Each of these is told by this name.
fn check(cases: &[(&str, S, Change)]) {
    for (name, expected, change) in cases {
        let mut setup = Setup::good();
        change(&mut setup);
        let report = setup.judge();
        let signature = &report.signatures[0];
        assert_eq!(told(&report), (expected.indication(), Some(*expected)), "{name}: {:#?}", signature.checks);
        assert_ne!(report.mark, Mark::Green, "{name}");
        let red = expected.indication() == Indication::TotalFailed;
        assert_eq!(report.mark == Mark::Red, red, "{name}");
    }
}

/// Each of these may pass as mathematics, but is not green.
fn not_green(cases: &[(&str, Change)]) {
    for (name, change) in cases {
        let mut setup = Setup::good();
        change(&mut setup);
        assert!(!setup.is_green(), "{name}: {:#?}", setup.judge().signatures);
    }
}

#[test]
fn the_content_and_what_binds_it() {
    check(&[
        ("a byte of the document", S::HashFailure, |s| {
            s.after = Some(|f| replace(f, b"Montefiorito", b"Montefiorita"))
        }),
        ("another digest is signed", S::HashFailure, |s| s.digest = Some(sha256(b"altro"))),
        ("the signature of another key", S::SigCryptoFailure, |s| {
            let certificate = s.certificate();
            s.ess = Some(Ess::Of(sha256(&certificate)));
            s.swapped = Some(certificate);
            s.signer.key = Key::new(77);
        }),
        ("the signing time is moved", S::SigCryptoFailure, |s| {
            s.after = Some(|f| replace(f, b"250301100000Z", b"250228100000Z"))
        }),
        ("a signature algorithm of another digest", S::SigCryptoFailure, |s| {
            s.signature_algorithm = asn::seq(&[&asn::oid("1.2.840.10045.4.3.4")]);
        }),
        ("the certificate is exchanged for another of the same key and number", S::NoSigningCertificateFound, |s| {
            let mut other = s.signer.clone();
            other.until = at("2045-01-01T00:00:00Z");
            s.swapped = Some(other.issued_by(&s.ca));
        }),
        ("the certificate is taken out", S::NoSigningCertificateFound, |s| s.swapped = Some(s.ca.issued_by(&s.root))),
        ("no reference to the certificate", S::SigConstraintsFailure, |s| s.ess = Some(Ess::Absent)),
        ("a reference to another certificate", S::NoSigningCertificateFound, |s| {
            s.ess = Some(Ess::Of(sha256(b"altro")))
        }),
    ]);
}

#[test]
fn the_certificate_of_the_signer() {
    check(&[
        ("of a namesake of the authority", S::NoCertificateChainFound, |s| {
            let forged = s.signer.signed(&s.ca.name, &Key::new(88));
            s.ess = Some(Ess::Of(sha256(&forged)));
            s.swapped = Some(forged);
        }),
        ("expired before the stamp", S::OutOfBoundsNoPoe, |s| {
            s.signer.until = at("2025-02-28T23:59:59Z");
            s.answer = None;
            s.lists = vec![List::of(&s.ca, at("2025-03-01T00:00:00Z"))];
            s.policy.revocation = false;
        }),
        ("not yet valid at the stamp", S::NotYetValid, |s| s.signer.from = at("2025-03-02T00:00:00Z")),
        ("for a web server only", S::ChainConstraintsFailure, |s| {
            s.signer.set(EKU, false, usages(&["1.3.6.1.5.5.7.3.1"]))
        }),
        ("for code only", S::ChainConstraintsFailure, |s| s.signer.set(EKU, true, usages(&["1.3.6.1.5.5.7.3.3"]))),
        ("for stamps only", S::ChainConstraintsFailure, |s| s.signer.set(EKU, true, usages(&[TIME_STAMPING]))),
        ("for answers only", S::ChainConstraintsFailure, |s| s.signer.set(EKU, true, usages(&[OCSP_SIGNING]))),
        ("its key may only encrypt", S::ChainConstraintsFailure, |s| s.signer.set(USAGE, true, key_usage(&[2, 3]))),
        ("its key may only issue", S::ChainConstraintsFailure, |s| s.signer.set(USAGE, true, key_usage(&[5]))),
        ("an unknown critical extension", S::ChainConstraintsFailure, |s| s.signer.set("1.2.3.4", true, vec![5, 0])),
        ("a key usage that cannot be read", S::ChainConstraintsFailure, |s| s.signer.set(USAGE, true, vec![4, 0])),
        ("an extension twice", S::ChainConstraintsFailure, |s| {
            s.signer.extensions.push((USAGE.into(), true, key_usage(&[1])));
        }),
        ("two algorithms in it", S::NoCertificateChainFound, |s| {
            s.signer.outer_algorithm = Some(asn::seq(&[&asn::oid("1.2.840.10045.4.3.4")]));
        }),
    ]);
}

#[test]
fn the_authorities_above() {
    check(&[
        ("an authority that is none", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.set(BASIC, true, asn::seq(&[]));
        }),
        ("an authority without constraints", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.drop(BASIC);
        }),
        ("an authority whose key may not issue", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.set(USAGE, true, key_usage(&[0, 6]));
        }),
        ("a root that allows no authority below", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.root = Paper::new("Radice di prova", 1, 1).authority(Some(0));
        }),
        ("an authority with an unknown critical extension", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.set("1.2.3.4", true, vec![5, 0]);
        }),
        ("a name that is not permitted", S::ChainConstraintsFailure, |s| {
            under_root(s);
            let other = directory(&asn::name(&[(asn::C, "FR")]));
            s.ca.set(NAMES, true, constraints(&[other], &[]));
        }),
        ("a name that is excluded", S::ChainConstraintsFailure, |s| {
            under_root(s);
            let it = directory(&asn::name(&[(asn::C, "it")]));
            s.ca.set(NAMES, true, constraints(&[], &[it]));
        }),
        ("constraints of the root", S::ChainConstraintsFailure, |s| {
            under_root(s);
            let other = directory(&asn::name(&[(asn::C, "IT"), (asn::O, "Altra")]));
            s.root.set(NAMES, true, constraints(&[other], &[]));
        }),
        ("constraints that cannot be read", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.set(NAMES, true, vec![0x30, 3, 0xa0, 1, 0]);
        }),
        ("a policy is asked for and there is none", S::ChainConstraintsFailure, |s| {
            under_root(s);
            s.ca.set("2.5.29.36", true, asn::seq(&[&asn::tlv(0x80, &[0])]));
            s.signer.drop(POLICIES);
        }),
        ("the authority had expired", S::OutOfBoundsNotRevoked, |s| {
            under_root(s);
            s.ca.until = at("2025-02-01T00:00:00Z");
            let mut list = List::of(&s.root, at("2025-03-05T00:00:00Z"));
            list.extensions.push(("2.5.29.60".into(), false, asn::time(at("2020-01-01T00:00:00Z"))));
            s.lists = vec![list];
        }),
        ("the authority was revoked before", S::RevokedCaNoPoe, |s| {
            under_root(s);
            s.lists[0].entries = vec![(2, at("2025-02-01T00:00:00Z"), Some(2))];
        }),
        ("nobody says whether the authority was revoked", S::CertificateChainGeneralFailure, |s| {
            under_root(s);
            s.lists.clear();
        }),
        ("an anchor of mail for documents", S::NoCertificateChainFound, |s| {
            s.service.clear();
            s.added = vec![Purpose::Mail];
        }),
        ("an anchor of stamps for documents", S::NoCertificateChainFound, |s| {
            s.service = vec![period(ServiceKind::QualifiedTimeStamps, ServiceStatus::Granted, "2018-01-01T00:00:00Z")];
        }),
    ]);
}

/// The root is the anchor; the authority comes with the signature, its status too.
fn under_root(s: &mut Setup) {
    s.root_is_anchor = true;
    s.lists = vec![List::of(&s.root, at("2025-03-05T00:00:00Z"))];
    // The answer by the authority itself: a responder's certificate would be one of the old authority.
    s.answer = Some(Answer::good(&s.ca, 33, at("2025-03-02T10:00:00Z")));
}

#[test]
fn revocation_by_lists() {
    check(&[
        ("revoked before", S::RevokedNoPoe, |s| listed(s, "2025-02-01T00:00:00Z", Some(1))),
        ("revoked the second before", S::RevokedNoPoe, |s| listed(s, "2025-03-01T10:05:00Z", None)),
        ("suspended, and never annulled", S::TryLater, |s| {
            listed(s, "2025-02-01T00:00:00Z", Some(6));
        }),
        ("no evidence at all", S::CertificateChainGeneralFailure, |s| s.answer = None),
        ("no evidence, and a signer who says that none is needed", S::CertificateChainGeneralFailure, |s| {
            s.signer.set(NO_CHECK, false, vec![5, 0]);
            s.answer = None;
        }),
        ("a list of another key", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.lists[0].key = Key::new(99);
        }),
        ("a list of another authority", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.lists = vec![List::of(&s.tsa_ca, at("2025-04-01T00:00:00Z"))];
        }),
        ("a list by who may not sign lists", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.ca.set(USAGE, true, key_usage(&[5]));
        }),
        ("a list with an unknown critical extension", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.lists[0].extensions.push(("1.2.3.4".into(), true, vec![5, 0]));
        }),
        ("a list of authorities only", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.lists[0].extensions.push(("2.5.29.28".into(), true, asn::seq(&[&asn::tlv(0x82, &[0xff])])));
        }),
        ("a list of another place", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            let uri = asn::tlv(0x86, b"http://altrove.example/2.crl");
            let point = asn::seq(&[&asn::context(0, &asn::context(0, &uri))]);
            s.lists[0].extensions.push(("2.5.29.28".into(), true, point));
        }),
        ("a list of some reasons only", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            let some = asn::seq(&[&asn::tlv(0x83, &[0, 0x40])]);
            s.lists[0].extensions.push(("2.5.29.28".into(), true, some));
        }),
        ("a difference alone", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            s.lists[0].extensions.push(("2.5.29.27".into(), true, asn::int(3)));
        }),
        ("a difference upon a list of another key", S::CertificateChainGeneralFailure, |s| {
            clean_list(s);
            let mut whole = s.lists[0].clone();
            whole.key = Key::new(99);
            s.lists[0].extensions.push(("2.5.29.27".into(), true, asn::int(3)));
            s.lists[0].this_update = at("2025-04-02T00:00:00Z");
            s.lists.push(whole);
        }),
        ("a list that was no longer current", S::TryLater, |s| {
            s.answer = None;
            s.lists = vec![List::of(&s.ca, at("2025-02-20T00:00:00Z"))];
        }),
        ("a list made when the certificate had expired", S::CertificateChainGeneralFailure, |s| {
            s.answer = None;
            s.lists = vec![List::of(&s.ca, at("2026-05-31T00:00:00Z"))];
        }),
        ("a list of the future", S::CertificateChainGeneralFailure, |s| {
            s.answer = None;
            s.lists = vec![List::of(&s.ca, at("2026-07-01T00:00:00Z"))];
        }),
        ("revoked by a difference", S::RevokedNoPoe, |s| {
            clean_list(s);
            let mut delta = List::of(&s.ca, at("2025-04-02T00:00:00Z"));
            delta.entries = vec![(33, at("2025-02-01T00:00:00Z"), Some(1))];
            delta.extensions.push(("2.5.29.27".into(), true, asn::int(3)));
            s.lists.push(delta);
        }),
        ("revoked by a list, good by an answer", S::RevokedNoPoe, |s| {
            listed(s, "2025-02-01T00:00:00Z", Some(1));
            s.answer = Setup::good().answer;
        }),
    ]);
}

fn clean_list(s: &mut Setup) {
    s.answer = None;
    s.lists = vec![List::of(&s.ca, at("2025-04-01T00:00:00Z"))];
}

fn listed(s: &mut Setup, when: &str, reason: Option<u8>) {
    clean_list(s);
    s.lists[0].entries = vec![(7, at("2024-02-01T00:00:00Z"), None), (33, at(when), reason)];
}

#[test]
fn revocation_by_answers() {
    check(&[
        ("revoked before", S::RevokedNoPoe, |s| answer(s).says = Says::Revoked(at("2025-02-01T00:00:00Z"), Some(1))),
        ("suspended before", S::TryLater, |s| answer(s).says = Says::Revoked(at("2025-02-01T00:00:00Z"), Some(6))),
        ("unknown", S::CertificateChainGeneralFailure, |s| answer(s).says = Says::Unknown),
        ("about another number", S::CertificateChainGeneralFailure, |s| answer(s).serial = 34),
        ("about another authority's", S::CertificateChainGeneralFailure, |s| answer(s).issuer.key = Key::new(4)),
        ("about another certificate by its hash", S::CertificateChainGeneralFailure, |s| {
            answer(s).cert_hash = Some(sha256(b"altro"));
        }),
        ("by anybody", S::CertificateChainGeneralFailure, |s| answer(s).responder.key = Key::new(99)),
        ("by a responder without the purpose", S::CertificateChainGeneralFailure, |s| {
            s.responder.drop(EKU);
            by_responder(s);
        }),
        ("by a responder for something else", S::CertificateChainGeneralFailure, |s| {
            s.responder.set(EKU, false, usages(&[TIME_STAMPING]));
            by_responder(s);
        }),
        ("by a responder of another authority", S::CertificateChainGeneralFailure, |s| {
            let certificate = s.responder.issued_by(&s.tsa_ca);
            answer(s).certificate = Some(certificate);
        }),
        ("by a responder that had expired", S::CertificateChainGeneralFailure, |s| {
            s.responder.until = at("2025-03-01T00:00:00Z");
            by_responder(s);
        }),
        ("by a responder that is not exempt, of which nobody speaks", S::CertificateChainGeneralFailure, |s| {
            s.responder.drop(NO_CHECK);
            by_responder(s);
        }),
        ("by a responder that was revoked", S::CertificateChainGeneralFailure, |s| {
            s.responder.drop(NO_CHECK);
            by_responder(s);
            let mut list = List::of(&s.ca, at("2025-02-20T00:00:00Z"));
            list.entries = vec![(66, at("2025-02-01T00:00:00Z"), Some(1))];
            // Of the signer's certificate this list says nothing that can be used: it is of some reasons only.
            list.extensions.push(("2.5.29.28".into(), true, asn::seq(&[&asn::tlv(0x83, &[0, 0x40])])));
            s.lists = vec![list];
        }),
        ("by a responder with an unknown critical extension", S::CertificateChainGeneralFailure, |s| {
            s.responder.set("1.2.3.4", true, vec![5, 0]);
            by_responder(s);
        }),
        ("too old", S::TryLater, |s| {
            let old = Answer::good(&s.ca, 33, at("2025-02-20T10:00:00Z"));
            s.answer = Some(old);
        }),
        ("without an end, too old", S::TryLater, |s| {
            let mut old = Answer::good(&s.ca, 33, at("2025-02-27T10:00:00Z"));
            old.next_update = None;
            s.answer = Some(old);
        }),
        ("of the future", S::CertificateChainGeneralFailure, |s| {
            let future = Answer::good(&s.ca, 33, at("2026-07-01T10:00:00Z"));
            s.answer = Some(future);
        }),
        ("made when the certificate had expired", S::CertificateChainGeneralFailure, |s| {
            let late = Answer::good(&s.ca, 33, at("2026-05-31T10:00:00Z"));
            s.answer = Some(late);
        }),
    ]);
}

fn answer(s: &mut Setup) -> &mut Answer {
    s.answer.as_mut().expect("there is one")
}

fn by_responder(s: &mut Setup) {
    let certificate = s.responder.issued_by(&s.ca);
    let made = Answer::good(&s.ca, 33, at("2025-03-02T10:00:00Z")).by(&s.responder, certificate);
    s.answer = Some(made);
}

/// A stamp that is not good proves nothing, and the certificate has expired: without proof of the time that is not enough.
#[test]
fn time_stamps() {
    let cases: &[(&str, Change)] = &[
        ("none", |s| s.stamp = None),
        ("of another signature", |s| s.over = Over::Other(b"un'altra firma".to_vec())),
        ("of the document instead of the signature", |s| s.over = Over::Other(s.content.clone())),
        ("by who may not stamp", |s| s.tsa.drop(EKU)),
        ("by who may do more", |s| s.tsa.set(EKU, true, usages(&[TIME_STAMPING, OCSP_SIGNING]))),
        ("by who may, but not critically", |s| s.tsa.set(EKU, false, usages(&[TIME_STAMPING]))),
        ("by whose key may not sign", |s| s.tsa.set(USAGE, true, key_usage(&[2]))),
        ("by nobody we know", |s| s.tsa_service.clear()),
        ("by somebody with an unknown critical extension", |s| s.tsa.set("1.2.3.4", true, vec![5, 0])),
        ("with a date when its certificate was not valid yet", |s| s.tsa.from = at("2025-06-01T00:00:00Z")),
        ("with a date when its certificate had expired", |s| s.tsa.until = at("2025-02-01T00:00:00Z")),
        ("by one who has expired since", |s| s.tsa.until = at("2026-01-01T00:00:00Z")),
        ("by one who is revoked", |s| {
            s.tsa_list.as_mut().unwrap().entries = vec![(55, at("2025-01-01T00:00:00Z"), Some(1))];
        }),
        ("by one of whom nobody says whether it is revoked", |s| s.tsa_list = None),
        ("that names another certificate", |s| s.stamp_ess = Ess::Of(sha256(b"altro"))),
        ("that names no certificate", |s| s.stamp_ess = Ess::Absent),
        ("of the future", |s| s.stamp = Some(at("2026-07-01T00:00:00Z"))),
        ("after the certificate had expired", |s| s.stamp = Some(at("2026-01-01T00:00:00Z"))),
        ("a byte of its date", |s| s.after = Some(|f| replace(f, b"20250301100500Z", b"20240301100500Z"))),
        ("registered when the certificate had expired", |s| {
            s.stamp = None;
            let origin = ExistenceOrigin::Registration("n. 1/2026".into());
            s.existence = vec![Existence { at: at("2026-01-02T00:00:00Z"), origin }];
        }),
        ("registered in the future", |s| {
            s.stamp = None;
            let origin = ExistenceOrigin::Registration("n. 1/2027".into());
            s.existence = vec![Existence { at: at("2027-01-02T00:00:00Z"), origin }];
        }),
    ];
    for (name, change) in cases {
        let mut setup = Setup::good();
        change(&mut setup);
        let report = setup.judge();
        assert_eq!(
            report.signatures[0].indication,
            Indication::Indeterminate,
            "{name}: {:#?}",
            report.signatures[0].checks
        );
        assert_eq!(report.mark, Mark::Amber, "{name}");
    }
}

#[test]
fn a_stamp_inside_says_that_it_was_signed_after() {
    let inside = |s: &mut Setup, time: &str| {
        let stamp = s.stamper(at(time)).over(&s.content);
        s.signed = vec![attribute(CONTENT_TIME_STAMP, &stamp)];
    };
    // Revoked in February, and what was signed contains a stamp of March: it was signed after.
    let mut setup = Setup::good();
    inside(&mut setup, "2025-03-01T09:00:00Z");
    assert_eq!(setup.judge().mark, Mark::Green);
    listed(&mut setup, "2025-02-01T00:00:00Z", Some(1));
    assert_eq!(told(&setup.judge()), (Indication::TotalFailed, Some(S::Revoked)));
    // It contains a stamp that is newer than the one above it.
    let mut setup = Setup::good();
    inside(&mut setup, "2025-03-05T09:00:00Z");
    assert_eq!(told(&setup.judge()), (Indication::Indeterminate, Some(S::TimestampOrderFailure)));
    // It contains a stamp of when the certificate had expired.
    let mut setup = Setup::good();
    (setup.stamp, setup.claimed) = (None, None);
    inside(&mut setup, "2026-02-01T09:00:00Z");
    assert_eq!(told(&setup.judge()), (Indication::TotalFailed, Some(S::Expired)));
}

#[test]
fn what_the_list_says_decides_about_green() {
    not_green(&[
        ("the service was withdrawn before", |s| s.service[0].status = ServiceStatus::Withdrawn),
        ("the service was withdrawn between certificate and signature", |s| {
            s.service.push(period(ServiceKind::CaQc, ServiceStatus::Withdrawn, "2024-06-01T00:00:00Z"));
        }),
        ("the service is in the list only since later", |s| s.service[0].since = at("2024-06-01T00:00:00Z")),
        ("the service is in the list only since after the signature", |s| {
            s.service[0].since = at("2026-01-01T00:00:00Z")
        }),
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
        ("a certificate for web sites", |s| s.signer.set(QC, false, qc(true, 3))),
        ("the service is for seals only", |s| s.service[0].uses = vec![signing::verify::trust::Use::Seals]),
        ("added by the ente", |s| {
            s.service.clear();
            s.added = vec![Purpose::Documents];
        }),
        ("revocation is not asked for", |s| {
            s.answer = None;
            s.policy.revocation = false;
        }),
    ]);
}

/// Every byte of the file, one after the other: what comes out is either not green, or the same document signed by the same.
#[test]
fn no_byte_can_be_changed() {
    let setup = Setup::good();
    let (trust, evidence) = (setup.trust(), setup.evidence());
    let file = setup.file();
    let (mut harmless, mut refused, mut step) = (0, 0, 0);
    let mut place = 0;
    while place < file.len() {
        let mut bytes = file.clone();
        bytes[place] ^= 1 << (step % 8);
        let judged = setup.judge_with(&bytes, Default::default(), &trust, &evidence);
        match judged {
            Ok(report) if report.mark == Mark::Green => {
                // Something that nobody signs and that means nothing: a version, an unused identifier.
                let content = firma_cms::content(&bytes).expect("content");
                assert_eq!(content.bytes, setup.content, "byte {place}");
                let signer =
                    report.signatures[0].signer.as_ref().and_then(|name| name.codice_fiscale().map(str::to_owned));
                assert_eq!(signer.as_deref(), Some("NRENNA80A41H501X"), "byte {place}");
                harmless += 1;
            }
            _ => refused += 1,
        }
        // Each byte of the structure costs some signature checks: every seventh, at changing bits.
        place += 7;
        step += 1;
    }
    assert!(refused > 200, "{refused} refused, {harmless} harmless of {}", file.len());
    assert!(harmless * 20 < refused, "{harmless} of {refused} mean nothing: which?");
}

/// Pieces of one good signature in another.
#[test]
fn nothing_can_be_moved_from_one_signature_to_another() {
    let one = Setup::good();
    let mut other = Setup::good();
    other.content = b"Il Comune di Montefiorito paga dieci volte tanto.".to_vec();
    // The stamp of the first.
    let stamp = one.stamper(one.stamp.unwrap()).over(&one.cades().value());
    let moved = other.cades().der(&[attribute(SIGNATURE_TIME_STAMP, &stamp)]);
    let report = other.judge_bytes(&moved).expect("report");
    assert_eq!(report.signatures[0].indication, Indication::Indeterminate);
    // The signature of the first upon the other's document.
    let mut cades = one.cades();
    let good = cades.der(&[]);
    cades.content.clone_from(&other.content);
    cades.digest = Some(sha256(&one.content));
    let report = one.judge_bytes(&cades.der(&[])).expect("report");
    assert_eq!(told(&report), (Indication::TotalFailed, Some(S::HashFailure)));
    // Two stamps, of which the false one is older: it does not count.
    let real = one.stamper(one.stamp.unwrap()).over(&one.cades().value());
    let old = one.stamper(at("2024-01-01T00:00:00Z")).over(b"altro");
    let two = one.cades().der(&[attribute(SIGNATURE_TIME_STAMP, &real), attribute(SIGNATURE_TIME_STAMP, &old)]);
    let report = one.judge_bytes(&two).expect("report");
    assert_eq!(report.signatures[0].proven_time.as_ref().map(|it| it.at), Some(at("2025-03-01T10:05:00Z")));
    assert_ne!(report.mark, Mark::Green, "a false stamp is to be looked at");
    // Cut.
    for length in [0, 1, 100, good.len() / 2, good.len() - 1] {
        assert!(one.judge_bytes(&good[..length]).map_or(true, |report| report.mark != Mark::Green));
    }
}
