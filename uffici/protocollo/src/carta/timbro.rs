//! The stamp on a copy (the "segnatura" of art. 55 DPR 445/2000): the document's own bytes with one annotation behind. The
//! original in the store is never changed.

use std::time::Duration;

use authz::Who;
use documents::{
    Guard, document,
    format::FormatId,
    stamp::{Stamp, Unstamped, stamp},
};
use ente::Ente;
use kernel::Id;
use pdf::{About, Template};
use serde::Serialize;

use crate::{
    error::Error,
    registrazione::scheda::{Scheda, leggi},
    rules::Verso,
};

const TIMBRO: Template =
    Template::piece("timbro-protocollo", include_str!("../../../../modelli/timbro-protocollo.typ"));
const FOGLIO: Template = Template::shipped("foglio-timbro", include_str!("../../../../modelli/foglio-timbro.typ"));

/// A clerk waits for it: less time than the reader of text has in the background.
const GUARD: Guard = Guard { time: Duration::from_secs(20), cpu_seconds: 15, memory: 2_000_000_000, background: false };

/// What the stamp says.
#[derive(Clone, Debug, Serialize)]
struct Segnatura {
    ente: String,
    /// The ente's code in the index of public administrations.
    codice: String,
    /// "0000123/2026".
    numero: String,
    giorno: String,
    verso: &'static str,
    classe: Option<String>,
    annullata: bool,
    /// The first letters of the document's SHA-256.
    impronta_breve: String,
}

#[derive(Debug, Serialize)]
struct Foglio {
    segnatura: Segnatura,
    oggetto: String,
    nome: String,
    grandezza: String,
    impronta: String,
    perche: String,
}

/// What comes of stamping.
#[derive(Debug)]
pub(crate) enum Timbrato {
    /// To be sent behind the document's own bytes.
    Copia(Box<document::Model>, Vec<u8>),
    /// A sheet with the stamp, and the name of the document that takes none.
    Foglio(String, Vec<u8>),
}

/// Whether a document of this format gets a stamped copy.
pub(crate) fn si_timbra(document: &document::Model) -> bool {
    document.format().id == FormatId::Pdf
}

type Posto = (i64, i64, Id<document::Entity>);

/// The stamped copy of a PDF of an entry, or the sheet that stands for it.
///
/// # Errors
/// [`Error::NotFound`] where `who` may not see the entry, [`Error::NonSiTimbra`] where it has no such PDF; one that was
/// discarded.
pub(crate) async fn timbra(ente: &Ente, who: &Who, posto: Posto) -> Result<Timbrato, Error> {
    let carta = Carta::leggi(ente, who, posto).await?;
    let document = &carta.document;
    web::still_kept(ente, document).await?;
    let pdf = pdf::render(&TIMBRO, &carta.about, &carta.segnatura).await?;
    let bytes = ente.archive.store().open(&document.hash()).await?;
    let ours = Stamp { pdf, text: carta.about.title.clone() };
    match stamp(&ente.reader, bytes, document.size.unsigned_abs(), &ours, GUARD).await {
        Ok(update) => Ok(Timbrato::Copia(Box::new(carta.document), update)),
        Err(Unstamped::NotStarted) => Err(Error::Unstamped(Unstamped::NotStarted)),
        Err(why) => {
            let sheet = carta.foglio(ente, why).await?;
            Ok(Timbrato::Foglio(carta.document.name, sheet))
        }
    }
}

/// The sheet that stands for the stamp of a PDF, which takes none for this reason.
///
/// # Errors
/// As for the stamped copy.
pub async fn foglio_timbro_pdf(ente: &Ente, who: &Who, posto: Posto, why: Unstamped) -> Result<Vec<u8>, Error> {
    Carta::leggi(ente, who, posto).await?.foglio(ente, why).await
}

/// What stamp and sheet are made of.
struct Carta {
    document: document::Model,
    oggetto: String,
    segnatura: Segnatura,
    about: About,
}

impl Carta {
    async fn leggi(ente: &Ente, who: &Who, (anno, numero, id): Posto) -> Result<Self, Error> {
        let scheda = leggi(ente, who, anno, numero).await?;
        let document = scheda.documenti.iter().map(|(_, document)| document).find(|document| document.id == id);
        let document = document.filter(|document| si_timbra(document)).ok_or(Error::NonSiTimbra)?.clone();
        let segnatura = in_parole(&scheda, ente, &document);
        let title = format!("{}, protocollo {} del {}", segnatura.ente, segnatura.numero, segnatura.giorno);
        let about = About { title, author: segnatura.ente.clone(), at: scheda.riga.registrata_at };
        Ok(Self { document, oggetto: scheda.riga.oggetto, segnatura, about })
    }

    async fn foglio(&self, ente: &Ente, why: Unstamped) -> Result<Vec<u8>, Error> {
        let foglio = Foglio {
            segnatura: self.segnatura.clone(),
            oggetto: self.oggetto.clone(),
            nome: self.document.name.clone(),
            grandezza: ui::sized(self.document.size.unsigned_abs()),
            impronta: self.document.hash().to_string(),
            perche: why.to_string(),
        };
        let template = wording::headed(ente, &FOGLIO, self.about.at).await?;
        Ok(pdf::render(&template, &self.about, &foglio).await?)
    }
}

fn in_parole(scheda: &Scheda, ente: &Ente, document: &document::Model) -> Segnatura {
    let riga = &scheda.riga;
    Segnatura {
        ente: ente.info.name.clone(),
        codice: ente.info.ipa.clone(),
        numero: format!("{:07}/{}", riga.numero, riga.anno),
        giorno: riga.registrata_at.rome().format("%d/%m/%Y").to_string(),
        verso: Verso::from_code(&riga.verso).unwrap_or(Verso::Arrivo).label(),
        classe: scheda.stato.classe.clone(),
        annullata: scheda.stato.annullata,
        impronta_breve: document.hash().to_string().chars().take(16).collect(),
    }
}
