//! The page that asks before a fascicolo changes: what it means, what stands in the way, the reason.

use serde::Serialize;
use ui::{Blocked, Choice, FieldError, Page};

/// One such question; each action fills what it needs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Azione {
    /// Where the form goes.
    pub azione: String,
    /// Where one goes back to.
    pub href: String,
    pub oggetto: String,
    /// What it means.
    pub testo: String,
    /// What keeps it from being done.
    pub blocchi: Vec<Blocked>,
    /// The units to choose from, where one is asked for.
    pub uffici: Vec<Choice>,
    pub ufficio: String,
    pub persone: Vec<Choice>,
    pub responsabile: String,
    /// Whether the unit that gives it away goes on reading it.
    pub resta: bool,
    pub motivo: String,
    pub domanda: &'static str,
    pub obbligatorio: bool,
    /// The button.
    pub invia: &'static str,
    pub errors: Vec<FieldError>,
}

impl Page for Azione {
    const TEMPLATE: &'static str = "protocollo/fascicolo_azione.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            azione: "/x".into(),
            href: "/y".into(),
            oggetto: "Pratica edilizia 118/2024".into(),
            testo: "Poi non ci si mette più niente.".into(),
            domanda: "Motivo",
            obbligatorio: true,
            invia: "Chiudi",
            errors,
            ..Self::default()
        };
        let choice = || vec![Choice { value: "u".into(), label: "Tributi".into(), hint: None }];
        vec![
            page(vec![]),
            page(vec![FieldError { field: "motivo".into(), message: "Scrivi perché.".into() }]),
            Self { blocchi: vec![Blocked { reason: "Aspetta.".into(), ..Blocked::default() }], ..page(vec![]) },
            Self { uffici: choice(), persone: choice(), resta: true, obbligatorio: false, ..page(vec![]) },
        ]
    }
}
