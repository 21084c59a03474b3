mod antivirus;
mod around;
mod caselle;
mod collegamenti;
mod conservatore;
mod conversione;
mod cooperazione;
mod data;
mod fiducia;
mod firma;
mod provider;
mod scansioni;
mod secrets;
mod sigillo;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::settings::{At, Settings};

/// Looks at the settings and at what surrounds the program.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Judgement {
    /// Well.
    Ok,
    /// It works, and somebody should look.
    Attenzione,
    /// It does not work.
    Errore,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    esito: Judgement,
    cosa: &'static str,
    frase: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rimedio: Option<String>,
}

impl Finding {
    fn ok(cosa: &'static str, frase: impl Into<String>) -> Self {
        Self { esito: Judgement::Ok, cosa, frase: frase.into(), rimedio: None }
    }

    fn warning(cosa: &'static str, frase: impl Into<String>, rimedio: impl Into<String>) -> Self {
        Self { esito: Judgement::Attenzione, cosa, frase: frase.into(), rimedio: Some(rimedio.into()) }
    }

    fn error(cosa: &'static str, frase: impl Into<String>, rimedio: impl Into<String>) -> Self {
        Self { esito: Judgement::Errore, cosa, frase: frase.into(), rimedio: Some(rimedio.into()) }
    }
}

impl Doctor {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let findings = match self.at.settings() {
            Ok(settings) => look(&settings).await,
            Err(wrong) => {
                let told = |sentence| {
                    Finding::error("impostazioni", sentence, "Correggi il file delle impostazioni e riprova.")
                };
                wrong.0.into_iter().map(told).collect()
            }
        };
        if self.json {
            super::tell_json(&findings)?;
        } else {
            findings.iter().for_each(tell);
        }
        let failed = findings.iter().any(|finding| finding.esito == Judgement::Errore);
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

async fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("impostazioni", "Le impostazioni si leggono.")];
    findings.extend(around::exposure(settings));
    let folder = around::folder(&settings.folder);
    let usable = folder.esito != Judgement::Errore;
    findings.push(folder);
    if usable {
        findings.push(around::space(&settings.folder).await);
        findings.extend(data::databases(settings).await);
        findings.push(data::files(settings).await);
        findings.extend(provider::providers(settings).await);
        findings.extend(caselle::mailboxes(settings).await);
        findings.extend(scansioni::strangers(settings).await);
        findings.extend(cooperazione::strangers(settings).await);
        findings.extend(sigillo::strangers(settings).await);
        findings.extend(firma::services(settings).await);
        findings.extend(fiducia::lists(settings));
        findings.extend(conservatore::servers(settings).await);
        findings.extend(antivirus::answers(settings).await);
    }
    findings.push(around::port(settings.listen).await);
    findings.extend(around::tools(settings).await);
    findings.extend(conversione::conversion(settings).await);
    findings
}

fn tell(finding: &Finding) {
    let word = match finding.esito {
        Judgement::Ok => "OK",
        Judgement::Attenzione => "ATTENZIONE",
        Judgement::Errore => "ERRORE",
    };
    println!("{word:<10} {}: {}", finding.cosa, finding.frase);
    if let Some(remedy) = &finding.rimedio {
        println!("{:<10} {remedy}", "");
    }
}
