//! The desk, the figures, and what is left.

use ui::{Chart, FieldError, Kind, Point, Row, Stat, Waiting};

use super::{DAY, HOUR, MINUTE, NOW, columns, offices, tab};
use crate::pages::{Confirm, Dashboard, Desk, Login, Pieces};

fn stats() -> Vec<Stat> {
    let stat = |label: &str, value: &str, note: Option<&str>, kind: Kind| Stat {
        label: label.to_owned(),
        value: value.to_owned(),
        href: "/protocollo".to_owned(),
        note: note.map(str::to_owned),
        kind,
    };
    vec![
        stat("Registrati oggi", "34", Some("12 più di ieri"), Kind::Neutral),
        stat("Da assegnare", "12", Some("il più vecchio da 3 giorni"), Kind::Warning),
        stat("In ritardo", "2", None, Kind::Danger),
        stat("Quest'anno", "1.234", Some("8% più del 2025"), Kind::Neutral),
    ]
}

/// A desk in the middle of the morning, and a clean one.
pub fn desks() -> Vec<Desk> {
    let waiting = |action: &str, subject: &str, why: &str, back: i64, urgency: Option<&str>, kind: Kind| Waiting {
        action: action.to_owned(),
        subject: subject.to_owned(),
        href: "/protocollo/1234".to_owned(),
        why: why.to_owned(),
        since: NOW - back,
        due: None,
        urgency: urgency.map(str::to_owned),
        kind,
    };
    vec![
        Desk {
            waiting: vec![
                waiting(
                    "Rispondi all'accesso agli atti",
                    "Protocollo 1198/2026, Avv. Luca Greco",
                    "Assegnato a te da Teresa Conti",
                    29 * DAY,
                    Some("Scade domani"),
                    Kind::Danger,
                ),
                waiting(
                    "Firma la lettera in partenza",
                    "Convocazione della conferenza di servizi",
                    "Ti serve come responsabile del procedimento",
                    2 * DAY,
                    Some("Scade il 30 novembre"),
                    Kind::Warning,
                ),
                waiting(
                    "Accetta l'assegnazione",
                    "Protocollo 1234/2026, Studio tecnico Rinaldi",
                    "Assegnato al tuo ufficio da Carla Bianchi",
                    5 * MINUTE,
                    None,
                    Kind::Neutral,
                ),
                waiting(
                    "Smista la fattura",
                    "Fattura 118/2026, Termoimpianti Valle S.r.l.",
                    "Nessun ufficio riconosciuto nella fattura",
                    3 * HOUR,
                    None,
                    Kind::Neutral,
                ),
            ],
            stats: stats(),
        },
        Desk { waiting: Vec::new(), stats: Vec::new() },
    ]
}

/// A year of figures, and none.
pub fn dashboards() -> Vec<Dashboard> {
    let months = [
        ("gen", 812),
        ("feb", 776),
        ("mar", 934),
        ("apr", 701),
        ("mag", 888),
        ("giu", 1_020),
        ("lug", 842),
        ("ago", 310),
        ("set", 990),
        ("ott", 1_104),
        ("nov", 934),
    ];
    let chart = |title: &str, description: &str, head: &str, points: Vec<Point>| Chart {
        title: title.to_owned(),
        description: description.to_owned(),
        label_head: head.to_owned(),
        value_head: "Registrazioni".to_owned(),
        points,
        download_href: Some("/protocollo/statistiche.csv".to_owned()),
    };
    let days = (1..=30).map(|day: i64| Point {
        label: day.to_string(),
        value: if day % 7 < 2 { 2 } else { 30 + (day * 37) % 23 },
        href: None,
    });
    vec![
        Dashboard {
            stats: stats(),
            months: chart(
                "Registrazioni per mese, 2026",
                "Fra settecento e mille al mese, con un calo ad agosto.",
                "Mese",
                months
                    .iter()
                    .map(|(label, value)| Point {
                        label: (*label).to_owned(),
                        value: *value,
                        href: Some("/protocollo".to_owned()),
                    })
                    .collect(),
            ),
            days: chart(
                "Registrazioni per giorno, novembre",
                "Una quarantina nei giorni di lavoro.",
                "Giorno",
                days.collect(),
            ),
        },
        Dashboard {
            stats: Vec::new(),
            months: chart("Registrazioni per mese, 2027", "", "Mese", Vec::new()),
            days: chart("Registrazioni per giorno, gennaio", "", "Giorno", Vec::new()),
        },
    ]
}

/// What annulling means.
pub fn confirms() -> Vec<Confirm> {
    vec![Confirm {
        consequence: "Il numero 1234/2026 resta nel registro come annullato, con il tuo nome e il motivo. Nessuno potrà più lavorare il documento.".to_owned(),
    }]
}

/// The door, before and after a wrong password.
pub fn logins() -> Vec<Login> {
    vec![
        Login { errors: Vec::new() },
        Login {
            errors: vec![FieldError {
                field: "password".to_owned(),
                message: "Nome o password non vanno bene insieme. Controlla le maiuscole e riprova.".to_owned(),
            }],
        },
    ]
}

/// Every other component.
pub fn pieces() -> Vec<Pieces> {
    vec![Pieces {
        kinds: vec![Kind::Neutral, Kind::Info, Kind::Success, Kind::Warning, Kind::Danger],
        choices: offices(),
        tabs: vec![tab("Documento", None, true), tab("Fascicolo", Some(4), false)],
        columns: columns().into_iter().take(2).collect(),
        changes: vec![Row {
            label: "Oggetto".to_owned(),
            value: "ora è «Perdita d'acqua in piazza»".to_owned(),
            ..Row::default()
        }],
        now: NOW,
    }]
}
