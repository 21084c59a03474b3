//! The documents on the page of an entry: the list, the preview, what the main one is in a few lines.

use std::collections::HashMap;

use authz::Who;
use conversion::State;
use documents::format::Preview;
use kernel::Uuid;
use serde::Serialize;
use ui::{Attachment, Kind, Link, Row};
use verifiche::marcato_da;
use web::{Ctx, Error};

use crate::{
    carta::timbro::si_timbra,
    pagine::{documenti::indirizzo, firme, href, leggi::leggi as leggi_documento, versione},
    registrazione::scheda::Scheda,
};

#[derive(Debug, Serialize)]
pub(super) struct Anteprima {
    pub(super) tipo: &'static str,
    pub(super) href: String,
    pub(super) nome: String,
}

/// What the main document is, in a few lines.
#[derive(Debug, Serialize)]
pub(super) struct InBreve {
    pub(super) titolo: String,
    pub(super) righe: Vec<Row>,
    pub(super) href: String,
}

/// The main document in a few lines, where it is one that we can lay out.
pub(super) async fn in_breve(ctx: &Ctx, scheda: &Scheda, firme: &[firme::InBreve]) -> Result<Option<InBreve>, Error> {
    let Some((_, document)) = scheda.documenti.first() else { return Ok(None) };
    if matches!(document.format().preview(), Preview::Pdf | Preview::Image | Preview::None) {
        return Ok(None);
    }
    let read = match leggi_documento(ctx, document, false).await {
        Ok(read) => read,
        // Where the documents are away the entry is read without: whoever opens one is told.
        Err(Error::Unavailable(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let href = indirizzo(&scheda.riga, document);
    let parola = firme.iter().find(|firme| firme.e_di(document)).map(firme::InBreve::parola);
    if let Some((titolo, righe)) = crate::lettura::in_breve(&read, parola) {
        return Ok(Some(InBreve { titolo, righe, href }));
    }
    let words = read.testo.unwrap_or_default();
    let start: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(280).collect();
    if start.is_empty() {
        return Ok(None);
    }
    let righe = vec![Row { label: "Comincia così".into(), value: format!("{start}…"), href: None, code: false }];
    Ok(Some(InBreve { titolo: document.format().label(), righe, href }))
}

pub(super) fn documenti(scheda: &Scheda, who: &Who, note: &HashMap<Vec<u8>, String>) -> Vec<Attachment> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let cosa = format!("{}/{}", scheda.riga.anno, scheda.riga.numero);
    let conforme = |document: &documents::document::Model| {
        if scheda.stato.annullata { None } else { porte::copia_conforme(who, "protocollo", &cosa, document) }
    };
    let all: Vec<&documents::document::Model> = scheda.documenti.iter().map(|(_, document)| document).collect();
    let seen = |(allegato, document): &(crate::tables::allegato::Model, documents::document::Model)| {
        let format = document.format();
        let lies = format.mismatch.then(|| "Il nome dice un formato, il contenuto un altro".to_owned());
        let main = allegato.principale.then(|| "documento principale".to_owned());
        let stamp = marcato_da(document, &all).map(|of| format!("marca temporale di {}", of.name));
        Attachment {
            name: document.name.clone(),
            href: indirizzo(&scheda.riga, document),
            download_href: format!("{base}/documenti/{}/scarica", document.id),
            bytes: document.size.unsigned_abs(),
            format: format.label(),
            icon: icona(format.preview()).into(),
            other: si_timbra(document).then(|| Link {
                label: "Copia con timbro".into(),
                href: format!("{base}/documenti/{}/timbrato", document.id),
            }),
            further: conforme(document).map(|href| Link { label: "Copia conforme".into(), href }),
            kind: if lies.is_some() { Kind::Warning } else { Kind::Neutral },
            note: lies.or(stamp).or(main),
            told: note.get(&document.sha256).cloned(),
        }
    };
    scheda.documenti.iter().map(seen).collect()
}

pub(super) fn icona(preview: Preview) -> &'static str {
    match preview {
        Preview::Pdf => "it-file-pdf",
        Preview::Image => "it-image",
        Preview::Mail => "it-mail",
        Preview::Signed => "it-file-signed",
        _ => "it-file",
    }
}

/// The first document that can be shown: as it came, or through the PDF that was made of it.
pub(super) fn anteprima(scheda: &Scheda, stati: &HashMap<Uuid, State>) -> Option<Anteprima> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    scheda.documenti.iter().find_map(|(_, document)| {
        let tipo = match document.format().preview() {
            Preview::Pdf => "pdf",
            Preview::Image => "immagine",
            _ if matches!(stati.get(&document.id.uuid()), Some(State::Ready(_))) => {
                let nome = format!("Versione PDF di {}", document.name);
                return Some(Anteprima { tipo: "pdf", href: versione::indirizzo(&base, document.id), nome });
            }
            _ => return None,
        };
        Some(Anteprima { tipo, href: format!("{base}/documenti/{}", document.id), nome: document.name.clone() })
    })
}

/// The files that cannot be kept as they are, each with what to do.
pub(super) fn da_conservare(scheda: &Scheda) -> Vec<(String, String)> {
    let documents = scheda.documenti.iter().map(|(_, document)| document);
    let told = |document: &documents::document::Model| {
        Some((document.name.clone(), verifiche::avviso(&document.format(), &document.name, false)?))
    };
    documents.filter_map(told).collect()
}
