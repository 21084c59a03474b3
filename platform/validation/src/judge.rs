//! The question, asked with all that is known here, within bounds.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use signing::store::Lists;
use signing::verify::facts::Existence;
use signing::verify::judge::Question;
use signing::verify::read::{self, Beside, Unreadable};
use signing::verify::report::{AnchorReport, Mark, Report, SignatureReport};
use signing::verify::revocation::Evidence;
use signing::verify::trust::Trust;
use tokio::sync::Semaphore;

/// Largest file that is judged, bytes: it is held in memory.
pub const BYTES_MAX: u64 = 100 << 20;
/// How long somebody waits for a judgement.
const TIME: Duration = Duration::from_secs(60);
/// Judgements at work together. One that takes too long keeps its place until it ends.
const AT_ONCE: usize = 2;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// What is asked of the bytes.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub bytes: Vec<u8>,
    /// The document, where the bytes are only its signature.
    pub content: Option<Vec<u8>>,
    /// The instant for which it is judged.
    pub at: DateTime<Utc>,
    /// Now: lists age by it.
    pub now: DateTime<Utc>,
    pub existence: Vec<Existence>,
}

/// Why there is no report. Italian.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unjudged {
    /// The reader says that the file is not signed.
    #[error("il file non è firmato")]
    NotSigned,
    /// The reader cannot read it.
    #[error("{0}")]
    Damaged(Unreadable),
    /// It took too long.
    #[error("la verifica delle firme non è finita entro {} secondi", TIME.as_secs())]
    TooLong,
    /// Our own mistake.
    #[error("la verifica delle firme si è interrotta per un errore del programma")]
    Crashed,
}

/// Judges away from the threads that serve pages. `trust` is made there too, since reading lists blocks.
pub(crate) async fn judge(
    ask: Ask,
    lists: impl FnOnce() -> (Arc<Lists>, Trust) + Send + 'static,
) -> (Result<Report, Unjudged>, Option<Arc<Lists>>) {
    let Ok(place) = Arc::clone(&PLACES).acquire_owned().await else { return (Err(Unjudged::Crashed), None) };
    let work = tokio::task::spawn_blocking(move || {
        let _place = place;
        let (lists, trust) = lists();
        let judged =
            judge_bytes(&ask.bytes, ask.content.as_deref(), (&lists, &trust), (ask.at, ask.now), &ask.existence);
        (judged, lists)
    });
    match tokio::time::timeout(TIME, work).await {
        Err(_) => (Err(Unjudged::TooLong), None),
        Ok(Err(_)) => (Err(Unjudged::Crashed), None),
        Ok(Ok((Ok(report), lists))) => (Ok(report), Some(lists)),
        Ok(Ok((Err(Unreadable::Unknown), lists))) => (Err(Unjudged::NotSigned), Some(lists)),
        Ok(Ok((Err(error), lists))) => (Err(Unjudged::Damaged(error)), Some(lists)),
    }
}

/// Judges a file, or a time stamp in a file of its own, for the first instant; lists age by the second. **Blocks.**
///
/// # Errors
/// [`Unreadable`] when it is not signed in a form that is known, or its outermost form cannot be read.
pub fn judge_bytes(
    bytes: &[u8],
    content: Option<&[u8]>,
    (lists, trust): (&Lists, &Trust),
    (at, now): (DateTime<Utc>, DateTime<Utc>),
    existence: &[Existence],
) -> Result<Report, Unreadable> {
    let evidence = Evidence::default();
    let question = Question { trust, now: at, evidence: &evidence, certificates: &[], existence };
    let report = read::file(bytes, Beside { content, stamps: &[] }, &question)?;
    Ok(aged(report, lists, now))
}

/// The report with what must be said of lists that are out of date: nothing that rests upon one is green.
fn aged(mut report: Report, lists: &Lists, now: DateTime<Utc>) -> Report {
    let stale = |country: &str| lists.of(country).is_some_and(|list| list.is_stale(now));
    let mut told = BTreeSet::new();
    for signature in &mut report.signatures {
        for country in countries(signature).into_iter().filter(|country| stale(country)) {
            signature.mark = signature.mark.max(Mark::Amber);
            let until = lists.of(&country).and_then(|list| list.next_update).unwrap_or_default();
            told.insert(format!(
                "la lista di fiducia di {country} che c'è qui valeva fino al {}: va caricata quella nuova prima di fidarsi",
                until.format("%d/%m/%Y")
            ));
        }
    }
    if told.is_empty() {
        return report;
    }
    let warnings = report.warnings.into_iter().chain(told).collect();
    Report::of(report.at, report.signatures, report.time_stamps, warnings)
}

/// The countries upon whose lists a signature rests.
fn countries(signature: &SignatureReport) -> BTreeSet<String> {
    let anchors = signature.anchor.iter().chain(signature.time_stamps.iter().filter_map(|stamp| stamp.anchor.as_ref()));
    let mut found: BTreeSet<String> = anchors
        .filter_map(|anchor| match anchor {
            AnchorReport::List { country, .. } => Some(country.clone()),
            AnchorReport::Added { .. } => None,
        })
        .collect();
    found.extend(signature.qualification.list.iter().map(|list| list.country.clone()));
    found
}
