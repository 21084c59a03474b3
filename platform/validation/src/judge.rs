//! The question, asked with all that is known here, within bounds.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use signing::fetch::AtHand;
use signing::store::{ListKind, ListState, Lists};
use signing::verify::facts::Existence;
use signing::verify::judge::Question;
use signing::verify::read::{self, Beside, Large, Unreadable};
use signing::verify::report::{AnchorReport, Mark, Report, SignatureReport};
use signing::verify::trust::Trust;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::Error;
use crate::beside::Stamp;
use kernel::Refusal;

/// Largest file that is held in memory to be judged, bytes. Of larger ones only envelopes are judged, where they lie.
pub const BYTES_MAX: u64 = 100 << 20;
/// How long somebody waits for a judgement.
const TIME: Duration = Duration::from_secs(60);
/// Judgements at work together. One that takes too long keeps its place until it ends.
const AT_ONCE: usize = 2;
/// Files in memory together: being judged, or waiting for what was asked outside.
const IN_HAND: usize = 4;
/// Files too large for memory that are read together.
const FROM_DISK: usize = 1;
/// How long somebody waits for a place.
const WAIT: Duration = Duration::from_secs(20);

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));
static HANDS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(IN_HAND)));
static DISK: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(FROM_DISK)));

/// A place among those at work.
pub(crate) async fn place() -> Result<OwnedSemaphorePermit, Error> {
    wait(&PLACES).await
}

/// Leave to hold a file; taken before it, so that files do not wait in memory, and kept while others are asked about it.
pub(crate) async fn hand() -> Result<OwnedSemaphorePermit, Error> {
    wait(&HANDS).await
}

/// Leave to read a file where it lies, which takes long: it keeps nobody else from judging what is in memory.
pub(crate) async fn disk() -> Result<OwnedSemaphorePermit, Error> {
    wait(&DISK).await
}

async fn wait(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Error> {
    let place = timeout(WAIT, Arc::clone(places).acquire_owned()).await.ok().and_then(Result::ok);
    place
        .ok_or_else(|| Refusal::because("Il programma sta già controllando altre firme: riprova fra un minuto.").into())
}

/// What is judged.
#[derive(Clone, Debug)]
pub(crate) enum Matter {
    /// A file in memory.
    Held {
        bytes: Arc<Vec<u8>>,
        /// The document, where the bytes are only its signature.
        content: Option<Arc<Vec<u8>>>,
        /// Time stamps that came beside it.
        stamps: Arc<[Stamp]>,
    },
    /// An envelope too large for memory, with what was found of it.
    OnDisk(Arc<Large>),
}

impl Matter {
    /// A file with nothing beside it.
    pub(crate) fn alone(bytes: Vec<u8>) -> Self {
        Self::Held { bytes: Arc::new(bytes), content: None, stamps: Arc::default() }
    }

    fn judge(&self, question: &Question<'_>) -> Result<Report, Unreadable> {
        match self {
            Self::Held { bytes, content, stamps } => {
                let stamps: Vec<_> = stamps.iter().map(Stamp::shown).collect();
                let content = content.as_ref().map(|content| content.as_slice());
                read::file(bytes, Beside { content, stamps: &stamps }, question)
            }
            Self::OnDisk(large) => Ok(large.judge(question)),
        }
    }
}

/// What is asked of it.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub matter: Matter,
    /// The instant for which it is judged.
    pub at: DateTime<Utc>,
    /// Now: lists age by it.
    pub now: DateTime<Utc>,
    pub existence: Vec<Existence>,
    /// What was kept or fetched.
    pub hand: AtHand,
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
    #[error("la verifica delle firme non è finita entro {} secondi", .0.as_secs())]
    TooLong(Duration),
    /// Our own mistake.
    #[error("la verifica delle firme si è interrotta per un errore del programma")]
    Crashed,
}

/// Judges away from the threads that serve pages. `trust` is made there too, since reading lists blocks.
pub(crate) async fn judge(
    place: OwnedSemaphorePermit,
    ask: Ask,
    lists: impl FnOnce() -> (Arc<Lists>, Trust) + Send + 'static,
) -> (Result<Report, Unjudged>, Option<Arc<Lists>>) {
    let work = tokio::task::spawn_blocking(move || {
        let _place = place;
        let (lists, trust) = lists();
        let look = |question: &Question<'_>| ask.matter.judge(question);
        let judged = with(look, (&lists, &trust), (ask.at, ask.now), (&ask.existence, &ask.hand));
        (judged, lists)
    });
    match timeout(TIME, work).await {
        Err(_) => (Err(Unjudged::TooLong(TIME)), None),
        Ok(Err(_)) => (Err(Unjudged::Crashed), None),
        Ok(Ok((Ok(report), lists))) => (Ok(report), Some(lists)),
        Ok(Ok((Err(Unreadable::Unknown), lists))) => (Err(Unjudged::NotSigned), Some(lists)),
        Ok(Ok((Err(error), lists))) => (Err(Unjudged::Damaged(error)), Some(lists)),
    }
}

