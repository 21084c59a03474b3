//! A check in words: what a clerk reads, with colour, shape and sentence together.

use serde::Serialize;
use signing::verify::qualification::Class;
use signing::verify::report::{
    AnchorReport, CertificateReport, Check, CheckOutcome, Effect, Indication, Mark, Report, Role, SignatureReport,
    TimeStampReport,
};
use signing::verify::revocation::Outcome;
use ui::Row;
use validation::Told;

use crate::parole::{frase, riga};

/// Signatures shown of one file, and of those upon one: as many as are judged.
const MOST: usize = signing::verify::limits::SIGNATURES_MAX;

/// A word with its colour and shape.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Esito {
    /// The word: "Firme valide".
    pub parola: &'static str,
    /// Its tone, as the components call it: success, warning, danger.
    pub tono: &'static str,
}

/// A check.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Controllo {
    pub id: String,
    pub esito: Esito,
    pub frase: String,
    pub fatto_at: i64,
    /// The instant for which it was judged, where that is another.
    pub al: Option<i64>,
    /// Who asked; `None` for the program itself.
    pub da: Option<String>,
    pub avvisi: Vec<String>,
    pub firme: Vec<Firma>,
    pub marche: Vec<Marca>,
}

/// A signature.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Firma {
    pub chi: String,
    pub esito: Esito,
    pub frase: String,
    pub righe: Vec<Row>,
    pub modifiche: Vec<(Esito, String)>,
    pub controlli: Vec<(Esito, String)>,
    pub certificati: Vec<Vec<Row>>,
    pub marche: Vec<Marca>,
    /// The names and the sentences of those upon it.
    pub controfirme: Vec<(Esito, String)>,
}

/// A time stamp.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Marca {
    pub esito: Esito,
    pub frase: String,
}

/// The word of a whole file.
#[must_use]
pub fn esito(mark: Mark) -> Esito {
    match mark {
        Mark::Green => Esito { parola: "Firme valide", tono: "success" },
        Mark::Amber => Esito { parola: "Firme da verificare", tono: "warning" },
        Mark::Red => Esito { parola: "Firme non valide", tono: "danger" },
    }
}

fn esito_di_una(mark: Mark) -> Esito {
    match mark {
        Mark::Green => Esito { parola: "valida", tono: "success" },
        Mark::Amber => Esito { parola: "da verificare", tono: "warning" },
        Mark::Red => Esito { parola: "non valida", tono: "danger" },
    }
}

impl Controllo {
    /// Of a check without its report; `da` is the name of who asked.
    pub(crate) fn di(told: &Told, da: Option<String>) -> Self {
        Self {
            id: told.id.to_string(),
            esito: esito(told.mark()),
            frase: frase(&told.sentence),
            fatto_at: told.checked_at.micros(),
            al: told.for_another_instant().then(|| told.asked_at.micros()),
            da,
            ..Self::default()
        }
    }

    /// For the test of the page.
    pub(crate) fn esempio() -> Self {
        let esito = || Esito { parola: "valida", tono: "success" };
        let row = || riga("Codice fiscale", "X");
        let marca = || Marca { esito: esito(), frase: "Marca temporale.".into() };
        let firma = Firma {
            chi: "Anna Neri".into(),
            esito: esito(),
            frase: "Firma valida.".into(),
            righe: vec![row()],
            modifiche: vec![(esito(), "Una seconda firma.".into())],
            controlli: vec![(esito(), "Integra.".into())],
            certificati: vec![vec![row()]],
            marche: vec![marca()],
            controfirme: vec![(esito(), "Firma valida.".into())],
        };
        Self {
            esito: esito(),
            frase: "Firma valida.".into(),
            al: Some(1),
            da: Some("Anna".into()),
            avvisi: vec!["Strano.".into()],
            firme: vec![firma, Firma::default()],
            marche: vec![marca()],
            ..Self::default()
        }
    }

    /// The same with all that its report tells.
    pub(crate) fn con(self, report: &Report) -> Self {
        Self {
            avvisi: report.warnings.iter().map(frase).collect(),
            firme: report.signatures.iter().take(MOST).map(firma).collect(),
            marche: report.time_stamps.iter().take(MOST).map(marca).collect(),
            ..self
        }
    }
}

