//! The PDF made beside a document: how it stands, on the page of its entry; to ask for it; to open it.

use std::collections::HashMap;

use conversion::{State, is_shown_by_it};
use documents::document;
use kernel::{Id, Uuid};
use serde::Serialize;
use web::{Access, Ctx, Error, HeaderMap, IntoResponse, Path, Redirect, Response, Routes};

use super::href;
use crate::{permissions::CONSULTA, registrazione::scheda::Scheda, versione};

const PLACE: &str = "/protocollo/{anno}/{numero}/documenti/{documento}/versione-pdf";

pub(super) fn routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    Routes::new().get(PLACE, CONSULTANO, mostra).post(PLACE, CONSULTANO, prepara)
}

/// How the PDF of one document stands.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Versione {
    nome: String,
    /// Where it is opened, and where it is asked for.
    href: String,
    /// `pronta`, `in_attesa`, `fallita`, `possibile`, `manca`.
    stato: &'static str,
    /// Why there is none.
    perche: Option<String>,
    /// By what it was made, and when.
    fatta: Option<(String, i64)>,
    dichiara_pdf_a: bool,
    /// A browser shows the document without it: told below the others.
    altra: bool,
}

impl Versione {
    pub(super) fn samples() -> Vec<Self> {
        let one = |stato, altra| Self {
            nome: "a.docx".into(),
            href: "/a/versione-pdf".into(),
            stato,
            perche: Some("LibreOffice non è installato.".into()),
            fatta: Some(("LibreOffice 7.4".into(), 1)),
            dichiara_pdf_a: true,
            altra,
        };
        let all = ["pronta", "in_attesa", "fallita", "possibile", "manca"];
        all.into_iter().flat_map(|stato| [one(stato, false), one(stato, true)]).collect()
    }

    fn di(document: &document::Model, state: &State, base: &str) -> Self {
        let (stato, perche) = versione::stato(state);
        let (fatta, dichiara_pdf_a) = match state {
            State::Ready(row) => {
                let by = format!("{} {}", row.program, row.version).trim().to_owned();
                (Some((by, row.made_at.micros())), row.archivable)
            }
            _ => (None, false),
        };
        Self {
            nome: document.name.clone(),
            href: indirizzo(base, document.id),
            stato,
            perche: perche.map(str::to_owned),
            fatta,
            dichiara_pdf_a,
            altra: !is_shown_by_it(document),
        }
    }
}

/// How the PDFs of an entry's documents stand, by the document.
pub(super) async fn stati(ctx: &Ctx, scheda: &Scheda) -> Result<HashMap<Uuid, State>, Error> {
    let documents: Vec<&document::Model> = scheda.documenti.iter().map(|(_, document)| document).collect();
    Ok(conversion::states(&ctx.ente, &documents).await.map_err(crate::Error::from)?)
}

/// The same, to be shown.
pub(super) fn versioni(scheda: &Scheda, stati: &HashMap<Uuid, State>) -> Vec<Versione> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let one = |document: &document::Model| Some(Versione::di(document, stati.get(&document.id.uuid())?, &base));
    scheda.documenti.iter().filter_map(|(_, document)| one(document)).collect()
}

/// Where the PDF of a document is opened.
pub(crate) fn indirizzo(base: &str, document: Id<document::Entity>) -> String {
    format!("{base}/documenti/{document}/versione-pdf")
}

type Posto = Path<(i64, i64, Id<document::Entity>)>;

/// To look at it.
async fn mostra(ctx: Ctx, Path(posto): Posto, headers: HeaderMap) -> Result<Response, Error> {
    let made = versione::una(&ctx.ente, ctx.who()?, posto).await?;
    web::inline(&ctx.ente, &made.document, &headers).await
}

/// To ask for it.
async fn prepara(ctx: Ctx, Path(posto): Posto) -> Result<Response, Error> {
    versione::chiedi(&ctx.ente, ctx.who()?, posto).await?;
    Ok(Redirect::to(&format!("{}?versione", href(posto.0, posto.1))).into_response())
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;

    #[test]
    fn what_is_missing_is_told_and_leads_to_no_button() {
        let row = document::Model {
            id: Uuid::nil().into(),
            sha256: vec![0; 32],
            size: 1,
            name: "lettera.docx".into(),
            format: documents::format::FormatId::Docx.code(),
            detail: None,
            mismatch: false,
            created_at: Instant::from_micros(0),
        };
        let seen = Versione::di(&row, &State::Lacking(conversion::NO_LIBREOFFICE), "/protocollo/2026/1");
        assert_eq!(seen.stato, "manca");
        assert!(seen.perche.unwrap().starts_with("LibreOffice non è installato: "));
        assert!(!seen.altra, "an office document is seen only so");
    }
}
