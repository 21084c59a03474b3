//! What is good passes, and is told as what it is.

use std::io::Cursor;

use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::judge::Question;
use signing::verify::qualification::Class;
use signing::verify::read::{self, Beside};
use signing::verify::report::{Indication, Mark, SubIndication};
use signing::verify::revocation::EvidenceOrigin;
use signing::verify::trust::{Criteria, Purpose, Qualifier, ServiceKind, ServiceStatus};

use crate::forged::Change;
use crate::pki::evidence::{Answer, List, Says};
use crate::pki::setup::{Setup, period, qualification};
use crate::pki::*;

#[test]
fn a_qualified_signature_is_green_and_told_in_one_sentence() {
    let report = Setup::good().judge();
    let [signature] = report.signatures.as_slice() else { panic!("{report:?}") };
    assert_eq!(signature.indication, Indication::TotalPassed, "{:#?}", signature.checks);
    assert_eq!(signature.qualification.class, Class::QualifiedSignature);
    assert_eq!(
        report.sentence,
        "Firma valida di ANNA NERI, qualificata secondo la lista di fiducia italiana, apposta non oltre il 1/3/2025 alle \
         11:05 (marca temporale di Marche di prova); il documento non è cambiato dopo."
    );
    assert_eq!(report.mark, Mark::Green);
    let signer = signature.signer.as_ref().expect("signer");
    assert_eq!(signer.codice_fiscale(), Some("NRENNA80A41H501X"));
    assert!(signature.time_stamps.iter().all(|stamp| stamp.qualified));
}

/// A role is what the signer says of itself: told with that, and nothing of the verdict rests upon it.
#[test]
fn a_role_that_the_signer_claims_is_told_and_decides_nothing() {
    let mut setup = Setup::good();
    // With a character that would turn the writing round.
    let mayor = cms::attribute("2.5.4.41", &asn::tlv(0x0c, "Sindaco\u{202e}".as_bytes()));
    let number = cms::attribute("2.5.4.41", &asn::int(7));
    let claimed = asn::context(0, &asn::seq(&[&mayor, &number]));
    let certified = asn::context(1, &asn::seq(&[]));
    setup.signed.push(cms::attribute("0.4.0.19122.1.1", &asn::seq(&[&claimed, &certified])));
    let report = setup.judge();
    assert_eq!(report.mark, Mark::Green, "{:#?}", report.signatures[0].checks);
    assert_eq!(report.sentence, Setup::good().judge().sentence);
    let words: Vec<String> = report.signatures[0].unchecked_roles.iter().map(|role| role.words()).collect();
    let expected = [
        "«Sindaco» (lo scrive chi firma: nessuno l'ha controllato)",
        "un ruolo scritto in una forma che qui non si legge",
        "un ruolo attestato da altri, che qui non si legge e non si controlla",
    ];
    assert_eq!(words, expected);
    let json = serde_json::to_string(&report).expect("json");
    assert_eq!(serde_json::from_str::<signing::verify::report::Report>(&json).expect("report"), report);
    assert!(!serde_json::to_string(&Setup::good().judge()).expect("json").contains("unchecked_roles"));
}

#[test]
fn the_report_goes_through_json_and_back() {
    let report = Setup::good().judge();
    let json = serde_json::to_string(&report).expect("json");
    assert!(json.contains("\"TOTAL-PASSED\""));
    assert_eq!(serde_json::from_str::<signing::verify::report::Report>(&json).expect("report"), report);
}

