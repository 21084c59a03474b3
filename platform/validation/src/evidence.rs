//! What was fetched for a check is kept with it, and looked for before anybody is asked again.

use documents::{document, store::Stored};
use ente::Ente;
use kernel::{Instant, Uuid};
use ledger::Tx;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use signing::fetch::{HAND_BYTES_MAX, Shelf, Took};
use signing::verify::certificate::Fingerprint;
use signing::verify::limits::CRL_BYTES_MAX;
use signing::verify::revocation::Wanted;

use crate::Error;
use crate::tables::evidence;

/// Newest pieces of one source that are looked at.
const NEWEST: u64 = 2;

/// What an ente has kept, as it was known at an instant.
pub(crate) struct Kept<'a> {
    /// Whose.
    pub ente: &'a Ente,
    /// Nothing that was made later is looked at.
    pub at: Instant,
    /// Since when the document is proved to exist: what was made next after it tells most of that instant.
    pub since: Option<Instant>,
}

impl Shelf for Kept<'_> {
    async fn kept(&self, wanted: &Wanted) -> Vec<Vec<u8>> {
        match self.read(wanted).await {
            Ok(found) => found,
            // Then it is asked for again: nothing is lost by it.
            Err(error) => {
                tracing::warn!(%error, "kept evidence could not be read");
                Vec::new()
            }
        }
    }
}

impl Kept<'_> {
    async fn read(&self, wanted: &Wanted) -> Result<Vec<Vec<u8>>, Error> {
        let read = self.ente.db().read().await?;
        let ids = self.documents(&read, wanted).await?;
        let documents = self.ente.archive.find(&read, &ids).await?;
        drop(read);
        let (mut all, mut room) = (Vec::new(), HAND_BYTES_MAX as u64);
        for id in ids {
            let Some(document) = documents.iter().find(|document| document.id.uuid() == id) else { continue };
            let Some(left) = room.checked_sub(document.size.unsigned_abs()) else { continue };
            room = left;
            all.extend(self.ente.archive.bytes(document, CRL_BYTES_MAX as u64).await?);
        }
        Ok(all)
    }

    async fn documents<C: ConnectionTrait>(&self, connection: &C, wanted: &Wanted) -> Result<Vec<Uuid>, Error> {
        use evidence::Column::{Id as Key, Source, ThisUpdate};
        let of_source = || evidence::Entity::find().filter(Source.eq(source(wanted).to_vec()));
        let by_then = Condition::any().add(ThisUpdate.is_null()).add(ThisUpdate.lte(self.at));
        let newest = of_source().filter(by_then).order_by_desc(ThisUpdate).order_by_desc(Key).limit(NEWEST);
        let mut rows = newest.all(connection).await?;
        if let Some(since) = self.since {
            let next = of_source().filter(ThisUpdate.gte(since)).filter(ThisUpdate.lte(self.at));
            rows.extend(next.order_by_asc(ThisUpdate).limit(1).all(connection).await?);
        }
        let mut ids: Vec<Uuid> = Vec::new();
        for id in rows.iter().map(|row| row.document_id.uuid()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }
}

/// What a source is known by: two questions to one responder are two.
fn source(wanted: &Wanted) -> [u8; 32] {
    let question: &[u8] = match wanted {
        Wanted::Ocsp { request, .. } => request,
        Wanted::Crl { .. } | Wanted::Issuer { .. } => &[],
    };
    let (kind, address) = told(wanted);
    Fingerprint::of(&[kind.as_bytes(), b"\n", address.as_bytes(), b"\n", question].concat()).0
}

fn told(wanted: &Wanted) -> (&'static str, &str) {
    match wanted {
        Wanted::Crl { address } => ("crl", address),
        Wanted::Ocsp { address, .. } => ("ocsp", address),
        Wanted::Issuer { address } => ("issuer", address),
    }
}

/// Something new whose bytes are in the store already.
pub(crate) struct Landed {
    took: Took,
    stored: Stored,
}

/// Puts what came into the store, before the transaction that names it.
pub(crate) async fn land(ente: &Ente, all: Vec<Took>) -> Result<Vec<Landed>, Error> {
    let mut landed = Vec::new();
    for took in all {
        let stored = ente.archive.receive_own(&mut &took.bytes[..], CRL_BYTES_MAX as u64).await?;
        landed.push(Landed { took, stored });
    }
    Ok(landed)
}

/// Keeps it, in the transaction of the check that rests upon it.
pub(crate) async fn keep(ente: &Ente, tx: &mut Tx, all: &[Landed]) -> Result<(), Error> {
    for Landed { took, stored } in all {
        let (kind, address) = told(&took.wanted);
        let name = match took.wanted {
            Wanted::Crl { .. } => "lista di revoca.crl",
            Wanted::Ocsp { .. } => "risposta OCSP.der",
            Wanted::Issuer { .. } => "certificato di autorità.cer",
        };
        let document: document::Model = ente.archive.name(tx, stored, name).await?;
        let instant = |at: chrono::DateTime<chrono::Utc>| Instant::from_micros(at.timestamp_micros());
        let row = evidence::Model {
            id: tx.id(),
            kind: kind.into(),
            source: source(&took.wanted).to_vec(),
            address: address.into(),
            document_id: document.id,
            this_update: took.times.map(|times| instant(times.this_update)),
            next_update: took.times.and_then(|times| times.next_update).map(instant),
            fetched_at: tx.now(),
        };
        tx.insert(row).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_questions_to_one_responder_are_two_sources() {
        let ask = |request: &[u8]| Wanted::Ocsp { address: "http://ocsp.example/".into(), request: request.to_vec() };
        assert_ne!(source(&ask(b"1")), source(&ask(b"2")));
        let list = Wanted::Crl { address: "http://ocsp.example/".into() };
        let issuer = Wanted::Issuer { address: "http://ocsp.example/".into() };
        assert_ne!(source(&list), source(&issuer));
        assert_eq!(source(&ask(b"1")), source(&ask(b"1")));
    }
}
