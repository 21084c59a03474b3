//! A file of any form, down through its envelopes.

use std::borrow::Cow;

use firma_cms::{Anomaly, Cms, Given, LAYERS_MAX};
use firma_xml::{External, Limits};

use super::cms::{self, Around};
use super::kept::Kept;
use super::{Stamp, Unreadable, asic, pdf, xml};
use crate::verify::facts::{Existence, ExistenceOrigin, Finding, SignatureFacts, StampKind, TimeStampFacts};
use crate::verify::judge::Question;
use crate::verify::limits::CERTIFICATES_MAX;
use crate::verify::report::{Format, Indication, Report, Scope, SignatureReport, TimeStampReport};

/// What lies beside a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The document, where the file is only its signature (`.p7s`).
    pub content: Option<&'a [u8]>,
    /// Time stamps upon the file, each in a file of its own.
    pub stamps: &'a [Stamp<'a>],
}

/// Judges every signature of a file: of the file itself and of what is inside it, envelope by envelope.
///
/// # Errors
/// [`Unreadable`] if the file is not signed in any form that is known, or the outermost form cannot be read.
pub fn file(bytes: &[u8], beside: Beside<'_>, question: &Question<'_>) -> Result<Report, Unreadable> {
    let mut walk = Walk::begin(question);
    walk.beside(bytes, beside.stamps, question);
    match walk.layers(bytes, beside.content, question) {
        // A file that is not signed has a report of its time stamps alone.
        Err(Unreadable::Unknown) if !beside.stamps.is_empty() => {}
        other => other?,
    }
    Ok(Report::of(question.now, walk.signatures, walk.stamps, walk.warnings))
}

/// Judges a time stamp in a file of its own, over the content if it is at hand.
///
/// # Errors
/// [`Unreadable::Damaged`].
pub fn time_stamp(
    bytes: &[u8],
    content: Option<&[u8]>,
    question: &Question<'_>,
) -> Result<TimeStampReport, Unreadable> {
    let damaged = |why: String| Unreadable::Damaged { form: Format::TimeStamp, why };
    let token = firma_cms::token(bytes).map_err(|error| damaged(error.to_string()))?;
    let checked = token.check(&content.map(Given::content).unwrap_or_default());
    let facts = cms::stamp(&checked).ok_or_else(|| damaged("il suo contenuto non si legge".into()))?;
    Ok(question.time_stamp(&TimeStampFacts { kind: StampKind::Document, ..facts }))
}

/// Judges the signature of a mail (the envelope of a provider of certified mail).
///
/// # Errors
/// [`Unreadable::Damaged`].
pub fn mail(message: &[u8], question: &Question<'_>) -> Result<Report, Unreadable> {
    let damaged = |why: String| Unreadable::Damaged { form: Format::Mail, why };
    let mail = firma_cms::SignedMail::read(message).map_err(|error| damaged(error.to_string()))?;
    let data = mail.signed_data().map_err(|error| damaged(error.to_string()))?;
    let around = Around::of(&data);
    let scope = Scope { what: "il messaggio intero".into(), whole: true, ..Scope::default() };
    let signers = mail.check(&data, &Given::default());
    let facts = signers.iter().enumerate().map(|(place, signer)| {
        let facts = cms::signature(signer, &around, Format::Mail, (place + 1).to_string(), scope.clone());
        (0, facts)
    });
    Ok(question.file(&facts.collect::<Vec<_>>(), &[], Vec::new()))
}

/// The certificates that come with the signatures of a file, DER, each once: signers, authorities, time-stamping
/// units.
///
/// # Errors
/// As [`file()`].
pub fn certificates(bytes: &[u8], beside: Beside<'_>, question: &Question<'_>) -> Result<Vec<Vec<u8>>, Unreadable> {
    let mut walk = Walk::default();
    walk.layers(bytes, beside.content, question)?;
    Ok(walk.certificates)
}

/// What was found on the way down.
#[derive(Default)]
pub(super) struct Walk {
    certificates: Vec<Vec<u8>>,
    pub(super) signatures: Vec<SignatureReport>,
    pub(super) stamps: Vec<TimeStampReport>,
    pub(super) warnings: Vec<String>,
    /// What is proved of the bytes of the layer at hand.
    pub(super) existence: Vec<Existence>,
}

impl Walk {
    pub(super) fn begin(question: &Question<'_>) -> Self {
        Self { existence: question.existence.to_vec(), ..Self::default() }
    }

