//! Atti: what the municipality says with the force of law, from the first draft to the archive. Determine, delibere,
//! ordinanze, decreti and the rest go by definitions that are data (`platform/iter`); here is what those definitions
//! may name, and what each step does.
//!
//! The law: D.Lgs. 267/2000 (TUEL), art. 42–50, 107, 124, 134, 147-bis, 151, 183–184, 191–192; L. 241/1990; D.Lgs.
//! 82/2005 (CAD). See the README of this folder for invariants, tables and what is not there yet.

mod akn;
mod api;
mod atto;
mod comunicazioni;
mod conservabili;
mod definizioni;
mod demo;
mod durevole;
mod effetti;
mod elenca;
mod emendamenti;
mod error;
mod esporta;
mod eventi;
mod fascicolo;
mod incolla;
mod indice;
mod leggi;
mod materia;
mod nominati;
mod originali;
mod pagine;
mod parole;
pub mod passati;
mod permissions;
mod personali;
mod reindicizza;
pub mod rules;
mod scopi;
mod segni;
mod sfoglia;
mod soggetti;
mod tables;
mod testo;
mod usati;
mod valori;
mod verifica;
mod visibilita;
mod voto;

use std::sync::Arc;

use authz::Permission;
use db::Migrations;
use ente::Ente;
use kernel::Actor;
use ledger::RecordTable;
use office::{Furnish, FurnishError, Office};
use porte::{
    albo::Pubblica, comunicazioni::Comunica, fascicoli::Fascicoli, ragioneria::Ragioneria, sottoscrizione::Sottoscrive,
    trasparenza::Dichiara,
};
use ui::TemplateFile;
use web::{Desk, MenuEntry, PublicEntry, PublicKind, Routes};

pub use akn::{Testi, intero as testo_akn};
pub use atto::{
    allega::{Decisione, allega, decidi},
    collega::collega,
    commenta::{chiudi as chiudi_commento, commenta},
    copia::{Copia, copia},
    dati::{Dati, dati},
    nuovo::{Nuovo, nuovo},
    passo::{Passo, compi},
    scrivi::{ometti, scrivi, sostituisci},
    sposta::{Spostamento, sposta},
    vota::vota,
};
pub use comunicazioni::{
    prepara::{Richiesta as RichiestaComunicazione, prepara as prepara_comunicazione},
    recapiti::{Nuovo as NuovoRecapito, scrivi as scrivi_recapito},
    tabelle::recapito,
};
pub use conservabili::DaConservare;
pub use elenca::{Dopo, Filtro, elenca, registro};
pub use emendamenti::{
    applica::applica as applica_emendamento,
    esamina::{Esame, esamina as esamina_emendamento, ritira as ritira_emendamento},
    parere::{Reso, rendi as rendi_parere_emendamento},
    presenta::{Proposto, presenta as presenta_emendamento},
    vota::vota as vota_emendamento,
};
pub use error::Error;
pub use esporta::{Numerato, esporta};
pub use fascicolo::{Depositati, scegli::scegli as scegli_fascicolo};
pub use indice::indicizza;
pub use leggi::{Commento, Scheda, leggi};
pub use originali::Originali;
pub use pagine::render_samples;
pub use permissions::{ALL as PERMISSIONS, CONSULTA, ESAMINA, MODELLI, PASSATI, REDIGI, RISERVATI};
pub use personali::{NelFile, NelTesto, Parte, cerca_nel_file, cerca_nel_testo};
pub use sfoglia::{Pagina, sfoglia};
pub use tables::{
    AttoId, allegato, atto as tabella_atti, copia as tabella_copie, fatto, firma, modello, movimento, relazione, stato,
    versione,
};
pub use usati::Usati;
pub use verifica::{Che, Domanda, Impronta, Trovato, verifica};
pub use voto::Voto;

/// The office, with the doors that it needs.
#[derive(Clone, Copy, Debug)]
pub struct Atti {
    /// Who posts.
    pub albo: &'static dyn Pubblica,
    /// Who keeps the chapters.
    pub ragioneria: &'static dyn Ragioneria,
    /// Who signs.
    pub firma: &'static dyn Sottoscrive,
    /// Who keeps amministrazione trasparente.
    pub trasparenza: &'static dyn Dichiara,
    /// Who has the fascicoli in which acts are laid; nobody, where no office has any.
    pub fascicoli: Option<&'static dyn Fascicoli>,
    /// Who has the protocol, by which acts are communicated; nobody, where no office has one.
    pub comunica: Option<&'static dyn Comunica>,
}

static MENU: &[MenuEntry] = &[
    MenuEntry::new("Atti", "/atti", "it-files", &CONSULTA),
    MenuEntry::new("Atti da firmare", "/atti/firma", "it-pencil", &ESAMINA),
    MenuEntry::new("Registri degli atti", "/atti/registri", "it-list", &CONSULTA).under("Strumenti degli atti"),
    MenuEntry::new("Atti passati", "/atti/passati", "it-upload", &PASSATI).under("Strumenti degli atti"),
    MenuEntry::new("Modelli e clausole", "/atti/modelli", "it-note", &MODELLI).under("Strumenti degli atti"),
    MenuEntry::new("Destinatari delle comunicazioni", "/atti/destinatari", "it-mail", &MODELLI)
        .under("Strumenti degli atti"),
];

static PUBLIC: &[PublicEntry] = &[PublicEntry {
    kind: PublicKind::Check,
    label: "Un atto del Comune",
    href: verifica::INDIRIZZO,
    icon: "it-files",
    text: "Hai una determina, una delibera, un'ordinanza? Con il numero, il codice della copia o il file leggi se è nel \
           registro e se vale ancora.",
}];

#[async_trait::async_trait]
impl Office for Atti {
    fn id(&self) -> &'static str {
        "atti"
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
        &[("/atti", "atti")]
    }

    fn templates(&self) -> &'static [TemplateFile] {
        pagine::TEMPLATES
    }

    fn routes(&self) -> Routes {
        pagine::routes(*self).and(api::routes(*self)).and(akn::routes())
    }

    fn events(&self) -> Option<Arc<dyn webhooks::Events>> {
        Some(Arc::new(eventi::Eventi))
    }

    fn jobs(&self) -> Vec<Arc<dyn ::jobs::Job<Arc<Ente>>>> {
        vec![Arc::new(fascicolo::deposita::Fascicola(*self)), Arc::new(reindicizza::Reindicizza)]
    }

    fn periodic(&self) -> Vec<::jobs::Periodic> {
        vec![reindicizza::EVERY_TEN_MINUTES]
    }

    fn desk(&self) -> Option<Arc<dyn Desk>> {
        Some(Arc::new(pagine::Scrivania))
    }

    async fn install(&self, ente: &Arc<Ente>) -> Result<(), FurnishError> {
        installa(self, ente).await.map_err(|cause| FurnishError { office: "atti", cause: cause.into() })
    }

    async fn furnish(&self, demo: &Furnish<'_>) -> Result<(), FurnishError> {
        let told = |cause: Error| FurnishError { office: "atti", cause: cause.into() };
        demo::arreda(self, demo).await.map_err(told)?;
        passati::demo::arreda(demo).await.map_err(told)
    }
}

/// Puts the shipped definitions in force where the ente has none of their code.
async fn installa(atti: &Atti, ente: &Ente) -> Result<(), Error> {
    let tx = ente.ledger.begin(Actor::System("atti"), "atti.iter").await?;
    let tx = pratiche::installa(tx, atti).await?;
    tx.commit().await?;
    Ok(())
}
