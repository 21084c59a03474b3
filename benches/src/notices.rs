//! PDFs of one page made a second of one processor, each with its own data, beside WeasyPrint making the same notice in the same run:
//! the receipt of the protocol, archivable and tagged on both sides (ours is PDF/UA-1 too, and checked while it is written).

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use kernel::{Clock, SystemClock};
use pdf::{About, Template};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::figures::Figures;

/// Makes the same notices.
const PEER: &str = include_str!("notices/peer.py");
const TEMPLATE: Template =
    Template::shipped("ricevuta-protocollo", include_str!("../../modelli/ricevuta-protocollo.typ"));
/// How long each makes them.
const DURING: Duration = Duration::from_secs(5);
/// Notices, each different from the others; after the last one the first is made again.
const NOTICES: usize = 500;

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    let notices: Vec<Value> = (0..NOTICES).map(notice).collect();
    let file = folder.path().join("avvisi.json");
    fs::write(&file, serde_json::to_vec(&notices)?)?;
    let (ours, bytes) = ours(&notices).await?;
    let against = match peer(&file) {
        Ok((rate, size)) => format!("WeasyPrint {rate:.1}/s, {size} bytes each: {:.0} times", ours / rate),
        Err(reason) => {
            println!("  NO PEER: {reason:#}. BENCH_PYTHON may name a Python that has WeasyPrint (benches/README.md).");
            "no Python with WeasyPrint: not held against anything".into()
        }
    };
    figures.note(
        "notices (PDF) a second, one processor",
        format!("{ours:.0}/s, {bytes} bytes each"),
        against,
        "10 times",
    );
    Ok(())
}

/// The data of a receipt, in the template's words.
fn notice(n: usize) -> Value {
    let file = |name: &str| {
        let digest = Sha256::digest(format!("{name} {n}"));
        let impronta: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "nome": name, "formato": "PDF", "grandezza": "1,2 MB", "impronta": impronta })
    };
    json!({
        "ente": "Comune di Montefiorito",
        "numero": format!("{:07}/2026", n + 1),
        "giorno": "27/11/2026",
        "ora": format!("{:02}:{:02}", 8 + n % 10, n % 60),
        "verso": "in arrivo",
        "mittenti": [format!("Rossi Mario {n}"), "Studio tecnico Bianchi"],
        "oggetto": format!("Richiesta di permesso di costruire n. {n} per l'ampliamento di un fabbricato in via Garibaldi"),
        "mezzo": "PEC",
        "arrivato_il": "26/11/2026",
        "differita": null,
        "protocollo_mittente": null,
        "ricevuto_da": "Anna Verdi",
        "documenti": [file("domanda.pdf"), file("relazione.pdf"), file("tavole.pdf")],
        "annullata": false,
        "registro": "montefiorito.example/registro",
    })
}

/// Notices a second, one after the other, and the bytes of the last.
async fn ours(notices: &[Value]) -> anyhow::Result<(f64, usize)> {
    let about = |data: &Value| About {
        title: format!("Ricevuta del protocollo {}", data["numero"].as_str().unwrap_or_default()),
        author: "Comune di Montefiorito".into(),
        at: SystemClock.now(),
    };
    let make = async |data: &Value| pdf::render(&TEMPLATE, &about(data), data).await;
    // Once before the clock, as for the peer.
    let mut bytes = make(&notices[0]).await?.len();
    let (mut made, begin) = (0_u32, Instant::now());
    for data in notices.iter().cycle() {
        if begin.elapsed() > DURING {
            break;
        }
        bytes = make(data).await?.len();
        made += 1;
    }
    Ok((f64::from(made) / begin.elapsed().as_secs_f64(), bytes))
}

/// The peer's notices a second, and the bytes of the last.
fn peer(file: &Path) -> anyhow::Result<(f64, usize)> {
    let python = std::env::var("BENCH_PYTHON").unwrap_or_else(|_| "python3".into());
    let done = Command::new(python).args(["-c", PEER]).arg(file).arg(DURING.as_secs().to_string()).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default());
    let told = String::from_utf8(done.stdout)?;
    let columns: Vec<&str> = told.trim().split('\t').collect();
    let [_, size, rate] = columns.as_slice() else { anyhow::bail!("the peer said: {told}") };
    Ok((rate.parse().context("the peer's rate")?, size.parse().context("the peer's bytes")?))
}
