//! Forgeries of what is said about revocation: see `forged`.

use signing::verify::certificate::Certificate;
use signing::verify::read::Beside;
use signing::verify::report::{Mark, SubIndication as S};
use signing::verify::trust::{ListInfo, Service, ServiceKind, ServiceStatus};

use crate::forged::{Case, check};
use crate::pki::evidence::{Answer, List, Says};
use crate::pki::setup::{Setup, period};
use crate::pki::*;

const LISTS: &[Case] = &[
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
];

#[test]
fn revocation_by_lists() {
    check(LISTS);
}

pub fn clean_list(s: &mut Setup) {
    s.answer = None;
    s.lists = vec![List::of(&s.ca, at("2025-04-01T00:00:00Z"))];
}

pub fn listed(s: &mut Setup, when: &str, reason: Option<u8>) {
    clean_list(s);
    s.lists[0].entries = vec![(7, at("2024-02-01T00:00:00Z"), None), (33, at(when), reason)];
}

const ANSWERS: &[Case] = &[
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
];

#[test]
fn revocation_by_answers() {
    check(ANSWERS);
}

fn answer(s: &mut Setup) -> &mut Answer {
    s.answer.as_mut().expect("there is one")
}

fn by_responder(s: &mut Setup) {
    let certificate = s.responder.issued_by(&s.ca);
    let made = Answer::good(&s.ca, 33, at("2025-03-02T10:00:00Z")).by(&s.responder, certificate);
    s.answer = Some(made);
}

/// Who publishes lists or answers for one provider may not speak of another's certificates (RFC 5280 §6.3.3 f).
#[test]
fn a_listed_service_speaks_of_its_own_providers_certificates_only() {
    // A key of the authority's name that is not the authority's.
    let namesake = Setup::good().ca;
    let namesake = Paper { key: Key::new(99), ..namesake };
    let certificate = namesake.issued_by(&namesake);
    let mut by_answer = Setup::good();
    by_answer.answer =
        Some(Answer::good(&by_answer.ca, 33, at("2025-03-02T10:00:00Z")).by(&namesake, certificate.clone()));
    let mut by_list = Setup::good();
    by_list.answer = None;
    by_list.lists = vec![List::of(&namesake, at("2025-04-01T00:00:00Z"))];
    for (setup, kind) in [(by_answer, ServiceKind::OcspQc), (by_list, ServiceKind::CrlQc)] {
        let judge = |country: &str, provider: &str| {
            let mut trust = setup.trust();
            let service = Service {
                list: ListInfo { country: country.into(), ..ListInfo::default() },
                provider: provider.into(),
                name: "Revoche".into(),
                periods: vec![period(kind.clone(), ServiceStatus::Granted, "2018-01-01T00:00:00Z")],
            };
            trust.add_service(service, &[Certificate::read(&certificate).expect("certificate")]);
            let report = setup.judge_with(&setup.file(), Beside::default(), &trust, &setup.evidence());
            let report = report.expect("report");
            (report.mark, report.signatures[0].sub_indication)
        };
        assert_eq!(judge("IT", "Prova SpA"), (Mark::Green, None), "{kind:?}");
        let refused = (Mark::Amber, Some(S::CertificateChainGeneralFailure));
        assert_eq!(judge("IT", "Altra SpA"), refused, "{kind:?}");
        assert_eq!(judge("FR", "Prova SpA"), refused, "{kind:?}");
    }
}
