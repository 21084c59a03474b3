//! The files of the standards folder, and our verdict on each in the words of the table of DSS's (`judges/dss`).

use chrono::{DateTime, Utc};
use signing::verify::facts::StampKind;
use signing::verify::judge::Question;
use signing::verify::policy::Policy;
use signing::verify::read::{self, Beside, Unreadable};
use signing::verify::report::{
    CheckName, CheckOutcome, Effect, Format, Indication, Report, SignatureReport, TimeStampReport,
};
use signing::verify::revocation::Evidence;
use signing::verify::trust::{Added, Purpose, Trust};

pub use hostile::standards;

/// One line of ours.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Line {
    pub tipo: &'static str,
    pub esito: String,
    pub motivo: Option<String>,
    pub crittografia: Option<bool>,
    pub dati: &'static str,
    pub modifiche: Option<&'static str>,
    pub certificato: Option<String>,
}

/// All lines of a report, as DSS orders them: signatures with those upon them, then stamps.
pub fn lines(report: &Report) -> Vec<Line> {
    let (mut lines, mut stamps) = (Vec::new(), Vec::new());
    for signature in &report.signatures {
        flat(signature, "firma", &mut lines, &mut stamps);
    }
    stamps.extend(report.time_stamps.iter());
    // A stamp upon a whole PDF is one, however many signatures stand below it.
    let mut once: Vec<&TimeStampReport> = Vec::new();
    for one in stamps {
        if one.kind != StampKind::Document || !once.contains(&one) {
            once.push(one);
        }
    }
    lines.extend(once.into_iter().map(stamp));
    lines
}

fn flat<'r>(
    signature: &'r SignatureReport,
    tipo: &'static str,
    lines: &mut Vec<Line>,
    stamps: &mut Vec<&'r TimeStampReport>,
) {
    use CheckName as Name;
    let passed = |name: Name| {
        let mut checks = signature.checks.iter().filter(|check| check.name == name).peekable();
        checks.peek().is_some().then(|| checks.all(|check| check.is_passed()))
    };
    let sub = |wanted: &str| {
        signature.checks.iter().any(|check| {
            check.name == Name::Content
                && !check.is_passed()
                && (check.outcome == CheckOutcome::Failed) == (wanted == "diversi")
        })
    };
    let dati = if sub("diversi") {
        "diversi"
    } else if sub("mancano") {
        "mancano"
    } else {
        "integri"
    };
    let changes = &signature.scope.changes;
    let modifiche = if changes.is_empty() {
        "nessuna"
    } else if changes.iter().all(|change| change.effect == Effect::Harmless) {
        "ammesse"
    } else {
        "altre"
    };
    lines.push(Line {
        tipo,
        esito: signature.indication.name().replace('-', "_"),
        motivo: signature.sub_indication.map(|sub| sub.name().to_owned()),
        crittografia: match (passed(Name::Value), dati) {
            (_, "mancano") | (None, _) => None,
            (Some(value), dati) => Some(value && dati == "integri"),
        },
        dati,
        modifiche: (signature.format == Format::Pades).then_some(modifiche),
        certificato: signature.chain.first().map(|certificate| certificate.sha256.clone()),
    });
    let mut own: Vec<&TimeStampReport> = signature.time_stamps.iter().collect();
    own.sort_by_key(|stamp| stamp.kind);
    stamps.extend(own);
    for counter in &signature.counter_signatures {
        flat(counter, "controfirma", lines, stamps);
    }
}

fn stamp(stamp: &TimeStampReport) -> Line {
    let esito = match stamp.indication {
        Indication::TotalPassed => "PASSED",
        Indication::Indeterminate => "INDETERMINATE",
        Indication::TotalFailed => "FAILED",
    };
    let of = |name: CheckName| stamp.checks.iter().find(|check| check.name == name).map(|check| check.outcome);
    Line {
        tipo: "marca",
        esito: esito.into(),
        motivo: stamp.sub_indication.map(|sub| sub.name().to_owned()),
        crittografia: of(CheckName::Value).map(|found| found == CheckOutcome::Passed),
        dati: match of(CheckName::Content) {
            Some(CheckOutcome::Failed) => "diversi",
            Some(CheckOutcome::Unknown) => "mancano",
            _ => "integri",
        },
        modifiche: None,
        certificato: stamp.chain.first().map(|certificate| certificate.sha256.clone()),
    }
}

/// Judges a file, or a time stamp in a file of its own.
pub fn judge(bytes: &[u8], content: Option<&[u8]>, question: &Question<'_>) -> Result<Report, Unreadable> {
    match read::time_stamp(bytes, content, question) {
        Ok(stamp) => Ok(Report::of(question.now, Vec::new(), vec![stamp], Vec::new())),
        Err(_) => read::file(bytes, Beside { content, stamps: &[] }, question),
    }
}

/// Trust as the table names it: `nessuna`; `radici`, the self-issued certificates of the file itself.
pub fn trust(named: &str, bytes: &[u8], content: Option<&[u8]>, now: DateTime<Utc>) -> Trust {
    let policy = Policy { revocation: !named.contains("senza-revoche"), ..Policy::default() };
    let mut trust = Trust::new(policy);
    if named.contains("radici") {
        let nobody = Trust::new(Policy::default());
        let evidence = Evidence::default();
        let question = Question { trust: &nobody, now, evidence: &evidence, certificates: &[], existence: &[] };
        let inside = read::certificates(bytes, Beside { content, stamps: &[] }, &question).unwrap_or_default();
        for der in inside {
            let Ok(certificate) = signing::verify::certificate::Certificate::read(&der) else { continue };
            if certificate.is_self_issued() {
                let purposes = vec![Purpose::Documents, Purpose::TimeStamps];
                let added = Added { reason: "radice nel file".into(), by: "confronto".into(), on: now, purposes };
                trust.add_anchor(certificate, added);
            }
        }
    }
    trust
}

/// A list, taken by the certificate that it carries for its own signature: which one that is, for the tests does not
/// matter.
pub fn taken(list: &[u8]) -> liste_fiducia::List {
    let reading = firma_xml::read(list, &[], firma_xml::Limits::default()).expect("list");
    let own = reading.signatures.iter().flat_map(|signature| &signature.key_info.certificates);
    let own: Vec<_> = own.filter_map(|der| liste_fiducia::Certificate::from_der(der)).collect();
    liste_fiducia::List::read(list, &own).expect("list")
}

/// The Italian list of the vectors.
pub fn italian_list(lotl: &[u8], list: &[u8]) -> liste_fiducia::List {
    let lotl = taken(lotl);
    let signers = &lotl.pointer("IT").expect("Italy").signers;
    liste_fiducia::List::read(list, signers).expect("Italian list")
}
