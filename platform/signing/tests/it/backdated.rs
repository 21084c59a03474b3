//! Signatures made to seem older than they are: an expired key signs today, and something old and genuine is put beside
//! what it signed.

use chrono::{DateTime, Utc};
use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::read::{Beside, Stamp};
use signing::verify::report::{Indication, Mark, Report, SubIndication};

use crate::pki::asn::{context, int, oid, seq, tlv};
use crate::pki::cms::{
    CERTIFICATE_REFERENCES, REFERENCES_TIME_STAMP, REVOCATION_VALUES, SIGNATURE_TIME_STAMP, attribute, time_stamped,
};
use crate::pki::evidence::List;
use crate::pki::setup::Setup;
use crate::pki::*;

/// Since when the first signature is proved to exist.
fn proven(report: &Report) -> Option<DateTime<Utc>> {
    report.signatures[0].proven_time.as_ref().map(|it| it.at)
}

/// The signature of an expired key, with nothing that proves when it was made; and the instant that would save it.
fn unproven() -> (Setup, DateTime<Utc>) {
    let mut setup = Setup::good();
    let time = setup.stamp.take().expect("a stamp");
    (setup, time)
}

/// It passes for nobody: neither the signature nor the file is green, and no time is proved.
fn refused(report: &Report, name: &str) {
    assert_eq!(proven(report), None, "{name}");
    assert_eq!(report.signatures[0].indication, Indication::Indeterminate, "{name}");
    assert_ne!(report.signatures[0].mark, Mark::Green, "{name}");
    assert_ne!(report.mark, Mark::Green, "{name}");
}

/// Each token of an envelope stands upon the evidence before it, and only the first upon the document (RFC 5544 §2).
#[test]
fn a_stamp_upon_other_evidence_says_nothing_of_the_document_around_which_it_is_put() {
    let (setup, time) = unproven();
    let file = setup.file();
    let judge = |evidence: &[Vec<u8>]| setup.judge_bytes(&time_stamped(&file, evidence)).expect("report");
    let over = |bytes: &[u8]| seq(&[&setup.stamper(time).over(bytes)]);
    // Genuine, got years ago over evidence that is no token.
    let nothing = seq(&[&seq(&[])]);
    assert_eq!(nothing, [0x30, 2, 0x30, 0]);
    let report = judge(&[nothing.clone(), over(&nothing)]);
    refused(&report, "upon nothing");
    assert!(report.sentence.contains("non si legge"), "{}", report.sentence);
    let other = over(b"altro");
    refused(&judge(&[other.clone(), over(&other)]), "upon the stamp of another document");
    let mut altered = over(&file);
    *altered.last_mut().expect("a value") ^= 1;
    let report = judge(&[altered.clone(), over(&altered)]);
    refused(&report, "upon a false stamp");
    let told: Vec<Indication> = report.time_stamps.iter().map(|stamp| stamp.indication).collect();
    assert_eq!(told, [Indication::TotalFailed, Indication::TotalPassed]);
    // As it should be: the second renews the first.
    let first = over(&file);
    let second = seq(&[&setup.stamper(at("2025-06-01T00:00:00Z")).over(&first)]);
    let report = judge(&[first.clone(), second]);
    assert_eq!((proven(&report), report.mark), (Some(time), Mark::Green), "{report:#?}");
    // What follows and is no evidence is told.
    let report = judge(&[first, int(1)]);
    assert_eq!((proven(&report), report.mark), (Some(time), Mark::Amber), "{}", report.sentence);
    assert_eq!(report.warnings.len(), 1, "{:?}", report.warnings);
}

/// That the file was registered says nothing of a stamp that somebody puts beside it today.
#[test]
fn a_stamp_in_a_file_of_its_own_does_not_exist_since_the_file_was_registered() {
    let (mut setup, time) = unproven();
    setup.signer.until = at("2025-06-30T00:00:00Z");
    // The authority of the stamps ended at the new year; until then nothing was known against it.
    setup.tsa.until = at("2026-01-01T00:00:00Z");
    setup.lists = vec![List::of(&setup.tsa_ca, at("2025-12-15T00:00:00Z"))];
    let origin = ExistenceOrigin::Registration("n. 900/2025".into());
    let registered = at("2025-12-01T00:00:00Z");
    setup.existence = vec![Existence { at: registered, origin }];
    let file = setup.file();
    let stamp = setup.stamper(time).over(&file);
    let beside = Beside { content: None, stamps: &[Stamp { name: "atto.tsr", bytes: Ok(&stamp) }] };
    let report = setup.judge_with(&file, beside, &setup.trust(), &setup.evidence()).expect("report");
    assert_eq!(report.time_stamps[0].indication, Indication::Indeterminate, "{:#?}", report.time_stamps[0].checks);
    assert_eq!((proven(&report), report.mark), (Some(registered), Mark::Amber));
    assert_eq!(report.signatures[0].indication, Indication::Indeterminate);
}

