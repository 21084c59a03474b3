//! One plan of preservation: its classes, how one is corrected, and how it is confirmed.

use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Page, Row, columns};
use web::{Ctx, Error, Form, IntoResponse, Path, Redirect, Response};

use super::{
    BASE, errors,
    piani::{PIANI, href},
};
use crate::{
    permissions::PIANO,
    piano::{Conferma, cambia, conferma as conferma_atto, csv::scrivi, leggi, regole::durata},
    tables::piano,
};

type PianoId = Id<piano::Entity>;

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    dati: Vec<Row>,
    proposta: bool,
    puo: bool,
    colonne: Vec<Column>,
    voci: Vec<Voce>,
    classi: Vec<Choice>,
    scritta: Scritta,
    dal: String,
    atto: String,
    errors: Vec<FieldError>,
}

#[derive(Debug, Serialize)]
struct Voce {
    classe: String,
    titolo: String,
    durata: String,
    nota: Option<String>,
}

/// What a person writes of one class.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Scritta {
    classe: String,
    anni: String,
    nota: String,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/piano.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            href: "/x".into(),
            dati: vec![Row { label: "Fonte".into(), value: "Massimario".into(), ..Row::default() }],
            proposta: full,
            puo: full,
            colonne: columns(&["Classe"]),
            voci: vec![Voce {
                classe: "IV.10".into(),
                titolo: "Economato".into(),
                durata: "10 anni".into(),
                nota: full.then(|| "Massimario, pagina 3".into()),
            }],
            classi: vec![Choice { value: "IV.10".into(), label: "IV.10 Economato".into(), hint: None }],
            scritta: Scritta::default(),
            dal: String::new(),
            atto: String::new(),
            errors: vec![FieldError { field: "anni".into(), message: "Non è un numero.".into() }],
        };
        vec![page(true), page(false)]
    }
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<PianoId>) -> Result<Response, Error> {
    mostra(&ctx, id, Scritta::default(), Conferma::default(), Vec::new()).await
}

async fn mostra(
    ctx: &Ctx,
    id: PianoId,
    scritta: Scritta,
    conferma: Conferma,
    errors: Vec<FieldError>,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let plan = leggi(&ctx.ente, who, id).await?;
    let refused = !errors.is_empty();
    let row = |label: &str, value: String| Row { label: label.into(), value, ..Row::default() };
    let mut dati = vec![row("Da dove viene", plan.riga.fonte.clone())];
    match &plan.conferma {
        None => dati.push(row("Stato", "È una proposta: finché non è confermata non vale.".into())),
        Some(one) => {
            dati.push(row("In vigore dal", one.dal.format("%d/%m/%Y").to_string()));
            dati.push(row("Adottato con", one.atto.clone()));
        }
    }
    let voci = plan.voci.iter();
    let page = Pagina {
        href: href(id),
        dati,
        proposta: plan.conferma.is_none(),
        puo: who.may(&PIANO),
        colonne: columns(&["Classe", "Titolo", "Si conserva", "Nota"]),
        voci: voci
            .clone()
            .map(|voce| Voce {
                classe: voce.classe.clone(),
                titolo: voce.titolo.clone(),
                durata: durata(voce.anni),
                nota: voce.nota.clone(),
            })
            .collect(),
        classi: voci
            .map(|voce| Choice {
                value: voce.classe.clone(),
                label: format!("{} {}", voce.classe, voce.titolo),
                hint: None,
            })
            .collect(),
        scritta,
        dal: conferma.dal,
        atto: conferma.atto,
        errors,
    };
    let crumbs = &[("Conservazione", BASE), ("Piano di conservazione", PIANI)];
    Ok(web::form_page(ctx.page(plan.riga.nome.clone(), crumbs, &page).await?, refused))
}

/// Its file, to take away.
pub(super) async fn csv(ctx: Ctx, Path(id): Path<PianoId>) -> Result<Response, Error> {
    let plan = leggi(&ctx.ente, ctx.who()?, id).await?;
    let headers = [
        ("content-type", "text/csv; charset=utf-8"),
        ("content-disposition", "attachment; filename=\"piano-di-conservazione.csv\""),
        ("cache-control", "private, no-cache"),
    ];
    Ok((headers, scrivi(&plan.come_voci())).into_response())
}

/// Corrects a class.
pub(super) async fn voce(ctx: Ctx, Path(id): Path<PianoId>, Form(scritta): Form<Scritta>) -> Result<Response, Error> {
    let done = cambia(&ctx.ente, ctx.who()?, id, &scritta.classe, &scritta.anni, &scritta.nota).await;
    match done {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, scritta, Conferma::default(), errors(&refusal, "classe")).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Confirms it.
pub(super) async fn conferma(
    ctx: Ctx,
    Path(id): Path<PianoId>,
    Form(scritta): Form<Conferma>,
) -> Result<Response, Error> {
    match conferma_atto(&ctx.ente, ctx.who()?, id, &scritta).await {
        Ok(()) => Ok(Redirect::to(&href(id)).into_response()),
        Err(crate::Error::Refused(refusal)) => {
            mostra(&ctx, id, Scritta::default(), scritta, errors(&refusal, "atto")).await
        }
        Err(error) => Err(error.into()),
    }
}
