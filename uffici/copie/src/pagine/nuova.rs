//! The form by which a copy is released.

use axum::extract::Request;
use documents::document;
use kernel::{Id, Refusal};
use porte::si_copia;
use serde::{Deserialize, Serialize};
use ui::{Choice, FieldError, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Query, Response, Uploaded, form_page, reasons};

use super::{CRUMBS, rifiuto, scheda};
use crate::{
    Porte,
    rilascia::{Conversione, Richiesta, originale, rilascia},
    rules::{Forma, Scarico},
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Nuova {
    ufficio: String,
    cosa: String,
    documento: String,
    indietro: String,
    dati: Vec<Row>,
    riservato: bool,
    /// Whether it is a document of which a conversion is asked for.
    converte: bool,
    /// The program that made a PDF of it here, and where that is opened.
    preparata: Option<(String, String)>,
    forme: Vec<Choice>,
    scelte: Vec<Choice>,
    modulo: Modulo,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Nuova {
    const TEMPLATE: &'static str = "copie/nuova.html";
    fn samples() -> Vec<Self> {
        let full = || Self {
            ufficio: "protocollo".into(),
            cosa: "2026/1".into(),
            documento: "1".into(),
            indietro: "/protocollo/2026/1".into(),
            dati: vec![Row { label: "Originale".into(), value: "atto.pdf".into(), ..Row::default() }],
            forme: forme(),
            scelte: scelte(),
            modulo: Modulo {
                forma: "carta".into(),
                scarico: "carta".into(),
                oggetto: Some("si".into()),
                ..Modulo::default()
            },
            errors: vec![FieldError { field: "pagine".into(), message: "Il documento ha 2 pagine.".into() }],
            rifiuti: vec!["La registrazione è annullata.".into()],
            riservato: false,
            converte: true,
            preparata: None,
        };
        let made = Some(("LibreOffice 7.4".to_owned(), "/a/versione-pdf".to_owned()));
        vec![Self { preparata: made, ..full() }, full(), Self { riservato: true, ..Self::default() }]
    }
}

/// Which document.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Quale {
    #[serde(default)]
    ufficio: String,
    #[serde(default)]
    cosa: String,
    #[serde(default)]
    documento: String,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    ufficio: String,
    cosa: String,
    documento: String,
    forma: String,
    pagine: String,
    omesso: String,
    richiedente: String,
    motivo: String,
    bollo: String,
    oggetto: Option<String>,
    scarico: String,
    /// Whether the PDF that was made here is copied.
    preparata: Option<String>,
}

fn forme() -> Vec<Choice> {
    let choice = |(_, code, label, hint): (Forma, &str, &str, &str)| Choice {
        value: code.into(),
        label: label.into(),
        hint: Some(hint.into()),
    };
    Forma::TUTTE.map(choice).to_vec()
}

fn scelte() -> Vec<Choice> {
    Scarico::TUTTI.map(|(_, code, label)| Choice { value: code.into(), label: label.into(), hint: None }).to_vec()
}

fn documento(text: &str) -> Result<Id<document::Entity>, Error> {
    text.parse()
        .map_err(|_| Error::NotFound("Questo documento non c'è. Torna alla registrazione, o all'atto, e riprova."))
}

/// The form.
pub(super) async fn pagina(ctx: Ctx, Query(quale): Query<Quale>, porte: Porte) -> Result<Response, Error> {
    let modulo = Modulo { ufficio: quale.ufficio, cosa: quale.cosa, documento: quale.documento, ..Modulo::default() };
    mostra(&ctx, porte, modulo, Refusal::default()).await
}

async fn mostra(ctx: &Ctx, porte: Porte, mut modulo: Modulo, refusal: Refusal) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let quale = (modulo.ufficio.as_str(), modulo.cosa.as_str(), documento(&modulo.documento)?);
    // What cannot be copied has no form: the page of the refusal says why.
    let found = originale(&ctx.ente, ctx.who()?, porte, quale).await?;
    let row = |label: &str, value: String, code: bool| Row { label: label.into(), value, href: None, code };
    let (errors, rifiuti) = reasons(refusal);
    if modulo.scarico.is_empty() {
        modulo.scarico = if found.riservato { Scarico::Mai } else { Scarico::Carta }.code().into();
    }
    if modulo.forma.is_empty() {
        modulo.forma = Forma::Carta.code().into();
    }
    let page = Nuova {
        ufficio: modulo.ufficio.clone(),
        cosa: modulo.cosa.clone(),
        documento: modulo.documento.clone(),
        indietro: found.href.clone(),
        dati: vec![
            row("Originale", found.documento.name.clone(), false),
            row("Registrazione", found.segnatura.clone(), false),
            row("Oggetto", found.oggetto.clone(), false),
            row("Impronta SHA-256", found.documento.hash().to_string(), true),
        ],
        riservato: found.riservato,
        converte: !si_copia(&found.documento),
        preparata: found.preparata.map(|made| (made.programma, made.href)),
        forme: forme(),
        scelte: scelte(),
        modulo,
        errors,
        rifiuti,
    };
    Ok(form_page(ctx.page("Rilascia una copia conforme", CRUMBS, &page).await?, failed))
}

