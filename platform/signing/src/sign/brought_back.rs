//! A document that was taken away to be signed and comes back: is it the one that left, signed by whom it should be,
//! and by nobody else?
//!
//! Whether its signatures are good is the report's to say; here only whether they are the ones that were waited for.

mod xml;

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use firma_pdf::Verdict;

use crate::verify::report::{Mark, Report, SignatureReport};

/// How much the clocks of two signers may disagree before the order of their signatures is doubted.
const CLOCKS: TimeDelta = TimeDelta::minutes(10);
/// Most envelopes one inside the other.
const LAYERS_MAX: usize = 8;
/// Most changes told.
const CHANGES_MAX: usize = 3;
/// How a PDF begins.
const PDF: &[u8] = b"%PDF-";

/// What was waited for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The document as it left, with the signatures that it had.
    pub left: &'a [u8],
    /// The tax codes of those who had signed it, in their order.
    pub before: &'a [&'a str],
    /// The names in those of the signatures before whose certificate has no tax code: the seal of a body, a foreigner's.
    pub nameless: &'a [&'a str],
    /// The tax code of whose turn it is.
    pub signer: &'a str,
}

/// A signature of the document that came back, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The signer's tax code, if the certificate has one.
    pub tax_code: Option<String>,
    /// The signer's name.
    pub name: String,
    /// When the signer says.
    pub claimed: Option<DateTime<Utc>>,
    /// What it is worth.
    pub mark: Mark,
    /// The sentence of the report.
    pub sentence: String,
}

impl From<&SignatureReport> for Seen {
    fn from(report: &SignatureReport) -> Self {
        let signer = report.signer.as_ref();
        Self {
            tax_code: signer.and_then(|name| name.codice_fiscale()).map(str::to_owned),
            name: signer.and_then(|name| name.shown()).unwrap_or_else(|| "sconosciuto".into()),
            claimed: report.claimed_time,
            mark: report.mark,
            sentence: report.sentence.clone(),
        }
    }
}

/// Why what came back is not what was waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is another document, or an altered one.
    OtherDocument,
    /// A PDF that does not begin, byte by byte, with the one that left: another one, or one that a program wrote anew.
    Rewritten,
    /// A PDF to which something else was added than a signature with its mark and its evidence.
    Altered(String),
    /// An XML that is not, the new signature put aside, the one that left.
    RewrittenXml,
    /// A signature of an XML that is not of the whole of it and of nothing else.
    NotWhole,
    /// A signature that the XML had covers the place of the new one too.
    Breaks,
    /// It came back as it left.
    NotSigned,
    /// A signature that it had is gone.
    Lost(String),
    /// Somebody signed whose turn it is not.
    NotTheirTurn(String),
    /// The certificate has no tax code.
    Nameless(String),
    /// It was signed more than once.
    Twice(String),
    /// The signature is not valid.
    NotValid(String),
    /// It says to be older than one that was there before.
    TooEarly {
        /// What it says.
        claimed: DateTime<Utc>,
        /// What the one before says.
        before: DateTime<Utc>,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherDocument => f.write_str(
                "Il documento riportato non è quello che era stato scaricato, o è stato modificato: scaricalo di nuovo e firma \
                 proprio quel file.",
            ),
            Self::Rewritten => f.write_str(
                "Il PDF riportato non contiene, tale e quale, quello che era stato scaricato: è un altro documento, oppure il \
                 programma l'ha riscritto invece di aggiungere la firma in fondo. Scaricalo di nuovo e firma proprio quel file, \
                 senza stamparlo o salvarlo prima con un altro programma.",
            ),
            Self::Altered(what) => write!(
                f,
                "Al PDF scaricato non è stata aggiunta soltanto la firma: {what}. Scaricalo di nuovo e firmalo senza \
                 modificarlo.",
            ),
            Self::RewrittenXml => f.write_str(
                "L'XML riportato, tolta la nuova firma, non è quello che era stato scaricato: è un altro documento, oppure il programma \
                 l'ha cambiato (bastano uno spazio o un a capo in più). Scaricalo di nuovo e firma proprio quel file, senza salvarlo \
                 prima con un altro programma.",
            ),
            Self::NotWhole => f.write_str(
                "La nuova firma non è una sola, dentro l'XML e su tutto l'XML: nel programma di firma scegli XAdES «enveloped» \
                 sull'intero documento, senza indicare singole parti e senza controfirmare una firma che c'è già.",
            ),
            Self::Breaks => f.write_str(
                "Una firma che c'era comprende anche il posto di quelle dopo, e con la nuova non vale più: questo XML non si può \
                 firmare ancora al suo interno. Chiedi a chi l'ha messo alla firma di ritirarlo e di rimetterlo in CAdES.",
            ),
            Self::NotSigned => f.write_str("Il documento è tornato senza la firma che si aspettava: firmalo e riportalo."),
            Self::Lost(who) => write!(f, "Manca la firma di {who}, che c'era: firma il file scaricato, senza togliere niente."),
            Self::NotTheirTurn(who) => write!(f, "Ha firmato {who}, ma ora si aspetta la firma di un'altra persona."),
            Self::Nameless(who) => {
                write!(f, "Il certificato di {who} non dice il codice fiscale: non si può sapere se è la persona attesa.")
            }
            Self::Twice(who) => write!(f, "{who} ha firmato più di una volta: riporta il documento con una firma sola."),
            Self::NotValid(sentence) => write!(f, "La nuova firma non è valida: {sentence}"),
            Self::TooEarly { claimed, before } => write!(
                f,
                "La nuova firma dice di essere del {} (UTC), prima di quella che c'era già ({}): controlla l'orologio e firma di nuovo.",
                claimed.format("%d/%m/%Y %H:%M"),
                before.format("%d/%m/%Y %H:%M")
            ),
        }
    }
}

