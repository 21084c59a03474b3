//! The key of the installation, and whether the secrets in the databases are sealed with it.

use std::os::unix::fs::PermissionsExt;

use db::Db;
use vault::{Key, Source, Vault};

use super::Finding;

const WHAT: &str = "segreti";

/// The key: there, readable by the right ones, and the one with which secrets were sealed.
pub(super) fn key(source: &Source, noted: Option<&[u8]>) -> Finding {
    let is_noted = |key: &Key| noted.is_none_or(|noted| key.fingerprint() == *noted);
    let found = match source.read().and_then(|found| Ok((found, source.read_next()?))) {
        Ok((found, Some(next))) if [found.as_ref(), Some(&next)].into_iter().flatten().any(is_noted) => {
            return Finding::warning(
                WHAT,
                "Il cambio della chiave dell'installazione è cominciato e non è finito: tutto si apre, ma con due chiavi diverse.",
                "A servizio fermo lancia \"sudo municipio key change\", che riprende da dove era.",
            );
        }
        Ok((found, _)) => found,
        Err(error) => {
            return Finding::error(
                WHAT,
                error.to_string(),
                "Lancia questo comando con l'utente del servizio: sudo -u municipio.",
            );
        }
    };
    match (found, noted) {
        (None, None) => Finding::warning(
            WHAT,
            format!("La chiave dell'installazione non c'è ancora ({}).", source.file.display()),
            "Creala con \"sudo municipio key make\", poi scrivine le parole con \"municipio key words\".",
        ),
        (None, Some(_)) => wrong(&vault::Error::NoKey(source.path())),
        (Some(key), Some(noted)) if key.fingerprint() != *noted => wrong(&vault::Error::WrongKey(source.place())),
        (Some(_), _) if open_to_all(source) => Finding::warning(
            WHAT,
            format!("La chiave dell'installazione ({}) si può leggere da ogni utente della macchina.", source.place()),
            format!("Chiudila: sudo chmod o= {}", source.path().display()),
        ),
        (Some(_), _) => Finding::ok(WHAT, format!("La chiave dell'installazione è {}.", source.place())),
    }
}

fn wrong(error: &vault::Error) -> Finding {
    Finding::error(
        WHAT,
        error.to_string(),
        "Senza la chiave né le parole gli atti restano interi; per i segreti chiedi assistenza.",
    )
}

fn open_to_all(source: &Source) -> bool {
    let mode = std::fs::metadata(source.path()).map(|about| about.permissions().mode());
    source.given.is_none() && mode.is_ok_and(|mode| mode & 0o007 != 0)
}

/// The keys with which an ente's own may be sealed: the installation's, and the one that is to take its place.
pub(super) fn keys(source: &Source) -> Vec<Key> {
    [source.read(), source.read_next()].into_iter().filter_map(|found| found.ok().flatten()).collect()
}

fn opened(keys: &[Key], slug: &str, sealed: &[u8]) -> Option<Key> {
    keys.iter().find_map(|key| vault::open_key(key, slug, sealed))
}

/// With what an ente's secrets are opened; where its key is not there or does not open, with nothing.
pub(super) async fn vault(database: &Db, slug: &str, keys: &[Key]) -> anyhow::Result<Vault> {
    let sealed = match vault::sealed_key(&database.read().await?).await {
        Ok(sealed) => sealed,
        Err(vault::Error::Db(db::Error::Engine(_))) => None,
        Err(other) => return Err(other.into()),
    };
    let own = sealed.and_then(|sealed| opened(keys, slug, &sealed));
    Ok(own.map_or_else(Vault::readable, Vault::with))
}

/// Whether an ente's secrets are sealed, and open.
pub(super) async fn ente(database: &Db, slug: &str, keys: &[Key]) -> anyhow::Result<Option<Finding>> {
    let read = database.read().await?;
    let sealed = match vault::sealed_key(&read).await {
        Ok(sealed) => sealed,
        // A database from before there were keys: the steps that lack are told already.
        Err(vault::Error::Db(db::Error::Engine(_))) => None,
        Err(other) => return Err(other.into()),
    };
    if let Some(sealed) = &sealed
        && !keys.is_empty()
        && opened(keys, slug, sealed).is_none()
    {
        return Ok(Some(wrong(&vault::Error::WrongKey(format!("ente {slug}")))));
    }
    // Anew: on PostgreSQL nothing more is read after a question about a table that is not there.
    drop(read);
    let read = database.read().await?;
    let signing_key = ledger::signing_key_is_readable(&read).await? == Some(true);
    let apps = accounts::readable_secrets(&read).await?;
    if !signing_key && apps == 0 {
        return Ok(sealed.map(|_| Finding::ok(WHAT, format!("I segreti di {slug} sono sigillati."))));
    }
    let what = match (signing_key, apps) {
        (true, 0) => "la chiave che firma i sigilli".to_owned(),
        (true, apps) => format!("la chiave che firma i sigilli e i segreti dei codici dal telefono di {apps} persone"),
        (false, apps) => format!("i segreti dei codici dal telefono di {apps} persone"),
    };
    Ok(Some(Finding::warning(
        WHAT,
        format!("Nel database di {slug}, e quindi in ogni copia, {what} si leggono: chi ruba una copia può usarli."),
        "Fai una copia, ferma il servizio, lancia \"sudo municipio key make\" e \"sudo -u municipio municipio key seal\", poi riaccendilo.",
    )))
}