/// A file that is judged without an ente.
#[derive(Clone, Copy, Debug)]
pub enum File<'a> {
    /// In memory, with the document where it is only its signature.
    Held(&'a [u8], Option<&'a [u8]>),
    /// An envelope too large for memory.
    OnDisk(&'a Large),
    /// In memory, not signed, and a time stamp of it (DER) in a file of its own.
    Stamped(&'a [u8], &'a [u8]),
}

/// Judges a file for the first instant, with what is in it and what is at hand; lists age by the second. **Blocks.**
///
/// # Errors
/// [`Unreadable`] when it is not signed in a form that is known, or its outermost form cannot be read.
pub fn judge_file(
    file: File<'_>,
    trusted: (&Lists, &Trust),
    instants: (DateTime<Utc>, DateTime<Utc>),
    known: (&[Existence], &AtHand),
) -> Result<Report, Unreadable> {
    let look = |question: &Question<'_>| match file {
        File::Held(bytes, content) => read::file(bytes, Beside { content, stamps: &[] }, question),
        File::OnDisk(large) => Ok(large.judge(question)),
        File::Stamped(bytes, token) => {
            let stamp = read::Stamp { name: "marca temporale", bytes: Ok(token) };
            read::file(bytes, Beside { content: None, stamps: &[stamp] }, question)
        }
    };
    with(look, trusted, instants, known)
}

