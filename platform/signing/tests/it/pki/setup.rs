//! One good qualified signature with everything around it; a forgery is this with one thing changed.

use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use signing::verify::certificate::Certificate;
use signing::verify::facts::Existence;
use signing::verify::judge::Question;
use signing::verify::policy::Policy;
use signing::verify::read::{self, Beside, Unreadable};
use signing::verify::report::{Mark, Report};
use signing::verify::revocation::{Evidence, EvidenceOrigin};
use signing::verify::trust::{
    Added, ListInfo, Purpose, Qualification, Service, ServiceKind, ServicePeriod, ServiceStatus, Trust, Use,
};

use super::cms::{Cades, Ess, SIGNATURE_TIME_STAMP, Stamp, attribute};
use super::evidence::{Answer, List};
use super::*;

/// What the time stamp covers.
#[derive(Clone)]
pub enum Over {
    Signature,
    Other(Vec<u8>),
}

/// Everything, before it becomes bytes.
#[derive(Clone)]
pub struct Setup {
    pub root: Paper,
    pub ca: Paper,
    pub signer: Paper,
    pub tsa_ca: Paper,
    pub tsa: Paper,
    pub responder: Paper,
    pub content: Vec<u8>,
    pub claimed: Option<DateTime<Utc>>,
    pub ess: Option<Ess>,
    /// The certificate that is put into the envelope, if it is not the signer's.
    pub swapped: Option<Vec<u8>>,
    pub digest: Option<Vec<u8>>,
    pub signed: Vec<Vec<u8>>,
    pub signature_algorithm: Vec<u8>,
    pub stamp: Option<DateTime<Utc>>,
    pub over: Over,
    pub stamp_ess: Ess,
    pub answer: Option<Answer>,
    pub lists: Vec<List>,
    pub tsa_list: Option<List>,
    /// The CA's service: its periods. Empty: not in a list.
    pub service: Vec<ServicePeriod>,
    pub tsa_service: Vec<ServicePeriod>,
    /// Whether the ente added the authority of the time stamps.
    pub tsa_added: bool,
    /// Whether the root is the listed one, and the CA comes with the signature.
    pub root_is_anchor: bool,
    pub added: Vec<Purpose>,
    pub existence: Vec<Existence>,
    pub now: DateTime<Utc>,
    pub policy: Policy,
    /// Done to the finished file.
    pub after: Option<fn(&mut Vec<u8>)>,
}

pub fn period(kind: ServiceKind, status: ServiceStatus, since: &str) -> ServicePeriod {
    ServicePeriod {
        since: at(since),
        kind,
        status,
        uses: vec![Use::Signatures, Use::Seals],
        qualifications: Vec::new(),
    }
}

pub const SIGNED: &str = "2025-03-01T10:00:00Z";

impl Setup {
    /// Anna Neri signs on 1 March 2025, the stamp is of five minutes later, the answer of the day after; it is now
    /// June 2026, her
    /// certificate has expired at the new year.
    pub fn good() -> Self {
        let root = Paper::new("Radice di prova", 1, 1).authority(None);
        let ca = Paper::new("CA qualificata di prova", 2, 2).authority(Some(0));
        let mut signer = Paper::new("NERI ANNA", 3, 33);
        signer.name = name(&[
            (C, "IT"),
            ("2.5.4.5", "TINIT-NRENNA80A41H501X"),
            ("2.5.4.42", "ANNA"),
            ("2.5.4.4", "NERI"),
            (CN, "NERI ANNA"),
        ]);
        (signer.from, signer.until) = (at("2023-01-01T00:00:00Z"), at("2025-12-31T23:59:59Z"));
        let signer = signer
            .with(USAGE, true, key_usage(&[1]))
            .with(POLICIES, false, seq(&[&seq(&[&oid("0.4.0.194112.1.2")])]))
            .with(QC, false, qc(true, 1));
        let tsa_ca = Paper::new("CA delle marche di prova", 4, 4).authority(None);
        let tsa = Paper::new("Marche di prova", 5, 55).with(EKU, true, usages(&[TIME_STAMPING])).with(
            USAGE,
            true,
            key_usage(&[0]),
        );
        let responder = Paper::new("OCSP di prova", 6, 66)
            .with(EKU, false, usages(&[OCSP_SIGNING]))
            .with(NO_CHECK, false, vec![5, 0])
            .with(USAGE, true, key_usage(&[0]));
        let certificate = responder.issued_by(&ca);
        let answer = Answer::good(&ca, 33, at("2025-03-02T10:00:00Z")).by(&responder, certificate);
        let now = at("2026-06-01T12:00:00Z");
        Setup {
            tsa_list: Some(List::of(&tsa_ca, at("2026-06-01T00:00:00Z"))),
            root,
            ca,
            signer,
            tsa_ca,
            tsa,
            responder,
            content: b"Il Comune di Montefiorito affida il servizio.".to_vec(),
            claimed: Some(at(SIGNED)),
            ess: None,
            swapped: None,
            digest: None,
            signed: Vec::new(),
            signature_algorithm: ecdsa_sha256(),
            stamp: Some(at("2025-03-01T10:05:00Z")),
            over: Over::Signature,
            stamp_ess: Ess::Right,
            answer: Some(answer),
            lists: Vec::new(),
            service: vec![period(ServiceKind::CaQc, ServiceStatus::Granted, "2018-01-01T00:00:00Z")],
            tsa_service: vec![period(ServiceKind::QualifiedTimeStamps, ServiceStatus::Granted, "2018-01-01T00:00:00Z")],
            tsa_added: false,
            root_is_anchor: false,
            added: Vec::new(),
            existence: Vec::new(),
            now,
            policy: Policy::default(),
            after: None,
        }
    }

