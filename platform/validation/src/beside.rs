//! Time stamps that came beside a document, each in a file of its own: upon which bytes they stand, and since when those exist by them.

use documents::{document, format::FormatId};
use ente::Ente;
use firma_cms::{Cms, Given};
use signing::verify::certificate::Name;
use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::judge::Question;
use signing::verify::read::{self, Beside, Unreadable};
use signing::verify::report::{Indication, Report, TimeStampReport};

use crate::Error;
use crate::judge::BYTES_MAX;

/// Time stamps beside one document that are looked at.
const STAMPS_MAX: usize = 8;

/// A time stamp beside a document.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    name: String,
    /// Or why it was not looked at. Italian, without a full stop.
    bytes: Result<Vec<u8>, String>,
}

/// Whether a document is a time stamp in a file of its own, alone or around what it stands upon.
#[must_use]
pub fn is_time_stamp(document: &document::Model) -> bool {
    matches!(document.format().id, FormatId::Tsr | FormatId::Tsd)
}

/// Reads the files, within what may be held in memory for all of them together.
pub(crate) async fn load(ente: &Ente, stamps: &[&document::Model]) -> Result<Vec<Stamp>, Error> {
    let (mut found, mut room) = (Vec::new(), BYTES_MAX);
    for (place, stamp) in stamps.iter().enumerate() {
        let bytes = if place < STAMPS_MAX {
            let limit = BYTES_MAX >> 20;
            let why = || format!("i file delle marche, insieme, sono più grandi di {limit} MB");
            ente.archive.bytes(stamp, room).await?.ok_or_else(why)
        } else {
            Err(format!("accanto a un documento se ne guardano al massimo {STAMPS_MAX}"))
        };
        room = room.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        found.push(Stamp { name: stamp.name.clone(), bytes });
    }
    Ok(found)
}

/// What was found of all of them.
#[derive(Default)]
struct Found {
    stamps: Vec<TimeStampReport>,
    existence: Vec<Existence>,
    /// Italian, without a full stop.
    warnings: Vec<String>,
}

impl Found {
    fn add(&mut self, question: &Question<'_>, place: &str, judged: TimeStampReport, proves: bool) {
        if proves && judged.indication == Indication::TotalPassed && judged.time <= question.now {
            let by = judged.authority.as_ref().and_then(Name::shown).unwrap_or_default();
            let origin = ExistenceOrigin::TimeStamp { what: format!("{place} di {by}"), qualified: judged.qualified };
            self.existence.push(Existence { at: judged.time, origin });
        }
        self.stamps.push(judged);
    }
}

/// Judges a file with the time stamps that came beside it: what they prove to have existed counts for its signatures. A file that is not
/// signed has a report of its time stamps alone. **Blocks.**
///
/// # Errors
/// As [`read::file`]; nothing that is wrong with a time stamp is an error.
pub(crate) fn judge(
    bytes: &[u8],
    content: Option<&[u8]>,
    stamps: &[Stamp],
    question: &Question<'_>,
) -> Result<Report, Unreadable> {
    let found = of_stamps(bytes, stamps, question);
    let existence: Vec<Existence> = question.existence.iter().chain(&found.existence).cloned().collect();
    let question = Question { existence: &existence, ..*question };
    match read::file(bytes, Beside { content, stamps: &[] }, &question) {
        Ok(report) if stamps.is_empty() => Ok(report),
        Ok(report) => {
            let stamps = found.stamps.into_iter().chain(report.time_stamps).collect();
            let warnings = found.warnings.into_iter().chain(report.warnings).collect();
            Ok(Report::of(report.at, report.signatures, stamps, warnings))
        }
        Err(Unreadable::Unknown) if !stamps.is_empty() => {
            Ok(Report::of(question.now, Vec::new(), found.stamps, found.warnings))
        }
        Err(error) => Err(error),
    }
}

fn of_stamps(bytes: &[u8], stamps: &[Stamp], question: &Question<'_>) -> Found {
    // What is known of the document's bytes says nothing of a stamp in another file.
    let question = &Question { existence: &[], ..*question };
    let mut found = Found::default();
    for Stamp { name, bytes: token } in stamps {
        let token = match token {
            Ok(token) => token,
            Err(why) => {
                found.warnings.push(format!("la marca temporale «{name}» non è stata guardata: {why}"));
                continue;
            }
        };
        match of_envelope(bytes, token, question) {
            Some(Ok(Enclosing { tokens, readable })) => {
                // Only the first stands upon the document, each other upon those before it (RFC 5544 §2): beyond one that is false
                // nothing is proved.
                let mut unbroken = readable;
                for token in tokens {
                    unbroken &= token.indication != Indication::TotalFailed;
                    found.add(question, &format!("nella busta «{name}»"), token, unbroken);
                }
            }
            Some(Err(why)) => found.warnings.push(format!("la marca temporale «{name}» {why}")),
            None => match read::time_stamp(token, Some(bytes), question) {
                Ok(judged) => found.add(question, &format!("nel file «{name}»"), judged, true),
                Err(_) => found.warnings.push(format!("la marca temporale «{name}» non si legge")),
            },
        }
    }
    found
}

/// The time stamps of an envelope around a document.
struct Enclosing {
    tokens: Vec<TimeStampReport>,
    /// Whether there was none that could not be read.
    readable: bool,
}

/// Of a document with its time stamps around it (`.tsd`), those, where what is inside is this document; `None` if it is no such thing.
fn of_envelope(
    bytes: &[u8],
    envelope: &[u8],
    question: &Question<'_>,
) -> Option<Result<Enclosing, &'static str>> {
    let (_, der) = firma_cms::unwrap(envelope).ok()?;
    let Ok(Cms::TimeStamped(data)) = firma_cms::read(&der) else { return None };
    let enclosed = match &data.content {
        Some(content) => match content.bytes() {
            Ok(content) if *content == *bytes => true,
            _ => return Some(Err("racchiude un documento diverso da questo: non vale per questo")),
        },
        None => false,
    };
    let checked = data.check(&Given::default());
    let most = checked.iter().filter(|token| token.reading.is_ok()).count();
    let beside = Beside { content: (!enclosed).then_some(bytes), stamps: &[] };
    let Ok(report) = read::file(envelope, beside, question) else { return Some(Err("non si legge")) };
    // Its own come first; those that follow are of the document inside, and are found there.
    let tokens = report.time_stamps.into_iter().take(most).collect();
    Some(Ok(Enclosing { tokens, readable: most == checked.len() }))
}
