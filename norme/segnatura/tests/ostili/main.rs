//! Protocol data, and the messages that carry them, made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, peak_kib, xml};
use regge::regge;

const PAPERS: [&[u8]; 3] = [
    include_bytes!("../instances/2021.xml"),
    include_bytes!("../instances/2013.xml"),
    include_bytes!("../instances/2001.xml"),
];

/// The answers, one in each form.
const ANSWERS: [&[u8]; 3] = [
    include_bytes!("../instances/conferma-2021.xml"),
    include_bytes!("../instances/eccezione-2013.xml"),
    include_bytes!("../instances/annullamento-2001.xml"),
];

/// A message between two bodies, with two files whose digests hold.
const MESSAGES: [&[u8]; 1] = [include_bytes!("inoltro.xml")];

#[test]
fn no_protocol_data_and_no_message_break_the_reader() {
    assert!(regge(MESSAGES[0]), "the honest message is read");
    let watch = Watch::new(Duration::from_secs(180));
    for (what, papers, least) in [("segnatura", &PAPERS[..], 100), ("message", &MESSAGES[..], 20)] {
        let mut read = 0;
        for seed in 0..1_500 {
            let bytes = xml(&mut Dice::new(seed), papers);
            read += usize::from(watch.one(|| format!("{what} of seed {seed}"), || regge(&bytes)));
        }
        assert!(read > least, "only {read} of 1,500 can be read: that is noise, not hostility");
    }
    let answers = 1_500_u64;
    let read = (0..answers).filter(|seed| {
        let bytes = xml(&mut Dice::new(*seed), &ANSWERS);
        watch.one(|| format!("answer of seed {seed}"), || regge(&bytes));
        segnatura::read_notifica(&bytes).is_ok()
    });
    assert!(read.count() > 100, "too few answers can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}
