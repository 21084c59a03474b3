use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use ledger::{Proof, ProofError, Proven};
use serde::Serialize;

/// Checks a proof file.
#[derive(Debug, Args)]
pub(crate) struct VerifyProof {
    /// Il file di prova.
    file: PathBuf,
    /// La chiave pubblica dell'ente, presa dal suo sito; senza, si usa quella scritta nella prova.
    #[arg(long)]
    key: Option<String>,
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
}

/// The result, as a script reads it.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    regge: bool,
    /// Why it does not hold.
    motivo: Option<String>,
    registro: Option<String>,
    /// Entries of the register under the proof's seal.
    voci: Option<u64>,
    voce: Option<u64>,
    azione: Option<String>,
    /// When, RFC 3339 in UTC.
    quando: Option<String>,
    contenuto: Option<String>,
    /// The key that the proof names.
    chiave: String,
    /// Whether that is the one given with `--key`: without it nobody has said whose key it is.
    chiave_confrontata: bool,
}

/// A proof is a few kilobytes: more is not a proof.
const MAX_PROOF: u64 = 10 << 20;

impl VerifyProof {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let path = self.file.display();
        let size = fs::metadata(&self.file).with_context(|| format!("Il file {path} non si apre"))?.len();
        anyhow::ensure!(size <= MAX_PROOF, "Il file {path} è troppo grande per essere una prova.");
        let proof = Proof::from_bytes(&fs::read(&self.file)?)?;
        if let Some(key) = &self.key {
            anyhow::ensure!(*key == proof.chiave, "La prova è firmata con un'altra chiave: {}", proof.chiave);
        }
        let found = proof.check();
        let holds = found.is_ok();
        if self.json {
            let outcome = Outcome::of(found, proof.chiave, self.key.is_some());
            println!("{}", serde_json::to_string_pretty(&outcome)?);
        } else {
            self.tell(found, &proof.chiave);
        }
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn tell(&self, found: Result<Proven, ProofError>, key: &str) {
        match found {
            Ok(proven) => {
                println!("La prova regge.");
                println!("Registro: {} ({} voci)", proven.checkpoint.origin, proven.checkpoint.size);
                println!("Voce {}: {} alle {}", proven.leaf.n, proven.leaf.action, proven.leaf.at);
                println!("Contenuto registrato:\n{}", proven.content);
                if self.key.is_none() {
                    println!("\nConfronta la chiave con quella pubblicata dall'ente:\n{key}");
                }
            }
            Err(error) => println!("{error}"),
        }
    }
}

impl Outcome {
    fn of(found: Result<Proven, ProofError>, chiave: String, chiave_confrontata: bool) -> Self {
        let all = Self { chiave, chiave_confrontata, ..Self::default() };
        match found {
            Ok(proven) => Self {
                regge: true,
                registro: Some(proven.checkpoint.origin),
                voci: Some(proven.checkpoint.size),
                voce: Some(proven.leaf.n),
                azione: Some(proven.leaf.action),
                quando: Some(proven.leaf.at),
                contenuto: Some(proven.content),
                ..all
            },
            Err(error) => Self { motivo: Some(error.to_string()), ..all },
        }
    }
}
