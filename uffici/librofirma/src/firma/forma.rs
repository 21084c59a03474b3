//! How a signature is prepared, and written once its value is there: PAdES, CAdES, XAdES. Pure, and long for large files: away from the
//! threads that serve pages.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_pdf::{Appearance, NewSignature, Page};
use firma_scrivi::cades::{self, Envelope};
use firma_scrivi::prova::NOTICE;
use firma_scrivi::tsp::Stamp;
use firma_scrivi::{Certificate, Measured, pades};
use firma_xml::make::{Content, Order};
use kernel::{Instant, Refusal};

use super::pronte::Pronta;
use crate::{
    error::Error,
    rules::{Formato, PassoId, Segno, nel_margine},
};

/// Bytes kept in a PDF for the signature, its certificates and its time stamp.
const ROOM: usize = 32 << 10;
/// Longest line of a mark, characters.
const RIGA_MAX: usize = 120;

/// With what it is signed.
#[derive(Clone, Debug)]
pub(crate) struct Con {
    /// The signer's certificate, then those above it.
    pub chain: Vec<Certificate>,
    pub scheme: Scheme,
    pub at: Instant,
    /// The signer's name, as the certificate says it; in a trial, as the program knows it.
    pub nome: String,
    /// Whether it is of the authority for trials, without legal value.
    pub prova: bool,
}

impl Con {
    pub(super) fn own(&self) -> Result<&Certificate, Error> {
        let missing = || Refusal::because("Il certificato di firma manca.");
        self.chain.first().ok_or_else(|| missing().into())
    }

    pub(super) fn others(&self) -> &[Certificate] {
        self.chain.get(1..).unwrap_or_default()
    }

    fn utc(&self) -> DateTime<Utc> {
        self.at.utc()
    }

    fn digest(&self) -> Digest {
        self.scheme.digest().unwrap_or(Digest::Sha256)
    }
}

/// A signature whose value is missing.
pub(crate) enum Preparata {
    Pdf(Box<pades::Waiting>),
    Busta(Box<cades::Prepared>),
    /// Made again when the value is there, which gives the same.
    Xml,
}

/// Prepares it.
///
/// # Errors
/// Why this file cannot be signed so.
pub(crate) fn prepara(pronta: &Pronta, con: &Con) -> Result<Preparata, Error> {
    match pronta.formato {
        Formato::Pades => {
            let campo = nome(pronta);
            let da = InPdf {
                campo: &campo,
                al_posto_di: pronta.al_posto_di.as_deref(),
                segno: pronta.segno.map_or(Mostra::Niente, Mostra::Scelto),
                byte: &pronta.byte,
            };
            let what = in_pdf(&da, con)?;
            Ok(Preparata::Pdf(Box::new(pades::prepare(&pronta.byte, &what, con.own()?, con.scheme)?)))
        }
        Formato::Cades => {
            let content = match busta(pronta)? {
                Some(bytes) => Envelope::read(&bytes)?.measure(con.digest())?.ok_or_else(senza_contenuto)?,
                None => Measured::of(con.digest(), &pronta.byte)?,
            };
            Ok(Preparata::Busta(Box::new(cades::prepare(con.own()?, con.scheme, &content, con.utc())?)))
        }
        Formato::Xades => xml(pronta, con, |_| Ok(())).map(|()| Preparata::Xml),
    }
}

impl Preparata {
    /// What the key must sign.
    pub fn hash(&self, pronta: &Pronta, con: &Con) -> Result<Vec<u8>, Error> {
        match self {
            Self::Pdf(waiting) => Ok(waiting.signer().hash()?),
            Self::Busta(prepared) => Ok(prepared.hash()?),
            Self::Xml => xml(pronta, con, |prepared| Ok(prepared.digest())),
        }
    }

    /// With its value, which is tried first.
    pub fn finisci(self, pronta: &Pronta, con: &Con, value: &[u8]) -> Result<Finita, Error> {
        match self {
            Self::Pdf(waiting) => Ok(Finita::Pdf(Box::new(waiting.finish(value, con.others())?))),
            Self::Busta(prepared) => Ok(Finita::Busta(Box::new(prepared.finish(value)?))),
            Self::Xml => xml(pronta, con, |prepared| prepared.finish(value).map_err(non_xml)).map(Finita::Xml),
        }
    }
}

/// A signature that is made, and not yet in its file.
pub(crate) enum Finita {
    Pdf(Box<pades::Signed>),
    Busta(Box<cades::Signature>),
    Xml(Vec<u8>),
}

