//! The facts that `firma-pdf` and `firma-cms` find in a PDF, in the judge's words.

use chrono::Utc;
use firma_algoritmi::Digest;
use firma_cms::{Given, signed_data};
use firma_pdf::{Coverage, Dss, Purpose, Reading, Signature, SubFilter, Verdict};

use super::cms::{self, Around};
use crate::verify::certificate::Fingerprint;
use crate::verify::facts::{Finding, Reference, SignatureFacts, StampKind, TimeStampFacts};
use crate::verify::limits::{SIGNATURES_MAX, TIME_STAMPS_MAX};
use crate::verify::report::{Change, Effect, Format, Level, Scope};

/// A PDF, read. What belongs to all its signatures is here once; each signature is taken out when it is asked for.
pub(super) struct Found<'f> {
    bytes: &'f [u8],
    reading: Reading,
    /// What the file keeps for all its signatures.
    pub store: Dss,
    /// The document time stamps, with where what each covers ends.
    stamps: Vec<(usize, TimeStampFacts)>,
    /// What is odd about the file.
    pub warnings: Vec<String>,
}

/// Most document time stamps for which the store of their revision is read again.
const STORES_MAX: usize = 8;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Found<'_>, String> {
    let mut reading = firma_pdf::read(bytes).map_err(|error| error.to_string())?;
    let store = reading.dss.take().unwrap_or_default();
    let mut warnings: Vec<String> = reading.anomalies.iter().map(ToString::to_string).collect();
    let mut stamps: Vec<(usize, TimeStampFacts)> = Vec::new();
    let dating = reading.signatures.iter().filter(|it| it.purpose == Purpose::TimeStamp);
    if dating.clone().count() > TIME_STAMPS_MAX {
        warnings.push("ci sono troppe marche temporali: le ultime non sono state controllate".to_owned());
    }
    for signature in dating.take(TIME_STAMPS_MAX) {
        let Some(mut stamp) = document_stamp(bytes, signature) else { continue };
        if stamps.len() < STORES_MAX {
            stamp.covers = store_at(bytes, signature).map(|store| fingerprints(&store)).unwrap_or_default();
        }
        stamps.push((end(signature), stamp));
    }
    Ok(Found { bytes, reading, store, stamps, warnings })
}

impl Found<'_> {
    /// The signatures, one after the other, without what is in the store. One more than are judged, if there are.
    pub(super) fn signatures(&self) -> impl Iterator<Item = SignatureFacts> + '_ {
        let signing = self.reading.signatures.iter().filter(|it| it.purpose != Purpose::TimeStamp);
        signing.take(SIGNATURES_MAX + 1).flat_map(move |signature| self.facts(signature))
    }

    /// The time stamps that stand before the first signature.
    pub(super) fn alone(&self) -> impl Iterator<Item = &TimeStampFacts> {
        let signing = self.reading.signatures.iter().filter(|it| it.purpose != Purpose::TimeStamp);
        let first = signing.map(end).min().unwrap_or(usize::MAX);
        self.stamps.iter().filter(move |(end, _)| *end < first).map(|(_, stamp)| stamp)
    }

    fn keeps_revocations(&self) -> bool {
        !self.store.crls.is_empty() || !self.store.ocsps.is_empty()
    }

    fn facts(&self, signature: &Signature) -> Vec<SignatureFacts> {
        let scope = scope(signature, &self.reading);
        let unread = |why: String| vec![unread(signature, scope.clone(), why)];
        let data = match signed_data(&signature.cms) {
            Ok(data) => data,
            Err(error) => return unread(error.to_string()),
        };
        let pieces: Vec<&[u8]> = signature.signed_bytes(self.bytes).collect();
        let enclosed = signature.sub_filter == SubFilter::Pkcs7Sha1;
        let checked = if enclosed { data.check(&Given::default()) } else { data.check(&Given::pieces(pieces.clone())) };
        if checked.is_empty() {
            return unread("la firma non contiene alcun firmatario".to_owned());
        }
        let around = Around::of(&data);
        let mut found = Vec::new();
        for signer in &checked {
            let mut facts = cms::signature(signer, &around, Format::Pades, signature.field.clone(), scope.clone());
            facts.malformed = malformed(signature);
            if enclosed && facts.content == Finding::Holds {
                let inside = data.content.as_ref().and_then(|content| content.bytes().ok());
                if inside.as_deref() != Some(Digest::Sha1.of(&pieces.concat()).as_slice()) {
                    facts.content = Finding::Fails("l'impronta del documento non è quella firmata".into());
                }
                facts.digests.push(Digest::Sha1);
            }
            if checked.len() > 1 {
                facts.violations.push(format!("la firma del PDF ha {} firmatari invece di uno", checked.len()));
            }
            // In a PDF the time that the signer claims is in its dictionary; inside the CMS it must not be (EN 319
            // 142-1 §6.3).
            facts.claimed_time = signature.claimed_at.map(|at| at.with_timezone(&Utc)).or(facts.claimed_time);
            facts.warnings.extend(signature.anomalies.iter().filter(|it| !it.spoils()).map(ToString::to_string));
            self.add_stamps(&mut facts, end(signature));
            found.push(facts);
        }
        found
    }

    /// The document time stamps that came after the signature: they cover it, its own time stamps, and the store as it
    /// was.
    fn add_stamps(&self, facts: &mut SignatureFacts, end_of_signature: usize) {
        let own = facts.time_stamps.len();
        let later: Vec<_> = self.stamps.iter().filter(|(end, _)| *end > end_of_signature).collect();
        for (place, (_, stamp)) in later.iter().enumerate() {
            let mut stamp = stamp.clone();
            stamp.covers_stamps = (0..own + place).collect();
            facts.time_stamps.push(stamp);
        }
        if self.keeps_revocations() && facts.level == Level::T {
            facts.level = Level::Lt;
        }
        let has_revocations = self.keeps_revocations() || !facts.crls.is_empty() || !facts.ocsps.is_empty();
        let proves_evidence = later.iter().any(|(_, stamp)| !stamp.covers.is_empty());
        facts.level = match facts.level {
            Level::None => Level::None,
            Level::B if later.is_empty() => Level::B,
            Level::B | Level::T if !has_revocations => Level::T,
            _ if proves_evidence => Level::Lta,
            Level::B => Level::Lt,
            level => level,
        };
    }
}

