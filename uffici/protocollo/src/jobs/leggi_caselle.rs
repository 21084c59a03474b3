//! Reads the mailboxes of the comune, all at once, every minute.

use std::{sync::Arc, time::Duration};

use ente::Ente;
use jobs::{Failure, Job, Periodic, Queue, When};
use mail::Mailbox;

use crate::{
    cooperazione,
    error::Error,
    posta::{
        casella,
        leggi_casella::{self, Esito},
        tenute,
    },
};

/// The job's name.
pub const KIND: &str = "protocollo.leggi_caselle";
/// Mailboxes wait for other servers: they take no place from the rest.
const QUEUE: Queue = Queue { name: "mail", at_once: 4 };
/// The longest that one mailbox is waited for, in all.
const LONGEST: Duration = Duration::from_secs(480);
/// Reasons told of one mailbox.
const MOST_TOLD: usize = 20;
/// Every minute, whichever node comes first.
pub(crate) const EVERY_MINUTE: Periodic =
    Periodic { kind: KIND, payload: "", when: When::Every(Duration::from_secs(60)) };

/// The job.
#[derive(Debug)]
pub struct LeggiCaselle;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for LeggiCaselle {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn queue(&self) -> Queue {
        QUEUE
    }

    fn title(&self) -> &'static str {
        "leggere le caselle di posta del Comune"
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        // What cannot be told now is told by the job.
        !ente.mailboxes.is_empty() || !ente.peers.is_empty() || tenute::ce_ne_sono(ente).await.unwrap_or(true)
    }

    // It comes again in a minute anyway.
    fn max_attempts(&self) -> u32 {
        2
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        if let Err(error) = cooperazione::canali(ente).await {
            return Err(Failure::retry(
                "Non è stato possibile segnare con chi si scambiano documenti senza PEC.",
                error,
            ));
        }
        let mailboxes = tutte(ente).await?;
        let read = futures::future::join_all(mailboxes.iter().map(|mailbox| una(ente, mailbox))).await;
        match read.into_iter().find_map(Result::err) {
            None => Ok(()),
            Some(error) => {
                Err(Failure::retry("Non è stato possibile segnare come è andata la lettura della posta.", error))
            }
        }
    }
}

async fn tutte(ente: &Ente) -> Result<Vec<Mailbox>, Failure> {
    let read = ente.db().read().await.map_err(Error::from);
    let found = match read {
        Ok(read) => tenute::tutte(&read, ente).await,
        Err(error) => Err(error),
    };
    found.map_err(|error| Failure::retry("Non è stato possibile sapere quali caselle leggere.", error))
}

/// What is told of the messages that stayed behind: each reason once, and not without end.
fn avviso(rimasti: &[String]) -> Option<String> {
    let mut told: Vec<(&str, usize)> = Vec::new();
    let mut untold: usize = 0;
    for why in rimasti {
        if let Some(same) = told.iter_mut().find(|one| one.0 == why.as_str()) {
            same.1 += 1;
        } else if told.len() < MOST_TOLD {
            told.push((why.as_str(), 1));
        } else {
            untold += 1;
        }
    }
    let line = |&(why, times): &(&str, usize)| {
        if times == 1 { why.to_owned() } else { format!("{why} Vale per {times} messaggi.") }
    };
    let mut lines: Vec<String> = told.iter().map(line).collect();
    match untold {
        0 => {}
        1 => lines.push("Nella casella resta un altro messaggio.".into()),
        more => lines.push(format!("Nella casella restano altri {more} messaggi.")),
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Reads one mailbox and notes how it went: an error of the mail is told on its page, and keeps no other from being read.
pub(crate) async fn una(ente: &Ente, mailbox: &Mailbox) -> Result<u64, Error> {
    let row = match casella::di(ente, mailbox).await {
        Ok(row) => row,
        // Nobody sees a mailbox without a unit: the log is where an operator looks,
        Err(error @ Error::UfficioIgnoto { .. }) => {
            tracing::error!(ente = ente.info.slug, casella = mailbox.name, %error, "a mailbox is not read");
            return Ok(0);
        }
        Err(error) => return Err(error),
    };
    // A server that drips byte by byte keeps every wait short and the whole without end.
    let esito = match tokio::time::timeout(LONGEST, leggi_casella::leggi(ente, &row, mailbox)).await {
        Ok(esito) => esito,
        Err(_) => {
            let host = mailbox.server.host.clone();
            let error = mail::Error::TooSlow { host, minutes: LONGEST.as_secs() / 60 };
            Esito { errore: Some(error.into()), ..Esito::default() }
        }
    };
    if let Some(error) = &esito.errore {
        // The sentence names servers and user names, never passwords or people who write.
        tracing::warn!(ente = ente.info.slug, casella = mailbox.name, %error, "a mailbox could not be read to its end");
    }
    let errore = esito.errore.as_ref().map(ToString::to_string);
    let avviso = avviso(&esito.rimasti);
    casella::annota(ente, &row, esito.presi, errore.as_deref(), avviso.as_deref()).await?;
    Ok(esito.presi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_once_and_the_page_has_an_end() {
        assert_eq!(avviso(&[]), None);
        let same = ["Rotto.".to_owned(), "Grande.".to_owned(), "Rotto.".to_owned()];
        assert_eq!(avviso(&same).as_deref(), Some("Rotto. Vale per 2 messaggi.\nGrande."));
        let many: Vec<String> = (0..MOST_TOLD + 3).map(|n| format!("Grande {n}.")).collect();
        let told = avviso(&many).unwrap();
        assert_eq!(told.lines().count(), MOST_TOLD + 1);
        assert!(told.ends_with("Nella casella restano altri 3 messaggi."), "{told}");
    }
}
