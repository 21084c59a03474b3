//! One disposal with its steps.

use kernel::{Id, Instant};
use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Page, Row, columns};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Redirect, Response};

use super::{
    BASE, errors,
    scarti::{SCARTI, href, tono},
};
use crate::{
    Porte, ScartoId,
    permissions::SCARTA,
    scarto::{
        Autorizzazione, Scarto, autorizza, avvia, elenco_pdf, escludi, leggi, proponi,
        regole::{Passo, Posto},
        riammetti, ripeti, ritira,
    },
    tables::scarto_voce,
};

/// A fascicolo of a list, in an address.
pub(super) type VoceId = Id<scarto_voce::Entity>;

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    passo: &'static str,
    stato: &'static str,
    tono: &'static str,
    dati: Vec<Row>,
    puo: bool,
    pdf: bool,
    esclude: bool,
    ritira: bool,
    colonne: Vec<Column>,
    voci: Vec<Voce>,
    scritta: Scritta,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Voce {
    id: String,
    nome: String,
    oggetto: Option<String>,
    classe: String,
    chiuso: String,
    scade: String,
    documenti: i64,
    restano: i64,
    byte: u64,
    stato: &'static str,
    tono: &'static str,
    motivo: Option<String>,
    esclude: bool,
    riammette: bool,
}

/// What was written of the authorisation, kept beside its errors.
#[derive(Debug, Default, Serialize)]
struct Scritta {
    autorita: String,
    numero: String,
    data: String,
    protocollo: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/scarto.html";
    fn samples() -> Vec<Self> {
        let voce = |stato: &'static str| Voce {
            id: "1".into(),
            nome: "Fascicolo 2010-IV.10/1".into(),
            oggetto: Some("Cancelleria".into()),
            classe: "IV.10 Economato".into(),
            chiuso: "03/05/2010".into(),
            scade: "01/01/2021".into(),
            documenti: 3,
            restano: 1,
            byte: 9,
            stato,
            tono: "neutral",
            motivo: Some("È vincolato.".into()),
            esclude: true,
            riammette: true,
        };
        let page = |passo: Passo| Self {
            href: "/x".into(),
            passo: passo.code(),
            stato: passo.label(),
            tono: tono(passo),
            dati: vec![Row { label: "Piano".into(), value: "Piano".into(), ..Row::default() }],
            puo: passo != Passo::Ritirato,
            pdf: passo != Passo::Preparazione,
            esclude: passo.si_esclude(),
            ritira: passo.si_ritira(),
            colonne: columns(&["Fascicolo"]),
            voci: vec![voce("da scartare"), voce("esclusa")],
            scritta: Scritta::default(),
            errors: vec![FieldError { field: "numero".into(), message: "Scrivilo.".into() }],
        };
        Passo::ALL.into_iter().map(page).collect()
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<ScartoId>) -> Result<Response, Error> {
    mostra(&ctx, id, Autorizzazione::default(), Vec::new()).await
}

async fn mostra(ctx: &Ctx, id: ScartoId, scritta: Autorizzazione, errors: Vec<FieldError>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let list = leggi(&ctx.ente, who, id).await?;
    let people = [list.riga.proposto_da, list.riga.autorizzato_da, list.riga.avviato_da];
    let people: Vec<_> = people.into_iter().flatten().chain([list.riga.creato_da]).collect();
    let names = accounts::names(&ctx.ente.db().read().await?, &people).await?;
    let (passo, may, refused) = (list.passo(), who.may(&SCARTA), !errors.is_empty());
    let page = Pagina {
        href: href(id),
        passo: passo.code(),
        stato: passo.label(),
        tono: tono(passo),
        dati: dati(&list, |person| names.get(&person).cloned().unwrap_or_default()),
        puo: may,
        pdf: may && list.riga.elenco_id.is_some(),
        esclude: may && passo.si_esclude(),
        ritira: may && passo.si_ritira(),
        colonne: columns(&["Fascicolo", "Classe", "Chiuso il", "Finiti il", "Documenti", "Stato"]),
        voci: list.voci.iter().map(|row| voce(row, passo, may)).collect(),
        scritta: Scritta {
            autorita: scritta.autorita,
            numero: scritta.numero,
            data: scritta.data,
            protocollo: scritta.protocollo,
        },
        errors,
    };
    let crumbs = &[("Conservazione", BASE), ("Scarto", SCARTI)];
    let title = format!("Elenco di scarto n. {}", list.numero());
    Ok(web::form_page(ctx.page(title, crumbs, &page).await?, refused))
}

