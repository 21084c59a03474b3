//! The page of one request: the document to be read, who signs, what happened.

use std::collections::HashMap;

use axum::extract::Request;
use documents::{document, format::Preview};
use kernel::{Refusal, Uuid};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Blocked, FieldError, Flash, FlashKind, Kind, Link, Page, Row, TimelineEntry};
use validation::Told;
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, form_page, reasons};

use super::{
    CRUMBS,
    campi::{rifiuto, uno},
    href, riga,
    verifica::indirizzo,
};
use crate::{
    RichiestaId,
    firma::{Porta, riporta::riporta},
    permissions::{CHIEDI, FIRMA},
    richiesta::{
        chiudi::{rifiuta, ritira},
        leggi::{Scheda, leggi},
        scegli::firmatari,
        storia::{Passo, storia},
    },
    rules::{Segno, Stato},
    visibilita::Come,
};

#[derive(Debug, Serialize)]
struct Firmatario {
    nome: String,
    ufficio: String,
    stato: String,
    tono: &'static str,
    frase: Option<String>,
}

#[derive(Debug, Serialize)]
struct Anteprima {
    pdf: bool,
    href: String,
    nome: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    id: String,
    href: String,
    dati: Vec<Row>,
    stato: &'static str,
    tono: &'static str,
    /// Where the document is read.
    leggi: String,
    anteprima: Option<Anteprima>,
    documenti: Vec<Attachment>,
    firmatari: Vec<Firmatario>,
    storia: Vec<TimelineEntry>,
    /// Whether it is this person's turn.
    tocca: bool,
    al_posto_di: Option<String>,
    /// Why one cannot sign now, though it is one's turn.
    impedimenti: Vec<Blocked>,
    prova: bool,
    remota: bool,
    /// Where it is taken away to be signed elsewhere, and brought back; none where it cannot be.
    scarica: Option<String>,
    max_bytes: u64,
    ritira: bool,
    /// Who should sign now and may not any more.
    fermo: Option<String>,
    senza_valore: bool,
    motivo: String,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "librofirma/scheda.html";
    fn samples() -> Vec<Self> {
        let base = || Self {
            id: "1".into(),
            href: "/librofirma/1".into(),
            dati: vec![Row { label: "Oggetto".into(), value: "Determina".into(), ..Row::default() }],
            stato: "alla firma",
            tono: "info",
            leggi: "/librofirma/1/documento".into(),
            anteprima: None,
            documenti: vec![],
            firmatari: vec![Firmatario {
                nome: "Marco Gallo".into(),
                ufficio: "Ufficio tecnico".into(),
                stato: "tocca a lui".into(),
                tono: "info",
                frase: Some("Firma valida.".into()),
            }],
            storia: vec![],
            tocca: false,
            al_posto_di: None,
            impedimenti: vec![],
            prova: false,
            remota: false,
            scarica: None,
            max_bytes: 1,
            ritira: true,
            fermo: Some("Marco Gallo".into()),
            senza_valore: true,
            motivo: String::new(),
            errors: vec![],
            rifiuti: vec![],
        };
        let shown = |pdf| Some(Anteprima { pdf, href: "/x".into(), nome: "a.pdf".into() });
        let mine = Self {
            tocca: true,
            al_posto_di: Some("Anna Neri".into()),
            impedimenti: vec![Blocked { reason: "Non l'hai ancora aperto.".into(), ..Blocked::default() }],
            prova: true,
            remota: true,
            scarica: Some("/x".into()),
            anteprima: shown(true),
            ritira: false,
            fermo: None,
            errors: vec![FieldError { field: "motivo".into(), message: "Manca il motivo.".into() }],
            rifiuti: vec!["No.".into()],
            ..base()
        };
        let ready = Self { tocca: true, prova: true, anteprima: shown(false), senza_valore: false, ..base() };
        vec![base(), mine, ready]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Fatto {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Path<RichiestaId>,
    Query(fatto): Query<Fatto>,
) -> Result<Response, Error> {
    let text = match fatto.fatto.as_str() {
        "messo" => Some("Il documento è alla firma: chi deve firmare lo trova sulla sua scrivania."),
        "rifiutato" => Some("Hai rifiutato di firmare: chi l'ha messo alla firma legge il motivo."),
        "ritirato" => Some("Il documento è ritirato dalla firma."),
        "riportato" => {
            Some("Il documento firmato è stato preso: la firma è la tua, e il contenuto è quello che era alla firma.")
        }
        _ => None,
    };
    let flash = text.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    mostra(&ctx, id, String::new(), flash, Refusal::default()).await
}

async fn mostra(
    ctx: &Ctx,
    id: RichiestaId,
    motivo: String,
    flash: Vec<Flash>,
    refusal: Refusal,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let ids: Vec<Uuid> = scheda.documenti.iter().map(|document| document.id.uuid()).collect();
    let checks = validation::latest_of(&ctx.ente, &ids).await.map_err(crate::Error::from)?;
    let come = scheda.tocca(who);
    let doors = if come.is_some() { Porta::aperte(&ctx.ente) } else { Vec::new() };
    let failed = !refusal.reasons.is_empty();
    let (errors, rifiuti) = reasons(refusal);
    let base = href(id);
    let blocked = |reason: String| Blocked { reason, ..Blocked::default() };
    let hindered = come.map(|_| scheda.impedimenti(who, !ctx.ente.signing.unread)).unwrap_or_default();
    let page = Pagina {
        id: id.to_string(),
        dati: dati(&scheda),
        stato: scheda.stato().label(),
        tono: riga::tono(scheda.stato()),
        leggi: format!("{base}/documento"),
        anteprima: anteprima(&scheda, &base)?,
        documenti: documenti(&scheda, &base, &checks),
        firmatari: scheda.passi.iter().map(|passo| firmatario(&scheda, passo)).collect(),
        storia: storia(&scheda).into_iter().map(voce).collect(),
        tocca: come.is_some(),
        al_posto_di: come.and_then(Come::al_posto_di).map(|person| scheda.nome(person).to_owned()),
        impedimenti: hindered.into_iter().map(blocked).collect(),
        prova: doors.contains(&Porta::Prova),
        remota: doors.contains(&Porta::Remota),
        scarica: come.map(|_| format!("{base}/documenti/{}", scheda.riga.attuale_id)),
        max_bytes: crate::rules::FIRMATO_MAX,
        ritira: scheda.riga.chiesta_da == who.person && scheda.stato() == Stato::InCorso,
        fermo: fermo(ctx, &scheda).await?,
        senza_valore: scheda.firme.iter().any(|firma| firma.porta == Porta::Prova.code()),
        motivo,
        errors,
        rifiuti,
        href: base,
    };
    let crumbs: &[(&str, &str)] = if who.may(&FIRMA) {
        CRUMBS
    } else if who.may(&CHIEDI) {
        &[("Messi alla firma da me", "/librofirma/messi")]
    } else {
        &[]
    };
    Ok(form_page(ctx.page_with(scheda.riga.oggetto.clone(), crumbs, flash, &page).await?, failed))
}

/// Whose turn it is, where they hold no incarico for it today: then it waits for somebody who will not come.
async fn fermo(ctx: &Ctx, scheda: &Scheda) -> Result<Option<String>, Error> {
    let Some(passo) = scheda.di_turno() else { return Ok(None) };
    let can = firmatari(&ctx.ente.db().read().await?, ctx.now.date()).await?;
    let may = can.iter().any(|one| one.persona == passo.persona_id && one.unita == passo.unita_id);
    Ok((!may).then(|| scheda.nome(passo.persona_id).to_owned()))
}

fn dati(scheda: &Scheda) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    let riga = &scheda.riga;
    let unit = scheda.uffici.get(&riga.unita_id).map_or("", String::as_str);
    let mut rows = vec![
        row("Chiesto da", format!("{}, {unit}", scheda.nome(riga.chiesta_da))),
        row("Messo alla firma il", riga.chiesta_at.date().format("%d/%m/%Y").to_string()),
    ];
    rows.extend(riga.entro.map(|day| row("Da firmare entro il", day.format("%d/%m/%Y").to_string())));
    rows.extend(riga.nota.clone().map(|nota| row("Nota", nota)));
    rows.push(row("Formato della firma", scheda.formato().label().to_owned()));
    rows.extend(Segno::di(riga).map(|segno| row("Segno della firma", segno.parole())));
    rows.extend(riga.origine.clone().map(|page| Row { href: Some(page), ..row("Fa parte di", "apri".to_owned()) }));
    rows
}

fn anteprima(scheda: &Scheda, base: &str) -> Result<Option<Anteprima>, Error> {
    let document = scheda.da_leggere()?;
    let pdf = match document.format().preview() {
        Preview::Pdf => true,
        Preview::Image => false,
        _ => return Ok(None),
    };
    Ok(Some(Anteprima { pdf, href: format!("{base}/documento"), nome: document.name.clone() }))
}

fn documenti(scheda: &Scheda, base: &str, checks: &HashMap<Uuid, Told>) -> Vec<Attachment> {
    let durevole = scheda.durata.as_ref().map(|durata| durata.documento_id);
    let seen = |document: &document::Model| {
        let format = document.format();
        let as_put = document.id == scheda.riga.documento_id;
        let signature = scheda.firme.iter().find(|firma| firma.documento_id == document.id);
        let at = format!("{base}/documenti/{}", document.id);
        Attachment {
            name: document.name.clone(),
            href: at.clone(),
            download_href: at,
            bytes: document.size.unsigned_abs(),
            format: format.label(),
            icon: if format.preview() == Preview::Pdf { "it-file-pdf" } else { "it-file" }.into(),
            other: Some(Link { label: "Le firme".into(), href: indirizzo(scheda.riga.id, document.id) }),
            further: None,
            note: match signature {
                None if durevole == Some(document.id) => {
                    Some("con le prove per verificarne le firme negli anni".to_owned())
                }
                Some(firma) => Some(format!("firmato da {}", scheda.nome(firma.persona_id))),
                None => as_put.then(|| "come è stato messo alla firma".to_owned()),
            },
            kind: if signature.is_some() || durevole == Some(document.id) { Kind::Success } else { Kind::Neutral },
            told: checks.get(&document.id.uuid()).map(|told| told.sentence.clone()),
        }
    };
    scheda.documenti.iter().rev().map(seen).collect()
}

fn firmatario(scheda: &Scheda, passo: &crate::passo::Model) -> Firmatario {
    let signature = scheda.firme.iter().find(|firma| firma.passo_id == passo.id);
    let (stato, tono) = match signature {
        Some(firma) if firma.persona_id == passo.persona_id => ("ha firmato".to_owned(), "success"),
        Some(firma) => (format!("ha firmato {} al suo posto", scheda.nome(firma.persona_id)), "success"),
        None if scheda.di_turno().is_some_and(|now| now.id == passo.id) => {
            ("si aspetta la sua firma".to_owned(), "info")
        }
        None if scheda.stato() == Stato::InCorso => ("firma dopo".to_owned(), "neutral"),
        None => ("non ha firmato".to_owned(), "neutral"),
    };
    Firmatario {
        nome: scheda.nome(passo.persona_id).to_owned(),
        ufficio: scheda.uffici.get(&passo.unita_id).cloned().unwrap_or_default(),
        stato,
        tono,
        frase: signature.map(|firma| firma.frase.clone()),
    }
}

fn voce(passo: Passo) -> TimelineEntry {
    TimelineEntry {
        at: passo.at.micros(),
        who: Some(passo.da),
        what: passo.testo,
        note: passo.nota,
        href: None,
        kind: if passo.male { Kind::Danger } else { Kind::Neutral },
    }
}

type Coppie = Vec<(String, String)>;

/// Refuses to sign it.
pub(super) async fn rifiuta_firma(
    ctx: Ctx,
    Path(id): Path<RichiestaId>,
    Form(pairs): Form<Coppie>,
) -> Result<Response, Error> {
    let motivo = uno(&pairs, "motivo");
    match rifiuta(&ctx.ente, ctx.who()?, id, motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=rifiutato", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, motivo.to_owned(), Vec::new(), rifiuto(error)?).await,
    }
}

/// Takes it back.
pub(super) async fn ritira_dalla_firma(
    ctx: Ctx,
    Path(id): Path<RichiestaId>,
    Form(pairs): Form<Coppie>,
) -> Result<Response, Error> {
    let motivo = uno(&pairs, "motivo");
    match ritira(&ctx.ente, ctx.who()?, id, motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=ritirato", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, motivo.to_owned(), Vec::new(), rifiuto(error)?).await,
    }
}

/// Brings it back signed.
pub(super) async fn riporta_firmato(
    ctx: Ctx,
    Path(id): Path<RichiestaId>,
    request: Request,
) -> Result<Response, Error> {
    let sent = web::receive(&ctx.ente, request).await?;
    let file = sent.files.into_iter().map(|(_, name, stored)| (name, stored)).find(|(_, stored)| stored.size > 0);
    match riporta(&ctx.ente, ctx.who()?, id, file.as_ref()).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?fatto=riportato", href(id))).into_response()),
        Err(error) => mostra(&ctx, id, String::new(), Vec::new(), rifiuto(error)?).await,
    }
}
