//! Files with a seal made to do harm, by the thousand: PKCS #12, and PEM with its key open and closed.

#[allow(dead_code)]
#[path = "../it/house.rs"]
mod house;
mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use house::{PASSWORD, good, installed, openssl, read};
use regge::regge;

#[test]
fn no_file_with_a_seal_breaks_the_reader_nor_its_bounds() {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let closed = good(folder.path());
    openssl(folder.path(), &["pkcs8", "-topk8", "-in", "key.pem", "-out", "closed.pem", "-passout", "env:PW"]);
    let pem =
        ["key.pem", "closed.pem"].map(|key| [key, "cert.pem"].map(|name| read(&folder.path().join(name))).concat());
    let [open, locked] = pem;
    let honest = [closed, open, locked];
    for (place, file) in honest.iter().enumerate() {
        assert!(regge(file, PASSWORD), "honest {place}");
    }
    let files: Vec<&[u8]> = honest.iter().map(Vec::as_slice).collect();
    let watch = Watch::new(Duration::from_secs(60));
    let mut found = 0;
    for seed in 0..1_500 {
        let dice = &mut Dice::new(seed);
        let file = dice.one(&files);
        let bytes = mutate(dice, file);
        found += usize::from(watch.one(|| format!("file of seed {seed}"), || regge(&bytes, PASSWORD)));
    }
    assert!(found > 10, "only {found} of 1,500 still hold a seal: that is noise, not hostility");
    for large in [
        vec![0x30; 1 << 20],
        b"-----BEGIN PRIVATE KEY-----\n".repeat(30_000),
        [b"-----BEGIN CERTIFICATE-----\n".to_vec(), b"A".repeat(900_000), b"\n-----END CERTIFICATE-----\n".to_vec()]
            .concat(),
        [0x30, 0x80].repeat(400_000),
    ] {
        assert!(!watch.one(|| format!("a large one of {} bytes", large.len()), || regge(&large, PASSWORD)));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for files of at most a megabyte");
}