/// Every case is good; the name says of what.
const GOOD: &[(&str, Change)] = &[
    ("an answer by the issuer itself", |s| s.answer = Some(Answer::good(&s.ca, 33, at("2025-03-02T10:00:00Z")))),
    ("a list made after, when the certificate was still valid", |s| {
        s.answer = None;
        s.lists = vec![List::of(&s.ca, at("2025-04-01T00:00:00Z"))];
    }),
    ("a list that was current at the stamp", |s| {
        s.answer = None;
        s.lists = vec![List::of(&s.ca, at("2025-03-01T00:00:00Z"))];
    }),
    ("a list of now that keeps expired certificates", |s| {
        s.answer = None;
        let mut list = List::of(&s.ca, at("2026-06-01T00:00:00Z"));
        list.extensions.push(("2.5.29.60".into(), false, asn::time(at("2020-01-01T00:00:00Z"))));
        s.lists = vec![list];
    }),
    ("revoked after the stamp", |s| {
        s.lists = vec![List::of(&s.ca, at("2025-06-01T00:00:00Z"))];
        s.lists[0].entries = vec![(33, at("2025-05-01T00:00:00Z"), Some(1))];
    }),
    ("revoked after the stamp, by an answer", |s| {
        s.answer.as_mut().unwrap().says = Says::Revoked(at("2025-03-01T22:00:00Z"), Some(4));
    }),
    ("suspended and annulled", |s| {
        s.lists = vec![List::of(&s.ca, at("2025-03-01T00:00:00Z"))];
        s.lists[0].entries = vec![(33, at("2025-02-01T00:00:00Z"), Some(6))];
    }),
    ("suspended after the stamp", |s| {
        s.lists = vec![List::of(&s.ca, at("2025-06-01T00:00:00Z"))];
        s.lists[0].entries = vec![(33, at("2025-05-01T00:00:00Z"), Some(6))];
    }),
    ("somebody else is revoked", |s| {
        s.lists = vec![List::of(&s.ca, at("2025-04-01T00:00:00Z"))];
        s.lists[0].entries = vec![(34, at("2025-01-01T00:00:00Z"), Some(1))];
    }),
    ("a root above the authority", |s| {
        s.root_is_anchor = true;
        s.lists = vec![List::of(&s.root, at("2025-03-05T00:00:00Z"))];
    }),
    ("the list knows the device, not the certificate", |s| {
        s.signer.set(QC, false, qc(false, 1));
        s.signer.drop(POLICIES);
        let all = Criteria::All(vec![Criteria::KeyUsage(1, true)]);
        s.service[0].qualifications = vec![qualification(&[Qualifier::QscdManaged], all)];
    }),
    ("the service was withdrawn later", |s| {
        s.service.push(period(ServiceKind::CaQc, ServiceStatus::Withdrawn, "2025-09-01T00:00:00Z"));
    }),
    ("no stamp, but registered that day", |s| {
        s.stamp = None;
        let origin = ExistenceOrigin::Registration("di protocollo n. 12/2025".into());
        s.existence = vec![Existence { at: at("2025-03-01T12:00:00Z"), origin }];
    }),
    ("no stamp, while everything is still valid", |s| {
        (s.stamp, s.now) = (None, at("2025-03-02T11:00:00Z"));
        s.tsa_list = None;
    }),
    ("no signing time", |s| s.claimed = None),
    ("the answer names the very certificate", |s| {
        let hash = sha256(&s.certificate());
        s.answer.as_mut().unwrap().cert_hash = Some(hash);
    }),
    ("names within the constraints", |s| {
        s.root_is_anchor = true;
        let within = directory(&asn::name(&[(asn::C, "IT")]));
        s.ca.set(NAMES, true, constraints(&[within], &[]));
        s.lists = vec![List::of(&s.root, at("2025-03-05T00:00:00Z"))];
        s.answer = Some(Answer::good(&s.ca, 33, at("2025-03-02T10:00:00Z")));
    }),
];

#[test]
fn each_good_case_is_green() {
    for (name, change) in GOOD {
        let mut setup = Setup::good();
        change(&mut setup);
        let report = setup.judge();
        let signature = &report.signatures[0];
        assert_eq!(report.mark, Mark::Green, "{name}: {} {:#?}", report.sentence, signature.checks);
    }
}

#[test]
fn without_a_qualified_service_it_passes_and_is_not_green() {
    let mut setup = Setup::good();
    setup.service = Vec::new();
    setup.added = vec![Purpose::Documents];
    let report = setup.judge();
    let signature = &report.signatures[0];
    assert_eq!((signature.indication, signature.sub_indication), (Indication::TotalPassed, None));
    assert_eq!((signature.qualification.class, report.mark), (Class::Advanced, Mark::Amber));
    assert!(report.sentence.contains("ma non qualificata"), "{}", report.sentence);
}

#[test]
fn a_seal_is_told_as_a_seal() {
    let mut setup = Setup::good();
    setup.signer.set(QC, false, qc(true, 2));
    let report = setup.judge();
    assert_eq!(report.signatures[0].qualification.class, Class::QualifiedSeal);
    assert!(report.sentence.starts_with("Sigillo valido di ANNA NERI, qualificato"), "{}", report.sentence);
}

#[test]
fn without_a_device_it_is_advanced_with_a_qualified_certificate() {
    let mut setup = Setup::good();
    setup.signer.set(QC, false, qc(false, 1));
    setup.signer.drop(POLICIES);
    let report = setup.judge();
    assert_eq!(report.signatures[0].qualification.class, Class::AdvancedSignatureQualifiedCertificate);
    assert_eq!(report.mark, Mark::Amber);
}