fn firma(report: &SignatureReport) -> Firma {
    let name = report.signer.as_ref();
    Firma {
        chi: name.and_then(|name| name.shown()).unwrap_or_else(|| "firmatario senza nome".into()),
        esito: esito_di_una(report.mark),
        frase: frase(&report.sentence),
        righe: righe(report),
        modifiche: report.scope.changes.iter().map(|change| (effetto(change.effect), frase(&change.what))).collect(),
        controlli: report.checks.iter().map(controllo).collect(),
        certificati: report.chain.iter().map(certificato).collect(),
        marche: report.time_stamps.iter().take(MOST).map(marca).collect(),
        controfirme: report
            .counter_signatures
            .iter()
            .take(MOST)
            .map(|counter| (esito_di_una(counter.mark), frase(&counter.sentence)))
            .collect(),
    }
}

fn effetto(effect: Effect) -> Esito {
    match effect {
        Effect::Harmless => Esito { parola: "previsto", tono: "neutral" },
        Effect::Doubtful => Esito { parola: "dubbio", tono: "warning" },
        Effect::Forbidden => Esito { parola: "non ammesso", tono: "danger" },
    }
}

fn controllo(check: &Check) -> (Esito, String) {
    let esito = match check.outcome {
        CheckOutcome::Passed => Esito { parola: "superato", tono: "success" },
        CheckOutcome::Warning => Esito { parola: "superato, con un avviso", tono: "warning" },
        CheckOutcome::Unknown => Esito { parola: "non si sa", tono: "warning" },
        CheckOutcome::Failed => Esito { parola: "non superato", tono: "danger" },
    };
    (esito, frase(&check.text))
}

/// Who, what it is worth, when, over what, with what.
fn righe(report: &SignatureReport) -> Vec<Row> {
    let name = report.signer.as_ref();
    let mut rows = Vec::new();
    let mut row = |label: &str, value: Option<String>| rows.extend(value.map(|value| riga(label, value)));
    row("Codice fiscale", name.and_then(|name| name.codice_fiscale()).map(str::to_owned));
    row("Organizzazione", name.and_then(|name| name.organization.clone()));
    row("Partita IVA", name.and_then(|name| name.partita_iva()).map(str::to_owned));
    row("Ruolo", name.and_then(|name| name.title.clone()));
    row("Ruolo dichiarato", ruoli(report));
    // Of one that is not valid nobody need ask what it would be worth.
    row("Che cosa vale", (report.mark != Mark::Red).then(|| valore(report)));
    row("Garantita da", garante(report));
    row("Data dichiarata", report.claimed_time.map(|at| format!("{} (la scrive chi firma: non prova nulla)", ora(at))));
    row(
        "Data provata",
        Some(match &report.proven_time {
            Some(proven) => format!("non oltre il {} ({})", ora(proven.at), proven.how),
            None => "nessuna: si sa solo che la firma esiste adesso".into(),
        }),
    );
    row("Su che cosa", Some(report.scope.what.clone()));
    row(
        "Certificato",
        report.chain.first().map(|own| {
            format!(
                "valido dal {} al {}; {}",
                giorno(own.not_before),
                giorno(own.not_after),
                revoca(own.revocation.as_ref())
            )
        }),
    );
    row(
        "Limite d'uso",
        report.limit.as_ref().map(|limit| {
            format!("{} × 10^{} {}, scritto nel certificato", limit.amount, limit.exponent, limit.currency)
        }),
    );
    row("Forma", Some(format!("{}{}", report.format.words(), livello(report))));
    row("Algoritmi", (!report.algorithms.is_empty()).then(|| report.algorithms.join(", ")));
    row("Esito secondo la norma", Some(norma(report.indication, report.sub_indication.map(|sub| sub.name()))));
    rows
}

/// In which roles the signer says it signed.
fn ruoli(report: &SignatureReport) -> Option<String> {
    let words: Vec<String> = report.unchecked_roles.iter().map(Role::words).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn norma(indication: Indication, sub: Option<&str>) -> String {
    let sub = sub.map(|sub| format!(", {sub}")).unwrap_or_default();
    format!("{}{sub} (ETSI EN 319 102-1)", indication.name())
}

fn livello(report: &SignatureReport) -> &'static str {
    use signing::verify::report::Level;
    match report.level {
        Level::None => ", senza gli attributi di una firma avanzata",
        Level::B => ", livello B",
        Level::T => ", livello T (con marca temporale)",
        Level::Lt => ", livello LT (con le prove di validità)",
        Level::Lta => ", livello LTA (con le prove di validità marcate)",
    }
}

