//! To check a document and keep what was found.

use std::sync::Arc;
use std::time::Duration;

use documents::{document, format::FormatId};
use ente::Ente;
use futures::StreamExt;
use kernel::{Actor, Instant, Refusal};
use signing::fetch::Gathered;
use signing::store::Lists;
use signing::verify::facts::Existence;
use signing::verify::read::Unreadable;
use signing::verify::report::{Indication, Mark, Report};

use crate::beside;
use crate::court::{Court, NoReport, court};
use crate::disk::{self, Unread};
use crate::evidence::{self, Landed, land};
use crate::judge::{BYTES_MAX, Matter, Unjudged, hand};
use crate::scan::Scan;
use crate::{Error, history, retry, row};

/// Largest report that is kept, bytes.
const REPORT_MAX: usize = 4 << 20;
/// How long the outside may be asked while a person waits, and while nobody does.
const IN_FOREGROUND: Duration = Duration::from_secs(20);
const IN_BACKGROUND: Duration = Duration::from_secs(60);
/// How long a file too large for memory may be read, while a person waits and while nobody does.
const READ_IN_FOREGROUND: Duration = Duration::from_secs(60);
const READ_IN_BACKGROUND: Duration = Duration::from_secs(600);

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Of which document.
    pub document: &'a document::Model,
    /// The document that it signs, where it is a signature alone (`.p7s`) and that one came beside it.
    pub signed: Option<&'a document::Model>,
    /// Time stamps that came beside it, each in a file of its own ([`crate::is_time_stamp`]).
    pub stamps: Vec<&'a document::Model>,
    /// For which instant; `None`: now.
    pub at: Option<Instant>,
    /// Proofs that these very bytes existed, from outside.
    pub existence: Vec<Existence>,
}

/// Within what a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    /// Largest file that is held in memory, bytes; of more than [`BYTES_MAX`] none is. An envelope that is larger is
    /// judged where it lies.
    pub held: u64,
    /// How long such a one may be read.
    pub time: Duration,
}

impl Within {
    /// As much as is allowed: less time where a person waits.
    fn usual(actor: &Actor) -> Self {
        Self { held: BYTES_MAX, time: if is_alone(actor) { READ_IN_BACKGROUND } else { READ_IN_FOREGROUND } }
    }
}

/// Whether nobody waits.
const fn is_alone(actor: &Actor) -> bool {
    matches!(actor, Actor::System(_))
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is plainly not signed. Nothing was written.
    NotSigned,
    /// Something was found that was not known.
    New(row::Model),
    /// The same as the last time, which this is. Nothing was written.
    Same(row::Model),
}

/// What was found, before it is a row.
struct Found {
    mark: Mark,
    indication: Indication,
    sentence: String,
    report: Option<String>,
    lists: Option<Arc<Lists>>,
    /// What came from outside and counts.
    took: Vec<Landed>,
    /// Whether asking again later may help.
    again: bool,
}

/// Checks the signatures of a document, and writes what was found if it is the first time or differs from the last. What the
/// certificates lack is asked outside, where the settings allow it; what could not be asked is asked again later, by itself.
///
/// # Errors
/// Those of store and database; that others are being checked, that it took too long, or that the program failed over it: then
/// nothing is written, and it can be tried again. Nothing that is wrong with the file or its signatures is an error.
pub async fn check(ente: &Ente, actor: Actor, asked: Asked<'_>) -> Result<Checked, Error> {
    check_again(ente, actor, asked, 0).await
}

/// The same within bounds of the caller's own.
///
/// # Errors
/// As [`check`].
pub async fn check_within(ente: &Ente, actor: Actor, asked: Asked<'_>, within: Within) -> Result<Checked, Error> {
    checked(ente, actor, asked, (0, within)).await
}

/// The same, after it was tried so often.
pub(crate) async fn check_again(ente: &Ente, actor: Actor, asked: Asked<'_>, tried: usize) -> Result<Checked, Error> {
    let within = Within::usual(&actor);
    checked(ente, actor, asked, (tried, within)).await
}

async fn checked(
    ente: &Ente,
    actor: Actor,
    asked: Asked<'_>,
    (tried, within): (usize, Within),
) -> Result<Checked, Error> {
    let _hand = hand().await?;
    let stamped = !asked.stamps.is_empty();
    let held = within.held.min(BYTES_MAX);
    let at = asked.at.unwrap_or(ente.ledger.now());
    let found = if asked.document.size.unsigned_abs() > held && is_envelope(asked.document) {
        judged_where_it_lies(ente, &actor, &asked, within.time).await?
    } else {
        let (bytes, may_be_signed) = read(ente, asked.document, (held, stamped)).await?;
        match bytes {
            _ if !may_be_signed && !stamped => None,
            None => Some(unjudged(too_large_alone(), None)),
            Some(bytes) => judged(ente, &actor, &asked, bytes).await?,
        }
    };
    let Some(found) = found else { return Ok(Checked::NotSigned) };
    keep(ente, actor, &asked, (at, tried), found).await
}