/// The same file, checked as on other days.
#[test]
fn what_is_asked_of_a_past_day_is_answered_of_that_day() {
    let mut setup = Setup::good();
    let file = setup.file();
    let mut on = |day: &str| {
        setup.now = at(day);
        let report = setup.judge_bytes(&file).expect("report");
        (report.signatures[0].indication, report.signatures[0].sub_indication)
    };
    assert_eq!(on("2026-06-01T12:00:00Z").0, Indication::TotalPassed);
    // In May 2025 the list about the stamp's authority, which is of June 2026, is not there yet: the stamp proves
    // nothing, and of
    // the signer's certificate only old news is at hand.
    assert_eq!(on("2025-05-01T00:00:00Z"), (Indication::Indeterminate, Some(SubIndication::TryLater)));
}

#[test]
fn evidence_inside_the_signature_is_told_as_such() {
    let report = Setup::good().judge();
    let outcome = report.signatures[0].chain[0].revocation.clone().expect("known");
    assert_eq!(outcome.told().map(|told| told.origin), Some(EvidenceOrigin::Given));
}

#[test]
fn a_signature_beside_its_document() {
    let setup = Setup::good();
    let mut cades = setup.cades();
    cades.detached = true;
    let stamp = setup.stamper(setup.stamp.unwrap()).over(&cades.value());
    let file = cades.der(&[cms::attribute(cms::SIGNATURE_TIME_STAMP, &stamp)]);
    let judge = |content: Option<&[u8]>| {
        let beside = Beside { content, stamps: &[] };
        setup.judge_with(&file, beside, &setup.trust(), &setup.evidence()).expect("report")
    };
    assert_eq!(judge(Some(&setup.content)).mark, Mark::Green);
    assert_eq!(judge(None).signatures[0].sub_indication, Some(SubIndication::SignedDataNotFound));
    let other = judge(Some(b"un altro documento"));
    assert_eq!((other.mark, other.signatures[0].sub_indication), (Mark::Red, Some(SubIndication::HashFailure)));
}

#[test]
fn a_stamp_beside_the_file_proves_when_it_existed() {
    let mut setup = Setup::good();
    let time = setup.stamp.take().unwrap();
    let file = setup.file();
    let stamp = setup.stamper(time).over(&file);
    let judge = |stamps: &[&[u8]]| {
        let stamps: Vec<_> = stamps.iter().map(|stamp| read::Stamp { name: "atto.tsr", bytes: Ok(stamp) }).collect();
        let beside = Beside { content: None, stamps: &stamps };
        setup.judge_with(&file, beside, &setup.trust(), &setup.evidence()).expect("report")
    };
    assert_eq!(judge(&[]).mark, Mark::Amber);
    assert_eq!(judge(&[&stamp]).mark, Mark::Green, "{:#?}", judge(&[&stamp]));
    let other = setup.stamper(time).over(b"altro");
    assert_eq!(judge(&[&other]).mark, Mark::Red);
}

/// One signs, the other signs the envelope.
#[test]
fn every_envelope_is_judged() {
    let inner = Setup::good();
    let mut outer = Setup::good();
    outer.content = inner.file();
    let report = outer.judge();
    assert_eq!(report.signatures.iter().map(|it| it.layer).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(report.mark, Mark::Green);
    // What is inside is altered before the outer one signs: the outer is good, the inner is not, and so is the whole.
    let place = outer.content.windows(12).position(|it| it == b"Montefiorito").unwrap();
    outer.content[place] = b'X';
    let report = outer.judge();
    assert_eq!(report.signatures.iter().map(|it| it.mark).collect::<Vec<_>>(), [Mark::Green, Mark::Red]);
    assert_eq!(report.mark, Mark::Red);
    assert_eq!(report.sentence, "2 firme: 1 valida e qualificata, 1 NON valida.");
}

/// The envelope of a provider of certified mail: another anchor, and never a qualified signature.
#[test]
fn the_envelope_of_certified_mail_is_judged_by_its_own_anchors() {
    let mut setup = Setup::good();
    (setup.now, setup.ess) = (at("2025-03-02T11:00:00Z"), Some(cms::Ess::Absent));
    setup.content = b"Content-Type: text/plain\r\n\r\nPosta certificata".to_vec();
    setup.service.clear();
    setup.added = vec![Purpose::Mail];
    let mut cades = setup.cades();
    cades.detached = true;
    let body = base64(&cades.der(&[]));
    let message = |part: &str| {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; \
             boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n{part}\r\n--x\r\nContent-Type: \
             application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n--x--\r\n"
        )
    };
    let judge = |setup: &Setup, message: &str| {
        let (trust, evidence) = (setup.trust(), setup.evidence());
        let question =
            Question { trust: &trust, now: setup.now, evidence: &evidence, certificates: &[], existence: &[] };
        read::mail(message.as_bytes(), &question).expect("report")
    };
    let good = judge(&setup, &message("Posta certificata"));
    assert_eq!(good.signatures[0].indication, Indication::TotalPassed, "{:#?}", good.signatures[0].checks);
    assert_eq!((good.signatures[0].qualification.class, good.mark), (Class::Mail, Mark::Amber));
    assert!(
        good.sentence.starts_with("Busta integra di ANNA NERI, del gestore di posta certificata"),
        "{}",
        good.sentence
    );
    assert_eq!(judge(&setup, &message("Posta contraffatta")).mark, Mark::Red);
    setup.added = vec![Purpose::Documents];
    let other = judge(&setup, &message("Posta certificata"));
    assert_eq!(other.signatures[0].sub_indication, Some(SubIndication::NoCertificateChainFound));
}