/// A signature of 2010, when SHA-1 was still safe, by a certificate that ended in 2012; nothing proves its time.
pub fn of_2010() -> Setup {
    let (mut setup, _) = unproven();
    let Setup { root, ca, signer, tsa_ca, tsa, service, tsa_service, .. } = &mut setup;
    for paper in [root, ca, signer, tsa_ca, tsa] {
        paper.from = at("2008-01-01T00:00:00Z");
    }
    for period in service.iter_mut().chain(tsa_service) {
        period.since = at("2008-01-01T00:00:00Z");
    }
    setup.signer.until = at("2012-06-30T00:00:00Z");
    (setup.claimed, setup.answer) = (None, None);
    setup
}

/// Evidence that was not in the file when it was registered may have been made since, when SHA-1 was no longer safe.
#[test]
fn what_is_fetched_today_does_not_exist_since_the_file_was_registered() {
    let mark = |weak: bool| {
        let mut setup = of_2010();
        setup.lists = vec![List { weak, ..List::of(&setup.ca, at("2010-03-05T00:00:00Z")) }];
        let origin = ExistenceOrigin::Registration("n. 12/2010".into());
        setup.existence = vec![Existence { at: at("2010-03-01T12:00:00Z"), origin }];
        let report = setup.judge();
        (report.mark, report.signatures[0].sub_indication)
    };
    assert_eq!(mark(false), (Mark::Green, None));
    assert_eq!(mark(true), (Mark::Amber, Some(SubIndication::CertificateChainGeneralFailure)));
}

/// What such a stamp covers anybody has: the references, or nothing at all.
#[test]
fn a_stamp_upon_references_alone_does_not_prove_the_signature() {
    let (setup, time) = unproven();
    let judge = |unsigned: &[Vec<u8>]| setup.judge_bytes(&setup.cades().der(unsigned)).expect("report");
    let stamp = |over: &[u8]| attribute(REFERENCES_TIME_STAMP, &setup.stamper(time).over(over));
    refused(&judge(&[stamp(b"")]), "upon no references");
    let references = seq(&[]);
    let covered = [oid(CERTIFICATE_REFERENCES), tlv(0x31, &references)].concat();
    let report = judge(&[attribute(CERTIFICATE_REFERENCES, &references), stamp(&covered)]);
    assert_eq!(report.signatures[0].time_stamps[0].indication, Indication::TotalPassed, "{report:#?}");
    refused(&report, "upon references");
}

/// A list of SHA-1 that somebody makes today and puts into the file was not there when the archive stamp was made.
#[test]
fn an_archive_stamp_proves_only_what_its_index_names() {
    let setup = of_2010();
    let cades = setup.cades();
    let list = List { weak: true, ..List::of(&setup.ca, at("2010-03-05T00:00:00Z")) }.der();
    let stamp = setup.stamper(at("2010-03-01T12:00:00Z")).over(&cades.value());
    let values = seq(&[&context(0, &seq(&[&list]))]);
    let named: [(&str, &[u8]); 2] = [(SIGNATURE_TIME_STAMP, &stamp), (REVOCATION_VALUES, &values)];
    let judge = |named: &[(&str, &[u8])]| {
        let archive = cades.archive(&setup.stamper(at("2010-04-01T00:00:00Z")), named);
        let mut unsigned = vec![attribute(SIGNATURE_TIME_STAMP, &stamp), attribute(REVOCATION_VALUES, &values)];
        unsigned.push(archive);
        setup.judge_bytes(&cades.der(&unsigned)).expect("report")
    };
    let all = judge(&named);
    assert_eq!(all.mark, Mark::Green, "{:#?}", all.signatures[0].checks);
    let later = judge(&named[..1]);
    assert!(later.signatures[0].time_stamps.iter().all(|it| it.indication == Indication::TotalPassed), "{later:#?}");
    assert_eq!(later.mark, Mark::Amber, "{:#?}", later.signatures[0].checks);
}
