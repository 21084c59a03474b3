//! An envelope (`.p7m`) of 500 MB verified where it is on the disk, whole, in flat memory, beside hashing the file once.

use std::{
    fs::File,
    io::{BufWriter, Read, Write},
    path::Path,
    time::Instant,
};

use anyhow::{Context, ensure};
use chrono::{DateTime, Duration, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    HashSigner, LocalKey, Measure,
    cades::{self, Envelope},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use signing::verify::{
    certificate::Certificate,
    judge::Question,
    policy::Policy,
    read,
    report::Indication,
    revocation::Evidence,
    trust::{Added, Purpose, Trust},
};

use crate::figures::Figures;

/// Megabytes of the document.
const MEGABYTES: usize = 500;

pub(crate) fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(crate::large::folder()?)?;
    let path = folder.path().join("grande.p7m");
    let now = DateTime::from_timestamp_micros(kernel::Clock::now(&kernel::SystemClock).micros()).context("now")?;
    let trust = make(&path, now)?;
    // Once, so that neither waits for the disk more than the other.
    hashed(&path)?;
    let before = resident()?;
    let begin = Instant::now();
    let evidence = Evidence::default();
    let question = Question { trust: &trust, now, evidence: &evidence, certificates: &[], existence: &[] };
    let report = read::large(File::open(&path)?, &question)?;
    let ours = begin.elapsed().as_secs_f64();
    ensure!(report.signatures[0].indication == Indication::TotalPassed, "{}", report.sentence);
    let grown = resident()?.saturating_sub(before);
    let ceiling = hashed(&path)?;
    figures.note(
        &format!("a p7m of {MEGABYTES} MB verified"),
        format!("{ours:.2} s, {grown} kB more memory at most"),
        format!("reading and hashing it once: {ceiling:.2} s"),
        "flat memory",
    );
    Ok(())
}

/// Writes the envelope, and tells whom to trust.
fn make(path: &Path, now: DateTime<Utc>) -> anyhow::Result<Trust> {
    let (root_key, key) = (LocalKey::p256(&[8; 32])?, LocalKey::p256(&[7; 32])?);
    let validity = Validity { from: now - Duration::days(1), to: now + Duration::days(365) };
    let name = Name::Authority("Prova dei tempi, SENZA VALORE LEGALE");
    let by = By::Itself(&root_key);
    let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity, Addresses::default(), by)?;
    let name = Name::Person { given: "Prova", surname: "Dei Tempi", tax_code: "RSSMRA80A01H501U" };
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let own = prova::issue(Role::Signing, name, key.spki(), &[2; 16], validity, Addresses::default(), by)?;
    let pieces = || (0..MEGABYTES).map(|n| vec![n.to_le_bytes()[0]; 1 << 20]);
    let mut measure = Measure::new(Digest::Sha256)?;
    pieces().for_each(|piece| measure.update(&piece));
    let signature = cades::prepare(&own, Scheme::Ecdsa(Digest::Sha256), &measure.finish(), now)?.sign(&key)?;
    let (head, mut written) = Envelope::of(&signature, &[])?.frame(&signature)?.begin();
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(&head)?;
    for piece in pieces() {
        written.update(&piece);
        file.write_all(&piece)?;
    }
    file.write_all(&written.finish()?)?;
    file.flush()?;
    let root = Certificate::read(root.der()).map_err(|error| anyhow::anyhow!("the certificate: {error}"))?;
    let mut trust = Trust::new(Policy { revocation: false, ..Policy::default() });
    let purposes = vec![Purpose::Documents];
    trust.add_anchor(root, Added { reason: "bench".into(), by: "bench".into(), on: now, purposes });
    Ok(trust)
}

/// Seconds for reading the file and hashing it.
fn hashed(path: &Path) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let mut file = File::open(path)?;
    let (mut hasher, mut piece) = (Digest::Sha256.hasher(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => break,
            count => hasher.update(&piece[..count]),
        }
    }
    std::hint::black_box(hasher.finish());
    Ok(begin.elapsed().as_secs_f64())
}

/// The most memory that this process has had so far, kB.
fn resident() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM in /proc")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
