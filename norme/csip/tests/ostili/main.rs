//! METS files made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, xml};
use regge::regge;

const PAPERS: [&[u8]; 1] = [include_bytes!("METS.xml")];

#[test]
fn no_mets_breaks_the_reader() {
    assert!(regge(PAPERS[0]), "the honest one is read");
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..2_000 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("METS of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 50, "only {read} of 2,000 can be read: that is noise, not hostility");
}
