//! PDFs of acts of before this program, taken from a folder and read: as when one drops them on the page *Atti passati*, where the person then
//! confirms each. Nothing is a record before that.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::ente::Ente;
use anyhow::{Context, bail};
use atti::passati::{Caricato, FILE_MAX, carica};
use authz::{UnitId, Who};
use serde::Serialize;

use super::{
    bar,
    from_folder::{Saltato, ended, take, tell_skipped},
    tell_json,
    user::unit_id,
};

/// What came of the folder, as a script reads it.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    letti: u64,
    saltati: Vec<Saltato>,
}

/// Reads them for `who`; `ufficio` is the code of the unit, which need not be told where there is one alone.
pub(super) async fn run(
    ente: &Ente,
    who: &Who,
    files: Vec<PathBuf>,
    (ufficio, json): (Option<&str>, bool),
) -> anyhow::Result<ExitCode> {
    who.require(&atti::PASSATI)?;
    let unit = unit_of(ente, who, ufficio).await?;
    let progress = bar("Leggo", files.len() as u64);
    let mut outcome = Outcome::default();
    for path in files {
        match one(ente, who, unit, &path).await? {
            Caricato::Proposto(_) => outcome.letti += 1,
            Caricato::Rifiutato(motivo) => outcome.saltati.push(Saltato { file: path, motivo }),
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if json {
        tell_json(&outcome)?;
    } else {
        tell(&outcome, &who.name);
    }
    Ok(ended(&outcome.saltati))
}

fn tell(outcome: &Outcome, person: &str) {
    let Outcome { letti, saltati } = outcome;
    println!("Letti {letti} atti: {person} li conferma in Atti, Atti passati. Saltati: {}.", saltati.len());
    tell_skipped(saltati);
}

async fn unit_of(ente: &Ente, who: &Who, code: Option<&str>) -> anyhow::Result<UnitId> {
    let own = who.units_with(&atti::PASSATI);
    let Some(code) = code else {
        let [only] = own.as_slice() else {
            bail!("Gli uffici sono più d'uno: di' per quale con --ufficio.");
        };
        return Ok(*only);
    };
    let unit = unit_id(ente, code).await?;
    if !own.contains(&unit) {
        bail!("Per l'ufficio {code} questa persona non riporta atti passati.");
    }
    Ok(unit)
}

async fn one(ente: &Ente, who: &Who, unit: UnitId, path: &Path) -> anyhow::Result<Caricato> {
    let file = match take(ente, path, FILE_MAX).await? {
        Ok(taken) => taken,
        Err(why) => return Ok(Caricato::Rifiutato(why)),
    };
    let taken = carica(ente, who, unit, &[file]).await?;
    let esito = taken.into_iter().next().map(|one| one.esito);
    esito.context("Il file non è stato letto.")
}