fn with(
    look: impl FnOnce(&Question<'_>) -> Result<Report, Unreadable>,
    (lists, trust): (&Lists, &Trust),
    (at, now): (DateTime<Utc>, DateTime<Utc>),
    (existence, hand): (&[Existence], &AtHand),
) -> Result<Report, Unreadable> {
    let AtHand { evidence, certificates } = hand;
    let question = Question { trust, now: at, evidence, certificates, existence };
    Ok(aged(look(&question)?, lists, now))
}

/// The report with what must be said of lists that are out of date: nothing that rests upon one is green.
fn aged(mut report: Report, lists: &Lists, now: DateTime<Utc>) -> Report {
    let old = |country: &str| lists.of(country).filter(|list| list.is_stale(now));
    let mut told = BTreeSet::new();
    let mut relied = false;
    for signature in &mut report.signatures {
        for country in countries(signature) {
            relied = true;
            let Some(list) = old(country.as_str()) else { continue };
            // What is false is false by any list.
            let (but, so) = if signature.mark == Mark::Red { ("La", "") } else { ("Ma la", ": da verificare") };
            signature
                .sentence
                .push_str(&format!(" {but} lista di fiducia di {country} che c'è qui non è aggiornata{so}."));
            signature.mark = signature.mark.max(Mark::Amber);
            told.insert(out_of_date(&format!("la lista di fiducia di {country}"), list));
        }
    }
    for country in report.time_stamps.iter().filter_map(|stamp| country(stamp.anchor.as_ref()?)) {
        relied = true;
        told.extend(old(country).map(|list| out_of_date(&format!("la lista di fiducia di {country}"), list)));
    }
    let above = lists.states.iter().find(|list| list.kind == ListKind::ListOfLists && list.is_stale(now));
    told.extend(above.filter(|_| relied).map(|list| out_of_date("la lista delle liste di fiducia", list)));
    if told.is_empty() {
        return report;
    }
    // A warning alone makes the whole less than green.
    let warnings = report.warnings.into_iter().chain(told).collect();
    Report::of(report.at, report.signatures, report.time_stamps, warnings)
}

fn out_of_date(what: &str, list: &ListState) -> String {
    match list.next_update {
        Some(until) => format!(
            "{what} che c'è qui valeva fino al {}: va caricata quella nuova prima di fidarsi",
            until.format("%d/%m/%Y")
        ),
        None => format!("{what} che c'è qui è chiusa: dice com'era il passato, e di oggi non c'è da fidarsi"),
    }
}

/// The country whose list names an anchor.
fn country(anchor: &AnchorReport) -> Option<&str> {
    match anchor {
        AnchorReport::List { country, .. } => Some(country),
        AnchorReport::Added { .. } => None,
    }
}

/// The countries upon whose lists a signature rests.
fn countries(signature: &SignatureReport) -> BTreeSet<String> {
    let stamps = signature.time_stamps.iter().filter_map(|stamp| stamp.anchor.as_ref());
    let anchors = signature.anchor.iter().chain(stamps).filter_map(country);
    anchors.chain(signature.qualification.list.iter().map(|list| list.country.as_str())).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use firma_algoritmi::{Digest, Scheme};
    use firma_scrivi::{
        HashSigner, LocalKey, Measured,
        cades::{self, Envelope},
        prova::{self, Addresses, By, Name, Role, Validity},
    };

    use super::*;

    fn day(year: i32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap()
    }

    fn signed() -> Vec<u8> {
        let key = LocalKey::p256(&[7; 32]).unwrap();
        let validity = Validity { from: day(2020), to: day(2040) };
        let name = Name::Authority("Radice");
        let own =
            prova::issue(Role::Root, name, key.spki(), &[1; 16], validity, Addresses::default(), By::Itself(&key));
        let content = Measured::of(Digest::Sha256, b"La somma").unwrap();
        let prepared = cades::prepare(&own.unwrap(), Scheme::Ecdsa(Digest::Sha256), &content, day(2026)).unwrap();
        let signature = prepared.sign(&key).unwrap();
        Envelope::of(&signature, &[]).unwrap().frame(&signature).unwrap().around(b"La somma").unwrap()
    }

    /// A report whose one signature is green by the Italian list.
    fn green() -> Report {
        let (file, lists, trust, hand) = (signed(), Lists::default(), Trust::default(), AtHand::default());
        let (file, instants) = (File::Held(&file, None), (day(2026), day(2026)));
        let judged = judge_file(file, (&lists, &trust), instants, (&[], &hand));
        let mut report = judged.unwrap();
        let signature = &mut report.signatures[0];
        signature.mark = Mark::Green;
        signature.sentence = "Firma valida.".into();
        signature.anchor = Some(AnchorReport::List {
            country: "IT".into(),
            operator: "AgID".into(),
            number: 1,
            provider: "Prova".into(),
            service: "Prova".into(),
        });
        Report::of(report.at, report.signatures, Vec::new(), Vec::new())
    }

    fn list(kind: ListKind, country: &str, until: DateTime<Utc>) -> ListState {
        ListState {
            file: format!("{country}.xml"),
            kind,
            country: Some(country.into()),
            number: Some(1),
            issued: Some(day(2025)),
            next_update: Some(until),
            refused: None,
        }
    }

    fn lists(states: Vec<ListState>) -> Lists {
        let mut lists = Lists::default();
        lists.states = states;
        lists
    }

    #[test]
    fn what_rests_upon_a_list_out_of_date_is_not_green_and_says_why() {
        assert_eq!(green().mark, Mark::Green);
        let both = |national, above| {
            lists(vec![list(ListKind::ListOfLists, "EU", above), list(ListKind::National, "IT", national)])
        };
        let fresh = aged(green(), &both(day(2027), day(2027)), day(2026));
        assert_eq!((fresh.mark, fresh.warnings.len()), (Mark::Green, 0));

        let old = aged(green(), &both(day(2026), day(2028)), day(2027));
        assert_eq!((old.mark, old.signatures[0].mark), (Mark::Amber, Mark::Amber));
        assert!(old.signatures[0].sentence.contains("non è aggiornata"), "{}", old.signatures[0].sentence);
        assert!(old.warnings[0].contains("valeva fino al 01/01/2026"), "{:?}", old.warnings);

        let mut red = green();
        red.signatures[0].mark = Mark::Red;
        let red = aged(red, &both(day(2026), day(2028)), day(2027)).signatures.remove(0);
        assert_eq!((red.mark, red.sentence.contains("da verificare")), (Mark::Red, false), "{}", red.sentence);
        assert!(red.sentence.contains("non è aggiornata"), "{}", red.sentence);

        let above = aged(green(), &both(day(2028), day(2026)), day(2027));
        assert_eq!(above.mark, Mark::Amber, "{:?}", above.warnings);

        // Another country's list is nothing to this signature.
        let other = lists(vec![list(ListKind::National, "IT", day(2028)), list(ListKind::National, "FR", day(2026))]);
        assert_eq!(aged(green(), &other, day(2027)).mark, Mark::Green);
    }
}
