//! The public side: a field for the code, what is told of a copy, the proof, the original where it may be had. Nobody identifies
//! themselves; search engines are asked to keep out.

use kernel::Refusal;
use porte::Stato;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page, Row};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Redirect, Response, StatusCode, form_page, reasons};

use super::rifiuto;
use crate::{
    Porte,
    codice::Codice,
    firme::{Firme, giorno},
    rules::{Forma, Scarico},
    tables::copia,
    verifica::{self, Esito, Verificata, verifica},
};

/// The field.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Chiede {
    codice: String,
    errors: Vec<FieldError>,
}

impl Page for Chiede {
    const TEMPLATE: &'static str = "copie/codice.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "codice".into(), message: "Il codice non torna.".into() };
        vec![Self::default(), Self { codice: "ACDE".into(), errors: vec![error] }]
    }
}

/// What is told of a copy.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Pubblica {
    href: String,
    vale: bool,
    ritirata: Option<String>,
    annullata: Option<String>,
    dati: Vec<Row>,
    impronta: Vec<Row>,
    firme: Option<Firme>,
    ente: String,
    /// "carta", "libero", or nothing where the original is not given.
    scarico: Option<&'static str>,
    lettere: String,
    cognome: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pubblica {
    const TEMPLATE: &'static str = "copie/pubblica.html";
    fn samples() -> Vec<Self> {
        let firma =
            crate::firme::Firma { chi: "Anna Neri".into(), esito: "valida", frase: "La firma è valida.".into() };
        let firme = Firme {
            verificate: "25/11/2026 alle 10:30".into(),
            frase: "Una firma.".into(),
            una_per_una: vec![firma],
            altre: 2,
        };
        let good = Self {
            href: "/copie/X".into(),
            vale: true,
            dati: vec![Row { label: "Che cos'è".into(), value: "Copia conforme".into(), ..Row::default() }],
            impronta: vec![Row { label: "Impronta SHA-256".into(), value: "00ff".into(), href: None, code: true }],
            firme: Some(firme),
            scarico: Some("carta"),
            errors: vec![FieldError { field: "lettere".into(), message: "Non tornano.".into() }],
            ..Self::default()
        };
        let free = Self { vale: true, scarico: Some("libero"), ..Self::default() };
        let bad = Self {
            ritirata: Some("Ritirata il 25/11/2026.".into()),
            annullata: Some("Annullata il 25/11/2026.".into()),
            rifiuti: vec!["Non si scarica.".into()],
            ..Self::default()
        };
        vec![good, free, bad]
    }
}

/// What was typed in the field.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Scritto {
    codice: Option<String>,
}

