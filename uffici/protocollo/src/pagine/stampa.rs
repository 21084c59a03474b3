//! The register of a period on paper: asked for, followed while it is made, taken away.

use kernel::Date;
use serde::{Deserialize, Serialize};
use ui::{FieldError, Page, Pager};
use web::{Ctx, Error, Form, HeaderMap, IntoResponse, Path, Query, Redirect, Response};

use crate::stampa::{INDICE, PER_VOLUME, Periodo, Stampa, StampaId, Stato, Volume, chiedi, elenca, leggi, volume};

const BASE: &str = "/protocollo/stampe";
const ROWS: u64 = 20;

#[derive(Debug, Serialize)]
pub(crate) struct Stampe {
    modulo: Modulo,
    errors: Vec<FieldError>,
    stampe: Vec<Riga>,
    per_volume: u64,
    pager: Pager,
}

/// What the form asks for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Modulo {
    #[serde(default)]
    per: String,
    #[serde(default)]
    dal: String,
    #[serde(default)]
    al: String,
    #[serde(default)]
    anno: String,
    #[serde(default)]
    da: String,
    #[serde(default)]
    a: String,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    periodo: String,
    quante: i64,
    at: i64,
    chi: String,
    stato: &'static str,
    tono: &'static str,
}

#[derive(Debug, Serialize)]
pub(crate) struct Una {
    riga: Riga,
    in_corso: bool,
    avanzamento_href: String,
    fatte: i64,
    fallita: bool,
    scaduta: bool,
    scade_at: i64,
    indice: Option<File>,
    volumi: Vec<File>,
    quanti_volumi: i64,
}

#[derive(Debug, Serialize)]
struct File {
    numero: i64,
    href: String,
    che: String,
    byte: i64,
    impronta: String,
}

fn una_riga(stato: Stato) -> Riga {
    Riga {
        href: "/x".into(),
        periodo: "dalla 1/2026 alla 800/2026".into(),
        quante: 800,
        at: 0,
        chi: "Carla Bianchi".into(),
        stato: parole(stato).0,
        tono: parole(stato).1,
    }
}

impl Page for Stampe {
    const TEMPLATE: &'static str = "protocollo/stampe.html";
    fn samples() -> Vec<Self> {
        let errors = vec![FieldError { field: "al".into(), message: "Il periodo finisce prima di cominciare.".into() }];
        let page = |stampe| Self {
            modulo: Modulo::default(),
            errors: vec![],
            stampe,
            per_volume: PER_VOLUME,
            pager: Pager::default(),
        };
        let all = [Stato::InCorso, Stato::Pronta, Stato::Fallita, Stato::Scaduta].map(una_riga);
        let next = Pager { next: Some("/c".into()), ..Pager::default() };
        let numeri = Modulo { per: "numeri".into(), ..Modulo::default() };
        vec![page(vec![]), Self { errors, pager: next, modulo: numeri, ..page(all.into()) }]
    }
}

impl Page for Una {
    const TEMPLATE: &'static str = "protocollo/stampa.html";
    fn samples() -> Vec<Self> {
        let file = |numero| File {
            numero,
            href: "/x".into(),
            che: "dalla 1/2026 alla 500/2026".into(),
            byte: 1_000,
            impronta: "00".into(),
        };
        let page = |stato, indice: Option<File>, volumi| Self {
            riga: una_riga(stato),
            in_corso: stato == Stato::InCorso,
            avanzamento_href: "/x".into(),
            fatte: 500,
            fallita: stato == Stato::Fallita,
            scaduta: stato == Stato::Scaduta,
            scade_at: 0,
            indice,
            volumi,
            quanti_volumi: 2,
        };
        vec![
            page(Stato::InCorso, None, vec![file(1)]),
            page(Stato::Pronta, Some(file(0)), vec![file(1), file(2)]),
            page(Stato::Fallita, None, vec![]),
            page(Stato::Scaduta, None, vec![]),
        ]
    }
}

