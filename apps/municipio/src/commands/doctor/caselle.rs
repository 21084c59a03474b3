//! The enti's mailboxes, entered as a reading enters them. Nothing in them is touched.

use db::Db;
use mail::{Client, Mailbox};
use vault::Vault;

use super::{Finding, data};
use crate::settings::Settings;

const WHAT: &str = "casella di posta";

/// Every mailbox in the settings.
pub(super) async fn mailboxes(settings: &Settings) -> Vec<Finding> {
    if settings.mailboxes.is_empty() {
        return Vec::new();
    }
    // What is wrong with the database has been told already.
    let Ok(enti) = data::enti(settings).await else { return Vec::new() };
    let mut findings = Vec::new();
    for (ente, mailboxes) in &settings.mailboxes {
        if !enti.iter().any(|(slug, _)| slug == ente) {
            findings.push(stranger(WHAT, &format!("caselle.{ente}"), &enti));
            continue;
        }
        for mailbox in mailboxes {
            let remedy = format!("Le sue impostazioni sono sotto [caselle.{ente}.{}].", mailbox.name);
            findings.extend(tried(ente, mailbox, &remedy).await);
        }
    }
    findings
}

/// Those that people keep in the program's pages, but for the ones that the settings name too: these count.
pub(super) async fn kept(database: &Db, ente: &str, vault: &Vault, named: &[Mailbox]) -> anyhow::Result<Vec<Finding>> {
    const REMEDY: &str = "Correggila in Protocollo, Caselle di posta.";
    let kept = match protocollo::caselle_in_uso(&database.read().await?, vault).await {
        Ok(kept) => kept,
        // A database from before they could be kept: the steps that lack are told already.
        Err(protocollo::Error::Db(db::Error::Engine(_))) => return Ok(Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let mut findings = Vec::new();
    for one in kept {
        match one {
            Ok(mailbox) if named.iter().any(|other| other.name == mailbox.name) => {}
            Ok(mailbox) => findings.extend(tried(ente, &mailbox, REMEDY).await),
            Err((name, error)) => {
                let sentence = format!("La password della casella {name} ({ente}) non si apre: {error}");
                findings.push(Finding::error(WHAT, sentence, "Riscrivila in Protocollo, Caselle di posta."));
            }
        }
    }
    Ok(findings)
}

async fn tried(ente: &str, mailbox: &Mailbox, remedy: &str) -> Vec<Finding> {
    let mut findings = vec![one(ente, mailbox, remedy).await];
    findings.extend(leaving(ente, mailbox, remedy).await);
    findings
}

async fn one(ente: &str, mailbox: &Mailbox, remedy: &str) -> Finding {
    let name = format!("{} ({ente}, {})", mailbox.address, mailbox.name);
    match waiting(mailbox).await {
        Ok(messages) => {
            let count = match messages {
                0 => "non aspetta nessun messaggio".to_owned(),
                1 => "aspetta un messaggio".to_owned(),
                many => format!("aspettano {many} messaggi"),
            };
            Finding::ok(WHAT, format!("In {name} si entra; nella cartella {} {count}.", mailbox.folder))
        }
        Err(error) => Finding::error(WHAT, format!("{name}: {error}"), remedy),
    }
}

/// Whether messages could leave from it, where they may. None is sent.
async fn leaving(ente: &str, mailbox: &Mailbox, remedy: &str) -> Option<Finding> {
    let outgoing = mailbox.outgoing.as_ref()?;
    let name = format!("{} ({ente}, {})", mailbox.address, mailbox.name);
    Some(match mail::greet(&outgoing.server, &mailbox.login).await {
        Ok(()) => Finding::ok(WHAT, format!("Da {name} si può spedire: {} fa entrare.", outgoing.server.host)),
        Err(error) => Finding::error(WHAT, format!("Da {name} non si può spedire: {error}"), remedy),
    })
}

async fn waiting(mailbox: &Mailbox) -> Result<u32, mail::Error> {
    let mut client = Client::enter(&mailbox.server, &mailbox.login).await?;
    let folder = client.open(&mailbox.folder).await?;
    client.leave().await;
    Ok(folder.messages)
}

/// Of a section of the settings that names an ente that is not here.
pub(super) fn stranger(what: &'static str, section: &str, enti: &[(String, Vec<String>)]) -> Finding {
    let all = enti.iter().map(|(slug, _)| slug.as_str()).collect::<Vec<_>>().join(", ");
    let remedy = format!("Scrivi il codice di uno di questi: {all}. Oppure togli la sezione.");
    Finding::error(what, format!("La sezione [{section}] è di un ente che qui non c'è."), remedy)
}
