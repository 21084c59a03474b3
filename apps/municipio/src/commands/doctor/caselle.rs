//! The enti's mailboxes, entered as a reading enters them. Nothing in them is touched.

use mail::{Client, Mailbox};

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
            let all = enti.iter().map(|(slug, _)| slug.as_str()).collect::<Vec<_>>().join(", ");
            let remedy = format!("Scrivi il codice di uno di questi: {all}. Oppure togli la sezione.");
            findings.push(Finding::error(
                WHAT,
                format!("La sezione [caselle.{ente}] è di un ente che qui non c'è."),
                remedy,
            ));
            continue;
        }
        for mailbox in mailboxes {
            findings.push(one(ente, mailbox).await);
            findings.extend(leaving(ente, mailbox).await);
        }
    }
    findings
}

async fn one(ente: &str, mailbox: &Mailbox) -> Finding {
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
        Err(error) => {
            let remedy = format!("Le sue impostazioni sono sotto [caselle.{ente}.{}].", mailbox.name);
            Finding::error(WHAT, format!("{name}: {error}"), remedy)
        }
    }
}

/// Whether messages could leave from it, where they may. None is sent.
async fn leaving(ente: &str, mailbox: &Mailbox) -> Option<Finding> {
    let outgoing = mailbox.outgoing.as_ref()?;
    let name = format!("{} ({ente}, {})", mailbox.address, mailbox.name);
    Some(match mail::greet(&outgoing.server, &mailbox.login).await {
        Ok(()) => Finding::ok(WHAT, format!("Da {name} si può spedire: {} fa entrare.", outgoing.server.host)),
        Err(error) => {
            let remedy = format!("Le sue impostazioni sono sotto [caselle.{ente}.{}].", mailbox.name);
            Finding::error(WHAT, format!("Da {name} non si può spedire: {error}"), remedy)
        }
    })
}

async fn waiting(mailbox: &Mailbox) -> Result<u32, mail::Error> {
    let mut client = Client::enter(&mailbox.server, &mailbox.login).await?;
    let folder = client.open(&mailbox.folder).await?;
    client.leave().await;
    Ok(folder.messages)
}
