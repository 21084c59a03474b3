//! Records made to do harm, by the thousand.

#[path = "../comune/mod.rs"]
#[expect(dead_code, reason = "the stories use the rest")]
mod comune;
mod regge;

use std::time::Duration;

use comune::{Autorita, impronte, year};
use firma_algoritmi::Digest;
use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

fn made() -> Vec<u8> {
    let groups: Vec<_> = (0..5_u8).map(|n| impronte(Digest::Sha256, &[&[n], b"indice"])).collect();
    Autorita::new(2020, 2030).evidenze(Digest::Sha256, &groups, year(2026)).remove(2).to_der().unwrap()
}

#[test]
fn no_record_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    let paper = made();
    assert!(regge(&paper), "the honest one is read");
    let mut read = 0;
    for seed in 0..4_000 {
        let bytes = mutate(&mut Dice::new(seed), &paper);
        read += usize::from(watch.one(|| format!("evidence of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 40, "only {read} of 4,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for records of a few kilobytes");
}

#[test]
fn what_is_deep_long_or_empty_is_refused() {
    for bytes in [vec![], vec![0x30, 0], [0x30, 0x80].repeat(100_000), vec![0x30; 20 << 20], b"ciao".to_vec()] {
        assert!(!regge(&bytes), "{} bytes", bytes.len());
    }
}
