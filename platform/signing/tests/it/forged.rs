//! Forgeries: the good signature with one thing changed. **None is ever green, none of those that touch what was
//! signed passes**; and
//! each is told by its name.

use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::report::{Indication, Mark, Report, SubIndication as S};
use signing::verify::trust::{Purpose, ServiceKind, ServiceStatus};

use crate::pki::cms::{CONTENT_TIME_STAMP, Ess, SIGNATURE_TIME_STAMP, attribute};
use crate::pki::evidence::{Answer, List};
use crate::pki::setup::{Over, Setup, period};
use crate::pki::*;
use crate::revoked::listed;

/// What is changed.
pub type Change = fn(&mut Setup);
/// A name, how it is told, what is changed.
pub type Case = (&'static str, S, Change);

/// Puts the first of these bytes in the file for others.
fn replace(file: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    let place = file.windows(from.len()).position(|window| window == from).expect("it is there");
    file.splice(place..place + from.len(), to.iter().copied());
}

fn told(report: &Report) -> (Indication, Option<S>) {
    (report.signatures[0].indication, report.signatures[0].sub_indication)
}

/// Each of these is told by this name.
pub fn check(cases: &[Case]) {
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

/// A stamp that is not good proves nothing, and the certificate has expired: without proof of the time that is not
/// enough.
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

/// Every byte of the file, one after the other: what comes out is either not green, or the same document signed by
/// the same.
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

#[test]
fn a_stamp_of_tomorrow_proves_nothing_today() {
    let mut setup = Setup::good();
    setup.stamp = Some(at("2026-07-01T00:00:00Z"));
    let report = setup.judge();
    let stamp = &report.signatures[0].time_stamps[0];
    assert_eq!(stamp.sub_indication, Some(S::TimestampOrderFailure), "{:#?}", stamp.checks);
    assert_eq!(report.signatures[0].proven_time, None);
}