impl Modulo {
    /// What a form with a file says.
    fn di(sent: &Uploaded) -> Self {
        let text = |name: &str| sent.field(name).to_owned();
        Self {
            ufficio: text("ufficio"),
            cosa: text("cosa"),
            documento: text("documento"),
            forma: text("forma"),
            pagine: text("pagine"),
            omesso: text("omesso"),
            richiedente: text("richiedente"),
            motivo: text("motivo"),
            bollo: text("bollo"),
            oggetto: Some(text("oggetto")).filter(|text| !text.is_empty()),
            scarico: text("scarico"),
            preparata: Some(text("preparata")).filter(|text| !text.is_empty()),
        }
    }
}

/// Releases it.
pub(super) async fn rilascia_copia(ctx: Ctx, Form(modulo): Form<Modulo>, porte: Porte) -> Result<Response, Error> {
    invia(&ctx, porte, modulo, None).await
}

/// Releases one of a document that was converted.
pub(super) async fn rilascia_convertita(ctx: Ctx, request: Request, porte: Porte) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let modulo = Modulo::di(&sent);
    let mut files = sent.files.into_iter().map(|(_, name, stored)| (name, stored));
    let conversione = match (files.find(|(_, stored)| stored.size > 0), modulo.preparata.is_some()) {
        (Some(_), true) => {
            let told = "Scegli una cosa sola: la versione PDF preparata qui, oppure un PDF tuo.";
            return mostra(&ctx, porte, modulo, Refusal::beside("file", told)).await;
        }
        (Some((name, stored)), false) => Some(Conversione::Portata(name, stored)),
        (None, made) => made.then_some(Conversione::Preparata),
    };
    invia(&ctx, porte, modulo, conversione).await
}

async fn invia(ctx: &Ctx, porte: Porte, modulo: Modulo, conversione: Option<Conversione>) -> Result<Response, Error> {
    let (forma, scarico) = (Forma::from_code(&modulo.forma), Scarico::from_code(&modulo.scarico));
    let (Some(forma), Some(scarico)) = (forma, scarico) else {
        let mut refusal = Refusal::default();
        if forma.is_none() {
            refusal.add(Some("forma"), "Scegli se la copia si dà su carta o come file.");
        }
        if scarico.is_none() {
            refusal.add(Some("scarico"), "Scegli chi può scaricare l'originale dalla pagina pubblica.");
        }
        return mostra(ctx, porte, modulo, refusal).await;
    };
    let asked = Richiesta {
        ufficio: modulo.ufficio.clone(),
        cosa: modulo.cosa.clone(),
        documento: documento(&modulo.documento)?,
        conversione,
        forma,
        pagine: modulo.pagine.clone(),
        omesso: Some(modulo.omesso.clone()),
        richiedente: Some(modulo.richiedente.clone()),
        motivo: Some(modulo.motivo.clone()),
        bollo: Some(modulo.bollo.clone()),
        mostra_oggetto: modulo.oggetto.is_some(),
        scarico,
    };
    match rilascia(&ctx.ente, ctx.who()?, porte, &**ctx.house.enti.random(), &asked).await {
        Ok(made) => Ok(web::Redirect::to(&format!("{}?fatto=rilasciata", scheda::href(made.riga.id))).into_response()),
        Err(error) => mostra(ctx, porte, modulo, rifiuto(error)?).await,
    }
}
