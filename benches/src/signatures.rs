//! Signatures verified a second of one processor, beside pyHanko on the same files in the same run: chain and all, the authority
//! trusted, no network. The files are made by pyHanko with an authority of its own, so that nobody judges what only they write.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use signing::verify::{
    certificate::Certificate,
    judge::Question,
    policy::Policy,
    read::{Beside, file},
    report::Indication,
    revocation::Evidence,
    trust::{Added, Purpose, Trust},
};

use crate::figures::Figures;

/// Makes the files.
const SAMPLES: &str = include_str!("signatures/samples.py");
/// Verifies them.
const PEER: &str = include_str!("signatures/peer.py");
/// How long each file is verified again and again.
const DURING: Duration = Duration::from_secs(3);

/// What pyHanko did with one file.
struct Peer {
    file: String,
    signatures: usize,
    rate: f64,
}

pub(crate) fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    let peers = match peers(folder.path()) {
        Ok(peers) => peers,
        Err(reason) => {
            println!(
                "  NOT MEASURED: {reason:#}. BENCH_PYTHON may name a Python that has pyHanko (benches/README.md)."
            );
            figures.note("signatures/s", "no files".into(), "no Python with pyHanko: not measured".into(), "10 times");
            return Ok(());
        }
    };
    let trust = trust(folder.path())?;
    for Peer { file, signatures, rate } in peers {
        let ours = ours(&fs::read(folder.path().join(&file))?, &trust, signatures).with_context(|| file.clone())?;
        figures.note(
            &format!("verified/s, one processor: {file} ({signatures} signatures)"),
            format!("{ours:.0}/s"),
            format!("pyHanko {rate:.1}/s: {:.0} times", ours / rate),
            "10 times",
        );
    }
    Ok(())
}

/// Makes the files and has pyHanko verify them.
fn peers(folder: &Path) -> anyhow::Result<Vec<Peer>> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let run = |program: &str, more: &[String]| -> anyhow::Result<String> {
        let done = Command::new(&python).args(["-c", program]).arg(folder).args(more).output()?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default());
        Ok(String::from_utf8(done.stdout)?)
    };
    run(SAMPLES, &[])?;
    let told = run(PEER, &[DURING.as_secs().to_string()])?;
    let peer = |line: &str| -> anyhow::Result<Peer> {
        let mut columns = line.split('\t');
        let mut next = || columns.next().context("a line of the peer is too short");
        let (file, signatures, _, rate) = (next()?.to_owned(), next()?.parse()?, next()?, next()?.parse()?);
        Ok(Peer { file, signatures, rate })
    };
    told.lines().map(peer).collect()
}

/// The files' own authority, trusted for all that it did.
fn trust(folder: &Path) -> anyhow::Result<Trust> {
    let pem = fs::read_to_string(folder.join("radice.pem"))?;
    let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64)?;
    let root = Certificate::read(&der).map_err(|error| anyhow::anyhow!("the authority's certificate: {error}"))?;
    // As for the peer, revocation is looked at where it is in the file and not missed where it is not.
    let mut trust = Trust::new(Policy { revocation: false, ..Policy::default() });
    let added = Added {
        reason: "bench".into(),
        by: "bench".into(),
        on: root.not_before(),
        purposes: vec![Purpose::Documents, Purpose::TimeStamps],
    };
    trust.add_anchor(root, added);
    Ok(trust)
}

/// Verifications a second, from the bytes to the report each time.
fn ours(bytes: &[u8], trust: &Trust, signatures: usize) -> anyhow::Result<f64> {
    let now = chrono::DateTime::from_timestamp_micros(kernel::Clock::now(&kernel::SystemClock).micros())
        .context("an instant")?
        + chrono::Duration::hours(1);
    let evidence = Evidence::default();
    let question = Question { trust, now, evidence: &evidence, certificates: &[], existence: &[] };
    let (mut rounds, begin) = (0_u32, Instant::now());
    while begin.elapsed() < DURING {
        let report = file(bytes, Beside::default(), &question)?;
        let good = report.signatures.iter().filter(|one| one.indication == Indication::TotalPassed).count();
        ensure!(good == signatures, "{good} of {signatures} signatures pass: {}", report.sentence);
        rounds += 1;
    }
    Ok(f64::from(rounds) / begin.elapsed().as_secs_f64())
}