fn valore(report: &SignatureReport) -> String {
    let what = match report.qualification.class {
        Class::QualifiedSignature => "firma elettronica qualificata: in Italia, firma digitale (art. 25 eIDAS)",
        Class::QualifiedSeal => "sigillo elettronico qualificato di un ente o di un'impresa (art. 35 eIDAS)",
        Class::AdvancedSignatureQualifiedCertificate => {
            "firma con certificato qualificato, ma senza dispositivo qualificato: non è una firma digitale"
        }
        Class::AdvancedSealQualifiedCertificate => {
            "sigillo con certificato qualificato, ma senza dispositivo qualificato"
        }
        Class::Advanced => "firma non qualificata: vale se il suo modo di firmare è quello di una firma avanzata",
        Class::Mail => "busta di un gestore di posta certificata",
        Class::None => "non si può dire",
    };
    if report.qualification.why.is_empty() {
        return what.into();
    }
    format!("{what}; {}", report.qualification.why.join("; "))
}

fn garante(report: &SignatureReport) -> Option<String> {
    Some(match report.anchor.as_ref()? {
        AnchorReport::List { country, operator, number, provider, service } => {
            format!("{provider}, {service}: lista di fiducia {country} n. {number} ({operator})")
        }
        AnchorReport::Added { reason, .. } => format!("un'autorità aggiunta dall'ente e in nessuna lista: {reason}"),
    })
}

fn revoca(outcome: Option<&Outcome>) -> String {
    match outcome {
        None | Some(Outcome::Missing { .. }) => "non si sa se fosse revocato o sospeso".into(),
        Some(Outcome::NotNeeded) => "per questo certificato la revoca non si chiede".into(),
        Some(Outcome::Good { later: None, .. }) => "né revocato né sospeso".into(),
        Some(Outcome::Good { later: Some(at), .. }) => {
            format!("né revocato né sospeso allora; lo è stato il {}, dopo", ora(*at))
        }
        Some(Outcome::Revoked { at, reason, .. }) => format!("revocato il {} ({})", ora(*at), reason.words()),
        Some(Outcome::Hold { since, .. }) => format!("sospeso dal {}", ora(*since)),
        Some(Outcome::Stale { told }) => {
            format!("le notizie sulla revoca sono del {}, troppo vecchie", ora(told.this_update))
        }
    }
}

fn certificato(report: &CertificateReport) -> Vec<Row> {
    let shown = |name: &signing::verify::certificate::Name| name.shown().unwrap_or_else(|| "senza nome".into());
    let code = |label: &str, value: &str| Row { code: true, ..riga(label, value) };
    vec![
        riga("Di", shown(&report.subject)),
        riga("Emesso da", shown(&report.issuer)),
        riga("Valido", format!("dal {} al {}", giorno(report.not_before), giorno(report.not_after))),
        riga("Revoca", revoca(report.revocation.as_ref())),
        code("Numero di serie", &report.serial),
        code("SHA-256", &report.sha256),
    ]
}

fn marca(report: &TimeStampReport) -> Marca {
    let by = report.authority.as_ref().and_then(|name| name.shown()).unwrap_or_else(|| "senza nome".into());
    let (parola, tono) = match report.indication {
        Indication::TotalPassed if report.qualified => ("valida", "success"),
        Indication::TotalPassed => ("valida, non qualificata", "warning"),
        Indication::Indeterminate => ("da verificare", "warning"),
        Indication::TotalFailed => ("non valida", "danger"),
    };
    let why = report.sub_indication.map(|sub| format!(": {}", sub.words())).unwrap_or_default();
    Marca {
        esito: Esito { parola, tono },
        frase: frase(&format!("marca temporale di {by} del {}{why}", ora(report.time))),
    }
}

fn ora(at: chrono::DateTime<chrono::Utc>) -> String {
    istante(at).told_to_the_second()
}

fn giorno(at: chrono::DateTime<chrono::Utc>) -> String {
    istante(at).rome().format("%d/%m/%Y").to_string()
}

fn istante(at: chrono::DateTime<chrono::Utc>) -> kernel::Instant {
    kernel::Instant::from_micros(at.timestamp_micros())
}
