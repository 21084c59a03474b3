//! Class and office proposed: how long learning takes, how many proposals a second, and how often they are right, beside what other
//! programs do with the same documents. The documents are made (see `kinds` and `corpus`), one label in ten is wrong, and so nobody can
//! be right much more than nine times in ten.

use std::{
    collections::BTreeMap,
    io::Write,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::Context;
use protocollo::{CartaAppresa, Esempio, Memoria, misura_proposte};

use crate::{
    corpus::{self, Entry},
    figures::Figures,
};

/// What others do, in Python.
const PEER: &str = include_str!("peer.py");
/// Documents a month, to have months at all.
const A_MONTH: usize = 800;

pub(crate) fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let count = std::env::var("BENCH_DOCUMENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000_usize);
    let entries = corpus::entries(count);
    let learn = count - count / 5;
    let ours = ours(figures, &entries, learn)?;
    match peers(&entries, learn) {
        Ok(all) => {
            for peer in all {
                figures.note(&format!("right, held against {}", peer.name), ours.clone(), peer.told(), "not worse");
            }
        }
        Err(reason) => {
            println!("  THE PEER IS NOT MEASURED: {reason:#}. BENCH_PYTHON may name a Python that has scikit-learn.");
            figures.note("right", ours, "no Python with scikit-learn: not measured".into(), "not worse");
        }
    }
    Ok(())
}

fn carta(entry: &Entry) -> CartaAppresa<'_> {
    CartaAppresa {
        verso: "arrivo",
        mezzo: if entry.address.is_empty() { "mano" } else { "pec" },
        oggetto: &entry.subject,
        nome: &entry.sender,
        indirizzo: &entry.address,
        testo: &entry.text,
        ..CartaAppresa::default()
    }
}

/// Measures ours; gives how often it was right.
fn ours(figures: &mut Figures, entries: &[Entry], learn: usize) -> anyhow::Result<String> {
    let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in entries {
        let next = u32::try_from(classes.len())?;
        classes.entry(entry.class).or_insert(next);
    }
    let chosen = |entry: &Entry| [classes.get(entry.class).copied(), Some(u32::from(entry.office))];
    let example = |(n, entry): (usize, &Entry)| -> anyhow::Result<Esempio> {
        Ok(Esempio::new(n as u64, 24_312 + i32::try_from(n / A_MONTH)?, &carta(entry), chosen(entry)))
    };
    let begin = Instant::now();
    let examples = entries.iter().enumerate().map(example).collect::<anyhow::Result<Vec<_>>>()?;
    let read = begin.elapsed();
    let begin = Instant::now();
    let memory = Memoria::di(&examples[..learn]);
    let learned = begin.elapsed();
    figures.note(
        &format!("proposals: to learn from {learn} documents"),
        format!("{:.2} s", learned.as_secs_f64() + read.as_secs_f64() * learn as f64 / entries.len() as f64),
        "the peers' times stand beside how often they are right".into(),
        "",
    );
    let held = &entries[learn..];
    let begin = Instant::now();
    let told: Vec<_> = held.iter().map(|entry| memory.proponi(&carta(entry))).collect();
    let rate = held.len() as f64 / begin.elapsed().as_secs_f64();
    figures.note("proposals/s, in memory, one core", format!("{rate:.0}/s"), "the same".into(), "");
    let right = |place: usize, most: usize| {
        let is = |(entry, told): &(&Entry, &[Vec<protocollo::Esito<u32>>; 2])| {
            told[place].iter().take(most).any(|esito| Some(esito.valore) == chosen(entry)[place])
        };
        let many = held.iter().zip(&told).filter(is).count();
        many as f64 / held.len() as f64 * 100.0
    };
    let habit = misura_proposte(&examples);
    let share = |part: u32, all: u32| f64::from(part) / f64::from(all.max(1)) * 100.0;
    let [class, office] = &habit.bersagli;
    figures.note(
        "right: the first, one of three",
        format!("class {:.1}%, {:.1}%; office {:.1}%, {:.1}%", right(0, 1), right(0, 3), right(1, 1), right(1, 3)),
        format!(
            "the habit: class {:.1}%, office {:.1}%",
            share(class.abitudine, class.provati),
            share(office.abitudine, office.provati)
        ),
        "more often than the habit",
    );
    Ok(format!("class {:.1}%, office {:.1}%", right(0, 1), right(1, 1)))
}

/// How another way fared.
struct Peer {
    name: String,
    learned: f64,
    rate: f64,
    class: f64,
    office: f64,
}

impl Peer {
    fn told(&self) -> String {
        let Self { learned, rate, class, office, .. } = self;
        format!("class {:.1}%, office {:.1}%; learned in {learned:.1} s, {rate:.0}/s", class * 100.0, office * 100.0)
    }
}

fn peers(entries: &[Entry], learn: usize) -> anyhow::Result<Vec<Peer>> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = Command::new(&python).args(["-c", "import sklearn"]).stderr(Stdio::null()).status();
    anyhow::ensure!(there.is_ok_and(|status| status.success()), "{python} has no scikit-learn, or is not there");
    let mut child = Command::new(&python)
        .args(["-c", PEER, &learn.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{python} does not start"))?;
    let mut input = child.stdin.take().context("the peer listens")?;
    // It tells nothing before it has read all: no pipe fills while the other waits.
    for Entry { subject, sender, address, text, class, office } in entries {
        writeln!(input, "{subject} {sender} {address} {text}\t{class}\t{office}")?;
    }
    drop(input);
    let output = child.wait_with_output()?;
    anyhow::ensure!(output.status.success(), "the peer failed");
    let text = String::from_utf8(output.stdout)?;
    text.lines().map(peer).collect()
}

fn peer(line: &str) -> anyhow::Result<Peer> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [name, learned, rate, class, office] = parts[..] else { anyhow::bail!("the peer said {line:?}") };
    Ok(Peer {
        name: name.into(),
        learned: learned.parse()?,
        rate: rate.parse()?,
        class: class.parse()?,
        office: office.parse()?,
    })
}