/// Holds what came back against what was waited for. Gives the new signature.
///
/// # Errors
/// All the reasons why it cannot be taken.
pub fn check(expected: &Expected<'_>, back: &[u8], report: &Report) -> Result<Seen, Vec<Reason>> {
    let seen: Vec<Seen> = report.signatures.iter().map(Seen::from).collect();
    check_seen(expected, back, &seen)
}

/// As [`check`], on the signatures themselves, in the order in which the report has them.
///
/// # Errors
/// As [`check`].
pub fn check_seen(expected: &Expected<'_>, back: &[u8], seen: &[Seen]) -> Result<Seen, Vec<Reason>> {
    let mut reasons = Vec::new();
    reasons.extend(differences(expected.left, back));
    let mut rest: Vec<&Seen> = seen.iter().collect();
    let mut older = Vec::new();
    for code in expected.before {
        match rest.iter().position(|seen| is(seen, code)) {
            Some(place) => older.push(rest.remove(place)),
            None => reasons.push(Reason::Lost((*code).to_owned())),
        }
    }
    for name in expected.nameless {
        match rest.iter().position(|seen| seen.tax_code.is_none() && seen.name == *name) {
            Some(place) => older.push(rest.remove(place)),
            None => reasons.push(Reason::Lost((*name).to_owned())),
        }
    }
    let mut news = Vec::new();
    for seen in rest {
        match &seen.tax_code {
            Some(_) if is(seen, expected.signer) => news.push(seen),
            Some(_) => reasons.push(Reason::NotTheirTurn(seen.name.clone())),
            None => reasons.push(Reason::Nameless(seen.name.clone())),
        }
    }
    match news.as_slice() {
        [] if !reasons.iter().any(|reason| matches!(reason, Reason::NotTheirTurn(_) | Reason::Nameless(_))) => {
            reasons.push(Reason::NotSigned);
        }
        [_, another, ..] => reasons.push(Reason::Twice(another.name.clone())),
        _ => {}
    }
    for new in &news {
        if new.mark == Mark::Red {
            reasons.push(Reason::NotValid(new.sentence.clone()));
        }
        let latest = older.iter().filter_map(|seen| seen.claimed).max();
        if let (Some(claimed), Some(before)) = (new.claimed, latest)
            && claimed + CLOCKS < before
        {
            reasons.push(Reason::TooEarly { claimed, before });
        }
    }
    match news.first() {
        Some(new) if reasons.is_empty() => Ok((*new).clone()),
        _ => Err(reasons),
    }
}