    /// A time stamp upon the layer at hand; `qualified` is whether it is, with all that it stands on.
    pub(super) fn stamped(&mut self, question: &Question<'_>, judged: TimeStampReport, qualified: bool, place: &str) {
        if judged.indication == Indication::TotalPassed && judged.time <= question.now {
            let by = judged.authority.as_ref().and_then(crate::verify::certificate::Name::shown).unwrap_or_default();
            let origin = ExistenceOrigin::TimeStamp { what: format!("{place} di {by}"), qualified };
            self.existence.push(Existence { at: judged.time, origin });
        }
        self.stamps.push(judged);
    }

    /// A certificate that came with the file.
    fn bring(&mut self, der: &[u8]) {
        if self.certificates.len() < CERTIFICATES_MAX && !self.certificates.iter().any(|known| known == der) {
            self.certificates.push(der.to_vec());
        }
    }

    pub(super) fn judge(&mut self, question: &Question<'_>, layer: usize, facts: &SignatureFacts) {
        if self.signatures.len() >= crate::verify::limits::SIGNATURES_MAX {
            let text = "ci sono troppe firme: le ultime non sono state controllate".to_owned();
            if !self.warnings.contains(&text) {
                self.warnings.push(text);
            }
            return;
        }
        let stamps = facts.time_stamps.iter().flat_map(|stamp| stamp.certificate.iter().chain(&stamp.certificates));
        for der in facts.certificates.iter().chain(stamps) {
            self.bring(der);
        }
        let existence = self.existence.clone();
        let mut report = Question { existence: &existence, ..*question }.signature(facts);
        report.layer = layer;
        self.signatures.push(report);
    }

    /// Envelope by envelope. What exists proves that what is inside it existed.
    fn layers(&mut self, bytes: &[u8], content: Option<&[u8]>, question: &Question<'_>) -> Result<(), Unreadable> {
        let (mut bytes, mut content) = (Cow::Borrowed(bytes), content);
        for layer in 0..=LAYERS_MAX {
            if layer == LAYERS_MAX {
                self.warnings.push(format!("ci sono più di {LAYERS_MAX} buste una dentro l'altra"));
                break;
            }
            if asic::is_one(&bytes) {
                self.unused(content.take());
                match self.container(&bytes, layer, question) {
                    Err(error) if layer == 0 => return Err(error),
                    Err(error) => self.warnings.push(error.to_string()),
                    Ok(()) => {}
                }
                break;
            }
            let inner = match form(&bytes) {
                Some(Format::Pades) => {
                    self.unused(content.take());
                    self.pdf(&bytes, layer, question).map(|()| None)
                }
                Some(Format::Xades) => self.xml(&bytes, content.take(), layer, question).map(|()| None),
                Some(_) => self.envelope(&bytes, content.take(), layer, question),
                None => Err(Unreadable::Unknown),
            };
            match inner {
                Ok(Some(inner)) => bytes = Cow::Owned(inner),
                Ok(None) => break,
                Err(error) if layer == 0 => return Err(error),
                Err(Unreadable::Unknown) => break,
                Err(error) => {
                    self.warnings.push(error.to_string());
                    break;
                }
            }
        }
        Ok(())
    }

    /// A document that was given beside a file which does not sign anything beside it says nothing, and that is told: whoever gave it
    /// believes that it was checked.
    fn unused(&mut self, content: Option<&[u8]>) {
        if content.is_some() {
            let text = "il documento dato a parte non è stato controllato: le firme del file non lo riguardano";
            self.warnings.push(text.to_owned());
        }
    }

    fn pdf(&mut self, bytes: &[u8], layer: usize, question: &Question<'_>) -> Result<(), Unreadable> {
        let found = pdf::read(bytes).map_err(|why| Unreadable::Damaged { form: Format::Pades, why })?;
        // What the file keeps for all its signatures is taken once, and shared.
        let kept = Kept::of(&found.store, question);
        for certificate in kept.certificates.iter().skip(question.certificates.len()) {
            self.bring(certificate.der());
        }
        let question = Question { evidence: &kept.evidence, certificates: &kept.certificates, ..*question };
        for facts in found.signatures() {
            self.judge(&question, layer, &facts);
        }
        for stamp in found.alone() {
            let existence = self.existence.clone();
            self.stamps.push(Question { existence: &existence, ..question }.time_stamp(stamp));
        }
        self.warnings.extend(found.warnings);
        Ok(())
    }

