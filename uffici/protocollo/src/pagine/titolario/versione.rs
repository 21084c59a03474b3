//! One version: its classes, what changed with it, where what was open went.

use serde::{Deserialize, Serialize};
use ui::{Column, FieldError, Flash, FlashKind, Page, Row};
use web::{Ctx, Error, Form, IntoResponse, Path, Query, Redirect, Response, StatusCode};

use super::{
    BASE, Cambia, Titolo, albero,
    elenco::{self, stato},
    errors, href_di, passaggi as campi, row,
};
use crate::{
    nome::nome_di,
    titolario::{
        VersioneId,
        csv::scrivi,
        decidi::{destina_rimasti, ritira as ritira_atto},
        regole::{Confronto, giorno},
        versioni::{Vista as Versione, vedi},
    },
};

#[derive(Debug, Serialize)]
pub(crate) struct Vista {
    errors: Vec<FieldError>,
    href: String,
    stato: &'static str,
    tono: &'static str,
    ritirata: Option<String>,
    dati: Vec<Row>,
    cambia: Option<Cambia>,
    colonne: Vec<Column>,
    passaggi: Vec<Passato>,
    titoli: Vec<Titolo>,
    /// Whether it may still be taken back.
    si_ritira: bool,
    motivo: String,
}

#[derive(Debug, Serialize)]
struct Passato {
    da: String,
    a: String,
}

impl Page for Vista {
    const TEMPLATE: &'static str = "protocollo/titolario_versione.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            errors: if full { vec![FieldError { field: "motivo".into(), message: "Scrivi.".into() }] } else { vec![] },
            href: "/x".into(),
            stato: "in vigore",
            tono: "success",
            ritirata: (!full).then(|| "Ritirata il 25/11/2026.".into()),
            dati: vec![row("Dal", "01/01/2027")],
            cambia: full.then(|| Cambia::sample(true)),
            colonne: colonne(),
            passaggi: if full { vec![Passato { da: "VI.3".into(), a: "IX.1".into() }] } else { vec![] },
            titoli: Titolo::sample(),
            si_ritira: full,
            motivo: String::new(),
        };
        vec![page(true), page(false), Self { cambia: Some(Cambia::sample(false)), ..page(false) }]
    }
}

