//! The text as it will be printed, beside where it is written: it follows what is saved, by whomever, and what is being
//! written and is not saved yet.

use axum::http::{HeaderValue, header};
use prose::{Prose, apply};
use serde::Serialize;
use sha2::{Digest, Sha256};
use ui::Page;
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Response, StatusCode};

use super::{CRUMBS, Quale, blocco::Modulo, href, testo::passo};
use crate::{
    atto::{carta::intestazione, scrivi::incontri},
    leggi::{Scheda, leggi},
    nominati::{mancano, stampato},
    tables::AttoId,
    valori::Valori,
};

/// The sheet that is shown.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Foglio {
    ente: String,
    titolo: String,
    oggetto: String,
    voci: Vec<(String, String)>,
    html: String,
    /// The data that it names and that have no value.
    mancano: Vec<String>,
    /// Why what is being written cannot be shown yet.
    nota: String,
    /// Whether it shows what is not saved yet.
    scrivendo: bool,
    /// When it was made.
    at: i64,
    /// By what a page knows whether there is anything new.
    versione: String,
}

impl Foglio {
    /// The sheet of this text, which has the data that it names.
    ///
    /// # Errors
    /// When what was kept of a vote cannot be read.
    pub fn di(ctx: &Ctx, scheda: &Scheda, testo: &Prose) -> Result<Self, Error> {
        let act = |act: kernel::Id<prose::Act>| Some(href(AttoId::from(act.uuid())));
        let page = prose::Page { heading: 3, act: &act, ..prose::Page::default() };
        // The ids of the blocks are those of the column in which one writes; no word of the text can say this, since
        // its quotation marks are escaped.
        let html = prose::html(&stampato(testo, &ctx.ente.info.name, &scheda.stato.oggetto), &page)
            .replace(" id=\"b-", " data-parte=\"b-");
        let foglio = Self {
            ente: ctx.ente.info.name.clone(),
            titolo: scheda.stato.nome(),
            oggetto: scheda.stato.oggetto.clone(),
            voci: intestazione(scheda)?,
            html,
            mancano: mancano(testo).into_iter().collect(),
            at: ctx.now.micros(),
            ..Self::default()
        };
        Ok(foglio.segnato())
    }

    fn segnato(mut self) -> Self {
        let mut hash = Sha256::new();
        let voci = self.voci.iter().flat_map(|(label, value)| [label, value]);
        for part in [&self.ente, &self.titolo, &self.oggetto, &self.html, &self.nota]
            .into_iter()
            .chain(voci)
            .chain(&self.mancano)
        {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        self.versione = hex::encode(hash.finalize());
        self
    }

    pub fn campione() -> Self {
        Self {
            ente: "Comune di Montefiorito".into(),
            titolo: "Determina".into(),
            oggetto: "Tetto".into(),
            voci: vec![("Ufficio proponente".into(), "Lavori pubblici".into())],
            html: "<section><p>Testo</p></section>".into(),
            mancano: vec!["Nel testo manca ancora un dato: CUP.".into()],
            nota: "«**» è aperto e non è chiuso.".into(),
            scrivendo: true,
            at: 1_795_599_727_000_000,
            versione: "00".into(),
        }
    }
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Anteprima {
    foglio: Foglio,
}

impl Page for Anteprima {
    const TEMPLATE: &'static str = "atti/anteprima.html";
    fn samples() -> Vec<Self> {
        vec![Self { foglio: Foglio::campione() }, Self::default()]
    }
}

/// The sheet of what is saved; nothing, where the page has it already (`If-None-Match`).
pub(super) async fn pagina(ctx: Ctx, Path(id): Quale, headers: HeaderMap) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let foglio = Foglio::di(&ctx, &scheda, &scheda.pieno)?;
    let known = headers.get(header::IF_NONE_MATCH).and_then(|sent| sent.to_str().ok());
    if known.is_some_and(|sent| sent.trim_start_matches("W/").trim_matches('"') == foglio.versione) {
        return Ok(con_versione(StatusCode::NOT_MODIFIED.into_response(), &foglio.versione));
    }
    mostra(&ctx, &scheda, foglio).await
}

/// The sheet with the part that is being written, as the form has it now. Nothing is saved.
pub(super) async fn segue(ctx: Ctx, Path(id): Quale, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let scheda = leggi(&ctx.ente, ctx.who()?, id).await?;
    let made = passo(&ctx, &scheda, &modulo);
    let made = made.and_then(|op| apply(&scheda.testo, &[op]).map_err(|clashes| incontri(&clashes)));
    let foglio = match made {
        Ok(text) => {
            let read = ctx.ente.db().read().await?;
            let text = Valori::di(&read, &scheda.stato, &text).await?.riempi(&text, ctx.now.date());
            Foglio { scrivendo: true, ..Foglio::di(&ctx, &scheda, &text)? }
        }
        Err(no) => {
            let nota = no.reasons.into_iter().next().map(|reason| reason.sentence).unwrap_or_default();
            Foglio { nota, ..Foglio::di(&ctx, &scheda, &scheda.pieno)? }.segnato()
        }
    };
    mostra(&ctx, &scheda, foglio).await
}

async fn mostra(ctx: &Ctx, scheda: &Scheda, foglio: Foglio) -> Result<Response, Error> {
    let (versione, page) = (foglio.versione.clone(), Anteprima { foglio });
    if ctx.is_fragment() {
        return Ok(con_versione(ctx.block("content", &page).await?, &versione));
    }
    let back = href(scheda.stato.atto_id);
    let crumbs = [CRUMBS[0], (scheda.stato.oggetto.as_str(), back.as_str())];
    Ok(con_versione(ctx.page("Anteprima dell'atto", &crumbs, &page).await?, &versione))
}

fn con_versione(mut response: Response, versione: &str) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{versione}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
