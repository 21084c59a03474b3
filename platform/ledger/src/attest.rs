//! What others say of a checkpoint: an authority, when it was there (RFC 3161); a witness, that it follows from all that they have seen
//! (C2SP `tlog-cosignature`). Kept beside the checkpoint, which never changes; a proof under it takes them along.

use db::Read;
use firma_cms::Given;
use kernel::Instant;
use sea_orm::{ConnectionTrait, QueryResult};

use crate::{Cosigned, Error, Ledger, WitnessKey};

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attestor {
    /// An authority for time stamps.
    Authority,
    /// A witness.
    Witness,
}

impl Attestor {
    /// As it is stored.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Authority => "marca",
            Self::Witness => "testimone",
        }
    }
}

/// What is kept beside a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Leaves under the checkpoint.
    pub size: u64,
    /// When, as who says it says.
    pub at: Instant,
    /// The time stamp, DER; the line of a witness.
    pub content: Vec<u8>,
    /// The key that opens a witness's.
    pub key: Option<String>,
}

/// A time stamp whose mathematics holds. Whether its authority is qualified the trusted lists say, and not this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// When.
    pub at: Instant,
    /// The name in the authority's certificate.
    pub authority: Option<String>,
}

impl Stamped {
    /// Reads a time stamp (DER) of these bytes: its imprint is theirs, its signature holds and is bound to the certificate in it.
    ///
    /// # Errors
    /// An Italian sentence without a full stop that says what does not hold.
    pub fn read(token: &[u8], of: &[u8]) -> Result<Self, String> {
        let token = firma_cms::token(token).map_err(|error| format!("la marca temporale non si legge ({error})"))?;
        let facts = token.check(&Given::content(of));
        if !facts.imprint.holds() {
            return Err("la marca temporale non è di questo sigillo".into());
        }
        let signer = facts.signer().filter(|signer| signer.intact() && signer.is_bound() == Some(true));
        let signer = signer.ok_or("la firma della marca temporale non regge")?;
        let authority = signer.certificate().and_then(|certificate| certificate.subject_name().shown());
        Ok(Self { at: Instant::from_micros(token.info.time.timestamp_micros()), authority })
    }
}

fn read_row(row: &QueryResult) -> Result<Attestation, db::Error> {
    Ok(Attestation {
        size: row.try_get::<i64>("", "size")?.unsigned_abs(),
        at: row.try_get("", "at")?,
        content: row.try_get("", "content")?,
        key: row.try_get("", "verifier")?,
    })
}

/// What was said last.
///
/// # Errors
/// Those of the database.
pub async fn last_attested<C: ConnectionTrait>(connection: &C, by: Attestor) -> Result<Option<Attestation>, db::Error> {
    let sql = "SELECT size, at, content, verifier FROM ledger_attestation WHERE kind = $1 ORDER BY size DESC LIMIT 1";
    db::one(connection, sql, [by.code().into()]).await?.as_ref().map(read_row).transpose()
}

/// The size of the checkpoint under which a leaf is best proved: one of which most is said, and of those the oldest.
pub(crate) async fn best_over(read: &Read, index: u64) -> Result<Option<u64>, Error> {
    let sql = "SELECT size FROM ledger_attestation WHERE size > $1 GROUP BY size ORDER BY COUNT(*) DESC, size LIMIT 1";
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    let row = db::one(read, sql, [index.into()]).await?;
    Ok(row.map(|row| row.try_get::<i64>("", "size")).transpose()?.map(i64::unsigned_abs))
}

impl Ledger {
    /// What one sort of others says of the checkpoint of this size.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn attestation(&self, size: u64, by: Attestor) -> Result<Option<Attestation>, Error> {
        let read = self.db().read().await?;
        let sql = "SELECT size, at, content, verifier FROM ledger_attestation WHERE size = $1 AND kind = $2";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let row = db::one(&read, sql, [size.into(), by.code().into()]).await?;
        Ok(row.as_ref().map(read_row).transpose()?)
    }

    /// Keeps a time stamp (DER) of the checkpoint of this size; one that is there already stays. `Err` within: why it does not hold.
    ///
    /// # Errors
    /// [`Error::Absent`] where there is no such checkpoint; those of the database.
    pub async fn keep_stamp(&self, size: u64, token: &[u8]) -> Result<Result<Stamped, String>, Error> {
        let note = self.checkpoint_note_at(size).await?;
        let stamped = match Stamped::read(token, note.as_bytes()) {
            Ok(stamped) => stamped,
            Err(why) => return Ok(Err(why)),
        };
        self.keep(size, (Attestor::Authority, stamped.at), token.to_vec(), None).await?;
        Ok(Ok(stamped))
    }

    /// Keeps the signature of a witness, as its answer brings it, as [`Self::keep_stamp`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn keep_cosignature(
        &self,
        size: u64,
        key: &WitnessKey,
        lines: &str,
    ) -> Result<Result<Cosigned, String>, Error> {
        let note = self.checkpoint_note_at(size).await?;
        let cosigned = match key.cosigned(&note, lines) {
            Ok(cosigned) => cosigned,
            Err(why) => return Ok(Err(why)),
        };
        let line = cosigned.line.clone().into_bytes();
        self.keep(size, (Attestor::Witness, cosigned.at), line, Some(key.text())).await?;
        Ok(Ok(cosigned))
    }

    async fn keep(
        &self,
        size: u64,
        (by, at): (Attestor, Instant),
        content: Vec<u8>,
        key: Option<&str>,
    ) -> Result<(), Error> {
        let write = self.db().write().await?;
        let sql = "INSERT INTO ledger_attestation (size, kind, at, content, verifier) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (size, kind) DO NOTHING";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        let key = key.map(str::to_owned);
        db::execute(&write, sql, [size.into(), by.code().into(), at.into(), content.into(), key.into()]).await?;
        Ok(write.commit().await?)
    }
}
