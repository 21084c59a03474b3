//! To read a mailbox: each message is stored, then taken, and only then moved away. Killed at any moment, the next reading
//! goes on from there: what was taken and not moved is recognised and moved, what was not taken is taken.

use std::collections::BTreeSet;

use documents::store::StoreError;
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
    let mut esito = Esito::default();
    let mut left: BTreeSet<u32> = BTreeSet::new();
    let until = ente.ledger.now().plus_seconds(LONGEST_SECONDS);
    // A message that turns out larger than it was told ends the conversation: the next leaves it out.
    loop {
        let before = left.len();
        match una_volta(ente, casella, mailbox, until, &mut left, &mut esito).await {
            Ok(()) => return esito,
            Err(Error::Mail(mail::Error::TooBig { .. })) if left.len() > before => {}
            Err(error) => {
                esito.errore = Some(error);
                return esito;
            }
        }
    }
}

async fn una_volta(
    ente: &Ente,
    casella: &casella::Model,
    mailbox: &Mailbox,
    until: Instant,
    left: &mut BTreeSet<u32>,
    esito: &mut Esito,
) -> Result<(), Error> {
    let mut client = Client::enter(&mailbox.server, &mailbox.login).await?;
    let folder = client.open(&mailbox.folder).await?;
    let here = client.uids().await?;
    let known = noti(ente, casella, folder.uidvalidity, &here).await?;
    let (taken, new): (Vec<u32>, Vec<u32>) = here.into_iter().partition(|uid| known.contains(uid));
    for some in taken.chunks(AT_ONCE) {
        client.move_to(some, &mailbox.done).await?;
    }
    for some in new.chunks(AT_ONCE) {
        if ente.ledger.now() > until {
            break;
        }
        prendi_alcuni(ente, casella, mailbox, &mut client, (folder.uidvalidity, some), left, esito).await?;
    }
    client.leave().await;
    Ok(())
}

/// Takes some messages and moves them. Those taken before an error are moved by the next reading.
async fn prendi_alcuni(
    ente: &Ente,
    casella: &casella::Model,
    mailbox: &Mailbox,
    client: &mut Client,
    (uidvalidity, uids): (u32, &[u32]),
    left: &mut BTreeSet<u32>,
    esito: &mut Esito,
) -> Result<(), Error> {
    let sizes = client.sizes(uids).await?;
    let mut done = Vec::with_capacity(uids.len());
    for uid in uids.iter().copied().filter(|uid| !left.contains(uid)).collect::<Vec<_>>() {
        let told = sizes.get(&uid).copied();
        if let Some(size) = told.filter(|size| *size > MAX_MESSAGE) {
            lascia(uid, left, esito, &mail::Error::TooBig { found: size, limit: MAX_MESSAGE });
            continue;
        }
        match uno(ente, casella, client, (uidvalidity, uid), told).await {
            Ok(Some(new)) => {
                esito.presi += u64::from(new);
                done.push(uid);
            }
            Ok(None) => {}
            Err(Error::Mail(error @ mail::Error::TooBig { .. })) => {
                lascia(uid, left, esito, &error);
                return Err(error.into());
            }
            // This one message the server does not give: the others need not wait for it.
            Err(Error::Mail(error @ mail::Error::Declined { .. })) => lascia(uid, left, esito, &error),
            Err(error) => return Err(error),
        }
    }
    client.move_to(&done, &mailbox.done).await?;
    Ok(())
}

fn lascia(uid: u32, left: &mut BTreeSet<u32>, esito: &mut Esito, why: &mail::Error) {
    left.insert(uid);
    esito.rimasti.push(why.to_string());
}

/// Takes one message: whether it is new, or nothing when it is there no more.
async fn uno(
    ente: &Ente,
    casella: &casella::Model,
    client: &mut Client,
    posto: Posto,
    told: Option<u64>,
) -> Result<Option<bool>, Error> {
    let Some(mut body) = client.message(posto.1, MAX_MESSAGE).await? else { return Ok(None) };
    let length = body.length();
    let stored = match ente.archive.receive(&mut body, MAX_MESSAGE).await {
        Ok(stored) => stored,
        // What interrupted it was the mailbox, and that error says more.
        Err(StoreError::Interrupted { source }) => {
            return Err(match mail::Error::inside(source) {
                Ok(error) => error.into(),
                Err(source) => StoreError::Interrupted { source }.into(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    body.finish().await?;
    let odd = told.filter(|told| *told != length).map(|told| {
        format!("il server annunciava {told} byte e ne ha dati {length}: il messaggio può essere incompleto; l'originale è nella casella")
    });
    let preso = prendi(ente, casella, &stored, Some(posto), odd).await?;
    Ok(Some(matches!(preso, super::prendi::Preso::Nuovo(_))))
}

/// Of the messages that are there, in order, those that were taken already: all that was ever taken need not be read.
async fn noti(ente: &Ente, casella: &casella::Model, uidvalidity: u32, here: &[u32]) -> Result<BTreeSet<u32>, Error> {
    let (Some(first), Some(last)) = (here.first(), here.last()) else { return Ok(BTreeSet::new()) };
    let read = ente.db().read().await?;
    let sql = "SELECT uid FROM protocollo_messaggio_posto WHERE casella_id = $1 AND uidvalidity = $2 AND uid >= $3 AND uid <= $4";
    let [validity, first, last] = [uidvalidity, *first, *last].map(i64::from);
    let rows = db::rows(&read, sql, [casella.id.into(), validity.into(), first.into(), last.into()]).await?;
    let uid = |row: &sea_orm::QueryResult| row.try_get::<i64>("", "uid").ok().and_then(|uid| u32::try_from(uid).ok());
    Ok(rows.iter().filter_map(uid).collect())
}