/// The field; what was typed in it leads to the copy's page.
pub(super) async fn chiede(ctx: Ctx, Query(scritto): Query<Scritto>) -> Result<Response, Error> {
    let Some(text) = scritto.codice else { return mostra_campo(&ctx, String::new(), None, StatusCode::OK).await };
    match Codice::leggi(&text) {
        Ok(codice) => Ok(nascosta(Redirect::to(&href(&codice)).into_response())),
        Err(wrong) => mostra_campo(&ctx, text, Some(wrong.to_string()), StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

async fn mostra_campo(ctx: &Ctx, text: String, wrong: Option<String>, status: StatusCode) -> Result<Response, Error> {
    let errors = wrong.map(|message| FieldError { field: "codice".into(), message }).into_iter().collect();
    let page = Chiede { codice: text.chars().take(64).collect(), errors };
    let mut response = ctx.page("Controlla una copia conforme", &[], &page).await?;
    *response.status_mut() = status;
    Ok(nascosta(response))
}

fn href(codice: &Codice) -> String {
    format!("/copie/{}", codice.stampato())
}

/// The copy with this code, or the answer that says why there is none.
async fn trova(ctx: &Ctx, porte: Porte, text: &str) -> Result<Result<Box<Verificata>, Box<Response>>, Error> {
    let (wrong, status) = match verifica(&ctx.ente, porte, ctx.client(), text).await {
        Ok(Esito::Trovata(found)) => return Ok(Ok(found)),
        Ok(Esito::Scritto(wrong)) => (wrong.to_string(), StatusCode::UNPROCESSABLE_ENTITY),
        // How long to wait is told here: elsewhere too many requests pass in seconds.
        Err(crate::Error::Troppi) => (
            "Nessuna copia ha questo codice, e dalla tua rete ne sono già arrivati molti che non esistono: per un quarto d'ora quelli \
             sbagliati non li guardiamo più. Una copia vera si controlla anche adesso: rileggi il codice lettera per lettera."
                .to_owned(),
            StatusCode::TOO_MANY_REQUESTS,
        ),
        Err(error) => return Err(error.into()),
        Ok(Esito::Assente) => (
            "Nessuna copia ha questo codice. È scritto in modo plausibile, ma questo Comune non lo ha mai rilasciato: controlla di \
             essere sul sito giusto, quello stampato accanto al codice."
                .to_owned(),
            StatusCode::NOT_FOUND,
        ),
    };
    Ok(Err(Box::new(mostra_campo(ctx, text.to_owned(), Some(wrong), status).await?)))
}

/// The page of a copy.
pub(super) async fn pagina(ctx: Ctx, Path(text): Path<String>, porte: Porte) -> Result<Response, Error> {
    match trova(&ctx, porte, &text).await? {
        Ok(found) => mostra(&ctx, &text, &found, Stampate::default(), Refusal::default()).await,
        Err(answer) => Ok(*answer),
    }
}

async fn mostra(
    ctx: &Ctx,
    text: &str,
    found: &Verificata,
    typed: Stampate,
    refusal: Refusal,
) -> Result<Response, Error> {
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let page = Pubblica {
        href: Codice::leggi(text).map(|codice| href(&codice)).unwrap_or_default(),
        vale: found.vale(),
        ritirata: found.ritiro.as_ref().map(|ritiro| giorno(ritiro.ritirata_at)),
        annullata: match found.stato {
            Stato::Annullato(day) => Some(day.format("%d/%m/%Y").to_string()),
            Stato::Vale | Stato::Assente => None,
        },
        dati: dati(found),
        impronta: impronte(&found.riga),
        firme: found.firme.clone(),
        ente: ctx.ente.info.name.clone(),
        scarico: Some(found.scarico()).filter(|scarico| *scarico != Scarico::Mai).map(Scarico::code),
        lettere: typed.lettere,
        cognome: typed.cognome,
        errors,
        rifiuti,
    };
    let title = match (found.vale(), found.ritiro.is_some(), found.stato) {
        (true, ..) => "La copia vale",
        (false, false, Stato::Assente) => "Non si può dire se la copia vale",
        (false, ..) => "La copia non vale più",
    };
    Ok(nascosta(form_page(ctx.page(title, &[], &page).await?, failed)))
}

fn dati(found: &Verificata) -> Vec<Row> {
    let riga = &found.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Che cos'è", format!("{} n. {}/{}", riga.che_cosa(), riga.numero, riga.anno)),
        row("Rilasciata", riga.rilasciata_at.told()),
        row("Originale", riga.segnatura.clone()),
    ];
    rows.extend(found.oggetto.clone().map(|text| row("Oggetto", text)));
    if riga.forma() == Forma::File {
        rows.push(row(
            "Vale se",
            format!("il file porta la firma digitale o qualificata di {}: verificala", riga.attestante),
        ));
    }
    rows.push(row("Pagine", format!("{} su {}, più l'attestazione", riga.pagine, riga.pagine_originale)));
    rows
}

/// The fingerprints of the original, and of what was taken out of it.
fn impronte(riga: &copia::Model) -> Vec<Row> {
    let row = |label: &str, hash: &[u8]| Row { label: label.into(), value: hex::encode(hash), href: None, code: true };
    let mut rows = vec![row("Impronta SHA-256", &riga.impronta)];
    let label = match riga.copiato.as_deref().unwrap_or("file") {
        "conversione" => "Impronta del PDF in cui è stato convertito",
        "immagine" => "Impronta dell'immagine che la busta firmata contiene",
        _ => "Impronta del PDF che la busta firmata contiene",
    };
    rows.extend(riga.copiato_impronta.as_ref().map(|hash| row(label, hash)));
    rows
}

/// The proof that the copy stands in the register: a file that `municipio verify-proof` checks.
pub(super) async fn prova(ctx: Ctx, Path(text): Path<String>, porte: Porte) -> Result<Response, Error> {
    let found = match trova(&ctx, porte, &text).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    let proof = verifica::prova(&ctx.ente, &found.riga).await?;
    let body = serde_json::to_string_pretty(&proof).map_err(Error::internal)?;
    let name = format!("attachment; filename=\"prova-copia-{}-{}.json\"", found.riga.numero, found.riga.anno);
    let headers = [("content-type", "application/json".to_owned()), ("content-disposition", name)];
    Ok(nascosta((headers, body).into_response()))
}

/// What stands on the last page of the paper.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Stampate {
    #[serde(default)]
    lettere: String,
    #[serde(default)]
    cognome: String,
}

/// The original.
pub(super) async fn originale(
    ctx: Ctx,
    Path(text): Path<String>,
    Form(typed): Form<Stampate>,
    porte: Porte,
) -> Result<Response, Error> {
    let found = match trova(&ctx, porte, &text).await? {
        Ok(found) => found,
        Err(answer) => return Ok(*answer),
    };
    match verifica::originale(&ctx.ente, &found, ctx.client(), &text, (&typed.lettere, &typed.cognome)).await {
        Ok(document) => Ok(nascosta(web::attachment(&ctx.ente, &document, &HeaderMap::new()).await?)),
        Err(error @ crate::Error::Troppi) => {
            let mut answer = mostra(&ctx, &text, &found, typed, Refusal::because(error.to_string())).await?;
            *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            Ok(answer)
        }
        Err(error) => mostra(&ctx, &text, &found, typed, rifiuto(error)?).await,
    }
}

/// Asks search engines to keep out.
fn nascosta(response: Response) -> Response {
    ([("x-robots-tag", "noindex, nofollow")], response).into_response()
}