/// A document in the envelope of its time stamp (RFC 5544).
#[test]
fn a_time_stamped_envelope_proves_when_what_is_inside_existed() {
    let mut setup = Setup::good();
    let time = setup.stamp.take().unwrap();
    let file = setup.file();
    let envelope = |stamped: &[u8]| cms::time_stamped(&file, &[asn::seq(&[&setup.stamper(time).over(stamped)])]);
    let good = setup.judge_bytes(&envelope(&file)).expect("report");
    assert_eq!((good.time_stamps.len(), good.mark), (1, Mark::Green), "{good:#?}");
    let other = setup.judge_bytes(&envelope(b"altro")).expect("report");
    assert_eq!((other.signatures[0].mark, other.mark), (Mark::Amber, Mark::Red));
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().chain([0, 0].iter()).take(3).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        for place in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// A document in an envelope that is too large for memory may be signed itself: nobody looked, and that is told.
#[test]
fn what_may_be_signed_inside_a_large_envelope_is_told() {
    let inside = |content: &[u8]| {
        let mut setup = Setup::good();
        setup.content = content.to_vec();
        let (trust, evidence) = (setup.trust(), setup.evidence());
        let question =
            Question { trust: &trust, now: setup.now, evidence: &evidence, certificates: &[], existence: &[] };
        let report = read::large(Cursor::new(setup.file()), &question).expect("a report");
        assert_eq!(report.signatures[0].mark, Mark::Green);
        (report.mark, report.warnings.concat())
    };
    assert_eq!(inside(b"Una lettera"), (Mark::Green, String::new()));
    let envelope = Setup::good().file();
    for (content, what) in [
        (&b"%PDF-1.7\n"[..], "un PDF"),
        (b"<?xml version=\"1.0\"?><atto/>", "un XML"),
        (b"PK\x03\x04", "un archivio"),
        (&envelope, "un'altra busta firmata"),
    ] {
        let (mark, told) = inside(content);
        assert_eq!(mark, Mark::Amber, "{what}");
        assert!(told.contains(what) && told.contains("non sono state controllate"), "{told}");
    }
}

/// Read once, it is judged for any day and with whatever is at hand; what is known to be missing makes it less than
/// green.
#[test]
fn an_envelope_on_the_disk_is_read_once_and_judged_as_often_as_need_be() {
    let setup = Setup::good();
    let large = read::Large::read(Cursor::new(setup.file())).expect("an envelope");
    let judge = |large: &read::Large, setup: &Setup, now| {
        let (trust, evidence) = (setup.trust(), setup.evidence());
        large.judge(&Question { trust: &trust, now, evidence: &evidence, certificates: &[], existence: &[] })
    };
    assert_eq!(judge(&large, &setup, setup.now).mark, Mark::Green);
    let mut untrusted = Setup::good();
    untrusted.service.clear();
    assert_eq!(judge(&large, &untrusted, setup.now).mark, Mark::Amber);
    let mut lacking = large.clone();
    lacking.warn("manca una marca".into());
    let report = judge(&lacking, &setup, setup.now);
    assert_eq!((report.mark, &report.warnings[..]), (Mark::Amber, &["manca una marca".to_owned()][..]));
}

/// What is no envelope with its document inside has no report.
#[test]
fn only_envelopes_are_judged_from_the_disk() {
    let setup = Setup::good();
    let (trust, evidence) = (setup.trust(), setup.evidence());
    let question = Question { trust: &trust, now: setup.now, evidence: &evidence, certificates: &[], existence: &[] };
    for bytes in [&b""[..], b"%PDF-1.7\n", b"MIIG", b"<atto/>"] {
        assert!(read::large(Cursor::new(bytes), &question).is_err(), "{bytes:?}");
    }
}
