//! The enti's identity providers, as a log-in would meet them.

use accounts::{OidcHealth, OidcProblem};
use kernel::{Clock, SystemClock};
use url::Url;
use web::{PROVIDER_RETURN, Provider};

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "servizio di accesso";
/// Seconds between the clocks from which somebody should look, and from which log-ins fail: what a provider says holds for
/// some minutes.
const APART: i64 = 60;
const TOO_FAR_APART: i64 = 300;

/// Every provider in the settings.
pub(super) async fn providers(settings: &Settings) -> Vec<Finding> {
    if settings.web.providers.is_empty() {
        return Vec::new();
    }
    // What is wrong with the database has been told already.
    let Ok(enti) = data::enti(settings).await else { return Vec::new() };
    let mut findings = Vec::new();
    for (ente, provider) in &settings.web.providers {
        findings.push(match enti.iter().find(|(slug, _)| slug == ente) {
            Some((_, hosts)) => one(settings, ente, hosts, provider).await,
            None => nobodys(ente, &enti),
        });
    }
    findings
}

fn nobodys(ente: &str, enti: &[(String, Vec<String>)]) -> Finding {
    let all = enti.iter().map(|(slug, _)| slug.as_str()).collect::<Vec<_>>().join(", ");
    Finding::error(
        WHAT,
        format!("La sezione [oidc.{ente}] è di un ente che qui non c'è."),
        format!("Scrivi il codice di uno di questi: {all}. Oppure togli la sezione."),
    )
}

async fn one(settings: &Settings, ente: &str, hosts: &[String], provider: &Provider) -> Finding {
    let pages: Vec<String> = hosts.iter().map(|host| page(settings, host)).collect();
    let Some(redirect) = pages.first().and_then(|page| Url::parse(page).ok()) else {
        let sentence = format!("L'ente {ente} non ha un nome con cui lo si raggiunga.");
        return Finding::error(WHAT, sentence, "Ricrea l'ente con il suo --host.");
    };
    match provider.oidc.check(&redirect, SystemClock.now()).await {
        Ok(health) => healthy(ente, health, &pages),
        Err(problem) => {
            Finding::error(WHAT, format!("Il servizio di accesso di {ente} {problem}."), remedy(ente, &problem))
        }
    }
}

/// The page to which the provider sends the browser back, as people reach it.
fn page(settings: &Settings, host: &str) -> String {
    settings.way().address(host, PROVIDER_RETURN)
}

fn remedy(ente: &str, problem: &OidcProblem) -> String {
    let section = format!("[oidc.{ente}]");
    match problem {
        OidcProblem::Unreachable(_) => format!(
            "Controlla issuer sotto {section}, che da questa macchina si arrivi a quell'indirizzo (curl) e che il suo certificato sia valido."
        ),
        OidcProblem::NoDocument { .. } => {
            format!("Controlla issuer sotto {section}: è l'indirizzo che il servizio chiama \"issuer\" o \"autorità\".")
        }
        OidcProblem::OtherIssuer { told } => {
            format!("Se è quello giusto, scrivi issuer = \"{told}\" sotto {section}: conta ogni lettera, anche la barra finale.")
        }
        OidcProblem::Unusable(_) => {
            "Mostra questa riga a chi gestisce il servizio: servono un codice di autorizzazione, le chiavi e tutte le pagine in https.".into()
        }
    }
}

fn healthy(ente: &str, health: OidcHealth, pages: &[String]) -> Finding {
    if health.client_known == Some(false) {
        return Finding::error(
            WHAT,
            format!("Il servizio di accesso di {ente} risponde, ma non riconosce questo programma."),
            format!(
                "Controlla client_id e client_secret sotto [oidc.{ente}]: forse il segreto è scaduto o è stato cambiato."
            ),
        );
    }
    if let Some(ahead) = health.clock_ahead.filter(|ahead| ahead.abs() > APART) {
        let way = if ahead > 0 { "avanti" } else { "indietro" };
        let seconds = ahead.abs();
        let sentence = format!(
            "L'orologio di questa macchina è {way} di {seconds} secondi rispetto al servizio di accesso di {ente}."
        );
        let remedy =
            "Accendi la sincronizzazione dell'orologio (timedatectl) qui e là: con ore diverse gli accessi falliscono.";
        return if seconds < TOO_FAR_APART {
            Finding::warning(WHAT, sentence, remedy)
        } else {
            Finding::error(WHAT, sentence, remedy)
        };
    }
    let pages = pages.join(" e ");
    Finding::ok(WHAT, format!("Il servizio di accesso di {ente} risponde. Deve conoscere la pagina di ritorno {pages}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Judgement;

    #[test]
    fn clocks_that_differ_are_told_before_they_shut_people_out() {
        let judged = |ahead| {
            let finding = healthy("prova", OidcHealth { clock_ahead: ahead, client_known: Some(true) }, &[]);
            (finding.esito, finding.frase)
        };
        assert_eq!(judged(None).0, Judgement::Ok);
        assert_eq!(judged(Some(-60)).0, Judgement::Ok);
        let (judgement, sentence) = judged(Some(-61));
        assert_eq!(judgement, Judgement::Attenzione);
        assert!(sentence.contains("indietro di 61 secondi"), "{sentence}");
        assert_eq!(judged(Some(300)).0, Judgement::Errore);
    }
}