/// Where the signed bytes of a signature end.
fn end(signature: &Signature) -> usize {
    signature.signed.last().map_or(0, |range| range.end)
}

/// The store as it was when this was signed.
fn store_at(bytes: &[u8], signature: &Signature) -> Option<Dss> {
    firma_pdf::read(bytes.get(..end(signature))?).ok()?.dss
}

fn fingerprints(store: &Dss) -> Vec<Fingerprint> {
    store.certificates.iter().chain(&store.crls).chain(&store.ocsps).map(|der| Fingerprint::of(der)).collect()
}

fn document_stamp(bytes: &[u8], signature: &Signature) -> Option<TimeStampFacts> {
    let token = firma_cms::token(&signature.cms).ok()?;
    let checked = token.check(&Given::pieces(signature.signed_bytes(bytes).collect()));
    let mut stamp = cms::stamp(&checked)?;
    stamp.kind = StampKind::Document;
    stamp.malformed = stamp.malformed.or_else(|| malformed(signature));
    Some(stamp)
}

fn malformed(signature: &Signature) -> Option<String> {
    let spoils = signature.anomalies.iter().find(|anomaly| anomaly.spoils());
    match spoils {
        Some(anomaly) => Some(anomaly.to_string()),
        None if signature.coverage == Coverage::Partial => {
            Some("la firma non copre una versione intera del documento".to_owned())
        }
        None => None,
    }
}

fn scope(signature: &Signature, reading: &Reading) -> Scope {
    let revisions = reading.revisions.len();
    let what = match (signature.coverage, signature.revision) {
        (Coverage::WholeFile, _) => "il documento intero".to_owned(),
        (_, Some(revision)) => format!("la versione {} di {revisions} del documento", revision + 1),
        _ => "una parte del file".to_owned(),
    };
    let number = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
    let change = |change: &firma_pdf::Change| Change {
        what: change.text.clone(),
        effect: match change.verdict {
            Verdict::Permitted => Effect::Harmless,
            Verdict::ToReview => Effect::Doubtful,
            Verdict::NotPermitted => Effect::Forbidden,
        },
    };
    Scope {
        what,
        whole: signature.coverage == Coverage::WholeFile,
        ranges: signature.signed.iter().map(|range| (number(range.start), number(range.len()))).collect(),
        changes: signature.changes.iter().map(change).collect(),
    }
}

/// A signature of which nothing can be read but that it is there.
fn unread(signature: &Signature, scope: Scope, why: String) -> SignatureFacts {
    SignatureFacts {
        id: signature.field.clone(),
        format: Format::Pades,
        level: Level::None,
        malformed: Some(malformed(signature).unwrap_or_else(|| why.clone())),
        content: Finding::Unchecked(why.clone()),
        value: Finding::Unchecked(why),
        certificate: None,
        reference: Reference::Absent,
        scheme: None,
        digests: Vec::new(),
        violations: Vec::new(),
        warnings: signature.anomalies.iter().map(ToString::to_string).collect(),
        claimed_time: signature.claimed_at.map(|at| at.with_timezone(&Utc)),
        roles: Vec::new(),
        scope,
        certificates: Vec::new(),
        crls: Vec::new(),
        ocsps: Vec::new(),
        time_stamps: Vec::new(),
        counter_signatures: Vec::new(),
    }
}
