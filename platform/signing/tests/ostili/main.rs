//! Certificates, lists, answers and signed files made to do harm, by the thousand.

mod csc;
#[allow(dead_code)]
#[path = "../it/pki/mod.rs"]
mod pki;
mod regge;
mod regge_csc;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use pki::evidence::List;
use pki::setup::Setup;
use regge::regge;
use signing::verify::read::Beside;
use signing::verify::report::Mark;

#[test]
fn nothing_made_to_do_harm_breaks_the_judge_nor_its_bounds() {
    let setup = Setup::good();
    let mut list = List::of(&setup.ca, pki::at("2025-04-01T00:00:00Z"));
    list.entries = (0..50).map(|serial| (serial, pki::at("2025-01-01T00:00:00Z"), Some(1))).collect();
    let honest = [setup.certificate(), list.der(), setup.answer.clone().expect("answer").der(), setup.file()];
    for (place, paper) in honest.iter().enumerate() {
        assert!(regge(paper), "honest {place}");
    }
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        let papers: Vec<&[u8]> = honest.iter().map(Vec::as_slice).collect();
        let paper = dice.one(&papers);
        let bytes = mutate(&mut dice, paper);
        read += usize::from(watch.one(|| format!("paper of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 2,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB");
}

/// Here the authority is trusted, and the honest file is green. Around a signature there are bytes that nobody signs (the
/// order of a set, a version): whatever happens to them, green is only what was signed, by whom and when it was.
#[test]
fn no_altered_envelope_is_green_for_another_document_person_or_time() {
    let setup = Setup::good();
    let (file, trust, evidence, certificate) = (setup.file(), setup.trust(), setup.evidence(), setup.certificate());
    let judge = |bytes: &[u8]| setup.judge_with(bytes, Beside::default(), &trust, &evidence).ok();
    assert_eq!(judge(&file).expect("a report").mark, Mark::Green);
    let flipped = (0..file.len()).map(|place| {
        let mut bytes = file.clone();
        bytes[place] ^= 1 << (place % 8);
        bytes
    });
    let mutated = (0..500).map(|seed| mutate(&mut Dice::new(seed), &file)).filter(|bytes| *bytes != file);
    let (mut judged, mut green) = (0, 0);
    for (number, bytes) in flipped.chain(mutated).enumerate() {
        let Some(report) = judge(&bytes) else { continue };
        judged += 1;
        if report.mark != Mark::Green {
            continue;
        }
        green += 1;
        let content = firma_cms::content(&bytes).expect("a document").bytes;
        assert_eq!(content, setup.content, "alteration {number}: another document");
        let [signature] = report.signatures.as_slice() else { panic!("alteration {number}: {report:?}") };
        assert_eq!(signature.chain[0].der, certificate, "alteration {number}: another person");
        let proven = signature.proven_time.as_ref().map(|proven| proven.at);
        assert_eq!(proven, setup.stamp, "alteration {number}: another time");
    }
    assert!(judged > 1_000 && green * 20 < judged, "{judged} judged, {green} green");
}