impl Finita {
    /// What a time stamp of it is over.
    pub fn da_marcare(&self, pronta: &Pronta) -> Result<Vec<u8>, Error> {
        match self {
            Self::Pdf(signed) => Ok(signed.signature().value().to_vec()),
            Self::Busta(signature) => Ok(signature.value().to_vec()),
            Self::Xml(document) => firma_xml::make::to_be_time_stamped(document, &nome(pronta)).map_err(non_xml),
        }
    }

    /// The signed file.
    pub fn scrivi(self, pronta: &Pronta, con: &Con, stamp: Option<&Stamp>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Pdf(mut signed) => {
                if let Some(stamp) = stamp {
                    signed.stamp(stamp)?;
                }
                Ok(signed.into_pdf()?)
            }
            Self::Busta(signature) => in_busta(pronta, con, &signature, stamp),
            Self::Xml(document) => match stamp {
                None => Ok(document),
                Some(stamp) => {
                    firma_xml::make::add_signature_time_stamp(&document, &nome(pronta), stamp.der()).map_err(non_xml)
                }
            },
        }
    }
}

/// What is seen of a signature in a PDF.
#[derive(Clone, Copy)]
pub(super) enum Mostra {
    /// Nothing.
    Niente,
    /// A mark where whoever put it up wants it.
    Scelto(Segno),
    /// A mark in the upper margin of the first page of one of our own papers, as long as there is room.
    NelMargine,
}

/// A signature that is to be made in a PDF.
pub(super) struct InPdf<'a> {
    /// A name that nothing else in the file has.
    pub campo: &'a str,
    pub al_posto_di: Option<&'a str>,
    pub segno: Mostra,
    /// The PDF.
    pub byte: &'a [u8],
}

/// What it says, and what is seen of it.
///
/// # Errors
/// Where its mark has no place.
pub(super) fn in_pdf(da: &InPdf<'_>, con: &Con) -> Result<NewSignature, Error> {
    let mut told = vec![format!("Firmato da {}", con.nome)];
    told.push(format!("il {}", con.at.told_to_the_second()));
    told.extend(da.al_posto_di.map(|absent| format!("al posto di {absent}")));
    told.extend(con.prova.then(|| NOTICE.to_owned()));
    let what = NewSignature {
        description: told.join(", "),
        room: ROOM,
        at: Some(con.at.rome().fixed_offset()),
        name: Some(con.nome.clone()),
        ..NewSignature::new(da.campo)
    };
    let place = match da.segno {
        Mostra::Niente => None,
        Mostra::Scelto(segno) => Some(posto(da.byte, segno)?),
        Mostra::NelMargine => margine(da.byte)?,
    };
    let Some((page, rectangle)) = place else { return Ok(what) };
    let font = carattere();
    let lines = told.iter().map(|line| riga(line, font)).collect();
    let appearance = Some(Appearance::Text { lines, font: font.into(), code: None });
    Ok(NewSignature { page: page.number, rectangle: Some(rectangle), appearance, turned: page.turned, ..what })
}

/// A line of a mark, in letters that can be drawn; a name without end is cut.
fn riga(line: &str, font: &[u8]) -> String {
    let cut: String = line.chars().take(RIGA_MAX).collect();
    firma_pdf::drawable(&cut, font)
}

/// A font for marks, with Italian letters.
fn carattere() -> &'static [u8] {
    typst_assets::fonts().find(|font| firma_pdf::drawable("à", font) == "à").unwrap_or_default()
}

/// On which page and where a mark goes, beside those that are there.
fn posto(byte: &[u8], segno: Segno) -> Result<(Page, [f64; 4]), Error> {
    let missing = |_| Refusal::because(format!("La pagina del segno non c'è: {}.", segno.parole()));
    let page = firma_pdf::page(byte, segno.indice()).map_err(missing)?;
    let taken = segni(byte, &page)?;
    let full = || {
        Refusal::because(
            "Sulla pagina scelta non c'è posto per il segno della firma: chi l'ha messo alla firma lo ritiri e lo rimetta senza segno, \
             o con il segno su un'altra pagina.",
        )
    };
    let rectangle = segno.rettangolo(&page, &taken).ok_or_else(full)?;
    Ok((page, rectangle))
}

/// The marks that are on a page.
fn segni(byte: &[u8], page: &Page) -> Result<Vec<[f64; 4]>, Error> {
    let marks = firma_pdf::read(byte).map_err(non_letto)?.signatures.into_iter().filter_map(|one| one.mark);
    Ok(marks.filter(|mark| mark.page == Some(page.number)).map(|mark| mark.rectangle).collect())
}

