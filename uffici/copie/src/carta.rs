//! What is put on paper: the marks, one for each page, and the statement at the end.

use documents::compose::{Look, Plan};
use ente::Ente;
use kernel::Instant;
use pdf::{About, Template};
use porte::Originale;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

use crate::{
    codice::Codice,
    error::Error,
    firme::{Firme, giorno},
    rules::{Forma, Pagine, Scarico},
};

const CONTRASSEGNO: Template =
    Template::piece("copia-contrassegno", include_str!("../../../modelli/copia-contrassegno.typ"));
const ATTESTAZIONE: Template =
    Template::shipped("copia-attestazione", include_str!("../../../modelli/copia-attestazione.typ"));

/// Where the office's public pages are.
const POSTO: &str = "/copie";

/// What a copy says of itself.
pub(crate) struct Carta<'a> {
    pub originale: &'a Originale,
    /// SHA-256 of what the original was converted into, where it was.
    pub conversione: Option<String>,
    /// The program that converted it, where it was done here.
    pub convertitore: Option<&'a str>,
    pub look: Look,
    pub pagine: &'a Pagine,
    pub omesso: Option<&'a str>,
    pub bollo: Option<String>,
    pub firme: Option<Firme>,
    pub codice: &'a Codice,
    pub lettere: &'a str,
    pub scarico: Scarico,
    pub forma: Forma,
    pub attestante: &'a str,
    pub qualifica: &'a str,
    pub at: Instant,
}

#[derive(Debug, Serialize)]
struct Contrassegni {
    qr: Qr,
    ente: String,
    che_cosa: &'static str,
    segnatura: String,
    codice: String,
    sito: String,
    pagine: Vec<u32>,
    di: u32,
}

#[derive(Debug, Serialize)]
struct Attestazione {
    ente: String,
    estratto: bool,
    /// Whether it is given as a file, to be signed.
    informatica: bool,
    fogli: usize,
    pagine: String,
    omesse: String,
    omesso: Option<String>,
    bollo: Option<String>,
    pagine_originale: u32,
    segnatura: String,
    nome: String,
    impronta: String,
    /// Whether the pages are of a picture, and the fingerprint of what was inside an envelope.
    immagine: bool,
    contenuto: Option<String>,
    /// The fingerprint of what it was converted into.
    conversione: Option<String>,
    /// The program that converted it, where it was done here and not by who attests.
    convertitore: Option<String>,
    /// Whether the file holds what no paper shows.
    altro: bool,
    /// Name and fingerprint of the file beside it with its signature.
    firma: Option<(String, String)>,
    firme: Option<Firme>,
    attestante: String,
    qualifica: String,
    giorno: String,
    ora: String,
    codice: String,
    lettere: Option<String>,
    sito: String,
}

/// A QR code as Typst draws it: its side, and the runs of black modules (column, row, length).
#[derive(Debug, Serialize)]
struct Qr {
    lato: i32,
    tratti: Vec<(i32, i32, i32)>,
}

/// The public address of the office's pages, as one types it.
fn sito(ente: &Ente) -> String {
    ente.typed_address(POSTO).unwrap_or_else(|| POSTO.to_owned())
}

/// The public page of a copy.
pub(crate) fn indirizzo(ente: &Ente, codice: &Codice) -> String {
    let page = format!("{POSTO}/{}", codice.stampato());
    ente.address(&page).unwrap_or(page)
}

impl Carta<'_> {
    /// The marks and the statement, and which pages they go with.
    ///
    /// # Errors
    /// Those of the templates.
    pub async fn piano(&self, ente: &Ente) -> Result<Plan, Error> {
        let name = &ente.info.name;
        let che_cosa = self.forma.che_cosa(self.pagine.estratto());
        let title = format!("{che_cosa}: {}", self.originale.segnatura);
        let about = About { title: title.clone(), author: name.clone(), at: self.at };
        let contrassegni = Contrassegni {
            qr: qr(&indirizzo(ente, self.codice))?,
            ente: name.clone(),
            che_cosa,
            segnatura: self.originale.segnatura.clone(),
            codice: self.codice.stampato(),
            sito: sito(ente),
            pagine: self.pagine.scelte.clone(),
            di: self.pagine.di,
        };
        let marks = pdf::render(&CONTRASSEGNO, &about, &contrassegni).await?;
        let attestazione = wording::headed(ente, &ATTESTAZIONE, self.at).await?;
        let last = pdf::render(&attestazione, &about, &self.attestazione(ente)).await?;
        Ok(Plan { pages: self.pagine.scelte.clone(), marks, last, title })
    }

    fn attestazione(&self, ente: &Ente) -> Attestazione {
        Attestazione {
            ente: ente.info.name.clone(),
            estratto: self.pagine.estratto(),
            informatica: self.forma == Forma::File,
            fogli: self.pagine.scelte.len(),
            pagine: self.pagine.dette(),
            omesse: self.pagine.omesse(),
            omesso: self.omesso.map(str::to_owned),
            bollo: self.bollo.clone(),
            pagine_originale: self.pagine.di,
            segnatura: self.originale.segnatura.clone(),
            nome: self.originale.documento.name.clone(),
            impronta: self.originale.documento.hash().to_string(),
            immagine: self.look.picture,
            conversione: self.conversione.clone(),
            convertitore: self.convertitore.map(str::to_owned),
            contenuto: self.look.inside.map(hex::encode),
            altro: self.look.more,
            firma: self.originale.firma.as_ref().map(|firma| (firma.name.clone(), firma.hash().to_string())),
            firme: self.firme.clone(),
            attestante: self.attestante.to_owned(),
            qualifica: self.qualifica.to_owned(),
            giorno: giorno(self.at),
            ora: self.at.told(),
            codice: self.codice.stampato(),
            lettere: (self.scarico == Scarico::Carta).then(|| self.lettere.to_owned()),
            sito: sito(ente),
        }
    }
}

fn qr(text: &str) -> Result<Qr, Error> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|error| Error::Ufficio(web::Error::internal(error.to_string())))?;
    let side = code.size();
    let mut tratti: Vec<(i32, i32, i32)> = Vec::new();
    for y in 0..side {
        for x in (0..side).filter(|x| code.get_module(*x, y)) {
            match tratti.last_mut() {
                Some((from, row, long)) if *row == y && *from + *long == x => *long += 1,
                _ => tratti.push((x, y, 1)),
            }
        }
    }
    Ok(Qr { lato: side, tratti })
}