const fn parole(stato: Stato) -> (&'static str, &'static str) {
    match stato {
        Stato::InCorso => ("in corso", "info"),
        Stato::Pronta => ("pronta", "success"),
        Stato::Fallita => ("non riuscita", "danger"),
        Stato::Scaduta => ("scaduta", "neutral"),
    }
}

fn riga(stampa: &Stampa, chi: String) -> Riga {
    let row = &stampa.riga;
    let (stato, tono) = parole(stampa.stato);
    Riga {
        href: format!("{BASE}/{}", row.id),
        periodo: format!("dalla {}/{} alla {}/{}", row.da_numero, row.da_anno, row.a_numero, row.a_anno),
        quante: row.quante,
        at: row.at.micros(),
        chi,
        stato,
        tono,
    }
}

async fn nomi(ctx: &Ctx, stampe: &[Stampa]) -> Result<Vec<String>, Error> {
    let people: Vec<authz::PersonId> = stampe.iter().map(|stampa| stampa.riga.persona_id).collect();
    let names = accounts::names(&ctx.ente.db().read().await?, &people).await.map_err(crate::Error::from)?;
    Ok(people.iter().map(|id| names.get(id).cloned().unwrap_or_default()).collect())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Posto {
    #[serde(default)]
    prima: Option<StampaId>,
}

/// The form, and the prints that were asked for.
pub(super) async fn pagina(ctx: Ctx, Query(posto): Query<Posto>) -> Result<Response, Error> {
    let today = ctx.now.date();
    let anno = ctx.now.year().to_string();
    let dal = format!("{anno}-01-01");
    let modulo = Modulo { per: "giorni".into(), dal, al: today.to_string(), anno, ..Modulo::default() };
    mostra(&ctx, posto.prima, modulo, Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    prima: Option<StampaId>,
    modulo: Modulo,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let limit = usize::try_from(ROWS).unwrap_or_default();
    let mut stampe = elenca(&ctx.ente, ctx.who()?, prima, ROWS + 1).await?;
    let more = stampe.len() > limit;
    stampe.truncate(limit);
    let next = stampe.last().filter(|_| more).map(|last| format!("{BASE}?prima={}", last.riga.id));
    let names = nomi(ctx, &stampe).await?;
    let refused = !errors.is_empty();
    let page = Stampe {
        modulo,
        errors,
        per_volume: PER_VOLUME,
        pager: Pager { previous: prima.map(|_| BASE.to_owned()), next, shown: stampe.len() as u64, total: None },
        stampe: stampe.iter().zip(names).map(|(stampa, chi)| riga(stampa, chi)).collect(),
    };
    let crumbs = [("Protocollo", "/protocollo")];
    let mut response = ctx.page("Stampa del registro", &crumbs, &page).await?;
    if refused {
        *response.status_mut() = web::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// What the form asks for, or all that is wrong with it.
fn periodo(modulo: &Modulo) -> Result<Periodo, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let read = if modulo.per == "numeri" {
        let number = |text: &str| text.trim().parse::<i64>().ok();
        let (anno, da, a) = (number(&modulo.anno), number(&modulo.da), number(&modulo.a));
        for (field, found) in [("anno", anno), ("da", da), ("a", a)] {
            if found.is_none() {
                wrong(field, "Scrivi un numero intero.");
            }
        }
        anno.zip(da).zip(a).map(|((anno, da), a)| Periodo::Numeri { anno, da, a })
    } else {
        let day = |text: &str| Date::parse_from_str(text.trim(), "%Y-%m-%d").ok();
        let (dal, al) = (day(&modulo.dal), day(&modulo.al));
        for (field, found) in [("dal", dal), ("al", al)] {
            if found.is_none() {
                wrong(field, "Scrivi un giorno, per esempio 31/12/2026.");
            }
        }
        dal.zip(al).map(|(dal, al)| Periodo::Giorni(dal, al))
    };
    read.ok_or(errors)
}

/// Asks for a print.
pub(super) async fn chiede(ctx: Ctx, Form(modulo): Form<Modulo>) -> Result<Response, Error> {
    let asked = match periodo(&modulo) {
        Ok(periodo) => periodo,
        Err(errors) => return mostra(&ctx, None, modulo, errors).await,
    };
    match chiedi(&ctx.ente, ctx.who()?, asked).await {
        Ok(id) => Ok(Redirect::to(&format!("{BASE}/{id}")).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            let first = if modulo.per == "numeri" { "da" } else { "dal" };
            let error = |reason: &kernel::Reason| FieldError {
                field: reason.field.unwrap_or(first).into(),
                message: reason.sentence.clone(),
            };
            let errors = refusal.reasons.iter().map(error).collect();
            mostra(&ctx, None, modulo, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// One of them.
pub(super) async fn una(ctx: Ctx, Path(id): Path<StampaId>) -> Result<Response, Error> {
    let page = vista(&ctx, id).await?;
    let title = format!("Registro {}", page.riga.periodo);
    let crumbs = [("Protocollo", "/protocollo"), ("Stampa del registro", BASE)];
    ctx.page(title, &crumbs, &page).await
}

/// How far it has come, for the page that asks every two seconds.
pub(super) async fn avanzamento(ctx: Ctx, Path(id): Path<StampaId>) -> Result<Response, Error> {
    let page = vista(&ctx, id).await?;
    ctx.block("avanzamento", &page).await
}

async fn vista(ctx: &Ctx, id: StampaId) -> Result<Una, Error> {
    let stampa = leggi(&ctx.ente, ctx.who()?, id).await?;
    let chi = nomi(ctx, std::slice::from_ref(&stampa)).await?.pop().unwrap_or_default();
    let over = stampa.stato == Stato::Scaduta || ctx.now >= stampa.scade_at;
    let file = |file: &Volume| File {
        numero: file.numero,
        href: format!("{BASE}/{id}/volumi/{}", file.numero),
        che: format!("dalla {}/{} alla {}/{}", file.prima.1, file.prima.0, file.ultima.1, file.ultima.0),
        byte: file.byte,
        impronta: file.impronta.to_string(),
    };
    let there: Vec<&Volume> = stampa.file.iter().filter(|_| !over).collect();
    Ok(Una {
        in_corso: stampa.stato == Stato::InCorso && !over,
        avanzamento_href: format!("{BASE}/{id}/avanzamento"),
        fatte: stampa.fatte,
        fallita: stampa.stato == Stato::Fallita,
        scaduta: over,
        scade_at: stampa.scade_at.micros(),
        indice: there.iter().find(|each| each.numero == INDICE).map(|each| file(each)),
        volumi: there.iter().filter(|each| each.numero != INDICE).map(|each| file(each)).collect(),
        quanti_volumi: stampa.volumi,
        riga: riga(&stampa, chi),
    })
}

/// A file of it.
pub(super) async fn file(
    ctx: Ctx,
    Path((id, numero)): Path<(StampaId, i64)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let document = volume(&ctx.ente, ctx.who()?, id, numero).await?;
    web::attachment(&ctx.ente, &document, &headers).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_asks_for_days_or_for_numbers_and_tells_all_that_is_wrong() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = Modulo { dal: "2026-01-01".into(), al: "2026-01-31".into(), ..Modulo::default() };
        assert_eq!(periodo(&days).unwrap(), Periodo::Giorni(day("2026-01-01"), day("2026-01-31")));
        let numbers = Modulo { per: "numeri".into(), anno: "2026".into(), da: "1".into(), a: "9".into(), ..days };
        assert_eq!(periodo(&numbers).unwrap(), Periodo::Numeri { anno: 2026, da: 1, a: 9 });
        assert_eq!(periodo(&Modulo::default()).unwrap_err().len(), 2);
        assert_eq!(periodo(&Modulo { per: "numeri".into(), ..Modulo::default() }).unwrap_err().len(), 3);
    }
}
