//! To read a mailbox: each message is stored, then taken, and only then moved away. Killed at any moment, the next reading
//! goes on from there: what was taken and not moved is recognised and moved, what was not taken is taken.

use std::collections::{BTreeSet, HashMap};

use documents::store::{Sha256Hash, StoreError};
use ente::Ente;
use kernel::Instant;
use mail::{Client, Mailbox};

use super::prendi::{Posto, prendi};
use crate::{error::Error, tables::casella};

/// The largest message that is taken, bytes: providers go up to 100 MB, and base64 makes a third more of it.
pub const MAX_MESSAGE: u64 = pec::limits::MESSAGE_MAX as u64;
/// Messages that are moved together.
const AT_ONCE: usize = 50;
/// How long one reading goes on; the next follows soon.
const LONGEST_SECONDS: i64 = 300;
/// Conversations that single messages may break before the reading gives up: more than a few are the server's fault, not
/// theirs.
const MOST_LOST: u32 = 5;
/// Of a message that is told of and never given.
const VUOTO: &str = "Un messaggio resta nella casella: il server lo elenca ma non ne dà il contenuto. Aprilo con la posta del gestore; se si è rovinato, chiedi al gestore.";

/// What a reading found.
#[derive(Debug, Default)]
pub struct Esito {
    /// How many messages it took.
    pub presi: u64,
    /// What stayed in the mailbox, and why.
    pub rimasti: Vec<String>,
    /// Why it ended before its time.
    pub errore: Option<Error>,
}

/// Reads a mailbox. What it took before an error counts all the same.
pub async fn leggi(ente: &Ente, casella: &casella::Model, mailbox: &Mailbox) -> Esito {
    let until = ente.ledger.now().plus_seconds(LONGEST_SECONDS);
    let mut lettura = Lettura {
        ente,
        casella,
        mailbox,
        cartella: cartella(mailbox),
        until,
        left: BTreeSet::new(),
        presi: 0,
        rimasti: Vec::new(),
    };
    let mut lost = 0;
    // A message that ends the conversation is left out by the next one.
    let errore = loop {
        match lettura.una_volta().await {
            Ok(None) => break None,
            Ok(Some(mail::Error::TooBig { .. })) => {}
            Ok(Some(_)) if lost < MOST_LOST => lost += 1,
            Ok(Some(error)) => break Some(error.into()),
            Err(error) => break Some(error),
        }
    };
    Esito { presi: lettura.presi, rimasti: lettura.rimasti, errore }
}

/// By what a place is told from those of another mailbox to which the same name was given since: the fingerprint of server,
/// user and folder.
fn cartella(mailbox: &Mailbox) -> String {
    let host = mailbox.server.host.to_ascii_lowercase();
    Sha256Hash::of(format!("{host}\0{}\0{}", mailbox.login.user, mailbox.folder).as_bytes()).to_string()
}

/// One reading, over as many conversations as it takes.
struct Lettura<'a> {
    ente: &'a Ente,
    casella: &'a casella::Model,
    mailbox: &'a Mailbox,
    cartella: String,
    until: Instant,
    /// The messages that this reading leaves where they are.
    left: BTreeSet<u32>,
    presi: u64,
    rimasti: Vec<String>,
}

