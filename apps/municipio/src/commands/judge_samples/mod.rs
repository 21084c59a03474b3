mod autorita;
mod firme;

use std::{path::PathBuf, process::ExitCode};

use ::ente::Ente;
use anyhow::Context;
use authz::Who;
use clap::Args;
use documents::{format::FormatId, stamp::Unstamped};
use protocollo::{Filtro, Verso};

use super::{open_place, the_ente};
use crate::settings::At;

/// Who gives the receipts that are judged.
const CLERK: &str = "anna.neri";
/// Who opens the registers of the day.
const HEAD: &str = "carla.bianchi";
/// The PDF that is signed too.
const SHEET: &str = "foglio-separatore.pdf";
const MOST_DAYS: usize = 3;
const MOST_BYTES: u64 = 50_000_000;
const MOST_RECEIPTS: u64 = 10;
const MOST_INDICES: u64 = 3;
const MOST_SENT: u64 = 10;

/// Samples of what the program makes, for outside programs to judge (`judges/README.md`).
#[derive(Debug, Args)]
pub(crate) struct JudgeSamples {
    /// La cartella in cui scrivere.
    #[arg(long)]
    out: PathBuf,
    /// Il codice dell'ente.
    #[arg(long, default_value = demo::SLUG)]
    ente: String,
    #[command(flatten)]
    at: At,
}

impl JudgeSamples {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let mut place = self.at.place()?;
        place.aoo.entry(demo::SLUG.into()).or_insert_with(demo::aoo);
        let enti = open_place(place).await?;
        let ente = the_ente(&enti, Some(&self.ente)).await?;
        ledger::export_log(&ente.ledger, &self.out.join("tlog")).await?;
        std::fs::write(self.out.join("tlog/url"), "/registro\n")?;
        self.papers(&ente).await?;
        self.days(&ente).await?;
        self.segnature(&ente).await?;
        let pdf = std::fs::read(self.out.join("pdf").join(SHEET))?;
        firme::write(&self.out.join("firme"), &pdf, ente.ledger.now().utc()).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// The receipts of the last entries and the indices of the last fascicoli, as a clerk of the demo would give them, and a sheet in
    /// place of a stamp.
    async fn papers(&self, ente: &Ente) -> anyhow::Result<()> {
        let out = self.out.join("pdf");
        std::fs::create_dir_all(&out)?;
        let who = who(ente, CLERK).await?;
        let filtro = Filtro { verso: Some(Verso::Arrivo), ..Filtro::default() };
        let found = protocollo::elenca(ente, &who, &filtro, None, MOST_RECEIPTS).await?;
        anyhow::ensure!(
            !found.is_empty(),
            "Nel protocollo non c'è niente in arrivo: mancano le ricevute da giudicare."
        );
        let sheet = protocollo::foglio_separatore_pdf(ente, &who).await?;
        std::fs::write(out.join(SHEET), sheet)?;
        let mut sheets = 0;
        for voce in found {
            let scheda = protocollo::leggi(ente, &who, voce.anno, voce.numero).await?;
            for (_, document) in scheda.documenti.iter().filter(|(_, document)| document.format().id == FormatId::Pdf) {
                let place = (voce.anno, voce.numero, document.id);
                let sheet = protocollo::foglio_timbro_pdf(ente, &who, place, Unstamped::Encrypted).await?;
                std::fs::write(out.join("foglio-timbro.pdf"), sheet)?;
                sheets += 1;
            }
            let pdf = protocollo::ricevuta_pdf(ente, &who, voce.anno, voce.numero).await?;
            std::fs::write(out.join(format!("ricevuta-{}-{}.pdf", voce.numero, voce.anno)), pdf)?;
        }
        let all = protocollo::FiltroFascicoli::default();
        for voce in protocollo::elenca_fascicoli(ente, &who, &all, None, MOST_INDICES).await? {
            let pdf = protocollo::indice_pdf(ente, &who, &voce.chiave, ente.ledger.now(), &[]).await?;
            std::fs::write(out.join(format!("indice-{}.pdf", voce.chiave.in_address())), pdf)?;
        }
        anyhow::ensure!(
            sheets > 0,
            "Nessuna registrazione di prova ha un PDF: manca il foglio del timbro da giudicare."
        );
        Ok(())
    }
    /// The registers of the last days that have ended.
    async fn days(&self, ente: &Ente) -> anyhow::Result<()> {
        let who = who(ente, HEAD).await?;
        let rows = protocollo::elenca_giornalieri(ente, &who, None, MOST_DAYS).await?;
        anyhow::ensure!(!rows.is_empty(), "Nessun giorno è stato chiuso: mancano i registri giornalieri da giudicare.");
        for row in rows {
            let parte = protocollo::ParteGiornaliero::Registro;
            let document = protocollo::apri_giornaliero(ente, &who, row.giorno, parte).await?;
            let bytes = ente.archive.bytes(&document, MOST_BYTES).await?.context("il registro è troppo grande")?;
            std::fs::write(self.out.join(format!("pdf/{}", document.name)), bytes)?;
        }
        Ok(())
    }

    /// The "segnature" of the last entries that leave, sealed as they are when they are sent to another body.
    async fn segnature(&self, ente: &Ente) -> anyhow::Result<()> {
        let out = self.out.join("xml");
        std::fs::create_dir_all(&out)?;
        let who = who(ente, CLERK).await?;
        let opened = seal::open(ente).await?.context("l'ente non ha un sigillo")?;
        let filtro = Filtro { verso: Some(Verso::Partenza), ..Filtro::default() };
        let mut written = 0;
        for voce in protocollo::elenca(ente, &who, &filtro, None, MOST_SENT).await? {
            let segnatura = match protocollo::anteprima_segnatura(ente, &who, voce.anno, voce.numero).await {
                // One without a class or a document has none.
                Err(protocollo::Error::Refused(_)) => continue,
                other => other?,
            };
            let id = format!("sigillo-{}-{}", voce.anno, voce.numero);
            let sealed = opened.xml(ente, segnatura.xml().as_bytes(), &id).await?;
            std::fs::write(out.join(format!("segnatura-{}-{}.xml", voce.numero, voce.anno)), sealed.bytes)?;
            written += 1;
        }
        anyhow::ensure!(
            written > 0,
            "Di nessuna registrazione in partenza si scrive la segnatura: manca l'XML da giudicare."
        );
        Ok(())
    }
}

/// One of the demo's people, with what they may do today.
async fn who(ente: &Ente, username: &str) -> anyhow::Result<Who> {
    let read = ente.db().read().await?;
    let person = accounts::person_by_username(&read, username).await?;
    let person = person.with_context(|| format!("In questo ente non c'è {username}, che apre i campioni."))?;
    let grants = authz::load(&read, person.id, ente.ledger.now().date()).await?;
    Ok(Who { person: person.id, name: person.full_name(), grants })
}