/// The first page and a free place in its upper margin; none where it is full: what is signed is not covered, nor left unsigned for it.
fn margine(byte: &[u8]) -> Result<Option<(Page, [f64; 4])>, Error> {
    let page = firma_pdf::page(byte, Some(0)).map_err(non_letto)?;
    let rectangle = nel_margine(&page, &segni(byte, &page)?);
    Ok(rectangle.map(|rectangle| (page, rectangle)))
}

fn non_letto(error: firma_pdf::Error) -> Error {
    Refusal::because(format!("Il PDF non si legge: {error}.")).into()
}

/// Why a PDF cannot be signed in itself, or has no page for its mark: each reason with the field that it is about.
pub(crate) fn non_firmabile(byte: &[u8], segno: Option<Segno>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if let Err(error) = firma_pdf::prepare(byte, &NewSignature::new("Firma-prova-del-libro-firma")) {
        let why = format!("Questo PDF non si può firmare al suo interno: {error}. Scegli CAdES, o un altro PDF.");
        found.push(("file", why));
    } else if let Some(Err(Error::Refused(refusal))) = segno.map(|segno| posto(byte, segno)) {
        found.extend(refusal.reasons.into_iter().map(|reason| ("segno_pagina", reason.sentence)));
    }
    found
}

/// Why an XML cannot be signed in itself.
pub(crate) fn non_firmabile_xml(byte: &[u8]) -> Option<String> {
    match firma_xml::make::bears_another(byte) {
        Ok(true) => None,
        Ok(false) => Some(
            "Una firma che questo XML ha già comprende anche il posto di quelle dopo, e con un'altra non varrebbe più: scegli CAdES."
                .to_owned(),
        ),
        Err(error) => Some(format!("Questo XML non si può firmare al suo interno: {error}. Scegli CAdES.")),
    }
}

fn in_busta(pronta: &Pronta, con: &Con, signature: &cades::Signature, stamp: Option<&Stamp>) -> Result<Vec<u8>, Error> {
    if let Some(bytes) = busta(pronta)? {
        let mut envelope = Envelope::read(&bytes)?;
        envelope.add(signature, con.others())?;
        if let Some(stamp) = stamp {
            envelope.stamp(envelope.signatures(), stamp)?;
        }
        return Ok(envelope.to_bytes()?);
    }
    let mut envelope = Envelope::of(signature, con.others())?;
    if let Some(stamp) = stamp {
        envelope.stamp(1, stamp)?;
    }
    Ok(envelope.frame(signature)?.around(&pronta.byte)?)
}

/// The envelope that the document is already in.
fn busta(pronta: &Pronta) -> Result<Option<Cow<'_, [u8]>>, Error> {
    if pronta.prima.format().id != documents::format::FormatId::P7m {
        return Ok(None);
    }
    let (_, bytes) = firma_cms::unwrap(&pronta.byte).map_err(illeggibile)?;
    Ok(Some(bytes))
}

/// A name for the signature that nothing else in the file has.
fn nome(pronta: &Pronta) -> String {
    nome_di(pronta.passo.id)
}

/// The same, of the signature that was made at a place.
pub(crate) fn nome_di(passo: PassoId) -> String {
    format!("Firma-{}", passo.uuid().simple())
}

/// What is done with the XML signature that was prepared: it borrows, so it is made where it is used.
fn xml<T>(
    pronta: &Pronta,
    con: &Con,
    with: impl FnOnce(&firma_xml::make::Prepared<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let above: Vec<&[u8]> = con.others().iter().map(Certificate::der).collect();
    let id = nome(pronta);
    let order = Order {
        id: &id,
        certificate: con.own()?.der(),
        chain: &above,
        scheme: con.scheme,
        digest: con.digest(),
        signing_time: con.utc(),
        place: None,
        roles: &[],
        commitment: None,
    };
    with(&order.prepare(Content::Enveloped(&pronta.byte)).map_err(non_xml)?)
}

pub(super) fn non_xml(error: firma_xml::make::MakeError) -> Error {
    Refusal::because(format!("L'XML non si può firmare: {error}.")).into()
}

pub(super) fn illeggibile(error: firma_cms::Error) -> Error {
    Refusal::because(format!("La busta che c'è già non si legge: {error}.")).into()
}

fn senza_contenuto() -> Error {
    Refusal::because("La busta non contiene il documento: metti alla firma il documento e non la sola firma.").into()
}
