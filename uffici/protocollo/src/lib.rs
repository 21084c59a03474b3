//! The protocol register: what comes in, what goes out, what stays, each with a number that has no hole before it.
//!
//! The law: DPR 445/2000, art. 50–70; AgID guidelines on the formation, management and preservation of electronic
//! documents (2021), annexes 5 and 6. See the README of this folder for tables, invariants and events.

mod api;
mod bozza;
mod carta;
mod demo;
mod emergenza;
mod error;
mod fascicolo;
mod giornaliero;
mod jobs;
mod lettura;
mod pagine;
mod permissions;
mod posta;
mod programma;
mod registrazione;
mod rules;
mod scansione;
mod spedizione;
mod tables;
mod titolario;
mod visibilita;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use bozza::allegati_di;
pub use carta::{
    indice::indice_pdf, ricevuta::ricevuta_pdf, separatore::foglio_separatore_pdf, timbro::foglio_timbro_pdf,
};
pub use error::Error;
pub use fascicolo::{
    Chiave as ChiaveFascicolo, Fascicolo,
    apri::apri as apri_fascicolo,
    chiudi::chiudi as chiudi_fascicolo,
    condividi::{condividi as condividi_fascicolo, non_condividere as non_condividere_fascicolo},
    elenca::{Filtro as FiltroFascicoli, Quali, elenca as elenca_fascicoli},
    metti::metti as metti_nel_fascicolo,
    regole::{Nuovo as NuovoFascicolo, Tipo as TipoFascicolo},
    riapri::riapri as riapri_fascicolo,
    scheda::leggi as leggi_fascicolo,
    trasferisci::{A as ATrasferimento, trasferisci as trasferisci_fascicolo},
};
pub use giornaliero::{
    Parte as ParteGiornaliero, apri as apri_giornaliero, elenca as elenca_giornalieri, fai as fai_giornalieri,
};
pub use permissions::{
    ALL as PERMISSIONS, ANNULLA, ASSEGNA, CASELLE, CONSULTA, CONSULTA_TUTTO, EMERGENZA, FASCICOLA, FASCICOLA_TUTTO,
    GIORNALIERO, PRENDI, REGISTRA, RISERVATI,
};
pub use registrazione::{
    annulla::annulla,
    assegna::assegna,
    classifica::classifica,
    elenca::{Filtro, Voce, conta_per_me, elenca},
    registra::{FileRicevuto, REGISTRO, registra, scrivi},
    rispondi::rispondi,
    scheda::{Scheda, leggi},
};
pub use rules::{Assegnatario, Nuova, Parte, Tipo, Verso, segnatura};
pub use scansione::prendi::prendi_tutte as prendi_scansioni;
pub use spedizione::spedisci::{A, Richiesta, spedisci};
pub use tables::{allegato, assegnazione, fatto, parte, registrazione as riga, stato};

pub use pagine::render_samples;

/// The office.
#[derive(Debug)]
pub struct Protocollo;

static MENU: &[MenuEntry] = &[
    MenuEntry { label: "Protocollo", href: "/protocollo", icon: "it-folder", permission: &permissions::CONSULTA },
    MenuEntry {
        label: "Fascicoli",
        href: "/protocollo/fascicoli",
        icon: "it-files",
        permission: &permissions::CONSULTA,
    },
    MenuEntry {
        label: "Posta in arrivo",
        href: "/protocollo/posta",
        icon: "it-mail",
        permission: &permissions::REGISTRA,
    },
    MenuEntry {
        label: "Spedizioni",
        href: "/protocollo/spedizioni",
        icon: "it-upload",
        permission: &permissions::REGISTRA,
    },
    MenuEntry {
        label: "Caselle di posta",
        href: "/protocollo/caselle",
        icon: "it-settings",
        permission: &permissions::CASELLE,
    },
    MenuEntry {
        label: "Registri giornalieri",
        href: "/protocollo/giornalieri",
        icon: "it-calendar",
        permission: &permissions::GIORNALIERO,
    },
    MenuEntry {
        label: "Registro di emergenza",
        href: "/protocollo/emergenza",
        icon: "it-warning-circle",
        permission: &permissions::EMERGENZA,
    },
];

#[async_trait::async_trait]
impl Office for Protocollo {
    fn id(&self) -> &'static str {
        "protocollo"
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

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes().and(api::routes())
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![
            Arc::new(jobs::estrai_testo::EstraiTesto),
            Arc::new(jobs::leggi_caselle::LeggiCaselle),
            Arc::new(jobs::prendi_scansioni::PrendiScansioni),
            Arc::new(jobs::registro_giornaliero::RegistroGiornaliero),
            Arc::new(jobs::spedisci::Spedisci),
        ]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![
            jobs::leggi_caselle::EVERY_MINUTE,
            jobs::prendi_scansioni::EVERY_MINUTE,
            jobs::registro_giornaliero::EVERY_HOUR,
        ]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::scrivania::Scrivania))
    }

    async fn install(&self, ente: &Arc<Ente>) -> Result<(), FurnishError> {
        let cause = |cause: Error| FurnishError { office: "protocollo", cause: cause.into() };
        titolario::installa(ente, ente.ledger.now().date()).await.map_err(cause)
    }
    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        demo::arreda(demo).await.map_err(|cause| FurnishError { office: "protocollo", cause: cause.into() })
    }
}