/// The bytes, unless there are too many, and whether they may be signed. Of what is plainly not they are not all there, unless `whole`.
async fn read(
    ente: &Ente,
    document: &document::Model,
    (held, whole): (u64, bool),
) -> Result<(Option<Vec<u8>>, bool), Error> {
    let mut scan = Scan::new(is_envelope(document));
    let fits = document.size.unsigned_abs() <= held;
    let mut bytes = Vec::new();
    let mut stream = ente.archive.store().open(&document.hash()).await?;
    while let Some(piece) = stream.next().await {
        let piece = piece?;
        scan.piece(&piece);
        if scan.is_over() && !whole {
            break;
        }
        if fits {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok((fits.then_some(bytes), scan.may_be_signed()))
}

fn is_envelope(document: &document::Model) -> bool {
    let container = || {
        let name = document.name.to_ascii_lowercase();
        [".asice", ".asics", ".sce", ".scs"].iter().any(|end| name.ends_with(end))
    };
    match document.format().id {
        FormatId::P7m | FormatId::P7s | FormatId::Tsd => true,
        FormatId::Zip => container(),
        _ => false,
    }
}

/// `None` if the reader says that it is not signed.
async fn judged(ente: &Ente, actor: &Actor, asked: &Asked<'_>, bytes: Vec<u8>) -> Result<Option<Found>, Error> {
    let content = match asked.signed {
        // Not as if it had not come: whoever reads must know why nothing could be said.
        Some(signed) if signed.size.unsigned_abs() > BYTES_MAX => return Ok(Some(too_large(signed))),
        Some(signed) => ente.archive.bytes(signed, BYTES_MAX).await?,
        None => None,
    };
    let stamps = beside::load(ente, &asked.stamps).await?;
    let (bytes, content) = (Arc::new(bytes), content.map(Arc::new));
    let matter = Matter::Held { bytes, content, stamps: stamps.into() };
    heard(ente, actor, asked, court(ente, (asked.at, asked.existence.clone()), matter).await?).await
}

/// The same of an envelope too large for memory. What lies beside it is not looked at, and that is told.
async fn judged_where_it_lies(
    ente: &Ente,
    actor: &Actor,
    asked: &Asked<'_>,
    time: Duration,
) -> Result<Option<Found>, Error> {
    let mut large = match disk::facts(ente, asked.document, time).await {
        Ok(large) => large,
        Err(Unread::Unreadable(Unreadable::Unknown)) => return Ok(Some(unjudged(too_large_alone(), None))),
        Err(Unread::Unreadable(error)) => return Ok(Some(damaged(&error.to_string(), None))),
        Err(Unread::Unjudged(error)) => return Err(of_the_moment(asked, &error)),
        Err(Unread::Error(error)) => return Err(error),
    };
    if asked.signed.is_some() {
        large.warn("il documento dato a parte non è stato controllato: la busta è troppo grande".into());
    }
    if !asked.stamps.is_empty() {
        large.warn("le marche temporali accanto al file non sono state controllate: il file è troppo grande".into());
    }
    heard(ente, actor, asked, court(ente, (asked.at, asked.existence.clone()), Matter::OnDisk(Arc::new(large))).await?)
        .await
}

async fn heard(ente: &Ente, actor: &Actor, asked: &Asked<'_>, court: Court<'_>) -> Result<Option<Found>, Error> {
    let (gathered, lists) = court.hear(if is_alone(actor) { IN_BACKGROUND } else { IN_FOREGROUND }).await;
    let unstamped = asked.stamps.is_empty();
    let empty = |report: &Report| report.signatures.is_empty() && report.time_stamps.is_empty();
    Ok(match gathered {
        // What was given as a time stamp is told of even if nothing in it could be read.
        Ok(Gathered { report, .. }) if unstamped && empty(&report) => None,
        Ok(Gathered { report, took, again, .. }) => {
            Some(Found { took: land(ente, took).await?, again, ..of_report(&report, lists)? })
        }
        Err(NoReport::Unjudged(Unjudged::NotSigned)) => None,
        Err(NoReport::Unjudged(Unjudged::Damaged(error))) => Some(damaged(&error.to_string(), lists)),
        Err(NoReport::Unjudged(error @ (Unjudged::TooLong(_) | Unjudged::Crashed))) => {
            return Err(of_the_moment(asked, &error));
        }
        Err(NoReport::Error(error)) => return Err(error),
    })
}

/// Of the moment or of ours, and not of the file: it is tried again, and no record is made of it.
fn of_the_moment(asked: &Asked<'_>, error: &Unjudged) -> Error {
    tracing::error!(%error, document = %asked.document.id, "signatures not judged");
    let told =
        "Il controllo delle firme non è riuscito: riprova; se succede ancora, verifica il file con un altro programma.";
    Refusal::because(told).into()
}

fn of_report(report: &Report, lists: Option<Arc<Lists>>) -> Result<Found, Error> {
    let marks = |wanted: Indication| report.signatures.iter().any(|signature| signature.indication == wanted);
    let indication = if marks(Indication::TotalFailed) {
        Indication::TotalFailed
    } else if marks(Indication::Indeterminate) || report.signatures.is_empty() {
        Indication::Indeterminate
    } else {
        Indication::TotalPassed
    };
    let mut value = serde_json::to_value(report)?;
    without_bytes(&mut value);
    let text = Some(serde_json::to_string(&value)?).filter(|text| text.len() <= REPORT_MAX);
    let untold = if text.is_some() { "" } else { " Il rapporto intero è troppo lungo per essere conservato." };
    Ok(Found {
        mark: report.mark,
        indication,
        sentence: format!("{}{untold}", report.sentence),
        report: text,
        lists,
        took: Vec::new(),
        again: false,
    })
}

/// Certificates and requests are in the document or made again from it.
fn without_bytes(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), &mut *field) {
                    ("der", serde_json::Value::String(der)) => der.clear(),
                    ("wanted", serde_json::Value::Array(wanted)) => wanted.clear(),
                    (_, field) => without_bytes(field),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_bytes),
        _ => {}
    }
}

