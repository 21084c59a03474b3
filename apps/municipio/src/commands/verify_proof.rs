use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use clap::Args;
use kernel::{Clock, SystemClock};
use ledger::{Proof, ProofError, Proven};
use serde::Serialize;
use signing::{fetch::AtHand, store::Folder, verify::report::Report};
use validation::{File, judge_file};

/// Checks a proof file.
#[derive(Debug, Args)]
pub(crate) struct VerifyProof {
    /// Il file di prova.
    file: PathBuf,
    /// La chiave pubblica dell'ente, presa dal suo sito; senza, si usa quella scritta nella prova.
    #[arg(long)]
    key: Option<String>,
    /// La cartella delle liste di fiducia, per dire se la marca temporale è di un'autorità qualificata.
    #[arg(long)]
    fiducia: Option<PathBuf>,
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
    /// The time stamp of the seal, where the proof brings one; its mathematics holds then.
    marca: Option<Marca>,
    /// The witness who has signed the seal, where the proof brings one; the signature holds then.
    testimone: Option<Testimone>,
    /// The key that the proof names.
    chiave: String,
    /// Whether that is the one given with `--key`: without it nobody has said whose key it is.
    chiave_confrontata: bool,
}

#[derive(Debug, Serialize)]
struct Marca {
    /// RFC 3339 in UTC.
    quando: String,
    autorita: Option<String>,
    /// What the trusted lists say of it, or why they say nothing; only with `--fiducia`.
    giudizio: Option<String>,
    /// Whether it is qualified, where they say something.
    qualificata: Option<bool>,
}

#[derive(Debug, Serialize)]
struct Testimone {
    nome: String,
    /// RFC 3339 in UTC.
    quando: String,
    /// The key that the proof names: the witness publishes its own.
    chiave: Option<String>,
}

/// What the trusted lists say of a time stamp, or why they say nothing. Italian.
type Judged = Result<Report, String>;

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
        let judged = self.judged(&proof);
        if self.json {
            let outcome = Outcome::of(found, proof, (judged, self.key.is_some()));
            super::tell_json(&outcome)?;
        } else {
            self.tell(found, &proof, judged.as_ref());
        }
        Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// What the lists of the folder say of the time stamp, where both are there.
    fn judged(&self, proof: &Proof) -> Option<Judged> {
        let (folder, coded) = (self.fiducia.as_ref()?, proof.marca.as_ref()?);
        let token = BASE64_STANDARD.decode(coded).ok()?;
        let lists = Folder::new(folder).current();
        if lists.is_empty() {
            let folder = folder.display();
            return Some(Err(format!("nella cartella {folder} non ce ne sono, e se è qualificata non si può dire.")));
        }
        let now = SystemClock.now().utc();
        let file = File::Stamped(proof.sigillo.as_bytes(), &token);
        let report = judge_file(file, (&lists, lists.trust()), (now, now), (&[], &AtHand::default()));
        Some(report.map_err(|error| error.to_string()))
    }

    fn tell(&self, found: Result<Proven, ProofError>, proof: &Proof, judged: Option<&Judged>) {
        match found {
            Ok(proven) => {
                println!("La prova regge.");
                println!("Registro: {} ({} voci)", proven.checkpoint.origin, proven.checkpoint.size);
                println!("Voce {}: {} alle {}", proven.leaf.n, proven.leaf.action, proven.leaf.at);
                attested(&proven, proof, judged);
                println!("Contenuto registrato:\n{}", proven.content);
                if self.key.is_none() {
                    println!("\nConfronta la chiave con quella pubblicata dall'ente:\n{}", proof.chiave);
                }
            }
            Err(error) => println!("{error}"),
        }
    }
}

/// What others say of the seal, or that the proof brings nothing of it.
fn attested(proven: &Proven, proof: &Proof, judged: Option<&Judged>) {
    match &proven.stamped {
        Some(stamped) => {
            let who = stamped.authority.as_deref().unwrap_or("un'autorità senza nome");
            println!("Marca temporale del sigillo: {}, di {who}", stamped.at);
            match judged {
                Some(Ok(report)) => println!("  Secondo le liste di fiducia: {}", report.sentence),
                Some(Err(why)) => println!("  Liste di fiducia: {why}"),
                None => {
                    println!("  Se è qualificata lo dicono le liste di fiducia: indica la loro cartella con --fiducia.")
                }
            }
        }
        None => println!("Marca temporale del sigillo: la prova non ne porta"),
    }
    match (&proven.cosigned, &proof.testimone) {
        (Some(cosigned), Some(one)) => {
            println!("Testimone: {} ha firmato lo stesso sigillo, {}", cosigned.name, cosigned.at);
            println!("  Confronta la sua chiave con quella che pubblica: {}", one.chiave);
        }
        _ => println!("Testimone: la prova non ne porta"),
    }
}

fn qualified(report: &Report) -> bool {
    report.time_stamps.iter().any(|stamp| stamp.qualified)
}

impl Outcome {
    fn of(
        found: Result<Proven, ProofError>,
        proof: Proof,
        (judged, chiave_confrontata): (Option<Judged>, bool),
    ) -> Self {
        let all = Self { chiave: proof.chiave, chiave_confrontata, ..Self::default() };
        let witness = proof.testimone.map(|one| one.chiave);
        match found {
            Ok(proven) => Self {
                regge: true,
                registro: Some(proven.checkpoint.origin),
                voci: Some(proven.checkpoint.size),
                voce: Some(proven.leaf.n),
                azione: Some(proven.leaf.action),
                quando: Some(proven.leaf.at),
                contenuto: Some(proven.content),
                marca: proven.stamped.map(|one| Marca {
                    quando: one.at.to_string(),
                    autorita: one.authority,
                    qualificata: judged.as_ref().and_then(|told| told.as_ref().ok()).map(qualified),
                    giudizio: judged.map(|told| told.map_or_else(|why| why, |report| report.sentence)),
                }),
                testimone: proven.cosigned.map(|one| Testimone {
                    nome: one.name,
                    quando: one.at.to_string(),
                    chiave: witness,
                }),
                ..all
            },
            Err(error) => Self { motivo: Some(error.to_string()), ..all },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_folder_without_lists_it_is_told_that_there_are_none() {
        let fiducia = Some(PathBuf::from("non-ci-sono/liste"));
        let asked = VerifyProof { file: PathBuf::new(), key: None, fiducia, json: false };
        let proof = |marca: Option<&str>| Proof {
            formato: String::new(),
            chiave: String::new(),
            contenuto: String::new(),
            sale: String::new(),
            voce: String::new(),
            indice: 0,
            percorso: Vec::new(),
            sigillo: String::new(),
            marca: marca.map(str::to_owned),
            testimone: None,
        };
        let why = asked.judged(&proof(Some("AAAA"))).unwrap().unwrap_err();
        assert!(why.contains("non-ci-sono/liste non ce ne sono"), "{why}");
        assert!(asked.judged(&proof(None)).is_none(), "without a time stamp nobody is asked");
    }
}
