//! Metadata made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, peak_kib, xml};
use regge::regge;

const PAPERS: [&[u8]; 2] = [include_bytes!("documento.xml"), include_bytes!("fascicolo.xml")];

#[test]
fn no_metadata_break_the_reader() {
    assert!(PAPERS.iter().all(|paper| regge(paper)), "the honest ones are read");
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..3_000 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("metadata of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 100, "only {read} of 3,000 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}
