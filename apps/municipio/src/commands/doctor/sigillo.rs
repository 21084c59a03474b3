//! The seal of an ente: whether there is one, whose, until when, and whether its key opens.

use db::Db;
use kernel::{Clock, SystemClock};
use seal::Standing;
use vault::Vault;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "sigillo";
const LOAD: &str = "Carica quello nuovo con \"municipio sigillo importa\".";

/// Authorities for time stamps of an ente that is not here.
pub(super) async fn strangers(settings: &Settings) -> Vec<Finding> {
    let mut all = data::strangers(settings, "marche temporali", "time_stamps", settings.time_stamps.keys()).await;
    all.extend(data::strangers(settings, "testimone del giornale", "testimone", settings.witnesses.keys()).await);
    all
}

/// What others say of the journal of an ente, where the settings ask them.
pub(super) async fn attested(settings: &Settings, database: &Db, slug: &str) -> anyhow::Result<Vec<Finding>> {
    let asked = (settings.time_stamps.contains_key(slug), settings.witnesses.contains_key(slug));
    let told = match seal::attested(&database.read().await?, asked, SystemClock.now()).await {
        Ok(told) => told,
        // A database from before others were asked: the steps that lack are told already.
        Err(db::Error::Engine(_)) => return Ok(Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let one = |one: seal::Told| {
        let sentence = format!("{slug}: {}", one.sentence);
        if one.late { Finding::warning(WHAT, sentence, seal::REMEDY) } else { Finding::ok(WHAT, sentence) }
    };
    Ok(told.into_iter().map(one).collect())
}

/// How the seal of an ente stands.
pub(super) async fn ente(database: &Db, slug: &str, vault: &Vault) -> anyhow::Result<Option<Finding>> {
    let read = database.read().await?;
    let row = match seal::kept(&read).await {
        Ok(row) => row,
        // A database from before there were seals: the steps that lack are told already.
        Err(seal::Error::Db(db::Error::Engine(_)) | seal::Error::Rows(_)) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let Some(row) = row else {
        let sentence = format!(
            "{slug} non ha un sigillo: i registri giornalieri non sono sigillati e la segnatura non si allega a ciò che va ad altri enti."
        );
        return Ok(Some(Finding::warning(WHAT, sentence, "Caricalo con \"municipio sigillo importa FILE.p12\".")));
    };
    let until = row.not_after_at.date().format("%d/%m/%Y");
    let told =
        format!("Il sigillo di {slug} è di {}, rilasciato da {}, e vale fino al {until}", row.holder, row.issuer);
    if let Err(error) = seal::opens(&read, vault, &row).await {
        let remedy = match error {
            seal::Error::Vault(_) => {
                "Rimetti al suo posto il file della chiave dei segreti; se è perso, carica di nuovo il sigillo con \"municipio sigillo importa\"."
            }
            _ => LOAD,
        };
        return Ok(Some(Finding::error(WHAT, format!("{told}, ma la sua chiave non si apre: {error}"), remedy)));
    }
    Ok(Some(match Standing::of(Some(&row), SystemClock.now()) {
        Standing::Expired | Standing::Early => {
            Finding::error(WHAT, format!("{told}: oggi non si può usare, e niente viene sigillato."), LOAD)
        }
        _ if row.trial => {
            let remedy = "Per un ente vero carica il sigillo rilasciato da un prestatore di servizi fiduciari, con \"municipio sigillo importa\".";
            Finding::warning(WHAT, format!("{told}; è di prova, SENZA VALORE LEGALE."), remedy)
        }
        Standing::ExpiresSoon => Finding::warning(WHAT, format!("{told}: chiedi per tempo quello nuovo."), LOAD),
        Standing::Missing | Standing::Good => Finding::ok(WHAT, format!("{told}.")),
    }))
}
