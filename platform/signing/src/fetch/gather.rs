//! Judge, see what is missing, look for it, judge again: until nothing is missing or nobody can tell.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use firma_scrivi::ocsp;
use kernel::Random;
use serde::Serialize;
use url::Url;

use super::contents::{EvidenceTimes, bare, check_fresh, issuers};
use super::errands::{Errand, Key, errands};
use super::hand::{AtHand, Hand};
use super::told::{Failures, tell};
use super::{Bounds, Fetcher, Unreachable};
use crate::verify::certificate::{Certificate, Fingerprint};
use crate::verify::chain::who;
use crate::verify::limits::OCSP_BYTES_MAX;
use crate::verify::report::{CertificateReport, Report, SignatureReport};
use crate::verify::revocation::{Ocsp, Wanted};

/// Most judgements of one file: issuers one above the other, then answers, then lists.
const ROUNDS_MAX: usize = 10;
/// Largest bag of issuers' certificates, bytes.
const ISSUERS_BYTES_MAX: usize = 1 << 20;
/// How long an answer, or a certificate, may take; how long a list.
const SHORT: Duration = Duration::from_secs(10);
const LONG: Duration = Duration::from_secs(120);
/// Longest question that goes in an address (RFC 5019 §5).
const IN_ADDRESS_MAX: usize = 255;
/// Characters shown of an address.
const ADDRESS_SHOWN: usize = 1_000;
const QUESTION: &str = "application/ocsp-request";

/// Who puts the question to [`crate::verify`], each time with more at hand.
pub trait Judge {
    /// Why there is no report.
    type Error;

    /// The report, with this at hand.
    ///
    /// # Errors
    /// Its own.
    fn judge(&self, hand: AtHand) -> impl Future<Output = Result<Report, Self::Error>> + Send;
}

/// Where what was fetched for earlier checks is kept.
pub trait Shelf {
    /// What was kept of this source; what helps most first.
    fn kept(&self, wanted: &Wanted) -> impl Future<Output = Vec<Vec<u8>>> + Send;
}

/// How to gather.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Now: evidence must be of today to be taken from outside.
    pub now: DateTime<Utc>,
    /// Whether the network is asked at all; of a day that is past only what was kept then can tell.
    pub outside: bool,
    /// How long all the asking may take.
    pub patience: Duration,
}

/// Something that came from outside and that the verdict rests upon: to be kept, so that it can be given again.
#[derive(Clone, Debug)]
pub struct Took {
    /// The source, as the certificate names it.
    pub wanted: Wanted,
    /// What came.
    pub bytes: Vec<u8>,
    /// When it was made and until when it is the newest; `None` for a certificate.
    pub times: Option<EvidenceTimes>,
}

/// A question that was put outside, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Query {
    /// Who was asked.
    pub host: String,
    /// Where, as the certificate names it.
    pub address: String,
    /// What, in Italian: goes on after "chiesto a HOST ".
    pub about: String,
    /// Why what came was of no use, or that nothing came, in Italian; `None`: it answered.
    pub failed: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Gathered {
    /// The report, which tells what could not be asked.
    pub report: Report,
    /// What is new and counted.
    pub took: Vec<Took>,
    /// What was asked outside, in order; nothing where the settings forbid it.
    pub queries: Vec<Query>,
    /// Whether asking again later may help.
    pub again: bool,
}

/// Judges with what is kept, and with what outside tells where that is not enough.
///
/// # Errors
/// Those of the judge. Nothing that fails outside is an error: the report tells it.
pub async fn gather<J: Judge + Sync, S: Shelf + Sync>(
    judge: &J,
    shelf: &S,
    fetcher: &Fetcher,
    random: &dyn Random,
    manner: Manner,
) -> Result<Gathered, J::Error> {
    let mut run = Run::of(fetcher, random, manner);
    let mut report = judge.judge(AtHand::default()).await?;
    for _ in 0..ROUNDS_MAX {
        let all = errands(&report, &run.hand.at.certificates);
        // Until nothing more is to be had about time stamps, signers wait: their certificates may have to be good at another time.
        let (stamps, signers) = all.split_at(all.partition_point(|errand| errand.stamp));
        if !run.go(shelf, stamps).await && !run.go(shelf, signers).await {
            break;
        }
        report = judge.judge(run.hand.at.clone()).await?;
    }
    Ok(run.end(report))
}

struct Run<'a> {
    fetcher: &'a Fetcher,
    random: &'a dyn Random,
    manner: Manner,
    begun: Instant,
    hand: Hand,
    took: Vec<(Fingerprint, Took)>,
    queries: Vec<Query>,
    /// Errands for which the shelf was looked at.
    looked: HashSet<Key>,
    /// Sources that were asked, with why they were of no use.
    asked: HashMap<Wanted, Option<Unreachable>>,
    failures: Failures,
}

