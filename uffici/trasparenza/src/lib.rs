//! Amministrazione trasparente: what the municipality must let everybody read of itself, section by section, for as
//! long as the law says; and who answers for what is missing.
//!
//! The law: D.Lgs. 33/2013. Offices declare facts through the door [`porte::trasparenza::Dichiara`], in their own
//! transaction, or propose them there for a person to publish; people write the rest. See the README of this folder for
//! invariants and tables.
//!
//! *Absent:* the register of requests of civic access; sending to ANAC.

mod albero;
mod api;
mod cura;
mod decidi;
mod demo;
mod error;
mod fatti;
mod guarda;
mod lotti;
mod pagine;
mod permissions;
mod persone;
mod porta;
mod proponi;
mod pubblico;
mod quadro;
mod rules;
mod scrivi;
mod tables;
mod ufficio;
mod usati;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use ui::TemplateFile;
use web::{Desk, MenuEntry, PublicEntry, PublicKind, Routes};

pub use albero::{Genere, SEZIONI, Sezione, sezione};
pub use cura::{assegna, ritira, verifica as verifica_sezione};
pub use decidi::{
    Corretta, Proposta, decidi_regola, elenca_proposte, guarda_proposta, leggi_proposta, pubblica_proposta,
    rifiuta_proposta,
};
pub use error::Error;
pub use guarda::{Guardato, Perche};
pub use lotti::{Riga, Scritto, anni as anni_di_gare, file as file_di_gare, lotti, scrivi_lotto};
pub use pagine::render_samples;
pub use permissions::ALL as PERMISSIONS;
pub use porta::Trasparenza as Porta;
pub use pubblico::{Assente, Voce, leggi, pubbliche};
pub use quadro::{Situazione, quadro};
pub use rules::{Contenuto, Esito, Protetto, Salute, Termine};
pub use tables::{proposta, ritiro, scelta, stato, verifica, voce};
pub use ufficio::{Scheda, Scritta, elenca, guarda, pubblica, una};
pub use usati::Usati;

/// The office.
#[derive(Debug)]
pub struct AmministrazioneTrasparente;

static MENU: &[MenuEntry] =
    &[MenuEntry::new("Trasparenza", "/trasparenza/ufficio", "it-open-source", &permissions::CONSULTA)];

static PUBLIC: &[PublicEntry] = &[PublicEntry {
    kind: PublicKind::Read,
    label: "Amministrazione trasparente",
    href: "/trasparenza",
    icon: "it-open-source",
    text: "Come è organizzato l'ente, quanto spende, a chi dà incarichi e contributi: quello che la legge vuole che tutti leggano.",
}];

#[async_trait::async_trait]
impl Office for AmministrazioneTrasparente {
    fn id(&self) -> &'static str {
        "trasparenza"
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
        &[("/trasparenza", "trasparenza")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes().and(api::routes())
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::scrivania::Scrivania))
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "trasparenza", cause: cause.into() })
    }
}
