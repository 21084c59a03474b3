//! What a signed document needs to be verified when nobody can be asked any more: the certificates of its signatures and of their time
//! stamps, and what told that none was revoked (level LT, ETSI EN 319 102-1 §5.5).

use std::collections::BTreeSet;
use std::time::Duration;

use documents::store::Sha256Hash;
use ente::Ente;
use futures::StreamExt;
use signing::fetch::{Gathered, Took};
use signing::verify::certificate::Fingerprint;
use signing::verify::report::{CertificateReport, Indication, Level, Report, SignatureReport, SubIndication};
use signing::verify::revocation::{EvidenceKind, EvidenceOrigin};

use crate::Error;
use crate::court::court;
use crate::judge::{BYTES_MAX, Matter, hand};

/// How long the outside may be asked: nobody waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was found.
#[derive(Debug)]
pub struct Lasting {
    /// The report that rests upon it.
    pub report: Report,
    /// Whether asking again later may give what is missing.
    pub later: bool,
    /// Certificates of the chains, DER, each once.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists that are not in the file yet, DER.
    pub crls: Vec<Vec<u8>>,
    /// OCSP answers that are not in the file yet, DER.
    pub ocsps: Vec<Vec<u8>>,
}

impl Lasting {
    /// Whether nothing is missing: each signature has a time stamp, and each verdict passed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let good = |one: &SignatureReport| {
            let stamps = one.time_stamps.iter().all(|stamp| stamp.indication == Indication::TotalPassed);
            one.indication == Indication::TotalPassed && one.level >= Level::T && stamps
        };
        let stamps = self.report.time_stamps.iter().all(|stamp| stamp.indication == Indication::TotalPassed);
        !self.report.signatures.is_empty() && self.report.signatures.iter().all(good) && stamps
    }
}

/// Judges the bytes of a document, asking outside for what is missing, and gathers what the verdict rests upon. Writes nothing.
///
/// # Errors
/// Those of store and database; a refusal where others are being judged; [`Error::Unjudged`] where there is no report.
pub async fn lasting(ente: &Ente, bytes: Vec<u8>) -> Result<Lasting, Error> {
    let _hand = hand().await?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Error::Unjudged("è troppo grande".into()));
    }
    let court = court(ente, (None, Vec::new()), Matter::alone(bytes)).await?;
    let Gathered { report, took, again, .. } = court.hear(PATIENCE).await.0?;
    let (mut crls, mut ocsps) = (Vec::new(), Vec::new());
    for (sha256, kind) in given(&report) {
        let bytes = bytes_of(ente, &took, &sha256).await?;
        match kind {
            EvidenceKind::Crl => crls.push(bytes),
            EvidenceKind::Ocsp => ocsps.push(bytes),
        }
    }
    let certificates = certificates(&report);
    Ok(Lasting { later: again || may_pass(&report), report, certificates, crls, ocsps })
}

/// The certificates of all the paths.
fn chains(report: &Report) -> Vec<&CertificateReport> {
    let mut open: Vec<&SignatureReport> = report.signatures.iter().collect();
    let mut all: Vec<&CertificateReport> = report.time_stamps.iter().flat_map(|stamp| &stamp.chain).collect();
    while let Some(signature) = open.pop() {
        all.extend(signature.chain.iter().chain(signature.time_stamps.iter().flat_map(|stamp| &stamp.chain)));
        open.extend(&signature.counter_signatures);
    }
    all
}

fn certificates(report: &Report) -> Vec<Vec<u8>> {
    let mut known = BTreeSet::new();
    let all = chains(report).into_iter().filter(|one| known.insert(one.sha256.as_str()));
    all.map(|one| one.der.clone()).collect()
}

/// What was given beside the file and counts, each piece once.
fn given(report: &Report) -> Vec<(String, EvidenceKind)> {
    let mut known = BTreeSet::new();
    let told = chains(report).into_iter().filter_map(|one| one.revocation.as_ref()?.told());
    let told = told.filter(|told| told.origin == EvidenceOrigin::Given && known.insert(told.sha256.as_str()));
    told.map(|told| (told.sha256.clone(), told.kind)).collect()
}

/// Whether what is missing may be there another time: a list that is made once a day says nothing yet of what was signed today.
fn may_pass(report: &Report) -> bool {
    let later = |why: Option<SubIndication>| why == Some(SubIndication::TryLater);
    let of_stamps = |one: &SignatureReport| one.time_stamps.iter().any(|stamp| later(stamp.sub_indication));
    report.signatures.iter().any(|one| later(one.sub_indication) || of_stamps(one))
        || report.time_stamps.iter().any(|stamp| later(stamp.sub_indication))
}

/// Of what came just now, else of what was kept with an earlier check.
async fn bytes_of(ente: &Ente, took: &[Took], sha256: &str) -> Result<Vec<u8>, Error> {
    if let Some(new) = took.iter().find(|took| Fingerprint::of(&took.bytes).to_string() == sha256) {
        return Ok(new.bytes.clone());
    }
    let hash: Sha256Hash = sha256.parse().map_err(|_| Error::Unjudged("una prova non si ritrova".into()))?;
    let mut stream = ente.archive.store().open(&hash).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = stream.next().await {
        bytes.extend_from_slice(&piece?);
    }
    Ok(bytes)
}
