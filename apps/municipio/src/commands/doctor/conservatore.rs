//! The servers to which packages go by SFTP: the key's file, and whether one gets in and the folder is there. Nothing is put into it.

use conservazione::prova_sftp;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "conservatore";

/// Every ente in the settings.
pub(super) async fn servers(settings: &Settings) -> Vec<Finding> {
    let mut findings = data::strangers(settings, WHAT, "conservazione", settings.sftp.keys()).await;
    for (ente, posto) in &settings.sftp {
        findings.push(match prova_sftp(posto).await {
            Ok(()) => {
                let sentence =
                    format!("Da {ente} si entra in {} per SFTP, e la cartella {} c'è.", posto.host, posto.folder);
                Finding::ok(WHAT, sentence)
            }
            Err(sentence) => {
                let remedy = format!("Le sue impostazioni sono sotto [conservazione.{ente}].");
                Finding::error(WHAT, format!("{ente}: {sentence}"), remedy)
            }
        });
    }
    findings
}