impl Lettura<'_> {
    /// One conversation. What it gives is why a message, which was put aside, ended it before its time.
    async fn una_volta(&mut self) -> Result<Option<mail::Error>, Error> {
        let mut client = Client::enter(&self.mailbox.server, &self.mailbox.login).await?;
        let folder = client.open(&self.mailbox.folder).await?;
        let here = client.uids().await?;
        let known = self.noti(folder.uidvalidity, &here).await?;
        let (taken, new): (Vec<u32>, Vec<u32>) = here.into_iter().partition(|uid| known.contains(uid));
        for some in taken.chunks(AT_ONCE) {
            self.sposta(&mut client, some).await?;
        }
        let mut empty = BTreeSet::new();
        for some in new.chunks(AT_ONCE) {
            if self.ente.ledger.now() > self.until {
                break;
            }
            let ended = self.prendi_alcuni(&mut client, folder.uidvalidity, some, &mut empty).await?;
            if ended.is_some() {
                return Ok(ended);
            }
        }
        self.mai_dati(&mut client, folder.uidvalidity, &empty).await?;
        client.leave().await;
        Ok(None)
    }

    /// Takes some messages and moves them. Those taken before an error are moved by the next conversation. `empty`: those of
    /// which nothing came.
    async fn prendi_alcuni(
        &mut self,
        client: &mut Client,
        uidvalidity: u32,
        uids: &[u32],
        empty: &mut BTreeSet<u32>,
    ) -> Result<Option<mail::Error>, Error> {
        let sizes = match client.sizes(uids).await {
            Ok(sizes) => sizes,
            // One of them may be why: each is asked for by itself, and what counts is what comes.
            Err(mail::Error::Declined { .. } | mail::Error::Unavailable { .. }) => HashMap::new(),
            Err(error) => return Err(error.into()),
        };
        let mut done = Vec::with_capacity(uids.len());
        for uid in uids.iter().copied() {
            if self.left.contains(&uid) {
                continue;
            }
            let told = sizes.get(&uid).copied();
            if let Some(size) = told.filter(|size| *size > MAX_MESSAGE) {
                self.lascia(uid, &mail::Error::TooBig { found: size, limit: MAX_MESSAGE });
                continue;
            }
            match self.uno(client, uidvalidity, uid, told).await {
                Ok(Some(new)) => {
                    self.presi += u64::from(new);
                    done.push(uid);
                }
                Ok(None) => {
                    empty.insert(uid);
                }
                Err(Error::Store(error)) if error.keeps_out_one() => self.resta(uid, &error.to_string()),
                // This one message the server does not give: the others need not wait for it.
                Err(Error::Mail(error)) => {
                    self.lascia(uid, &error);
                    if !client.goes_on() {
                        return Ok(Some(error));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        self.sposta(client, &done).await?;
        Ok(None)
    }

    /// Moves what was taken. That it was taken is on disk before: what is moved is not looked for again.
    async fn sposta(&self, client: &mut Client, uids: &[u32]) -> Result<(), Error> {
        if !uids.is_empty() {
            self.ente.db().settle().await?;
            client.move_to(uids, &self.mailbox.done).await?;
        }
        Ok(())
    }

    fn lascia(&mut self, uid: u32, why: &mail::Error) {
        if matches!(why, mail::Error::TooBig { .. }) {
            self.left.insert(uid);
            self.rimasti.push(why.to_string());
        } else {
            self.resta(uid, &why.to_string());
        }
    }

    fn resta(&mut self, uid: u32, why: &str) {
        self.left.insert(uid);
        self.rimasti.push(format!("Un messaggio resta nella casella. {why}"));
    }

    /// Tells of the messages of which nothing came, and which are there all the same: another program took the rest away.
    async fn mai_dati(&mut self, client: &mut Client, uidvalidity: u32, empty: &BTreeSet<u32>) -> Result<(), Error> {
        // Opened again: only then does every server say what others have taken away meanwhile.
        if empty.is_empty() || client.open(&self.mailbox.folder).await?.uidvalidity != uidvalidity {
            return Ok(());
        }
        for uid in client.uids().await? {
            if empty.contains(&uid) && self.left.insert(uid) {
                self.rimasti.push(VUOTO.into());
            }
        }
        Ok(())
    }

    /// Takes one message: whether it is new, or nothing when nothing of it came.
    async fn uno(
        &self,
        client: &mut Client,
        uidvalidity: u32,
        uid: u32,
        told: Option<u64>,
    ) -> Result<Option<bool>, Error> {
        let Some(mut body) = client.message(uid, MAX_MESSAGE).await? else { return Ok(None) };
        let length = body.length();
        let stored = match self.ente.archive.receive(&mut body, MAX_MESSAGE).await {
            Ok(stored) => stored,
            // What interrupted it was the mailbox, and that error says more.
            Err(StoreError::Interrupted { source }) => {
                return Err(match mail::Error::inside(source) {
                    Ok(error) => error.into(),
                    Err(source) => StoreError::Interrupted { source }.into(),
                });
            }
            Err(error) if error.keeps_out_one() => {
                body.finish().await?;
                return Err(error.into());
            }
            Err(error) => return Err(error.into()),
        };
        body.finish().await?;
        let odd = told.filter(|told| *told != length).map(|told| {
            format!("Il server annunciava {told} byte e ne ha dati {length}: il messaggio può essere incompleto; l'originale è nella casella.")
        });
        let posto = Posto { cartella: &self.cartella, uidvalidity, uid };
        let preso = prendi(self.ente, self.casella, &stored, Some(posto), odd).await?;
        Ok(Some(matches!(preso, super::prendi::Preso::Nuovo(_))))
    }

    /// Of the messages that are there, in order, those that were taken already: all that was ever taken need not be read.
    async fn noti(&self, uidvalidity: u32, here: &[u32]) -> Result<BTreeSet<u32>, Error> {
        let (Some(first), Some(last)) = (here.first(), here.last()) else { return Ok(BTreeSet::new()) };
        let read = self.ente.db().read().await?;
        let sql = "SELECT uid FROM protocollo_messaggio_posto WHERE casella_id = $1 AND cartella = $2 AND uidvalidity = $3 \
                   AND uid >= $4 AND uid <= $5";
        let [validity, first, last] = [uidvalidity, *first, *last].map(i64::from);
        let (casella, cartella) = (self.casella.id.into(), self.cartella.as_str().into());
        let values = [casella, cartella, validity.into(), first.into(), last.into()];
        let rows = db::rows(&read, sql, values).await?;
        let uid =
            |row: &sea_orm::QueryResult| row.try_get::<i64>("", "uid").ok().and_then(|uid| u32::try_from(uid).ok());
        Ok(rows.iter().filter_map(uid).collect())
    }
}

#[cfg(test)]
mod tests {
    use mail::{Login, Password, Security, Server};

    use super::*;

    #[test]
    fn another_server_user_or_folder_is_another_place() {
        let server = Server {
            host: "imap.example.it".into(),
            port: 993,
            security: Security::Tls,
            ca: None,
            patience: Server::PATIENCE,
        };
        let here = Mailbox {
            name: "pec".into(),
            address: "comune@example.it".into(),
            certified: true,
            unit: "PRO".into(),
            server: server.clone(),
            login: Login { user: "comune".into(), password: Password::new("una".into()) },
            folder: "INBOX".into(),
            done: "Presi".into(),
            outgoing: None,
        };
        let other = |server, user: &str, folder: &str| Mailbox {
            server,
            login: Login { user: user.into(), password: Password::new("altra".into()) },
            folder: folder.into(),
            ..here.clone()
        };
        let moved = Server { host: "imap.example.com".into(), ..server.clone() };
        let capitals = Server { host: "IMAP.example.it".into(), ..server.clone() };
        assert_eq!(cartella(&here), cartella(&other(capitals, "comune", "INBOX")), "a new password changes nothing");
        for other in
            [other(moved, "comune", "INBOX"), other(server.clone(), "altro", "INBOX"), other(server, "comune", "Posta")]
        {
            assert_ne!(cartella(&here), cartella(&other));
        }
    }
}
