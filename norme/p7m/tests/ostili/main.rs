//! Signed envelopes made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, envelope, peak_kib};
use regge::regge;

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => [&[tag, length][..], content].concat(),
        _ => [&[tag, 0x84][..], &u32::try_from(content.len()).unwrap().to_be_bytes(), content].concat(),
    }
}

/// An envelope without a signer.
fn signed(document: &[u8]) -> Vec<u8> {
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let enclosed = tlv(0x30, &[tlv(0x06, DATA), tlv(0xa0, &tlv(0x04, document))].concat());
    let body = tlv(0x30, &[tlv(0x02, &[1]), tlv(0x31, &[]), enclosed, tlv(0x31, &[])].concat());
    tlv(0x30, &[tlv(0x06, SIGNED_DATA), tlv(0xa0, &body)].concat())
}

#[test]
fn no_envelope_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(20));
    let (once, thrice) = (signed(b"documento"), signed(&signed(&signed(b"documento"))));
    assert!(regge(&once) && regge(&thrice), "the honest ones are opened");
    let mut read = 0;
    for seed in 0..3_000 {
        let bytes = envelope(&mut Dice::new(seed), &[&once, &thrice]);
        read += usize::from(watch.one(|| format!("envelope of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 3,000 can be opened: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 200_000, "{peak} KiB for files of at most a megabyte");
}