/// What happened to a list, step by step.
fn dati(list: &Scarto, name: impl Fn(authz::PersonId) -> String) -> Vec<Row> {
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    let step = |at: Instant, who: Option<authz::PersonId>| {
        let day = at.rome().format("%d/%m/%Y %H:%M");
        who.map_or_else(|| day.to_string(), |who| format!("{day}, {}", name(who)))
    };
    let riga = &list.riga;
    let mut all = vec![
        row("Fascicoli da scartare", list.quante(Posto::Proposta).to_string()),
        row("Esclusi", list.quante(Posto::Esclusa).to_string()),
        row("Preparato", step(riga.creato_at, Some(riga.creato_da))),
    ];
    all.extend(riga.proposto_at.map(|at| row("Proposto", step(at, riga.proposto_da))));
    if let Some((autorita, numero)) = riga.autorita.as_ref().zip(riga.autorizzazione.as_ref()) {
        let day = riga.autorizzazione_del.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default();
        all.push(row("Autorizzazione", format!("n. {numero} del {day}, {autorita}")));
        all.extend(riga.protocollo.clone().map(|entry| row("Protocollo dell'autorizzazione", entry)));
    }
    all.extend(riga.avviato_at.map(|at| row("Eseguito da", step(at, riga.avviato_da))));
    all.extend(riga.finito_at.map(|at| row("Distruzione finita", step(at, None))));
    if riga.avviato_at.is_some() {
        all.push(row("Fascicoli scartati", list.quante(Posto::Scartata).to_string()));
        all.push(row("Fermati", list.quante(Posto::Fermata).to_string()));
    }
    all.extend(riga.motivo.clone().map(|why| row("Ritirato perché", why)));
    all
}

fn voce(row: &scarto_voce::Model, passo: Passo, may: bool) -> Voce {
    let posto = Posto::from_code(&row.stato).unwrap_or(Posto::Esclusa);
    let day = |day: kernel::Date| day.format("%d/%m/%Y").to_string();
    Voce {
        id: row.id.to_string(),
        nome: row.nome.clone(),
        oggetto: row.oggetto.clone(),
        classe: format!("{} {}", row.classe, row.titolo),
        chiuso: day(row.chiuso_il),
        scade: day(row.scade_il),
        documenti: row.documenti,
        restano: row.restano,
        byte: row.byte.unsigned_abs(),
        stato: posto.label(),
        tono: match posto {
            Posto::Proposta => "info",
            Posto::Esclusa => "neutral",
            Posto::Fermata => "warning",
            Posto::Scartata => "success",
        },
        motivo: row.motivo.clone(),
        esclude: may && passo.si_esclude() && posto == Posto::Proposta,
        riammette: may && passo == Passo::Preparazione && posto == Posto::Esclusa,
    }
}

/// The list as it was printed.
pub(super) async fn elenco(ctx: Ctx, Path(id): Path<ScartoId>, headers: HeaderMap) -> Result<Response, Error> {
    let document = elenco_pdf(&ctx.ente, ctx.who()?, id).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}

/// The page again: as it stands after what was done, or with what was wrong.
async fn dopo(ctx: &Ctx, id: ScartoId, done: Result<(), crate::Error>, field: &str) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            // One form a line: what is wrong leads to the place on the page where it can be mended.
            let at = |error: FieldError| FieldError { field: field.to_owned(), ..error };
            let wrong = errors(&refusal, field).into_iter().map(at).collect();
            mostra(ctx, id, Autorizzazione::default(), wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Why a fascicolo is left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Perche {
    motivo: String,
}

/// Why a list is given up.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ritiro {
    ritiro: String,
}

/// Leaves a fascicolo out.
pub(super) async fn fuori(
    ctx: Ctx,
    Path((id, voce)): Path<(ScartoId, VoceId)>,
    Form(sent): Form<Perche>,
) -> Result<Response, Error> {
    let done = escludi(&ctx.ente, ctx.who()?, id, voce, &sent.motivo).await;
    dopo(&ctx, id, done, "voci").await
}

/// Takes one in again.
pub(super) async fn dentro(
    ctx: Ctx,
    Path((id, voce)): Path<(ScartoId, VoceId)>,
    porte: Porte,
) -> Result<Response, Error> {
    let done = riammetti(&ctx.ente, ctx.who()?, porte, id, voce).await;
    dopo(&ctx, id, done, "voci").await
}

/// Prints it, for the Soprintendenza.
pub(super) async fn stampa(ctx: Ctx, Path(id): Path<ScartoId>) -> Result<Response, Error> {
    let done = proponi(&ctx.ente, ctx.who()?, id).await;
    dopo(&ctx, id, done, "proponi").await
}

/// Gives it up.
pub(super) async fn via(ctx: Ctx, Path(id): Path<ScartoId>, Form(sent): Form<Ritiro>) -> Result<Response, Error> {
    let done = ritira(&ctx.ente, ctx.who()?, id, &sent.ritiro).await;
    dopo(&ctx, id, done, "ritiro").await
}

/// Writes the authorisation.
pub(super) async fn autorizzato(
    ctx: Ctx,
    Path(id): Path<ScartoId>,
    Form(sent): Form<Autorizzazione>,
    porte: Porte,
) -> Result<Response, Error> {
    match autorizza(&ctx.ente, ctx.who()?, porte, id, &sent).await {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => mostra(&ctx, id, sent, errors(&refusal, "autorita")).await,
        Err(error) => Err(error.into()),
    }
}

/// Carries it out.
pub(super) async fn esegui(ctx: Ctx, Path(id): Path<ScartoId>) -> Result<Response, Error> {
    let done = avvia(&ctx.ente, ctx.who()?, id).await;
    dopo(&ctx, id, done, "avvia").await
}

/// Destroys once more what came back.
pub(super) async fn ancora(ctx: Ctx, Path(id): Path<ScartoId>) -> Result<Response, Error> {
    let done = ripeti(&ctx.ente, ctx.who()?, id).await;
    dopo(&ctx, id, done, "ripeti").await
}
