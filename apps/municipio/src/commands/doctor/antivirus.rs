//! The antivirus: whether it answers, and what was let in without it.

use db::Db;

use super::Finding;
use crate::settings::Settings;

const WHAT: &str = "antivirus";

/// Whether the one in the settings answers.
pub(super) async fn answers(settings: &Settings) -> Option<Finding> {
    let antivirus = settings.antivirus.as_ref()?;
    Some(match antivirus.clamd.version().await {
        Ok(version) => Finding::ok(WHAT, format!("L'antivirus risponde a {}: {version}.", antivirus.clamd.address())),
        Err(error) => {
            let remedy = match antivirus.unanswered {
                ::antivirus::Unanswered::Refuse => "Finché è così nessun file entra.",
                ::antivirus::Unanswered::Mark => "Finché è così i file entrano con il segno \"da controllare\".",
            };
            Finding::error(
                WHAT,
                format!("L'antivirus {error}."),
                format!(
                    "{remedy} Guarda se clamd è acceso (sudo systemctl status clamav-daemon) e l'indirizzo sotto [antivirus]."
                ),
            )
        }
    })
}

/// What was let in without it, in an ente.
pub(super) async fn ente(database: &Db, slug: &str) -> anyhow::Result<Option<Finding>> {
    let (waiting, found) = match documents::unscanned_count(&database.read().await?).await {
        // A database from before there was an antivirus: the steps that lack are told already.
        Err(db::Error::Engine(_)) => return Ok(None),
        counted => counted?,
    };
    Ok(match (waiting, found) {
        (0, 0) => None,
        (_, 0) => Some(Finding::warning(
            WHAT,
            format!("In {slug} {waiting} file sono entrati mentre l'antivirus non rispondeva, e sono da controllare."),
            "Ogni ora il programma li mostra all'antivirus, se risponde. Nella scheda della registrazione il documento ha il suo segno.",
        )),
        (_, found) => Some(Finding::error(
            WHAT,
            format!(
                "In {slug} l'antivirus ha trovato qualcosa in {found} file entrati mentre non rispondeva ({waiting} da controllare ancora)."
            ),
            "Nessuno li apra: nella scheda della registrazione il documento ha il suo segno. Chiedi un file pulito a chi li ha mandati.",
        )),
    })
}
