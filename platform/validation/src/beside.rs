//! Time stamps that came beside a document, each in a file of its own: upon which bytes they stand, and since when those exist by them.

use documents::{document, format::FormatId};
use ente::Ente;
use firma_cms::{Check, Cms, Given};
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

/// Whether a document is a time stamp in a file of its own, alone or around what it stands upon, or is called one: that it cannot be
/// read is then told.
#[must_use]
pub fn is_time_stamp(document: &document::Model) -> bool {
    let ending = document.name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(document.format().id, FormatId::Tsr | FormatId::Tsd) || matches!(ending.as_deref(), Some("tsr" | "tsd"))
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
                for (token, holds) in tokens {
                    unbroken &= holds && token.indication != Indication::TotalFailed;
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
    /// Each with whether it is of what it stands upon.
    tokens: Vec<(TimeStampReport, bool)>,
    /// Whether there was none that could not be read.
    readable: bool,
}

/// Of a document with its time stamps around it (`.tsd`), those, where what is inside is this document; `None` if it is no such thing.
fn of_envelope(bytes: &[u8], envelope: &[u8], question: &Question<'_>) -> Option<Result<Enclosing, &'static str>> {
    let (_, der) = firma_cms::unwrap(envelope).ok()?;
    let Ok(Cms::TimeStamped(data)) = firma_cms::read(&der) else { return None };
    let enclosed = match &data.content {
        Some(content) => match content.bytes() {
            Ok(content) if *content == *bytes => true,
            _ => return Some(Err("racchiude un documento diverso da questo: non vale per questo")),
        },
        None => false,
    };
    let given = if enclosed { Given::default() } else { Given::content(bytes) };
    let checked = data.check(&given);
    let readable = checked.iter().all(|token| token.reading.is_ok());
    let holds = checked.iter().filter(|token| token.reading.is_ok()).map(|token| matches!(token.imprint, Check::Holds));
    let beside = Beside { content: (!enclosed).then_some(bytes), stamps: &[] };
    let Ok(report) = read::file(envelope, beside, question) else { return Some(Err("non si legge")) };
    // Its own come first; those that follow are of the document inside, and are found there.
    Some(Ok(Enclosing { tokens: report.time_stamps.into_iter().zip(holds).collect(), readable }))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeZone, Utc};
    use firma_algoritmi::Digest;
    use firma_scrivi::{
        HashSigner, LocalKey,
        prova::{self, Addresses, By, Issuer, Role, Validity},
        tsp::Request,
    };
    use signing::verify::certificate::Certificate;
    use signing::verify::revocation::{Evidence, EvidenceOrigin};
    use signing::verify::trust::{Added, Purpose, Trust};

    use super::*;

    const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.";

    fn day(year: i32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, 3, 1, 9, 0, 0).unwrap()
    }

    /// An authority for time stamps that is trusted, and what tells that it was not revoked.
    struct Authority {
        root: firma_scrivi::Certificate,
        unit: firma_scrivi::Certificate,
        key: LocalKey,
        trust: Trust,
        evidence: Evidence,
    }

    impl Authority {
        fn new() -> Self {
            let validity = || Validity { from: day(2020), to: day(2040) };
            let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[9; 32]).unwrap());
            let issue = |role, name, key: &LocalKey, serial, by| {
                let name = prova::Name::Authority(name);
                prova::issue(role, name, key.spki(), serial, validity(), Addresses::default(), by).unwrap()
            };
            let root = issue(Role::Root, "Radice", &root_key, &[1; 16], By::Itself(&root_key));
            let by = || Issuer { certificate: &root, key: &root_key };
            let unit = issue(Role::TimeStamping, "Marche", &key, &[5; 16], By::Issuer(by()));
            let mut evidence = Evidence::default();
            let list = prova::crl(by(), 1, Validity { from: day(2026), to: day(2027) }, &[]).unwrap();
            evidence.add_crl(&list, EvidenceOrigin::Given);
            let mut trust = Trust::default();
            let purposes = vec![Purpose::TimeStamps];
            let added = Added { reason: "Prova".into(), by: "prova".into(), on: day(2020), purposes };
            trust.add_anchor(Certificate::read(root.der()).unwrap(), added);
            Self { root, unit, key, trust, evidence }
        }

        /// A token about these bytes.
        fn token(&self, bytes: &[u8], at: DateTime<Utc>) -> Vec<u8> {
            let mut hasher = Digest::Sha256.hasher();
            hasher.update(bytes);
            let request = Request::new(Digest::Sha256, &hasher.finish(), [7; 16], None).unwrap();
            let stamper = Issuer { certificate: &self.unit, key: &self.key };
            let others = [self.root.clone()];
            let answer = prova::stamp(&request.to_der().unwrap(), stamper, &others, &[6; 16], at).unwrap();
            request.read(&answer).unwrap().der().to_vec()
        }

        /// When the document is proved to have existed by this file, how many time stamps are told, and the warnings.
        fn told(&self, file: Vec<u8>) -> (Vec<DateTime<Utc>>, usize, Vec<String>) {
            let Self { trust, evidence, .. } = self;
            // Of the document it is known that it is older: that says nothing of the file beside it.
            let older = [Existence { at: day(2021), origin: ExistenceOrigin::Registration("di prova".into()) }];
            let now = day(2026) + chrono::Duration::days(30);
            let question = Question { trust, now, evidence, certificates: &[], existence: &older };
            let found = of_stamps(DOCUMENT, &[Stamp { name: "atto.tsd".into(), bytes: Ok(file) }], &question);
            (found.existence.iter().map(|existence| existence.at).collect(), found.stamps.len(), found.warnings)
        }
    }

    /// One element of DER.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x83][..], &length[1..], content].concat()
    }

    /// A document with its time stamps around it (RFC 5544). Each stamp with what revokes it, here nothing.
    fn around(document: &[u8], evidence: &[Vec<u8>]) -> Vec<u8> {
        const TYPE: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x1f];
        let data = [&[0x02, 0x01, 0x01][..], &der(0x04, document), &der(0xa0, &evidence.concat())].concat();
        der(0x30, &[TYPE, &der(0xa0, &der(0x30, &data))].concat())
    }

    #[test]
    fn a_stamp_beside_proves_the_document_upon_which_it_stands_and_no_other() {
        let authority = Authority::new();
        let good = authority.token(DOCUMENT, day(2026));
        assert_eq!(authority.told(good), (vec![day(2026)], 1, Vec::new()));
        assert_eq!(authority.told(authority.token(b"Altro.", day(2026))), (Vec::new(), 1, Vec::new()));
        let (proved, told, warnings) = authority.told(b"\x30\x03\x02\x01\x00".to_vec());
        assert_eq!((proved, told, warnings.len()), (Vec::new(), 0, 1), "{warnings:?}");
    }

    #[test]
    fn of_an_envelope_nothing_is_proved_beyond_a_stamp_that_is_false() {
        let authority = Authority::new();
        let later = day(2026) + chrono::Duration::days(1);
        let two = |document: &[u8]| {
            let first = der(0x30, &authority.token(document, day(2026)));
            let second = der(0x30, &authority.token(&first, later));
            vec![first, second]
        };
        assert_eq!(authority.told(around(DOCUMENT, &two(DOCUMENT))), (vec![day(2026), later], 2, Vec::new()));
        assert_eq!(authority.told(around(DOCUMENT, &two(b"Altro."))), (Vec::new(), 2, Vec::new()));
        let (proved, told, warnings) = authority.told(around(b"Altro.", &two(b"Altro.")));
        assert_eq!((proved, told), (Vec::new(), 0));
        assert!(warnings[0].contains("racchiude un documento diverso"), "{warnings:?}");
    }
}