fn too_large(signed: &document::Model) -> Found {
    let (name, limit) = (&signed.name, BYTES_MAX >> 20);
    let sentence = format!(
        "Firme da verificare: il documento firmato, «{name}», è troppo grande per essere controllato qui (più di {limit} MB). \
         Verificale con un altro programma."
    );
    unjudged(sentence, None)
}

/// Of a file that is too large for memory and cannot be judged where it lies.
fn too_large_alone() -> String {
    let limit = BYTES_MAX >> 20;
    format!(
        "Firme da verificare: il file è più grande di {limit} MB e non è una busta (.p7m) in forma binaria. \
         Verificalo con un altro programma."
    )
}

fn damaged(why: &str, lists: Option<Arc<Lists>>) -> Found {
    unjudged(format!("Firme da verificare: {why}. Verificale con un altro programma."), lists)
}

fn unjudged(sentence: String, lists: Option<Arc<Lists>>) -> Found {
    let (took, again) = (Vec::new(), false);
    Found { mark: Mark::Amber, indication: Indication::Indeterminate, sentence, report: None, lists, took, again }
}

async fn keep(
    ente: &Ente,
    actor: Actor,
    asked: &Asked<'_>,
    (at, tried): (Instant, usize),
    found: Found,
) -> Result<Checked, Error> {
    let (document, for_instant) = (asked.document, asked.at);
    let mut tx = ente.ledger.begin(actor, "validation.controlla").await?;
    // Two who ask at once find the same: the second sees the row of the first.
    db::alone(&tx, &format!("validation_check {}", document.id)).await?;
    let last = history::newest(&tx, document.id, for_instant).await?;
    if for_instant.is_some() && last.is_none() && history::count(&tx, document.id).await? >= history::MOST {
        let told =
            format!("Per questo documento ci sono già {} controlli: apri uno di quelli già fatti.", history::MOST);
        return Err(Refusal::because(told).into());
    }
    let states = found.lists.as_ref().map(|lists| &lists.states[..]).unwrap_or_default();
    let row = row::Model {
        id: tx.id(),
        document_id: document.id,
        asked_at: for_instant.map_or_else(|| tx.now(), |_| at),
        checked_at: tx.now(),
        checked_by: tx.actor().to_string(),
        mark: history::code(found.mark).into(),
        indication: found.indication.name().into(),
        sentence: found.sentence,
        report: found.report,
        lists: serde_json::to_string(states)?,
    };
    if let Some(last) = last.filter(|last| history::says_the_same(last, &row)) {
        drop(tx);
        if found.again {
            retry::later_alone(ente, asked, tried).await?;
        }
        return Ok(Checked::Same(last));
    }
    let row = tx.insert(row).await?;
    evidence::keep(ente, &mut tx, &found.took).await?;
    if found.again {
        retry::later(&tx, asked, tried).await?;
    }
    tx.commit().await?;
    Ok(Checked::New(row))
}
