//! The protocol register: what comes in, what goes out, what stays, each with a number that has no hole before it.
//!
//! The law: DPR 445/2000, art. 50–70; AgID guidelines on the formation, management and preservation of electronic
//! documents (2021), annexes 5 and 6. See the README of this folder for tables, invariants and events.

mod alla_firma;
mod api;
mod apprendi;
mod bozza;
mod carta;
mod collegamento;
mod comunicazione;
mod conservabili;
mod cooperazione;
mod correzione;
mod csv;
mod demo;
mod differita;
mod emergenza;
mod error;
mod eventi;
mod fascicolo;
mod firme;
mod giornaliero;
mod jobs;
mod lettura;
mod nome;
mod originali;
mod pagine;
mod permissions;
mod posta;
mod programma;
mod registrazione;
mod repertorio;
mod ricerca;
mod riscontro;
mod rules;
mod scansione;
mod scartabili;
mod spedizione;
mod stampa;
mod tables;
mod termine;
mod titolario;
mod versione;
mod visibilita;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use porte::fascicoli::Depositano;
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use alla_firma::{AllaFirma, Firmabili};
pub use apprendi::{
    Bersaglio, Carta as CartaAppresa, Esempio, Esito, Memoria, Mese as MeseMisurato, Misura, PerBersaglio, impara,
    misura as misura_proposte,
};
pub use bozza::allegati_di;
pub use carta::{
    distinta::distinta_pdf,
    etichetta::{Formato as FormatoEtichetta, etichette_pdf},
    indice::indice_pdf,
    ricevuta::ricevuta_pdf,
    separatore::foglio_separatore_pdf,
    timbro::foglio_timbro_pdf,
};
pub use comunicazione::Comunica;
pub use conservabili::DaConservare;
pub use correzione::correggi::{Campo as CampoCorretto, Richiesta as Correzione, correggi};
pub use differita::{
    autorizza::{Nuovo as NuovoDifferimento, autorizza as autorizza_differimento},
    revoca::revoca as revoca_differimento,
};
pub use error::Error;
pub use fascicolo::{
    Chiave as ChiaveFascicolo, Fascicolo,
    apri::apri as apri_fascicolo,
    chiudi::chiudi as chiudi_fascicolo,
    condividi::{condividi as condividi_fascicolo, non_condividere as non_condividere_fascicolo},
    depositi::Fascicoli,
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
pub use originali::Originali;
pub use permissions::{
    ALL as PERMISSIONS, ANNULLA, ASSEGNA, CASELLE, CONSULTA, CONSULTA_TUTTO, DIFFERISCI, EMERGENZA, FASCICOLA,
    FASCICOLA_TUTTO, GIORNALIERO, PRENDI, REGISTRA, RISERVATI, TITOLARIO,
};
pub use posta::tenute::in_uso as caselle_in_uso;
pub use registrazione::attese::{Quadro, attese};
pub use registrazione::{
    annulla::annulla,
    assegna::assegna,
    classifica::classifica,
    elenca::{Filtro, Voce, conta_per_me, elenca},
    filtri::{Altro, Assegnazioni},
    inoltra::inoltra,
    registra::{FileRicevuto, REGISTRO, registra, scrivi, scrivi_letta},
    rispondi::rispondi,
    scheda::{Scheda, leggi},
};
pub use repertorio::{RepertorioId, apri::apri as apri_repertorio, registra::registra as registra_a_repertorio};
pub use rules::{Assegnatario, Nuova, Parte, Tipo, Verso, segnatura};
pub use scansione::prendi::prendi_tutte as prendi_scansioni;
pub use scartabili::Scartabili;
pub use spedizione::{
    segnatura::anteprima as anteprima_segnatura,
    spedisci::{A, Richiesta, spedisci},
};
pub use stampa::{
    Esito as EsitoStampa, Periodo, chiedi as chiedi_stampa, fai as fai_stampa, leggi as leggi_stampa,
    scadute as stampe_scadute, volume as volume_stampa,
};
pub use tables::{allegato, assegnazione, fatto, parte, registrazione as riga, stato};
pub use termine::{
    accade::{Accaduto, Tipo as TipoAccaduto, accade as accade_al_termine},
    elenca::Scadenze,
    poni::{Nuovo as NuovoTermine, poni as poni_termine},
};
pub use titolario::{
    bozza::{Da as DaTitolario, prepara as prepara_titolario},
    decidi::{decidi as decidi_titolario, ritira as ritira_titolario},
    destina::destina as destina_titolario,
    passa::passa as passa_fascicoli,
    regole::Classe as ClasseTitolario,
};

pub use pagine::render_samples;

/// The office.
#[derive(Debug)]
pub struct Protocollo {
    /// The offices whose records lie in fascicoli beside the entries.
    pub depositi: Depositano,
}

/// What is not asked for every day.
const STRUMENTI: &str = "Strumenti del protocollo";

static MENU: &[MenuEntry] = &[
    MenuEntry::new("Protocollo", "/protocollo", "it-folder", &permissions::CONSULTA),
    MenuEntry::new("Posta in arrivo", "/protocollo/posta", "it-mail", &permissions::REGISTRA),
    MenuEntry::new("Spedizioni", "/protocollo/spedizioni", "it-upload", &permissions::REGISTRA),
    MenuEntry::new("Fascicoli", "/protocollo/fascicoli", "it-files", &permissions::CONSULTA),
    MenuEntry::new("Repertori", "/protocollo/repertori", "it-list", &permissions::CONSULTA),
    MenuEntry::new("Titolario", "/protocollo/titolario", "it-list", &permissions::TITOLARIO).under(STRUMENTI),
    MenuEntry::new("Caselle di posta", "/protocollo/caselle", "it-settings", &permissions::CASELLE).under(STRUMENTI),
    MenuEntry::new("Registri giornalieri", "/protocollo/giornalieri", "it-calendar", &permissions::GIORNALIERO)
        .under(STRUMENTI),
    MenuEntry::new("Stampa del registro", "/protocollo/stampe", "it-print", &permissions::GIORNALIERO).under(STRUMENTI),
    MenuEntry::new("Registrazione differita", "/protocollo/differita", "it-clock", &permissions::DIFFERISCI)
        .under(STRUMENTI),
    MenuEntry::new("Registro di emergenza", "/protocollo/emergenza", "it-warning-circle", &permissions::EMERGENZA)
        .under(STRUMENTI),
];

/// What an ente may word.
static CARTE: &[&wording::Paper] = &[&carta::ricevuta::CARTA];

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

    fn help(&self) -> &'static [(&'static str, &'static str)] {
        pagine::GUIDA
    }

    fn papers(&self) -> &'static [&'static wording::Paper] {
        CARTE
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.depositi).and(api::routes())
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![
            Arc::new(jobs::estrai_testo::EstraiTesto),
            Arc::new(jobs::impara::Impara),
            Arc::new(jobs::leggi_caselle::LeggiCaselle),
            Arc::new(jobs::leggi_scansione::LeggiScansione),
            Arc::new(jobs::nuovo_titolario::NuovoTitolario),
            Arc::new(jobs::prendi_scansioni::PrendiScansioni),
            Arc::new(jobs::registro_giornaliero::RegistroGiornaliero),
            Arc::new(jobs::riscontra::Riscontra),
            Arc::new(jobs::spedisci::Spedisci),
            Arc::new(jobs::stampa_registro::StampaRegistro),
            Arc::new(jobs::stampa_registro::StampeScadute),
        ]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![
            jobs::leggi_caselle::EVERY_MINUTE,
            jobs::prendi_scansioni::EVERY_MINUTE,
            jobs::registro_giornaliero::EVERY_HOUR,
            jobs::impara::EVERY_NIGHT,
            jobs::stampa_registro::EVERY_HOUR,
            jobs::nuovo_titolario::OFTEN,
        ]
    }

    fn events(&self) -> Option<Arc<dyn webhooks::Events>> {
        Some(Arc::new(eventi::Eventi))
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
