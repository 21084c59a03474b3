//! Protocol data made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, peak_kib, xml};
use regge::regge;

const PAPERS: [&[u8]; 3] = [
    include_bytes!("../instances/2021.xml"),
    include_bytes!("../instances/2013.xml"),
    include_bytes!("../instances/2001.xml"),
];

#[test]
fn no_protocol_data_break_the_reader() {
    let watch = Watch::new(Duration::from_secs(20));
    let mut read = 0;
    for seed in 0..1_500 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("segnatura of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 100, "only {read} of 1,500 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}
