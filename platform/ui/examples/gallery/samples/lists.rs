//! The register, and the form that registers.

use ui::{FieldError, Kind, Pager};

use super::{MINUTE, NOW, choice, columns, offices, tab};
use crate::pages::{Form, List, ListRow};

/// Direction, subject, correspondent, office, state, tone.
type Line = (&'static str, &'static str, &'static str, &'static str, &'static str, Kind);

const LINES: &[Line] = &[
    (
        "in arrivo",
        "Richiesta di accesso agli atti: pratica edilizia 45/2019, via dei Tigli 12",
        "Studio tecnico Rinaldi e associati",
        "Edilizia privata",
        "Da accettare",
        Kind::Warning,
    ),
    (
        "in arrivo",
        "Fattura 118/2026 per la manutenzione degli impianti termici delle scuole",
        "Termoimpianti Valle S.r.l.",
        "Ragioneria",
        "Assegnato",
        Kind::Info,
    ),
    (
        "in partenza",
        "Convocazione della conferenza di servizi per il ponte vecchio",
        "Provincia di Monteverde",
        "Lavori pubblici",
        "Spedito",
        Kind::Success,
    ),
    (
        "interno",
        "Richiesta di parere sulla variante del piano del traffico",
        "Polizia locale",
        "Lavori pubblici",
        "In lavorazione",
        Kind::Info,
    ),
    (
        "in arrivo",
        "Segnalazione di perdita d'acqua in piazza della Libertà",
        "Giuseppe Ferraro",
        "Lavori pubblici",
        "Rifiutato",
        Kind::Danger,
    ),
    (
        "in arrivo",
        "Domanda di contributo per l'affitto, anno 2026",
        "Amina El Khoury",
        "Servizi sociali",
        "Da assegnare",
        Kind::Neutral,
    ),
    (
        "in arrivo",
        "Istanza di occupazione di suolo pubblico per il mercato di Natale",
        "Pro Loco Montefiorito",
        "Tributi",
        "Concluso",
        Kind::Success,
    ),
    (
        "in arrivo",
        "Comunicazione di inizio lavori asseverata",
        "Ing. Paola Serra",
        "Edilizia privata",
        "Annullato",
        Kind::Danger,
    ),
];

/// Sixteen lines of the register.
fn register() -> Vec<ListRow> {
    (0..16)
        .filter_map(|at: usize| LINES.get(at % LINES.len()).map(|each| (at, each)))
        .map(|(at, (way, subject, who, office, state, kind))| ListRow {
            id: format!("r{at}"),
            href: format!("/protocollo/{}", 1234 - at),
            number: format!("{}/2026", 1234 - at),
            at: NOW - i64::try_from(at).unwrap_or(0) * 97 * MINUTE,
            way,
            subject: (*subject).to_owned(),
            who: (*who).to_owned(),
            office: (*office).to_owned(),
            state,
            kind: *kind,
            files: u64::try_from(at % 4 + 1).unwrap_or(1),
        })
        .collect()
}

/// A full page of the register, and none.
pub fn lists() -> Vec<List> {
    let tabs = vec![
        tab("Tutti", Some(1_234), true),
        tab("Da assegnare", Some(12), false),
        tab("Assegnati a me", Some(4), false),
        tab("Annullati", Some(2), false),
        tab("Fatture da smistare", None, false),
    ];
    vec![
        List {
            tabs: tabs.clone(),
            columns: columns(),
            rows: register(),
            pager: Pager {
                previous: None,
                next: Some("/protocollo?dopo=1219".to_owned()),
                shown: 16,
                total: Some(1_234),
            },
            offices: offices(),
            query: String::new(),
            active: 0,
        },
        List {
            tabs,
            columns: columns(),
            rows: Vec::new(),
            pager: Pager::default(),
            offices: offices(),
            query: "ponte vecchio".to_owned(),
            active: 2,
        },
    ]
}

/// The form as the document proposes it, and after a mistake.
pub fn forms() -> Vec<Form> {
    let ways = vec![
        choice("pec", "PEC", Some("Arriva da sé dalla casella del comune.")),
        choice("mano", "Consegnato a mano", Some("Stampa la ricevuta per chi è allo sportello.")),
        choice("posta", "Posta", None),
    ];
    vec![
        Form {
            errors: Vec::new(),
            subject: "Richiesta di accesso agli atti: pratica edilizia 45/2019".to_owned(),
            sender: "Studio tecnico Rinaldi e associati".to_owned(),
            proposed_by: Some("dal documento".to_owned()),
            offices: offices(),
            ways: ways.clone(),
            date: Some("2026-11-24".to_owned()),
        },
        Form {
            errors: vec![
                FieldError {
                    field: "oggetto".to_owned(),
                    message: "Manca l'oggetto. Scrivi in una riga di che cosa tratta il documento.".to_owned(),
                },
                FieldError { field: "mezzo".to_owned(), message: "Scegli come è arrivato il documento.".to_owned() },
            ],
            subject: String::new(),
            sender: String::new(),
            proposed_by: None,
            offices: offices(),
            ways,
            date: None,
        },
    ]
}
