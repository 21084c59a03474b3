//! Signatures made to seem older than they are: an expired key signs today, and something old and genuine is put beside
//! what it signed.

use chrono::{DateTime, Utc};
use signing::verify::report::{Indication, Mark, Report};

use crate::pki::asn::{int, seq};
use crate::pki::cms::time_stamped;
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
