//! To try whether a mailbox can be read, and whether messages could leave from it. Nothing in it is touched, nothing is sent.

use std::time::Duration;

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use mail::{Client, Mailbox};

use super::una;
use crate::{error::Error, permissions::CASELLE, tables::casella};

/// Someone waits for the answer: less than when nobody does.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest that each of the two is waited for in all.
const LONGEST: Duration = Duration::from_secs(25);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prova {
    /// What was found when reading, or why one cannot.
    pub lettura: Result<String, String>,
    /// The same for sending; none where nothing is to leave from it.
    pub spedizione: Option<Result<String, String>>,
}

/// Tries a mailbox that is in use, of the settings too.
///
/// # Errors
/// A missing permission; [`Error::CasellaAssente`]; one that is not in use; those of the database.
pub async fn prova(ente: &Ente, who: &Who, id: Id<casella::Entity>) -> Result<Prova, Error> {
    who.require(&CASELLE)?;
    let known = super::vedi(ente, who, id).await?;
    let found = una(&ente.db().read().await?, ente, &known.casella).await?;
    let off = "Questa casella è spenta, o le impostazioni non la nominano più: riaccendila, poi prova di nuovo.";
    let mut mailbox = found.ok_or_else(|| Refusal::because(off))?;
    mailbox.server.patience = PATIENCE;
    if let Some(outgoing) = &mut mailbox.outgoing {
        outgoing.server.patience = PATIENCE;
    }
    let (lettura, spedizione) = tokio::join!(legge(&mailbox), spedisce(&mailbox));
    Ok(Prova { lettura, spedizione })
}

fn troppo(host: &str) -> String {
    format!("Il server {host} è troppo lento: in {} secondi la prova non è finita.", LONGEST.as_secs())
}

async fn legge(mailbox: &Mailbox) -> Result<String, String> {
    let look = async {
        let mut client = Client::enter(&mailbox.server, &mailbox.login).await?;
        let folder = client.open(&mailbox.folder).await?;
        client.leave().await;
        Ok::<u32, mail::Error>(folder.messages)
    };
    match tokio::time::timeout(LONGEST, look).await {
        Ok(Ok(0)) => Ok(format!("Si entra: nella cartella {} non aspetta nessun messaggio.", mailbox.folder)),
        Ok(Ok(1)) => Ok(format!("Si entra: nella cartella {} aspetta un messaggio.", mailbox.folder)),
        Ok(Ok(many)) => Ok(format!("Si entra: nella cartella {} aspettano {many} messaggi.", mailbox.folder)),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(troppo(&mailbox.server.host)),
    }
}

async fn spedisce(mailbox: &Mailbox) -> Option<Result<String, String>> {
    let outgoing = mailbox.outgoing.as_ref()?;
    let host = &outgoing.server.host;
    Some(match tokio::time::timeout(LONGEST, mail::greet(&outgoing.server, &mailbox.login)).await {
        Ok(Ok(())) => Ok(format!("Si può spedire: {host} fa entrare. Non è stato spedito niente.")),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(troppo(host)),
    })
}