impl<'a> Run<'a> {
    fn of(fetcher: &'a Fetcher, random: &'a dyn Random, manner: Manner) -> Self {
        Self {
            fetcher,
            random,
            manner,
            begun: Instant::now(),
            hand: Hand::default(),
            took: Vec::new(),
            queries: Vec::new(),
            looked: HashSet::new(),
            asked: HashMap::new(),
            failures: Failures::new(),
        }
    }

    /// Goes all these errands, to the shelf first; whether there is more at hand now.
    async fn go<S: Shelf + Sync>(&mut self, shelf: &S, errands: &[Errand]) -> bool {
        let mut more = false;
        for errand in errands {
            if self.take_from_shelf(shelf, errand).await {
                more = true;
            } else if self.manner.outside {
                more |= self.take_from_outside(errand).await;
            }
        }
        more
    }

    /// Takes what was kept for an errand, once; whether there was anything.
    async fn take_from_shelf<S: Shelf + Sync>(&mut self, shelf: &S, errand: &Errand) -> bool {
        if !self.looked.insert(errand.key()) {
            return false;
        }
        let mut more = false;
        for wanted in errand.sources() {
            let kept = shelf.kept(&wanted).await;
            if !kept.is_empty() {
                more |= self.hand.take(&wanted, kept, errand).await;
            }
        }
        more
    }

    /// Asks the sources of an errand that were not asked yet, until one is of use; whether one was.
    async fn take_from_outside(&mut self, errand: &Errand) -> bool {
        let about = match &errand.issuer {
            Some(_) => format!("se il certificato di {} fosse revocato o sospeso", who(&errand.certificate)),
            None => format!("chi ha emesso il certificato di {}", who(&errand.certificate)),
        };
        for wanted in errand.sources() {
            let why = match self.asked.get(&wanted) {
                Some(why) => why.clone(),
                None => match self.ask(&wanted, errand).await {
                    Ok(took) => {
                        self.queries.push(query(&wanted, &about, None));
                        self.hand.take(&wanted, vec![took.1.bytes.clone()], errand).await;
                        self.took.push(took);
                        self.asked.insert(wanted, None);
                        return true;
                    }
                    Err(why) => {
                        if why != Unreachable::Off {
                            self.queries.push(query(&wanted, &about, Some(&why)));
                        }
                        self.asked.insert(wanted.clone(), Some(why.clone()));
                        Some(why)
                    }
                },
            };
            let Some(why) = why else { continue };
            let off = why == Unreachable::Off;
            let text = format!("non si è potuto chiedere a {} {about}: {why}", host(&wanted));
            let failed = self.failures.entry(errand.key()).or_default();
            failed.may_pass |= why.may_pass();
            if !failed.texts.contains(&text) {
                failed.texts.push(text);
            }
            if off {
                break;
            }
        }
        false
    }

    async fn ask(&self, wanted: &Wanted, errand: &Errand) -> Result<(Fingerprint, Took), Unreachable> {
        let bytes = match (wanted, &errand.issuer) {
            (Wanted::Ocsp { address, request }, Some(issuer)) => {
                self.answer(wanted, (address, request), (errand, issuer)).await?
            }
            (Wanted::Ocsp { address, .. } | Wanted::Crl { address } | Wanted::Issuer { address }, _) => {
                self.fetcher.get(address, self.bounds(wanted)?).await?
            }
        };
        let (wanted, errand, now) = (wanted.clone(), errand.clone(), self.manner.now);
        let work = tokio::task::spawn_blocking(move || took(wanted, bytes, &errand, now));
        work.await.unwrap_or_else(|_| Err(Unreachable::Useless("il programma non riesce a leggerlo".into())))
    }

    /// What is left for one call, of time and of room.
    fn bounds(&self, wanted: &Wanted) -> Result<Bounds, Unreachable> {
        let (bytes, time) = match wanted {
            Wanted::Ocsp { .. } => (OCSP_BYTES_MAX, SHORT),
            Wanted::Crl { .. } => (self.fetcher.reach().ok_or(Unreachable::Off)?.crl_limit(), LONG),
            Wanted::Issuer { .. } => (ISSUERS_BYTES_MAX, SHORT),
        };
        let left = self.manner.patience.saturating_sub(self.begun.elapsed());
        if left.is_zero() && self.fetcher.reach().is_some() {
            return Err(Unreachable::Silent("il tempo per chiedere è finito"));
        }
        Ok(Bounds { bytes: bytes.min(self.hand.room()), time: time.min(left) })
    }

