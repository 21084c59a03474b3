//! Preservation: what the law wants kept for ever (or for its years) is recorded, packed, deposited with a conservatore, and its
//! receipt held here; whoever inspects sees what was to be kept, what is, what failed and since when.
//!
//! The law: art. 43, 44 and 34 CAD; AgID guidelines on electronic documents (2021), chapter 4; UNI 11386:2020 (SInCRO). See the
//! README of this folder for tables and invariants.

mod api;
mod conservatore;
mod elenca;
mod error;
mod esibizione;
mod esporta;
mod evidenza;
mod jobs;
mod pacchetto;
mod pagine;
mod permissions;
mod piano;
mod quadro;
mod raccogli;
mod ricevuta;
mod rileggi;
mod rules;
mod scarto;
mod scheda;
mod sftp;
mod tables;
mod trova;
mod versa;
mod via;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use porte::{
    conservazione::Conservabili,
    scarto::{Scartabili, Usano},
};
use ui::TemplateFile;
use web::{Desk, MenuEntry, Routes};

pub use self::jobs::lavora::lavora;
pub use conservatore::{Dati as DatiConservatore, configura};
pub use elenca::{Filtro, Voce, elenca};
pub use error::Error;
pub use esibizione::{Richiesta as RichiestaEsibizione, esibisci};
pub use esporta::{Esportazione, esporta};
pub use evidenza::{Detta as EvidenzaDetta, Rinnovo, rinnova};
pub use pacchetto::campione as fascicolo_campione;
pub use pagine::render_samples;
pub use permissions::ALL as PERMISSIONS;
pub use piano::csv::{leggi as leggi_piano_csv, scrivi as scrivi_piano_csv};
pub use piano::{
    Conferma as ConfermaPiano, Piani, Piano, cambia as cambia_piano, conferma as conferma_piano,
    elenca as elenca_piani, importa as importa_piano, leggi as leggi_piano, proponi as proponi_piano,
};
pub use quadro::{Conto, Marche, Quadro, quadro};
pub use rileggi::rileggi;
pub use rules::Stato;
pub use scarto::{
    Autorizzazione, Scarto, Vincolante, autorizza as autorizza_scarto, avvia as avvia_scarto,
    campione as elenco_di_scarto_campione, elenca as elenca_scarti, elenco_pdf as elenco_di_scarto,
    escludi as escludi_dallo_scarto, leggi as leggi_scarto, libera, porta_avanti, prepara as prepara_scarto,
    proponi as proponi_scarto,
    regole::{Passo, Posto},
    riammetti as riammetti_nello_scarto, ripeti as ripeti_scarto, ritira as ritira_scarto, vincola, vincoli,
};
pub use scheda::{Scheda, leggi, pacchetto as apri_pacchetto};
pub use sftp::prova as prova_sftp;
pub use versa::mostra as mostra_versamenti;

/// The id of a thing that is kept.
pub type CosaId = kernel::Id<tables::cosa::Entity>;
/// The id of a list of what is to be discarded.
pub type ScartoId = kernel::Id<tables::scarto::Entity>;

/// The doors through which things to be kept come.
pub type Fonti = &'static [&'static dyn Conservabili];

/// The doors through which what is to be discarded is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Porte {
    /// Who has fascicoli.
    pub scartabili: &'static [&'static dyn Scartabili],
    /// Who needs documents of others.
    pub usano: &'static [&'static dyn Usano],
}

/// The office.
#[derive(Debug)]
pub struct Conservazione {
    fonti: Fonti,
    porte: Porte,
}

impl Conservazione {
    /// With these doors. Nothing is ever discarded.
    pub const fn new(fonti: Fonti) -> Self {
        Self { fonti, porte: Porte { scartabili: &[], usano: &[] } }
    }

    /// With these doors, and those through which what is to be discarded is asked for.
    pub const fn con_scarto(fonti: Fonti, porte: Porte) -> Self {
        Self { fonti, porte }
    }
}

static MENU: &[MenuEntry] = &[MenuEntry::new("Conservazione", "/conservazione", "it-lock", &permissions::CONSULTA)];

#[async_trait::async_trait]
impl Office for Conservazione {
    fn id(&self) -> &'static str {
        "conservazione"
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
        &[("/conservazione/piani", "scarto"), ("/conservazione/scarti", "scarto"), ("/conservazione", "conservazione")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(self.porte).and(api::routes(self.porte))
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![
            Arc::new(jobs::lavora::Lavora { fonti: self.fonti }),
            Arc::new(jobs::invia::Invia),
            Arc::new(jobs::rileggi::Rileggi),
            Arc::new(jobs::rinnova::Rinnova),
            Arc::new(jobs::scarta::Scarta { porte: self.porte }),
        ]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![jobs::lavora::EVERY_HOUR, jobs::rileggi::EVERY_WEEK, jobs::rinnova::EVERY_NIGHT]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::scrivania::Scrivania))
    }

    /// What the other offices of the demo have made is noted and packed; nothing leaves, for no conservatore is there. The shipped plan waits
    /// for somebody to confirm it.
    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        let failed = |cause: Error| FurnishError { office: "conservazione", cause: cause.into() };
        lavora(demo.ente, self.fonti).await.map_err(failed)?;
        if let Some((_, who)) = demo.people.iter().find(|(_, who)| who.may(&permissions::PIANO)) {
            proponi_piano(demo.ente, who, self.porte).await.map_err(failed)?;
        }
        Ok(())
    }
}