    pub fn certificate(&self) -> Vec<u8> {
        self.signer.issued_by(&self.ca)
    }

    pub fn cades(&self) -> Cades {
        let certificate = self.certificate();
        let mut cades = Cades::new(&self.content, &self.signer, &certificate, &self.ca);
        cades.claimed = self.claimed;
        cades.digest.clone_from(&self.digest);
        cades.signed.clone_from(&self.signed);
        cades.signature_algorithm.clone_from(&self.signature_algorithm);
        if let Some(ess) = &self.ess {
            cades.ess = ess.clone();
        }
        if let Some(swapped) = &self.swapped {
            cades.certificates = vec![swapped.clone()];
        }
        if self.root_is_anchor {
            cades.certificates.push(self.ca.issued_by(&self.root));
        }
        cades
    }

    pub fn stamper(&self, time: DateTime<Utc>) -> Stamp {
        Stamp {
            tsa: self.tsa.clone(),
            certificate: self.tsa.issued_by(&self.tsa_ca),
            issuer: self.tsa_ca.clone(),
            time,
            ess: self.stamp_ess.clone(),
            imprint: None,
            with_certificate: true,
        }
    }

    pub fn file(&self) -> Vec<u8> {
        let cades = self.cades();
        let unsigned = self.stamp.map(|time| {
            let over = match &self.over {
                Over::Signature => cades.value(),
                Over::Other(bytes) => bytes.clone(),
            };
            attribute(SIGNATURE_TIME_STAMP, &self.stamper(time).over(&over))
        });
        let mut file = cades.der(&unsigned.into_iter().collect::<Vec<_>>());
        if let Some(after) = self.after {
            after(&mut file);
        }
        file
    }

    pub fn trust(&self) -> Trust {
        let mut trust = Trust::new(self.policy.clone());
        let read = |der: Vec<u8>| Certificate::read(&der).expect("certificate");
        let anchor = if self.root_is_anchor { &self.root } else { &self.ca };
        let anchor = read(anchor.issued_by(&self.root));
        let added = |purposes: &[Purpose]| Added {
            reason: "prova".into(),
            by: "Luca Bianchi".into(),
            on: self.now,
            purposes: purposes.to_vec(),
        };
        let list = || ListInfo { country: "IT".into(), operator: "AgID".into(), number: 1, ..ListInfo::default() };
        if !self.service.is_empty() {
            let service = Service {
                list: list(),
                provider: "Prova SpA".into(),
                name: "Firma qualificata".into(),
                periods: self.service.clone(),
            };
            trust.add_service(service, std::slice::from_ref(&anchor));
        }
        if !self.added.is_empty() {
            trust.add_anchor(Arc::clone(&anchor), added(&self.added));
        }
        let tsa_ca = read(self.tsa_ca.issued_by(&self.tsa_ca));
        if self.tsa_added {
            trust.add_anchor(Arc::clone(&tsa_ca), added(&[Purpose::TimeStamps]));
        }
        if !self.tsa_service.is_empty() {
            let service = Service {
                list: list(),
                provider: "Prova SpA".into(),
                name: "Marche qualificate".into(),
                periods: self.tsa_service.clone(),
            };
            trust.add_service(service, &[tsa_ca]);
        }
        trust
    }

    pub fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::default();
        if let Some(answer) = &self.answer {
            evidence.add_ocsp(&answer.der(), EvidenceOrigin::Given);
        }
        for list in self.lists.iter().chain(&self.tsa_list) {
            evidence.add_crl(&list.der(), EvidenceOrigin::Given);
        }
        evidence
    }

    pub fn judge_bytes(&self, bytes: &[u8]) -> Result<Report, Unreadable> {
        self.judge_with(bytes, Beside::default(), &self.trust(), &self.evidence())
    }

    pub fn judge_with(
        &self,
        bytes: &[u8],
        beside: Beside<'_>,
        trust: &Trust,
        evidence: &Evidence,
    ) -> Result<Report, Unreadable> {
        let question = Question { trust, now: self.now, evidence, certificates: &[], existence: &self.existence };
        let report = read::file(bytes, beside, &question);
        // From the disk as from memory: what is not green the one way is not green the other.
        if let Ok(large) = read::large(Cursor::new(bytes), &question)
            && beside.content.is_none()
            && beside.stamps.is_empty()
        {
            let mark = report.as_ref().map_or(Mark::Red, |report| report.mark);
            assert!(large.mark != Mark::Green || mark == Mark::Green, "{mark:?} in memory: {:#?}", large.signatures);
        }
        report
    }

    /// What is judged in memory, which must be what is judged from the disk.
    pub fn judge(&self) -> Report {
        let bytes = self.file();
        let (trust, evidence) = (self.trust(), self.evidence());
        let question = Question {
            trust: &trust,
            now: self.now,
            evidence: &evidence,
            certificates: &[],
            existence: &self.existence,
        };
        let report = read::file(&bytes, Beside::default(), &question).expect("a report");
        let large = read::large(Cursor::new(&bytes), &question).expect("a report");
        let alone = report.signatures.iter().all(|one| one.layer == 0);
        // What is signed inside is not looked for there.
        let same = if alone { format!("{large:?}") == format!("{report:?}") } else { large.mark != Mark::Green };
        assert!(same, "in memory {:?}, from the disk {:?}: {:?}", report.mark, large.mark, large.warnings);
        report
    }

    pub fn is_green(&self) -> bool {
        self.judge_bytes(&self.file()).is_ok_and(|report| report.mark == Mark::Green)
    }
}

/// What the list says of certificates with this policy.
pub fn qualification(
    qualifiers: &[signing::verify::trust::Qualifier],
    criteria: signing::verify::trust::Criteria,
) -> Qualification {
    Qualification { qualifiers: qualifiers.to_vec(), criteria }
}