    /// The answer of an OCSP responder: to a question of our own number, and where it will have none of that, to a plain one in the
    /// address (RFC 5019).
    async fn answer(
        &self,
        wanted: &Wanted,
        (address, plain): (&str, &[u8]),
        (errand, issuer): (&Errand, &Certificate),
    ) -> Result<Vec<u8>, Unreachable> {
        let bad = |error: firma_scrivi::Error| Unreachable::Useless(error.to_string());
        let subject = firma_scrivi::Certificate::from_der(errand.certificate.der()).map_err(bad)?;
        let issuer = firma_scrivi::Certificate::from_der(issuer.der()).map_err(bad)?;
        let mut number = [0; 32];
        self.random.fill(&mut number);
        let question = ocsp::request(&subject, &issuer, Some(&number)).map_err(bad)?;
        let refused = match self.fetcher.post(address, QUESTION, &question, self.bounds(wanted)?).await {
            Ok(answer) => match ocsp::check_status(&answer) {
                Ok(()) if is_to_another(&answer, &number) => {
                    return Err(Unreachable::Useless("è la risposta a un'altra domanda".into()));
                }
                Ok(()) => return Ok(answer),
                Err(error) => bad(error),
            },
            Err(why @ Unreachable::Status(_)) => why,
            Err(why) => return Err(why),
        };
        let coded: String = url::form_urlencoded::byte_serialize(STANDARD.encode(plain).as_bytes()).collect();
        if coded.len() > IN_ADDRESS_MAX {
            return Err(refused);
        }
        let place = format!("{}/{coded}", address.trim_end_matches('/'));
        let Ok(bounds) = self.bounds(wanted) else { return Err(refused) };
        let answer = self.fetcher.get(&place, bounds).await.map_err(|_| refused)?;
        ocsp::check_status(&answer).map_err(bad)?;
        Ok(answer)
    }

    fn end(self, report: Report) -> Gathered {
        let relied = relied(&report);
        let took = self.took.into_iter().filter(|(print, _)| relied.contains(&print.to_string()));
        let known = &self.hand.at.certificates;
        let open = errands(&report, known);
        let again = open.iter().any(|errand| self.failures.get(&errand.key()).is_some_and(|failed| failed.may_pass));
        let took = took.map(|(_, took)| took).collect();
        Gathered { took, queries: self.queries, again, report: tell(report, known, &self.failures) }
    }
}

/// What came, where it is of use, with its fingerprint. Large lists take a while.
fn took(
    wanted: Wanted,
    bytes: Vec<u8>,
    errand: &Errand,
    now: DateTime<Utc>,
) -> Result<(Fingerprint, Took), Unreachable> {
    let (bytes, times) = match (&wanted, &errand.issuer) {
        (Wanted::Issuer { .. }, _) | (_, None) => {
            let found = issuers(&bytes, &errand.certificate);
            let none = || Unreachable::Useless("non è il certificato di chi lo ha emesso".into());
            (found.first().ok_or_else(none)?.der().to_vec(), None)
        }
        (_, Some(issuer)) => {
            let bytes = if matches!(wanted, Wanted::Crl { .. }) { bare(bytes) } else { bytes };
            let times = check_fresh(&wanted, &bytes, (&errand.certificate, issuer), now);
            (bytes, Some(times.map_err(|why| Unreachable::Useless(why.to_string()))?))
        }
    };
    Ok((Fingerprint::of(&bytes), Took { wanted, bytes, times }))
}

/// Whether an answer carries another number than that of our question.
fn is_to_another(answer: &[u8], number: &[u8]) -> bool {
    Ocsp::read(answer).is_ok_and(|read| read.nonce().is_some_and(|told| told != number))
}

/// SHA-256 of the evidence and of the certificates that a report rests upon.
fn relied(report: &Report) -> HashSet<String> {
    let mut all = HashSet::new();
    let mut open: Vec<&SignatureReport> = report.signatures.iter().collect();
    let mut chains: Vec<&CertificateReport> = report.time_stamps.iter().flat_map(|stamp| &stamp.chain).collect();
    while let Some(signature) = open.pop() {
        chains.extend(signature.chain.iter().chain(signature.time_stamps.iter().flat_map(|stamp| &stamp.chain)));
        open.extend(&signature.counter_signatures);
    }
    for one in chains {
        all.insert(one.sha256.clone());
        all.extend(one.revocation.as_ref().and_then(|outcome| outcome.told()).map(|told| told.sha256.clone()));
    }
    all
}

fn query(wanted: &Wanted, about: &str, failed: Option<&Unreachable>) -> Query {
    let address = address(wanted).chars().take(ADDRESS_SHOWN).collect();
    Query { host: host(wanted), address, about: about.into(), failed: failed.map(ToString::to_string) }
}

fn address(wanted: &Wanted) -> &str {
    let (Wanted::Crl { address } | Wanted::Ocsp { address, .. } | Wanted::Issuer { address }) = wanted;
    address
}

fn host(wanted: &Wanted) -> String {
    let host = Url::parse(address(wanted)).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "un indirizzo che non si legge".into()).chars().take(100).collect()
}