fn colonne() -> Vec<Column> {
    let column = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Prima", "Dopo"].into_iter().map(column).collect()
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Detto {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(in crate::pagine) async fn pagina(
    ctx: Ctx,
    Path(id): Path<VersioneId>,
    Query(detto): Query<Detto>,
) -> Result<Response, Error> {
    let text = match detto.fatto.as_str() {
        "decisa" => "È deciso: da quel giorno, a mezzanotte, questo è il titolario. Fino ad allora si può ritirare.",
        "ritirata" => "La versione è ritirata: il titolario in vigore non cambia.",
        "passaggi" => "Scritto: entro un quarto d'ora i fascicoli continuano nelle classi che hai scelto.",
        _ => "",
    };
    let flash = (!text.is_empty()).then(|| Flash { kind: FlashKind::Success, text: text.into() });
    mostra(&ctx, id, String::new(), Vec::new(), flash.into_iter().collect()).await
}

async fn mostra(
    ctx: &Ctx,
    id: VersioneId,
    motivo: String,
    errors: Vec<FieldError>,
    flash: Vec<Flash>,
) -> Result<Response, Error> {
    let vista = vedi(&ctx.ente, ctx.who()?, id).await?;
    let today = ctx.now.date();
    let versione = &vista.versione;
    let vigente = versione.dal <= today && vista.al.is_none_or(|al| al >= today);
    let (stato, tono) = stato(versione, today, vigente);
    let page = Vista {
        errors,
        href: href_di(id),
        stato,
        tono,
        ritirata: ritirata(ctx, &vista).await?,
        dati: dati(ctx, &vista).await?,
        cambia: vista
            .prima
            .as_ref()
            .map(|(before, classi)| Cambia::of(&before.nome, &Confronto::of(classi, &vista.classi))),
        colonne: colonne(),
        passaggi: passati(&vista),
        titoli: albero(&vista.classi),
        si_ritira: versione.ritirata_at.is_none() && versione.dal > today,
        motivo,
    };
    let crumbs = [("Protocollo", "/protocollo"), ("Titolario", BASE)];
    ctx.page_with(vista.versione.nome.clone(), &crumbs, flash, &page).await
}

async fn nome(ctx: &Ctx, id: Option<authz::PersonId>) -> Result<Option<String>, Error> {
    let Some(id) = id else { return Ok(None) };
    let names = accounts::names(&ctx.ente.db().read().await?, &[id]).await.map_err(crate::Error::from)?;
    Ok(Some(nome_di(&names, &id)))
}

async fn ritirata(ctx: &Ctx, vista: &Versione) -> Result<Option<String>, Error> {
    let Some(at) = vista.versione.ritirata_at else { return Ok(None) };
    let who = nome(ctx, vista.versione.ritirata_da).await?.unwrap_or_default();
    let why = vista.versione.motivo.clone().unwrap_or_default();
    Ok(Some(format!("Ritirata il {} da {who}. Motivo: {why}", giorno(at.date()))))
}

async fn dati(ctx: &Ctx, vista: &Versione) -> Result<Vec<Row>, Error> {
    let versione = &vista.versione;
    let mut rows = vec![row("In vigore dal", giorno(versione.dal))];
    rows.extend(vista.al.map(|al| row("Fino al", giorno(al))));
    rows.extend(versione.atto.as_ref().map(|atto| row("Atto", atto.clone())));
    if let Some(name) = nome(ctx, versione.decisa_da).await? {
        rows.push(row("Decisa da", format!("{name}, il {}", giorno(versione.decisa_at.date()))));
    }
    rows.push(row("Voci", vista.classi.len().to_string()));
    Ok(rows)
}

/// Where what was open goes. Of single fascicoli only how many: who sees them is for their own page to say.
fn passati(vista: &Versione) -> Vec<Passato> {
    let name = |classi: &[crate::titolario::regole::Classe], code: &str| {
        classi.iter().find(|classe| classe.codice == code).map_or_else(|| code.to_owned(), super::in_riga)
    };
    let before = vista.prima.as_ref().map_or(&[][..], |(_, classi)| classi.as_slice());
    let of_classes = vista.passaggi.iter().filter_map(|row| {
        let from = row.da_classe.as_deref()?;
        Some(Passato { da: name(before, from), a: name(&vista.classi, &row.a_classe) })
    });
    let mut all: Vec<Passato> = of_classes.collect();
    let single = vista.passaggi.iter().filter(|row| row.fascicolo_id.is_some()).count();
    if single > 0 {
        let da = if single == 1 { "Un fascicolo".to_owned() } else { format!("{single} fascicoli") };
        all.push(Passato { da: format!("{da}, per conto suo"), a: "scelte uno per uno".into() });
    }
    all
}

/// The file of its classes.
pub(in crate::pagine) async fn csv(ctx: Ctx, Path(id): Path<VersioneId>) -> Result<Response, Error> {
    let vista = vedi(&ctx.ente, ctx.who()?, id).await?;
    Ok(come_csv(&vista.classi))
}

pub(super) fn come_csv(classi: &[crate::titolario::regole::Classe]) -> Response {
    let headers = [
        ("content-type", "text/csv; charset=utf-8"),
        ("content-disposition", "attachment; filename=\"titolario.csv\""),
    ];
    (headers, scrivi(classi)).into_response()
}

/// Says where go the open fascicoli that it left without a destination.
pub(in crate::pagine) async fn passaggi(
    ctx: Ctx,
    Path(id): Path<VersioneId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    match destina_rimasti(&ctx.ente, ctx.who()?, id, campi::leggi(&pairs)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=passaggi", href_di(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            elenco::con_errori(&ctx, elenco::Inviato::default(), errors(&refusal)).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::pagine) struct Motivo {
    #[serde(default)]
    motivo: String,
}

/// Takes it back before its day.
pub(in crate::pagine) async fn ritira(
    ctx: Ctx,
    Path(id): Path<VersioneId>,
    Form(sent): Form<Motivo>,
) -> Result<Response, Error> {
    match ritira_atto(&ctx.ente, ctx.who()?, id, &sent.motivo).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=ritirata", href_di(id))).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let mut response = mostra(&ctx, id, sent.motivo, errors(&refusal), Vec::new()).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
