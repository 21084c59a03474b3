//! Deposits and answers made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, xml};
use regge::regge;

const PAPERS: [&[u8]; 3] = [include_bytes!("unita.xml"), include_bytes!("fascicolo.xml"), include_bytes!("esito.xml")];

#[test]
fn no_deposit_and_no_answer_break_the_reader() {
    assert!(PAPERS.iter().all(|paper| regge(paper)), "the honest ones are read");
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..3_000 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("deposit of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 100, "only {read} of 3,000 can be read: that is noise, not hostility");
}