fn is(seen: &Seen, code: &str) -> bool {
    seen.tax_code.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(code))
}

/// Why `back` is not `left` with nothing but signatures added.
fn differences(left: &[u8], back: &[u8]) -> Vec<Reason> {
    if left != back && xml::is_one(left) && xml::is_one(back) {
        return xml::differences(left, back);
    }
    difference(left, back).into_iter().collect()
}

/// The first reason why `back` is not `left` with nothing but signatures added: revisions at its end (PDF), an envelope around it, or one more
/// signature in its envelope, with all that was in it still there.
fn difference(left: &[u8], back: &[u8]) -> Option<Reason> {
    if left.is_empty() {
        return Some(Reason::OtherDocument);
    }
    if left == back {
        return None;
    }
    if left.starts_with(PDF) && back.starts_with(PDF) {
        return if back.starts_with(left) { added(left, back) } else { Some(Reason::Rewritten) };
    }
    let mut at = back.to_vec();
    for _ in 0..LAYERS_MAX {
        let Some((inner, kept)) = opened(&at, left) else { break };
        if kept || inner == left {
            return None;
        }
        at = inner;
    }
    Some(Reason::OtherDocument)
}

/// What was added to a PDF, if it is more than signatures with their marks and their evidence. What only a person could tell to be
/// harmless (a mark that covers the text, a field that was filled in) is not what was sent out to be signed.
fn added(left: &[u8], back: &[u8]) -> Option<Reason> {
    let mut changes = match firma_pdf::changes_since(back, left.len()) {
        Ok(changes) => changes,
        Err(error) => return Some(Reason::Altered(format!("non si può dire che cosa è cambiato ({error})"))),
    };
    changes.retain(|change| change.verdict != Verdict::Permitted);
    changes.sort_by_key(|change| std::cmp::Reverse(change.verdict));
    let mut known = BTreeSet::new();
    let mut told: Vec<&str> = changes.iter().map(|change| change.text.as_str()).collect();
    told.retain(|text| known.insert(*text));
    if told.len() > CHANGES_MAX {
        told.truncate(CHANGES_MAX);
        told.push("e altro");
    }
    (!told.is_empty()).then(|| Reason::Altered(told.join("; ")))
}

/// What is in an envelope, and whether it is `left`'s own envelope with something added.
fn opened(envelope: &[u8], left: &[u8]) -> Option<(Vec<u8>, bool)> {
    let (_, bytes) = firma_cms::unwrap(envelope).ok()?;
    let inner = firma_cms::signed_data(&bytes).ok()?.content?.bytes().ok()?.into_owned();
    Some((inner, is_added_to(&bytes, left) == Some(true)))
}

fn is_added_to(envelope: &[u8], left: &[u8]) -> Option<bool> {
    let (_, left) = firma_cms::unwrap(left).ok()?;
    let content = |bytes: &[u8]| Some(firma_cms::signed_data(bytes).ok()?.content?.bytes().ok()?.into_owned());
    let signers = |bytes: &[u8]| -> Option<Vec<Vec<u8>>> {
        let parts = firma_cms::raw::parts(bytes).ok()?;
        // What is signed, without what is added to a signature later.
        parts.signers.iter().map(|signer| Some(firma_cms::raw::signer(signer).ok()?.before.to_vec())).collect()
    };
    let now = signers(envelope)?;
    Some(content(envelope)? == content(&left)? && signers(&left)?.iter().all(|signer| now.contains(signer)))
}