    fn container(&mut self, bytes: &[u8], layer: usize, question: &Question<'_>) -> Result<(), Unreadable> {
        let found = asic::read(bytes).map_err(|why| Unreadable::Damaged { form: Format::Asic, why })?;
        for stamp in &found.stamps {
            let existence = self.existence.clone();
            self.stamps.push(Question { existence: &existence, ..*question }.time_stamp(stamp));
        }
        for facts in &found.signatures {
            self.judge(question, layer, facts);
        }
        self.warnings.extend(found.warnings);
        Ok(())
    }

    fn xml(
        &mut self,
        bytes: &[u8],
        content: Option<&[u8]>,
        layer: usize,
        question: &Question<'_>,
    ) -> Result<(), Unreadable> {
        let beside: Vec<External<'_>> = content.map(|bytes| External { name: "", bytes }).into_iter().collect();
        let found = xml::read(bytes, &beside, Limits::default());
        let found = found.map_err(|why| Unreadable::Damaged { form: Format::Xades, why })?;
        if !found.iter().any(|one| one.signs_beside) {
            self.unused(content);
        }
        for one in &found {
            self.judge(question, layer, &one.facts);
        }
        Ok(())
    }

    fn envelope(
        &mut self,
        bytes: &[u8],
        content: Option<&[u8]>,
        layer: usize,
        question: &Question<'_>,
    ) -> Result<Option<Vec<u8>>, Unreadable> {
        let damaged = |error: firma_cms::Error| match error {
            firma_cms::Error::NotP7m => Unreadable::Unknown,
            other => Unreadable::Damaged { form: Format::Cades, why: other.to_string() },
        };
        let (_, der) = firma_cms::unwrap(bytes).map_err(damaged)?;
        let given = content.map(Given::content).unwrap_or_default();
        let enclosed = match firma_cms::read(&der).map_err(damaged)? {
            Cms::Signed(data) => {
                let around = Around::of(&data);
                let scope = Scope { what: "il documento intero".into(), whole: true, ..Scope::default() };
                for (place, signer) in data.check(&given).iter().enumerate() {
                    let id = format!("{}.{}", layer + 1, place + 1);
                    let mut facts = cms::signature(signer, &around, Format::Cades, id, scope.clone());
                    odd(&data.anomalies, &mut facts);
                    self.judge(question, layer, &facts);
                }
                data.content
            }
            Cms::TimeStamped(data) => {
                self.warnings.extend(data.anomalies.iter().map(ToString::to_string));
                let around = self.existence.clone();
                // Only the first covers the document, each other the evidence before it (RFC 5544 §2): beyond one
                // that cannot be read, is false or is of something else, nothing is proved of the document.
                let mut unbroken = true;
                for token in data.check(&given) {
                    let Some(mut facts) = cms::stamp(&token) else {
                        self.warnings.push("una marca temporale della busta non si legge".to_owned());
                        unbroken = false;
                        continue;
                    };
                    facts.crls.extend(data.revocation_lists().map(<[u8]>::to_vec));
                    unbroken &= facts.content == Finding::Holds;
                    let within = Question { existence: &around, ..*question };
                    let judged = within.time_stamp(&facts);
                    unbroken &= judged.indication != Indication::TotalFailed;
                    if unbroken {
                        let qualified = within.is_surely_qualified(&facts, &judged);
                        self.stamped(question, judged, qualified, "sulla busta");
                    } else {
                        self.stamps.push(judged);
                    }
                }
                data.content
            }
            _ => None,
        };
        Ok(enclosed.and_then(|content| content.bytes().ok()).map(Cow::into_owned))
    }
}

/// What is odd about the envelope, told of each signature. Of a document that is not enclosed as one it is not certain
/// which bytes people would see; what follows the end of the envelope nobody signed.
pub(super) fn odd(anomalies: &[Anomaly], facts: &mut SignatureFacts) {
    for anomaly in anomalies {
        let decides = matches!(anomaly, Anomaly::ContentNotOctets | Anomaly::TrailingBytes { zeros: false, .. });
        if decides { facts.violations.push(anomaly.to_string()) } else { facts.warnings.push(anomaly.to_string()) }
    }
}

/// What the bytes look like. An envelope that begins with the first byte goes first: it may enclose any of the
/// others.
pub(super) fn form(bytes: &[u8]) -> Option<Format> {
    let head = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<') {
        return Some(Format::Xades);
    }
    let is_envelope = firma_cms::unwrap(bytes).is_ok_and(|(_, der)| {
        !matches!(firma_cms::read(&der), Err(firma_cms::Error::NotP7m | firma_cms::Error::Empty))
    });
    if is_envelope {
        return Some(Format::Cades);
    }
    head.windows(5).any(|window| window == b"%PDF-").then_some(Format::Pades)
}
