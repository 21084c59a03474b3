//! PDFs signed by the authority of the tests' own.

use firma_pdf::{Dss, NewSignature, NewTimeStamp, append_evidence, prepare, prepare_time_stamp};
use signing::verify::read::Beside;
use signing::verify::report::{Effect, Level, Mark, Report, SubIndication};
use signing::verify::revocation::EvidenceOrigin;

use crate::paper::{paper, text, update};
use crate::pki::at;
use crate::pki::cms::{SIGNATURE_TIME_STAMP, attribute};
use crate::pki::setup::Setup;

/// One more signature of the setup's signer.
pub fn signed(setup: &Setup, bytes: &[u8], field: &str) -> Vec<u8> {
    let mut what = NewSignature::new(field);
    what.room = 8 << 10;
    let prepared = prepare(bytes, &what).unwrap();
    let mut cades = setup.cades();
    (cades.detached, cades.content) = (true, prepared.signed().concat());
    let stamp = setup.stamp.map(|time| attribute(SIGNATURE_TIME_STAMP, &setup.stamper(time).over(&cades.value())));
    prepared.place(&cades.der(&stamp.into_iter().collect::<Vec<_>>())).unwrap()
}

fn judged(setup: &Setup, bytes: &[u8]) -> Report {
    setup.judge_bytes(bytes).expect("a report")
}

#[test]
fn a_signed_pdf_is_green_until_it_is_changed() {
    let setup = Setup::good();
    let once = signed(&setup, &paper(), "Firma1");
    let report = judged(&setup, &once);
    assert_eq!(report.mark, Mark::Green, "{:#?}", report.signatures[0].checks);
    let twice = judged(&setup, &signed(&setup, &once, "Firma2"));
    assert_eq!(twice.signatures.iter().map(|it| it.mark).collect::<Vec<_>>(), [Mark::Green, Mark::Green]);
    let paid = judged(&setup, &update(&once, &[(4, text("Si paga 1000"))]));
    assert_eq!(paid.signatures[0].sub_indication, Some(SubIndication::SigConstraintsFailure));
    assert_ne!(paid.mark, Mark::Green);
    assert_eq!(paid.signatures[0].scope.changes[0].effect, Effect::Forbidden);
}

/// Nobody signed them, and some programs show them.
#[test]
fn bytes_after_the_end_are_not_green_for_any_signature() {
    let setup = Setup::good();
    let once = signed(&setup, &paper(), "Firma1");
    let twice = signed(&setup, &once, "Firma2");
    for (file, signatures) in [(&once, 1), (&twice, 2)] {
        let report = judged(&setup, &[file, &b"<html>Si paga 1000</html>"[..]].concat());
        assert_eq!(report.signatures.len(), signatures);
        for signature in &report.signatures {
            assert_eq!(signature.mark, Mark::Amber, "{:#?}", signature.checks);
            assert_eq!(signature.scope.changes.last().map(|change| change.effect), Some(Effect::Doubtful));
            assert!(signature.sentence.contains("25 byte estranei"), "{}", signature.sentence);
        }
        // How a program ends its last line says nothing.
        for end in ["\n", "\r\n", " \n\t\0"] {
            let report = judged(&setup, &[file, end.as_bytes()].concat());
            assert_eq!(report.mark, Mark::Green, "{end:?}: {:?}", report.warnings);
        }
    }
}

#[test]
fn a_document_given_beside_a_pdf_is_told_and_does_not_count() {
    let setup = Setup::good();
    let once = signed(&setup, &paper(), "Firma1");
    let judge = |content: &[u8]| {
        let beside = Beside { content: Some(content), stamps: &[] };
        setup.judge_with(&once, beside, &setup.trust(), &setup.evidence()).expect("a report")
    };
    for content in [&paper()[..], b"un altro documento"] {
        let report = judge(content);
        assert_eq!((report.signatures[0].mark, report.mark), (Mark::Green, Mark::Amber));
        assert!(report.warnings[0].contains("dato a parte non è stato controllato"), "{:?}", report.warnings);
    }
}

/// What the file keeps serves every signature of it, and a time stamp upon it proves when it was there.
#[test]
fn what_a_pdf_keeps_serves_all_its_signatures() {
    let mut setup = Setup::good();
    let answer = setup.answer.take().unwrap().der();
    let once = signed(&setup, &paper(), "Firma1");
    let twice = signed(&setup, &once, "Firma2");
    assert_eq!(judged(&setup, &twice).mark, Mark::Amber, "nothing is known of the revocation");
    let store = Dss { ocsps: vec![answer], ..Dss::default() };
    let kept = append_evidence(&twice, &store).unwrap();
    let report = judged(&setup, &kept);
    for signature in &report.signatures {
        assert_eq!((signature.mark, signature.level), (Mark::Green, Level::Lt), "{:#?}", signature.checks);
        let outcome = signature.chain[0].revocation.clone().expect("known");
        assert_eq!(outcome.told().map(|told| told.origin), Some(EvidenceOrigin::Embedded));
    }
    let what = NewTimeStamp { field: "Marca".into(), room: 8 << 10 };
    let prepared = prepare_time_stamp(&kept, &what).unwrap();
    let token = setup.stamper(at("2025-03-03T10:00:00Z")).over(&prepared.signed().concat());
    let report = judged(&setup, &prepared.place(&token).unwrap());
    assert_eq!(report.signatures.iter().map(|it| it.level).collect::<Vec<_>>(), [Level::Lta, Level::Lta]);
    assert_eq!(report.mark, Mark::Green, "{:#?}", report.signatures[0].checks);
    // Before the first signature it belongs to none.
    let prepared = prepare_time_stamp(&paper(), &what).unwrap();
    let token = setup.stamper(at("2025-02-01T10:00:00Z")).over(&prepared.signed().concat());
    let report = judged(&setup, &signed(&setup, &prepared.place(&token).unwrap(), "Firma1"));
    assert_eq!((report.time_stamps.len(), report.signatures[0].time_stamps.len()), (1, 1));
}

/// A store of 24 MiB and more than a hundred signatures: copied for each of them it would take 3 GiB.
#[test]
fn many_signatures_over_a_big_store_stay_within_bounds() {
    let mut setup = Setup::good();
    setup.stamp = None;
    let mut file = paper();
    for number in 0..129 {
        file = signed(&setup, &file, &format!("Firma{number}"));
    }
    let list = |number: u32| -> Vec<u8> {
        (0..1_u32 << 18).flat_map(|at| at.wrapping_mul(number * 2 + 1).to_be_bytes()).collect()
    };
    let store = Dss { crls: (0..24).map(list).collect(), ..Dss::default() };
    let report = judged(&setup, &append_evidence(&file, &store).unwrap());
    assert_eq!(report.signatures.len(), 128);
    assert_eq!(report.warnings, ["ci sono troppe firme: le ultime non sono state controllate"]);
    let peak = hostile::peak_kib().unwrap_or_default();
    assert!(peak < 1 << 20, "{peak} KiB");
}
