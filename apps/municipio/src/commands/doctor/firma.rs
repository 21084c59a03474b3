//! How documents are signed in each ente, as the settings tell it: whether its service of remote signatures answers.

use std::sync::Arc;

use kernel::SystemRandom;
use librofirma::firma::remota::risponde;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "firma";

/// Every ente in the settings.
pub(super) async fn services(settings: &Settings) -> Vec<Finding> {
    let mut findings = data::strangers(settings, WHAT, "signing", settings.signing.keys()).await;
    for (ente, signing) in &settings.signing {
        if signing.trial {
            let sentence = format!("In {ente} si può firmare con l'autorità di prova, SENZA VALORE LEGALE.");
            let remedy = format!("Per un ente vero togli trial dalla sezione [signing.{ente}].");
            findings.push(Finding::warning(WHAT, sentence, remedy));
        }
        if signing.long_term && (!settings.time_stamps.contains_key(ente) || settings.reach.is_none()) {
            let sentence = format!(
                "In {ente} i documenti firmati devono avere le prove per essere verificati negli anni, e mancano le marche temporali o \
                 il controllo in rete: nessuno le avrà."
            );
            let remedy = format!("Scrivi la sezione [time_stamps.{ente}], e online = true sotto [firme].");
            findings.push(Finding::warning(WHAT, sentence, remedy));
        }
        let Some(service) = &signing.service else { continue };
        findings.push(match risponde(service, Arc::new(SystemRandom)).await {
            Ok(name) => Finding::ok(
                WHAT,
                format!("{name} di {ente} risponde. Deve conoscere la pagina di ritorno /librofirma/ritorno."),
            ),
            Err(error) => {
                let remedy =
                    format!("Controlla la sezione [signing.{ente}], e che da questa macchina si arrivi al servizio.");
                Finding::error(WHAT, format!("Il servizio di firma remota di {ente} non si può usare: {error}"), remedy)
            }
        });
    }
    findings
}
