use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use ledger::Proof;

/// Checks a proof file.
#[derive(Debug, Args)]
pub(crate) struct VerifyProof {
    /// Il file di prova.
    file: PathBuf,
    /// La chiave pubblica dell'ente, presa dal suo sito; senza, si usa quella scritta nella prova.
    #[arg(long)]
    key: Option<String>,
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
        match proof.check() {
            Ok(proven) => {
                println!("La prova regge.");
                println!("Registro: {} ({} voci)", proven.checkpoint.origin, proven.checkpoint.size);
                println!("Voce {}: {} alle {}", proven.leaf.n, proven.leaf.action, proven.leaf.at);
                println!("Contenuto registrato:\n{}", proven.content);
                if self.key.is_none() {
                    println!("\nConfronta la chiave con quella pubblicata dall'ente:\n{}", proof.chiave);
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => {
                println!("{error}");
                Ok(ExitCode::from(1))
            }
        }
    }
}
