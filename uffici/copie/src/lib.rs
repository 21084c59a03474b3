//! Copie conformi: certified copies and extracts on paper of what the town hall keeps as files, each with a mark that leads to a public
//! page where anyone checks it (CAD, art. 23 and 23-bis; DPR 445/2000, art. 18).
//!
//! Originals are other offices': they are asked for through the door [`porte::Originali`], which the list of offices hands in.
//!
//! See the README of this folder for the law, the invariants and the tables.

mod api;
mod carta;
mod codice;
mod elenca;
mod error;
mod firme;
mod pagine;
mod permissions;
mod rilascia;
mod ritira;
mod rules;
mod sigilla;
mod tables;
mod usati;
mod verifica;

use authz::Permission;
use db::Migrations;
use ledger::RecordTable;
use office::Office;
use porte::Originali;
use ui::TemplateFile;
use web::{MenuEntry, PublicEntry, PublicKind, Routes};

pub use codice::{Codice, Wrong};
pub use elenca::{Copia, elenca, una};
pub use error::Error;
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CONSULTA, RILASCIA, RITIRA};
pub use rilascia::{Conversione, Richiesta, Rilasciata, attestazione, rilascia};
pub use ritira::ritira;
pub use rules::{Forma, Pagine, Scarico};
pub use tables::{copia, richiesta, ritiro};
pub use usati::Usati;
pub use verifica::{Esito, Verificata, originale, prova, verifica};

/// Who keeps originals.
pub(crate) type Porte = &'static [&'static dyn Originali];

/// The office.
#[derive(Debug)]
pub struct Copie {
    /// The offices of whose documents copies are made.
    pub originali: &'static [&'static dyn Originali],
}

static MENU: &[MenuEntry] = &[MenuEntry::new("Copie conformi", "/copie/registro", "it-copy", &permissions::CONSULTA)];

static PUBLIC: &[PublicEntry] = &[PublicEntry {
    kind: PublicKind::Check,
    label: "Una copia o un atto su carta",
    href: "/copie",
    icon: "it-copy",
    text: "Il foglio ha un codice in fondo a ogni pagina? Scrivilo qui e leggi se la copia vale e se l'originale è ancora quello.",
}];

#[async_trait::async_trait]
impl Office for Copie {
    fn id(&self) -> &'static str {
        "copie"
    }

    fn migrations(&self) -> Option<Migrations> {
        Some(tables::MIGRATIONS)
    }

    fn record_tables(&self) -> &'static [&'static dyn RecordTable] {
        tables::RECORD_TABLES
    }

    fn classes(&self) -> &'static str {
        include_str!("classes.tsv")
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn menu(&self) -> &'static [MenuEntry] {
        MENU
    }

    fn public(&self) -> &'static [PublicEntry] {
        PUBLIC
    }

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        &[("/copie", "copie")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.originali).and(api::routes(self.originali))
    }
}
