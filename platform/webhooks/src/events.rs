//! What happens, told by the offices.

use authz::{Permission, Who};
use ente::Ente;
use jobs::NewJob;
use kernel::Uuid;
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::distribute;

/// A kind of thing that happens in an office.
#[derive(Debug)]
pub struct Kind {
    /// With the office's prefix: `protocollo.registrata`. Once given it never changes.
    pub code: &'static str,
    /// What happens, in words: "una registrazione nuova".
    pub label: &'static str,
    /// Without which nobody hears of it.
    pub permission: &'static Permission,
}

/// What an office answers when it cannot tell whether a thing may be seen.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// An office in which things happen of which others want to know.
#[async_trait::async_trait]
pub trait Events: Send + Sync {
    /// The kinds of things that happen in it.
    fn kinds(&self) -> &'static [Kind];

    /// Where in the API `who` reads of it, as a path (`/api/v1/…`): none where they may not see it now.
    ///
    /// # Errors
    /// When that cannot be told at the moment.
    async fn resource(&self, ente: &Ente, who: &Who, kind: &str, subject: Uuid) -> Result<Option<String>, SourceError>;
}

/// Something that happened, as the queue carries it: ids and no data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Happened {
    pub event: Uuid,
    pub kind: String,
    pub subject: Uuid,
    /// Microseconds since 1970.
    pub at: i64,
}

/// Says, in the transaction in which it happens, that something of this kind happened to the thing with this id. Where nobody
/// wants to know of anything it leaves nothing behind.
///
/// # Errors
/// Those of the database.
pub async fn tell(tx: &Tx, kind: &'static str, subject: Uuid) -> Result<(), jobs::Error> {
    let event = tx.id::<Happened>().uuid();
    let happened = Happened { event, kind: kind.into(), subject, at: tx.now().micros() };
    let job = NewJob::json(distribute::KIND, &happened)?.only_if(distribute::SOMEBODY_LISTENS);
    jobs::enqueue(tx, tx.now(), tx.random(), &job).await?;
    Ok(())
}
