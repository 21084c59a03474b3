//! Certificates, lists, answers and signed files made to do harm, by the thousand.

#[allow(dead_code)]
#[path = "../it/pki/mod.rs"]
mod pki;
mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use pki::evidence::List;
use pki::setup::Setup;
use regge::regge;

#[test]
fn nothing_made_to_do_harm_breaks_the_judge_nor_its_bounds() {
    let setup = Setup::good();
    let mut list = List::of(&setup.ca, pki::at("2025-04-01T00:00:00Z"));
    list.entries = (0..50).map(|serial| (serial, pki::at("2025-01-01T00:00:00Z"), Some(1))).collect();
    let honest = [setup.certificate(), list.der(), setup.answer.clone().expect("answer").der(), setup.file()];
    for (place, paper) in honest.iter().enumerate() {
        assert!(regge(paper), "honest {place}");
    }
    let watch = Watch::new(Duration::from_secs(30));
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
