//! The emergency register: what is going on, what to do now, the interruptions there were.

mod atti;
mod file;
mod interruzioni;
mod passata;
mod registro;

pub(super) use atti::{apri, chiudi, prolunga, registra};
pub(super) use file::{importa, modello};
pub(crate) use interruzioni::Interruzioni;
pub(super) use interruzioni::{pagina as interruzioni, una as interruzione};
pub(crate) use passata::Passata;
pub(super) use passata::pagina as passata;
pub(crate) use registro::Registro;
pub(super) use registro::pagina;

use kernel::{Instant, Refusal};
use serde::Serialize;
use ui::{Column, FieldError, Row, columns};

use super::{href, modulo};
use crate::emergenza::{
    EmergenzaId,
    elenca::{Vista, Voce},
    rules::scritto,
};

pub(super) const BASE: &str = "/protocollo/emergenza";
/// Where whoever checks the register looks at the interruptions, with nothing to do there.
const DA_GUARDARE: &str = "/protocollo/giornalieri/emergenze";

fn href_di(id: EmergenzaId) -> String {
    format!("{BASE}/{id}")
}

/// An interruption in a line.
#[derive(Debug, Serialize)]
struct InBreve {
    href: String,
    dal: String,
    /// Empty while it is open.
    al: String,
    causa: String,
    riportate: i64,
}

impl InBreve {
    fn of(vista: Vista, base: &str) -> Self {
        Self {
            href: format!("{base}/{}", vista.emergenza.id),
            dal: scritto(vista.emergenza.dal_at),
            al: vista.emergenza.ripristino_at.map(scritto).unwrap_or_default(),
            causa: vista.emergenza.causa,
            riportate: vista.riportate,
        }
    }

    fn sample(base: &str) -> Self {
        Self {
            href: format!("{base}/x"),
            dal: "25/11/2026 alle 08:00".into(),
            al: "25/11/2026 alle 18:00".into(),
            causa: "Guasto al server".into(),
            riportate: 1,
        }
    }
}

/// An entry with both its numbers.
#[derive(Debug, Serialize)]
struct Riga {
    emergenza: String,
    quando: String,
    protocollo: String,
    href: Option<String>,
    oggetto: Option<String>,
}

impl Riga {
    fn sample(oggetto: Option<&str>) -> Self {
        Self {
            emergenza: "7/2026".into(),
            quando: "25/11/2026 alle 10:30".into(),
            protocollo: "312/2026".into(),
            href: oggetto.map(|_| "/protocollo/2026/312".into()),
            oggetto: oggetto.map(str::to_owned),
        }
    }
}

impl From<Voce> for Riga {
    fn from(voce: Voce) -> Self {
        let (anno, numero) = voce.protocollo;
        Self {
            emergenza: format!("{}/{}", voce.emergenza.1, voce.emergenza.0),
            quando: scritto(voce.registrata_at),
            protocollo: format!("{numero}/{anno}"),
            href: voce.oggetto.is_some().then(|| href(anno, numero)),
            oggetto: voce.oggetto,
        }
    }
}

fn colonne_passate() -> Vec<Column> {
    columns(&["Dal", "Al", "Causa", "Registrazioni"])
}

fn colonne_voci() -> Vec<Column> {
    columns(&["Numero di emergenza", "Registrata il", "Protocollo", "Oggetto"])
}

fn row(label: &str, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), href: None, code: false }
}

/// An instant as a field of the browser holds it.
fn nel_campo(at: Instant) -> String {
    at.rome().format("%Y-%m-%dT%H:%M").to_string()
}

/// The reasons of a refusal at their fields; those of none stand at the top of the page.
fn errors(refusal: &Refusal) -> Vec<FieldError> {
    let mut errors = modulo::errors(refusal);
    for (error, reason) in errors.iter_mut().zip(&refusal.reasons) {
        if reason.field.is_none() {
            error.field = "stato".into();
        }
    }
    errors
}
